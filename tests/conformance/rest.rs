//! A provider of a small REST service, with an idempotency key in a header and ids in paths: on it
//! are planted the flaws that the other providers cannot have.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use http::{HeaderName, HeaderValue, Method, StatusCode};
use payments_core::{
    Capabilities, Clock, Currency, Environment, Error, ErrorKind, Lookup, MerchantReference, Money,
    Operation, Outcome, Payment, PaymentId, PaymentProvider, PaymentRequest, PaymentStatus,
    Provider, ProviderName, Recourse, Result, Violations,
};
use payments_kit::http::{
    BaseUrl, ClientConfig, Fields, HttpClient, HttpRequest, HttpResponse, HttpTransport, JsonBody,
    TransportError,
};
use payments_testkit::Canned;
use payments_testkit::conformance::Harness;
use serde_json::{Value, json};

use crate::flaw::Flaw;

const NAME: ProviderName = ProviderName::new("rest");

/// The service: a transport that keeps payments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Service(Arc<Mutex<Vec<(String, Value)>>>);

impl Service {
    fn payments(&self, reference: &str) -> Vec<Value> {
        let held = self.0.lock().unwrap();
        let of_it = held.iter().map(|(_, payment)| payment);
        of_it
            .filter(|payment| payment["reference"] == reference)
            .cloned()
            .collect()
    }
}

#[async_trait]
impl HttpTransport for Service {
    async fn send(
        &self,
        request: HttpRequest,
    ) -> std::result::Result<HttpResponse, TransportError> {
        let mut held = self.0.lock().unwrap();
        let path = request.url().path();
        let (status, body) = if *request.method() == Method::POST {
            let key = String::from_utf8_lossy(request.headers()["idempotency-key"].as_bytes());
            let sent: Value = serde_json::from_slice(request.body().expose()).unwrap();
            let mut known = held.iter();
            if let Some((_, payment)) = known.find(|(known, _)| *known == key) {
                (201, payment.clone())
            } else {
                let payment = json!({
                    "id": format!("pay{}", held.len() + 1), "status": "paid",
                    "reference": sent["reference"], "amount": sent["amount"],
                });
                held.push((key.into_owned(), payment.clone()));
                (201, payment)
            }
        } else if let Some(id) = path.strip_prefix("/payments/") {
            let mut known = held.iter();
            match known.find(|(_, payment)| payment["id"] == id) {
                Some((_, payment)) => (200, payment.clone()),
                None => (404, json!({"code": "not_found"})),
            }
        } else {
            let query = String::from_utf8_lossy(request.query().expose()).into_owned();
            let wanted = query.trim_start_matches("reference=");
            let of_it = held
                .iter()
                .filter(|(_, payment)| payment["reference"] == wanted);
            let list: Vec<&Value> = of_it.map(|(_, payment)| payment).collect();
            (200, json!({"payments": list}))
        };
        let status = StatusCode::from_u16(status).unwrap();
        Ok(Canned::response(
            status,
            "application/json",
            body.to_string(),
        ))
    }
}

/// The provider, correct but for its flaw.
#[derive(Debug)]
struct Rest {
    client: HttpClient,
    base_url: BaseUrl,
    flaw: Flaw,
}

impl Rest {
    fn unknown(&self, operation: Operation, reference: &str, response: &HttpResponse) -> Error {
        let kind = ErrorKind::UnreadableResponse;
        let error = Error::new(NAME, operation, kind, Outcome::Unknown);
        let error = match self.flaw {
            Flaw::QuotesTheBody => error.with_detail(String::from_utf8_lossy(response.body())),
            _ => error,
        };
        self.with_recourse(error, reference)
    }

    fn with_recourse(&self, error: Error, reference: &str) -> Error {
        if self.flaw == Flaw::NamesNoRecourse {
            return error;
        }
        error.with_recourse(Recourse::call(Operation::FIND_PAYMENT, reference))
    }

    fn key(&self, reference: &str) -> String {
        if self.flaw == Flaw::ReusesTheReference {
            return reference.to_owned();
        }
        format!("attempt-{:x}", self.client.randomness().next())
    }

    fn read(&self, value: &Value) -> Option<Payment> {
        let text = |name: &str| value[name].as_str();
        let status = match text("status")? {
            "paid" => PaymentStatus::Paid,
            other => PaymentStatus::Other(other.to_owned()),
        };
        let amount = Money::parse(text("amount")?, Currency::MXN).ok()?;
        let payment = Payment::new(PaymentId::new(text("id")?), status, amount);
        Some(payment.with_reference(Some(text("reference")?.into())))
    }
}

impl Provider for Rest {
    fn name(&self) -> ProviderName {
        NAME
    }

    fn environment(&self) -> Environment {
        Environment::Sandbox
    }

    fn capabilities(&self) -> Capabilities {
        const CAN: Capabilities = Capabilities::new(
            &[
                Operation::CREATE_PAYMENT,
                Operation::GET_PAYMENT,
                Operation::FIND_PAYMENT,
            ],
            &[Currency::MXN],
        );
        CAN
    }

    fn settle_time(&self) -> std::time::Duration {
        self.client.settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.client.clock()
    }
}

