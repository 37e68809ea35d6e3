//! Legal documents: laws, decisions and letters that programmes and plans rest on. Everybody reads them; who keeps them is
//! said in [`policy`].

mod api;
mod model;
mod policy;
mod rules;
mod store;

pub use model::LegalDocument;

use crate::kernel::chapter::{Chapter, Resource, Tag, everybody, nothing_left};
use crate::kernel::held::Held;
use crate::kernel::http::Routes;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[policy::READS],
    delegable: true,
    directory: None,
    resources: &[RESOURCE],
    folded: &[store::FOLDED],
    tags: &[Tag {
        name: "legal-documents",
        about: "Laws, decrees, decisions and letters that programmes rest on",
        beside: &[],
    }],
};

const RESOURCE: Resource = Resource {
    name: LegalDocument::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("legal_documents")],
    held: Some(&Held {
        table: "legal_documents",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: None,
    readable: everybody,
    reminded: None,
    attached: false,
    work: &[],
};

fn routes() -> Routes {
    routes![api::list, api::create, api::read, api::update, api::delete]
}

pub use store::all_known;
