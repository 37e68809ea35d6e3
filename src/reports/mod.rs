//! Periodic reports: which agency owes what to whom, and by when; what it submitted; and one report made out of many.
//!
//! What an obligation is follows from its submissions: [`obligations::store::settle`] derives it after each of their steps.

mod access;
mod canonical;
pub(crate) mod consolidations;
mod indicators;
pub(crate) mod obligations;
mod parties;
pub(crate) mod periods;
pub mod policy;
mod regimes;
mod reporting_routes;
mod statistics;
pub(crate) mod submissions;
pub mod telling;

pub use access::{
    may_read_consolidation, may_read_obligation, may_read_period, may_read_regime, may_read_submission, rules as reads,
};
pub use indicators::model::{Aggregation, NewIndicator};
pub use obligations::extending::Extensible;
pub use obligations::model::ObligationAction;
pub use obligations::reminded::REMINDED;
pub use parties::Parties;
pub use submissions::model::{BudgetLine, IndicatorValue, ReportContent, SectionText, SubmissionAction};

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
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
        submissions::api::history,
        consolidations::api::list,
        consolidations::api::create,
        consolidations::api::read,
        consolidations::api::update,
        consolidations::api::transition,
        consolidations::api::history,
        consolidations::api::items,
        consolidations::api::sources,
        consolidations::api::document,
        statistics::api::compliance,
    ]
}
