//! What a calendar address is.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::{actions, sort_columns};

text_enum! {
    /// Whether a calendar address is good.
    pub enum AddressState {
        /// It is.
        Active => "active",
        /// It was taken back.
        Revoked => "revoked",
    }
}

/// An address from which a calendar reads what an agency does and owes. The secret in it is not shown again.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CalendarAddress {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was made.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The agency whose events and due dates are read from it.
    pub agency_id: Id,
    /// Who made it: it shows what he may read, for as long as he holds a role at the agency.
    pub maker_id: Id,
    /// What it is for.
    #[schema(max_length = 100, example = "Lịch trên điện thoại")]
    pub label: String,
    /// Whether it is good.
    pub state: AddressState,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for CalendarAddress {
    const RESOURCE: &'static str = "calendar-addresses";

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

/// A calendar address with the address itself, which is shown this once and kept nowhere.
#[derive(Clone, Serialize, ToSchema)]
pub struct CalendarAddressSecret {
    /// What is on record of it.
    #[serde(flatten)]
    pub on_record: CalendarAddress,
    /// The address, with 256 random bits in it: whoever knows it reads what its maker may.
    #[schema(max_length = 2_048, pattern = r"^https?://[!-~]+/calendar/v1/[A-Za-z0-9_-]{43}\.ics$")]
    pub address: String,
}

/// A calendar address to make.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewCalendarAddress {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The agency that the caller acts for.
    pub agency_id: Id,
    /// What it is for.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "Lịch trên điện thoại")]
    pub label: String,
}

actions! {
    /// A step of a calendar address.
    pub enum CalendarAddressAction {
        /// Takes it back: nothing is read from it any more.
        Revoke => "revoke" because reason {
            /// Why.
            #[schema(example = "Mất điện thoại")]
            reason: String => text(1, 2_000),
        },
    }
}

sort_columns! {
    /// The orders of a list of calendar addresses.
    pub enum CalendarAddressColumn { CreatedAt = "created_at" }
}

/// Which calendar addresses to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CalendarAddressFilter {
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<AddressState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<CalendarAddressColumn>,
}
