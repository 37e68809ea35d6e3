//! Reports of visits. Order of locks: the visit, then its reports, then their recommendations.

mod files;
mod held;
mod row;

pub use files::{comment_files, covered};
pub use held::{FOLDED, held};
pub use row::{Concluding, OfVisit, Opened, Row};

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::inspections::inspections::access::{Reading, of_teams};
use crate::inspections::reports::access::{self, shown_reports};
use crate::inspections::reports::model::{
    InspectionReport, InspectionReportColumn, InspectionReportFilter, ReportState,
};
use crate::kernel::chapter::{Left, Told, found};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, among, among_any, any_of, insert_row, lock_row, on_engine, rewrite_row};
use crate::listed;
use crate::schema::inspection_members;
use crate::schema::inspection_reports::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "inspection_reports_pkey", columns: "inspection_reports.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "inspection_reports_report_number",
        columns: "inspection_reports.owner_id, inspection_reports.concluded_year, inspection_reports.report_number_key",
        code: Code::NumberTaken,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// 404 where the caller may not read it: by his roles, or by being of the team now.
pub fn readable(view: &mut View<'_>, row: Row) -> Result<Row, Problem> {
    let opened = access::read_by_roles(&view.caller, row.owner_id, row.agency_id, row.is_shown());
    if opened || access::writes_drafts(view, row.inspection_id, row.agency_id)? {
        Ok(row)
    } else {
        Err(Problem::of(Code::NotFound))
    }
}

/// One report; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// One report as it is, whoever may read it.
pub fn of_id(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    Ok(table.find(id).first(connection)?)
}

/// The visit of a report, whoever may read it; 404 where there is no such report.
pub fn visit_of(connection: &mut AnyConnection, id: Id) -> Result<Id, Problem> {
    Ok(table.find(id).select(inspection_reports::inspection_id).first(connection)?)
}

