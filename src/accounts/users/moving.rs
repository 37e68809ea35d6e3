//! What follows where a person is written to somewhere else from now on.

use crate::accounts::password_links::store as links;
use crate::accounts::users::store::Row;
use crate::kernel::db::Tx;
use crate::kernel::problem::Problem;

/// The address of a person is another one now, or none. A link may lie in the letter box of somebody else, so none is good any more; and
/// whoever reads the old one is told there: an account that is taken over is noticed by its owner.
pub fn tell(tx: &mut Tx<'_>, before: &Row) -> Result<(), Problem> {
    links::forget_of(tx.connection, before.id)?;
    match before.email.as_deref().filter(|_| tx.mails()) {
        Some(address) => tx.mail_moved(before.id, address),
        None => Ok(()),
    }
}
