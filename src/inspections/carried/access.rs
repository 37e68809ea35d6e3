//! Who reads what a visit carries and what its team found of it: the team and whose plan it is; once its report was sent, also the
//! inspected agency and auditors.

use crate::inspections::inspections::access::Reading;
use crate::inspections::inspections::model::InspectionKind;
use crate::inspections::inspections::store as inspections;
use crate::inspections::reports::access::{opens_drafts, opens_shown, writes_drafts};
use crate::inspections::reports::store as reports;
use crate::kernel::chapter::found;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};

/// 404 where the caller may not read what a visit found.
pub fn opened(view: &mut View<'_>, visit: Id, owner: Id, agency: Id) -> Result<(), Problem> {
    let reading = Reading::of(&view.caller);
    let may = opens_drafts(&reading, &view.caller, owner, agency)
        || writes_drafts(view, visit, agency)?
        || opens_shown(&reading, owner, agency) && reports::was_sent(view.connection, visit)?;
    if may { Ok(()) } else { Err(Problem::of(Code::NotFound)) }
}

/// The same of a visit by its id; 404 also for what is no visit, and for one that he may not read.
pub fn opened_of(view: &mut View<'_>, visit: Id) -> Result<(), Problem> {
    let row = inspections::find(view, visit)?;
    match row.kind {
        InspectionKind::Visit => opened(view, row.id, row.owner_id, row.agency_id),
        InspectionKind::SelfInspection => Err(Problem::of(Code::NotFound)),
    }
}

/// Of some visits those that he may read so.
pub fn opened_among(view: &mut View<'_>, visits: &[Id]) -> Result<Vec<Id>, Problem> {
    let mut opened = Vec::new();
    for visit in visits {
        if found(opened_of(view, *visit))? {
            opened.push(*visit);
        }
    }
    Ok(opened)
}
