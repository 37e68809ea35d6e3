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
#[utoipa::path(get, path = "/time", tag = "time", security(()),
    responses((status = 200, description = "The civil time now", body = CivilTime)))]
pub async fn read(db: Data<Db>) -> Answer {
    let now = db.clock().now();
    let time = CivilTime { now, date: now.date(), time_zone: "Asia/Ho_Chi_Minh", is_demo: db.clock().is_demo() };
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(time))
}
