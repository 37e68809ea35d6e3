//! Who has to do with an obligation, and so with its submissions and its extensions: the seats that their rules name. Whoever holds
//! what was an ended agency's sits where that sat, and what is owed to the committee is its standing agency's of the day.

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::policy::{Seat, Seated};

/// The agencies around one obligation on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parties {
    /// The committee whose period it is.
    pub committee: Id,
    /// The agency that holds what the one owes that it was opened for.
    pub agency: Id,
    /// The agency that holds what is the one's that it reports to.
    pub recipient: Id,
    /// Whether it reports to the committee itself.
    pub to_committee: bool,
    /// The standing agency on that day.
    pub standing: Option<Id>,
}

impl Parties {
    /// As heirs and designations have it on a day: that of the step. The agency and the recipient are those on record.
    pub fn of(
        directory: &Directory,
        committee: Id,
        [agency, recipient]: [Id; 2],
        to_committee: bool,
        on: NaiveDate,
    ) -> Self {
        let [agency, recipient] = [agency, recipient].map(|it| directory.holder(it, on));
        Self { committee, agency, recipient, to_committee, standing: directory.standing_agency(committee, on) }
    }

    /// The agency for which it is received: the recipient, or the committee for which the standing agency receives.
    pub fn receiver(&self) -> Id {
        self.agency_at(Seat::Recipient).unwrap_or(self.committee)
    }

    fn is_standing_own(&self) -> bool {
        self.standing == Some(self.agency)
    }

    /// What an agency was to receive from itself, as its own standing agency or since it took over from the other side, falls to
    /// whichever is the standing agency now.
    fn is_received_by_committee(&self) -> bool {
        self.to_committee || self.standing == Some(self.recipient) || self.recipient == self.agency
    }
}

/// Whom an agency reports to on a day: whoever its route names, else the agency above it, and where that has ended, whoever holds what was
/// its own. A committee has no office of its own: its standing agency receives for it.
pub fn recipient(directory: &Directory, agency: Id, route: Option<Id>, on: NaiveDate) -> Option<Id> {
    let named = directory.holder(named_recipient(directory, agency, route)?, on);
    let is_committee = directory.agencies.get(&named).is_some_and(|seat| seat.is_committee);
    let standing = if is_committee { directory.standing_agency(named, on) } else { None };
    Some(standing.unwrap_or(named))
}

/// The same before a standing agency is asked: the committee itself, where it is a committee that an agency owes its report to.
pub fn named_recipient(directory: &Directory, agency: Id, route: Option<Id>) -> Option<Id> {
    route.or(directory.agencies.get(&agency)?.parent)
}

/// Whether something was sent to the committee of which its row does not say so: to the committee itself, or by an agency right below it
/// to one that ever was its standing agency.
pub fn went_to_committee(directory: &Directory, committee: Id, agency: Id, recipient: Id) -> bool {
    let is_right_below = directory.agencies.get(&agency).is_some_and(|seat| seat.parent == Some(committee));
    let mut named = directory.designations.iter().filter(|it| it.committee == committee);
    recipient == committee || is_right_below && named.any(|it| it.agency == recipient)
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
    use crate::kernel::sample::{City, day};

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
        let seated = |agency: Id, recipient: Id, to_committee: bool, standing: Option<Id>| {
            let parties = Parties { committee, agency, recipient, to_committee, standing };
            [Seat::Committee, Seat::Recipient, Seat::StandingOwn].map(|seat| parties.agency_at(seat))
        };
        let seats = |agency: Id, recipient: Id, standing: Option<Id>| seated(agency, recipient, false, standing);
        assert_eq!(seats(department, standing, Some(standing)), [Some(committee), None, None]);
        assert_eq!(seats(commune, district, Some(standing)), [None, Some(district), None]);
        assert_eq!(seats(standing, standing, Some(standing)), [None, None, Some(committee)]);
        // The function moved to the department: it owes what it owed, and receives what it owed itself from nobody.
        assert_eq!(seats(department, standing, Some(department)), [None, None, Some(committee)]);
        assert_eq!(seats(standing, standing, Some(department)), [Some(committee), None, None]);
        // It moved to the department: what was owed to the committee is that one's now, and units of the old one report to it still.
        assert_eq!(seated(district, standing, true, Some(department)), [Some(committee), None, None]);
        assert_eq!(seated(commune, standing, false, Some(department)), [None, Some(standing), None]);
        // While there is none, the committee waits.
        assert_eq!(seated(district, standing, true, None), [Some(committee), None, None]);
    }

    #[test]
    fn whoever_holds_what_was_an_ended_agency_s_sits_where_it_sat() {
        let mut city = City::new();
        let [committee, labour, justice, district, commune] =
            ["committee", "labour", "justice", "district", "commune"].map(|name| city.id(name));
        city.end("district", "justice", "2017-03-01");
        let seats = |agency: Id, recipient: Id, on: &str| {
            let parties = Parties::of(&city.directory, committee, [agency, recipient], false, day(on));
            [Seat::Assignee, Seat::Committee, Seat::Recipient, Seat::StandingOwn].map(|seat| parties.agency_at(seat))
        };
        assert_eq!(seats(commune, district, "2017-02-28"), [Some(commune), None, Some(district), None]);
        assert_eq!(seats(commune, district, "2017-03-01"), [Some(commune), None, Some(justice), None]);
        assert_eq!(seats(district, labour, "2017-03-01"), [Some(justice), Some(committee), None, None]);
        // Nobody receives from himself what his predecessor had to send to him.
        assert_eq!(seats(district, justice, "2017-03-01"), [Some(justice), Some(committee), None, None]);
        // Justice is the standing agency from 2018 on: what its predecessor owes is its own.
        assert_eq!(seats(district, labour, "2018-01-01"), [Some(justice), None, None, Some(committee)]);
    }

    #[test]
    fn what_went_to_a_standing_agency_from_right_below_the_committee_went_to_the_committee() {
        let city = City::new();
        let committee = city.id("committee");
        for (agency, recipient, expected) in [
            ("district", "labour", true),
            ("district", "justice", true),
            ("district", "committee", true),
            ("commune", "labour", false),
            ("commune", "district", false),
        ] {
            let found = went_to_committee(&city.directory, committee, city.id(agency), city.id(recipient));
            assert_eq!(found, expected, "{agency} {recipient}");
        }
    }
}
