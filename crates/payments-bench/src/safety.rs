//! What validation, redaction, wiping and spans are made of.

use std::hint::black_box;
use std::pin::Pin;

use futures_util::FutureExt;
use payments_core::redact::{self, Secrets};
use payments_core::{PaymentRequest, Violations};
use payments_kit::http::{SecretBuffer, SecretBytes};
use payments_testkit::samples;
use serde_json::Value;

use crate::{Problem, ours, routes};

/// A message as a provider writes it.
const MESSAGE: &str = "Fondos insuficientes, autorizacion 305638, 11:44:47 am 11/06/2014";
/// A body of the length of an intent.
const BODY: usize = 1_500;

/// One part of a call that exists for safety.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Validation of a sale.
    ValidateSale,
    /// Validation of a charge.
    ValidateCharge,
    /// Redaction of a message.
    RedactMessage,
    /// Redaction of a message and the secrets of its request.
    RedactSecrets,
    /// The search for a token in the body of a response.
    SearchBody,
    /// Wiping a body.
    Wipe,
    /// A copy of a body, as the transport makes one of what reqwest received.
    Copy,
    /// A future in a box, as each object-safe trait returns one.
    Box,
    /// A span and an event without a subscriber.
    Span,
}

impl Part {
    /// Every one.
    pub const ALL: [Self; 9] = [
        Self::ValidateSale,
        Self::ValidateCharge,
        Self::RedactMessage,
        Self::RedactSecrets,
        Self::SearchBody,
        Self::Wipe,
        Self::Copy,
        Self::Box,
        Self::Span,
    ];

    /// Its name in a table.
    pub fn title(self) -> &'static str {
        match self {
            Self::ValidateSale => "validate a sale",
            Self::ValidateCharge => "validate a charge",
            Self::RedactMessage => "redact a message of 65 bytes",
            Self::RedactSecrets => "redact the 4 secrets of a charge in it, too",
            Self::SearchBody => "search an intent of 1219 bytes for the token",
            Self::Wipe => "wipe a body of 1500 bytes",
            Self::Copy => "copy a body of 1500 bytes and wipe the copy",
            Self::Box => "a future of 1 KiB in a box, polled once",
            Self::Span => "a span and an event without a subscriber",
        }
    }

    /// The part, ready to run.
    ///
    /// # Errors
    ///
    /// When what it needs cannot be made.
    pub fn work(self) -> Result<Box<dyn Fn()>, Problem> {
        Ok(match self {
            Self::ValidateSale => validate(ours::sale()?),
            Self::ValidateCharge => validate(ours::charge()),
            Self::RedactMessage => Box::new(|| drop(black_box(redact::text(black_box(MESSAGE))))),
            Self::RedactSecrets => {
                let (branch, user) = (samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
                let mut secrets = Secrets::new();
                for secret in [samples::card_number().as_str(), "222", branch, user] {
                    secrets.add_secret(secret);
                }
                Box::new(move || drop(black_box(secrets.redact(black_box(MESSAGE)))))
            }
            Self::SearchBody => {
                let base_url = "http://127.0.0.1:1/";
                let intent = routes::body("mpandco/get_payment/authorized", base_url)?;
                let granted = routes::body("mpandco/token/granted", base_url)?;
                let granted: Value = serde_json::from_slice(&granted)?;
                let token = granted.get("access_token").and_then(Value::as_str);
                let mut bearer = Secrets::new();
                bearer.add_secret(token.ok_or("no token")?);
                Box::new(move || drop(black_box(bearer.redact_body(black_box(&intent)))))
            }
            Self::Wipe => Box::new(|| drop(SecretBytes::new(black_box(vec![1; BODY])))),
            Self::Copy => {
                let body = vec![1; BODY];
                Box::new(move || {
                    let mut copy = SecretBuffer::new();
                    copy.push(black_box(&body));
                    drop(black_box(copy.finish()));
                })
            }
            Self::Box => Box::new(|| {
                black_box(boxed().now_or_never());
            }),
            Self::Span => Box::new(span),
        })
    }
}

fn validate(request: PaymentRequest) -> Box<dyn Fn()> {
    Box::new(move || {
        let mut violations = Violations::new();
        black_box(&request).check(&mut violations);
        black_box(violations.is_empty());
    })
}

/// A future that holds what a call holds while it waits.
fn boxed() -> Pin<Box<dyn Future<Output = u8> + Send>> {
    Box::pin(async {
        let held = black_box([1_u8; 1024]);
        std::future::ready(()).await;
        black_box(held).first().copied().unwrap_or_default()
    })
}

/// As every call has them.
fn span() {
    let operation = black_box("get_payment");
    let span = tracing::debug_span!(
        "payments.call",
        otel.kind = "client",
        payments.provider = "mpandco",
        payments.operation = operation,
        http.request.method = "GET",
        server.address = "api.example",
        http.response.status_code = tracing::field::Empty,
        http.request.resend_count = tracing::field::Empty,
        "error.type" = tracing::field::Empty,
    );
    let _entered = span.enter();
    span.record("http.request.resend_count", 0);
    span.record("http.response.status_code", 200);
    tracing::debug!(number = 1, "attempt");
}
