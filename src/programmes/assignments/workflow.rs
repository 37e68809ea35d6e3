//! The workflow of an assignment.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::programmes::assignments::model::AssignmentState::{
    self, Accepted, Cancelled, InProgress, Pending, ReportedDone, Returned, Verified,
};
use crate::programmes::programmes::model::ProgrammeState;

/// An assignment as its rules see it.
#[derive(Clone, Debug)]
pub struct AssignmentFacts {
    /// The agency that carries it out.
    pub agency: Id,
    /// The agency whose programme it is.
    pub owner: Owner,
    /// Where it stands.
    pub state: AssignmentState,
    /// Where the programme in force stands.
    pub programme: ProgrammeState,
    /// Who recorded progress, reported it done, or refused it as not ours.
    pub authors: Vec<Id>,
}

impl Seated for AssignmentFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Assignee => Some(self.agency),
            other => self.owner.agency_at(other),
        }
    }
}

impl Subject for AssignmentFacts {
    type State = AssignmentState;

    fn state(&self) -> AssignmentState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const PROGRAMME_ISSUED: Guard<AssignmentFacts> = Guard {
    name: "the programme is in force",
    blockers: |facts, _: Instant| match facts.programme {
        ProgrammeState::Issued => Vec::new(),
        _ => vec![Blocker::of(Code::NotInForce)],
    },
};
/// A closed programme still takes reports of completion and their verification.
const PROGRAMME_ISSUED_OR_CLOSED: Guard<AssignmentFacts> = Guard {
    name: "the programme is in force or closed",
    blockers: |facts, _: Instant| match facts.programme {
        ProgrammeState::Issued | ProgrammeState::Closed => Vec::new(),
        _ => vec![Blocker::of(Code::NotInForce)],
    },
};

const DOERS: Who = &[(Seat::Assignee, &[AgencyOfficer, AgencyLead])];
const LEADS: Who = &[(Seat::Assignee, &[AgencyLead])];
/// In an agency's own programme its officer and lead do what the standing agency's do in the committee's.
const VERIFIERS: Who =
    &[(Seat::Committee, &[StandingOfficer, StandingLead]), (Seat::Own, &[AgencyOfficer, AgencyLead])];
const DECIDERS: Who = &[(Seat::Committee, &[StandingLead]), (Seat::Own, &[AgencyLead])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<AssignmentFacts> = Table { resource: "assignments", rows: &[
    Transition { from: &[Pending], action: "accept", to: Accepted, who: DOERS, needs: &[PROGRAMME_ISSUED], apart: false },
    Transition { from: &[Pending, Accepted], action: "return", to: Returned, who: LEADS, needs: &[PROGRAMME_ISSUED], apart: false },
    Transition { from: &[Accepted, InProgress], action: "record_progress", to: InProgress, who: DOERS, needs: &[PROGRAMME_ISSUED], apart: false },
    Transition { from: &[Accepted, InProgress], action: "report_done", to: ReportedDone, who: LEADS, needs: &[PROGRAMME_ISSUED_OR_CLOSED], apart: false },
    Transition { from: &[ReportedDone], action: "verify", to: Verified, who: VERIFIERS, needs: &[PROGRAMME_ISSUED_OR_CLOSED], apart: true },
    Transition { from: &[ReportedDone, Verified], action: "send_back", to: InProgress, who: VERIFIERS, needs: &[PROGRAMME_ISSUED], apart: true },
    Transition { from: &[Returned], action: "reassign", to: Cancelled, who: DECIDERS, needs: &[PROGRAMME_ISSUED], apart: true },
    Transition { from: &[Returned], action: "insist", to: Pending, who: DECIDERS, needs: &[PROGRAMME_ISSUED], apart: true },
] };
