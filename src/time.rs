//! The civil time that deadlines are judged by, for everybody to see.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Data;
use chrono::NaiveDate;
use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::db::Db;
use crate::kernel::http::{Answer, Routes};
use crate::kernel::instant::Instant;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: &[],
    reads: &[],
    delegable: false,
    directory: None,
    resources: &[],
    folded: &[],
    tags: &[Tag { name: "time", about: "The civil time that deadlines are judged by", beside: &[] }],
};

fn routes() -> Routes {
    routes![read]
}

/// The civil time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CivilTime {
    /// The instant, in UTC.
    pub now: Instant,
    /// The date in Vietnam at that instant.
    #[schema(example = "2017-12-01")]
    pub date: NaiveDate,
    /// The time zone of dates.
    #[schema(max_length = 60, example = "Asia/Ho_Chi_Minh")]
    pub time_zone: &'static str,
    /// Whether it is the demo's time, which runs in 2017, and not that of the real world.
    pub is_demo: bool,
}

/// Tells the civil time that deadlines are judged by.
///
/// Everybody may, signed in or not.
///
/// **Keeping a copy of lists.** Every list takes `updated_since` but those that are made of who is who or of the day (`/inspectors`, `/agencies/{id}/contacts`, `/agencies/{id}/names`, `/agencies/{id}/succession`, `/me/work`): only what changed at that instant or later, the earliest change first, unless
/// `sort` names another order. One round: read this time, then every page of every list with `updated_since` two minutes before the time
/// that was read at the beginning of the round before, and put each item in the place of the one with its `id`. Two minutes, because a
/// change is dated when its request begins and is there when it is committed; what comes twice is the same twice. The first round asks for
/// any early instant. A task also comes when its programme is issued, and what the public sees of an event when that changes. Answers of an
/// inspection and what a consolidation was compiled of stay in their own places, entries of a history in the order in which they were written.
///
/// What a copy misses: what was deleted, and what the reader may no longer read, until there is a feed of changes; what a role that is
/// granted, a team that is joined or a step of another paper opens, until it changes itself; names beside ids, which are those of today;
/// whether letters reach a person; parts of a file that arrive, and files of what is listed that are erased. Time alone changes, and dates nothing anew, what is early,
/// late, pending or overdue, whether an obligation is upcoming or open, whether results are owed, which actions are allowed, and whether an
/// entry is sealed. Whoever needs these works them out of the dates beside them, or reads the list as a whole from time to time.
///
/// **The portal** (role `portal`, a service account) reads papers that are out, in its scope: agencies and their designations, legal
/// documents, indicators, issued programmes with their tasks, assignments, regimes, periods, obligations, issued consolidations and announced
/// Action Months; and events, like everybody, below `/public/v1`. Drafts do not exist for it, nor do reports, people, inspections and files;
/// histories, reminders and words of progress are 403 to it.
#[utoipa::path(get, path = "/time", tag = "time", security(()),
    responses((status = 200, description = "The civil time now", body = CivilTime)))]
pub async fn read(db: Data<Db>) -> Answer {
    let now = db.clock().now();
    let time = CivilTime { now, date: now.date(), time_zone: "Asia/Ho_Chi_Minh", is_demo: db.clock().is_demo() };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(time))
}
