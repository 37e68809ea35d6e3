//! What an agency change must be, beside who may and beside its workflow.
//!
//! What is wrong whenever it is written is refused then; what depends on who is there on its day is judged when it is approved, and again
//! when it is executed. No row of an agency's past is rewritten by it: the seats follow the heirs.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;

use crate::agencies::changes::model::bodies::AgencyChangeAction;
use crate::agencies::changes::model::{
    AgencyChange, AgencyChangeState, AgencyEnd, AgencyRename, LeftCount, LeftKind, LeftThing,
};
use crate::kernel::chapter::Left;
use crate::kernel::directory::{AgencySeat, Directory, GrantSeat};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Blocker, Code, Problem};
use crate::kernel::role::Role;

/// So many places are told of each thing that is wrong.
const MOST_TOLD: usize = 100;

/// So many seconds after it was executed a change can be taken back: thirty days.
const REVERTIBLE_SECONDS: i64 = 30 * 24 * 3600;

/// A change is edited while it is a draft.
pub fn is_draft(state: AgencyChangeState) -> Result<(), Problem> {
    if state == AgencyChangeState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Whether a step changes agencies.
pub fn is_carried(action: &AgencyChangeAction) -> bool {
    matches!(action, AgencyChangeAction::Execute {} | AgencyChangeAction::Revert { .. })
}

/// Whether the days are over in which a change can be taken back.
pub fn is_final(executed_at: Option<Instant>, now: Instant) -> bool {
    executed_at.is_none_or(|executed| now > executed.plus_seconds(REVERTIBLE_SECONDS))
}

/// The changes of the same agencies among others that were executed and begin after a change does.
pub fn later_on(change: &AgencyChange, others: &[AgencyChange]) -> Vec<Id> {
    let others = others.iter().filter(|it| it.effective_on > change.effective_on && it.touches(change));
    others.map(|it| it.id).collect()
}

/// Those of the same agencies that were executed after a change was, or of the same things: as long as they hold, it cannot be taken
/// back. `entwined` are all those of the same things.
pub fn executed_after(change: &AgencyChange, others: &[AgencyChange], entwined: &[Id]) -> Vec<Id> {
    let when = |it: &AgencyChange| (it.executed_at, it.id);
    let is_on_it = |it: &AgencyChange| it.touches(change) || entwined.contains(&it.id);
    let others = others.iter().filter(|it| when(it) > when(change) && is_on_it(it));
    others.map(|it| it.id).collect()
}

/// Each agency is renamed or ends once, and stands at or below the committee; nobody goes on with himself, and nobody is named twice for
/// it. 422 at every place that is wrong.
pub fn fitting(
    directory: &Directory,
    committee: Id,
    renames: &[AgencyRename],
    ends: &[AgencyEnd],
) -> Result<(), Problem> {
    let (mut wrong, mut named, mut codes) = (Vec::new(), HashSet::new(), HashSet::new());
    for (place, rename) in renames.iter().enumerate() {
        let code = wrong_agency(directory, committee, rename.agency_id, &mut named);
        wrong.extend(code.map(|code| (format!("/renames/{place}/agency_id"), code)));
        if !codes.insert(&rename.code) {
            wrong.push((format!("/renames/{place}/code"), Code::CodeRepeated));
        }
    }
    for (place, end) in ends.iter().enumerate() {
        let code = wrong_agency(directory, committee, end.agency_id, &mut named);
        wrong.extend(code.map(|code| (format!("/ends/{place}/agency_id"), code)));
        let of_it = wrong_in_end(directory, end).into_iter();
        wrong.extend(of_it.map(|(below, code)| (format!("/ends/{place}{below}"), code)));
    }
    Problem::of_all(wrong.into_iter().map(|(pointer, code)| Err(Problem::of_place(pointer, code))))
}

fn wrong_agency(directory: &Directory, committee: Id, agency: Id, named: &mut HashSet<Id>) -> Option<Code> {
    if !named.insert(agency) {
        Some(Code::AgencyRepeated)
    } else if !directory.agencies.contains_key(&agency) {
        Some(Code::UnknownReference)
    } else {
        (directory.committee_of(agency) != Some(committee)).then_some(Code::OutsideCommittee)
    }
}

fn wrong_in_end(directory: &Directory, end: &AgencyEnd) -> Vec<(String, Code)> {
    let known = |agency: &Id| directory.agencies.contains_key(agency);
    let mut wrong = Vec::new();
    match end.heir_id {
        Some(heir) if heir == end.agency_id => wrong.push(("/heir_id".to_owned(), Code::SameAgency)),
        Some(heir) if !known(&heir) => wrong.push(("/heir_id".to_owned(), Code::UnknownReference)),
        _ => {}
    }
    let mut going_on: HashSet<Id> = end.heir_id.into_iter().chain([end.agency_id]).collect();
    for (place, successor) in end.successor_ids.iter().enumerate() {
        let code = if !going_on.insert(*successor) {
            Code::AgencyRepeated
        } else if !known(successor) {
            Code::UnknownReference
        } else {
            continue;
        };
        wrong.push((format!("/successor_ids/{place}"), code));
    }
    let mut excepted = HashSet::new();
    for (place, exception) in end.exceptions.iter().enumerate() {
        if !excepted.insert(exception.obligation_id) {
            wrong.push((format!("/exceptions/{place}/obligation_id"), Code::ItemRepeated));
        }
    }
    wrong
}

/// Exceptions are of what the agency owes, itself or for another that ended before: 422 at every one that is not. `debtors` says who owes
/// what.
pub fn exceptions_fit(directory: &Directory, change: &AgencyChange, debtors: &HashMap<Id, Id>) -> Result<(), Problem> {
    let held = directory.held_among(&change.ending(), change.effective_on);
    let places = change.ends.iter().enumerate().flat_map(|(place, end)| {
        end.exceptions.iter().enumerate().map(move |(nth, it)| (place, nth, end.agency_id, it.obligation_id))
    });
    let strange =
        places.filter(|(_, _, agency, owed)| debtors.get(owed).and_then(|debtor| held.get(debtor)) != Some(agency));
    let told = |(place, nth, ..): (usize, usize, Id, Id)| {
        Err(Problem::unknown(format!("/ends/{place}/exceptions/{nth}/obligation_id")))
    };
    Problem::of_all(strange.take(MOST_TOLD).map(told))
}

/// The heirs of the agencies that end by a change, in the order of these: whoever is named; of one that is dissolved the agency
/// above, while that is there and no committee, and else the standing agency. None where that is nobody.
pub fn heirs_of(directory: &Directory, change: &AgencyChange) -> Vec<Option<Id>> {
    let ending: HashSet<Id> = change.ends.iter().map(|it| it.agency_id).collect();
    let goes_on = |id: &Id| directory.is_alive(*id, change.effective_on) && !ending.contains(id);
    let is_office = |id: &Id| directory.agencies.get(id).is_some_and(|seat| !seat.is_committee);
    let standing = directory.standing_agency(change.committee_id, change.effective_on).filter(goes_on);
    let heir = |end: &AgencyEnd| {
        let above = || directory.agencies.get(&end.agency_id).and_then(|seat| seat.parent);
        end.heir_id
            .or_else(|| above().filter(is_office).filter(goes_on))
            .or_else(|| standing.filter(|it| !directory.is_within(*it, end.agency_id)))
    };
    change.ends.iter().map(heir).collect()
}

/// A change with all its heirs named.
pub fn with_heirs(directory: &Directory, change: &AgencyChange) -> AgencyChange {
    let mut named = change.clone();
    for (end, heir) in named.ends.iter_mut().zip(heirs_of(directory, change)) {
        end.heir_id = heir;
    }
    named
}

/// What stands against a change, as it is on its day. Places are pointers into the change, or identifiers of what is in its way.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Later changes of the same agencies that hold already.
    pub later: Vec<Blocker>,
    /// Codes that other agencies have then.
    pub codes: Vec<Blocker>,
    /// Whether nothing changes.
    pub is_empty: bool,
    /// Reports that an ending agency owes, of which nobody has said what becomes of them.
    pub undecided: Vec<Blocker>,
    /// Agencies that are not there then.
    pub absent: Vec<Blocker>,
    /// Committees among those that end.
    pub committees: Vec<Blocker>,
    /// Ends without an heir, and heirs that cannot be.
    pub heirs: Vec<Blocker>,
    /// Living agencies below one that ends, which do not end with it.
    pub children: Vec<Blocker>,
    /// Standing agencies that end without another that was designated.
    pub standing: Vec<Blocker>,
    /// Whether nobody would be left who administrates.
    pub leaves_nobody: bool,
}

