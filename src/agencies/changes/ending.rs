//! Ending agencies, as far as others have to do with it. The chapter knows nobody's papers: each resource says what agencies leave of it,
//! and whoever keeps what is owed says what becomes of that.

use std::collections::HashMap;

use serde::Serialize;

use crate::agencies::changes::model::{AgencyChange, LeftKind};
use crate::kernel::chapter::{Left, Resource};
use crate::kernel::db::{Tx, View};
use crate::kernel::id::Id;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// What handlers share.
#[derive(Clone, Copy)]
pub struct Ending {
    /// The resources of which agencies may leave something.
    pub resources: &'static [Resource],
    /// What becomes of what is owed.
    pub owing: Owing,
}

/// Objects, or changes of agencies, that were found.
type Found = Result<Vec<Id>, Problem>;
/// Agencies, by what they owe.
type Debtors = Result<HashMap<Id, Id>, Problem>;

/// What agency changes ask of what agencies owe.
#[derive(Clone, Copy)]
pub struct Owing {
    /// What the agencies that end owe, themselves or for others that ended before, was not received, and of which the change does not
    /// say what becomes of it, in the order of their ids.
    pub undecided: fn(&mut View<'_>, &AgencyChange) -> Found,
    /// Who owes what, of some that is owed.
    pub debtors: fn(&mut AnyConnection, &[Id]) -> Debtors,
    /// Locks all that is about to change, before the agencies are locked.
    pub lock: fn(&mut Tx<'_>, &AgencyChange) -> Result<(), Problem>,
    /// The same before something is taken back: exactly what was done.
    pub lock_done: fn(&mut Tx<'_>, &[Effect]) -> Result<(), Problem>,
    /// Lets off what is not to be filed, ends and follows routes, and has those owe who go on. The agencies of the change are locked, and
    /// stored as they are from then on. Answers what it did.
    pub carry_out: fn(&mut Tx<'_>, &AgencyChange, Authority) -> Result<Vec<Effect>, Problem>,
    /// Of what it alone did what was received since, and so stays.
    pub received: fn(&mut View<'_>, &AgencyChange, &[Effect]) -> Found,
    /// The other changes that hold and changed what this one did: in another order than theirs nothing could be put back.
    pub entwined: fn(&mut AnyConnection, &AgencyChange, &[Effect]) -> Found,
    /// Takes back what was done, as far as it still stands.
    pub take_back: fn(&mut Tx<'_>, &AgencyChange, &[Effect], Authority) -> Result<(), Problem>,
}

/// What executing a change did to another object.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Effect {
    /// The resource, as in paths.
    pub resource: String,
    /// The object.
    pub subject: Id,
    /// The agency that it concerns.
    pub agency: Id,
    /// What has to be put back, as JSON, where the object itself does not say it.
    pub before: Option<String>,
}

impl Ending {
    /// What agencies leave that end by a change, in the order of the resources: what others left that had ended before goes on to the
    /// next with them. Where one sort is asked for, only the resource is asked that has things of it.
    pub fn left(
        self,
        view: &mut View<'_>,
        change: &AgencyChange,
        only: Option<LeftKind>,
    ) -> Result<Vec<Left>, Problem> {
        let (ending, on) = (change.ending(), change.effective_on);
        let last_day = on.pred_opt().unwrap_or(on);
        let held: Vec<Id> = view.caller.directory.held_among(&ending, on).into_keys().collect();
        let mut all = Vec::new();
        if ending.is_empty() {
            return Ok(all);
        }
        for resource in self.resources.iter().filter(|it| only.is_none_or(|kind| kind.resource() == it.name)) {
            all.extend((resource.left)(view, &held, last_day)?);
        }
        if held.len() > ending.len() {
            let is_over = |it: &Left| LeftKind::ALL.iter().any(|kind| kind.as_str() == it.kind && kind.is_over());
            all.retain(|it| ending.binary_search(&it.agency).is_ok() || !is_over(it));
        }
        Ok(all)
    }
}
