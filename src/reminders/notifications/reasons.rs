//! Why a step was taken, for those who were told of it: read from the record each time, and shown to whoever may read today what it is
//! about, as one of those who were told. And what all that somebody is told of is done for, where he may read that today.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal;
use crate::kernel::named::DoneFor;
use crate::kernel::policy::Caller;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reminders::Papers;
use crate::reminders::notifications::about::{About, Entry};
use crate::reminders::reached::Reached;
use crate::reminders::tellings::store::Row as Telling;

/// What one of those who were told sees today.
pub struct Reader<'a> {
    /// Who is who.
    pub directory: &'a Arc<Directory>,
    /// The civil time.
    pub now: Instant,
    /// Who may read what, and what that is done for.
    pub papers: Papers,
}

impl Reader<'_> {
    /// Whether somebody is one of those who are told today, and may read what it is about for the agency that he acts for then.
    pub fn concerns(
        &self,
        connection: &mut AnyConnection,
        reached: &Reached<'_>,
        user: Id,
        telling: &Telling,
    ) -> Result<bool, Problem> {
        let Some(agency) = reached.by(&telling.place()?).get(&user).copied() else { return Ok(false) };
        self.reads(connection, (user, agency), &telling.resource, telling.subject_id)
    }

    /// Whether somebody who acts for an agency may read a paper now.
    pub fn reads(
        &self,
        connection: &mut AnyConnection,
        (user, agency): (Id, Id),
        resource: &str,
        paper: Id,
    ) -> Result<bool, Problem> {
        let caller = Arc::new(Caller::new(user, agency, self.now.date(), self.directory.clone()));
        (self.papers.readable)(&mut View { connection, caller, now: self.now }, resource, paper)
    }

    /// What the objects of some notifications are done for, by object: all of a resource at once, for each agency for which their reader
    /// can sign in, whichever his token names.
    pub fn done_for(
        &self,
        connection: &mut AnyConnection,
        user: Id,
        entries: &[Entry],
    ) -> Result<HashMap<Id, DoneFor>, Problem> {
        let mut unnamed: BTreeMap<&str, BTreeSet<Id>> = BTreeMap::new();
        for (resource, id) in entries.iter().map(|entry| entry.about.object()) {
            unnamed.entry(resource).or_default().insert(id);
        }
        let today = self.now.date();
        let grants = self.directory.grants.get(&user).into_iter().flatten();
        let agencies: BTreeSet<Id> = grants.filter(|it| self.directory.counts(it, today)).map(|it| it.agency).collect();
        let mut named = HashMap::new();
        for agency in agencies {
            let caller = Arc::new(Caller::new(user, agency, today, self.directory.clone()));
            for (resource, ids) in unnamed.iter_mut().filter(|(_, ids)| !ids.is_empty()) {
                let some: Vec<Id> = ids.iter().copied().collect();
                let mut view = View { connection: &mut *connection, caller: caller.clone(), now: self.now };
                let found = (self.papers.done_for)(&mut view, resource, &some)?;
                ids.retain(|id| !found.contains_key(id));
                named.extend(found);
            }
        }
        Ok(named)
    }

    /// The reasons of those steps that have one, by telling.
    pub fn reasons(
        &self,
        connection: &mut AnyConnection,
        user: Id,
        entries: &[Entry],
    ) -> Result<HashMap<Id, String>, Problem> {
        let told = entries.iter().filter_map(|entry| match &entry.about {
            About::Telling(telling) => Some((telling.entry_id?, telling)),
            About::Reminder(_) => None,
        });
        let tellings: Vec<(Id, &Telling)> = told.collect();
        let steps: Vec<Id> = tellings.iter().map(|(entry, _)| *entry).collect();
        let given = journal::reasons(connection, &steps)?;
        if given.is_empty() {
            return Ok(HashMap::new());
        }
        let reached = Reached::at(self.directory, tellings.iter().map(|(_, it)| it.agency_id), self.now.date());
        let mut reasons = HashMap::new();
        for (entry, telling) in tellings {
            let Some(reason) = given.get(&entry).cloned() else { continue };
            if self.concerns(connection, &reached, user, telling)? {
                reasons.insert(telling.id, reason);
            }
        }
        Ok(reasons)
    }
}
