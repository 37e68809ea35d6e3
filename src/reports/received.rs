//! Which reports somebody has to do with from the seats of those who receive them, as conditions for SQL. Whoever receives is worked
//! out object by object in [`super::parties`]; what is found here is judged there.

use crate::kernel::agencies::Agencies;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Seat};
use crate::kernel::work::Openings;

/// Where reports lie that somebody may have received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// What was sent to these agencies …
    pub to: Agencies,
    /// … but not what standing agencies among them received for their committees: the committee, and the agency.
    pub but: Vec<(Id, Id)>,
    /// And what these agencies owe, for which nobody but the committee stands above them: the committee, and the agency.
    pub own: Vec<(Id, Id)>,
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
        let for_committees = committees(Seat::Committee);
        let mut to = open.at(Seat::Recipient).map_or(Agencies::These(Vec::new()), |it| it.agencies.clone());
        let is_recipient = |agency: &Id| to.contains(*agency);
        let but: Vec<(Id, Id)> = directory
            .committees()
            .filter(|committee| !for_committees.contains(committee))
            .filter_map(|committee| Some((committee, standing(committee).filter(is_recipient)?)))
            .collect();
        let mut own: Vec<(Id, Id)> = Vec::new();
        for committee in &for_committees {
            let now = standing(*committee);
            to = to.and(&Agencies::These(now.into_iter().collect()));
            // What an agency owed itself while the function was its own.
            let former = directory.designations.iter().filter(|it| it.committee == *committee).map(|it| it.agency);
            own.extend(former.filter(|agency| now != Some(*agency)).map(|agency| (*committee, agency)));
        }
        own.extend(committees(Seat::StandingOwn).into_iter().filter_map(|it| Some((it, standing(it)?))));
        own.sort();
        own.dedup();
        Self { to, but, own }
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
            (StandingOfficer, "labour", "2017-03-06", vec!["labour"], vec![], vec!["justice"]),
            (AgencyLead, "labour", "2017-03-06", vec!["labour"], vec!["labour"], vec![]),
            (AgencyLead, "district", "2017-03-06", vec!["district"], vec![], vec![]),
            (Chair, "committee", "2017-03-06", vec![], vec![], vec!["labour"]),
            (StandingOfficer, "justice", "2018-03-06", vec!["justice"], vec![], vec!["labour"]),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, Own);
            let caller = city.caller("somebody", at, on);
            let received = Received::of(&Openings::of(&TRANSITIONS, &caller, &awaited), &caller);
            let names = |pairs: &[(Id, Id)]| city.names(&pairs.iter().map(|(_, agency)| *agency).collect::<Vec<_>>());
            assert_eq!(city.names(received.to.listed().unwrap()), to, "{role:?} at {at}");
            assert_eq!((names(&received.but), names(&received.own)), (but, own), "{role:?} at {at}");
        }
    }
}
