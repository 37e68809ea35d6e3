//! What an event plan must be, beside who may and beside its workflow, and what it holds.

use crate::events::kinds::{EventForm, Money};
use crate::events::plans::model::{EventPlanState, FormTotal, PlanTotals};
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};

/// Only an agency that is there draws up a plan.
pub fn agency_is_alive(alive: bool) -> Result<(), Problem> {
    if alive { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotAlive)) }
}

/// An agency plans for the Month of its own committee; that of another city is unknown to it.
pub fn of_its_committee(month: Id, agency: Id) -> Result<(), Problem> {
    if month == agency { Ok(()) } else { Err(Problem::unknown("/action_month_id")) }
}

/// The paper is the agency's own plan.
pub fn is_its_paper(is_its_plan: bool) -> Result<(), Problem> {
    if is_its_plan { Ok(()) } else { Err(Problem::unknown("/programme_id")) }
}

/// A plan is edited while it is a draft or was returned.
pub fn is_editable(state: EventPlanState) -> Result<(), Problem> {
    match state {
        EventPlanState::Draft | EventPlanState::Returned => Ok(()),
        EventPlanState::Submitted | EventPlanState::Acknowledged => Err(Problem::of(Code::StateForbids)),
    }
}

/// What others have seen is not removed, whether it is a draft again or not.
pub fn removable(was_submitted: bool) -> Result<(), Problem> {
    if was_submitted { Err(Problem::of(Code::StateForbids)) } else { Ok(()) }
}

/// An event as its plan counts it.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// Whether it was cancelled.
    pub is_cancelled: bool,
    /// Whether it is another one once more, and so counts nowhere.
    pub is_duplicate: bool,
    /// What sort of event it is.
    pub form: EventForm,
    /// What is planned for it.
    pub planned: Money,
}

/// What a plan with these events holds.
pub fn totals(events: &[Counted]) -> PlanTotals {
    let mut totals = PlanTotals::default();
    for event in events.iter().filter(|it| !it.is_duplicate) {
        if event.is_cancelled {
            totals.cancelled += 1;
        } else {
            totals.events += 1;
            totals.planned = totals.planned.plus(event.planned);
        }
    }
    let live = || events.iter().filter(|it| !it.is_duplicate && !it.is_cancelled);
    let by_form = EventForm::ALL.iter().filter_map(|form| {
        let events = i32::try_from(live().filter(|it| it.form == *form).count()).unwrap_or(i32::MAX);
        (events > 0).then_some(FormTotal { form: *form, events })
    });
    totals.by_form = by_form.collect();
    totals
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::plans::model::MoneyTotals;

    #[test]
    fn cancelled_ones_are_counted_apart_and_duplicates_nowhere() {
        let event = |form, state| Counted {
            is_cancelled: false,
            is_duplicate: false,
            form,
            planned: Money { state, ..Money::default() },
        };
        let told = [
            event(EventForm::Rally, 7),
            event(EventForm::Seminar, 5),
            event(EventForm::Rally, 1_000_000_000_000),
            Counted { is_cancelled: true, ..event(EventForm::Parade, 11) },
            Counted { is_cancelled: true, is_duplicate: true, ..event(EventForm::Rally, 13) },
        ];
        let found = totals(&told);
        assert_eq!((found.events, found.cancelled), (3, 1));
        assert_eq!(
            found.by_form,
            [FormTotal { form: EventForm::Seminar, events: 1 }, FormTotal { form: EventForm::Rally, events: 2 }],
            "in the order of the list of forms"
        );
        assert_eq!(found.planned, MoneyTotals { state: 1_000_000_000_012, ..MoneyTotals::default() });
        assert_eq!(totals(&[]), PlanTotals::default());
    }

    #[test]
    fn what_was_sent_is_neither_edited_nor_removed() {
        use EventPlanState::{Acknowledged, Draft, Returned, Submitted};
        for state in [Draft, Returned] {
            assert!(is_editable(state).is_ok(), "{state}");
        }
        for state in [Submitted, Acknowledged] {
            assert_eq!(is_editable(state).unwrap_err().code(), Code::StateForbids, "{state}");
        }
        assert!(removable(false).is_ok());
        assert_eq!(removable(true).unwrap_err().code(), Code::StateForbids);
    }
}
