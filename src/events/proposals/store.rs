//! Reported events of some agencies, added up. What is summed cannot reach 64 bits: nine million events would have to have the largest sums.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::events::access::Reading;
use crate::events::events::model::EventState;
use crate::events::kinds::EventOccasion;
use crate::events::plans::model::EventPlanState;
use crate::events::proposals::rules::{About, Sums};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, among, on_engine, sum_of};
use crate::schema::{event_figures, event_plans, events};

/// Of a query over figures, the reported events of some agencies that a report is about.
macro_rules! about {
    ($query:expr, $agencies:expr, $about:expr) => {{
        let query = $query
            .filter(event_figures::state.eq(EventState::Reported))
            .filter(among(event_figures::agency_id, $agencies))
            .into_boxed();
        match $about {
            About::Month(year) => query
                .filter(event_figures::year.eq(year))
                .filter(event_figures::occasion.eq_any(EventOccasion::OF_THE_MONTH)),
            About::Days(from, to) => query.filter(event_figures::first_on.between(from, to)),
        }
    }};
}

/// What the agencies' events and plans come to.
pub fn sums(connection: &mut AnyConnection, agencies: &[Id], about: About) -> Result<Sums, Problem> {
    type Row = ((i64, i64), (i64, i64, i64), (i64, i64, i64), (i64, i64), (i64, i64));
    let row: Row = on_engine!(&mut *connection, native => {
        let query = event_figures::table.select((
            (sql::<BigInt>("COUNT(*)"), sql::<BigInt>("COUNT(female)")),
            (sum_of("female"), sum_of("male"), sum_of("unknown")),
            (sum_of("certificates_female"), sum_of("certificates_male"), sum_of("certificates_unknown")),
            (sum_of("materials"), sum_of("media_items")),
            (sum_of("spent_state"), sum_of("spent_cash + spent_in_kind")),
        ));
        about!(query, agencies, about).get_result(native)?
    });
    let ((events, counted_events), came, certified, (materials, media_items), (spent, mobilised)) = row;
    let by_sex = |(female, male, unknown)| [female, male, unknown];
    Ok(Sums {
        events,
        counted_events,
        plans: plans(connection, agencies, about)?,
        participants: by_sex(came),
        certificates: by_sex(certified),
        materials,
        media_items,
        spent,
        mobilised,
    })
}

/// How many plans the agencies sent up.
fn plans(connection: &mut AnyConnection, agencies: &[Id], about: About) -> Result<i64, Problem> {
    Ok(on_engine!(connection, native => {
        event_plans::table
            .filter(among(event_plans::agency_id, agencies))
            .filter(event_plans::year.eq_any(about.months()))
            .filter(event_plans::state.eq_any([EventPlanState::Submitted, EventPlanState::Acknowledged]))
            .count()
            .get_result(native)?
    }))
}

/// No more events are named.
const NAMED: i64 = 200;

/// The first of the agencies' events, of those that the caller may read.
pub fn named(view: &mut View<'_>, agencies: &[Id], about: About) -> Result<Vec<Id>, Problem> {
    let reading = Reading::of(&view.caller);
    let rows: Vec<(Id, Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        let query = event_figures::table.inner_join(events::table).select((
            event_figures::event_id,
            event_figures::committee_id,
            event_figures::agency_id,
            events::recipient_id,
        ));
        about!(query, agencies, about)
            .order((event_figures::first_on, event_figures::event_id))
            .limit(NAMED)
            .load(native)?
    });
    let may = |(id, committee, agency, recipient): (Id, Id, Id, Id)| {
        reading.event(committee, agency, recipient, &[]).then_some(id)
    };
    Ok(rows.into_iter().filter_map(may).collect())
}
