//! Headers of their own for what answers without asking who calls (`kernel/http/surface.rs`), on problems as on everything else.
//!
//! Who calls is not asked, so it is not read either: `Authorization` is taken away before anything sees it. A good token lifts no
//! limit, an invented one is no 401, and two of them no 400.
//!
//! Below `/public/` any web page may read what anybody may: the origins that an operator sets for the API do not reach here, and
//! caches keep an answer for a minute. They keep a 404 as long: what is not public now may be in a minute, and one wrong address that
//! is asked for time and again is answered outside. Any other problem is one request's alone, or is over in a moment: nobody keeps it.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ALLOW, AUTHORIZATION, CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue, ORIGIN,
    VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};

use super::security_headers::CROSS_ORIGIN_RESOURCE_POLICY;
use super::surface::Surface;

/// What only who asks, or which page he asks from, would be told by.
const UNREAD: [HeaderName; 4] = [AUTHORIZATION, ORIGIN, ACCESS_CONTROL_REQUEST_METHOD, ACCESS_CONTROL_REQUEST_HEADERS];

/// What an answer may depend on where nobody asks who calls.
const MAY_VARY_BY: [&str; 3] = ["accept", "accept-encoding", "accept-language"];

/// For a minute, by anybody.
const FOR_A_MINUTE: HeaderValue = HeaderValue::from_static("public, max-age=60");

/// What pages of other origins may do …
const METHODS: &str = "GET, HEAD";
/// … send …
const HEADERS: &str = "accept, accept-language, if-none-match, traceparent, x-request-id";
/// … and read.
const EXPOSED: &str = "content-disposition, content-language, etag, link, ratelimit-limit, ratelimit-remaining, \
    ratelimit-reset, retry-after, traceparent, x-request-id";
/// A browser asks again after so many seconds.
const ASK_AGAIN: &str = "86400";

/// The middleware around everything that writes headers.
pub async fn open_surface(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let surface = Surface::of(request.path());
    if surface == Surface::House {
        return next.call(request).await;
    }
    for name in &UNREAD {
        request.headers_mut().remove(name);
    }
    let mut response = next.call(request).await?;
    let status = response.status();
    let headers = response.headers_mut();
    keep_varying_by(headers, &MAY_VARY_BY);
    headers.remove(ACCESS_CONTROL_ALLOW_CREDENTIALS);
    if surface == Surface::Public {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
        headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
        if is_kept(status) {
            headers.insert(CACHE_CONTROL, FOR_A_MINUTE);
        }
    } else {
        headers.remove(ACCESS_CONTROL_ALLOW_ORIGIN);
        headers.remove(ACCESS_CONTROL_EXPOSE_HEADERS);
    }
    Ok(response)
}

fn is_kept(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::NOT_MODIFIED | StatusCode::NOT_FOUND)
}

/// The middleware behind all that counts and limits: what a browser asks ahead of a request (CORS), whatever it would be for.
pub async fn preflight<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if request.method() != Method::OPTIONS || Surface::of(request.path()) != Surface::Public {
        return Ok(next.call(request).await?.map_into_left_body());
    }
    let answer = HttpResponse::NoContent()
        .insert_header((ALLOW, METHODS))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, METHODS))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, HEADERS))
        .insert_header((ACCESS_CONTROL_MAX_AGE, ASK_AGAIN))
        .finish();
    Ok(request.into_response(answer).map_into_right_body())
}

/// Takes away whatever else `Vary` names.
fn keep_varying_by(headers: &mut HeaderMap, names: &[&str]) {
    let said: Vec<String> = headers
        .get_all(VARY)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(|name| name.trim().to_owned())
        .filter(|name| names.iter().any(|known| name.eq_ignore_ascii_case(known)))
        .collect();
    headers.remove(VARY);
    if let (false, Ok(value)) = (said.is_empty(), HeaderValue::from_str(&said.join(", "))) {
        headers.insert(VARY, value);
    }
}

/// Lets `Vary` name one more header of the request that an answer depends on.
pub(super) fn also_varies_by(headers: &mut HeaderMap, name: &str) {
    let said: Vec<&str> = headers.get_all(VARY).filter_map(|value| value.to_str().ok()).collect();
    let said = said.join(", ");
    if said.split(',').any(|known| known.trim().eq_ignore_ascii_case(name)) {
        return;
    }
    let all = if said.is_empty() { name.to_owned() } else { format!("{name}, {said}") };
    if let Ok(value) = HeaderValue::from_str(&all) {
        headers.insert(VARY, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(vary: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        vary.iter().for_each(|value| headers.append(VARY, HeaderValue::from_static(value)));
        headers
    }

    fn vary(headers: &HeaderMap) -> Vec<String> {
        headers.get_all(VARY).map(|value| value.to_str().expect("text").to_owned()).collect()
    }

    #[test]
    fn what_an_answer_depends_on_is_said_once() {
        let mut said = headers(&["Accept-Language, Authorization", "Origin", "Accept"]);
        keep_varying_by(&mut said, &MAY_VARY_BY);
        assert_eq!(vary(&said), ["Accept-Language, Accept"]);
        let mut nothing = headers(&["Authorization"]);
        keep_varying_by(&mut nothing, &MAY_VARY_BY);
        assert!(vary(&nothing).is_empty());
        also_varies_by(&mut nothing, "Accept");
        also_varies_by(&mut nothing, "accept");
        assert_eq!(vary(&nothing), ["Accept"]);
        let mut more = headers(&["Accept-Language", "Authorization"]);
        also_varies_by(&mut more, "Accept");
        assert_eq!(vary(&more), ["Accept, Accept-Language, Authorization"]);
    }
}
