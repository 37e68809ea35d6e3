//! Whoever is there owes what an open period asks for: who has no obligation yet gets one, and what was called off with the agency change
//! that had somebody owe it is owed again.

use chrono::NaiveDate;

use crate::agencies::AgencyKind;
use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::reports::obligations::model::ObligationState;
use crate::reports::obligations::moving::{self, Moved};
use crate::reports::obligations::store::{self as obligations, ObligationRow, PeriodHead, Stored};
use crate::reports::periods::rules::opening::{Opening, missing};
use crate::reports::periods::store;
use crate::reports::reporting_routes::store as routes;

/// Has some agencies owe the report of a period from a day on, of which they are held as alive. The period is locked: of two who ask for
/// it, the second finds it made. Answers what is owed anew.
pub fn have_owe(
    tx: &mut Tx<'_>,
    period: &store::Row,
    alive: &[(Id, AgencyKind)],
    directory: &Directory,
    on: NaiveDate,
    by: Authority,
) -> Result<Vec<ObligationRow>, Problem> {
    let known = obligations::agencies_of(tx.connection, period.id)?;
    let routes = routes::on(tx.connection, on)?;
    let owed =
        missing(&Opening { directory, committee: period.committee_id, on, alive, routes: &routes, known: &known });
    let internal_due = period.internal_due()?;
    let mut rows: Vec<ObligationRow> =
        owed.iter().map(|it| ObligationRow::new(it, period, &internal_due, tx.now)).collect();
    obligations::insert(tx.connection, &rows, tx.now)?;
    let head = PeriodHead::of(period);
    for row in &rows {
        let answer = Stored { row: row.clone(), period: head }.answer(directory, tx.now);
        tx.note(Change::created(&answer)?.beginning(answer.state).by(by));
    }
    rows.extend(again(tx, period, alive, by)?);
    Ok(rows)
}

/// What was cancelled while the period went on.
fn again(
    tx: &mut Tx<'_>,
    period: &store::Row,
    alive: &[(Id, AgencyKind)],
    by: Authority,
) -> Result<Vec<ObligationRow>, Problem> {
    let agencies: Vec<Id> = alive.iter().map(|(agency, _)| *agency).collect();
    let mut moved: Vec<Moved> = Vec::new();
    for before in obligations::cancelled_of(tx.connection, period, &agencies)? {
        let open = ObligationRow { state: ObligationState::Open, ..before.row.touched(tx.now) };
        let after = before.with(moving::derived(tx.connection, open)?);
        moved.push((before, after));
    }
    moving::keep(tx, &moved, "reopen", by)?;
    Ok(moved.into_iter().map(|(_, after)| after.row).collect())
}
