use async_trait::async_trait;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderName, Method};
use payments_core::evidence::{Evidence, Verdict};
use payments_core::{
    AttemptKey, Callback, Capabilities, Card, CardToken, CardVault, Clock, Currency, Customer,
    Decline, DeclineReason, Environment, Error, ErrorKind, Expected, Lookup, MaskedCard,
    MerchantReference, MethodCapability, MethodKind, Money, NextAction, Operation, Outcome,
    Payment, PaymentId, PaymentMethod, PaymentProvider, PaymentRequest, PaymentStatus, Provider,
    ProviderName, ProviderReply, Recourse, Refund, RefundId, RefundRequest, RefundStatus,
    Repeatability, Result, ReturnLeg, SearchReach, Settlement, StoredCard, Violation, Violations,
    Voucher, Webhook, WebhookTrust, settle,
};
use payments_kit::builder::{Endpoint, Setup, check_credentials};
use payments_kit::codec::unreadable;
use payments_kit::http::{ClientConfig, Fields, Form, HttpRequest, HttpResponse, JsonBody};
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use sha2::Sha256;
use time::{Duration, OffsetDateTime};
use url::Url;

/// The provider's name.
pub const NAME: ProviderName = ProviderName::new("template");
/// A sandbox client is never built on this URL.
const PRODUCTION: &str = "https://api.template.example/";
/// A webhook that is older was replayed.
const WEBHOOK_AGE: Duration = Duration::minutes(5);
const CURRENCIES: &[Currency] = &[Currency::MXN, Currency::BRL];
/// What the service deduplicates by its `Idempotency-Key` header.
const KEYED: &[(Operation, Repeatability)] = &[
    (Operation::CREATE_PAYMENT, Repeatability::ByKey),
    (Operation::REFUND_PAYMENT, Repeatability::ByKey),
];

/// A service with card tokens, cash vouchers, refunds, idempotency keys and signed webhooks.
#[derive(Clone, Debug)]
pub struct Template {
    endpoint: Endpoint,
    api_key: SecretString,
    webhook_key: SecretString,
}

// --- builder and client -------------------------------------------------------------------------

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
        Ok(Self {
            endpoint: setup.build(&[PRODUCTION], violations)?,
            api_key,
            webhook_key,
        })
    }

    /// A URL below the base. Each segment is escaped: an id such as `1/refunds` reaches no other
    /// endpoint.
    fn url(&self, segments: &[&str]) -> Url {
        let mut url = self.endpoint.base_url.join("v1");
        if let Ok(mut path) = url.path_segments_mut() {
            path.extend(segments);
        }
        url
    }

    /// Sends a request and reads its response. `read` sees it only after a 2xx status.
    async fn call<T: DeserializeOwned, U>(
        &self,
        request: HttpRequest,
        read: impl FnOnce(T) -> Result<U>,
    ) -> Result<U> {
        let operation = request.operation();
        let request = request.with_bearer(&self.api_key);
        let response = self.endpoint.client.send(request).await?;
        response.read(|response| {
            if !response.status().is_success() {
                return Err(refusal(operation, response));
            }
            let body = response.json();
            read(body.map_err(|reason| unreadable(NAME, operation, reason.to_string()))?)
        })
    }

    /// Adds the idempotency key: the caller's, or a random one for this call. It is never made of
    /// the reference, which may be tried again after a decline.
    fn keyed(&self, request: HttpRequest, key: Option<&AttemptKey>) -> Result<HttpRequest> {
        let name = HeaderName::from_static("idempotency-key");
        self.endpoint.client.with_key(request, name, key)
    }
}

