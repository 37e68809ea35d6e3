//! Consolidations.
//!
//! Order of locks: the period, then its consolidations. Whoever changes one holds the whole period, so nothing is accepted
//! meanwhile; whoever accepts a version holds it shared, and marks as stale what was compiled before.

pub mod compilations;
mod held;
pub mod items;
pub mod said;

pub use held::{FOLDED, held};

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;

use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, to_column, with_people};
use crate::kernel::db::{Tx, View};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::owner::Owner;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::signing::Signatory;
use crate::kernel::sql::{AnyConnection, among, among_any, any_of, insert_row, lock_row, on_engine, rewrite_row};
use crate::kernel::text;
use crate::listed;
use crate::reports::access::Reading;
use crate::reports::consolidations::model::document::IndicatorSum;
use crate::reports::consolidations::model::item::Difference;
use crate::reports::consolidations::model::{
    Consolidation, ConsolidationColumn, ConsolidationFilter, ConsolidationPatch, ConsolidationState, Dispatch,
    NewConsolidation,
};
use crate::reports::consolidations::rules::compilation;
use crate::reports::consolidations::workflow::ConsolidationFacts;
use crate::reports::periods::store as periods;
use crate::schema::consolidations::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "consolidations_pkey", columns: "consolidations.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "consolidations_report_number",
        columns: "consolidations.committee_id, consolidations.issued_year, consolidations.report_number_key",
        code: Code::NumberTaken,
    },
];

/// A consolidation as it is on record; what it says in full is its document.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = consolidations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub period_id: Id,
    pub committee_id: Id,
    pub number: i32,
    pub state: ConsolidationState,
    pub title: String,
    pub narrative: Option<String>,
    pub compiled_at: Option<Instant>,
    pub sha256: Option<String>,
    pub included: i32,
    pub left_out: i32,
    pub missing: i32,
    pub sums: String,
    pub budget: i64,
    pub difference: Option<String>,
    pub report_number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub issued_year: Option<i32>,
    pub place: Option<String>,
    pub signatory: Option<String>,
    pub stale_since: Option<Instant>,
    pub superseded_at: Option<Instant>,
    pub dispatches: String,
    pub authors: String,
    pub not_accepted: Option<i32>,
    pub report_number_key: Option<String>,
}

