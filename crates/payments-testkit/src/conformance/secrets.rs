//! What must not be printed.

use std::error::Error;
use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use http::StatusCode;
use payments_kit::http::{HttpRequest, HttpResponse, HttpTransport, TransportError};
use tracing::instrument::WithSubscriber;

use payments_core::{Operation, PaymentProvider, Result};

use super::Run;
use super::call::call;
use super::money_call::{MoneyCall, approved, operations};
use super::support::{faulty, over, transport, working};
use super::traces::Traces;
use crate::{Canned, Fault, FaultPlan};

/// A secret of at least this many bytes is found inside longer words too.
const LONG: usize = 8;

/// No secret is in any text of the provider, its requests, its responses and its errors.
pub async fn no_secret_is_printed(harness: &Run<'_>) {
    let provider = working(harness);
    let mut printed = Printed::default();
    printed.requests(harness);
    let (id, confirmation) = approved(harness, &*provider, "SECRET-1").await;
    printed.debug(&id);
    printed.debug(&confirmation);
    for operation in Operation::ALL.iter().copied() {
        if let Some(result) = call(harness, &*provider, operation).await {
            printed.result(&result);
        }
    }
    printed.responses(harness, &*provider).await;
    printed.debug(&provider);
    printed.check(harness);
}

/// No secret is in any error of a call that moves money under a [`Fault`], nor in the provider
/// that made it.
pub async fn no_secret_is_printed_after_faults(harness: &Run<'_>) {
    if transport(harness).is_none() {
        return;
    }
    let good = working(harness);
    let mut printed = Printed::default();
    for operation in operations(&*good) {
        for (number, fault) in Fault::ALL.into_iter().enumerate() {
            let reference = format!("SECRET-{number}");
            let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
            let (provider, _) = faulty(harness, FaultPlan::always(fault).on(operation));
            printed.result(&call.make(&*provider).await);
            printed.debug(&provider);
        }
    }
    printed.check(harness);
}

/// No secret is in any span or event that a provider traces, in calls that succeed and in calls whose
/// response is lost.
pub async fn no_secret_is_traced(harness: &Run<'_>) {
    let traces = Traces::default();
    let calls = async {
        let good = working(harness);
        for operation in Operation::ALL.iter().copied() {
            call(harness, &*good, operation)
                .await
                .map(|result| result.ok());
        }
        for operation in operations(&*good) {
            let reference = format!("TRACED-{}", operation.name());
            let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
            call.make(&*good).await.ok();
            if harness.transport().is_some() {
                let plan = FaultPlan::always(Fault::BreakAfter).on(operation);
                call.make(&*faulty(harness, plan).0).await.ok();
            }
        }
    };
    calls.with_subscriber(traces.clone()).await;
    Printed(traces.text()).check(harness);
}

/// A text that is in no response of a service.
const MARKER: &str = "unexpected-canary-page";

/// No part of a response that a provider cannot read is in an error: it may hold anything.
pub async fn no_unreadable_response_is_in_an_error(harness: &Run<'_>) {
    let Some(inner) = transport(harness) else {
        return;
    };
    let good = working(harness);
    for operation in operations(&*good) {
        let reference = format!("UNREADABLE-{}", operation.name());
        let call = MoneyCall::prepare(harness, &*good, operation, reference).await;
        for status in [200, 400, 401, 403, 404, 500, 502] {
            let page = format!("<html><body>{MARKER}</body></html>");
            for (kind, body) in [("text/html", page), ("text/plain", MARKER.to_owned())] {
                let transport = Page {
                    inner: Arc::clone(&inner),
                    operation,
                    status: StatusCode::from_u16(status).unwrap_or_default(),
                    kind,
                    body,
                };
                let mut printed = Printed::default();
                let result = call.make(&*over(harness, transport)).await;
                printed.result(&result);
                if let Err(error) = &result {
                    printed
                        .0
                        .push_str(&serde_json::to_string(error).unwrap_or_default());
                }
                assert!(
                    !printed.0.contains(MARKER),
                    "the error of {operation} shows a response with the status {status}: {}",
                    printed.0
                );
            }
        }
    }
}

/// Returns a page in place of the service's response to one operation.
#[derive(Debug)]
struct Page {
    inner: Arc<dyn HttpTransport>,
    operation: Operation,
    status: StatusCode,
    kind: &'static str,
    body: String,
}

#[async_trait]
impl HttpTransport for Page {
    async fn send(
        &self,
        request: HttpRequest,
    ) -> std::result::Result<HttpResponse, TransportError> {
        if request.operation() != self.operation {
            return self.inner.send(request).await;
        }
        Ok(Canned::response(self.status, self.kind, self.body.clone()))
    }
}

#[derive(Default)]
struct Printed(String);

impl Printed {
    fn debug(&mut self, value: &dyn Debug) {
        self.0.push_str(&format!("{value:?}\n{value:#?}\n"));
    }

