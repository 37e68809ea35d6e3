//! Periodic reports: which agency owes what to whom, and by when; what it submitted; and one report made out of many.
//!
//! What an obligation is follows from its submissions: [`obligations::store::settle`] derives it after each of their steps.

mod access;
mod consolidations;
mod indicators;
mod naming;
mod obligations;
mod owing;
mod parties;
mod periods;
mod policy;
mod proposable;
pub(crate) mod received;
mod regimes;
mod reporting_routes;
mod statistics;
mod submissions;
pub mod telling;

pub use access::Reading;
pub use consolidations::workflow::{ConsolidationFacts, TRANSITIONS as CONSOLIDATIONS};
pub(crate) use indicators::model::short_code;
pub use indicators::model::{Aggregation, EventMeasure, NewIndicator};
pub use indicators::store::known as known_indicators;
pub use naming::NamingDifficulties;
pub use obligations::extendable::EXTENDABLE;
pub use obligations::model::ObligationAction;
pub use obligations::store::recipients_of;
pub use obligations::workflow::{ObligationFacts, TRANSITIONS as OBLIGATIONS};
pub use owing::OWING;
pub use parties::{Parties, went_to_committee};
pub use periods::workflow::{PeriodFacts, TRANSITIONS as PERIODS};
pub use proposable::{Measured, Proposable, Said, proposable};
pub use regimes::model::RegimeKind;
pub use reporting_routes::store::recipient_of;
pub use submissions::model::{BudgetLine, IndicatorValue, ReportContent, SectionText, SubmissionAction};
pub use submissions::rules::content::{Figure, checked_values};
pub use submissions::rules::naming::can_be_named;
pub use submissions::store::figures_of;
pub use submissions::workflow::{REVIEWERS, SubmissionFacts, TRANSITIONS as SUBMISSIONS};

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
    resources: &[
        indicators::RESOURCE,
        regimes::RESOURCE,
        reporting_routes::RESOURCE,
        periods::RESOURCE,
        obligations::RESOURCE,
        submissions::RESOURCE,
        consolidations::RESOURCE,
    ],
    folded: &[indicators::store::FOLDED, regimes::store::FOLDED, periods::store::FOLDED, consolidations::store::FOLDED],
    tags: &[
        Tag { name: "indicators", about: "What is counted, and the targets by year", beside: &[] },
        Tag {
            name: "report-regimes",
            about: "Which kinds of agency owe what, and by when, year after year",
            beside: &["reporting-routes"],
        },
        Tag {
            name: "report-periods",
            about: "A regime in a year: planned, opened, corrected until something was received",
            beside: &[],
        },
        Tag {
            name: "obligations",
            about: "Who owes which report, by when, and what became of it.\n\nOpening a period makes one for every agency that owes its \
            report. Three facts about it are never mixed: its state, its timeliness and its content; all follow from what was submitted and \
            when the server received it.",
            beside: &[],
        },
        Tag { name: "submissions", about: "The versions of each report, from draft to accepted", beside: &[] },
        Tag { name: "consolidations", about: "One report made of many, with its sources", beside: &[] },
    ],
};

fn routes() -> Routes {
    routes![
        indicators::api::list,
        indicators::api::create,
        indicators::api::read,
        indicators::api::update,
        regimes::api::list,
        regimes::api::create,
        regimes::api::read,
        regimes::api::update,
        periods::api::list,
        periods::api::create,
        periods::api::read,
        periods::api::update,
        periods::api::transition,
        periods::api::history,
        reporting_routes::api::list,
        reporting_routes::api::create,
        obligations::api::list,
        obligations::api::read,
        obligations::api::transition,
        obligations::api::history,
        submissions::api::list,
        submissions::api::create,
        submissions::api::read,
        submissions::api::update,
        submissions::api::transition,
        submissions::api::transition_many,
        submissions::api::history,
        consolidations::api::list,
        consolidations::api::create,
        consolidations::api::read,
        consolidations::api::update,
        consolidations::api::transition,
        consolidations::api::history,
        consolidations::api::items,
        consolidations::api::sources,
        consolidations::api::texts,
        consolidations::api::document,
        statistics::api::compliance,
    ]
}
