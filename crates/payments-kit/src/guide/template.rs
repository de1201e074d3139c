use async_trait::async_trait;
use http::Method;
use payments_core::{
    Callback, Capabilities, Card, CardToken, CardVault, Currency, Customer, DeclineReason,
    Environment, ErrorKind, Expected, Lookup, MaskedCard, MerchantReference, MethodCapability,
    MethodKind, Money, NextAction, Operation, Payment, PaymentId, PaymentMethod, PaymentProvider,
    PaymentRequest, PaymentStatus, Provider, ProviderName, Refund, RefundId, RefundRequest,
    RefundStatus, Repeatability, Result, ReturnLeg, SearchReach, Settlement, StoredCard,
    Violations, Voucher, WebhookTrust, redact, settle,
};
use payments_kit::builder::{Setup, check_credentials};
use payments_kit::http::{ClientConfig, Fields, Form, HttpRequest, JsonBody};
use payments_kit::rest::{Refusal, Refusals, RestClient};
use payments_kit::webhook::Signature;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

const NAME: ProviderName = ProviderName::new("template");
/// A sandbox client is never built on this URL.
const PRODUCTION: &str = "https://api.template.example/";
const CURRENCIES: &[Currency] = &[Currency::MXN, Currency::BRL];

const OPERATIONS: &[Operation] = &[
    Operation::CREATE_PAYMENT,
    Operation::GET_PAYMENT,
    Operation::FIND_PAYMENT,
    Operation::REFUND_PAYMENT,
    Operation::FIND_REFUND,
    Operation::STORE_CARD,
    Operation::DELETE_CARD,
];
const CAPABILITIES: Capabilities = Capabilities::new(OPERATIONS, CURRENCIES)
    .with_methods(&[
        MethodCapability::new(MethodKind::CardToken, CURRENCIES),
        MethodCapability::new(MethodKind::Cash, CURRENCIES),
    ])
    .with_return_leg(ReturnLeg::new(false, WebhookTrust::Signed))
    .with_partial_refund()
    .with_repeatable(&[
        (Operation::CREATE_PAYMENT, Repeatability::ByKey),
        (Operation::REFUND_PAYMENT, Repeatability::ByKey),
    ])
    .with_search_reach(SearchReach::Everything);

/// What the service deduplicates by.
const KEY_HEADER: &str = "idempotency-key";
/// How the service signs its webhooks.
pub const SIGNATURE: Signature = Signature {
    time_header: "template-timestamp",
    header: "template-signature",
    max_age: time::Duration::minutes(5),
};

/// The only place that knows statuses and codes.
const REFUSALS: Refusals = Refusals {
    read: |response| {
        #[derive(Deserialize)]
        struct Body {
            error: Refusal,
        }
        Some(response.json::<Body>().ok()?.error)
    },
    refused: &[
        (401, "unauthorized", ErrorKind::Credentials),
        (404, "not_found", ErrorKind::NotFound),
        (409, "duplicate_reference", ErrorKind::DuplicateReference),
        (422, "invalid", ErrorKind::InvalidRequest),
    ],
    declined: &[
        (402, "insufficient_funds", DeclineReason::InsufficientFunds),
        (402, "card_expired", DeclineReason::Expired),
        (402, "", DeclineReason::Other),
    ],
};

/// A service with card tokens, cash vouchers, refunds, idempotency keys and signed webhooks.
#[derive(Clone, Debug)]
pub struct Template {
    rest: RestClient,
    webhook_key: SecretString,
}

impl Template {
    /// A client of the sandbox. Every violation is reported at once.
    pub fn sandbox(
        base_url: &str,
        api_key: SecretString,
        webhook_key: SecretString,
        client: ClientConfig,
    ) -> Result<Self> {
        let mut violations = Violations::new();
        let keys = [("api_key", &api_key), ("webhook_key", &webhook_key)];
        check_credentials(keys, &mut violations);
        let setup = Setup::new(NAME, Environment::Sandbox, base_url).with_client(client);
        let endpoint = setup.build(&[PRODUCTION], violations)?;
        let rest = RestClient::new(endpoint, api_key, HttpRequest::with_bearer, REFUSALS);
        Ok(Self { rest, webhook_key })
    }
}

