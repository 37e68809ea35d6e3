//! Regimes.

use diesel::prelude::*;

use crate::agencies::AgencyKind;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::deadline::DueRule;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, among, any_of, insert_row, lock_row, rewrite_row, share_rows};
use crate::kernel::text;
use crate::listed;
use crate::reports::access::Reading;
use crate::reports::regimes::model::{
    NewReportRegime, RegimeKind, ReportRegime, ReportRegimeColumn, ReportRegimeFilter, ReportRegimePatch, Section,
};
use crate::schema::report_regimes::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "report_regimes_pkey", columns: "report_regimes.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "report_regimes_code",
        columns: "report_regimes.committee_id, report_regimes.code",
        code: Code::CodeTaken,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A regime as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = report_regimes, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub committee_id: Id,
    pub code: String,
    pub regime: RegimeKind,
    pub title: String,
    pub owed_by: String,
    pub due_rule: DueRule,
    pub due_month: Option<i32>,
    pub due_day: Option<i32>,
    pub window_from: Option<String>,
    pub window_to: Option<String>,
    pub sections: String,
    pub indicators: String,
    pub title_key: String,
    pub required_indicators: String,
}

impl Row {
    /// A new one.
    pub fn new(new: &NewReportRegime, now: Instant) -> Result<Self, Problem> {
        Ok(Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            committee_id: new.committee_id,
            code: new.code.clone(),
            regime: new.regime,
            title: new.title.clone(),
            owed_by: to_column(&each_once(&new.owed_by))?,
            due_rule: new.due_rule,
            due_month: new.due_month,
            due_day: new.due_day,
            window_from: new.window_from.clone(),
            window_to: new.window_to.clone(),
            sections: to_column(&new.sections)?,
            indicators: to_column(&new.indicators)?,
            required_indicators: to_column(&new.required_indicators)?,
            title_key: text::sort_key(&new.title),
        })
    }

    /// The same after a change.
    pub fn patched(&self, change: &ReportRegimePatch, now: Instant) -> Result<Self, Problem> {
        let mut row = Self { version: self.version + 1, updated_at: now, ..self.clone() };
        if let Some(title) = &change.title {
            row.title_key = text::sort_key(title);
            row.title = title.clone();
        }
        if let Some(owed_by) = &change.owed_by {
            row.owed_by = to_column(&each_once(owed_by))?;
        }
        if let Some(sections) = &change.sections {
            row.sections = to_column(sections)?;
        }
        if let Some(indicators) = &change.indicators {
            row.indicators = to_column(indicators)?;
        }
        if let Some(required) = &change.required_indicators {
            row.required_indicators = to_column(required)?;
        }
        Ok(row)
    }

    /// What callers see.
    pub fn answer(&self) -> Result<ReportRegime, Problem> {
        Ok(ReportRegime {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            committee_id: self.committee_id,
            code: self.code.clone(),
            regime: self.regime,
            title: self.title.clone(),
            owed_by: from_column::<Vec<AgencyKind>>(&self.owed_by)?,
            due_rule: self.due_rule,
            due_month: self.due_month,
            due_day: self.due_day,
            window_from: self.window_from.clone(),
            window_to: self.window_to.clone(),
            sections: from_column::<Vec<Section>>(&self.sections)?,
            indicators: from_column::<Vec<String>>(&self.indicators)?,
            required_indicators: from_column::<Vec<String>>(&self.required_indicators)?,
            actions: None,
        })
    }
}

fn each_once(kinds: &[AgencyKind]) -> Vec<AgencyKind> {
    AgencyKind::ALL.iter().copied().filter(|kind| kinds.contains(kind)).collect()
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// One regime; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// The same, held as it is until the commit: a period takes over what it says.
pub fn share(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let rows: QueryResult<Vec<Row>> = share_rows!(view.connection, table.find(id));
    let row = rows?.pop().ok_or_else(|| Problem::of(Code::NotFound))?;
    readable(view, row)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    if Reading::of(&view.caller).issued_by(row.committee_id) { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id, or the code in the committee, is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>, committee: Id, code: &str) -> Result<(), Problem> {
    free_id!(connection, report_regimes, id)?;
    let same = table.filter(report_regimes::committee_id.eq(committee)).filter(report_regimes::code.eq(code));
    let taken: i64 = same.count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of(Code::CodeTaken)) } else { Ok(()) }
}

/// How many a committee has.
pub fn how_many(connection: &mut AnyConnection, committee: Id) -> Result<usize, Problem> {
    let count: i64 = table.filter(report_regimes::committee_id.eq(committee)).count().get_result(connection)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["title", "title_key", "owed_by", "sections", "indicators", "required_indicators"];

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &ReportRegimeFilter,
    page: &PageRequest,
) -> Result<Page<ReportRegime>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = table.into_boxed();
        if let Some(issuers) = reading.issuers.listed() {
            query = query.filter(among(report_regimes::committee_id, issuers));
        }
        query = any_of(query, report_regimes::committee_id, &filter.committee_id);
        any_of(query, report_regimes::regime, &filter.regime)
    };
    let found = listed!(connection, page, filtered => Row, report_regimes.updated_at, filter.sort => {
        ReportRegimeColumn::Title => title_key: String,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "report_regimes",
    keys: &["title_key"],
    apart: None,
    next: |connection, after| {
        refolded!(
            connection, after, report_regimes => Row, |row| Ok(Row { title_key: text::sort_key(&row.title), ..row }),
            [title_key]
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(report_regimes, part).load(connection)?;
    let sorted = |row: &Row| row.title_key == text::sort_key(&row.title);
    rows.iter().map(|row| Ok(Kept::of(row.id, &row.answer()?)?.with("what it is sorted by", sorted(row)))).collect()
}
