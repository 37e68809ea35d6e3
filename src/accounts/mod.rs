//! Accounts: people and service accounts, the roles they are granted, what they delegate, how they sign in, and the keys
//! that sign their tokens.

mod commands;
mod delegations;
mod grants;
pub mod keys;
mod me;
mod password_links;
pub mod passwords;
mod policy;
mod rules;
mod service_accounts;
mod sessions;
mod sign_ins;
mod signatories;
mod snapshot;
mod users;

pub use commands::{NewAdministrator, create_administrator, tell_of_own_passwords};
pub use delegations::model::{Delegation, DelegationState, KnownActions};
pub use delegations::workflow::{DELEGATIONS, DelegationSubject};
pub use grants::model::{Grant, GrantState};
pub use grants::workflow::{GRANTS, GrantSubject};
pub use keys::model::SigningKey;
pub use password_links::mailing::{MailedLink, mailed_link};
pub use password_links::model::Purpose;
pub use password_links::url::{Linking, PasswordUrl};
pub use policy::{covers_account, readable};
pub use rules::administration::{is_last_administration, is_last_administrator};
pub use service_accounts::model::ServiceAccount;
pub use signatories::sign;
pub use snapshot::forget_stale;
pub use users::model::{AccountState, User};
pub use users::reached::{mail_arrives, mail_fails};
pub use users::store::{Particulars, addresses, particulars};
pub use users::workflow::{AccountSubject, SERVICE_ACCOUNTS, USERS};

use crate::kernel::chapter::{Chapter, Tag};
use crate::kernel::http::Routes;
use crate::routes;

/// The chapter.
pub const CHAPTER: Chapter = Chapter {
    routes,
    well_known: Some(well_known_routes),
    rules: policy::RULES,
    reads: &[policy::READS],
    delegable: false,
    directory: Some(snapshot::read_into),
    resources: &[
        users::RESOURCE,
        service_accounts::RESOURCE,
        grants::RESOURCE,
        delegations::RESOURCE,
        keys::RESOURCE,
        sessions::RESOURCE,
        sign_ins::RESOURCE,
        password_links::RESOURCE,
    ],
    folded: &[users::store::FOLDED],
    tags: &[
        Tag { name: "auth", about: "Signing in and out, and tokens for services", beside: &[] },
        Tag { name: "me", about: "The caller, their password and their inbox", beside: &[] },
        Tag { name: "users", about: "People who sign in", beside: &[] },
        Tag { name: "grants", about: "Who has which role at which agency, from when to when", beside: &[] },
        Tag { name: "delegations", about: "Who may do what for whom, from when to when", beside: &[] },
        Tag {
            name: "service-accounts",
            about: "Accounts of other systems, such as the provincial portal",
            beside: &[],
        },
        Tag { name: "keys", about: "The public keys that tokens are verified with", beside: &[] },
    ],
};

fn routes() -> Routes {
    routes![
        sessions::api::login,
        sessions::api::refresh,
        sessions::api::logout,
        sessions::api::token,
        password_links::api::ask,
        password_links::api::set,
    ]
    .merge(routes![me::api::read, me::api::password].open_to_newcomers())
    .merge(routes![
        me::api::update,
        users::api::list,
        users::api::create,
        users::api::read,
        users::api::update,
        users::api::transition,
        users::api::history,
        users::api::password,
        password_links::api::invite,
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
    ])
}

/// What stands at the root of the service, outside its base path.
fn well_known_routes() -> Routes {
    routes![keys::api::jwks]
}
