//! Which reports somebody has to do with from the seats of those who receive them, as conditions for SQL. Whoever receives is worked
//! out object by object in [`super::parties`]; what is found here is judged there.

use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::work::Openings;

/// Where reports lie that somebody may have received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What was sent to these agencies …
    pub to: Agencies,
    /// … but not what standing agencies among them, and those whose they hold, received for their committees: the committee, and the
    /// agency.
    pub but: Vec<(Id, Id)>,
    /// And what these agencies owe, for which nobody but the committee stands above them: the committee, and the agencies.
    pub own: Vec<(Id, Vec<Id>)>,
    /// The committees for which reports are received: what is owed to others is not.
    pub for_committees: Vec<Id>,
}

impl Received {
    /// By the seats that are open to a caller.
    pub fn of<State: Copy + Eq + 'static>(open: &Openings<State>, caller: &Caller) -> Self {
        let (directory, today) = (&caller.directory, caller.today);
        let committees = |seat: Seat| -> Vec<Id> {
            let listed = open.at(seat).and_then(|it| it.agencies.listed()).unwrap_or_default();
            listed.to_vec()
        };
        let standing = |committee: Id| directory.standing_agency(committee, today);
        // What is a standing agency's: its own, and that of those which it took over from.
        let mut taken_over: BTreeMap<Id, Vec<Id>> = BTreeMap::new();
        for ended in directory.ended.iter().copied().filter(|it| directory.has_ended(*it, today)) {
            taken_over.entry(directory.holder(ended, today)).or_default().push(ended);
        }
        let held = |agency: Id| -> Vec<Id> {
            let others = taken_over.get(&agency).into_iter().flatten();
            std::iter::once(agency).chain(others.copied()).collect()
        };
        let for_committees = committees(Seat::Committee);
        let mut to = open.at(Seat::Recipient).map_or(Agencies::These(Vec::new()), |it| it.agencies.clone());
        let foreign = directory.committees().filter(|committee| !for_committees.contains(committee));
        let is_recipient = |agency: &Id| to.contains(*agency);
        let received = foreign.filter_map(|committee| Some((committee, standing(committee).filter(is_recipient)?)));
        let received = received.flat_map(|(committee, now)| held(now).into_iter().map(move |it| (committee, it)));
        let but: Vec<(Id, Id)> = received.collect();
        let mut own: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for committee in &for_committees {
            let now = standing(*committee);
            let named = directory.designations.iter().filter(|it| it.committee == *committee).map(|it| it.agency);
            let former: Vec<Id> = named.filter(|agency| now != Some(*agency)).collect();
            // What was sent to an earlier one, or to the committee while there was none, is this one's by now.
            let earlier = if former.is_empty() { None } else { Some(*committee) };
            let sent_to = now.into_iter().flat_map(held).chain(former.iter().copied()).chain(earlier);
            to = to.and(&Agencies::These(sent_to.collect()));
            // What an agency owed itself while the function was its own, or owes to the one that took over from it.
            let ended = directory.ended.iter().copied().filter(|it| directory.committee_of(*it) == Some(*committee));
            let alone = former.into_iter().chain(ended.filter(|it| directory.has_ended(*it, today)));
            own.entry(*committee).or_default().extend(alone);
        }
        for committee in committees(Seat::StandingOwn) {
            let now = standing(committee).into_iter();
            own.entry(committee).or_default().extend(now.flat_map(held));
        }
        let own = own.into_iter().filter(|(_, agencies)| !agencies.is_empty());
        let own = own.map(|(committee, agencies)| (committee, agencies.into_iter().collect())).collect();
        Self { to, but, own, for_committees }
    }
}

/// Keeps of a boxed query what was sent to somebody, by its columns for the committee and the recipient.
macro_rules! sent_to {
    ($received:expr, $committee:expr, $recipient:expr, $query:expr) => {{
        let received = $received;
        let mut query = $crate::kernel::sql::of_agencies($query, $recipient, received.to.listed());
        for (committee, agency) in &received.but {
            query = query.filter($committee.ne(*committee).or($recipient.ne(*agency)));
        }
        query
    }};
}
pub(crate) use sent_to;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Role::{AgencyLead, Chair, StandingOfficer};
    use crate::kernel::role::Scope::Own;
    use crate::kernel::sample::City;
    use crate::kernel::work::Awaited;
    use crate::reports::submissions::model::SubmissionState::{Submitted, UnderReview};
    use crate::reports::submissions::workflow::TRANSITIONS;

    #[test]
    fn each_seat_has_its_own_way_to_what_was_received() {
        let awaited = [
            Awaited { from: &[Submitted], actions: &["take"] },
            Awaited { from: &[UnderReview], actions: &["return", "accept"] },
        ];
        // Justice is the standing agency from 2018 on, Labour was before.
        for (role, at, on, to, but, own) in [
            (StandingOfficer, "labour", "2017-03-06", vec!["committee", "labour", "justice"], vec![], vec!["justice"]),
            (AgencyLead, "labour", "2017-03-06", vec!["labour"], vec!["labour"], vec![]),
            (AgencyLead, "district", "2017-03-06", vec!["district"], vec![], vec![]),
            (Chair, "committee", "2017-03-06", vec![], vec![], vec!["labour"]),
            (StandingOfficer, "justice", "2018-03-06", vec!["committee", "labour", "justice"], vec![], vec!["labour"]),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, Own);
            let caller = city.caller("somebody", at, on);
            let received = Received::of(&Openings::of(&TRANSITIONS, &caller, &awaited), &caller);
            let left_out: Vec<Id> = received.but.iter().map(|(_, agency)| *agency).collect();
            let alone: Vec<Id> = received.own.iter().flat_map(|(_, agencies)| agencies.clone()).collect();
            assert_eq!(city.names(received.to.listed().unwrap()), to, "{role:?} at {at}");
            assert_eq!((city.names(&left_out), city.names(&alone)), (but, own), "{role:?} at {at}");
        }
    }

    #[test]
    fn what_was_sent_to_an_agency_that_ended_is_found_by_its_heir_s_people() {
        let awaited = [Awaited { from: &[Submitted], actions: &["take"] }];
        for (role, at, to, but, own) in [
            (AgencyLead, "justice", vec!["justice", "district"], vec![], vec![]),
            (StandingOfficer, "labour", vec!["committee", "labour", "justice"], vec![], vec!["justice", "district"]),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, Own);
            city.end("district", "justice", "2017-03-01");
            let caller = city.caller("somebody", at, "2017-03-06");
            let received = Received::of(&Openings::of(&TRANSITIONS, &caller, &awaited), &caller);
            let left_out: Vec<Id> = received.but.iter().map(|(_, agency)| *agency).collect();
            let alone: Vec<Id> = received.own.iter().flat_map(|(_, agencies)| agencies.clone()).collect();
            assert_eq!(city.names(received.to.listed().unwrap()), to, "{role:?} at {at}");
            assert_eq!((city.names(&left_out), city.names(&alone)), (but, own), "{role:?} at {at}");
        }
    }
}
