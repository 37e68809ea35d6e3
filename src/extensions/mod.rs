//! Extensions: more time for what somebody owes, asked for and decided. The due date on paper stays.
//!
//! The chapter knows nobody's papers. Chapters whose papers can be extended give out an [`Extendable`]; who it is that knows
//! all of them is `chapters.rs`. The API names papers by fields of their own, and those stand in `model.rs` alone.

mod access;
mod api;
mod extendable;
mod model;
mod policy;
mod rules;
mod store;
mod told;
pub mod work;
mod workflow;

pub use access::Reading;
pub use extendable::{Extendable, Extending, PaperFacts, seats};
pub use model::ExtensionState;
pub use policy::{ASK, ASKING, may_ask};
pub use store::first_papers;
pub use workflow::{ExtensionFacts, TRANSITIONS as EXTENSIONS};

use crate::kernel::chapter::{Chapter, Resource, Tag};
use crate::kernel::held::Held;
use crate::kernel::http::Routes;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::ReadRule;
use crate::kernel::table::{PartOf, Table};
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[],
    delegable: true,
    directory: None,
    resources: &[RESOURCE],
    folded: &[],
    tags: &[Tag {
        name: "extensions",
        about: "More time for an assignment or a report: asked for, granted, refused",
        beside: &[],
    }],
};

/// Who may read what in this chapter. The description of the rules has it among the lines about the papers, which say the same and
/// name extensions too; a test holds them together.
pub const READS: &[&[ReadRule]] = access::READS;

const RESOURCE: Resource = Resource {
    name: model::Extension::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("extensions"),
        Table::Part(&PartOf { table: "extension_subjects", of: "extensions", by: "extension_id" }),
    ],
    held: Some(&Held {
        table: "extensions",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: access::may_read,
    reminded: None,
    attached: true,
    // The chapters whose papers they are about have them.
    work: &[],
};

fn routes() -> Routes {
    routes![api::list, api::create, api::read, api::transition, api::history]
}
