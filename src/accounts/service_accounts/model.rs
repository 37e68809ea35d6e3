//! Service accounts: machines that sign in with a secret.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::accounts::users::model::{AccountState, UserColumn};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::role::{Role, Scope};
use crate::kernel::sort::Sort;
use crate::kernel::workflow::NextAction;

/// An account of a machine. Its roles are its grants.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ServiceAccount {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// What it names itself by when it asks for a token.
    pub client_id: Id,
    /// The name on the record.
    #[schema(max_length = 200, example = "Cổng thông tin điện tử thành phố")]
    pub name: String,
    /// The agency it belongs to and acts for.
    pub agency_id: Id,
    /// Whether it may be used.
    pub state: AccountState,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl Record for ServiceAccount {
    const RESOURCE: &'static str = "service-accounts";
    const WEIGHS: bool = false;
    const IN_DIRECTORY: bool = true;

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

/// A service account with its secret, which is shown this once and kept nowhere.
#[derive(Clone, Serialize, ToSchema)]
pub struct ServiceAccountSecret {
    /// The account.
    #[serde(flatten)]
    pub account: ServiceAccount,
    /// The secret: 256 random bits.
    #[schema(max_length = 43, pattern = "^[A-Za-z0-9_-]{43}$", format = Password)]
    pub client_secret: String,
}

/// A service account to enter, with its first role.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewServiceAccount {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The name on the record.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Cổng thông tin điện tử thành phố")]
    pub name: String,
    /// The agency it belongs to and acts for.
    pub agency_id: Id,
    /// The role it holds there from today on: `portal` or `auditor`.
    #[schema(example = "portal")]
    pub role: Role,
    /// How far that reaches: the agency alone, which is meant where nothing is said, or all below it too.
    #[schema(example = "subtree")]
    pub scope: Option<Scope>,
}

impl NewServiceAccount {
    /// How far its first role reaches.
    pub fn reach(&self) -> Scope {
        self.scope.unwrap_or(Scope::Own)
    }
}

/// Which service accounts to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ServiceAccountFilter {
    /// Of any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<AccountState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<UserColumn>,
}
