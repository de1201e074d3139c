use time::macros::{date, datetime};

use super::*;
use crate::pagofacil::state::registration::Registration;
use crate::pagofacil::testing::{
    START, at, called, example, order, paid, reported, service, terms,
};
use payments_testkit::SimClock;

fn search(environment: Environment) -> Map {
    Map::new().with("api_secret", environment.api_secret())
}

/// The ids of the found charges, in their order.
fn ids(state: &State, data: &Map) -> Vec<String> {
    let response = search_transactions(state, Environment::Sandbox, data);
    match response.get("transactions") {
        Some(Value::Map(found)) => found.iter().map(|(id, _)| id.to_owned()).collect(),
        _ => panic!("no transactions"),
    }
}

#[test]
fn a_charge_is_shown_as_in_the_documented_response() {
    let state = service();
    state.set_next_charge(true);
    let data = example().with("cargo", "1").with("monto", "800.5");
    called(&state, Environment::Sandbox, "transaccion", &data);
    assert_eq!(
        reported(&state, Environment::Sandbox, &search(Environment::Sandbox)),
        r#"{"status":{"result":"ok","elements":"1","no_pages":"1","no_page":"1","no_elements_page":"1","no_elements_per_page":"500","overload":"0","response_time":"8691","message":"Search Ok","charset":"utf-8"},"transactions":{"S-RAPFE1S1I1-1":{"transaction_id":"S-RAPFE1S1I1-1","order_id":"Contrato789232","branch_id":"1","branch_name":"Corporativo","param_1":"","param_2":"","param_3":"","param_4":"","param_5":"","amount":"800.50","timestamp":"2013-09-15 15:56:26","authorized":"1","authorization_number":"305001","status":"2","processor_message":"Approved","transaction_type":"4","transaction_via":"recurring","card_info":{"brand":"Master Card","country":"","last_4_digits":"1111","bank":"ACME Bank"},"cardholder":{"email":"user@example.com","name":"Mario A Martinez Leandro"}}}}"#
    );
}

