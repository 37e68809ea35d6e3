//! Who may do what in this chapter beside the transitions, which stand in `workflow`.

use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{Admin, StandingLead};
use crate::reports::consolidations::workflow::COMPILERS;
use crate::reports::submissions::workflow::DRAFTERS;

/// What is counted is a catalogue, and catalogues are kept by administrators. It belongs to all, so they must reach the root.
const CATALOGUERS: Who = &[(Seat::Committee, &[Admin])];
/// Who leads the standing agency says what is owed to the committee.
const PLANNERS: Who = &[(Seat::Committee, &[StandingLead])];

/// Enter an indicator.
pub const CREATE_INDICATOR: Rule = Rule { resource: "indicators", action: "create", who: CATALOGUERS };
/// Change its words or its targets.
pub const UPDATE_INDICATOR: Rule = Rule { resource: "indicators", action: "update", who: CATALOGUERS };
/// Enter a regime.
pub const CREATE_REGIME: Rule = Rule { resource: "report-regimes", action: "create", who: PLANNERS };
/// Change a regime; periods that are planned already keep what they have.
pub const UPDATE_REGIME: Rule = Rule { resource: "report-regimes", action: "update", who: PLANNERS };
/// Plan a period.
pub const CREATE_PERIOD: Rule = Rule { resource: "report-periods", action: "create", who: PLANNERS };
/// Correct a period until the first report was received.
pub const UPDATE_PERIOD: Rule = Rule { resource: "report-periods", action: "update", who: PLANNERS };
/// Say to whom an agency reports instead of to the agency above it.
pub const CREATE_ROUTE: Rule = Rule { resource: "reporting-routes", action: "create", who: PLANNERS };

/// Begin a version of a report.
pub const CREATE_SUBMISSION: Rule = Rule { resource: "submissions", action: "create", who: DRAFTERS };
/// Edit it while it is a draft.
pub const UPDATE_SUBMISSION: Rule = Rule { resource: "submissions", action: "update", who: DRAFTERS };

/// Begin a consolidation.
pub const CREATE_CONSOLIDATION: Rule = Rule { resource: "consolidations", action: "create", who: COMPILERS };
/// Edit its title and its words until it is submitted.
pub const UPDATE_CONSOLIDATION: Rule = Rule { resource: "consolidations", action: "update", who: COMPILERS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[
    CREATE_INDICATOR,
    UPDATE_INDICATOR,
    CREATE_REGIME,
    UPDATE_REGIME,
    CREATE_PERIOD,
    UPDATE_PERIOD,
    CREATE_ROUTE,
    CREATE_SUBMISSION,
    UPDATE_SUBMISSION,
    CREATE_CONSOLIDATION,
    UPDATE_CONSOLIDATION,
];