impl Row {
    /// A new one.
    pub fn new(
        new: &NewConsolidation,
        period: &periods::Row,
        number: i32,
        people: &[Id],
        now: Instant,
    ) -> Result<Self, Problem> {
        Ok(Self {
            id: new.id.unwrap_or_else(|| Id::named(now, &format!("consolidation {} {number}", period.id))),
            version: 1,
            created_at: now,
            updated_at: now,
            period_id: period.id,
            committee_id: period.committee_id,
            number,
            state: ConsolidationState::Open,
            title: new.title.clone().unwrap_or_else(|| period.title.clone()),
            narrative: new.narrative.clone(),
            compiled_at: None,
            sha256: None,
            included: 0,
            left_out: 0,
            missing: 0,
            sums: "[]".to_owned(),
            budget: 0,
            difference: None,
            report_number: None,
            issued_on: None,
            issued_year: None,
            place: None,
            signatory: None,
            stale_since: None,
            superseded_at: None,
            dispatches: "[]".to_owned(),
            authors: with_people("[]", people)?,
            not_accepted: Some(0),
            report_number_key: None,
        })
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: ConsolidationState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// The same with more authors.
    pub fn authored_by(mut self, people: &[Id]) -> Result<Self, Problem> {
        self.authors = with_people(&self.authors, people)?;
        Ok(self)
    }

    /// The same after an edit.
    pub fn patched(&self, change: &ConsolidationPatch, now: Instant) -> Self {
        let mut row = self.touched(now);
        patch::set(&mut row.title, change.title.clone());
        patch::set(&mut row.narrative, change.narrative.clone());
        row
    }

    /// Signed and numbered.
    pub fn issued(
        mut self,
        number: &str,
        on: NaiveDate,
        place: Option<&str>,
        signatory: &Signatory,
    ) -> Result<Self, Problem> {
        self.report_number = Some(number.to_owned());
        self.issued_on = Some(on);
        self.issued_year = Some(on.year());
        self.place = place.map(str::to_owned);
        self.signatory = Some(to_column(signatory)?);
        Ok(self.indexed())
    }

    /// The same with what tells its number from others.
    fn indexed(mut self) -> Self {
        let kept = self.report_number_key.as_deref();
        self.report_number_key = self.report_number.as_deref().map(|number| text::unique_key(kept, self.id, &[number]));
        self
    }

    /// Sent once more.
    pub fn sent(mut self, dispatch: Dispatch) -> Result<Self, Problem> {
        let mut dispatches = self.dispatches()?;
        dispatches.push(dispatch);
        self.dispatches = to_column(&dispatches)?;
        Ok(self)
    }

    /// To whom it was sent.
    pub fn dispatches(&self) -> Result<Vec<Dispatch>, Problem> {
        from_column(&self.dispatches)
    }

    /// What the included versions say together.
    pub fn sums(&self) -> Result<Vec<IndicatorSum>, Problem> {
        from_column(&self.sums)
    }

    /// Who signed it.
    pub fn signatory(&self) -> Result<Option<Signatory>, Problem> {
        self.signatory.as_deref().map(from_column).transpose()
    }

    /// What lists show: everything but the sums, and what is incomplete about them.
    pub fn listed(&self) -> Result<Consolidation, Problem> {
        Ok(Consolidation {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            period_id: self.period_id,
            committee_id: self.committee_id,
            number: self.number,
            state: self.state,
            title: self.title.clone(),
            narrative: self.narrative.clone(),
            compiled_at: self.compiled_at,
            included: self.included,
            not_accepted: self.not_accepted,
            left_out: self.left_out,
            missing: self.missing,
            warnings: None,
            sums: None,
            budget: self.budget,
            difference: self.difference.as_deref().map(from_column::<Difference>).transpose()?,
            sha256: self.sha256.clone(),
            report_number: self.report_number.clone(),
            issued_on: self.issued_on,
            place: self.place.clone(),
            signatory: self.signatory()?,
            stale_since: self.stale_since,
            superseded_at: self.superseded_at,
            dispatches: self.dispatches()?,
            attachments: None,
            actions: None,
        })
    }

    /// The day of which what it is made of is told: agencies are called in it what they were called then.
    pub fn compiled_on(&self) -> NaiveDate {
        self.compiled_at.unwrap_or(self.created_at).date()
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Consolidation, Problem> {
        let sums = self.sums()?;
        let warnings = compilation::warnings(self.not_accepted.unwrap_or_default(), self.left_out, self.missing, &sums);
        Ok(Consolidation { sums: Some(sums), warnings: Some(warnings), ..self.listed()? })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// One consolidation; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row = on_engine!(view.connection, native => table.find(id).first(native)?);
    readable(view, row)
}

/// The same, locked, with its period before it.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<(periods::Row, Row), Problem> {
    let unlocked = find(view, id)?;
    let period = periods::lock(view, unlocked.period_id)?;
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    Ok((period, readable(view, row?)?))
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    let may = Reading::of(&view.caller).consolidation(row.committee_id, row.issued_on.is_some());
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// What the rules of a consolidation look at.
pub fn facts(view: &View<'_>, row: &Row) -> Result<ConsolidationFacts, Problem> {
    Ok(ConsolidationFacts {
        owner: Owner::of(&view.caller.directory, row.committee_id),
        state: row.state,
        superseded: row.superseded_at.is_some(),
        dispatches: row.dispatches()?.len(),
        authors: from_column(&row.authors)?,
    })
}

/// The newest of a period, which is locked.
pub fn newest(connection: &mut AnyConnection, period: Id) -> Result<Option<Row>, Problem> {
    let of_it = table.filter(consolidations::period_id.eq(period));
    Ok(of_it.order(consolidations::number.desc()).first(connection).optional()?)
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

/// Stores a changed one.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// A version became official: whatever was compiled of its period before does not include it. Its period is held.
pub fn mark_stale(tx: &mut Tx<'_>, period: Id, by: Authority) -> Result<(), Problem> {
    loop {
        let next: QueryResult<Row> = lock_row!(
            tx.connection,
            table
                .filter(consolidations::period_id.eq(period))
                .filter(consolidations::compiled_at.is_not_null())
                .filter(consolidations::superseded_at.is_null())
                .filter(consolidations::stale_since.is_null())
                .order(consolidations::number)
        );
        let Some(before) = next.optional()? else { return Ok(()) };
        let after = Row { stale_since: Some(tx.now), ..before.touched(tx.now) };
        save(tx.connection, &after)?;
        tx.note(Change::changed("mark_stale", &before.answer()?, &after.answer()?)?.by(by));
    }
}

/// What was issued of a period before number `number` is no longer the one in force.
pub fn supersede(tx: &mut Tx<'_>, period: Id, number: i32, by: Authority) -> Result<(), Problem> {
    let earlier: Vec<Row> = table
        .filter(consolidations::period_id.eq(period))
        .filter(consolidations::number.lt(number))
        .filter(consolidations::superseded_at.is_null())
        .order(consolidations::number)
        .load(tx.connection)?;
    for before in earlier {
        let after = Row { superseded_at: Some(tx.now), ..before.touched(tx.now) };
        save(tx.connection, &after)?;
        tx.note(Change::changed("supersede", &before.answer()?, &after.answer()?)?.by(by));
    }
    Ok(())
}

/// What a row holds that can be long.
const TEXTS: &[&str] = &["title", "narrative", "sums", "difference", "dispatches", "authors"];

/// One page of what the caller may read.
pub fn list(
    view: &mut View<'_>,
    filter: &ConsolidationFilter,
    page: &PageRequest,
) -> Result<Page<Consolidation>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = table.into_boxed();
        if let Some(committees) = reading.committees.listed() {
            let issued = consolidations::issued_on.is_not_null();
            let issued = issued.and(among_any(consolidations::committee_id, reading.issued.listed()));
            query = query.filter(among(consolidations::committee_id, committees).or(issued));
        }
        query = any_of(query, consolidations::period_id, &filter.period_id);
        query = any_of(query, consolidations::state, &filter.state);
        match filter.stale {
            None => query,
            Some(true) => query.filter(consolidations::stale_since.is_not_null()),
            Some(false) => query.filter(consolidations::stale_since.is_null()),
        }
    };
    let found = listed!(connection, page, filtered => Row, consolidations.updated_at, filter.sort => {
        ConsolidationColumn::CreatedAt => created_at: Instant,
    }, texts: TEXTS);
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::listed).collect::<Result<_, _>>()?, next, total })
}

/// Consolidations of committees that end, which none does.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        consolidations::table
            .filter(consolidations::committee_id.eq_any(ending))
            .filter(consolidations::state.ne_all([ConsolidationState::Issued, ConsolidationState::Sent]))
            .order(consolidations::id)
            .select((consolidations::id, consolidations::committee_id))
            .load(native)?
    });
    Ok(Left::of_each("consolidations", rows))
}
