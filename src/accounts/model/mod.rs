//! What the things of this chapter are.

mod delegation;
mod grant;
mod key;
mod me;
mod service_account;
mod sign_in;
mod user;

pub use delegation::{
    Delegation, DelegationAction, DelegationColumn, DelegationDetail, DelegationFilter, DelegationState, KnownActions,
    NewDelegation,
};
pub use grant::{Grant, GrantAction, GrantColumn, GrantDetail, GrantFilter, GrantState, NewGrant};
pub use key::{JsonWebKey, JsonWebKeySet, SigningKey};
pub use me::{ActiveAgency, Me, PasswordChange};
pub use service_account::{
    NewServiceAccount, ServiceAccount, ServiceAccountDetail, ServiceAccountFilter, ServiceAccountSecret,
};
pub use sign_in::{ClientCredentials, ClientToken, Login, RefreshRequest, SignedIn, TokenType};
pub use user::{
    AccountAction, AccountKind, AccountState, NewPassword, NewUser, User, UserColumn, UserDetail, UserFilter, UserPatch,
};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;
