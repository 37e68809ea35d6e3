//! So many requests a minute for each caller, and headers that say how many are left.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError, web};
use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use parking_lot::Mutex;

use super::sender::{Party, Sender};
use super::surface::Surface;
use crate::kernel::problem::{Code, Problem};

const LIMIT: HeaderName = HeaderName::from_static("ratelimit-limit");
const REMAINING: HeaderName = HeaderName::from_static("ratelimit-remaining");
const RESET: HeaderName = HeaderName::from_static("ratelimit-reset");

/// Callers who have their whole quota back are forgotten once in so many requests, so that memory stays bounded.
const TIDY_EVERY: u64 = 4096;

/// The people of one office share a network: together they have so many times the quota of one. Counted for it are good tokens
/// alone: what anybody makes up counts for the network as if there were no token, and uses nothing up that is its people's.
const OFFICE: NonZeroU32 = NonZeroU32::MIN.saturating_add(19);

/// So many requests of one account may be worked on at once, and of one network without tokens: a queue that everybody waits in is not
/// one caller's.
const AT_ONCE: usize = 16;
const AT_ONCE_NAMELESS: usize = 64;

/// The quotas of all callers, shared by all workers: those of the API, and others for what answers without asking who calls. There
/// no token is read (`open_surface.rs`), so networks alone are counted, and nothing of it is taken from anybody's quota of the API.
#[derive(Debug, Clone)]
pub struct RateLimit {
    house: Option<Arc<Limits>>,
    open: Option<Arc<Limits>>,
}

/// Keyed anew in each process by the map beneath, so nobody can aim at another's quota.
type Limiter = DefaultKeyedRateLimiter<Party, StateInformationMiddleware>;

#[derive(Debug)]
struct Limits {
    callers: Limiter,
    offices: Limiter,
    per_minute: u32,
    clock: DefaultClock,
    seen: AtomicU64,
    under_way: Mutex<HashMap<Party, usize>>,
}

/// A request that is worked on.
struct UnderWay {
    limits: Arc<Limits>,
    party: Party,
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        let mut under_way = self.limits.under_way.lock();
        if let Entry::Occupied(mut count) = under_way.entry(self.party) {
            *count.get_mut() -= 1;
            if *count.get() == 0 {
                count.remove();
            }
        }
    }
}

/// What one request left of its caller's quota.
struct Verdict {
    limit: u32,
    remaining: u32,
    /// Seconds until the whole quota is there again or, for a refused request, until the next one is served.
    reset: u64,
    refused: bool,
}

impl RateLimit {
    /// So many a minute of the API, and so many of what is open; 0 is no limit at all.
    pub fn per_minute(house: u32, open: u32) -> RateLimit {
        RateLimit { house: Limits::per_minute(house), open: Limits::per_minute(open) }
    }

    /// Those that count a request. Probes of health are never refused.
    fn of(&self, path: &str) -> Option<&Arc<Limits>> {
        match Surface::of(path) {
            Surface::Public | Surface::Calendar => self.open.as_ref(),
            Surface::House => self.house.as_ref().filter(|_| !path.starts_with("/health/")),
        }
    }
}

impl Limits {
    fn per_minute(per_minute: u32) -> Option<Arc<Self>> {
        let quota = NonZeroU32::new(per_minute)?;
        Some(Arc::new(Self {
            callers: RateLimiter::dashmap(Quota::per_minute(quota)).with_middleware(),
            offices: RateLimiter::dashmap(Quota::per_minute(quota.saturating_mul(OFFICE))).with_middleware(),
            per_minute,
            clock: DefaultClock::default(),
            seen: AtomicU64::new(0),
            under_way: Mutex::default(),
        }))
    }

    /// Counts the request for its account and its office, or for its network alone.
    fn judge(&self, sender: &Sender) -> Verdict {
        if self.seen.fetch_add(1, Ordering::Relaxed).is_multiple_of(TIDY_EVERY) {
            self.callers.retain_recent();
            self.offices.retain_recent();
        }
        let party = sender.party();
        if let Party::Account(_) = party {
            let office = Party::Network(sender.network);
            let office = self.count(&self.offices, self.per_minute.saturating_mul(OFFICE.get()), office);
            if office.refused {
                return office;
            }
        }
        self.count(&self.callers, self.per_minute, party)
    }

