//! What a delegation must be, beside who may make one.

use chrono::NaiveDate;

use crate::accounts::delegations::model::{KnownActions, NewDelegation};
use crate::accounts::users::model::AccountState;
use crate::accounts::users::store as users;
use crate::kernel::directory::holds_on;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::Validity;

/// The longest delegation, both ends included.
const LONGEST_DAYS: i64 = 366;

/// Lent is what one may do at the agency that one acts for: 403 for another one, 422 for none.
pub fn at_own_agency(caller: &Caller, agency: Id) -> Result<(), Problem> {
    if agency == caller.agency {
        return Ok(());
    }
    let is_known = caller.directory.agencies.contains_key(&agency);
    Err(if is_known { Problem::of(Code::RoleMayNot) } else { Problem::unknown("/agency_id") })
}

/// Nobody delegates to themselves.
pub fn to_somebody_else(caller: &Caller, delegate: Id) -> Result<(), Problem> {
    if delegate == caller.user { Err(Problem::of_place("/delegate_id", Code::DelegateIsSelf)) } else { Ok(()) }
}

/// The people whom somebody may name without being able to list accounts: those of his agency and below it, and those who hold
/// a role there. Whoever is barred is as unknown as everybody else.
pub fn at_hand(caller: &Caller, delegate: &users::Row) -> Result<(), Problem> {
    let directory = &caller.directory;
    let mut grants = directory.grants.get(&delegate.id).into_iter().flatten();
    let is_below = directory.is_held_within(delegate.agency_id, caller.agency, caller.today);
    let is_at_hand = is_below || grants.any(|it| it.agency == caller.agency);
    let may_act = delegate.state == AccountState::Active;
    if may_act && is_at_hand { Ok(()) } else { Err(Problem::unknown("/delegate_id")) }
}

/// Whoever acts for somebody can sign in from the first day on: he holds a role of his own at some agency that has not ended.
pub fn can_act(caller: &Caller, delegate: &users::Row, new: &NewDelegation) -> Result<(), Problem> {
    let directory = &caller.directory;
    let begins = new.valid_from.max(caller.today);
    let mut grants = directory.grants.get(&delegate.id).into_iter().flatten();
    let holds_a_role =
        grants.any(|it| holds_on(begins, it.valid_from, it.valid_to) && !directory.has_ended(it.agency, begins));
    if holds_a_role { Ok(()) } else { Err(Problem::of_place("/delegate_id", Code::DelegateWithoutRole)) }
}

/// Each action is known, and one that the caller's own roles may do.
pub fn own_actions(known: &KnownActions, caller: &Caller, actions: &[String]) -> Result<(), Problem> {
    let roles = caller.roles();
    let foreign = actions.iter().enumerate().filter(|(_, action)| !known.may(&roles, action));
    let problem = foreign.fold(Problem::of(Code::ActionNotDelegable), |problem, (index, _)| {
        problem.at(format!("/actions/{index}"), Code::ActionNotDelegable)
    });
    if problem.is_bare() { Ok(()) } else { Err(problem) }
}

