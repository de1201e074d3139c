//! A response means the same in JSON, in XML, and in the envelope of JSON-RPC.

use std::collections::BTreeSet;

use http::StatusCode;
use payments_core::{MerchantReference, PaymentProvider, RecurringProvider, SubscriptionId};
use payments_testkit::{Canned, samples};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use provider_pagofacil::Encoding;

use super::run;
use crate::support::{payment, sandbox, without_secret};

#[derive(Clone, Debug)]
enum Node {
    Text(String),
    Map(Vec<(String, Node)>),
    /// A member that comes several times.
    Repeated(Vec<String>),
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap()
}

/// As a Zend REST server writes it: every scalar is a trimmed text, and nothing is `""`.
fn json(node: &Node) -> String {
    match node {
        Node::Text(text) => quoted(text.trim()),
        Node::Map(members) if members.is_empty() => quoted(""),
        Node::Map(members) => {
            let members = members.iter();
            let members = members.map(|(name, node)| format!("{}:{}", quoted(name), json(node)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Node::Repeated(texts) => {
            let texts: Vec<String> = texts.iter().map(|text| quoted(text)).collect();
            format!("[{}]", texts.join(","))
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

fn xml(name: &str, node: &Node) -> String {
    match node {
        Node::Text(text) => format!("<{name}>{}</{name}>", escaped(text)),
        Node::Map(members) if members.is_empty() => format!("<{name}/>"),
        Node::Map(members) => {
            let members: String = members.iter().map(|(name, node)| xml(name, node)).collect();
            format!("<{name}>{members}</{name}>")
        }
        Node::Repeated(texts) => {
            let element = |text: &String| format!("<{name}>{}</{name}>", escaped(text));
            texts.iter().map(element).collect()
        }
    }
}

/// The members that are flags.
const FLAGS: [&str; 4] = ["autorizado", "registrado", "exito", "activo"];

/// As a JSON-RPC server writes it: flags are flags, numbers are numbers, nothing is null.
fn native_json(name: &str, node: &Node) -> String {
    match node {
        Node::Text(text) => match text.trim() {
            "1" if FLAGS.contains(&name) => "true".to_owned(),
            text @ ("0" | "1") => text.to_owned(),
            "" => "null".to_owned(),
            text => quoted(text),
        },
        Node::Map(members) if members.is_empty() => "[]".to_owned(),
        Node::Map(members) => {
            let members = members
                .iter()
                .map(|(name, node)| format!("{}:{}", quoted(name), native_json(name, node)));
            format!("{{{}}}", members.collect::<Vec<_>>().join(","))
        }
        Node::Repeated(_) => json(node),
    }
}

fn any_text() -> impl Strategy<Value = Node> {
    "[ -~áñ€💳]{0,16}".prop_map(Node::Text)
}

fn one_of(texts: &[&'static str]) -> impl Strategy<Value = Node> + use<> {
    select(texts.to_vec()).prop_map(|text| Node::Text(text.to_owned()))
}

fn named<T: Strategy<Value = Node>>(
    names: &[&'static str],
    node: T,
) -> impl Strategy<Value = (String, Node)> + use<T> {
    (select(names.to_vec()), node).prop_map(|(name, node)| (name.to_owned(), node))
}

/// An object has each name once.
fn once(members: Vec<(String, Node)>) -> Node {
    let mut names = BTreeSet::new();
    let members = members.into_iter();
    Node::Map(
        members
            .filter(|(name, _)| names.insert(name.clone()))
            .collect(),
    )
}

fn amounts() -> impl Strategy<Value = Node> {
    one_of(&["800.50", "1", "", "1,5", "0", "1.0E+2", "x"])
}

fn flags() -> impl Strategy<Value = Node> {
    one_of(&["1", "0", "", "true", "x"])
}

fn ids() -> impl Strategy<Value = Node> {
    one_of(&["T-1", "S-1", "n/a", "", "0"])
}

fn errors() -> impl Strategy<Value = Node> {
    let fields = [
        "idRecurrente",
        "idPedido",
        "monto",
        "idUsuario",
        "key_0",
        "key_10",
        "key_2",
    ];
    let flat = vec(named(&fields, any_text()), 0..4).prop_map(once).boxed();
    let nested = vec(named(&["tc", "key_1"], flat.clone()), 0..3).prop_map(once);
    prop_oneof![
        any_text(),
        one_of(&["Declined_%28General%29.", "no encontrado"]),
        flat,
        nested
    ]
}

fn echoes() -> impl Strategy<Value = Node> {
    let echo = [
        named(
            &["numeroTarjeta"],
            one_of(&["(16) **** **** ****1111", "", "(3) ***"]),
        )
        .boxed(),
        named(&["monto"], amounts()).boxed(),
        named(&["idPedido", "idCliente"], one_of(&["1", "2", ""])).boxed(),
        named(&["diaPago"], one_of(&["05", "5", "x"])).boxed(),
        named(
            &["fechaIniCobro", "fechaFinCobro"],
            one_of(&["16-09-2013", "2013-09-16", ""]),
        )
        .boxed(),
        named(&["settingsTransaction"], Just(Node::Map(Vec::new()))).boxed(),
    ];
    vec(proptest::strategy::Union::new(echo), 0..6).prop_map(once)
}

fn operations() -> impl Strategy<Value = Node> {
    let operation = vec(
        prop_oneof![
            named(&["monto"], amounts()),
            named(&["autorizado"], flags()),
            named(&["transaccion", "idTransaccion", "autorizacion"], ids()),
            named(&["error"], errors()),
            named(&["fecha"], one_of(&["2014-06-05 08:00:06", "x", ""])),
        ],
        0..4,
    )
    .prop_map(once);
    vec(
        named(&["key_0", "key_1", "key_2", "key_10"], operation),
        0..4,
    )
    .prop_map(once)
}

fn members() -> impl Strategy<Value = Node> {
    let statuses = select(vec!["success", "failed", "1", "ok", ""]);
    let status = vec(statuses.prop_map(str::to_owned), 1..3).prop_map(Node::Repeated);
    let member = [
        named(&["autorizado", "registrado", "exito", "activo"], flags()).boxed(),
        named(&["autorizado", "registrado", "exito", "activo"], flags()).boxed(),
        named(&["idRecurrente", "transaccion", "autorizacion"], ids()).boxed(),
        named(&["idRecurrente", "transaccion", "autorizacion"], ids()).boxed(),
        named(&["monto"], amounts()).boxed(),
        named(&["texto", "empresa", "TipoTC", "zz"], any_text()).boxed(),
        named(
            &["mode", "divisa", "idPedido"],
            one_of(&["R", "P", "USD", "1", ""]),
        )
        .boxed(),
        named(
            &["TransFin", "fechaRegistro"],
            one_of(&["15:56:26 pm 01/05/2014", "x"]),
        )
        .boxed(),
        named(&["error"], errors()).boxed(),
        named(&["data", "dataVal"], echoes()).boxed(),
        named(&["operaciones"], operations()).boxed(),
        named(&["status"], status).boxed(),
        named(
            &["response"],
            vec(named(&["message"], any_text()), 0..2).prop_map(once),
        )
        .boxed(),
    ];
    vec(proptest::strategy::Union::new(member), 0..14).prop_map(once)
}

/// What a response means over one encoding.
fn meaning(method: &str, members: &Node, encoding: Encoding) -> String {
    let body = match encoding {
        Encoding::JsonRpc => {
            let result = match native_json("", members).as_str() {
                "[]" => "{}".to_owned(),
                result => result.to_owned(),
            };
            format!(r#"{{"result":{result},"id":"1397151272","jsonrpc":"2.0"}}"#)
        }
        Encoding::QueryJson | Encoding::FormJson => {
            format!(r#"{{"Root":{{"{method}":{}}}}}"#, json(members))
        }
        Encoding::QueryXml | Encoding::FormXml => {
            let element = xml(method, members);
            format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Root a=\"b\">{element}</Root>\n")
        }
        other => panic!("no response is written in {}", other.name()),
    };
    let new = if method == "verificar" {
        without_secret
    } else {
        sandbox
    };
    let client = new(
        Canned::returning(StatusCode::OK, "text/plain", body),
        encoding,
    );
    let id = SubscriptionId::new("T-1");
    run(async {
        match method {
            "transaccion" => {
                let request = samples::subscription().with_charge_now();
                let registered = client.register_subscription(&request).await;
                let charged = client.create_payment(&payment()).await;
                format!("{registered:#?}\n{charged:#?}")
            }
            "verificar" => {
                let reference = MerchantReference::new("1");
                format!("{:#?}", client.find_payment(&reference).await)
            }
            "vercargo" => format!("{:#?}", client.get_subscription(&id).await),
            _ => format!("{:#?}", client.cancel_subscription(&id).await),
        }
    })
}

proptest! {
    #[test]
    fn any_response_has_one_meaning(members in members()) {
        for method in ["transaccion", "verificar", "vercargo", "cancel"] {
            let reference = meaning(method, &members, Encoding::JsonRpc);
            for encoding in Encoding::ALL {
                prop_assert_eq!(&meaning(method, &members, encoding), &reference);
            }
        }
    }
}
