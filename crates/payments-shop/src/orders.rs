//! The shop's tables, in the journal's database: orders, and the tries to pay them.

use payments_core::{
    Currency, MerchantReference, Money, NextAction, Payment, PaymentId, PaymentStatus,
};
use payments_journal::sqlx;
use payments_journal::store::StoreTransaction;

use crate::ShopError;

/// An order. Its id is random, so that knowing the address of its page is the right to see it.
#[derive(Clone, Debug)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) product: String,
    pub(crate) quantity: i64,
    pub(crate) amount: Money,
    /// Whether it is charged every month.
    pub(crate) monthly: bool,
}

/// A try to pay an order.
#[derive(Clone, Debug)]
pub(crate) struct Try {
    /// The merchant's reference of the payment, and so its idempotency key.
    pub(crate) reference: MerchantReference,
    pub(crate) order: String,
    pub(crate) state: State,
    /// The provider's id, once it is known.
    pub(crate) payment: Option<PaymentId>,
    /// A sentence for the payer.
    pub(crate) note: Option<String>,
    pub(crate) action: Option<NextAction>,
}

macro_rules! states {
    ($($(#[$docs:meta])* $state:ident = $word:literal,)*) => {
        /// What the shop knows of a try. What is in flight or unknown, the journal knows.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum State { $($(#[$docs])* $state,)* }

        impl State {
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$state => $word,)* }
            }

            fn parse(word: &str) -> Option<Self> {
                [$(Self::$state),*].into_iter().find(|state| state.word() == word)
            }
        }
    };
}

states! {
    /// No payment exists as far as the shop knows.
    Open = "open",
    /// The payer has to do something.
    Waiting = "waiting",
    /// The payer approved, and the shop has to confirm.
    Approved = "approved",
    /// The money moved.
    Paid = "paid",
    /// It ended without a payment. Another try is allowed.
    Cancelled = "cancelled",
    /// It was refused. Another try is allowed.
    Declined = "declined",
    /// It was paid, and the money went back.
    Returned = "returned",
    /// A person has to look at it.
    Review = "review",
}

impl State {
    pub(crate) fn of(status: &PaymentStatus) -> Self {
        match status {
            PaymentStatus::AwaitingApproval | PaymentStatus::Processing => Self::Waiting,
            PaymentStatus::Approved => Self::Approved,
            PaymentStatus::Paid => Self::Paid,
            PaymentStatus::Cancelled | PaymentStatus::Expired => Self::Cancelled,
            PaymentStatus::Declined => Self::Declined,
            PaymentStatus::Voided
            | PaymentStatus::Refunded
            | PaymentStatus::PartiallyRefunded
            | PaymentStatus::Disputed => Self::Returned,
            // A status that this version does not know is neither a success nor a failure.
            _ => Self::Review,
        }
    }
}

/// What a try becomes.
#[derive(Clone, Debug)]
pub(crate) struct Change {
    pub(crate) state: State,
    pub(crate) payment: Option<PaymentId>,
    pub(crate) note: Option<String>,
    pub(crate) action: Option<NextAction>,
}

impl Change {
    pub(crate) fn to(state: State) -> Self {
        Self {
            state,
            payment: None,
            note: None,
            action: None,
        }
    }

    pub(crate) fn with_note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    pub(crate) fn of(payment: &Payment) -> Self {
        Self {
            state: State::of(payment.status()),
            payment: Some(payment.id().clone()),
            note: payment.decline().map(|decline| decline.to_string()),
            action: payment.next_action().cloned(),
        }
    }
}

