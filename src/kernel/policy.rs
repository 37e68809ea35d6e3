//! Roles, and what a caller may do. The rules themselves stand in the chapters, one line each, as [`Rule`]s and as rows of
//! transition tables; this file only says how such a line is judged.

mod refusing;

use std::any::{Any, TypeId};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use chrono::NaiveDate;
use parking_lot::RwLock;

use crate::kernel::directory::{DelegationSeat, Directory, Extent, GrantSeat, holds_on};
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::telling::Place;
use crate::kernel::wording::Say;

pub use refusing::refused;

/// Where a role must be held for an action on an object. The object says which agency sits there, or that nobody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seat {
    /// The committee whose object it is.
    Committee,
    /// The agency whose own object it is.
    Own,
    /// The agency that carries it out.
    Assignee,
    /// The agency it is sent to, where that is not the standing agency.
    Recipient,
    /// The committee, for what its standing agency owes itself: nobody else stands above that agency.
    StandingOwn,
    /// The agency whose turn it is to do something about it, where its own officers and leads do.
    Holder,
    /// The committee, while it is the turn of its standing agency.
    StandingHolder,
    /// The committee, while it is the turn of its chair.
    ChairHolder,
    /// The person whose own it is, in whatever role.
    Person,
    /// The people of its team, each for the agency that he is listed for: by a role of his own there, and never for somebody else.
    Team,
    /// Whoever leads the team; of the team too.
    TeamLead,
    /// Anywhere: the role alone decides.
    Anywhere,
}

impl Seat {
    /// How the rules' description names it.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Committee => "at the committee whose it is",
            Self::Own => "at the agency whose own it is",
            Self::Assignee => "at the agency that carries it out",
            Self::Recipient => "at the agency that receives it",
            Self::StandingOwn => "at the committee, for what its standing agency owes itself",
            Self::Holder => "at the agency whose turn it is",
            Self::StandingHolder => "at the committee, while it is the turn of its standing agency",
            Self::ChairHolder => "at the committee, while it is the turn of its chair",
            Self::Person => "being the person whose own it is",
            Self::Team => "at the agency for which one is of its team today, never by delegation",
            Self::TeamLead => "at the agency for which one leads its team today, never by delegation",
            Self::Anywhere => "at any agency",
        }
    }

    /// Whether named people sit there and no agency. What somebody does as one of them nobody does for him.
    pub fn is_of_people(self) -> bool {
        matches!(self, Self::Team | Self::TeamLead)
    }
}

/// Somebody who sits in a team, and the agency that he is listed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// The person.
    pub user: Id,
    /// The agency.
    pub agency: Id,
}

/// Who may do something: roles, each at a seat.
pub type Who = &'static [(Seat, &'static [Role])];

/// An object that rules are asked about.
pub trait Seated {
    /// The agency at a seat; none where the seat does not apply to this object.
    fn agency_at(&self, seat: Seat) -> Option<Id>;

    /// The people at [`Seat::Team`] and at [`Seat::TeamLead`]: those whose membership holds now, as the object was read under its
    /// lock. Whoever has left is not among them, and whoever leads is at both seats. Nobody where an object has no team.
    fn people_at(&self, _seat: Seat) -> Vec<Member> {
        Vec::new()
    }
}

/// The object is an agency, or belongs to one and nothing else matters.
impl Seated for Id {
    fn agency_at(&self, _seat: Seat) -> Option<Id> {
        Some(*self)
    }
}

/// One line of the policy: an operation that is not a transition.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// The action, as in the journal.
    pub action: &'static str,
    /// Who may.
    pub who: Who,
}

impl Rule {
    /// The caller may do this to the object, or 403.
    pub fn permit(&self, caller: &Caller, object: &dyn Seated) -> Result<Authority, Problem> {
        caller.authority(self.resource, self.action, self.who, object).ok_or_else(|| refused(self.who, object))
    }

    /// Where those are who may do this to the object: whom a step tells of it.
    pub fn takers(&self, object: &dyn Seated) -> Vec<Place> {
        takers(self.resource, self.action, self.who, object)
    }
}

/// Where those are who may do something to an object, as it is now.
pub fn takers(resource: &str, action: &str, who: Who, object: &dyn Seated) -> Vec<Place> {
    let named = format!("{resource}.{action}");
    let places = who.iter().flat_map(|(seat, roles)| {
        let roles = roles.to_vec();
        // What people do as a team nobody does for them.
        let team = object.people_at(*seat).into_iter().filter(|_| seat.is_of_people());
        let team = team.map(|member| (member.agency, Vec::new(), Some(member.user)));
        let office = object.agency_at(*seat).filter(|_| !seat.is_of_people() && *seat != Seat::Anywhere);
        let office = office.map(|agency| (agency, vec![named.clone()], None));
        team.chain(office)
            .map(|(agency, actions, only)| Place { agency, roles: roles.clone(), actions, only })
            .collect::<Vec<Place>>()
    });
    places.collect()
}

