//! Callers that were judged before. Somebody's hundred requests in a row are judged by one snapshot, and so is what chapters
//! derive from it for him.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;

/// Callers remembered at once; when the memory is full it starts anew.
const MOST_REMEMBERED: usize = 10_000;

/// The callers of the newest snapshot.
#[derive(Debug, Default)]
pub(crate) struct Callers(RwLock<HashMap<(Id, Id), Arc<Caller>>>);

impl Callers {
    /// Somebody who acts for an agency, on a date and by a snapshot: as remembered, if both are still the same.
    pub(crate) fn of(&self, user: Id, agency: Id, today: NaiveDate, directory: &Arc<Directory>) -> Arc<Caller> {
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&(user, agency)).cloned();
        if let Some(caller) = known.filter(|it| it.today == today && Arc::ptr_eq(&it.directory, directory)) {
            return caller;
        }
        let caller = Arc::new(Caller::new(user, agency, today, directory.clone()));
        let mut remembered = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if remembered.len() >= MOST_REMEMBERED {
            remembered.clear();
        }
        remembered.insert((user, agency), caller.clone());
        caller
    }
}
