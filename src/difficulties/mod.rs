//! Difficulties: what hinders an agency, raised once however often it is mentioned. It travels upward by turns until somebody answers,
//! and whoever raised it says whether that is an answer.
//!
//! The chapter knows nobody's papers: of what a difficulty mentions it knows the resource and the id, and whether a reader may read it is
//! asked by [`Mentioning`], which `chapters.rs` fills.

mod access;
mod api;
mod disclosed;
mod disclosing;
mod facts;
mod joined;
mod mentions;
mod model;
mod policy;
mod reminded;
mod rules;
mod statistics;
mod steps;
mod store;
mod told;
mod turns;
mod work;
mod workflow;

pub use access::Reading;
pub use disclosed::RESTRICTING;
pub use mentions::Mentioning;
pub use model::bodies::DifficultyAction;
pub use model::{DifficultyState, Severity, Turn, TurnPart};
pub use store::may_read;
pub use turns::Holder;
pub use workflow::{DifficultyFacts, TRANSITIONS as DIFFICULTIES};

use crate::kernel::chapter::{Chapter, Resource, Tag};
use crate::kernel::held::Held;
use crate::kernel::http::Routes;
use crate::kernel::journal::Record as _;
use crate::kernel::table::{PartOf, Table};
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: access::READS,
    delegable: true,
    directory: None,
    resources: &[RESOURCE],
    folded: &[],
    tags: &[Tag {
        name: "difficulties",
        about: "What hinders agencies: raised, handed on by turns until somebody answers, and confirmed by whoever raised it",
        beside: &[],
    }],
};

const RESOURCE: Resource = Resource {
    name: model::Difficulty::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("difficulties"),
        Table::Part(&PartOf { table: "difficulty_turns", of: "difficulties", by: "difficulty_id" }),
        Table::Beside(&mentions::MENTIONS),
    ],
    held: Some(&Held {
        table: "difficulties",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::TRANSITIONS),
    readable: store::may_read,
    reminded: Some(reminded::REMINDED),
    attached: true,
    work: &[work::WORK],
};

fn routes() -> Routes {
    routes![
        api::list,
        api::create,
        api::read,
        api::update,
        api::transition,
        api::history,
        disclosing::disclose,
        disclosing::list,
        statistics::api::difficulties,
    ]
}
