//! Calls about stored cards: the fields are one encrypted value of a form, and so is the response.
//!
//! The scheme is AES-128-CBC with PKCS#7 padding, in base64, and **its initialization vector is the
//! key**. It gives no integrity, and showing a wrong decryption can give the key away: TLS is the
//! protection, a body that cannot be read has one error whatever the reason, and neither the plain
//! nor the encrypted text is ever printed.

use aes::Aes128;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, BlockModeEncrypt, KeyIvInit};
use cbc::{Decryptor, Encryptor};
use payments_core::{Operation, Result};
use payments_kit::codec::{Reader, from_json};
use payments_kit::http::{Body, Fields, Form, HttpRequest, JsonBody, SecretBytes};
use secrecy::{ExposeSecret, SecretString};

use super::{Client, ZONE};
use crate::credentials::CIPHER_KEY_BYTES;
use crate::error::{self, NAME};
use crate::wire::TokenResponse;

const BLOCK: usize = 16;

/// What a call about stored cards returned.
pub(crate) struct TokenCalled<'a> {
    pub(crate) response: TokenResponse,
    /// Reads values without showing the sensitive ones of the request.
    pub(crate) reader: Reader<'a>,
}

impl Client {
    /// Whether it stores cards.
    pub(crate) fn stores_cards(&self) -> bool {
        self.keys.cipher_key().is_some()
    }

