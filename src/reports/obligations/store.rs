//! Obligations. [`settle`] derives one from its submissions; [`keep`] is the only way a changed one is stored, so that its row
//! and its spell never disagree.
//!
//! Order of locks: the period before its obligations, an obligation before its submissions.

mod held;
mod named;
mod row;
pub mod spells;

pub use held::held;
pub use named::Names;
pub use row::ObligationRow;

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::chapter::Left;
use crate::kernel::column::from_column;
use crate::kernel::db::{Tx, View};
use crate::kernel::deadline::Timeliness;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::{AnyConnection, any_of, insert_many, lock_row, lock_rows, on_engine, rewrite_row, share_rows};
use crate::reports::access::{Reading, readable};
use crate::reports::obligations::model::{
    Head, Obligation, ObligationAction, ObligationColumn, ObligationFilter, ObligationState, state_at, timeliness_at,
};
use crate::reports::obligations::workflow::ObligationFacts;
use crate::reports::periods::model::PeriodState;
use crate::reports::periods::store as periods;
use crate::reports::regimes::model::RegimeKind;
use crate::reports::reporting_routes::store::recipient_of;
use crate::reports::submissions::model::SubmissionState;
use crate::schema::{obligations, report_periods, submissions};
use crate::{changed_since, in_order, keyset};

/// What an obligation's answer says of its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Queryable)]
pub struct PeriodHead {
    /// What sort of report is owed.
    pub regime: RegimeKind,
    /// The year.
    pub year: i32,
    /// The due date as the paper has it.
    pub due_on: NaiveDate,
}

impl PeriodHead {
    /// Of a period.
    pub fn of(period: &periods::Row) -> Self {
        Self { regime: period.regime, year: period.year, due_on: period.due_on }
    }
}

/// An obligation with what its answer needs.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Stored {
    /// The obligation.
    pub row: ObligationRow,
    /// Its period.
    pub period: PeriodHead,
}

impl Stored {
    /// The same with another row.
    pub fn with(&self, row: ObligationRow) -> Self {
        Self { row, period: self.period }
    }

    /// What the rules look at, given who wrote its versions.
    pub fn facts(&self, caller: &Caller, authors: Vec<Id>, now: Instant) -> ObligationFacts {
        let row = &self.row;
        ObligationFacts {
            parties: row.parties(&caller.directory, caller.today),
            state: state_at(row.state, row.opens_at, now),
            authors,
        }
    }

    /// The same as its versions have it; none where that changes nothing.
    pub fn settled(&self, heads: &[Head], now: Instant) -> Option<Self> {
        let derived = self.row.derived_from(heads);
        (derived != self.row).then(|| self.with(derived.touched(now)))
    }

    /// What goes on record where its versions have moved it.
    pub fn settlement(
        &self,
        after: &Self,
        directory: &Directory,
        now: Instant,
        by: Authority,
    ) -> Result<Change, Problem> {
        let (old, new) = (self.answer(directory, now), after.answer(directory, now));
        let change = Change::changed("settle", &old, &new)?.by(by);
        Ok(if old.state == new.state { change } else { change.between(old.state, new.state) })
    }

    /// The same as somebody decided on it.
    pub fn decided(&self, action: &ObligationAction, to: ObligationState, heads: &[Head], now: Instant) -> Self {
        let exempt_reason = match action {
            ObligationAction::Exempt { reason } => Some(reason.clone()),
            ObligationAction::Reinstate { .. } => None,
        };
        let decided = ObligationRow { state: to, exempt_reason, ..self.row.touched(now) };
        self.with(decided.derived_from(heads))
    }

