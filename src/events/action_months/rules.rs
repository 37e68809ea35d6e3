//! What an Action Month must be, beside who may and beside its workflow.

use crate::events::action_months::model::ActionMonthState;
use crate::kernel::problem::{Code, Problem};

/// The Month is a committee's (programme, II.4).
pub fn of_a_committee(is_committee: bool) -> Result<(), Problem> {
    if is_committee { Ok(()) } else { Err(Problem::of_place("/committee_id", Code::NotACommittee)) }
}

/// A committee that has ended prepares nothing.
pub fn committee_is_alive(alive: bool) -> Result<(), Problem> {
    if alive { Ok(()) } else { Err(Problem::of_place("/committee_id", Code::AgencyNotAlive)) }
}

/// The theme may come late; once it was announced there is one.
pub fn keeps_theme(state: ActionMonthState, theme: Option<&str>) -> Result<(), Problem> {
    match (state, theme) {
        (ActionMonthState::Announced, None) => Err(Problem::of_place("/theme", Code::ThemeMissing)),
        _ => Ok(()),
    }
}

/// What was announced, or what an event or a plan refers to, is not removed.
pub fn removable(state: ActionMonthState, is_referenced: bool) -> Result<(), Problem> {
    match (state, is_referenced) {
        (ActionMonthState::Announced, _) => Err(Problem::of(Code::StateForbids)),
        (ActionMonthState::Planned, true) => Err(Problem::of(Code::Referenced)),
        (ActionMonthState::Planned, false) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::action_months::model::ActionMonthState::{Announced, Planned};

    fn code(judged: Result<(), Problem>) -> Option<Code> {
        judged.err().map(|it| it.code())
    }

    #[test]
    fn a_theme_may_be_missing_until_it_is_announced() {
        assert_eq!(code(keeps_theme(Planned, None)), None);
        assert_eq!(code(keeps_theme(Announced, None)), Some(Code::ThemeMissing));
        assert_eq!(code(keeps_theme(Announced, Some("Chung tay"))), None);
    }

    #[test]
    fn only_what_is_planned_and_alone_is_removed() {
        assert_eq!(code(removable(Planned, false)), None);
        assert_eq!(code(removable(Planned, true)), Some(Code::Referenced));
        assert_eq!(code(removable(Announced, true)), Some(Code::StateForbids));
    }
}
