use http::StatusCode;
use payments_core::{
    AmountInput, Environment, ErrorKind, MoneyError, Operation, Outcome, PaymentId,
    PaymentProvider, Provider, RecurringProvider, Result, Schedule, SubscriptionId,
};
use payments_kit::http::ClientConfig;
use payments_testkit::{Canned, samples};
use provider_pagofacil::{
    Encoding, Hosts, PagoFacil, PagoFacilBuilder, ProductionKeys, SandboxKeys,
};
use time::macros::date;

use crate::support;

#[test]
fn everything_wrong_with_a_client_is_said_at_once() {
    let error = PagoFacil::production(ProductionKeys::new("", " "))
        .with_base_url("http://www.pagofacil.net/ws/public/")
        .with_encoding(Encoding::QueryXml)
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    insta::assert_snapshot!(error, @"pagofacil build: the client is configured wrongly; keys.branch_id: must not be empty; keys.user_id: must not be empty; encoding: puts card numbers into URLs, which proxies and servers log: use Encoding::FormJson or Encoding::FormXml for the same endpoint, or accept it with with_card_numbers_in_urls_accepted(); base_url: the base URL must be https, unless its host is a loopback address. Nothing was sent");
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
    assert!(capabilities.supports(Operation::CREATE_PAYMENT));
    assert!(!capabilities.supports(Operation::GET_PAYMENT));
    assert!(!capabilities.supports(Operation::VOID_PAYMENT));
    assert!(!capabilities.supports(Operation::MODIFY_SUBSCRIPTION));
    assert!(!format!("{pagofacil:?}").contains("canary"));
}

/// The URL that a client calls, built on the test environment or on production.
async fn called(builder: PagoFacilBuilder) -> String {
    let canned = Canned::returning(StatusCode::OK, "text/plain", "");
    let client = builder
        .with_client(ClientConfig::new().with_transport(canned.clone()))
        .build()
        .unwrap();
    let id = SubscriptionId::new("T-1");
    assert!(client.get_subscription(&id).await.is_err());
    canned.sent()[0].request().url().to_string()
}

#[tokio::test]
async fn every_documented_host_is_selected_by_its_name() {
    let sandbox = || PagoFacil::sandbox(SandboxKeys::new("b", "u"));
    let production = || PagoFacil::production(ProductionKeys::new("b", "u"));
    let mut urls = vec![called(sandbox()).await, called(production()).await];
    for hosts in Hosts::ALL {
        urls.push(called(sandbox().with_hosts(hosts)).await);
        urls.push(called(production().with_hosts(hosts)).await);
    }
    insta::assert_snapshot!(urls.join("\n"), @"
    https://sandbox.pagofacil.tech/Wsjrecurrentes/
    https://api.pagofacil.tech/Wsjrecurrentes/
    https://www.pagofacil.net/st/public/Wsjrecurrentes/
    https://www.pagofacil.net/ws/public/Wsjrecurrentes/
    https://stcore.pagofacil.net/Wsjrecurrentes/
    https://www.pagofacil.net/ws/public/Wsjrecurrentes/
    https://stapi.pagofacil.net/Wsjrecurrentes/
    https://www.pagofacil.net/ws/public/Wsjrecurrentes/
    https://sandbox.pagofacil.net/Wsjrecurrentes/
    https://api.pagofacil.tech/Wsjrecurrentes/
    https://sandbox.pagofacil.tech/Wsjrecurrentes/
    https://api.pagofacil.tech/Wsjrecurrentes/
    ");
}

#[test]
fn keys_of_one_environment_do_not_go_to_the_hosts_of_the_other() {
    let sandbox = |base_url: &str| {
        let builder = PagoFacil::sandbox(SandboxKeys::new("b", "u"));
        builder.with_base_url(base_url).build()
    };
    let production = |base_url: &str| {
        let builder = PagoFacil::production(ProductionKeys::new("b", "u"));
        builder.with_base_url(base_url).build()
    };
    for hosts in Hosts::ALL {
        let (tests, real) = (
            hosts.base_url(Environment::Sandbox),
            hosts.base_url(Environment::Production),
        );
        for error in [sandbox(real).unwrap_err(), production(tests).unwrap_err()] {
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert_eq!(error.violations()[0].field(), "base_url", "{error}");
        }
        assert!(sandbox(tests).is_ok() && production(real).is_ok());
    }
    for url in [
        "https://api.pagofacil.tech/v2",
        "https://API.pagofacil.tech./",
        "https://www.pagofacil.net:444/ws/",
        "https://www.pagofacil.net/st/../ws/public/",
        "https://www.pagofacil.net/",
    ] {
        assert!(sandbox(url).is_err(), "{url}");
    }
    let error = production("https://www.pagofacil.net/st/public/").unwrap_err();
    insta::assert_snapshot!(error, @"pagofacil build: the client is configured wrongly; base_url: must not be that of the test environment, for the keys are those of production. Nothing was sent");
    let error = production("https://www.pagofacil.net/public/").unwrap_err();
    insta::assert_snapshot!(error, @"pagofacil build: the client is configured wrongly; base_url: is below neither /st/ nor /ws/, which tell tests and production apart on this host. Nothing was sent");
}

#[tokio::test]
async fn unsupported_operations_send_nothing() {
    let client = support::offline();
    let amount = AmountInput::from(Err::<payments_core::Money, _>(MoneyError::Overflow));
    let schedule = Schedule::monthly(5, date!(2013 - 09 - 16));
    let id = SubscriptionId::new("T-1");
    let modified: Result<_> = client.modify_subscription(&id, &amount, schedule).await;
    let error = modified.unwrap_err();
    insta::assert_snapshot!(error, @"pagofacil modify_subscription: the provider cannot do this: the service announced the method and never documented it: cancel the subscription and register another. Nothing was sent");
    for error in [
        error,
        client
            .get_payment(&PaymentId::new("S-1"))
            .await
            .unwrap_err(),
        client
            .void_payment(&PaymentId::new("S-1"))
            .await
            .unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.outcome(), Outcome::NotSent);
    }
}

#[tokio::test]
async fn a_service_id_goes_with_operations_that_send_one() {
    let canned = Canned::returning(StatusCode::OK, "text/plain", "");
    let keys = SandboxKeys::new("b", "u").with_api_secret("s");
    let client = PagoFacil::sandbox(keys)
        .with_service_id(Operation::CANCEL_SUBSCRIPTION, 7)
        .with_service_id(Operation::CANCEL_SUBSCRIPTION, 8)
        .with_client(
            ClientConfig::new()
                .with_transport(canned.clone())
                .with_clock(samples::subscription_clock()),
        )
        .build()
        .unwrap();
    let id = SubscriptionId::new("T-1");
    assert!(client.cancel_subscription(&id).await.is_err());
    assert!(canned.sent()[0].exposed().contains(r#""idServicio":8}"#));
    // The default of a registration: see the snapshots of requests for the guide's 2.
    let contract = samples::subscription();
    assert!(client.register_subscription(&contract).await.is_err());
    assert!(canned.sent()[1].exposed().contains(r#""idServicio":3"#));

    let error = PagoFacil::sandbox(SandboxKeys::new("b", "u").with_api_secret(" "))
        .with_service_id(Operation::GET_SUBSCRIPTION, 1)
        .build()
        .unwrap_err();
    insta::assert_snapshot!(error, @"pagofacil build: the client is configured wrongly; keys.api_secret: must not be empty; service_id: get_subscription sends no idServicio. Nothing was sent");
}
