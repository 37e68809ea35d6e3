//! Who has to do with an obligation, and so with its submissions and its extensions: the seats that their rules name.

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};

/// The agencies around one obligation on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The committee whose period it is.
    pub committee: Id,
    /// The agency that owes.
    pub agency: Id,
    /// The agency that it reports to.
    pub recipient: Id,
    /// The standing agency on that day.
    pub standing: Option<Id>,
}

impl Parties {
    /// As the designations have it on a day: that of the step.
    pub fn of(directory: &Directory, committee: Id, agency: Id, recipient: Id, on: NaiveDate) -> Self {
        Self { committee, agency, recipient, standing: directory.standing_agency(committee, on) }
    }

    /// The agency for which it is received: the recipient, or the committee for which the standing agency receives.
    pub fn receiver(&self) -> Id {
        self.agency_at(Seat::Recipient).unwrap_or(self.committee)
    }

    fn is_standing_own(&self) -> bool {
        self.standing == Some(self.agency)
    }

    /// What an agency was to receive from itself, as its own standing agency, falls to whichever is that now.
    fn is_received_by_committee(&self) -> bool {
        self.standing == Some(self.recipient) || self.recipient == self.agency
    }
}

/// Whom an agency reports to on a day: whoever its route names, else the agency above it. A committee has no office of its own: its
/// standing agency receives for it.
pub fn recipient(directory: &Directory, agency: Id, route: Option<Id>, on: NaiveDate) -> Option<Id> {
    let named = named_recipient(directory, agency, route)?;
    let is_committee = directory.agencies.get(&named).is_some_and(|seat| seat.is_committee);
    let standing = if is_committee { directory.standing_agency(named, on) } else { None };
    Some(standing.unwrap_or(named))
}

/// The same before a standing agency is asked: the committee itself, where it is a committee that an agency owes its report to.
pub fn named_recipient(directory: &Directory, agency: Id, route: Option<Id>) -> Option<Id> {
    route.or(directory.agencies.get(&agency)?.parent)
}

/// Whether a report was owed to the committee, of which that was not put on record when its period was opened: its recipient is the
/// committee; or it is neither the agency above nor one that a route had named by then, and one of these is the committee. `named` are
/// those that routes had named.
pub fn was_owed_to_committee(committee: Id, recipient: Id, parent: Option<Id>, named: &[Id]) -> bool {
    let stands_for_it = parent != Some(recipient) && !named.contains(&recipient);
    let names_it = parent == Some(committee) || named.contains(&committee);
    recipient == committee || (parent.is_some() && stands_for_it && names_it)
}

impl Seated for Parties {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        let here = |it: Id, applies: bool| applies.then_some(it);
        match seat {
            Seat::Assignee => Some(self.agency),
            Seat::StandingOwn => here(self.committee, self.is_standing_own()),
            Seat::Committee => here(self.committee, !self.is_standing_own() && self.is_received_by_committee()),
            Seat::Recipient => here(self.recipient, !self.is_standing_own() && !self.is_received_by_committee()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_owed_to_the_committee_follows_from_who_received_it() {
        let [committee, standing, district] = std::array::from_fn(|_| Id::fresh());
        for (recipient, parent, named, expected) in [
            (standing, Some(committee), vec![], true),
            (committee, Some(committee), vec![], true),
            (district, Some(district), vec![], false),
            (standing, Some(district), vec![committee], true),
            (standing, Some(district), vec![], false),
            (standing, Some(committee), vec![standing], false),
            (standing, Some(standing), vec![committee], false),
            (standing, None, vec![committee], false),
        ] {
            let found = was_owed_to_committee(committee, recipient, parent, &named);
            assert_eq!(found, expected, "{recipient} {parent:?} {named:?}");
        }
    }

    #[test]
    fn each_report_has_exactly_one_who_receives_it() {
        let [committee, standing, department, district, commune] = std::array::from_fn(|_| Id::fresh());
        let seats = |agency: Id, recipient: Id, standing: Option<Id>| {
            let parties = Parties { committee, agency, recipient, standing };
            [Seat::Committee, Seat::Recipient, Seat::StandingOwn].map(|seat| parties.agency_at(seat))
        };
        assert_eq!(seats(department, standing, Some(standing)), [Some(committee), None, None]);
        assert_eq!(seats(commune, district, Some(standing)), [None, Some(district), None]);
        assert_eq!(seats(standing, standing, Some(standing)), [None, None, Some(committee)]);
        // The function moved to the department: it owes what it owed, and receives what it owed itself from nobody.
        assert_eq!(seats(department, standing, Some(department)), [None, None, Some(committee)]);
        assert_eq!(seats(standing, standing, Some(department)), [Some(committee), None, None]);
    }
}
