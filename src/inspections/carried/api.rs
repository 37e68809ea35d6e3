//! What a visit carries, and what its team found of it.

use crate::inspections::carried::model::{CarriedJudgement, CarriedRecommendation};
use crate::inspections::carried::{rules, store};
use crate::inspections::inspections::store as inspections;
use crate::inspections::policy;
use crate::kernel::http::{Answer, Browsing, Changing, NoFilter, PathId, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::workflow::NextAction;

/// Lists the recommendations that a visit carries, with what its team found.
///
/// The visit's team, and whose plan it is; once its report was sent, also the inspected agency and auditors. A visit carries what the
/// agency has to do for the same owner and is open, in progress, implemented or disputed on the day on which it starts.
#[utoipa::path(get, path = "/inspections/{id}/carried", operation_id = "list_carried_recommendations", tag = "recommendations",
    params(("id" = Id, Path, description = "The visit")),
    responses((status = 200, description = "One page of them", body = Page<CarriedRecommendation>)))]
pub async fn list(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.answer(move |view, _, page| store::list(view, *id, page)).await
}

/// Reads what a visit's team found of a recommendation that it carries.
///
/// Whoever may read the list of them.
#[utoipa::path(get, path = "/inspections/{id}/carried/{recommendation_id}", operation_id = "read_carried_recommendation", tag = "recommendations",
    params(("id" = Id, Path, description = "The visit"), ("recommendation_id" = Id, Path, description = "The recommendation")),
    responses((status = 200, description = "What was found", body = CarriedRecommendation)))]
pub async fn read(showing: Showing<(Id, Id)>) -> Answer {
    showing
        .answer(|view, (visit, recommendation)| {
            let row = store::find(view, visit, recommendation)?;
            let visit = inspections::find(view, visit)?;
            let seats = inspections::seats(view, &visit)?;
            let may = rules::takes_judgements(visit.state);
            let actions = vec![NextAction::of(&view.caller, &policy::JUDGE_CARRIED, &seats, may)];
            Ok(CarriedRecommendation { actions: Some(actions), ..row.answer() })
        })
        .await
}

/// Says what the team found of a recommendation that its visit carries.
///
/// The visit's team, while it is in progress. It moves the recommendation nowhere; `not_checked` is an answer too.
#[utoipa::path(put, path = "/inspections/{id}/carried/{recommendation_id}", operation_id = "judge_carried_recommendation", tag = "recommendations", request_body = CarriedJudgement,
    params(("id" = Id, Path, description = "The visit"), ("recommendation_id" = Id, Path, description = "The recommendation")),
    responses((status = 200, description = "What is on record now", body = CarriedRecommendation)))]
pub async fn judge(changing: Changing<CarriedJudgement, (Id, Id)>) -> Answer {
    changing
        .answer(|tx, edit| {
            let (visit, recommendation) = edit.id;
            let visit = inspections::lock(&mut tx.view()?, visit)?;
            let before = store::lock(&mut tx.view()?, visit.id, recommendation)?;
            let seats = inspections::seats(&mut tx.view()?, &visit)?;
            let authority = policy::JUDGE_CARRIED.permit(&*tx.caller()?, &seats)?;
            edit.fits(before.version)?;
            rules::takes_judgements(visit.state)?;
            let after = before.judged(&edit.body, tx.now);
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
        })
        .await
}
