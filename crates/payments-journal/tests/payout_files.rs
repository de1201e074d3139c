//! Files of payouts that are interrupted.

use std::time::Duration;

use futures_util::StreamExt;
use payments_core::{PaymentProvider, Payout, PayoutProvider, PayoutProviderExt, PayoutRequest};

use crate::support::{Stage, on_both};

on_both!(an_interrupted_payout_file_is_resumed_without_a_second_payout);

fn wages(count: usize) -> Vec<PayoutRequest> {
    let amount = payments_core::Money::from_minor(100, payments_core::Currency::VES);
    let row = |number| {
        PayoutRequest::new(
            format!("WAGE-{number}").as_str(),
            amount,
            "Ana",
            "V1",
            "0102",
        )
    };
    (0..count).map(row).collect()
}

/// Sends a file, and is interrupted after so many results.
async fn send(provider: &dyn PayoutProvider, rows: &[PayoutRequest], interrupted: usize) -> usize {
    let rows = rows.to_vec();
    let results = provider.send_payouts(rows, 8).take(interrupted);
    let ok = results.filter(|(_, result)| std::future::ready(result.is_ok()));
    ok.count().await
}

async fn an_interrupted_payout_file_is_resumed_without_a_second_payout(stage: Stage) {
    let rows = wages(60);
    {
        let provider = stage.journaled("first run");
        send(&provider, &rows, 20).await;
        // What is in flight when the process is told to stop ends by itself.
        assert_eq!(
            provider.journal().shutdown(Duration::from_secs(20)).await,
            0
        );
    }
    let provider = stage.journaled("second run");
    let ok = send(PaymentProvider::payouts(&provider).unwrap(), &rows, 60).await;
    assert_eq!(ok, 60);
    let mut references: Vec<Payout> = stage.memory.sent_payouts();
    assert_eq!(references.len(), 60, "each was sent once");
    references.dedup_by_key(|payout| payout.reference.clone());
    assert_eq!(references.len(), 60);
}

#[tokio::test]
async fn without_the_journal_an_interrupted_payout_file_pays_twice() {
    let stage = Stage::sqlite().await;
    let rows = wages(60);
    send(&stage.provider, &rows, 20).await;
    send(&stage.provider, &rows, 60).await;
    assert!(stage.memory.sent_payouts().len() >= 80);
}
