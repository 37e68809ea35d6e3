//! Agency changes, and what they left: who took over from whom, and how agencies were called.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::changes::access::Reading;
use crate::agencies::changes::ending::Effect;
use crate::agencies::changes::model::bodies::{AgencyChangePatch, NewAgencyChange, NewAgencyRename};
use crate::agencies::changes::model::{
    AgencyChange, AgencyChangeColumn, AgencyChangeFilter, AgencyChangeState, AgencyEnd, AgencyRename,
};
use crate::kernel::canonical;
use crate::kernel::chapter::found;
use crate::kernel::column::{from_column, to_column, with_people};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::directory::{FormerName, Heir};
use crate::kernel::held::{Kept, Line, Stretch, people, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::connection::MultiBackend;
use crate::kernel::sql::{AnyConnection, among, any_of, insert_many, insert_row, lock_row, rewrite_row};
use crate::listed;
use crate::schema::{agency_change_effects, agency_changes, agency_names, agency_succession};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "agency_changes_pkey", columns: "agency_changes.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// Nobody, as a column.
const NOBODY: &str = "[]";

/// An agency change as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = agency_changes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub committee_id: Id,
    pub legal_document_id: Option<Id>,
    pub effective_on: NaiveDate,
    pub renames: String,
    pub ends: String,
    pub state: AgencyChangeState,
    pub authors: String,
    pub approved_at: Option<Instant>,
    pub approved_by: String,
    pub executed_at: Option<Instant>,
    pub executed_by: String,
    pub reverted_at: Option<Instant>,
    pub reverted_by: String,
    pub reason: Option<String>,
    pub effects_sha256: Option<String>,
}

fn planned(renames: &[NewAgencyRename]) -> Result<String, Problem> {
    to_column(&renames.iter().map(NewAgencyRename::planned).collect::<Vec<_>>())
}