impl Judged {
    /// Of a change, by who is who today. `later` are the later ones of the same agencies, `undecided` the reports that its ends leave open.
    pub fn of(directory: &Directory, change: &AgencyChange, later: &[Id], undecided: &[Id], today: NaiveDate) -> Self {
        let ending: BTreeSet<Id> = change.ends.iter().map(|it| it.agency_id).collect();
        let designated = directory.designations.iter().map(|it| it.agency);
        let designated: HashSet<Id> = designated.filter(|it| ending.contains(it)).collect();
        let frame = Frame { directory, change, ending: &ending, designated: &designated };
        let mut judged = Self {
            later: later.iter().map(|id| Blocker::at(Code::LaterChange, id.to_string())).collect(),
            undecided: undecided.iter().map(|id| Blocker::at(Code::ObligationUndecided, id.to_string())).collect(),
            codes: frame.codes_taken(),
            is_empty: change.renames.is_empty() && change.ends.is_empty(),
            leaves_nobody: frame.leaves_nobody(today),
            children: frame.children(),
            ..Self::default()
        };
        for (place, rename) in change.renames.iter().enumerate() {
            if !directory.is_alive(rename.agency_id, change.effective_on) {
                judged.absent.push(Blocker::at(Code::AgencyAbsent, format!("/renames/{place}/agency_id")));
            }
        }
        for (place, (end, heir)) in change.ends.iter().zip(heirs_of(directory, change)).enumerate() {
            judged.look_at(frame, &format!("/ends/{place}"), end, heir);
        }
        let told = [
            &mut judged.later,
            &mut judged.codes,
            &mut judged.undecided,
            &mut judged.absent,
            &mut judged.committees,
            &mut judged.heirs,
            &mut judged.children,
            &mut judged.standing,
        ];
        for blockers in told {
            blockers.truncate(MOST_TOLD);
        }
        judged
    }

