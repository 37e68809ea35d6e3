//! Decisions on committees. Order of locks: the first decision of the agency, which every change of any of them locks, then the decision
//! itself, then the one that it follows.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections;
use crate::kernel::chapter::found;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::folded::{Apart, Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, among_any, any_of, insert_row, lock_row, rewrite_row};
use crate::kernel::text;
use crate::listed;
use crate::organisation::access::Reading;
use crate::organisation::decisions::model::{
    CommitteeDecision, CommitteeDecisionColumn, CommitteeDecisionFilter, CommitteeDecisionPatch,
    CommitteeDecisionState, CommitteeMember, NewCommitteeDecision,
};
use crate::organisation::decisions::rules;
use crate::organisation::decisions::workflow::DecisionFacts;
use crate::organisation::seats::Seats;
use crate::schema::agencies;
use crate::schema::committee_decisions::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "committee_decisions_pkey", columns: "committee_decisions.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "committee_decisions_number",
        columns: "committee_decisions.agency_id, committee_decisions.year, committee_decisions.number_key",
        code: Code::NumberTaken,
    },
    Constraint::Unique {
        name: "committee_decisions_running",
        columns: "committee_decisions.agency_id",
        code: Code::PeriodOverlaps,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A decision as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = committee_decisions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub committee_id: Id,
    pub agency_id: Id,
    pub number: String,
    pub issued_on: NaiveDate,
    pub year: i32,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub members: String,
    pub women: i32,
    pub seats: i32,
    pub state: CommitteeDecisionState,
    pub number_key: Option<String>,
}

impl Row {
    /// A new draft, kept by the committee above its agency.
    pub fn new(new: &NewCommitteeDecision, committee: Id, now: Instant) -> Result<Self, Problem> {
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            committee_id: committee,
            agency_id: new.agency_id,
            number: new.number.clone(),
            issued_on: new.issued_on,
            year: 0,
            valid_from: new.valid_from,
            valid_to: None,
            members: to_column(&new.members)?,
            women: 0,
            seats: 0,
            state: CommitteeDecisionState::Draft,
            number_key: None,
        }
        .indexed()
    }

    /// The same with what tells it from others, and what figures count of it.
    fn indexed(mut self) -> Result<Self, Problem> {
        let members = self.members()?;
        self.year = rules::year_of(self.issued_on);
        self.women = counted(rules::women(&members));
        self.seats = counted(members.len());
        self.number_key = Some(text::unique_key(self.number_key.as_deref(), self.id, &[&self.number]));
        Ok(self)
    }

    /// The same in another state.
    pub fn in_state(&self, state: CommitteeDecisionState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The draft after an edit.
    pub fn patched(&self, change: &CommitteeDecisionPatch, now: Instant) -> Result<Self, Problem> {
        let mut row = self.in_state(self.state, now);
        patch::set(&mut row.number, change.number.clone());
        patch::set(&mut row.issued_on, change.issued_on);
        patch::set(&mut row.valid_from, change.valid_from);
        patch::set(&mut row.members, change.members.as_ref().map(to_column).transpose()?);
        row.indexed()
    }

    /// The same with another last day; none where it runs on.
    pub fn running_to(&self, last: Option<NaiveDate>, now: Instant) -> Self {
        Self { valid_to: last, ..self.in_state(self.state, now) }
    }

    /// All who sit there.
    pub fn members(&self) -> Result<Vec<CommitteeMember>, Problem> {
        from_column(&self.members)
    }

    /// Whose committee it is about, and who keeps it.
    pub fn seated(&self) -> Seats {
        Seats { agency: self.agency_id, committee: self.committee_id }
    }

    /// What callers see.
    pub fn answer(&self) -> Result<CommitteeDecision, Problem> {
        Ok(CommitteeDecision {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            committee_id: self.committee_id,
            agency_id: self.agency_id,
            number: self.number.clone(),
            issued_on: self.issued_on,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            members: self.members()?,
            state: self.state,
            attachments: None,
            actions: None,
        })
    }
}

/// A list has a hundred at most.
fn counted(members: usize) -> i32 {
    i32::try_from(members).unwrap_or(i32::MAX)
}

fn broken(error: diesel::result::Error) -> Problem {
    inspections::at_number(Problem::from_database(error, CONSTRAINTS))
}

/// 404 where the caller may not read it.
fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let may = Reading::of(&view.caller).decisions(row.seated());
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One decision; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked: first the first decision of its agency, then itself.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let agency: Id = table.find(id).select(committee_decisions::agency_id).first(view.connection)?;
    let first = table
        .filter(committee_decisions::agency_id.eq(agency))
        .order((committee_decisions::created_at, committee_decisions::id))
        .select(committee_decisions::id);
    let first: QueryResult<Id> = lock_row!(view.connection, first);
    first?;
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// The decisions of an agency that were put in force and not taken back.
macro_rules! in_force_of {
    ($agency:expr) => {
        table
            .filter(committee_decisions::agency_id.eq($agency))
            .filter(committee_decisions::state.eq(CommitteeDecisionState::InForce))
    };
}

