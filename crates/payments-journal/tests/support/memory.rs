//! A store in memory, for virtual time. The suite of the SQL engines runs on it too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use payments_journal::store::{
    AttemptId, AttemptRecord, Claim, DecidedBy, Ending, Filter, Health, JournalStore, Key, Lease,
    NewAttempt, Postponement, Recorded, State, StoreError, StoreResult, StoreTransaction,
    StoredResult, Task,
};
use time::OffsetDateTime;

type Place = (String, u32);

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

/// The table, and its indexes, so that a year of orders costs no more per step than a day of them.
#[derive(Debug, Default)]
struct Rows {
    all: BTreeMap<Place, AttemptRecord>,
    due: BTreeSet<(OffsetDateTime, Place)>,
    open: BTreeSet<(OffsetDateTime, Place)>,
    asked: BTreeSet<Place>,
    by_reference: BTreeMap<String, BTreeSet<Place>>,
}

impl Rows {
    fn insert(&mut self, record: AttemptRecord) {
        let place = place(&record.id);
        self.index(&place, &record, true);
        let reference = record.id.key.reference.clone();
        let of_reference = self.by_reference.entry(reference).or_default();
        of_reference.insert(place.clone());
        self.all.insert(place, record);
    }

    /// Changes a row by `change`, and returns what that returns; `None` where there is no row.
    fn update<T>(
        &mut self,
        place: &Place,
        change: impl FnOnce(&mut AttemptRecord) -> T,
    ) -> Option<T> {
        let mut record = self.all.remove(place)?;
        self.index(place, &record, false);
        let changed = change(&mut record);
        self.index(place, &record, true);
        self.all.insert(place.clone(), record);
        Some(changed)
    }

    fn remove(&mut self, place: &Place) {
        if let Some(record) = self.all.remove(place) {
            self.index(place, &record, false);
            let of_reference = self.by_reference.get_mut(&record.id.key.reference);
            of_reference.unwrap().remove(place);
        }
    }

    fn index(&mut self, place: &Place, record: &AttemptRecord, is_there: bool) {
        fn set<T: Ord>(index: &mut BTreeSet<T>, entry: T, is_there: bool) {
            if is_there {
                index.insert(entry);
            } else {
                index.remove(&entry);
            }
        }
        if let Some(due_at) = record.due_at {
            set(&mut self.due, (due_at, place.clone()), is_there);
        }
        if record.closed_at.is_none() {
            let entry = (record.begun_at, place.clone());
            set(&mut self.open, entry, is_there);
        }
        if record.needs_person.is_some() {
            set(&mut self.asked, place.clone(), is_there);
        }
    }

    fn latest_of(&self, key: &Key) -> Option<&AttemptRecord> {
        let key = key.to_string();
        let range = (key.clone(), 0)..=(key, u32::MAX);
        self.all.range(range).next_back().map(|(_, record)| record)
    }

    fn at<'a>(&'a self, places: impl Iterator<Item = &'a Place>) -> Vec<AttemptRecord> {
        places.map(|place| self.all[place].clone()).collect()
    }
}

impl MemoryStore {
    fn rows(&self) -> MutexGuard<'_, Rows> {
        self.rows.lock().unwrap()
    }
}

