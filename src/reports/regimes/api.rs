//! Regimes: what is owed year after year.

use crate::agencies::AgencyKind;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::owner::Owner;
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;
use crate::reports::indicators::store as indicators;
use crate::reports::periods::store as periods;
use crate::reports::policy;
use crate::reports::regimes::model::{NewReportRegime, ReportRegime, ReportRegimeFilter, ReportRegimePatch, Section};
use crate::reports::regimes::{rules, store};
use crate::reports::submissions::store as submissions;

/// Lists regimes.
///
/// Regimes are listed for whoever stands under their committee, and for those who reach it.
#[utoipa::path(get, path = "/report-regimes", operation_id = "list_report_regimes", tag = "report-regimes", params(ReportRegimeFilter),
    responses((status = 200, description = "One page of regimes", body = Page<ReportRegime>)))]
pub async fn list(browsing: Browsing<ReportRegimeFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters a regime of a committee.
///
/// Leads of its standing agency may.
#[utoipa::path(post, path = "/report-regimes", operation_id = "create_report_regime", tag = "report-regimes", request_body = NewReportRegime,
    responses((status = 201, description = "The regime on record", body = ReportRegime)))]
pub async fn create(creating: Creating<NewReportRegime>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            if !caller.directory.agencies.contains_key(&body.committee_id) {
                return Err(Problem::unknown("/committee_id"));
            }
            let owner = Owner::of(&caller.directory, body.committee_id);
            let authority = policy::CREATE_REGIME.permit(&caller, &owner)?;
            tx.counting(&format!("regimes of {}", body.committee_id))?;
            rules::room_for_one(store::how_many(tx.connection, body.committee_id)?)?;
            let required = Some("/required_indicators");
            let rules = rules::dated(body)
                .and_then(|()| fitting(tx, &body.owed_by, &body.sections, &body.indicators))
                .and_then(|()| rules::required_among(&body.required_indicators, &body.indicators, required));
            conflict_first(rules, || store::free(tx.connection, body.id, body.committee_id, &body.code))?;
            let row = store::Row::new(body, tx.now)?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.by(authority))
        })
        .await
}

/// Reads a regime, with what the caller may do.
///
/// Whoever stands under its committee, and those who reach it.
#[utoipa::path(get, path = "/report-regimes/{id}", operation_id = "read_report_regime", tag = "report-regimes",
    params(("id" = Id, Path, description = "The regime")),
    responses((status = 200, description = "The regime", body = ReportRegime)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = store::find(view, id)?;
            let owner = Owner::of(&view.caller.directory, row.committee_id);
            let update = NextAction::of(&view.caller, &policy::UPDATE_REGIME, &owner, Ok(()));
            Ok(ReportRegime { actions: Some(vec![update]), ..row.answer()? })
        })
        .await
}

/// Changes a regime.
///
/// Leads of the committee's standing agency may. Periods that are planned already keep what they were planned with. A part that a report
/// was received with keeps its title, since reports of many years are read by it; another part takes another code.
#[utoipa::path(patch, path = "/report-regimes/{id}", operation_id = "update_report_regime", tag = "report-regimes", request_body = ReportRegimePatch,
    params(("id" = Id, Path, description = "The regime")),
    responses((status = 200, description = "The regime as it is now", body = ReportRegime),
        (status = 409, description = "A report was received with a part that would be called otherwise")))]
pub async fn update(changing: Changing<ReportRegimePatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority =
                policy::UPDATE_REGIME.permit(&caller, &Owner::of(&caller.directory, before.committee_id))?;
            edit.fits(before.version)?;
            let (was, after) = (before.answer()?, before.patched(&edit.body, tx.now)?);
            let is = after.answer()?;
            rules::keeps_titles(is_used(tx, before.id, &rules::retitled(&was.sections, &is.sections))?)?;
            fitting(
                tx,
                edit.body.owed_by.as_deref().unwrap_or_default(),
                edit.body.sections.as_deref().unwrap_or_default(),
                edit.body.indicators.as_deref().unwrap_or_default(),
            )?;
            let required = edit.body.required_indicators.as_ref().map(|_| "/required_indicators");
            rules::required_among(&is.required_indicators, &is.indicators, required)?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&was, &is)?.by(authority))
        })
        .await
}

/// Whether a report was received with one of these parts of a regime, whose periods are held: none is received meanwhile.
fn is_used(tx: &mut Tx<'_>, regime: Id, sections: &[&str]) -> Result<bool, Problem> {
    if sections.is_empty() {
        return Ok(false);
    }
    let periods = periods::held_of_regime(tx.connection, regime)?;
    submissions::any_received_says(tx.connection, &periods, "code", sections)
}

/// Judges what a regime asks for by the catalogue as it is now.
fn fitting(tx: &mut Tx<'_>, owed_by: &[AgencyKind], sections: &[Section], codes: &[String]) -> Result<(), Problem> {
    let known = indicators::of_codes(tx.connection, codes)?.into_iter().map(|row| row.code).collect::<Vec<_>>();
    rules::fitting(owed_by, sections, codes, &known)
}
