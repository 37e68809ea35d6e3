//! Periodic reports: which agency owes what to whom, and by when; what it submitted; and one report made out of many.
//!
//! What an obligation is follows from its submissions: [`store::obligations::settle`] derives it after each of their steps.

mod access;
mod api;
mod canonical;
mod compilation;
mod content;
mod document;
mod extending;
mod model;
mod opening;
mod parties;
pub mod policy;
mod reminders;
mod steps;
mod store;
pub mod telling;
pub mod workflow;

pub use access::{
    may_read_consolidation, may_read_obligation, may_read_period, may_read_regime, may_read_submission, rules as reads,
};
pub use extending::Extensible;
pub use model::indicator::{Aggregation, NewIndicator};
pub use model::obligation::ObligationAction;
pub use model::submission::{BudgetLine, IndicatorValue, ReportContent, SectionText, SubmissionAction};
pub use parties::Parties;
pub use reminders::REMINDED;

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        api::indicators::list,
        api::indicators::create,
        api::indicators::read,
        api::indicators::update,
        api::regimes::list,
        api::regimes::create,
        api::regimes::read,
        api::regimes::update,
        api::periods::list,
        api::periods::create,
        api::periods::read,
        api::periods::update,
        api::periods::transition,
        api::periods::history,
        api::routes::list,
        api::routes::create,
        api::obligations::list,
        api::obligations::read,
        api::obligations::transition,
        api::obligations::history,
        api::submissions::list,
        api::submissions::create,
        api::submissions::read,
        api::submissions::update,
        api::submissions::transition,
        api::submissions::history,
        api::consolidations::list,
        api::consolidations::create,
        api::consolidations::read,
        api::consolidations::update,
        api::consolidations::transition,
        api::consolidations::history,
        api::consolidations::items,
        api::consolidations::sources,
        api::consolidations::document,
        api::statistics::compliance,
    ]
}
