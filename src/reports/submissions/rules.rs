//! What a version of a report must be, beside who may and beside its workflow.

pub mod content;
pub mod naming;
pub mod signing;

use crate::kernel::id::Id;
use crate::kernel::problem::{Blocker, Code, Problem};
use crate::reports::obligations::model::ObligationState;
use crate::reports::submissions::model::SubmissionState;

/// Whether what is owed still asks for a report.
pub fn is_owed(obligation: ObligationState) -> bool {
    matches!(obligation, ObligationState::Open | ObligationState::Satisfied)
}

/// The newest version of a report, as one that is to follow it looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Newest {
    /// Where it stands.
    pub state: SubmissionState,
    /// Its id, where the caller may read it.
    pub shown: Option<Id>,
}

/// A version is being written or reviewed. Whoever may read it is told which, and goes on with that one.
pub fn in_flight(shown: Option<Id>) -> Blocker {
    Blocker::another(Code::SubmissionInFlight, shown)
}

/// A version follows one that was returned or withdrawn, or none at all. `newest` is the version before it.
pub fn may_follow(obligation: ObligationState, newest: Option<Newest>) -> Result<(), Problem> {
    if !is_owed(obligation) {
        return Err(Problem::of(Code::ObligationNotOpen));
    }
    match newest {
        Some(Newest { state, shown }) if state.is_in_flight() => Err(Problem::blocked(vec![in_flight(shown)])),
        Some(Newest { state: SubmissionState::Accepted, .. }) => Err(Problem::of(Code::AmendInstead)),
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
        let judged = |newest| may_follow(ObligationState::Open, newest).err();
        let code = |state: Option<SubmissionState>| {
            judged(state.map(|state| Newest { state, shown: None })).map(|problem| problem.code())
        };
        assert_eq!(code(None), None);
        for state in SubmissionState::ALL {
            let expected = match state {
                SubmissionState::Returned | SubmissionState::Withdrawn | SubmissionState::Superseded => None,
                SubmissionState::Accepted => Some(Code::AmendInstead),
                _ => Some(Code::SubmissionInFlight),
            };
            assert_eq!(code(Some(*state)), expected, "{state}");
        }
        let shown = Some(Id::fresh());
        let told = judged(Some(Newest { state: SubmissionState::Draft, shown })).map(Problem::into_blockers);
        assert_eq!(told, Some(vec![in_flight(shown)]));
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
