//! Where the same document comes in JSON and in XML, it means the same.

use http::StatusCode;
use payments_core::{RecurringProvider, SubscriptionId};
use payments_testkit::{Canned, samples};
use provider_pagofacil::Encoding;

use crate::support::sandbox;

/// Pairs of documents: as JSON, as XML.
const PAIRS: [(&str, &str); 7] = [
    (
        r#"{"idRecurrente":"T-1","status":["","success"]}"#,
        "<idRecurrente>T-1</idRecurrente><status></status><status>success</status>",
    ),
    (
        r#"{"idRecurrente":"T-1","transaccion":"S-1","texto":"con espacios","error":""}"#,
        "<idRecurrente>T-1</idRecurrente><transaccion>S-1</transaccion>\
         <texto>  con espacios  </texto><error/>",
    ),
    (
        r#"{"registrado":"0","error":{"key_0":"malo","key_1":"feo"},"status":"success"}"#,
        "<registrado>0</registrado><error><key_0>malo</key_0><key_1>feo</key_1></error>\
         <status>success</status>",
    ),
    (
        r#"{"registrado":"0","error":"Declined_(General).","data":"","dataVal":""}"#,
        "<registrado>0</registrado><error>Declined_(General).</error><data/><dataVal></dataVal>",
    ),
    (
        r#"{"response":{"message":"a & b <c> \u00e9"},"status":"failed"}"#,
        "<response><message>a &amp; b &lt;c&gt; \u{e9}</message></response><status>failed</status>",
    ),
    (
        r#"{"response":"0","status":"success"}"#,
        "<response>0</response><status>success</status>",
    ),
    (
        r#"{"idRecurrente":"T-1","monto":"800.5","operaciones":{"key_10":{"monto":"2"},"key_2":{"monto":"1"}}}"#,
        "<idRecurrente>T-1</idRecurrente><monto>800.5</monto><operaciones>\
         <key_10><monto>2</monto></key_10><key_2><monto>1</monto></key_2></operaciones>",
    ),
];

#[tokio::test]
async fn a_response_means_the_same_in_json_and_xml() {
    for (json, xml) in PAIRS {
        let mut meanings = Vec::new();
        for (encoding, body) in [
            (
                Encoding::FormJson,
                format!(r#"{{"WebServices_Recurrentes":{{"transaccion":{json}}}}}"#),
            ),
            (
                Encoding::FormXml,
                format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<WebServices_Recurrentes \
                     generator=\"zend\" version=\"1.0\"><transaccion>{xml}</transaccion>\
                     </WebServices_Recurrentes>\n"
                ),
            ),
        ] {
            let canned = Canned::returning(StatusCode::OK, "text/plain", body);
            let registered = sandbox(canned, encoding)
                .register_subscription(&samples::subscription())
                .await;
            meanings.push(format!("{registered:?}"));
        }
        assert_eq!(meanings[0], meanings[1], "{json}");
    }
}

#[tokio::test]
async fn charges_are_in_the_order_of_their_numbers() {
    let (json, _) = PAIRS[6];
    let body = format!(r#"{{"WebServices_Recurrentes":{{"vercargo":{json}}}}}"#);
    let canned = Canned::returning(StatusCode::OK, "application/json", body);
    let subscription = sandbox(canned, Encoding::QueryJson)
        .get_subscription(&SubscriptionId::new("T-1"))
        .await
        .unwrap();
    let amounts: Vec<String> = subscription
        .charges()
        .iter()
        .filter_map(|charge| charge.amount.map(|amount| amount.to_string()))
        .collect();
    assert_eq!(amounts, ["1.00 MXN", "2.00 MXN"]);
}