/// One report, locked, whoever may read it. Its visit is locked.
pub fn locked(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, table.find(id));
    Ok(row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// What the record tells of a report to a caller who reads it: how it was drafted, in the first round and in later ones, to those alone
/// who read drafts.
pub fn told_of(view: &mut View<'_>, row: &Row) -> Result<Told, Problem> {
    let by_roles = access::opens_drafts(&Reading::of(&view.caller), &view.caller, row.owner_id, row.agency_id);
    let reads_drafts = by_roles || access::writes_drafts(view, row.inspection_id, row.agency_id)?;
    Ok(if reads_drafts { Told::Everything } else { Told::Since { first: &["send"], without: &["update"] } })
}

/// The same of a report by its id.
pub fn told(view: &mut View<'_>, id: Id) -> Result<Told, Problem> {
    let row = of_id(view.connection, id)?;
    told_of(view, &row)
}

/// The newest report of a visit.
pub fn newest(connection: &mut AnyConnection, visit: Id) -> Result<Option<Row>, Problem> {
    let of_it = table.filter(inspection_reports::inspection_id.eq(visit));
    Ok(of_it.order(inspection_reports::number.desc()).first(connection).optional()?)
}

/// The report of a visit that is in force, locked; none where none was concluded yet. The visit is locked.
pub fn in_force(connection: &mut AnyConnection, visit: Id) -> Result<Option<Row>, Problem> {
    let of_it = table
        .filter(inspection_reports::inspection_id.eq(visit))
        .filter(inspection_reports::state.eq(ReportState::Concluded));
    let found: QueryResult<Row> = lock_row!(connection, of_it);
    Ok(found.optional()?)
}

/// The draft of a report of a visit, locked; none where there is none. The visit is locked.
pub fn draft_of(connection: &mut AnyConnection, visit: Id) -> Result<Option<Row>, Problem> {
    let of_it = table
        .filter(inspection_reports::inspection_id.eq(visit))
        .filter(inspection_reports::state.eq(ReportState::Draft));
    let found: QueryResult<Row> = lock_row!(connection, of_it);
    Ok(found.optional()?)
}

/// The reports of a visit, every version.
pub fn versions(connection: &mut AnyConnection, visit: Id) -> Result<Vec<(Id, ReportState)>, Problem> {
    Ok(table
        .filter(inspection_reports::inspection_id.eq(visit))
        .order(inspection_reports::number)
        .select((inspection_reports::id, inspection_reports::state))
        .load(connection)?)
}

/// Whether a report was sent, and is no draft again.
pub fn is_shown(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let shown = table.filter(inspection_reports::id.eq(id)).filter(shown_reports!());
    Ok(diesel::select(exists(shown)).get_result(connection)?)
}

/// Whether a report of a visit was ever sent to the agency: from then on it reads what the report is made of.
pub fn was_sent(connection: &mut AnyConnection, visit: Id) -> Result<bool, Problem> {
    let sent = table
        .filter(inspection_reports::inspection_id.eq(visit))
        .filter(inspection_reports::first_sent_at.is_not_null());
    Ok(diesel::select(exists(sent)).get_result(connection)?)
}

/// Of some visits those with a report that is neither a draft nor given up: they are not taken up again.
pub fn having_left_draft(connection: &mut AnyConnection, visits: &[Id]) -> Result<HashSet<Id>, Problem> {
    let left: Vec<Id> = table
        .filter(inspection_reports::inspection_id.eq_any(visits))
        .filter(inspection_reports::state.ne_all([ReportState::Draft, ReportState::Discarded]))
        .select(inspection_reports::inspection_id)
        .load(connection)?;
    Ok(left.into_iter().collect())
}

/// Where the newest report of some visits stands, by visit.
pub fn newest_of(connection: &mut AnyConnection, visits: &[Id]) -> Result<HashMap<Id, ReportState>, Problem> {
    let states: Vec<(Id, ReportState)> = table
        .filter(inspection_reports::inspection_id.eq_any(visits))
        .order(inspection_reports::number)
        .select((inspection_reports::inspection_id, inspection_reports::state))
        .load(connection)?;
    Ok(states.into_iter().collect())
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, inspection_reports, id)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["summary", "findings", "conclusion", "comment", "signatory"];

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &InspectionReportFilter,
    page: &PageRequest,
) -> Result<Page<InspectionReport>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let (acting_for, me) = (view.caller.stands_for(), view.caller.teams_as());
    let filtered = || {
        let owned = || among_any(inspection_reports::owner_id, reading.owned.listed());
        let opened = owned()
            .or(among_any(inspection_reports::owner_id, reading.audited.listed()))
            .or(among_any(inspection_reports::agency_id, reading.audited.listed()))
            .or(among_any(inspection_reports::agency_id, reading.inspected.listed()));
        let of_others = || not(among(inspection_reports::agency_id, &acting_for));
        let by_roles = owned().and(of_others()).or(shown_reports!().and(opened));
        let mut query = match me {
            Some(me) => {
                let visits = of_teams!(me).select(inspection_members::inspection_id);
                let written = inspection_reports::inspection_id.eq_any(visits).and(of_others());
                table.filter(by_roles.or(written)).into_boxed()
            }
            None => table.filter(by_roles).into_boxed(),
        };
        query = any_of(query, inspection_reports::inspection_id, &filter.inspection_id);
        query = any_of(query, inspection_reports::plan_id, &filter.plan_id);
        query = any_of(query, inspection_reports::agency_id, &filter.agency_id);
        any_of(query, inspection_reports::state, &filter.state)
    };
    let found = listed!(connection, page, filtered => Row, inspection_reports.updated_at, filter.sort => {
        InspectionReportColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::listed).collect::<Result<_, _>>()?, next, total })
}

/// Reports under way of visits that agencies that end have, or plan.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        inspection_reports::table
            .filter(inspection_reports::agency_id.eq_any(ending).or(inspection_reports::owner_id.eq_any(ending)))
            .filter(inspection_reports::state.eq_any([
                ReportState::Draft,
                ReportState::WithAgency,
                ReportState::UnderReview,
            ]))
            .order(inspection_reports::id)
            .select((inspection_reports::id, inspection_reports::agency_id, inspection_reports::owner_id))
            .load(native)?
    });
    Ok(Left::of_either("inspection-reports", ending, rows))
}
