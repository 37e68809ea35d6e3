//! What waits for people of obligations: reports that are owed and nobody has begun, and the requests for more time that are about them.
//! Once a version is being written it waits in its place.

use std::sync::Arc;

use diesel::prelude::*;

use crate::extensions;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{in_words, of_agencies};
use crate::kernel::work::{Awaited, Behind, Openings, Place, Waits, Work, dated_places};
use crate::kernel::workflow::NextAction;
use crate::reports::access::Reading;
use crate::reports::obligations::extendable::EXTENDABLE;
use crate::reports::obligations::model::Obligation;
use crate::reports::obligations::model::ObligationState::{self, Open};
use crate::reports::obligations::rules;
use crate::reports::obligations::store::{self, Names, Stored};
use crate::reports::obligations::workflow::{ObligationFacts, TRANSITIONS};
use crate::reports::policy;
use crate::reports::received::Received;
use crate::reports::submissions::model::SubmissionState;
use crate::reports::submissions::rules::{Newest, may_follow};
use crate::schema::obligations;

/// Obligations, and more time for them.
pub const WORK: &[Work] = &[
    Work { kind: Obligation::RESOURCE, path: "/obligations/{id}", places, told },
    Work {
        kind: extensions::work::KIND,
        path: extensions::work::PATH,
        places: places_of_extensions,
        told: told_of_extensions,
    },
];

/// What beginning a version is called among the actions of an obligation.
const BEGINNING: &str = "create_submission";

/// Whoever may not begin a report may ask for more time.
const AWAITED: &[Awaited<ObligationState>] = &[Awaited { from: &[Open], actions: &[BEGINNING, extensions::ASKING] }];

/// A report is owed, and was not received, or given back.
const OWED: &str = "obligations.state = 'open' AND (obligations.received_at IS NULL OR obligations.awaiting)";

/// What a caller may do next with an obligation. `newest` is its newest version, whoever sees it.
pub fn next(
    caller: &Caller,
    stored: &Stored,
    facts: &ObligationFacts,
    newest: Option<(SubmissionState, Id)>,
    now: Instant,
) -> Vec<NextAction> {
    let row = &stored.row;
    let unsettled = rules::asks_for_time(row.state, row.received_at.is_some());
    let begun =
        NextAction::of(caller, &policy::CREATE_SUBMISSION, facts, may_follow(row.state, seen(caller, stored, newest)));
    let mut actions = TRANSITIONS.actions(caller, facts, now);
    actions.push(extensions::may_ask(caller, facts, unsettled));
    actions.push(begun.called(BEGINNING));
    actions
}

/// The newest version as one that is to follow it looks at it.
fn seen(caller: &Caller, stored: &Stored, newest: Option<(SubmissionState, Id)>) -> Option<Newest> {
    let (row, reading) = (&stored.row, Reading::of(caller));
    newest.map(|(state, id)| {
        let is_read = reading.submission(state.is_draft(), row.committee_id, row.agency_id, row.recipient_id);
        Newest { state, shown: is_read.then_some(id) }
    })
}

fn openings(caller: &Caller) -> Arc<Openings<ObligationState>> {
    caller.derived(|caller| {
        Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::CREATE_SUBMISSION, &[Open]).with(
            caller,
            &extensions::ASK,
            &[Open],
        )
    })
}

/// What is owed and open by now.
macro_rules! owed {
    ($now:expr) => {
        obligations::table.filter(in_words(OWED)).filter(obligations::opens_at.le($now)).into_boxed()
    };
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let (open, now) = (openings(&view.caller), view.now);
    let (due, id) = (obligations::effective_due_at, obligations::id);
    let mut found = Vec::new();
    if let Some(owing) = open.at(Seat::Assignee) {
        let agencies = owing.agencies.listed();
        found.extend(dated_places!(
            &mut *view.connection,
            behind,
            Instant,
            due,
            id,
            of_agencies(owed!(now), obligations::agency_id, agencies)
        ));
    }
    for (committee, agencies) in Received::of(&*open, &view.caller).own {
        found.extend(dated_places!(&mut *view.connection, behind, Instant, due, id, {
            let own = owed!(now).filter(obligations::committee_id.eq(committee));
            of_agencies(own, obligations::agency_id, Some(&agencies))
        }));
    }
    Ok(behind.first(found))
}

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let owed = store::of_ids(view.connection, ids)?;
    let names = Names::of(view.connection, &owed)?;
    let versions = store::versions_of(view.connection, ids)?;
    let mut found = Vec::new();
    for stored in &owed {
        let (newest, authors) = versions.get(&stored.row.id).cloned().unwrap_or_default();
        // While a version is under way, that is what waits.
        if may_follow(stored.row.state, seen(&view.caller, stored, newest)).is_err() {
            continue;
        }
        let facts = stored.facts(&view.caller, authors, view.now);
        let next = next(&view.caller, stored, &facts, newest, view.now);
        let paper = || names.paper(stored, view.now);
        found.extend(Waits::of((stored.row.id, stored.row.version), facts.state, AWAITED, next, paper));
    }
    Ok(found)
}

fn places_of_extensions(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    extensions::work::places(view, behind, &EXTENDABLE)
}

fn told_of_extensions(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    extensions::work::told(view, ids, &EXTENDABLE)
}
