//! A store in memory, for virtual time. The suite of the SQL engines runs on it too.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, DecidedBy, Ending, Filter, Health, JournalStore, Key, Lease,
    NewAttempt, Postponement, Recorded, State, StoreError, StoreResult, StoreTransaction,
    StoredResult, Task,
};
use time::OffsetDateTime;

type Rows = BTreeMap<(String, u32), AttemptRecord>;

/// Attempts in memory.
#[derive(Debug, Default)]
pub(crate) struct MemoryStore {
    rows: Mutex<Rows>,
    tokens: Mutex<BTreeMap<String, Token>>,
}

#[derive(Debug, Default)]
struct Token {
    sealed: Option<String>,
    version: i64,
    leased_by: String,
    leased_until: Option<OffsetDateTime>,
}

impl MemoryStore {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap()
    }
}

fn place(id: &AttemptId) -> (String, u32) {
    (id.key.to_string(), id.number)
}

fn latest_of<'a>(rows: &'a Rows, key: &Key) -> Option<&'a AttemptRecord> {
    let key = key.to_string();
    let range = (key.clone(), 0)..=(key, u32::MAX);
    rows.range(range).next_back().map(|(_, record)| record)
}

#[async_trait]
impl JournalStore for MemoryStore {
    async fn claim(&self, attempt: &NewAttempt) -> StoreResult<Claim> {
        let mut rows = self.rows();
        let number = attempt.after.map_or(1, |number| number + 1);
        let id = AttemptId {
            key: attempt.key.clone(),
            number,
        };
        let may_follow = attempt.after.is_none_or(|after| {
            let before = AttemptId {
                number: after,
                ..id.clone()
            };
            rows.get(&place(&before)).is_some_and(|before| {
                before.state == State::Failed || (before.state == State::Done && attempt.after_done)
            })
        });
        if may_follow && !rows.contains_key(&place(&id)) {
            rows.insert(place(&id), AttemptRecord::claimed(attempt, number));
            return Ok(Claim::Ours(id));
        }
        let found = latest_of(&rows, &attempt.key).unwrap();
        if found.attempt_id == attempt.attempt_id && found.state == State::Dispatched {
            return Ok(Claim::Ours(found.id.clone()));
        }
        Ok(Claim::Taken(Box::new(found.clone())))
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        let mut rows = self.rows();
        let row = rows.get_mut(&place(id));
        let row = row.ok_or_else(|| StoreError::NotFound(id.to_string()))?;
        if row.closed_at.is_none() {
            row.state = ending.state;
            row.result = ending.result.clone();
            row.error = ending.error.clone();
            row.decided_by = ending.decided_by;
            row.closed_at = ending.closed_at;
            (row.closed_by, row.close_reason) = ending.closed_by.clone().unzip();
            if let Some((task, due_at)) = ending.next {
                (row.task, row.due_at) = (Some(task), Some(due_at));
            }
            row.settle_at = ending.settle_at;
            row.tries = 0;
            row.needs_person = None;
            return Ok(Recorded::Stored);
        }
        let is_late = ending.state == State::Done && ending.decided_by == Some(DecidedBy::Response);
        if is_late && row.state == State::Failed {
            row.state = State::Done;
            row.result = ending.result.clone();
            row.decided_by = Some(DecidedBy::Response);
            row.contradicted = true;
            row.task = Some(Task::Deliver);
            row.due_at = ending.next.map(|(_, at)| at);
            row.needs_person = Some("compare".to_owned());
            return Ok(Recorded::Contradicted);
        }
        Ok(Recorded::AlreadyClosed)
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        let mut rows = self.rows();
        for id in ids {
            let row = rows.get_mut(&place(id));
            if let Some(row) = row.filter(|row| row.task == Some(Task::Deliver)) {
                row.task = row.settle_at.map(|_| Task::Settle);
                row.due_at = row.settle_at;
                row.tries = 0;
            }
        }
        Ok(())
    }

