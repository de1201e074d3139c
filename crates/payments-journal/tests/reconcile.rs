//! Reconciliation: what is found out, and what the merchant is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use payments_core::{Confirmation, ErrorKind, PaymentProvider, PaymentStatus, PayoutProvider};
use payments_journal::store::{AttemptId, DecidedBy, Filter, State, StoreError, Task};
use payments_journal::verdict::{HandlerError, TraceVerdicts};
use payments_journal::{Delivery, Fact, Verdict, VerdictHandler};
use payments_testkit::samples;

use crate::support::{Script, Stage, on_both, sale};

on_both!(
    a_lost_response_is_found,
    a_lost_request_is_known_to_have_had_no_effect,
    nothing_is_resolved_before_it_settled,
    a_person_who_asks_now_learns_of_what_is_there_and_not_of_what_is_missing,
    every_operation_is_resolved,
    a_look_up_that_fails_is_repeated_later_and_then_shown_to_a_person,
    two_matches_are_left_to_a_person,
    a_payment_of_another_amount_is_left_to_a_person,
    a_verdict_is_delivered_until_the_handler_takes_it,
    a_verdict_is_delivered_again_to_a_merchant_who_lost_it,
    a_handler_that_panics_on_one_verdict_gets_the_others,
    a_verdict_and_the_handlers_writes_are_committed_together,
    a_failed_attempt_that_was_followed_is_not_reported,
    a_payer_who_approved_without_a_callback_is_noticed,
    many_machines_deliver_each_verdict,
    a_crash_after_recording_delivers_the_verdict_later,
    a_process_that_slept_through_the_settle_time_does_not_dispatch,
);

/// What a handler did with the verdicts so far.
#[derive(Default)]
pub(crate) struct Seen {
    verdicts: Mutex<Vec<Verdict>>,
    /// What to do with the next ones: `true` to refuse, `None` to panic.
    trouble: Mutex<VecDeque<Option<bool>>>,
}

impl Seen {
    pub(crate) fn take(&self) -> Vec<Verdict> {
        std::mem::take(&mut *self.verdicts.lock().unwrap())
    }
}

#[async_trait]
impl VerdictHandler for Seen {
    async fn handle(&self, verdict: &Verdict, _: Delivery<'_>) -> Result<(), HandlerError> {
        let trouble = self.trouble.lock().unwrap().pop_front();
        match trouble {
            Some(Some(true)) => return Err("the shop's database is down".into()),
            Some(None) => panic!("the handler has a bug"),
            _ => {}
        }
        self.verdicts.lock().unwrap().push(verdict.clone());
        Ok(())
    }
}

fn payment_status(verdict: &Verdict) -> PaymentStatus {
    match &verdict.fact {
        Fact::Payment(payment) => payment.status().clone(),
        other => panic!("no payment: {other:?}"),
    }
}

async fn a_lost_response_is_found(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseResponse);
    let request = sale("ORDER-1", 2_000);
    provider.create_payment(&request).await.unwrap_err();
    stage.settle();
    let seen = Seen::default();
    let report = provider.reconcile(&seen).await.unwrap();
    assert_eq!((report.resolved, report.delivered), (1, 1));
    let [verdict] = seen.take().try_into().unwrap();
    assert_eq!(verdict.decided_by, DecidedBy::Resolution);
    assert_eq!(payment_status(&verdict), PaymentStatus::AwaitingApproval);
    // It waits for its payer, and is looked after.
    let attempts = provider.journal().list(&Filter::All, 9).await.unwrap();
    assert_eq!(attempts[0].task, Some(Task::Settle));
    assert_eq!(
        attempts[0].due_at,
        Some(stage.now() + time::Duration::minutes(10))
    );
    // The same call returns it from now on, and nothing is due.
    assert!(provider.create_payment(&request).await.is_ok());
    assert_eq!(provider.reconcile(&seen).await.unwrap().delivered, 0);
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_lost_request_is_known_to_have_had_no_effect(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseRequest);
    let request = sale("ORDER-1", 2_000);
    provider.create_payment(&request).await.unwrap_err();
    stage.settle();
    let seen = Seen::default();
    provider.reconcile(&seen).await.unwrap();
    let [verdict] = seen.take().try_into().unwrap();
    // The error of the call that was lost stays with it.
    let Fact::DidNotHappen(Some(reason)) = &verdict.fact else {
        panic!("{verdict:?}")
    };
    assert!(reason.contains("create_payment"), "{reason}");
    // The call may be made again.
    assert!(provider.create_payment(&request).await.is_ok());
    assert_eq!(stage.provider.calls(), 2);
}