    fn requests(&mut self, harness: &Run<'_>) {
        self.debug(&harness.payment_request("SECRET-1"));
        self.debug(&harness.subscription_request("SECRET-1"));
        self.debug(&harness.payout_request("SECRET-1"));
    }

    /// Prints the results of the calls that return the most data.
    async fn responses(&mut self, harness: &Run<'_>, provider: &dyn PaymentProvider) {
        let request = harness.payment_request("SECRET-2");
        self.result(&provider.create_payment(&request).await);
        self.result(&provider.find_payment(request.reference()).await);
        let subscription = harness.subscription_request("SECRET-2");
        if let (Some(recurring), Some(request)) = (provider.recurring(), subscription) {
            let registered = recurring.register_subscription(&request).await;
            self.result(&registered);
            if let Ok(registered) = registered {
                let id = registered.subscription.id();
                self.result(&recurring.get_subscription(id).await);
            }
        }
        let payout = harness.payout_request("SECRET-2");
        if let (Some(payouts), Some(request)) = (provider.payouts(), payout) {
            self.result(&payouts.send_payout(&request).await);
        }
    }

    fn result<T: Debug>(&mut self, result: &Result<T>) {
        self.debug(result);
        let mut cause = result.as_ref().err().map(|error| error as &dyn Error);
        while let Some(error) = cause {
            self.0.push_str(&format!("{error}\n{error:?}\n"));
            cause = error.source();
        }
    }

    fn check(&self, harness: &Run<'_>) {
        for (number, secret) in harness.secrets().iter().enumerate() {
            let line = self.0.lines().find(|line| shows(line, secret));
            // The line holds the secret, so the failure shows it with the secret taken out.
            let line = line.map(|line| {
                let mut forms = vec![secret.clone()];
                if secret.len() >= LONG {
                    forms.extend(encodings(secret));
                }
                forms.iter().fold(line.to_owned(), |line, form| {
                    line.replace(&**form, "[secret]")
                })
            });
            assert_eq!(line, None, "secret {number} of the harness is printed");
        }
    }
}

/// Whether a line holds a secret, as it is or in an encoding that is undone as easily. A short secret
/// counts as a separate word only, and not in other encodings.
fn shows(line: &str, secret: &str) -> bool {
    let is_word = |place: usize| {
        let (before, after) = line.split_at(place);
        let after = after.strip_prefix(secret).unwrap_or_default();
        let borders = [before.chars().next_back(), after.chars().next()];
        let mut borders = borders.into_iter().flatten();
        !borders.any(char::is_alphanumeric)
    };
    if secret.len() < LONG {
        return line.match_indices(secret).any(|(place, _)| is_word(place));
    }
    line.contains(secret) || encodings(secret).iter().any(|form| line.contains(form))
}

/// A secret in hexadecimal, percent escapes, as a list of bytes, and in base64 at each alignment that
/// it can have within a longer text.
fn encodings(secret: &str) -> Vec<String> {
    let joined = |format: &dyn Fn(u8) -> String, separator: &str| {
        let bytes: Vec<String> = secret.bytes().map(format).collect();
        bytes.join(separator)
    };
    let mut forms = vec![
        joined(&|byte| format!("{byte:02x}"), ""),
        joined(&|byte| format!("{byte:02X}"), ""),
        joined(&|byte| format!("%{byte:02X}"), ""),
        joined(&|byte| byte.to_string(), ", "),
    ];
    for engine in [&STANDARD_NO_PAD, &URL_SAFE_NO_PAD] {
        for before in 0..3 {
            let text = format!("{}{secret}", "x".repeat(before));
            let encoded = engine.encode(&text);
            // The characters that hold bits of the secret only.
            let (start, end) = ((before * 8).div_ceil(6), text.len() * 8 / 6);
            forms.extend(encoded.get(start..end).map(str::to_owned));
        }
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_secret_counts_as_a_separate_word() {
        assert!(shows("code: 222, ok", "222"));
        assert!(shows("222", "222"));
        assert!(!shows("port 12223", "222"));
        assert!(shows("xcanary-secretx", "canary-secret"));
        assert!(!shows("nothing", "canary-secret"));
    }

    #[test]
    fn an_encoded_secret_is_found_and_not_in_other_texts() {
        let secret = "canary-secret";
        for text in [
            "63616e6172792d736563726574".to_owned(),
            "63616E6172792D736563726574".to_owned(),
            format!("{:?}", secret.as_bytes()),
            STANDARD_NO_PAD.encode(secret),
            STANDARD_NO_PAD.encode(format!("id:{secret}")),
            URL_SAFE_NO_PAD.encode(format!("some-id:{secret}:more")),
        ] {
            assert!(shows(&format!("key={text};"), secret), "{text}");
        }
        let other = STANDARD_NO_PAD.encode("canary-other-secret");
        assert!(!shows(&other, secret), "{other}");
    }
}
