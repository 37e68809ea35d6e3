//! Requests for more time that wait for somebody's decision. The chapters whose papers they are about list them beside these: who
//! decides follows from the papers, and so does by when.

use std::collections::HashMap;
use std::sync::Arc;

use super::extendable::Extendable;
use super::model::ExtensionState::{self, Asked};
use super::store::{self, Stored};
use super::workflow::TRANSITIONS;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::work::{Awaited, Behind, Openings, Paper, Place, Waits};

/// What they are called as a kind of work.
pub const KIND: &str = "extensions";
/// Where one is found.
pub const PATH: &str = "/extensions/{id}";

const AWAITED: &[Awaited<ExtensionState>] = &[Awaited { from: &[Asked], actions: &["grant", "refuse"] }];

/// They are for the agency for which the papers are done, from whichever seat it decides.
const DECIDING: [Seat; 4] = [Seat::Committee, Seat::Own, Seat::Recipient, Seat::StandingOwn];

fn openings(caller: &Caller) -> Arc<Openings<ExtensionState>> {
    caller.derived(|caller| Openings::of(&TRANSITIONS, caller, AWAITED))
}

/// Where those lie that are about one kind of papers. What awaits a decision is little: it is read whole, and put in the order of the
/// first of the papers that each is about.
pub fn places(view: &mut View<'_>, behind: &Behind, kind: &Extendable) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let seats = DECIDING.into_iter().filter_map(|seat| open.at(seat));
    let Some(owners) = seats.map(|it| it.agencies.clone()).reduce(|some, more| some.and(&more)) else {
        return Ok(Vec::new());
    };
    let asked = store::asked(view.connection, &owners, kind.resource)?;
    let papers: Vec<Id> = asked.iter().map(|(_, paper)| *paper).collect();
    let due = (kind.due)(view.connection, &papers)?;
    let mut first: HashMap<Id, Place> = HashMap::new();
    for (id, paper) in asked {
        let Some(place) = due.get(&paper).map(|at| Place::by(*at, id)) else { continue };
        first.entry(id).and_modify(|known| *known = place.min(*known)).or_insert(place);
    }
    Ok(behind.first(first.into_values().collect()))
}

/// Of these those that wait for the caller, with the first of the papers that each is about.
pub fn told(view: &mut View<'_>, ids: &[Id], kind: &Extendable) -> Result<Vec<Waits>, Problem> {
    let found = store::of_ids(view.connection, ids)?;
    let about: Vec<Id> = found.iter().flat_map(|it| it.about.ids.iter().copied()).collect();
    let papers = (kind.papers)(view, &about)?;
    found.iter().filter_map(|it| waits(view, it, kind, &papers).transpose()).collect()
}

fn waits(
    view: &mut View<'_>,
    stored: &Stored,
    kind: &Extendable,
    papers: &HashMap<Id, Paper>,
) -> Result<Option<Waits>, Problem> {
    let facts = stored.facts((kind.look)(view, &stored.about.ids)?)?;
    let next = TRANSITIONS.actions(&view.caller, &facts, view.now);
    let at = (stored.row.id, stored.row.version);
    let first = stored.about.ids.iter().filter_map(|id| papers.get(id)).min_by_key(|paper| paper.last_day);
    Ok(first.and_then(|paper| Waits::of(at, stored.row.state, AWAITED, next, || paper.clone())))
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