async fn nothing_is_resolved_before_it_settled(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseRequest);
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    // 60 seconds of the provider, 15 until the dispatch and 15 between clocks.
    stage.clock.advance(time::Duration::seconds(89));
    let seen = Seen::default();
    // Nor is it asked for.
    let nothing = payments_journal::Report::default();
    assert_eq!(provider.reconcile(&seen).await.unwrap(), nothing);
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pending);
    stage.clock.advance(time::Duration::seconds(1));
    assert_eq!(provider.reconcile(&seen).await.unwrap().resolved, 1);
}

async fn a_person_who_asks_now_learns_of_what_is_there_and_not_of_what_is_missing(stage: Stage) {
    let provider = stage.journaled("one");
    for (reference, script) in [
        ("ORDER-1", Script::LoseResponse),
        ("ORDER-2", Script::LoseRequest),
    ] {
        stage.provider.next(script);
        let request = sale(reference, 2_000);
        provider.create_payment(&request).await.unwrap_err();
    }
    let seen = Seen::default();
    let report = provider.reconcile_now(10, &seen).await.unwrap();
    assert_eq!((report.resolved, report.delivered), (1, 1), "{report:?}");
    assert_eq!(report.postponed, 1, "{report:?}");
    let [verdict] = seen.take().try_into().unwrap();
    assert_eq!(verdict.id.key.reference, "ORDER-1");
    assert_eq!(payment_status(&verdict), PaymentStatus::AwaitingApproval);
    // The other may still arrive. When it cannot any more, it is known not to have been done.
    stage.settle();
    let report = provider.reconcile_now(10, &seen).await.unwrap();
    assert_eq!((report.resolved, report.delivered), (1, 1), "{report:?}");
    let [verdict] = seen.take().try_into().unwrap();
    assert!(matches!(verdict.fact, Fact::DidNotHappen(_)), "{verdict:?}");
    assert_eq!(stage.provider.calls(), 2);
}

async fn every_operation_is_resolved(stage: Stage) {
    stage.clock.set(samples::subscription_clock().now());
    let provider = stage.journaled("one");
    let lose = || stage.provider.next(Script::LoseResponse);
    let payment = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let payer = stage.memory.approve(payment.id()).unwrap();
    let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
    let seen = Seen::default();
    let resolved = async || {
        stage.settle();
        let report = provider.reconcile(&seen).await.unwrap();
        assert_eq!(report.resolved, 1);
        let resolved = seen.take().into_iter();
        let mut resolved = resolved.filter(|one| one.decided_by == DecidedBy::Resolution);
        resolved.next().unwrap().fact
    };
    lose();
    provider.confirm_payment(&confirmation).await.unwrap_err();
    assert!(matches!(resolved().await, Fact::Payment(one) if one.status().is_paid()));
    lose();
    provider.void_payment(payment.id()).await.unwrap_err();
    assert!(
        matches!(resolved().await, Fact::Payment(one) if *one.status() == PaymentStatus::Voided)
    );
    let subscriptions = PaymentProvider::recurring(&provider).unwrap();
    let request = samples::subscription();
    lose();
    subscriptions
        .register_subscription(&request)
        .await
        .unwrap_err();
    let Fact::Subscription(subscription) = resolved().await else {
        panic!("it was registered");
    };
    let known = subscriptions.register_subscription(&request).await.unwrap();
    assert_eq!(known.subscription, subscription);
    lose();
    subscriptions
        .cancel_subscription(subscription.id())
        .await
        .unwrap_err();
    assert!(matches!(resolved().await, Fact::Subscription(_)));
    let amount = payments_core::Money::from_minor(100, payments_core::Currency::VES);
    let wage = payments_core::PayoutRequest::new("WAGE-1", amount, "Ana", "V1", "0102");
    lose();
    provider.send_payout(&wage).await.unwrap_err();
    assert!(matches!(resolved().await, Fact::Payout(_)));
}

