//! What the things of this chapter are.

mod delegation;
mod grant;
mod key;
mod me;
mod service_account;
mod sign_in;
mod user;

pub use delegation::{Delegation, DelegationAction, DelegationFilter, DelegationState, KnownActions, NewDelegation};
pub use grant::{Grant, GrantAction, GrantFilter, GrantState, NewGrant};
pub use key::{JsonWebKey, JsonWebKeySet, SigningKey};
pub use me::{ActiveAgency, Me, PasswordChange};
pub use service_account::{NewServiceAccount, ServiceAccount, ServiceAccountFilter, ServiceAccountSecret};
pub use sign_in::{ClientCredentials, ClientToken, GrantType, Login, RefreshRequest, SignedIn, TokenType};
pub use user::{AccountAction, AccountKind, AccountState, NewPassword, NewUser, User, UserFilter, UserPatch};

/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;
