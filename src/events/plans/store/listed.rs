//! The events that a plan holds: those of its agency that belong to its Month.

use diesel::prelude::*;

use crate::events::events::model::EventState;
use crate::events::kinds::{EventForm, Money};
use crate::events::plans::rules::Counted;
use crate::kernel::column::from_column;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, share_rows};
use crate::schema::events;

/// Its state, its form, what is planned for it, and which it is once more.
type Found = (EventState, EventForm, Option<String>, Option<Id>);

/// The events of an agency's plan for a Month, in the order of their ids.
macro_rules! of_plan {
    ($month:expr, $agency:expr) => {
        events::table
            .filter(events::action_month_id.eq($month))
            .filter(events::agency_id.eq($agency))
            .order(events::id)
            .select((events::state, events::form, events::planned, events::duplicate_of_id))
    };
}

/// Those that a plan holds now.
pub fn of(connection: &mut AnyConnection, month: Id, agency: Id) -> Result<Vec<Counted>, Problem> {
    let found: Vec<Found> = of_plan!(month, agency).load(connection)?;
    found.into_iter().map(counted).collect()
}

/// The same, held as they are until the commit: none is cancelled while the plan that counts it is sent up.
pub fn hold(connection: &mut AnyConnection, month: Id, agency: Id) -> Result<Vec<Counted>, Problem> {
    let found: QueryResult<Vec<Found>> = share_rows!(connection, of_plan!(month, agency));
    found?.into_iter().map(counted).collect()
}

fn counted((state, form, planned, duplicate_of): Found) -> Result<Counted, Problem> {
    let planned: Option<Money> = planned.as_deref().map(from_column).transpose()?;
    Ok(Counted {
        is_cancelled: state == EventState::Cancelled,
        is_duplicate: duplicate_of.is_some(),
        form,
        planned: planned.unwrap_or_default(),
    })
}