/// Which agencies a line about reading opens, counted from where a role is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// Every agency that the grant reaches.
    Reach,
    /// The committees among them.
    Committees,
    /// All but the committees among them.
    Agencies,
    /// The agency that the token names, and those above it.
    Above,
    /// The agency at which the role is held.
    Held,
    /// None in particular: what concerns the reader.
    Concerned,
    /// None in particular: the objects of whose team the reader is, see [`Caller::teams_as`].
    Team,
    /// None in particular: it is everybody's.
    Everybody,
}

impl Within {
    /// How the rules' description names it.
    pub fn describe(self) -> &'static str {
        match self {
            Self::Reach => "of every agency in reach",
            Self::Committees => "of every committee in reach",
            Self::Agencies => "of every agency in reach that is no committee",
            Self::Above => "of the agency the caller acts for and of every agency above it",
            Self::Held => "of the agency at which the role is held",
            Self::Concerned => "where it concerns the caller",
            Self::Team => "of whose team the caller is, for the agency he acts for, never by delegation",
            Self::Everybody => "all there is",
        }
    }
}

/// One line of the policy about reading. What nobody's line opens does not exist for a caller: 404, and no list has it.
#[derive(Clone, Copy, Debug)]
pub struct ReadRule {
    /// The resources, as in paths.
    pub resources: &'static str,
    /// Which of them.
    pub which: &'static str,
    /// Of which agencies.
    pub within: Within,
    /// Who; nobody in particular where it takes no role.
    pub roles: &'static [Role],
}

impl ReadRule {
    /// The line's cells in the rules' description: resources, which, of whom, who.
    pub fn describe(&self, say: Say) -> [String; 4] {
        let who = match self.roles.len() {
            0 => say("whoever is signed in").to_owned(),
            all if all == Role::ALL.len() => say("every role").to_owned(),
            _ => any_of(self.roles, say),
        };
        [self.resources.to_owned(), say(self.which).to_owned(), say(self.within.describe()).to_owned(), who]
    }
}

/// Any of these roles, in words.
pub fn any_of(roles: &[Role], say: Say) -> String {
    let names: Vec<&str> = roles.iter().map(|role| role.as_str()).collect();
    names.join(&format!(" {} ", say("or")))
}

/// By what right somebody acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Authority {
    /// The role used.
    pub role: Role,
    /// The person for whom it is done, where a delegation is the right.
    pub on_behalf_of: Option<Id>,
}

/// Somebody whose token was good and whose account is alive, with the snapshot to judge by.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person.
    pub user: Id,
    /// The agency the token names: grants held elsewhere do not count.
    pub agency: Id,
    /// The civil date of the request.
    pub today: NaiveDate,
    /// Who is who.
    pub directory: Arc<Directory>,
    /// The roles that count; none where all do.
    scope: Option<Arc<[Role]>>,
    derived: Derived,
}

/// What chapters make of who-is-who for one caller, by type.
#[derive(Clone, Debug, Default)]
struct Derived(Arc<RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>>);

impl Caller {
    /// Somebody who acts for an agency on a date, by that snapshot.
    pub fn new(user: Id, agency: Id, today: NaiveDate, directory: Arc<Directory>) -> Self {
        Self { user, agency, today, directory, scope: None, derived: Derived::default() }
    }

    /// The same by a token that is narrowed to some roles: no other counts, and nothing that others lent.
    #[must_use]
    pub fn narrowed(self, scope: Option<Arc<[Role]>>) -> Self {
        Self { scope, derived: Derived::default(), ..self }
    }

    /// What a chapter makes of who-is-who for this caller: made once for all his requests, until anything changes.
    pub fn derived<T: Any + Send + Sync>(&self, make: impl FnOnce(&Self) -> T) -> Arc<T> {
        let known = self.derived.0.read().get(&TypeId::of::<T>()).cloned();
        if let Some(Ok(known)) = known.map(Arc::downcast::<T>) {
            return known;
        }
        let made = Arc::new(make(self));
        self.derived.0.write().insert(TypeId::of::<T>(), made.clone());
        made
    }

    /// The same caller by what is on record now, after a lock that others may have held; 401 once barred.
    pub fn judged_by(&self, directory: Arc<Directory>) -> Result<Self, Problem> {
        if directory.users.get(&self.user).is_none_or(|it| it.disabled) {
            return Err(Problem::of(Code::InvalidToken));
        }
        Ok(Self::new(self.user, self.agency, self.today, directory).narrowed(self.scope.clone()))
    }