    fn look_at(&mut self, frame: Frame<'_>, place: &str, end: &AgencyEnd, heir: Option<Id>) {
        let Frame { directory, change, .. } = frame;
        let on = change.effective_on;
        let lasts = |agency: Id, day: Option<NaiveDate>| day.is_some_and(|day| directory.is_alive(agency, day));
        if !lasts(end.agency_id, Some(on)) || !lasts(end.agency_id, on.pred_opt()) {
            self.absent.push(Blocker::at(Code::AgencyAbsent, format!("{place}/agency_id")));
        }
        if directory.agencies.get(&end.agency_id).is_some_and(|seat| seat.is_committee) {
            self.committees.push(Blocker::at(Code::CommitteeEnds, format!("{place}/agency_id")));
        }
        let wrong = match (heir, end.heir_id) {
            (None, _) => Some(Code::NoHeir),
            (Some(heir), Some(_)) => frame.wrong_heir(heir, end.agency_id),
            (Some(_), None) => None,
        };
        self.heirs.extend(wrong.map(|code| Blocker::at(code, format!("{place}/heir_id"))));
        for (at, successor) in end.successor_ids.iter().enumerate() {
            let wrong = frame.wrong_heir(*successor, end.agency_id);
            self.heirs.extend(wrong.map(|code| Blocker::at(code, format!("{place}/successor_ids/{at}"))));
        }
        if frame.is_unfollowed(end.agency_id) {
            self.standing.push(Blocker::at(Code::StandingUnfollowed, format!("{place}/agency_id")));
        }
    }
}

/// A change, who is who, and which agencies end by it.
#[derive(Clone, Copy)]
struct Frame<'a> {
    directory: &'a Directory,
    change: &'a AgencyChange,
    ending: &'a BTreeSet<Id>,
    /// Those of them that a committee ever designated: few, of whom alone it is asked what they stood for.
    designated: &'a HashSet<Id>,
}

