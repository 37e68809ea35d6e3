//! Who is who: the agencies' tree, the designations, the people, their grants and delegations, and the signing keys, as one
//! snapshot in memory. One counter row in the database is raised in the transaction of every change to any of these; each
//! job compares it before it trusts the snapshot, so a revoked grant takes effect with the next request on every instance.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::named::AgencyName;
use crate::kernel::role::{Role, Scope};

/// An agency as the policy sees it.
#[derive(Clone, Debug)]
pub struct AgencySeat {
    /// The agency above; none for a root.
    pub parent: Option<Id>,
    /// Its dotted identifier code.
    pub code: String,
    /// The name shown beside figures.
    pub name: String,
    /// Whether it is a committee that issues programmes for a city.
    pub is_committee: bool,
    /// The first day it exists.
    pub valid_from: NaiveDate,
    /// The last day it exists; none while it is alive.
    pub valid_to: Option<NaiveDate>,
    /// Who took over when it ended, where that was decided.
    pub heir: Option<Heir>,
}

/// Who took over from an agency that ended. No row of its past is rewritten: whoever asks who holds what it had follows its heirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heir {
    /// The agency that holds everything that was the ended one's.
    pub agency: Id,
    /// The first day on which it does.
    pub from: NaiveDate,
    /// Those that go on beside it, where one agency became several; they hold nothing of it.
    pub others: Vec<Id>,
    /// The change that says so.
    pub change: Id,
}

/// What an agency was called between two days, before it was renamed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerName {
    /// Its name then.
    pub name: String,
    /// Its short name then.
    pub short_name: Option<String>,
    /// Its dotted identifier code then.
    pub code: String,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: NaiveDate,
    /// The change by which it got another.
    pub change: Id,
}

/// A dated designation of a committee's standing agency.
#[derive(Clone, Debug)]
pub struct DesignationSeat {
    /// The committee that designates.
    pub committee: Id,
    /// The agency designated.
    pub agency: Id,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; none while it lasts.
    pub valid_to: Option<NaiveDate>,
}

/// A person or a service account.
#[derive(Clone, Debug)]
pub struct UserSeat {
    /// The name given at sign-in.
    pub login: String,
    /// The name shown on the record.
    pub name: String,
    /// The agency the account belongs to.
    pub agency: Id,
    /// May not act while disabled.
    pub disabled: bool,
    /// Tokens of an older generation are void: raised by a password change.
    pub generation: i32,
    /// A service account: nobody but the service itself vouches for it.
    pub is_machine: bool,
    /// Somebody else set the password: until its owner has changed it, nothing else is open.
    pub password_is_given: bool,
}

/// A role that a person holds at an agency between two dates.
#[derive(Clone, Debug)]
pub struct GrantSeat {
    /// The row, for the record.
    pub id: Id,
    /// The agency at which the role is held.
    pub agency: Id,
    /// The role.
    pub role: Role,
    /// Whether the agencies below are included.
    pub scope: Scope,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; none while it lasts.
    pub valid_to: Option<NaiveDate>,
}

/// A delegation: named actions of one person that another may do between two dates.
#[derive(Clone, Debug)]
pub struct DelegationSeat {
    /// Whose actions.
    pub delegator: Id,
    /// The agency at which the delegator holds the role.
    pub agency: Id,
    /// The actions, as the policy table names them.
    pub actions: Vec<String>,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day.
    pub valid_to: Option<NaiveDate>,
}

/// A signing key as verification needs it.
#[derive(Clone, Debug)]
pub struct KeySeat {
    /// The key's name in tokens and in JWKS.
    pub kid: String,
    /// The Ed25519 public key, 32 bytes.
    pub public_key: Vec<u8>,
    /// The private half, encrypted under a key from outside the database.
    pub sealed_private_key: Vec<u8>,
    /// From when it signs (machine time).
    pub signs_from: Instant,
    /// Until when it verifies (machine time); none for the newest.
    pub verifies_until: Option<Instant>,
    /// Withdrawn keys verify nothing.
    pub withdrawn: bool,
}

