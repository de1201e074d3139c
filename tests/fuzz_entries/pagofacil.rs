//! PagoFácil's responses, over each kind of endpoint.

use payments_core::{
    ChargeOutcome, PageRequest, Payment, PaymentProvider, RecurringProvider, SubscriptionId,
};
use payments_testkit::{Canned, samples};
use provider_pagofacil::{Encoding, PagoFacil, TransactionFilter};

use super::calls::{Input, Seen, check_money, run};
use super::clients;

/// How many calls there are that response in the encoding chosen.
pub(super) const CALLS: usize = 5;
/// How many calls there are that read reports.
pub(super) const REPORTS: usize = 4;

/// Returns of the JSON-RPC endpoint.
pub fn pagofacil_json_rpc(data: &[u8]) {
    run_calls(data, Encoding::JsonRpc);
}

/// Returns of the serialized GET in JSON.
pub fn pagofacil_query_json(data: &[u8]) {
    run_calls(data, Encoding::QueryJson);
}

/// Returns of the serialized GET in XML.
pub fn pagofacil_xml(data: &[u8]) {
    run_calls(data, Encoding::QueryXml);
}

/// Reports, and the pages of listings that are made of them.
pub fn pagofacil_reports(data: &[u8]) {
    let Some(input) = Input::read(data, REPORTS) else {
        return;
    };
    let (client, transport) = client(&input, Encoding::JsonRpc);
    let secrets = secrets();
    let seen = seen(&input, &transport, &secrets, b"{[");
    match input.call {
        0 => {
            let found =
                run(client.search_transactions(&TransactionFilter::new(), &PageRequest::first()));
            seen.check(&found);
            let items = found.iter().flat_map(|page| &page.items);
            for transaction in items {
                transaction.amount.into_iter().for_each(check_money);
                if transaction.outcome == ChargeOutcome::Approved {
                    assert!(input.may_hold("authorized"));
                }
            }
        }
        1 => seen.check(&run(client.find_subscription(&"Contrato789232".into()))),
        2 => {
            let listed = run(client.list_charges(&id(), &PageRequest::first()));
            seen.check(&listed);
            let charges = listed.iter().flat_map(|page| &page.items);
            let amounts = charges.filter_map(|charge| charge.amount);
            amounts.for_each(check_money);
        }
        _ => seen.check(&run(client.cancel_subscription(&id()))),
    }
}

fn run_calls(data: &[u8], encoding: Encoding) {
    let Some(input) = Input::read(data, CALLS) else {
        return;
    };
    let (client, transport) = client(&input, encoding);
    let secrets = secrets();
    let opening: &[u8] = match encoding {
        Encoding::QueryXml | Encoding::FormXml => b"<",
        _ => b"{[",
    };
    let seen = seen(&input, &transport, &secrets, opening);
    match input.call {
        0 => {
            let charged = run(client.create_payment(&clients::charge()));
            seen.check(&charged);
            check_paid(&input, charged.as_ref().ok());
        }
        1 => {
            let found = run(client.find_payment(&"1".into()));
            seen.check(&found);
            let matches = found.iter().flat_map(|found| found.matches());
            matches.for_each(|payment| check_paid(&input, Some(payment)));
        }
        2 => {
            let registered = run(client.register_subscription(&samples::subscription()));
            seen.check(&registered);
            assert!(registered.is_err() || input.may_hold("idRecurrente"));
        }
        3 => {
            let found = run(client.get_subscription(&id()));
            seen.check(&found);
            found
                .iter()
                .filter_map(|found| found.amount())
                .for_each(check_money);
        }
        _ => seen.check(&run(client.cancel_subscription(&id()))),
    }
}

/// Money that the service is said to have taken is money that its response speaks of.
fn check_paid(input: &Input<'_>, payment: Option<&Payment>) {
    let Some(payment) = payment else { return };
    payment.amount().into_iter().for_each(check_money);
    if payment.status().is_paid() {
        assert!(input.may_hold("autorizado"), "{payment:?}");
    }
}

fn client(input: &Input<'_>, encoding: Encoding) -> (PagoFacil, Canned) {
    let transport = input.responses("text/html", None);
    (clients::pagofacil(transport.clone(), encoding), transport)
}

fn seen<'a>(
    input: &'a Input<'_>,
    transport: &'a Canned,
    secrets: &'a [String],
    opening: &'a [u8],
) -> Seen<'a> {
    Seen {
        transport,
        input,
        opening,
        secrets,
        // Values show what was requested, but the service echoes what it was sent.
        of_values: secrets.split_at(4).0,
    }
}

/// The keys and the card, and what is personal.
fn secrets() -> Vec<String> {
    vec![
        samples::card_number(),
        samples::PAGOFACIL_BRANCH_ID.to_owned(),
        samples::PAGOFACIL_USER_ID.to_owned(),
        clients::api_secret(),
        samples::customer().email.expose().to_owned(),
        samples::customer().phone.expose().to_owned(),
    ]
}

fn id() -> SubscriptionId {
    SubscriptionId::new("T-RAPFE1S1I368")
}
