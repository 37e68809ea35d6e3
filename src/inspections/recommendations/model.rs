//! What a recommendation is: what an agency has to do about what a visit found, by when, and how far it is.

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
    /// Where a recommendation stands.
    pub enum RecommendationState {
        /// Written into a report that is not concluded yet.
        Proposed => "proposed",
        /// Concluded; the responsible agency has not answered.
        Open => "open",
        /// Taken on, or under way.
        InProgress => "in_progress",
        /// The agency says that it is done, and shows it.
        Implemented => "implemented",
        /// Somebody else has seen that it is done.
        Verified => "verified",
        /// The agency says that it cannot be.
        Disputed => "disputed",
        /// Given to another agency, whose recommendation names this one.
        Reassigned => "reassigned",
        /// Nobody has to do it any more.
        Waived => "waived",
    }
}

impl RecommendationState {
    /// What a visit carries when it starts; and what keeps an agency from ending.
    pub const CARRIED: [Self; 4] = [Self::Open, Self::InProgress, Self::Implemented, Self::Disputed];
    /// Not done yet: overdue once its day is over.
    pub const OWED: [Self; 3] = [Self::Open, Self::InProgress, Self::Disputed];

    /// Whether it is one of [`Self::OWED`].
    pub fn is_owed(self) -> bool {
        Self::OWED.contains(&self)
    }
}

text_enum! {
    /// Why an agency says that a recommendation cannot be.
    pub enum DisputeGround {
        /// It is another agency's business.
        NotOurs => "not_ours",
        /// It is not as the report says.
        Facts => "facts",
        /// It cannot be done.
        Infeasible => "infeasible",
    }
}

/// What an agency has to do about what a visit found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Recommendation {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was written.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The visit that it follows from.
    pub inspection_id: Id,
    /// The version of the visit's report that it was written into.
    pub report_id: Id,
    /// The plan of the visit.
    pub plan_id: Id,
    /// The agency whose plan it is.
    pub owner_agency_id: Id,
    /// The agency that was inspected.
    pub inspected_agency_id: Id,
    /// The agency that has to do it: the one that was inspected, or any other below the owner.
    pub agency_id: Id,
    /// Its number among those of the visit.
    #[schema(minimum = 1, maximum = 999, example = 1)]
    pub number: i32,
    /// What has to be done.
    #[schema(max_length = 5_000, example = "Bổ sung cán bộ nữ vào quy hoạch lãnh đạo cấp phòng")]
    pub text: String,
    /// The day by which, to 24:00 in Vietnam; never overwritten.
    pub due_on: NaiveDate,
    /// The last day of the extension that was given last.
    pub extended_until: Option<NaiveDate>,
    /// Where it stands.
    pub state: RecommendationState,
    /// Whether its day is over, extensions counted, while it is open, in progress or disputed.
    pub overdue: bool,
    /// How much is done, as last recorded; 100 once implemented, and 99 again where that was found not to be.
    #[schema(minimum = 0, maximum = 100)]
    pub percent: i32,
    /// When it was concluded.
    pub opened_at: Option<Instant>,
    /// When it was last reported implemented, while that stands.
    pub implemented_at: Option<Instant>,
    /// The number of the document that shows it, if one was named.
    #[schema(max_length = 100, example = "112/QĐ-UBND")]
    pub document_number: Option<String>,
    /// On what ground it is disputed, or was waived or reassigned after a dispute.
    pub dispute_ground: Option<DisputeGround>,
    /// The recommendation to another agency that this one took the place of.
    pub predecessor_id: Option<Id>,
    /// The files that show that it was implemented; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 1_000, nullable = false)]
    pub attachments: Option<Vec<Attachment>>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for Recommendation {
    const RESOURCE: &'static str = "recommendations";
    const KEPT_BY_AUTHORS: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.owner_agency_id)
    }
}

/// A recommendation to write into a report.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRecommendation {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The draft of a report.
    pub report_id: Id,
    /// Its number among those of the visit; the next one when absent.
    #[validate(range(min = 1, max = 999))]
    #[schema(minimum = 1, maximum = 999, example = 1)]
    pub number: Option<i32>,
    /// What has to be done.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_length = 1, max_length = 5_000, example = "Bổ sung cán bộ nữ vào quy hoạch lãnh đạo cấp phòng")]
    pub text: String,
    /// The agency that has to do it: any below the agency whose plan it is.
    pub agency_id: Id,
    /// The day by which: 7 to 730 days after the conclusion.
    #[schema(example = "2018-06-30")]
    pub due_on: NaiveDate,
}

