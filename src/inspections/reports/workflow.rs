//! The workflow of a report of a visit: drafted by the team or the officers of the owner, sent to the agency that was inspected,
//! and concluded by the chair, who wrote none of it.

use chrono::NaiveDate;

use crate::inspections::inspections::workflow::{OWN_LEADS, OWNER_CHAIRS, OWNER_LEADS, OWNER_OFFICERS, Seats};
use crate::inspections::recommendations::rules::Proposed;
use crate::inspections::reports::model::ReportState::{self, Concluded, Discarded, Draft, UnderReview, WithAgency};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Member, Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A report of a visit as its rules see it.
#[derive(Clone, Debug)]
pub struct ReportFacts {
    /// Who has to do with the visit.
    pub seats: Seats,
    /// Where it stands.
    pub state: ReportState,
    /// Which version it is.
    pub number: i32,
    /// Whether it says nothing yet.
    pub is_empty: bool,
    /// Whether the fieldwork of the visit is done, and it was not taken up again.
    pub fieldwork_done: bool,
    /// The last day for the agency's comment.
    pub comment_until: Option<NaiveDate>,
    /// Whether another version of it is on its way.
    pub revision_open: bool,
    /// What it recommends, where it is not concluded yet.
    pub proposed: Vec<Proposed>,
    /// Who wrote any version of it or of its recommendations, commented on it, or was of the team at any time.
    pub authors: Vec<Id>,
}

impl Seated for ReportFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.seats.agency_at(seat)
    }

    fn people_at(&self, seat: Seat) -> Vec<Member> {
        self.seats.people_at(seat)
    }
}

impl Subject for ReportFacts {
    type State = ReportState;

    fn state(&self) -> ReportState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

type Needs = Guard<ReportFacts>;

const FIELDWORK_DONE: Needs = Guard {
    name: "the fieldwork is done",
    blockers: |facts, _: Instant| Blocker::when(!facts.fieldwork_done, Code::FieldworkOpen),
};
const SAYS_SOMETHING: Needs = Guard {
    name: "a summary, findings or a conclusion",
    blockers: |facts, _: Instant| Blocker::when(facts.is_empty, Code::ReportEmpty),
};
const TIME_TO_COMMENT: Needs = Guard::of_body("5 to 30 days for the comment");
const WORDS: Needs = Guard::of_body("words, or that the agency agrees");
const ON_PAPER: Needs = Guard::of_body(
    "a number that is not in use, and a day on paper from the first day of the visit until today, from which its recommendations are due 7 to 730 days",
);
/// 24:00 of the last day: until then the agency may still say something.
const TIME_IS_OVER: Needs = Guard {
    name: "the time to comment is over",
    blockers: |facts, now: Instant| {
        let is_over = facts.comment_until.is_some_and(|last| deadline::end_of(last) <= now);
        Blocker::when(!is_over, Code::CommentRunning)
    },
};
/// What was right when it was written may have become wrong until the conclusion.
const RECOMMENDATIONS_STAND: Needs = Guard {
    name: "its recommendations are due 7 to 730 days from now, of living agencies below the owner",
    blockers: |facts, now: Instant| facts.proposed.iter().flat_map(|it| it.wrong_on(now.date())).collect(),
};
const NO_OPEN_VERSION: Needs = Guard {
    name: "no other version is on its way",
    blockers: |facts, _: Instant| Blocker::when(facts.revision_open, Code::RevisionOpen),
};
/// The first version goes with its visit alone.
const A_LATER_VERSION: Needs = Guard {
    name: "a later version than the first",
    blockers: |facts, _: Instant| Blocker::when(facts.number < 2, Code::StateForbids),
};

/// The team writes, and so do the officers of whose plan it is.
pub const DRAFTERS: Who = &[
    (Seat::Team, Role::OF_BUSINESS),
    (Seat::Committee, &[StandingOfficer]),
    (Seat::Recipient, &[AgencyOfficer]),
    (Seat::StandingOwn, &[Chair]),
];
const SENDERS: Who = &[
    (Seat::TeamLead, Role::OF_BUSINESS),
    (Seat::Committee, &[StandingLead]),
    (Seat::Recipient, &[AgencyLead]),
    (Seat::StandingOwn, &[Chair]),
];
const RETURNERS: Who =
    &[(Seat::Committee, &[StandingLead, Chair]), (Seat::Recipient, &[AgencyLead]), (Seat::StandingOwn, &[Chair])];

/// The table. A conclusion needs no recommendation: none is fine.
#[rustfmt::skip]
pub static TRANSITIONS: Table<ReportFacts> = Table { resource: "inspection-reports", rows: &[
    Transition { from: &[Draft], action: "send", to: WithAgency, who: SENDERS, needs: &[FIELDWORK_DONE, SAYS_SOMETHING, TIME_TO_COMMENT], apart: false },
    Transition { from: &[WithAgency], action: "comment", to: UnderReview, who: OWN_LEADS, needs: &[WORDS], apart: false },
    Transition { from: &[WithAgency], action: "note_silence", to: UnderReview, who: OWNER_OFFICERS, needs: &[TIME_IS_OVER], apart: false },
    Transition { from: &[WithAgency, UnderReview], action: "return", to: Draft, who: RETURNERS, needs: &[], apart: false },
    Transition { from: &[UnderReview], action: "conclude", to: Concluded, who: OWNER_CHAIRS, needs: &[SAYS_SOMETHING, RECOMMENDATIONS_STAND, ON_PAPER], apart: true },
    Transition { from: &[Concluded], action: "amend", to: Concluded, who: OWNER_CHAIRS, needs: &[NO_OPEN_VERSION], apart: false },
    Transition { from: &[Draft], action: "discard", to: Discarded, who: OWNER_LEADS, needs: &[A_LATER_VERSION], apart: false },
] };

#[cfg(test)]
mod tests;
