//! The one body that is a form: the token request of OAuth 2 (RFC 6749 §4.4.2).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;
use validator::Validate;

use super::body;
use super::query::read_pairs;
use super::shape::Source;
use crate::kernel::problem::{Code, Problem};

/// A form body, of the right shape and within its limits.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T> std::ops::Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = body::read(request, payload, "application/x-www-form-urlencoded");
        Box::pin(async move {
            let bytes = bytes.await?;
            let text = std::str::from_utf8(&bytes).map_err(|_| Problem::of(Code::MalformedRequest))?;
            read_pairs(text, Source::Body).map(Form)
        })
    }
}
