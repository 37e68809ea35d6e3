//! What a step of a publication, or of its event, makes of what the public sees. Pure.

use crate::events::events::model::EventAction;
use crate::events::events::store::Row as EventRow;
use crate::events::publications::model::PublicationState::{self, ChangeRequested, Published, Requested, Withdrawn};
use crate::events::publications::model::{PublicText, PublicationAction, Shown};
use crate::events::publications::rules::{frozen, status_of};
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
        PublicationAction::Refuse { .. } | PublicationAction::Recall {} => after.requested_text = None,
        PublicationAction::Withdraw { .. } => after.requested_text = None,
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
        let shown = match (self.state.is_visible(), self.first_approved()) {
            (true, Some(first)) => Some(Shown {
                occasion: event.occasion,
                status: status_of(event.state, event.times(), first),
                starts_at: event.starts_at,
                ends_at: event.ends_at,
            }),
            _ => None,
        };
        self = self.showing(shown)?;
        let text_changed = self.visible && self.approved_text != before.approved_text;
        if text_changed || self.shown() != before.shown() {
            self.sequence += 1;
            self.sequenced_at = now;
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::events::events::model::EventState;
    use crate::events::events::model::bodies::Described;
    use crate::events::events::store::{Frame, Whose};
    use crate::events::events::workflow::TRANSITIONS as OF_EVENTS;
    use crate::events::kinds::{EventAudience, EventForm, EventMode, EventOccasion, EventTheme};
    use crate::events::organiser::Organiser;
    use crate::events::publications::store::{named_in, text_of};
    use crate::events::publications::workflow::TRANSITIONS;
    use crate::kernel::directory::Directory;
    use crate::kernel::policy::Authority;
    use crate::kernel::role::Role;

    /// What somebody does, whether it can be done or not.
    #[derive(Clone, Debug)]
    enum Deed {
        Edit(u8),
        Event(usize, i64),
        Publication(usize),
    }

    fn deeds() -> impl Strategy<Value = Vec<Deed>> {
        let deed = prop_oneof![
            2 => (0..4_u8).prop_map(Deed::Edit),
            2 => (0..OF_EVENTS.rows.len(), 0..5_i64).prop_map(|(row, hours)| Deed::Event(row, hours)),
            6 => (0..TRANSITIONS.rows.len()).prop_map(Deed::Publication),
        ];
        prop::collection::vec(deed, 1..60)
    }

    fn described(title: u8) -> Described {
        Described {
            form: EventForm::Seminar,
            form_note: None,
            mode: EventMode::Online,
            title: format!("Tên {title}"),
            public_summary: (title != 3).then(|| "Tóm tắt".to_owned()),
            venue: None,
            online_url: None,
            themes: vec![EventTheme::Law],
            audiences: vec![EventAudience::Women],
            partners: Vec::new(),
            capacity: None,
            planned: None,
            lesson_hours: None,
        }
    }

    fn new_event() -> EventRow {
        let organiser = Organiser { agency: Id::fresh(), committee: Id::fresh() };
        let whose = Whose { organiser, recipient: Id::fresh() };
        let frame = Frame {
            occasion: EventOccasion::Other,
            starts_at: Instant(0),
            ends_at: Instant(3_600_000_000),
            month: None,
        };
        EventRow::new(Id::fresh(), None, &whose, &frame, &described(0), &[], Instant(0)).expect("an event")
    }

    fn event_action(name: &str) -> EventAction {
        let reason = "Lý do".to_owned();
        match name {
            "postpone" => EventAction::Postpone { reason },
            "cancel" => EventAction::Cancel { reason },
            "declare_duplicate" => EventAction::DeclareDuplicate { of_id: Id::fresh(), reason },
            "hold" => EventAction::Hold {},
            "not_held" => EventAction::NotHeld { reason },
            // To the publication all others are the same: times and state are the event's already.
            _ => EventAction::Confirm {},
        }
    }

    fn publication_action(name: &str, event: &EventRow) -> PublicationAction {
        let reason = "Lý do".to_owned();
        match name {
            "request" => PublicationAction::Request { event_version: event.version },
            "approve" => PublicationAction::Approve {},
            "refuse" => PublicationAction::Refuse { reason },
            "recall" => PublicationAction::Recall {},
            _ => PublicationAction::Withdraw { reason },
        }
    }

    /// The event and its publication after a deed; none where it cannot be done. `approved` are the texts that somebody approved.
    fn done(
        event: &EventRow,
        row: &Row,
        deed: &Deed,
        now: Instant,
        approved: &mut BTreeSet<String>,
    ) -> Option<(EventRow, Row)> {
        match deed {
            Deed::Edit(title) => {
                let edited = event.touched(now).describing(&described(*title)).expect("described");
                (event.state != EventState::Cancelled).then(|| (edited, row.clone()))
            }
            Deed::Event(number, hours) => {
                let of = &OF_EVENTS.rows[*number];
                let mut after = of.from.contains(&event.state).then(|| event.in_state(of.to, now))?;
                if of.action == "reschedule" {
                    let starts_at = Instant(0).plus_seconds(hours * 3600);
                    after = after.framed(&Frame { starts_at, ends_at: starts_at.plus_seconds(60), ..event.frame() });
                }
                let followed = followed(row, &event_action(of.action), &after, now).expect("followed");
                Some((after, followed.unwrap_or_else(|| row.clone())))
            }
            Deed::Publication(number) => {
                let of = &TRANSITIONS.rows[*number];
                let action = publication_action(of.action, event);
                let directory = Directory::default();
                let facts = row.facts(&directory, event, named_in(&action)).expect("facts");
                let stands = of.from.contains(&row.state)
                    && of.needs.iter().all(|guard| (guard.blockers)(&facts, now).is_empty());
                if !stands {
                    return None;
                }
                if of.action == "approve" {
                    approved.extend(row.requested_text.clone());
                }
                let authority = Authority { role: Role::AgencyLead, on_behalf_of: None };
                let step = Step { action: of.action, from: row.state, to: of.to, authority };
                let text = text_of(&directory, event).expect("a text");
                let after = moved(row, event, &step, &action, &[], text.as_ref(), now).expect("moved");
                Some((event.clone(), after))
            }
        }
    }

    proptest! {
        #[test]
        fn whatever_is_done_nothing_unapproved_is_public_and_the_sequence_counts_what_the_public_saw(deeds in deeds()) {
            let mut event = new_event();
            let mut row = Row::of(&event, Instant(0));
            let mut approved = BTreeSet::new();
            let seen = |row: &Row| row.visible.then(|| (row.approved_text.clone(), row.shown()));
            for (second, deed) in (1..).zip(&deeds) {
                let now = Instant(0).plus_seconds(second);
                let Some((next_event, next)) = done(&event, &row, deed, now, &mut approved) else { continue };
                prop_assert_eq!(next.visible, next.state.is_visible());
                if next.visible {
                    let text = next.approved_text.clone().expect("a text");
                    prop_assert!(approved.contains(&text), "nobody approved {}", text);
                    let shown = next.shown().expect("it is shown");
                    let times = (next_event.occasion, next_event.starts_at, next_event.ends_at);
                    prop_assert_eq!((shown.occasion, shown.starts_at, shown.ends_at), times);
                } else {
                    prop_assert_eq!(next.shown(), None);
                    prop_assert_eq!(&next.search_text, &None);
                }
                let raised = i32::from(seen(&next) != seen(&row));
                prop_assert_eq!(next.sequence, row.sequence + raised, "{:?}", deed);
                prop_assert_eq!(next.sequenced_at, if raised == 1 { now } else { row.sequenced_at });
                (event, row) = (next_event, next);
            }
        }
    }
}
