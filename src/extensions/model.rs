//! What an extension is. The API names what it is for by a field for each kind of papers; [`About`] is what the chapter makes of
//! them, and nothing else in it knows what kinds there are.

use std::collections::BTreeSet;

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
use crate::{actions, sort_columns};

text_enum! {
    /// Where a request for more time stands.
    pub enum ExtensionState {
        /// Waiting for an answer.
        Asked => "asked",
        /// Given.
        Granted => "granted",
        /// Not given.
        Refused => "refused",
        /// Taken back.
        Withdrawn => "withdrawn",
    }
}

/// A request of an agency for more time: for one of its assignments or many, or for reports that it owes.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Extension {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was asked.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency that asks.
    pub agency_id: Id,
    /// The agency whose programme it concerns; for reports the agency that receives them, or the committee for which the standing
    /// agency does.
    pub owner_agency_id: Id,
    /// The assignments; none where it is about reports.
    #[schema(max_items = 100)]
    pub assignment_ids: Vec<Id>,
    /// The obligations to report; none where it is about assignments.
    #[schema(max_items = 100)]
    pub obligation_ids: Vec<Id>,
    /// The last day asked for; the extension runs to its 24:00.
    pub until: NaiveDate,
    /// Why.
    #[schema(max_length = 2_000)]
    pub reason: String,
    /// Where it stands.
    pub state: ExtensionState,
    /// The last day granted.
    pub granted_until: Option<NaiveDate>,
    /// When it was granted, refused or withdrawn.
    pub decided_at: Option<Instant>,
    /// The files that came with it, such as a scan of the signed letter; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Extension {
    const RESOURCE: &'static str = "extensions";

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

/// A request for more time.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewExtension {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// Assignments of one agency in one programme.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100, nullable = false)]
    pub assignment_ids: Option<Vec<Id>>,
    /// In their place: obligations of one agency to one recipient.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100, nullable = false)]
    pub obligation_ids: Option<Vec<Id>>,
    /// The last day asked for, later than each due date.
    #[schema(example = "2017-12-31")]
    pub until: NaiveDate,
    /// Why.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000, example = "Chờ số liệu của các quận")]
    pub reason: String,
    /// Files of the agency that come with it, such as a scan of the signed letter, sent beforehand.
    #[serde(default)]
    #[validate(length(max = 10))]
    #[schema(max_items = 10)]
    pub attachment_ids: Vec<Id>,
}

/// Assignments, as in paths.
const ASSIGNMENTS: &str = "assignments";
/// Obligations to report, as in paths.
const OBLIGATIONS: &str = "obligations";

/// What an extension is for: papers of one kind, in the order of their ids, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The resource, as in paths.
    pub resource: String,
    /// Which of them.
    pub ids: Vec<Id>,
}

impl About {
    fn of(resource: &str, ids: &[Id]) -> Self {
        let ids: BTreeSet<Id> = ids.iter().copied().collect();
        Self { resource: resource.to_owned(), ids: ids.into_iter().collect() }
    }

    /// The assignments, for the answer.
    pub fn assignment_ids(&self) -> Vec<Id> {
        self.ids_of(ASSIGNMENTS)
    }

    /// The obligations, for the answer.
    pub fn obligation_ids(&self) -> Vec<Id> {
        self.ids_of(OBLIGATIONS)
    }

    fn ids_of(&self, resource: &str) -> Vec<Id> {
        if self.resource == resource { self.ids.clone() } else { Vec::new() }
    }
}

impl NewExtension {
    /// What time is asked for; none where the body names no kind of papers, or more than one.
    pub fn about(&self) -> Option<About> {
        match (&self.assignment_ids, &self.obligation_ids) {
            (Some(ids), None) => Some(About::of(ASSIGNMENTS, ids)),
            (None, Some(ids)) => Some(About::of(OBLIGATIONS, ids)),
            _ => None,
        }
    }
}

actions! {
    /// A step of an extension.
    pub enum ExtensionAction {
        /// Gives the time.
        Grant => "grant" {
            /// The last day, where it is not the one asked for.
            until: Option<NaiveDate>,
        },
        /// Does not give it.
        Refuse => "refuse" because reason {
            /// Why.
            #[schema(example = "Không ảnh hưởng đến tiến độ chung")]
            reason: String => text(1, 2_000),
        },
        /// Takes the request back.
        Withdraw => "withdraw" {},
    }
}

sort_columns! {
    /// The orders of a list of extensions.
    pub enum ExtensionColumn { CreatedAt = "created_at" }
}

/// Which extensions to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExtensionFilter {
    /// For this assignment.
    pub assignment_id: Option<Id>,
    /// For this obligation.
    pub obligation_id: Option<Id>,
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ExtensionState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ExtensionColumn>,
}

impl ExtensionFilter {
    /// The papers that it asks for, with their resources.
    pub fn papers(&self) -> impl Iterator<Item = (&'static str, Id)> {
        [(ASSIGNMENTS, self.assignment_id), (OBLIGATIONS, self.obligation_id)]
            .into_iter()
            .filter_map(|(resource, id)| Some((resource, id?)))
    }
}
