//! To whom an agency reports instead of to the agency above it.

use crate::agencies;
use crate::kernel::conflict::conflict_first;
use crate::kernel::http::{Answer, Browsing, Creating, NoFilter, PathId};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::owner::Owner;
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Problem};
use crate::reports::policy;
use crate::reports::reporting_routes::model::{NewReportingRoute, ReportingRoute};
use crate::reports::reporting_routes::{rules, store};

/// Lists the reporting routes of an agency, earliest first.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/agencies/{id}/reporting-routes", operation_id = "list_reporting_routes", tag = "agencies",
    params(("id" = Id, Path, description = "The agency that reports")),
    responses((status = 200, description = "One page of routes", body = Page<ReportingRoute>)))]
pub async fn list(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            if !view.caller.directory.agencies.contains_key(&*id) {
                return Err(Problem::of(Code::NotFound));
            }
            store::list(view.connection, *id, page)
        })
        .await
}

/// Says to whom an agency reports instead of to the agency above it; the route that runs ends the day before.
///
/// Leads of the committee's standing agency may. The recipient is another agency under the same committee, or the committee,
/// for which its standing agency receives. Obligations that were made before keep their recipient.
#[utoipa::path(post, path = "/agencies/{id}/reporting-routes", operation_id = "create_reporting_route", tag = "agencies", request_body = NewReportingRoute,
    params(("id" = Id, Path, description = "The agency that reports")),
    responses((status = 201, description = "The route on record", body = ReportingRoute)))]
pub async fn create(id: PathId<Id>, creating: Creating<NewReportingRoute>) -> Answer {
    creating
        .answer(move |tx, body| {
            let caller = tx.caller()?;
            let directory = caller.directory.clone();
            let committee = directory.committee_of(*id).ok_or_else(|| Problem::of(Code::NotFound))?;
            let authority = policy::CREATE_ROUTE.permit(&caller, &Owner::of(&directory, committee))?;
            let routes = store::held_of(tx.connection, &[*id])?;
            // Whoever is ending at this moment ends first: nobody comes to report to him.
            agencies::held_alive(tx.connection, &[*id, body.recipient_id], caller.today)?;
            tx.judge_anew()?;
            let directory = tx.caller()?.directory.clone();
            rules::room_for_one(&routes)?;
            let ending = rules::ended_by(&routes, body)?;
            rules::lasting(body, *id, &directory)?;
            let fitting = rules::fitting(body, *id, committee, &directory);
            conflict_first(fitting, || store::free(tx.connection, body.id))?;
            for (row, eve) in ending {
                let ended = row.ended(eve, tx.now);
                store::save(tx.connection, &ended)?;
                tx.note(Change::updated(&row.answer(), &ended.answer())?.by(authority));
            }
            let row = store::Row::new(body, *id, tx.now);
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer())?.by(authority))
        })
        .await
}
