//! Finds who answers for a request, once and before anything is counted: the account of a good token, or the network, past the proxies
//! that are believed about whom they speak for.

use std::net::IpAddr;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::AUTHORIZATION;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use super::call;
use super::sender::Sender;
use crate::kernel::db::Db;
use crate::kernel::network::Network;

/// The proxies that are believed about whom they speak for.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<IpAddr>);

impl Proxies {
    /// These.
    pub fn new(trusted: &[IpAddr]) -> Self {
        Self(trusted.iter().map(IpAddr::to_canonical).collect())
    }

    /// The address that a request comes from: what a trusted proxy says, or else the peer's own.
    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr().map(|address| address.ip().to_canonical())?;
        if !self.0.contains(&peer) {
            return Some(peer);
        }
        // The last hop is what the proxy itself saw; those before it are the caller's own words.
        let last_hop = |name: &str| {
            let value = request.headers().get_all(name).last()?;
            Some(value.to_str().ok().and_then(|value| value.rsplit(',').next()).map(str::trim).unwrap_or_default())
        };
        let plain = last_hop("x-forwarded-for").map(|hop| hop.parse::<IpAddr>().ok());
        let standard = last_hop("forwarded").map(forwarded_for);
        let hop = match (plain, standard) {
            (Some(hop), None) | (None, Some(hop)) => hop,
            // A proxy writes one of them, and may hand the other on as the caller wrote it.
            (Some(hop), Some(other)) if hop == other => hop,
            _ => None,
        };
        Some(hop.map_or(peer, |hop| hop.to_canonical()))
    }
}

/// The address in one element of `Forwarded` (RFC 7239, section 4): `for=192.0.2.43`, `for="[2001:db8::1]:4711"`; none where
/// the proxy keeps it to itself.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let node = element.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"'))
    })?;
    let address = match node.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?.0,
        None => node.split_once(':').map_or(node, |(address, _port)| address),
    };
    address.parse().ok()
}

/// The middleware. Probes of health have no sender: nothing may hold them up.
pub async fn know_sender(
    proxies: web::Data<Proxies>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !request.path().starts_with("/health/") {
        let head = request.request();
        let network = proxies.address(head).map(Network::from);
        let arrived = head.app_data::<web::Data<Db>>().map(|db| db.clock().now());
        let bearer = if head.headers().contains_key(AUTHORIZATION) { call::good_bearer(head).await } else { None };
        request.extensions_mut().insert(Sender { network, bearer, arrived });
    }
    next.call(request).await
}
