//! The organisation (programme, IV): the decisions that say who sits on the committee of an agency, and what share of those who sit are
//! women.

mod access;
mod decisions;
mod membership;
mod policy;
mod seats;

pub use access::Reading;
pub use decisions::model::{CommitteeDecisionAction, CommitteeDecisionState, MemberPosition, MemberSex};
pub use decisions::workflow::{DecisionFacts, TRANSITIONS as COMMITTEE_DECISIONS};
pub use seats::Seats;

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: access::READS,
    delegable: true,
    directory: None,
    resources: &[decisions::RESOURCE],
    folded: &[decisions::store::FOLDED],
    tags: &[Tag {
        name: "committee-decisions",
        about: "Who sits on the committee of an agency, decision by decision",
        beside: &[],
    }],
};

fn routes() -> Routes {
    routes![
        decisions::api::list,
        decisions::api::create,
        decisions::api::read,
        decisions::api::update,
        decisions::api::transition,
        decisions::api::history,
        membership::api::members,
        membership::api::statistics,
    ]
}
