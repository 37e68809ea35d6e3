//! The workflow of a recommendation: taken on, done, shown, and seen by somebody else; disputed, and then upheld, given to another
//! agency or waived.

use crate::inspections::inspections::workflow::{OWN_LEADS, OWNER_CHAIRS, OWNER_LEADS, Seats};
use crate::inspections::recommendations::model::RecommendationState::{
    self, Disputed, Implemented, InProgress, Open, Reassigned, Verified, Waived,
};
use crate::kernel::id::Id;
use crate::kernel::policy::{Member, Seat, Seated, Who};
use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A recommendation as its rules see it.
#[derive(Clone, Debug)]
pub struct RecommendationFacts {
    /// Who has to do with it: whose plan it is, the agency that has to do it, and the teams of the visits that carry it and are
    /// not over.
    pub seats: Seats,
    /// Where it stands.
    pub state: RecommendationState,
    /// Who said how far it is, that it is done, or that it cannot be.
    pub authors: Vec<Id>,
}

impl Seated for RecommendationFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.seats.agency_at(seat)
    }

    fn people_at(&self, seat: Seat) -> Vec<Member> {
        self.seats.people_at(seat)
    }
}

impl Subject for RecommendationFacts {
    type State = RecommendationState;

    fn state(&self) -> RecommendationState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const DOERS: Who = &[(Seat::Own, &[AgencyOfficer, AgencyLead]), (Seat::StandingOwn, &[StandingOfficer, StandingLead])];
const VERIFIERS: Who = &[
    (Seat::Team, Role::OF_BUSINESS),
    (Seat::Committee, &[StandingOfficer]),
    (Seat::Recipient, &[AgencyOfficer]),
    (Seat::StandingOwn, &[Chair]),
];

const fn row(
    from: &'static [RecommendationState],
    action: &'static str,
    to: RecommendationState,
    who: Who,
) -> Transition<RecommendationFacts> {
    Transition { from, action, to, who, needs: &[], apart: false }
}

/// What the body of a step brings.
const fn bringing(
    needs: &'static [Guard<RecommendationFacts>],
    row: Transition<RecommendationFacts>,
) -> Transition<RecommendationFacts> {
    Transition { needs, ..row }
}

const EVIDENCE: &[Guard<RecommendationFacts>] = &[Guard::of_body("a file or the number of a document that shows it")];
const ANOTHER: &[Guard<RecommendationFacts>] = &[Guard::of_body("another living agency below the owner")];
const LATER: &[Guard<RecommendationFacts>] =
    &[Guard::of_body("a later day than the one that holds, at most 730 days after the conclusion")];

/// A step that judges what the responsible agency said: by somebody who did not say it.
const fn judged(
    from: &'static [RecommendationState],
    action: &'static str,
    to: RecommendationState,
    who: Who,
) -> Transition<RecommendationFacts> {
    Transition { apart: true, ..row(from, action, to, who) }
}

/// The table. Concluding the report opens what it proposes: no step of a recommendation's own.
#[rustfmt::skip]
pub static TRANSITIONS: Table<RecommendationFacts> = Table { resource: "recommendations", rows: &[
    row(&[Open], "accept", InProgress, OWN_LEADS),
    row(&[Open, InProgress], "record", InProgress, DOERS),
    bringing(EVIDENCE, row(&[Open, InProgress], "report_implemented", Implemented, OWN_LEADS)),
    judged(&[Implemented], "verify", Verified, VERIFIERS),
    judged(&[Implemented], "send_back", InProgress, VERIFIERS),
    row(&[Open, InProgress], "dispute", Disputed, OWN_LEADS),
    judged(&[Disputed], "uphold", Open, OWNER_CHAIRS),
    bringing(ANOTHER, judged(&[Disputed], "reassign", Reassigned, OWNER_LEADS)),
    row(&[Open, InProgress, Disputed], "waive", Waived, OWNER_CHAIRS),
    row(&[Verified], "reopen", InProgress, OWNER_LEADS),
    bringing(LATER, row(&[Open], "extend", Open, OWNER_LEADS)),
    bringing(LATER, row(&[InProgress], "extend", InProgress, OWNER_LEADS)),
] };

#[cfg(test)]
mod tests;
