//! Attachments: files that belong to papers. A file is declared with its size and its SHA-256, sent in parts that a phone can
//! send again, and then named by what it is attached to, such as an update of progress; from there on it never changes, until its
//! bytes are erased.
//!
//! The chapter knows nobody's papers. A resource that says so of itself has attachments; who it is that knows all of them is `chapters.rs`.

mod access;
mod api;
mod attaching;
mod expiring;
mod model;
mod policy;
mod rules;
mod store;
mod workflow;

pub use access::{Attaching, Inspecting, Papers, Reading, may_read_told};
pub use attaching::{Evidence, attach, attach_evidence, attached_at, attached_to, attached_to_one, evidence, is_whole};
pub use expiring::expire;
pub use model::{Attachment, Sensitivity, Subject};
pub use policy::Sender;
pub use store::tells_of_evidence;
pub use workflow::{AttachmentFacts, Keeper, TRANSITIONS as ATTACHMENTS};

use crate::kernel::chapter::{Chapter, Resource, Tag, nothing_left};
use crate::kernel::held::{Held, Unheld};
use crate::kernel::http::Routes;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::routes;

/// What files are called as a resource.
pub const NAME: &str = Attachment::RESOURCE;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[access::READS, access::EVIDENCE],
    delegable: true,
    directory: None,
    resources: &[RESOURCE],
    folded: &[],
    tags: &[Tag {
        name: "attachments",
        about: "Files that belong to papers, such as the photographs of an update of progress.\n\nThey are declared with size and SHA-256, \
            sent in parts of 256 KiB that can be sent again one by one, and then named by what they show. From there on whoever may read the \
            paper reads them, and nobody changes them; the lead of the agency that sent one can erase its bytes, with a reason, and what is \
            on record of it stays.",
        beside: &[],
    }],
};

const ON_ITS_WAY: &str = "which parts of a file on its way have arrived is no part of the record; a whole one is read through, and of an erased one no part may be there";

const RESOURCE: Resource = Resource {
    name: Attachment::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("attachments"), Table::Beside(&store::PARTS)],
    held: Some(&Held {
        table: "attachments",
        rows: store::held,
        derived: &["missing_parts"],
        later: &[("part_bytes", Some("262144")), ("sensitivity", Some("\"normal\""))],
        acts: &[],
        left_out: false,
        unheld: &[
            Unheld { table: "attachments", column: "received_parts", why: ON_ITS_WAY },
            Unheld { table: "attachments", column: "received_parts_2", why: ON_ITS_WAY },
            Unheld { table: "attachments", column: "received_parts_3", why: ON_ITS_WAY },
        ],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: access::may_replay,
    reminded: None,
    attached: false,
    work: &[],
};

fn routes() -> Routes {
    routes![api::list, api::create, api::read, api::delete, api::send_part, api::content, api::transition, api::history]
}
