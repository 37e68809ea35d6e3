//! What the public is told of an event. Pure.

use crate::events::events::model::EventState;
use crate::events::publications::model::{FirstTimes, PublicStatus, PublicText};
use crate::kernel::canonical;
use crate::kernel::problem::Problem;
use crate::kernel::text;

/// How an event stands, as the public is told.
pub fn status_of(state: EventState, times: FirstTimes, first: FirstTimes) -> PublicStatus {
    match state {
        EventState::Held | EventState::Reported => PublicStatus::Held,
        EventState::Postponed => PublicStatus::Postponed,
        EventState::Cancelled => PublicStatus::Cancelled,
        EventState::Planned | EventState::Confirmed if times != first => PublicStatus::Rescheduled,
        EventState::Planned | EventState::Confirmed => PublicStatus::Scheduled,
    }
}

/// A text, frozen: canonical JSON, so that two are the same where they say the same.
pub fn frozen(text: &PublicText) -> Result<String, Problem> {
    canonical::text(text)
}

/// What an event is found by on the public's side.
pub fn searched(text: &PublicText) -> String {
    let venue = text.venue.as_ref().map(|it| it.name.as_str()).unwrap_or_default();
    text::fold(&format!("{} {} {venue} {}", text.title, text.summary, text.organiser))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::instant::Instant;

    #[test]
    fn the_public_is_told_of_another_time_while_it_is_to_come() {
        use EventState::{Cancelled, Confirmed, Held, Postponed, Reported};
        let first = FirstTimes { starts_at: Instant(1), ends_at: Instant(2) };
        let other = FirstTimes { starts_at: Instant(1), ends_at: Instant(3) };
        for (state, as_first, later) in [
            (Confirmed, PublicStatus::Scheduled, PublicStatus::Rescheduled),
            (Postponed, PublicStatus::Postponed, PublicStatus::Postponed),
            (Cancelled, PublicStatus::Cancelled, PublicStatus::Cancelled),
            (Held, PublicStatus::Held, PublicStatus::Held),
            (Reported, PublicStatus::Held, PublicStatus::Held),
        ] {
            assert_eq!(status_of(state, first, first), as_first, "{state}");
            assert_eq!(status_of(state, other, first), later, "{state}");
        }
    }
}
