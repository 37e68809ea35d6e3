//! Who reads what was found. Of a visit: its team and those whose plan it is; the inspected agency and auditors once its report was
//! first sent. Of a self-inspection: whoever reads it.

use diesel::prelude::*;

use crate::inspections::inspections::access::Sides;
use crate::inspections::inspections::model::InspectionKind;
use crate::inspections::inspections::store::{self as inspections, Row};
use crate::inspections::reports::store as reports;
use crate::kernel::chapter::found;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::schema::inspection_answers;

/// Whether somebody who reads an inspection by these sides reads what was found there.
pub fn opens(sides: Sides, kind: InspectionKind, was_sent: bool) -> bool {
    match kind {
        InspectionKind::SelfInspection => true,
        InspectionKind::Visit => sides.of_team || sides.of_owner || was_sent,
    }
}

fn readable(view: &mut View<'_>, (row, sides): (Row, Sides)) -> Result<Row, Problem> {
    // Whether it was sent is asked for those alone for whom it makes a difference.
    let may = opens(sides, row.kind, false) || opens(sides, row.kind, reports::was_sent(view.connection, row.id)?);
    if may { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// An inspection whose answers are asked for; 404 where the caller may not read them.
pub fn find(view: &mut View<'_>, inspection: Id) -> Result<Row, Problem> {
    let seen = inspections::find_seen(view, inspection)?;
    readable(view, seen)
}

/// The same, locked: whatever belongs to an inspection is changed under its lock.
pub fn lock(view: &mut View<'_>, inspection: Id) -> Result<Row, Problem> {
    let seen = inspections::lock_seen(view, inspection)?;
    readable(view, seen)
}

/// Whether the caller may read what was found in an inspection.
pub fn may_read(view: &mut View<'_>, inspection: Id) -> Result<bool, Problem> {
    found(find(view, inspection))
}

/// Whether the caller may read an answer.
pub fn may_read_answer(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let inspection: Option<Id> = inspection_answers::table
        .find(id)
        .select(inspection_answers::inspection_id)
        .first(view.connection)
        .optional()?;
    match inspection {
        Some(inspection) => may_read(view, inspection),
        None => Ok(false),
    }
}

/// The agency whose paper an inspection is: whoever planned a visit, and whoever inspects itself.
pub fn paper_of(row: &Row) -> Id {
    match row.kind {
        InspectionKind::Visit => row.owner_id,
        InspectionKind::SelfInspection => row.agency_id,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_visit_found_is_its_teams_and_its_owners_until_it_was_sent() {
        let nobody = Sides::default();
        for (sides, before) in [
            (Sides { of_team: true, ..nobody }, true),
            (Sides { of_owner: true, ..nobody }, true),
            (Sides { of_agency: true, ..nobody }, false),
            (Sides { audits_owner: true, ..nobody }, false),
            (Sides { audits_agency: true, ..nobody }, false),
        ] {
            assert_eq!(opens(sides, InspectionKind::Visit, false), before, "{sides:?}");
            assert!(opens(sides, InspectionKind::Visit, true), "{sides:?}");
            assert!(opens(sides, InspectionKind::SelfInspection, false), "{sides:?}");
        }
    }
}
