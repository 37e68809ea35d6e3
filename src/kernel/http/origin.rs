//! From which address a request comes: what a trusted proxy says, or else the peer's own.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header::HeaderMap;

use crate::kernel::network::Network;

/// The proxies that are believed about whom they speak for.
#[derive(Clone, Debug)]
pub struct Proxies(Arc<[IpAddr]>);

impl Proxies {
    /// These, and no others.
    pub fn trusted(addresses: &[IpAddr]) -> Self {
        Self(addresses.iter().map(IpAddr::to_canonical).collect())
    }

    /// The address that a request comes from; none where it comes from no socket.
    pub fn address(&self, peer: Option<SocketAddr>, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer.map(|address| address.ip().to_canonical())?;
        if !self.0.contains(&peer) {
            return Some(peer);
        }
        // The last hop is what the proxy itself saw; those before it are the caller's own words.
        let last_hop = |name: &str| {
            let value = headers.get_all(name).last()?;
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

/// The network that a request comes from.
pub(super) fn network_of(request: &HttpRequest) -> Option<Network> {
    let proxies = request.app_data::<Proxies>()?;
    proxies.address(request.peer_addr(), request.headers()).map(Network::from)
}
