//! The outcome of a call under every fault: what the providers say of it agrees with the
//! simulator, which knows.

use payments_core::resolve::Subject;
use payments_core::{
    Operation, PaymentProvider, PaymentProviderExt, PaymentStatus, PayoutProvider,
    PayoutProviderExt, Provider, RecurringProvider, RecurringProviderExt, Resolution, Subscription,
    Why,
};
use payments_sim::Simulator;
use payments_testkit::{Fault, samples};
use provider_pagofacil::Encoding;
use time::OffsetDateTime;

use crate::support::{
    approved, card_order, faulty, mexico, mpandco, mpandco_with, pagofacil_with, payout,
    wallet_order,
};

const HAPPENED: &str = "happened";
const DID_NOT_HAPPEN: &str = "did not happen";
const NOT_SETTLED: &str = "not settled";
const SEARCH_INCOMPLETE: &str = "search incomplete";
const CANNOT_TELL: &str = "cannot tell";

fn word<T: Subject>(resolution: &Resolution<T>) -> &'static str {
    match resolution {
        Resolution::Happened { .. } => HAPPENED,
        Resolution::DidNotHappen => DID_NOT_HAPPEN,
        Resolution::StillUnknown(Why::NotSettled { .. }) => NOT_SETTLED,
        Resolution::StillUnknown(Why::SearchIncomplete { .. }) => SEARCH_INCOMPLETE,
        Resolution::StillUnknown(Why::CannotTell(_)) => CANNOT_TELL,
        Resolution::StillUnknown(why) => panic!("{why}"),
    }
}

/// Resolves at once, and again when the call has settled: both times what happened is known, and
/// what did not is known the second time only, if the provider can tell at all.
macro_rules! check {
    ($simulator:expr, $client:expr, $here:expr, $happened:expr, $absent:expr, $resolve:expr) => {{
        let early = word(&$resolve.await);
        let settle_time = $client.settle_time().try_into().unwrap();
        $simulator.clock().advance(settle_time);
        let late = word(&$resolve.await);
        let expected = match $happened {
            true => (HAPPENED, HAPPENED),
            false => (NOT_SETTLED, $absent),
        };
        assert_eq!((early, late), expected, "{}", $here);
    }};
}

fn now(simulator: &Simulator) -> OffsetDateTime {
    simulator.clock().now()
}

#[tokio::test]
async fn a_creation_in_the_wallet_is_found_out() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (config, _) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let (request, begun) = (wallet_order("ORDER-1"), now(&simulator));
        drop(client.create_payment(&request).await);
        let happened = !simulator.mpandco().intents().is_empty();
        let resolve = || client.resolve_payment(request.reference(), begun);
        let here = format!("{fault:?}");
        check!(simulator, client, here, happened, DID_NOT_HAPPEN, resolve());
    }
}

#[tokio::test]
async fn a_confirmation_is_found_out() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (_, id, confirmation) = approved(&simulator).await;
        let (config, _) = faulty(&simulator, fault, Operation::CONFIRM_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let begun = now(&simulator);
        drop(client.confirm_payment(&confirmation).await);
        let happened = simulator.mpandco().times_executed("ORDER-1") == 1;
        let resolve = || client.resolve_confirmation(&id, begun);
        let here = format!("{fault:?}");
        check!(simulator, client, here, happened, DID_NOT_HAPPEN, resolve());
    }
}

#[tokio::test]
async fn a_voiding_is_found_out_and_so_is_the_confirmation_before_it() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (good, id, confirmation) = approved(&simulator).await;
        good.confirm_payment(&confirmation).await.unwrap();
        let (config, _) = faulty(&simulator, fault, Operation::VOID_PAYMENT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let begun = now(&simulator);
        drop(client.void_payment(&id).await);
        let shown = good.get_payment(&id).await.unwrap();
        let happened = *shown.status() == PaymentStatus::Voided;
        assert_eq!(happened, fault.reaches_the_service(), "{fault:?}");
        let confirmed = client.resolve_confirmation(&id, begun).await;
        assert_eq!(word(&confirmed), HAPPENED, "{fault:?}");
        let resolve = || client.resolve_void(&id, begun);
        let here = format!("{fault:?}");
        check!(simulator, client, here, happened, DID_NOT_HAPPEN, resolve());
    }
}

#[tokio::test]
async fn no_call_tells_of_a_payout_of_the_wallet_whatever_became_of_it() {
    for fault in Fault::ALL {
        let simulator = Simulator::start().await.unwrap();
        let (config, _) = faulty(&simulator, fault, Operation::SEND_PAYOUT);
        let client = mpandco_with(&simulator, config).build().unwrap();
        let begun = now(&simulator);
        drop(client.send_payout(&payout("ROW-1")).await);
        let reference = "ROW-1".into();
        let early = client.resolve_payout(&reference, begun).await;
        simulator.clock().advance(time::Duration::hours(1));
        let late = client.resolve_payout(&reference, begun).await;
        assert_eq!([word(&early), word(&late)], [CANNOT_TELL; 2], "{fault:?}");
    }
}

