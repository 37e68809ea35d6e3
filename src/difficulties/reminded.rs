//! What the reminders are told of difficulties: those whose turn runs, for whoever has it.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::difficulties::model::{Difficulty, DifficultyState, TurnPart};
use crate::difficulties::turns::Holder;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Seat;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::sql::AnyConnection;
use crate::schema::difficulties;

/// Difficulties, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: None };

/// What those do whose turn it is.
const DOING: &[&str] = &[
    "difficulties.acknowledge",
    "difficulties.ask",
    "difficulties.inform",
    "difficulties.decide",
    "difficulties.record_reply",
    "difficulties.resolve",
];

/// Whoever acts for the standing agency where that raised something itself, and was asked for more.
const OF_STANDING_OWN: &[Role] = &[Role::StandingLead, Role::StandingOfficer, Role::AgencyLead, Role::AgencyOfficer];

/// Of a difficulty as much as says whose turn it is, and by when: its text is not read.
type Held = (Id, i32, Instant, Id, Id, DifficultyState, Option<Id>, Option<TurnPart>, NaiveDate);

const HELD: (
    difficulties::id,
    difficulties::version,
    difficulties::updated_at,
    difficulties::agency_id,
    difficulties::committee_id,
    difficulties::state,
    difficulties::holder_id,
    difficulties::holder_part,
    difficulties::last_day,
) = (
    difficulties::id,
    difficulties::version,
    difficulties::updated_at,
    difficulties::agency_id,
    difficulties::committee_id,
    difficulties::state,
    difficulties::holder_id,
    difficulties::holder_part,
    difficulties::last_day,
);

fn scan(connection: &mut AnyConnection, directory: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let mut query = difficulties::table
        .filter(difficulties::state.eq_any(DifficultyState::TURNING))
        .filter(difficulties::last_day.le(part.wanted_by))
        .select(HELD)
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(difficulties::id.gt(after));
    }
    let rows: Vec<Held> = query.order(difficulties::id).limit(part.limit).load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, part.today)).collect())
}

/// What the agency has the turn of.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Held> = difficulties::table
        .filter(difficulties::holder_id.eq_any(asked.agencies))
        .filter(difficulties::state.eq_any(DifficultyState::TURNING))
        .filter(difficulties::last_day.ge(asked.from))
        .filter(difficulties::last_day.lt(asked.before))
        .order((difficulties::last_day, difficulties::id))
        .limit(asked.limit)
        .select(HELD)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, asked.today)).collect())
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Held> = difficulties::table
        .filter(difficulties::id.eq_any(ids))
        .order(difficulties::id)
        .select(HELD)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, now.date())).collect())
}

fn due(directory: &Directory, row: Held, today: NaiveDate) -> Due {
    let (id, version, changed_at, raiser, committee, state, holder, part, last_day) = row;
    let raiser = directory.holder(raiser, today);
    let standing = directory.standing_agency(committee, today);
    let is_standing_own = standing == Some(raiser);
    let keeper_seat = if is_standing_own { Seat::StandingOwn } else { Seat::Committee };
    let holder = directory.holder(holder.unwrap_or(raiser), today);
    let part = part.map(|part| Holder { agency: holder, part }.dealing(raiser, state));
    // What the standing agency has is its successor's, whenever the function moves; what it raised itself is the chair's.
    let (agency, roles): (Id, &[Role]) = match part {
        Some(TurnPart::StandingAgency) if !is_standing_own => (standing.unwrap_or(holder), Role::OF_STANDING),
        Some(TurnPart::StandingAgency | TurnPart::Chair) => (committee, &[Role::Chair]),
        _ if is_standing_own && holder == raiser => (holder, OF_STANDING_OWN),
        _ => (holder, Role::OF_AGENCIES),
    };
    Due {
        resource: Difficulty::RESOURCE,
        id,
        is_owed: state.is_turning(),
        version,
        changed_at,
        agency,
        roles,
        done_by: DOING,
        keeper: committee,
        keeper_seat,
        last_day,
        is_extended: false,
        internal_on: None,
        awaited_since: None,
        notice: None,
    }
}

/// By its title, which is never restricted, and the agency that raised it; never by its text.
pub fn title(directory: &Directory, agency: Id, title: &str) -> String {
    format!("Khó khăn, vướng mắc “{title}”: {}", directory.agency_name(agency))
}

fn titles(connection: &mut AnyConnection, directory: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, Id, String)> = difficulties::table
        .filter(difficulties::id.eq_any(ids))
        .select((difficulties::id, difficulties::agency_id, difficulties::title))
        .load(connection)?;
    Ok(rows.into_iter().map(|(id, agency, words)| (id, title(directory, agency, &words))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difficulties::model::DifficultyState::{InHandling, NeedsInfo};
    use crate::difficulties::workflow::TRANSITIONS;
    use crate::kernel::sample::{City, day};

    #[test]
    fn what_ends_the_debt_are_steps_that_there_are() {
        for action in DOING {
            let name = action.strip_prefix("difficulties.").unwrap();
            assert!(TRANSITIONS.rows.iter().any(|row| row.action == name), "{action}");
        }
    }

    #[test]
    fn whoever_has_the_turn_is_reminded() {
        let city = City::new();
        let (agency, standing, chair) = (Some(TurnPart::Agency), Some(TurnPart::StandingAgency), Some(TurnPart::Chair));
        let chairs: &[Role] = &[Role::Chair];
        for (raiser, holder, part, state, on, at, roles, seat) in [
            ("commune", "district", agency, InHandling, "2017-03-06", "district", Role::OF_AGENCIES, Seat::Committee),
            ("commune", "commune", agency, NeedsInfo, "2017-03-06", "commune", Role::OF_AGENCIES, Seat::Committee),
            ("justice", "labour", standing, InHandling, "2017-03-06", "labour", Role::OF_STANDING, Seat::Committee),
            ("justice", "committee", chair, InHandling, "2017-03-06", "committee", chairs, Seat::Committee),
            ("labour", "committee", chair, InHandling, "2017-03-06", "committee", chairs, Seat::StandingOwn),
            ("labour", "labour", agency, NeedsInfo, "2017-03-06", "labour", OF_STANDING_OWN, Seat::StandingOwn),
            // One agency has become both.
            ("commune", "commune", agency, InHandling, "2017-03-06", "labour", Role::OF_STANDING, Seat::Committee),
            ("labour", "labour", agency, InHandling, "2017-03-06", "committee", chairs, Seat::StandingOwn),
            // The function moved.
            ("commune", "labour", standing, InHandling, "2018-03-06", "justice", Role::OF_STANDING, Seat::Committee),
            ("justice", "labour", standing, InHandling, "2018-03-06", "committee", chairs, Seat::StandingOwn),
        ] {
            let id = |name: &str| city.id(name);
            let row: Held = (
                Id::fresh(),
                1,
                Instant(0),
                id(raiser),
                id("committee"),
                state,
                Some(id(holder)),
                part,
                day("2017-03-20"),
            );
            let due = due(&city.directory, row, day(on));
            assert_eq!((due.agency, due.roles, due.keeper_seat), (id(at), roles, seat), "{raiser} {holder} {on}");
        }
    }
}
