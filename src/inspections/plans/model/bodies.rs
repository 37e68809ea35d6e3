//! What callers send: a plan to begin, what to edit of it, and its steps.

use chrono::NaiveDate;
use serde::Deserialize;
use utoipa::ToSchema;
use validator::Validate;

use super::{PlannedSelfInspections, PlannedVisit};
use crate::actions;
use crate::inspections::inspections::model::CancelCause;
use crate::kernel::http::{ValidateGiven as _, patch};
use crate::kernel::id::Id;
use crate::kernel::signing::SignedAs;

/// A plan to begin.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewInspectionPlan {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency whose it is.
    pub agency_id: Id,
    /// The year.
    #[validate(range(min = 2000, max = 2100))]
    #[schema(minimum = 2000, maximum = 2100, example = 2018)]
    pub year: i32,
    /// Its title.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, example = "Kế hoạch kiểm tra năm 2018")]
    pub title: String,
    /// The version of a checklist of that agency, or of one above it.
    pub checklist_id: Id,
    /// The self-inspections, where there are any.
    #[validate(nested)]
    pub self_inspections: Option<PlannedSelfInspections>,
    /// The visits, each agency once.
    #[serde(default)]
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100)]
    pub visits: Vec<PlannedVisit>,
}

/// What to edit while it is a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct InspectionPlanPatch {
    /// Its title.
    #[validate(length(min = 1, max = 500))]
    #[schema(min_length = 1, max_length = 500, nullable = false)]
    pub title: Option<String>,
    /// The version of a checklist.
    #[schema(nullable = false)]
    pub checklist_id: Option<Id>,
    /// The self-inspections; null removes them.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(nested)]
    pub self_inspections: Option<Option<PlannedSelfInspections>>,
    /// The visits, each agency once, in place of the list on record.
    #[validate(nested, length(max = 100))]
    #[schema(max_items = 100, nullable = false)]
    pub visits: Option<Vec<PlannedVisit>>,
}

actions! {
    /// A step of a plan of inspections.
    pub enum InspectionPlanAction {
        /// Hands the draft over for approval.
        Submit => "submit" {},
        /// Gives it back to be reworked.
        Return => "return" because reason {
            /// Why.
            #[schema(example = "Đoàn kiểm tra cần có người của Sở Nội vụ")]
            reason: String => text(1, 2_000),
        },
        /// Puts it in force; its visits and its self-inspections are made.
        Approve => "approve" {
            /// The number on paper, unique for the agency and the year.
            #[schema(example = "12/KH-BVSTBPN")]
            number: String => text(1, 100),
            /// The date on paper: from 1 January of the year before that of the plan, or today where that comes later, until today.
            #[schema(example = "2017-04-20")]
            approved_on: NaiveDate,
            /// Who signed it; the account that signs when absent.
            signatory: Option<SignedAs> => nested(validate_given),
        },
        /// Adds to it what was not planned: a visit, or an agency that inspects itself, one of the two.
        Add => "add" because reason {
            /// The visit.
            #[schema(nullable = false)]
            visit: Option<PlannedVisit> => nested(validate_given),
            /// The agency that inspects itself: of one of the kinds that the plan names, and below the owner.
            #[schema(nullable = false)]
            self_agency_id: Option<Id>,
            /// Why.
            #[schema(example = "Có đơn thư phản ánh")]
            reason: String => text(1, 2_000),
        },
        /// Drops an agency from it: its visit that has not begun, and its self-inspection that is not signed or was given back, are cancelled.
        Drop => "drop" because reason {
            /// The agency.
            agency_id: Id,
            /// Why, in a word that is counted.
            cancel_cause: CancelCause,
            /// Why, in more words.
            #[schema(example = "Thành phố đã có đoàn thanh tra tại đơn vị")]
            reason: String => text(1, 2_000),
        },
        /// Ends its year: what was never signed was not handed in.
        Close => "close" {},
        /// Gives it up.
        Cancel => "cancel" because reason {
            /// Why.
            #[schema(example = "Lồng ghép vào kế hoạch thanh tra của thành phố")]
            reason: String => text(1, 2_000),
        },
    }
}
