//! Whom the steps of a difficulty tell at once: whoever has it next, and whoever raised it of what became of it.

use crate::difficulties::model::bodies::DifficultyAction as Action;
use crate::difficulties::model::{Difficulty, DifficultyState};
use crate::difficulties::reminded::{REMINDED, title};
use crate::difficulties::store::Stored;
use crate::difficulties::workflow::TRANSITIONS;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Telling};

/// Tells whom a step concerns. The difficulty is stored as it is after it.
pub fn tell(tx: &mut Tx<'_>, action: &Action, after: &Stored) -> Result<(), Problem> {
    match action {
        Action::Raise { .. }
        | Action::PassUp { .. }
        | Action::Inform { .. }
        | Action::Escalate { .. }
        | Action::Decide { .. }
        | Action::Forward { .. }
        | Action::RecordReply { .. }
        | Action::Separate { .. } => holder(tx, Occasion::Assigned, after.row.id),
        Action::Ask { .. } => holder(tx, Occasion::ForComment, after.row.id),
        Action::Reopen { .. } => holder(tx, Occasion::SentBack, after.row.id),
        Action::Resolve { .. } => raiser(tx, Occasion::Answered, after),
        Action::Join { .. } => raiser(tx, Occasion::Joined, after),
        Action::Discard {}
        | Action::Acknowledge {}
        | Action::Confirm { .. }
        | Action::CloseUnconfirmed {}
        | Action::Withdraw { .. } => Ok(()),
    }
}

/// Tells what became of one that is or was joined to another, with that.
pub fn followed(tx: &mut Tx<'_>, after: &Stored) -> Result<(), Problem> {
    match after.row.state {
        DifficultyState::Resolved => raiser(tx, Occasion::Answered, after),
        _ => holder(tx, Occasion::Assigned, after.row.id),
    }
}

/// Whoever has the turn now.
fn holder(tx: &mut Tx<'_>, occasion: Occasion, id: Id) -> Result<(), Problem> {
    REMINDED.tellings(tx, occasion, &[id])?.into_iter().for_each(|telling| tx.tell(telling));
    Ok(())
}

/// Whoever raised it, and says whether it is answered.
fn raiser(tx: &mut Tx<'_>, occasion: Occasion, after: &Stored) -> Result<(), Problem> {
    let caller = tx.caller()?;
    let row = &after.row;
    let whom = TRANSITIONS.takers(&["confirm", "inform"], &after.facts(&caller));
    let title = title(&caller.directory, row.agency_id, &row.title);
    let telling = Telling::of(occasion, (Difficulty::RESOURCE, row.id), title, row.committee_id, whom);
    tx.tell(Telling { last_day: Some(row.last_day).filter(|_| occasion == Occasion::Answered), ..telling });
    Ok(())
}