/// How far a grant reaches from the agency at which its role is exercised.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// That agency alone.
    Alone,
    /// That agency and everything under it.
    Tree,
    /// A committee and everything under it that is no other committee's: a designation is its committee's alone, and who stands
    /// for a committee further down, that one says itself.
    Committee,
}

/// The snapshot.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// The counter it was read at.
    pub version: i64,
    /// Agencies by id.
    pub agencies: HashMap<Id, AgencySeat>,
    /// Those of them that have a last day, in the order of their ids: what [`Self::settle`] makes of [`Self::agencies`].
    pub ended: Vec<Id>,
    /// What agencies were called before, earliest first; those that never had another name are not in it.
    pub former_names: HashMap<Id, Vec<FormerName>>,
    /// Designations of standing agencies.
    pub designations: Vec<DesignationSeat>,
    /// People by id.
    pub users: HashMap<Id, UserSeat>,
    /// Grants by person; revoked ones are not in it.
    pub grants: HashMap<Id, Vec<GrantSeat>>,
    /// Delegations by the person who acts.
    pub delegations: HashMap<Id, Vec<DelegationSeat>>,
    /// The signing keys.
    pub keys: Vec<KeySeat>,
}

/// Whether a dated row holds on a date, both ends included.
pub fn holds_on(date: NaiveDate, from: NaiveDate, to: Option<NaiveDate>) -> bool {
    from <= date && to.is_none_or(|to| date <= to)
}

/// No tree of agencies is deeper; guards against a loop in the data.
const DEEPEST_TREE: usize = 32;

/// No line of heirs is longer; guards against a circle in the data.
const LONGEST_SUCCESSION: usize = 64;

impl Directory {
    /// Makes what follows from the agencies, once they are read: while none has ended, nobody is asked who took over.
    pub fn settle(&mut self) {
        let ended = self.agencies.iter().filter(|(_, seat)| seat.valid_to.is_some()).map(|(id, _)| *id);
        self.ended = ended.collect();
        self.ended.sort();
    }

    /// The agency that holds on a day what is an agency's: itself while it is there, then its heir, his heir, and so on. Where nobody
    /// was named, the nearest living agency above holds it, and for a committee its standing agency. It is never one that has
    /// ended, unless nothing above is alive either.
    pub fn holder(&self, agency: Id, on: NaiveDate) -> Id {
        if self.ended.is_empty() || !self.has_ended(agency, on) { agency } else { self.taken_over(agency, on) }
    }

    fn taken_over(&self, agency: Id, on: NaiveDate) -> Id {
        let next = |id: &Id| {
            let seat = self.agencies.get(id)?;
            let heir = seat.heir.as_ref().filter(|it| it.from <= on).map(|it| it.agency);
            heir.or(seat.parent)
        };
        let mut by_heirs = std::iter::successors(Some(agency), next).take(LONGEST_SUCCESSION);
        // A circle of heirs leads nowhere: then the tree alone decides.
        let mut by_the_tree = self.lineage(agency);
        let is_alive = |id: &Id| self.is_alive(*id, on);
        let Some(found) = by_heirs.find(is_alive).or_else(|| by_the_tree.find(is_alive)) else { return agency };
        let is_committee = self.agencies.get(&found).is_some_and(|seat| seat.is_committee);
        let standing = if is_committee { self.standing_agency(found, on) } else { None };
        standing.filter(is_alive).unwrap_or(found)
    }

