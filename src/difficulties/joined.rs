//! What becomes of difficulties that are joined to another one: they are answered with it, and each is confirmed by whoever raised it;
//! where it is withdrawn, each is dealt with by itself again.

use crate::difficulties::model::DifficultyState;
use crate::difficulties::store::{self, Stored};
use crate::difficulties::turns::{self, Next};
use crate::difficulties::{facts, told};
use crate::kernel::db::Tx;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::Problem;

/// Does to those that are joined to a difficulty what a step has done to it. It is locked, and stored.
pub fn follow(tx: &mut Tx<'_>, survivor: &Stored, by: Authority) -> Result<(), Problem> {
    if !matches!(survivor.row.state, DifficultyState::Resolved | DifficultyState::Withdrawn) {
        return Ok(());
    }
    let caller = tx.caller()?;
    for before in store::lock_joined_to(tx.connection, survivor.row.id)? {
        let Some((action, after)) = followed(&before, survivor, &caller, tx.now) else { continue };
        store::save(tx.connection, &before, &after)?;
        let change = Change::changed(action, &before.answer(tx.now), &after.answer(tx.now))?;
        tx.note(change.between(before.row.state, after.row.state).by(by));
        told::followed(tx, &after)?;
    }
    Ok(())
}

fn followed(before: &Stored, survivor: &Stored, caller: &Caller, now: Instant) -> Option<(&'static str, Stored)> {
    let handler = turns::handler(&before.turns)?;
    let there = |next: Next| facts::by_who_is_there(next, &facts::beside(&before.facts(caller)), caller);
    if survivor.row.state == DifficultyState::Resolved {
        // Whoever dealt with it hears whether that is an answer: who answered the other one may not know this one.
        let mut after = before.moved(DifficultyState::Resolved, there(Next::Answered(handler)), now);
        after.row.answer.clone_from(&survivor.row.answer);
        return Some(("resolve", after));
    }
    let mut after = before.moved(DifficultyState::InHandling, there(Next::Turn(handler)), now);
    after.row.survivor_id = None;
    Some(("separate", after))
}
