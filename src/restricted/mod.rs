//! What not everybody may read who reads what it belongs to: restricted texts, and who read what was restricted and why.
//!
//! A restricted text is an object of its own. Everything else that is said of it, answers, lists, histories, the journal, has its
//! SHA-256 over 32 random bytes and the text: whoever holds both can prove what it said, and nobody can guess at it.
//!
//! The chapter knows nobody's papers. Chapters whose papers have restricted texts say by a [`Restricting`] who may read what is on record of
//! them, and to whom they are disclosed is theirs to say; who it is that knows all of them is `chapters.rs`.

mod access;
mod model;
mod rules;
mod store;

pub use access::{Restricting, may_read_disclosure, may_read_text};
pub use model::{DisclosedText, Disclosure, NewDisclosure, RestrictedText, Whose};
pub use rules::{is_open, is_restricted, is_there, open_until};
pub use store::{
    DisclosureRow, Place, TextRow, disclosure, disclosures_of_inspection, disclosures_of_subject, insert_disclosure,
    store_texts, text_of, texts_of,
};

use crate::kernel::chapter::{Chapter, Resource, nobody, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::http::Routes;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;

/// The chapter. Texts are disclosed by operations of what they belong to.
pub const CHAPTER: Chapter = Chapter {
    routes: Routes::default,
    well_known: None,
    rules: &[],
    reads: &[],
    delegable: true,
    directory: None,
    resources: &[TEXTS, DISCLOSURES],
    folded: &[],
    tags: &[],
};

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
    // Whoever keeps what they belong to is asked: `chapters.rs` knows who that is.
    readable: nobody,
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
    readable: nobody,
    reminded: None,
    attached: false,
    work: &[],
};
