//! What an assignment must be, beside who may and beside its workflow.

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::programmes::assignments::model::AssignmentState;
use crate::programmes::programmes::model::ProgrammeState;

/// More time is asked for while the programme is in force.
pub fn asks_for_time(programme: ProgrammeState) -> Result<(), Problem> {
    not_in_force(programme).map_or(Ok(()), |code| Err(Problem::of(code)))
}

/// Why no time can be given to any of a programme's assignments now.
pub fn not_in_force(programme: ProgrammeState) -> Option<Code> {
    (programme != ProgrammeState::Issued).then_some(Code::NotInForce)
}

/// Why an assignment needs no time any more.
pub fn settled(state: AssignmentState) -> Option<Code> {
    use AssignmentState::{Cancelled, ReportedDone, Verified};
    matches!(state, Cancelled | ReportedDone | Verified).then_some(Code::AssignmentSettled)
}

/// What it is called that two, each with its agency and its programme, do not belong together: one person decides on all that
/// one request is for.
pub fn differ(one: (Id, Id), other: (Id, Id)) -> Option<Code> {
    (one != other).then_some(Code::AssignmentsDiffer)
}

/// What an agency returned as not its own is handed to another that can carry out something of its owner's.
pub fn can_take_over(directory: &Directory, owner: Id, from: Id, to: Id) -> Result<(), Problem> {
    let can = to != from && directory.can_carry_out(to, owner);
    if can { Ok(()) } else { Err(Problem::unknown("/agency_id")) }
}

/// The other agency exists on the day.
pub fn is_alive(alive: bool) -> Result<(), Problem> {
    if alive { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotAlive)) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::AgencySeat;

    #[test]
    fn time_is_asked_for_while_the_programme_is_in_force() {
        for state in ProgrammeState::ALL {
            assert_eq!(asks_for_time(*state).is_ok(), *state == ProgrammeState::Issued, "{state}");
        }
    }

    #[test]
    fn what_was_reported_done_needs_no_time() {
        use AssignmentState::{Cancelled, ReportedDone, Verified};
        for state in AssignmentState::ALL {
            let is_over = [ReportedDone, Verified, Cancelled].contains(state);
            assert_eq!(settled(*state), is_over.then_some(Code::AssignmentSettled), "{state}");
        }
        let (agency, series) = (Id::fresh(), Id::fresh());
        assert_eq!(differ((agency, series), (agency, series)), None);
        assert_eq!(differ((agency, series), (agency, Id::fresh())), Some(Code::AssignmentsDiffer));
    }

    #[test]
    fn another_agency_below_the_owner_takes_over() {
        let (owner, from, to) = (Id::fresh(), Id::fresh(), Id::fresh());
        let mut directory = Directory::default();
        for (agency, parent, is_committee) in
            [(owner, None, true), (from, Some(owner), false), (to, Some(owner), false)]
        {
            let (name, valid_from) = (String::new(), "2000-01-01".parse().unwrap());
            directory.agencies.insert(
                agency,
                AgencySeat { parent, code: String::new(), name, is_committee, valid_from, valid_to: None, heir: None },
            );
        }
        assert!(can_take_over(&directory, owner, from, to).is_ok());
        for refused in [from, owner, Id::fresh()] {
            let problem = can_take_over(&directory, owner, from, refused).unwrap_err();
            assert_eq!(problem.code(), Code::UnknownReference);
        }
        assert_eq!(is_alive(false).unwrap_err().code(), Code::AgencyNotAlive);
    }
}
