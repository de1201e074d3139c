//! Webhooks that a service signs.

use hmac::{Hmac, KeyInit, Mac};
use payments_core::{Error, ErrorKind, Operation, Outcome, Provider, Result, Webhook};
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use sha2::Sha256;
use time::{Duration, OffsetDateTime};

/// How a service signs its webhooks: with an HMAC-SHA256, in hexadecimal, of the time of sending, a
/// dot and the body.
///
/// ```
/// use payments_kit::webhook::Signature;
/// use time::{Duration, OffsetDateTime};
///
/// const SIGNATURE: Signature = Signature {
///     time_header: "x-sent-at",
///     header: "x-signature",
///     max_age: Duration::minutes(5),
/// };
/// let (key, now) = ("whsec".into(), OffsetDateTime::now_utc());
/// let webhook = SIGNATURE.sign(&key, now, "\"paid\"");
/// assert_eq!(SIGNATURE.read::<String>(&key, &webhook, now).as_deref(), Some("paid"));
/// let later = now + Duration::hours(1);
/// assert_eq!(SIGNATURE.read::<String>(&key, &webhook, later), None);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The header with the time of sending, in seconds since 1970.
    pub time_header: &'static str,
    /// The header with the signature.
    pub header: &'static str,
    /// How old a webhook may be. An older one was replayed.
    pub max_age: Duration,
}

impl Signature {
    /// Reads the JSON of a webhook. Nothing where its signature is wrong, it was sent too long ago
    /// or in the future, or its body is not that JSON.
    pub fn read<T: DeserializeOwned>(
        &self,
        key: &SecretString,
        webhook: &Webhook,
        now: OffsetDateTime,
    ) -> Option<T> {
        let sent_at = webhook.header(self.time_header)?;
        let signature = hex::decode(webhook.header(self.header)?).ok()?;
        // Compared in constant time.
        let mac = mac(key, sent_at, &webhook.body)?;
        mac.verify_slice(&signature).ok()?;
        let sent_at = OffsetDateTime::from_unix_timestamp(sent_at.parse().ok()?).ok()?;
        let is_recent = (now - sent_at).abs() <= self.max_age;
        let body = is_recent.then(|| serde_json::from_slice(&webhook.body).ok());
        body.flatten()
    }

    /// Checks that a webhook can be read, and that `is_expected` of what it says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Mismatch`] with [`Outcome::NotSent`]: it is forged, replayed or about something
    /// else.
    pub fn check<T: DeserializeOwned>(
        &self,
        provider: &dyn Provider,
        key: &SecretString,
        webhook: &Webhook,
        is_expected: impl FnOnce(T) -> bool,
    ) -> Result<()> {
        if self
            .read(key, webhook, provider.clock().now())
            .is_some_and(is_expected)
        {
            return Ok(());
        }
        let (operation, kind) = (Operation::SETTLE_PAYMENT, ErrorKind::Mismatch);
        Err(
            Error::new(provider.name(), operation, kind, Outcome::NotSent)
                .with_detail("the webhook is forged, replayed or about another payment"),
        )
    }

    /// Signs a webhook as the service does, for tests.
    pub fn sign(
        &self,
        key: &SecretString,
        sent_at: OffsetDateTime,
        body: impl Into<Vec<u8>>,
    ) -> Webhook {
        let (sent_at, webhook) = (sent_at.unix_timestamp().to_string(), Webhook::new(body));
        let mac = mac(key, &sent_at, &webhook.body);
        let signature = mac.map(|mac| hex::encode(mac.finalize().into_bytes()));
        webhook
            .with_header(self.time_header, sent_at)
            .with_header(self.header, signature.unwrap_or_default())
    }
}

/// An HMAC takes a key of any length, so there always is one.
fn mac(key: &SecretString, sent_at: &str, body: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key.expose_secret().as_bytes()).ok()?;
    mac.update(sent_at.as_bytes());
    mac.update(b".");
    mac.update(body);
    Some(mac)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: Signature = Signature {
        time_header: "x-sent-at",
        header: "x-signature",
        max_age: Duration::minutes(5),
    };

    #[test]
    fn only_a_recent_webhook_with_the_right_signature_is_read() {
        let (key, now) = (SecretString::from("key"), OffsetDateTime::UNIX_EPOCH);
        let read = |webhook: &Webhook| SIGNATURE.read::<u8>(&key, webhook, now);
        let at = |minutes| SIGNATURE.sign(&key, now + Duration::minutes(minutes), "7");
        assert_eq!(read(&at(0)), Some(7));
        assert_eq!((read(&at(-5)), read(&at(5))), (Some(7), Some(7)));
        assert_eq!((read(&at(-6)), read(&at(6))), (None, None));
        assert_eq!(read(&SIGNATURE.sign(&"other".into(), now, "7")), None);
        let mut changed = at(0);
        changed.body = b"8".to_vec();
        assert_eq!(read(&changed), None);
        let mut later = at(-6);
        later.headers.insert(0, ("X-Sent-At".into(), "0".into()));
        assert_eq!(read(&later), None, "the time is signed too");
        assert_eq!(read(&SIGNATURE.sign(&key, now, "no JSON")), None);
        assert_eq!(read(&Webhook::new("7")), None);
        let mut short = at(0);
        short.headers.iter_mut().for_each(|(name, value)| {
            if name == SIGNATURE.header {
                value.truncate(32);
            }
        });
        assert_eq!(read(&short), None, "half of a signature is none");
    }

    #[test]
    fn a_signature_is_that_of_the_documented_bytes() {
        let webhook = SIGNATURE.sign(&"key".into(), OffsetDateTime::UNIX_EPOCH, "paid");
        // By `printf 0.paid | openssl dgst -sha256 -hmac key`.
        let expected = "abecd79d0a4ab988075db6dd83d3a246a0075a0de8200cd52ee1dad5a40e25d7";
        assert_eq!(webhook.header("x-signature"), Some(expected));
    }
}