    async fn update_result(
        &self,
        id: &AttemptId,
        result: &StoredResult,
        next: Option<(Task, OffsetDateTime)>,
        settle_at: Option<OffsetDateTime>,
    ) -> StoreResult<()> {
        if let Some(row) = self.rows().get_mut(&place(id)) {
            row.result = Some(result.clone());
            (row.task, row.due_at) = next.unzip();
            row.settle_at = settle_at;
        }
        Ok(())
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        let mut rows = self.rows();
        let mut due: Vec<&mut AttemptRecord> = rows
            .values_mut()
            .filter(|row| {
                row.id.key.provider == lease.provider
                    && row.id.key.environment == lease.environment
                    && row.due_at.is_some_and(|due_at| due_at <= lease.now)
            })
            .collect();
        due.sort_by_key(|row| row.due_at);
        due.truncate(usize::try_from(lease.limit).unwrap());
        let leased = due.into_iter().map(|row| {
            row.due_at = Some(lease.until);
            row.leased_by = Some(lease.by.clone());
            row.clone()
        });
        Ok(leased.collect())
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        let mut rows = self.rows();
        let row = rows.get_mut(&place(id));
        let Some(row) = row.filter(|row| row.task == Some(postponement.task)) else {
            return Ok(false);
        };
        row.due_at = postponement.due_at;
        row.tries = postponement.tries;
        if postponement.error.is_some() {
            row.error = postponement.error.clone();
        }
        if postponement.needs_person.is_some() {
            row.needs_person = postponement.needs_person.clone();
        }
        Ok(true)
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        Ok(latest_of(&self.rows(), key).cloned())
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        Ok(self.rows().get(&place(id)).cloned())
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        let rows = self.rows();
        let mut found: Vec<AttemptRecord> = rows
            .values()
            .filter(|row| match filter {
                Filter::Open => row.closed_at.is_none(),
                Filter::NeedsPerson => row.needs_person.is_some(),
                Filter::Reference(reference) => row.id.key.reference == *reference,
                _ => true,
            })
            .cloned()
            .collect();
        found.sort_by_key(|row| (row.begun_at, row.id.number));
        found.truncate(usize::try_from(limit).unwrap());
        Ok(found)
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        let rows = self.rows();
        let open = rows.values().filter(|row| row.closed_at.is_none());
        let due = rows
            .values()
            .filter(|row| row.due_at.is_some_and(|at| at <= now));
        let count = |many: usize| u64::try_from(many).unwrap();
        let mut health = Health::default();
        health.open = count(open.clone().count());
        health.oldest_open = open.map(|row| row.begun_at).min();
        health.due = count(due.clone().count());
        health.oldest_due = due.filter_map(|row| row.due_at).min();
        let asked = rows.values().filter(|row| row.needs_person.is_some());
        health.needs_person = count(asked.count());
        Ok(health)
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        let mut rows = self.rows();
        let old = rows.iter().filter(|(_, row)| {
            row.closed_at.is_some_and(|at| at < before)
                && row.task.is_none()
                && row.needs_person.is_none()
        });
        let old: Vec<_> = old.map(|(place, _)| place.clone()).collect();
        let limit = usize::try_from(limit).unwrap();
        let pruned = old
            .iter()
            .take(limit)
            .filter(|place| rows.remove(place).is_some());
        Ok(u64::try_from(pruned.count()).unwrap())
    }

    async fn begin_delivery(&self, _: &AttemptId) -> StoreResult<Option<StoreTransaction>> {
        let reason = "a store in memory has no transactions";
        Err(StoreError::Refused(reason.to_owned()))
    }

    async fn load_token(&self, name: &str) -> StoreResult<Option<(String, i64)>> {
        let tokens = self.tokens.lock().unwrap();
        let token = tokens.get(name);
        Ok(token.and_then(|token| Some((token.sealed.clone()?, token.version))))
    }

    async fn save_token(&self, name: &str, sealed: &str, by: &str) -> StoreResult<()> {
        let mut tokens = self.tokens.lock().unwrap();
        let token = tokens.entry(name.to_owned()).or_default();
        token.sealed = Some(sealed.to_owned());
        token.version += 1;
        if token.leased_by == by {
            token.leased_until = None;
        }
        Ok(())
    }

    async fn lease_token(
        &self,
        name: &str,
        by: &str,
        now: OffsetDateTime,
        until: OffsetDateTime,
    ) -> StoreResult<bool> {
        let mut tokens = self.tokens.lock().unwrap();
        let token = tokens.entry(name.to_owned()).or_default();
        let is_free = token.leased_until.is_none_or(|until| until <= now);
        if is_free || token.leased_by == by {
            token.leased_by = by.to_owned();
            token.leased_until = Some(until);
            return Ok(true);
        }
        Ok(false)
    }
}
