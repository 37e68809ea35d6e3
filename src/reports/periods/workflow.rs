//! The workflow of a period.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::{Seat, Seated, Who};
use crate::kernel::problem::{Blocker, Code};
use crate::kernel::role::Role::StandingLead;
use crate::kernel::workflow::{Guard, Subject, Table, Transition};
use crate::reports::periods::model::PeriodState::{self, Cancelled, Open, Planned};

/// A period as its rules see it.
#[derive(Clone, Debug)]
pub struct PeriodFacts {
    /// The committee whose it is.
    pub owner: Owner,
    /// Where it stands.
    pub state: PeriodState,
    /// Whether a report was received, even one that was withdrawn since.
    pub received: bool,
}

impl Seated for PeriodFacts {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for PeriodFacts {
    type State = PeriodState;

    fn state(&self) -> PeriodState {
        self.state
    }
}

const NOTHING_RECEIVED: Guard<PeriodFacts> = Guard {
    name: "no report was received yet",
    blockers: |facts, _: Instant| {
        if facts.received { vec![Blocker::of(Code::ReportReceived)] } else { Vec::new() }
    },
};

const LEADS: Who = &[(Seat::Committee, &[StandingLead])];

/// The table.
#[rustfmt::skip]
pub static TRANSITIONS: Table<PeriodFacts> = Table { resource: "report-periods", rows: &[
    Transition { from: &[Planned, Open], action: "open", to: Open, who: LEADS, needs: &[], apart: false },
    Transition { from: &[Planned, Open], action: "cancel", to: Cancelled, who: LEADS, needs: &[NOTHING_RECEIVED], apart: false },
] };
