//! Journaled calls: what is told apart, and what is made once.

use std::sync::Arc;
use std::time::Duration;

use payments_core::{
    CallOptions, Capabilities, Clock, Confirmation, Environment, ErrorKind, Outcome,
    PaymentProvider, PayoutProvider, PayoutRequest, Provider, ProviderName, RecurringProvider,
};
use payments_journal::store::{Filter, State, Task};
use payments_journal::{Attempt, FingerprintKey};
use payments_testkit::samples;
use tokio::sync::Notify;

use crate::support::{Script, Scripted, Stage, on_both, sale};

on_both!(
    a_double_click_creates_one_payment,
    a_second_call_returns_the_stored_result,
    a_call_in_flight_is_told_apart,
    a_lost_response_is_pending_and_is_not_sent_again,
    a_failed_call_may_be_made_again,
    a_different_request_under_a_used_reference_is_refused,
    a_dropped_caller_abandons_nothing,
    the_options_of_a_caller_reach_the_provider,
    a_panic_in_the_provider_is_an_unknown_outcome,
    a_confirmation_and_a_void_are_made_once,
    subscriptions_are_registered_and_cancelled_once,
    an_unsupported_or_invalid_call_is_not_claimed,
    shutdown_waits_for_what_is_in_flight,
    another_account_is_noticed_with_a_key,
    a_person_closes_an_attempt_with_a_reason,
);

async fn a_double_click_creates_one_payment(stage: Stage) {
    let request = sale("ORDER-1", 2_000);
    // Two machines behind a load balancer.
    let (one, two) = (stage.journaled("one"), stage.journaled("two"));
    let (first, second) = tokio::join!(one.create_payment(&request), two.create_payment(&request));
    let found = stage.memory.find_payment(&"ORDER-1".into()).await.unwrap();
    assert_eq!(found.matches().len(), 1, "one payment");
    assert_eq!(stage.provider.calls(), 1);
    // Either the second click came after the first was done, or while it was in flight.
    for result in [&first, &second] {
        match result {
            Ok(payment) => assert_eq!(payment, &found.matches()[0]),
            Err(error) => assert_eq!(error.kind(), ErrorKind::InFlight, "{error}"),
        }
    }
    assert!(first.is_ok() || second.is_ok());
}

#[tokio::test]
async fn without_the_journal_a_double_click_charges_twice() {
    let stage = Stage::sqlite().await;
    let request = sale("ORDER-1", 2_000);
    let bare = &stage.provider;
    let (first, second) =
        tokio::join!(bare.create_payment(&request), bare.create_payment(&request));
    assert!(first.is_ok() && second.is_ok());
    let found = stage.memory.find_payment(&"ORDER-1".into()).await.unwrap();
    assert_eq!(found.matches().len(), 2);
}

async fn a_second_call_returns_the_stored_result(stage: Stage) {
    let provider = stage.journaled("one");
    let request = sale("ORDER-1", 2_000);
    let Attempt::Done(payment) = provider.attempt_payment(&request).await.unwrap() else {
        panic!("it is made now");
    };
    let again = stage
        .journaled("two")
        .attempt_payment(&request)
        .await
        .unwrap();
    let Attempt::Known { value, since } = again else {
        panic!("it is known: {again:?}");
    };
    assert_eq!((value, since), (payment.clone(), stage.now()));
    assert_eq!(provider.create_payment(&request).await.unwrap(), payment);
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_call_in_flight_is_told_apart(stage: Stage) {
    let provider = stage.journaled("one");
    let request = sale("ORDER-1", 2_000);
    let release = Arc::new(Notify::new());
    stage.provider.next(Script::Wait(Arc::clone(&release)));
    let first = tokio::spawn({
        let (provider, request) = (provider.clone(), request.clone());
        async move { provider.create_payment(&request).await }
    });
    while stage.provider.calls() == 0 {
        tokio::task::yield_now().await;
    }
    let two = stage.journaled("two");
    let Attempt::InFlight(info) = two.attempt_payment(&request).await.unwrap() else {
        panic!("it is in flight");
    };
    assert_eq!((info.by.as_str(), info.since), ("one", stage.now()));
    let error = two.create_payment(&request).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InFlight, Outcome::Unknown)
    );
    // A different request is told so meanwhile.
    let error = two.create_payment(&sale("ORDER-1", 1)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReferenceReused);
    // 60 seconds of the provider, 15 until the dispatch and 15 between clocks: then the call must
    // have ended, and it is pending.
    stage.clock.advance(time::Duration::seconds(89));
    let error = two.create_payment(&request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InFlight);
    stage.clock.advance(time::Duration::seconds(1));
    let error = two.create_payment(&request).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Pending, Outcome::Unknown)
    );
    release.notify_one();
    let payment = first.await.unwrap().unwrap();
    assert_eq!(two.create_payment(&request).await.unwrap(), payment);
}

