//! Who took over from whom.

use crate::agencies::succession::model::AgencySuccession;
use crate::agencies::succession::store;
use crate::kernel::http::{Answer, BrowsingAnew, NoFilter, PathId};
use crate::kernel::id::Id;
use crate::kernel::page::Page;

/// Lists what became of an agency and what it came from, earliest first.
///
/// Everybody who is signed in may. Each item is an agency that ended, with the heir that holds what was its own, and those that go on
/// beside the heir.
#[utoipa::path(get, path = "/agencies/{id}/succession", operation_id = "list_agency_succession", tag = "agencies",
    params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "One page of steps", body = Page<AgencySuccession>)))]
pub async fn list(browsing: BrowsingAnew<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, _, page| store::list(view, *id, page)).await
}
