//! People who can be named in the teams of visits.

use crate::inspections::inspectors::model::{InspectorFilter, NamedInspector};
use crate::inspections::inspectors::store;
use crate::kernel::http::{Answer, BrowsingAnew};
use crate::kernel::page::Page;

/// Lists people who can be named in the team of a visit, by name.
///
/// Those with a role of the business at the committee or below it, each with every agency that he can act for. For those who
/// write, approve and carry out plans: the committee's chair and its standing agency, and the leads and officers of agencies
/// that have others below them. To everybody else the list is empty. Whether somebody has an interest in an agency is not
/// told here: a plan is judged when it is submitted.
#[utoipa::path(get, path = "/inspectors", operation_id = "list_inspectors", tag = "inspection-plans", params(InspectorFilter),
    responses((status = 200, description = "One page of people", body = Page<NamedInspector>)))]
pub async fn list(browsing: BrowsingAnew<InspectorFilter>) -> Answer {
    browsing.answer(store::list).await
}
