//! Whom the steps of a version of a report tell at once.

use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Telling};
use crate::reports::obligations::reminded::REMINDED;
use crate::reports::policy::UPDATE_SUBMISSION;
use crate::reports::submissions::model::{Submission, SubmissionAction as Action};
use crate::reports::submissions::workflow::{SubmissionFacts, TRANSITIONS};

/// Tells those who sign that it waits for them, those who write that it is theirs again, and those who owe it what became of it.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &SubmissionFacts, obligation: Id, id: Id) -> Result<(), Problem> {
    let (occasion, whom) = match action {
        Action::HandOver {} => (Occasion::HandedOver, Some(TRANSITIONS.takers(&["submit"], facts))),
        Action::ReturnToDraft { .. } => (Occasion::SentBack, Some(UPDATE_SUBMISSION.takers(facts))),
        Action::Return { .. } => (Occasion::Returned, None),
        Action::Accept {} => (Occasion::Accepted, None),
        _ => return Ok(()),
    };
    for of_report in REMINDED.tellings(tx, occasion, &[obligation])? {
        let whom = whom.clone().unwrap_or_else(|| of_report.whom.clone());
        let telling = Telling { resource: Submission::RESOURCE, id, whom, ..of_report };
        tx.tell(if occasion == Occasion::Accepted { telling.without_day() } else { telling });
    }
    Ok(())
}