#[derive(Deserialize)]
struct WirePayment {
    id: String,
    reference: String,
    status: String,
    /// A text: no amount goes through a float.
    amount: String,
    currency: String,
    refunded: Option<String>,
    voucher: Option<String>,
}

#[derive(Deserialize)]
struct WireRefund {
    id: String,
    payment: String,
    reference: String,
    amount: String,
    currency: String,
}

#[derive(Deserialize)]
struct WireList<T> {
    data: Vec<T>,
    /// How many entries the service has.
    total: usize,
}

fn money(amount: &str, currency: &str) -> Option<Money> {
    Money::parse(amount, currency.parse().ok()?).ok()
}

/// The state decides even where the amount cannot be read.
fn payment(wire: WirePayment) -> Payment {
    let status = match wire.status.as_str() {
        "pending" => PaymentStatus::AwaitingApproval,
        "paid" => PaymentStatus::Paid,
        "partially_refunded" => PaymentStatus::PartiallyRefunded,
        "refunded" => PaymentStatus::Refunded,
        "expired" => PaymentStatus::Expired,
        other => PaymentStatus::Other(redact::text(other)),
    };
    let amount = money(&wire.amount, &wire.currency);
    let refunded = wire
        .refunded
        .and_then(|amount| money(&amount, &wire.currency));
    let warning = amount
        .is_none()
        .then(|| "the amount cannot be read".to_owned());
    let voucher = wire.voucher.map(|reference| {
        let mut voucher = Voucher::new(reference);
        voucher.amount = amount;
        NextAction::ShowVoucher(voucher)
    });
    Payment::new(PaymentId::new(wire.id), status, amount)
        .with_reference(Some(wire.reference.into()))
        .with_refunded(refunded)
        .with_next_action(voucher)
        .with_warnings(Vec::from_iter(warning))
}

fn refund(wire: WireRefund) -> Refund {
    let amount = money(&wire.amount, &wire.currency);
    let (id, payment) = (RefundId::new(wire.id), wire.payment.into());
    Refund::new(id, payment, RefundStatus::Refunded)
        .with_reference(Some(wire.reference.into()))
        .with_amount(amount)
}

payments_kit::provider_at_endpoint!(Template, |self| self.rest.endpoint(), CAPABILITIES);

