//! The caller's work.

use actix_web::web::Data;

use super::Sources;
use super::merging;
use super::model::{WorkFilter, WorkItem};
use crate::kernel::http::{Answer, BrowsingAnew};
use crate::kernel::page::Page;

/// Lists what waits for the caller, by last day.
///
/// Everybody who is signed in may. Something waits for somebody where a step that brings it on is one that he may take now, by his own
/// grants at the agency that the token names, by what was lent to him, or as one of a team: `actions` names what he may do, as the detail
/// read at `href` does, which also says what stands in the way of the rest. What he has done disappears, and so does what a grant that
/// ended let him do. What is in order only because of the day (a visit that may start, an event that may be reported) appears with the
/// day. Last days are civil days in Vietnam; what has none comes last.
#[utoipa::path(get, path = "/me/work", operation_id = "list_my_work", tag = "me", params(WorkFilter),
    responses((status = 200, description = "One page of what waits", body = Page<WorkItem>)))]
pub async fn list(browsing: BrowsingAnew<WorkFilter>, sources: Data<Sources>) -> Answer {
    browsing.answer(move |view, filter, page| merging::page(view, sources.0, filter, page)).await
}
