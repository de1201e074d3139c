//! What a call is recognized by: its environment, its operation, and the reference or id that it has.

use payments_core::{
    Callback, Confirmation, Currency, Environment, ErrorKind, Expected, Money, Operation, Outcome,
    Payment, PaymentProvider, PaymentStatus, RefundRequest, Settlement,
};
use payments_journal::Fact;
use payments_journal::store::{Filter, State};
use payments_journal::verdict::TraceVerdicts;

use crate::reconcile::Seen;
use crate::support::{Script, Stage, on_both, sale};

on_both!(
    each_environment_has_its_own_attempts,
    a_refund_is_made_once_per_reference_and_not_once_per_payment,
    a_refund_of_another_amount_is_left_to_a_person,
    a_settlement_on_a_callback_is_the_confirmation_of_its_payment,
    a_settlement_without_money_is_no_confirmation,
    a_void_that_did_not_happen_is_not_taken_for_a_payment_that_is_there,
);

async fn each_environment_has_its_own_attempts(stage: Stage) {
    let sandbox = stage.journaled("one");
    let real = stage
        .provider
        .clone()
        .in_environment(Environment::Production);
    let production = stage.journal("one").with(real);
    let request = sale("ORDER-1", 2_000);
    stage.provider.next(Script::LoseResponse);
    sandbox.create_payment(&request).await.unwrap_err();
    // The attempt of the sandbox does not keep the call from being made in production.
    assert!(production.create_payment(&request).await.is_ok());
    assert_eq!(stage.provider.calls(), 2);
    let attempts = stage.journal("one").list(&Filter::All, 9).await.unwrap();
    let mut environments: Vec<_> = attempts.iter().map(|one| one.id.key.environment).collect();
    environments.sort_by_key(ToString::to_string);
    assert_eq!(
        environments,
        [Environment::Production, Environment::Sandbox]
    );
    // Neither does a pass over production look up what was called in the sandbox.
    stage.settle();
    let passed = production.reconcile(&TraceVerdicts).await.unwrap();
    assert_eq!(passed.resolved, 0);
    let passed = sandbox.reconcile(&TraceVerdicts).await.unwrap();
    // Both payments have the reference, and of two a person chooses.
    assert_eq!((passed.resolved, passed.postponed), (0, 1));
}

/// A payment that is paid.
async fn paid(stage: &Stage, reference: &str) -> Payment {
    let created = stage.memory.create_payment(&sale(reference, 2_000)).await;
    let id = created.unwrap().id().clone();
    let payer = stage.memory.approve(&id).unwrap();
    let confirmation = Confirmation::by_payer(id.as_str(), payer.as_str());
    stage.memory.confirm_payment(&confirmation).await.unwrap()
}

fn part(payment: &Payment, reference: &str, minor: i64) -> RefundRequest {
    RefundRequest::partial(
        payment.id(),
        reference,
        Money::from_minor(minor, Currency::VES),
    )
}

async fn a_refund_is_made_once_per_reference_and_not_once_per_payment(stage: Stage) {
    let provider = stage.journaled("one");
    let payment = paid(&stage, "ORDER-1").await;
    let first = provider
        .refund_payment(&part(&payment, "R-1", 500))
        .await
        .unwrap();
    let again = provider.refund_payment(&part(&payment, "R-1", 500)).await;
    assert_eq!(again.unwrap(), first);
    let second = provider.refund_payment(&part(&payment, "R-2", 500)).await;
    assert_ne!(second.unwrap().id, first.id);
    let other = provider.refund_payment(&part(&payment, "R-1", 501)).await;
    let error = other.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::ReferenceReused, Outcome::NotSent)
    );
    assert_eq!(stage.provider.calls(), 2);
    let payment = provider.get_payment(payment.id()).await.unwrap();
    assert_eq!(
        payment.refunded(),
        Some(Money::from_minor(1_000, Currency::VES))
    );
}

