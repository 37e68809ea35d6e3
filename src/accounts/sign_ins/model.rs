//! What the record tells of signing in.

use serde::Serialize;

use crate::accounts::users::store::Row;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::network::Network;

/// A sign-in, or attempts that were refused: at an account or, where nobody has the login, from a network.
#[derive(Clone, Debug, Serialize)]
pub struct SignIn {
    /// The account; where there is none, what stands for the network.
    pub id: Id,
    /// The account.
    pub account_id: Option<Id>,
    /// The agency that the account belongs to.
    pub agency_id: Option<Id>,
    /// The network that it came from: an IPv4 address or an IPv6 /64; none where that is not known, or where one entry stands
    /// for many.
    pub network: Option<String>,
}

impl SignIn {
    /// At an account.
    pub fn at(account: &Row, network: Option<Network>) -> Self {
        let network = network.map(|it| it.to_string());
        Self { id: account.id, account_id: Some(account.id), agency_id: Some(account.agency_id), network }
    }

    /// At no account: the same network has the same id each time.
    pub fn from(network: Option<Network>) -> Self {
        let network = network.map(|it| it.to_string());
        let name = format!("network {}", network.as_deref().unwrap_or_default());
        Self { id: Id::named(Instant(0), &name), account_id: None, agency_id: None, network }
    }
}

impl Record for SignIn {
    const RESOURCE: &'static str = "sign-ins";
    const WEIGHS: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    // Nothing about a sign-in changes.
    fn version(&self) -> i32 {
        1
    }

    fn owner(&self) -> Option<Id> {
        self.agency_id
    }
}
