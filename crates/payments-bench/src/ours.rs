//! The calls as a user of these crates makes them.

use std::hint::black_box;

use payments_core::{
    Card, CardExpiry, Currency, Item, Money, PaymentId, PaymentProvider, PaymentRequest, ReturnUrls,
};
use payments_kit::http::ClientConfig;
use payments_testkit::{FixedRandomness, samples};
use provider_mpandco::{Credentials, Mpandco};
use provider_pagofacil::{Encoding, PagoFacil, SandboxKeys};

use crate::Problem;
use crate::calls::{Call, Caller};

/// The number that makes the canned JSON-RPC response belong to every request.
pub const RANDOMNESS: FixedRandomness = FixedRandomness(1_397_151_271);

/// The id of the payment in the canned responses.
pub const PAYMENT_ID: &str = "f5d6a0ee-4a3c-11ee-8a1b-0242ac120002";

/// The providers, and requests that are ready to send.
#[derive(Debug)]
pub struct Ours {
    mpandco: Mpandco,
    json_rpc: PagoFacil,
    query: PagoFacil,
    id: PaymentId,
    sale: PaymentRequest,
    charge: PaymentRequest,
}

impl Ours {
    /// Clients of the canned service at this base URL, which reach it by `config`.
    ///
    /// # Errors
    ///
    /// When a client cannot be built.
    pub fn new(base_url: &str, config: &ClientConfig) -> Result<Self, Problem> {
        let config = config.clone().with_randomness(RANDOMNESS);
        let pagofacil = |encoding| {
            let (branch, user) = (samples::PAGOFACIL_BRANCH_ID, samples::PAGOFACIL_USER_ID);
            PagoFacil::sandbox(SandboxKeys::new(branch, user))
                .with_base_url(base_url)
                .with_encoding(encoding)
                .with_client(config.clone())
                .build()
        };
        Ok(Self {
            mpandco: mpandco(base_url, config.clone())?,
            json_rpc: pagofacil(Encoding::JsonRpc)?,
            query: pagofacil(Encoding::QueryJson)?,
            id: PaymentId::new(PAYMENT_ID),
            sale: sale()?,
            charge: charge(),
        })
    }
}

/// A client of the canned mPandco.
///
/// # Errors
///
/// When it cannot be built.
pub fn mpandco(base_url: &str, config: ClientConfig) -> Result<Mpandco, Problem> {
    let credentials = Credentials::new("bench-client-id", "bench-client-secret");
    let client = Mpandco::sandbox(credentials)
        .with_base_url(base_url)
        .with_client(config);
    Ok(client.build()?)
}

/// The sale of the canned response.
///
/// # Errors
///
/// Never, as its URLs are valid.
pub fn sale() -> Result<PaymentRequest, Problem> {
    let bolivars = |text| Money::parse(text, Currency::VES);
    let urls = ReturnUrls::new(
        "https://shop.example/paid".parse()?,
        "https://shop.example/cart".parse()?,
    );
    let coffee = Item::new("Coffee", bolivars("10"));
    Ok(PaymentRequest::new("ORDER-1", bolivars("20"))
        .with_description("Two coffees")
        .with_item(coffee.with_quantity(2).with_sku("COFFEE-1"))
        .with_return_urls(urls))
}

/// The charge of the canned response.
pub fn charge() -> PaymentRequest {
    let card = Card::new(samples::card_number(), CardExpiry::new(12, 49));
    let amount = Money::parse("1", Currency::MXN);
    PaymentRequest::new("1", amount).with_card(card.with_security_code("222"), samples::customer())
}

impl Caller for Ours {
    async fn call(&self, call: Call) -> Result<(), Problem> {
        let payment = match call {
            Call::Get => self.mpandco.get_payment(&self.id).await?,
            Call::CreateByForm => self.mpandco.create_payment(&self.sale).await?,
            Call::ChargeByJsonRpc => self.json_rpc.create_payment(&self.charge).await?,
            Call::ChargeByQuery => self.query.create_payment(&self.charge).await?,
        };
        black_box(payment);
        Ok(())
    }
}
