//! Events: planned, confirmed, moved, called off, held, and what came of them.

use crate::attachments::{self, Subject};
use crate::events::access::Reading;
use crate::events::events::making::{self, framed};
use crate::events::events::model::bodies::{EventPatch, EventSeries, NewEvent, NewEventSeries};
use crate::events::events::model::results::{EventResults, EventResultsVersion};
use crate::events::events::model::{Event, EventAction, EventFilter, PublicationStanding};
use crate::events::events::rules;
use crate::events::events::store::{self, ATTACHED, ResultsRow, Row, SeriesRow, Stored};
use crate::events::events::workflow::TRANSITIONS;
use crate::events::events::{steps, work};
use crate::events::organiser::Organiser;
use crate::events::policy;
use crate::events::publications::{steps as publication_steps, store as publications};
use crate::events::rules::fits;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Removing, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;

/// Lists events, without what came of them.
///
/// Events are listed for the agency that organises them, for those that organise them together with it, for the agency that
/// receives its reports, for the chair and the standing agency of the committee, and for auditors.
#[utoipa::path(get, path = "/events", operation_id = "list_events", tag = "events", params(EventFilter),
    responses((status = 200, description = "One page of events", body = Page<Event>)))]
pub async fn list(browsing: Browsing<EventFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters an event.
///
/// Officers and leads of the agency that organises it. An event of the Action Month, or its launch, belongs to the Month of its
/// year; it needs neither a plan nor an announced theme. No field takes a person's name.
#[utoipa::path(post, path = "/events", operation_id = "create_event", tag = "events", request_body = NewEvent,
    responses((status = 201, description = "The event", body = Event)))]
pub async fn create(creating: Creating<NewEvent>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            let seated = Organiser::seated(&caller.directory, body.agency_id);
            let authority = policy::CREATE_EVENT.permit(&caller, &seated)?;
            making::is_there(tx, body.agency_id, body.starts_at)?;
            let described = body.described();
            let checked = Problem::of_all([
                rules::agree(&described),
                rules::partners_are_known(&caller.directory, body.agency_id, &described.partners),
                fits(body.occasion, body.starts_at, body.ends_at),
            ])
            .and_then(|()| making::whose(tx, body.agency_id))
            .and_then(|whose| {
                let committee = whose.organiser.committee;
                Ok((whose, framed(tx, committee, body.occasion, body.starts_at, body.ends_at)?))
            });
            let (whose, frame) = conflict_first(checked, || store::free(tx.connection, body.id))?;
            let id = body.id.unwrap_or_else(Id::fresh);
            let row = making::enter(tx, id, None, &whose, &frame, &described, authority)?;
            tx.record(Change::created(&row.listed(tx.now)?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Enters one event at several times.
///
/// Officers and leads of the agency that organises them. All are entered or none; each then answers for itself. Its events are
/// listed by `series_id`.
#[utoipa::path(post, path = "/event-series", operation_id = "create_event_series", tag = "events", request_body = NewEventSeries,
    responses((status = 201, description = "The events that were entered", body = EventSeries)))]
pub async fn create_series(creating: Creating<NewEventSeries>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            let seated = Organiser::seated(&caller.directory, body.agency_id);
            let authority = policy::CREATE_SERIES.permit(&caller, &seated)?;
            for times in &body.times {
                making::is_there(tx, body.agency_id, times.starts_at)?;
            }
            let described = body.event.described();
            let checked = rules::agree(&described)
                .and_then(|()| rules::partners_are_known(&caller.directory, body.agency_id, &described.partners))
                .map_err(|problem| problem.below("/event"))
                .and_then(|()| making::whose(tx, body.agency_id))
                .and_then(|whose| {
                    let committee = whose.organiser.committee;
                    let frames = body.times.iter().enumerate().map(|(place, times)| {
                        framed(tx, committee, body.event.occasion, times.starts_at, times.ends_at)
                            .map_err(|problem| problem.below(&format!("/times/{place}")))
                    });
                    let frames = frames.collect::<Result<Vec<_>, _>>()?;
                    Ok((whose, frames))
                });
            let (whose, frames) = conflict_first(checked, || store::free_series(tx.connection, body.id))?;
            let id = body.id.unwrap_or_else(Id::fresh);
            let ids: Vec<Id> = (0..frames.len()).map(|place| SeriesRow::event_id(id, place, tx.now)).collect();
            let series = SeriesRow::new(id, &whose, &ids, tx.now)?;
            store::insert_series(tx.connection, &series)?;
            for (event, frame) in ids.iter().zip(&frames) {
                let row = making::enter(tx, *event, Some(id), &whose, frame, &described, authority)?;
                tx.note(Change::created(&row.listed(tx.now)?)?.beginning(row.state).by(authority));
            }
            tx.record(Change::created(&series.answer()?)?.by(authority))
        })
        .await
}

