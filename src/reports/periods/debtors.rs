//! Who comes to owe what a period asks for, as often as that is looked at: when it is opened, when it is opened again, and when agencies
//! take over from others.

use crate::agencies::{self, AgencyKind};
use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::reports::obligations::model::ObligationState;
use crate::reports::obligations::store::{self as obligations, ObligationRow, PeriodHead, Stored};
use crate::reports::periods::rules::opening::{Opening, missing};
use crate::reports::periods::store;
use crate::reports::reporting_routes::store as routes;

/// Has the agencies owe, or some of them, that are alive today and do not: whoever was never asked, and whoever owed by a change of
/// agencies that was taken back. The period is locked: of two who look, the second finds nobody left. Answers what they owe by this.
pub fn have_owe(
    tx: &mut Tx<'_>,
    period: &store::Row,
    directory: &Directory,
    only: Option<&[Id]>,
    by: Authority,
) -> Result<Vec<ObligationRow>, Problem> {
    let on = tx.caller()?.today;
    let alive = agencies::alive_under(tx.connection, period.committee_id, &period.owed_by()?, only, on)?;
    let known = obligations::agencies_of(tx.connection, period.id)?;
    let routes = routes::on(tx.connection, on)?;
    let opening =
        Opening { directory, committee: period.committee_id, on, alive: &alive, routes: &routes, known: &known };
    let mut rows = made(tx, period, &opening, by)?;
    rows.extend(revived(tx, period, &alive, by)?);
    Ok(rows)
}

/// Makes the obligations that are not there yet.
fn made(
    tx: &mut Tx<'_>,
    period: &store::Row,
    opening: &Opening<'_>,
    by: Authority,
) -> Result<Vec<ObligationRow>, Problem> {
    let (internal_due, now, head) = (period.internal_due()?, tx.now, PeriodHead::of(period));
    let rows: Vec<ObligationRow> =
        missing(opening).iter().map(|it| ObligationRow::new(it, period, &internal_due, now)).collect();
    obligations::insert(tx.connection, &rows, now)?;
    for row in &rows {
        let answer = Stored { row: row.clone(), period: head }.answer(opening.directory, now);
        tx.note(Change::created(&answer)?.beginning(answer.state).by(by));
    }
    Ok(rows)
}

/// Has those owe again whose obligation was cancelled. In a period that is not called off itself nothing else cancels one than that the
/// change of agencies is taken back by which it was owed.
fn revived(
    tx: &mut Tx<'_>,
    period: &store::Row,
    alive: &[(Id, AgencyKind)],
    by: Authority,
) -> Result<Vec<ObligationRow>, Problem> {
    let mut changed = Vec::new();
    for before in obligations::cancelled_of(tx.connection, period)? {
        if alive.iter().any(|(agency, _)| *agency == before.row.agency_id) {
            let open = ObligationRow { state: ObligationState::Open, ..before.row.touched(tx.now) };
            let after = before.with(obligations::derived(tx.connection, &open)?);
            changed.push((before, after));
        }
    }
    obligations::keep_noted(tx, &changed, "reopen", by)?;
    Ok(changed.into_iter().map(|(_, after)| after.row).collect())
}