/// What a refusal means. Only the documented shape proves that nothing was done; any other response
/// may come from a gateway, after the service did its work. A 401 is a rejection for the same
/// reason only in that shape.
fn refusal(operation: Operation, response: &HttpResponse) -> Error {
    #[derive(Deserialize)]
    struct Body {
        error: Refusal,
    }
    #[derive(Deserialize)]
    struct Refusal {
        code: String,
        message: String,
        field: Option<String>,
    }

    let status = response.status().as_u16();
    let reply = ProviderReply::of_status(status);
    let Ok(Body { error }) = response.json::<Body>() else {
        let kind = ErrorKind::Unavailable;
        return Error::new(NAME, operation, kind, Outcome::Unknown).with_reply(reply);
    };
    let (kind, decline) = match (status, error.code.as_str()) {
        (401, "unauthorized") => (ErrorKind::Credentials, None),
        (404, "not_found") => (ErrorKind::NotFound, None),
        (409, "duplicate_reference") => (ErrorKind::DuplicateReference, None),
        (422, "invalid") => (ErrorKind::InvalidRequest, None),
        (402, "insufficient_funds") => {
            (ErrorKind::Declined, Some(DeclineReason::InsufficientFunds))
        }
        (402, "card_expired") => (ErrorKind::Declined, Some(DeclineReason::Expired)),
        (402, _) => (ErrorKind::Declined, Some(DeclineReason::Other)),
        _ => (ErrorKind::UnreadableResponse, None),
    };
    let outcome = match kind {
        ErrorKind::UnreadableResponse => Outcome::Unknown,
        _ => Outcome::Rejected,
    };
    let reply = reply.with_code(&error.code).with_message(&error.message);
    let result = Error::new(NAME, operation, kind, outcome).with_reply(reply);
    let result = match decline {
        Some(reason) => result.with_decline(Decline::new(reason)),
        None => result,
    };
    match error.field {
        Some(field) => result.with_violations(vec![Violation::new(field, error.message)]),
        None => result,
    }
}

// --- wire and conversion ------------------------------------------------------------------------

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
        other => PaymentStatus::Other(payments_core::redact::text(other)),
    };
    let amount = money(&wire.amount, &wire.currency);
    let refunded = wire
        .refunded
        .and_then(|amount| money(&amount, &wire.currency));
    let warnings = match amount {
        Some(_) => Vec::new(),
        None => vec!["the amount cannot be read".to_owned()],
    };
    let voucher = wire.voucher.map(|reference| {
        let mut voucher = Voucher::new(reference);
        voucher.amount = amount;
        NextAction::ShowVoucher(voucher)
    });
    Payment::new(PaymentId::new(wire.id), status, amount)
        .with_reference(Some(wire.reference.into()))
        .with_refunded(refunded)
        .with_next_action(voucher)
        .with_warnings(warnings)
}

fn refund(wire: WireRefund) -> Refund {
    let amount = money(&wire.amount, &wire.currency);
    Refund::new(
        RefundId::new(wire.id),
        wire.payment.into(),
        RefundStatus::Refunded,
    )
    .with_reference(Some(wire.reference.into()))
    .with_amount(amount)
}

/// Compares a response with its request, and decides once.
fn decide<T>(operation: Operation, evidence: Evidence, done: T) -> Result<T> {
    match evidence.verdict() {
        Verdict::Done => Ok(done),
        Verdict::Mismatch(differences) => {
            let kind = ErrorKind::Mismatch;
            Err(Error::new(NAME, operation, kind, Outcome::Unknown).with_violations(differences))
        }
        Verdict::Refused => Err(unreadable(NAME, operation, "a success that is a refusal")),
        Verdict::Undecided(reason) => Err(unreadable(NAME, operation, reason)),
    }
}

// --- the traits ---------------------------------------------------------------------------------

impl Provider for Template {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        self.endpoint.environment
    }

    fn capabilities(&self) -> Capabilities {
        const METHODS: &[MethodCapability] = &[
            MethodCapability::new(MethodKind::CardToken, CURRENCIES),
            MethodCapability::new(MethodKind::Cash, CURRENCIES),
        ];
        Capabilities::new(
            &[
                Operation::CREATE_PAYMENT,
                Operation::GET_PAYMENT,
                Operation::FIND_PAYMENT,
                Operation::REFUND_PAYMENT,
                Operation::FIND_REFUND,
                Operation::STORE_CARD,
                Operation::DELETE_CARD,
            ],
            CURRENCIES,
        )
        .with_methods(METHODS)
        .with_return_leg(ReturnLeg::new(false, WebhookTrust::Signed))
        .with_partial_refund()
        .with_repeatable(KEYED)
        .with_search_reach(SearchReach::Everything)
    }

    fn settle_time(&self) -> std::time::Duration {
        self.endpoint.client.settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.endpoint.client.clock()
    }
}

