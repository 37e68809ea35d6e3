//! What the rules of a step look at: who has to do with a difficulty, and who receives what it hands on.

use crate::difficulties::model::bodies::DifficultyAction as Action;
use crate::difficulties::model::{DifficultyState, TurnPart};
use crate::difficulties::rules;
use crate::difficulties::turns::{Around, Holder, Next};
use crate::difficulties::workflow::DifficultyFacts;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::reports;

/// Who has it today: of an agency that has ended whoever holds what was its own.
pub fn seated(holder: Holder, caller: &Caller) -> Holder {
    Holder { agency: caller.directory.holder(holder.agency, caller.today), ..holder }
}

/// What an agency would draft.
pub fn drafting(caller: &Caller, agency: Id) -> DifficultyFacts {
    let committee = caller.directory.committee_of(agency).unwrap_or(agency);
    DifficultyFacts {
        agency,
        committee,
        standing: caller.directory.standing_agency(committee, caller.today),
        state: DifficultyState::Draft,
        holder: None,
        resolved_at: None,
    }
}

/// Who is around a difficulty, whoever takes a step and wherever it leads.
pub fn beside(facts: &DifficultyFacts) -> Around {
    let DifficultyFacts { agency, committee, standing, .. } = *facts;
    Around { agency, committee, standing, receiver: None, by: None }
}

/// What a step makes of the turns by who is there today: none begins for an agency that has ended, or that stood for the committee before.
pub fn by_who_is_there(next: Next, around: &Around, caller: &Caller) -> Next {
    let there = |holder: Holder| around.instead_of(seated(holder, caller));
    match next {
        Next::Turn(holder) => Next::Turn(there(holder)),
        Next::Answered(by) => Next::Answered(there(by)),
        Next::Acknowledged | Next::Nobody => next,
    }
}

/// Who is around a difficulty as somebody takes a step by a role.
pub fn around(tx: &mut Tx<'_>, action: &Action, facts: &DifficultyFacts, role: Role) -> Result<Around, Problem> {
    let by = match role {
        Role::Chair => Some(TurnPart::Chair),
        role if role.is_standing() => Some(TurnPart::StandingAgency),
        _ => None,
    };
    let around = Around { by, ..beside(facts) };
    let sender = match action {
        Action::Raise { .. } => Some(facts.agency),
        Action::PassUp { .. } => facts.holder.map(|holder| holder.agency),
        _ => None,
    };
    let Some(sender) = sender else { return Ok(around) };
    let caller = tx.caller()?;
    let recipient = reports::recipient_of(tx.connection, &caller.directory, sender, caller.today)?;
    if matches!(action, Action::PassUp { .. }) {
        rules::is_above(sender, recipient)?;
    }
    Ok(Around { receiver: Some(around.receiver_at(recipient)), ..around })
}
