use payments_core::{ErrorKind, Operation, PaymentProvider, Provider};
use provider_pagofacil::{Encoding, PagoFacil, ProductionKeys, SandboxKeys};

#[test]
fn everything_wrong_with_a_client_is_said_at_once() {
    let error = PagoFacil::production(ProductionKeys::new("", " "))
        .with_base_url("http://www.pagofacil.net/ws/public/")
        .with_encoding(Encoding::QueryXml)
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    insta::assert_snapshot!(error, @"pagofacil build: the client is configured wrongly; keys.branch_id: must not be empty; keys.user_id: must not be empty; encoding: puts card numbers into URLs, which proxies and servers log: use Encoding::FormJson or Encoding::FormXml for the same endpoint, or accept it with with_card_numbers_in_urls_accepted(); base_url: the base URL must be https, unless its host is this machine. Nothing was sent");
}

#[test]
fn production_puts_cards_into_urls_only_when_the_merchant_accepts_it() {
    for encoding in Encoding::ALL {
        let builder =
            || PagoFacil::production(ProductionKeys::new("b", "u")).with_encoding(encoding);
        assert_eq!(builder().build().is_err(), encoding.is_get(), "{encoding}");
        let accepted = builder().with_card_numbers_in_urls_accepted().build();
        assert!(accepted.is_ok(), "{encoding}");
        let sandbox = PagoFacil::sandbox(SandboxKeys::new("b", "u")).with_encoding(encoding);
        assert!(sandbox.build().is_ok(), "{encoding}");
    }
}

#[test]
fn what_it_can_do_is_known_before_anybody_is_asked() {
    let pagofacil = PagoFacil::sandbox(SandboxKeys::new("canary-b", "canary-u"))
        .build()
        .unwrap();
    assert!(pagofacil.recurring().is_some());
    assert!(pagofacil.payouts().is_none());
    let capabilities = pagofacil.capabilities();
    assert!(capabilities.supports(Operation::REGISTER_SUBSCRIPTION));
    assert!(!capabilities.supports(Operation::CREATE_PAYMENT));
    assert!(!format!("{pagofacil:?}").contains("canary"));
}