impl Row {
    /// A new draft by some people.
    pub fn new(new: &NewAgencyChange, authors: &[Id], now: Instant) -> Result<Self, Problem> {
        Ok(Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            committee_id: new.committee_id,
            legal_document_id: new.legal_document_id,
            effective_on: new.effective_on,
            renames: planned(&new.renames)?,
            ends: to_column(&new.ends)?,
            state: AgencyChangeState::Draft,
            authors: with_people(NOBODY, authors)?,
            approved_at: None,
            approved_by: NOBODY.to_owned(),
            executed_at: None,
            executed_by: NOBODY.to_owned(),
            reverted_at: None,
            reverted_by: NOBODY.to_owned(),
            reason: None,
            effects_sha256: None,
        })
    }

    /// The draft after an edit by some people.
    pub fn patched(&self, change: &AgencyChangePatch, authors: &[Id], now: Instant) -> Result<Self, Problem> {
        let mut row = self.in_state(self.state, now);
        patch::set(&mut row.legal_document_id, change.legal_document_id);
        patch::set(&mut row.effective_on, change.effective_on);
        patch::set(&mut row.renames, change.renames.as_deref().map(planned).transpose()?);
        patch::set(&mut row.ends, change.ends.as_ref().map(to_column).transpose()?);
        row.authors = with_people(&self.authors, authors)?;
        Ok(row)
    }

    /// The same in another state.
    pub fn in_state(&self, state: AgencyChangeState, now: Instant) -> Self {
        Self { state, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same as some people approved it.
    pub fn approved(mut self, by: &[Id], now: Instant) -> Result<Self, Problem> {
        self.approved_at = Some(now);
        self.approved_by = to_column(&by)?;
        Ok(self)
    }

    /// The same as a draft again, which nobody has approved.
    pub fn reopened(mut self) -> Self {
        self.approved_at = None;
        self.approved_by = NOBODY.to_owned();
        self
    }

    /// The same as some people carried it out, with who took over and what agencies were called until then.
    pub fn executed(mut self, carried: &AgencyChange, by: &[Id], now: Instant) -> Result<Self, Problem> {
        self.renames = to_column(&carried.renames)?;
        self.ends = to_column(&carried.ends)?;
        self.executed_at = Some(now);
        self.executed_by = to_column(&by)?;
        self.effects_sha256.clone_from(&carried.effects_sha256);
        Ok(self)
    }

    /// The same as some people took it back.
    pub fn reverted(mut self, by: &[Id], now: Instant) -> Result<Self, Problem> {
        self.reverted_at = Some(now);
        self.reverted_by = to_column(&by)?;
        Ok(self)
    }

    /// The same with the reason why it never held, or holds no more.
    pub fn because(mut self, reason: &str) -> Self {
        self.reason = Some(reason.to_owned());
        self
    }

    /// Whether others than those who have to do with it may have seen it.
    pub fn was_executed(&self) -> bool {
        self.executed_at.is_some()
    }

    /// What it is called where it waits for somebody.
    pub fn title(&self) -> String {
        format!("Thay đổi tổ chức từ ngày {}", self.effective_on.format("%d/%m/%Y"))
    }

    /// What callers see.
    pub fn answer(&self) -> Result<AgencyChange, Problem> {
        Ok(AgencyChange {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            committee_id: self.committee_id,
            legal_document_id: self.legal_document_id,
            effective_on: self.effective_on,
            renames: from_column(&self.renames)?,
            ends: from_column(&self.ends)?,
            state: self.state,
            approved_at: self.approved_at,
            executed_at: self.executed_at,
            reverted_at: self.reverted_at,
            reason: self.reason.clone(),
            effects_sha256: self.effects_sha256.clone(),
            actions: None,
        })
    }
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let may = Reading::of(&view.caller).change(row.committee_id, row.was_executed());
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One change; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = agency_changes::table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, where the caller reads what an agency leaves too: 404 for everybody else.
pub fn find_in_full(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row = find(view, id)?;
    let may = Reading::of(&view.caller).every.contains(row.committee_id);
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, agency_changes::table.find(id));
    readable(view, row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// The changes of a committee that were executed and hold still, in the order of their days.
fn holding(committee: Id) -> agency_changes::BoxedQuery<'static, MultiBackend> {
    agency_changes::table
        .into_boxed()
        .filter(agency_changes::committee_id.eq(committee))
        .filter(agency_changes::state.eq(AgencyChangeState::Executed))
        .order((agency_changes::effective_on, agency_changes::id))
}

/// Those of the same committee that hold and begin after a change does.
pub fn later_than(connection: &mut AnyConnection, change: &AgencyChange) -> Result<Vec<AgencyChange>, Problem> {
    let later = holding(change.committee_id).filter(agency_changes::effective_on.gt(change.effective_on));
    let rows: Vec<Row> = later.load(connection)?;
    rows.iter().map(Row::answer).collect()
}

/// Those of the same committee that hold and were executed since a change was, which is one of them.
pub fn executed_since(connection: &mut AnyConnection, change: &AgencyChange) -> Result<Vec<AgencyChange>, Problem> {
    let Some(executed_at) = change.executed_at else { return Ok(Vec::new()) };
    let rows: Vec<Row> =
        holding(change.committee_id).filter(agency_changes::executed_at.ge(executed_at)).load(connection)?;
    rows.iter().map(Row::answer).collect()
}

/// When a change is executed, by the order in which a committee's are: no earlier than the last one, whichever request came in first and
/// whatever the clock says since. The committee is locked.
pub fn after_all(connection: &mut AnyConnection, committee: Id, now: Instant) -> Result<Instant, Problem> {
    let of_it = agency_changes::table.filter(agency_changes::committee_id.eq(committee));
    let last: Option<Instant> = of_it
        .filter(agency_changes::executed_at.is_not_null())
        .order(agency_changes::executed_at.desc())
        .select(agency_changes::executed_at.assume_not_null())
        .first(connection)
        .optional()?;
    Ok(last.map_or(now, |last| now.max(Instant(last.0 + 1))))
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, new: &NewAgencyChange) -> Result<(), Problem> {
    free_id!(connection, agency_changes, new.id)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, agency_changes::table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, agency_changes::table, row.id, row).map(drop).map_err(broken)
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["renames", "ends", "authors", "reason"];

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &AgencyChangeFilter,
    page: &PageRequest,
) -> Result<Page<AgencyChange>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = agency_changes::table.into_boxed();
        query = match (reading.every.listed(), reading.executed.listed()) {
            (None, _) => query,
            (Some(every), None) => {
                query.filter(among(agency_changes::committee_id, every).or(agency_changes::executed_at.is_not_null()))
            }
            (Some(every), Some(executed)) => query.filter(
                among(agency_changes::committee_id, every)
                    .or(agency_changes::executed_at.is_not_null().and(among(agency_changes::committee_id, executed))),
            ),
        };
        query = any_of(query, agency_changes::committee_id, &filter.committee_id);
        any_of(query, agency_changes::state, &filter.state)
    };
    let found = listed!(connection, page, filtered => Row, agency_changes.updated_at, filter.sort => {
        AgencyChangeColumn::EffectiveOn => effective_on: NaiveDate,
        AgencyChangeColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    let shown = |row: &Row| Ok(seen_by(&view.caller, row.answer()?));
    Ok(Page { items: items.iter().map(shown).collect::<Result<_, Problem>>()?, next, total })
}

/// What a caller sees of a change: the portal reads papers, and not why people took one back.
pub fn seen_by(caller: &Caller, answer: AgencyChange) -> AgencyChange {
    if caller.is_the_portal() { AgencyChange { reason: None, ..answer } } else { answer }
}

/// Who took over from an agency that ended, as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Queryable, Insertable)]
#[diesel(table_name = agency_succession)]
pub struct SuccessionRow {
    pub agency_id: Id,
    pub heir_id: Id,
    pub effective_on: NaiveDate,
    pub successors: String,
    pub change_id: Id,
}

impl SuccessionRow {
    /// As a change says it; none while it names no heir.
    pub fn of(change: &AgencyChange, end: &AgencyEnd) -> Result<Option<Self>, Problem> {
        let Some(heir_id) = end.heir_id else { return Ok(None) };
        Ok(Some(Self {
            agency_id: end.agency_id,
            heir_id,
            effective_on: change.effective_on,
            successors: to_column(&end.successor_ids)?,
            change_id: change.id,
        }))
    }
}

/// What an agency was called before, as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Queryable, Insertable)]
#[diesel(table_name = agency_names, treat_none_as_default_value = false)]
pub struct NameRow {
    pub agency_id: Id,
    pub valid_from: NaiveDate,
    pub valid_to: NaiveDate,
    pub name: String,
    pub short_name: Option<String>,
    pub code: String,
    pub change_id: Id,
}

impl NameRow {
    /// As a change says it; none where the agency was never called otherwise for a whole day, or the change is not executed.
    pub fn of(change: &AgencyChange, rename: &AgencyRename) -> Option<Self> {
        let before = rename.before.as_ref()?;
        let valid_to = change.effective_on.pred_opt().filter(|last| *last >= before.valid_from)?;
        Some(Self {
            agency_id: rename.agency_id,
            valid_from: before.valid_from,
            valid_to,
            name: before.name.clone(),
            short_name: before.short_name.clone(),
            code: before.code.clone(),
            change_id: change.id,
        })
    }
}

/// What a change did to another object, as it is on record.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = agency_change_effects, treat_none_as_default_value = false)]
struct EffectRow {
    change_id: Id,
    resource: String,
    subject_id: Id,
    agency_id: Id,
    before: Option<String>,
}

impl EffectRow {
    fn effect(self) -> Effect {
        let Self { resource, subject_id: subject, agency_id: agency, before, .. } = self;
        Effect { resource, subject, agency, before }
    }
}

/// Enters what an executed change leaves: who took over, what agencies were called, and what it did.
pub fn leave(connection: &mut AnyConnection, change: &AgencyChange, effects: &[Effect]) -> Result<(), Problem> {
    let mut heirs = Vec::with_capacity(change.ends.len());
    for end in &change.ends {
        heirs.extend(SuccessionRow::of(change, end)?);
    }
    let names: Vec<NameRow> = change.renames.iter().filter_map(|it| NameRow::of(change, it)).collect();
    let row = |it: &Effect| EffectRow {
        change_id: change.id,
        resource: it.resource.clone(),
        subject_id: it.subject,
        agency_id: it.agency,
        before: it.before.clone(),
    };
    let effects: Vec<EffectRow> = effects.iter().map(row).collect();
    insert_many!(connection, agency_succession::table, heirs)?;
    insert_many!(connection, agency_names::table, names)?;
    insert_many!(connection, agency_change_effects::table, effects)?;
    Ok(())
}

/// What a change did, in the order of the objects.
pub fn effects(connection: &mut AnyConnection, change: Id) -> Result<Vec<Effect>, Problem> {
    let rows: Vec<EffectRow> = agency_change_effects::table
        .filter(agency_change_effects::change_id.eq(change))
        .order((agency_change_effects::resource, agency_change_effects::subject_id))
        .load(connection)?;
    Ok(rows.into_iter().map(EffectRow::effect).collect())
}

/// What other changes that hold did to some objects, each with its change.
pub fn effects_beside(
    connection: &mut AnyConnection,
    change: Id,
    subjects: &[Id],
) -> Result<Vec<(Id, Effect)>, Problem> {
    let mut found = Vec::new();
    for some in subjects.chunks(500) {
        let rows: Vec<EffectRow> = agency_change_effects::table
            .filter(agency_change_effects::subject_id.eq_any(some))
            .filter(agency_change_effects::change_id.ne(change))
            .load(connection)?;
        found.extend(rows.into_iter().map(|row| (row.change_id, row.effect())));
    }
    Ok(found)
}

/// The SHA-256 over some effects, in the order of their objects: taking a change back trusts them.
pub fn digest(effects: &[Effect]) -> Result<String, Problem> {
    let mut all: Vec<&Effect> = effects.iter().collect();
    all.sort();
    Ok(canonical::sha256(&canonical::text(&all)?))
}

/// Removes what a change left that was taken back.
pub fn forget(connection: &mut AnyConnection, change: Id) -> Result<(), Problem> {
    diesel::delete(agency_succession::table.filter(agency_succession::change_id.eq(change))).execute(connection)?;
    diesel::delete(agency_names::table.filter(agency_names::change_id.eq(change))).execute(connection)?;
    diesel::delete(agency_change_effects::table.filter(agency_change_effects::change_id.eq(change)))
        .execute(connection)?;
    Ok(())
}

/// Who took over from each agency that ended by a change.
pub fn heirs(connection: &mut AnyConnection) -> QueryResult<HashMap<Id, Heir>> {
    let rows: Vec<SuccessionRow> = agency_succession::table.load(connection)?;
    let read = |row: SuccessionRow| {
        let others: Vec<Id> = serde_json::from_str(&row.successors)
            .map_err(|error| diesel::result::Error::DeserializationError(error.into()))?;
        Ok((row.agency_id, Heir { agency: row.heir_id, from: row.effective_on, others, change: row.change_id }))
    };
    rows.into_iter().map(read).collect()
}

/// What agencies were called before, earliest first.
pub fn former_names(connection: &mut AnyConnection) -> QueryResult<HashMap<Id, Vec<FormerName>>> {
    let rows: Vec<NameRow> =
        agency_names::table.order((agency_names::agency_id, agency_names::valid_from)).load(connection)?;
    let mut found: HashMap<Id, Vec<FormerName>> = HashMap::new();
    for row in rows {
        let NameRow { agency_id, valid_from, valid_to, name, short_name, code, change_id } = row;
        let former = FormerName { name, short_name, code, valid_from, valid_to, change: change_id };
        found.entry(agency_id).or_default().push(former);
    }
    Ok(found)
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(agency_changes, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let succession: Vec<SuccessionRow> =
        agency_succession::table.filter(agency_succession::change_id.eq_any(&ids)).load(connection)?;
    let names: Vec<NameRow> = agency_names::table.filter(agency_names::change_id.eq_any(&ids)).load(connection)?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in &rows {
        let answer = row.answer()?;
        let holds = answer.state == AgencyChangeState::Executed;
        let mut heirs = BTreeSet::new();
        for end in answer.ends.iter().filter(|_| holds) {
            heirs.extend(SuccessionRow::of(&answer, end)?);
        }
        let called: BTreeSet<NameRow> =
            answer.renames.iter().filter(|_| holds).filter_map(|it| NameRow::of(&answer, it)).collect();
        let took_over = succession.iter().filter(|it| it.change_id == row.id).cloned().collect::<BTreeSet<_>>();
        let were_called = names.iter().filter(|it| it.change_id == row.id).cloned().collect::<BTreeSet<_>>();
        let done = effects(connection, row.id)?;
        let is_as_left = if holds { answer.effects_sha256 == Some(digest(&done)?) } else { done.is_empty() };
        let authors: BTreeSet<Id> = from_column(&row.authors)?;
        let story = part.story(row.id);
        let told = Kept::of(row.id, &answer)?
            .with("who took over", heirs == took_over)
            .with("how agencies were called", called == were_called)
            .with("what it did", is_as_left)
            .with("who wrote it", authors == people(story, &["create", "update"]))
            .with("who approved it", took(story, "approve", row.approved_at, &row.approved_by)?)
            .with("who executed it", took(story, "execute", row.executed_at, &row.executed_by)?)
            .with("who took it back", took(story, "revert", row.reverted_at, &row.reverted_by)?);
        kept.push(told);
    }
    Ok(kept)
}

/// Whether a column has the people who took a step last; nobody where it does not stand.
fn took(story: &[Line], action: &str, at: Option<Instant>, by: &str) -> Result<bool, Problem> {
    let by: BTreeSet<Id> = from_column(by)?;
    let step = story.iter().rev().find(|line| line.action == action).filter(|_| at.is_some());
    Ok(by == step.into_iter().flat_map(Line::people).collect::<BTreeSet<Id>>())
}
