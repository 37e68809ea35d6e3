//! Checklists. Order of locks: the first version, which every change of any version locks, then the version itself,
//! then the one in force.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::de::DeserializeOwned;

use crate::inspections::access::Reading;
use crate::inspections::checklists::model::{
    Asked, Checklist, ChecklistColumn, ChecklistFilter, ChecklistItem, ChecklistPatch, ChecklistState, NewChecklist,
};
use crate::inspections::checklists::workflow::{ChecklistFacts, TRANSITIONS};
use crate::inspections::inspections::access::{NOBODY, of_teams};
use crate::inspections::inspections::model::InspectionKind;
use crate::kernel::chapter::{Left, found};
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, among, any_of, insert_row, lock_row, on_engine, rewrite_row, share_rows};
use crate::kernel::text;
use crate::reports;
use crate::schema::checklists::{self, table};
use crate::schema::{inspection_members, inspections};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "checklists_pkey", columns: "checklists.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "checklists_number",
        columns: "checklists.agency_id, checklists.code, checklists.number",
        code: Code::CodeTaken,
    },
    Constraint::Unique {
        name: "checklists_draft",
        columns: "checklists.agency_id, checklists.code",
        code: Code::RevisionOpen,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A version as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = checklists, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub code: String,
    pub number: i32,
    pub title: String,
    pub topics: String,
    pub items: String,
    pub dropped_codes: String,
    pub state: ChecklistState,
    pub published_at: Option<Instant>,
    pub search_text: String,
}

