use serde_json::json;

use super::*;
use crate::mpandco::model::PayTokenPlacement;
use crate::mpandco::state::settings::PIN;
use crate::mpandco::testing::{body, create, refusal, request, sale, service};
use crate::php::form::parse_str;

fn execution(intent: &str, payer: &str) -> Php {
    parse_str(&format!(
        "payment_execution[paymentIntent]={intent}&payment_execution[payer]={payer}"
    ))
}

fn payer_of(state: &State, id: &str) -> String {
    let back = state.approve(id).unwrap();
    let (_, payer) = back
        .query_pairs()
        .find(|(name, _)| name == "payerId")
        .unwrap();
    payer.into_owned()
}

#[test]
fn an_authorized_sale_is_executed_once() {
    let state = service();
    let id = create(&state, &sale(""));
    let form = execution(&id, &payer_of(&state, &id));
    let intent = body(state.confirm_sale(Some(&id), &form));
    assert_eq!(intent["state"], "executed");
    assert!(intent["_links"]["cancel"].is_object());
    let receipt = &intent["transactions"][0]["related_resources"]["sale"];
    assert_eq!(receipt["ref"], format!("P210519{:07}", 1));

    let tree = refusal(state.confirm_sale(None, &form));
    assert_eq!(tree["errors"]["errors"], json!([ALREADY_EXECUTED]));
    assert_eq!(state.times_executed("F1"), 1);
    assert_eq!(state.intent(&id).unwrap().executions, 1);
}

#[test]
fn an_unauthorized_sale_is_refused() {
    let state = service();
    let id = create(&state, &sale(""));
    let tree = refusal(state.confirm_sale(None, &execution(&id, "someone")));
    assert_eq!(tree["errors"]["errors"], json!([NOT_AUTHORIZED]));
    assert_eq!(state.times_executed("F1"), 0);
}

#[test]
fn the_payer_of_another_intent_is_refused() {
    let state = service();
    let id = create(&state, &sale(""));
    let other = create(&state, &sale(""));
    payer_of(&state, &id);
    let stranger = payer_of(&state, &other);
    let tree = refusal(state.confirm_sale(None, &execution(&id, &stranger)));
    let payer = &tree["errors"]["children"]["payer"];
    assert_eq!(*payer, json!({"errors": [OTHER_PAYER]}));
}

#[test]
fn the_query_and_the_form_must_name_the_same_known_intent() {
    let state = service();
    let id = create(&state, &sale(""));
    let other = create(&state, &sale(""));
    let form = execution(&id, &payer_of(&state, &id));
    let tree = refusal(state.confirm_sale(Some(&other), &form));
    let node = &tree["errors"]["children"]["paymentIntent"];
    assert_eq!(*node, json!({"errors": [INVALID]}));
    assert_eq!(
        refusal(state.confirm_sale(Some("none"), &form))["code"],
        404
    );
}

#[test]
fn a_payer_without_money_can_be_tried_again_later() {
    let state = service();
    let id = create(&state, &sale(""));
    let form = execution(&id, &payer_of(&state, &id));
    state.set_insufficient_funds(true);
    let tree = refusal(state.confirm_sale(None, &form));
    assert_eq!(tree["errors"]["errors"], json!([NO_FUNDS]));
    state.set_insufficient_funds(false);
    assert_eq!(body(state.confirm_sale(None, &form))["state"], "executed");
}