async fn a_lost_response_is_pending_and_is_not_sent_again(stage: Stage) {
    let provider = stage.journaled("one");
    let request = sale("ORDER-1", 2_000);
    stage.provider.next(Script::LoseResponse);
    let Attempt::Pending(info, Some(error)) = provider.attempt_payment(&request).await.unwrap()
    else {
        panic!("its outcome is unknown");
    };
    assert_eq!(info.id.number, 1);
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::Unknown)
    );
    for _ in 0..3 {
        let error = provider.create_payment(&request).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::Pending, Outcome::Unknown)
        );
    }
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_failed_call_may_be_made_again(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::Decline);
    stage.provider.next(Script::NotSent);
    let declined = provider
        .attempt_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let Attempt::Failed(error) = declined else {
        panic!("it was declined: {declined:?}");
    };
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Declined, Outcome::Rejected)
    );
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Network, Outcome::NotSent)
    );
    // With another amount, too: nothing has the reference.
    let payment = provider
        .create_payment(&sale("ORDER-1", 3_000))
        .await
        .unwrap();
    assert_eq!(payment.amount().unwrap().to_string(), "30.00 VES");
    let all = Filter::Reference("ORDER-1".to_owned());
    let attempts = provider.journal().list(&all, 9).await.unwrap();
    let states: Vec<(u32, State)> = attempts
        .iter()
        .map(|one| (one.id.number, one.state))
        .collect();
    assert_eq!(
        states,
        [(1, State::Failed), (2, State::Failed), (3, State::Done)]
    );
}

async fn a_different_request_under_a_used_reference_is_refused(stage: Stage) {
    let provider = stage.journaled("one");
    provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let different = provider
        .attempt_payment(&sale("ORDER-1", 2_001))
        .await
        .unwrap();
    assert!(matches!(different, Attempt::Different(_)), "{different:?}");
    let error = provider
        .create_payment(&sale("ORDER-1", 2_001))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::ReferenceReused, Outcome::NotSent)
    );
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_dropped_caller_abandons_nothing(stage: Stage) {
    let provider = stage.journaled("one");
    let request = sale("ORDER-1", 2_000);
    let release = Arc::new(Notify::new());
    stage.provider.next(Script::Wait(Arc::clone(&release)));
    let call = provider.create_payment(&request);
    // The handler of a web server, dropped because the browser went away.
    tokio::select! {
        _ = call => panic!("it waits"),
        () = async { while stage.provider.calls() == 0 { tokio::task::yield_now().await } } => {}
    }
    release.notify_one();
    while provider.journal().in_flight() > 0 {
        tokio::task::yield_now().await;
    }
    let known = provider.attempt_payment(&request).await.unwrap();
    assert!(matches!(known, Attempt::Known { .. }), "{known:?}");
    assert_eq!(stage.provider.calls(), 1);
    // And the verdict waits for the merchant's handler.
    let id = provider
        .journal()
        .list(&Filter::All, 1)
        .await
        .unwrap()
        .remove(0);
    assert_eq!(
        (id.task, id.due_at),
        (Some(Task::Deliver), Some(stage.now()))
    );
}

