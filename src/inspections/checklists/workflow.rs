//! The workflow of a version of a checklist: published by another than its authors, revised, given up.

use crate::inspections::checklists::model::ChecklistState::{self, Draft, Published, Retired};
use crate::inspections::policy::{LEADS, OFFICERS};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A version of a checklist as its rules see it.
#[derive(Clone, Debug)]
pub struct ChecklistFacts {
    /// The agency whose it is.
    pub owner: Owner,
    /// Where it stands.
    pub state: ChecklistState,
    /// Whether another version of it is being written.
    pub revision_open: bool,
    /// Who began or edited it, or opened it as the next version.
    pub authors: Vec<Id>,
}

impl Seated for ChecklistFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for ChecklistFacts {
    type State = ChecklistState;

    fn state(&self) -> ChecklistState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const NO_OPEN_REVISION: Guard<ChecklistFacts> = Guard {
    name: "no other version is being written",
    blockers: |facts, _: Instant| {
        if facts.revision_open { vec![Blocker::of(Code::RevisionOpen)] } else { Vec::new() }
    },
};

/// The table. What is in force is never taken back: the next version takes its place.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ChecklistFacts> = Table { resource: "checklists", rows: &[
    Transition { from: &[Draft], action: "publish", to: Published, who: LEADS, needs: &[], apart: true },
    Transition { from: &[Published], action: "revise", to: Published, who: OFFICERS, apart: false,
        needs: &[NO_OPEN_REVISION] },
    Transition { from: &[Draft], action: "discard", to: Retired, who: OFFICERS, needs: &[], apart: false },
] };