/// Reads which events were entered together.
///
/// Whoever may read the events of the agency that organises them.
#[utoipa::path(get, path = "/event-series/{id}", operation_id = "read_event_series", tag = "events",
    params(("id" = Id, Path, description = "The series")),
    responses((status = 200, description = "The events that were entered", body = EventSeries)))]
pub async fn read_series(showing: Showing) -> Answer {
    showing.answer(|view, id| store::find_series(view, id)?.answer()).await
}

/// Reads an event, with what came of it and what the caller may do next.
///
/// The agency that organises it, those that organise it together with it, the agency that receives its reports, the chair and the
/// standing agency of the committee, and auditors. Where its publication stands is shown to its agency, the committee and auditors.
#[utoipa::path(get, path = "/events/{id}", operation_id = "read_event", tag = "events",
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "The event", body = Event)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let stored = store::find(view, id)?;
            let row = &stored.row;
            let is_named = store::is_named(view.connection, id)?;
            let actions = work::next(&view.caller, &row.facts(), is_named, view.now);
            let sees_publication = Reading::of(&view.caller).organised(row.committee_id, row.agency_id);
            let publication = match sees_publication {
                true => Some(publications::of_event(view.connection, id)?),
                false => None,
            };
            Ok(Event {
                publication: publication.map(|it| PublicationStanding { state: it.state, since: it.since }),
                overlaps: Some(store::overlaps(view, row)?),
                actions: Some(actions),
                ..stored.answer(view.now)?
            })
        })
        .await
}

/// Edits an event.
///
/// Officers and leads of its agency. While it is planned everything can be edited; confirmed or postponed all but times, occasion
/// and form; held and reported the title and the summary. What is public already stays as it was approved.
#[utoipa::path(patch, path = "/events/{id}", operation_id = "update_event", tag = "events", request_body = EventPatch,
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "The event as it is now", body = Event),
        (status = 409, description = "The state does not let this be edited")))]
pub async fn update(changing: Changing<EventPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::UPDATE_EVENT.permit(&caller, &before.row.facts())?;
            edit.fits(before.row.version)?;
            let asked = before.row.frame_after(&edit.body);
            let described = edit.body.applied_to(before.row.described()?);
            rules::may_be_edited(before.row.state, before.row.edited(&asked, &described)?)?;
            if asked != before.row.frame() {
                making::holder_is_there(tx, before.row.agency_id, asked.starts_at)?;
            }
            Problem::of_all([
                rules::agree(&described),
                rules::partners_are_known(&caller.directory, before.row.agency_id, &described.partners),
                fits(asked.occasion, asked.starts_at, asked.ends_at),
            ])?;
            let frame = match asked == before.row.frame() {
                true => asked,
                false => framed(tx, before.row.committee_id, asked.occasion, asked.starts_at, asked.ends_at)?,
            };
            let people = caller.people(authority);
            let row = before.row.touched(tx.now).framed(&frame).describing(&described)?.authored_by(&people)?;
            let after = Stored { row, ..before.clone() };
            store::save_edited(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer(tx.now)?, &after.answer(tx.now)?)?.by(authority))
        })
        .await
}

/// Removes an event that is planned still.
///
/// Leads of its agency. What took place, or was announced, is cancelled instead; what a duplicate names as its original stays.
#[utoipa::path(delete, path = "/events/{id}", operation_id = "delete_event", tag = "events",
    params(("id" = Id, Path, description = "The event")),
    responses((status = 204, description = "It is gone"), (status = 409, description = "It is not planned any more, or a duplicate names it")))]
pub async fn delete(removing: Removing) -> Answer {
    removing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let authority = policy::DELETE_EVENT.permit(&*tx.caller()?, &before.row.facts())?;
            edit.fits(before.row.version)?;
            let is_named = store::is_named(tx.connection, edit.id)?;
            rules::may_be_removed(before.row.state, is_named)?;
            let publication = publications::lock_of(tx.connection, edit.id)?;
            publications::delete(tx.connection, edit.id)?;
            store::delete(tx.connection, edit.id)?;
            tx.note(Change::deleted(&publication.answer()?)?.by(authority));
            tx.record(Change::deleted(&before.answer(tx.now)?)?.by(authority))
        })
        .await
}

