//! Answers. Whoever changes one holds the lock of its inspection, so that an item that nobody answered needs no row to be locked.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::attachments::Sensitivity;
use crate::inspections::answers::model::{InspectionAnswer, Rating};
use crate::inspections::answers::rules;
use crate::inspections::checklists::model::ChecklistItem;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Acts, Record as _};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, bytes_of, insert_many};
use crate::reports::IndicatorValue;
use crate::schema::inspection_answers::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "inspection_answers_pkey", columns: "inspection_answers.id", code: Code::StaleVersion },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// An answer as it is on record.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = inspection_answers, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub inspection_id: Id,
    pub agency_id: Id,
    pub code: String,
    pub rating: Option<Rating>,
    pub finding: Option<String>,
    pub sensitivity: Option<Sensitivity>,
    pub finding_sha256: Option<String>,
    pub indicator_values: String,
    pub attachment_ids: String,
    pub device_time: Option<Instant>,
    pub answered_by: Id,
    pub difficulty_ids: String,
}

const NONE: &str = "[]";

impl Row {
    /// What an item is that nobody answered: version 0, with the id that it will have. `paper_of` is the agency whose paper the
    /// inspection is, `made_at` when that was made.
    pub fn unanswered(inspection: Id, paper_of: Id, made_at: Instant, code: &str) -> Self {
        Self {
            id: Id::named(made_at, &format!("answer {inspection} {code}")),
            version: 0,
            created_at: made_at,
            updated_at: made_at,
            inspection_id: inspection,
            agency_id: paper_of,
            code: code.to_owned(),
            rating: None,
            finding: None,
            sensitivity: None,
            finding_sha256: None,
            indicator_values: NONE.to_owned(),
            attachment_ids: NONE.to_owned(),
            device_time: None,
            answered_by: inspection,
            difficulty_ids: NONE.to_owned(),
        }
    }

    /// Whether anybody answered.
    pub fn is_answered(&self) -> bool {
        self.version > 0
    }

    /// The next version, which somebody writes.
    pub fn next(&self, by: Id, now: Instant) -> Self {
        let created_at = if self.is_answered() { self.created_at } else { now };
        Self { version: self.version + 1, created_at, updated_at: now, answered_by: by, ..self.clone() }
    }

    /// The same with other values and files.
    pub fn with(mut self, values: &[IndicatorValue], files: &[Id]) -> Result<Self, Problem> {
        self.indicator_values = to_column(&values)?;
        self.attachment_ids = to_column(&files)?;
        Ok(self)
    }

    /// The same with other difficulties.
    pub fn naming(mut self, difficulties: &[Id]) -> Result<Self, Problem> {
        self.difficulty_ids = to_column(&difficulties)?;
        Ok(self)
    }

    /// The difficulties that it names.
    pub fn difficulties(&self) -> Result<Vec<Id>, Problem> {
        from_column(&self.difficulty_ids)
    }

    /// The files that belong to it.
    pub fn files(&self) -> Result<Vec<Id>, Problem> {
        from_column(&self.attachment_ids)
    }

    /// What callers see.
    pub fn answer(&self) -> Result<InspectionAnswer, Problem> {
        let is_answered = self.is_answered();
        Ok(InspectionAnswer {
            id: self.id,
            version: self.version,
            created_at: is_answered.then_some(self.created_at),
            updated_at: is_answered.then_some(self.updated_at),
            inspection_id: self.inspection_id,
            agency_id: self.agency_id,
            code: self.code.clone(),
            rating: self.rating,
            finding: self.finding.clone(),
            sensitivity: self.sensitivity,
            finding_sha256: self.finding_sha256.clone(),
            indicator_values: from_column(&self.indicator_values)?,
            attachment_ids: self.files()?,
            difficulty_ids: self.difficulties()?,
            device_time: self.device_time,
            answered_by: is_answered.then_some(self.answered_by),
            answered_by_name: None,
            attachments: None,
            actions: None,
        })
    }
}

/// The answers of an inspection to some items, by code; those that nobody answered are not among them.
pub fn answers_to(
    connection: &mut AnyConnection,
    inspection: Id,
    codes: &[String],
) -> Result<HashMap<String, Row>, Problem> {
    let rows: Vec<Row> = match codes {
        [] => Vec::new(),
        [code] => {
            let one = table.filter(inspection_answers::inspection_id.eq(inspection));
            one.filter(inspection_answers::code.eq(code)).load(connection)?
        }
        codes => {
            let several = table.filter(inspection_answers::inspection_id.eq(inspection));
            several.filter(inspection_answers::code.eq_any(codes)).load(connection)?
        }
    };
    Ok(by_code(rows))
}