impl Frame<'_> {
    /// What keeps an agency from going on with what another was.
    fn wrong_heir(&self, heir: Id, ended: Id) -> Option<Code> {
        let Self { directory, change, ending, .. } = *self;
        let is_committee = directory.agencies.get(&heir).is_some_and(|seat| seat.is_committee);
        if is_committee || directory.committee_of(heir) != Some(change.committee_id) {
            Some(Code::HeirOutside)
        } else if ending.contains(&heir) {
            Some(Code::HeirEnds)
        } else if directory.is_within(heir, ended) {
            Some(Code::HeirBelow)
        } else {
            (!directory.is_alive(heir, change.effective_on)).then_some(Code::HeirAbsent)
        }
    }

    /// Whether a committee is left without a standing agency by one that ends.
    fn is_unfollowed(&self, ended: Id) -> bool {
        let Self { directory, change, ending, designated } = *self;
        if !designated.contains(&ended) {
            return false;
        }
        let on = change.effective_on;
        let eve = on.pred_opt().into_iter();
        let mut stood_for = eve.chain([on]).flat_map(|day| directory.designated_by(ended, day));
        let is_followed =
            |committee: Id| directory.standing_agency(committee, on).is_some_and(|next| !ending.contains(&next));
        // One that would have stood from some later day on leaves that day to nobody.
        let comes_later = directory.designations.iter().any(|it| it.agency == ended && it.valid_from > on);
        comes_later || stood_for.any(|committee| !is_followed(committee))
    }

    /// Living agencies right below one that ends, also such as are still to begin, which do not end with it.
    fn children(&self) -> Vec<Blocker> {
        let lives_on = |seat: &AgencySeat| seat.valid_to.is_none_or(|last| last >= self.change.effective_on);
        let mut left: Vec<Id> = self
            .directory
            .agencies
            .iter()
            .filter(|(id, seat)| seat.parent.is_some_and(|it| self.ending.contains(&it)) && !self.ending.contains(*id))
            .filter(|(_, seat)| lives_on(seat))
            .map(|(id, _)| *id)
            .collect();
        left.sort();
        left.into_iter().map(|id| Blocker::at(Code::ChildAlive, id.to_string())).collect()
    }

    /// A code belongs to one agency at a time: whoever gets another gives up the one that he has.
    fn codes_taken(&self) -> Vec<Blocker> {
        let Self { directory, change, ending, .. } = *self;
        let renamed: BTreeMap<Id, &str> = change.renames.iter().map(|it| (it.agency_id, it.code.as_str())).collect();
        let wanted: HashSet<&str> = change.renames.iter().map(|it| it.code.as_str()).collect();
        let goes_on = |id: &Id, seat: &AgencySeat| {
            !ending.contains(id) && seat.valid_to.is_none_or(|last| last >= change.effective_on)
        };
        let mut holders: HashMap<&str, Vec<Id>> = HashMap::new();
        for (id, seat) in directory.agencies.iter().filter(|(id, seat)| goes_on(id, seat)) {
            let code = renamed.get(id).copied().unwrap_or(seat.code.as_str());
            if wanted.contains(code) {
                holders.entry(code).or_default().push(*id);
            }
        }
        let is_taken = |rename: &AgencyRename| {
            holders.get(rename.code.as_str()).is_some_and(|ids| ids.iter().any(|id| *id != rename.agency_id))
        };
        let taken = change.renames.iter().enumerate().filter(|(_, rename)| is_taken(rename));
        taken.map(|(place, _)| Blocker::at(Code::CodeTaken, format!("/renames/{place}/code"))).collect()
    }

    /// Whether all that lets people administrate is held at agencies that end. Committees do not, so that whoever administrates a whole
    /// tree stays.
    fn leaves_nobody(&self, today: NaiveDate) -> bool {
        let Self { directory, change, ending, .. } = *self;
        let on = change.effective_on.max(today);
        let may_act = |user: &Id| directory.users.get(user).is_some_and(|it| !it.disabled);
        let grants = directory.grants.iter().filter(|(user, _)| may_act(user)).flat_map(|(_, grants)| grants);
        let held_at: Vec<Id> =
            grants.filter(|it| it.role == Role::Admin && directory.counts(it, on)).map(|it| it.agency).collect();
        held_at.iter().any(|it| ending.contains(it)) && held_at.iter().all(|it| ending.contains(it))
    }
}

