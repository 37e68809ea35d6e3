//! What an obligation must be, beside who may and beside its workflow.

use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::reports::obligations::model::ObligationState;

/// More time is asked for what is owed and was not received.
pub fn asks_for_time(state: ObligationState, is_received: bool) -> Result<(), Problem> {
    settled(state, is_received).map_or(Ok(()), |code| Err(Problem::of(code)))
}

/// Why an obligation needs no time any more: it is not owed, or with the receipt its timeliness is settled.
pub fn settled(state: ObligationState, is_received: bool) -> Option<Code> {
    (state != ObligationState::Open || is_received).then_some(Code::ObligationSettled)
}

/// What it is called that two, each with its agency, its recipient and its committee, do not belong together: one person
/// decides on all that one request is for.
pub fn differ(one: (Id, Id, Id), other: (Id, Id, Id)) -> Option<Code> {
    (one != other).then_some(Code::ObligationsDiffer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_asked_for_what_is_open_and_not_received() {
        for state in ObligationState::ALL {
            assert_eq!(asks_for_time(*state, false).is_ok(), *state == ObligationState::Open, "{state}");
            assert_eq!(asks_for_time(*state, true).unwrap_err().code(), Code::ObligationSettled, "{state}");
        }
        let (agency, recipient, committee) = (Id::fresh(), Id::fresh(), Id::fresh());
        assert_eq!(differ((agency, recipient, committee), (agency, recipient, committee)), None);
        let elsewhere = differ((agency, recipient, committee), (agency, Id::fresh(), committee));
        assert_eq!(elsewhere, Some(Code::ObligationsDiffer));
    }
}
