//! The record to take away: every batch with its entries, one JSON object a line, to be followed without any database. Whoever may
//! read a part of it alone gets bare digests in the place of the rest: the second form of link needs no more. Batches of the first
//! form go whole or not at all.

use std::collections::HashMap;
use std::io::{BufRead, Read as _, Write};

use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::form::{Form, Header, Slip, first_link, hash_of, link};
use super::walk::{load, portions};
use super::{GENESIS, Head, Seal, latest};
use crate::kernel::journal::Entry;
use crate::kernel::sql::connection::AnyConnection;
use crate::kernel::sql::schema::journal_seals;

/// The version of what is written here.
const VERSION: i32 = 1;

/// A line of a bundle.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// The first one.
    Bundle(Opening),
    /// A batch begins; so many entries or digests follow, and none where they are left out.
    Batch(Batch),
    /// An entry.
    Entry(Box<Whole>),
    /// An entry by its digest alone.
    Digest(String),
    /// The last one: what the chain comes to.
    Head(Head),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Opening {
    version: i32,
    /// What part of the record it is; absent where it is all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    part: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Batch {
    header: Header,
    head: String,
    entries: i64,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    left_out: bool,
}

/// An entry with what it tells. A text that is withheld, or that the entry before has, stands in it by its hash alone.
#[derive(Debug, Serialize, Deserialize)]
struct Whole {
    #[serde(flatten)]
    slip: Slip,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    before: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    after: Option<String>,
}

impl Whole {
    fn of(entry: Entry) -> Option<Self> {
        let slip = Slip::of(&entry)?;
        Some(Self { slip, reason: entry.reason, before: entry.before, after: entry.after })
    }

    /// Whether its texts are those that its hashes say. What was told after, and why, is always there; what was told before may be the
    /// word of an earlier entry.
    fn agrees(&self) -> bool {
        let is_missing = |text: &Option<String>, hash: &Option<String>| text.is_none() && hash.is_some();
        if is_missing(&self.after, &self.slip.after_sha256) || is_missing(&self.reason, &self.slip.reason_sha256) {
            return false;
        }
        let texts = [
            (&self.reason, &self.slip.reason_sha256),
            (&self.before, &self.slip.before_sha256),
            (&self.after, &self.slip.after_sha256),
        ];
        texts.iter().all(|(text, hash)| text.as_deref().is_none_or(|text| hash.as_deref() == Some(&hash_of(text))))
    }

    /// As the first form linked it.
    fn into_entry(self) -> Entry {
        let Self { slip, reason, before, after } = self;
        Entry {
            sequence: slip.sequence,
            id: slip.id,
            era: slip.era,
            transaction_id: slip.transaction_id,
            occurred_at: slip.occurred_at,
            recorded_at: slip.recorded_at,
            actor_id: slip.actor_id,
            on_behalf_of_id: slip.on_behalf_of_id,
            actor_agency_id: slip.actor_agency_id,
            actor_role: slip.actor_role,
            owner_agency_id: slip.owner_agency_id,
            resource: slip.resource,
            resource_id: slip.resource_id,
            resource_version: slip.resource_version,
            action: slip.action,
            from_state: slip.from_state,
            to_state: slip.to_state,
            reason,
            before,
            after,
            request_id: slip.request_id,
            before_sha256: None,
            after_sha256: None,
        }
    }
}

