//! Inspections: visits and self-inspections, as the plans made them.

use crate::inspections::inspections::access::Sides;
use crate::inspections::inspections::facts::facts;
use crate::inspections::inspections::model::{Inspection, InspectionAction, InspectionFilter, InspectionKind};
use crate::inspections::inspections::workflow::TRANSITIONS;
use crate::inspections::inspections::{steps, store, told, work};
use crate::inspections::reports::store as report_store;
use crate::kernel::http::history::{HistoryEntry, history_from};
use crate::kernel::http::{Answer, Browsing, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::page::Page;

/// Lists inspections.
///
/// Visits are listed for their team, for whose plan it is, for auditors, and for the inspected agency once it was first told of
/// them; self-inspections for their agency, and once handed in for the owner of the plan, for auditors and for those who visit that
/// agency for the same owner, while they do. What was never handed in is listed for the owner and for auditors too, once the plan is
/// closed (`state=not_handed_in`). The portal and administrators see none.
#[utoipa::path(get, path = "/inspections", operation_id = "list_inspections", tag = "inspections", params(InspectionFilter),
    responses((status = 200, description = "One page of inspections", body = Page<Inspection>)))]
pub async fn list(browsing: Browsing<InspectionFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Reads an inspection, with what the caller may do next.
///
/// As in lists. Whoever left a team, and whoever lost the role by which he was of it, reads the visit no more from the next request
/// on.
#[utoipa::path(get, path = "/inspections/{id}", operation_id = "read_inspection", tag = "inspections",
    params(("id" = Id, Path, description = "The inspection")),
    responses((status = 200, description = "The inspection", body = Inspection)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let facts = facts(view, &row)?;
            let newest = report_store::newest_of(view.connection, &[id])?.remove(&id);
            let actions = work::next(&view.caller, &facts, newest, view.now);
            let answer = store::answer(view.connection, &row)?;
            Ok(Inspection { actions: Some(actions), ..answer.named(&view.caller.directory) })
        })
        .await
}

/// Moves an inspection along.
///
/// Who may is in the table "inspections" of the description, which says of each row whether it is one of visits or of
/// self-inspections. What the team does nobody does for somebody else. `sign` gives a receipt with its number, the time of the
/// service and a SHA-256; the first one decides whether the self-inspection is late, and it is received late until the plan is closed.
#[utoipa::path(post, path = "/inspections/{id}/transitions", operation_id = "transition_inspection", tag = "inspections",
    request_body = InspectionAction,
    params(("id" = Id, Path, description = "The inspection")),
    responses((status = 200, description = "The inspection as it is now", body = Inspection),
        (status = 409, description = "The state forbids it, the person is of the team already, or a report was sent")))]
pub async fn transition(stepping: Stepping<InspectionAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let shown = store::answer(tx.connection, &before)?;
            let after = steps::after(tx, &asked.action, &before, &facts, &step)?;
            store::save(tx.connection, &after)?;
            let answer = store::answer(tx.connection, &after)?;
            told::tell(tx, &asked.action, &facts, (&before, &after))?;
            tx.record(asked.change(&step, &shown, &answer)?)
        })
        .await
}

/// Lists what happened to an inspection, oldest first.
///
/// Whoever may read it. To the inspected agency the history of a visit begins with the first time it was told, to others than the
/// agency that of a self-inspection with the first time it was handed in, or with the plan's end where it never was.
#[utoipa::path(get, path = "/inspections/{id}/transitions", operation_id = "list_inspection_transitions", tag = "inspections",
    params(("id" = Id, Path, description = "The inspection")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing
        .answer(move |view, _, page| {
            let row = store::find(view, *id)?;
            let from: &[&'static str] = match row.kind {
                _ if Sides::of(view, &row)?.read_from_first(row.kind) => &[],
                InspectionKind::Visit => &["notify"],
                InspectionKind::SelfInspection => &["sign", "close"],
            };
            history_from(view, TRANSITIONS.resource, *id, from, page)
        })
        .await
}
