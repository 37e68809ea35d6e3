//! Whom to call at an agency.

use actix_web::web::Data;

use crate::kernel::http::{Answer, BrowsingAnew, NoFilter, PathId};
use crate::kernel::id::Id;
use crate::kernel::page::Page;
use crate::reminders::Reminding;
use crate::reminders::contacts::model::AgencyContact;
use crate::reminders::contacts::store;

/// Lists whom to call at an agency, by name.
///
/// Those who hold a role of the business there today, with position, telephone number and mail address where these are on record; at
/// a committee also those who hold one at its standing agency for it. For the agency's own people, for whoever may remind it of
/// what it owes, and for administrators and auditors with reach to it.
#[utoipa::path(get, path = "/agencies/{id}/contacts", operation_id = "list_agency_contacts", tag = "agencies",
    params(("id" = Id, Path, description = "The agency")),
    responses((status = 200, description = "One page of people", body = Page<AgencyContact>)))]
pub async fn list(reminding: Data<Reminding>, browsing: BrowsingAnew<NoFilter>, id: PathId<Id>) -> Answer {
    let waiting = reminding.papers.waiting;
    browsing.answer(move |view, _, page| store::list(view, waiting, *id, page)).await
}
