//! What the service does beyond payments: payouts, the wallet's history, and the sandbox's tools.

use std::collections::HashSet;

use futures_util::TryStreamExt;
use payments_core::{
    Currency, ErrorKind, Expected, Money, Outcome, PageRequest, PaymentProvider, PayoutProvider,
    PayoutRequest, PayoutSpeed, PayoutStatus, Webhook,
};
use payments_sim::Simulator;
use payments_sim::mpandco::{BANK_CODES, SANDBOX_TOKEN};
use payments_testkit::samples;
use provider_mpandco::PayerReturn;
use secrecy::SecretString;

use crate::support;

#[tokio::test]
async fn a_sale_goes_from_the_sandboxs_authorisation_to_the_wallets_history() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    mpandco.check_credentials().await.unwrap();
    let shop = "https://shop.example/".parse().unwrap();
    let payment = mpandco
        .create_payment(&samples::payment(&shop))
        .await
        .unwrap();

    let tools = mpandco.sandbox_tools().unwrap();
    let token = SecretString::from(SANDBOX_TOKEN);
    let payer = tools.authorize_intent(&token, payment.id()).await.unwrap();
    let wrong = SecretString::from("wrong");
    let error = tools.affiliation_codes(&wrong).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    tools.affiliation_codes(&token).await.unwrap();

    let expected = Expected::new(payment.id().as_str(), "ORDER-1", payment.amount().unwrap());
    let call = format!("paymentIntent={}&payerId={payer}", payment.id());
    let call = Webhook::new("").with_query(call).into();
    let settled = mpandco.settle(&expected, Some(&call)).await.unwrap();
    assert!(settled.is_paid());

    let intent = mpandco.get_intent(payment.id()).await.unwrap();
    let receipt = intent.transactions[0].receipt.as_ref().unwrap();
    let id = receipt.id.clone().unwrap();
    let wallet = mpandco.get_wallet_payment(&id).await.unwrap();
    assert!(wallet.status.is_paid());
    let amount = wallet.amount.unwrap().in_currency(Currency::VES);
    assert_eq!(amount.ok(), payment.amount());
    assert_eq!(wallet.number, receipt.number);
    let page = mpandco.list_wallet_payments(&PageRequest::first()).await;
    assert_eq!(page.unwrap().items[0].id, id);
}

#[tokio::test]
async fn the_wallets_history_streams_over_its_pages() {
    const SALES: usize = 25;
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let shop = "https://shop.example/".parse().unwrap();
    for _ in 0..SALES {
        let request = samples::payment(&shop);
        let payment = mpandco.create_payment(&request).await.unwrap();
        let returned = simulator.approve_payment(payment.id().as_str()).unwrap();
        let returned = PayerReturn::from_url(&returned).unwrap();
        let confirmation = returned.confirmation(payment.id()).unwrap();
        mpandco.confirm_payment(&confirmation).await.unwrap();
    }
    let first = mpandco.list_wallet_payments(&PageRequest::first()).await;
    assert!(first.unwrap().next.is_some(), "there are several pages");
    let ids = mpandco
        .wallet_payments()
        .map_ok(|payment| payment.readable().unwrap().id);
    let ids: Vec<_> = ids.try_collect().await.unwrap();
    let distinct: HashSet<_> = ids.iter().collect();
    assert_eq!((ids.len(), distinct.len()), (SALES, SALES));
}

#[tokio::test]
async fn payouts_go_to_known_banks_at_both_speeds() {
    let simulator = Simulator::start().await.unwrap();
    let mpandco = support::mpandco(&simulator);
    let row = |reference: &str, bank: &str| {
        let account = format!("{bank}{}", "0".repeat(16));
        let amount = Money::parse("20.05", Currency::VES);
        PayoutRequest::new(reference, amount, "Ana", "V19123456", account)
    };
    for speed in [PayoutSpeed::Standard, PayoutSpeed::Instant] {
        let row = row(&format!("{speed:?}"), BANK_CODES[0]).with_speed(speed);
        let payout = mpandco.send_payout(&row).await.unwrap();
        assert_eq!(payout.status, PayoutStatus::Registered);
    }
    let error = mpandco.send_payout(&row("X", "9999")).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Rejected);
    assert_eq!(error.kind(), ErrorKind::Refused);
}