async fn a_refund_of_another_amount_is_left_to_a_person(stage: Stage) {
    let provider = stage.journaled("one");
    let payment = paid(&stage, "ORDER-1").await;
    stage
        .memory
        .refund_payment(&part(&payment, "R-1", 400))
        .await
        .unwrap();
    stage.provider.next(Script::LoseRequest);
    let lost = provider.refund_payment(&part(&payment, "R-1", 500)).await;
    assert_eq!(lost.unwrap_err().outcome(), Outcome::Unknown);
    stage.settle();
    let passed = provider.reconcile(&TraceVerdicts).await.unwrap();
    assert_eq!((passed.resolved, passed.postponed), (0, 1));
    let asked = stage.journal("one").list(&Filter::NeedsPerson, 9).await;
    let instruction = asked.unwrap()[0].needs_person.clone().unwrap();
    assert!(
        instruction.contains("4.00 VES") && instruction.contains("5.00 VES"),
        "{instruction}"
    );
    // One of the amount is the refund that was requested.
    let other = paid(&stage, "ORDER-2").await;
    stage.provider.next(Script::LoseResponse);
    let lost = provider.refund_payment(&part(&other, "R-2", 500)).await;
    assert!(lost.is_err());
    stage.settle();
    let seen = Seen::default();
    provider.reconcile(&seen).await.unwrap();
    let verdicts = seen.take();
    assert!(
        verdicts
            .iter()
            .any(|one| matches!(&one.fact, Fact::Refund(refund)
            if refund.reference.as_ref().is_some_and(|known| known.as_str() == "R-2"))),
        "{verdicts:?}"
    );
}

fn expected(payment: &Payment) -> Expected {
    let amount = Money::from_minor(2_000, Currency::VES);
    Expected::new(payment.id(), "ORDER-1", amount)
}

fn callback() -> Callback {
    Callback::browser_return("https://shop.example/paid".parse().unwrap())
}

async fn a_settlement_on_a_callback_is_the_confirmation_of_its_payment(stage: Stage) {
    let provider = stage.journaled("one");
    let created = stage.memory.create_payment(&sale("ORDER-1", 2_000)).await;
    let payment = created.unwrap();
    let payer = stage.memory.approve(payment.id()).unwrap();
    let settled = provider
        .settle(&expected(&payment), Some(&callback()))
        .await;
    assert!(matches!(settled.unwrap(), Settlement::Paid(_)));
    let attempts = stage.journal("one").list(&Filter::All, 9).await.unwrap();
    let [attempt] = attempts.try_into().unwrap();
    assert_eq!(attempt.id.key.operation, Operation::CONFIRM_PAYMENT);
    assert_eq!(attempt.id.key.reference, payment.id().as_str());
    // A call that confirms it returns what the settlement stored, and sends nothing.
    let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
    let confirmed = provider.confirm_payment(&confirmation).await.unwrap();
    assert!(confirmed.status().is_paid());
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_settlement_without_money_is_no_confirmation(stage: Stage) {
    let provider = stage.journaled("one");
    let created = stage.memory.create_payment(&sale("ORDER-1", 2_000)).await;
    let payment = created.unwrap();
    let early = provider
        .settle(&expected(&payment), Some(&callback()))
        .await;
    assert!(matches!(early.unwrap(), Settlement::Pending(_)));
    let attempts = stage.journal("one").list(&Filter::All, 9).await.unwrap();
    assert_eq!(
        attempts[0].state,
        State::Failed,
        "the next callback may confirm"
    );
    stage.memory.approve(payment.id()).unwrap();
    let settled = provider
        .settle(&expected(&payment), Some(&callback()))
        .await;
    let settled = settled.unwrap();
    assert!(matches!(settled, Settlement::Paid(_)), "{settled:?}");
    assert!(settled.payment().status().is_paid());
}

async fn a_void_that_did_not_happen_is_not_taken_for_a_payment_that_is_there(stage: Stage) {
    let provider = stage.journaled("one");
    let payment = paid(&stage, "ORDER-1").await;
    stage.provider.next(Script::LoseRequest);
    provider.void_payment(payment.id()).await.unwrap_err();
    stage.settle();
    let seen = Seen::default();
    assert_eq!(provider.reconcile(&seen).await.unwrap().resolved, 1);
    let [verdict] = seen.take().try_into().unwrap();
    assert!(matches!(verdict.fact, Fact::DidNotHappen(_)), "{verdict:?}");
    let voided = provider.void_payment(payment.id()).await.unwrap();
    assert_eq!(*voided.status(), PaymentStatus::Voided);
}