    fn count(&self, limiter: &Limiter, limit: u32, key: Party) -> Verdict {
        match limiter.check_key(&key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                let used = u64::from(limit.saturating_sub(remaining));
                Verdict { limit, remaining, reset: (used * 60).div_ceil(u64::from(limit)), refused: false }
            }
            Err(not_yet) => {
                let wait = not_yet.wait_time_from(self.clock.now()).as_secs_f64().ceil();
                // At most a minute, so the cast is exact.
                Verdict { limit, remaining: 0, reset: (wait as u64).max(1), refused: true }
            }
        }
    }
}

/// A place for one more request of a party; none where enough of its are worked on.
fn begin(limits: &Arc<Limits>, party: Party) -> Option<UnderWay> {
    let most = if matches!(party, Party::Account(_)) { AT_ONCE } else { AT_ONCE_NAMELESS };
    let mut under_way = limits.under_way.lock();
    let count = under_way.entry(party).or_default();
    if *count >= most {
        return None;
    }
    *count += 1;
    drop(under_way);
    Some(UnderWay { limits: limits.clone(), party })
}

impl Verdict {
    fn write(&self, headers: &mut HeaderMap) {
        headers.insert(LIMIT, HeaderValue::from(self.limit));
        headers.insert(REMAINING, HeaderValue::from(self.remaining));
        headers.insert(RESET, HeaderValue::from(self.reset));
    }
}

/// The middleware.
pub async fn rate_limit(
    limits: web::Data<RateLimit>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(limits) = limits.of(request.path()) else {
        return next.call(request).await.map(ServiceResponse::map_into_boxed_body);
    };
    let sender = Sender::of(request.request());
    let verdict = limits.judge(&sender);
    let refused = |seconds| Problem::of(Code::TooManyRequests).retry_after(seconds).error_response();
    let mut response = if verdict.refused {
        request.into_response(refused(verdict.reset))
    } else if let Some(_under_way) = begin(limits, sender.party()) {
        next.call(request).await?.map_into_boxed_body()
    } else {
        request.into_response(refused(1))
    };
    verdict.write(response.headers_mut());
    Ok(response)
}

#[cfg(test)]
mod tests {
    use actix_web::http::StatusCode;
    use actix_web::middleware::from_fn;
    use actix_web::test::{TestRequest, call_service, init_service};
    use actix_web::{App, HttpResponse};

    use std::net::IpAddr;

    use super::super::proxies::{Proxies, know_sender};
    use super::*;
    use crate::kernel::id::Id;
    use crate::kernel::network::Network;

    #[actix_web::test]
    async fn a_caller_beyond_the_quota_is_told_when_to_come_back() {
        let proxy: IpAddr = [10, 0, 0, 1].into();
        let app = App::new()
            .app_data(web::Data::new(RateLimit::per_minute(2, 3)))
            .app_data(web::Data::new(Proxies::new(&[proxy], "http://127.0.0.1:8080")))
            .wrap(from_fn(rate_limit))
            .wrap(from_fn(know_sender))
            .route("/", web::get().to(HttpResponse::Ok));
        let app = init_service(app).await;
        let call = |peer: &str, forwarded: &'static str, token: &'static str| {
            let peer = format!("{peer}:1").parse().expect("an address");
            let (plain, standard) = forwarded.split_once('|').unwrap_or((forwarded, ""));
            let headers = [("x-forwarded-for", plain), ("forwarded", standard), ("authorization", token)];
            let request = TestRequest::get().uri("/").peer_addr(peer);
            headers
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .fold(request, |it, header| it.insert_header(header))
                .to_request()
        };
        let (fine, refused) = (StatusCode::OK, StatusCode::TOO_MANY_REQUESTS);
        for (peer, forwarded, token, status, remaining) in [
            // An invented token is none, however it is spelled.
            ("1.1.1.1", "", "Bearer a", fine, "1"),
            ("1.1.1.1", "5.5.5.5", "bearer  b", fine, "0"),
            ("1.1.1.1", "", "BEARER c", refused, "0"),
            ("1.1.1.1", "6.6.6.6", "", refused, "0"),
            // Every address of a network is the network's.
            ("[2001:db8:1:2::1]", "", "", fine, "1"),
            ("[2001:db8:1:2:3:4:5:6]", "", "", fine, "0"),
            ("[2001:db8:1:2:ffff::]", "", "", refused, "0"),
            ("[2001:db8:1:3::1]", "", "", fine, "1"),
            ("10.0.0.1", "9.9.9.9, 3.3.3.3", "", fine, "1"),
            ("10.0.0.1", "8.8.8.8, 3.3.3.3", "", fine, "0"),
            ("10.0.0.1", "7.7.7.7, 3.3.3.3", "", refused, "0"),
            ("10.0.0.1", "4.4.4.4", "", fine, "1"),
            ("10.0.0.1", "|for=9.9.9.9, for=4.4.4.4;proto=https", "", fine, "0"),
            ("10.0.0.1", "|for=\"[::ffff:4.4.4.4]:4711\"", "", refused, "0"),
            // Two headers that differ, and a proxy that keeps it to itself: one quota for all of these.
            ("10.0.0.1", "5.6.7.8|for=5.6.7.9", "", fine, "1"),
            ("10.0.0.1", "|for=unknown", "", fine, "0"),
            ("10.0.0.1", "5.6.7.10|for=5.6.7.11", "", refused, "0"),
            ("10.0.0.1", "5.6.7.8|by=10.0.0.1;For=\"5.6.7.8:80\"", "", fine, "1"),
            ("2.2.2.2", "|for=5.6.7.12", "", fine, "1"),
            ("2.2.2.2", "|for=5.6.7.13", "", fine, "0"),
        ] {
            let response = call_service(&app, call(peer, forwarded, token)).await;
            assert_eq!(response.status(), status, "{peer} {forwarded} {token}");
            assert_eq!(response.headers().get(LIMIT).expect("a limit"), "2");
            assert_eq!(response.headers().get(REMAINING).expect("a rest"), remaining, "{peer} {forwarded} {token}");
            assert_eq!(response.headers().contains_key("retry-after"), status == refused);
        }
    }

