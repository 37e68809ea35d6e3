//! Who may do what in this chapter beside the transitions, which stand in `workflow`.

use crate::kernel::policy::{Rule, Seat, Who};
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, StandingLead, StandingOfficer};

/// The standing agency prepares the Month.
const PREPARERS: Who = &[(Seat::Committee, &[StandingOfficer, StandingLead])];
/// What was announced is changed by who leads there.
const STANDING_LEADS: Who = &[(Seat::Committee, &[StandingLead])];
/// An agency's officer and its lead organise.
const ORGANISERS: Who = &[(Seat::Assignee, &[AgencyOfficer, AgencyLead])];
/// What is taken away again is its lead's.
const LEADS: Who = &[(Seat::Assignee, &[AgencyLead])];

/// Enter the Month of a year.
pub const CREATE_MONTH: Rule = Rule { resource: "action-months", action: "create", who: PREPARERS };
/// Edit it while it is planned.
pub const UPDATE_MONTH: Rule = Rule { resource: "action-months", action: "update", who: PREPARERS };
/// Edit it once it was announced.
pub const UPDATE_ANNOUNCED_MONTH: Rule = Rule { resource: "action-months", action: "update", who: STANDING_LEADS };
/// Remove it while it is planned and nothing refers to it.
pub const DELETE_MONTH: Rule = Rule { resource: "action-months", action: "delete", who: PREPARERS };

/// Begin a plan.
pub const CREATE_PLAN: Rule = Rule { resource: "event-plans", action: "create", who: ORGANISERS };
/// Edit it while it is a draft or was returned.
pub const UPDATE_PLAN: Rule = Rule { resource: "event-plans", action: "update", who: ORGANISERS };
/// Remove one that was never submitted.
pub const DELETE_PLAN: Rule = Rule { resource: "event-plans", action: "delete", who: LEADS };

/// Enter an event.
pub const CREATE_EVENT: Rule = Rule { resource: "events", action: "create", who: ORGANISERS };
/// Enter several of one kind at once.
pub const CREATE_SERIES: Rule = Rule { resource: "event-series", action: "create", who: ORGANISERS };
/// Edit one.
pub const UPDATE_EVENT: Rule = Rule { resource: "events", action: "update", who: ORGANISERS };
/// Remove one that is planned still.
pub const DELETE_EVENT: Rule = Rule { resource: "events", action: "delete", who: LEADS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[
    CREATE_MONTH,
    UPDATE_MONTH,
    UPDATE_ANNOUNCED_MONTH,
    DELETE_MONTH,
    CREATE_PLAN,
    UPDATE_PLAN,
    DELETE_PLAN,
    CREATE_EVENT,
    CREATE_SERIES,
    UPDATE_EVENT,
    DELETE_EVENT,
];
