//! How long a link is good and for whom, and how many of them somebody may ask for.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::accounts::password_links::model::Purpose;
use crate::accounts::password_links::store::Row;
use crate::accounts::policy;
use crate::accounts::users::model::{AccountKind, AccountState};
use crate::accounts::users::store as users;
use crate::kernel::directory::Directory;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// Who is invited may be away for some days.
const INVITED_SECONDS: i64 = 7 * 24 * 3600;
/// Who has forgotten a password waits for the letter.
const FORGOTTEN_SECONDS: i64 = 3600;

/// So often a link may be asked for in a quarter of an hour (`throttle::window`) for one login: nobody fills somebody else's letter box.
const MOST_FOR_A_LOGIN: usize = 3;
/// So often from one network, in which a whole office may sit.
const MOST_FROM_A_NETWORK: usize = 30;

/// Until when a link is good that is made now.
pub fn expiry(purpose: Purpose, now: Instant) -> Instant {
    now.plus_seconds(match purpose {
        Purpose::Invitation => INVITED_SECONDS,
        Purpose::Forgotten => FORGOTTEN_SECONDS,
    })
}

/// Whose password a link sets now: whatever is wrong with it, the problem is the same. It is good while it has not expired, for a person
/// who may use the account and has the same password, or none, as when it was made.
pub fn redeemed(found: Option<(Row, users::Row)>, now: Instant) -> Result<(Row, users::Row), Problem> {
    let is_good = |(link, user): &(Row, users::Row)| {
        user.kind == AccountKind::Person
            && user.state == AccountState::Active
            && user.generation == link.generation
            && link.expires_at > now
    };
    found.filter(is_good).ok_or_else(void)
}

/// 422, whatever is wrong with a link.
pub fn void() -> Problem {
    Problem::of_place("/secret", Code::LinkVoid)
}

/// Whether it is good by who is who: whoever made it, or entered the address that it went to, may set that person's password still. The
/// person may have been given more since than he reaches.
pub fn is_vouched_for(link: &Row, user: &users::Row, directory: &Arc<Directory>, today: NaiveDate) -> bool {
    link.on_the_word_of(user).is_none_or(|by| policy::may_reset_still(directory, by, today, user.id))
}

/// Whether a link can be mailed to whoever has forgotten a password: to people alone who may use their account.
pub fn may_forget(user: &users::Row) -> bool {
    user.kind == AccountKind::Person && user.state == AccountState::Active && user.email.is_some()
}

/// Nobody is invited to an account that may not be used.
pub fn invitable(state: AccountState) -> Result<(), Problem> {
    if state == AccountState::Active { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Whether another letter may go out, by how often one was asked for lately. Whoever asks too often is not told.
pub fn has_room(for_login: usize, from_network: usize) -> bool {
    for_login < MOST_FOR_A_LOGIN && from_network < MOST_FROM_A_NETWORK
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::users::model::NewUser;
    use crate::kernel::id::Id;
    use crate::kernel::policy::Member;

    fn person() -> users::Row {
        let new = NewUser {
            id: None,
            login: "lan.nguyen".to_owned(),
            full_name: "Nguyễn Thị Lan".to_owned(),
            position: None,
            email: Some("lan@example.vn".to_owned()),
            phone: None,
            agency_id: Id::fresh(),
            password: None,
        };
        users::Row::person(&new, None, Instant(0))
    }

    fn at(seconds: i64) -> Instant {
        Instant(seconds * 1_000_000)
    }

    #[test]
    fn a_link_is_good_for_a_time_and_while_nothing_has_changed() {
        let user = person();
        let link = Row::of(&user, None, None, (at(0), expiry(Purpose::Forgotten, at(0))));
        let good = |link: &Row, user: &users::Row, now| redeemed(Some((link.clone(), user.clone())), now).is_ok();
        assert!(good(&link, &user, at(3_599)));
        assert!(!good(&link, &user, at(3_600)), "it has expired");
        assert!(!good(&link, &user.with_password("x", at(1)), at(2)), "the password was set since");
        assert!(!good(&link, &user.in_state(AccountState::Disabled, at(1)), at(2)));
        let by = Member { user: Id::fresh(), agency: Id::fresh() };
        let invited = Row::of(&user, Some(by), None, (at(0), expiry(Purpose::Invitation, at(0))));
        assert!(good(&invited, &user, at(7 * 24 * 3600 - 1)));
        assert_eq!(redeemed(None, at(0)).err().map(|problem| problem.code()), Some(Code::LinkVoid));
    }

    #[test]
    fn people_alone_forget_their_passwords() {
        let user = person();
        assert!(may_forget(&user));
        assert!(!may_forget(&users::Row { email: None, ..user.clone() }));
        assert!(!may_forget(&users::Row { kind: AccountKind::Service, ..user.clone() }));
        assert!(!may_forget(&users::Row { state: AccountState::Disabled, ..user }));
        assert!(invitable(AccountState::Disabled).is_err() && invitable(AccountState::Active).is_ok());
        assert!(has_room(2, 29) && !has_room(3, 0) && !has_room(0, 30));
    }
}
