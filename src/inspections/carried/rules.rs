//! When a team says what it found of what its visit carries.

use crate::inspections::inspections::model::InspectionState;
use crate::kernel::problem::{Code, Problem};

/// While the visit is in progress.
pub fn takes_judgements(visit: InspectionState) -> Result<(), Problem> {
    if visit == InspectionState::InProgress { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_team_says_what_it_found_while_it_is_there() {
        for state in InspectionState::ALL {
            assert_eq!(takes_judgements(*state).is_ok(), *state == InspectionState::InProgress, "{state}");
        }
    }
}
