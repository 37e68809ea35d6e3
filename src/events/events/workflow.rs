//! The workflow of an event.

use crate::events::events::model::EventState::{self, Cancelled, Confirmed, Held, Planned, Postponed, Reported};
use crate::events::organiser::Organiser;
use crate::events::window::results_from;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingLead, StandingOfficer};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// An event as its rules see it.
#[derive(Clone, Debug)]
pub struct EventFacts {
    /// Who has to do with it.
    pub organiser: Organiser,
    /// Where it stands.
    pub state: EventState,
    /// When it begins.
    pub starts_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
}

impl Seated for EventFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.organiser.agency_at(seat)
    }
}

impl Subject for EventFacts {
    type State = EventState;

    fn state(&self) -> EventState {
        self.state
    }
}

const BEGUN: Guard<EventFacts> = Guard {
    name: "it has begun",
    blockers: |facts, now: Instant| Blocker::when(now < facts.starts_at, Code::NotBegun),
};
const LAST_DAY_CAME: Guard<EventFacts> = Guard {
    name: "it has begun, and its last day has come",
    blockers: |facts, now: Instant| {
        Blocker::when(now < results_from(facts.starts_at, facts.ends_at), Code::ResultsTooEarly)
    },
};

const LEADS: Who = &[(Seat::Assignee, &[AgencyLead])];
const ORGANISERS: Who = &[(Seat::Assignee, &[AgencyOfficer, AgencyLead])];
/// One gathering is one record, whoever notices that it is there twice.
const SORTERS: Who = &[(Seat::Assignee, &[AgencyLead]), (Seat::Committee, &[StandingOfficer, StandingLead])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<EventFacts> = Table { resource: "events", rows: &[
    Transition { from: &[Planned], action: "confirm", to: Confirmed, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Confirmed, Postponed], action: "reschedule", to: Confirmed, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Planned, Confirmed], action: "postpone", to: Postponed, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Planned, Confirmed, Postponed], action: "cancel", to: Cancelled, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Planned, Confirmed, Postponed, Held, Reported], action: "declare_duplicate", to: Cancelled, who: SORTERS, needs: &[], apart: false },
    Transition { from: &[Confirmed], action: "hold", to: Held, who: ORGANISERS, needs: &[BEGUN], apart: false },
    Transition { from: &[Held], action: "not_held", to: Confirmed, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Held], action: "report", to: Reported, who: ORGANISERS, needs: &[LAST_DAY_CAME], apart: false },
    Transition { from: &[Reported], action: "correct", to: Reported, who: LEADS, needs: &[], apart: false },
] };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;

    fn facts(starts: &str, ends: &str) -> EventFacts {
        let at = |text: &str| Instant::parse(text).unwrap();
        let organiser = Organiser { agency: Id::fresh(), committee: Id::fresh() };
        EventFacts { organiser, state: Confirmed, starts_at: at(starts), ends_at: at(ends) }
    }

    fn codes(action: &str, facts: &EventFacts, now: &str) -> Vec<Code> {
        let row = TRANSITIONS.rows.iter().find(|row| row.action == action).unwrap();
        let now = Instant::parse(now).unwrap();
        row.needs.iter().flat_map(|guard| (guard.blockers)(facts, now)).map(|it| it.code).collect()
    }

    #[test]
    fn nothing_was_held_a_second_too_early() {
        let event = facts("2017-11-20T08:00:00+07:00", "2017-11-22T17:00:00+07:00");
        for (action, now, expected) in [
            ("hold", "2017-11-20T07:59:59+07:00", vec![Code::NotBegun]),
            ("hold", "2017-11-20T08:00:00+07:00", vec![]),
            ("report", "2017-11-21T23:59:59.999999+07:00", vec![Code::ResultsTooEarly]),
            ("report", "2017-11-22T00:00:00+07:00", vec![]),
            ("confirm", "2017-11-01T00:00:00+07:00", vec![]),
            ("not_held", "2017-11-01T00:00:00+07:00", vec![]),
        ] {
            assert_eq!(codes(action, &event, now), expected, "{action} {now}");
        }
    }

    #[test]
    fn whatever_happened_a_duplicate_is_told_and_what_is_cancelled_stays_so() {
        for state in EventState::ALL {
            let from: Vec<&str> =
                TRANSITIONS.rows.iter().filter(|row| row.from.contains(state)).map(|row| row.action).collect();
            assert_eq!(from.contains(&"declare_duplicate"), *state != Cancelled, "{state}");
            assert_eq!(from.is_empty(), *state == Cancelled, "{state}");
        }
    }
}