#[async_trait]
impl PaymentProvider for Rest {
    async fn create_payment(&self, request: &PaymentRequest) -> Result<Payment> {
        let operation = Operation::CREATE_PAYMENT;
        let mut violations = Violations::new();
        request.check(&mut violations);
        let money = request.amount().money();
        if money.is_ok_and(|money| money.currency() != Currency::MXN) {
            violations.push("amount", "must be in MXN");
        }
        violations.into_result(NAME, operation)?;
        let reference = request.reference().as_str();
        let mut body = JsonBody::new();
        body.field("reference", reference);
        body.field("amount", &request.amount().money().unwrap().to_wire());
        let key = HeaderValue::from_str(&self.key(reference)).unwrap();
        let sent = HttpRequest::post(operation, self.base_url.join("payments"), body)
            .with_header(HeaderName::from_static("idempotency-key"), key);
        let response = self.client.send(sent).await;
        let response = response.map_err(|error| match error.outcome() {
            Outcome::Unknown => self.with_recourse(error, reference),
            _ => error,
        })?;
        let created = (response.status() == StatusCode::CREATED)
            .then(|| serde_json::from_slice(response.body()).ok())
            .flatten();
        created
            .and_then(|value| self.read(&value))
            .filter(|payment| payment.reference() == Some(request.reference()))
            .filter(|payment| payment.amount() == request.amount().money().ok())
            .ok_or_else(|| self.unknown(operation, reference, &response))
    }

    async fn get_payment(&self, id: &PaymentId) -> Result<Payment> {
        let operation = Operation::GET_PAYMENT;
        let mut violations = Violations::new();
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        if self.flaw != Flaw::TrustsIds && !id.as_str().chars().all(is_plain) {
            violations.push("id", "must consist of letters, digits and dashes");
        }
        violations.into_result(NAME, operation)?;
        let url = self.base_url.join(&format!("payments/{id}"));
        let request = HttpRequest::new(operation, Method::GET, url);
        let response = self.client.send(request).await?;
        let value: Option<Value> = serde_json::from_slice(response.body()).ok();
        if value
            .as_ref()
            .is_some_and(|value| value["code"] == "not_found")
        {
            let kind = ErrorKind::NotFound;
            return Err(Error::new(NAME, operation, kind, Outcome::Rejected));
        }
        value
            .and_then(|value| self.read(&value))
            .filter(|payment| payment.id() == id)
            .ok_or_else(|| self.unknown(operation, id.as_str(), &response))
    }

    async fn find_payment(&self, reference: &MerchantReference) -> Result<Lookup<Payment>> {
        let operation = Operation::FIND_PAYMENT;
        let mut url = self.base_url.join("payments");
        url.set_query(Some(&format!("reference={reference}")));
        let request = HttpRequest::new(operation, Method::GET, url);
        let response = self.client.send(request).await?;
        let value: Option<Value> = serde_json::from_slice(response.body()).ok();
        let unreadable = || self.unknown(operation, reference.as_str(), &response);
        let value = value.ok_or_else(unreadable)?;
        let list = value["payments"].as_array().ok_or_else(unreadable)?;
        let found: Option<Vec<Payment>> = list.iter().map(|value| self.read(value)).collect();
        Ok(Lookup::complete(found.ok_or_else(unreadable)?))
    }
}

/// The harness of the provider.
pub(crate) struct OnTheService {
    service: Service,
    flaw: Flaw,
}

impl OnTheService {
    pub(crate) fn start(flaw: Flaw) -> Self {
        let service = Service::default();
        Self { service, flaw }
    }

    /// The idempotency keys of the payments, in their order.
    pub(crate) fn keys(&self) -> Vec<String> {
        let held = self.service.0.lock().unwrap();
        held.iter().map(|(key, _)| key.clone()).collect()
    }
}

#[async_trait]
impl Harness for OnTheService {
    fn provider(&self, config: ClientConfig) -> Arc<dyn PaymentProvider> {
        let base_url = BaseUrl::parse("https://rest.example/").unwrap();
        Arc::new(Rest {
            client: config.build(NAME, &base_url).unwrap(),
            base_url,
            flaw: self.flaw,
        })
    }

    fn transport(&self) -> Option<Arc<dyn HttpTransport>> {
        Some(Arc::new(self.service.clone()))
    }

    fn payment_request(&self, reference: &str) -> PaymentRequest {
        PaymentRequest::new(reference, Money::from_minor(80_050, Currency::MXN))
    }

    fn secrets(&self) -> Vec<String> {
        Vec::new()
    }

    async fn amounts(&self, reference: &str) -> Vec<Money> {
        let held = self.service.payments(reference).into_iter();
        held.map(|payment| {
            Money::parse(payment["amount"].as_str().unwrap(), Currency::MXN).unwrap()
        })
        .collect()
    }

    async fn times_created(&self, reference: &str) -> usize {
        self.service.payments(reference).len()
    }

    async fn times_paid(&self, reference: &str) -> usize {
        self.service.payments(reference).len()
    }
}

payments_testkit::conformance!(OnTheService::start(Flaw::None));
