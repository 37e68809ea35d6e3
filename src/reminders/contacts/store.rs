//! Contacts as who is who has them; numbers and addresses are asked of the accounts.

use crate::accounts;
use crate::kernel::db::View;
use crate::kernel::directory::{Directory, GrantSeat};
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::text;
use crate::reminders::WaitingFor;
use crate::reminders::contacts::model::AgencyContact;
use crate::reminders::policy;

/// By name; nobody else has this word in his cursor.
const ORDER: &str = "name";

/// One page of those who can be called at an agency; 404 where there is none, and 403 for whoever has nothing to call it about.
pub fn list(
    view: &mut View<'_>,
    waiting: WaitingFor,
    agency: Id,
    page: &PageRequest,
) -> Result<Page<AgencyContact>, Problem> {
    let directory = view.caller.directory.clone();
    if !directory.agencies.contains_key(&agency) {
        return Err(Problem::of(Code::NotFound));
    }
    let recipients = waiting(view, agency)?;
    // Of one that has ended, whoever holds what was its own is called.
    let agency = directory.holder(agency, view.caller.today);
    policy::reads_contacts(&view.caller, agency, &recipients)?;
    let mut keyed: Vec<(String, Id, Vec<Role>)> = holders(&directory, &view.caller, agency)
        .map(|(user, roles)| (text::sort_key(&directory.user_name(user)), user, roles))
        .collect();
    keyed.sort();
    let cut = Page::of_all(keyed, page, ORDER, |(key, user, _)| (key.clone(), user.0))?;
    let people: Vec<Id> = cut.items.iter().map(|(_, user, _)| *user).collect();
    let mut known = accounts::particulars(view.connection, &people)?;
    let shown = cut.map(|(_, user, roles)| {
        let it = known.remove(&user).unwrap_or_default();
        AgencyContact {
            user_id: user,
            full_name: directory.user_name(user),
            position: it.position,
            phone: it.phone,
            email: it.email,
            roles,
        }
    });
    Ok(shown)
}

/// The people who may act and hold roles of business at an agency today, each with these.
fn holders<'a>(directory: &'a Directory, caller: &'a Caller, agency: Id) -> impl Iterator<Item = (Id, Vec<Role>)> + 'a {
    let standing = directory.standing_agency(agency, caller.today);
    let is_there = move |grant: &GrantSeat| {
        let place = if grant.role.is_standing() && grant.agency != agency { standing } else { Some(agency) };
        Role::OF_BUSINESS.contains(&grant.role) && place == Some(grant.agency) && directory.counts(grant, caller.today)
    };
    let may_act = move |user: &Id| directory.users.get(user).is_some_and(|it| !it.disabled && !it.is_machine);
    directory.grants.iter().filter(move |(user, _)| may_act(user)).filter_map(move |(user, grants)| {
        let mut roles: Vec<Role> = grants.iter().filter(|grant| is_there(grant)).map(|grant| grant.role).collect();
        roles.sort();
        roles.dedup();
        (!roles.is_empty()).then_some((*user, roles))
    })
}
