//! What an assignment is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::attachments::Attachment;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::programmes::statistics::model::Cell;
use crate::programmes::tasks::model::Part;
use crate::{actions, sort_columns};

text_enum! {
    /// Where an assignment stands.
    pub enum AssignmentState {
        /// Nobody has answered yet.
        Pending => "pending",
        /// Taken on.
        Accepted => "accepted",
        /// Under way.
        InProgress => "in_progress",
        /// The agency says that it is done.
        ReportedDone => "reported_done",
        /// The committee agrees.
        Verified => "verified",
        /// Refused as not ours; its clock runs on.
        Returned => "returned",
        /// Given to somebody else, or its task is gone.
        Cancelled => "cancelled",
    }
}

/// One agency's share of one task, by one due date.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Assignment {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The task, by the identifier of its first revision (`origin_id`).
    pub task_id: Id,
    /// The programme, by the identifier of its first revision (`series_id`).
    pub series_id: Id,
    /// The agency whose programme it is.
    pub owner_agency_id: Id,
    /// The agency that leads the task, and so reads it.
    pub lead_agency_id: Id,
    /// The agency that carries it out.
    pub agency_id: Id,
    /// Its part in the task.
    pub part: Part,
    /// The due date on paper.
    pub due_on: NaiveDate,
    /// The first instant that is late, by the due date on paper; never overwritten.
    pub due_at: Instant,
    /// The last day of the extension that was granted last.
    pub extended_until: Option<NaiveDate>,
    /// The first instant that is late, extensions counted.
    pub effective_due_at: Instant,
    /// Where it stands.
    pub state: AssignmentState,
    /// Which of the government's four cells it counts in now; null when cancelled.
    pub cell: Option<Cell>,
    /// How much is done, as last recorded.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: i32,
    /// When it was last reported done, while that stands.
    pub done_at: Option<Instant>,
    /// The assignment of another agency that this one took the place of.
    pub predecessor_id: Option<Id>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

/// What an entry of the journal tells of how much is done.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct ToldPercent {
    /// How much was done then.
    pub percent: i32,
}

impl Record for Assignment {
    const RESOURCE: &'static str = "assignments";

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
    /// A step of an assignment.
    pub enum AssignmentAction {
        /// Takes it on.
        Accept => "accept" {},
        /// Refuses it as not ours.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Nhiệm vụ thuộc lĩnh vực của Sở Tư pháp")]
            reason: String => text(1, 2_000),
        },
        /// Says how far it is.
        RecordProgress => "record_progress" because narrative {
            /// How much is done.
            #[schema(example = 40)]
            percent: i32 => number(0, 100),
            /// What was done.
            #[schema(example = "Đã tổ chức hai lớp tập huấn")]
            narrative: String => text(1, 5_000),
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Says that it is done.
        ReportDone => "report_done" because narrative {
            /// What was done.
            #[schema(example = "Đã hoàn thành, có báo cáo kèm theo")]
            narrative: String => text(1, 5_000),
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Agrees that it is done.
        Verify => "verify" because note {
            /// A remark.
            note: Option<String> => text(1, 2_000),
        },
        /// Finds that it is not done.
        SendBack => "send_back" because reason {
            /// Why.
            #[schema(example = "Thiếu số liệu theo giới")]
            reason: String => text(1, 2_000),
        },
        /// Gives a returned one to another agency, under the same due date.
        Reassign => "reassign" because reason {
            /// The other agency.
            agency_id: Id,
            /// Why.
            #[schema(example = "Đúng chức năng của đơn vị")]
            reason: String => text(1, 2_000),
        },
        /// Gives a returned one back to the same agency.
        Insist => "insist" because reason {
            /// Why.
            #[schema(example = "Đơn vị được phân công theo Chương trình")]
            reason: String => text(1, 2_000),
        },
    }
}

actions! {
    /// A step that many assignments can take in one request.
    pub enum AssignmentStep {
        /// Takes it on.
        Accept => "accept" {},
        /// Says that it is done.
        ReportDone => "report_done" because narrative {
            /// What was done.
            #[schema(example = "Đã hoàn thành, có báo cáo kèm theo")]
            narrative: String => text(1, 5_000),
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Agrees that it is done.
        Verify => "verify" because note {
            /// A remark.
            note: Option<String> => text(1, 2_000),
        },
    }
}

impl From<AssignmentStep> for AssignmentAction {
    fn from(step: AssignmentStep) -> Self {
        match step {
            AssignmentStep::Accept {} => Self::Accept {},
            AssignmentStep::ReportDone { narrative, attachment_ids } => Self::ReportDone { narrative, attachment_ids },
            AssignmentStep::Verify { note } => Self::Verify { note },
        }
    }
}

/// What an agency said about its progress at one time.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgressUpdate {
    /// Its identifier.
    pub id: Id,
    /// The assignment.
    pub assignment_id: Id,
    /// Who said it.
    pub author_id: Id,
    /// When.
    pub recorded_at: Instant,
    /// How much was done.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: i32,
    /// What was done.
    #[schema(max_length = 5_000)]
    pub narrative: String,
    /// The files that show it.
    #[schema(max_items = 10)]
    pub attachments: Vec<Attachment>,
}

sort_columns! {
    /// The orders of a list of assignments.
    pub enum AssignmentColumn { EffectiveDueAt = "effective_due_at", CreatedAt = "created_at" }
}

/// Which assignments to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AssignmentFilter {
    /// Of any of these programmes, in any revision.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub programme_id: Vec<Id>,
    /// Of any of these tasks, in any revision.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub task_id: Vec<Id>,
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<AssignmentState>,
    /// In this one of the four cells now.
    pub cell: Option<Cell>,
    /// Due at this instant or later, extensions counted.
    pub due_from: Option<Instant>,
    /// Due before this instant, extensions counted.
    pub due_before: Option<Instant>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<AssignmentColumn>,
}
