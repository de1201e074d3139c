//! PagoFácil's stored cards, whose responses are encrypted.

use std::fmt::Debug;

use aes::Aes128;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::Encryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use payments_core::{
    Card, CardExpiry, CardToken, Currency, MaskedCard, Money, Outcome, PaymentMethod,
    PaymentProvider, PaymentRequest, Result, StoredCard,
};
use payments_testkit::{Canned, samples};
use provider_pagofacil::Encoding;

use super::calls::{Input, longest_number, run};
use super::clients;

/// How many calls there are. Each is made with an encrypted response and with one as it is.
pub(super) const CALLS: usize = 6;

/// A key that opens nothing.
const KEY: &str = "0123456789abcdef";
const TOKEN: &str = "PFTE0000S0000I000";
const DELETION_KEY: &str = "1234567890123456789012";

/// Responses about stored cards.
pub fn pagofacil_card_tokens(data: &[u8]) {
    let Some(mut input) = Input::read(data, CALLS) else {
        return;
    };
    let plain = input.body;
    let sent = match input.call {
        0..3 => encrypted(plain),
        _ => plain.to_vec(),
    };
    input.body = &sent;
    input.next_body = &sent;
    let transport = input.responses("application/json", None);
    let client = clients::pagofacil_builder(transport.clone(), Encoding::JsonRpc)
        .with_card_tokens(KEY)
        .build()
        .expect("the client is complete");
    let vault = client.vault().expect("cards are stored");
    let says = |text: &str| {
        let holds = |text: &str| {
            plain
                .windows(text.len())
                .any(|part| part == text.as_bytes())
        };
        holds(text) || holds("\\u") || input.call >= 3
    };
    let token = || CardToken::new(TOKEN);
    match input.call % 3 {
        0 => {
            let expiry = CardExpiry::new(9, 16);
            let card = Card::new(samples::card_number(), expiry).with_security_code("738");
            let stored = run(vault.store_card(&card, &samples::customer()));
            check(&transport, &stored);
            if let Ok(stored) = stored {
                assert!(says(stored.token.expose()) && says("1"), "{stored:?}");
            }
        }
        1 => {
            let method = PaymentMethod::CardToken {
                token: token(),
                customer: None,
            };
            let price = Money::from_minor(15_050, Currency::MXN);
            let request = PaymentRequest::new("ORDER-1", price).with_method(method);
            let charged = run(client.create_payment(&request));
            check(&transport, &charged);
            if let Ok(payment) = charged {
                assert_eq!(payment.amount(), Some(price));
                assert!(says(payment.id().as_str()), "{payment:?}");
            }
        }
        _ => {
            let key = Some(CardToken::new(DELETION_KEY));
            let stored = StoredCard::new(token(), MaskedCard::default()).with_deletion_key(key);
            check(&transport, &run(vault.delete_card(&stored)));
        }
    }
}

/// One request, nothing secret in the result, and no certainty without a response.
fn check<T: Debug>(transport: &Canned, result: &Result<T>) {
    assert_eq!(transport.sent().len(), 1, "nothing is sent twice");
    let printed = match result {
        Ok(value) => format!("{value:?} {value:#?}"),
        Err(error) => {
            assert_ne!(error.outcome(), Outcome::NotSent, "{error}");
            let printed = format!("{error} {error:?} {error:#?}");
            assert!(longest_number(&printed) < 13, "{printed}");
            printed
        }
    };
    for secret in [TOKEN, KEY, DELETION_KEY, &*samples::card_number()] {
        assert!(!printed.contains(secret), "{secret} is in: {printed}");
    }
}

/// The text in the service's scheme.
fn encrypted(plain: &[u8]) -> Vec<u8> {
    let mut buffer = plain.to_vec();
    buffer.resize((plain.len() / 16 + 1) * 16, 0);
    let key = KEY.as_bytes();
    let cipher = Encryptor::<Aes128>::new_from_slices(key, key).expect("the key is of 16 bytes");
    let bytes = cipher
        .encrypt_padded::<Pkcs7>(&mut buffer, plain.len())
        .expect("the padding has room");
    STANDARD.encode(bytes).into_bytes()
}
