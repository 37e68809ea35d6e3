//! The workflow of a difficulty: raised, taken on, handed on until somebody answers, and confirmed by whoever raised it.

use crate::difficulties::model::DifficultyState::{
    self, Closed, Draft, Escalated, Forwarded, InHandling, Joined, NeedsInfo, Raised, Resolved, Withdrawn,
};
use crate::difficulties::model::TurnPart;
use crate::difficulties::turns::{self, Holder};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A difficulty as its rules see it.
#[derive(Clone, Debug)]
pub struct DifficultyFacts {
    /// The agency that raises it.
    pub agency: Id,
    /// The committee.
    pub committee: Id,
    /// The standing agency of that, today.
    pub standing: Option<Id>,
    /// Where it stands.
    pub state: DifficultyState,
    /// Who has it; nobody where it waits for nobody.
    pub holder: Option<Holder>,
    /// When it was answered.
    pub resolved_at: Option<Instant>,
}

impl DifficultyFacts {
    /// What the standing agency raised itself, its own people do not deal with: the chair does.
    fn is_standing_own(&self) -> bool {
        self.standing == Some(self.agency)
    }

    /// The seat of whoever has it, and the agency there.
    fn holding(&self) -> Option<(Seat, Id)> {
        let holder = self.holder?;
        let agency = holder.agency;
        Some(match holder.dealing(self.agency, self.state) {
            TurnPart::Agency => (Seat::Holder, agency),
            // Where no agency stands for the committee, and for what it raised itself, the chair does.
            TurnPart::StandingAgency if self.standing.is_some() && !self.is_standing_own() => {
                (Seat::StandingHolder, self.committee)
            }
            TurnPart::StandingAgency | TurnPart::Chair => (Seat::ChairHolder, self.committee),
        })
    }
}

impl Seated for DifficultyFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Own => Some(self.agency),
            Seat::StandingOwn => self.is_standing_own().then_some(self.committee),
            Seat::Committee => (!self.is_standing_own()).then_some(self.committee),
            other => self.holding().filter(|(seat, _)| *seat == other).map(|(_, agency)| agency),
        }
    }
}

impl Subject for DifficultyFacts {
    type State = DifficultyState;

    fn state(&self) -> DifficultyState {
        self.state
    }
}

/// Whoever works at the agency that raises it.
pub const OWN_OFFICERS: Who = &[(Seat::Own, &[AgencyOfficer]), (Seat::StandingOwn, &[StandingOfficer])];
/// Whoever leads that.
pub const OWN_LEADS: Who = &[(Seat::Own, &[AgencyLead]), (Seat::StandingOwn, &[StandingLead])];
/// Whoever has the turn: its officers and leads, and of the committee its chair.
pub const HOLDERS: Who = &[
    (Seat::Holder, &[AgencyOfficer, AgencyLead]),
    (Seat::StandingHolder, &[StandingOfficer, StandingLead]),
    (Seat::ChairHolder, &[Chair]),
];
/// Whoever leads an agency that has somebody above it.
const PASSING: Who = &[(Seat::Holder, &[AgencyLead])];
/// The standing agency leads; what it raised itself is in the chair's hands.
const STANDING_LEADS: Who = &[(Seat::Committee, &[StandingLead]), (Seat::StandingOwn, &[Chair])];
const STANDING_OFFICERS: Who = &[(Seat::Committee, &[StandingOfficer]), (Seat::StandingOwn, &[Chair])];
const CHAIRS: Who = &[(Seat::Committee, &[Chair]), (Seat::StandingOwn, &[Chair])];
/// Whoever leads where the turn is, and at any time the lead of the standing agency and the chair.
const ANSWERING: Who =
    &[(Seat::Holder, &[AgencyLead]), (Seat::Committee, &[StandingLead, Chair]), (Seat::StandingOwn, &[Chair])];

const UNANSWERED_FOR_30_DAYS: Guard<DifficultyFacts> = Guard {
    name: "30 days without a word of whoever raised it",
    blockers: |facts, now| {
        let is_running = |at: Instant| now < deadline::end_of(turns::confirm_by(at));
        Blocker::when(facts.resolved_at.is_some_and(is_running), Code::ConfirmationRunning)
    },
};
const SOMEBODY_ABOVE: Guard<DifficultyFacts> = Guard::of_body("an agency above, or the committee");
const A_SURVIVOR: Guard<DifficultyFacts> = Guard::of_body(
    "another difficulty below the committee that is raised, in_handling, needs_info, escalated or forwarded; nothing joined to this one",
);

const fn row(
    from: &'static [DifficultyState],
    action: &'static str,
    to: DifficultyState,
    who: Who,
) -> Transition<DifficultyFacts> {
    Transition { from, action, to, who, needs: &[], apart: false }
}

const fn needing(
    needs: &'static [Guard<DifficultyFacts>],
    row: Transition<DifficultyFacts>,
) -> Transition<DifficultyFacts> {
    Transition { needs, ..row }
}

/// The table. What is joined to another one is resolved with that, and is dealt with by itself again where that is withdrawn: no
/// steps of its own.
#[rustfmt::skip]
pub static TRANSITIONS: Table<DifficultyFacts> = Table { resource: "difficulties", rows: &[
    row(&[Draft], "raise", Raised, OWN_LEADS),
    row(&[Draft], "discard", Withdrawn, OWN_OFFICERS),
    row(&[Raised], "acknowledge", InHandling, HOLDERS),
    needing(&[SOMEBODY_ABOVE], row(&[Raised, InHandling], "pass_up", Raised, PASSING)),
    row(&[InHandling], "ask", NeedsInfo, HOLDERS),
    row(&[NeedsInfo], "inform", InHandling, OWN_OFFICERS),
    row(&[InHandling], "escalate", Escalated, STANDING_LEADS),
    row(&[Escalated], "decide", InHandling, CHAIRS),
    row(&[InHandling, Escalated], "forward", Forwarded, STANDING_LEADS),
    row(&[Forwarded], "record_reply", InHandling, STANDING_OFFICERS),
    row(&[InHandling, Escalated, Forwarded], "resolve", Resolved, ANSWERING),
    row(&[Resolved], "confirm", Closed, OWN_LEADS),
    row(&[Resolved], "reopen", InHandling, OWN_LEADS),
    needing(&[UNANSWERED_FOR_30_DAYS], row(&[Resolved], "close_unconfirmed", Closed, HOLDERS)),
    row(&[Raised, InHandling, NeedsInfo], "withdraw", Withdrawn, OWN_LEADS),
    needing(&[A_SURVIVOR], row(&[Raised, InHandling], "join", Joined, STANDING_OFFICERS)),
    row(&[Joined], "separate", InHandling, STANDING_OFFICERS),
] };

#[cfg(test)]
mod tests;
