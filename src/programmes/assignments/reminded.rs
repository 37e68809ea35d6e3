//! What the reminders are told of assignments: who carries out what, by when.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::Seat;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingLead, StandingOfficer};
use crate::kernel::sql::{AnyConnection, among};
use crate::programmes::assignments::model::Assignment;
use crate::programmes::assignments::model::AssignmentState::{self, Accepted, InProgress, Pending, Returned};
use crate::programmes::assignments::store::Row;
use crate::programmes::tasks::store as tasks;
use crate::schema::assignments;

/// Assignments, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: None };

const OWED: &[AssignmentState] = &[Pending, Accepted, InProgress, Returned];
/// What those do who carry it out.
const DOING: &[&str] =
    &["assignments.accept", "assignments.return", "assignments.record_progress", "assignments.report_done"];
/// What those do who decide on one that was refused.
const DECIDING: &[&str] = &["assignments.reassign", "assignments.insist"];
/// At the standing agency people hold the standing roles, whoever's work it is.
const DOERS_AT_THE_STANDING_AGENCY: &[Role] = &[AgencyLead, AgencyOfficer, StandingLead, StandingOfficer];

fn scan(connection: &mut AnyConnection, directory: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let mut query = assignments::table
        .filter(assignments::state.eq_any(OWED))
        .filter(assignments::effective_due_at.le(deadline::end_of(part.wanted_by)))
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(assignments::id.gt(after));
    }
    let rows: Vec<Row> = query.order(assignments::id).limit(part.limit).load(connection)?;
    Ok(rows.iter().map(|row| due(directory, part.today, row)).collect())
}

/// What is the agency's own to carry out; and what others refused of those programmes that it decides about.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let (after, upto) = asked.due();
    let within = || {
        assignments::table
            .filter(assignments::effective_due_at.gt(after))
            .filter(assignments::effective_due_at.le(upto))
            .order((assignments::effective_due_at, assignments::id))
            .limit(asked.limit)
    };
    let mut rows: Vec<Row> = within()
        .filter(among(assignments::agency_id, asked.agencies))
        .filter(assignments::state.eq_any(OWED))
        .filter(assignments::state.ne(Returned))
        .load(connection)?;
    let designating = asked.agencies.iter().flat_map(|agency| directory.designated_by(*agency, asked.today));
    let owners = designating.chain(asked.agencies.iter().copied()).collect::<Vec<Id>>();
    let refused: Vec<Row> = within()
        .filter(among(assignments::owner_agency_id, &owners))
        .filter(assignments::state.eq(Returned))
        .load(connection)?;
    rows.extend(refused);
    let mut dues: Vec<(Instant, Due)> =
        rows.iter().map(|row| (row.effective_due_at, due(directory, asked.today, row))).collect();
    dues.retain(|(_, due)| asked.agencies.contains(&due.agency));
    dues.sort_by_key(|(at, due)| (*at, due.id));
    Ok(dues.into_iter().map(|(_, due)| due).take(usize::try_from(asked.limit).unwrap_or_default()).collect())
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<Row> =
        assignments::table.filter(assignments::id.eq_any(ids)).order(assignments::id).load(connection)?;
    Ok(rows.iter().map(|row| due(directory, now.date(), row)).collect())
}

fn due(directory: &Directory, today: NaiveDate, row: &Row) -> Due {
    let is_committee = directory.agencies.get(&row.owner_agency_id).is_some_and(|seat| seat.is_committee);
    // A refused one waits for the decision of those whose programme it is, its clock running on.
    let agency = match (row.state, is_committee) {
        (Returned, true) => directory.standing_agency(row.owner_agency_id, today).unwrap_or(row.owner_agency_id),
        (Returned, false) => row.owner_agency_id,
        _ => row.agency_id,
    };
    let is_standing = directory.designated_by(directory.holder(agency, today), today).next().is_some();
    Due {
        resource: Assignment::RESOURCE,
        id: row.id,
        is_owed: OWED.contains(&row.state),
        version: row.version,
        changed_at: row.updated_at,
        agency,
        roles: match row.state {
            // What the committee's standing agency has to decide is no matter of that agency's own people.
            Returned if is_committee => Role::OF_STANDING,
            _ if is_standing => DOERS_AT_THE_STANDING_AGENCY,
            _ => Role::OF_AGENCIES,
        },
        done_by: if row.state == Returned { DECIDING } else { DOING },
        keeper: row.owner_agency_id,
        keeper_seat: if is_committee { Seat::Committee } else { Seat::Own },
        last_day: deadline::last_day(row.effective_due_at),
        is_extended: row.extended_until.is_some(),
        internal_on: None,
        awaited_since: None,
        notice: None,
    }
}

/// The tasks' numbers and titles, as they were issued last.
fn titles(connection: &mut AnyConnection, _: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let of: Vec<(Id, Id)> = assignments::table
        .filter(assignments::id.eq_any(ids))
        .select((assignments::id, assignments::task_id))
        .load(connection)?;
    let origins: Vec<Id> = of.iter().map(|(_, task)| *task).collect();
    let titles = tasks::titles_of(connection, &origins)?;
    let title = |(id, task): (Id, Id)| titles.get(&task).map(|(number, title)| (id, format!("{number} {title}")));
    Ok(of.into_iter().filter_map(title).collect())
}
