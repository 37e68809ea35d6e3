//! Who reads what was found. Of a visit: its team and those whose plan it is, unless they act for what is now the inspected agency; everybody
//! else who reads it once its report was first sent. Of a self-inspection: its agency, and whoever reads it once it was first signed.

use diesel::prelude::*;

use crate::inspections::inspections::access::Sides;
use crate::inspections::inspections::model::InspectionKind;
use crate::inspections::inspections::store::{self as inspections, Row};
use crate::inspections::reports::store as reports;
use crate::kernel::chapter::found;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::schema::inspection_answers;

/// Whether somebody who reads an inspection by these sides reads what was found there.
pub fn opens(sides: Sides, kind: InspectionKind, was_shown: bool) -> bool {
    let is_his = match kind {
        InspectionKind::SelfInspection => sides.of_agency,
        InspectionKind::Visit => (sides.of_team || sides.of_owner) && !sides.acts_for_agency,
    };
    is_his || was_shown
}

/// Whether what was found was shown to others than those who found it: of a visit, since its report was first sent; of a
/// self-inspection, since it was first signed.
pub fn was_shown(connection: &mut AnyConnection, row: &Row) -> Result<bool, Problem> {
    match row.kind {
        InspectionKind::SelfInspection => Ok(row.first_signed_at.is_some()),
        InspectionKind::Visit => reports::was_sent(connection, row.id),
    }
}

fn readable(view: &mut View<'_>, (row, sides): (Row, Sides)) -> Result<Row, Problem> {
    // Whether it was shown is asked for those alone for whom it makes a difference.
    let may = opens(sides, row.kind, false) || was_shown(view.connection, &row)?;
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
    fn what_was_found_is_theirs_who_found_it_until_it_was_shown() {
        let nobody = Sides::default();
        // Who, whether he reads a visit's before it was sent, and a self-inspection's before it was signed.
        for (sides, visit, own) in [
            (Sides { of_team: true, ..nobody }, true, false),
            (Sides { of_owner: true, ..nobody }, true, false),
            (Sides { of_team: true, acts_for_agency: true, ..nobody }, false, false),
            (Sides { of_owner: true, of_agency: true, acts_for_agency: true, ..nobody }, false, true),
            (Sides { of_agency: true, ..nobody }, false, true),
            (Sides { audits_owner: true, ..nobody }, false, false),
            (Sides { audits_agency: true, ..nobody }, false, false),
            (Sides { visits_agency: true, ..nobody }, false, false),
        ] {
            assert_eq!(opens(sides, InspectionKind::Visit, false), visit, "{sides:?}");
            assert_eq!(opens(sides, InspectionKind::SelfInspection, false), own, "{sides:?}");
            assert!(opens(sides, InspectionKind::Visit, true), "{sides:?}");
            assert!(opens(sides, InspectionKind::SelfInspection, true), "{sides:?}");
        }
    }
}
