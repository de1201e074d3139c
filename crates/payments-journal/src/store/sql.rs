//! The statements, once for every engine.
//!
//! Both engines take `$1` for parameters, `INSERT .. ON CONFLICT DO NOTHING`, `UPDATE .. FROM`
//! with a common table expression, and `RETURNING`.

use payments_core::{Environment, Operation};
use time::{Duration, OffsetDateTime};

use super::{StoreError, StoreResult};

/// Microseconds since 1970-01-01 00:00 UTC.
pub(super) fn micros(at: OffsetDateTime) -> i64 {
    let micros = at.unix_timestamp_nanos() / 1_000;
    i64::try_from(micros).unwrap_or(if micros < 0 { i64::MIN } else { i64::MAX })
}

pub(super) fn time(micros: i64) -> StoreResult<OffsetDateTime> {
    OffsetDateTime::UNIX_EPOCH
        .checked_add(Duration::microseconds(micros))
        .ok_or_else(|| StoreError::Unreadable("a time is outside the calendar".to_owned()))
}

pub(super) fn operation(name: &str) -> StoreResult<Operation> {
    name.parse()
        .map_err(|_| StoreError::Unreadable(format!("no operation is named {name:?}")))
}

pub(super) fn environment(name: &str) -> StoreResult<Environment> {
    name.parse()
        .map_err(|_| StoreError::Unreadable(format!("no environment is named {name:?}")))
}

pub(super) fn number(value: i64) -> StoreResult<u32> {
    u32::try_from(value).map_err(|_| StoreError::Unreadable("a count is negative".to_owned()))
}

macro_rules! columns {
    () => {
        "provider, environment, operation, reference, number, attempt_id, fingerprint, amount, state, \
         begun_by, begun_at, result_type, result, error, decided_by, closed_at, closed_by, \
         close_reason, needs_person, contradicted, task, due_at, leased_by, tries, settle_at"
    };
}

macro_rules! attempt_is {
    () => {
        "provider = $1 AND environment = $2 AND operation = $3 AND reference = $4 AND number = $5"
    };
}

