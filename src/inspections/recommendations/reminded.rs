//! What the reminders are told of recommendations: those that are to be done.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::recommendations::model::{Recommendation, RecommendationState};
use crate::inspections::waiting::Waiting;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, among};
use crate::schema::{inspection_reports, recommendations};

/// Recommendations, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: None };

/// What those do who have to do it.
const DOING: &[&str] = &["recommendations.accept", "recommendations.record", "recommendations.report_implemented"];
/// In these it waits for its agency; a disputed one waits for the owner of the plan.
const OWING: [RecommendationState; 2] = [RecommendationState::Open, RecommendationState::InProgress];

/// Of a recommendation as much as says by when it is to be done: its text is not read.
type Owed = (Id, i32, Instant, Id, Id, RecommendationState, NaiveDate, Option<NaiveDate>);

const OWED: (
    recommendations::id,
    recommendations::version,
    recommendations::updated_at,
    recommendations::owner_id,
    recommendations::agency_id,
    recommendations::state,
    recommendations::last_day,
    recommendations::extended_until,
) = (
    recommendations::id,
    recommendations::version,
    recommendations::updated_at,
    recommendations::owner_id,
    recommendations::agency_id,
    recommendations::state,
    recommendations::last_day,
    recommendations::extended_until,
);

fn scan(connection: &mut AnyConnection, directory: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let mut query = recommendations::table
        .filter(recommendations::state.eq_any(OWING))
        .filter(recommendations::last_day.le(part.wanted_by))
        .select(OWED)
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(recommendations::id.gt(after));
    }
    let rows: Vec<Owed> = query.order(recommendations::id).limit(part.limit).load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, part.today)).collect())
}

/// What the agency has to do.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Owed> = recommendations::table
        .filter(among(recommendations::agency_id, asked.agencies))
        .filter(recommendations::state.eq_any(OWING))
        .filter(recommendations::last_day.ge(asked.from))
        .filter(recommendations::last_day.lt(asked.before))
        .order((recommendations::last_day, recommendations::id))
        .limit(asked.limit)
        .select(OWED)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, asked.today)).collect())
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Owed> = recommendations::table
        .filter(recommendations::id.eq_any(ids))
        .order(recommendations::id)
        .select(OWED)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, now.date())).collect())
}

fn due(directory: &Directory, row: Owed, today: NaiveDate) -> Due {
    let (id, version, changed_at, owner, agency, state, last_day, extended_until) = row;
    let Waiting { keeper, keeper_seat, roles } = Waiting::of(directory, owner, agency, today);
    Due {
        resource: Recommendation::RESOURCE,
        id,
        is_owed: OWING.contains(&state),
        version,
        changed_at,
        agency,
        roles,
        done_by: DOING,
        keeper,
        keeper_seat,
        last_day,
        is_extended: extended_until.is_some(),
        internal_on: None,
        awaited_since: None,
        notice: None,
    }
}

/// By its number, that of the conclusion, and the agency that has to do it: never what it says.
fn titles(connection: &mut AnyConnection, directory: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, Id, i32, Option<String>)> = recommendations::table
        .inner_join(inspection_reports::table.on(inspection_reports::id.eq(recommendations::report_id)))
        .filter(recommendations::id.eq_any(ids))
        .select((
            recommendations::id,
            recommendations::agency_id,
            recommendations::number,
            inspection_reports::report_number,
        ))
        .load(connection)?;
    let title = |(id, agency, number, conclusion): (Id, Id, i32, Option<String>)| {
        let (conclusion, agency) = (conclusion.unwrap_or_default(), directory.agency_name(agency));
        (id, format!("Kiến nghị {number} của kết luận kiểm tra số {conclusion}: {agency}"))
    };
    Ok(rows.into_iter().map(title).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspections::recommendations::workflow::TRANSITIONS;

    #[test]
    fn what_ends_the_debt_are_steps_that_there_are() {
        for action in DOING {
            let name = action.strip_prefix("recommendations.").unwrap();
            assert!(TRANSITIONS.rows.iter().any(|row| row.action == name), "{action}");
        }
    }
}
