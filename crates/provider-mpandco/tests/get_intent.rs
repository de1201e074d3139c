use payments_core::{NextAction, PaymentId, PaymentStatus};
use provider_mpandco::model::IntentKind;

use crate::support::{ID, replaying};

#[tokio::test]
async fn a_sale_is_read_whole() {
    let (mpandco, replay) = replaying(&["mpandco/get_intent/sale"]);
    let id = PaymentId::new("03b9f66c-fefb-11e8-a647-b62cbc289574");
    let intent = mpandco.get_intent(&id).await.unwrap();
    insta::assert_snapshot!("get_intent_request", replay.sent()[1].exposed());
    insta::assert_debug_snapshot!("get_intent_sale", intent);
    replay.finish().unwrap();
}

#[tokio::test]
async fn a_request_offers_the_accounts_of_its_payer_by_name_only() {
    let (mpandco, replay) = replaying(&["mpandco/get_intent/billed"]);
    let id = PaymentId::new("0f78eef2-ff02-11e8-a647-b62cbc289574");
    let intent = mpandco.get_intent(&id).await.unwrap();
    insta::assert_debug_snapshot!("get_intent_billed", intent);
    let token = intent.transactions[0].pay_tokens[0].expose().to_owned();
    assert!(!format!("{intent:?}").contains(&token));
    assert!(intent.payer.is_some());
    assert_eq!(intent.payment().payer(), None, "not yet approved");
    replay.finish().unwrap();
}

#[tokio::test]
async fn the_calls_that_the_service_made_are_kept() {
    let (mpandco, replay) = replaying(&["mpandco/get_intent/paid_in_the_app"]);
    let id = PaymentId::new("ee12e986-ff04-11e8-a647-b62cbc289574");
    let intent = mpandco.get_intent(&id).await.unwrap();
    assert_eq!(intent.status, PaymentStatus::Paid);
    insta::assert_debug_snapshot!("get_intent_paid_in_the_app", intent);
    let name = intent.payer.unwrap().name.unwrap();
    assert_eq!(name.expose(), "584125550001");
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_annulled_intent_keeps_its_receipt() {
    let (mpandco, replay) = replaying(&["mpandco/get_intent/annulled"]);
    let id = PaymentId::new("f87d3bac-4c24-11e9-afc4-a4efc1f793fa");
    let intent = mpandco.get_intent(&id).await.unwrap();
    insta::assert_debug_snapshot!("get_intent_annulled", intent);
    let data = &intent.transactions[0].receipt.as_ref().unwrap().data;
    assert_eq!(data["summary_5"].expose(), "Solicitud de pago enviada");
    assert_eq!(data["summary_amount.summary_2"].expose(), "4000.00");
    replay.finish().unwrap();
}

#[tokio::test]
async fn odd_members_are_read_and_unknown_words_keep_their_value() {
    let (mpandco, replay) = replaying(&["mpandco/get_intent/odd"]);
    let intent = mpandco.get_intent(&PaymentId::new(ID)).await.unwrap();
    insta::assert_debug_snapshot!("get_intent_odd", intent);
    assert_eq!(intent.kind, IntentKind::Other("gift".to_owned()));
    assert_eq!(
        intent.status,
        PaymentStatus::Other("partially_refunded".to_owned())
    );
    assert_eq!(intent.recipient.as_ref().unwrap().expose(), "demo03");
    assert_eq!(intent.payment().next_action(), None::<&NextAction>);
    replay.finish().unwrap();
}

#[tokio::test]
async fn an_amount_that_cannot_be_read_is_absent_with_a_warning_beside_the_state() {
    let (mpandco, replay) = replaying(&["mpandco/get_intent/unreadable_tax"]);
    let intent = mpandco.get_intent(&PaymentId::new(ID)).await.unwrap();
    assert_eq!(intent.status, PaymentStatus::AwaitingApproval);
    assert_eq!(intent.transactions[1].tax, None);
    assert_eq!(intent.warnings, ["the tax is not a decimal number"]);
    assert_eq!(intent.payment().warnings(), intent.warnings);
    replay.finish().unwrap();
}
