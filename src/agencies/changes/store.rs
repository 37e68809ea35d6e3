//! Agency changes, and what they left: who took over from whom, and how agencies were called.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::changes::model::{AgencyChange, AgencyChangeState, AgencyEnd, AgencyRename};
use crate::kernel::column::{from_column, to_column};
use crate::kernel::directory::{FormerName, Heir};
use crate::kernel::held::{Kept, Stretch, people, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::table::Technical;
use crate::schema::{agency_changes, agency_names, agency_succession};

/// What executing a change did elsewhere.
pub const EFFECTS: Technical = Technical {
    table: "agency_change_effects",
    why: "it says what taking a change back undoes, of which the entries of the papers tell themselves",
};

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
}

impl Row {
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
        })
    }
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
        let authors: BTreeSet<Id> = from_column(&row.authors)?;
        let told = Kept::of(row.id, &answer)?
            .with("who took over", heirs == took_over)
            .with("how agencies were called", called == were_called)
            .with("who wrote it", authors == people(part.story(row.id), &["create", "update"]));
        kept.push(told);
    }
    Ok(kept)
}
