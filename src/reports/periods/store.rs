//! Periods.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::AgencyKind;
use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::deadline::{self, DueRule};
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, among, any_of, holding, insert_row, lock_row, lock_rows, lock_rows_but_keys, on_engine, rewrite_row,
};
use crate::kernel::text;
use crate::listed;
use crate::reports::access::Reading;
use crate::reports::obligations::model::ObligationState;
use crate::reports::periods::model::{
    InternalDue, NewReportPeriod, PeriodState, ReportPeriod, ReportPeriodColumn, ReportPeriodFilter, ReportPeriodPatch,
};
use crate::reports::periods::rules::{self, Dates, needed};
use crate::reports::periods::workflow::PeriodFacts;
use crate::reports::regimes::model::{MonthDay, RegimeKind, Section, window_in};
use crate::reports::regimes::rules::{month_day, required_among};
use crate::reports::regimes::store as regimes;
use crate::schema::obligations;
use crate::schema::report_periods::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "report_periods_pkey", columns: "report_periods.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "report_periods_live",
        columns: "report_periods.regime_id, report_periods.year",
        code: Code::PeriodExists,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A period as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = report_periods, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub committee_id: Id,
    pub regime_id: Id,
    pub regime: RegimeKind,
    pub year: i32,
    pub title: String,
    pub opens_on: NaiveDate,
    pub due_rule: DueRule,
    pub due_on: NaiveDate,
    pub due_at: Instant,
    pub data_from: NaiveDate,
    pub data_to: NaiveDate,
    pub internal_due: String,
    pub owed_by: String,
    pub sections: String,
    pub indicators: String,
    pub state: PeriodState,
    pub opened_at: Option<Instant>,
    pub title_key: String,
    pub required_indicators: String,
}

