use time::macros::datetime;

use super::*;
use crate::pagofacil::testing::{at, service, terms};

#[test]
fn the_keys_of_the_environments_differ_and_are_forty_characters() {
    let (sandbox, production) = (State::sandbox_keys(), State::production_keys());
    assert_eq!(State::sandbox_api_secret().len(), 64);
    assert_ne!(State::sandbox_api_secret(), State::production_api_secret());
    let keys = [&sandbox.0, &sandbox.1, &production.0, &production.1];
    for (position, key) in keys.iter().enumerate() {
        assert_eq!(key.len(), 40);
        assert!(!keys.iter().skip(position + 1).any(|other| other == key));
    }
}

#[test]
fn fifty_thousand_subscriptions_are_found_by_id_and_counted_by_reference() {
    let state = service();
    for _ in 0..50_000 {
        state.records().register(terms(), Environment::Sandbox);
    }
    let last = state.subscription("T-RAPFE1S1I50000");
    assert_eq!(
        last.map(|view| view.id).as_deref(),
        Some("T-RAPFE1S1I50000")
    );
    assert_eq!(state.registrations_of("Contrato789232"), 50_000);
    assert_eq!(state.registrations_of("other"), 0);
    assert_eq!(state.subscription("T-RAPFE1S1I50001"), None);
}

#[test]
fn the_clock_is_shared() {
    let clock = SimClock::fixed(datetime!(2013-09-15 12:00 UTC));
    let state = at(clock.clone());
    clock.set(datetime!(2014-01-01 12:00 UTC));
    assert_eq!(state.local_time().dashed(), "2014-01-01 06:00:00");
}

#[test]
fn the_debug_text_counts_and_shows_nothing() {
    assert_eq!(format!("{:?}", service()), "State { subscriptions: 0, .. }");
}
