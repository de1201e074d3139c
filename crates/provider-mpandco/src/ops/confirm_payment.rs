//! Executing an approved sale (chapter 6.2): `POST api/payment-intent/execute/sale.json`.

use payments_core::http::{Form, HttpRequest};
use payments_core::{
    Confirmation, Operation, Payment, PaymentStatus, Recourse, Result, Violations,
};

use crate::service::Service;
use crate::wire::{FORM, id_query};
use crate::{NAME, convert};

const OPERATION: Operation = Operation::CONFIRM_PAYMENT;

pub(crate) async fn confirm_payment(
    service: &Service,
    confirmation: &Confirmation,
) -> Result<Payment> {
    let mut violations = Violations::new();
    confirmation.check(&mut violations);
    violations.into_result(NAME, OPERATION)?;

    let id = confirmation.payment();
    let mut form = Form::new();
    let mut execution = form.scope("payment_execution");
    execution.field("paymentIntent", id.as_str());
    execution.field("payer", confirmation.payer().as_str());
    let url = service
        .base_url()
        .join("api/payment-intent/execute/sale.json");
    let request =
        HttpRequest::post(OPERATION, url, FORM, form.finish()).with_query(id_query(id.as_str()));
    let intent = service.intent(request).await;
    intent
        .and_then(|intent| convert::payment_of(OPERATION, intent, service.base_url(), id))
        .and_then(|payment| convert::must_be(OPERATION, payment, &PaymentStatus::Paid))
        .map_err(|error| error.with_recourse(Recourse::call(Operation::GET_PAYMENT, id)))
}
