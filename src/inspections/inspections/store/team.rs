//! Who is of the team of a visit, and was.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::inspections::inspections::model::{TeamMember, TeamPart};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Member;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, insert_many, insert_row};
use crate::schema::inspection_members;

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique {
        name: "inspection_members_once",
        columns: "inspection_members.inspection_id, inspection_members.user_id",
        code: Code::AlreadyMember,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// A time of somebody in a team.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = inspection_members, treat_none_as_default_value = false)]
pub struct MemberRow {
    pub inspection_id: Id,
    pub number: i32,
    pub user_id: Id,
    pub agency_id: Id,
    pub part: TeamPart,
    pub joined_at: Instant,
    pub left_at: Option<Instant>,
}

impl MemberRow {
    /// Who it is, and for whom.
    pub fn member(&self) -> Member {
        Member { user: self.user_id, agency: self.agency_id }
    }

    /// What callers see.
    pub fn answer(&self) -> TeamMember {
        TeamMember {
            user_id: self.user_id,
            name: None,
            agency_id: self.agency_id,
            part: self.part,
            from: self.joined_at,
            to: self.left_at,
        }
    }
}

/// The times of a visit's team, in the order in which they began.
pub fn team(connection: &mut AnyConnection, visit: Id) -> Result<Vec<MemberRow>, Problem> {
    Ok(inspection_members::table
        .filter(inspection_members::inspection_id.eq(visit))
        .order(inspection_members::number)
        .load(connection)?)
}

/// The same of some.
pub fn teams(connection: &mut AnyConnection, visits: &[Id]) -> Result<HashMap<Id, Vec<MemberRow>>, Problem> {
    let mut found: HashMap<Id, Vec<MemberRow>> = HashMap::new();
    for some in visits.chunks(500) {
        let rows: Vec<MemberRow> = inspection_members::table
            .filter(inspection_members::inspection_id.eq_any(some))
            .order((inspection_members::inspection_id, inspection_members::number))
            .load(connection)?;
        for row in rows {
            found.entry(row.inspection_id).or_default().push(row);
        }
    }
    Ok(found)
}

/// Whoever leads a team now.
pub fn led_by(team: &[MemberRow]) -> Option<Id> {
    team.iter().find(|it| it.part == TeamPart::Leader && it.left_at.is_none()).map(|it| it.user_id)
}

/// Enters the teams of visits that are made.
pub fn enter(connection: &mut AnyConnection, members: Vec<MemberRow>) -> Result<(), Problem> {
    insert_many!(connection, inspection_members::table, members).map(drop).map_err(broken)
}

/// Somebody joins a team.
pub fn join(
    connection: &mut AnyConnection,
    visit: Id,
    team: &[MemberRow],
    who: Member,
    part: TeamPart,
    now: Instant,
) -> Result<(), Problem> {
    let number = team.iter().map(|it| it.number).max().unwrap_or_default() + 1;
    let row = MemberRow {
        inspection_id: visit,
        number,
        user_id: who.user,
        agency_id: who.agency,
        part,
        joined_at: now,
        left_at: None,
    };
    insert_row!(connection, inspection_members::table, row).map(drop).map_err(broken)
}

/// Somebody leaves a team.
pub fn leave(connection: &mut AnyConnection, visit: Id, user: Id, now: Instant) -> Result<(), Problem> {
    let times = inspection_members::table
        .filter(inspection_members::inspection_id.eq(visit))
        .filter(inspection_members::user_id.eq(user))
        .filter(inspection_members::left_at.is_null());
    diesel::update(times).set(inspection_members::left_at.eq(Some(now))).execute(connection).map_err(broken)?;
    Ok(())
}
