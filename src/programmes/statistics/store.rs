//! The figures behind the four cells, now or as of an earlier instant.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;

use crate::extensions::ExtensionState;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, among};
use crate::programmes::access::{Reading, readable_assignments};
use crate::programmes::assignments::store::SpellKind;
use crate::programmes::programmes::store as programme_store;
use crate::programmes::statistics::model::{Cell, StatisticsFilter, cell_of};
use crate::schema::{assignment_spells, assignments, extension_subjects, extensions, programmes};

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

/// What is counted: what the caller may read, narrowed down to what is asked for.
struct Asked<'a> {
    reading: &'a Reading,
    /// The programme, in all its revisions.
    series: Option<Vec<Id>>,
    year: Option<i32>,
    agencies: Option<&'a [Id]>,
    as_of: Instant,
}

impl Asked<'_> {
    /// Whether every assignment there is is asked for.
    fn is_everything(&self) -> bool {
        let reads_all = self.reading.drafts.listed().is_none() || self.reading.carried_out.listed().is_none();
        reads_all && self.series.is_none() && self.year.is_none() && self.agencies.is_none()
    }
}

/// Of a query over assignments, alone or joined, what is counted. A boxed query cannot stand inside another on both
/// databases, so every statement brings the conditions along.
macro_rules! counted {
    ($query:expr, $asked:expr) => {{
        let asked: &Asked<'_> = $asked;
        let mut query = $query
            .filter(assignments::created_at.le(asked.as_of))
            .filter(assignments::cancelled_at.is_null().or(assignments::cancelled_at.gt(asked.as_of)))
            .into_boxed();
        query = readable_assignments!(query, asked.reading);
        if let Some(series) = &asked.series {
            query = query.filter(assignments::series_id.eq_any(series.clone()));
        }
        if let Some(year) = asked.year {
            let of_year = programmes::table.filter(programmes::year.eq(year)).select(programmes::series_id);
            query = query.filter(assignments::series_id.eq_any(of_year));
        }
        if let Some(agencies) = asked.agencies {
            query = query.filter(among(assignments::agency_id, agencies));
        }
        query
    }};
}

/// Of a query over spells those of a kind that ran at the instant.
macro_rules! running {
    ($spells:expr, $kind:expr, $asked:expr) => {
        $spells
            .filter(assignment_spells::kind.eq($kind))
            .filter(assignment_spells::began_at.le($asked.as_of))
            .filter(assignment_spells::ended_at.is_null().or(assignment_spells::ended_at.gt($asked.as_of)))
    };
}

/// The spells of a kind that ran at the instant, with their assignments, as far as these are counted.
macro_rules! running_spells {
    ($kind:expr, $asked:expr) => {{
        let spells = assignment_spells::table
            .inner_join(assignments::table.on(assignments::id.eq(assignment_spells::assignment_id)));
        counted!(running!(spells, $kind, $asked), $asked)
    }};
}

const COLUMNS: (
    assignments::id,
    assignments::series_id,
    assignments::owner_agency_id,
    assignments::agency_id,
    assignments::due_at,
    assignments::predecessor_id,
) = (
    assignments::id,
    assignments::series_id,
    assignments::owner_agency_id,
    assignments::agency_id,
    assignments::due_at,
    assignments::predecessor_id,
);

type Row = (Id, Id, Id, Id, Instant, Option<Id>);

