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
    let named = route.or(directory.agencies.get(&agency)?.parent)?;
    let is_committee = directory.agencies.get(&named).is_some_and(|seat| seat.is_committee);
    let standing = if is_committee { directory.standing_agency(named, on) } else { None };
    Some(standing.unwrap_or(named))
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