async fn the_options_of_a_caller_reach_the_provider(stage: Stage) {
    let provider = stage.journaled("one");
    let options = CallOptions::new().with_timeout(Duration::from_secs(5));
    let order = sale("ORDER-1", 2_000);
    let call = options.clone().apply(provider.create_payment(&order));
    call.await.unwrap();
    assert_eq!(stage.provider.options(), options);
}

async fn a_panic_in_the_provider_is_an_unknown_outcome(stage: Stage) {
    let provider = stage.journaled("one");
    stage.provider.next(Script::Panic);
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let error = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Pending);
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_confirmation_and_a_void_are_made_once(stage: Stage) {
    let provider = stage.journaled("one");
    let payment = provider
        .create_payment(&sale("ORDER-1", 2_000))
        .await
        .unwrap();
    let payer = stage.memory.approve(payment.id()).unwrap();
    let confirmation = Confirmation::by_payer(payment.id().as_str(), payer.as_str());
    let paid = provider.confirm_payment(&confirmation).await.unwrap();
    assert!(paid.status().is_paid());
    // The bare provider refuses the second confirmation; the journal knows the first.
    assert_eq!(provider.confirm_payment(&confirmation).await.unwrap(), paid);
    let other = Confirmation::by_payer(payment.id().as_str(), "somebody");
    assert_eq!(provider.confirm_payment(&other).await.unwrap(), paid);
    let voided = provider.void_payment(payment.id()).await.unwrap();
    assert_eq!(provider.void_payment(payment.id()).await.unwrap(), voided);
    assert_eq!(stage.provider.calls(), 3);
}

async fn subscriptions_are_registered_and_cancelled_once(stage: Stage) {
    stage.clock.set(samples::subscription_clock().now());
    let provider = stage.journaled("one");
    let through: &dyn RecurringProvider = PaymentProvider::recurring(&provider).unwrap();
    let request = samples::subscription();
    let registered = through.register_subscription(&request).await.unwrap();
    assert_eq!(
        provider.register_subscription(&request).await.unwrap(),
        registered
    );
    let id = registered.subscription.id();
    let cancelled = through.cancel_subscription(id).await.unwrap();
    assert_eq!(provider.cancel_subscription(id).await.unwrap(), cancelled);
    assert_eq!(stage.provider.calls(), 2);
    let listed = through.get_subscription(id).await.unwrap();
    assert_eq!(listed.status(), cancelled.status());

    // Without a reference there is nothing to claim.
    let schedule = request.schedule();
    let customer = request.customer().clone();
    let (amount, card) = (request.amount().clone(), request.card().clone());
    let nameless = payments_core::SubscriptionRequest::new(amount, card, customer, schedule);
    let error = through.register_subscription(&nameless).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent)
    );
    assert_eq!(error.violations()[0].field(), "reference");
}

/// A provider that offers nothing.
#[derive(Debug)]
struct Bare(Scripted);

impl Provider for Bare {
    fn name(&self) -> ProviderName {
        self.0.name()
    }

    fn environment(&self) -> Environment {
        self.0.environment()
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities::new(&[], &[])
    }

    fn settle_time(&self) -> Duration {
        self.0.settle_time()
    }

    fn clock(&self) -> &dyn Clock {
        self.0.clock()
    }
}

impl RecurringProvider for Bare {}

async fn an_unsupported_or_invalid_call_is_not_claimed(stage: Stage) {
    let provider = stage.journaled("one");
    let error = provider
        .create_payment(&sale(" ", 2_000))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::InvalidRequest, Outcome::NotSent)
    );
    let id = "SUB-1".into();
    let amount = payments_core::Money::from_minor(1, payments_core::Currency::VES).into();
    let schedule = samples::subscription().schedule();
    let bare = stage.journal("one").with(Bare(stage.provider.clone()));
    let error = RecurringProvider::modify_subscription(&bare, &id, &amount, schedule)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(provider.journal().list(&Filter::All, 9).await.unwrap(), []);
}