async fn a_look_up_that_fails_is_repeated_later_and_then_shown_to_a_person(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseResponse);
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    stage.provider.set_blind(true);
    stage.settle();
    let seen = Seen::default();
    assert_eq!(provider.reconcile(&seen).await.unwrap().postponed, 1);
    // Not again at once.
    assert_eq!(provider.reconcile(&seen).await.unwrap().postponed, 0);
    for _ in 0..8 {
        stage.clock.advance(time::Duration::hours(2));
        assert_eq!(provider.reconcile(&seen).await.unwrap().postponed, 1);
    }
    let asked = provider
        .journal()
        .list(&Filter::NeedsPerson, 9)
        .await
        .unwrap();
    let instruction = asked[0].needs_person.as_deref().unwrap();
    assert!(
        instruction.contains("the provider is unavailable"),
        "{instruction}"
    );
    // It goes on by itself, and needs no person then.
    stage.provider.set_blind(false);
    stage.clock.advance(time::Duration::hours(2));
    assert_eq!(provider.reconcile(&seen).await.unwrap().resolved, 1);
    assert_eq!(
        provider
            .journal()
            .list(&Filter::NeedsPerson, 9)
            .await
            .unwrap(),
        []
    );
}

async fn two_matches_are_left_to_a_person(stage: Stage) {
    let provider = stage.journaled("one");
    stage
        .memory
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    for reference in ["ORDER-1", "ORDER-2"] {
        stage.provider.next(Script::LoseResponse);
        provider
            .create_payment(&sale(reference, 2_000))
            .await
            .unwrap_err();
    }
    stage.settle();
    let seen = Seen::default();
    // It keeps the other from nothing.
    assert_eq!(provider.reconcile(&seen).await.unwrap().resolved, 1);
    let asked = provider
        .journal()
        .list(&Filter::NeedsPerson, 9)
        .await
        .unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!((asked[0].state, asked[0].due_at), (State::Unknown, None));
    provider
        .journal()
        .close(&asked[0].id, true, "Ana", "the second one is ours")
        .await
        .unwrap();
    seen.take();
    provider.reconcile(&seen).await.unwrap();
    let [verdict] = seen.take().try_into().unwrap();
    assert_eq!(verdict.decided_by, DecidedBy::Person);
    assert_eq!(
        verdict.fact,
        Fact::DoneByPerson("the second one is ours".to_owned())
    );
    assert_eq!(provider.journal().health().await.unwrap().needs_person, 0);
}

async fn a_payment_of_another_amount_is_left_to_a_person(stage: Stage) {
    let provider = stage.journaled("one");
    stage
        .memory
        .create_payment(&sale("ORDER-1", 1))
        .await
        .unwrap();
    stage.provider.next(Script::LoseRequest);
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    stage.settle();
    let seen = Seen::default();
    assert_eq!(provider.reconcile(&seen).await.unwrap().resolved, 0);
    let asked = provider
        .journal()
        .list(&Filter::NeedsPerson, 9)
        .await
        .unwrap();
    let instruction = asked[0].needs_person.as_deref().unwrap();
    assert!(
        instruction.contains("0.01 VES") && instruction.contains("20.00 VES"),
        "{instruction}"
    );
}

async fn a_verdict_is_delivered_again_to_a_merchant_who_lost_it(stage: Stage) {
    let provider = stage.journaled("one");
    let request = sale("ORDER-1", 2_000);
    provider.create_payment(&request).await.unwrap();
    let journal = provider.journal();
    let created = journal.list(&Filter::All, 10).await.unwrap().remove(0);
    let ids = [created.id.clone()];
    stage.store.delivered(&ids).await.unwrap();
    stage.settle();
    let seen = Seen::default();
    assert_eq!(provider.reconcile(&seen).await.unwrap().delivered, 0);
    journal.deliver_again(&ids[0]).await.unwrap();
    assert_eq!(provider.reconcile(&seen).await.unwrap().delivered, 1);
    let told = seen.take();
    assert!(matches!(&told[..], [verdict] if matches!(verdict.fact, Fact::Payment(_))));
    // The payer is looked after all the same.
    let after = journal.get(&ids[0]).await.unwrap().unwrap();
    assert_eq!(
        (after.task, after.due_at),
        (Some(Task::Settle), created.settle_at)
    );
    let unknown = AttemptId {
        number: 9,
        ..created.id
    };
    let refused = journal.deliver_again(&unknown).await;
    assert!(matches!(refused, Err(StoreError::NotFound(_))));
}

