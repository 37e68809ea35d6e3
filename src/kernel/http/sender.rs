//! Who answers for a request: the account whose token it shows, or the network that it comes from. What limits count is this, and no
//! spelling of a header.

use actix_web::{HttpMessage, HttpRequest};

use crate::kernel::call::Bearer;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::network::Network;

/// Who answers for a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// The account of a good token.
    Account(Id),
    /// Everybody without one at a network; none inside the process, where there is no network.
    Network(Option<Network>),
}

/// What is known of the sender of a request.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The network that it comes from.
    pub network: Option<Network>,
    /// What its token says, where that is good; an expired or invented one is none.
    pub(super) bearer: Option<Bearer>,
    /// When its head arrived, by the civil clock.
    pub(super) arrived: Option<Instant>,
}

impl Sender {
    /// Who answers for the request.
    pub fn party(&self) -> Party {
        match &self.bearer {
            Some(bearer) => Party::Account(bearer.user),
            None => Party::Network(self.network),
        }
    }

    /// That of a request; nobody in particular where none was looked for.
    pub fn of(request: &HttpRequest) -> Self {
        let known = request.extensions().get::<Sender>().cloned();
        known.unwrap_or(Sender { network: None, bearer: None, arrived: None })
    }
}
