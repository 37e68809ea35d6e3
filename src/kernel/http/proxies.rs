//! Finds who answers for a request, once and before anything is counted: the account of a good token, or the network, past the proxies
//! that are believed about whom they speak for. They are believed too about the path below which they have the service, and addresses
//! in answers lead there.

use std::net::IpAddr;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::header::{AUTHORIZATION, FORWARDED, HeaderMap, HeaderName, LINK, LOCATION, X_FORWARDED_FOR};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};

use super::call;
use super::sender::Sender;
use super::surface::Surface;
use crate::kernel::db::Db;
use crate::kernel::lists;
use crate::kernel::network::Network;

/// Below which path a proxy has the service.
const X_FORWARDED_PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// The proxies that are believed about whom they speak for and below which path, and the path that the operator says.
#[derive(Clone, Debug, Default)]
pub struct Proxies {
    trusted: Vec<IpAddr>,
    prefix: String,
}

impl Proxies {
    /// These, in front of a service whose users see it at an address.
    pub fn new(trusted: &[IpAddr], public_url: &str) -> Self {
        let path = public_url.parse::<Uri>().map(|uri| uri.path().trim_end_matches('/').to_owned());
        Self { trusted: trusted.iter().map(IpAddr::to_canonical).collect(), prefix: path.unwrap_or_default() }
    }

    /// The address that a request comes from: what a trusted proxy says, or else the peer's own.
    fn address(&self, request: &HttpRequest) -> Option<IpAddr> {
        let peer = request.peer_addr().map(|address| address.ip().to_canonical())?;
        if !self.trusted.contains(&peer) {
            return Some(peer);
        }
        let plain = hops(request, &X_FORWARDED_FOR).map(|hops| self.beyond(hops.iter().map(|hop| node(hop))));
        let standard = hops(request, &FORWARDED).map(|hops| self.beyond(hops.iter().map(|hop| forwarded_for(hop))));
        let hop = match (plain, standard) {
            (Some(hop), None) | (None, Some(hop)) => hop,
            // A proxy writes one of them, and may hand the other on as the caller wrote it.
            (Some(hop), Some(other)) if hop == other => hop,
            _ => None,
        };
        Some(hop.unwrap_or(peer))
    }

    /// The last hop that is no trusted proxy itself. The last of all is what the nearest proxy saw, the one before it what that one
    /// saw if it is to be believed, and what stands before those is the caller's own words.
    fn beyond(&self, hops: impl DoubleEndedIterator<Item = Option<IpAddr>>) -> Option<IpAddr> {
        let mut first = None;
        for hop in hops.rev() {
            let hop = hop?.to_canonical();
            if !self.trusted.contains(&hop) {
                return Some(hop);
            }
            first = Some(hop);
        }
        first
    }

    /// What stands before each of our paths where a caller sees it: what a trusted proxy says, or else what the operator says.
    /// Caches keep what is public for everybody, so nothing of a request's own goes into it.
    fn prefix(&self, request: &HttpRequest) -> String {
        let is_believed = request.peer_addr().is_some_and(|peer| self.trusted.contains(&peer.ip().to_canonical()))
            && Surface::of(request.path()) == Surface::House;
        let said = if is_believed { hops(request, &X_FORWARDED_PREFIX) } else { None };
        // Each proxy that takes a part of the path away says so behind the one before it.
        let said = said.map(|hops| hops.iter().map(|hop| hop.trim_end_matches('/')).collect::<String>());
        said.filter(|prefix| is_prefix(prefix)).unwrap_or_else(|| self.prefix.clone())
    }
}

/// The elements of a header, of however many lines.
fn hops(request: &HttpRequest, name: &HeaderName) -> Option<Vec<String>> {
    let whole = lists::whole(request.headers(), name)?;
    Some(lists::split(&whole, ',').iter().map(|hop| hop.trim().to_owned()).collect())
}

/// Nothing but a path of ours: `//elsewhere` would be another address.
fn is_prefix(text: &str) -> bool {
    let is_word = |word: &str| {
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
        !word.is_empty() && word != "." && word != ".." && word.bytes().all(plain)
    };
    text.is_empty() || text.strip_prefix('/').is_some_and(|words| words.split('/').all(is_word))
}

/// An address as proxies write it: `192.0.2.43`, `192.0.2.43:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn node(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    if let Some(rest) = text.strip_prefix('[') {
        return rest.split_once(']')?.0.parse().ok();
    }
    text.parse().ok().or_else(|| text.split_once(':')?.0.parse().ok())
}

/// The address in one element of `Forwarded` (RFC 7239, section 4): `for=192.0.2.43`, `for="[2001:db8::1]:4711"`; none where
/// the proxy keeps it to itself.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let value = lists::split(element, ';').into_iter().find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then(|| value.trim().trim_matches('"').to_owned())
    })?;
    node(&value)
}

/// The middleware. Probes of health have no sender: nothing may hold them up.
pub async fn know_sender(
    proxies: web::Data<Proxies>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.path().starts_with("/health/") {
        return next.call(request).await;
    }
    let head = request.request();
    let (network, prefix) = (proxies.address(head).map(Network::from), proxies.prefix(head));
    let arrived = head.app_data::<web::Data<Db>>().map(|db| db.clock().now());
    let bearer = if head.headers().contains_key(AUTHORIZATION) { call::good_bearer(head).await } else { None };
    request.extensions_mut().insert(Sender { network, bearer, arrived });
    let mut answer = next.call(request).await?;
    if !prefix.is_empty() {
        lead_below(answer.headers_mut(), &prefix);
    }
    Ok(answer)
}

