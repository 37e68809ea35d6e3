//! Who may do what in this chapter beside the transitions, which stand in `workflow`.

use crate::inspections::inspections::workflow::TEAM;
use crate::inspections::reports::workflow::DRAFTERS;
use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};

/// What is a committee's is written at its standing agency, what is an agency's own by its officer.
pub const OFFICERS: Who = &[(Seat::Committee, &[StandingOfficer]), (Seat::Own, &[AgencyOfficer])];
/// And put out by whoever leads there.
pub const LEADS: Who = &[(Seat::Committee, &[StandingLead]), (Seat::Own, &[AgencyLead])];

/// Both together: who writes plans.
pub const WRITERS: Who =
    &[(Seat::Committee, &[StandingOfficer, StandingLead]), (Seat::Own, &[AgencyOfficer, AgencyLead])];
/// Whoever stands at the head.
pub const CHAIRS: Who = &[(Seat::Committee, &[Chair]), (Seat::Own, &[AgencyLead])];
/// Whoever leads, and whoever stands at the head.
pub const LEADS_AND_CHAIRS: Who = &[(Seat::Committee, &[StandingLead, Chair]), (Seat::Own, &[AgencyLead])];

/// Begin a checklist.
pub const CREATE_CHECKLIST: Rule = Rule { resource: "checklists", action: "create", who: OFFICERS };
/// Edit it while it is a draft.
pub const UPDATE_CHECKLIST: Rule = Rule { resource: "checklists", action: "update", who: OFFICERS };

/// What a visit finds is written by its team, what an agency finds of itself by its officers and leads. Where the standing agency
/// inspects itself, they sit at the committee.
const ANSWERERS: Who = &[
    (Seat::Team, Role::OF_BUSINESS),
    (Seat::Own, &[AgencyOfficer, AgencyLead]),
    (Seat::StandingOwn, &[StandingOfficer, StandingLead]),
];
/// A restricted text is replaced by its author and by whoever leads the team.
const REPLACERS: Who = &[(Seat::Person, Role::OF_BUSINESS), (Seat::TeamLead, Role::OF_BUSINESS)];
/// And disclosed to them, to whoever leads the inspected agency once that was told, and to the lead and the chair of whose plan it is.
const DISCLOSED: Who = &[
    (Seat::Person, Role::OF_BUSINESS),
    (Seat::TeamLead, Role::OF_BUSINESS),
    (Seat::Own, &[AgencyLead]),
    (Seat::Assignee, &[StandingLead]),
    (Seat::Committee, &[StandingLead, Chair]),
    (Seat::Recipient, &[AgencyLead]),
    (Seat::StandingOwn, &[Chair]),
];

/// Say what was found by an item.
pub const SAVE_ANSWER: Rule = Rule { resource: "answers", action: "save", who: ANSWERERS };
/// Replace a restricted text.
pub const REPLACE_TEXT: Rule = Rule { resource: "restricted-texts", action: "replace", who: REPLACERS };
/// Read what is restricted.
pub const DISCLOSE: Rule = Rule { resource: "disclosures", action: "disclose", who: DISCLOSED };

/// Begin a plan of inspections.
pub const CREATE_INSPECTION_PLAN: Rule = Rule { resource: "inspection-plans", action: "create", who: WRITERS };
/// Edit it while it is a draft.
pub const UPDATE_INSPECTION_PLAN: Rule = Rule { resource: "inspection-plans", action: "update", who: WRITERS };

/// Begin the report of a visit.
pub const CREATE_INSPECTION_REPORT: Rule = Rule { resource: "inspection-reports", action: "create", who: DRAFTERS };
/// Edit it while it is a draft.
pub const UPDATE_INSPECTION_REPORT: Rule = Rule { resource: "inspection-reports", action: "update", who: DRAFTERS };
/// Write a recommendation into it.
pub const CREATE_RECOMMENDATION: Rule = Rule { resource: "recommendations", action: "create", who: DRAFTERS };
/// Edit that while the report is a draft.
pub const UPDATE_RECOMMENDATION: Rule = Rule { resource: "recommendations", action: "update", who: DRAFTERS };
/// Take it out again.
pub const DELETE_RECOMMENDATION: Rule = Rule { resource: "recommendations", action: "delete", who: DRAFTERS };
/// Say what was found of a recommendation that a visit carries.
pub const JUDGE_CARRIED: Rule = Rule { resource: "carried-recommendations", action: "update", who: TEAM };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[
    CREATE_CHECKLIST,
    UPDATE_CHECKLIST,
    CREATE_INSPECTION_PLAN,
    UPDATE_INSPECTION_PLAN,
    SAVE_ANSWER,
    REPLACE_TEXT,
    DISCLOSE,
    CREATE_INSPECTION_REPORT,
    UPDATE_INSPECTION_REPORT,
    CREATE_RECOMMENDATION,
    UPDATE_RECOMMENDATION,
    DELETE_RECOMMENDATION,
    JUDGE_CARRIED,
];