#[test]
fn a_request_is_executed_with_a_pay_token_and_the_pin() {
    let state = service();
    let intent = body(state.create_payment(&request("")));
    let id = intent["id"].as_str();
    let token = intent["pay_tokens"][0]["id"].as_str().unwrap();
    let transaction = intent["transactions"][0]["id"].as_str().unwrap();

    let form = parse_str(&format!(
        "payment_execution[payToken]={token}&payment_execution[pin]=9999"
    ));
    let tree = refusal(state.confirm_request(id, &form));
    let pin = &tree["errors"]["children"]["pin"];
    assert_eq!(*pin, json!({"errors": [WRONG_PIN]}));

    let form = parse_str(&format!("payment_execution[pin]={PIN}"));
    let tree = refusal(state.confirm_request(id, &form));
    let node = &tree["errors"]["children"]["payToken"];
    assert_eq!(*node, json!({"errors": [BLANK]}));

    let form = parse_str(&format!(
        "payment_execution[transactions][0][id]=other\
         &payment_execution[transactions][0][payToken]={token}\
         &payment_execution[pin]={PIN}"
    ));
    let tree = refusal(state.confirm_request(id, &form));
    assert_eq!(tree["errors"]["errors"], json!([TOKEN_MISSING]));

    let form = parse_str(&format!(
        "payment_execution[transactions][0][id]={transaction}\
         &payment_execution[transactions][0][payToken]={token}\
         &payment_execution[pin]={PIN}"
    ));
    let executed = body(state.confirm_request(id, &form));
    assert_eq!(executed["state"], "executed");
    assert!(executed["transactions"][0]["related_resources"]["request"].is_object());
    let tree = refusal(state.confirm_request(id, &form));
    assert_eq!(tree["errors"]["errors"], json!([ALREADY_EXECUTED]));
}

#[test]
fn a_token_of_one_transaction_does_not_pay_another() {
    let state = service();
    state.set_pay_tokens(PayTokenPlacement::Transactions);
    let intent = body(state.create_payment(&request(
        "&paymentintent[transactions][1][amount][total]=1\
         &paymentintent[transactions][1][amount][currency]=VES\
         &paymentintent[transactions][1][description]=Otra",
    )));
    let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    let [first, second] = [0, 1].map(|at| {
        let transaction = &intent["transactions"][at];
        (
            text(&transaction["id"]),
            text(&transaction["pay_tokens"][0]["id"]),
        )
    });
    let execution = |tokens: [&str; 2]| {
        let part = |at, id: &str, token: &str| {
            let name = format!("payment_execution[transactions][{at}]");
            format!("{name}[id]={id}&{name}[payToken]={token}&")
        };
        let parts = [part(0, &first.0, tokens[0]), part(1, &second.0, tokens[1])];
        parse_str(&format!("{}payment_execution[pin]={PIN}", parts.concat()))
    };
    let id = intent["id"].as_str();
    let tree = refusal(state.confirm_request(id, &execution([&second.1, &first.1])));
    let nodes = &tree["errors"]["children"]["transactions"]["children"];
    let invalid = json!({"children": {"id": [], "payToken": {"errors": [INVALID]}}});
    assert_eq!(*nodes, json!([invalid, invalid]));

    let one = format!("payment_execution[payToken]={}", first.1);
    let form = parse_str(&format!("{one}&payment_execution[pin]={PIN}"));
    let tree = refusal(state.confirm_request(id, &form));
    let node = &tree["errors"]["children"]["payToken"];
    assert_eq!(*node, json!({"errors": [INVALID]}));

    let executed = body(state.confirm_request(id, &execution([&first.1, &second.1])));
    assert_eq!(executed["state"], "executed");
    assert_eq!(executed["transactions"][1]["pay_tokens"], json!([]));
}

#[test]
fn a_payer_without_money_pays_nothing_at_the_till() {
    let state = service();
    let intent = body(state.create_payment(&request("")));
    let token = intent["pay_tokens"][0]["id"].as_str().unwrap();
    state.set_insufficient_funds(true);
    let form = parse_str(&format!(
        "payment_execution[payToken]={token}&payment_execution[pin]={PIN}"
    ));
    let tree = refusal(state.confirm_request(intent["id"].as_str(), &form));
    assert_eq!(tree["errors"]["errors"], json!([NO_FUNDS]));
    assert_eq!(state.times_executed("F1"), 0);
}
