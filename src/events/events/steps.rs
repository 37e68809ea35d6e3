//! What a step makes of an event. Pure: requests take the steps one by one, and a demo tells of many at once.

use crate::events::events::model::{EventAction, EventState};
use crate::events::events::store::{Frame, Stored};
use crate::kernel::instant::Instant;

/// The event as a step leaves it; `frame` is the time that it is moved to, where it is.
pub fn moved(before: &Stored, to: EventState, action: &EventAction, frame: Option<&Frame>, now: Instant) -> Stored {
    let mut after = Stored { row: before.row.in_state(to, now), ..before.clone() };
    if let Some(frame) = frame {
        after.row = after.row.framed(frame);
    }
    match action {
        EventAction::DeclareDuplicate { of_id, .. } => after.row.duplicate_of_id = Some(*of_id),
        EventAction::Report { results, .. } | EventAction::Correct { results, .. } => {
            after.row.results_number += 1;
            after.results = Some(results.clone());
        }
        _ => {}
    }
    after
}
