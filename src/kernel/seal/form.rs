//! What a link of the chain is over.
//!
//! **The second form.** The digest of an entry is the SHA-256 of its fields by name as canonical JSON (RFC 8785), those that are
//! empty left out; `reason`, `before` and `after` stand in it by their own SHA-256. So a column that is added later changes no
//! digest of before, and whoever has only the digest can follow the chain without what the entry tells. A link is the SHA-256 of the
//! link before it and the digest, each as 64 hexadecimal digits. A batch ends in a head of its own: the SHA-256 of its header and its
//! last link, again as canonical JSON; the next batch begins from there.
//!
//! **The first form** is that of version 0.1: a link is the SHA-256 over the link before and every column of then, as a JSON array, and
//! the head is the last link. What it sealed stays as it is, and is followed as ever.

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use crate::kernel::canonical;
use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Entry;
use crate::kernel::problem::Problem;

/// How the entries of a batch are linked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Over every column of version 0.1.
    First,
    /// Over digests.
    Second,
}

impl Form {
    /// By the number in a batch.
    pub fn of(number: i32) -> Option<Self> {
        match number {
            1 => Some(Self::First),
            2 => Some(Self::Second),
            _ => None,
        }
    }

    /// The number in a batch.
    pub fn number(self) -> i32 {
        match self {
            Self::First => 1,
            Self::Second => 2,
        }
    }
}

/// An entry by what its digest is over.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Slip {
    pub(crate) sequence: i64,
    pub(crate) id: Id,
    pub(crate) era: i32,
    pub(crate) transaction_id: i64,
    pub(crate) occurred_at: Instant,
    pub(crate) recorded_at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actor_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) on_behalf_of_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actor_agency_id: Option<Id>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) actor_role: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) owner_agency_id: Option<Id>,
    pub(crate) resource: String,
    pub(crate) resource_id: Id,
    pub(crate) resource_version: i32,
    pub(crate) action: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) from_state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) to_state: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) request_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason_sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) before_sha256: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) after_sha256: Option<String>,
}

/// The SHA-256 of a text, in hexadecimal.
pub(crate) fn hash_of(text: &str) -> String {
    crypto::hex(&crypto::sha256(text.as_bytes()))
}

impl Slip {
    /// Of an entry that was read whole; none where what it tells is not what its hashes say.
    pub(crate) fn of(entry: &Entry) -> Option<Self> {
        let said = |text: &Option<String>, hash: &Option<Vec<u8>>| {
            let (text, hash) = (text.as_deref().map(hash_of), hash.as_deref().map(crypto::hex));
            match (text, hash) {
                (Some(text), Some(hash)) if text != hash => None,
                (Some(text), _) => Some(Some(text)),
                (None, hash) => Some(hash),
            }
        };
        let before_sha256 = said(&entry.before, &entry.before_sha256)?;
        let after_sha256 = said(&entry.after, &entry.after_sha256)?;
        // What was told after is always kept.
        if entry.after.is_none() && after_sha256.is_some() {
            return None;
        }
        Some(Self {
            sequence: entry.sequence,
            id: entry.id,
            era: entry.era,
            transaction_id: entry.transaction_id,
            occurred_at: entry.occurred_at,
            recorded_at: entry.recorded_at,
            actor_id: entry.actor_id,
            on_behalf_of_id: entry.on_behalf_of_id,
            actor_agency_id: entry.actor_agency_id,
            actor_role: entry.actor_role.clone(),
            owner_agency_id: entry.owner_agency_id,
            resource: entry.resource.clone(),
            resource_id: entry.resource_id,
            resource_version: entry.resource_version,
            action: entry.action.clone(),
            from_state: entry.from_state.clone(),
            to_state: entry.to_state.clone(),
            request_id: entry.request_id.clone(),
            reason_sha256: entry.reason.as_deref().map(hash_of),
            before_sha256,
            after_sha256,
        })
    }

    /// The digest, in hexadecimal.
    pub(crate) fn digest(&self) -> QueryResult<String> {
        canonical::text(self).map(|text| hash_of(&text)).map_err(unwritable)
    }
}

/// What cannot be written as JSON cannot be sealed.
fn unwritable(problem: Problem) -> diesel::result::Error {
    diesel::result::Error::SerializationError(problem.to_string().into())
}

/// The link of the second form.
pub(crate) fn link(before: &str, digest: &str) -> String {
    hash_of(&format!("{before}{digest}"))
}

/// The header of a batch, as its head covers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Header {
    pub(crate) form: i32,
    pub(crate) number: i64,
    pub(crate) era: i32,
    pub(crate) horizon: i64,
    pub(crate) first_position: i64,
    pub(crate) sealed_at: Instant,
}

impl Header {
    /// What a batch comes to, given its last link.
    pub(crate) fn head(&self, last: &str) -> QueryResult<String> {
        #[derive(Serialize)]
        struct Ended<'a> {
            #[serde(flatten)]
            header: &'a Header,
            last: &'a str,
        }
        if self.form == Form::First.number() {
            return Ok(last.to_owned());
        }
        canonical::text(&Ended { header: self, last }).map(|text| hash_of(&text)).map_err(unwritable)
    }
}

/// The link of the first form: SHA-256 over the previous hash and every column of version 0.1 as a JSON array, in the order of the
/// table.
pub(crate) fn first_link(previous: &str, entry: &Entry) -> String {
    let columns = serde_json::json!([
        previous,
        entry.sequence,
        entry.id,
        entry.era,
        entry.transaction_id,
        entry.occurred_at.0,
        entry.recorded_at.0,
        entry.actor_id,
        entry.on_behalf_of_id,
        entry.actor_agency_id,
        entry.actor_role,
        entry.owner_agency_id,
        entry.resource,
        entry.resource_id,
        entry.resource_version,
        entry.action,
        entry.from_state,
        entry.to_state,
        entry.reason,
        entry.before,
        entry.after,
        entry.request_id,
    ]);
    hash_of(&columns.to_string())
}
