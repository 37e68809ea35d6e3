//! The workflow of a publication: two hands, the agency's that asks and the standing agency's that approves.

use crate::events::events::model::EventState;
use crate::events::organiser::Organiser;
use crate::events::publications::model::PublicationState::{
    self, ChangeRequested, None as Unasked, Published, Refused, Requested, Withdrawn,
};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// A publication as its rules see it.
#[derive(Clone, Debug)]
pub struct PublicationFacts {
    /// Who has to do with it.
    pub organiser: Organiser,
    /// Where it stands.
    pub state: PublicationState,
    /// Where the event stands.
    pub event: EventState,
    /// Whether the text in question has a summary: the one that is asked for, else the event's.
    pub has_summary: bool,
    /// Whether the event's text is what the public sees already.
    pub is_text_public: bool,
    /// Whether the version that the caller read is no longer the event's; none where he names none.
    pub is_outread: bool,
    /// Who asked for it, and who created or edited the event since the last approval.
    pub authors: Vec<Id>,
}

impl Seated for PublicationFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.organiser.agency_at(seat)
    }
}

impl Subject for PublicationFacts {
    type State = PublicationState;

    fn state(&self) -> PublicationState {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const EVENT_STANDS: Guard<PublicationFacts> = Guard {
    name: "the event is confirmed, held or reported",
    blockers: |facts, _: Instant| {
        let stands = matches!(facts.event, EventState::Confirmed | EventState::Held | EventState::Reported);
        if stands { Vec::new() } else { vec![Blocker::at(Code::StateForbids, "event")] }
    },
};
const AS_READ: Guard<PublicationFacts> = Guard {
    name: "the event is as it was read",
    blockers: |facts, _: Instant| Blocker::when(facts.is_outread, Code::EventChanged),
};
const SUMMARISED: Guard<PublicationFacts> = Guard {
    name: "there is a summary",
    blockers: |facts, _: Instant| Blocker::when(!facts.has_summary, Code::SummaryMissing),
};
const TEXT_DIFFERS: Guard<PublicationFacts> = Guard {
    name: "the text differs from what is public",
    blockers: |facts, _: Instant| Blocker::when(facts.is_text_public, Code::TextUnchanged),
};

const LEADS: Who = &[(Seat::Assignee, &[AgencyLead])];
const APPROVERS: Who = &[(Seat::Committee, &[StandingOfficer, StandingLead])];
const WITHDRAWERS: Who = &[(Seat::Assignee, &[AgencyLead]), (Seat::Committee, &[StandingOfficer, StandingLead])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<PublicationFacts> = Table { resource: "publications", rows: &[
    Transition { from: &[Unasked, Refused, Withdrawn], action: "request", to: Requested, who: LEADS, needs: &[EVENT_STANDS, AS_READ, SUMMARISED], apart: false },
    Transition { from: &[Published], action: "request", to: ChangeRequested, who: LEADS, needs: &[EVENT_STANDS, AS_READ, SUMMARISED, TEXT_DIFFERS], apart: false },
    Transition { from: &[Requested, ChangeRequested], action: "approve", to: Published, who: APPROVERS, needs: &[EVENT_STANDS, SUMMARISED], apart: true },
    Transition { from: &[Requested], action: "refuse", to: Refused, who: APPROVERS, needs: &[], apart: true },
    Transition { from: &[ChangeRequested], action: "refuse", to: Published, who: APPROVERS, needs: &[], apart: true },
    Transition { from: &[Requested], action: "recall", to: Unasked, who: LEADS, needs: &[], apart: false },
    Transition { from: &[ChangeRequested], action: "recall", to: Published, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Published, ChangeRequested], action: "withdraw", to: Withdrawn, who: WITHDRAWERS, needs: &[], apart: false },
] };

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(action: &str, from: PublicationState, facts: &PublicationFacts) -> Vec<Code> {
        let row = TRANSITIONS.rows.iter().find(|row| row.action == action && row.from.contains(&from)).unwrap();
        row.needs.iter().flat_map(|guard| (guard.blockers)(facts, Instant(0))).map(|it| it.code).collect()
    }

    #[test]
    fn what_stands_in_the_way_is_named() {
        use Code::{EventChanged, StateForbids, SummaryMissing, TextUnchanged};
        let organiser = Organiser { agency: Id::fresh(), committee: Id::fresh() };
        let wrong = PublicationFacts {
            organiser,
            state: Unasked,
            event: EventState::Planned,
            has_summary: false,
            is_text_public: true,
            is_outread: true,
            authors: Vec::new(),
        };
        assert_eq!(codes("request", Unasked, &wrong), [StateForbids, EventChanged, SummaryMissing]);
        assert_eq!(codes("request", Published, &wrong), [StateForbids, EventChanged, SummaryMissing, TextUnchanged]);
        assert_eq!(codes("approve", Requested, &wrong), [StateForbids, SummaryMissing]);
        for (action, from) in [("refuse", Requested), ("recall", ChangeRequested), ("withdraw", Published)] {
            assert_eq!(codes(action, from, &wrong), [], "{action}");
        }
        for event in EventState::ALL {
            let right = PublicationFacts {
                event: *event,
                has_summary: true,
                is_text_public: false,
                is_outread: false,
                ..wrong.clone()
            };
            let stands = matches!(event, EventState::Confirmed | EventState::Held | EventState::Reported);
            assert_eq!(codes("request", Published, &right).is_empty(), stands, "{event}");
        }
    }
}
