//! Periods: planned, opened, corrected, called off.

use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::owner::Owner;
use crate::kernel::page::Page;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;
use crate::reports::obligations::model::{Content, ObligationState};
use crate::reports::obligations::store::{self as obligations, ObligationRow, PeriodHead, Stored};
use crate::reports::periods::model::{
    NewReportPeriod, ReportPeriod, ReportPeriodAction, ReportPeriodFilter, ReportPeriodPatch,
};
use crate::reports::periods::workflow::TRANSITIONS;
use crate::reports::periods::{debtors, rules, store};
use crate::reports::policy;
use crate::reports::regimes::store as regimes;

/// Lists periods.
///
/// Periods are listed for whoever stands under their committee, and for those who reach it.
#[utoipa::path(get, path = "/report-periods", operation_id = "list_report_periods", tag = "report-periods", params(ReportPeriodFilter),
    responses((status = 200, description = "One page of periods", body = Page<ReportPeriod>)))]
pub async fn list(browsing: Browsing<ReportPeriodFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Plans a period: a regime in a year.
///
/// Leads of the committee's standing agency may. What the body does not say comes from the regime; the period keeps its
/// sections, its indicators and the kinds of agencies that owe it.
#[utoipa::path(post, path = "/report-periods", operation_id = "create_report_period", tag = "report-periods", request_body = NewReportPeriod,
    responses((status = 201, description = "The period on record", body = ReportPeriod),
        (status = 409, description = "The regime has a period of that year")))]
pub async fn create(creating: Creating<NewReportPeriod>) -> Answer {
    creating
        .answer(|tx, body| {
            let regime = regimes::share(&mut tx.view()?, body.regime_id);
            let regime = regime.map_err(|problem| problem.or_unknown("/regime_id"))?;
            let caller = tx.caller()?;
            let authority =
                policy::CREATE_PERIOD.permit(&caller, &Owner::of(&caller.directory, regime.committee_id))?;
            let planned = store::Row::new(body, &regime, tx.now);
            let row = conflict_first(planned, || store::free(tx.connection, body))?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer(0)?)?.beginning(row.state).by(authority))
        })
        .await
}

/// Reads a period, with what the caller may do next.
///
/// Whoever stands under its committee, and those who reach it.
#[utoipa::path(get, path = "/report-periods/{id}", operation_id = "read_report_period", tag = "report-periods",
    params(("id" = Id, Path, description = "The period")),
    responses((status = 200, description = "The period", body = ReportPeriod)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let facts = store::facts(view, &row)?;
            let correctable = rules::correctable(facts.state, facts.received);
            let mut actions = vec![NextAction::of(&view.caller, &policy::UPDATE_PERIOD, &facts, correctable)];
            actions.extend(TRANSITIONS.actions(&view.caller, &facts, view.now));
            Ok(ReportPeriod { actions: Some(actions), ..store::answer(view.connection, &row)? })
        })
        .await
}

/// Corrects the dates of a period, and of what is owed under it.
///
/// Leads of the committee's standing agency may, until the first report was received.
#[utoipa::path(patch, path = "/report-periods/{id}", operation_id = "update_report_period", tag = "report-periods", request_body = ReportPeriodPatch,
    params(("id" = Id, Path, description = "The period")),
    responses((status = 200, description = "The period as it is now", body = ReportPeriod),
        (status = 409, description = "A report was received, or the period is cancelled")))]
pub async fn update(changing: Changing<ReportPeriodPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let facts = store::facts(&mut tx.view()?, &before)?;
            let authority = policy::UPDATE_PERIOD.permit(&*tx.caller()?, &facts)?;
            edit.fits(before.version)?;
            rules::correctable(facts.state, facts.received)?;
            let after = before.corrected(&edit.body, tx.now)?;
            store::save(tx.connection, &after)?;
            let internal_due = after.internal_due()?;
            // Nothing is owed any more under what was called off, and whoever is exempt stays so under the new dates.
            move_all(tx, &before, &after, "correct", authority, |row| row.corrected(&after, &internal_due))?;
            let (old, new) = (store::answer(tx.connection, &before)?, store::answer(tx.connection, &after)?);
            tx.record(Change::updated(&old, &new)?.by(authority))
        })
        .await
}

/// Opens a period, or calls it off.
///
/// Who may is in the table "report-periods" of the description. Opening makes one obligation for every agency that owes the
/// report and exists on that day; opening again adds those founded since, and where there are none it changes nothing. Calling
/// off cancels what is owed.
#[utoipa::path(post, path = "/report-periods/{id}/transitions", operation_id = "transition_report_period", tag = "report-periods", request_body = ReportPeriodAction,
    params(("id" = Id, Path, description = "The period")),
    responses((status = 200, description = "The period as it is now", body = ReportPeriod)))]
pub async fn transition(stepping: Stepping<ReportPeriodAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let before = store::lock(&mut tx.view()?, asked.id)?;
            let facts = store::facts(&mut tx.view()?, &before)?;
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;
            let old = store::answer(tx.connection, &before)?;
            let mut after = before.touched(tx.now);
            after.state = step.to;
            match &asked.action {
                ReportPeriodAction::Open {} => {
                    after.opened_at = before.opened_at.or(Some(tx.now));
                    let directory = tx.directory()?;
                    debtors::have_owe(tx, &after, &directory, None, step.authority)?;
                }
                ReportPeriodAction::Cancel { .. } => {
                    let cancelled = |row: &ObligationRow| ObligationRow {
                        state: ObligationState::Cancelled,
                        content: Content::Missing,
                        ..row.clone()
                    };
                    move_all(tx, &before, &after, "cancel", step.authority, cancelled)?;
                }
            }
            store::save(tx.connection, &after)?;
            let new = store::answer(tx.connection, &after)?;
            // Opened again, with nobody who comes to owe: it is as it was.
            tx.record(asked.change(&step, &old, &new)?.unless_same(before.version))
        })
        .await
}

/// Lists what happened to a period, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/report-periods/{id}/transitions", operation_id = "list_report_period_transitions", tag = "report-periods",
    params(("id" = Id, Path, description = "The period")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}

/// Moves everything that is owed under a period along with it.
fn move_all(
    tx: &mut Tx<'_>,
    before: &store::Row,
    after: &store::Row,
    action: &str,
    by: Authority,
    moved: impl Fn(&ObligationRow) -> ObligationRow,
) -> Result<(), Problem> {
    let held = obligations::held_of_period(tx.connection, before)?;
    let changed = held.into_iter().filter_map(|stored| {
        let row = moved(&stored.row);
        let next = Stored { row: row.touched(tx.now), period: PeriodHead::of(after) };
        (row != stored.row).then_some((stored, next))
    });
    let changed: Vec<(Stored, Stored)> = changed.collect();
    obligations::keep_noted(tx, &changed, action, by)
}
