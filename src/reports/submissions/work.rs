//! What waits for people of submissions: drafts for those who write them, what was handed over for those who sign, and what was received
//! for those who look at it and accept it. By when is told by what is owed.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{among, in_words, of_agencies};
use crate::kernel::work::{Awaited, Behind, Openings, Place, Waits, Work, dated_places, still};
use crate::kernel::workflow::NextAction;
use crate::reports::obligations::store::{self as obligation_store, Names, Stored};
use crate::reports::policy;
use crate::reports::received::{Received, sent_to};
use crate::reports::submissions::model::Submission;
use crate::reports::submissions::model::SubmissionState::{self, Draft, PendingSignature, Submitted, UnderReview};
use crate::reports::submissions::workflow::{SubmissionFacts, TRANSITIONS};
use crate::reports::submissions::{rules, store};
use crate::schema::{obligations, submissions};

/// Submissions.
pub const WORK: Work = Work { kind: Submission::RESOURCE, path: "/submissions/{id}", places, told };

const AWAITED: &[Awaited<SubmissionState>] = &[
    Awaited { from: &[Draft], actions: &["update", "hand_over", "submit", "declare_nil"] },
    Awaited { from: &[PendingSignature], actions: &["submit", "declare_nil", "return_to_draft"] },
    Awaited { from: &[Submitted], actions: &["take"] },
    Awaited { from: &[UnderReview], actions: &["return", "accept"] },
];

/// In these states it has not left its agency …
const WRITTEN: &str = "submissions.state IN ('draft', 'pending_signature')";
/// … and in these somebody else looks at it.
const RECEIVED: &str = "submissions.state IN ('submitted', 'under_review')";

/// What a caller may do next with a version of a report.
pub fn next(caller: &Caller, facts: &SubmissionFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = vec![NextAction::of(caller, &policy::UPDATE_SUBMISSION, facts, rules::is_draft(facts.state))];
    actions.extend(TRANSITIONS.actions(caller, facts, now));
    actions
}

fn openings(caller: &Caller) -> Arc<Openings<SubmissionState>> {
    caller.derived(|caller| {
        Openings::of(&TRANSITIONS, caller, AWAITED).with(caller, &policy::UPDATE_SUBMISSION, &[Draft])
    })
}

/// Versions in some states, each with what is owed.
macro_rules! versions {
    ($words:expr) => {
        submissions::table.inner_join(obligations::table).filter(in_words($words)).into_boxed()
    };
}

fn places(view: &mut View<'_>, behind: &Behind) -> Result<Vec<Place>, Problem> {
    let open = openings(&view.caller);
    let received = Received::of(&*open, &view.caller);
    let (due, id) = (obligations::effective_due_at, submissions::id);
    let mut found = Vec::new();
    if let Some(writing) = open.at(Seat::Assignee) {
        let agencies = writing.agencies.listed();
        found.extend(dated_places!(
            &mut *view.connection,
            behind,
            Instant,
            due,
            id,
            of_agencies(versions!(WRITTEN), submissions::agency_id, agencies)
        ));
    }
    if received.to.has_any() {
        let is_his = || {
            let for_whom = among(submissions::committee_id, &received.for_committees);
            obligations::owed_to_committee.eq(false).or(for_whom)
        };
        found.extend(dated_places!(&mut *view.connection, behind, Instant, due, id, {
            let sent = versions!(RECEIVED).filter(is_his());
            sent_to!(&received, submissions::committee_id, submissions::recipient_id, sent)
        }));
    }
    for (committee, agencies) in &received.own {
        for words in [WRITTEN, RECEIVED] {
            found.extend(dated_places!(&mut *view.connection, behind, Instant, due, id, {
                let own = versions!(words).filter(submissions::committee_id.eq(*committee));
                of_agencies(own, submissions::agency_id, Some(agencies))
            }));
        }
    }
    Ok(behind.first(found))
}

/// What is asked of a version for whoever looks at it: its texts are not read.
type Head = (Id, i32, SubmissionState, Id, Option<String>, String);

fn told(view: &mut View<'_>, ids: &[Id]) -> Result<Vec<Waits>, Problem> {
    let rows: Vec<Head> = submissions::table
        .filter(submissions::id.eq_any(ids))
        .select((
            submissions::id,
            submissions::version,
            submissions::state,
            submissions::obligation_id,
            submissions::report_number,
            submissions::authors,
        ))
        .load(view.connection)?;
    let owed: Vec<Id> = rows.iter().map(|(_, _, _, obligation, ..)| *obligation).collect();
    let owed = obligation_store::of_ids(view.connection, &owed)?;
    let names = Names::of(view.connection, &owed)?;
    let owed: HashMap<Id, Stored> = owed.into_iter().map(|it| (it.row.id, it)).collect();
    let mut found = Vec::new();
    for (id, version, state, obligation, number, authors) in rows {
        let Some(owed) = owed.get(&obligation) else { continue };
        let facts = match state.is_draft() {
            true => written(view, owed, id)?,
            false => Some(received(&view.caller, owed, state, from_column(&authors)?)),
        };
        let Some(facts) = facts else { continue };
        let next = next(&view.caller, &facts, view.now);
        let paper = || names.paper(owed, view.now).numbered(number);
        found.extend(Waits::of((id, version), facts.state, AWAITED, next, paper));
    }
    Ok(found)
}

/// What the rules look at of a version that its agency writes: what is missing in it, too.
fn written(view: &mut View<'_>, owed: &Stored, id: Id) -> Result<Option<SubmissionFacts>, Problem> {
    let Some(row) = still(store::find(view, id))? else { return Ok(None) };
    store::facts(view, &owed.row, &row).map(Some)
}

fn received(caller: &Caller, owed: &Stored, state: SubmissionState, authors: Vec<Id>) -> SubmissionFacts {
    let parties = owed.row.parties(&caller.directory, caller.today);
    SubmissionFacts::received(parties, state, rules::is_owed(owed.row.state), authors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::work::are_steps;

    #[test]
    fn what_is_awaited_are_steps_that_there_are() {
        assert!(are_steps(&TRANSITIONS, AWAITED, &[policy::UPDATE_SUBMISSION.action]));
    }
}
