//! Whether extensions are still for what the journal says they are for. No foreign key leads from them to papers, which belong to
//! other chapters; the chain of the journal vouches for its entries, and so these for what each extension is for.

use super::model::{Extension, ToldPapers};
use super::store;
use crate::kernel::column::from_column;
use crate::kernel::id::Id;
use crate::kernel::journal::Record;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::told;

/// What became of what extensions are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subjects {
    /// All as they were asked.
    Whole,
    /// This one is for something else, for nothing, or for something without an entry that tells of it.
    Altered(Id),
}

/// Compares what every extension is for with the newest entry that tells of it.
pub fn verify(connection: &mut AnyConnection) -> Result<Subjects, Problem> {
    let known = store::every_id(connection)?;
    let altered = told::first_altered(connection, Extension::RESOURCE, known, |connection, id, entry| {
        let told: ToldPapers = match entry.and_then(|it| it.after.as_deref()) {
            Some(answer) => from_column(answer)?,
            None => ToldPapers::default(),
        };
        Ok(store::subjects(connection, id)? == told.papers())
    })?;
    Ok(altered.map_or(Subjects::Whole, Subjects::Altered))
}
