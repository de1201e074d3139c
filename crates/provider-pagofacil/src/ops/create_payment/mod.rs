//! Creates a payment: charges a card, or opens a cash order. The method of the request decides.

mod card;
mod cash;

use payments_core::{Payment, PaymentMethod, PaymentRequest, Result};

pub(crate) use card::charge_card;

use crate::client::Client;
use crate::model::ChargeOptions;

pub(crate) async fn create_payment(client: &Client, request: &PaymentRequest) -> Result<Payment> {
    match request.method() {
        PaymentMethod::Cash { store, customer } => {
            cash::open_order(client, request, (store.as_deref(), customer)).await
        }
        _ => charge_card(client, request, &ChargeOptions::new()).await,
    }
}
