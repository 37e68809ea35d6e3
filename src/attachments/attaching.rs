//! What other chapters do with attachments: make them belong to something, and show what belongs to it.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::access::Papers;
use super::model::{Attachment, AttachmentState, Subject};
use super::store::Row;
use super::{rules, store};
use crate::kernel::db::{Tx, View};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Change, Record as _};
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// Only what the caller's own agencies sent can be attached, so nothing is read through what it belongs to.
const OWN: Papers = Papers(&[]);

/// Makes files that were sent for one of some agencies, or for one whose it holds by now, belong to something, each with an entry in the
/// journal. Wrong ones are told of at
/// a place in the body: unknown to the caller or another agency's, not whole yet, or attached already.
pub fn attach(
    tx: &mut Tx<'_>,
    ids: &[Id],
    agencies: &[Id],
    subject: Subject,
    by: Authority,
    pointer: &'static str,
) -> Result<(), Problem> {
    // In one order, so that no two transactions wait for each other; each under its first place in the body.
    let mut places = BTreeMap::new();
    for (place, id) in ids.iter().enumerate() {
        places.entry(*id).or_insert(place);
    }
    let (directory, today) = (tx.caller()?.directory.clone(), tx.now.date());
    let holders: Vec<Id> = agencies.iter().map(|agency| directory.holder(*agency, today)).collect();
    for (id, place) in places {
        let pointer = format!("{pointer}/{place}");
        let before = store::lock(&mut tx.view()?, id, OWN).map_err(|problem| problem.or_unknown(&pointer))?;
        // Evidence belongs to the papers of its inspection alone.
        if !holders.contains(&directory.holder(before.agency_id, today)) || before.inspection_id.is_some() {
            return Err(Problem::unknown(pointer));
        }
        rules::can_be_attached(before.state, pointer)?;
        belong(tx, &before, subject, by)?;
    }
    Ok(())
}

fn belong(tx: &mut Tx<'_>, before: &Row, subject: Subject, by: Authority) -> Result<(), Problem> {
    let after = before.attached(subject, tx.now);
    store::save(tx.connection, &after)?;
    tx.note(Change::changed("attach", &before.answer(), &after.answer())?.between(before.state, after.state).by(by));
    Ok(())
}

/// Files that a request names as evidence of an inspection, locked. What is judged of them writes nothing, so that several things of
/// one request can be judged before any of them is stored.
#[derive(Debug)]
pub struct Evidence {
    /// The files that the caller sent himself, as evidence of this inspection.
    known: BTreeMap<Id, Row>,
    /// Those that something of this request takes already.
    taken: HashSet<Id>,
}

impl Evidence {
    /// Those of some files that are the caller's own evidence of an inspection, locked in the order of their ids.
    pub fn named(tx: &mut Tx<'_>, ids: &[Id], inspection: Id) -> Result<Self, Problem> {
        let sender = tx.caller()?.user;
        let mut known = store::locked(tx.connection, ids)?;
        known.retain(|_, row| row.uploaded_by == sender && row.inspection_id == Some(inspection));
        Ok(Self { known, taken: HashSet::new() })
    }

    /// Judges what is to belong to one thing, each file once; wrong ones are told of at a place in the body: not the caller's own
    /// evidence of this inspection, not whole yet, or attached already. What belongs to that thing already, `there`, may be named again.
    /// Nothing else of the request may take them then.
    pub fn judged(&mut self, ids: &[Id], there: &[Id], pointer: &str) -> Result<Vec<Id>, Problem> {
        let mut files: Vec<Id> = Vec::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate().filter(|(_, id)| !there.contains(id)) {
            let pointer = format!("{pointer}/{place}");
            let row = self.known.get(id).ok_or_else(|| Problem::unknown(pointer.clone()))?;
            let state = if self.taken.contains(id) { AttachmentState::Attached } else { row.state };
            rules::can_be_attached(state, pointer)?;
            if !files.contains(id) {
                files.push(*id);
            }
        }
        self.taken.extend(&files);
        Ok(files)
    }

    /// Makes files that were judged belong to something, each with an entry in the journal.
    pub fn attach(&self, tx: &mut Tx<'_>, files: &[Id], subject: Subject, by: Authority) -> Result<(), Problem> {
        for before in files.iter().filter_map(|id| self.known.get(id)) {
            belong(tx, before, subject, by)?;
        }
        Ok(())
    }
}

/// Makes evidence of an inspection belong to one of its papers, each file with an entry in the journal: what the caller sent himself.
/// Wrong ones are told of at a place in the body. Answers which there are, each once.
pub fn attach_evidence(
    tx: &mut Tx<'_>,
    ids: &[Id],
    inspection: Id,
    subject: Subject,
    by: Authority,
    pointer: &str,
) -> Result<Vec<Id>, Problem> {
    let mut evidence = Evidence::named(tx, ids, inspection)?;
    let files = evidence.judged(ids, &[], pointer)?;
    evidence.attach(tx, &files, subject, by)?;
    Ok(files)
}

/// A file that is asked for as evidence; 404 where the caller may not read it.
pub fn evidence(view: &mut View<'_>, id: Id, papers: Papers) -> Result<Attachment, Problem> {
    Ok(store::find(view, id, papers)?.answer())
}

/// 409 where its bytes are not there: not yet, or not any more.
pub fn is_whole(file: &Attachment) -> Result<(), Problem> {
    rules::is_whole(file.state)
}

/// When some files were made to belong to what they belong to. What becomes of their bytes later changes nothing of that, so the record is
/// asked.
pub fn attached_at(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Instant>, Problem> {
    Ok(journal::done_at(connection, Attachment::RESOURCE, ids, "attach")?)
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

/// What belongs to one thing.
pub fn attached_to_one(connection: &mut AnyConnection, resource: &str, id: Id) -> Result<Vec<Attachment>, Problem> {
    Ok(attached_to(connection, resource, &[id])?.remove(&id).unwrap_or_default())
}