    /// What callers see at an instant.
    pub fn answer(&self, directory: &Directory, now: Instant) -> Obligation {
        let (row, period) = (&self.row, &self.period);
        Obligation {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            period_id: row.period_id,
            regime: period.regime,
            year: period.year,
            agency_id: row.agency_id,
            agency_name: directory.name_on(row.agency_id, now.date().min(period.due_on)),
            recipient_id: row.recipient_id,
            owed_to_committee: row.owed_to_committee,
            level: row.level,
            state: state_at(row.state, row.opens_at, now),
            timeliness: timeliness_at(row.state, row.received_at, row.effective_due_at, now),
            content: row.content,
            due_on: period.due_on,
            due_at: row.due_at,
            extended_until: row.extended_until,
            effective_due_at: row.effective_due_at,
            internal_due_on: row.internal_due_on,
            received_at: row.received_at,
            accepted_at: row.accepted_at,
            accepted_late: row.accepted_at.map(|accepted| accepted >= row.effective_due_at),
            awaiting_resubmission: row.awaiting,
            exempt_reason: row.exempt_reason.clone(),
            newest_submission_id: row.newest_id,
            official_submission_id: row.official_id,
            versions: row.versions,
            title: None,
            agency: None,
            last_day: None,
            due_rule: None,
            actions: None,
        }
    }
}

/// One obligation; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    readable_one(view, id)
}

/// The same, locked: the root of its submissions. Whoever receives a first report holds the period too, see
/// [`share_period`], and before this.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let found: QueryResult<Id> = lock_row!(view.connection, obligations::table.find(id).select(obligations::id));
    readable_one(view, found?)
}

fn readable_one(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let stored = read(view.connection, id)?;
    let row = &stored.row;
    if Reading::of(&view.caller).obligation(row.committee_id, row.agency_id, row.recipient_id) {
        return Ok(stored);
    }
    Err(Problem::of(Code::NotFound))
}

/// One obligation, whoever may read it.
pub fn read(connection: &mut AnyConnection, id: Id) -> Result<Stored, Problem> {
    Ok(on_engine!(connection, native => {
        obligations::table
            .find(id)
            .inner_join(report_periods::table)
            .select((obligations::all_columns, (report_periods::regime, report_periods::year, report_periods::due_on)))
            .first(native)?
    }))
}

/// Some obligations, whoever may read them; those that there are.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Stored>, Problem> {
    Ok(on_engine!(connection, native => {
        obligations::table
            .inner_join(report_periods::table)
            .filter(obligations::id.eq_any(ids))
            .select((obligations::all_columns, (report_periods::regime, report_periods::year, report_periods::due_on)))
            .load(native)?
    }))
}