/// Moves an event along its workflow.
///
/// Who may take which action, from where to where and under which conditions, is in the table "events" of the description. Results
/// are owed once the event is over, and late from the eighth day after its last one on. What the public sees of occasion, times and
/// status follows each step; a request that is open is recalled where the event is postponed or cancelled.
#[utoipa::path(post, path = "/events/{id}/transitions", operation_id = "transition_event", tag = "events", request_body = EventAction,
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "The event as it is now", body = Event)))]
pub async fn transition(stepping: Stepping<EventAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let (before, other) = locked(tx, asked.id, &asked.action)?;
            let facts = before.row.facts();
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let frame = match &asked.action {
                EventAction::Reschedule { starts_at, ends_at, occasion, .. } => {
                    let occasion = occasion.unwrap_or(before.row.occasion);
                    making::holder_is_there(tx, before.row.agency_id, *starts_at)?;
                    Some(framed(tx, before.row.committee_id, occasion, *starts_at, *ends_at)?)
                }
                EventAction::DeclareDuplicate { .. } => {
                    let other = other?.unwrap_or_else(|| before.row.clone());
                    let place = |row: &Row| (row.id, row.committee_id);
                    rules::is_original(place(&before.row), place(&other), other.state)?;
                    None
                }
                _ => None,
            };
            let after = steps::moved(&before, step.to, &asked.action, frame.as_ref(), tx.now);
            if let EventAction::Report { results, attachment_ids }
            | EventAction::Correct { results, attachment_ids, .. } = &asked.action
            {
                keep_told(tx, &after.row, results, attachment_ids, step.authority)?;
            }
            store::save(tx.connection, &after)?;
            follow(tx, &asked.action, &after.row, step.authority)?;
            tx.record(asked.change(&step, &before.answer(tx.now)?, &after.answer(tx.now)?)?)
        })
        .await
}

/// The event, and the one that it is said to be a duplicate of: both locked. What is wrong with the other is told after what is
/// wrong with the step.
type Locked = (Stored, Result<Option<Row>, Problem>);

fn locked(tx: &mut Tx<'_>, id: Id, action: &EventAction) -> Result<Locked, Problem> {
    match action {
        EventAction::DeclareDuplicate { of_id, .. } if *of_id != id => {
            let (first, second) = store::lock_two(&mut tx.view()?, id, *of_id, "/of_id")?;
            Ok((first, second.map(Some)))
        }
        _ => Ok((store::lock(&mut tx.view()?, id)?, Ok(None))),
    }
}

/// Keeps what came of an event, with the files that show it.
fn keep_told(tx: &mut Tx<'_>, event: &Row, results: &EventResults, files: &[Id], by: Authority) -> Result<(), Problem> {
    rules::room_for_files(store::files_of(tx.connection, event.id)?, files.len())?;
    rules::results_agree(results)?;
    let author = tx.caller()?.user;
    let row = ResultsRow::new(event, author, results, tx.now)?;
    store::insert_results(tx.connection, &row)?;
    let subject = Subject { resource: ATTACHED, id: row.id };
    attachments::attach(tx, files, &[event.agency_id], subject, by, "/attachment_ids")
}

/// What the step does to the publication of its event, with an entry of its own.
fn follow(tx: &mut Tx<'_>, action: &EventAction, event: &Row, by: Authority) -> Result<(), Problem> {
    let before = publications::lock_of(tx.connection, event.id)?;
    if let Some(after) = publication_steps::followed(&before, action, event, tx.now)? {
        publications::save(tx.connection, &after)?;
        let change = Change::changed("follow", &before.answer()?, &after.answer()?)?;
        tx.note(change.between(before.state, after.state).by(by));
    }
    Ok(())
}

/// Lists what happened to an event, oldest first.
///
/// Whoever may read the event.
#[utoipa::path(get, path = "/events/{id}/transitions", operation_id = "list_event_transitions", tag = "events",
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// Lists what was told of an event, version by version, oldest first.
///
/// Whoever may read the event.
#[utoipa::path(get, path = "/events/{id}/results", operation_id = "list_event_results", tag = "events",
    params(("id" = Id, Path, description = "The event")),
    responses((status = 200, description = "One page of versions", body = Page<EventResultsVersion>)))]
pub async fn results(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            store::find(view, *id)?;
            store::results(view, *id, page)
        })
        .await
}
