//! What was on record of each obligation from when until when: what figures count, now and as of a past date.

use std::collections::HashMap;

use diesel::prelude::*;

use super::row::ObligationRow;
use crate::agencies::AgencyKind;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_many};
use crate::reports::obligations::model::{Content, Counted, ObligationState};
use crate::schema::obligation_spells;

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = obligation_spells, treat_none_as_default_value = false)]
struct SpellRow {
    id: Id,
    obligation_id: Id,
    period_id: Id,
    agency_id: Id,
    recipient_id: Id,
    level: AgencyKind,
    branch_id: Id,
    state: ObligationState,
    effective_due_at: Instant,
    received_at: Option<Instant>,
    content: Content,
    accepted_at: Option<Instant>,
    awaiting: bool,
    began_at: Instant,
    ended_at: Instant,
}

impl SpellRow {
    fn of(row: &ObligationRow, now: Instant) -> Self {
        Self {
            id: Id::fresh(),
            obligation_id: row.id,
            period_id: row.period_id,
            agency_id: row.agency_id,
            recipient_id: row.recipient_id,
            level: row.level,
            branch_id: row.branch_id,
            state: row.state,
            effective_due_at: row.effective_due_at,
            received_at: row.received_at,
            content: row.content,
            accepted_at: row.accepted_at,
            awaiting: row.awaiting,
            began_at: now,
            ended_at: Instant::FOREVER,
        }
    }
}

/// From when until when figures counted an obligation as what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// As what.
    pub counted: Counted,
    /// From this instant on.
    pub began_at: Instant,
    /// Until this one.
    pub ended_at: Instant,
}

/// What figures have of an obligation for good: its period, its agency, who receives it, and where it counts.
pub type Constant = (Id, Id, Id, AgencyKind, Id);

/// The same of its row.
pub fn constant(row: &ObligationRow) -> Constant {
    (row.period_id, row.agency_id, row.recipient_id, row.level, row.branch_id)
}

/// The spells of some obligations, in the order of time.
pub fn of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Vec<(Constant, Seen)>>, Problem> {
    let rows: Vec<SpellRow> = obligation_spells::table
        .filter(obligation_spells::obligation_id.eq_any(ids))
        .order((obligation_spells::obligation_id, obligation_spells::began_at))
        .load(connection)?;
    let mut found: HashMap<Id, Vec<(Constant, Seen)>> = HashMap::new();
    for row in rows {
        let constant = (row.period_id, row.agency_id, row.recipient_id, row.level, row.branch_id);
        let counted = Counted {
            state: row.state,
            effective_due_at: row.effective_due_at,
            received_at: row.received_at,
            content: row.content,
            accepted_at: row.accepted_at,
            awaiting: row.awaiting,
        };
        let seen = Seen { counted, began_at: row.began_at, ended_at: row.ended_at };
        found.entry(row.obligation_id).or_default().push((constant, seen));
    }
    Ok(found)
}

/// Whether figures see a difference between two states of one obligation.
pub fn differ(before: &ObligationRow, after: &ObligationRow) -> bool {
    let seen = |row: &ObligationRow| {
        (row.state, row.effective_due_at, row.received_at, row.content, row.accepted_at, row.awaiting)
    };
    seen(before) != seen(after)
}

/// Whatever is told of one obligation at once: each state that figures saw, from when on, in the order of time. The spell that
/// runs ends with the first of them; states of one instant leave the last of them alone.
pub fn tell(connection: &mut AnyConnection, told: &[Vec<(ObligationRow, Instant)>]) -> Result<(), Problem> {
    let mut spells = Vec::new();
    for states in told {
        let Some((first, began_at)) = states.first() else { continue };
        diesel::update(obligation_spells::table)
            .filter(obligation_spells::obligation_id.eq(first.id))
            .filter(obligation_spells::ended_at.eq(Instant::FOREVER))
            .set(obligation_spells::ended_at.eq(*began_at))
            .execute(connection)?;
        for (place, (row, began_at)) in states.iter().enumerate() {
            let ended_at = states.get(place + 1).map_or(Instant::FOREVER, |(_, next)| *next);
            if *began_at < ended_at {
                spells.push(SpellRow { ended_at, ..SpellRow::of(row, *began_at) });
            }
        }
    }
    insert_many!(connection, obligation_spells::table, spells)?;
    Ok(())
}

/// Ends the spells that run for these obligations, and begins the next ones. What began at this very instant was never seen
/// and leaves no trace.
pub fn begin(connection: &mut AnyConnection, rows: &[ObligationRow], now: Instant) -> Result<(), Problem> {
    for some in rows.chunks(500) {
        let ids: Vec<Id> = some.iter().map(|row| row.id).collect();
        let running = || {
            obligation_spells::table
                .filter(obligation_spells::obligation_id.eq_any(ids.clone()))
                .filter(obligation_spells::ended_at.eq(Instant::FOREVER))
        };
        diesel::delete(running().filter(obligation_spells::began_at.ge(now))).execute(connection)?;
        diesel::update(running()).set(obligation_spells::ended_at.eq(now)).execute(connection)?;
        let next: Vec<SpellRow> = some.iter().map(|row| SpellRow::of(row, now)).collect();
        insert_many!(connection, obligation_spells::table, next)?;
    }
    Ok(())
}