    #[test]
    fn what_is_open_has_a_quota_of_its_own() {
        let limits = RateLimit::per_minute(2, 3);
        let left = |path: &str| {
            let sender = Sender { network: None, bearer: None, arrived: None };
            limits.of(path).map(|it| (it.judge(&sender).limit, it.judge(&sender).remaining))
        };
        assert_eq!(left("/public/v1/events"), Some((3, 1)));
        assert_eq!(left("/api/v1/time"), Some((2, 0)));
        assert_eq!(left("/%63alendar/v1/x"), Some((3, 0)), "one quota for all that is open");
        assert_eq!(left("/health/ready"), None);
        assert!(RateLimit::per_minute(2, 0).of("/calendar/x").is_none());
    }

    #[test]
    fn so_many_requests_of_one_account_are_worked_on_at_once() {
        let limits = Limits::per_minute(600).expect("limits");
        let one = Party::Account(Id::fresh());
        let mut under_way: Vec<UnderWay> = (0..AT_ONCE).map(|_| begin(&limits, one).expect("a place")).collect();
        assert!(begin(&limits, one).is_none(), "enough of one");
        assert!(begin(&limits, Party::Account(Id::fresh())).is_some(), "it holds nobody else up");
        under_way.pop();
        assert!(begin(&limits, one).is_some(), "what is answered makes room");
        under_way.clear();
        assert!(limits.under_way.lock().is_empty(), "nothing is remembered of it");
    }

    #[test]
    fn an_account_has_a_quota_wherever_it_comes_from_and_an_office_has_one_for_its_people() {
        let limits = Limits::per_minute(2).expect("limits");
        let from = |account: Option<Id>, last: u8| {
            let network = Some(Network::from(IpAddr::from([203, 0, 113, last])));
            let bearer = account.map(|user| crate::kernel::call::Bearer {
                user,
                agency: user,
                generation: 1,
                kid: String::new(),
                foreign: false,
                scope: None,
            });
            let verdict = limits.judge(&Sender { network, bearer, arrived: None });
            !verdict.refused
        };
        let one = Id::fresh();
        assert_eq!([from(Some(one), 1), from(Some(one), 2), from(Some(one), 3)], [true, true, false]);
        assert!(from(Some(Id::fresh()), 3), "another account is not his");
        // Whoever has no token uses up nothing of his office's people.
        assert_eq!([from(None, 9), from(None, 9), from(None, 9)], [true, true, false]);
        for _ in 0..OFFICE.get() * 2 {
            assert!(from(Some(Id::fresh()), 9));
        }
        assert!(!from(Some(Id::fresh()), 9), "an office has its own end");
    }
}
