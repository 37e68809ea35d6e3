//! What an obligation is, and the three facts about it that are derived, each by a function of its own, and never mixed: its
//! state, its timeliness and its content.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::agencies::AgencyKind;
use crate::kernel::deadline::{self, DueRule, Timeliness};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::named::AgencyName;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::reports::regimes::model::RegimeKind;
use crate::reports::submissions::model::SubmissionState;
use crate::{actions, sort_columns};

text_enum! {
    /// Where an obligation stands.
    pub enum ObligationState {
        /// Made already, and not open before its period's `opens_on`. Derived: on record it is open.
        Upcoming => "upcoming",
        /// The report is owed.
        Open => "open",
        /// A version is accepted.
        Satisfied => "satisfied",
        /// Let off, with a reason; reversible.
        Exempt => "exempt",
        /// Its period was called off.
        Cancelled => "cancelled",
    }
}

text_enum! {
    /// What the recipient has, by the newest version that is submitted, under review or accepted.
    pub enum Content {
        /// Nothing.
        Missing => "missing",
        /// A report.
        Reported => "reported",
        /// A signed word that there is nothing to report.
        ConfirmedNil => "confirmed_nil",
        /// Nothing is owed.
        Exempt => "exempt",
    }
}

/// The state that callers see: open is upcoming until the period's `opens_on`.
pub fn state_at(recorded: ObligationState, opens_at: Instant, now: Instant) -> ObligationState {
    match recorded {
        ObligationState::Open if now < opens_at => ObligationState::Upcoming,
        other => other,
    }
}

/// The first instant that is late: an extension runs to 24:00 of its day and never shortens what the base gives.
pub fn effective_due_at(due_at: Instant, extended_until: Option<NaiveDate>) -> Instant {
    extended_until.map_or(due_at, |until| due_at.max(deadline::end_of(until)))
}

/// The timeliness at an instant, by the server's receipt time of the first version that was not withdrawn; none where nothing is owed.
pub fn timeliness_at(
    recorded: ObligationState,
    received_at: Option<Instant>,
    effective_due_at: Instant,
    now: Instant,
) -> Option<Timeliness> {
    if matches!(recorded, ObligationState::Exempt | ObligationState::Cancelled) {
        return None;
    }
    Some(Timeliness::of(received_at, effective_due_at, now))
}

/// As what figures count an obligation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The state on record.
    pub state: ObligationState,
    /// The first instant that is late, extensions counted.
    pub effective_due_at: Instant,
    /// When the report was received.
    pub received_at: Option<Instant>,
    /// What the recipient has.
    pub content: Content,
    /// When it was accepted.
    pub accepted_at: Option<Instant>,
    /// Whether a version is awaited again.
    pub awaiting: bool,
}

/// What an entry of the journal tells of that.
#[derive(Clone, Debug, Deserialize)]
pub struct Told {
    state: ObligationState,
    effective_due_at: Instant,
    received_at: Option<Instant>,
    content: Content,
    accepted_at: Option<Instant>,
    awaiting_resubmission: bool,
}

impl Told {
    /// As what figures counted it from then on.
    pub fn counted(&self) -> Counted {
        Counted {
            state: if self.state == ObligationState::Upcoming { ObligationState::Open } else { self.state },
            effective_due_at: self.effective_due_at,
            received_at: self.received_at,
            content: self.content,
            accepted_at: self.accepted_at,
            awaiting: self.awaiting_resubmission,
        }
    }
}

/// What settling looks at of one version.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The version's identifier.
    pub id: Id,
    /// Which version it is: 1, 2, …
    pub number: i32,
    /// Where it stands.
    pub state: SubmissionState,
    /// Whether it says that there is nothing to report.
    pub nil: bool,
    /// When it was received; none for a draft.
    pub received_at: Option<Instant>,
    /// When it was accepted, if ever.
    pub accepted_at: Option<Instant>,
}

/// What an obligation is by its versions. Nothing of it is ever set by hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Derived {
    /// Where it stands.
    pub state: ObligationState,
    /// When the first version was received that was not withdrawn.
    pub received_at: Option<Instant>,
    /// What the recipient has.
    pub content: Content,
    /// When a version was first accepted.
    pub accepted_at: Option<Instant>,
    /// Whether the last version received was returned, and the next is awaited.
    pub awaiting: bool,
    /// The newest version that left its agency.
    pub newest: Option<Id>,
    /// The accepted version in force.
    pub official: Option<Id>,
    /// How many versions have left their agency.
    pub versions: i32,
}

