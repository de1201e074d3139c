//! Creates a payment: charges a card or a stored card, or opens a cash order. The method of the request decides.

mod card;
#[cfg(feature = "unverified-card-tokens")]
mod card_token;
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
        #[cfg(feature = "unverified-card-tokens")]
        PaymentMethod::CardToken { token, .. } => {
            card_token::charge_stored_card(client, request, token).await
        }
        _ => charge_card(client, request, &ChargeOptions::new()).await,
    }
}
