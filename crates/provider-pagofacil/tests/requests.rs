//! The bytes that every operation sends over every encoding.

use http::StatusCode;
use payments_core::{
    Currency, MerchantReference, Money, PageRequest, PageToken, PaymentProvider, RecurringProvider,
    SubscriptionId,
};
use payments_testkit::{Canned, samples};
use provider_pagofacil::{ChargeOptions, Encoding, PagoFacil, TransactionFilter};
use time::macros::date;

use crate::support::{payment_of, sandbox};

/// Calls every operation and ignores the responses.
async fn call_everything(client: &PagoFacil) {
    let id = SubscriptionId::new("T-RAPFE1S1I368");
    let reference = MerchantReference::new("Contrato789232");
    let charge = payment_of(Money::from_minor(1_050, Currency::MXN)).with_installments(12);
    let params = ["a", "b", "c", "d", "ñ"].map(|param| Some(param.to_owned()));
    let options = ChargeOptions::new().with_params(params).without_mail();
    let filter = TransactionFilter::new()
        .with_start(date!(2014 - 01 - 01))
        .with_end(date!(2014 - 07 - 31));
    let second = |token| PageRequest::after(PageToken::new(token));
    _ = client.charge_card(&charge, &options).await;
    _ = client.find_payment(&reference).await;
    let request = samples::subscription().with_charge_now();
    _ = client.register_subscription(&request).await;
    _ = client.get_subscription(&id).await;
    _ = client.cancel_subscription(&id).await;
    _ = client.find_subscription(&reference).await;
    _ = client.search_transactions(&filter, &second("2")).await;
    _ = client.list_charges(&id, &second("3:C-1")).await;
}

#[tokio::test]
async fn every_operation_sends_the_same_over_each_encoding_each_time() {
    for encoding in Encoding::ALL {
        let canned = Canned::returning(StatusCode::OK, "text/plain", "");
        call_everything(&sandbox(canned.clone(), encoding)).await;
        let sent = canned.sent();
        // Operations that read are not retried after an unreadable response.
        // A look-up by reference reads the reports too.
        assert_eq!(sent.len(), 9);
        let sent: Vec<String> = sent
            .iter()
            .map(|sent| format!("# {}\n{}", sent.operation(), sent.exposed()))
            .collect();
        insta::assert_snapshot!(format!("requests_{}", encoding.name()), sent.join("\n\n"));
    }
}
