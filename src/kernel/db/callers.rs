//! Callers that were judged before. Somebody's hundred requests in a row are judged by one snapshot, and so is what chapters
//! derive from it for him.

use std::sync::Arc;

use chrono::NaiveDate;
use quick_cache::sync::Cache;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::role::Role;

/// Callers remembered at once; those that were not asked for lately make room.
const MOST_REMEMBERED: usize = 10_000;

/// The callers of the newest snapshot.
#[derive(Debug)]
pub(crate) struct Callers(Cache<Key, Arc<Caller>>);

/// The person, the agency, and the roles to which the token is narrowed.
type Key = (Id, Id, Option<Arc<[Role]>>);

impl Default for Callers {
    fn default() -> Self {
        Self(Cache::new(MOST_REMEMBERED))
    }
}

impl Callers {
    /// Somebody who acts for an agency, on a date and by a snapshot: as remembered, if both are still the same.
    pub(crate) fn of(&self, user: Id, agency: Id, today: NaiveDate, directory: &Arc<Directory>) -> Arc<Caller> {
        self.narrowed((user, agency, None), today, directory)
    }

    /// The same by a token that may be narrowed to some roles.
    pub(crate) fn narrowed(&self, key: Key, today: NaiveDate, directory: &Arc<Directory>) -> Arc<Caller> {
        let known = self.0.get(&key);
        if let Some(caller) = known.filter(|it| it.today == today && Arc::ptr_eq(&it.directory, directory)) {
            return caller;
        }
        let (user, agency, scope) = key.clone();
        let caller = Arc::new(Caller::new(user, agency, today, directory.clone()).narrowed(scope));
        self.0.insert(key, caller.clone());
        caller
    }
}
