//! The admin page's password, the tokens of its forms, and random ids.

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

use crate::ShopError;

/// The password of the admin page. It is not printable.
#[derive(Clone)]
pub(crate) struct Admin {
    /// A key for digests, new in each process.
    key: [u8; 64],
    password: [u8; 32],
}

impl Admin {
    pub(crate) fn new(password: &SecretString) -> Result<Self, ShopError> {
        let mut key = [0; 64];
        getrandom::fill(&mut key).map_err(ShopError::Random)?;
        let password = digest(&key, "password", password.expose_secret());
        Ok(Self { key, password })
    }

    /// Lets only those in who have the password, under any user name.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), ShopError> {
        let value = headers.get(header::AUTHORIZATION);
        let encoded = value
            .and_then(|value| value.to_str().ok()?.strip_prefix("Basic "))
            .and_then(|encoded| STANDARD.decode(encoded).ok())
            .and_then(|decoded| String::from_utf8(decoded).ok());
        let password = encoded.as_deref().and_then(|both| both.split_once(':'));
        // Digests are compared, so that the time it takes says nothing about the password.
        if password.is_some_and(|(_, word)| digest(&self.key, "password", word) == self.password) {
            return Ok(());
        }
        Err(ShopError::Password)
    }

    /// The token of a form on the admin page: a browser sends the password by itself, the token it
    /// does not.
    pub(crate) fn token(&self, subject: &str) -> String {
        hex::encode(digest(&self.key, "token", subject))
    }
}

fn digest(key: &[u8; 64], purpose: &str, text: &str) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new(key.into());
    for part in [purpose, "\0", text] {
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

/// A random id of 120 bits. It has letters only: no part of it can be taken for a card number.
pub(crate) fn random_id() -> Result<String, ShopError> {
    const LETTERS: &[u8; 16] = b"bcdfghjkmnpqrstv";
    let mut bytes = [0; 15];
    getrandom::fill(&mut bytes).map_err(ShopError::Random)?;
    let halves = bytes.iter().flat_map(|byte| [byte >> 4, byte & 0xf]);
    let letters = halves.filter_map(|half| LETTERS.get(usize::from(half)));
    Ok(letters.map(|letter| char::from(*letter)).collect())
}
