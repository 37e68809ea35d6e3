//! The workflow of a plan of inspections: submitted by those who write it, approved by whoever stands at the head, and by
//! none of its authors.

use crate::inspections::plans::model::InspectionPlanState::{self, Approved, Cancelled, Closed, Draft, Submitted};
use crate::inspections::plans::rules::Judged;
use crate::inspections::policy::{CHAIRS, LEADS, LEADS_AND_CHAIRS, WRITERS};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A plan of inspections as its rules see it.
#[derive(Clone, Debug)]
pub struct InspectionPlanFacts {
    /// The agency whose it is.
    pub owner: Owner,
    /// Where it stands.
    pub state: InspectionPlanState,
    /// What stands against what it plans, today.
    pub judged: Judged,
    /// Its visits that are open.
    pub open_visits: Vec<Id>,
    /// Who began, edited or submitted it.
    pub authors: Vec<Id>,
}

impl Seated for InspectionPlanFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for InspectionPlanFacts {
    type State = InspectionPlanState;

    fn state(&self) -> InspectionPlanState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

type Needs = Guard<InspectionPlanFacts>;

fn blockers_at(places: &[String], code: Code) -> Vec<Blocker> {
    places.iter().map(|place| Blocker::at(code, place)).collect()
}

const CHECKLIST_IN_FORCE: Needs = Guard {
    name: "its checklist is in force",
    blockers: |facts, _: Instant| {
        if facts.judged.checklist_in_force { Vec::new() } else { vec![Blocker::at(Code::NotInForce, "/checklist_id")] }
    },
};
const SOMETHING: Needs = Guard {
    name: "a visit, or an agency that inspects itself",
    blockers: |facts, _: Instant| Blocker::when(facts.judged.is_empty, Code::NoInspection),
};
const NOT_TOO_MANY: Needs = Guard {
    name: "at most 1,000 agencies that inspect themselves",
    blockers: |facts, _: Instant| Blocker::when(facts.judged.has_too_many, Code::TooManySelfInspections),
};
const LIVING_AGENCIES: Needs = Guard {
    name: "every agency that is visited exists today",
    blockers: |facts, _: Instant| blockers_at(&facts.judged.ended, Code::AgencyNotAlive),
};
const INSPECTORS: Needs = Guard {
    name: "everybody in a team holds a role at the agency that he acts for",
    blockers: |facts, _: Instant| blockers_at(&facts.judged.strangers, Code::NotAnInspector),
};
const NO_CONFLICT: Needs = Guard {
    name: "nobody in a team has a role or a home at the inspected agency, above it or below it",
    blockers: |facts, _: Instant| blockers_at(&facts.judged.conflicts, Code::ConflictOfInterest),
};
const DAYS_AHEAD: Needs = Guard {
    name: "no window of a visit is over, nor the day for self-inspections",
    blockers: |facts, _: Instant| {
        let mut wrong = blockers_at(&facts.judged.over, Code::WindowOver);
        if facts.judged.is_overdue {
            wrong.push(Blocker::at(Code::DayOutOfRange, "/self_inspections/due_on"));
        }
        wrong
    },
};
const ON_PAPER: Needs =
    Guard::of_body("a number that is not in use, and a day on paper from the year before its own until today");
const ONE_MORE: Needs =
    Guard::of_body("one visit, judged as those of a plan that is approved, or one agency of the kinds that it names");
const SOMETHING_LEFT: Needs =
    Guard::of_body("something of the agency is left to be done, and no visit of it has begun");
const NO_OPEN_VISIT: Needs = Guard {
    name: "no visit is open",
    blockers: |facts, _: Instant| {
        facts.open_visits.iter().map(|visit| Blocker::at(Code::VisitOpen, visit.to_string())).collect()
    },
};

/// The table. Bodies bring what an action needs from the caller: a reason, a number, a date, a signatory.
#[rustfmt::skip]
pub static TRANSITIONS: Table<InspectionPlanFacts> = Table { resource: "inspection-plans", rows: &[
    Transition { from: &[Draft], action: "submit", to: Submitted, who: WRITERS, apart: false,
        needs: &[CHECKLIST_IN_FORCE, SOMETHING, NOT_TOO_MANY, LIVING_AGENCIES, INSPECTORS, NO_CONFLICT, DAYS_AHEAD] },
    Transition { from: &[Submitted], action: "return", to: Draft, who: LEADS_AND_CHAIRS, needs: &[], apart: false },
    Transition { from: &[Submitted], action: "approve", to: Approved, who: CHAIRS, apart: true,
        needs: &[CHECKLIST_IN_FORCE, SOMETHING, NOT_TOO_MANY, LIVING_AGENCIES, INSPECTORS, NO_CONFLICT, DAYS_AHEAD, ON_PAPER] },
    Transition { from: &[Approved], action: "add", to: Approved, who: CHAIRS, needs: &[ONE_MORE], apart: false },
    Transition { from: &[Approved], action: "drop", to: Approved, who: CHAIRS, needs: &[SOMETHING_LEFT], apart: false },
    Transition { from: &[Approved], action: "close", to: Closed, who: LEADS, needs: &[NO_OPEN_VISIT], apart: false },
    Transition { from: &[Draft, Submitted], action: "cancel", to: Cancelled, who: CHAIRS, needs: &[], apart: false },
] };
