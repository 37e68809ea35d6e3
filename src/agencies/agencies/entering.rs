//! Entering an agency, by one request or by a demo that enters a whole country.

use crate::agencies::agencies::model::NewAgency;
use crate::agencies::agencies::{rules, store};
use crate::agencies::policy;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::journal::Change;
use crate::kernel::problem::Problem;

/// Enters an agency below another. What comes back is to go on record.
pub fn enter(tx: &mut Tx<'_>, new: &NewAgency) -> Result<Change, Problem> {
    let parent = store::lock(tx.connection, new.parent_id).map_err(|problem| problem.or_unknown("/parent_id"))?;
    let authority = policy::CREATE.permit(&*tx.caller()?, &parent.id)?;
    rules::room_for_one(&*tx.counting("agencies")?, parent.id)?;
    let row = store::AgencyRow::new(new, &parent, tx.now);
    let fitting = rules::not_longer_than(parent.time(), row.time());
    conflict_first(fitting, || store::free(tx.connection, &row))?;
    store::insert(tx.connection, &row)?;
    Ok(Change::created(&row.answer())?.by(authority))
}
