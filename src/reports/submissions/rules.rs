//! What a version of a report must be, beside who may and beside its workflow.

pub mod content;
pub mod signing;

use crate::kernel::problem::{Code, Problem};
use crate::reports::obligations::model::ObligationState;
use crate::reports::submissions::model::SubmissionState;

/// Whether what is owed still asks for a report.
pub fn is_owed(obligation: ObligationState) -> bool {
    matches!(obligation, ObligationState::Open | ObligationState::Satisfied)
}

/// A version follows one that was returned or withdrawn, or none at all. `newest` is the version before it.
pub fn may_follow(obligation: ObligationState, newest: Option<SubmissionState>) -> Result<(), Problem> {
    if !is_owed(obligation) {
        return Err(Problem::of(Code::ObligationNotOpen));
    }
    match newest {
        Some(state) if state.is_in_flight() => Err(Problem::of(Code::SubmissionInFlight)),
        Some(SubmissionState::Accepted) => Err(Problem::of(Code::AmendInstead)),
        _ => Ok(()),
    }
}

/// The content is edited in a draft alone.
pub fn is_draft(state: SubmissionState) -> Result<(), Problem> {
    if state == SubmissionState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_follows_none_or_one_that_came_to_nothing() {
        let code = |newest| may_follow(ObligationState::Open, newest).err().map(|problem| problem.code());
        assert_eq!(code(None), None);
        for state in SubmissionState::ALL {
            let expected = match state {
                SubmissionState::Returned | SubmissionState::Withdrawn | SubmissionState::Superseded => None,
                SubmissionState::Accepted => Some(Code::AmendInstead),
                _ => Some(Code::SubmissionInFlight),
            };
            assert_eq!(code(Some(*state)), expected, "{state}");
        }
    }

    #[test]
    fn nothing_is_written_where_nothing_is_owed() {
        for state in ObligationState::ALL {
            assert_eq!(may_follow(*state, None).is_ok(), is_owed(*state), "{state}");
        }
        for state in [ObligationState::Exempt, ObligationState::Cancelled] {
            assert_eq!(may_follow(state, None).unwrap_err().code(), Code::ObligationNotOpen, "{state}");
        }
    }
}