/// Lets the addresses in the head of an answer lead to where its reader sees the service.
fn lead_below(headers: &mut HeaderMap, prefix: &str) {
    for (name, beginning) in [(LOCATION, "/"), (LINK, "</")] {
        let address = headers.get(&name).and_then(|value| value.to_str().ok());
        let Some(path) = address.and_then(|address| address.strip_prefix(beginning)) else { continue };
        let (open, _) = beginning.split_at(beginning.len() - 1);
        if let Ok(value) = format!("{open}{prefix}/{path}").parse() {
            headers.insert(name, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn proxies() -> Proxies {
        Proxies::new(&["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()], "https://city.example/tien-bo/")
    }

    fn asked(peer: &str, path: &str, lines: &[(&str, &str)]) -> HttpRequest {
        let request = TestRequest::with_uri(path).peer_addr(format!("{peer}:4711").parse().unwrap());
        lines.iter().fold(request, |request, (name, value)| request.append_header((*name, *value))).to_http_request()
    }

    #[test]
    fn the_caller_is_the_last_who_is_no_proxy_of_ours() {
        for (peer, lines, expected) in [
            ("192.0.2.9", vec![("x-forwarded-for", "198.51.100.7")], "192.0.2.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec![("x-forwarded-for", "198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", vec![("x-forwarded-for", "203.0.113.1, 198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", vec![("x-forwarded-for", "203.0.113.1, 198.51.100.7, 10.0.0.2")], "198.51.100.7"),
            ("10.0.0.1", vec![("x-forwarded-for", "203.0.113.1"), ("x-forwarded-for", "198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", vec![("x-forwarded-for", "198.51.100.7"), ("x-forwarded-for", "10.0.0.2")], "198.51.100.7"),
            ("10.0.0.1", vec![("x-forwarded-for", "10.0.0.2, 10.0.0.1")], "10.0.0.2"),
            ("10.0.0.1", vec![("x-forwarded-for", "198.51.100.7:4711")], "198.51.100.7"),
            ("10.0.0.1", vec![("x-forwarded-for", "[2001:db8::1]:4711")], "2001:db8::1"),
            ("10.0.0.1", vec![("x-forwarded-for", "2001:db8::1")], "2001:db8::1"),
            ("10.0.0.1", vec![("x-forwarded-for", "198.51.100.7, unknown")], "10.0.0.1"),
            ("10.0.0.1", vec![("x-forwarded-for", "")], "10.0.0.1"),
            ("10.0.0.1", vec![("forwarded", "For=\"[2001:db8::1]:4711\";proto=https")], "2001:db8::1"),
            ("10.0.0.1", vec![("forwarded", "for=198.51.100.7;by=\"a,b;for=x\", for=10.0.0.2")], "198.51.100.7"),
            ("10.0.0.1", vec![("forwarded", "for=203.0.113.1"), ("forwarded", "for=198.51.100.7")], "198.51.100.7"),
            ("10.0.0.1", vec![("forwarded", "for=_hidden")], "10.0.0.1"),
            ("10.0.0.1", vec![("forwarded", "for=198.51.100.7"), ("x-forwarded-for", "203.0.113.1")], "10.0.0.1"),
            ("10.0.0.1", vec![("forwarded", "for=198.51.100.7"), ("x-forwarded-for", "198.51.100.7")], "198.51.100.7"),
        ] {
            let found = proxies().address(&asked(peer, "/", &lines));
            assert_eq!(found, Some(expected.parse().unwrap()), "{peer} {lines:?}");
        }
    }

    #[test]
    fn addresses_lead_to_where_their_reader_sees_the_service() {
        let said = |value: &'static str| [("x-forwarded-prefix", value)];
        for (peer, path, lines, expected) in [
            ("192.0.2.9", "/api/v1/me", &said("/x")[..], "/tien-bo"),
            ("10.0.0.1", "/api/v1/me", &[], "/tien-bo"),
            ("10.0.0.1", "/api/v1/me", &said("/x/y/"), "/x/y"),
            ("10.0.0.1", "/api/v1/me", &said("/x, /y"), "/x/y"),
            ("10.0.0.1", "/api/v1/me", &[("x-forwarded-prefix", "/x"), ("x-forwarded-prefix", "/y")], "/x/y"),
            ("10.0.0.1", "/api/v1/me", &said("/"), ""),
            ("10.0.0.1", "/api/v1/me", &said("//evil.example"), "/tien-bo"),
            ("10.0.0.1", "/api/v1/me", &said("/x/../y"), "/tien-bo"),
            ("10.0.0.1", "/api/v1/me", &said("https://evil.example"), "/tien-bo"),
            ("10.0.0.1", "/api/v1/me", &said("x"), "/tien-bo"),
            ("10.0.0.1", "/public/v1/events", &said("/x"), "/tien-bo"),
        ] {
            assert_eq!(proxies().prefix(&asked(peer, path, lines)), expected, "{peer} {path} {lines:?}");
        }
        assert_eq!(Proxies::new(&[], "https://city.example").prefix(&asked("10.0.0.1", "/", &[])), "");
        let mut headers = HeaderMap::new();
        for (name, value) in [(LOCATION, "/docs/"), (LINK, "</api/v1/tasks?cursor=a>; rel=\"next\"")] {
            headers.insert(name, value.parse().unwrap());
        }
        lead_below(&mut headers, "/x");
        assert_eq!(headers.get(LOCATION).unwrap(), "/x/docs/");
        assert_eq!(headers.get(LINK).unwrap(), "</x/api/v1/tasks?cursor=a>; rel=\"next\"");
    }
}