#[async_trait]
impl PaymentProvider for Template {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        const OPERATION: Operation = Operation::CREATE_PAYMENT;
        let mut violations = Violations::new();
        request.check(&mut violations);
        let amount = violations.keep("amount", request.amount().money());
        if amount.is_some_and(|amount| !CURRENCIES.contains(&amount.currency())) {
            violations.push("amount", "must be in MXN or BRL");
        }
        // A field is written once, and how it is written says how sensitive it is.
        let mut body = JsonBody::new();
        match request.method() {
            PaymentMethod::CardToken { token, .. } => body.secret("card_token", token.expose()),
            PaymentMethod::Cash { customer, .. } => {
                let document = customer.document.expose();
                if document.is_empty() {
                    violations.push("customer.document", "must be the payer's identity document");
                }
                body.field("method", "cash");
                body.personal("payer_document", document);
            }
            other => violations.push("method", format!("must not be {}", other.kind())),
        }
        let amount = violations.into_value(NAME, OPERATION, amount)?;
        let reference = request.reference();
        body.field("reference", reference.as_str());
        body.field("amount", &amount.to_wire());
        body.field("currency", amount.currency().code());
        self.rest
            .call(OPERATION, Method::POST, &["v1", "payments"])
            .with_body(body)
            .with_key(KEY_HEADER, request.attempt_key())
            .resolved_by(Operation::FIND_PAYMENT, reference)
            .read(|wire, evidence| {
                let payment = payment(wire);
                match payment.status() {
                    PaymentStatus::Paid | PaymentStatus::AwaitingApproval => {
                        evidence.supports("the payment was created");
                    }
                    status => evidence.contradicts(format!("the status is {status}")),
                }
                evidence.compare_payment(reference, amount, &payment);
                payment
            })
            .await
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let path = ["v1", "payments", id.as_str()];
        self.rest
            .call(Operation::GET_PAYMENT, Method::GET, &path)
            .checked(|violations| id.check("id", violations))
            .read(|wire, evidence| {
                let payment = payment(wire);
                evidence.supports("the payment was found");
                evidence.compare("id", id, Some(payment.id()));
                payment
            })
            .await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        let read =
            |wire: WirePayment| (wire.reference == reference.as_str()).then(|| payment(wire));
        self.find(Operation::FIND_PAYMENT, "payments", reference, read)
            .await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        let mut body = JsonBody::new();
        body.field("reference", request.reference.as_str());
        if let Some(Ok(part)) = request.amount.as_ref().map(|amount| amount.money()) {
            body.field("amount", &part.to_wire());
        }
        let path = ["v1", "payments", request.payment.as_str(), "refunds"];
        self.rest
            .call(Operation::REFUND_PAYMENT, Method::POST, &path)
            .checked(|violations| request.check(violations))
            .with_body(body)
            .with_key(KEY_HEADER, None)
            .resolved_by(Operation::FIND_REFUND, &request.reference)
            .read(|wire, evidence| {
                let refund = refund(wire);
                evidence.supports("the refund was made");
                evidence.compare_refund(request, &refund);
                refund
            })
            .await
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        let read = |wire: WireRefund| (wire.reference == reference.as_str()).then(|| refund(wire));
        self.find(Operation::FIND_REFUND, "refunds", reference, read)
            .await
    }

    /// A webhook counts only with its signature, while it is recent, and for the expected payment.
    /// Even then the payment is looked up.
    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        #[derive(Deserialize)]
        struct Event {
            payment: PaymentId,
        }

        if let Some(Callback::Webhook(webhook)) = callback {
            let is_expected = |event: Event| event.payment == *expected.payment();
            SIGNATURE.check(self, &self.webhook_key, webhook, is_expected)?;
        }
        settle::by_lookup(self, expected).await
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        Some(self)
    }
}

impl Template {
    async fn find<W: DeserializeOwned, T>(
        &self,
        operation: Operation,
        list: &str,
        reference: &MerchantReference,
        read: impl Fn(W) -> Option<T>,
    ) -> Result<Lookup<T>> {
        let mut query = Form::new();
        query.field("reference", reference.as_str());
        self.rest
            .call(operation, Method::GET, &["v1", list])
            .checked(|violations| reference.check("reference", violations))
            .with_query(query)
            .read(|list: WireList<W>, evidence| {
                evidence.supports("there is a list");
                Lookup::of_list(list.data, list.total, read)
            })
            .await
    }
}

#[async_trait]
impl CardVault for Template {
    async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
        #[derive(Deserialize)]
        struct Stored {
            token: String,
        }

        let today = self.clock().now().date();
        let mut body = JsonBody::new();
        body.secret("number", card.number().expose());
        body.number("month", card.expiry().month().into());
        body.number("year", card.expiry().year().into());
        body.personal("holder", customer.last_name.expose());
        self.rest
            .call(Operation::STORE_CARD, Method::POST, &["v1", "cards"])
            .checked(|violations| {
                card.number().check_digits("card.number", violations);
                card.expiry().check("card.expiry", today, violations);
            })
            .with_body(body)
            .read(|stored: Stored, evidence| {
                evidence.supports("there is a token");
                let shown = MaskedCard::from_echo(None, card.number().expose());
                StoredCard::new(CardToken::new(stored.token), shown)
            })
            .await
    }

    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        // A token in a path would be in logs: this service takes it in the body.
        let mut body = JsonBody::new();
        body.secret("token", card.token.expose());
        self.rest
            .call(Operation::DELETE_CARD, Method::DELETE, &["v1", "cards"])
            .with_body(body)
            .read(|_: IgnoredAny, evidence| evidence.supports("the card was deleted"))
            .await
    }
}
