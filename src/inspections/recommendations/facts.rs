//! What the rules of a recommendation look at, and the locks under which they do.

use crate::inspections::inspections::model::TeamPart;
use crate::inspections::inspections::store as inspections;
use crate::inspections::inspections::workflow::Seats;
use crate::inspections::recommendations::store::{self, Row};
use crate::inspections::recommendations::workflow::{RecommendationFacts, TRANSITIONS};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::owner::Owner;
use crate::kernel::problem::Problem;

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
    let carriers = store::carriers(view.connection, row.id)?;
    let directory = &view.caller.directory;
    let seats = Seats {
        owner: Owner::of(directory, row.owner_id),
        agency: row.agency_id,
        standing: directory.standing_agency(row.owner_id, view.caller.today),
        team: carriers.into_iter().map(|member| (member, TeamPart::Member)).collect(),
    };
    let mut authors = Vec::new();
    if TRANSITIONS.sets_apart(row.state) {
        authors = store::authors(view.connection, row.id, &view.caller.acts_as())?;
    }
    Ok(RecommendationFacts { seats, state: row.state, authors })
}
