//! Who signs a paper by a step: the account that takes it, or somebody who lent it to that account.

use std::collections::HashMap;

use crate::accounts::users::store::positions;
use crate::kernel::db::Tx;
use crate::kernel::hands::{hands, signatory};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::signing::{Signatory, SignedAs};
use crate::kernel::workflow::{Step, Subject, Table};

/// Who signs by a step that was allowed, as far as it is said; whoever signs for somebody else takes it by that person's right from
/// then on. `day` is what the rules say of the day on paper: whatever is wrong with a signature is told at once.
pub fn sign<S: Subject>(
    tx: &mut Tx<'_>,
    table: &Table<S>,
    facts: &S,
    step: &mut Step<S::State>,
    said: Option<&SignedAs>,
    day: Result<(), Problem>,
) -> Result<Signatory, Problem> {
    let caller = tx.caller()?;
    let lent = table.lent(&caller, facts, step.action);
    let people: Vec<Id> = lent.iter().filter_map(|it| it.on_behalf_of).chain([caller.user]).collect();
    let is_said = said.is_some_and(|it| it.position.is_some());
    let positions = if is_said { HashMap::new() } else { positions(tx.connection, &people)? };
    let (own, others) = hands(&caller, step.authority, &lent, &positions);
    let signed = signatory(said, &own, &others);
    if let Ok((_, by)) = &signed {
        *step = table.taken_by(&caller, facts, *step, *by)?;
    }
    Problem::of_all([day, signed.as_ref().map(drop).map_err(Problem::clone)])?;
    Ok(signed?.0)
}
