//! Who may do what with accounts. Administrators keep them and auditors read them, within their reach; everybody reads
//! what is their own.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::kernel::agencies::not_ended;
use crate::kernel::directory::{Directory, Extent, GrantSeat};
use crate::kernel::id::Id;
use crate::kernel::policy::{Authority, Caller, Member, ReadRule, Rule, Seat, Who, Within};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role::{Admin, Auditor};
use crate::kernel::role::{Role, Scope};

/// Those who keep accounts.
pub const KEEPERS: Who = &[(Seat::Own, &[Admin])];
/// Those who end a delegation: whoever made it, or an administrator.
pub const ENDERS: Who = &[(Seat::Own, &[Admin]), (Seat::Person, Role::ALL)];

/// Enter a person of an agency.
pub const CREATE_USER: Rule = Rule { resource: "users", action: "create", who: KEEPERS };
/// Correct a person's particulars.
pub const UPDATE_USER: Rule = Rule { resource: "users", action: "update", who: KEEPERS };
/// Set a new password for a person.
pub const RESET_PASSWORD: Rule = Rule { resource: "users", action: "reset_password", who: KEEPERS };
/// Give a person a link by which he sets a password himself.
pub const INVITE: Rule = Rule { resource: "users", action: "invite", who: KEEPERS };
/// Grant a role at an agency.
pub const CREATE_GRANT: Rule = Rule { resource: "grants", action: "create", who: KEEPERS };
/// Delegate actions of one's own.
pub const CREATE_DELEGATION: Rule =
    Rule { resource: "delegations", action: "create", who: &[(Seat::Person, Role::ALL)] };
