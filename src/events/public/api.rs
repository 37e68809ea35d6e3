//! What anybody may read, without a token.

use actix_web::web::Data;

use crate::events::calendars::ics::{self, MEDIA_TYPE};
use crate::events::public::kept::{Asked, KeptFeeds};
use crate::events::public::model::{FeedFilter, OfCommittee, PublicActionMonth, PublicEvent, PublicEventFilter};
use crate::events::public::{rules, store};
use crate::events::publications::store as publications;
use crate::kernel::http::{Answer, Content, PublicBrowsing, PublicReading, PublicShowing};
use crate::kernel::page::Page;

/// Lists events that are public, in the order in which they begin.
///
/// Anybody may. Only events whose text was approved are listed; a text that was edited since is public once it was approved again.
/// Of several committees, one is named by its code: none of that code has no events.
#[utoipa::path(get, path = "/public/v1/events", operation_id = "list_public_events", tag = "public", security(()), params(PublicEventFilter),
    responses((status = 200, description = "One page of events", body = inline(Page<PublicEvent>))))]
pub async fn list(browsing: PublicBrowsing<PublicEventFilter>) -> Answer {
    browsing.answer(store::page).await
}

/// Reads an event that is public.
///
/// Anybody may. One that is not public does not exist here.
#[utoipa::path(get, path = "/public/v1/events/{id}", operation_id = "read_public_event", tag = "public", security(()),
    params(("id" = crate::kernel::id::Id, Path, description = "The event")),
    responses((status = 200, description = "The event", body = PublicEvent)))]
pub async fn read(showing: PublicShowing) -> Answer {
    showing.answer(|view, id| store::find(view, *id)).await
}

/// Reads the Action Month of a year.
///
/// Anybody may, once it was announced. Of several committees, one is named by its code.
#[utoipa::path(get, path = "/public/v1/action-months/{year}", operation_id = "read_public_action_month", tag = "public", security(()),
    params(("year" = i32, Path, description = "The year", minimum = -2_147_483_648_i64, maximum = 2_147_483_647_i64), OfCommittee),
    responses((status = 200, description = "The Action Month", body = PublicActionMonth)))]
pub async fn month(reading: PublicReading<i32, OfCommittee>) -> Answer {
    reading
        .answer(|view, year, filter| {
            let committee = store::committee(view, filter.committee.as_deref())?;
            Content::json(&store::month(view, committee, *year)?)
        })
        .await
}

/// Reads events that are public as a calendar (RFC 5545).
///
/// Anybody may. It covers 90 days back and 400 ahead, or the time that is asked for, 500 days at most. What was cancelled or
/// postponed is told for 30 days after it would have ended. SEQUENCE counts what the public saw change; DTSTAMP is when it
/// did: an unchanged calendar is the same, byte for byte. CATEGORIES has the form as the API calls it.
#[utoipa::path(get, path = "/public/v1/events.ics", operation_id = "read_public_calendar", tag = "public", security(()), params(FeedFilter),
    responses((status = 200, description = "The calendar", content_type = "text/calendar", body = String),
        (status = 422, description = "The time ends before it begins, or is longer than 500 days")))]
pub async fn feed(reading: PublicReading<(), FeedFilter>, kept: Data<KeptFeeds>) -> Answer {
    reading
        .answer(move |view, (), filter| {
            let today = view.now.date();
            let span = rules::span(filter.from, filter.before, today)?;
            let Some(committee) = store::committee(view, filter.committee.as_deref())? else {
                return Ok(Content::new(MEDIA_TYPE, ics::calendar("Sự kiện", &[])?).named("su-kien.ics"));
            };
            let name = format!("Sự kiện: {}", view.directory.agency_name(committee));
            let FeedFilter { form, occasion, .. } = filter.clone();
            let count = publications::counted(view.connection, committee)?;
            kept.at(Asked { committee, name, today, span, form, occasion }, count, |asked| {
                let entries = store::entries(view, committee, span, &asked.form, &asked.occasion)?;
                Ok(Content::new(MEDIA_TYPE, ics::calendar(&asked.name, &entries)?).named("su-kien.ics"))
            })
        })
        .await
}
