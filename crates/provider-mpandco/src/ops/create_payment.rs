//! A payment by button (chapter 6.1): `POST api/payment-intent/.json`.

use payments_core::http::{Form, HttpRequest, SecretBytes};
use payments_core::{Money, Operation, Payment, PaymentRequest, Recourse, Result, Violations};

use crate::service::Service;
use crate::wire::FORM;
use crate::{NAME, convert};

const OPERATION: Operation = Operation::CREATE_PAYMENT;

/// A lost intent is harmless, and the service has no search to find it by.
const LOST: Recourse = Recourse::Manual(
    "it moves no money unless its payer approves it and you confirm it, so another payment can be \
     created once you made sure that no payer was sent to this one",
);

pub(crate) async fn create_payment(service: &Service, request: &PaymentRequest) -> Result<Payment> {
    let body = encode(request)?;
    let url = service.base_url().join("api/payment-intent/.json");
    let intent = service
        .intent(HttpRequest::post(OPERATION, url, FORM, body))
        .await;
    intent
        .and_then(|intent| convert::payment(OPERATION, intent, service.base_url()))
        .map_err(|error| error.with_recourse(LOST))
}

fn encode(request: &PaymentRequest) -> Result<SecretBytes> {
    let mut violations = Violations::new();
    request.check(&mut violations);
    let amount = violations.keep("amount", request.amount().money());
    let urls = violations.required("return_urls", request.return_urls());
    let description = violations.required("description", request.description());
    if let Some(money) = amount.filter(|money| money.currency() != payments_core::Currency::VES) {
        let currency = money.currency();
        violations.push("amount", format!("must be in VES, not in {currency}"));
    }
    let prices: Vec<Option<Money>> = request
        .items()
        .iter()
        .map(|item| item.price().money().ok())
        .collect();
    let all = amount.zip(urls).zip(description);
    let ((amount, urls), description) = violations.into_value(NAME, OPERATION, all)?;

    let mut form = Form::new();
    let mut intent = form.scope("paymentintent");
    intent.field("intent", "sale");
    let mut redirect = intent.scope("redirectUrls");
    redirect.field("returnUrl", urls.approved().as_str());
    redirect.field("cancelUrl", urls.cancelled().as_str());
    let mut transactions = intent.scope("transactions");
    let mut transaction = transactions.scope(0);
    let mut sum = transaction.scope("amount");
    sum.field("total", &amount.to_wire());
    sum.field("currency", amount.currency().code());
    transaction.field("description", description);
    transaction.field("invoiceNumber", request.reference().as_str());
    let mut items = transaction.scope("items");
    for (index, (item, price)) in request.items().iter().zip(prices).enumerate() {
        let mut fields = items.scope(index);
        fields.field("name", item.name());
        fields.field("quantity", &item.quantity().to_string());
        if let Some(price) = price {
            fields.field("price", &price.to_wire());
            fields.field("currency", price.currency().code());
        }
        if let Some(sku) = item.sku() {
            fields.field("sku", sku);
        }
    }
    Ok(form.finish())
}
