//! Access tokens that machines share, on the journal's database.
//!
//! A service such as mPandco wants an application to request one token and to renew it. A fleet
//! that shares a [`SharedToken`] does so: one process renews the token, while the others wait for
//! it. Tokens are sealed with XChaCha20-Poly1305 under a [`TokenKey`] that is not in the database,
//! with the name of the token as associated data.

#[cfg(feature = "mpandco")]
mod mpandco;

use std::fmt::{self, Debug, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use chacha20poly1305::aead::{Aead, Generate, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use payments_core::{Clock, SystemClock};
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::journal::Journal;
use crate::store::{JournalStore, StoreError, StoreResult};

/// How long a process may take to fetch a token before another one may.
const LEASE: Duration = Duration::from_secs(10);

/// How long a process waits for another one's token, and how often it looks.
const PATIENCE: Duration = Duration::from_secs(4);
const LOOK: Duration = Duration::from_millis(50);

/// A token counts as expired this long before it does.
const MARGIN: time::Duration = time::Duration::seconds(60);

const NONCE_BYTES: usize = 24;

/// A key that seals tokens: 32 random bytes that the program keeps with its other secrets, outside
/// the database. All machines need the same one. It is not printable.
#[derive(Clone)]
pub struct TokenKey(SecretSlice<u8>);

impl TokenKey {
    /// A key of 32 random bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(SecretSlice::from(bytes.to_vec()))
    }

    fn cipher(&self) -> StoreResult<XChaCha20Poly1305> {
        XChaCha20Poly1305::new_from_slice(self.0.expose_secret())
            .map_err(|_| StoreError::Configuration("the key must have 32 bytes".to_owned()))
    }
}

impl Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey([secret])")
    }
}

/// An access token, with the refresh token that renews it.
#[derive(Clone)]
#[non_exhaustive]
pub struct SharedTokenValue {
    /// The access token.
    pub access: SecretString,
    /// The refresh token, if there is one.
    pub refresh: Option<SecretString>,
    /// When the service stops accepting it, if it said so.
    pub expires_at: Option<OffsetDateTime>,
}

impl SharedTokenValue {
    /// A token.
    pub fn new(
        access: SecretString,
        refresh: Option<SecretString>,
        expires_at: Option<OffsetDateTime>,
    ) -> Self {
        Self {
            access,
            refresh,
            expires_at,
        }
    }
}

impl Debug for SharedTokenValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedTokenValue")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Plain<'a> {
    access: std::borrow::Cow<'a, str>,
    refresh: Option<std::borrow::Cow<'a, str>>,
    /// Microseconds since 1970-01-01 00:00 UTC.
    expires_at: Option<i64>,
}

/// The token of one application in one environment, shared through the journal's database. With
/// the feature `mpandco` it is a token store of that provider. Clones share everything.
#[derive(Clone, Debug)]
pub struct SharedToken {
    store: Arc<dyn JournalStore>,
    clock: Arc<dyn Clock>,
    owner: String,
    name: String,
    key: TokenKey,
    /// The version that this process loaded or saved last. It asks again when that one is of no
    /// use to it any more.
    held: Arc<AtomicI64>,
}

impl Journal {
    /// The token of this name, such as `mpandco production`, sealed with this key.
    pub fn shared_token(&self, name: impl Into<String>, key: TokenKey) -> SharedToken {
        SharedToken {
            store: self.shared_store(),
            clock: Arc::new(SystemClock),
            owner: self.owner().to_owned(),
            name: name.into(),
            key,
            held: Arc::default(),
        }
    }
}

