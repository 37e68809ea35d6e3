//! The workflow of an Action Month: announced, and retracted.

use crate::events::action_months::model::ActionMonthState::{self, Announced, Planned};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::{Chair, StandingLead};
use crate::kernel::workflow::{Guard, Subject, Table, Transition};

/// An Action Month as its rules see it.
#[derive(Clone, Debug)]
pub struct MonthFacts {
    /// The committee whose it is.
    pub owner: Owner,
    /// Where it stands.
    pub state: ActionMonthState,
    /// Whether it has a theme.
    pub has_theme: bool,
}

impl Seated for MonthFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for MonthFacts {
    type State = ActionMonthState;

    fn state(&self) -> ActionMonthState {
        self.state
    }
}

const THEME: Guard<MonthFacts> = Guard {
    name: "it has a theme",
    blockers: |facts, _: Instant| {
        if facts.has_theme { Vec::new() } else { vec![Blocker::of(Code::ThemeMissing)] }
    },
};

const LEADS: Who = &[(Seat::Committee, &[StandingLead, Chair])];

/// The table. A theme that comes late stands in the way of `announce` and of nothing else.
#[rustfmt::skip]
pub static TRANSITIONS: Table<MonthFacts> = Table { resource: "action-months", rows: &[
    Transition { from: &[Planned], action: "announce", to: Announced, who: LEADS, needs: &[THEME], apart: false },
    Transition { from: &[Announced], action: "retract", to: Planned, who: LEADS, needs: &[], apart: false },
] };
