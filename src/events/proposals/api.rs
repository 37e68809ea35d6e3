//! What is proposed for a report.

use crate::events::proposals::model::ProposedValues;
use crate::events::proposals::rules::{About, counted_for, proposed};
use crate::events::proposals::store;
use crate::kernel::column::to_column;
use crate::kernel::db::View;
use crate::kernel::http::{Answer, Showing};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::reports::proposable;

/// Proposes values for a report out of the events that were reported.
///
/// Whoever may read the obligation, but for the portal; what a draft says is compared for its own agency alone. Each event counts for the nearest
/// agency at or above its organiser that has an obligation in the period which was not cancelled: in the report of the Action
/// Month those of that year's Month and its launches, in others those that begin on a day which the figures cover. Participants
/// are attendances (lượt người). Nothing flows by itself: who writes the report takes the values over, and what is corrected later
/// shows as `differs` and changes nothing that was submitted.
#[utoipa::path(get, path = "/obligations/{id}/proposed-values", operation_id = "read_proposed_values", tag = "obligations",
    params(("id" = Id, Path, description = "The obligation")),
    responses((status = 200, description = "What is proposed", body = ProposedValues)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer_text(|view, id| {
            let (values, version) = added_up(view, id)?;
            Ok((to_column(&values)?, version))
        })
        .await
}

fn added_up(view: &mut View<'_>, id: Id) -> Result<(ProposedValues, i32), Problem> {
    let report = proposable(view, id)?;
    view.caller.permit_what_people_did()?;
    let about = About::of(report.regime, report.year, report.window);
    let agencies = counted_for(&view.caller.directory, report.agency, &report.debtors);
    let sums = store::sums(view.connection, &agencies, about)?;
    let said = report.newest.as_ref();
    let values: Vec<_> = report.indicators.iter().map(|indicator| proposed(indicator, &sums, said)).collect();
    let (from, to) = match about {
        About::Month(_) => (None, None),
        About::Days(from, to) => (Some(from), Some(to)),
    };
    let proposed = ProposedValues {
        obligation_id: report.obligation,
        agency_id: report.agency,
        from,
        to,
        events: sums.events,
        uncounted_events: sums.events - sums.counted_events,
        event_ids: store::named(view, &agencies, about)?,
        submission_id: said.map(|it| it.submission),
        submission_number: said.map(|it| it.number),
        differs: said.map(|_| values.iter().any(|value| value.differs == Some(true))),
        values,
    };
    Ok((proposed, report.version))
}