/// Why no bundle came about.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The database.
    #[error("cannot read the record: {0}")]
    Database(#[from] diesel::result::Error),
    /// The file.
    #[error("cannot write the bundle: {0}")]
    File(#[from] std::io::Error),
    /// The record is broken: `tienbo audit verify` says where.
    #[error("the record is broken at sequence {0}: run `tienbo audit verify`")]
    Broken(i64),
}

/// Writes the sealed record. Entries that `is_shown` goes without stand in it by their digests; `part` says what is in it.
pub fn export(
    connection: &mut AnyConnection,
    out: &mut impl Write,
    part: Option<String>,
    mut is_shown: impl FnMut(&mut AnyConnection, &Entry) -> QueryResult<bool>,
    mut passed: impl FnMut(i64),
) -> Result<Head, ExportError> {
    let mut write = |line: &Line| -> Result<(), ExportError> {
        let text = serde_json::to_string(line).map_err(std::io::Error::from)?;
        Ok(writeln!(out, "{text}")?)
    };
    write(&Line::Bundle(Opening { version: VERSION, part }))?;
    let last = latest(connection)?.map_or(0, |it| it.number);
    let mut head = Head { position: 0, hash: GENESIS.to_owned() };
    for number in 1..=last {
        let seal: Seal = journal_seals::table.find(number).first(connection)?;
        let sequences = seal.sequences();
        let is_first = seal.form == Form::First.number();
        let left_out = is_first && !all_shown(connection, &sequences, &mut is_shown)?;
        let header = Header {
            form: seal.form,
            number,
            era: seal.era,
            horizon: seal.horizon,
            first_position: seal.first_position,
            sealed_at: seal.sealed_at,
        };
        write(&Line::Batch(Batch { header, head: seal.head.clone(), entries: seal.count(), left_out }))?;
        head = Head { position: seal.first_position + seal.count() - 1, hash: seal.head };
        passed(head.position);
        if left_out {
            continue;
        }
        for some in portions(connection, &sequences)? {
            let mut entries = load(connection, &some)?;
            for sequence in some {
                let broken = || ExportError::Broken(sequence);
                let entry = entries.remove(&sequence).ok_or_else(broken)?;
                let shown = is_first || is_shown(connection, &entry)?;
                let whole = Whole::of(entry).ok_or_else(broken)?;
                let digest = whole.slip.digest()?;
                write(&if shown { Line::Entry(Box::new(whole)) } else { Line::Digest(digest) })?;
            }
        }
    }
    write(&Line::Head(head.clone()))?;
    out.flush()?;
    Ok(head)
}

fn all_shown(
    connection: &mut AnyConnection,
    sequences: &[i64],
    is_shown: &mut impl FnMut(&mut AnyConnection, &Entry) -> QueryResult<bool>,
) -> QueryResult<bool> {
    for some in portions(connection, sequences)? {
        for entry in load(connection, &some)?.into_values() {
            if !is_shown(connection, &entry)? {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// What a bundle that is whole has in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Entries that can be read.
    pub entries: i64,
    /// Entries by their digests alone.
    pub digests: i64,
    /// Entries of the first form that are left out.
    pub left_out: i64,
    /// Entries that stand before one that is left out: nothing but the bundle vouches for them.
    pub apart: i64,
    /// What the chain comes to.
    pub head: Option<Head>,
}

/// Why a bundle is not whole.
#[derive(Debug, thiserror::Error)]
pub enum BundleFault {
    /// It cannot be read.
    #[error("cannot read the bundle: {0}")]
    File(#[from] std::io::Error),
    /// It is no bundle, or not one that this version knows.
    #[error("line {line}: {what}")]
    Malformed {
        /// Which line.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// What is in it was altered.
    #[error("broken at position {position}, line {line}: {what}")]
    Broken {
        /// The position in the chain.
        position: i64,
        /// Which line.
        line: usize,
        /// What is wrong.
        what: &'static str,
    },
    /// The head that was kept is not in it.
    #[error(
        "the head at position {0} is not in the bundle: it was cut off, or the record was rewritten after the head was kept"
    )]
    HeadMissing(i64),
}

/// Follows the chain of a bundle, without any database. `exported` is a head that was kept elsewhere: without one, a bundle says no
/// more than that it agrees with itself.
pub fn check(bundle: impl BufRead, exported: Option<&Head>) -> Result<Checked, BundleFault> {
    let mut lines = Lines { of: bundle, number: 0 };
    let is_a_part = match lines.next()? {
        Line::Bundle(Opening { version: VERSION, part }) => part.is_some(),
        Line::Bundle(_) => return Err(lines.malformed("a bundle of a version that this program does not know")),
        _ => return Err(lines.malformed("it is no bundle of a record")),
    };
    let mut checked = Checked::default();
    let (mut hash, mut position, mut number) = (GENESIS.to_owned(), 0, 0);
    let is_kept = |position: i64, hash: &str| exported.is_some_and(|it| it.position == position && it.hash == hash);
    let mut found = exported.is_none() || is_kept(0, GENESIS);
    let (mut newest, mut told) = (Form::First, Told::default());
    loop {
        let batch = match lines.next()? {
            Line::Batch(batch) => batch,
            Line::Head(head) if head == (Head { position, hash: hash.clone() }) => {
                if lines.read()?.is_some() {
                    return Err(lines.malformed("something stands behind its end"));
                }
                checked.head = Some(head);
                break;
            }
            Line::Head(_) => return Err(lines.broken(position, "the chain comes to another head")),
            _ => return Err(lines.malformed("a batch or the head is missing")),
        };
        let form = Form::of(batch.header.form);
        let form = form.ok_or_else(|| lines.malformed("a form of link that this program does not know"))?;
        if form == Form::First && newest == Form::Second {
            return Err(lines.broken(position, "a batch of the first form stands behind one of the second"));
        }
        newest = form;
        number += 1;
        if (batch.header.number, batch.header.first_position) != (number, position + 1) || batch.entries < 1 {
            return Err(lines.broken(position, "a batch is missing or out of order"));
        }
        if batch.left_out {
            if form != Form::First || !is_a_part {
                return Err(lines.broken(position, "a batch is left out that never is"));
            }
            // Nothing ties what stands before it to what comes behind: no head that was kept vouches for it any more.
            checked.left_out += batch.entries;
            checked.apart += std::mem::take(&mut checked.entries);
            found = exported.is_none();
            position += batch.entries;
            hash = batch.head;
            continue;
        }
        {
            for _ in 0..batch.entries {
                position += 1;
                hash = match (lines.next()?, form) {
                    (Line::Entry(entry), _) if !entry.agrees() => {
                        return Err(lines.broken(position, "a text is not the one that was sealed, or is missing"));
                    }
                    (Line::Entry(entry), _) if !is_a_part && !told.has_before(&entry) => {
                        return Err(lines.broken(position, "what was told before is missing"));
                    }
                    (Line::Digest(_), _) if !is_a_part => {
                        return Err(lines.broken(position, "an entry is missing"));
                    }
                    (Line::Entry(entry), Form::Second) => {
                        checked.entries += 1;
                        let digest = entry.slip.digest();
                        link(&hash, &digest.map_err(|error| lines.malformed(&error.to_string()))?)
                    }
                    (Line::Entry(entry), Form::First) => {
                        checked.entries += 1;
                        first_link(&hash, &entry.into_entry())
                    }
                    (Line::Digest(digest), Form::Second) => {
                        checked.digests += 1;
                        link(&hash, &digest)
                    }
                    _ => return Err(lines.broken(position, "an entry is missing")),
                };
                found |= is_kept(position, &hash);
            }
            let ended = batch.header.head(&hash).map_err(|error| lines.malformed(&error.to_string()))?;
            if ended != batch.head {
                return Err(lines.broken(position, "the batch is not as it was sealed"));
            }
        }
        hash = batch.head;
        found |= is_kept(position, &hash);
    }
    if let (false, Some(head)) = (found, exported) {
        return Err(BundleFault::HeadMissing(head.position));
    }
    Ok(checked)
}

/// What the newest entry of each object told after, by eight bytes of two hashes: enough to see that a text was taken out.
#[derive(Default)]
struct Told(HashMap<u64, u64>);

impl Told {
    /// Whether what an entry tells before is in the bundle: its own word, or that of the entry before. What it tells after is known
    /// from here on.
    fn has_before(&mut self, entry: &Whole) -> bool {
        let short = |text: &str| u64::from_str_radix(text.get(..16).unwrap_or_default(), 16).unwrap_or_default();
        let object = short(&hash_of(&format!("{} {}", entry.slip.resource, entry.slip.resource_id)));
        let before = match entry.slip.after_sha256.as_deref() {
            Some(after) => self.0.insert(object, short(after)),
            None => self.0.remove(&object),
        };
        match (&entry.before, entry.slip.before_sha256.as_deref()) {
            (None, Some(hash)) => before == Some(short(hash)),
            _ => true,
        }
    }
}

/// No line is longer: an entry tells two objects of a megabyte at most, each byte of which may be escaped.
const LONGEST_LINE: u64 = 32 * 1024 * 1024;

struct Lines<R> {
    of: R,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    /// The next line as it stands; none behind the last.
    fn read(&mut self) -> Result<Option<String>, BundleFault> {
        self.number += 1;
        let mut text = String::new();
        let read = self.of.by_ref().take(LONGEST_LINE).read_line(&mut text)?;
        if read as u64 >= LONGEST_LINE {
            return Err(self.malformed("it is longer than any line of a bundle"));
        }
        Ok((read > 0).then_some(text))
    }

    fn next(&mut self) -> Result<Line, BundleFault> {
        let text = self.read()?.ok_or_else(|| self.malformed("it ends here, and should not"))?;
        let unreadable =
            |error: serde_json::Error| BundleFault::Malformed { line: self.number, what: error.to_string() };
        let line: Line = serde_json::from_str(&text).map_err(unreadable)?;
        // Whatever is beside what was sealed would be taken for a part of it.
        let (said, read): (Value, Value) =
            (serde_json::from_str(&text).map_err(unreadable)?, serde_json::to_value(&line).map_err(unreadable)?);
        if said == read { Ok(line) } else { Err(self.malformed("it says more than was sealed")) }
    }

    fn malformed(&self, what: &str) -> BundleFault {
        BundleFault::Malformed { line: self.number, what: what.to_owned() }
    }

    fn broken(&self, position: i64, what: &'static str) -> BundleFault {
        BundleFault::Broken { position, line: self.number, what }
    }
}
