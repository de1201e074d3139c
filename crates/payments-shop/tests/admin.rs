//! The admin page, and a person's decision.

use axum::body::Body;
use axum::http::{Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use payments_core::Operation;
use payments_testkit::{Fault, FaultPlan};
use time::Duration;
use url::form_urlencoded;

use crate::payer::{self, Page};
use crate::stage::{PASSWORD, Stage};

fn basic(password: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("anyone:{password}")))
}

async fn open(stage: &Stage, password: &str) -> Page {
    let url = stage.home.join("admin").unwrap();
    let request = Request::get("/admin").header(header::AUTHORIZATION, basic(password));
    payer::send(request, &url, Body::empty()).await.unwrap()
}

async fn close(stage: &Stage, fields: &[(&str, &str)]) -> Page {
    let url = stage.home.join("admin/close").unwrap();
    let body: String = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish();
    let request = Request::post("/admin/close")
        .header(header::AUTHORIZATION, basic(PASSWORD))
        .header(header::ORIGIN, stage.home.origin().ascii_serialization())
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    payer::send(request, &url, Body::from(body)).await.unwrap()
}

/// The value of a hidden field.
fn hidden(page: &Page, name: &str) -> String {
    let begin = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.html.split_once(&begin).expect(name);
    rest.split_once('"').unwrap().0.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_admin_page_needs_its_password() {
    let stage = Stage::new("mpandco").await;
    let url = stage.home.join("admin").unwrap();
    assert_eq!(payer::get(&url).await.unwrap().status, 401);
    for wrong in ["", "the password", &PASSWORD.to_uppercase()] {
        let page = open(&stage, wrong).await;
        assert_eq!(page.status, 401, "{wrong}");
        assert!(!page.html.contains("Attempts"));
    }
    let page = open(&stage, PASSWORD).await;
    assert!(page.status == 200 && page.html.contains("Attempts"));
}

/// A registration of which nothing arrived, and that no search can prove absent.
async fn for_a_person(stage: &Stage) -> url::Url {
    let order = stage.order("Coffee every month").await;
    let plan = FaultPlan::always(Fault::BreakBefore);
    stage
        .simulator
        .set_faults(plan.on(Operation::REGISTER_SUBSCRIPTION));
    stage.pay_by_card(&order, "0010").await;
    stage.simulator.clear_faults();
    stage.later(Duration::hours(1)).await;
    stage
        .shows(&order, "A person of the shop is looking into it.")
        .await;
    order
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_closes_what_the_journal_cannot_and_the_payer_may_try_again() {
    let stage = Stage::new("pagofacil").await;
    let order = for_a_person(&stage).await;
    let page = open(&stage, PASSWORD).await;
    let (attempt, token) = (hidden(&page, "attempt"), hidden(&page, "token"));
    let decision = |token, reason| {
        [
            ("attempt", attempt.as_str()),
            ("token", token),
            ("happened", "no"),
            ("by", "Ana"),
            ("reason", reason),
        ]
    };
    let forged = "0".repeat(token.len());
    assert_eq!(close(&stage, &decision(&forged, "seen")).await.status, 403);
    assert_eq!(close(&stage, &decision(&token, " ")).await.status, 400);
    stage.shows(&order, "A person of the shop").await;

    let closed = close(&stage, &decision(&token, "no contract in the <manager>")).await;
    assert_eq!(closed.status, 303);
    let page = open(&stage, PASSWORD).await;
    assert!(
        page.html
            .contains("Ana: no contract in the &lt;manager&gt;"),
        "{}",
        page.html
    );
    // Once only.
    assert_eq!(close(&stage, &decision(&token, "again")).await.status, 404);

    stage.shows(&order, "You were not charged.").await;
    stage.pay_by_card(&order, "0010").await;
    stage.shows(&order, "<strong>Paid.</strong>").await;
    assert_eq!(stage.simulator.pagofacil().subscriptions().len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_closes_as_done_is_paid_only_where_that_is_a_charge() {
    let stage = Stage::new("pagofacil").await;
    let order = for_a_person(&stage).await;
    let page = open(&stage, PASSWORD).await;
    let (attempt, token) = (hidden(&page, "attempt"), hidden(&page, "token"));
    let decision = [
        ("attempt", attempt.as_str()),
        ("token", &token),
        ("happened", "yes"),
        ("by", "Ana"),
        ("reason", "the contract is there"),
    ];
    assert_eq!(close(&stage, &decision).await.status, 303);
    stage.later(Duration::hours(1)).await;
    // The contract says nothing of its first charge.
    let page = stage.shows(&order, "A person of the shop").await;
    assert!(
        !page.html.contains("<strong>Paid.</strong>"),
        "{}",
        page.html
    );
}