/// The first instants at which some are late, by their ids.
pub fn due_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Instant>, Problem> {
    let mut found = HashMap::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let rows: Vec<(Id, Instant)> = obligations::table
            .filter(obligations::id.eq_any(some))
            .select((obligations::id, obligations::effective_due_at))
            .load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Of obligations where their newest version stands, drafts too, and who wrote any: nobody else may know of a draft.
pub fn versions_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Versions>, Problem> {
    let rows: Vec<(Id, SubmissionState, Id, String)> = submissions::table
        .filter(submissions::obligation_id.eq_any(ids))
        .order(submissions::number)
        .select((submissions::obligation_id, submissions::state, submissions::id, submissions::authors))
        .load(connection)?;
    let mut found: HashMap<Id, Versions> = HashMap::new();
    for (obligation, state, id, authors) in rows {
        let (newest, people) = found.entry(obligation).or_default();
        *newest = Some((state, id));
        people.extend(from_column::<Vec<Id>>(&authors)?);
    }
    Ok(found)
}

/// Where the newest version stands and which it is, and who wrote any.
pub type Versions = (Option<(SubmissionState, Id)>, Vec<Id>);

/// What the rules of an obligation look at.
pub fn facts(view: &mut View<'_>, stored: &Stored) -> Result<ObligationFacts, Problem> {
    let authors = authors(view.connection, &[stored.row.id])?;
    Ok(stored.facts(&view.caller, authors, view.now))
}

/// Who drafted, signed or submitted a version under these obligations: they neither exempt nor extend them.
pub fn authors(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Id>, Problem> {
    let columns: Vec<String> = submissions::table
        .filter(submissions::obligation_id.eq_any(ids))
        .select(submissions::authors)
        .load(connection)?;
    let mut people = Vec::new();
    for column in columns {
        people.extend(from_column::<Vec<Id>>(&column)?);
    }
    people.sort();
    people.dedup();
    Ok(people)
}

/// Whom an agency owes reports now, and whom it reports to by a route of its own.
pub fn recipients_of(view: &mut View<'_>, agency: Id) -> Result<Vec<Id>, Problem> {
    let mut found: Vec<Id> = obligations::table
        .filter(obligations::agency_id.eq(agency))
        .filter(obligations::state.eq(ObligationState::Open))
        .select(obligations::recipient_id)
        .distinct()
        .load(view.connection)?;
    found.push(recipient_of(view.connection, &view.caller.directory, agency, view.now.date())?);
    Ok(found)
}

/// Enters obligations with their first spells.
pub fn insert(connection: &mut AnyConnection, rows: &[ObligationRow], now: Instant) -> Result<(), Problem> {
    insert_many!(connection, obligations::table, rows.to_vec())?;
    spells::begin(connection, rows, now)
}

/// The agencies that have an obligation in a period.
pub fn agencies_of(connection: &mut AnyConnection, period: Id) -> Result<HashSet<Id>, Problem> {
    let ids: Vec<Id> =
        obligations::table.filter(obligations::period_id.eq(period)).select(obligations::agency_id).load(connection)?;
    Ok(ids.into_iter().collect())
}

/// The agencies that have an obligation in a period which was not cancelled.
pub fn debtors_of(connection: &mut AnyConnection, period: Id) -> Result<HashSet<Id>, Problem> {
    let ids: Vec<Id> = obligations::table
        .filter(obligations::period_id.eq(period))
        .filter(obligations::state.ne(ObligationState::Cancelled))
        .select(obligations::agency_id)
        .load(connection)?;
    Ok(ids.into_iter().collect())
}

/// What some agencies owe under a period.
pub fn standing_of(connection: &mut AnyConnection, period: Id, agencies: &[Id]) -> Result<Vec<ObligationRow>, Problem> {
    Ok(obligations::table
        .filter(obligations::period_id.eq(period))
        .filter(obligations::agency_id.eq_any(agencies))
        .filter(obligations::state.ne(ObligationState::Cancelled))
        .load(connection)?)
}

/// Everything that is owed under a period, held as it is until the commit. Its period is locked before.
pub fn held_of_period(connection: &mut AnyConnection, period: &periods::Row) -> Result<Vec<Stored>, Problem> {
    let rows: QueryResult<Vec<ObligationRow>> =
        share_rows!(connection, obligations::table.filter(obligations::period_id.eq(period.id)).order(obligations::id));
    let period = PeriodHead::of(period);
    Ok(rows?.into_iter().map(|row| Stored { row, period }).collect())
}

/// What some agencies owe that is open or upcoming and was not received, in the order of its ids: each with whose it is, and the period.
pub fn unreceived(connection: &mut AnyConnection, agencies: &[Id]) -> Result<Vec<(Id, Id, Id)>, Problem> {
    Ok(obligations::table
        .filter(obligations::agency_id.eq_any(agencies))
        .filter(obligations::state.eq_any([ObligationState::Open, ObligationState::Upcoming]))
        .filter(obligations::received_at.is_null())
        .order(obligations::id)
        .select((obligations::id, obligations::agency_id, obligations::period_id))
        .load(connection)?)
}

/// The agencies that owe some, by what is owed.
pub fn debtors(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Id>, Problem> {
    let mut found = HashMap::new();
    for some in ids.chunks(500) {
        let of_them = obligations::table.filter(obligations::id.eq_any(some));
        let rows: Vec<(Id, Id)> = of_them.select((obligations::id, obligations::agency_id)).load(connection)?;
        found.extend(rows);
    }
    Ok(found)
}

/// Locks some obligations in the order of their ids, which locks their submissions.
pub fn lock_all(connection: &mut AnyConnection, ids: &[Id]) -> Result<(), Problem> {
    let some = obligations::table.filter(obligations::id.eq_any(ids.to_vec())).order(obligations::id);
    let rows: QueryResult<Vec<Id>> = lock_rows!(connection, some.select(obligations::id));
    rows?;
    Ok(())
}

/// The periods in which some are owed, each once.
pub fn periods_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Id>, Problem> {
    let of_them = obligations::table.filter(obligations::id.eq_any(ids));
    Ok(of_them.select(obligations::period_id).distinct().load(connection)?)
}

/// Those of some obligations that have a version which was received.
pub fn received_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Id>, Problem> {
    Ok(obligations::table
        .filter(obligations::id.eq_any(ids))
        .filter(obligations::newest_id.is_not_null())
        .order(obligations::id)
        .select(obligations::id)
        .load(connection)?)
}

/// Stores many changed obligations of one period, as [`keep`] does one.
pub fn keep_all(connection: &mut AnyConnection, changes: &[(Stored, Stored)], now: Instant) -> Result<(), Problem> {
    for (_, after) in changes {
        rewrite_row!(connection, obligations::table, after.row.id, &after.row)?;
    }
    let seen = changes.iter().filter(|(before, after)| spells::differ(&before.row, &after.row));
    let seen: Vec<ObligationRow> = seen.map(|(_, after)| after.row.clone()).collect();
    spells::begin(connection, &seen, now)
}

/// Stores many changed obligations as they are from now on, and notes each.
pub fn keep_noted(tx: &mut Tx<'_>, changes: &[(Stored, Stored)], action: &str, by: Authority) -> Result<(), Problem> {
    let (directory, now) = (tx.caller()?.directory.clone(), tx.now);
    keep_all(tx.connection, changes, now)?;
    for (before, after) in changes {
        let (old, new) = (before.answer(&directory, now), after.answer(&directory, now));
        let change = Change::changed(action, &old, &new)?.by(by);
        tx.note(if old.state == new.state { change } else { change.between(old.state, new.state) });
    }
    Ok(())
}

/// Stores a changed obligation, and its spell where figures see the difference. Say what happened with `tx.note` or
/// `tx.record`: `before.answer(…)` and `after.answer(…)`.
pub fn keep(connection: &mut AnyConnection, before: &Stored, after: &Stored, now: Instant) -> Result<(), Problem> {
    keep_all(connection, &[(before.clone(), after.clone())], now)
}

/// Stores obligations of which all that happened is told at once: each as it is now, and each state that figures saw.
pub fn keep_told(
    connection: &mut AnyConnection,
    rows: &[ObligationRow],
    seen: &[Vec<(ObligationRow, Instant)>],
) -> Result<(), Problem> {
    for row in rows {
        rewrite_row!(connection, obligations::table, row.id, row)?;
    }
    spells::tell(connection, seen)
}

/// What some agencies owe in a period, by agency.
pub fn of_agencies(
    connection: &mut AnyConnection,
    period: &periods::Row,
    agencies: &[Id],
) -> Result<HashMap<Id, Stored>, Problem> {
    let rows: Vec<ObligationRow> = obligations::table
        .filter(obligations::period_id.eq(period.id))
        .filter(obligations::agency_id.eq_any(agencies))
        .load(connection)?;
    let period = PeriodHead::of(period);
    Ok(rows.into_iter().map(|row| (row.agency_id, Stored { row, period })).collect())
}

/// What was cancelled of what is owed in a period, in the order of its ids.
pub fn cancelled_of(connection: &mut AnyConnection, period: &periods::Row) -> Result<Vec<Stored>, Problem> {
    let rows: Vec<ObligationRow> = obligations::table
        .filter(obligations::period_id.eq(period.id))
        .filter(obligations::state.eq(ObligationState::Cancelled))
        .order(obligations::id)
        .load(connection)?;
    let period = PeriodHead::of(period);
    Ok(rows.into_iter().map(|row| Stored { row, period }).collect())
}

/// Derives an obligation anew from its submissions: to be called after every step of one of them, in the same transaction,
/// with the obligation locked by [`lock`] before, and after the submission's row was written. Writes the row and its spell and
/// notes `settle` in the journal where anything changed; answers the obligation as it is now.
pub fn settle(tx: &mut Tx<'_>, obligation: Id, by: Authority) -> Result<Stored, Problem> {
    let before = read(tx.connection, obligation)?;
    let heads = heads(tx.connection, obligation)?;
    let Some(after) = before.settled(&heads, tx.now) else { return Ok(before) };
    keep(tx.connection, &before, &after, tx.now)?;
    let settlement = before.settlement(&after, &tx.caller()?.directory, tx.now, by)?;
    tx.note(settlement);
    Ok(after)
}

/// An obligation as its versions have it; of what nobody sent anything for there are none.
pub fn derived(connection: &mut AnyConnection, row: &ObligationRow) -> Result<ObligationRow, Problem> {
    let heads = if row.newest_id.is_some() { heads(connection, row.id)? } else { Vec::new() };
    Ok(row.derived_from(&heads))
}

type HeadColumns = (Id, i32, SubmissionState, bool, Option<Instant>, Option<Instant>);

/// What settling looks at of each version, in the order of their numbers.
pub fn heads(connection: &mut AnyConnection, obligation: Id) -> Result<Vec<Head>, Problem> {
    let rows: Vec<HeadColumns> = on_engine!(connection, native => {
        submissions::table
            .filter(submissions::obligation_id.eq(obligation))
            .order(submissions::number)
            .select((
                submissions::id,
                submissions::number,
                submissions::state,
                submissions::nil,
                submissions::received_at,
                submissions::accepted_at,
            ))
            .load(native)?
    });
    let head =
        |(id, number, state, nil, received_at, accepted_at)| Head { id, number, state, nil, received_at, accepted_at };
    Ok(rows.into_iter().map(head).collect())
}

/// Holds a period as it is until the commit: to be taken before [`lock`] by whoever begins a report or submits one, so that the
/// period is neither corrected nor cancelled meanwhile. Answers whether it is open.
pub fn share_period(connection: &mut AnyConnection, period: Id) -> Result<bool, Problem> {
    let states: QueryResult<Vec<PeriodState>> =
        share_rows!(connection, report_periods::table.find(period).select(report_periods::state));
    Ok(states?.first() == Some(&PeriodState::Open))
}

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &ObligationFilter, page: &PageRequest) -> Result<Page<Obligation>, Problem> {
    let (connection, reading, now) = (&mut *view.connection, Reading::of(&view.caller), view.now);
    let ObligationColumn::EffectiveDueAt = filter.sort.column;
    // One column is followed at a time, and both are instants.
    let sort = filter.sort.to_string();
    let (way, after) = match page.by_change() {
        true => page.after_change::<Instant>()?,
        false => (filter.sort.direction, page.after::<Instant>(&sort)?),
    };
    let (rows, total): (Vec<Stored>, Option<i64>) = on_engine!(connection, native => {
        let filtered = || {
            let mut query = changed_since!(obligations::table.into_boxed(), page, obligations::updated_at);
            query = readable!(
                query,
                reading.committees,
                reading.owing,
                obligations::committee_id,
                obligations::agency_id,
                obligations::recipient_id
            );
            query = any_of(query, obligations::period_id, &filter.period_id);
            query = any_of(query, obligations::agency_id, &filter.agency_id);
            query = any_of(query, obligations::recipient_id, &filter.recipient_id);
            query = any_of(query, obligations::level, &filter.level);
            query = any_of(query, obligations::content, &filter.content);
            if !filter.state.is_empty() {
                let wants = |state| filter.state.contains(&state);
                let other = filter.state.iter().filter(|it| {
                    !matches!(it, ObligationState::Open | ObligationState::Upcoming)
                });
                let other: Vec<ObligationState> = other.copied().collect();
                let open = obligations::state.eq(ObligationState::Open);
                query = match (wants(ObligationState::Open), wants(ObligationState::Upcoming)) {
                    (true, true) => query.filter(open.or(obligations::state.eq_any(other))),
                    (true, false) => query
                        .filter(open.and(obligations::opens_at.le(now)).or(obligations::state.eq_any(other))),
                    (false, true) => query
                        .filter(open.and(obligations::opens_at.gt(now)).or(obligations::state.eq_any(other))),
                    (false, false) => query.filter(obligations::state.eq_any(other)),
                };
            }
            if !filter.timeliness.is_empty() {
                use diesel::sql_types::Bool;
                let wants = |timeliness| filter.timeliness.contains(&timeliness).into_sql::<Bool>();
                let due = obligations::effective_due_at;
                let received = obligations::received_at.assume_not_null();
                let came = || obligations::received_at.is_not_null();
                query = query
                    .filter(obligations::state.ne_all([ObligationState::Exempt, ObligationState::Cancelled]))
                    .filter(
                        wants(Timeliness::OnTime).and(came()).and(received.lt(due))
                            .or(wants(Timeliness::Late).and(came()).and(received.ge(due)))
                            .or(wants(Timeliness::Pending).and(obligations::received_at.is_null()).and(due.gt(now)))
                            .or(wants(Timeliness::Overdue).and(obligations::received_at.is_null()).and(due.le(now))),
                    );
            }
            if let Some(from) = filter.due_from {
                query = query.filter(obligations::effective_due_at.ge(from));
            }
            if let Some(before) = filter.due_before {
                query = query.filter(obligations::effective_due_at.lt(before));
            }
            query
        };
        // The page is chosen by an index that holds what may be read, and only then are its rows fetched: of an officer's
        // hundred agencies among thousands, most of what the order passes is not for him.
        let chosen = match page.by_change() {
            true => keyset!(filtered(), way, obligations::updated_at, obligations::id, after),
            false => keyset!(filtered(), way, obligations::effective_due_at, obligations::id, after),
        };
        let chosen = chosen.select(obligations::id).limit(page.fetch());
        let rows = obligations::table.inner_join(report_periods::table).filter(obligations::id.eq_any(chosen)).into_boxed();
        let rows = match page.by_change() {
            true => in_order!(rows, way, obligations::updated_at, obligations::id),
            false => in_order!(rows, way, obligations::effective_due_at, obligations::id),
        };
        let rows = rows
            .select((obligations::all_columns, (report_periods::regime, report_periods::year, report_periods::due_on)))
            .load(native)?;
        (rows, page.total(|| filtered().count().get_result(native))?)
    });
    let cut = match page.by_change() {
        true => Page::cut_by_change(rows, page, |it| (it.row.updated_at, it.row.id.0)),
        false => Page::cut(rows, page, &sort, |it| (it.row.effective_due_at, it.row.id.0)),
    };
    let page = cut?.with_total(total);
    let names = Names::of(view.connection, &page.items)?;
    let (caller, directory) = (&view.caller, &view.caller.directory);
    Ok(page.map(|it| names.told(&it, directory, seen_by(caller, it.answer(directory, now)))))
}

/// The same as somebody sees it: the portal reads neither what people said to each other nor days that are inside the house.
pub fn seen_by(caller: &Caller, answer: Obligation) -> Obligation {
    if caller.is_the_portal() { Obligation { exempt_reason: None, internal_due_on: None, ..answer } } else { answer }
}

/// Reports that agencies that end owe, or receive, that are not accepted yet and not let off.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        obligations::table
            .filter(obligations::agency_id.eq_any(ending).or(obligations::recipient_id.eq_any(ending)))
            .filter(obligations::state.eq_any([ObligationState::Open, ObligationState::Upcoming]))
            .order(obligations::id)
            .select((obligations::id, obligations::agency_id, obligations::recipient_id))
            .load(native)?
    });
    Ok(Left::of_either("obligations", ending, rows))
}
