//! What is attached to nothing does not stay for good.

use super::{rules, store};
use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::journal::Change;
use crate::kernel::problem::{Code, Problem};

/// So many are removed in one job: whoever else writes waits no longer than that takes.
const PART: i64 = 5;

/// Removes the files that were declared seven days ago or earlier and are attached to nothing, each with an entry; answers how many.
pub async fn expire(db: &Db) -> Result<usize, Problem> {
    let mut removed = 0;
    loop {
        let call = Call::of_command("expired attachments", db.clock().now());
        let part = db.write_as_system(&call, |tx| {
            let rows = store::stale(tx.connection, tx.now.plus_seconds(-rules::EXPIRES_AFTER), PART)?;
            for row in &rows {
                store::delete(tx.connection, row.id)?;
                tx.charge(row.agency_id, -row.kept_bytes());
                tx.note(Change::deleted(&row.answer())?);
            }
            // The entries of the journal are noted one by one.
            tx.technical(&store::PARTS, &rows.len())
        });
        let part: usize = part.await?.body.parse().map_err(|_| Problem::of(Code::Internal))?;
        removed += part;
        if part == 0 {
            return Ok(removed);
        }
    }
}
