//! What an inspection is: a visit of a team, or an agency that inspects itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::directory::Directory;
use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Who looks.
    pub enum InspectionKind {
        /// A team comes to the agency.
        Visit => "visit",
        /// The agency inspects itself.
        SelfInspection => "self",
    }
}

text_enum! {
    /// Where an inspection stands.
    pub enum InspectionState {
        /// A visit that its plan asks for.
        Scheduled => "scheduled",
        /// A visit of which the agency knows, with its first day.
        Notified => "notified",
        /// A visit that waits for a new window.
        Postponed => "postponed",
        /// A visit that has begun, or a self-inspection that is being written.
        InProgress => "in_progress",
        /// A visit that has seen what there was to see; its report is being written.
        FieldworkDone => "fieldwork_done",
        /// A self-inspection that waits for the signature of whoever leads the agency.
        PendingSignature => "pending_signature",
        /// A self-inspection that was signed and received.
        Submitted => "submitted",
        /// Done.
        Closed => "closed",
        /// Called off.
        Cancelled => "cancelled",
        /// A self-inspection that nobody had signed when its plan was closed.
        NotHandedIn => "not_handed_in",
    }
}

impl InspectionState {
    /// Those in which something is left to be done.
    pub const OPEN: &'static [Self] = &[
        Self::Scheduled,
        Self::Notified,
        Self::Postponed,
        Self::InProgress,
        Self::FieldworkDone,
        Self::PendingSignature,
        Self::Submitted,
    ];
}

text_enum! {
    /// Why an inspection was called off.
    pub enum CancelCause {
        /// The agency has ended.
        AgencyEnded => "agency_ended",
        /// It would not let the team in.
        Refused => "refused",
        /// Another inspection looks at the same.
        Joint => "joint",
        /// There is no need for it any more.
        NotNeeded => "not_needed",
        /// Another one, which the reason says.
        Other => "other",
    }
}

text_enum! {
    /// What somebody is in a team.
    pub enum TeamPart {
        /// Leads it.
        Leader => "leader",
        /// Is of it.
        Member => "member",
    }
}

/// A time of somebody in a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct TeamMember {
    /// The person.
    pub user_id: Id,
    /// The person's name; only on reads.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, nullable = false, example = "Nguyễn Thị Hoa")]
    pub name: Option<String>,
    /// The agency that the person acts for there.
    pub agency_id: Id,
    /// In which part.
    pub part: TeamPart,
    /// From when on.
    pub from: Instant,
    /// Until when; null while it lasts.
    pub to: Option<Instant>,
}

/// A visit, or a self-inspection.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Inspection {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When its plan made it.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// Who looks.
    pub kind: InspectionKind,
    /// The plan that asks for it.
    pub plan_id: Id,
    /// The agency whose plan it is.
    pub owner_agency_id: Id,
    /// The agency that is inspected.
    pub agency_id: Id,
    /// The year of the plan.
    #[schema(minimum = 2000, maximum = 2100, example = 2017)]
    pub year: i32,
    /// The version of a checklist that the plan names.
    pub planned_checklist_id: Id,
    /// The version that is asked; null of a visit that has not begun, which will ask the one in force then.
    pub checklist_id: Option<Id>,
    /// Where it stands.
    pub state: InspectionState,
    /// The first day on which a visit can begin; null of a self-inspection.
    pub window_from: Option<NaiveDate>,
    /// The last one.
    pub window_to: Option<NaiveDate>,
    /// The last day on which a self-inspection is in time, to 24:00 in Vietnam; null of a visit.
    pub due_on: Option<NaiveDate>,
    /// The first day of a visit, once the agency was told of it.
    pub starts_on: Option<NaiveDate>,
    /// Who is of a visit's team, and who was, in the order in which they came.
    #[schema(max_items = 100)]
    pub team: Vec<TeamMember>,
    /// When the agency was first told of a visit.
    pub notified_at: Option<Instant>,
    /// When a visit began.
    pub started_at: Option<Instant>,
    /// When a visit had seen what there was to see.
    pub finished_at: Option<Instant>,
    /// By which day the report of a visit is expected, fifteen days after that: shown, and judging nobody.
    pub report_expected_on: Option<NaiveDate>,
    /// When a self-inspection was first signed: by this it is in time or late.
    pub first_signed_at: Option<Instant>,
    /// Whether a self-inspection was late; null before it was first signed.
    pub late: Option<bool>,
    /// When a self-inspection was last signed and received.
    pub signed_at: Option<Instant>,
    /// When it was given back after that: what is written since is not what was signed. Null once it is signed anew.
    pub returned_at: Option<Instant>,
    /// The number of the receipt of the last signature.
    #[schema(max_length = 40, example = "TN-20171130-7J9K2M4N6P")]
    pub receipt_number: Option<String>,
    /// The SHA-256 of what was last signed, in hexadecimal, over its canonical JSON (RFC 8785): `id`, `agency_id`, `plan_id` and
    /// `checklist_id` as they stand here, and `answers`: those that somebody had given then, as lists show them, without the names of
    /// people, in the order of the bytes of their codes.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub sha256: Option<String>,
    /// Why it was called off.
    pub cancel_cause: Option<CancelCause>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Inspection {
    /// The same with the names of its team: what is read, and not what goes on record.
    pub fn named(self, directory: &Directory) -> Self {
        let team = self.team.into_iter();
        let team = team.map(|it| TeamMember { name: Some(directory.user_name(it.user_id)), ..it }).collect();
        Self { team, ..self }
    }
}