    /// The agencies that have ended and whose an agency holds on a day, in the order of their ids.
    pub fn held_by(&self, agency: Id, on: NaiveDate) -> impl Iterator<Item = Id> + '_ {
        let ended = self.ended.iter().copied().filter(move |id| *id != agency);
        ended.filter(move |id| self.holder(*id, on) == agency)
    }

    /// Of some agencies those that hold their own on a day, each under itself and under all that have ended and whose it holds then.
    pub fn held_among(&self, agencies: &[Id], on: NaiveDate) -> BTreeMap<Id, Id> {
        let some: HashSet<Id> = agencies.iter().copied().collect();
        let before = self.ended.iter().map(|id| (*id, self.holder(*id, on)));
        agencies.iter().map(|id| (*id, *id)).chain(before.filter(|(_, holder)| some.contains(holder))).collect()
    }

    /// The agency that holds an agency's on a day and those that hold what is above it, nearest first.
    pub fn above(&self, agency: Id, on: NaiveDate) -> impl Iterator<Item = Id> + '_ {
        let above = move |id: &Id| self.agencies.get(id).and_then(|seat| seat.parent).map(|it| self.holder(it, on));
        std::iter::successors(Some(self.holder(agency, on)), above).take(DEEPEST_TREE)
    }

    /// Whether what is an agency's is held on a day by `root` or below it.
    pub fn is_held_within(&self, agency: Id, root: Id, on: NaiveDate) -> bool {
        self.above(agency, on).any(|id| id == root)
    }

    /// Every agency that is so, in the order of their ids.
    pub fn held_within(&self, root: Id, on: NaiveDate) -> Vec<Id> {
        // Asked for with every request that reads a part of the tree: while nobody has ended that is the tree as it is written.
        if self.ended.is_empty() {
            return self.subtree(root);
        }
        let mut found: Vec<Id> =
            self.agencies.keys().copied().filter(|id| self.is_held_within(*id, root, on)).collect();
        found.sort();
        found
    }

    /// The agencies, committees aside, whose holder on a day holds an agency's below them too: what they were to judge there would be
    /// their own, and falls to their committee. In the order of their ids.
    pub fn judging_themselves(&self, on: NaiveDate) -> Vec<Id> {
        let is_office = |id: &Id| self.agencies.get(id).is_some_and(|seat| !seat.is_committee);
        let become_one = |ended: &Id| {
            let holder = self.holder(*ended, on);
            self.lineage(*ended).skip(1).filter(is_office).filter(move |above| self.holder(*above, on) == holder)
        };
        let found: BTreeSet<Id> =
            self.ended.iter().filter(|id| self.has_ended(**id, on)).flat_map(become_one).collect();
        found.into_iter().collect()
    }

    /// The agencies that go on with what an agency was, its heirs and those beside them, and what became of these in turn. Itself is
    /// not among them.
    pub fn successors(&self, agency: Id) -> Vec<Id> {
        let mut found = Vec::new();
        let mut asked = vec![agency];
        while let Some(id) = asked.pop() {
            let heir = self.agencies.get(&id).and_then(|seat| seat.heir.as_ref()).into_iter();
            for next in heir.flat_map(|it| std::iter::once(it.agency).chain(it.others.iter().copied())) {
                if next != agency && !found.contains(&next) {
                    found.push(next);
                    asked.push(next);
                }
            }
        }
        found
    }

    /// The agencies that ended and that an agency goes on with as their heir or beside it, and those that these went on with in turn.
    /// Itself is not among them.
    pub fn predecessors(&self, agency: Id) -> Vec<Id> {
        let goes_on = |ended: Id, next: Id| {
            let heir = self.agencies.get(&ended).and_then(|seat| seat.heir.as_ref());
            heir.is_some_and(|it| it.agency == next || it.others.contains(&next))
        };
        let mut found = Vec::new();
        let mut asked = vec![agency];
        while let Some(next) = asked.pop() {
            for ended in self.ended.iter().copied().filter(|ended| goes_on(*ended, next)) {
                if ended != agency && !found.contains(&ended) {
                    found.push(ended);
                    asked.push(ended);
                }
            }
        }
        found
    }

    /// What an agency was called on a day: before its first day as on that, and after its last one as on that. Empty for an unknown one.
    pub fn name_on(&self, agency: Id, on: NaiveDate) -> String {
        let former = self.former_names.get(&agency).into_iter().flatten().find(|it| on <= it.valid_to);
        former.map_or_else(|| self.agency_name(agency), |it| it.name.clone())
    }

    /// Whether anybody who may act holds a role somewhere on a date.
    pub fn has_anybody(&self, role: Role, on: NaiveDate) -> bool {
        let may_act = |user: &Id| self.users.get(user).is_some_and(|it| !it.disabled);
        let mut held = self.grants.iter().filter(|(user, _)| may_act(user)).flat_map(|(_, grants)| grants);
        held.any(|it| it.role == role && self.counts(it, on))
    }

    /// The agency and those above it, nearest first: as the tree has it, whether they have ended or not.
    pub fn lineage(&self, agency: Id) -> impl Iterator<Item = Id> + '_ {
        std::iter::successors(Some(agency), |id| self.agencies.get(id).and_then(|seat| seat.parent)).take(DEEPEST_TREE)
    }

    /// Whether `agency` is `ancestor` or stands under it in the tree. What somebody reaches is [`Self::is_held_within`].
    pub fn is_within(&self, agency: Id, ancestor: Id) -> bool {
        self.lineage(agency).any(|id| id == ancestor)
    }

    /// `ancestor` and every agency under it in the tree.
    pub fn subtree(&self, ancestor: Id) -> Vec<Id> {
        let mut found: Vec<Id> = self.agencies.keys().copied().filter(|id| self.is_within(*id, ancestor)).collect();
        found.sort();
        found
    }

    /// The committees that an agency is the standing agency of on a date.
    pub fn designated_by(&self, agency: Id, on: NaiveDate) -> impl Iterator<Item = Id> + '_ {
        self.designations
            .iter()
            .filter(move |it| it.agency == agency && self.is_in_force(it, on))
            .map(|it| it.committee)
    }

    /// A designation ends with the agency that it names, and with the committee that made it.
    fn is_in_force(&self, designation: &DesignationSeat, on: NaiveDate) -> bool {
        let is_over = self.has_ended(designation.agency, on) || self.has_ended(designation.committee, on);
        holds_on(on, designation.valid_from, designation.valid_to) && !is_over
    }

    /// The standing agency of a committee on a date.
    pub fn standing_agency(&self, committee: Id, on: NaiveDate) -> Option<Id> {
        self.designations.iter().find(|it| it.committee == committee && self.is_in_force(it, on)).map(|it| it.agency)
    }

    /// The nearest committee at or above an agency.
    pub fn committee_of(&self, agency: Id) -> Option<Id> {
        self.lineage(agency).find(|id| self.agencies.get(id).is_some_and(|seat| seat.is_committee))
    }

    /// Whether an agency can be given a task of another's programme: it stands there or below, and is no committee.
    pub fn can_carry_out(&self, agency: Id, owner: Id) -> bool {
        self.is_within(agency, owner) && self.agencies.get(&agency).is_some_and(|seat| !seat.is_committee)
    }

    /// Every committee.
    pub fn committees(&self) -> impl Iterator<Item = Id> + '_ {
        self.agencies.iter().filter(|(_, seat)| seat.is_committee).map(|(id, _)| *id)
    }

    /// Whether an agency is the one root of all agencies there are: reaching it is reaching everything.
    pub fn is_the_only_root(&self, agency: Id) -> bool {
        let mut roots = self.agencies.iter().filter(|(_, seat)| seat.parent.is_none());
        roots.next().is_some_and(|(id, _)| *id == agency) && roots.next().is_none()
    }

    /// Whether an agency exists on a date.
    pub fn is_alive(&self, agency: Id, on: NaiveDate) -> bool {
        self.agencies.get(&agency).is_some_and(|seat| holds_on(on, seat.valid_from, seat.valid_to))
    }

    /// Whether there was such an agency, and is no more on a date. One that has ended does nothing, and nothing is given to it.
    pub fn has_ended(&self, agency: Id, on: NaiveDate) -> bool {
        self.last_day_of(agency).is_some_and(|last| last < on)
    }

    /// The last day of an agency, where it has one.
    pub fn last_day_of(&self, agency: Id) -> Option<NaiveDate> {
        self.agencies.get(&agency).and_then(|seat| seat.valid_to)
    }

    /// The account with a login.
    pub fn user_of(&self, login: &str) -> Option<(Id, &UserSeat)> {
        self.users.iter().find(|(_, seat)| seat.login == login).map(|(id, seat)| (*id, seat))
    }

    /// The name of an agency; empty for an unknown one.
    pub fn agency_name(&self, agency: Id) -> String {
        self.agencies.get(&agency).map(|seat| seat.name.clone()).unwrap_or_default()
    }

    /// An agency by its name and its code; both empty for an unknown one.
    pub fn agency_named(&self, agency: Id) -> AgencyName {
        let code = self.agencies.get(&agency).map(|seat| seat.code.clone()).unwrap_or_default();
        AgencyName { id: agency, code, name: self.agency_name(agency) }
    }

    /// The name of a person; empty for an unknown one.
    pub fn user_name(&self, user: Id) -> String {
        self.users.get(&user).map(|seat| seat.name.clone()).unwrap_or_default()
    }

    /// The agency at which a grant's role is exercised, seen from the agencies it reaches: for the standing roles the
    /// committees that designated the agency on that day, otherwise the agency itself.
    fn roots_of(&self, grant: &GrantSeat, on: NaiveDate) -> Vec<Id> {
        if grant.role.is_standing() { self.designated_by(grant.agency, on).collect() } else { vec![grant.agency] }
    }

    /// Whether a grant counts on a date: it holds, and its agency has not ended.
    pub fn counts(&self, grant: &GrantSeat, on: NaiveDate) -> bool {
        holds_on(on, grant.valid_from, grant.valid_to) && !self.has_ended(grant.agency, on)
    }

    /// Whether a grant reaches an agency on a date. The standing roles reach what is the committee's that designated their
    /// agency, while that designation lasts.
    pub fn reaches(&self, grant: &GrantSeat, agency: Id, on: NaiveDate) -> bool {
        self.reach(grant, on).into_iter().any(|(root, extent)| self.extends_to(root, extent, agency, on))
    }

    /// From where a grant reaches on a date, and how far.
    pub fn reach(&self, grant: &GrantSeat, on: NaiveDate) -> Vec<(Id, Extent)> {
        if !self.counts(grant, on) {
            return Vec::new();
        }
        let extent = match grant.scope {
            _ if grant.role.is_standing() => Extent::Committee,
            Scope::Subtree => Extent::Tree,
            Scope::Own => Extent::Alone,
        };
        self.roots_of(grant, on).into_iter().map(|root| (root, extent)).collect()
    }

    /// Whether an agency lies so far from one on a day: where it has ended, the one that holds what was its own.
    pub fn extends_to(&self, root: Id, extent: Extent, agency: Id, on: NaiveDate) -> bool {
        match extent {
            Extent::Alone => self.holder(agency, on) == root,
            Extent::Tree => self.is_held_within(agency, root, on),
            Extent::Committee => self.committee_of(self.holder(agency, on)) == Some(root),
        }
    }

    /// Every agency that lies so far from one on a day.
    pub fn within(&self, root: Id, extent: Extent, on: NaiveDate) -> Vec<Id> {
        match extent {
            Extent::Alone => std::iter::once(root).chain(self.held_by(root, on)).collect(),
            Extent::Tree => self.held_within(root, on),
            Extent::Committee => {
                let every = self.agencies.keys().copied();
                let mut found: Vec<Id> = every.filter(|agency| self.extends_to(root, extent, *agency, on)).collect();
                found.sort();
                found
            }
        }
    }
}

#[cfg(test)]
mod tests;