/// Which try a change is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Of<'a> {
    Reference(&'a str),
    Payment(&'a str),
}

const TABLES: [&str; 3] = [
    "CREATE TABLE IF NOT EXISTS shop_orders (id TEXT PRIMARY KEY, product TEXT NOT NULL, \
     quantity BIGINT NOT NULL, minor BIGINT NOT NULL, currency TEXT NOT NULL, \
     monthly BIGINT NOT NULL, created_at BIGINT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS shop_tries (reference TEXT PRIMARY KEY, order_id TEXT NOT NULL, \
     number BIGINT NOT NULL, state TEXT NOT NULL, payment TEXT, note TEXT, action TEXT)",
    "CREATE INDEX IF NOT EXISTS shop_tries_of_order ON shop_tries (order_id, number)",
];
const ADD_ORDER: &str = "INSERT INTO shop_orders VALUES ($1, $2, $3, $4, $5, $6, $7)";
const ORDER: &str = "SELECT id, product, quantity, minor, currency, monthly FROM shop_orders \
     WHERE id = $1";
const LATEST_ORDERS: &str = "SELECT id, product, quantity, minor, currency, monthly \
     FROM shop_orders ORDER BY created_at DESC, id LIMIT 50";
const TRIES: &str = "SELECT reference, order_id, state, payment, note, action FROM shop_tries \
     WHERE order_id = $1 ORDER BY number";
const IN_STATE: &str = "SELECT reference, order_id, state, payment, note, action FROM shop_tries \
     WHERE state = $1 ORDER BY reference LIMIT 1000";
/// The next try exists only where each one before it is finished and moved no money. Of two
/// requests at once, the primary key lets one through.
const ADD_TRY: &str = "INSERT INTO shop_tries (reference, order_id, number, state) \
     SELECT $1, $2, $3, 'open' WHERE NOT EXISTS (SELECT 1 FROM shop_tries WHERE order_id = $2 \
     AND state NOT IN ('cancelled', 'declined')) ON CONFLICT DO NOTHING";
/// What is finished stays finished, whatever arrives late; unless it says that money moved. Money
/// that went back stays returned: a late report that it was paid is older.
const BY_REFERENCE: &str = "UPDATE shop_tries SET state = $2, payment = COALESCE($3, payment), \
     note = $4, action = $5 WHERE reference = $1 AND ($2 IN ('paid', 'returned', 'review') \
     OR state NOT IN ('paid', 'cancelled', 'declined', 'returned')) \
     AND NOT (state = 'paid' AND $2 = 'review') AND NOT (state = 'returned' AND $2 = 'paid')";
const BY_PAYMENT: &str = "UPDATE shop_tries SET state = $2, payment = COALESCE($3, payment), \
     note = $4, action = $5 WHERE payment = $1 AND ($2 IN ('paid', 'returned', 'review') \
     OR state NOT IN ('paid', 'cancelled', 'declined', 'returned')) \
     AND NOT (state = 'paid' AND $2 = 'review') AND NOT (state = 'returned' AND $2 = 'paid')";

type OrderRow = (String, String, i64, i64, String, i64);
type TryRow = (
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<String>,
);

/// The pool of the journal's store. The statements are the same for both engines.
#[derive(Clone, Debug)]
pub(crate) enum Orders {
    Sqlite(sqlx::SqlitePool),
    #[cfg(feature = "postgres")]
    Postgres(sqlx::PgPool),
}

/// Runs the same expression on the pool of either engine.
macro_rules! on {
    ($orders:ident, $pool:ident => $run:expr) => {
        match $orders {
            Orders::Sqlite($pool) => $run,
            #[cfg(feature = "postgres")]
            Orders::Postgres($pool) => $run,
        }
    };
}

/// An update of a try, ready to be executed on a pool or in a transaction of either engine.
macro_rules! update {
    ($of:expr, $change:expr, $executor:expr) => {{
        let (sql, key) = match $of {
            Of::Reference(reference) => (BY_REFERENCE, reference),
            Of::Payment(id) => (BY_PAYMENT, id),
        };
        let action = $change.action.as_ref();
        let action = action.and_then(|action| serde_json::to_string(action).ok());
        sqlx::query(sql)
            .bind(key.to_owned())
            .bind($change.state.word())
            .bind($change.payment.as_ref().map(ToString::to_string))
            .bind($change.note.clone())
            .bind(action)
            .execute($executor)
            .await?
            .rows_affected()
    }};
}

impl Orders {
    pub(crate) async fn create_tables(&self) -> Result<(), ShopError> {
        for sql in TABLES {
            on!(self, pool => { sqlx::query(sql).execute(pool).await?; });
        }
        Ok(())
    }

    /// Adds an order with its first try.
    pub(crate) async fn add(&self, order: &Order, at: i64) -> Result<(), ShopError> {
        let minor = i64::try_from(order.amount.minor_units());
        let minor = minor.map_err(|_| ShopError::BadRequest("The amount is too large.".into()))?;
        on!(self, pool => {
            sqlx::query(ADD_ORDER)
                .bind(order.id.clone())
                .bind(order.product.clone())
                .bind(order.quantity)
                .bind(minor)
                .bind(order.amount.currency().code().to_owned())
                .bind(i64::from(order.monthly))
                .bind(at)
                .execute(pool)
                .await?;
        });
        self.add_try(&order.id, 1).await
    }

    async fn add_try(&self, order: &str, number: usize) -> Result<(), ShopError> {
        let count = i64::try_from(number).map_err(|_| ShopError::Unreadable("number"))?;
        on!(self, pool => {
            sqlx::query(ADD_TRY)
                .bind(format!("{order}-{number}"))
                .bind(order.to_owned())
                .bind(count)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// Adds the next try of an order, if the tries so far allow it.
    pub(crate) async fn try_again(&self, order: &str) -> Result<(), ShopError> {
        let number = self.tries(order).await?.len() + 1;
        self.add_try(order, number).await
    }

    pub(crate) async fn get(&self, id: &str) -> Result<Option<Order>, ShopError> {
        let row: Option<OrderRow> = on!(self, pool => {
            sqlx::query_as(ORDER).bind(id.to_owned()).fetch_optional(pool).await?
        });
        row.map(order).transpose()
    }

    pub(crate) async fn latest(&self) -> Result<Vec<Order>, ShopError> {
        let rows: Vec<OrderRow> = on!(self, pool => {
            sqlx::query_as(LATEST_ORDERS).fetch_all(pool).await?
        });
        rows.into_iter().map(order).collect()
    }

    /// The tries of an order, the latest last.
    pub(crate) async fn tries(&self, order: &str) -> Result<Vec<Try>, ShopError> {
        let rows: Vec<TryRow> = on!(self, pool => {
            sqlx::query_as(TRIES).bind(order.to_owned()).fetch_all(pool).await?
        });
        rows.into_iter().map(attempt).collect()
    }

    /// The tries in a state, 1,000 at the most.
    pub(crate) async fn in_state(&self, state: State) -> Result<Vec<Try>, ShopError> {
        let rows: Vec<TryRow> = on!(self, pool => {
            sqlx::query_as(IN_STATE).bind(state.word()).fetch_all(pool).await?
        });
        rows.into_iter().map(attempt).collect()
    }

    /// Changes a try. Returns whether there is one that may become this.
    pub(crate) async fn change(&self, of: Of<'_>, change: &Change) -> Result<bool, ShopError> {
        Ok(on!(self, pool => update!(of, change, pool)) > 0)
    }

    /// Changes a try in the transaction of a verdict.
    pub(crate) async fn change_in(
        transaction: &mut StoreTransaction,
        of: Of<'_>,
        change: &Change,
    ) -> Result<bool, ShopError> {
        #[cfg(feature = "postgres")]
        if let Some(connection) = transaction.postgres() {
            return Ok(update!(of, change, connection) > 0);
        }
        match transaction.sqlite() {
            Some(connection) => Ok(update!(of, change, connection) > 0),
            None => Err(ShopError::Engine("is one that this build does not have")),
        }
    }
}

fn order(row: OrderRow) -> Result<Order, ShopError> {
    let (id, product, quantity, minor, currency, monthly) = row;
    let currency = Currency::from_code(&currency).ok_or(ShopError::Unreadable("currency"))?;
    Ok(Order {
        id,
        product,
        quantity,
        amount: Money::from_minor(minor, currency),
        monthly: monthly != 0,
    })
}

fn attempt(row: TryRow) -> Result<Try, ShopError> {
    let (reference, order, state, payment, note, action) = row;
    Ok(Try {
        reference: reference.into(),
        order,
        state: State::parse(&state).ok_or(ShopError::Unreadable("state"))?,
        payment: payment.map(PaymentId::new),
        note,
        action: action.and_then(|action| serde_json::from_str(&action).ok()),
    })
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::SqlitePoolOptions;

    use super::*;

    #[tokio::test]
    async fn money_that_went_back_is_not_paid_by_a_late_report() {
        let pool = SqlitePoolOptions::new().max_connections(1);
        let orders = Orders::Sqlite(pool.connect("sqlite::memory:").await.unwrap());
        orders.create_tables().await.unwrap();
        let order = Order {
            id: "a".into(),
            product: "Coffee".into(),
            quantity: 1,
            amount: Money::from_minor(1_000, Currency::MXN),
            monthly: false,
        };
        orders.add(&order, 0).await.unwrap();
        let of = Of::Reference("a-1");
        for (state, is_taken) in [
            (State::Declined, true),
            (State::Waiting, false),
            (State::Paid, true),
            (State::Review, false),
            (State::Returned, true),
            (State::Paid, false),
        ] {
            let taken = orders.change(of, &Change::to(state)).await.unwrap();
            assert_eq!(taken, is_taken, "{}", state.word());
        }
        let tries = orders.tries("a").await.unwrap();
        assert!(tries[0].state == State::Returned);
    }
}