/// Judges what the caller may read and asks for by what was on record at `as_of`. Beside what the agencies asked for carry
/// out it has what lies returned from others, which counts for the standing agency.
pub fn judged(
    connection: &mut AnyConnection,
    reading: &Reading,
    filter: &StatisticsFilter,
    agencies: Option<&[Id]>,
    as_of: Instant,
) -> Result<Vec<Judged>, Problem> {
    let series = match filter.programme_id {
        Some(programme) => Some(programme_store::series_of(connection, &[programme])?),
        None => None,
    };
    let asked = Asked { reading, series, year: filter.year, agencies, as_of };
    let mut rows: Vec<Row> = counted!(assignments::table, &asked).select(COLUMNS).load(connection)?;
    let anybodys = Asked { agencies: None, series: asked.series.clone(), ..asked };
    let returned: Vec<Row> = running_spells!(SpellKind::Return, &anybodys).select(COLUMNS).load(connection)?;
    let returns: HashSet<Id> = returned.iter().map(|row| row.0).collect();
    if agencies.is_some() {
        rows.retain(|row| !returns.contains(&row.0));
        rows.extend(returned);
    }
    let completion = (assignment_spells::assignment_id, assignment_spells::began_at);
    let completions: Vec<(Id, Instant)> = if asked.is_everything() {
        // Looking up the assignment of each would cost more than those that are not counted.
        let spells = running!(assignment_spells::table, SpellKind::Completion, &asked);
        spells.order(assignment_spells::began_at).select(completion).load(connection)?
    } else {
        let spells = running_spells!(SpellKind::Completion, &asked);
        spells.order(assignment_spells::began_at).select(completion).load(connection)?
    };
    let completions: HashMap<Id, Instant> = completions.into_iter().collect();
    let predecessors = predecessors(connection, &rows)?;
    let beside: Vec<Id> = predecessors.values().chain(&returns).copied().collect();
    let extended = granted_by(connection, &asked, &beside)?;
    // An assignment in another's place inherits the extension that was granted before.
    let chain = |id: Id| std::iter::successors(Some(id), |id| predecessors.get(id).copied()).take(LONGEST_CHAIN);
    let judged = rows.into_iter().map(|(id, series, owner, agency, due_at, _)| {
        let due_at = chain(id).find_map(|id| extended.get(&id).copied()).unwrap_or(due_at);
        let returned = returns.contains(&id);
        Judged { agency, owner, series, returned, cell: cell_of(completions.get(&id).copied(), due_at, as_of) }
    });
    Ok(judged.collect())
}

/// An assignment is handed over at most so often.
const LONGEST_CHAIN: usize = 32;

/// Ids in one statement.
const CHUNK: usize = 500;

/// Whom each assignment took the place of, step by step back from those that are counted. Few were ever handed over.
fn predecessors(connection: &mut AnyConnection, rows: &[Row]) -> Result<HashMap<Id, Id>, Problem> {
    let mut known: HashMap<Id, Id> = rows.iter().filter_map(|row| Some((row.0, row.5?))).collect();
    let mut latest: Vec<Id> = known.values().copied().collect();
    for _ in 1..LONGEST_CHAIN {
        let mut earlier = Vec::new();
        for some in latest.chunks(CHUNK) {
            let found: Vec<(Id, Option<Id>)> = assignments::table
                .filter(assignments::id.eq_any(some))
                .filter(assignments::predecessor_id.is_not_null())
                .select((assignments::id, assignments::predecessor_id))
                .load(connection)?;
            earlier.extend(found.into_iter().filter_map(|(id, predecessor)| Some((id, predecessor?))));
        }
        if earlier.is_empty() {
            break;
        }
        latest = earlier.iter().map(|(_, predecessor)| *predecessor).collect();
        known.extend(earlier);
    }
    Ok(known)
}

/// The due instant by the extension that had been granted last, of what is counted and of some beside it.
fn granted_by(
    connection: &mut AnyConnection,
    asked: &Asked<'_>,
    beside: &[Id],
) -> Result<HashMap<Id, Instant>, Problem> {
    let granted = || {
        // Ids are everybody's own, so no obligation is found among the assignments.
        extension_subjects::table
            .inner_join(extensions::table)
            .inner_join(assignments::table.on(assignments::id.eq(extension_subjects::subject_id)))
            .filter(extensions::state.eq(ExtensionState::Granted))
            .filter(extensions::decided_at.le(asked.as_of))
            .order(extensions::decided_at)
            .select((extension_subjects::subject_id, extensions::granted_until))
    };
    let mut rows: Vec<(Id, Option<chrono::NaiveDate>)> = counted!(granted(), asked).load(connection)?;
    for some in beside.chunks(CHUNK) {
        let of_some = granted().filter(extension_subjects::subject_id.eq_any(some));
        rows.extend(of_some.load::<(Id, Option<chrono::NaiveDate>)>(connection)?);
    }
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
