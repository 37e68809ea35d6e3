//! Accounts: people and service accounts, the roles they are granted, what they delegate, how they sign in, and the keys
//! that sign their tokens.

mod administration;
mod commands;
mod delegations;
mod grants;
pub mod keys;
mod limits;
mod me;
pub mod passwords;
pub mod policy;
mod secrecy;
mod service_accounts;
mod sessions;
mod snapshot;
mod users;

pub use commands::{NewAdministrator, create_administrator};
pub use delegations::model::{Delegation, DelegationState, KnownActions};
pub use delegations::workflow::DELEGATIONS;
pub use grants::model::{Grant, GrantState};
pub use grants::workflow::GRANTS;
pub use keys::model::SigningKey;
pub use policy::{READS, RULES};
pub use service_accounts::model::ServiceAccount;
pub use snapshot::{forget_stale, may_replay, read_into};
pub use users::model::{AccountState, User};
pub use users::store::addresses;
pub use users::workflow::{SERVICE_ACCOUNTS, USERS};

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        sessions::api::login,
        sessions::api::refresh,
        sessions::api::logout,
        sessions::api::token,
        me::api::read,
        me::api::password,
        users::api::list,
        users::api::create,
        users::api::read,
        users::api::update,
        users::api::transition,
        users::api::history,
        users::api::password,
        grants::api::list,
        grants::api::create,
        grants::api::read,
        grants::api::transition,
        grants::api::history,
        delegations::api::list,
        delegations::api::create,
        delegations::api::read,
        delegations::api::transition,
        delegations::api::history,
        service_accounts::api::list,
        service_accounts::api::create,
        service_accounts::api::read,
        service_accounts::api::transition,
        service_accounts::api::history,
        service_accounts::api::secret,
    ]
}

/// What stands at the root of the service, outside its base path.
pub fn well_known_routes() -> Routes {
    routes![keys::api::jwks]
}
