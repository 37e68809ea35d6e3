//! What waits for people of publications: what an agency asked for, for those who approve it.

use std::sync::Arc;

use diesel::prelude::*;

use crate::events::events::store as events;
use crate::events::publications::model::Publication;
use crate::events::publications::model::PublicationState::{self, ChangeRequested, Requested};
use crate::events::publications::store::Row;
use crate::events::publications::workflow::TRANSITIONS;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::of_agencies;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits, Work, undated_places};
use crate::schema::publications;

/// Publications, each by its event.
pub const WORK: Work = Work { kind: Publication::RESOURCE, path: "/events/{id}/publication", places, told };

const AWAITED: &[Awaited<PublicationState>] =
    &[Awaited { from: &[Requested, ChangeRequested], actions: &["approve", "refuse"] }];

fn openings(caller: &Caller) -> Arc<Openings<PublicationState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let Some(approving) = open.at(Seat::Committee) else { return Ok(Vec::new()) };
    let (committees, states) = (approving.agencies.listed(), approving.states.clone());
    let found = undated_places!(&mut *view.connection, behind, publications::id, {
        let asked = publications::table.filter(publications::state.eq_any(states.clone())).into_boxed();
        of_agencies(asked, publications::committee_id, committees)
    });
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows: Vec<Row> = publications::table.filter(publications::id.eq_any(ids)).load(view.connection)?;
    let events = events::of_ids(view.connection, ids)?;
    let mut found = Vec::new();
    for row in rows {
        let Some(event) = events.get(&row.id) else { continue };
        let facts = row.facts(&view.caller.directory, event, None)?;
        let next = TRANSITIONS.actions(&view.caller, &facts, view.now);
        let paper = || Paper::undated(event.title.clone(), row.agency_id);
        found.extend(Waits::of((row.id, row.version), row.state, AWAITED, next, paper));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[]));
    }
}
