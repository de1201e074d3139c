//! The access and refresh tokens that were issued, and how they were asked for.

use std::collections::{HashMap, HashSet};

use time::{Duration, OffsetDateTime};

use crate::mpandco::state::ids::Ids;

/// How long an access token is valid.
pub(crate) const LIFETIME: Duration = Duration::hours(1);

/// The valid tokens, and the number of requests by grant type.
#[derive(Default)]
pub(crate) struct Tokens {
    expiries: HashMap<String, OffsetDateTime>,
    refresh: HashSet<String>,
    requests: HashMap<String, usize>,
    no_refresh: bool,
}

/// A new access token, and the refresh token that comes with it.
pub(crate) struct IssuedTokens {
    pub(crate) access: String,
    pub(crate) refresh: Option<String>,
}

impl Tokens {
    pub(crate) fn count_request(&mut self, grant_type: &str) {
        *self.requests.entry(grant_type.to_owned()).or_default() += 1;
    }

    pub(crate) fn requests(&self, grant_type: &str) -> usize {
        self.requests.get(grant_type).copied().unwrap_or_default()
    }

    pub(crate) fn expire_access(&mut self) {
        self.expiries.clear();
    }

    pub(crate) fn revoke_refresh(&mut self) {
        self.refresh.clear();
    }

    pub(crate) fn set_refresh(&mut self, issued: bool) {
        self.no_refresh = !issued;
    }

    pub(crate) fn is_valid(&self, token: &str, now: OffsetDateTime) -> bool {
        self.expiries.get(token).is_some_and(|expiry| now < *expiry)
    }

    /// Spends a refresh token, which works once. Returns whether it was valid.
    pub(crate) fn spend_refresh(&mut self, token: &str) -> bool {
        self.refresh.remove(token)
    }

    pub(crate) fn issue(&mut self, ids: &mut Ids, now: OffsetDateTime) -> IssuedTokens {
        let access = ids.token("Access");
        self.expiries.insert(access.clone(), now + LIFETIME);
        let refresh = (!self.no_refresh).then(|| ids.token("Refresh"));
        self.refresh.extend(refresh.clone());
        IssuedTokens { access, refresh }
    }
}