impl Row {
    /// The first version of a new one.
    pub fn new(new: &NewChecklist, now: Instant) -> Result<Self, Problem> {
        let row = Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: new.agency_id,
            code: new.code.clone(),
            number: 1,
            title: new.title.clone(),
            topics: to_column(&new.topics)?,
            items: to_column(&new.items)?,
            dropped_codes: to_column(&Vec::<String>::new())?,
            state: ChecklistState::Draft,
            published_at: None,
            search_text: String::new(),
        };
        Ok(row.indexed())
    }

    fn indexed(mut self) -> Self {
        self.search_text = text::fold(&format!("{} {}", self.code, self.title));
        self
    }

    /// The same in another state.
    pub fn in_state(&self, state: ChecklistState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The draft after an edit.
    pub fn patched(&self, change: &ChecklistPatch, now: Instant) -> Result<Self, Problem> {
        let mut row = self.in_state(self.state, now);
        patch::set(&mut row.title, change.title.clone());
        patch::set(&mut row.topics, change.topics.as_ref().map(to_column).transpose()?);
        patch::set(&mut row.items, change.items.as_ref().map(to_column).transpose()?);
        Ok(row.indexed())
    }

    /// The same put in force, with the codes that are not used again from now on.
    pub fn published(mut self, dropped: &[String], now: Instant) -> Result<Self, Problem> {
        self.published_at = Some(now);
        self.dropped_codes = to_column(&dropped)?;
        Ok(self)
    }

    /// The draft of a later version, which asks what this one asks.
    pub fn next(&self, number: i32, now: Instant) -> Self {
        Self {
            id: Id::fresh(),
            version: 1,
            created_at: now,
            updated_at: now,
            number,
            state: ChecklistState::Draft,
            published_at: None,
            ..self.clone()
        }
    }

    /// What it asks.
    pub fn items(&self) -> Result<Vec<ChecklistItem>, Problem> {
        from_column(&self.items)
    }

    /// Whether others than its owner have seen it.
    pub fn was_published(&self) -> bool {
        self.published_at.is_some()
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Checklist, Problem> {
        Ok(Checklist {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            code: self.code.clone(),
            number: self.number,
            title: self.title.clone(),
            topics: from_column(&self.topics)?,
            items: self.items()?,
            dropped_codes: from_column(&self.dropped_codes)?,
            state: self.state,
            published_at: self.published_at,
            actions: None,
        })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// The versions that visits of somebody's teams ask by, or are planned to.
macro_rules! asked_in_visits {
    ($me:expr) => {{
        let visits = || {
            inspections::table
                .filter(inspections::kind.eq(InspectionKind::Visit))
                .filter(inspections::id.eq_any(of_teams!($me).select(inspection_members::inspection_id)))
        };
        let begun = visits().filter(inspections::checklist_id.is_not_null());
        let begun = checklists::id.eq_any(begun.select(inspections::checklist_id.assume_not_null()));
        let planned = visits().filter(inspections::checklist_id.is_null());
        checklists::published_at
            .is_not_null()
            .and(begun.or(checklists::id.eq_any(planned.select(inspections::planned_checklist_id))))
    }};
}

/// 404 where the caller may not read it: by his roles, or by being of the team of a visit that asks by it, wherever he comes from.
fn readable(view: &mut View<'_>, row: Row) -> Result<Row, Problem> {
    let mut may = Reading::of(&view.caller).checklist(row.agency_id, row.was_published());
    if let (false, Some(me)) = (may, view.caller.teams_as()) {
        let asked = table.filter(checklists::id.eq(row.id)).filter(asked_in_visits!(me));
        may = diesel::select(diesel::dsl::exists(asked)).get_result(view.connection)?;
    }
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One version; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked: first the first version of its checklist, then itself.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let (agency, code): (Id, String) =
        table.find(id).select((checklists::agency_id, checklists::code)).first(view.connection)?;
    let first = table
        .filter(checklists::agency_id.eq(agency))
        .filter(checklists::code.eq(&code))
        .filter(checklists::number.eq(1))
        .select(checklists::id);
    let first: QueryResult<Id> = lock_row!(view.connection, first);
    first?;
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// What a version asks, or as much of it as is wanted, whoever may read it: for what was pinned to it.
pub fn items_of<T: DeserializeOwned>(connection: &mut AnyConnection, id: Id) -> Result<Vec<T>, Problem> {
    let items: String = table.find(id).select(checklists::items).first(connection)?;
    from_column(&items)
}

/// One version, whoever may read it: what an inspection asks.
pub fn of_id(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    Ok(table.find(id).first(connection)?)
}

/// What some versions ask, each once: checklist by checklist, the newest version first.
pub fn asked_in(connection: &mut AnyConnection, versions: impl Iterator<Item = Id>) -> Result<Vec<Asked>, Problem> {
    let versions: Vec<Id> = versions.collect::<BTreeSet<Id>>().into_iter().collect();
    let mut rows: Vec<(Id, Id, String, i32, String)> = Vec::new();
    for some in versions.chunks(500) {
        let found = table.filter(checklists::id.eq_any(some));
        let columns = (checklists::id, checklists::agency_id, checklists::code, checklists::number, checklists::items);
        rows.extend(found.select(columns).load::<(Id, Id, String, i32, String)>(connection)?);
    }
    rows.sort_by(|one, other| (one.1, &one.2, other.3).cmp(&(other.1, &other.2, one.3)));
    let asked = |(id, agency_id, code, _, items): (Id, Id, String, i32, String)| {
        let items: Vec<ChecklistItem> = from_column(&items)?;
        Ok(Asked { id, agency_id, code, items: items.into_iter().map(|it| it.code).collect() })
    };
    rows.into_iter().map(asked).collect()
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// Whether a version is in force.
pub fn is_in_force(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let state: Option<ChecklistState> = table.find(id).select(checklists::state).first(connection).optional()?;
    Ok(state == Some(ChecklistState::Published))
}

/// The same, and it stays so until the commit.
pub fn hold_in_force(connection: &mut AnyConnection, id: Id) -> Result<bool, Problem> {
    let states: QueryResult<Vec<ChecklistState>> =
        share_rows!(connection, table.filter(checklists::id.eq(id)).select(checklists::state));
    Ok(states? == [ChecklistState::Published])
}

/// The versions of a checklist, whichever of them is named.
macro_rules! versions_of {
    ($row:expr) => {
        table.filter(checklists::agency_id.eq($row.agency_id)).filter(checklists::code.eq(&$row.code))
    };
}

/// The version that is in force, locked; none where none was published yet.
pub fn in_force(connection: &mut AnyConnection, row: &Row) -> Result<Option<Row>, Problem> {
    let published = versions_of!(row).filter(checklists::state.eq(ChecklistState::Published));
    let found: QueryResult<Row> = lock_row!(connection, published);
    Ok(found.optional()?)
}

/// The number of the next version: drafts that were given up keep theirs.
pub fn next_number(connection: &mut AnyConnection, row: &Row) -> Result<i32, Problem> {
    let latest: Option<i32> =
        versions_of!(row).select(diesel::dsl::max(checklists::number)).first::<Option<i32>>(connection)?;
    Ok(latest.unwrap_or_default() + 1)
}

/// Who takes these steps is an author of a version.
const AUTHORING: [&str; 3] = ["create", "update", "revise"];

/// What the rules look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<ChecklistFacts, Problem> {
    let another =
        versions_of!(row).filter(checklists::id.ne(row.id)).filter(checklists::state.eq(ChecklistState::Draft));
    let revision_open: bool = diesel::select(diesel::dsl::exists(another)).get_result(view.connection)?;
    let mut authors = Vec::new();
    if TRANSITIONS.sets_apart(row.state) {
        let acts = Acts { resources: &[Checklist::RESOURCE], objects: &[row.id], actions: &AUTHORING };
        authors = journal::authors_among(view.connection, &view.caller.acts_as(), acts)?;
    }
    Ok(ChecklistFacts {
        owner: Owner::of(&view.caller.directory, row.agency_id),
        state: row.state,
        revision_open,
        authors,
    })
}

/// Which of the indicators that items name are in the catalogue.
pub fn known_indicators(connection: &mut AnyConnection, items: &[ChecklistItem]) -> Result<Vec<String>, Problem> {
    let named: BTreeSet<&String> = items.iter().flat_map(|item| &item.indicators).collect();
    let named: Vec<String> = named.into_iter().cloned().collect();
    reports::known_indicators(connection, &named)
}

/// 409 where the id is in use, or the agency has a checklist of that code.
pub fn free(connection: &mut AnyConnection, new: &NewChecklist) -> Result<(), Problem> {
    free_id!(connection, checklists, new.id)?;
    let taken: i64 = versions_of!(new).count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of(Code::CodeTaken)) } else { Ok(()) }
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken).map_err(|problem| {
        // Judged here: a first version breaks two keys with a code in use, and the databases name one or the other.
        let first = row.number == 1 && problem.code() == Code::RevisionOpen;
        if first { Problem::of(Code::CodeTaken) } else { problem }
    })
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["title", "topics", "items", "dropped_codes", "search_text"];

/// Keeps of a boxed query what the caller may read: drafts of some agencies, what was published of others, and what his visits ask by.
macro_rules! readable_checklists {
    ($query:expr, $reading:expr, $me:expr) => {{
        let (query, reading) = ($query, $reading);
        match (reading.drafts.listed(), reading.published.listed()) {
            (None, _) => query,
            (Some(drafts), None) => {
                query.filter(among(checklists::agency_id, drafts).or(checklists::published_at.is_not_null()))
            }
            (Some(drafts), Some(published)) => query.filter(
                among(checklists::agency_id, drafts)
                    .or(checklists::published_at.is_not_null().and(among(checklists::agency_id, published)))
                    .or(asked_in_visits!($me)),
            ),
        }
    }};
}

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &ChecklistFilter, page: &PageRequest) -> Result<Page<Checklist>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let me = view.caller.teams_as().unwrap_or(NOBODY);
    let filtered = || {
        let mut query = readable_checklists!(table.into_boxed(), &reading, me);
        query = any_of(query, checklists::agency_id, &filter.agency_id);
        query = any_of(query, checklists::state, &filter.state);
        if let Some(code) = &filter.code {
            query = query.filter(checklists::code.eq(code));
        }
        if let Some(q) = &filter.q {
            query = query.filter(containing!(checklists::search_text, q));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, checklists.updated_at, filter.sort => {
        ChecklistColumn::Code => code: String,
        ChecklistColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "checklists",
    keys: &["search_text"],
    apart: None,
    next: |connection, after| refolded!(connection, after, checklists => Row, |row| Ok(row.indexed()), [search_text]),
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(checklists, part).load(connection)?;
    let searched = |row: &Row| row.search_text == row.clone().indexed().search_text;
    rows.iter().map(|row| Ok(Kept::of(row.id, &row.answer()?)?.with("what it is found by", searched(row)))).collect()
}

/// Checklists of agencies that end that are being written.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        checklists::table
            .filter(checklists::agency_id.eq_any(ending))
            .filter(checklists::state.eq(ChecklistState::Draft))
            .order(checklists::id)
            .select((checklists::id, checklists::agency_id))
            .load(native)?
    });
    Ok(Left::of_each("checklists", rows))
}
