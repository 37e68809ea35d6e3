//! What an agency is and was called.

use crate::agencies::names::model::DatedAgencyName;
use crate::agencies::names::store;
use crate::kernel::http::{Answer, BrowsingAnew, NoFilter, PathId};
use crate::kernel::id::Id;
use crate::kernel::page::Page;

/// Lists what an agency is and was called, earliest first.
///
/// Everybody who is signed in may. What was issued keeps the name that the agency had then.
#[utoipa::path(get, path = "/agencies/{id}/names", operation_id = "list_agency_names", tag = "agencies",
    params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "One page of names", body = Page<DatedAgencyName>)))]
pub async fn list(browsing: BrowsingAnew<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, _, page| store::list(view, *id, page)).await
}
