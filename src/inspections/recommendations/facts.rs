//! What the rules of a recommendation look at, and the locks under which they do.

use crate::inspections::inspections::model::TeamPart;
use crate::inspections::inspections::store as inspections;
use crate::inspections::inspections::workflow::Seats;
use crate::inspections::recommendations::store::{self, Row};
use crate::inspections::recommendations::workflow::{RecommendationFacts, TRANSITIONS};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};

/// A recommendation, locked behind its visit and held beside the visits that carry it; 404 where the caller may not read it.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let visit = store::of_id(view.connection, id)?.inspection_id;
    inspections::locked(view.connection, visit)?;
    store::hold_carriers(view.connection, id)?;
    let row = store::locked(view.connection, id)?;
    store::readable(view, row)
}

/// What the rules of a recommendation look at.
pub fn facts(view: &mut View<'_>, row: &Row) -> Result<RecommendationFacts, Problem> {
    facts_of(view, std::slice::from_ref(row))?.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

/// The same of some, in their order.
pub fn facts_of(view: &mut View<'_>, rows: &[Row]) -> Result<Vec<RecommendationFacts>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let judged: Vec<Id> = rows.iter().filter(|row| TRANSITIONS.sets_apart(row.state)).map(|row| row.id).collect();
    let carriers = store::carriers(view.connection, &ids)?;
    let said_by = store::authors(view.connection, &judged, &view.caller.acts_as())?;
    let (directory, today) = (&view.caller.directory, view.caller.today);
    let facts = |row: &Row| {
        let team = carriers.get(&row.id).into_iter().flatten().map(|member| (*member, TeamPart::Member)).collect();
        let seats = Seats::of(directory, [row.owner_id, row.agency_id], team, today);
        let authors = said_by.get(&row.id).into_iter().flatten().copied().collect();
        RecommendationFacts { seats, state: row.state, authors }
    };
    Ok(rows.iter().map(facts).collect())
}