async fn shutdown_waits_for_what_is_in_flight(stage: Stage) {
    let provider = stage.journaled("one");
    let release = Arc::new(Notify::new());
    stage.provider.next(Script::Wait(Arc::clone(&release)));
    let call = tokio::spawn({
        let provider = provider.clone();
        async move { provider.create_payment(&sale("ORDER-1", 2_000)).await }
    });
    while stage.provider.calls() == 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(
        provider.journal().shutdown(Duration::from_millis(1)).await,
        1
    );
    let error = provider
        .create_payment(&sale("ORDER-2", 2_000))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::JournalUnavailable, Outcome::NotSent)
    );
    release.notify_one();
    assert_eq!(
        provider.journal().shutdown(Duration::from_secs(20)).await,
        0
    );
    assert!(call.await.unwrap().is_ok());
}

async fn another_account_is_noticed_with_a_key(stage: Stage) {
    let amount = payments_core::Money::from_minor(100, payments_core::Currency::VES);
    let wage =
        |account: &str| PayoutRequest::new("WAGE-1", amount, "Ana", "V1", account.to_owned());
    let journal = stage.journal("one");
    let journal = journal.with_fingerprint_key(FingerprintKey::new([7; 32]));
    let provider = journal.with(stage.provider.clone());
    provider.send_payout(&wage("0102")).await.unwrap();
    assert!(provider.send_payout(&wage("0102")).await.is_ok());
    let error = provider.send_payout(&wage("0103")).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ReferenceReused);
    assert_eq!(stage.provider.calls(), 1);
}

async fn a_person_closes_an_attempt_with_a_reason(stage: Stage) {
    let provider = stage.journaled("one");
    let journal = provider.journal();
    for reference in ["HAPPENED", "DID-NOT"] {
        stage.provider.next(Script::LoseRequest);
        let _ = provider.create_payment(&sale(reference, 2_000)).await;
    }
    let open = journal.list(&Filter::Open, 9).await.unwrap();
    for record in &open {
        let happened = record.id.key.reference == "HAPPENED";
        assert!(
            journal
                .close(&record.id, happened, "Ana", " ")
                .await
                .is_err()
        );
        journal
            .close(&record.id, happened, "Ana", "seen on its page")
            .await
            .unwrap();
        assert!(
            journal
                .close(&record.id, !happened, "Ana", "again")
                .await
                .is_err()
        );
    }
    let error = provider
        .create_payment(&sale("HAPPENED", 2_000))
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Pending, Outcome::Unknown)
    );
    assert!(error.to_string().contains("seen on its page"), "{error}");
    assert!(
        provider
            .create_payment(&sale("DID-NOT", 2_000))
            .await
            .is_ok()
    );
    let closed = journal.get(&open[0].id).await.unwrap().unwrap();
    assert_eq!(closed.closed_by.as_deref(), Some("Ana"));
}

#[tokio::test]
async fn a_journaled_provider_is_one_itself() {
    let stage = Stage::sqlite().await;
    let provider = stage.journaled("one");
    assert_eq!(provider.name(), stage.provider.name());
    assert_eq!(provider.environment(), stage.provider.environment());
    assert_eq!(provider.capabilities(), stage.provider.capabilities());
    assert_eq!(provider.settle_time(), stage.provider.settle_time());
    assert_eq!(provider.clock().now(), stage.now());
    // Behind the trait, on either side.
    let bare: Box<dyn PaymentProvider> = Box::new(stage.provider.clone());
    let boxed: Box<dyn PaymentProvider> = Box::new(stage.journal("two").with(bare));
    assert!(boxed.create_payment(&sale("ORDER-1", 1)).await.is_ok());
    assert!(boxed.payouts().is_some() && boxed.recurring().is_some());
}