impl Record for Inspection {
    const RESOURCE: &'static str = "inspections";

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    /// A visit is the business of whoever plans it, a self-inspection that of the agency.
    fn owner(&self) -> Option<Id> {
        Some(if self.kind == InspectionKind::Visit { self.owner_agency_id } else { self.agency_id })
    }
}

actions! {
    /// A step of an inspection.
    pub enum InspectionAction {
        /// Tells the agency of a visit, and of its first day.
        Notify => "notify" {
            /// The first day: in the window, and at least five days ahead.
            #[schema(example = "2017-12-08")]
            starts_on: NaiveDate,
        },
        /// Puts a visit off; it waits for a new window.
        Postpone => "postpone" because reason {
            /// Why.
            #[schema(example = "Cơ quan đang tổ chức bầu cử bổ sung")]
            reason: String => text(1, 2_000),
        },
        /// Gives a visit a new window.
        Reschedule => "reschedule" {
            /// The first day on which it can begin.
            #[schema(example = "2017-12-04")]
            window_from: NaiveDate,
            /// The last one.
            #[schema(example = "2017-12-15")]
            window_to: NaiveDate,
        },
        /// Begins a visit; from here on the checklist that is in force today is asked.
        Start => "start" {
            /// The leader declares that nobody of the team is related to anybody there.
            #[schema(example = true)]
            nobody_related: bool,
        },
        /// Ends a visit's work in the field.
        Finish => "finish" {},
        /// Goes on with it.
        Resume => "resume" {},
        /// Calls a visit off.
        Cancel => "cancel" because reason {
            /// Why, in a word that is counted.
            cause: CancelCause,
            /// Why, in more words.
            #[schema(nullable = false, example = "Lồng ghép với cuộc thanh tra của thành phố")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Adds somebody to a visit's team.
        Appoint => "appoint" {
            /// The person.
            user_id: Id,
            /// The agency that the person acts for.
            agency_id: Id,
        },
        /// Lets somebody of the team go.
        Release => "release" because reason {
            /// The person.
            user_id: Id,
            /// Why.
            #[schema(nullable = false, example = "Chuyển công tác")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Gives a visit its leader. Whoever led it until then leaves the team.
        AppointLeader => "appoint_leader" {
            /// The person.
            user_id: Id,
            /// The agency that the person acts for.
            agency_id: Id,
        },
        /// Leaves the team oneself.
        Recuse => "recuse" because reason {
            /// Why.
            #[schema(nullable = false, example = "Có người thân làm việc tại cơ quan được kiểm tra")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Hands a self-inspection over to be signed.
        HandOver => "hand_over" {},
        /// Gives it back before it is signed.
        ReturnToDraft => "return_to_draft" because reason {
            /// Why.
            #[schema(nullable = false, example = "Bổ sung số liệu")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Signs it and sends it: it is received from here on.
        Sign => "sign" {},
        /// Gives it back to be mended.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Mục 3 chưa có số liệu minh chứng")]
            reason: String => text(1, 2_000),
        },
        /// Takes note of it.
        TakeNote => "take_note" {},
    }
}

sort_columns! {
    /// The orders of a list of inspections.
    pub enum InspectionColumn { LastDay = "last_day", CreatedAt = "created_at" }
}

/// Which inspections to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InspectionFilter {
    /// Of any of these plans.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub plan_id: Vec<Id>,
    /// Of any of these agencies, those that are inspected.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Of the plans of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub owner_agency_id: Vec<Id>,
    /// Of this kind.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub kind: Vec<InspectionKind>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<InspectionState>,
    /// Of plans of any of these years.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub year: Vec<i32>,
    /// Whose last day (the end of a visit's window, the due date of a self-inspection) is this day or later.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_from: Option<NaiveDate>,
    /// Whose last day is before this day.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_before: Option<NaiveDate>,
    /// Of whose team the caller is now (true), or is not.
    pub mine: Option<bool>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<InspectionColumn>,
}