fn place(id: &AttemptId) -> Place {
    (id.key.to_string(), id.number)
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
            rows.all.get(&place(&before)).is_some_and(|before| {
                before.state == State::Failed || (before.state == State::Done && attempt.after_done)
            })
        });
        if may_follow && !rows.all.contains_key(&place(&id)) {
            rows.insert(AttemptRecord::claimed(attempt, number));
            return Ok(Claim::Ours(id));
        }
        let found = rows.latest_of(&attempt.key).unwrap();
        if found.attempt_id == attempt.attempt_id && found.state == State::Dispatched {
            return Ok(Claim::Ours(found.id.clone()));
        }
        Ok(Claim::Taken(Box::new(found.clone())))
    }

    async fn record(&self, id: &AttemptId, ending: &Ending) -> StoreResult<Recorded> {
        let recorded = self.rows().update(&place(id), |row| {
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
                return Recorded::Stored;
            }
            let is_late =
                ending.state == State::Done && ending.decided_by == Some(DecidedBy::Response);
            if is_late && row.state == State::Failed {
                row.state = State::Done;
                row.result = ending.result.clone();
                row.decided_by = Some(DecidedBy::Response);
                row.contradicted = true;
                row.task = Some(Task::Deliver);
                row.due_at = ending.next.map(|(_, at)| at);
                row.needs_person = Some("compare".to_owned());
                return Recorded::Contradicted;
            }
            Recorded::AlreadyClosed
        });
        recorded.ok_or_else(|| StoreError::NotFound(id.to_string()))
    }

    async fn delivered(&self, ids: &[AttemptId]) -> StoreResult<()> {
        let mut rows = self.rows();
        for id in ids {
            rows.update(&place(id), |row| {
                if row.task == Some(Task::Deliver) {
                    row.task = row.settle_at.map(|_| Task::Settle);
                    row.due_at = row.settle_at;
                    row.tries = 0;
                }
            });
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
        self.rows().update(&place(id), |row| {
            row.result = Some(result.clone());
            (row.task, row.due_at) = next.unzip();
            row.settle_at = settle_at;
        });
        Ok(())
    }

    async fn lease(&self, lease: &Lease) -> StoreResult<Vec<AttemptRecord>> {
        let mut rows = self.rows();
        let due = rows.due.iter().take_while(|(at, _)| *at <= lease.now);
        let ours = due.filter(|(_, place)| {
            let key = &rows.all[place].id.key;
            key.provider == lease.provider && key.environment == lease.environment
        });
        let limit = usize::try_from(lease.limit).unwrap();
        let leased: Vec<Place> = ours.take(limit).map(|(_, place)| place.clone()).collect();
        let leased = leased.iter().map(|place| {
            let leased = rows.update(place, |row| {
                row.due_at = Some(lease.until);
                row.leased_by = Some(lease.by.clone());
                row.clone()
            });
            leased.unwrap()
        });
        Ok(leased.collect())
    }

    async fn postpone(&self, id: &AttemptId, postponement: &Postponement) -> StoreResult<bool> {
        let postponed = self.rows().update(&place(id), |row| {
            let has_the_task = row.task == Some(postponement.task);
            if has_the_task {
                row.due_at = postponement.due_at;
                row.tries = postponement.tries;
                if postponement.error.is_some() {
                    row.error = postponement.error.clone();
                }
                if postponement.needs_person.is_some() {
                    row.needs_person = postponement.needs_person.clone();
                }
            }
            has_the_task
        });
        Ok(postponed.unwrap_or(false))
    }

    async fn latest(&self, key: &Key) -> StoreResult<Option<AttemptRecord>> {
        Ok(self.rows().latest_of(key).cloned())
    }

    async fn get(&self, id: &AttemptId) -> StoreResult<Option<AttemptRecord>> {
        Ok(self.rows().all.get(&place(id)).cloned())
    }

    async fn list(&self, filter: &Filter, limit: u32) -> StoreResult<Vec<AttemptRecord>> {
        let rows = self.rows();
        let mut found = match filter {
            Filter::Open => rows.at(rows.open.iter().map(|(_, place)| place)),
            Filter::NeedsPerson => rows.at(rows.asked.iter()),
            Filter::Reference(reference) => {
                rows.at(rows.by_reference.get(reference).into_iter().flatten())
            }
            _ => rows.all.values().cloned().collect(),
        };
        found.sort_by_key(|row| (row.begun_at, row.id.number));
        found.truncate(usize::try_from(limit).unwrap());
        Ok(found)
    }

    async fn health(&self, now: OffsetDateTime) -> StoreResult<Health> {
        let rows = self.rows();
        let due = || rows.due.iter().take_while(|(at, _)| *at <= now);
        let count = |many: usize| u64::try_from(many).unwrap();
        let mut health = Health::default();
        health.open = count(rows.open.len());
        health.oldest_open = rows.open.first().map(|(at, _)| *at);
        health.due = count(due().count());
        health.oldest_due = due().next().map(|(at, _)| *at);
        health.needs_person = count(rows.asked.len());
        Ok(health)
    }

    async fn prune(&self, before: OffsetDateTime, limit: u32) -> StoreResult<u64> {
        let mut rows = self.rows();
        let old = rows.all.iter().filter(|(_, row)| {
            row.closed_at.is_some_and(|at| at < before)
                && row.task.is_none()
                && row.needs_person.is_none()
        });
        let old: Vec<_> = old.map(|(place, _)| place.clone()).collect();
        let limit = usize::try_from(limit).unwrap();
        let old = &old[..limit.min(old.len())];
        for place in old {
            rows.remove(place);
        }
        Ok(u64::try_from(old.len()).unwrap())
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
