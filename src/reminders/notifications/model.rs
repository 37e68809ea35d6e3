//! What somebody finds in his inbox.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::named::{InspectionPlanName, ProgrammeName};
use crate::reminders::matter::Matter;

/// What somebody finds in his inbox: a reminder, or what a step told.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Notification {
    /// Its identifier.
    pub id: Id,
    /// 1 while it is unread, 2 once it was read.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it came.
    pub created_at: Instant,
    /// When it came or was read.
    pub updated_at: Instant,
    /// The reminder; null where it tells of a step.
    pub reminder_id: Option<Id>,
    /// What it is about: the resource, as in paths.
    #[schema(max_length = 60, example = "assignments")]
    pub resource: String,
    /// Which object.
    pub subject_id: Id,
    /// Where that is read, by those who may read it.
    #[schema(
        max_length = 200,
        pattern = r"^/api/v1/[a-z-]+/[0-9a-f-]{36}$",
        example = "/api/v1/assignments/01890a5d-ac96-774b-bcce-b302099a8057"
    )]
    pub href: String,
    /// The programme that it is done for, for a reader who may read that today; null where there is none.
    pub programme: Option<ProgrammeName>,
    /// The plan of inspections that it is done for, for a reader who may read that today; null where there is none.
    pub plan: Option<InspectionPlanName>,
    /// What it was called then.
    #[schema(max_length = 1_200)]
    pub title: String,
    /// The agency that owes it, or whose people were told.
    pub agency_id: Id,
    /// Why it came.
    pub occasion: Matter,
    /// The day it belongs to.
    pub for_on: NaiveDate,
    /// The last day on which the object was on time then, or on which it begins; null where no day matters.
    pub last_day: Option<NaiveDate>,
    /// The last day asked for inside the house, where it was earlier.
    pub internal_on: Option<NaiveDate>,
    /// The same in a sentence, in the reader's language.
    #[schema(max_length = 2_000)]
    pub text: String,
    /// Why the step was taken, as it is on record, for a reader who may read the object today; null where no reason was given.
    #[schema(max_length = 10_000)]
    pub reason: Option<String>,
    /// When it was read; null before that.
    pub read_at: Option<Instant>,
}

/// Which notifications to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationFilter {
    /// Only those not read yet, or only those read.
    pub unread: Option<bool>,
}

/// How many notifications were marked at once.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct AllRead {
    /// Those that were unread until now.
    #[schema(minimum = 0)]
    pub marked: i64,
}