impl Row {
    /// A new one: what the body does not say comes from the regime.
    pub fn new(new: &NewReportPeriod, regime: &regimes::Row, now: Instant) -> Result<Self, Problem> {
        let due = month_day(regime.due_month, regime.due_day).and_then(|it| it.in_year(new.year));
        let window = |text: &Option<String>| text.as_deref().and_then(MonthDay::parse);
        let window = match (window(&regime.window_from), window(&regime.window_to)) {
            (Some(from), Some(to)) => window_in(from, to, new.year),
            _ => None,
        };
        let due_on = needed("/due_on", new.due_on.or(due))?;
        let due_rule = new.due_rule.unwrap_or(regime.due_rule);
        let title = new.title.clone().unwrap_or_else(|| rules::title(&regime.title, new.year));
        let row = Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            committee_id: regime.committee_id,
            regime_id: regime.id,
            regime: regime.regime,
            year: new.year,
            title_key: text::sort_key(&title),
            title,
            opens_on: new.opens_on,
            due_rule,
            due_on,
            due_at: deadline::due_at(due_on, due_rule),
            data_from: needed("/data_from", new.data_from.or(window.map(|(from, _)| from)))?,
            data_to: needed("/data_to", new.data_to.or(window.map(|(_, to)| to)))?,
            internal_due: to_column(&new.internal_due)?,
            owed_by: regime.owed_by.clone(),
            sections: regime.sections.clone(),
            indicators: regime.indicators.clone(),
            required_indicators: match &new.required_indicators {
                Some(required) => to_column(required)?,
                None => regime.required_indicators.clone(),
            },
            state: PeriodState::Planned,
            opened_at: None,
        };
        row.required()?;
        row.in_order()
    }

    /// The same with what a correction says.
    pub fn corrected(&self, change: &ReportPeriodPatch, now: Instant) -> Result<Self, Problem> {
        let mut row = self.touched(now);
        if let Some(title) = &change.title {
            row.title_key = text::sort_key(title);
            row.title = title.clone();
        }
        if let Some(internal_due) = &change.internal_due {
            row.internal_due = to_column(internal_due)?;
        }
        row.opens_on = change.opens_on.unwrap_or(row.opens_on);
        row.due_on = change.due_on.unwrap_or(row.due_on);
        row.due_rule = change.due_rule.unwrap_or(row.due_rule);
        row.due_at = deadline::due_at(row.due_on, row.due_rule);
        row.data_from = change.data_from.unwrap_or(row.data_from);
        row.data_to = change.data_to.unwrap_or(row.data_to);
        if let Some(required) = &change.required_indicators {
            row.required_indicators = to_column(required)?;
            row.required()?;
        }
        row.in_order()
    }

    fn required(&self) -> Result<(), Problem> {
        required_among(&self.required_indicators()?, &self.indicators()?, Some("/required_indicators"))
    }

    fn in_order(self) -> Result<Self, Problem> {
        rules::in_order(&Dates {
            opens_on: self.opens_on,
            due_at: self.due_at,
            data_from: self.data_from,
            data_to: self.data_to,
            internal_due: &self.internal_due()?,
        })?;
        Ok(self)
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// Which kinds of agencies owe it.
    pub fn owed_by(&self) -> Result<Vec<AgencyKind>, Problem> {
        from_column(&self.owed_by)
    }

    /// The parts that its reports have.
    pub fn sections(&self) -> Result<Vec<Section>, Problem> {
        from_column(&self.sections)
    }

    /// The codes of the indicators that its reports give values of.
    pub fn indicators(&self) -> Result<Vec<String>, Problem> {
        from_column(&self.indicators)
    }

    /// Those of them that no report leaves out.
    pub fn required_indicators(&self) -> Result<Vec<String>, Problem> {
        from_column(&self.required_indicators)
    }

    /// Earlier dates per kind of agency.
    pub fn internal_due(&self) -> Result<InternalDue, Problem> {
        from_column(&self.internal_due)
    }

    /// What callers see, given how many obligations there are.
    pub fn answer(&self, obligations: i64) -> Result<ReportPeriod, Problem> {
        Ok(ReportPeriod {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            committee_id: self.committee_id,
            regime_id: self.regime_id,
            regime: self.regime,
            year: self.year,
            title: self.title.clone(),
            opens_on: self.opens_on,
            due_rule: self.due_rule,
            due_on: self.due_on,
            due_at: self.due_at,
            data_from: self.data_from,
            data_to: self.data_to,
            internal_due: self.internal_due()?,
            owed_by: self.owed_by()?,
            sections: self.sections()?,
            indicators: self.indicators()?,
            required_indicators: self.required_indicators()?,
            state: self.state,
            opened_at: self.opened_at,
            obligations,
            actions: None,
        })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// One period; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// One period, whoever may read it.
pub fn read(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    Ok(table.find(id).first(connection)?)
}

/// The same, locked: nothing is owed or received under it meanwhile.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    if Reading::of(&view.caller).issued_by(row.committee_id) { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// The periods of a regime, held against whoever receives a report of one.
pub fn held_of_regime(connection: &mut AnyConnection, regime: Id) -> Result<Vec<Id>, Problem> {
    let rows: QueryResult<Vec<Row>> =
        lock_rows!(connection, table.filter(report_periods::regime_id.eq(regime)).order(report_periods::id));
    Ok(rows?.into_iter().map(|row| row.id).collect())
}

/// The periods that ask for an indicator, held alike.
pub fn held_asking_for(connection: &mut AnyConnection, indicator: &str) -> Result<Vec<Id>, Problem> {
    let code = to_column(&indicator)?;
    let asking = table.filter(holding!(report_periods::indicators, code)).order(report_periods::id);
    let rows: QueryResult<Vec<Row>> = lock_rows!(connection, asking);
    Ok(rows?.into_iter().map(|row| row.id).collect())
}

/// The open periods of some committees whose data reach a day, and these others, locked in the order of their ids: nothing is owed or
/// received under them meanwhile. Whoever holds an obligation already, for which we wait, does not wait for us with its spell.
pub fn held_reaching(
    connection: &mut AnyConnection,
    committees: &[Id],
    day: NaiveDate,
    others: &[Id],
) -> Result<Vec<Row>, Problem> {
    let reaching = report_periods::committee_id
        .eq_any(committees.to_vec())
        .and(report_periods::state.eq(PeriodState::Open))
        .and(report_periods::data_to.ge(day));
    let rows: QueryResult<Vec<Row>> = lock_rows_but_keys!(
        connection,
        table.filter(reaching.or(report_periods::id.eq_any(others.to_vec()))).order(report_periods::id)
    );
    Ok(rows?)
}

/// Some periods, locked as [`held_reaching`] locks them.
pub fn lock_all(connection: &mut AnyConnection, ids: &[Id]) -> Result<(), Problem> {
    let some = table.filter(report_periods::id.eq_any(ids.to_vec())).order(report_periods::id);
    let rows: QueryResult<Vec<Id>> = lock_rows_but_keys!(connection, some.select(report_periods::id));
    rows?;
    Ok(())
}

/// The open periods of some committees whose data reach a day, in the order of their ids.
pub fn reaching(connection: &mut AnyConnection, committees: &[Id], day: NaiveDate) -> Result<Vec<Row>, Problem> {
    Ok(table
        .filter(report_periods::committee_id.eq_any(committees))
        .filter(report_periods::state.eq(PeriodState::Open))
        .filter(report_periods::data_to.ge(day))
        .order(report_periods::id)
        .load(connection)?)
}

/// What the rules of a period look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<PeriodFacts, Problem> {
    let received =
        obligations::table.filter(obligations::period_id.eq(row.id)).filter(obligations::newest_id.is_not_null());
    Ok(PeriodFacts {
        owner: Owner::of(&view.caller.directory, row.committee_id),
        state: row.state,
        received: diesel::select(diesel::dsl::exists(received)).get_result(view.connection)?,
    })
}

/// How many obligations each of some periods has.
pub fn counts(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, i64>, Problem> {
    let rows: Vec<(Id, i64)> = obligations::table
        .filter(obligations::period_id.eq_any(ids))
        .group_by(obligations::period_id)
        .select((obligations::period_id, diesel::dsl::count_star()))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Some periods, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Row>, Problem> {
    let ids: Vec<Id> = ids.iter().copied().collect::<HashSet<_>>().into_iter().collect();
    let rows: Vec<Row> = table.filter(report_periods::id.eq_any(ids)).load(connection)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What some periods are called, by their ids.
pub fn titles_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, String)> = report_periods::table
        .filter(report_periods::id.eq_any(ids))
        .select((report_periods::id, report_periods::title))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// What callers see of one period.
pub fn answer(connection: &mut AnyConnection, row: &Row) -> Result<ReportPeriod, Problem> {
    let count = counts(connection, &[row.id])?.get(&row.id).copied().unwrap_or_default();
    row.answer(count)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id is in use, or the regime has a period of that year.
pub fn free(connection: &mut AnyConnection, new: &NewReportPeriod) -> Result<(), Problem> {
    free_id!(connection, report_periods, new.id)?;
    let same = table
        .filter(report_periods::regime_id.eq(new.regime_id))
        .filter(report_periods::year.eq(new.year))
        .filter(report_periods::state.ne(PeriodState::Cancelled));
    let taken: i64 = same.count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if taken > 0 { Err(Problem::of(Code::PeriodExists)) } else { Ok(()) }
}

/// What a row holds that can be long.
const TEXTS: &[&str] =
    &["title", "title_key", "internal_due", "owed_by", "sections", "indicators", "required_indicators"];

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &ReportPeriodFilter,
    page: &PageRequest,
) -> Result<Page<ReportPeriod>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = table.into_boxed();
        if let Some(issuers) = reading.issuers.listed() {
            query = query.filter(among(report_periods::committee_id, issuers));
        }
        query = any_of(query, report_periods::committee_id, &filter.committee_id);
        query = any_of(query, report_periods::regime, &filter.regime);
        query = any_of(query, report_periods::year, &filter.year);
        query = any_of(query, report_periods::state, &filter.state);
        if let Some(from) = filter.due_from {
            query = query.filter(report_periods::due_at.ge(from));
        }
        if let Some(before) = filter.due_before {
            query = query.filter(report_periods::due_at.lt(before));
        }
        query
    };
    let found = listed!(connection, page, filtered => Row, report_periods.updated_at, filter.sort => {
        ReportPeriodColumn::DueAt => due_at: Instant,
        ReportPeriodColumn::Title => title_key: String,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    let ids: Vec<Id> = items.iter().map(|row| row.id).collect();
    let counts = counts(connection, &ids)?;
    let answered = |row: &Row| row.answer(counts.get(&row.id).copied().unwrap_or_default());
    Ok(Page { items: items.iter().map(answered).collect::<Result<_, _>>()?, next, total })
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "report_periods",
    keys: &["title_key"],
    apart: None,
    next: |connection, after| {
        refolded!(
            connection, after, report_periods => Row, |row| Ok(Row { title_key: text::sort_key(&row.title), ..row }),
            [title_key]
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(report_periods, part).load(connection)?;
    let sorted = |row: &Row| row.title_key == text::sort_key(&row.title);
    rows.iter().map(|row| Ok(Kept::of(row.id, &row.answer(0)?)?.with("what it is sorted by", sorted(row)))).collect()
}

/// Open periods in which agencies that end owe a report that is not accepted yet.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let mut rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        obligations::table
            .filter(obligations::agency_id.eq_any(ending))
            .filter(obligations::state.eq_any([ObligationState::Open, ObligationState::Upcoming]))
            .order((obligations::period_id, obligations::agency_id))
            .select((obligations::period_id, obligations::agency_id))
            .load(native)?
    });
    rows.dedup_by_key(|it| it.0);
    Ok(Left::of_each("report-periods", rows))
}
