//! Agencies: the tree of committees, departments, unions, districts and communes, and which of them is the standing agency
//! of a committee at a time.

mod agencies;
mod changes;
mod designations;
mod names;
mod policy;
mod snapshot;
mod succession;

pub use agencies::entering::enter;
pub use agencies::model::{Agency, AgencyKind, NewAgency};
pub use agencies::owning::{living_owner, permit_owner};
pub use agencies::store::{
    alive_under, below_code, founded_by_command, held_alive, id_of_code, kinds, lineages_of, there_are_none,
};
pub use changes::access::Reading;
pub use changes::ending::{Effect, Ending, Owing};
pub use changes::model::bodies::AgencyChangeAction;
pub use changes::model::{AgencyChange, AgencyChangeState, AgencyEnd, AgencyRename, LeftKind, OpenObligations};
pub use changes::rules::Judged;
pub use changes::store::effects_beside;
pub use changes::workflow::{AgencyChangeFacts, TRANSITIONS as AGENCY_CHANGES};
pub use designations::model::Designation;

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: &[policy::READS, changes::access::EVERY, changes::access::EXECUTED],
    delegable: true,
    directory: Some(snapshot::read_into),
    resources: &[agencies::RESOURCE, designations::RESOURCE, changes::RESOURCE, names::RESOURCE, succession::RESOURCE],
    folded: &[agencies::store::FOLDED],
    tags: &[
        Tag {
            name: "agencies",
            about: "Committees, departments, unions, districts and communes, and which of them is standing agency when",
            beside: &["designations", "names", "succession"],
        },
        Tag {
            name: "agency-changes",
            about: "Decisions by which agencies get another name, merge, split or are dissolved.\n\nNothing of an agency's past moves: whoever takes \
            over holds its seats from the day of the change on.",
            beside: &[],
        },
    ],
};

fn routes() -> Routes {
    routes![
        agencies::api::list,
        agencies::api::create,
        agencies::api::read,
        agencies::api::update,
        designations::api::list,
        designations::api::create,
        names::api::list,
        succession::api::list,
        changes::api::list,
        changes::api::create,
        changes::api::read,
        changes::api::update,
        changes::api::transition,
        changes::api::history,
        changes::api::preview,
        changes::api::preview_of_kind,
    ]
}
