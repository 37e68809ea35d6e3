//! The figures behind the four cells, now or as of an earlier instant.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::clock::Instant;
use crate::kernel::db::AnyConnection;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::programmes::access::{Reading, readable_assignments};
use crate::programmes::model::extension::ExtensionState;
use crate::programmes::model::statistics::{Cell, StatisticsFilter, cell_of};
use crate::programmes::store::assignments::SpellKind;
use crate::programmes::store::programmes as programme_store;
use crate::schema::{assignment_spells, assignments, extension_assignments, extensions, programmes};

/// One assignment as it was judged at the instant.
#[derive(Clone, Copy, Debug)]
pub struct Judged {
    /// The agency that carries it out.
    pub agency: Id,
    /// The agency whose programme it is.
    pub owner: Id,
    /// The programme.
    pub series: Id,
    /// Whether it lay returned, so that it counts for the standing agency.
    pub returned: bool,
    /// The cell.
    pub cell: Cell,
}

type Row = (Id, Id, Id, Id, Instant);

/// Judges every assignment that the caller may read by what was on record at `as_of`.
pub fn judged(
    connection: &mut AnyConnection,
    reading: &Reading,
    filter: &StatisticsFilter,
    as_of: Instant,
) -> Result<Vec<Judged>, Problem> {
    let rows = counted(connection, reading, filter, as_of)?;
    let completions = standing_spells(connection, SpellKind::Completion, as_of)?;
    let returns = standing_spells(connection, SpellKind::Return, as_of)?;
    let extended = granted_by(connection, as_of)?;
    let predecessors = predecessors(connection)?;
    // An assignment in another's place inherits the extension that was granted before.
    let chain = |id: Id| std::iter::successors(Some(id), |id| predecessors.get(id).copied()).take(LONGEST_CHAIN);
    let judged = rows.into_iter().map(|(id, series, owner, agency, due_at)| {
        let due_at = chain(id).find_map(|id| extended.get(&id).copied()).unwrap_or(due_at);
        let returned = returns.contains_key(&id);
        Judged { agency, owner, series, returned, cell: cell_of(completions.get(&id).copied(), due_at, as_of) }
    });
    Ok(judged.collect())
}

/// An assignment is handed over at most so often.
const LONGEST_CHAIN: usize = 32;

fn predecessors(connection: &mut AnyConnection) -> Result<HashMap<Id, Id>, Problem> {
    let rows: Vec<(Id, Option<Id>)> = assignments::table
        .filter(assignments::predecessor_id.is_not_null())
        .select((assignments::id, assignments::predecessor_id))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, predecessor)| predecessor.map(|it| (id, it))).collect())
}

fn counted(
    connection: &mut AnyConnection,
    reading: &Reading,
    filter: &StatisticsFilter,
    as_of: Instant,
) -> Result<Vec<Row>, Problem> {
    let mut query = assignments::table
        .filter(assignments::created_at.le(as_of))
        .filter(assignments::cancelled_at.is_null().or(assignments::cancelled_at.gt(as_of)))
        .select((
            assignments::id,
            assignments::series_id,
            assignments::owner_agency_id,
            assignments::agency_id,
            assignments::due_at,
        ))
        .into_boxed();
    query = readable_assignments!(query, reading);
    if let Some(programme) = filter.programme_id {
        let series = programme_store::series_of(connection, &[programme])?;
        query = query.filter(assignments::series_id.eq_any(series));
    }
    if let Some(year) = filter.year {
        let of_year = programmes::table.filter(programmes::year.eq(year)).select(programmes::series_id);
        query = query.filter(assignments::series_id.eq_any(of_year));
    }
    Ok(query.load(connection)?)
}

/// The beginning of the spell that ran at an instant, by assignment; where several did, the latest.
fn standing_spells(
    connection: &mut AnyConnection,
    kind: SpellKind,
    as_of: Instant,
) -> Result<HashMap<Id, Instant>, Problem> {
    let rows: Vec<(Id, Instant)> = assignment_spells::table
        .filter(assignment_spells::kind.eq(kind))
        .filter(assignment_spells::began_at.le(as_of))
        .filter(assignment_spells::ended_at.is_null().or(assignment_spells::ended_at.gt(as_of)))
        .order(assignment_spells::began_at)
        .select((assignment_spells::assignment_id, assignment_spells::began_at))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The due instant by the extension that had been granted last.
fn granted_by(connection: &mut AnyConnection, as_of: Instant) -> Result<HashMap<Id, Instant>, Problem> {
    let rows: Vec<(Id, Option<chrono::NaiveDate>)> = extension_assignments::table
        .inner_join(extensions::table)
        .filter(extensions::state.eq(ExtensionState::Granted))
        .filter(extensions::decided_at.le(as_of))
        .order(extensions::decided_at)
        .select((extension_assignments::assignment_id, extensions::granted_until))
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|(id, until)| until.map(|date| (id, deadline::end_of(date)))).collect())
}

/// The titles of programmes by series: of the revision in force.
pub fn titles(connection: &mut AnyConnection, series: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, String)> = programmes::table
        .filter(programmes::series_id.eq_any(series))
        .order(programmes::revision)
        .filter(programmes::number.is_not_null())
        .select((programmes::series_id, programmes::title))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
