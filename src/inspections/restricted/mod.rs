//! What not everybody may read who reads an inspection: restricted findings and restricted files, and who read them and why.
//!
//! A restricted text is an object of its own. Everything else that is said of it, answers, lists, histories, the journal, has its
//! SHA-256 over 32 random bytes and the text: whoever holds both can prove what it said, and nobody can guess at it.

pub mod access;
pub mod api;
pub mod model;
pub mod rules;
pub mod store;

use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// Restricted texts.
pub const TEXTS: Resource = Resource {
    name: model::RestrictedText::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("restricted_texts")],
    held: Some(&Held {
        table: "restricted_texts",
        rows: store::held_texts,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: access::may_read_text,
    reminded: None,
    attached: false,
    work: &[],
};

/// Who read what was restricted, and why.
pub const DISCLOSURES: Resource = Resource {
    name: model::Disclosure::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("disclosures")],
    held: Some(&Held {
        table: "disclosures",
        rows: store::held_disclosures,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: access::may_read_disclosure,
    reminded: None,
    attached: false,
    work: &[],
};