    /// Calls a method about stored cards. `write` adds the fields, and `read` decides what the
    /// response means.
    pub(crate) async fn card_tokens<T>(
        &self,
        operation: Operation,
        method: &str,
        write: impl FnOnce(&mut dyn Fields),
        read: impl FnOnce(TokenCalled<'_>) -> Result<T>,
    ) -> Result<T> {
        // Without a key, nothing is offered that gets here.
        let Some(key) = self.keys.cipher_key() else {
            return Err(payments_core::Error::unsupported(NAME, operation));
        };
        let mut plain = JsonBody::new();
        write(&mut plain);
        let plain = Body::from(plain);
        let unusable = || payments_core::Error::unsupported(NAME, operation);
        let data = encrypt(key, plain.bytes().expose()).ok_or_else(unusable)?;
        let mut form = Form::new();
        form.secret("idUsuario", self.keys.user_id());
        // As secret as the card that it holds.
        form.secret("data", data.expose_secret());
        let url = self.token_base.join(&format!("CobroToken/{method}"));
        // Storing a card once more stores it twice, and deleting it once more is refused.
        let request = HttpRequest::post(operation, url, form)
            .with_secrets(plain.secrets())
            .with_repetition_refused();
        let response = self.http.send(request).await?;
        response.read(|response| {
            let reader = Reader::new(NAME, operation, ZONE, response.secrets());
            let status = response.status().as_u16();
            if ![200, 400].contains(&status) {
                return Err(error::of_status(operation, status));
            }
            let plain = decrypt(key, response.body());
            let response = plain
                .and_then(|plain| from_json::<TokenResponse>(plain.expose()).ok())
                .ok_or_else(|| reader.unreadable("the response cannot be decrypted and read"))?;
            read(TokenCalled { response, reader })
        })
    }
}

/// The encrypted text, in base64. Nothing for a key of another length, which no client is built with.
fn encrypt(key: &SecretString, plain: &[u8]) -> Option<SecretString> {
    let key = key_of(key)?;
    let padded = (plain.len() / BLOCK + 1) * BLOCK;
    let mut buffer = Vec::with_capacity(padded);
    buffer.extend_from_slice(plain);
    buffer.resize(padded, 0);
    let cipher = Encryptor::<Aes128>::new_from_slices(key, key).ok()?;
    // In place, so that the plain text is overwritten.
    cipher
        .encrypt_padded::<Pkcs7>(&mut buffer, plain.len())
        .ok()?;
    Some(SecretString::from(STANDARD.encode(&buffer)))
}

/// The plain text of a body: base64, or a JSON text that holds it. Nothing where it is neither, for
/// whatever reason.
fn decrypt(key: &SecretString, body: &[u8]) -> Option<SecretBytes> {
    let key = key_of(key)?;
    let body = std::str::from_utf8(body).ok()?.trim();
    let unquoted: String;
    let text = if body.starts_with('"') {
        unquoted = serde_json::from_str(body).ok()?;
        unquoted.trim()
    } else {
        body
    };
    let mut buffer = STANDARD.decode(text).ok()?;
    let cipher = Decryptor::<Aes128>::new_from_slices(key, key).ok()?;
    let length = cipher.decrypt_padded::<Pkcs7>(&mut buffer).map(<[u8]>::len);
    let plain = SecretBytes::new(buffer);
    let plain_bytes = plain.expose().get(..length.ok()?)?;
    Some(SecretBytes::new(plain_bytes.to_vec()))
}

fn key_of(key: &SecretString) -> Option<&[u8]> {
    let key = key.expose_secret().as_bytes();
    (key.len() == CIPHER_KEY_BYTES).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key that opens nothing.
    fn key() -> SecretString {
        SecretString::from("0123456789abcdef")
    }

    fn opened(body: &str) -> Option<Vec<u8>> {
        decrypt(&key(), body.as_bytes()).map(|plain| plain.expose().to_vec())
    }

    /// Made by OpenSSL 3, another implementation, with the key as the initialization vector:
    /// `K=$(printf '0123456789abcdef' | xxd -p); printf "$PLAIN" | openssl enc -aes-128-cbc -K $K -iv
    /// $K -a -A`.
    const VECTORS: [(&str, &str); 3] = [
        (r#"{"a":"1"}"#, "u2r2SZZBDFxBpAtv39cZgA=="),
        (
            r#"{"idSucursal":"branch","token":"PFTE0000S0000I000","monto":"150.50","nombre":"José"}"#,
            "QI5+wN9l7U4R7BZtbOuJrbU5xqEAfMrSw4Lkaog3GI7jvIL6r2fP2PC+IkvZ+BG4cgWYL8NX2C9vvuAV8PyB\
             sDisDvMhyC7Lzk/9IXzmJrhNJvD1rv6khoSgD7QqPpRq",
        ),
        // A whole block, behind which comes a block of padding.
        (
            "0123456789abcdef",
            "C5sV2ktEoPUVHc/EwB811b8xuRnjiS3cO1khLWp7EeY=",
        ),
    ];

    #[test]
    fn the_scheme_is_that_of_another_implementation() {
        for (plain, encrypted) in VECTORS {
            let found = encrypt(&key(), plain.as_bytes()).unwrap();
            assert_eq!(found.expose_secret(), encrypted, "{plain}");
            for body in [
                encrypted.to_owned(),
                format!(" {encrypted}\r\n"),
                format!("\"{encrypted}\""),
                format!("\"{}\"", encrypted.replace('/', r"\/")),
            ] {
                assert_eq!(opened(&body).unwrap(), plain.as_bytes(), "{body}");
            }
        }
    }

    #[test]
    fn what_cannot_be_decrypted_is_nothing_whatever_the_reason() {
        let (_, good) = VECTORS[0];
        let other = SecretString::from("another key of16");
        assert_eq!(other.expose_secret().len(), 16);
        assert!(decrypt(&other, good.as_bytes()).is_none());
        for body in [
            "",
            "\"",
            "{}",
            r#"{"error":"x"}"#,
            "<html>",
            "u2r2SZZBDFxBpAtv39cZgA",
            "u2r2SZZBDFxBpAtv",
            "AAAAAAAAAAAAAAAAAAAAAA==",
            "\u{0}",
        ] {
            assert!(opened(body).is_none(), "{body}");
        }
        assert!(encrypt(&SecretString::from("short"), b"x").is_none());
    }
}
