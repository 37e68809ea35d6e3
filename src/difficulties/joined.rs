//! What becomes of difficulties that are joined to another one: they are answered with it, and each is confirmed by whoever raised it;
//! where it is withdrawn, each is dealt with by itself again.

use crate::difficulties::model::DifficultyState;
use crate::difficulties::store::{self, Stored};
use crate::difficulties::told;
use crate::difficulties::turns::{self, Next};
use crate::kernel::db::Tx;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;

/// Does to those that are joined to a difficulty what a step has done to it. It is locked, and stored.
pub fn follow(tx: &mut Tx<'_>, survivor: &Stored, by: Authority) -> Result<(), Problem> {
    if !matches!(survivor.row.state, DifficultyState::Resolved | DifficultyState::Withdrawn) {
        return Ok(());
    }
    for before in store::lock_joined_to(tx.connection, survivor.row.id)? {
        let Some((action, after)) = followed(&before, survivor, tx) else { continue };
        store::save(tx.connection, &before, &after)?;
        let change = Change::changed(action, &before.answer(tx.now), &after.answer(tx.now))?;
        tx.note(change.between(before.row.state, after.row.state).by(by));
        told::followed(tx, &after)?;
    }
    Ok(())
}

fn followed(before: &Stored, survivor: &Stored, tx: &Tx<'_>) -> Option<(&'static str, Stored)> {
    if survivor.row.state == DifficultyState::Resolved {
        // Whoever dealt with it hears whether that is an answer: who answered the other one may not know this one.
        let by = turns::handler(&before.turns)?;
        let mut after = before.moved(DifficultyState::Resolved, Next::Answered(by), tx.now);
        after.row.answer.clone_from(&survivor.row.answer);
        return Some(("resolve", after));
    }
    let handler = turns::handler(&before.turns)?;
    let mut after = before.moved(DifficultyState::InHandling, Next::Turn(handler), tx.now);
    after.row.survivor_id = None;
    Some(("separate", after))
}
