//! What each step makes of a difficulty.

use crate::attachments::{self, Subject};
use crate::difficulties::model::Difficulty;
use crate::difficulties::model::bodies::DifficultyAction as Action;
use crate::difficulties::rules::{self, Survivor};
use crate::difficulties::store::{self, Stored};
use crate::difficulties::turns::{self, Next};
use crate::difficulties::workflow::DifficultyFacts;
use crate::difficulties::{facts, model::DifficultyState};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Authority, Seat, Seated as _};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::work::still;
use crate::kernel::workflow::{Action as _, Step};

/// A difficulty, and the one that it is to be joined to, both locked; 404 where the caller may not read it.
pub fn lock(tx: &mut Tx<'_>, id: Id, action: &Action) -> Result<(Stored, Option<Stored>), Problem> {
    let Action::Join { survivor_id, .. } = action else { return Ok((store::lock(&mut tx.view()?, id)?, None)) };
    store::find(&mut tx.view()?, id)?;
    let survivor = still(store::lock(&mut tx.view()?, *survivor_id))?;
    Ok((store::lock(&mut tx.view()?, id)?, survivor))
}

/// The difficulty as it is after a step that was judged.
pub fn take(
    tx: &mut Tx<'_>,
    action: &Action,
    (before, survivor): (&Stored, Option<&Stored>),
    facts: &DifficultyFacts,
    step: &Step<DifficultyState>,
) -> Result<Stored, Problem> {
    if let Action::Join { .. } = action {
        can_be_joined(tx, before, survivor)?;
    }
    let around = facts::around(tx, action, facts, step.authority.role)?;
    let next = turns::next(action.name(), &around, &before.turns, facts.holder);
    let next = facts::by_who_is_there(next.ok_or_else(|| Problem::of(Code::Internal))?, &around, &*tx.caller()?);
    rules::room_for_turns(before.turns.len(), turns_of(action, next))?;
    let mut after = before.moved(step.to, next, tx.now);
    let by = step.authority;
    match action {
        Action::Raise { attachment_ids } => {
            after.row.raised_at = Some(tx.now);
            attach(tx, &after, attachment_ids, &own_senders(facts), by)?;
        }
        Action::Inform { attachment_ids, .. } => attach(tx, &after, attachment_ids, &own_senders(facts), by)?,
        Action::Forward { letter_number, forwarded_to, .. } => {
            after.row.letter_number = Some(letter_number.clone());
            after.row.forwarded_to = Some(forwarded_to.clone());
        }
        Action::Resolve { answer, attachment_ids } => {
            after.row.answer = Some(answer.clone());
            let senders: Vec<Id> = after.row.holder_id.into_iter().chain([facts.committee]).collect();
            attach(tx, &after, attachment_ids, &senders, by)?;
        }
        Action::Join { survivor_id, .. } => after.row.survivor_id = Some(*survivor_id),
        Action::Separate { .. } | Action::Reopen { .. } => after.row.survivor_id = None,
        Action::Discard {}
        | Action::Acknowledge {}
        | Action::PassUp { .. }
        | Action::Ask { .. }
        | Action::Escalate { .. }
        | Action::Decide { .. }
        | Action::RecordReply { .. }
        | Action::Confirm { .. }
        | Action::CloseUnconfirmed {}
        | Action::Withdraw { .. } => {}
    }
    Ok(after)
}

/// How many turns a step needs room for: its own, and that by which it comes back to whoever deals with it.
fn turns_of(action: &Action, next: Next) -> usize {
    let begins = usize::from(matches!(next, Next::Turn(_)));
    let comes_back =
        matches!(action, Action::Ask { .. } | Action::Escalate { .. } | Action::Forward { .. } | Action::Join { .. });
    begins + usize::from(comes_back)
}

fn can_be_joined(tx: &mut Tx<'_>, before: &Stored, survivor: Option<&Stored>) -> Result<(), Problem> {
    let takes_along = store::joined_to(tx.connection, before.row.id)?;
    let survivor = match survivor {
        Some(Stored { row, .. }) => {
            let joined = store::joined_to(tx.connection, row.id)?;
            Some(Survivor { id: row.id, committee: row.committee_id, state: row.state, joined })
        }
        None => None,
    };
    rules::can_be_joined((before.row.id, before.row.committee_id), takes_along, survivor)
}

/// Whose files show what an agency raised: its own and, where its people sit at the committee, those that they send for that.
fn own_senders(facts: &DifficultyFacts) -> Vec<Id> {
    std::iter::once(facts.agency).chain(facts.agency_at(Seat::StandingOwn)).collect()
}

fn attach(tx: &mut Tx<'_>, of: &Stored, files: &[Id], senders: &[Id], by: Authority) -> Result<(), Problem> {
    let subject = Subject { resource: Difficulty::RESOURCE, id: of.row.id };
    attachments::attach(tx, files, senders, subject, by, "/attachment_ids")
}