/// The same to all of its items.
pub fn all_answers(connection: &mut AnyConnection, inspection: Id) -> Result<HashMap<String, Row>, Problem> {
    Ok(by_code(table.filter(inspection_answers::inspection_id.eq(inspection)).load(connection)?))
}

fn by_code(rows: Vec<Row>) -> HashMap<String, Row> {
    rows.into_iter().map(|row| (row.code.clone(), row)).collect()
}

/// All answers of an inspection, in the order of their codes as bytes: what a signature is over. Restricted findings are in them with
/// their SHA-256.
pub fn all(connection: &mut AnyConnection, inspection: Id) -> Result<Vec<InspectionAnswer>, Problem> {
    let mut rows: Vec<Row> = table.filter(inspection_answers::inspection_id.eq(inspection)).load(connection)?;
    rows.sort_by(|one, other| one.code.cmp(&other.code));
    rows.iter().map(Row::answer).collect()
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["finding", "indicator_values", "attachment_ids", "difficulty_ids"];

/// How many bytes the answers to some items are, by code.
pub fn sizes(
    connection: &mut AnyConnection,
    inspection: Id,
    codes: &[String],
) -> Result<HashMap<String, i64>, Problem> {
    let sizes: Vec<(String, i64)> = table
        .filter(inspection_answers::inspection_id.eq(inspection))
        .filter(inspection_answers::code.eq_any(codes))
        .select((inspection_answers::code, bytes_of(TEXTS)))
        .load(connection)?;
    Ok(sizes.into_iter().collect())
}

/// When the answers of an inspection were last changed, by code.
pub fn answered_at(connection: &mut AnyConnection, inspection: Id) -> Result<HashMap<String, Instant>, Problem> {
    let of_it = table.filter(inspection_answers::inspection_id.eq(inspection));
    let rows: Vec<(String, Instant)> =
        of_it.select((inspection_answers::code, inspection_answers::updated_at)).load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The codes of the items of an inspection that are rated.
fn rated(connection: &mut AnyConnection, inspection: Id) -> Result<Vec<String>, Problem> {
    Ok(table
        .filter(inspection_answers::inspection_id.eq(inspection))
        .filter(inspection_answers::rating.is_not_null())
        .select(inspection_answers::code)
        .load(connection)?)
}

/// Required items of an inspection that nobody rated, in the order of the checklist: a visit is not finished and a self-inspection not
/// signed before they are.
pub fn unrated(
    connection: &mut AnyConnection,
    inspection: Id,
    items: &[ChecklistItem],
) -> Result<Vec<String>, Problem> {
    Ok(rules::unrated(items, &rated(connection, inspection)?))
}

/// Stores answers, each in place of what was said before: two statements, however many there are.
pub fn store(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    let known: Vec<Id> = rows.iter().filter(|row| row.version > 1).map(|row| row.id).collect();
    if !known.is_empty() {
        diesel::delete(table.filter(inspection_answers::id.eq_any(known))).execute(connection).map_err(broken)?;
    }
    insert_many!(connection, table, rows).map(drop).map_err(broken)
}

/// Those of some people who said something of an item of some inspections, by inspection.
pub fn authors(
    connection: &mut AnyConnection,
    inspections: &[Id],
    people: &[Id],
) -> Result<HashMap<Id, Vec<Id>>, Problem> {
    let of: Vec<(Id, Id)> = table
        .filter(inspection_answers::inspection_id.eq_any(inspections))
        .select((inspection_answers::id, inspection_answers::inspection_id))
        .load(connection)?;
    let ids: Vec<Id> = of.iter().map(|(id, _)| *id).collect();
    let acts = Acts { resources: &[InspectionAnswer::RESOURCE], objects: &ids, actions: &["answer", "update"] };
    let said = journal::authors_of_each(connection, people, acts)?;
    let mut found: HashMap<Id, Vec<Id>> = HashMap::new();
    for (id, inspection) in of {
        found.entry(inspection).or_default().extend(said.get(&id).into_iter().flatten());
    }
    Ok(found)
}

/// The answers of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(inspection_answers, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer()?)).collect()
}
