//! Agencies: the tree of committees, departments, unions, districts and communes, and which of them is the standing agency
//! of a committee at a time.

mod agencies;
mod designations;
mod policy;
mod snapshot;

pub use agencies::ending::Ending;
pub use agencies::entering::enter;
pub use agencies::model::{Agency, AgencyKind, NewAgency};
pub use agencies::owning::{living_owner, permit_owner};
pub use agencies::store::{
    alive_under, below_code, founded_by_command, held_alive, id_of_code, kinds, lineages_of, there_are_none,
};
pub use designations::model::Designation;

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[policy::READS],
    delegable: true,
    directory: Some(snapshot::read_into),
    resources: &[agencies::RESOURCE, designations::RESOURCE],
    folded: &[agencies::store::FOLDED],
    tags: &[Tag {
        name: "agencies",
        about: "Committees, departments, unions, districts and communes, and which of them is standing agency when",
        beside: &["designations"],
    }],
};

fn routes() -> Routes {
    routes![
        agencies::api::list,
        agencies::api::create,
        agencies::api::read,
        agencies::api::update,
        designations::api::list,
        designations::api::create,
    ]
}