#[async_trait]
impl PaymentProvider for Template {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        const OPERATION: Operation = Operation::CREATE_PAYMENT;
        // Every violation at once, before anything is sent.
        let mut violations = Violations::new();
        request.check(&mut violations);
        let amount = violations.keep("amount", request.amount().money());
        if amount.is_some_and(|amount| !CURRENCIES.contains(&amount.currency())) {
            violations.push("amount", "must be in MXN or BRL");
        }
        let (token, customer) = match request.method() {
            PaymentMethod::CardToken { token, customer } => (Some(token), customer.as_ref()),
            PaymentMethod::Cash { customer, .. } => (None, Some(customer)),
            other => {
                violations.push("method", format!("must not be {}", other.kind()));
                (None, None)
            }
        };
        let document = customer.map(|customer| customer.document.expose());
        if token.is_none() && document.is_some_and(str::is_empty) {
            violations.push("customer.document", "must be the payer's identity document");
        }
        let amount = violations.into_value(NAME, OPERATION, amount)?;
        // A field is written once, and how it is written says how sensitive it is.
        let mut body = JsonBody::new();
        body.field("reference", request.reference().as_str());
        body.field("amount", &amount.to_wire());
        body.field("currency", amount.currency().code());
        match token {
            Some(token) => body.secret("card_token", token.expose()),
            None => body.field("method", "cash"),
        }
        if let Some(document) = document {
            body.personal("payer_document", document);
        }
        let call = HttpRequest::post(OPERATION, self.url(&["payments"]), body);
        let key = request.attempt_key();
        let call = self.keyed(call, key)?;
        let created = self.call(call, |wire| {
            let payment = payment(wire);
            let mut evidence = Evidence::new();
            match payment.status() {
                PaymentStatus::Paid | PaymentStatus::AwaitingApproval => {
                    evidence.supports("the payment was created");
                }
                status => evidence.contradicts(format!("the status is {status}")),
            }
            let reference = payment.reference().map(MerchantReference::as_str);
            evidence.compare("reference", request.reference().as_str(), reference);
            match payment.amount() {
                Some(found) => evidence.compare("amount", amount, Some(found)),
                None => evidence.contradicts("the amount cannot be read"),
            }
            decide(OPERATION, evidence, payment)
        });
        created.await.map_err(|error| match error.outcome() {
            // Only what is unknown needs to be resolved; an earlier call with the reference too.
            Outcome::Unknown => error.with_recourse(by_reference(request)),
            _ if error.kind() == ErrorKind::DuplicateReference => {
                error.with_recourse(by_reference(request))
            }
            _ => error,
        })
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        const OPERATION: Operation = Operation::GET_PAYMENT;
        let mut violations = Violations::new();
        id.check("id", &mut violations);
        violations.into_result(NAME, OPERATION)?;
        let url = self.url(&["payments", id.as_str()]);
        self.call(HttpRequest::get(OPERATION, url), |wire| {
            let payment = payment(wire);
            let mut evidence = Evidence::new();
            evidence.supports("the payment was found");
            evidence.compare("id", id.as_str(), Some(payment.id().as_str()));
            decide(OPERATION, evidence, payment)
        })
        .await
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        const OPERATION: Operation = Operation::FIND_PAYMENT;
        self.find(OPERATION, "payments", reference, |wire: WirePayment| {
            (wire.reference == reference.as_str()).then(|| payment(wire))
        })
        .await
    }

    async fn refund_payment(&self, request: &RefundRequest) -> Result<Refund> {
        const OPERATION: Operation = Operation::REFUND_PAYMENT;
        let mut violations = Violations::new();
        request.check(&mut violations);
        violations.into_result(NAME, OPERATION)?;
        let mut body = JsonBody::new();
        body.field("reference", request.reference.as_str());
        let amount = request
            .amount
            .as_ref()
            .and_then(|amount| amount.money().ok());
        if let Some(amount) = amount {
            body.field("amount", &amount.to_wire());
        }
        let url = self.url(&["payments", request.payment.as_str(), "refunds"]);
        let call = HttpRequest::post(OPERATION, url, body);
        let call = self.keyed(call, None)?;
        let refunded = self.call(call, |wire| {
            let refund = refund(wire);
            let mut evidence = Evidence::new();
            evidence.supports("the refund was made");
            evidence.compare(
                "payment",
                request.payment.as_str(),
                Some(refund.payment.as_str()),
            );
            let reference = refund.reference.as_ref().map(MerchantReference::as_str);
            evidence.compare("reference", request.reference.as_str(), reference);
            if let Some(amount) = amount {
                evidence.compare("amount", amount, refund.amount);
            }
            decide(OPERATION, evidence, refund)
        });
        refunded.await.map_err(|error| match error.outcome() {
            Outcome::Unknown => {
                error.with_recourse(Recourse::call(Operation::FIND_REFUND, &request.reference))
            }
            _ => error,
        })
    }

    async fn find_refund(&self, reference: &MerchantReference) -> Result<Lookup<Refund>> {
        const OPERATION: Operation = Operation::FIND_REFUND;
        self.find(OPERATION, "refunds", reference, |wire: WireRefund| {
            (wire.reference == reference.as_str()).then(|| refund(wire))
        })
        .await
    }

    /// A webhook counts only with its signature, while it is recent, and for the expected payment.
    /// Even then the payment is looked up.
    async fn settle(&self, expected: &Expected, callback: Option<&Callback>) -> Result<Settlement> {
        if let Some(Callback::Webhook(webhook)) = callback {
            let id = self.verified(webhook);
            if id.as_deref() != Some(expected.payment().as_str()) {
                let operation = Operation::SETTLE_PAYMENT;
                let kind = ErrorKind::Mismatch;
                return Err(Error::new(NAME, operation, kind, Outcome::NotSent)
                    .with_detail("the webhook is forged, replayed or about another payment"));
            }
        }
        settle::by_lookup(self, expected).await
    }

    fn vault(&self) -> Option<&dyn CardVault> {
        Some(self)
    }
}