/// The statements on a connection of one engine.
macro_rules! statements {
    ($connection:ty, $database:ty, $row:ty, $lock:literal) => {
        use sqlx::Row as _;
        use time::OffsetDateTime;

        use crate::store::sql;
        use crate::store::{
            AttemptId, AttemptRecord, Claim, DecidedBy, Ending, Filter, Health, Key, Lease,
            NewAttempt, Postponement, Recorded, State, StoreError, StoreResult, StoredResult,
            Task,
        };

        type Query<'q> = sqlx::query::Query<
            'q,
            $database,
            <$database as sqlx::Database>::Arguments,
        >;

        fn bind_key<'q>(query: Query<'q>, key: &Key) -> Query<'q> {
            query
                .bind(key.provider.clone())
                .bind(key.environment.to_string())
                .bind(key.operation.name())
                .bind(key.reference.clone())
        }

        fn bind_id<'q>(query: Query<'q>, id: &AttemptId) -> Query<'q> {
            bind_key(query, &id.key).bind(i64::from(id.number))
        }

        fn decode(row: &$row) -> StoreResult<AttemptRecord> {
            let time = |micros: Option<i64>| micros.map(sql::time).transpose();
            let state: String = row.try_get("state")?;
            let decided_by: Option<String> = row.try_get("decided_by")?;
            let task: Option<String> = row.try_get("task")?;
            let unreadable = |what: &str| StoreError::Unreadable(format!("{what} is not known"));
            let kind: Option<String> = row.try_get("result_type")?;
            let json: Option<String> = row.try_get("result")?;
            Ok(AttemptRecord {
                id: AttemptId {
                    key: Key {
                        provider: row.try_get("provider")?,
                        environment: sql::environment(row.try_get("environment")?)?,
                        operation: sql::operation(row.try_get("operation")?)?,
                        reference: row.try_get("reference")?,
                    },
                    number: sql::number(row.try_get("number")?)?,
                },
                attempt_id: row.try_get("attempt_id")?,
                fingerprint: row.try_get("fingerprint")?,
                amount: row.try_get("amount")?,
                state: State::parse(&state).ok_or_else(|| unreadable("the state"))?,
                begun_by: row.try_get("begun_by")?,
                begun_at: sql::time(row.try_get("begun_at")?)?,
                result: kind.zip(json).map(|(kind, json)| StoredResult { kind, json }),
                error: row.try_get("error")?,
                decided_by: decided_by
                    .map(|word| {
                        DecidedBy::parse(&word).ok_or_else(|| unreadable("what decided"))
                    })
                    .transpose()?,
                closed_at: time(row.try_get("closed_at")?)?,
                closed_by: row.try_get("closed_by")?,
                close_reason: row.try_get("close_reason")?,
                needs_person: row.try_get("needs_person")?,
                contradicted: row.try_get::<i64, _>("contradicted")? != 0,
                task: task
                    .map(|word| Task::parse(&word).ok_or_else(|| unreadable("the task")))
                    .transpose()?,
                due_at: time(row.try_get("due_at")?)?,
                leased_by: row.try_get("leased_by")?,
                tries: sql::number(row.try_get("tries")?)?,
                settle_at: time(row.try_get("settle_at")?)?,
            })
        }

        pub(super) async fn claim(
            connection: &mut $connection,
            attempt: &NewAttempt,
        ) -> StoreResult<Claim> {
            const FIRST: &str = "INSERT INTO payments_attempts \
                (provider, environment, operation, reference, number, attempt_id, fingerprint, \
                 state, begun_by, begun_at, task, due_at, amount) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, 'dispatched', $8, $9, 'resolve', $10, $11) \
                ON CONFLICT (provider, environment, operation, reference, number) DO NOTHING";
            const FURTHER: &str = "INSERT INTO payments_attempts \
                (provider, environment, operation, reference, number, attempt_id, fingerprint, \
                 state, begun_by, begun_at, task, due_at, amount) \
                SELECT provider, environment, operation, reference, number + 1, \
                 CAST($6 AS TEXT), CAST($7 AS TEXT), 'dispatched', CAST($8 AS TEXT), \
                 CAST($9 AS BIGINT), 'resolve', CAST($10 AS BIGINT), CAST($11 AS TEXT) \
                FROM payments_attempts WHERE provider = $1 AND environment = $2 \
                 AND operation = $3 AND reference = $4 AND number = $5 \
                 AND (state = 'failed' OR (state = 'done' AND CAST($12 AS BIGINT) = 1)) \
                ON CONFLICT (provider, environment, operation, reference, number) DO NOTHING";
            let query = match attempt.after {
                None => bind_key(sqlx::query(FIRST), &attempt.key).bind(1_i64),
                Some(number) => bind_key(sqlx::query(FURTHER), &attempt.key).bind(i64::from(number)),
            };
            let query = query
                .bind(attempt.attempt_id.clone())
                .bind(attempt.fingerprint.clone())
                .bind(attempt.begun_by.clone())
                .bind(sql::micros(attempt.begun_at))
                .bind(sql::micros(attempt.resolve_at))
                .bind(attempt.amount.clone());
            let query = match attempt.after {
                None => query,
                Some(_) => query.bind(i64::from(attempt.after_done)),
            };
            if query.execute(&mut *connection).await?.rows_affected() == 1 {
                return Ok(Claim::Ours(AttemptId {
                    key: attempt.key.clone(),
                    number: attempt.after.map_or(1, |number| number.saturating_add(1)),
                }));
            }
            let found = latest(connection, &attempt.key).await?.ok_or_else(|| {
                StoreError::Unavailable("the attempt that has the key was deleted".to_owned())
            })?;
            if found.attempt_id == attempt.attempt_id && found.state == State::Dispatched {
                return Ok(Claim::Ours(found.id));
            }
            Ok(Claim::Taken(Box::new(found)))
        }

        pub(super) async fn record(
            connection: &mut $connection,
            id: &AttemptId,
            ending: &Ending,
        ) -> StoreResult<Recorded> {
            const OPEN: &str = concat!(
                "UPDATE payments_attempts SET state = $6, result_type = $7, result = $8, \
                 error = $9, decided_by = $10, closed_at = $11, closed_by = $12, \
                 close_reason = $13, task = COALESCE($14, task), due_at = COALESCE($15, due_at), \
                 settle_at = $16, tries = 0, needs_person = NULL WHERE ",
                attempt_is!(),
                " AND closed_at IS NULL"
            );
            const LATE: &str = concat!(
                "UPDATE payments_attempts SET state = 'done', result_type = $6, result = $7, \
                 decided_by = 'response', contradicted = 1, task = 'deliver', due_at = $8, \
                 tries = 0, needs_person = $9 WHERE ",
                attempt_is!(),
                " AND state = 'failed'"
            );
            let (kind, json) = ending.result.clone().map(|it| (it.kind, it.json)).unzip();
            let (closed_by, reason) = ending.closed_by.clone().unzip();
            let (task, due_at) = ending
                .next
                .map(|(task, at)| (task.as_str(), sql::micros(at)))
                .unzip();
            let stored = bind_id(sqlx::query(OPEN), id)
                .bind(ending.state.as_str())
                .bind(kind.clone())
                .bind(json.clone())
                .bind(ending.error.clone())
                .bind(ending.decided_by.map(DecidedBy::as_str))
                .bind(ending.closed_at.map(sql::micros))
                .bind(closed_by)
                .bind(reason)
                .bind(task)
                .bind(due_at)
                .bind(ending.settle_at.map(sql::micros))
                .execute(&mut *connection)
                .await?;
            if stored.rows_affected() == 1 {
                return Ok(Recorded::Stored);
            }
            if ending.state == State::Done && ending.decided_by == Some(DecidedBy::Response) {
                const INSTRUCTION: &str = "The response says that the provider did it, after the \
                    attempt had been closed as failed. Compare the provider's own pages with your \
                    records: if a further attempt was made, money moved twice";
                let late = bind_id(sqlx::query(LATE), id)
                    .bind(kind)
                    .bind(json)
                    .bind(due_at)
                    .bind(INSTRUCTION)
                    .execute(&mut *connection)
                    .await?;
                if late.rows_affected() == 1 {
                    return Ok(Recorded::Contradicted);
                }
            }
            match get(connection, id).await? {
                Some(_) => Ok(Recorded::AlreadyClosed),
                None => Err(StoreError::NotFound(id.to_string())),
            }
        }

        pub(super) async fn delivered(
            connection: &mut $connection,
            id: &AttemptId,
        ) -> StoreResult<bool> {
            const SQL: &str = concat!(
                "UPDATE payments_attempts SET \
                 task = CASE WHEN settle_at IS NULL THEN NULL ELSE 'settle' END, \
                 due_at = settle_at, tries = 0, leased_by = NULL WHERE ",
                attempt_is!(),
                " AND task = 'deliver'"
            );
            let done = bind_id(sqlx::query(SQL), id).execute(connection).await?;
            Ok(done.rows_affected() == 1)
        }

        pub(super) async fn update_result(
            connection: &mut $connection,
            id: &AttemptId,
            result: &StoredResult,
            next: Option<(Task, OffsetDateTime)>,
            settle_at: Option<OffsetDateTime>,
        ) -> StoreResult<()> {
            const SQL: &str = concat!(
                "UPDATE payments_attempts SET result_type = $6, result = $7, task = $8, \
                 due_at = $9, settle_at = $10, tries = 0 WHERE ",
                attempt_is!(),
                " AND state = 'done'"
            );
            let (task, due_at) = next
                .map(|(task, at)| (task.as_str(), sql::micros(at)))
                .unzip();
            bind_id(sqlx::query(SQL), id)
                .bind(result.kind.clone())
                .bind(result.json.clone())
                .bind(task)
                .bind(due_at)
                .bind(settle_at.map(sql::micros))
                .execute(connection)
                .await?;
            Ok(())
        }

        pub(super) async fn lease(
            connection: &mut $connection,
            lease: &Lease,
        ) -> StoreResult<Vec<AttemptRecord>> {
            const SQL: &str = concat!(
                "WITH due AS (SELECT provider AS p, environment AS e, operation AS o, \
                 reference AS r, number AS n FROM payments_attempts \
                 WHERE provider = $1 AND environment = $2 AND due_at <= $3 \
                 ORDER BY due_at LIMIT $6 ",
                $lock,
                ") UPDATE payments_attempts SET due_at = $4, leased_by = $5 FROM due \
                 WHERE provider = p AND environment = e AND operation = o AND reference = r \
                 AND number = n RETURNING ",
                columns!()
            );
            let rows = sqlx::query(SQL)
                .bind(lease.provider.clone())
                .bind(lease.environment.to_string())
                .bind(sql::micros(lease.now))
                .bind(sql::micros(lease.until))
                .bind(lease.by.clone())
                .bind(i64::from(lease.limit))
                .fetch_all(connection)
                .await?;
            let mut leased = rows.iter().map(decode).collect::<StoreResult<Vec<_>>>()?;
            leased.sort_by_key(|record| record.begun_at);
            Ok(leased)
        }

        pub(super) async fn postpone(
            connection: &mut $connection,
            id: &AttemptId,
            postponement: &Postponement,
        ) -> StoreResult<bool> {
            const SQL: &str = concat!(
                "UPDATE payments_attempts SET due_at = $7, tries = $8, \
                 error = COALESCE($9, error), needs_person = COALESCE($10, needs_person), \
                 leased_by = NULL WHERE ",
                attempt_is!(),
                " AND task = $6"
            );
            let done = bind_id(sqlx::query(SQL), id)
                .bind(postponement.task.as_str())
                .bind(postponement.due_at.map(sql::micros))
                .bind(i64::from(postponement.tries))
                .bind(postponement.error.clone())
                .bind(postponement.needs_person.clone())
                .execute(connection)
                .await?;
            Ok(done.rows_affected() == 1)
        }

        pub(super) async fn latest(
            connection: &mut $connection,
            key: &Key,
        ) -> StoreResult<Option<AttemptRecord>> {
            const SQL: &str = concat!(
                "SELECT ",
                columns!(),
                " FROM payments_attempts WHERE provider = $1 AND environment = $2 \
                 AND operation = $3 AND reference = $4 ORDER BY number DESC LIMIT 1"
            );
            let row = bind_key(sqlx::query(SQL), key)
                .fetch_optional(connection)
                .await?;
            row.as_ref().map(decode).transpose()
        }

        pub(super) async fn get(
            connection: &mut $connection,
            id: &AttemptId,
        ) -> StoreResult<Option<AttemptRecord>> {
            const SQL: &str = concat!(
                "SELECT ",
                columns!(),
                " FROM payments_attempts WHERE ",
                attempt_is!()
            );
            let row = bind_id(sqlx::query(SQL), id)
                .fetch_optional(connection)
                .await?;
            row.as_ref().map(decode).transpose()
        }

        pub(super) async fn list(
            connection: &mut $connection,
            filter: &Filter,
            limit: u32,
        ) -> StoreResult<Vec<AttemptRecord>> {
            macro_rules! listing {
                ($where:literal) => {
                    concat!(
                        "SELECT ",
                        columns!(),
                        " FROM payments_attempts ",
                        $where,
                        " ORDER BY begun_at, number LIMIT $1"
                    )
                };
            }
            let limit = i64::from(limit);
            let query = match filter {
                Filter::All => sqlx::query(listing!("")).bind(limit),
                Filter::Open => sqlx::query(listing!("WHERE closed_at IS NULL")).bind(limit),
                Filter::NeedsPerson => {
                    sqlx::query(listing!("WHERE needs_person IS NOT NULL")).bind(limit)
                }
                Filter::Reference(reference) => sqlx::query(listing!("WHERE reference = $2"))
                    .bind(limit)
                    .bind(reference.clone()),
            };
            let rows = query.fetch_all(connection).await?;
            rows.iter().map(decode).collect()
        }

        pub(super) async fn health(
            connection: &mut $connection,
            now: OffsetDateTime,
        ) -> StoreResult<Health> {
            const OPEN: &str = "SELECT COUNT(*) AS many, MIN(begun_at) AS oldest \
                FROM payments_attempts WHERE closed_at IS NULL";
            const DUE: &str = "SELECT COUNT(*) AS many, MIN(due_at) AS oldest \
                FROM payments_attempts WHERE due_at IS NOT NULL AND due_at <= $1";
            const PERSON: &str = "SELECT COUNT(*) AS many FROM payments_attempts \
                WHERE needs_person IS NOT NULL";
            let count = |many: i64| u64::try_from(many).unwrap_or_default();
            let open = sqlx::query(OPEN).fetch_one(&mut *connection).await?;
            let due = sqlx::query(DUE)
                .bind(sql::micros(now))
                .fetch_one(&mut *connection)
                .await?;
            let person = sqlx::query(PERSON).fetch_one(&mut *connection).await?;
            let oldest = |micros: Option<i64>| micros.map(sql::time).transpose();
            Ok(Health {
                open: count(open.try_get("many")?),
                oldest_open: oldest(open.try_get("oldest")?)?,
                due: count(due.try_get("many")?),
                oldest_due: oldest(due.try_get("oldest")?)?,
                needs_person: count(person.try_get("many")?),
            })
        }

        pub(super) async fn prune(
            connection: &mut $connection,
            before: OffsetDateTime,
            limit: u32,
        ) -> StoreResult<u64> {
            const SQL: &str = "DELETE FROM payments_attempts \
                WHERE (provider, environment, operation, reference, number) IN \
                (SELECT provider, environment, operation, reference, number \
                 FROM payments_attempts \
                 WHERE closed_at < $1 AND task IS NULL AND needs_person IS NULL \
                 ORDER BY closed_at LIMIT $2)";
            let done = sqlx::query(SQL)
                .bind(sql::micros(before))
                .bind(i64::from(limit))
                .execute(connection)
                .await?;
            Ok(done.rows_affected())
        }

        pub(super) async fn load_token(
            connection: &mut $connection,
            name: &str,
        ) -> StoreResult<Option<(String, i64)>> {
            const SQL: &str = "SELECT sealed, version FROM payments_tokens \
                WHERE name = $1 AND sealed IS NOT NULL";
            let row = sqlx::query(SQL)
                .bind(name.to_owned())
                .fetch_optional(connection)
                .await?;
            row.map(|row| Ok((row.try_get("sealed")?, row.try_get("version")?)))
                .transpose()
        }

        pub(super) async fn save_token(
            connection: &mut $connection,
            name: &str,
            sealed: &str,
            by: &str,
        ) -> StoreResult<()> {
            const SQL: &str = "INSERT INTO payments_tokens \
                (name, sealed, version, leased_by, leased_until) VALUES ($1, $2, 1, NULL, 0) \
                ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed, \
                 version = payments_tokens.version + 1, \
                 leased_until = CASE WHEN payments_tokens.leased_by = $3 THEN 0 \
                  ELSE payments_tokens.leased_until END";
            sqlx::query(SQL)
                .bind(name.to_owned())
                .bind(sealed.to_owned())
                .bind(by.to_owned())
                .execute(connection)
                .await?;
            Ok(())
        }

        pub(super) async fn lease_token(
            connection: &mut $connection,
            name: &str,
            by: &str,
            now: OffsetDateTime,
            until: OffsetDateTime,
        ) -> StoreResult<bool> {
            const SQL: &str = "INSERT INTO payments_tokens \
                (name, sealed, version, leased_by, leased_until) VALUES ($1, NULL, 0, $2, $4) \
                ON CONFLICT (name) DO UPDATE SET leased_by = excluded.leased_by, \
                 leased_until = excluded.leased_until \
                 WHERE payments_tokens.leased_until <= $3 OR payments_tokens.leased_by = $2";
            let done = sqlx::query(SQL)
                .bind(name.to_owned())
                .bind(by.to_owned())
                .bind(sql::micros(now))
                .bind(sql::micros(until))
                .execute(connection)
                .await?;
            Ok(done.rows_affected() == 1)
        }
    };
}

pub(super) use {attempt_is, columns, statements};
