//! Event plans. Order of locks: the plan, then the events that it holds, in the order of their ids.

pub mod listed;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::events::access::Reading;
use crate::events::action_months;
use crate::events::plans::model::{
    EventPlan, EventPlanColumn, EventPlanFilter, EventPlanPatch, EventPlanState, NewEventPlan, PlanTotals,
};
use crate::events::plans::workflow::PlanFacts;
use crate::kernel::chapter::{Left, found};
use crate::kernel::column::{from_column, to_column, with_people};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, people, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, among, any_of, insert_row, lock_row, on_engine, rewrite_row};
use crate::listed;
use crate::reports::{Parties, went_to_committee};
use crate::schema::event_plans::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "event_plans_pkey", columns: "event_plans.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "event_plans_agency",
        columns: "event_plans.action_month_id, event_plans.agency_id",
        code: Code::PlanExists,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// An event plan as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = event_plans, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub action_month_id: Id,
    pub committee_id: Id,
    pub agency_id: Id,
    pub recipient_id: Id,
    pub year: i32,
    pub programme_id: Option<Id>,
    pub note: Option<String>,
    pub state: EventPlanState,
    pub submitted_at: Option<Instant>,
    pub submitted_totals: Option<String>,
    pub authors: String,
}

impl Row {
    /// A new draft.
    pub fn new(
        new: &NewEventPlan,
        month: &action_months::store::Row,
        recipient: Id,
        people: &[Id],
        now: Instant,
    ) -> Result<Self, Problem> {
        Ok(Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            action_month_id: month.id,
            committee_id: month.committee_id,
            agency_id: new.agency_id,
            recipient_id: recipient,
            year: month.year,
            programme_id: new.programme_id,
            note: new.note.clone(),
            state: EventPlanState::Draft,
            submitted_at: None,
            submitted_totals: None,
            authors: with_people("[]", people)?,
        })
    }

    /// The same in another state.
    pub fn in_state(&self, state: EventPlanState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same with more authors.
    pub fn authored_by(mut self, people: &[Id]) -> Result<Self, Problem> {
        self.authors = with_people(&self.authors, people)?;
        Ok(self)
    }

    /// The same after an edit.
    pub fn patched(&self, change: &EventPlanPatch, now: Instant) -> Self {
        let mut row = self.in_state(self.state, now);
        patch::set(&mut row.programme_id, change.programme_id);
        patch::set(&mut row.note, change.note.clone());
        row
    }

    /// The same as it was sent up, with what it held then.
    pub fn submitted(mut self, recipient: Id, totals: &PlanTotals, now: Instant) -> Result<Self, Problem> {
        self.recipient_id = recipient;
        self.submitted_at = Some(now);
        self.submitted_totals = Some(to_column(totals)?);
        Ok(self)
    }

    /// Whether others than its own agency have seen it.
    pub fn was_submitted(&self) -> bool {
        self.submitted_at.is_some()
    }

    /// What the rules look at.
    pub fn facts(&self, caller: &Caller, has_event: bool) -> Result<PlanFacts, Problem> {
        let (directory, today) = (&caller.directory, caller.today);
        let (committee, agency, recipient) = (self.committee_id, self.agency_id, self.recipient_id);
        let to_committee = went_to_committee(directory, committee, agency, recipient);
        Ok(PlanFacts {
            parties: Parties::of(directory, committee, [agency, recipient], to_committee, today),
            state: self.state,
            has_event,
            authors: from_column(&self.authors)?,
        })
    }

    /// What callers see.
    pub fn answer(&self) -> Result<EventPlan, Problem> {
        Ok(EventPlan {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            action_month_id: self.action_month_id,
            year: self.year,
            committee_id: self.committee_id,
            agency_id: self.agency_id,
            recipient_id: self.recipient_id,
            programme_id: self.programme_id,
            note: self.note.clone(),
            state: self.state,
            submitted_at: self.submitted_at,
            submitted_totals: self.submitted_totals.as_deref().map(from_column).transpose()?,
            totals: None,
            actions: None,
        })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let reading = Reading::of(&view.caller);
    let may = reading.plan(row.was_submitted(), row.committee_id, row.agency_id, row.recipient_id);
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One plan; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// Removes one.
pub fn delete(connection: &mut AnyConnection, id: Id) -> Result<(), Problem> {
    diesel::delete(table.find(id)).execute(connection).map(drop).map_err(broken)
}

/// 409 where the id is in use, or the agency has a plan for that Month.
pub fn free(connection: &mut AnyConnection, new: &NewEventPlan) -> Result<(), Problem> {
    free_id!(connection, event_plans, new.id)?;
    let same = table
        .filter(event_plans::action_month_id.eq(new.action_month_id))
        .filter(event_plans::agency_id.eq(new.agency_id));
    let taken: i64 = same.count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of(Code::PlanExists)) } else { Ok(()) }
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["note", "submitted_totals", "authors"];

/// Keeps of a boxed query what the caller may read: drafts of some agencies, and what was ever submitted of, to or under others.
macro_rules! readable_plans {
    ($query:expr, $reading:expr) => {{
        let (query, reading) = ($query, $reading);
        match (reading.drafts.listed(), reading.committees.listed(), reading.agencies.listed()) {
            (None, ..) => query,
            (Some(drafts), Some(committees), Some(agencies)) => query.filter(
                among(event_plans::agency_id, drafts).or(event_plans::submitted_at.is_not_null().and(
                    among(event_plans::committee_id, committees)
                        .or(among(event_plans::agency_id, agencies))
                        .or(among(event_plans::recipient_id, agencies)),
                )),
            ),
            (Some(drafts), ..) => {
                query.filter(among(event_plans::agency_id, drafts).or(event_plans::submitted_at.is_not_null()))
            }
        }
    }};
}

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &EventPlanFilter, page: &PageRequest) -> Result<Page<EventPlan>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = readable_plans!(table.into_boxed(), &reading);
        query = any_of(query, event_plans::agency_id, &filter.agency_id);
        query = any_of(query, event_plans::action_month_id, &filter.action_month_id);
        query = any_of(query, event_plans::state, &filter.state);
        query = any_of(query, event_plans::year, &filter.year);
        query
    };
    let found = listed!(connection, page, filtered => Row, event_plans.updated_at, filter.sort => {
        EventPlanColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// Who takes these steps is an author of the plan.
const AUTHORING: [&str; 3] = ["create", "update", "submit"];

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(event_plans, part).load(connection)?;
    let kept = |row: &Row| {
        let written: BTreeSet<Id> = from_column(&row.authors)?;
        let authors = people(part.story(row.id), &AUTHORING);
        Ok(Kept::of(row.id, &row.answer()?)?.with("who wrote it", authors == written))
    };
    rows.iter().map(kept).collect()
}

/// Plans of events that agencies that end sent up, or received, and nobody has answered.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        event_plans::table
            .filter(event_plans::agency_id.eq_any(ending).or(event_plans::recipient_id.eq_any(ending)))
            .filter(event_plans::state.eq(EventPlanState::Submitted))
            .order(event_plans::id)
            .select((event_plans::id, event_plans::agency_id, event_plans::recipient_id))
            .load(native)?
    });
    Ok(Left::of_either("event-plans", ending, rows))
}