/// Its time is in order, and ends.
pub fn lasting(new: &NewDelegation, today: NaiveDate) -> Result<(), Problem> {
    Validity::new(new.valid_from, Some(new.valid_to)).ordered()?;
    // Nobody acted under it, and nobody can any more.
    if new.valid_to < today {
        return Err(Problem::of_place("/valid_to", Code::WindowReversed));
    }
    let is_too_long = (new.valid_to - new.valid_from).num_days() >= LONGEST_DAYS;
    if is_too_long { Err(Problem::of_place("/valid_to", Code::DelegationTooLong)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use chrono::NaiveDate;

    use super::*;
    use crate::accounts::CHAPTER;
    use crate::accounts::users::model::NewUser;
    use crate::kernel::chapter::Chapter;
    use crate::kernel::directory::{AgencySeat, Directory, GrantSeat};
    use crate::kernel::instant::Instant;
    use crate::kernel::role::{Role, Scope};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn administrator_at(agency: Id, others: &[(Id, Option<Id>)]) -> Caller {
        let (user, valid_from) = (Id::fresh(), day("2017-01-01"));
        let grant =
            GrantSeat { id: Id::fresh(), agency, role: Role::Admin, scope: Scope::Own, valid_from, valid_to: None };
        let seat = |parent| AgencySeat {
            parent,
            code: String::new(),
            name: String::new(),
            is_committee: false,
            valid_from,
            valid_to: None,
            heir: None,
        };
        let agencies =
            std::iter::once((agency, seat(None))).chain(others.iter().map(|it| (it.0, seat(it.1)))).collect();
        let directory = Directory { agencies, grants: HashMap::from([(user, vec![grant])]), ..Directory::default() };
        Caller::new(user, agency, valid_from, Arc::new(directory))
    }

    fn person_of(agency_id: Id) -> users::Row {
        let new = NewUser {
            id: None,
            login: "lan".to_owned(),
            full_name: "Lan".to_owned(),
            position: None,
            email: None,
            agency_id,
            phone: None,
            password: None,
        };
        users::Row::person(&new, None, Instant(0))
    }

    fn code(judged: Result<(), Problem>) -> Option<Code> {
        judged.err().map(|problem| problem.code())
    }

    #[test]
    fn one_lends_what_one_may_do_at_the_agency_that_one_acts_for() {
        let (own, other) = (Id::fresh(), Id::fresh());
        let caller = administrator_at(own, &[(other, None)]);
        assert_eq!(code(at_own_agency(&caller, own)), None);
        assert_eq!(code(at_own_agency(&caller, other)), Some(Code::RoleMayNot));
        assert_eq!(code(at_own_agency(&caller, Id::fresh())), Some(Code::UnknownReference));
        assert_eq!(code(to_somebody_else(&caller, caller.user)), Some(Code::DelegateIsSelf));
        let known = KnownActions::of(&[Chapter { delegable: true, ..CHAPTER }]);
        let asked = ["users.create", "users.vanish"].map(str::to_owned);
        assert_eq!(code(own_actions(&known, &caller, &asked[..1])), None);
        assert_eq!(code(own_actions(&known, &caller, &asked)), Some(Code::ActionNotDelegable));
    }

    #[test]
    fn the_other_person_is_at_hand_and_may_act() {
        let (own, below, beside) = (Id::fresh(), Id::fresh(), Id::fresh());
        let caller = administrator_at(own, &[(below, Some(own)), (beside, None)]);
        assert_eq!(code(at_hand(&caller, &person_of(own))), None);
        assert_eq!(code(at_hand(&caller, &person_of(below))), None);
        assert_eq!(code(at_hand(&caller, &person_of(beside))), Some(Code::UnknownReference));
        let holder = users::Row { id: caller.user, ..person_of(beside) };
        assert_eq!(code(at_hand(&caller, &holder)), None, "a role there is enough");
        let barred = person_of(own).in_state(AccountState::Disabled, Instant(0));
        assert_eq!(code(at_hand(&caller, &barred)), Some(Code::UnknownReference));
    }

    #[test]
    fn a_delegation_lasts_a_leap_year_at_most() {
        let lasts = |from: &str, to: &str| {
            let (id, delegate_id, agency_id) = (None, Id::fresh(), Id::fresh());
            let (valid_from, valid_to, actions, reason) = (day(from), day(to), Vec::new(), None);
            let new = NewDelegation { id, delegate_id, agency_id, actions, valid_from, valid_to, reason };
            code(lasting(&new, valid_from))
        };
        assert_eq!(lasts("2017-01-01", "2018-01-01"), None);
        assert_eq!(lasts("2017-01-01", "2018-01-02"), Some(Code::DelegationTooLong));
        assert_eq!(lasts("2017-01-02", "2017-01-01"), Some(Code::WindowReversed));
    }
}