    /// The people on the record of a step: who does it, and for whom.
    pub fn people(&self, authority: Authority) -> Vec<Id> {
        std::iter::once(self.user).chain(authority.on_behalf_of).collect()
    }

    /// Everybody on the record of a step that the caller may take today: he himself, and whoever has lent him anything.
    pub fn acts_as(&self) -> Vec<Id> {
        let lent = self.directory.delegations.get(&self.user).into_iter().flatten();
        let lent = lent.filter(|it| holds_on(self.today, it.valid_from, it.valid_to)).map(|it| it.delegator);
        let people: BTreeSet<Id> = std::iter::once(self.user).chain(lent).collect();
        people.into_iter().collect()
    }

    /// The top of the caller's tree: what belongs to all, such as catalogues, is kept by those who reach it.
    pub fn root(&self) -> Id {
        self.directory.lineage(self.agency).last().unwrap_or(self.agency)
    }

    /// The person's own grants at the active agency that hold today.
    pub fn grants(&self) -> impl Iterator<Item = &GrantSeat> {
        let counts = |it: &&GrantSeat| self.scope.as_ref().is_none_or(|scope| scope.contains(&it.role));
        self.grants_of(self.user, self.agency).filter(counts)
    }

    /// What others lent the person, that holds today.
    fn lent_today(&self) -> impl Iterator<Item = &DelegationSeat> {
        let all = if self.scope.is_none() { self.directory.delegations.get(&self.user) } else { None };
        all.into_iter()
            .flatten()
            .filter(|it| holds_on(self.today, it.valid_from, it.valid_to) && self.is_enabled(it.delegator))
    }

    fn grants_of(&self, user: Id, agency: Id) -> impl Iterator<Item = &GrantSeat> {
        self.directory
            .grants
            .get(&user)
            .into_iter()
            .flatten()
            .filter(move |it| it.agency == agency && self.directory.counts(it, self.today))
    }