async fn a_verdict_is_delivered_until_the_handler_takes_it(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseResponse);
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    stage.settle();
    let seen = Seen::default();
    seen.trouble
        .lock()
        .unwrap()
        .extend([Some(true), Some(true)]);
    let report = provider.reconcile(&seen).await.unwrap();
    assert_eq!(
        (report.resolved, report.delivered, report.postponed),
        (1, 0, 1)
    );
    for (delivered, postponed) in [(0, 1), (1, 0)] {
        stage.clock.advance(time::Duration::minutes(2));
        let report = provider.reconcile(&seen).await.unwrap();
        assert_eq!((report.delivered, report.postponed), (delivered, postponed));
    }
    assert_eq!(seen.take().len(), 1);
}

async fn a_handler_that_panics_on_one_verdict_gets_the_others(stage: Stage) {
    let provider = stage.journaled("one");
    for number in 0..5 {
        stage.provider.next(Script::LoseResponse);
        let request = sale(&format!("ORDER-{number}"), 2_000);
        provider.create_payment(&request).await.unwrap_err();
    }
    stage.settle();
    let seen = Seen::default();
    seen.trouble.lock().unwrap().push_back(None);
    let report = provider.reconcile(&seen).await.unwrap();
    assert_eq!(
        (report.resolved, report.delivered, report.postponed),
        (5, 4, 1)
    );
}

/// Writes to the journal's database, in the transaction of the verdict.
struct Shop {
    stage: Stage,
    fails: Mutex<u32>,
}

const CREATE: &str = "CREATE TABLE shop_orders (reference TEXT PRIMARY KEY, paid BIGINT NOT NULL)";
const INSERT: &str = "INSERT INTO shop_orders (reference, paid) VALUES ($1, 1)";
const COUNT: &str = "SELECT COUNT(*) FROM shop_orders";

impl Shop {
    fn is_on_postgres(&self) -> bool {
        self.stage.place.starts_with("postgres://")
    }

    async fn create(&self) {
        use sqlx::Connection;
        if self.is_on_postgres() {
            let mut connection = sqlx::PgConnection::connect(&self.stage.place)
                .await
                .unwrap();
            sqlx::query(CREATE).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.stage.place)
                .await
                .unwrap();
            sqlx::query(CREATE).execute(&mut connection).await.unwrap();
        }
    }

    async fn orders(&self) -> i64 {
        use sqlx::Connection;
        if self.is_on_postgres() {
            let mut connection = sqlx::PgConnection::connect(&self.stage.place)
                .await
                .unwrap();
            sqlx::query_scalar(COUNT)
                .fetch_one(&mut connection)
                .await
                .unwrap()
        } else {
            let mut connection = sqlx::SqliteConnection::connect(&self.stage.place)
                .await
                .unwrap();
            sqlx::query_scalar(COUNT)
                .fetch_one(&mut connection)
                .await
                .unwrap()
        }
    }
}

#[async_trait]
impl VerdictHandler for Shop {
    async fn handle(&self, verdict: &Verdict, delivery: Delivery<'_>) -> Result<(), HandlerError> {
        let Some(mut transaction) = delivery.begin().await? else {
            return Ok(());
        };
        let reference = verdict.id.key.reference.clone();
        if let Some(connection) = transaction.postgres() {
            sqlx::query(INSERT)
                .bind(reference)
                .execute(connection)
                .await?;
        } else if let Some(connection) = transaction.sqlite() {
            sqlx::query(INSERT)
                .bind(reference)
                .execute(connection)
                .await?;
        }
        let fails = {
            let mut fails = self.fails.lock().unwrap();
            *fails = fails.saturating_sub(1);
            *fails > 0
        };
        if fails {
            return Err("it crashes before the commit".into());
        }
        transaction.commit().await?;
        Ok(())
    }
}

async fn a_verdict_and_the_handlers_writes_are_committed_together(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseResponse);
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    stage.settle();
    let shop = Shop {
        stage: stage.clone(),
        fails: Mutex::new(2),
    };
    shop.create().await;
    let report = provider.reconcile(&shop).await.unwrap();
    assert_eq!(
        (report.delivered, shop.orders().await),
        (0, 0),
        "rolled back"
    );
    stage.clock.advance(time::Duration::minutes(2));
    let report = provider.reconcile(&shop).await.unwrap();
    assert_eq!((report.delivered, shop.orders().await), (1, 1));
    stage.clock.advance(time::Duration::minutes(2));
    // A second row would violate the primary key.
    assert_eq!(provider.reconcile(&shop).await.unwrap().delivered, 0);
}

