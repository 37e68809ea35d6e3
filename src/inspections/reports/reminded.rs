//! What the reminders are told of reports of visits: the agency's comment is awaited.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::reports::model::{InspectionReport, ReportState};
use crate::inspections::waiting::Waiting;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, among};
use crate::schema::{inspection_plans, inspection_reports};

/// Comments on reports of visits, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: None };

/// What those do who are asked.
const COMMENTING: &[&str] = &["inspection-reports.comment"];

/// Of a report as much as says by when its comment is awaited: none of its texts is read.
type Awaited = (Id, i32, Instant, Id, Id, ReportState, Option<NaiveDate>);

const AWAITED: (
    inspection_reports::id,
    inspection_reports::version,
    inspection_reports::updated_at,
    inspection_reports::owner_id,
    inspection_reports::agency_id,
    inspection_reports::state,
    inspection_reports::comment_until,
) = (
    inspection_reports::id,
    inspection_reports::version,
    inspection_reports::updated_at,
    inspection_reports::owner_id,
    inspection_reports::agency_id,
    inspection_reports::state,
    inspection_reports::comment_until,
);

fn scan(connection: &mut AnyConnection, directory: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let mut query = inspection_reports::table
        .filter(inspection_reports::state.eq(ReportState::WithAgency))
        .filter(inspection_reports::comment_until.le(part.wanted_by))
        .select(AWAITED)
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(inspection_reports::id.gt(after));
    }
    let rows: Vec<Awaited> = query.order(inspection_reports::id).limit(part.limit).load(connection)?;
    Ok(rows.into_iter().filter_map(|row| due(directory, row, part.today)).collect())
}

/// Comments that are asked of the agency.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Awaited> = inspection_reports::table
        .filter(among(inspection_reports::agency_id, asked.agencies))
        .filter(inspection_reports::state.eq(ReportState::WithAgency))
        .filter(inspection_reports::comment_until.ge(asked.from))
        .filter(inspection_reports::comment_until.lt(asked.before))
        .order((inspection_reports::comment_until, inspection_reports::id))
        .limit(asked.limit)
        .select(AWAITED)
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|row| due(directory, row, asked.today)).collect())
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Awaited> = inspection_reports::table
        .filter(inspection_reports::id.eq_any(ids))
        .order(inspection_reports::id)
        .select(AWAITED)
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|row| due(directory, row, now.date())).collect())
}

/// Nothing of a report that was never sent: nobody is asked, and nobody outside knows of it.
fn due(directory: &Directory, row: Awaited, today: NaiveDate) -> Option<Due> {
    let (id, version, changed_at, owner, agency, state, comment_until) = row;
    let Waiting { keeper, keeper_seat, roles } = Waiting::of(directory, owner, agency, today);
    Some(Due {
        resource: InspectionReport::RESOURCE,
        id,
        is_owed: state == ReportState::WithAgency,
        version,
        changed_at,
        agency,
        roles,
        done_by: COMMENTING,
        keeper,
        keeper_seat,
        last_day: comment_until?,
        is_extended: false,
        internal_on: None,
        awaited_since: None,
        notice: None,
    })
}

/// By the number of the plan that the visit belongs to, the version of the report, and the agency.
fn titles(connection: &mut AnyConnection, directory: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, Id, i32, Option<String>)> = inspection_reports::table
        .inner_join(inspection_plans::table.on(inspection_plans::id.eq(inspection_reports::plan_id)))
        .filter(inspection_reports::id.eq_any(ids))
        .select((
            inspection_reports::id,
            inspection_reports::agency_id,
            inspection_reports::number,
            inspection_plans::number,
        ))
        .load(connection)?;
    let title = |(id, agency, version, plan): (Id, Id, i32, Option<String>)| {
        let (plan, agency) = (plan.unwrap_or_default(), directory.agency_name(agency));
        (id, format!("Ý kiến về báo cáo kiểm tra theo kế hoạch số {plan}, bản {version}: {agency}"))
    };
    Ok(rows.into_iter().map(title).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspections::reports::workflow::TRANSITIONS;

    #[test]
    fn what_ends_the_debt_are_steps_that_there_are() {
        for action in COMMENTING {
            let name = action.strip_prefix("inspection-reports.").unwrap();
            assert!(TRANSITIONS.rows.iter().any(|row| row.action == name), "{action}");
        }
    }
}
