//! By which name logs and metrics know a request.

use std::borrow::Cow;
use std::sync::Arc;

use actix_web::HttpRequest;

use super::surface::{CALENDAR, is_secret};

/// The pattern of the resource that a request was routed to: as many as there are routes, where paths are without number.
#[derive(Clone, Debug)]
pub struct RoutePattern(Arc<str>);

impl RoutePattern {
    /// The pattern of an operation's path.
    pub fn new(path: &str) -> Self {
        Self(path.into())
    }

    /// Of a routed request. The few routes that are no operations are asked the framework for, which tries every pattern.
    pub fn of(request: &HttpRequest) -> Cow<'_, str> {
        if is_secret(request.path()) {
            return Cow::Borrowed(CALENDAR);
        }
        let unmatched = || request.match_pattern().map_or(Cow::Borrowed("unmatched"), Cow::Owned);
        request.app_data::<RoutePattern>().map_or_else(unmatched, |pattern| Cow::Borrowed(&*pattern.0))
    }
}
