//! Whom the steps of a report of a visit tell at once, and what its conclusion opens. Nothing is said of what was found.

use crate::inspections::policy::UPDATE_INSPECTION_REPORT;
use crate::inspections::recommendations::reminded::REMINDED as RECOMMENDATIONS;
use crate::inspections::reports::facts::plan_number;
use crate::inspections::reports::model::{InspectionReport, InspectionReportAction as Action};
use crate::inspections::reports::reminded::REMINDED;
use crate::inspections::reports::store::{Opened, Row};
use crate::inspections::reports::workflow::ReportFacts;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Place, Telling};

/// Tells the agency that its comment is awaited or the report concluded, and those who write that it is theirs again.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &ReportFacts, after: &Row) -> Result<(), Problem> {
    match action {
        Action::Send { .. } => {
            let asked = REMINDED.tellings(tx, Occasion::ForComment, &[after.id])?;
            asked.into_iter().for_each(|telling| tx.tell(telling));
        }
        Action::Return { .. } => {
            let telling = of(tx, Occasion::SentBack, after, UPDATE_INSPECTION_REPORT.takers(facts))?;
            tx.tell(telling);
        }
        Action::Conclude { .. } => {
            let agency = REMINDED.tellings(tx, Occasion::Concluded, &[after.id])?;
            let mut whom: Vec<Place> = agency.into_iter().flat_map(|it| it.whom).collect();
            whom.extend(UPDATE_INSPECTION_REPORT.takers(facts));
            let telling = of(tx, Occasion::Concluded, after, whom)?;
            tx.tell(telling);
        }
        _ => {}
    }
    Ok(())
}

/// Tells every agency what the conclusion gives it to do. The report is saved: it is called by its number.
pub fn opened(tx: &mut Tx<'_>, opened: &[Opened]) -> Result<(), Problem> {
    let ids: Vec<Id> = opened.iter().map(|it| it.id).collect();
    RECOMMENDATIONS.tellings(tx, Occasion::Assigned, &ids)?.into_iter().for_each(|telling| tx.tell(telling));
    Ok(())
}

fn of(tx: &mut Tx<'_>, occasion: Occasion, row: &Row, whom: Vec<Place>) -> Result<Telling, Problem> {
    let agency = tx.caller()?.directory.agency_name(row.agency_id);
    let plan = plan_number(tx.connection, row)?;
    let title = format!("Báo cáo kiểm tra theo kế hoạch số {plan}, bản {}: {agency}", row.number);
    Ok(Telling::of(occasion, (InspectionReport::RESOURCE, row.id), title, row.owner_id, whom))
}
