//! Registering a bulk-payment item (chapter 6.10): `POST api/multipayment/register-item.json`.
//!
//! The item is added to a batch "pending to load"; without one, the service creates it. Nothing
//! published says how a batch is loaded or looked up, except by a person on the web pages.

use http::Method;
use payments_core::evidence::{Evidence, Verdict};
use payments_core::{
    Operation, Payout, PayoutId, PayoutRequest, PayoutSpeed, Recourse, Result, exact_decimal,
};
use payments_kit::http::HttpRequest;

use crate::client::Client;
use crate::convert::Reader;
use crate::error;
use crate::validate::{self, ValidPayout};
use crate::wire::{PayoutResponse, payout_body};

const OPERATION: Operation = Operation::SEND_PAYOUT;

/// The service documents no way to look a payout up.
const LOST: Recourse = Recourse::manual(
    "look the reference up among the bulk payments on the service's web pages, and send the payout \
     again only if it is not there",
);

/// The service documents no call that loads a batch.
const UNLOADED: &str = "the payout is an item of a batch, which a person has to load on the \
                        service's web pages before money moves";

pub(crate) async fn send_payout(client: &Client, request: &PayoutRequest) -> Result<Payout> {
    let valid = validate::payout(OPERATION, request)?;
    let mut url = client
        .base_url()
        .join("api/multipayment/register-item.json");
    url.set_query(Some(match request.speed() {
        PayoutSpeed::Standard => "type=DISPERSION",
        PayoutSpeed::Instant => "type=DISPERSION_INSTANT_INTERBANK",
    }));
    let body = payout_body(&valid);
    let call = HttpRequest::new(OPERATION, Method::POST, url).with_body(body);
    let payout = client.call(call, |reader, response| {
        registered(&valid, reader, response)
    });
    payout.await.map_err(|error| error.with_recourse(LOST))
}

/// Returns the payout if the response proves that it was registered as requested.
fn registered(
    valid: &ValidPayout<'_>,
    reader: &Reader<'_>,
    response: PayoutResponse,
) -> Result<Payout> {
    let request = valid.request;
    let id = reader.required("ref", &response.id)?;
    let status = reader.required("status", &response.status)?;
    let status = error::payout_status(&status, reader.secrets());
    let mut evidence = Evidence::new();
    // A status that the manual does not list is returned as it is: it is not called a success.
    evidence.supports("the item has a status");
    for (field, texts) in [
        ("error", &response.error),
        ("errors", &response.errors),
        ("code", &response.code),
        ("message", &response.message),
    ] {
        if !texts.is_empty() {
            evidence.contradicts(format!("it has the member {field} of an error"));
        }
    }
    for (field, requested, found) in [
        ("document", request.document().expose(), &response.document),
        ("account", request.account().expose(), &response.account),
        (
            "reference",
            request.reference().as_str(),
            &response.reference,
        ),
    ] {
        // The values are personal: only that they differ is told.
        if found.texts().any(|found| !is_same(found, requested)) {
            evidence.differs(field, "is not the requested one");
        }
    }
    let amount = valid.amount.amount();
    if response
        .amount
        .texts()
        .any(|found| exact_decimal(found) != Ok(amount))
    {
        evidence.differs("amount", format!("is not {}", valid.amount));
    }
    match evidence.verdict() {
        Verdict::Done if reader.secrets().redact_value(&*id) == id => {
            let payout = Payout::new(PayoutId::new(id), status);
            let warnings = vec![UNLOADED.to_owned()];
            Ok(payout
                .with_reference(Some(request.reference().clone()))
                .with_warnings(warnings))
        }
        Verdict::Done => {
            let reason = "the reference in the response repeats personal data of the request";
            Err(error::unreadable(OPERATION, reason))
        }
        verdict => Err(error::undecided(OPERATION, verdict, &id)),
    }
}

/// Compares without the blanks, punctuation and case that the service may write in another way.
fn is_same(found: &str, requested: &str) -> bool {
    let bare = |text: &str| -> String {
        let characters = text.chars().filter(|c| c.is_alphanumeric());
        characters.flat_map(char::to_lowercase).collect()
    };
    bare(found) == bare(requested)
}
