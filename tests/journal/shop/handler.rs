//! The shop's handler, which writes in the transaction of the verdict.

use async_trait::async_trait;
use payments_journal::verdict::HandlerError;
use payments_journal::{Delivery, Fact, Verdict, VerdictHandler, sqlx};
use sqlx::Connection;

use super::points::Points;

const CREATE: &str = "CREATE TABLE IF NOT EXISTS shop_verdicts (attempt TEXT NOT NULL, \
     fact TEXT NOT NULL)";
const INSERT: &str = "INSERT INTO shop_verdicts (attempt, fact) VALUES ($1, $2)";

const TWICE: &str = "SELECT COUNT(*) FROM (SELECT attempt FROM shop_verdicts \
     GROUP BY attempt, fact HAVING COUNT(*) > 1) AS twice";

/// How many verdicts were delivered more than once.
pub(crate) async fn delivered_twice(database: &str) -> i64 {
    if database.starts_with("postgres://") {
        let mut connection = sqlx::PgConnection::connect(database).await.unwrap();
        sqlx::query_scalar(TWICE)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    } else {
        let mut connection = sqlx::SqliteConnection::connect(database).await.unwrap();
        sqlx::query_scalar(TWICE)
            .fetch_one(&mut connection)
            .await
            .unwrap()
    }
}

/// Creates the shop's table beside the journal's.
pub(crate) async fn create_table(database: &str) {
    if database.starts_with("postgres://") {
        let mut connection = sqlx::PgConnection::connect(database).await.unwrap();
        sqlx::query(CREATE).execute(&mut connection).await.unwrap();
    } else {
        let mut connection = sqlx::SqliteConnection::connect(database).await.unwrap();
        sqlx::query(CREATE).execute(&mut connection).await.unwrap();
    }
}

/// Keeps verdicts.
pub(crate) struct Orders {
    points: Points,
}

impl Orders {
    pub(crate) fn new(points: Points) -> Self {
        Self { points }
    }
}

#[async_trait]
impl VerdictHandler for Orders {
    async fn handle(&self, verdict: &Verdict, delivery: Delivery<'_>) -> Result<(), HandlerError> {
        let Some(mut transaction) = delivery.begin().await? else {
            return Ok(());
        };
        let attempt = verdict.id.to_string();
        let fact = match &verdict.fact {
            Fact::Payment(payment) => format!("{:?}", payment.status()),
            Fact::DidNotHappen(_) => "did not happen".to_owned(),
            _ => "done".to_owned(),
        };
        if let Some(connection) = transaction.postgres() {
            let insert = sqlx::query(INSERT).bind(attempt).bind(fact);
            self.points.around(insert.execute(connection)).await?;
        } else if let Some(connection) = transaction.sqlite() {
            let insert = sqlx::query(INSERT).bind(attempt).bind(fact);
            self.points.around(insert.execute(connection)).await?;
        }
        self.points.around(transaction.commit()).await?;
        Ok(())
    }
}
