//! What the reminders are told of obligations: who owes which report, by when, and whose next version is awaited.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::due::{Debts, Due, Part, Remindable};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Seat, Seated};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::sql::{AnyConnection, among};
use crate::reports::obligations::model::{Obligation, ObligationState};
use crate::reports::obligations::store::ObligationRow;
use crate::reports::submissions::model::SubmissionState;
use crate::schema::{obligations, report_periods, submissions};

/// Obligations, for the reminders.
pub const REMINDED: Remindable = Remindable { scan, owed_by, find, titles, asked_by: Some(of_period) };

/// What those do who report.
const REPORTING: &[&str] = &[
    "submissions.create",
    "submissions.update",
    "submissions.hand_over",
    "submissions.submit",
    "submissions.declare_nil",
];

/// What is open and either not received yet or returned.
fn scan(connection: &mut AnyConnection, directory: &Directory, part: &Part) -> Result<Vec<Due>, Problem> {
    let wanted = obligations::effective_due_at.le(deadline::end_of(part.wanted_by)).or(obligations::internal_due_on
        .assume_not_null()
        .le(part.wanted_by)
        .and(obligations::internal_due_on.is_not_null()));
    let mut query = obligations::table
        .filter(obligations::state.eq(ObligationState::Open))
        .filter(obligations::opens_at.lt(deadline::end_of(part.today)))
        .filter(obligations::awaiting.or(obligations::received_at.is_null().and(wanted)))
        .into_boxed();
    if let Some(after) = part.after {
        query = query.filter(obligations::id.gt(after));
    }
    let rows: Vec<ObligationRow> = query.order(obligations::id).limit(part.limit).load(connection)?;
    dues(connection, directory, part.today, &rows)
}

/// The agency's own reports, open and either not received yet or returned.
fn owed_by(connection: &mut AnyConnection, directory: &Directory, asked: &Debts<'_>) -> Result<Vec<Due>, Problem> {
    let (after, upto) = asked.due();
    let rows: Vec<ObligationRow> = obligations::table
        .filter(among(obligations::agency_id, asked.agencies))
        .filter(obligations::effective_due_at.gt(after))
        .filter(obligations::effective_due_at.le(upto))
        .filter(obligations::state.eq(ObligationState::Open))
        .filter(obligations::opens_at.lt(deadline::end_of(asked.today)))
        .filter(obligations::awaiting.or(obligations::received_at.is_null()))
        .order((obligations::effective_due_at, obligations::id))
        .limit(asked.limit)
        .load(connection)?;
    dues(connection, directory, asked.today, &rows)
}

fn find(connection: &mut AnyConnection, directory: &Directory, now: Instant, ids: &[Id]) -> Result<Vec<Due>, Problem> {
    let rows: Vec<ObligationRow> =
        obligations::table.filter(obligations::id.eq_any(ids)).order(obligations::id).load(connection)?;
    dues(connection, directory, now.date(), &rows)
}

fn dues(
    connection: &mut AnyConnection,
    directory: &Directory,
    today: NaiveDate,
    rows: &[ObligationRow],
) -> Result<Vec<Due>, Problem> {
    let awaited: Vec<Id> = rows.iter().filter(|row| is_awaited(row)).map(|row| row.id).collect();
    let returned = returned_on(connection, &awaited)?;
    Ok(rows.iter().filter_map(|row| due(directory, today, row, returned.get(&row.id).copied())).collect())
}

fn is_awaited(row: &ObligationRow) -> bool {
    row.awaiting && row.received_at.is_some()
}

fn due(directory: &Directory, today: NaiveDate, row: &ObligationRow, returned: Option<NaiveDate>) -> Option<Due> {
    let parties = row.parties(directory, today);
    let seats = [Seat::StandingOwn, Seat::Committee, Seat::Recipient];
    let (keeper_seat, keeper) = seats.into_iter().find_map(|seat| Some((seat, parties.agency_at(seat)?)))?;
    // One that opens later is owed all the same: the schedule waits for that day, and whoever reminds by hand need not.
    let is_open = row.state == ObligationState::Open;
    Some(Due {
        resource: Obligation::RESOURCE,
        id: row.id,
        is_owed: is_open && (row.received_at.is_none() || row.awaiting),
        version: row.version,
        changed_at: row.updated_at,
        agency: row.agency_id,
        // The standing agency's own report is drafted and signed in the standing roles.
        roles: if keeper_seat == Seat::StandingOwn { Role::OF_STANDING } else { Role::OF_AGENCIES },
        done_by: REPORTING,
        keeper,
        keeper_seat,
        last_day: deadline::last_day(row.effective_due_at),
        is_extended: row.extended_until.is_some(),
        // The house's own date is no longer one once more time was given.
        internal_on: row.internal_due_on.filter(|_| row.extended_until.is_none()),
        awaited_since: returned.filter(|_| is_awaited(row)),
        notice: None,
    })
}

/// When the latest version of each was returned; a returned version never changes again.
fn returned_on(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, NaiveDate>, Problem> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Id, Instant)> = submissions::table
        .filter(submissions::obligation_id.eq_any(ids))
        .filter(submissions::state.eq(SubmissionState::Returned))
        .order(submissions::updated_at)
        .select((submissions::obligation_id, submissions::updated_at))
        .load(connection)?;
    Ok(rows.into_iter().map(|(obligation, at)| (obligation, at.date())).collect())
}

/// What the period is called.
fn titles(connection: &mut AnyConnection, _: &Directory, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, String)> = obligations::table
        .inner_join(report_periods::table)
        .filter(obligations::id.eq_any(ids))
        .select((obligations::id, report_periods::title))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The obligations of a period that the caller may read, open or not: whoever may not remind of them learns no more when all are settled
/// than he did before.
fn of_period(view: &mut View<'_>, period: Id) -> Result<Vec<Id>, Problem> {
    if !crate::reports::access::may_read_period(view, period)? {
        return Err(Problem::of(Code::NotFound));
    }
    let of_it = obligations::table.filter(obligations::period_id.eq(period)).select(obligations::id);
    Ok(of_it.load(view.connection)?)
}