impl SharedToken {
    /// Goes by another clock: a test gives the one of its provider.
    #[must_use]
    pub fn with_clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Loads the token. Where it has expired, or is the one that this process loaded before, one
    /// process gets it back at once, to renew it; the others wait for the new one, for at most four
    /// seconds.
    ///
    /// # Errors
    /// Those of the store, and [`StoreError::Unreadable`] for a token that was sealed with another
    /// key.
    pub async fn load(&self) -> StoreResult<Option<SharedTokenValue>> {
        let held = self.held.load(Ordering::SeqCst);
        let started = tokio::time::Instant::now();
        loop {
            let stored = match self.store.load_token(&self.name).await? {
                Some((sealed, version)) => Some((self.open(&sealed)?, version)),
                None => None,
            };
            let now = self.clock.now();
            if let Some((token, version)) = &stored
                && *version != held
                && token
                    .expires_at
                    .is_none_or(|expires_at| now < expires_at.saturating_sub(MARGIN))
            {
                self.held.store(*version, Ordering::SeqCst);
                return Ok(Some(token.clone()));
            }
            let until = now.saturating_add(LEASE.try_into().unwrap_or(time::Duration::MAX));
            let seen = stored.as_ref().map(|(_, version)| *version);
            let leased = self.store.lease_token(&self.name, &self.owner, now, until);
            if leased.await? {
                // Another process may have saved a token, and ended its lease, since the look.
                let latest = self.store.load_token(&self.name).await?;
                if latest.map(|(_, version)| version) == seen {
                    return Ok(stored.map(|(token, _)| token));
                }
                continue;
            }
            if started.elapsed() >= PATIENCE {
                return Ok(stored.map(|(token, _)| token));
            }
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Saves a new token, for all machines.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn save(&self, token: &SharedTokenValue) -> StoreResult<()> {
        let sealed = self.seal(token)?;
        self.store
            .save_token(&self.name, &sealed, &self.owner)
            .await?;
        if let Some((_, version)) = self.store.load_token(&self.name).await? {
            self.held.store(version, Ordering::SeqCst);
        }
        Ok(())
    }

    fn seal(&self, token: &SharedTokenValue) -> StoreResult<String> {
        let expires_at = token.expires_at.map(|at| at.unix_timestamp_nanos() / 1_000);
        let plain = Plain {
            access: token.access.expose_secret().into(),
            refresh: token.refresh.as_ref().map(|one| one.expose_secret().into()),
            expires_at: expires_at.and_then(|micros| i64::try_from(micros).ok()),
        };
        let failed = |_| StoreError::Unreadable("the token cannot be sealed".to_owned());
        let bytes = SecretSlice::from(serde_json::to_vec(&plain).map_err(|_| failed(()))?);
        let nonce = XNonce::generate();
        let payload = Payload {
            msg: bytes.expose_secret(),
            aad: self.name.as_bytes(),
        };
        let sealed = self.key.cipher()?.encrypt(&nonce, payload);
        let sealed = sealed.map_err(|_| failed(()))?;
        let mut text = String::with_capacity(2 * (NONCE_BYTES + sealed.len()));
        for byte in nonce.iter().chain(&sealed) {
            // Writing to a string does not fail.
            let _ = write!(text, "{byte:02x}");
        }
        Ok(text)
    }

    fn open(&self, sealed: &str) -> StoreResult<SharedTokenValue> {
        let unreadable = || {
            let reason = "the token was sealed with another key, or for another name";
            StoreError::Unreadable(reason.to_owned())
        };
        let digits = sealed.as_bytes().chunks(2);
        let bytes = digits.map(|pair| {
            let pair = std::str::from_utf8(pair).ok()?;
            u8::from_str_radix(pair, 16).ok()
        });
        let bytes: Option<Vec<u8>> = bytes.collect();
        let bytes = bytes.ok_or_else(unreadable)?;
        let (nonce, sealed) = bytes.split_at_checked(NONCE_BYTES).ok_or_else(unreadable)?;
        let nonce = XNonce::try_from(nonce).map_err(|_| unreadable())?;
        let payload = Payload {
            msg: sealed,
            aad: self.name.as_bytes(),
        };
        let plain = self.key.cipher()?.decrypt(&nonce, payload);
        let plain = SecretSlice::from(plain.map_err(|_| unreadable())?);
        let plain: Plain<'_> =
            serde_json::from_slice(plain.expose_secret()).map_err(|_| unreadable())?;
        let expires_at = plain.expires_at.and_then(|micros| {
            OffsetDateTime::UNIX_EPOCH.checked_add(time::Duration::microseconds(micros))
        });
        Ok(SharedTokenValue {
            access: SecretString::from(plain.access.into_owned()),
            refresh: plain
                .refresh
                .map(|one| SecretString::from(one.into_owned())),
            expires_at,
        })
    }
}