/// What the rules look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<DecisionFacts, Problem> {
    let another = in_force_of!(row.agency_id)
        .filter(committee_decisions::id.ne(row.id))
        .filter(committee_decisions::valid_from.ge(row.valid_from));
    let meets_another: bool = diesel::select(diesel::dsl::exists(another)).get_result(view.connection)?;
    Ok(DecisionFacts {
        seats: row.seated(),
        state: row.state,
        heads: rules::heads(&row.members()?),
        agency_is_there: view.caller.directory.is_alive(row.agency_id, row.valid_from),
        meets_another,
    })
}

/// The decision that another one follows, locked: the last of its agency in force that begins before it.
pub fn preceding(connection: &mut AnyConnection, row: &Row) -> Result<Option<Row>, Problem> {
    let earlier = in_force_of!(row.agency_id)
        .filter(committee_decisions::valid_from.lt(row.valid_from))
        .order(committee_decisions::valid_from.desc());
    let found: QueryResult<Row> = lock_row!(connection, earlier);
    Ok(found.optional()?)
}

/// The accounts that a caller can look up, where a list names any.
pub fn known_accounts(caller: &Caller, members: &[CommitteeMember]) -> HashSet<Id> {
    let names_any = rules::accounts(members).next().is_some();
    if names_any { inspections::people_named_by(caller) } else { HashSet::new() }
}

/// 409 where the id is in use, or the number is in the agency and the year.
pub fn free(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    free_id!(connection, committee_decisions, Some(row.id))?;
    let same = table
        .filter(committee_decisions::agency_id.eq(row.agency_id))
        .filter(committee_decisions::year.eq(row.year))
        .filter(committee_decisions::number_key.eq(row.number_key.clone()))
        .filter(committee_decisions::state.ne(CommitteeDecisionState::Revoked));
    let taken: i64 = same.count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of_place("/number", Code::NumberTaken)) } else { Ok(()) }
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
const TEXTS: &[&str] = &["members"];

/// What the caller may read: decisions of the agencies of some committees, and of some agencies.
macro_rules! readable_decisions {
    ($reading:expr) => {
        among_any(committee_decisions::committee_id, $reading.committees.listed())
            .or(among_any(committee_decisions::agency_id, $reading.agencies.listed()))
    };
}

/// Those that say who sits there on a day.
macro_rules! sitting_on {
    ($day:expr) => {
        committee_decisions::state
            .eq(CommitteeDecisionState::InForce)
            .and(committee_decisions::valid_from.le($day))
            .and(committee_decisions::valid_to.is_null().or(committee_decisions::valid_to.ge($day)))
    };
}

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &CommitteeDecisionFilter,
    page: &PageRequest,
) -> Result<Page<CommitteeDecision>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = table.filter(readable_decisions!(reading)).into_boxed();
        query = any_of(query, committee_decisions::agency_id, &filter.agency_id);
        query = any_of(query, committee_decisions::state, &filter.state);
        if let Some(day) = filter.on {
            // Nobody sits where the agency was not there on the day.
            let was_there = agencies::table
                .filter(agencies::valid_from.le(day))
                .filter(agencies::valid_to.is_null().or(agencies::valid_to.ge(day)))
                .select(agencies::id);
            query = query.filter(sitting_on!(day)).filter(committee_decisions::agency_id.eq_any(was_there));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, committee_decisions.updated_at, filter.sort => {
        CommitteeDecisionColumn::ValidFrom => valid_from: NaiveDate,
        CommitteeDecisionColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// The decision that says who sits on the committee of an agency on a day, whoever may read it; none where nobody sits there.
pub fn of_day(connection: &mut AnyConnection, agency: Id, day: NaiveDate) -> Result<Option<Row>, Problem> {
    let of_it = table.filter(committee_decisions::agency_id.eq(agency)).filter(sitting_on!(day));
    Ok(of_it.first(connection).optional()?)
}

/// How many sit on the committees of agencies on a day, and how many of them are women, agency by agency: of what the caller may read.
pub fn counts_of_day(view: &mut View<'_>, day: NaiveDate) -> Result<HashMap<Id, (i32, i32)>, Problem> {
    let reading = Reading::of(&view.caller);
    let rows: Vec<(Id, i32, i32)> = table
        .filter(readable_decisions!(reading))
        .filter(sitting_on!(day))
        .select((committee_decisions::agency_id, committee_decisions::seats, committee_decisions::women))
        .load(view.connection)?;
    Ok(rows.into_iter().map(|(agency, seats, women)| (agency, (seats, women))).collect())
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "committee_decisions",
    keys: &["number_key"],
    apart: Some(&Apart { key: "number_key", text: "number", beside: &["agency_id", "year"] }),
    next: |connection, after| {
        refolded!(
            connection, after, committee_decisions => Row, Row::indexed,
            [number_key], apart: number_key
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(committee_decisions, part).load(connection)?;
    let kept = |row: &Row| {
        let it = row.clone().indexed()?;
        let told_apart = row.number_key == it.number_key && row.year == it.year;
        let counts = row.women == it.women && row.seats == it.seats;
        let kept = Kept::of(row.id, &row.answer()?)?.with("what tells it from others", told_apart);
        Ok(kept.with("what figures count of it", counts))
    };
    rows.iter().map(kept).collect()
}
