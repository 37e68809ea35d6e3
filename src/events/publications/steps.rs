//! What a step of a publication, or of its event, makes of what the public sees. Pure.

use crate::events::events::model::EventAction;
use crate::events::events::store::Row as EventRow;
use crate::events::publications::model::PublicationState::{self, ChangeRequested, Published, Requested, Withdrawn};
use crate::events::publications::model::{PublicText, PublicationAction};
use crate::events::publications::rules::frozen;
use crate::events::publications::store::Row;
use crate::kernel::column::to_column;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Step;

/// The publication as a step leaves it. `people` are on the record of the step, `text` is that of the event as it stands.
pub fn moved(
    before: &Row,
    event: &EventRow,
    step: &Step<PublicationState>,
    action: &PublicationAction,
    people: &[Id],
    text: Option<&PublicText>,
    now: Instant,
) -> Result<Row, Problem> {
    let mut after = before.in_state(step.to, now);
    match action {
        PublicationAction::Request { event_version } => {
            after.event_version = Some(*event_version);
            after.requested_text = text.map(frozen).transpose()?;
            after.requested_by = to_column(&people)?;
        }
        PublicationAction::Approve {} => {
            let times = event.times();
            let first = before.first_approved().filter(|_| before.visible);
            after.first_starts_at = Some(first.map_or(times.starts_at, |it| it.starts_at));
            after.first_ends_at = Some(first.map_or(times.ends_at, |it| it.ends_at));
            after.approved_text = after.requested_text.take();
            after.approved_event_version = before.event_version;
            after.approved_at = Some(now);
        }
        PublicationAction::Refuse { .. } | PublicationAction::Recall {} | PublicationAction::Withdraw { .. } => {
            after.requested_text = None;
        }
    }
    after.shown_anew(before, event, now)
}

/// The publication after a step of its event; none where nothing of it changes.
pub fn followed(before: &Row, action: &EventAction, event: &EventRow, now: Instant) -> Result<Option<Row>, Problem> {
    let state = match action {
        EventAction::Postpone { .. } | EventAction::Cancel { .. } => match before.state {
            Requested => PublicationState::None,
            ChangeRequested => Published,
            other => other,
        },
        EventAction::DeclareDuplicate { .. } => match before.state {
            Requested => PublicationState::None,
            Published | ChangeRequested => Withdrawn,
            other => other,
        },
        _ => before.state,
    };
    let mut after = if state == before.state { before.touched(now) } else { before.in_state(state, now) };
    if state != before.state {
        after.requested_text = None;
    }
    let after = after.shown_anew(before, event, now)?;
    let is_same = state == before.state && after.sequence == before.sequence;
    Ok((!is_same).then_some(after))
}

impl Row {
    /// The same with what the public sees of the event now; counted where that has changed.
    fn shown_anew(mut self, before: &Self, event: &EventRow, now: Instant) -> Result<Self, Problem> {
        let shown = self.shown_of(event).filter(|_| self.state.is_visible());
        self = self.showing(shown)?;
        let text_changed = self.visible && self.approved_text != before.approved_text;
        if text_changed || self.shown() != before.shown() {
            self.sequence += 1;
            self.sequenced_at = now;
        }
        Ok(self)
    }
}
