//! Calls with a response of arbitrary bytes, and the invariants of their results.

use std::error::Error as _;
use std::fmt::Debug;
use std::future::Future;

use futures_util::FutureExt;
use http::StatusCode;
use payments_core::{Money, Outcome, Result};
use payments_kit::http::HttpResponse;
use payments_testkit::Canned;
use provider_mpandco::TOKEN;
use serde::Serialize;

/// Separates the parts of an input. No UTF-8 text holds it.
pub(super) const SEPARATOR: u8 = 0xFF;

/// The statuses that a response may have.
const STATUSES: [u16; 16] = [
    200, 400, 401, 403, 404, 405, 429, 500, 502, 503, 201, 204, 302, 413, 418, 599,
];

/// An input as a call and the responses to it: a byte for the call, one for the status, and the
/// bodies of the first response and of any further one.
pub(super) struct Input<'a> {
    pub(super) call: usize,
    pub(super) status: StatusCode,
    pub(super) body: &'a [u8],
    pub(super) next_body: &'a [u8],
}

impl<'a> Input<'a> {
    /// The input as one of so many calls; nothing where it is too short to be any.
    pub(super) fn read(data: &'a [u8], calls: usize) -> Option<Self> {
        let [call, status, bodies @ ..] = data else {
            return None;
        };
        let status = STATUSES.get(usize::from(*status) % STATUSES.len())?;
        let mut parts = bodies.splitn(2, |byte| *byte == SEPARATOR);
        let body = parts.next()?;
        Some(Self {
            call: usize::from(*call) % calls,
            status: StatusCode::from_u16(*status).ok()?,
            body,
            next_body: parts.next().unwrap_or(body),
        })
    }

    /// The bytes of a call that gets these response bodies.
    pub(super) fn write(call: usize, status: StatusCode, bodies: &[&[u8]]) -> Vec<u8> {
        let place = STATUSES.iter().position(|known| *known == status.as_u16());
        let mut data = vec![
            u8::try_from(call).expect("there are few calls"),
            u8::try_from(place.unwrap_or_default()).expect("there are few statuses"),
        ];
        data.extend(bodies.join(&SEPARATOR));
        data
    }

    /// Whether a response holds this text, or escapes that may encode it.
    pub(super) fn may_hold(&self, text: &str) -> bool {
        let holds = |bytes: &[u8], text: &str| {
            let mut places = bytes.windows(text.len());
            places.any(|place| place == text.as_bytes())
        };
        [self.body, self.next_body]
            .iter()
            .any(|body| holds(body, text) || holds(body, "\\u") || holds(body, "&#"))
    }

    /// Returns with the bodies in turn, the last one forever; a request for a token with `token`.
    pub(super) fn responses(&self, kind: &'static str, token: Option<HttpResponse>) -> Canned {
        let next = Canned::response(self.status, kind, self.next_body);
        let mut first = Some(Canned::response(self.status, kind, self.body));
        Canned::with(move |request| match &token {
            Some(token) if request.operation() == TOKEN => Ok(token.clone()),
            _ => Ok(first.take().unwrap_or_else(|| next.clone())),
        })
    }

    fn holds_any_of(&self, bytes: &[u8]) -> bool {
        self.body.iter().any(|byte| bytes.contains(byte))
    }
}

/// Runs a call to its end. Neither a canned response nor a clock that does not move ever waits.
pub(super) fn run<T>(call: impl Future<Output = T>) -> T {
    call.now_or_never().expect("nothing waits here")
}

/// The requests and the response of a call.
pub(super) struct Seen<'a> {
    pub(super) transport: &'a Canned,
    pub(super) input: &'a Input<'a>,
    /// Bytes without one of which no response says anything.
    pub(super) opening: &'a [u8],
    /// What no error may show.
    pub(super) secrets: &'a [String],
    /// What no value may show either.
    pub(super) of_values: &'a [String],
}

impl Seen<'_> {
    /// Checks what must hold of every call, for any response.
    pub(super) fn check<T: Debug + Serialize>(&self, result: &Result<T>) {
        let printed = match result {
            Ok(value) => format!(
                "{value:?}\n{value:#?}\n{}",
                serde_json::to_string(value).expect("a value is data")
            ),
            Err(error) => self.check_error(error),
        };
        let secrets = if result.is_ok() {
            self.of_values
        } else {
            self.secrets
        };
        for secret in secrets {
            assert!(!printed.contains(secret), "{secret} is in: {printed}");
        }
        // A service that refuses the token itself has done nothing, so the call is made again.
        let refused = self.input.status == StatusCode::UNAUTHORIZED;
        let moving = self.moving();
        assert!(moving <= 1 || (refused && moving <= 2), "{moving} requests");
        // Nothing was said, so nothing is known.
        let says_nothing = !self.input.holds_any_of(self.opening);
        if self.input.status == StatusCode::OK && says_nothing && moving > 0 {
            let outcome = result.as_ref().err().map(|error| error.outcome());
            assert_eq!(outcome, Some(Outcome::Unknown), "{printed}");
        }
    }

    /// The texts of an error, once its outcome is what it may be.
    fn check_error(&self, error: &payments_core::Error) -> String {
        let refused = self.input.status == StatusCode::UNAUTHORIZED;
        if error.outcome() == Outcome::NotSent && !refused {
            let sent = self.transport.sent();
            let mut own = sent.iter().map(|request| request.operation());
            assert!(self.moving() == 0 && own.all(|own| own != error.operation()));
        }
        let mut printed = format!("{error}\n{error:?}\n{error:#?}");
        printed += &serde_json::to_string(error).expect("an error is data");
        let mut cause = error.source();
        while let Some(error) = cause {
            printed += &format!("{error}\n{error:?}");
            cause = error.source();
        }
        let digits = longest_number(&printed);
        assert!(digits < 13, "{digits} digits in: {printed}");
        printed
    }

    /// How many requests were sent that move money.
    fn moving(&self) -> usize {
        let sent = self.transport.sent();
        let moving = sent.iter().filter(|sent| sent.operation().moves_money());
        moving.count()
    }
}

/// Money that was read can be written and read again.
pub(super) fn check_money(money: Money) {
    let currency = money.currency();
    let again = Money::parse(&money.amount().to_string(), currency);
    assert_eq!(again.as_ref(), Ok(&money));
    assert_eq!(
        Money::parse(&money.to_wire(), currency).as_ref(),
        Ok(&money)
    );
    let shown = money.to_string();
    let amount = shown.strip_suffix(&format!(" {currency}"));
    assert_eq!(
        Money::parse(amount.unwrap_or_default(), currency),
        Ok(money)
    );
}

/// The length of the longest run of digits of any script.
pub(super) fn longest_number(text: &str) -> usize {
    let runs = text.split(|c: char| !c.is_numeric());
    runs.map(|run| run.chars().count())
        .max()
        .unwrap_or_default()
}