/// What stands against taking a change back: later ones of the same agencies, reports that were received of what it alone has agencies owe,
/// codes that others have by now, and agencies above that have ended.
pub fn settled(directory: &Directory, change: &AgencyChange, later: &[Id], received: &[Id]) -> Vec<Blocker> {
    let reopened: BTreeSet<Id> = change.ends.iter().map(|it| it.agency_id).collect();
    let renamed = change.renames.iter().filter_map(|it| Some((it.agency_id, it.before.as_ref()?.code.as_str())));
    let renamed: BTreeMap<Id, &str> = renamed.collect();
    let mut holders: HashMap<&str, Vec<Id>> = HashMap::new();
    for (id, seat) in &directory.agencies {
        if reopened.contains(id) || seat.valid_to.is_none_or(|last| last >= change.effective_on) {
            holders.entry(renamed.get(id).copied().unwrap_or(seat.code.as_str())).or_default().push(*id);
        }
    }
    let mut wrong: Vec<Blocker> = later.iter().map(|id| Blocker::at(Code::LaterChange, id.to_string())).collect();
    wrong.extend(received.iter().map(|id| Blocker::at(Code::ReportReceived, id.to_string())));
    let shared = holders.values().filter(|ids| ids.len() > 1).flatten();
    let mut shared: Vec<Id> = shared.copied().filter(|id| reopened.contains(id) || renamed.contains_key(id)).collect();
    shared.sort();
    wrong.extend(shared.into_iter().map(|id| Blocker::at(Code::CodeTaken, id.to_string())));
    let has_gone = |parent: Id| {
        !reopened.contains(&parent) && directory.last_day_of(parent).is_some_and(|last| last < change.effective_on)
    };
    let orphaned =
        reopened.iter().filter(|id| directory.agencies.get(*id).and_then(|seat| seat.parent).is_some_and(has_gone));
    wrong.extend(orphaned.map(|id| Blocker::at(Code::OutlivesParent, id.to_string())));
    wrong.truncate(MOST_TOLD);
    wrong
}

/// How much there is of each sort among what agencies leave, and how many people would hold no role.
pub fn counted(left: &[Left], people: usize) -> Vec<LeftCount> {
    let mut things: HashMap<&str, usize> = HashMap::new();
    for it in left {
        *things.entry(it.kind).or_default() += 1;
    }
    let count = |kind: LeftKind| match kind {
        LeftKind::PeopleWithoutGrant => people,
        _ => things.get(kind.as_str()).copied().unwrap_or_default(),
    };
    let counted = |kind: &LeftKind| LeftCount { kind: *kind, count: i64::try_from(count(*kind)).unwrap_or(i64::MAX) };
    LeftKind::ALL.iter().map(counted).collect()
}

/// What agencies leave of one sort, by agency.
pub fn of_kind(left: &[Left], kind: LeftKind) -> Vec<LeftThing> {
    let of_it = left.iter().filter(|it| it.kind == kind.as_str());
    let mut things: Vec<LeftThing> = of_it.map(|it| LeftThing { id: it.id, agency_id: it.agency }).collect();
    things.sort_by_key(|it| (it.agency_id, it.id));
    things
}

/// People, by the agencies of their accounts.
pub fn of_people(directory: &Directory, people: &[Id]) -> Vec<LeftThing> {
    let thing = |id: &Id| Some(LeftThing { id: *id, agency_id: directory.users.get(id)?.agency });
    let mut things: Vec<LeftThing> = people.iter().filter_map(thing).collect();
    things.sort_by_key(|it| (it.agency_id, it.id));
    things
}

/// The people who would hold no role anywhere once a change holds, in the order of their ids: whoever holds one only at agencies that
/// end. Accounts that are disabled lose nothing.
pub fn without_grant(directory: &Directory, change: &AgencyChange, today: NaiveDate) -> Vec<Id> {
    let (ending, on) = (change.ending(), change.effective_on.max(today));
    let loses_all = |(user, grants): &(&Id, &Vec<GrantSeat>)| {
        let may_act = directory.users.get(*user).is_some_and(|it| !it.disabled);
        let mut held = grants.iter().filter(|it| directory.counts(it, on)).peekable();
        may_act && held.peek().is_some() && held.all(|it| ending.binary_search(&it.agency).is_ok())
    };
    let mut found: Vec<Id> = directory.grants.iter().filter(loses_all).map(|(user, _)| *user).collect();
    found.sort();
    found
}

#[cfg(test)]
mod tests;
