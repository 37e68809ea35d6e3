//! How much each agency keeps here: the entries that its people wrote, what these tell before and after, and its files. What is
//! written is counted in memory and settled every few seconds, so that no two writes of an agency wait for each other's count; a
//! crash forgets the last seconds of it.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use parking_lot::Mutex;

use crate::kernel::id::Id;
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::storage_used::{self, table};

/// What each agency keeps, in bytes.
#[derive(Debug, Default)]
pub(crate) struct Storage {
    /// None is no quota.
    quota: Option<i64>,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    settled: HashMap<Id, i64>,
    since: BTreeMap<Id, i64>,
}

impl Storage {
    pub(crate) fn new(quota: Option<i64>) -> Self {
        Self { quota, counts: Mutex::default() }
    }

    /// An agency keeps so many bytes more, or fewer.
    pub(crate) fn charge(&self, agency: Id, bytes: i64) {
        if bytes != 0 {
            *self.counts.lock().since.entry(agency).or_default() += bytes;
        }
    }

    /// Whether an agency keeps as much as it may.
    pub(crate) fn is_full(&self, agency: Id) -> bool {
        let Some(quota) = self.quota else { return false };
        let counts = self.counts.lock();
        let of = |map: Option<&i64>| map.copied().unwrap_or_default();
        of(counts.settled.get(&agency)) + of(counts.since.get(&agency)) >= quota
    }

    /// What was counted since the last time, to be settled now.
    pub(crate) fn taken(&self) -> BTreeMap<Id, i64> {
        std::mem::take(&mut self.counts.lock().since)
    }

    /// Reads what is settled, of all instances.
    pub(crate) fn learn(&self, connection: &mut AnyConnection) -> QueryResult<()> {
        let rows: Vec<(Id, i64)> = table.select((storage_used::agency_id, storage_used::bytes)).load(connection)?;
        self.counts.lock().settled = rows.into_iter().collect();
        Ok(())
    }

    /// The agencies that keep most, and how much.
    pub(crate) fn largest(&self, number: usize) -> Vec<(Id, i64)> {
        let counts = self.counts.lock();
        let mut all: Vec<(Id, i64)> = counts.settled.iter().map(|(id, bytes)| (*id, *bytes)).collect();
        drop(counts);
        all.sort_by_key(|(id, bytes)| (std::cmp::Reverse(*bytes), *id));
        all.truncate(number);
        all
    }
}

/// Adds to what is settled. In the order of the agencies, so that no two instances wait for each other.
pub(crate) fn settle(connection: &mut AnyConnection, counted: &BTreeMap<Id, i64>) -> QueryResult<()> {
    for (agency, bytes) in counted {
        let known = diesel::update(table.find(agency)).set(storage_used::bytes.eq(storage_used::bytes + bytes));
        if known.execute(connection)? == 0 {
            let first = (storage_used::agency_id.eq(agency), storage_used::bytes.eq(bytes));
            diesel::insert_into(table).values(first).execute(connection)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_is_full_when_it_keeps_as_much_as_it_may() {
        let (one, two) = (Id::fresh(), Id::fresh());
        let storage = Storage::new(Some(100));
        storage.charge(one, 99);
        assert!(!storage.is_full(one));
        storage.charge(one, 1);
        assert!(storage.is_full(one) && !storage.is_full(two));
        storage.charge(one, -50);
        assert!(!storage.is_full(one), "what is removed makes room");
        assert_eq!(storage.taken(), BTreeMap::from([(one, 50)]));
        let boundless = Storage::new(None);
        boundless.charge(one, i64::MAX / 2);
        assert!(!boundless.is_full(one));
    }
}
