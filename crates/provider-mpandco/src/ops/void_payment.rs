//! Annulling an executed intent (chapter 6.9): `POST api/payment-intent/cancel.json`.

use payments_core::http::{Form, HttpRequest};
use payments_core::{Operation, Payment, PaymentId, PaymentStatus, Recourse, Result, Violations};

use crate::service::Service;
use crate::wire::FORM;
use crate::{NAME, convert};

const OPERATION: Operation = Operation::VOID_PAYMENT;

pub(crate) async fn void_payment(service: &Service, id: &PaymentId) -> Result<Payment> {
    let mut violations = Violations::new();
    id.check("id", &mut violations);
    violations.into_result(NAME, OPERATION)?;

    let mut form = Form::new();
    form.scope("cancel_payment_intent")
        .field("paymentIntent", id.as_str());
    let url = service.base_url().join("api/payment-intent/cancel.json");
    let request = HttpRequest::post(OPERATION, url, FORM, form.finish());
    let intent = service.intent(request).await;
    intent
        .and_then(|intent| convert::payment_of(OPERATION, intent, service.base_url(), id))
        .and_then(|payment| convert::must_be(OPERATION, payment, &PaymentStatus::Voided))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}
