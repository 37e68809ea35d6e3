//! Accounts: people and service accounts, the roles they are granted, what they delegate, how they sign in, and the keys
//! that sign their tokens.

mod api;
mod commands;
pub mod keys;
mod model;
pub mod passwords;
pub mod policy;
mod sessions;
mod store;
mod throttle;
pub mod workflow;

pub use commands::{NewAdministrator, create_administrator};
pub use model::{
    AccountState, Delegation, DelegationState, Grant, GrantState, KnownActions, ServiceAccount, SigningKey, User,
};
pub use policy::{READS, RULES};
pub use store::{addresses, forget_stale, may_replay, read_into};

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        api::auth::login,
        api::auth::refresh,
        api::auth::logout,
        api::auth::token,
        api::me::read,
        api::me::password,
        api::users::list,
        api::users::create,
        api::users::read,
        api::users::update,
        api::users::transition,
        api::users::history,
        api::users::password,
        api::grants::list,
        api::grants::create,
        api::grants::read,
        api::grants::transition,
        api::grants::history,
        api::delegations::list,
        api::delegations::create,
        api::delegations::read,
        api::delegations::transition,
        api::delegations::history,
        api::service_accounts::list,
        api::service_accounts::create,
        api::service_accounts::read,
        api::service_accounts::transition,
        api::service_accounts::history,
        api::service_accounts::secret,
    ]
}

/// What stands at the root of the service, outside its base path.
pub fn well_known_routes() -> Routes {
    routes![api::jwks::jwks]
}
