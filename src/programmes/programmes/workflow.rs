//! The workflow of a programme: who may submit, return, issue, amend, close and cancel it.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::programmes::programmes::model::ProgrammeState::{self, Cancelled, Closed, Draft, Issued, UnderReview};
use crate::programmes::tasks::model::TaskKind;

/// A programme as its rules see it.
#[derive(Clone, Debug)]
pub struct ProgrammeFacts {
    /// The agency that issues it.
    pub owner: Owner,
    /// Where it stands.
    pub state: ProgrammeState,
    /// Whether a later revision is in force.
    pub superseded: bool,
    /// Whether a revision of it is being written.
    pub revision_open: bool,
    /// Whether the programme that it is derived from is in force, where there is one.
    pub parent_in_force: bool,
    /// Who drafted it or a task of it, whether that is still there or not, or handed it over for issue.
    pub authors: Vec<Id>,
    /// Its tasks.
    pub tasks: Vec<TaskFacts>,
}

/// A task as the rules of its programme see it.
#[derive(Clone, Debug)]
pub struct TaskFacts {
    /// The number on paper.
    pub number: String,
    /// How it falls due.
    pub kind: TaskKind,
    /// Whether an agency leads it.
    pub has_lead: bool,
    /// Whether its due date, or each occurrence, is known.
    pub has_due_date: bool,
    /// Whether every agency that takes part exists today.
    pub agencies_alive: bool,
}

impl Seated for ProgrammeFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for ProgrammeFacts {
    type State = ProgrammeState;

    fn state(&self) -> ProgrammeState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

type Needs = Guard<ProgrammeFacts>;

fn tasks_where(facts: &ProgrammeFacts, code: Code, wrong: fn(&TaskFacts) -> bool) -> Vec<Blocker> {
    facts
        .tasks
        .iter()
        .filter(|task| task.kind != TaskKind::Group && wrong(task))
        .map(|task| Blocker::at(code, task.number.clone()))
        .collect()
}

const A_TASK: Needs = Guard {
    name: "at least one task",
    blockers: |facts, _: Instant| {
        Blocker::when(!facts.tasks.iter().any(|task| task.kind != TaskKind::Group), Code::NoTasks)
    },
};
const A_LEAD_FOR_EVERY_TASK: Needs = Guard {
    name: "every task has a lead",
    blockers: |facts, _: Instant| tasks_where(facts, Code::TaskWithoutLead, |task| !task.has_lead),
};
const A_DATE_FOR_EVERY_TASK: Needs = Guard {
    name: "every task has a due date",
    blockers: |facts, _: Instant| tasks_where(facts, Code::TaskWithoutDueDate, |task| !task.has_due_date),
};
const LIVING_AGENCIES: Needs = Guard {
    name: "every agency exists today",
    blockers: |facts, _: Instant| tasks_where(facts, Code::AgencyNotAlive, |task| !task.agencies_alive),
};
const PARENT_IN_FORCE: Needs = Guard {
    name: "the programme that it is derived from is in force",
    blockers: |facts, _: Instant| Blocker::when(!facts.parent_in_force, Code::ParentNotIssued),
};
const IN_FORCE: Needs = Guard {
    name: "no later revision is in force",
    blockers: |facts, _: Instant| Blocker::when(facts.superseded, Code::NotInForce),
};
const NO_OPEN_REVISION: Needs = Guard {
    name: "no revision is being written",
    blockers: |facts, _: Instant| Blocker::when(facts.revision_open, Code::RevisionOpen),
};

const ON_PAPER: Needs =
    Guard::of_body("a number that is not in use, and a day on paper from the year before its own until today");

/// The table. Bodies bring what an action needs from the caller: a reason, a number, a date, a signatory.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ProgrammeFacts> = Table { resource: "programmes", rows: &[
    Transition { from: &[Draft], action: "submit", to: UnderReview, apart: false,
        who: &[(Seat::Committee, &[StandingOfficer, StandingLead]), (Seat::Own, &[AgencyOfficer])],
        needs: &[A_TASK, A_LEAD_FOR_EVERY_TASK, A_DATE_FOR_EVERY_TASK] },
    Transition { from: &[UnderReview], action: "return", to: Draft, apart: false,
        who: &[(Seat::Committee, &[StandingLead, Chair]), (Seat::Own, &[AgencyLead])],
        needs: &[] },
    Transition { from: &[UnderReview], action: "issue", to: Issued, apart: true,
        who: &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])],
        needs: &[A_TASK, A_LEAD_FOR_EVERY_TASK, A_DATE_FOR_EVERY_TASK, LIVING_AGENCIES, PARENT_IN_FORCE, ON_PAPER] },
    Transition { from: &[Issued], action: "amend", to: Issued, apart: false,
        who: &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])],
        needs: &[IN_FORCE, NO_OPEN_REVISION] },
    Transition { from: &[Issued], action: "close", to: Closed, apart: false,
        who: &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])],
        needs: &[IN_FORCE, NO_OPEN_REVISION] },
    Transition { from: &[Draft, UnderReview], action: "cancel", to: Cancelled, apart: false,
        who: &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])],
        needs: &[] },
    Transition { from: &[Issued], action: "cancel", to: Cancelled, apart: false,
        who: &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])],
        needs: &[IN_FORCE, NO_OPEN_REVISION] },
] };