fn by_reference(request: &PaymentRequest) -> Recourse {
    Recourse::call(Operation::FIND_PAYMENT, request.reference())
}

impl Template {
    async fn find<T: DeserializeOwned, U>(
        &self,
        operation: Operation,
        list: &str,
        reference: &MerchantReference,
        attribute: impl Fn(T) -> Option<U>,
    ) -> Result<Lookup<U>> {
        let mut violations = Violations::new();
        reference.check("reference", &mut violations);
        violations.into_result(NAME, operation)?;
        let mut query = Form::new();
        query.field("reference", reference.as_str());
        let call = HttpRequest::get(operation, self.url(&[list])).with_query_form(query);
        self.call(call, |found: WireList<T>| {
            let (listed, total) = (found.data.len(), found.total);
            let matches: Vec<U> = found.data.into_iter().filter_map(attribute).collect();
            let foreign = listed - matches.len();
            let mut lookup = Lookup::complete(matches);
            if listed != total {
                lookup = lookup.with_gap(format!("{listed} entries were listed of {total}"));
            }
            if foreign > 0 {
                lookup = lookup.with_gap(format!("{foreign} entries with another reference"));
            }
            Ok(lookup)
        })
        .await
    }

    /// The payment that a webhook is about, if its signature is right and it is recent.
    fn verified(&self, webhook: &Webhook) -> Option<String> {
        #[derive(Deserialize)]
        struct Event {
            payment: String,
        }

        let sent_at = webhook.header("template-timestamp")?;
        let signature = hex::decode(webhook.header("template-signature")?).ok()?;
        let mut mac =
            Hmac::<Sha256>::new_from_slice(self.webhook_key.expose_secret().as_bytes()).ok()?;
        mac.update(sent_at.as_bytes());
        mac.update(b".");
        mac.update(&webhook.body);
        mac.verify_slice(&signature).ok()?;
        let sent_at = OffsetDateTime::from_unix_timestamp(sent_at.parse().ok()?).ok()?;
        let age = (self.clock().now() - sent_at).abs();
        let event: Event = serde_json::from_slice(&webhook.body).ok()?;
        (age <= WEBHOOK_AGE).then_some(event.payment)
    }
}

#[async_trait]
impl CardVault for Template {
    async fn store_card(&self, card: &Card, customer: &Customer) -> Result<StoredCard> {
        #[derive(Deserialize)]
        struct Stored {
            token: String,
        }

        const OPERATION: Operation = Operation::STORE_CARD;
        let mut violations = Violations::new();
        card.number().check_digits("card.number", &mut violations);
        let today = self.clock().now().date();
        card.expiry().check("card.expiry", today, &mut violations);
        violations.into_result(NAME, OPERATION)?;
        let mut body = JsonBody::new();
        body.secret("number", card.number().expose());
        body.number("month", card.expiry().month().into());
        body.number("year", card.expiry().year().into());
        body.personal("holder", customer.last_name.expose());
        let call = HttpRequest::post(OPERATION, self.url(&["cards"]), body);
        self.call(call, |stored: Stored| {
            let shown = MaskedCard::from_echo(None, card.number().expose());
            Ok(StoredCard::new(CardToken::new(stored.token), shown))
        })
        .await
    }

    async fn delete_card(&self, card: &StoredCard) -> Result<()> {
        const OPERATION: Operation = Operation::DELETE_CARD;
        // A token in a path would be in logs: this service takes it in the body.
        let mut body = JsonBody::new();
        body.secret("token", card.token.expose());
        let call =
            HttpRequest::new(OPERATION, Method::DELETE, self.url(&["cards"])).with_body(body);
        self.call(call, |_: serde::de::IgnoredAny| Ok(())).await
    }
}
