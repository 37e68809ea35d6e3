//! What a decision on the committee of an agency is: its number, its days, and all who sit there.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::attachments::Attachment;
use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Where a decision stands.
    pub enum CommitteeDecisionState {
        /// Being entered.
        Draft => "draft",
        /// It says who sits there, from its first day to its last.
        InForce => "in_force",
        /// It was given up, or taken back.
        Revoked => "revoked",
    }
}

text_enum! {
    /// The sex of somebody who sits on a committee, as figures count it.
    pub enum MemberSex {
        /// A woman.
        Female => "female",
        /// A man.
        Male => "male",
    }
}

text_enum! {
    /// As what somebody sits on a committee.
    pub enum MemberPosition {
        /// Trưởng ban.
        Head => "head",
        /// Phó Trưởng ban thường trực.
        StandingDeputy => "standing_deputy",
        /// Phó Trưởng ban.
        Deputy => "deputy",
        /// Ủy viên.
        Member => "member",
        /// Thư ký.
        Secretary => "secretary",
    }
}

/// Somebody who sits on a committee.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitteeMember {
    /// The name.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Nguyễn Thị Lan")]
    pub full_name: String,
    /// The sex.
    pub sex: MemberSex,
    /// As what.
    pub position: MemberPosition,
    /// The post that the person holds otherwise.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Phó Giám đốc Sở")]
    pub post: String,
    /// The person's account, where there is one.
    pub user_id: Option<Id>,
}

/// A decision that says who sits on the committee of an agency: always all of them.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitteeDecision {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The committee at or above the agency, whose standing agency keeps the decision.
    pub committee_id: Id,
    /// The agency whose committee it is.
    pub agency_id: Id,
    /// The number on paper.
    #[schema(max_length = 100, example = "1234/QĐ-UBND")]
    pub number: String,
    /// The date on paper.
    #[schema(example = "2017-01-16")]
    pub issued_on: NaiveDate,
    /// The first day on which it says who sits there.
    #[schema(example = "2017-01-16")]
    pub valid_from: NaiveDate,
    /// The last one; null while no later decision is in force.
    pub valid_to: Option<NaiveDate>,
    /// All who sit there, in the order of the paper.
    #[schema(min_items = 1, max_items = 100)]
    pub members: Vec<CommitteeMember>,
    /// Where it stands.
    pub state: CommitteeDecisionState,
    /// The paper as it was signed; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 10, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for CommitteeDecision {
    const RESOURCE: &'static str = "committee-decisions";

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

/// A decision to enter as a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCommitteeDecision {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency whose committee it is.
    pub agency_id: Id,
    /// The number on paper, unique for the agency and the year.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "57/QĐ-UBND")]
    pub number: String,
    /// The date on paper: today or before.
    #[schema(example = "2017-01-16")]
    pub issued_on: NaiveDate,
    /// The first day on which it says who sits there: that of the paper, or a later one.
    #[schema(example = "2017-01-16")]
    pub valid_from: NaiveDate,
    /// All who sit there, in the order of the paper.
    #[validate(nested, length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100)]
    pub members: Vec<CommitteeMember>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommitteeDecisionPatch {
    /// The number on paper.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub number: Option<String>,
    /// The date on paper.
    #[schema(nullable = false)]
    pub issued_on: Option<NaiveDate>,
    /// The first day on which it says who sits there.
    #[schema(nullable = false)]
    pub valid_from: Option<NaiveDate>,
    /// All who sit there, in place of the list on record.
    #[validate(nested, length(min = 1, max = 100))]
    #[schema(min_items = 1, max_items = 100, nullable = false)]
    pub members: Option<Vec<CommitteeMember>>,
}

actions! {
    /// A step of a decision on a committee.
    pub enum CommitteeDecisionAction {
        /// Puts it in force; the earlier one ends the day before.
        Record => "record" {
            /// The paper as it was signed: files of the committee, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Takes the newest one back; the earlier one runs again.
        Revoke => "revoke" because reason {
            /// Why.
            #[schema(example = "Văn bản đã bị thu hồi")]
            reason: String => text(1, 2_000),
        },
        /// Gives a draft up.
        Discard => "discard" {},
    }
}

sort_columns! {
    /// The orders of a list of decisions.
    pub enum CommitteeDecisionColumn { ValidFrom = "valid_from", CreatedAt = "created_at" }
}

/// Which decisions to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommitteeDecisionFilter {
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<CommitteeDecisionState>,
    /// Those that say who sits there on this day.
    #[serde(default, deserialize_with = "dates::optional")]
    pub on: Option<NaiveDate>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<CommitteeDecisionColumn>,
}
