//! A shop's checkout on the journal: the guide's checkout, without a table of attempts.
//!
//! The shop keeps its orders in the journal's own database, so that an order and the verdict about
//! it change together.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use payments_core::{
    Currency, Expected, Money, Payment, PaymentId, PaymentProvider, PaymentRequest, ReturnUrls,
};
use payments_journal::sqlx::{self, SqliteConnection};
use payments_journal::store::SqliteStore;
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Fact, Journal, Verdict, VerdictHandler};
use payments_testkit::InMemoryProvider;

type Error = Box<dyn std::error::Error + Send + Sync>;

const ORDERS: &str = "CREATE TABLE orders (reference TEXT PRIMARY KEY, minor BIGINT NOT NULL, \
     payment TEXT, state TEXT NOT NULL)";
const UPDATE: &str = "UPDATE orders SET payment = $1, state = $2 WHERE reference = $3";

async fn set(
    orders: &mut SqliteConnection,
    reference: &str,
    payment: &Payment,
) -> Result<(), Error> {
    sqlx::query(UPDATE)
        .bind(payment.id().to_string())
        .bind(format!("{:?}", payment.status()))
        .bind(reference.to_owned())
        .execute(orders)
        .await?;
    Ok(())
}

/// Takes verdicts: what the journal found out while no handler of the shop waited for it.
struct Orders;

#[async_trait]
impl VerdictHandler for Orders {
    async fn handle(&self, verdict: &Verdict, delivery: Delivery<'_>) -> Result<(), HandlerError> {
        let Some(mut transaction) = delivery.begin().await? else {
            return Ok(());
        };
        // An order whose call did not happen stays as it is: the payer may try again.
        if let (Fact::Payment(payment), Some(orders)) = (&verdict.fact, transaction.sqlite()) {
            set(orders, &verdict.id.key.reference, payment).await?;
        }
        transaction.commit().await?;
        Ok(())
    }
}

/// Takes the payment of an order. It may be called any number of times, on any machine.
async fn check_out(
    provider: &dyn PaymentProvider,
    orders: &SqliteStore,
    reference: &str,
    minor: i64,
) -> Result<Payment, Error> {
    let shop = ReturnUrls::new(
        "https://shop.example/paid".parse()?,
        "https://shop.example/cart".parse()?,
    );
    let amount = Money::from_minor(minor, Currency::VES);
    let request = PaymentRequest::new(reference, amount).with_return_urls(shop);
    let payment = provider.create_payment(&request).await?;
    set(&mut *orders.pool().acquire().await?, reference, &payment).await?;
    Ok(payment)
}

/// The payer's browser came back, or the handler said that the payer approved.
async fn settle(
    provider: &dyn PaymentProvider,
    orders: &SqliteStore,
    (reference, minor, id): (&str, i64, &PaymentId),
) -> Result<bool, Error> {
    let amount = Money::from_minor(minor, Currency::VES);
    let expected = Expected::new(id.as_str(), reference, amount);
    let settlement = provider.settle(&expected, None).await?;
    set(
        &mut *orders.pool().acquire().await?,
        reference,
        settlement.payment(),
    )
    .await?;
    Ok(settlement.is_paid())
}

#[tokio::main]
async fn main() -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let store = SqliteStore::open(folder.path().join("shop.sqlite")).await?;
    sqlx::query(ORDERS).execute(store.pool()).await?;
    let order = "INSERT INTO orders VALUES ('ORDER-1', 2000, NULL, 'Open')";
    sqlx::query(order).execute(store.pool()).await?;

    // One line, where the shop is put together.
    let service = InMemoryProvider::new();
    let provider = Journal::of(store.clone()).with(service.clone());
    let reconciler = provider.clone();
    let reconciling = tokio::spawn(async move {
        reconciler
            .reconcile_every(Duration::from_secs(30), Arc::new(Orders))
            .await;
    });

    // A double click is one payment.
    let payment = check_out(&provider, &store, "ORDER-1", 2_000).await?;
    let again = check_out(&provider, &store, "ORDER-1", 2_000).await?;
    assert_eq!(payment.id(), again.id());

    // The payer approves; the browser returns twice.
    service.approve(payment.id()).ok_or("nothing to approve")?;
    let order = ("ORDER-1", 2_000, payment.id());
    assert!(settle(&provider, &store, order).await?);
    assert!(settle(&provider, &store, order).await?);

    let state = "SELECT state FROM orders WHERE reference = 'ORDER-1'";
    let state: String = sqlx::query_scalar(state).fetch_one(store.pool()).await?;
    assert_eq!(state, "Paid");
    provider.journal().shutdown(Duration::from_secs(10)).await;
    reconciling.abort();
    Ok(())
}
