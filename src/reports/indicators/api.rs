//! Indicators: the catalogue of what reports count.

use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, Showing};
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;
use crate::kernel::workflow::NextAction;
use crate::reports::indicators::model::{Indicator, IndicatorFilter, IndicatorPatch, NewIndicator};
use crate::reports::indicators::rules::{each_year_once, is_measured, keeps_its_words, room_for_one};
use crate::reports::indicators::store;
use crate::reports::periods::store as periods;
use crate::reports::policy;
use crate::reports::submissions::store as submissions;

/// Lists indicators.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/indicators", operation_id = "list_indicators", tag = "indicators", params(IndicatorFilter),
    responses((status = 200, description = "One page of indicators", body = Page<Indicator>)))]
pub async fn list(browsing: Browsing<IndicatorFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Enters an indicator.
///
/// Administrators of the whole installation may.
#[utoipa::path(post, path = "/indicators", operation_id = "create_indicator", tag = "indicators", request_body = NewIndicator,
    responses((status = 201, description = "The indicator on record", body = Indicator)))]
pub async fn create(creating: Creating<NewIndicator>) -> Answer {
    creating
        .answer(|tx, body| {
            let caller = tx.caller()?;
            let authority = policy::CREATE_INDICATOR.permit(&caller, &caller.root())?;
            tx.counting("indicators")?;
            let of_caller = journal::made_by(tx.connection, caller.user, Indicator::RESOURCE)?;
            room_for_one(store::how_many(tx.connection)?, of_caller)?;
            let judged = each_year_once(&body.targets)
                .and_then(|()| is_measured(body.aggregation, body.by_sex, body.event_measure));
            conflict_first(judged, || store::free(tx.connection, body.id, &body.code))?;
            let row = store::Row::new(body, tx.now)?;
            store::insert(tx.connection, &row)?;
            tx.record(Change::created(&row.answer()?)?.by(authority))
        })
        .await
}

/// Reads an indicator, with what the caller may do.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/indicators/{id}", operation_id = "read_indicator", tag = "indicators", params(("id" = Id, Path, description = "The indicator")),
    responses((status = 200, description = "The indicator", body = Indicator)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let indicator = store::find(view.connection, id)?.answer()?;
            let root = view.caller.root();
            let update = NextAction::of(&view.caller, &policy::UPDATE_INDICATOR, &root, Ok(()));
            Ok(Indicator { actions: Some(vec![update]), ..indicator })
        })
        .await
}

/// Changes the words, the targets or the measure of an indicator.
///
/// Administrators of the whole installation may. Its code, whether it is given by sex and how it adds up stay for good: reports
/// were made by them. Its name and its unit stay from the first report on that was received with it.
#[utoipa::path(patch, path = "/indicators/{id}", operation_id = "update_indicator", tag = "indicators", request_body = IndicatorPatch,
    params(("id" = Id, Path, description = "The indicator")),
    responses((status = 200, description = "The indicator as it is now", body = Indicator),
        (status = 409, description = "A report was received with it, so its name and its unit stay")))]
pub async fn update(changing: Changing<IndicatorPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(tx.connection, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::UPDATE_INDICATOR.permit(&caller, &caller.root())?;
            edit.fits(before.version)?;
            let after = before.patched(&edit.body, tx.now)?;
            if (&after.name, &after.unit) != (&before.name, &before.unit) {
                keeps_its_words(is_used(tx, &before.code)?)?;
            }
            each_year_once(edit.body.targets.as_deref().unwrap_or_default())?;
            is_measured(after.aggregation, after.by_sex, after.event_measure)?;
            store::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer()?, &after.answer()?)?.by(authority))
        })
        .await
}

/// Whether a report was received that gives a value of an indicator, or says why there is none. The periods that ask for it are held:
/// none is received meanwhile.
fn is_used(tx: &mut Tx<'_>, code: &str) -> Result<bool, Problem> {
    let periods = periods::held_asking_for(tx.connection, code)?;
    submissions::any_received_says(tx.connection, &periods, "indicator", &[code])
}
