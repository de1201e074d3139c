//! A payment intent as the service writes it.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::value::RawValue;
use url::Url;

use crate::mpandco::model::{IntentKind, IntentState, SubmittedTransaction};
use crate::mpandco::state::intents::{Intent, Payer, Report};
use crate::mpandco::wire::number::{Number, date};
use crate::mpandco::wire::transaction::{Currency, PayToken, TransactionBody, VES};
use crate::php::json::encode;

/// The JSON of an intent.
pub(crate) fn intent_json<'a>(intent: &'a Intent, base_url: &Url) -> &'a RawValue {
    intent.json.get_or_init(|| {
        let body = IntentBody::of(intent, base_url);
        let text = encode(&body).unwrap_or_default();
        RawValue::from_string(text).unwrap_or_else(|_| RawValue::NULL.to_owned())
    })
}

#[derive(Serialize)]
struct IntentBody<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payer: Option<PayerBody<'a>>,
    intent: &'static str,
    state: &'static str,
    redirect_urls: RedirectUrls<'a>,
    total: Total,
    transactions: Vec<TransactionBody<'a>>,
    pay_tokens: Vec<PayToken<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    recipient: Option<&'a str>,
    created_at: String,
    updated_at: String,
    #[serde(rename = "_links")]
    links: Links,
}

#[derive(Serialize)]
struct PayerBody<'a> {
    payer_info: PayerInfo<'a>,
}

#[derive(Serialize)]
struct PayerInfo<'a> {
    id: &'a str,
    #[serde(rename = "_data")]
    data: PayerData<'a>,
}

#[derive(Serialize)]
struct PayerData<'a> {
    fullname: &'a str,
}

#[derive(Serialize)]
struct RedirectUrls<'a> {
    return_url: &'a str,
    cancel_url: &'a str,
    history_responses: Vec<HistoryResponse<'a>>,
}

/// A call to the merchant's server, as the service lists it.
#[derive(Serialize)]
struct HistoryResponse<'a> {
    uri: &'a str,
    method: &'static str,
    status_code: u16,
    body: &'a str,
}

#[derive(Serialize)]
struct Total {
    currency: Currency,
    items: Number,
    shipping: Number,
    tax: Number,
    amount: Number,
}

#[derive(Serialize)]
struct Links {
    #[serde(rename = "self")]
    this: Link,
    #[serde(skip_serializing_if = "Option::is_none")]
    execute: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approval_url: Option<Link>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cancel: Option<Link>,
}

#[derive(Serialize)]
struct Link {
    href: String,
    method: &'static str,
}

impl<'a> IntentBody<'a> {
    fn of(intent: &'a Intent, base_url: &Url) -> Self {
        Self {
            id: &intent.id,
            payer: intent.payer.as_ref().map(PayerBody::of),
            intent: intent.form.kind.as_str(),
            state: intent.state.as_str(),
            redirect_urls: RedirectUrls {
                return_url: &intent.form.return_url.text,
                cancel_url: &intent.form.cancel_url.text,
                history_responses: intent.reports.iter().map(HistoryResponse::of).collect(),
            },
            total: Total::of(intent),
            transactions: intent
                .transactions
                .iter()
                .map(|transaction| TransactionBody::of(transaction, intent))
                .collect(),
            pay_tokens: PayToken::all(&intent.pay_tokens),
            recipient: intent.form.kind.recipient(),
            created_at: date(intent.created_at),
            updated_at: date(intent.updated_at),
            links: Links::of(intent, base_url),
        }
    }
}

impl<'a> PayerBody<'a> {
    fn of(payer: &'a Payer) -> Self {
        Self {
            payer_info: PayerInfo {
                id: &payer.id,
                data: PayerData {
                    fullname: &payer.name,
                },
            },
        }
    }
}

impl<'a> HistoryResponse<'a> {
    fn of(report: &'a Report) -> Self {
        Self {
            uri: report.url.as_str(),
            method: "GET",
            status_code: report.status,
            body: &report.body,
        }
    }
}

impl Total {
    /// The service adds up the details, so its amount can differ from what is charged.
    fn of(intent: &Intent) -> Self {
        let sum = |part: fn(&SubmittedTransaction) -> Decimal| -> Decimal {
            let forms = intent.transactions.iter().map(|one| &one.form);
            forms.map(part).sum()
        };
        let shipping = sum(|form| form.shipping.unwrap_or_default());
        let tax = sum(|form| form.tax.unwrap_or_default());
        let items = sum(SubmittedTransaction::items_total);
        Self {
            currency: VES,
            items: Number(items),
            shipping: Number(shipping),
            tax: Number(tax),
            amount: Number(items + shipping + tax),
        }
    }
}

impl Links {
    fn of(intent: &Intent, base_url: &Url) -> Self {
        let id = &intent.id;
        let api = |method, path: &str| Link {
            href: format!("{base_url}api/payment-intent/{path}?id={id}"),
            method,
        };
        let is_alive = !matches!(intent.state, IntentState::Canceled | IntentState::Annulled);
        let is_sale = matches!(intent.form.kind, IntentKind::Sale);
        let execute = format!("execute/{}", intent.form.kind.as_str());
        Self {
            this: api("GET", "show.json"),
            execute: is_alive.then(|| api("POST", &execute)),
            approval_url: (is_alive && is_sale).then(|| Link {
                href: format!("{base_url}p/express-checkout/{id}/1"),
                method: "GET",
            }),
            cancel: (intent.state == IntentState::Executed).then(|| api("POST", "cancel.json")),
        }
    }
}
