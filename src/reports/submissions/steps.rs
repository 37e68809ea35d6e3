//! What a step makes of the versions of a report. Pure: requests take the steps one by one, and a demo tells of many at once.

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Step;
use crate::reports::obligations::store::ObligationRow;
use crate::reports::submissions::model::{Signed, SubmissionAction, SubmissionState};
use crate::reports::submissions::store::Row;

/// The version as a step leaves it, with the signature of one that signs. `people` are on the record of the step.
pub fn moved(
    before: &Row,
    obligation: &ObligationRow,
    step: &Step<SubmissionState>,
    (action, signed): (&SubmissionAction, Option<&Signed>),
    people: &[Id],
    now: Instant,
) -> Result<Row, Problem> {
    let after = before.in_state(step.to, now);
    match (action, signed) {
        (_, Some(signed)) => after.received(signed, obligation, now)?.authored_by(people),
        (SubmissionAction::HandOver {}, _) => after.authored_by(people),
        (SubmissionAction::Accept {}, _) => Ok(Row { accepted_at: Some(now), ..after }),
        _ => Ok(after),
    }
}

/// What was official until now, and what goes on record of it.
pub fn superseded(before: &Row, by: Authority, now: Instant) -> Result<(Row, Change), Problem> {
    let after = before.in_state(SubmissionState::Superseded, now);
    let change = Change::changed("supersede", &before.answer()?, &after.answer()?)?;
    Ok((after.clone(), change.between(before.state, after.state).by(by)))
}

/// The id of a version that no client names. A report's version is one thing: its id follows from the two, and is the same in
/// every demo.
pub fn id_of(obligation: Id, number: i32, now: Instant) -> Id {
    Id::named(now, &format!("submission {obligation} {number}"))
}

/// The next version, a draft with the content of the official one, which stays official; and what goes on record of it.
/// Amendments that were returned or withdrawn keep their numbers.
pub fn next_of(
    official: &Row,
    obligation: &ObligationRow,
    number: i32,
    by: Authority,
    reason: &str,
    now: Instant,
) -> Result<(Row, Change), Problem> {
    let id = id_of(obligation.id, number, now);
    let begun = Row::draft(Some(id), obligation, &official.content()?, Some(official), &[], now)?;
    let next = Row { number, ..begun };
    let change = Change::opened("amend", &next.answer()?)?;
    let change = change.beginning(next.state).because(Some(reason)).by(by);
    Ok((next, change))
}
