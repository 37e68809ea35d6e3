//! Indicators.

use diesel::prelude::*;

use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, any_of, insert_row, lock_row, rewrite_row};
use crate::kernel::text;
use crate::reports::indicators::model::{
    Aggregation, EventMeasure, Indicator, IndicatorColumn, IndicatorFilter, IndicatorPatch, NewIndicator, Target,
};
use crate::schema::indicators::{self, table};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "indicators_pkey", columns: "indicators.id", code: Code::IdTaken },
    Constraint::Unique { name: "indicators_code", columns: "indicators.code", code: Code::CodeTaken },
];

/// An indicator as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = indicators, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub code: String,
    pub name: String,
    pub unit: String,
    pub by_sex: bool,
    pub aggregation: Aggregation,
    pub targets: String,
    pub name_key: String,
    pub search_text: String,
    pub event_measure: Option<EventMeasure>,
}

impl Row {
    /// A new one.
    pub fn new(new: &NewIndicator, now: Instant) -> Result<Self, Problem> {
        let row = Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            code: new.code.clone(),
            name: new.name.clone(),
            unit: new.unit.clone(),
            by_sex: new.by_sex,
            aggregation: new.aggregation,
            targets: to_column(&new.targets)?,
            name_key: String::new(),
            search_text: String::new(),
            event_measure: new.event_measure,
        };
        Ok(row.indexed())
    }

    /// The same after a change.
    pub fn patched(&self, change: &IndicatorPatch, now: Instant) -> Result<Self, Problem> {
        let targets = change.targets.as_ref().map(to_column).transpose()?;
        let row = Self {
            version: self.version + 1,
            updated_at: now,
            name: change.name.clone().unwrap_or_else(|| self.name.clone()),
            unit: change.unit.clone().unwrap_or_else(|| self.unit.clone()),
            targets: targets.unwrap_or_else(|| self.targets.clone()),
            event_measure: change.event_measure.unwrap_or(self.event_measure),
            ..self.clone()
        };
        Ok(row.indexed())
    }

    fn indexed(mut self) -> Self {
        self.name_key = text::sort_key(&self.name);
        self.search_text = text::fold(&format!("{} {}", self.code, self.name));
        self
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Indicator, Problem> {
        Ok(Indicator {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            code: self.code.clone(),
            name: self.name.clone(),
            unit: self.unit.clone(),
            by_sex: self.by_sex,
            aggregation: self.aggregation,
            targets: from_column::<Vec<Target>>(&self.targets)?,
            event_measure: self.event_measure,
            actions: None,
        })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// One indicator.
pub fn find(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    table.find(id).first(connection).map_err(Problem::from)
}

/// The same, locked.
pub fn lock(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, table.find(id));
    row.map_err(Problem::from)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id or the code is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>, code: &str) -> Result<(), Problem> {
    free_id!(connection, indicators, id)?;
    let taken: i64 = table.filter(indicators::code.eq(code)).count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of(Code::CodeTaken)) } else { Ok(()) }
}

/// Those of some codes, in the order of their codes.
pub fn of_codes(connection: &mut AnyConnection, codes: &[String]) -> Result<Vec<Row>, Problem> {
    Ok(table.filter(indicators::code.eq_any(codes)).order(indicators::code).load(connection)?)
}

/// Which of some codes are those of indicators.
pub fn known(connection: &mut AnyConnection, codes: &[String]) -> Result<Vec<String>, Problem> {
    if codes.is_empty() {
        return Ok(Vec::new());
    }
    Ok(table.filter(indicators::code.eq_any(codes)).select(indicators::code).load(connection)?)
}

/// How many there are.
pub fn how_many(connection: &mut AnyConnection) -> Result<usize, Problem> {
    let count: i64 = table.count().get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// One page.
pub fn list(view: &mut View<'_>, filter: &IndicatorFilter, page: &PageRequest) -> Result<Page<Indicator>, Problem> {
    let connection = &mut *view.connection;
    let filtered = || {
        let mut query = any_of(table.into_boxed(), indicators::aggregation, &filter.aggregation);
        if let Some(q) = &filter.q {
            query = query.filter(containing!(indicators::search_text, q));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, indicators.updated_at, filter.sort => {
        IndicatorColumn::Name => name_key: String,
        IndicatorColumn::Code => code: String,
    });
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "indicators",
    keys: &["name_key", "search_text"],
    apart: None,
    next: |connection, after| {
        refolded!(
            connection, after, indicators => Row, |row| Ok(row.indexed()),
            [name_key, search_text]
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(indicators, part).load(connection)?;
    let searched = |row: &Row| {
        let it = row.clone().indexed();
        row.name_key == it.name_key && row.search_text == it.search_text
    };
    rows.iter().map(|row| Ok(Kept::of(row.id, &row.answer()?)?.with("what it is found by", searched(row)))).collect()
}
