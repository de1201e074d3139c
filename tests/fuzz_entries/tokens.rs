//! Responses to a request for a token.

use std::sync::LazyLock;

use http::StatusCode;
use payments_core::{Outcome, PaymentId, PaymentProvider};
use payments_testkit::{Canned, Fixture};
use provider_mpandco::{InMemoryTokenStore, StoredToken, TOKEN, TokenStore};
use time::macros::datetime;

use super::calls::{Input, longest_number, run};
use super::clients::{ACCESS, REFRESH, SECRET, builder};
use super::mpandco::ID;

/// How many ways there are to a token: by the application's keys, by the refresh token of one that
/// expired, and by that of one that the service refuses.
pub(super) const WAYS: usize = 3;

/// The response to the call that needs the token.
static SHOWN: LazyLock<Fixture> = LazyLock::new(|| {
    Fixture::load("mpandco/get_payment/authorized").expect("the fixture is there")
});

/// A token of any shape, and the call that needs it.
pub fn mpandco_tokens(data: &[u8]) {
    let Some(input) = Input::read(data, WAYS) else {
        return;
    };
    let token = Canned::response(input.status, "application/json", input.body);
    let mut responses = Vec::new();
    if input.call == 2 {
        let refused = r#"{"error":"invalid_grant"}"#;
        responses.push(Canned::response(
            StatusCode::UNAUTHORIZED,
            "application/json",
            refused,
        ));
    }
    let transport = Canned::with(move |request| {
        if request.operation() == TOKEN {
            return Ok(token.clone());
        }
        Ok(responses.pop().unwrap_or_else(|| SHOWN.response()))
    });

    let store = InMemoryTokenStore::default();
    let expires_at = match input.call {
        0 => None,
        1 => Some(datetime!(2021-05-19 22:00:00 UTC)),
        _ => Some(datetime!(2021-05-20 22:00:00 UTC)),
    };
    if let Some(expires_at) = expires_at {
        run(store.save(&StoredToken::new(
            ACCESS.into(),
            Some(REFRESH.into()),
            expires_at,
        )));
    }
    let client = builder(transport.clone())
        .with_token_store(store.clone())
        .build();
    let result = run(client
        .expect("the client is complete")
        .get_payment(&PaymentId::new(ID)));

    let printed = format!("{result:?} {:?}", run(store.load()));
    for secret in [SECRET, ACCESS, REFRESH] {
        assert!(!printed.contains(secret), "{secret} is in: {printed}");
    }
    let Err(error) = result else {
        let sent = transport.sent();
        let asked = sent.iter().filter(|sent| sent.operation() == TOKEN).count();
        assert!((1..=2).contains(&asked), "{asked} requests for a token");
        assert!(input.may_hold("access_token") || input.may_hold("["));
        return;
    };
    assert!(
        longest_number(&format!("{error} {error:?}")) < 13,
        "{error:?}"
    );
    if error.outcome() == Outcome::NotSent && input.call < 2 {
        let sent = transport.sent();
        assert!(
            sent.iter().all(|sent| sent.operation() == TOKEN),
            "{sent:?}"
        );
    }
}
