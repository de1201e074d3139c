//! Creates a payment: charges a card or a stored card, or opens a cash order. The method of the request decides.

mod card;
#[cfg(feature = "unverified-card-tokens")]
mod card_token;
mod cash;

use payments_core::{Error, Operation, Payment, PaymentMethod, PaymentRequest, Result};

pub(crate) use card::charge_card;

use crate::client::Client;
use crate::error::NAME;
use crate::model::ChargeOptions;

const NO_TRANSFER: &str = "a transfer by SPEI could not be confirmed: the service documents no \
                           look-up of it, and its webhook is not signed";

pub(crate) async fn create_payment(client: &Client, request: &PaymentRequest) -> Result<Payment> {
    match request.method() {
        PaymentMethod::Cash { store, customer } => {
            cash::open_order(client, request, (store.as_deref(), customer)).await
        }
        #[cfg(feature = "unverified-card-tokens")]
        PaymentMethod::CardToken { token, .. } => {
            card_token::charge_stored_card(client, request, token).await
        }
        PaymentMethod::BankTransfer { .. } => {
            Err(Error::unsupported(NAME, Operation::CREATE_PAYMENT).with_detail(NO_TRANSFER))
        }
        _ => charge_card(client, request, &ChargeOptions::new()).await,
    }
}