/// Enter a service account of an agency.
pub const CREATE_SERVICE_ACCOUNT: Rule = Rule { resource: "service-accounts", action: "create", who: KEEPERS };
/// Give a service account a new secret.
pub const RENEW_SECRET: Rule = Rule { resource: "service-accounts", action: "renew_secret", who: KEEPERS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[
    CREATE_USER,
    UPDATE_USER,
    RESET_PASSWORD,
    INVITE,
    CREATE_GRANT,
    CREATE_DELEGATION,
    CREATE_SERVICE_ACCOUNT,
    RENEW_SECRET,
];

const ACCOUNTS: ReadRule = ReadRule {
    resources: "users, service-accounts, grants, delegations",
    which: "accounts, and the grants and delegations at an agency,",
    within: Within::Reach,
    roles: &[Admin, Auditor],
};
const OWN: ReadRule = ReadRule {
    resources: "users, service-accounts, grants, delegations",
    which: "one's own account and grants, and delegations that one made or was given,",
    within: Within::Concerned,
    roles: &[],
};

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[ACCOUNTS, OWN];

/// Accounts are read by administrators and auditors with reach to the agency, and by the people concerned; for everybody
/// else they do not exist.
pub fn readable(caller: &Caller, agency: Id, concerned: &[Id]) -> Result<(), Problem> {
    let reads = concerned.contains(&caller.user) || caller.holds(ACCOUNTS.roles, agency);
    if reads { Ok(()) } else { Err(Problem::of(Code::NotFound)) }
}

/// The agencies whose accounts the caller reads: the same rule as [`readable`], for lists.
pub fn readable_agencies(caller: &Caller) -> Vec<Id> {
    let directory = &caller.directory;
    let reach =
        caller.grants().filter(|it| ACCOUNTS.roles.contains(&it.role)).flat_map(|it| directory.reach(it, caller.today));
    let mut agencies: Vec<Id> = reach.flat_map(|(root, extent)| directory.within(root, extent, caller.today)).collect();
    agencies.sort();
    agencies.dedup();
    agencies
}

/// The right to do something at an agency that a body names. An unknown agency is told only to those who might, and nobody enters
/// an account or a role at one that has ended.
pub fn permit_at(rule: &Rule, caller: &Caller, agency: Id) -> Result<Authority, Problem> {
    let holds_the_role = rule.who.iter().any(|(_, roles)| caller.holds_anywhere(roles));
    if holds_the_role && !caller.directory.agencies.contains_key(&agency) {
        return Err(Problem::unknown("/agency_id"));
    }
    let authority = rule.permit(caller, &agency)?;
    not_ended(&caller.directory, agency, caller.today, "/agency_id")?;
    Ok(authority)
}

/// 403 unless the caller covers a role at an agency.
pub fn covered(caller: &Caller, role: Role, scope: Scope, agency: Id) -> Result<(), Problem> {
    if covers(caller, role, scope, agency) { Ok(()) } else { Err(Problem::of(Code::RoleMayNot)) }
}

/// What belongs to no agency, such as attempts to sign in as nobody, is read by them with a grant at the top of the tree.
pub fn reads_what_is_nobodys(caller: &Caller) -> bool {
    let is_root = |agency: &Id| caller.directory.agencies.get(agency).is_some_and(|seat| seat.parent.is_none());
    caller.grants().any(|it| ACCOUNTS.roles.contains(&it.role) && is_root(&it.agency))
}

/// Nobody gives out, or takes over by a password, more than they reach themselves: an administrator covers a grant whose
/// whole reach lies within the reach of one of his own. The standing roles reach what is the committee's that designates their
/// agency: the nearest one above, and any other that does so on whatever day.
fn covers(caller: &Caller, role: Role, scope: Scope, agency: Id) -> bool {
    let directory: &Directory = &caller.directory;
    let mut tops = vec![agency];
    if role.is_standing() {
        let designating = directory.designations.iter().filter(|it| it.agency == agency).map(|it| it.committee);
        tops.extend(designating.chain(directory.committee_of(agency)));
    }
    let needs_the_tree = role.is_standing() || scope == Scope::Subtree;
    let own: Vec<(Id, Extent)> =
        caller.grants().filter(|it| it.role == Admin).flat_map(|it| directory.reach(it, caller.today)).collect();
    let is_covered = |top: &Id| {
        own.iter().any(|(root, extent)| match extent {
            // What was an ended agency's may be its own again: whoever reaches it by an heir alone does not take it over.
            Extent::Tree => {
                let is_there = !directory.has_ended(*top, caller.today) || directory.is_within(*top, *root);
                is_there && directory.is_held_within(*top, *root, caller.today)
            }
            _ => top == root && !needs_the_tree,
        })
    };
    tops.iter().all(is_covered)
}

/// Whether somebody who could set a person's password before may do so still: whoever made a link for him, or entered his address.
pub fn may_reset_still(directory: &Arc<Directory>, by: Member, today: NaiveDate, user: Id) -> bool {
    let users = &directory.users;
    let is_there = users.get(&by.user).is_some_and(|it| !it.disabled) && !directory.has_ended(by.agency, today);
    let caller = Caller::new(by.user, by.agency, today, directory.clone());
    let permitted = |agency: &Id| RESET_PASSWORD.permit(&caller, agency).is_ok();
    is_there && users.get(&user).is_some_and(|it| permitted(&it.agency)) && covers_account(&caller, user).is_ok()
}

/// 403 unless the caller covers everything that an account may do, now or later: in its own roles, and in those of people who
/// delegated actions to it.
pub fn covers_account(caller: &Caller, user: Id) -> Result<(), Problem> {
    let directory = &caller.directory;
    let is_over = |valid_to: Option<NaiveDate>| valid_to.is_some_and(|to| to < caller.today);
    let grants_of = |user: Id| directory.grants.get(&user).into_iter().flatten();
    let lent = directory
        .delegations
        .get(&user)
        .into_iter()
        .flatten()
        .filter(|it| !is_over(it.valid_to))
        .flat_map(|it| grants_of(it.delegator).filter(|grant| grant.agency == it.agency));
    let covered = |it: &GrantSeat| is_over(it.valid_to) || covers(caller, it.role, it.scope, it.agency);
    if grants_of(user).chain(lent).all(covered) { Ok(()) } else { Err(Problem::of(Code::RoleMayNot)) }
}
