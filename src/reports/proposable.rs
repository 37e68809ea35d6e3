//! What a chapter that counts things has to know of a report in order to propose values for it, and nothing of how reports are kept.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::reports::indicators::model::EventMeasure;
use crate::reports::indicators::store as indicators;
use crate::reports::obligations::store as obligations;
use crate::reports::periods::store as periods;
use crate::reports::regimes::model::RegimeKind;
use crate::reports::submissions::model::IndicatorValue;
use crate::reports::submissions::store as submissions;

/// A report that values can be proposed for.
#[derive(Clone, Debug)]
pub struct Proposable {
    /// The obligation.
    pub obligation: Id,
    /// The version that it has.
    pub version: i32,
    /// The agency that owes it.
    pub agency: Id,
    /// What sort of report is owed.
    pub regime: RegimeKind,
    /// The year.
    pub year: i32,
    /// The first day that its figures cover, and the last.
    pub window: (NaiveDate, NaiveDate),
    /// The indicators that are measured by events, in the order of the period.
    pub indicators: Vec<Measured>,
    /// The agencies that owe a report in the same period.
    pub debtors: HashSet<Id>,
    /// The newest version that the caller may read.
    pub newest: Option<Said>,
}

/// An indicator that is measured by events.
#[derive(Clone, Debug)]
pub struct Measured {
    /// Its code.
    pub code: String,
    /// Whether its values are given by sex.
    pub by_sex: bool,
    /// By what.
    pub measure: EventMeasure,
}

/// What a version of the report says.
#[derive(Clone, Debug)]
pub struct Said {
    /// The version.
    pub submission: Id,
    /// Its number.
    pub number: i32,
    /// Its values.
    pub values: Vec<IndicatorValue>,
}

/// What is owed, as the caller sees it; 404 where he may not read it.
pub fn proposable(view: &mut View<'_>, id: Id) -> Result<Proposable, Problem> {
    let obligation = obligations::find(view, id)?.row;
    let period = periods::read(view.connection, obligation.period_id)?;
    let codes = period.indicators()?;
    let known = indicators::of_codes(view.connection, &codes)?;
    let measured = |code: &String| {
        let row = known.iter().find(|row| row.code == *code)?;
        Some(Measured { code: row.code.clone(), by_sex: row.by_sex, measure: row.event_measure? })
    };
    let newest = submissions::newest_shown(view, &obligation)?;
    let said = |row: submissions::Row| {
        let values = row.content()?.values;
        Ok::<Said, Problem>(Said { submission: row.id, number: row.number, values })
    };
    Ok(Proposable {
        obligation: obligation.id,
        version: obligation.version,
        agency: obligation.agency_id,
        regime: period.regime,
        year: period.year,
        window: (period.data_from, period.data_to),
        indicators: codes.iter().filter_map(measured).collect(),
        debtors: obligations::debtors_of(view.connection, obligation.period_id)?,
        newest: newest.map(said).transpose()?,
    })
}
