//! Plans of inspections. Order of locks: the plan, then the agencies that it inspects in the order of their ids, then its
//! checklist.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::{self, AgencyKind};
use crate::inspections::access::Reading;
use crate::inspections::checklists::store as checklists;
use crate::inspections::plans::model::bodies::{InspectionPlanPatch, NewInspectionPlan};
use crate::inspections::plans::model::{
    InspectionPlan, InspectionPlanColumn, InspectionPlanFilter, InspectionPlanState, PlannedSelfInspections,
    PlannedVisit,
};
use crate::inspections::plans::rules::{self, Frame, Judged};
use crate::inspections::plans::workflow::{InspectionPlanFacts, TRANSITIONS};
use crate::kernel::chapter::{Left, found};
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::{Tx, View};
use crate::kernel::directory::Directory;
use crate::kernel::folded::{Apart, Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::named::InspectionPlanName;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::signing::Signatory;
use crate::kernel::sql::{AnyConnection, among, any_of, insert_row, lock_row, on_engine, rewrite_row, share_rows};
use crate::kernel::text;
use crate::listed;
use crate::schema::inspection_plans::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "inspection_plans_pkey", columns: "inspection_plans.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "inspection_plans_number",
        columns: "inspection_plans.agency_id, inspection_plans.year, inspection_plans.number_key",
        code: Code::NumberTaken,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A plan as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = inspection_plans, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub year: i32,
    pub title: String,
    pub checklist_id: Id,
    pub self_inspections: Option<String>,
    pub visits: String,
    pub revision: i32,
    pub state: InspectionPlanState,
    pub number: Option<String>,
    pub approved_on: Option<NaiveDate>,
    pub signatory: Option<String>,
    pub number_key: Option<String>,
}