/// What to edit while the report is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RecommendationPatch {
    /// Its number among those of the visit.
    #[validate(range(min = 1, max = 999))]
    #[schema(minimum = 1, maximum = 999, nullable = false)]
    pub number: Option<i32>,
    /// What has to be done.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_length = 1, max_length = 5_000, nullable = false)]
    pub text: Option<String>,
    /// The agency that has to do it.
    #[schema(nullable = false)]
    pub agency_id: Option<Id>,
    /// The day by which.
    #[schema(nullable = false)]
    pub due_on: Option<NaiveDate>,
}

actions! {
    /// A step of a recommendation.
    pub enum RecommendationAction {
        /// Takes it on.
        Accept => "accept" {},
        /// Says how far it is.
        Record => "record" because narrative {
            /// How much is done.
            #[schema(example = 40)]
            percent: i32 => number(0, 99),
            /// What was done.
            #[schema(example = "Đã rà soát quy hoạch của 12 phòng")]
            narrative: String => text(1, 5_000),
        },
        /// Says that it is done, and shows it by files or by the number of a document.
        ReportImplemented => "report_implemented" because narrative {
            /// What was done.
            #[schema(example = "Đã bổ sung 8 cán bộ nữ vào quy hoạch")]
            narrative: String => text(1, 5_000),
            /// The number of the document that shows it.
            #[schema(nullable = false, example = "112/QĐ-UBND")]
            document_number: Option<String> => text(1, 100),
            /// Files of the agency that show it, sent beforehand.
            #[serde(default)]
            attachment_ids: Vec<Id> => items(10),
        },
        /// Finds that it is done.
        Verify => "verify" because note {
            /// A remark.
            #[schema(nullable = false)]
            note: Option<String> => text(1, 2_000),
        },
        /// Finds that it is not done.
        SendBack => "send_back" because reason {
            /// Why.
            #[schema(example = "Quyết định chưa có danh sách kèm theo")]
            reason: String => text(1, 2_000),
        },
        /// Says that it cannot be.
        Dispute => "dispute" because reason {
            /// On what ground.
            ground: DisputeGround,
            /// Why.
            #[schema(example = "Việc này thuộc thẩm quyền của Sở Nội vụ")]
            reason: String => text(1, 5_000),
        },
        /// Gives a disputed one back to the same agency.
        Uphold => "uphold" because reason {
            /// Why.
            #[schema(nullable = false, example = "Kiến nghị phù hợp với kết quả kiểm tra")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Gives a disputed one to another agency, by the same day.
        Reassign => "reassign" because reason {
            /// The other agency, below the one whose plan it is.
            agency_id: Id,
            /// Why.
            #[schema(nullable = false, example = "Đúng chức năng của đơn vị")]
            reason: Option<String> => text(1, 2_000),
        },
        /// Lets the agency off.
        Waive => "waive" because reason {
            /// Why.
            #[schema(example = "Đơn vị đã sáp nhập")]
            reason: String => text(1, 2_000),
        },
        /// Finds that one which was verified is not done after all.
        Reopen => "reopen" because reason {
            /// Why.
            #[schema(example = "Phát hiện số liệu không đúng")]
            reason: String => text(1, 2_000),
        },
        /// Gives it a later day; the first one stays on record.
        Extend => "extend" because reason {
            /// The later day.
            #[schema(example = "2018-09-30")]
            until: NaiveDate,
            /// Why.
            #[schema(nullable = false, example = "Chờ văn bản hướng dẫn của Trung ương")]
            reason: Option<String> => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of recommendations.
    pub enum RecommendationColumn { LastDay = "last_day", CreatedAt = "created_at" }
}

/// Which recommendations to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct RecommendationFilter {
    /// Of any of these visits.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub inspection_id: Vec<Id>,
    /// Carried by any of these visits.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub carried_by_id: Vec<Id>,
    /// Written into any of these reports.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub report_id: Vec<Id>,
    /// Of visits of any of these plans.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub plan_id: Vec<Id>,
    /// Of plans of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub owner_agency_id: Vec<Id>,
    /// That any of these agencies have to do.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<RecommendationState>,
    /// Only those that are overdue, or only those that are not.
    pub overdue: Option<bool>,
    /// With a last day before this one, extensions counted.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_before: Option<NaiveDate>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<RecommendationColumn>,
}
