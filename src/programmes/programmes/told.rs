//! Whom the steps of a programme tell at once.

use crate::kernel::db::Tx;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Place, Telling};
use crate::programmes::assignments::store::Row as Assignment;
use crate::programmes::assignments::told::places;
use crate::programmes::programmes::model::{Programme, ProgrammeAction as Action};
use crate::programmes::programmes::store::Stored;
use crate::programmes::programmes::workflow::{ProgrammeFacts, TRANSITIONS};

/// Tells whoever issues that it waits, and those who draft that it is theirs again.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &ProgrammeFacts, after: &Stored) {
    let (occasion, next) = match action {
        Action::Submit {} => (Occasion::HandedOver, "issue"),
        Action::Return { .. } => (Occasion::SentBack, "submit"),
        _ => return,
    };
    tx.tell(of(occasion, after, TRANSITIONS.takers(&[next], facts)));
}

/// Tells every agency that has something to do in it, once however much that is.
pub fn issued(tx: &mut Tx<'_>, programme: &Stored, made: &[Assignment]) -> Result<(), Problem> {
    to_agencies(tx, Occasion::Issued, programme, made)
}

/// Tells every agency that had something to do in it.
pub fn cancelled(tx: &mut Tx<'_>, programme: &Stored, cancelled: &[Assignment]) -> Result<(), Problem> {
    to_agencies(tx, Occasion::Cancelled, programme, cancelled)
}

fn to_agencies(
    tx: &mut Tx<'_>,
    occasion: Occasion,
    programme: &Stored,
    assignments: &[Assignment],
) -> Result<(), Problem> {
    let whom = places(tx, assignments)?;
    tx.tell(of(occasion, programme, whom));
    Ok(())
}

/// By its number, where it has one, and its title.
fn of(occasion: Occasion, programme: &Stored, whom: Vec<Place>) -> Telling {
    let row = &programme.row;
    let number = row.number.as_ref().map(|number| format!("{number} ")).unwrap_or_default();
    let title = format!("{number}{}", row.title);
    Telling::of(occasion, (Programme::RESOURCE, row.id), title, row.agency_id, whom)
}
