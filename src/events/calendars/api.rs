//! Calendar addresses, and what is read from them.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use actix_web::web::Data;

use crate::agencies;
use crate::events::calendars::ics::{self, MEDIA_TYPE};
use crate::events::calendars::model::{
    AddressState, CalendarAddress, CalendarAddressAction, CalendarAddressFilter, CalendarAddressSecret,
    NewCalendarAddress,
};
use crate::events::calendars::policy::{CREATE_ADDRESS, Desk};
use crate::events::calendars::workflow::TRANSITIONS;
use crate::events::calendars::{Calendaring, feed as feeds, rules, store};
use crate::kernel::crypto;
use crate::kernel::db::Written;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Content, Creating, NoFilter, PathId, PublicReading, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};

/// Lists calendar addresses, without the secrets in them.
///
/// Officers and leads of the agency, and auditors.
#[utoipa::path(get, path = "/calendar-addresses", operation_id = "list_calendar_addresses", tag = "calendars", params(CalendarAddressFilter),
    responses((status = 200, description = "One page of addresses", body = Page<CalendarAddress>)))]
pub async fn list(browsing: Browsing<CalendarAddressFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Makes a calendar address, and shows it this once.
///
/// Officers and leads of the agency that they act for. What is read from it is what its maker may read on that day; from the day on
/// which he holds no role there any more nothing is. An agency has 20 that are good at most. `Idempotency-Key` is ignored: no record
/// may hold the secret. Who lost an address makes a new one.
#[utoipa::path(post, path = "/calendar-addresses", operation_id = "create_calendar_address", tag = "calendars", request_body = NewCalendarAddress,
    responses((status = 201, description = "What is on record, and the address", body = CalendarAddressSecret),
        (status = 409, description = "The agency has as many as it may, or the id is in use")))]
pub async fn create(
    calendaring: Data<Calendaring>,
    Creating { db, call, body }: Creating<NewCalendarAddress>,
) -> Answer {
    let secret = crypto::random_secret().map_err(|error| internal(&error))?;
    let (hash, id) = (crypto::sha256(secret.as_bytes()), body.id.unwrap_or_else(Id::fresh));
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let caller = tx.caller()?;
        let authority = CREATE_ADDRESS.permit(&caller, &Desk::of(&caller, body.agency_id))?;
        agencies::held_alive(tx.connection, &[body.agency_id], caller.today)?;
        let good = store::good(tx.connection, body.agency_id)?;
        store::free(tx.connection, body.id)?;
        rules::room_for_one(good)?;
        let row = store::Row::new(&body, id, caller.user, &hash, tx.now);
        store::insert(tx.connection, &row)?;
        tx.record(Change::created(&row.answer())?.beginning(AddressState::Active).by(authority))
    });
    with_address(written.await?, format!("{}/calendar/v1/{secret}.ics", calendaring.public_url.trim_end_matches('/')))
}

/// Reads of a calendar address, without the secret in it.
///
/// Officers and leads of the agency, and auditors.
#[utoipa::path(get, path = "/calendar-addresses/{id}", operation_id = "read_calendar_address", tag = "calendars",
    params(("id" = Id, Path, description = "The calendar address")),
    responses((status = 200, description = "What is on record", body = CalendarAddress)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let actions = TRANSITIONS.actions(&view.caller, &row.facts(), view.now);
            Ok(CalendarAddress { actions: Some(actions), ..row.answer() })
        })
        .await
}

/// Revokes a calendar address.
///
/// Leads of the agency. From then on it is as unknown as one that never was.
#[utoipa::path(post, path = "/calendar-addresses/{id}/transitions", operation_id = "transition_calendar_address", tag = "calendars", request_body = CalendarAddressAction,
    params(("id" = Id, Path, description = "The calendar address")),
    responses((status = 200, description = "What is on record now", body = CalendarAddress)))]
pub async fn transition(stepping: Stepping<CalendarAddressAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let step = asked.judged(tx, &TRANSITIONS, &before.facts(), before.version)?;
            let after = before.in_state(step.to, tx.now);
            store::save(tx.connection, &after)?;
            tx.record(asked.change(&step, &before.answer(), &after.answer())?)
        })
        .await
}

/// Lists what happened to a calendar address, oldest first.
///
/// Officers and leads of the agency, and auditors.
#[utoipa::path(get, path = "/calendar-addresses/{id}/transitions", operation_id = "list_calendar_address_transitions", tag = "calendars",
    params(("id" = Id, Path, description = "The calendar address")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// Reads an agency's calendar from its address (RFC 5545).
///
/// Whoever knows the address. It shows the agency's events and what it owes by a day, 90 days back and 400 ahead, as the maker of
/// the address may read them today. One that was revoked, one whose maker may not read there any more and one that never was are
/// the same 404.
#[utoipa::path(get, path = "/calendar/v1/{address}.ics", operation_id = "read_calendar", tag = "calendars", security(()),
    params(("address" = String, Path, description = "What the address ends in", min_length = 1, max_length = 100)),
    responses((status = 200, description = "The calendar", content_type = "text/calendar", body = String)))]
pub async fn feed(reading: PublicReading<String>, calendaring: Data<Calendaring>) -> Answer {
    reading
        .answer(move |view, secret, _| {
            let address = store::known_by(view.connection, &crypto::sha256(secret.as_bytes()))?;
            let mut seen = view.as_seen_by(address.maker_id, address.agency_id).ok_or_else(unknown)?;
            let entries = feeds::entries(&mut seen, calendaring.owed, address.agency_id)?;
            let name = format!("{}: {}", seen.caller.directory.agency_name(address.agency_id), address.label);
            Ok(Content::new(MEDIA_TYPE, ics::calendar(&name, &entries)?).named("lich.ics"))
        })
        .await
}

fn unknown() -> Problem {
    Problem::of(Code::NotFound)
}

/// The answer on record, with the address that no record holds. Nobody on the way keeps it.
fn with_address(written: Written, address: String) -> Answer {
    let mut answer: serde_json::Map<String, serde_json::Value> =
        serde_json::from_str(&written.body).map_err(|error| internal(&error))?;
    answer.insert("address".to_owned(), address.into());
    let body = serde_json::Value::from(answer).to_string();
    let mut response: HttpResponse = Written { body, ..written }.into();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

fn internal(error: &dyn std::fmt::Display) -> Problem {
    tracing::error!(%error, "a calendar address could not be given");
    Problem::of(Code::Internal)
}
