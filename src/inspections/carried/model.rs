//! What a visit carries: recommendations of earlier visits that it looks at again.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;

text_enum! {
    /// What a team found of a recommendation that it carried.
    pub enum CarriedFound {
        /// It is done.
        Done => "done",
        /// Some of it is.
        Partly => "partly",
        /// None of it is.
        NotDone => "not_done",
        /// Nobody looked.
        NotChecked => "not_checked",
    }
}

/// A recommendation that a visit carries, and what its team found. That moves nothing by itself: whoever verifies or sends back does so
/// with the recommendation.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CarriedRecommendation {
    /// Its own identifier, which neither the visit nor the recommendation has.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When the visit started.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The visit.
    pub inspection_id: Id,
    /// The agency whose plan it is.
    pub owner_agency_id: Id,
    /// The recommendation.
    pub recommendation_id: Id,
    /// The visit that it follows from.
    pub origin_inspection_id: Id,
    /// Its number among those of that visit.
    #[schema(minimum = 1, maximum = 999)]
    pub number: i32,
    /// What the team found; null until it says so.
    pub found: Option<CarriedFound>,
    /// In its own words.
    #[schema(max_length = 5_000, example = "Đã xem danh sách quy hoạch mới")]
    pub note: Option<String>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for CarriedRecommendation {
    const RESOURCE: &'static str = "carried-recommendations";
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

/// What a team found, as a whole.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CarriedJudgement {
    /// What it found.
    pub found: CarriedFound,
    /// In its own words; nothing where absent.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_length = 1, max_length = 5_000, nullable = false, example = "Đã xem danh sách quy hoạch mới")]
    pub note: Option<String>,
}