async fn a_failed_attempt_that_was_followed_is_not_reported(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::LoseRequest);
    let request = sale("ORDER-1", 2_000);
    provider.create_payment(&request).await.unwrap_err();
    stage.settle();
    let seen = Seen::default();
    seen.trouble.lock().unwrap().push_back(Some(true));
    provider.reconcile(&seen).await.unwrap();
    // The payer tries again before the handler took "did not happen".
    assert!(provider.create_payment(&request).await.is_ok());
    stage.clock.advance(time::Duration::minutes(2));
    provider.reconcile(&seen).await.unwrap();
    let told: Vec<Verdict> = seen.take();
    assert!(
        !told
            .iter()
            .any(|verdict| matches!(verdict.fact, Fact::DidNotHappen(_))),
        "the order would be opened again: {told:?}"
    );
}

async fn a_payer_who_approved_without_a_callback_is_noticed(stage: Stage) {
    let provider = stage.journaled("one");
    let payment = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let seen = Seen::default();
    stage.clock.advance(time::Duration::minutes(11));
    provider.reconcile(&seen).await.unwrap();
    seen.take();
    // The payer approves, and closes the browser.
    stage.memory.approve(payment.id()).unwrap();
    stage.clock.advance(time::Duration::minutes(21));
    let report = provider.reconcile(&seen).await.unwrap();
    assert_eq!((report.settled, report.delivered), (1, 1));
    let [verdict] = seen.take().try_into().unwrap();
    let Fact::Payment(approved) = &verdict.fact else {
        panic!("{verdict:?}");
    };
    assert_eq!(*approved.status(), PaymentStatus::Approved);
    let payer = approved.payer().unwrap().as_str();
    let confirmation = Confirmation::by_payer(approved.id().as_str(), payer);
    assert!(
        provider
            .confirm_payment(&confirmation)
            .await
            .unwrap()
            .status()
            .is_paid()
    );
}

async fn many_machines_deliver_each_verdict(stage: Stage) {
    let provider = stage.journaled("one");
    for number in 0..100 {
        stage.provider.next(Script::LoseResponse);
        let request = sale(&format!("ORDER-{number}"), 2_000);
        provider.create_payment(&request).await.unwrap_err();
    }
    stage.settle();
    let seen = Arc::new(Seen::default());
    let machines = (0..4).map(|number| {
        let (provider, seen) = (stage.journaled(&number.to_string()), Arc::clone(&seen));
        tokio::spawn(async move { provider.reconcile(&*seen).await.unwrap().delivered })
    });
    let mut delivered = 0;
    for machine in machines.collect::<Vec<_>>() {
        delivered += machine.await.unwrap();
    }
    assert_eq!(delivered, 100);
    let mut references: Vec<String> = seen.take().iter().map(|one| one.id.to_string()).collect();
    references.sort();
    references.dedup();
    assert_eq!(references.len(), 100);
}

async fn a_crash_after_recording_delivers_the_verdict_later(stage: Stage) {
    let provider = stage.journaled("one");
    // As a process leaves it that dies right after recording: undelivered, with the grace period.
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let id = provider
        .journal()
        .list(&Filter::All, 1)
        .await
        .unwrap()
        .remove(0)
        .id;
    let mut record = stage.store.get(&id).await.unwrap().unwrap();
    // The acknowledgment comes within a second; before it, the verdict waits for the handler.
    for _ in 0..200 {
        if record.task != Some(Task::Deliver) {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        record = stage.store.get(&id).await.unwrap().unwrap();
    }
    assert_eq!(
        record.task,
        Some(Task::Settle),
        "acknowledged: the caller has it"
    );
    let seen = Seen::default();
    provider.reconcile(&seen).await.unwrap();
    assert_eq!(seen.take(), []);
    assert_eq!(
        provider.reconcile(&TraceVerdicts).await.unwrap().delivered,
        0
    );
}

async fn a_process_that_slept_through_the_settle_time_does_not_dispatch(stage: Stage) {
    // The clock jumps while the claim is written, as on a machine that was suspended.
    let jumping = crate::support::JumpingClock::new(stage.clock.clone(), 2);
    let memory = stage.memory.clone().with_clock(jumping);
    let provider = stage
        .journal("one")
        .with(crate::support::Scripted::new(memory));
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), payments_core::Outcome::NotSent, "{error}");
    assert_eq!(provider.provider().calls(), 0);
}