#[tokio::test]
async fn a_charge_of_a_card_is_found_out() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let (config, _) = faulty(&simulator, fault, Operation::CREATE_PAYMENT);
            let client = pagofacil_with(&simulator, encoding, config);
            let (request, begun) = (card_order("ORDER-1"), now(&simulator));
            drop(client.create_payment(&request).await);
            let happened = simulator.pagofacil().charges().len() == 1;
            let resolve = || client.resolve_payment(request.reference(), begun);
            let here = format!("{encoding} {fault:?}");
            check!(simulator, client, here, happened, DID_NOT_HAPPEN, resolve());
        }
    }
}

/// The reports show what was charged, and nothing else.
#[tokio::test]
async fn a_registration_is_found_out_where_it_was_charged() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let (config, _) = faulty(&simulator, fault, Operation::REGISTER_SUBSCRIPTION);
            let client = pagofacil_with(&simulator, encoding, config);
            let request = samples::subscription().with_charge_now();
            let begun = now(&simulator);
            drop(client.register_subscription(&request).await);
            let reference = request.reference().unwrap();
            let happened = simulator.pagofacil().registrations_of(reference.as_str()) == 1;
            let resolve = || client.resolve_subscription(reference, begun);
            let (here, absent) = (format!("{encoding} {fault:?}"), SEARCH_INCOMPLETE);
            check!(simulator, client, here, happened, absent, resolve());
        }
    }
}

async fn registered(client: &impl RecurringProvider) -> Subscription {
    let request = samples::subscription();
    let registration = client.register_subscription(&request).await;
    registration.unwrap().subscription
}

#[tokio::test]
async fn a_registration_that_was_not_charged_is_never_said_not_to_have_happened() {
    let simulator = mexico().await;
    let (config, _) = faulty(&simulator, Fault::Refuse, Operation::CANCEL_SUBSCRIPTION);
    let client = pagofacil_with(&simulator, Encoding::JsonRpc, config);
    let begun = now(&simulator);
    let reference = registered(&client).await.reference().cloned().unwrap();
    let resolve = || client.resolve_subscription(&reference, begun);
    check!(
        simulator,
        client,
        "uncharged",
        false,
        SEARCH_INCOMPLETE,
        resolve()
    );
}

#[tokio::test]
async fn a_cancellation_is_found_out() {
    for encoding in Encoding::ALL {
        for fault in Fault::ALL {
            let simulator = mexico().await;
            let (config, _) = faulty(&simulator, fault, Operation::CANCEL_SUBSCRIPTION);
            let client = pagofacil_with(&simulator, encoding, config);
            let id = registered(&client).await.id().clone();
            let begun = now(&simulator);
            drop(client.cancel_subscription(&id).await);
            let held = simulator.pagofacil().subscription(id.as_str()).unwrap();
            let happened = !held.active;
            assert_eq!(
                happened,
                fault.reaches_the_service(),
                "{encoding} {fault:?}"
            );
            let resolve = || client.resolve_cancellation(&id, begun);
            let here = format!("{encoding} {fault:?}");
            check!(simulator, client, here, happened, DID_NOT_HAPPEN, resolve());
        }
    }
}

/// The card was declined, and the payer tried again under the same reference. The response to that
/// was lost. The service shows one charge of a reference, and the reports, which the client searches
/// with its API secret, show all of them.
#[tokio::test]
async fn a_search_of_the_reports_tells_an_earlier_decline_from_a_lost_charge() {
    for encoding in Encoding::ALL {
        let simulator = mexico().await;
        simulator.pagofacil().set_next_charge(false);
        let (config, _) = faulty(&simulator, Fault::BreakBefore, Operation::CREATE_PAYMENT);
        let request = card_order("ORDER-1");
        let good = crate::support::pagofacil(&simulator, encoding);
        good.create_payment(&request).await.unwrap_err();
        let client = pagofacil_with(&simulator, encoding, config);
        let begun = now(&simulator);
        client.create_payment(&request).await.unwrap_err();
        let resolve = || client.resolve_payment(request.reference(), begun);
        check!(
            simulator,
            client,
            encoding,
            false,
            DID_NOT_HAPPEN,
            resolve()
        );
    }
}

#[tokio::test]
async fn a_reference_that_was_used_twice_is_for_a_person_to_tell_apart() {
    let simulator = Simulator::start().await.unwrap();
    let client = mpandco(&simulator);
    let request = wallet_order("ORDER-1");
    let first = client.create_payment(&request).await.unwrap();
    let second = client.create_payment(&request).await.unwrap();
    let resolution = client
        .resolve_payment(request.reference(), now(&simulator))
        .await;
    let Resolution::StillUnknown(Why::SeveralMatches { matches: found, .. }) = resolution else {
        panic!("{resolution:?}");
    };
    let ids: Vec<_> = found.iter().map(|payment| payment.id()).collect();
    assert_eq!(ids, [second.id(), first.id()]);
}

/// Another account, or a wrong id: a search there finds nothing.
#[tokio::test]
async fn a_payment_that_the_provider_does_not_know_is_not_said_not_to_have_happened() {
    let simulator = Simulator::start().await.unwrap();
    let client = mpandco(&simulator);
    let long_ago = now(&simulator) - time::Duration::days(1);
    let id = "00000000-0000-11ee-8a1b-0242ac120002".into();
    for resolution in [
        client.resolve_confirmation(&id, long_ago).await,
        client.resolve_void(&id, long_ago).await,
    ] {
        assert!(
            matches!(&resolution, Resolution::StillUnknown(Why::LookupFailed(_))),
            "{resolution:?}"
        );
    }
}
