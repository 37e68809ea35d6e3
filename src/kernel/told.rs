//! What the journal tells last of each object, for whatever is held against it. The chain of the journal vouches for the entries,
//! and so these for what they are compared with.

use std::collections::BTreeSet;

use diesel::prelude::*;

use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::connection::MultiBackend;
use crate::kernel::sql::schema::journal_entries;

/// So many entries are looked at before the next are asked for.
const SOME: i64 = 500;

/// The newest entry that tells of an object.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Told {
    /// The entry's place.
    pub sequence: i64,
    /// The answer of then; none where the object is gone.
    pub after: Option<String>,
}

/// The first object of a resource that is not as the newest entry tells of it; none where all are. Looked at are all that entries
/// tell of, and those that are `known` otherwise; one without an entry is judged by itself.
pub fn first_altered(
    connection: &mut AnyConnection,
    resource: &str,
    known: BTreeSet<Id>,
    mut is_as_told: impl FnMut(&mut AnyConnection, Id, Option<&Told>) -> Result<bool, Problem>,
) -> Result<Option<Id>, Problem> {
    let (mut all, mut seen) = (known, 0);
    loop {
        let entries = told_behind(connection, resource, seen)?;
        let Some((last, _)) = entries.last() else { break };
        seen = *last;
        all.extend(entries.iter().map(|(_, id)| *id));
    }
    for id in all {
        loop {
            let told = last_told(connection, resource, id)?;
            if is_as_told(connection, id, told.as_ref())? {
                break;
            }
            // Beside a running service it may have changed between the two looks.
            if last_told(connection, resource, id)? == told {
                return Ok(Some(id));
            }
        }
    }
    Ok(None)
}

fn of(resource: &str) -> journal_entries::BoxedQuery<'_, MultiBackend> {
    journal_entries::table.filter(journal_entries::resource.eq(resource)).into_boxed()
}

fn last_told(connection: &mut AnyConnection, resource: &str, id: Id) -> Result<Option<Told>, Problem> {
    let query = of(resource).filter(journal_entries::resource_id.eq(id)).order(journal_entries::sequence.desc());
    Ok(query.select((journal_entries::sequence, journal_entries::after)).first(connection).optional()?)
}

/// The objects that some entries tell of, in the order of the entries, behind one.
fn told_behind(connection: &mut AnyConnection, resource: &str, after: i64) -> Result<Vec<(i64, Id)>, Problem> {
    let query = of(resource).filter(journal_entries::sequence.gt(after)).order(journal_entries::sequence);
    Ok(query.select((journal_entries::sequence, journal_entries::resource_id)).limit(SOME).load(connection)?)
}
