//! The figures of events, in three passes, each in the order of an index that covers it: by form and day with everything, by agency
//! and by themes with the counts alone. What is summed cannot reach 64 bits: nine million events would have to have the largest sums.

use chrono::NaiveDate;
use diesel::dsl::{count, sql};
use diesel::expression::SqlLiteral;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::events::access::Reading;
use crate::events::events::model::EventState;
use crate::events::kinds::{EventForm, EventTheme};
use crate::events::plans::model::MoneyTotals;
use crate::events::statistics::model::{EventFigures, EventStatisticsFilter, EventTally, SexTotals};
use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::roll_up::RollingUp;
use crate::kernel::sql::{among, any_of, on_engine, sum_of};
use crate::schema::event_figures as figures;

/// What is counted: what organisers within the caller's reach hold, narrowed down to what is asked for.
struct Asked<'a> {
    reading: std::sync::Arc<Reading>,
    year: i32,
    filter: &'a EventStatisticsFilter,
    /// The agencies asked for; none where that are all.
    within: Option<Vec<Id>>,
}

impl<'a> Asked<'a> {
    fn of(view: &View<'_>, year: i32, filter: &'a EventStatisticsFilter) -> Self {
        let directory = &view.caller.directory;
        // Below the one root are all of them: no condition then.
        let top = filter.agency_id.filter(|top| !directory.is_the_only_root(*top));
        let rolling = RollingUp::of(filter.roll_up, directory, filter.as_of.unwrap_or(view.caller.today));
        Self { reading: Reading::of(&view.caller), year, filter, within: top.map(|top| rolling.within(top)) }
    }
}

/// Of a boxed query over figures, what is counted.
macro_rules! counted {
    ($query:expr, $asked:expr) => {{
        let asked: &Asked<'_> = $asked;
        let query = any_of($query.filter(figures::year.eq(asked.year)), figures::occasion, &asked.filter.occasion);
        let query = match (asked.reading.committees.listed(), asked.reading.agencies.listed()) {
            (Some([]), Some(agencies)) => query.filter(among(figures::agency_id, agencies)),
            (Some(committees), Some(agencies)) => {
                query.filter(among(figures::committee_id, committees).or(among(figures::agency_id, agencies)))
            }
            _ => query,
        };
        match &asked.within {
            Some(agencies) => query.filter(among(figures::agency_id, agencies)),
            None => query,
        }
    }};
}

type Came = (i64, i64, i64, i64);
type Certified = (i64, i64, i64);
type Spread = (i64, i64, i64);
type Sum = SqlLiteral<BigInt>;

fn came() -> (Sum, Sum, Sum, Sum) {
    (sql("COUNT(female)"), sum_of("female"), sum_of("male"), sum_of("unknown"))
}

fn tally(state: EventState, count: i64, (counted, female, male, unknown): Came) -> EventTally {
    EventTally::of(state, count, counted, SexTotals::of(female, male, unknown))
}

/// Everything that is counted, by form and first day; one of these comes in several parts.
pub fn by_form_and_day(
    view: &mut View<'_>,
    year: i32,
    filter: &EventStatisticsFilter,
) -> Result<Vec<(EventForm, NaiveDate, EventFigures)>, Problem> {
    type Group = (EventForm, NaiveDate, EventState);
    type Row = (Group, i64, Came, Certified, Spread, (i64, i64, i64), (i64, i64, i64));
    let asked = Asked::of(view, year, filter);
    let rows: Vec<Row> = on_engine!(&mut *view.connection, native => {
        let group = (figures::form, figures::first_on, figures::state);
        let query = figures::table.group_by(group).select((
            group,
            count(figures::state),
            came(),
            (sum_of("certificates_female"), sum_of("certificates_male"), sum_of("certificates_unknown")),
            (sum_of("materials"), sum_of("media_items"), sum_of("online_views")),
            (sum_of("planned_state"), sum_of("planned_cash"), sum_of("planned_in_kind")),
            (sum_of("spent_state"), sum_of("spent_cash"), sum_of("spent_in_kind")),
        ));
        counted!(query.into_boxed(), &asked).load(native)?
    });
    let money = |(state, mobilised_cash, mobilised_in_kind)| MoneyTotals { state, mobilised_cash, mobilised_in_kind };
    let part = |((form, day, state), count, came, certified, spread, planned, spent): Row| {
        let EventTally { events, by_state, took_place, participants } = tally(state, count, came);
        let (female, male, unknown) = certified;
        let (materials, media_items, online_views) = spread;
        let figures = EventFigures {
            events,
            by_state,
            took_place,
            participants,
            certificates: SexTotals::of(female, male, unknown),
            materials,
            media_items,
            online_views,
            planned: money(planned),
            spent: money(spent),
        };
        (form, day, figures)
    };
    Ok(rows.into_iter().map(part).collect())
}

/// The counts by the agency that organises; one comes in several parts.
pub fn by_agency(
    view: &mut View<'_>,
    year: i32,
    filter: &EventStatisticsFilter,
) -> Result<Vec<(Id, EventTally)>, Problem> {
    let asked = Asked::of(view, year, filter);
    let rows: Vec<((Id, EventState), i64, Came)> = on_engine!(&mut *view.connection, native => {
        let group = (figures::agency_id, figures::state);
        let query = figures::table.group_by(group).select((group, count(figures::state), came()));
        counted!(query.into_boxed(), &asked).load(native)?
    });
    Ok(rows.into_iter().map(|((agency, state), count, came)| (agency, tally(state, count, came))).collect())
}

/// The counts by themes, as events have them together; one combination comes in several parts.
pub fn by_themes(
    view: &mut View<'_>,
    year: i32,
    filter: &EventStatisticsFilter,
) -> Result<Vec<(Vec<EventTheme>, EventTally)>, Problem> {
    let asked = Asked::of(view, year, filter);
    let rows: Vec<((String, EventState), i64, Came)> = on_engine!(&mut *view.connection, native => {
        let group = (figures::themes, figures::state);
        let query = figures::table.group_by(group).select((group, count(figures::state), came()));
        counted!(query.into_boxed(), &asked).load(native)?
    });
    let part = |((themes, state), count, came): ((String, EventState), i64, Came)| {
        Ok((from_column(&themes)?, tally(state, count, came)))
    };
    rows.into_iter().map(part).collect()
}
