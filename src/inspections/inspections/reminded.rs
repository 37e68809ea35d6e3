//! What the reminders are told of self-inspections: those that nobody has signed yet, and those that were given back.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::inspections::inspections::model::{Inspection, InspectionKind, InspectionState};
use crate::inspections::inspections::store::Row;
use crate::inspections::plans::store as plans;
use crate::inspections::waiting::Waiting;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, among};
use crate::schema::{inspection_plans, inspections};

/// Self-inspections, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: Some(of_plan) };

/// What those do who inspect themselves.
const HANDING_IN: &[&str] = &["answers.save", "inspections.hand_over", "inspections.sign"];
/// In these it waits for its agency.
const OWING: [InspectionState; 2] = [InspectionState::InProgress, InspectionState::PendingSignature];

/// What is not signed and either was never or was given back.
fn scan(connection: &mut AnyConnection, directory: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let mut query = inspections::table
        .filter(inspections::kind.eq(InspectionKind::SelfInspection))
        .filter(inspections::state.eq_any(OWING))
        .filter(inspections::first_signed_at.is_not_null().or(inspections::last_day.le(part.wanted_by)))
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(inspections::id.gt(after));
    }
    let rows: Vec<Row> = query.order(inspections::id).limit(part.limit).load(connection)?;
    Ok(rows.iter().map(|row| due(directory, row, part.today)).collect())
}

/// The agency's own.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Row> = inspections::table
        .filter(among(inspections::agency_id, asked.agencies))
        .filter(inspections::kind.eq(InspectionKind::SelfInspection))
        .filter(inspections::state.eq_any(OWING))
        .filter(inspections::last_day.ge(asked.from))
        .filter(inspections::last_day.lt(asked.before))
        .order((inspections::last_day, inspections::id))
        .limit(asked.limit)
        .load(connection)?;
    Ok(rows.iter().map(|row| due(directory, row, asked.today)).collect())
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Row> =
        inspections::table.filter(inspections::id.eq_any(ids)).order(inspections::id).load(connection)?;
    Ok(rows.iter().map(|row| due(directory, row, now.date())).collect())
}

fn due(directory: &Directory, row: &Row, today: chrono::NaiveDate) -> Due {
    let Waiting { keeper, keeper_seat, roles } = Waiting::of(directory, row.owner_id, row.agency_id, today);
    let is_owed = row.kind == InspectionKind::SelfInspection && OWING.contains(&row.state);
    Due {
        resource: Inspection::RESOURCE,
        id: row.id,
        is_owed,
        version: row.version,
        changed_at: row.updated_at,
        agency: row.agency_id,
        roles,
        done_by: HANDING_IN,
        keeper,
        keeper_seat,
        last_day: row.last_day,
        is_extended: false,
        internal_on: None,
        // It was judged by its first signature; what was given back is awaited since it was, or since it was last handed over.
        awaited_since: row.first_signed_at.filter(|_| is_owed).map(|_| row.updated_at.date()),
        notice: None,
    }
}

/// By the number of the plan that asks for it, and its agency.
fn titles(connection: &mut AnyConnection, directory: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, Id, Option<String>)> = inspections::table
        .inner_join(inspection_plans::table.on(inspection_plans::id.eq(inspections::plan_id)))
        .filter(inspections::id.eq_any(ids))
        .select((inspections::id, inspections::agency_id, inspection_plans::number))
        .load(connection)?;
    let title = |(id, agency, number): (Id, Id, Option<String>)| {
        let number = number.unwrap_or_default();
        (id, format!("Tự kiểm tra theo kế hoạch số {number}: {}", directory.agency_name(agency)))
    };
    Ok(rows.into_iter().map(title).collect())
}

/// Those that a plan asks for which the caller may read, signed or not: whoever may not remind of them learns no more when all are
/// handed in than he did before.
fn of_plan(view: &mut View<'_>, plan: Id) -> Result<Vec<Id>, Problem> {
    let plan = plans::find(view, plan)?.id;
    Ok(inspections::table
        .filter(inspections::plan_id.eq(plan))
        .filter(inspections::kind.eq(InspectionKind::SelfInspection))
        .order(inspections::id)
        .select(inspections::id)
        .load(view.connection)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspections::inspections::workflow::TRANSITIONS;
    use crate::inspections::policy::SAVE_ANSWER;

    #[test]
    fn what_ends_the_debt_are_steps_that_there_are() {
        for action in HANDING_IN {
            let is_step = |name: &str| TRANSITIONS.rows.iter().any(|row| row.action == name);
            let is_known = *action == format!("{}.{}", SAVE_ANSWER.resource, SAVE_ANSWER.action)
                || action.strip_prefix("inspections.").is_some_and(is_step);
            assert!(is_known, "{action}");
        }
    }
}