    /// The roles held today at the active agency, without doubles.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<Role> = self.grants().map(|it| it.role).collect();
        roles.sort();
        roles.dedup();
        roles
    }

    /// Whether the caller holds one of the roles with reach to an agency.
    pub fn holds(&self, roles: &[Role], agency: Id) -> bool {
        self.grants().any(|it| roles.contains(&it.role) && self.directory.reaches(it, agency, self.today))
    }

    /// Whether the caller holds one of the roles anywhere.
    pub fn holds_anywhere(&self, roles: &[Role]) -> bool {
        self.grants().any(|it| roles.contains(&it.role))
    }

    /// The caller, and the agency acted for.
    pub fn member(&self) -> Member {
        Member { user: self.user, agency: self.agency }
    }

    /// Whether what is an agency's is held today by the one acted for.
    pub fn acts_for(&self, agency: Id) -> bool {
        self.directory.holder(agency, self.today) == self.agency
    }

    /// 403 where an agency has ended and whoever would administrate it reaches it by its heir alone: nobody who took over alters what it
    /// was, or who was there.
    pub fn corrects(&self, agency: Id) -> Result<(), Problem> {
        let (directory, today) = (&self.directory, self.today);
        let own = self.grants().filter(|it| it.role == Role::Admin).flat_map(|it| directory.reach(it, today));
        let is_above = |(root, extent): (Id, Extent)| extent == Extent::Tree && directory.is_within(agency, root);
        if !directory.has_ended(agency, today) || own.into_iter().any(is_above) {
            Ok(())
        } else {
            Err(Problem::of(Code::RoleMayNot))
        }
    }

    /// The agency acted for, and those that have ended and whose it holds today: the same for lists.
    pub fn stands_for(&self) -> Vec<Id> {
        self.directory.within(self.agency, Extent::Alone, self.today)
    }

    /// Whether the caller is the portal and nothing else.
    pub fn is_the_portal(&self) -> bool {
        let roles = self.roles();
        !roles.is_empty() && roles.iter().all(|role| *role == Role::Portal)
    }

    /// 403 for the portal: it reads papers that are out, and not what people said and did about them, such as histories, reminders and
    /// words of progress.
    pub fn permit_what_people_did(&self) -> Result<(), Problem> {
        if self.is_the_portal() { Err(Problem::of(Code::RoleMayNot)) } else { Ok(()) }
    }

    /// The right by which the caller may act, his own before one delegated to him.
    pub fn authority(&self, resource: &str, action: &str, who: Who, object: &dyn Seated) -> Option<Authority> {
        let own = self.member();
        if let Some(grant) = self.grants().find(|grant| self.grant_fits(grant, who, object, Some(own))) {
            return Some(Authority { role: grant.role, on_behalf_of: None });
        }
        self.lent(resource, action, who, object).next()
    }

    /// The rights that others lent the caller for this, whether he has one of his own or not.
    pub fn lent(&self, resource: &str, action: &str, who: Who, object: &dyn Seated) -> impl Iterator<Item = Authority> {
        let name = format!("{resource}.{action}");
        self.lent_today().filter(move |it| it.actions.contains(&name)).filter_map(move |it| {
            let mut grants = self.grants_of(it.delegator, it.agency);
            let role = grants.find(|grant| self.grant_fits(grant, who, object, None))?.role;
            Some(Authority { role, on_behalf_of: Some(it.delegator) })
        })
    }

    /// The grants by one of which [`Self::authority`] can let the caller take an action, wherever: his own, and those of the people
    /// who let him take this one. From them follows where it is worth looking for objects.
    pub fn acting_grants(&self, resource: &str, action: &str) -> Vec<GrantSeat> {
        let name = format!("{resource}.{action}");
        let lent = self.lent_today().filter(|it| it.actions.contains(&name));
        let lent = lent.flat_map(|it| self.grants_of(it.delegator, it.agency).cloned());
        self.grants().cloned().chain(lent).collect()
    }

    /// The grants by which the caller reads: his own, and those of people who delegated something to him today, for he must
    /// see what he acts on. Roles that move nothing along are not lent: what is delegated is done by others.
    pub fn reading_grants(&self) -> Vec<GrantSeat> {
        let own = self.grants().cloned();
        let lent = self
            .lent_today()
            .flat_map(|it| self.grants_of(it.delegator, it.agency).cloned())
            .filter(|it| !matches!(it.role, Role::Auditor | Role::Admin));
        own.chain(lent).collect()
    }

    fn is_enabled(&self, user: Id) -> bool {
        self.directory.users.get(&user).is_some_and(|it| !it.disabled)
    }

    /// As whom the caller sits in teams: himself, for the agency that his token names, while he holds a role of business by a grant
    /// of his own at that very agency. A grant that only reaches it is none, nor is anything lent to him.
    ///
    /// A chapter opens by it what is a team's to read, on one object and in the SQL of lists alike. Who is of a team is in the database
    /// and not in the snapshot: so the question is put to the database with each request, and its answer is no part of
    /// [`Caller::derived`].
    ///
    /// ```ignore
    /// // One object, which was read with those who are of its team now.
    /// let is_of_team = caller.teams_as().is_some_and(|me| visit.people_at(Seat::Team).contains(&me));
    ///
    /// // A list: beside the agencies that roles open, the visits of whose team he is.
    /// let of_his_teams = |me: Member| {
    ///     members::table
    ///         .filter(members::user_id.eq(me.user).and(members::agency_id.eq(me.agency)).and(members::left_at.is_null()))
    ///         .select(members::inspection_id)
    /// };
    /// query = match caller.teams_as() {
    ///     Some(me) => query.filter(opened_by_roles.or(inspections::id.eq_any(of_his_teams(me)))),
    ///     None => query.filter(opened_by_roles),
    /// };
    /// ```
    pub fn teams_as(&self) -> Option<Member> {
        let mut grants = self.grants();
        let holds_a_role = grants.any(|it| Role::OF_BUSINESS.contains(&it.role) && self.is_held_in_earnest(it));
        holds_a_role.then_some(self.member())
    }

    /// A standing role without a designation reaches nothing, and so counts nowhere.
    fn is_held_in_earnest(&self, grant: &GrantSeat) -> bool {
        !self.directory.reach(grant, self.today).is_empty()
    }

    /// Whether a grant is one of those that a rule asks for, where it asks for it. `member` is as whom its holder sits in teams: none
    /// where somebody else acts for him.
    fn grant_fits(&self, grant: &GrantSeat, who: Who, object: &dyn Seated, member: Option<Member>) -> bool {
        let at = |seat: Seat| match seat {
            Seat::Anywhere => self.is_held_in_earnest(grant),
            Seat::Team | Seat::TeamLead => {
                let sits = |me: Member| me.agency == grant.agency && object.people_at(seat).contains(&me);
                Role::OF_BUSINESS.contains(&grant.role) && self.is_held_in_earnest(grant) && member.is_some_and(sits)
            }
            _ => object.agency_at(seat).is_some_and(|agency| self.directory.reaches(grant, agency, self.today)),
        };
        who.iter().any(|(seat, roles)| roles.contains(&grant.role) && at(*seat))
    }
}

#[cfg(test)]
mod tests;
