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

/// What an agency has the turn of, also for a committee that it stands for.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let stands_for = |agency: &Id| directory.designated_by(*agency, asked.today);
    let committees: Vec<Id> = asked.agencies.iter().flat_map(stands_for).collect();
    let mut query = difficulties::table
        .filter(difficulties::state.eq_any(DifficultyState::TURNING))
        .filter(difficulties::last_day.ge(asked.from))
        .filter(difficulties::last_day.lt(asked.before))
        .order((difficulties::last_day, difficulties::id))
        .limit(asked.limit)
        .select(HELD)
        .into_boxed();
    let held = difficulties::holder_id.assume_not_null().eq_any(asked.agencies);
    // Few stand for a committee: whoever does not is looked up by what he holds, and nothing else is walked through.
    query = if committees.is_empty() {
        query.filter(held)
    } else {
        let is_standing = difficulties::holder_part.assume_not_null().eq(TurnPart::StandingAgency);
        query.filter(held.or(is_standing.and(difficulties::committee_id.eq_any(committees))))
    };
    let rows: Vec<Held> = query.load(connection)?;
    let of_them = |row: &Held| asked.agencies.contains(&whose(directory, row, asked.today));
    Ok(rows.into_iter().filter(of_them).map(|row| due(directory, row, asked.today)).collect())
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Held> = difficulties::table
        .filter(difficulties::id.eq_any(ids))
        .order(difficulties::id)
        .select(HELD)
        .load(connection)?;
    Ok(rows.into_iter().map(|row| due(directory, row, now.date())).collect())
}

/// Who has the turn of one on a day.
struct Turning {
    raiser: Id,
    standing: Option<Id>,
    holder: Id,
    part: TurnPart,
}

impl Turning {
    fn of(directory: &Directory, row: &Held, today: NaiveDate) -> Self {
        let (_, _, _, raiser, committee, state, holder, part, _) = row;
        let raiser = directory.holder(*raiser, today);
        let holder = directory.holder(holder.unwrap_or(raiser), today);
        let standing = directory.standing_agency(*committee, today);
        let part = part.map(|part| Holder { agency: holder, part }.dealing(raiser, *state));
        // What the standing agency raised itself is the chair's, and what nobody stands for.
        let part = match part {
            Some(TurnPart::StandingAgency) if standing.is_none_or(|it| it == raiser) => TurnPart::Chair,
            part => part.unwrap_or(TurnPart::Agency),
        };
        Self { raiser, standing, holder, part }
    }

    fn is_standing_own(&self) -> bool {
        self.standing == Some(self.raiser)
    }
}

/// The agency that has the turn: of the chair's, the committee.
fn whose(directory: &Directory, row: &Held, today: NaiveDate) -> Id {
    let turning = Turning::of(directory, row, today);
    match turning.part {
        TurnPart::Agency => turning.holder,
        TurnPart::StandingAgency => turning.standing.unwrap_or(turning.holder),
        TurnPart::Chair => row.4,
    }
}

fn due(directory: &Directory, row: Held, today: NaiveDate) -> Due {
    let turning = Turning::of(directory, &row, today);
    let (id, version, changed_at, _, committee, state, _, _, last_day) = row;
    let is_standing_own = turning.is_standing_own();
    let keeper_seat = if is_standing_own { Seat::StandingOwn } else { Seat::Committee };
    // What the committee deals with is owed there: at the agency that stands for it are others, who do not read it.
    let (agency, roles): (Id, &[Role]) = match turning.part {
        TurnPart::StandingAgency => (committee, Role::OF_STANDING),
        TurnPart::Chair => (committee, &[Role::Chair]),
        TurnPart::Agency if is_standing_own && turning.holder == turning.raiser => (turning.holder, OF_STANDING_OWN),
        TurnPart::Agency => (turning.holder, Role::OF_AGENCIES),
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
            ("justice", "labour", standing, InHandling, "2017-03-06", "committee", Role::OF_STANDING, Seat::Committee),
            ("justice", "committee", chair, InHandling, "2017-03-06", "committee", chairs, Seat::Committee),
            ("labour", "committee", chair, InHandling, "2017-03-06", "committee", chairs, Seat::StandingOwn),
            ("labour", "labour", agency, NeedsInfo, "2017-03-06", "labour", OF_STANDING_OWN, Seat::StandingOwn),
            // One agency has become both.
            ("commune", "commune", agency, InHandling, "2017-03-06", "committee", Role::OF_STANDING, Seat::Committee),
            ("labour", "labour", agency, InHandling, "2017-03-06", "committee", chairs, Seat::StandingOwn),
            // The function moved.
            ("commune", "labour", standing, InHandling, "2018-03-06", "committee", Role::OF_STANDING, Seat::Committee),
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
