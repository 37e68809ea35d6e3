//! What other chapters do with attachments: make them belong to something, and show what belongs to it.

use std::collections::{BTreeMap, HashMap};

use super::access::Papers;
use super::model::{Attachment, Subject};
use super::{rules, store};
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// Only what the caller's own agencies sent can be attached, so nothing is read through what it belongs to.
const OWN: Papers = Papers(&[]);

/// Makes files of an agency belong to something, each with an entry in the journal. Wrong ones are told of at a place in the
/// body: unknown to the caller or another agency's, not whole yet, or attached already.
pub fn attach(
    tx: &mut Tx<'_>,
    ids: &[Id],
    agency: Id,
    subject: Subject,
    by: Authority,
    pointer: &'static str,
) -> Result<(), Problem> {
    // In one order, so that no two transactions wait for each other; each under its first place in the body.
    let mut places = BTreeMap::new();
    for (place, id) in ids.iter().enumerate() {
        places.entry(*id).or_insert(place);
    }
    for (id, place) in places {
        let pointer = format!("{pointer}/{place}");
        let before = store::lock(&mut tx.view()?, id, OWN).map_err(|problem| problem.or_unknown(&pointer))?;
        if before.agency_id != agency {
            return Err(Problem::unknown(pointer));
        }
        rules::can_be_attached(before.state, pointer)?;
        let after = before.attached(subject, tx.now);
        store::save(tx.connection, &after)?;
        tx.note(
            Change::changed("attach", &before.answer(), &after.answer())?.between(before.state, after.state).by(by),
        );
    }
    Ok(())
}

/// What belongs to some things of a kind, by thing.
pub fn attached_to(
    connection: &mut AnyConnection,
    resource: &str,
    ids: &[Id],
) -> Result<HashMap<Id, Vec<Attachment>>, Problem> {
    let mut found: HashMap<Id, Vec<Attachment>> = HashMap::new();
    for row in store::of_subjects(connection, resource, ids)? {
        if let Some(subject) = row.subject_id {
            found.entry(subject).or_default().push(row.answer());
        }
    }
    Ok(found)
}
