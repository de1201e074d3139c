//! The service for stored cards: its paths, its cipher and its responses.
//!
//! The requests and the names of the members of a response are documented, and so is the cipher as far
//! as the company's libraries use it. No response is published or recorded: that it is flat, that its
//! flags are texts, which messages it has, and that a refused `idUsuario` comes in clear are guesses.
//! A charge of a stored card is found as any other, which no document says either.

use std::collections::BTreeMap;
use std::sync::Arc;

use aes::Aes128;
use axum::Router;
use axum::extract::State as Shared;
use axum::routing::post;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use cbc::{Decryptor, Encryptor};

use crate::pagofacil::environment::Environment;
use crate::pagofacil::ops;
use crate::pagofacil::state::State;
use crate::pagofacil::wire::fields::REFUSED;
use crate::pagofacil::wire::reply::Reply;
use crate::pagofacil::wire::zend::{Map, Value};
use crate::php::form::parse_str;
use crate::php::json::encode;
use crate::php::request::PhpRequest;

/// A method: the state, the environment, and the fields that were decrypted.
type Method = fn(&State, Environment, &Map) -> Map;

/// The paths, the operations of a client that call them, and the methods.
const METHODS: [(&str, &[&str], Method); 3] = [
    ("/CobroToken/Altatoken", &["store_card"], ops::store_card),
    (
        "/CobroToken/Transacciontoken",
        &["create_payment"],
        ops::charge_stored_card,
    ),
    ("/CobroToken/Bajatoken", &["delete_card"], ops::delete_card),
];

#[derive(Clone)]
struct Site {
    state: Arc<State>,
    environment: Environment,
    method: Method,
}

pub(crate) fn router(state: &Arc<State>, environment: Environment) -> Router {
    METHODS
        .into_iter()
        .fold(Router::new(), |router, (path, _, method)| {
            let site = Site {
                state: Arc::clone(state),
                environment,
                method,
            };
            router.merge(Router::new().route(path, post(call)).with_state(site))
        })
}

/// The client's operations that call this path, which has no prefix.
pub(crate) fn operations(path: &str) -> &'static [&'static str] {
    let mut methods = METHODS.into_iter();
    let found = methods.find(|(known, ..)| *known == path);
    found.map_or(&[], |(_, operations, _)| operations)
}

async fn call(Shared(site): Shared<Site>, request: PhpRequest) -> Reply {
    let form = Map::from(&parse_str(&request.form));
    let text = |name| form.get(name).and_then(Value::scalar).unwrap_or_default();
    let (_, user) = site.environment.keys();
    if text("idUsuario") != user {
        let errors = Map::new().with("idUsuario", "idUsuario no encontrado");
        return clear(&refused(errors));
    }
    let key = site.environment.cipher_key();
    let data = decrypt(key, &text("data"))
        .and_then(|plain| serde_json::from_slice::<BTreeMap<String, String>>(&plain).ok());
    let Some(data) = data else {
        return clear(&refused(Map::new().with("data", "data no es valido")));
    };
    let data: Map = data
        .into_iter()
        .map(|(name, text)| (name, Value::from(text)))
        .collect();
    // What was sent comes back, as documented: the card number and the security code among it.
    let response = (site.method)(&site.state, site.environment, &data).with("data", data);
    let plain = encode(&response).unwrap_or_default();
    let body = encode(&encrypt(key, plain.as_bytes())).unwrap_or_default();
    Reply::ok("application/json", body)
}

/// A response of a method that did nothing.
pub(crate) fn refused(errors: Map) -> Map {
    Map::new()
        .with("autorizado", "0")
        .with("texto", REFUSED)
        .with("error", errors)
}

fn clear(response: &Map) -> Reply {
    Reply::ok("application/json", encode(response).unwrap_or_default())
}

/// AES-128-CBC, with the key as the initialization vector.
fn decrypt(key: &str, data: &str) -> Option<Vec<u8>> {
    let mut buffer = STANDARD.decode(data).ok()?;
    let key = key.as_bytes();
    let cipher = Decryptor::<Aes128>::new_from_slices(key, key).ok()?;
    let plain = cipher.decrypt_padded::<Pkcs7>(&mut buffer).ok()?;
    Some(plain.to_vec())
}

fn encrypt(key: &str, plain: &[u8]) -> String {
    let mut buffer = plain.to_vec();
    buffer.resize((plain.len() / 16 + 1) * 16, 0);
    let key = key.as_bytes();
    let cipher = Encryptor::<Aes128>::new_from_slices(key, key);
    let encrypted = cipher.ok().and_then(|cipher| {
        cipher
            .encrypt_padded::<Pkcs7>(&mut buffer, plain.len())
            .ok()
    });
    encrypted
        .map(|bytes| STANDARD.encode(bytes))
        .unwrap_or_default()
}
