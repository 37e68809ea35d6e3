//! The shapes of a request that writes, each one extractor, so that the checks of every operation come in the same
//! order: 401 before 413, 415 and 400, and these before 428.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest};

use super::body;
use super::etag::IfMatch;
use super::json::Json;
use super::shape::Body;
use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::problem::Problem;

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// A POST that makes something; repeatable under an `Idempotency-Key`.
#[derive(Debug)]
pub struct Creating<T> {
    /// The head of the request, bound to its body.
    pub call: Call,
    /// The body.
    pub body: T,
}

/// A PATCH, a PUT or a transition: it names the version that it is meant for.
#[derive(Debug)]
pub struct Changing<T> {
    /// The head of the request, bound to its body.
    pub call: Call,
    /// The body.
    pub body: T,
    /// The version that the caller has seen.
    pub expected: IfMatch,
}

/// A PUT of bytes as they are (`application/octet-stream`), for a version of the object that they belong to.
#[derive(Debug)]
pub struct Sending {
    /// The head of the request, bound to its body.
    pub call: Call,
    /// The body.
    pub bytes: Bytes,
    /// The version that the caller has seen.
    pub expected: IfMatch,
}

/// A DELETE.
#[derive(Debug)]
pub struct Removing {
    /// The head of the request.
    pub call: Call,
    /// The version that the caller has seen.
    pub expected: IfMatch,
}

impl<T: Body> FromRequest for Creating<T> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (call, json) = (Call::from_request(request, payload), Json::<T>::from_request(request, payload));
        Box::pin(async move {
            let call = call.await?;
            let Json(body, digest) = json.await?;
            Ok(Self { call: call.with_body(digest), body })
        })
    }
}

/// What cannot have succeeded has no answer to be replayed.
fn repeatable(call: Call, expected: IfMatch) -> Call {
    if expected.is_ours() { call } else { call.unrepeatable() }
}

impl<T: Body> FromRequest for Changing<T> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (creating, expected) = (Creating::<T>::from_request(request, payload), IfMatch::of(request));
        Box::pin(async move {
            let Creating { call, body } = creating.await?;
            let expected = expected?;
            Ok(Self { call: repeatable(call, expected), body, expected })
        })
    }
}

impl FromRequest for Sending {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let call = Call::from_request(request, payload);
        let bytes = body::read(request, payload, "application/octet-stream");
        let expected = IfMatch::of(request);
        Box::pin(async move {
            let call = call.await?;
            let bytes = bytes.await?;
            let expected = expected?;
            Ok(Self { call: repeatable(call.with_body(crypto::sha256(&bytes)), expected), bytes, expected })
        })
    }
}

impl FromRequest for Removing {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (call, expected) = (Call::from_request(request, payload), IfMatch::of(request));
        Box::pin(async move { Ok(Self { call: call.await?, expected: expected? }) })
    }
}