impl Row {
    /// A new draft.
    pub fn new(new: &NewInspectionPlan, now: Instant) -> Result<Self, Problem> {
        Ok(Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: new.agency_id,
            year: new.year,
            title: new.title.clone(),
            checklist_id: new.checklist_id,
            self_inspections: new.self_inspections.as_ref().map(to_column).transpose()?,
            visits: to_column(&new.visits)?,
            revision: 1,
            state: InspectionPlanState::Draft,
            number: None,
            approved_on: None,
            signatory: None,
            number_key: None,
        })
    }

    /// The same in another state.
    pub fn in_state(&self, state: InspectionPlanState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The draft after an edit.
    pub fn patched(&self, change: &InspectionPlanPatch, now: Instant) -> Result<Self, Problem> {
        let mut row = self.in_state(self.state, now);
        patch::set(&mut row.title, change.title.clone());
        patch::set(&mut row.checklist_id, change.checklist_id);
        patch::set(&mut row.visits, change.visits.as_ref().map(to_column).transpose()?);
        if let Some(planned) = &change.self_inspections {
            row.self_inspections = planned.as_ref().map(to_column).transpose()?;
        }
        Ok(row)
    }

    /// The same as it was signed.
    pub fn approved(mut self, number: &str, on: NaiveDate, signatory: &Signatory) -> Result<Self, Problem> {
        self.number = Some(number.to_owned());
        self.approved_on = Some(on);
        self.signatory = Some(to_column(signatory)?);
        Ok(self.indexed())
    }

    /// The same with what tells it from others.
    fn indexed(mut self) -> Self {
        let kept = self.number_key.as_deref();
        self.number_key = self.number.as_deref().map(|number| text::unique_key(kept, self.id, &[number]));
        self
    }

    /// The same with other visits and self-inspections, by a step of its own.
    pub fn revised(
        mut self,
        visits: &[PlannedVisit],
        self_inspections: Option<&PlannedSelfInspections>,
    ) -> Result<Self, Problem> {
        self.visits = to_column(&visits)?;
        self.self_inspections = self_inspections.map(to_column).transpose()?;
        self.revision += 1;
        Ok(self)
    }

    /// Whether others than those who write it have seen it.
    pub fn was_approved(&self) -> bool {
        self.number.is_some()
    }

    /// The visits that it plans.
    pub fn visits(&self) -> Result<Vec<PlannedVisit>, Problem> {
        from_column(&self.visits)
    }

    /// The self-inspections that it plans.
    pub fn self_inspections(&self) -> Result<Option<PlannedSelfInspections>, Problem> {
        self.self_inspections.as_deref().map(from_column).transpose()
    }

    /// Whose it is on a day, and of which year.
    pub fn frame<'a>(&self, directory: &'a Directory, today: NaiveDate) -> Frame<'a> {
        Frame { directory, owner: directory.holder(self.agency_id, today), year: self.year }
    }

    /// What callers see.
    pub fn answer(&self) -> Result<InspectionPlan, Problem> {
        Ok(InspectionPlan {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            year: self.year,
            title: self.title.clone(),
            checklist_id: self.checklist_id,
            self_inspections: self.self_inspections()?,
            visits: self.visits()?,
            revision: self.revision,
            state: self.state,
            number: self.number.clone(),
            approved_on: self.approved_on,
            signatory: self.signatory.as_deref().map(from_column).transpose()?,
            actions: None,
        })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let may = Reading::of(&view.caller).plan(row.agency_id, row.was_approved());
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

/// Where a plan stands, and it stays there until the commit: whoever changes one of its inspections holds it.
pub fn held_state(connection: &mut AnyConnection, id: Id) -> Result<InspectionPlanState, Problem> {
    let of_it = table.filter(inspection_plans::id.eq(id)).select(inspection_plans::state);
    let states: QueryResult<Vec<InspectionPlanState>> = share_rows!(connection, of_it);
    states?.first().copied().ok_or_else(|| Problem::of(Code::NotFound))
}

/// Where some plans stand, by their ids.
pub fn states_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, InspectionPlanState>, Problem> {
    let of_them = table.filter(inspection_plans::id.eq_any(ids));
    let rows: Vec<(Id, InspectionPlanState)> =
        of_them.select((inspection_plans::id, inspection_plans::state)).load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The titles of some plans and their numbers on paper, by their ids.
pub fn names_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, PlanName>, Problem> {
    let of_them = table.filter(inspection_plans::id.eq_any(ids));
    let rows: Vec<(Id, String, Option<String>)> =
        of_them.select((inspection_plans::id, inspection_plans::title, inspection_plans::number)).load(connection)?;
    Ok(rows.into_iter().map(|(id, title, number)| (id, (title, number))).collect())
}

/// What some plans are called, of those that the caller may read.
pub fn named_to(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, InspectionPlanName>, Problem> {
    let rows: Vec<(Id, Id, Option<String>, String)> = table
        .filter(inspection_plans::id.eq_any(ids))
        .select((inspection_plans::id, inspection_plans::agency_id, inspection_plans::number, inspection_plans::title))
        .load(view.connection)?;
    let reading = Reading::of(&view.caller);
    let read = rows.into_iter().filter(|(_, owner, number, _)| reading.plan(*owner, number.is_some()));
    Ok(read.map(|(id, _, number, title)| (id, InspectionPlanName { id, number, title })).collect())
}

/// A plan's title and its number.
pub type PlanName = (String, Option<String>);

/// Its number; none before it is approved.
pub fn number(connection: &mut AnyConnection, id: Id) -> Result<Option<String>, Problem> {
    Ok(table.find(id).select(inspection_plans::number).first(connection)?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// Whose a checklist is that the caller reads.
pub fn checklist_owner(view: &mut View<'_>, id: Id) -> Result<Option<Id>, Problem> {
    match checklists::find(view, id) {
        Ok(row) => Ok(Some(row.agency_id)),
        Err(problem) if problem.code() == Code::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Who takes these steps is an author of a plan.
const AUTHORING: [&str; 3] = ["create", "update", "submit"];

fn facts_of(view: &mut View<'_>, row: &Row, judged: Judged) -> Result<InspectionPlanFacts, Problem> {
    let mut authors = Vec::new();
    if TRANSITIONS.sets_apart(row.state) {
        let acts = Acts { resources: &[InspectionPlan::RESOURCE], objects: &[row.id], actions: &AUTHORING };
        authors = journal::authors_among(view.connection, &view.caller.acts_as(), acts)?;
    }
    Ok(InspectionPlanFacts {
        owner: Owner::of(&view.caller.directory, row.agency_id),
        state: row.state,
        judged,
        open_visits: Vec::new(),
        authors,
    })
}

/// The version of a plan's checklist that is in force, which an agency that inspects itself from now on is asked by.
pub fn checklist_in_force(connection: &mut AnyConnection, row: &Row) -> Result<Option<Id>, Problem> {
    let planned = checklists::of_id(connection, row.checklist_id)?;
    Ok(checklists::in_force(connection, &planned)?.map(|it| it.id))
}

/// The kind of an agency below a plan's owner that is there today, held as it is until the commit; none of any other. Whoever
/// acts is judged anew.
pub fn held_kind(tx: &mut Tx<'_>, agency: Id) -> Result<Option<AgencyKind>, Problem> {
    let today = tx.caller()?.today;
    let alive = agencies::held_alive(tx.connection, &[agency], today)?;
    tx.judge_anew()?;
    if !alive.contains(&agency) {
        return Ok(None);
    }
    Ok(agencies::kinds(tx.connection)?.remove(&agency))
}

/// What the rules look at, for whoever reads what may be done next.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<InspectionPlanFacts, Problem> {
    let judged = if row.was_approved() { Judged::not_asked() } else { judged_now(view, row)? };
    facts_of(view, row, judged)
}

fn judged_now(view: &mut View<'_>, row: &Row) -> Result<Judged, Problem> {
    let (directory, today) = (view.caller.directory.clone(), view.caller.today);
    let planned = row.self_inspections()?;
    let mut kinds: Vec<(Id, AgencyKind)> =
        if planned.is_some() { agencies::kinds(view.connection)?.into_iter().collect() } else { Vec::new() };
    let owner = directory.holder(row.agency_id, today);
    kinds.retain(|(agency, _)| directory.is_within(*agency, owner) && directory.is_alive(*agency, today));
    let inspecting = rules::inspecting_themselves(owner, planned.as_ref(), &kinds).len();
    let in_force = checklists::is_in_force(view.connection, row.checklist_id)?;
    let due_on = planned.map(|it| it.due_on);
    Ok(Judged::of(row.frame(&directory, today), &row.visits()?, inspecting, due_on, in_force, today))
}

/// What the rules look at for a step that changes nothing else.
pub fn facts_unasked(view: &mut View<'_>, row: &Row) -> Result<InspectionPlanFacts, Problem> {
    facts_of(view, row, Judged::not_asked())
}

/// What a plan holds, which stays so until the commit: the agencies that it inspects and its checklist are held, so that
/// one which is ending at this moment is given nothing. With it the agencies that inspect themselves.
pub fn facts_held(tx: &mut Tx<'_>, row: &Row) -> Result<(InspectionPlanFacts, Vec<Id>), Problem> {
    let (visits, planned, today) = (row.visits()?, row.self_inspections()?, tx.caller()?.today);
    let visited: Vec<Id> = visits.iter().map(|it| it.agency_id).collect();
    agencies::held_alive(tx.connection, &visited, today)?;
    let owner = tx.caller()?.directory.holder(row.agency_id, today);
    let of_kinds = match &planned {
        Some(planned) => agencies::alive_under(tx.connection, owner, &planned.kinds, None, today)?,
        None => Vec::new(),
    };
    let inspecting = rules::inspecting_themselves(owner, planned.as_ref(), &of_kinds);
    let in_force = checklists::hold_in_force(tx.connection, row.checklist_id)?;
    tx.judge_anew()?;
    let directory = tx.caller()?.directory.clone();
    let due_on = planned.map(|it| it.due_on);
    let judged = Judged::of(row.frame(&directory, today), &visits, inspecting.len(), due_on, in_force, today);
    Ok((facts_of(&mut tx.view()?, row, judged)?, inspecting))
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, new: &NewInspectionPlan) -> Result<(), Problem> {
    free_id!(connection, inspection_plans, new.id)
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
const TEXTS: &[&str] = &["title", "self_inspections", "visits", "signatory"];

/// Keeps of a boxed query what the caller may read: plans of some agencies, and what was approved of others.
macro_rules! readable_plans {
    ($query:expr, $reading:expr) => {{
        let (query, reading) = ($query, $reading);
        match (reading.drafts.listed(), reading.published.listed()) {
            (None, _) => query,
            (Some(drafts), None) => {
                query.filter(among(inspection_plans::agency_id, drafts).or(inspection_plans::number.is_not_null()))
            }
            (Some(drafts), Some(published)) => query.filter(
                among(inspection_plans::agency_id, drafts)
                    .or(inspection_plans::number.is_not_null().and(among(inspection_plans::agency_id, published))),
            ),
        }
    }};
}

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &InspectionPlanFilter,
    page: &PageRequest,
) -> Result<Page<InspectionPlan>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = readable_plans!(table.into_boxed(), &reading);
        query = any_of(query, inspection_plans::agency_id, &filter.agency_id);
        query = any_of(query, inspection_plans::year, &filter.year);
        any_of(query, inspection_plans::state, &filter.state)
    };
    let found = listed!(connection, page, filtered => Row, inspection_plans.updated_at, filter.sort => {
        InspectionPlanColumn::Year => year: i32,
        InspectionPlanColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "inspection_plans",
    keys: &["number_key"],
    apart: Some(&Apart { key: "number_key", text: "number", beside: &["agency_id", "year"] }),
    next: |connection, after| {
        refolded!(
            connection, after, inspection_plans => Row, |row| Ok(row.indexed()),
            [number_key], apart: number_key
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(inspection_plans, part).load(connection)?;
    let told_apart = |row: &Row| row.number_key == row.clone().indexed().number_key;
    let kept = |row: &Row| Ok(Kept::of(row.id, &row.answer()?)?.with("what tells it from others", told_apart(row)));
    rows.iter().map(kept).collect()
}

/// Plans of agencies that end that are written, wait for approval, or are in force. What another's plan has an agency inspected by is the
/// inspection's to say.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    const OPEN: [InspectionPlanState; 3] =
        [InspectionPlanState::Draft, InspectionPlanState::Submitted, InspectionPlanState::Approved];
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        inspection_plans::table
            .filter(inspection_plans::agency_id.eq_any(ending))
            .filter(inspection_plans::state.eq_any(OPEN))
            .order(inspection_plans::id)
            .select((inspection_plans::id, inspection_plans::agency_id))
            .load(native)?
    });
    Ok(Left::of_each("inspection-plans", rows))
}
