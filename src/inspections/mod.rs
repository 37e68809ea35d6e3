//! Inspections (programme, II.4 and III.3): the checklists that say what is asked, version by version, and the plans that say
//! who is inspected in a year, and by whom.

mod access;
mod answers;
mod carried;
mod checklists;
mod done_for;
mod inspections;
mod inspectors;
mod interest;
mod plans;
mod policy;
mod recommendations;
mod reports;
mod restricted;
mod rules;
#[cfg(test)]
mod sample;
mod statistics;
pub mod telling;
mod waiting;

pub use access::Reading;
pub use answers::model::{AnswerBody, Rating};
pub use checklists::workflow::{ChecklistFacts, TRANSITIONS as CHECKLISTS};
pub use inspections::access::Sides;
pub use inspections::model::{CancelCause, InspectionAction, InspectionKind, TeamPart};
pub use inspections::store::Known;
pub use inspections::workflow::{InspectionFacts, Seats, TRANSITIONS as INSPECTIONS};
pub use inspectors::store::people_named_by;
pub use plans::rules::Judged;
pub use plans::workflow::{InspectionPlanFacts, TRANSITIONS as INSPECTION_PLANS};
pub use recommendations::access::held_to_by_roles;
pub use recommendations::model::{DisputeGround, RecommendationAction};
pub use recommendations::workflow::{RecommendationFacts, TRANSITIONS as RECOMMENDATIONS};
pub use reports::access::read_by_roles;
pub use reports::model::InspectionReportAction;
pub use reports::workflow::{ReportFacts, TRANSITIONS as INSPECTION_REPORTS};
pub use restricted::access::{EVIDENCE, RESTRICTING};
pub use rules::at_number;

use crate::kernel::chapter::{Chapter, Naming, Tag, Telling};
use crate::kernel::http::Routes;
use crate::routes;

/// What of the record is for those alone who read drafts: reports of visits are read as they were sent, and recommendations as they were
/// concluded.
pub const DRAFTED: &[(&str, Telling)] =
    &[(reports::RESOURCE.name, reports::store::told), (recommendations::RESOURCE.name, recommendations::store::told)];

/// What is done for plans of inspections.
pub const DONE_FOR: &[(&str, Naming)] = &[
    (inspections::RESOURCE.name, done_for::of_inspections),
    (reports::RESOURCE.name, done_for::of_reports),
    (recommendations::RESOURCE.name, done_for::of_recommendations),
];

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: None,
    rules: policy::RULES,
    reads: access::READS,
    delegable: true,
    directory: None,
    resources: &[
        checklists::RESOURCE,
        plans::RESOURCE,
        inspectors::RESOURCE,
        inspections::RESOURCE,
        answers::RESOURCE,
        answers::BATCHES,
        reports::RESOURCE,
        recommendations::RESOURCE,
        carried::RESOURCE,
    ],
    folded: &[checklists::store::FOLDED, plans::store::FOLDED, reports::store::FOLDED],
    tags: &[
        Tag { name: "checklists", about: "What inspections ask, by topic and item, version by version", beside: &[] },
        Tag {
            name: "inspection-plans",
            about: "Which agencies are visited in a year and by whom, and which inspect themselves",
            beside: &["inspectors"],
        },
        Tag {
            name: "inspections",
            about: "Visits of teams, and agencies that inspect themselves, as plans ask for them",
            beside: &[],
        },
        Tag {
            name: "inspection-reports",
            about: "What a visit found, what its agency says to that, and what the chair concludes, version by version",
            beside: &[],
        },
        Tag {
            name: "recommendations",
            about: "What agencies have to do about what visits found, how far they are, and who has seen that it is done",
            beside: &["carried-recommendations"],
        },
        Tag {
            name: "answers",
            about: "What was found by each item of a checklist, what of it is restricted, and who read that",
            beside: &["answer-batches", "restricted-texts", "disclosures"],
        },
    ],
};

fn routes() -> Routes {
    routes![
        checklists::api::list,
        checklists::api::create,
        checklists::api::read,
        checklists::api::update,
        checklists::api::transition,
        checklists::api::history,
        inspections::api::list,
        inspections::api::read,
        inspections::api::transition,
        inspections::api::history,
        answers::api::list,
        answers::api::read,
        answers::api::save,
        answers::api::save_many,
        restricted::api::disclose_text,
        restricted::api::disclose_file,
        restricted::api::list,
        plans::api::list,
        plans::api::create,
        plans::api::read,
        plans::api::update,
        plans::api::transition,
        plans::api::history,
        inspectors::api::list,
        reports::api::list,
        reports::api::create,
        reports::api::read,
        reports::api::update,
        reports::api::transition,
        reports::api::history,
        recommendations::api::list,
        recommendations::api::create,
        recommendations::api::read,
        recommendations::api::update,
        recommendations::api::delete,
        recommendations::api::transition,
        recommendations::api::history,
        carried::api::list,
        carried::api::read,
        carried::api::judge,
        statistics::api::inspections,
        statistics::api::recommendations,
        statistics::api::inspection_months,
    ]
}
