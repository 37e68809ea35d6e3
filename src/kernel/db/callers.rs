//! Callers that were judged before. Somebody's hundred requests in a row are judged by one snapshot, and so is what chapters
//! derive from it for him.

use std::sync::Arc;

use chrono::NaiveDate;
use quick_cache::sync::Cache;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;

/// Callers remembered at once; those that were not asked for lately make room.
const MOST_REMEMBERED: usize = 10_000;

/// The callers of the newest snapshot.
#[derive(Debug)]
pub(crate) struct Callers(Cache<(Id, Id), Arc<Caller>>);

impl Default for Callers {
    fn default() -> Self {
        Self(Cache::new(MOST_REMEMBERED))
    }
}

impl Callers {
    /// Somebody who acts for an agency, on a date and by a snapshot: as remembered, if both are still the same.
    pub(crate) fn of(&self, user: Id, agency: Id, today: NaiveDate, directory: &Arc<Directory>) -> Arc<Caller> {
        let known = self.0.get(&(user, agency));
        if let Some(caller) = known.filter(|it| it.today == today && Arc::ptr_eq(&it.directory, directory)) {
            return caller;
        }
        let caller = Arc::new(Caller::new(user, agency, today, directory.clone()));
        self.0.insert((user, agency), caller.clone());
        caller
    }
}
