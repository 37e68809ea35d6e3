//! An obligation as a row, and what it becomes.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::AgencyKind;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::reports::obligations::model::{Content, Head, ObligationState, derive, effective_due_at};
use crate::reports::parties::Parties;
use crate::reports::periods::model::InternalDue;
use crate::reports::periods::rules::opening::Owed;
use crate::reports::periods::store as periods;
use crate::schema::obligations;

/// An obligation as it is on record. From `received_at` on, everything follows from its submissions; `state` too, but for the
/// decisions to exempt and to cancel.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = obligations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct ObligationRow {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub period_id: Id,
    pub committee_id: Id,
    pub agency_id: Id,
    pub recipient_id: Id,
    pub level: AgencyKind,
    pub branch_id: Id,
    pub state: ObligationState,
    pub opens_at: Instant,
    pub due_at: Instant,
    pub internal_due_on: Option<NaiveDate>,
    pub extended_until: Option<NaiveDate>,
    pub effective_due_at: Instant,
    pub exempt_reason: Option<String>,
    pub received_at: Option<Instant>,
    pub content: Content,
    pub accepted_at: Option<Instant>,
    pub awaiting: bool,
    pub newest_id: Option<Id>,
    pub official_id: Option<Id>,
    pub versions: i32,
    pub owed_to_committee: bool,
}

impl ObligationRow {
    /// A new one, open.
    pub fn new(owed: &Owed, period: &periods::Row, internal_due: &InternalDue, now: Instant) -> Self {
        Self {
            // What an agency owes in a period is one thing: its id follows from the two.
            id: Id::named(now, &format!("obligation {} {}", period.id, owed.agency)),
            version: 1,
            created_at: now,
            updated_at: now,
            period_id: period.id,
            committee_id: period.committee_id,
            agency_id: owed.agency,
            recipient_id: owed.recipient,
            level: owed.level,
            branch_id: owed.branch,
            state: ObligationState::Open,
            opens_at: deadline::start_of(period.opens_on),
            due_at: period.due_at,
            internal_due_on: internal_due.of(owed.level),
            extended_until: None,
            effective_due_at: period.due_at,
            exempt_reason: None,
            received_at: None,
            content: Content::Missing,
            accepted_at: None,
            awaiting: false,
            newest_id: None,
            official_id: None,
            versions: 0,
            owed_to_committee: owed.to_committee,
        }
    }

    /// The same under the dates of its period as they were corrected.
    pub fn corrected(&self, period: &periods::Row, internal_due: &InternalDue) -> Self {
        Self {
            opens_at: deadline::start_of(period.opens_on),
            due_at: period.due_at,
            internal_due_on: internal_due.of(self.level),
            effective_due_at: effective_due_at(period.due_at, self.extended_until),
            ..self.clone()
        }
    }

    /// The same with more time; the base is kept.
    pub fn extended(&self, until: NaiveDate, now: Instant) -> Self {
        let effective_due_at = effective_due_at(self.due_at, Some(until));
        Self { extended_until: Some(until), effective_due_at, ..self.touched(now) }
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same as its versions have it; the row's own version is not raised.
    pub fn derived_from(&self, heads: &[Head]) -> Self {
        let derived = derive(self.state, heads);
        Self {
            state: derived.state,
            received_at: derived.received_at,
            content: derived.content,
            accepted_at: derived.accepted_at,
            awaiting: derived.awaiting,
            newest_id: derived.newest,
            official_id: derived.official,
            versions: derived.versions,
            ..self.clone()
        }
    }

    /// The agencies around it on a day.
    pub fn parties(&self, directory: &Directory, on: NaiveDate) -> Parties {
        let between = [self.agency_id, self.recipient_id];
        Parties::of(directory, self.committee_id, between, self.owed_to_committee, on)
    }
}
