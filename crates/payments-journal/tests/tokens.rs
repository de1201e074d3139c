//! One token for many machines.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use payments_journal::store::StoreError;
use payments_journal::tokens::{SharedToken, SharedTokenValue, TokenKey};
use secrecy::{ExposeSecret, SecretString};

use crate::support::{Stage, on_both};

on_both!(
    a_saved_token_is_loaded_by_another_machine,
    of_fifty_machines_one_renews_the_token,
    a_machine_that_dies_while_it_renews_is_followed,
    a_token_is_sealed_and_opened_with_its_key_and_name_only,
    a_token_is_sealed_with_another_nonce_each_time,
    a_token_that_expires_within_a_minute_is_renewed,
    a_token_that_was_of_no_use_is_renewed_before_it_expires,
);

const KEY: [u8; 32] = [7; 32];

fn token(stage: &Stage, owner: &str) -> SharedToken {
    let journal = stage.journal(owner);
    let shared = journal.shared_token("example sandbox", TokenKey::new(KEY));
    shared.with_clock(stage.clock.clone())
}

fn value(stage: &Stage, access: &str) -> SharedTokenValue {
    let refresh = Some(SecretString::from(format!("refresh of {access}")));
    let expires_at = Some(stage.now() + time::Duration::hours(1));
    SharedTokenValue::new(SecretString::from(access), refresh, expires_at)
}

async fn access(token: &SharedToken) -> Option<String> {
    let loaded = token.load().await.unwrap();
    loaded.map(|token| token.access.expose_secret().to_owned())
}

async fn a_saved_token_is_loaded_by_another_machine(stage: Stage) {
    let (one, two) = (token(&stage, "one"), token(&stage, "two"));
    assert!(one.load().await.unwrap().is_none());
    one.save(&value(&stage, "first")).await.unwrap();
    let loaded = two.load().await.unwrap().unwrap();
    assert_eq!(loaded.access.expose_secret(), "first");
    assert_eq!(loaded.refresh.unwrap().expose_secret(), "refresh of first");
    assert_eq!(
        loaded.expires_at,
        Some(stage.now() + time::Duration::hours(1))
    );
}

async fn of_fifty_machines_one_renews_the_token(stage: Stage) {
    token(&stage, "first")
        .save(&value(&stage, "old"))
        .await
        .unwrap();
    stage.clock.advance(time::Duration::hours(1));
    let renewals = Arc::new(AtomicU32::new(0));
    let machines = (0..50).map(|number| {
        let (stage, renewals) = (stage.clone(), Arc::clone(&renewals));
        tokio::spawn(async move {
            let token = token(&stage, &number.to_string());
            let loaded = access(&token).await;
            if loaded.as_deref() == Some("new") {
                return;
            }
            // This machine renews it.
            assert_eq!(loaded.as_deref(), Some("old"));
            renewals.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(std::time::Duration::from_millis(300)).await;
            token.save(&value(&stage, "new")).await.unwrap();
        })
    });
    for machine in machines.collect::<Vec<_>>() {
        machine.await.unwrap();
    }
    assert_eq!(renewals.load(Ordering::SeqCst), 1);
}

async fn a_machine_that_dies_while_it_renews_is_followed(stage: Stage) {
    let (one, two) = (token(&stage, "one"), token(&stage, "two"));
    one.save(&value(&stage, "old")).await.unwrap();
    assert_eq!(access(&two).await.as_deref(), Some("old"));
    // The service refused it although it had not expired: the one that asks again renews it.
    assert_eq!(access(&one).await.as_deref(), Some("old"));
    // It dies. When its lease is over, the other one renews.
    stage.clock.advance(time::Duration::seconds(11));
    let began = std::time::Instant::now();
    assert_eq!(access(&two).await.as_deref(), Some("old"));
    assert!(
        began.elapsed() < std::time::Duration::from_secs(4),
        "it did not wait"
    );
}

async fn a_token_is_sealed_and_opened_with_its_key_and_name_only(stage: Stage) {
    let one = token(&stage, "one");
    one.save(&value(&stage, "canary-token")).await.unwrap();
    let (sealed, _) = stage
        .store
        .load_token("example sandbox")
        .await
        .unwrap()
        .unwrap();
    assert!(!sealed.contains("canary"));
    let journal = stage.journal("two");
    let other_key = journal.shared_token("example sandbox", TokenKey::new([8; 32]));
    let other_key = other_key.with_clock(stage.clock.clone());
    assert!(matches!(
        other_key.load().await,
        Err(StoreError::Unreadable(_))
    ));
    stage
        .store
        .save_token("another", &sealed, "one")
        .await
        .unwrap();
    let other_name = journal.shared_token("another", TokenKey::new(KEY));
    assert!(matches!(
        other_name.load().await,
        Err(StoreError::Unreadable(_))
    ));
    assert_eq!(format!("{:?}", TokenKey::new(KEY)), "TokenKey([secret])");
    let printed = format!("{:?} {one:?}", value(&stage, "canary-token"));
    assert!(!printed.contains("canary"), "{printed}");
}

async fn a_token_is_sealed_with_another_nonce_each_time(stage: Stage) {
    let one = token(&stage, "one");
    let sealed = async || {
        one.save(&value(&stage, "the same")).await.unwrap();
        let saved = stage.store.load_token("example sandbox").await.unwrap();
        saved.unwrap().0
    };
    let (first, second) = (sealed().await, sealed().await);
    // 24 bytes of nonce: under one key none may come twice.
    let (one, two) = (first.split_at(48), second.split_at(48));
    assert_ne!(one.0, two.0);
    assert_ne!(one.1, two.1);
}

async fn a_token_that_expires_within_a_minute_is_renewed(stage: Stage) {
    token(&stage, "one")
        .save(&value(&stage, "old"))
        .await
        .unwrap();
    let is_renewed_by = async |owner: &str| {
        let loaded = access(&token(&stage, owner)).await;
        assert_eq!(loaded.as_deref(), Some("old"));
        // Who renews it has the lease.
        let (now, until) = (stage.now(), stage.now() + time::Duration::SECOND);
        let leased = stage
            .store
            .lease_token("example sandbox", "another", now, until);
        !leased.await.unwrap()
    };
    stage.clock.advance(time::Duration::seconds(3_539));
    assert!(!is_renewed_by("two").await);
    stage.clock.advance(time::Duration::seconds(1));
    assert!(is_renewed_by("three").await);
}

async fn a_token_that_was_of_no_use_is_renewed_before_it_expires(stage: Stage) {
    let (one, two) = (token(&stage, "one"), token(&stage, "two"));
    one.save(&value(&stage, "refused")).await.unwrap();
    assert_eq!(access(&two).await.as_deref(), Some("refused"));
    // The service refuses it. The first process that asks again renews it, and no other meanwhile.
    assert_eq!(access(&one).await.as_deref(), Some("refused"));
    let (now, until) = (stage.now(), stage.now() + time::Duration::SECOND);
    let leased = stage
        .store
        .lease_token("example sandbox", "another", now, until);
    assert!(!leased.await.unwrap());
    one.save(&value(&stage, "renewed")).await.unwrap();
    assert_eq!(access(&two).await.as_deref(), Some("renewed"));
}