#[test]
fn nothing_found_is_an_empty_list() {
    let state = service();
    let empty = reported(&state, Environment::Sandbox, &search(Environment::Sandbox));
    assert!(empty.ends_with(r#""transactions":[]}"#), "{empty}");
    assert!(
        empty.contains(r#""elements":"0","no_pages":"0","#),
        "{empty}"
    );
}

#[test]
fn a_secret_of_the_other_environment_finds_nothing_and_is_echoed() {
    let secret = State::production_api_secret();
    let data = search(Environment::Production);
    let response = reported(&service(), Environment::Sandbox, &data);
    assert!(response.contains(r#""result":"error""#), "{response}");
    let message = format!(r#""message":"api_secret {secret} no encontrado""#);
    assert!(response.contains(&message), "{response}");
}

#[test]
fn dates_outcomes_branches_and_ids_narrow_a_search_down() {
    let clock = SimClock::fixed(START);
    let state = at(clock.clone());
    let terms = Registration {
        starts: date!(2013 - 10 - 01),
        ..terms()
    };
    state.records().register(terms, Environment::Sandbox);
    for (month, approved) in [(10, true), (11, false), (12, true)] {
        state.set_next_charge(approved);
        let date = Date::from_calendar_date(2013, month.try_into().unwrap(), 5).unwrap();
        clock.set(date.midnight().assume_utc() + time::Duration::hours(15));
    }
    let all = ["S-RAPFE1S1I1-1", "S-RAPFE1S1I1-2", "S-RAPFE1S1I1-3"];
    let with = |name: &str, value: &str| {
        let data = search(Environment::Sandbox).with(name, value);
        ids(&state, &data)
    };
    let key = State::sandbox_keys().0;
    assert_eq!(with("dateStart", "05-11-2013"), all[1..]);
    assert_eq!(with("date", "06-11-2013"), all[2..]);
    assert_eq!(with("dateEnd", "05-11-2013"), all[..2]);
    assert_eq!(with("status_id", "0"), all[1..2]);
    assert_eq!(with("status_id", "1"), with("status_id", "2"));
    assert_eq!(with("status_id", "2").len(), 2);
    assert_eq!(with("branch_id", &key), all);
    assert!(with("branch_id", "7").is_empty());
    assert_eq!(with("transaction_id", all[2]), all[2..]);
    let production = search(Environment::Production);
    let other = reported(&state, Environment::Production, &production);
    assert!(other.ends_with("[]}"), "{other}");
}

#[test]
fn the_last_page_holds_the_rest() {
    let clock = SimClock::fixed(START);
    let state = at(clock.clone());
    state.set_page_size(5);
    state.records().register(terms(), Environment::Sandbox);
    clock.set(datetime!(2014-10-01 12:00 UTC));
    let page = |page: &str| ids(&state, &search(Environment::Sandbox).with("p", page));
    assert_eq!(page("1").len(), 5);
    assert_eq!(page("x"), page("1"));
    assert_eq!(page("3"), ["S-RAPFE1S1I1-11", "S-RAPFE1S1I1-12"]);
    assert!(page("4").is_empty());
    let data = search(Environment::Sandbox).with("p", "3");
    let response = reported(&state, Environment::Sandbox, &data);
    let counts = r#""elements":"12","no_pages":"3","no_page":"3","no_elements_page":"2","no_elements_per_page":"5""#;
    assert!(response.contains(counts), "{response}");
}

#[test]
fn the_tests_environment_may_forget_what_is_older_than_a_month() {
    let clock = SimClock::fixed(START);
    let state = at(clock.clone());
    for environment in Environment::ALL {
        state.records().register(terms(), environment);
    }
    clock.set(datetime!(2013-12-10 12:00 UTC));
    let count = |environment| {
        let response = search_transactions(&state, environment, &search(environment));
        match response.get("transactions") {
            Some(Value::Map(found)) => found.iter().count(),
            _ => 0,
        }
    };
    assert_eq!(count(Environment::Sandbox), 3);
    state.set_erases_old(true);
    assert_eq!(count(Environment::Sandbox), 1);
    assert_eq!(count(Environment::Production), 3);
    assert_eq!(state.charges().len(), 6);
}

#[test]
fn a_year_of_two_hundred_subscriptions_is_found_page_by_page() {
    let clock = SimClock::fixed(START);
    let state = at(clock.clone());
    for number in 0..200_u8 {
        let terms = Registration {
            day: number % 31 + 1,
            starts: date!(2013 - 10 - 01),
            ..terms()
        };
        state.records().register(terms, Environment::Sandbox);
    }
    clock.set(datetime!(2014-09-30 23:00 UTC));
    let found: Vec<String> = (1..=5)
        .flat_map(|page: i64| ids(&state, &search(Environment::Sandbox).with("p", page)))
        .collect();
    let made = state.charges();
    assert_eq!(made.len(), 2_400);
    assert!(made.iter().map(|charge| &charge.transaction).eq(&found));

    let february = search(Environment::Sandbox)
        .with("dateStart", "28-02-2014")
        .with("dateEnd", "28-02-2014");
    let last_day = made
        .iter()
        .filter(|charge| charge.made_at.date() == date!(2014 - 02 - 28));
    assert_eq!(ids(&state, &february).len(), last_day.count());
}

#[test]
fn a_clock_that_was_set_back_hides_no_charge() {
    let clock = SimClock::fixed(START);
    let state = at(clock.clone());
    for days in [0, -2, 1] {
        clock.set(START + time::Duration::days(days));
        paid(&state, Environment::Sandbox, "transaccion", &order());
    }
    let all = ["S-PFE1S1I1", "S-PFE1S1I2", "S-PFE1S1I3"];
    let data = search(Environment::Sandbox);
    assert_eq!(ids(&state, &data), all);
    assert_eq!(
        ids(&state, &data.with("dateStart", "15-09-2013")),
        [all[0], all[2]]
    );
}