/// Derives an obligation from the heads of its versions, given in any order. Exempt and cancelled are decisions of people and
/// stay; everything else follows from the versions. Drafts count for nothing: nobody outside the agency knows of them.
pub fn derive(recorded: ObligationState, heads: &[Head]) -> Derived {
    let mut sent: Vec<&Head> = heads.iter().filter(|it| !it.state.is_draft()).collect();
    sent.sort_by_key(|it| it.number);
    let stands = |it: &&&Head| it.state != SubmissionState::Withdrawn;
    let present = |it: &&&Head| {
        matches!(it.state, SubmissionState::Submitted | SubmissionState::UnderReview | SubmissionState::Accepted)
    };
    let official = sent.iter().rfind(|it| it.state == SubmissionState::Accepted).map(|it| it.id);
    let state = match recorded {
        ObligationState::Exempt | ObligationState::Cancelled => recorded,
        _ if official.is_some() => ObligationState::Satisfied,
        _ => ObligationState::Open,
    };
    let content = match (state, sent.iter().rfind(present)) {
        (ObligationState::Exempt, _) => Content::Exempt,
        (_, None) => Content::Missing,
        (_, Some(head)) if head.nil => Content::ConfirmedNil,
        (_, Some(_)) => Content::Reported,
    };
    Derived {
        state,
        received_at: sent.iter().find(stands).and_then(|it| it.received_at),
        content,
        accepted_at: sent.iter().filter_map(|it| it.accepted_at).min(),
        awaiting: sent.iter().rfind(stands).is_some_and(|it| it.state == SubmissionState::Returned),
        newest: sent.last().map(|it| it.id),
        official,
        versions: i32::try_from(sent.len()).unwrap_or(i32::MAX),
    }
}

/// What one agency owes in one period.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Obligation {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The period.
    pub period_id: Id,
    /// What sort of report is owed.
    pub regime: RegimeKind,
    /// The year.
    #[schema(minimum = 1990, maximum = 2200)]
    pub year: i32,
    /// The agency that owes.
    pub agency_id: Id,
    /// Its name; of a period whose day is over, what it was called on that day.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// The agency that it reports to.
    pub recipient_id: Id,
    /// Whether it is owed to the committee itself, for which its standing agency receives.
    pub owed_to_committee: bool,
    /// The kind of agency it was when the obligation was made.
    pub level: AgencyKind,
    /// Where it stands.
    pub state: ObligationState,
    /// Whether the report came in time; null where nothing is owed.
    pub timeliness: Option<Timeliness>,
    /// What the recipient has.
    pub content: Content,
    /// The due date as the paper has it.
    pub due_on: NaiveDate,
    /// The first instant that is late, without any extension.
    pub due_at: Instant,
    /// The last day of the extension that was granted.
    pub extended_until: Option<NaiveDate>,
    /// The first instant that is late, the extension counted.
    pub effective_due_at: Instant,
    /// The earlier date of its level, which judges nobody.
    pub internal_due_on: Option<NaiveDate>,
    /// When the first version was received that was not withdrawn.
    pub received_at: Option<Instant>,
    /// When a version was first accepted.
    pub accepted_at: Option<Instant>,
    /// Whether it was first accepted at the due instant or later; null while no version was.
    pub accepted_late: Option<bool>,
    /// Whether the last version received was returned, and the next is awaited.
    pub awaiting_resubmission: bool,
    /// Why nothing is owed.
    #[schema(max_length = 2_000)]
    pub exempt_reason: Option<String>,
    /// The newest version that was submitted.
    pub newest_submission_id: Option<Id>,
    /// The accepted version in force.
    pub official_submission_id: Option<Id>,
    /// How many versions were submitted.
    #[schema(minimum = 0)]
    pub versions: i32,
    /// What the period is called; where an obligation is read, here and in lists.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, nullable = false, example = "Báo cáo sơ kết 6 tháng đầu năm 2017")]
    pub title: Option<String>,
    /// The agency that owes, by name; where an obligation is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub agency: Option<AgencyName>,
    /// The last day in Vietnam on which it is on time, the extension counted; where an obligation is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub last_day: Option<NaiveDate>,
    /// How the due date on paper limits; where an obligation is read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub due_rule: Option<DueRule>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Obligation {
    const RESOURCE: &'static str = "obligations";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

actions! {
    /// A step of an obligation. Everything else that moves it is a step of its submissions or of its period.
    pub enum ObligationAction {
        /// Lets the agency off.
        Exempt => "exempt" because reason {
            /// Why.
            #[schema(example = "Đơn vị mới thành lập trong tháng")]
            reason: String => text(1, 2_000),
        },
        /// Takes an exemption back.
        Reinstate => "reinstate" because reason {
            /// Why.
            #[schema(example = "Miễn nhầm đơn vị")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of obligations.
    pub enum ObligationColumn { EffectiveDueAt = "effective_due_at" }
}

/// Which obligations to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ObligationFilter {
    /// In any of these periods.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub period_id: Vec<Id>,
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// To any of these recipients.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub recipient_id: Vec<Id>,
    /// Of any of these kinds of agency.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub level: Vec<AgencyKind>,
    /// In any of these states now.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ObligationState>,
    /// With any of these timelinesses now.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub timeliness: Vec<Timeliness>,
    /// With any of these contents.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub content: Vec<Content>,
    /// Due at this instant or later, extensions counted.
    pub due_from: Option<Instant>,
    /// Due before this instant, extensions counted.
    pub due_before: Option<Instant>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ObligationColumn>,
}

#[cfg(test)]
mod tests;
