//! A file as an answer: streamed piece by piece, so that it is never in memory as a whole, and never run by a browser; all of it, or
//! the bytes that are asked for.

use std::future::{Ready, ready};
use std::ops::Range;

use actix_web::body::SizedStream;
use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    ACCEPT_RANGES, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_RANGE, Charset, ContentDisposition, DispositionParam,
    DispositionType, ETAG, ExtendedValue, HeaderName,
};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, HttpResponse, ResponseError};
use futures_util::Stream;

use super::etag::{IfNoneMatch, with_headers};
use super::ranges::{Chosen, Ranges};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text;

/// So much of a SHA-256 goes into the ETag of a file, in hexadecimal digits.
const TAG_DIGITS: usize = 24;

/// What is told of a file before its bytes. They never change, so their digest names them for good.
#[derive(Clone, Debug)]
pub struct File {
    /// Its name, under which browsers save it.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
}

/// What a request says of the file that it asks for: what the caller has already, and which bytes he wants.
#[derive(Clone, Debug, Default)]
pub struct Download {
    known: IfNoneMatch,
    ranges: Ranges,
}

impl FromRequest for Download {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self { known: IfNoneMatch::of(request), ranges: Ranges::of(request.headers()) }))
    }
}

/// 200 with all bytes, 206 with those that are asked for, 416 where there are none such, or 304 when the caller has them already.
/// `pieces` gives some of them. An answer that breaks off is shorter than it said it would be.
pub fn file<S>(asked: &Download, file: File, pieces: impl FnOnce(Range<u64>) -> S) -> HttpResponse
where
    S: Stream<Item = Result<Bytes, Problem>> + 'static,
{
    let etag = format!("\"1-{}\"", file.sha256.get(..TAG_DIGITS).unwrap_or_default());
    if asked.known.holds(&etag) {
        return with_headers(StatusCode::NOT_MODIFIED, &etag).finish();
    }
    let size = file.size;
    let (status, part) = match asked.ranges.choose(size, &etag) {
        Chosen::Whole => (StatusCode::OK, 0..size),
        Chosen::Part(part) => (StatusCode::PARTIAL_CONTENT, part),
        Chosen::Nothing => return beyond(size, &etag),
    };
    let mut answer = with_headers(status, &etag);
    if status == StatusCode::PARTIAL_CONTENT {
        answer.insert_header((CONTENT_RANGE, format!("bytes {}-{}/{size}", part.start, part.end - 1)));
    }
    answer
        .insert_header((ACCEPT_RANGES, "bytes"))
        .insert_header((CONTENT_DISPOSITION, saved_as(file.name)))
        // The middleware that compresses leaves alone what says how it is encoded: the files are compressed already, and their
        // length is known. Outside of it this is taken away again.
        .insert_header((CONTENT_ENCODING, "identity"))
        // Bytes and nothing else, whatever they are: a browser saves them and never shows them on this address.
        .content_type("application/octet-stream")
        .body(SizedStream::new(part.end - part.start, Box::pin(pieces(part))))
}

/// There are no such bytes: the answer says how many there are.
fn beyond(size: u64, etag: &str) -> HttpResponse {
    let mut answer = Problem::of(Code::RangeNotSatisfiable).error_response();
    let said: [(HeaderName, String); 2] = [(CONTENT_RANGE, format!("bytes */{size}")), (ETAG, etag.to_owned())];
    for (name, value) in said {
        if let Ok(value) = value.parse() {
            answer.headers_mut().insert(name, value);
        }
    }
    answer
}

/// Under its name, and for clients that know `filename` alone under the nearest they can write (RFC 6266, appendix D).
fn saved_as(name: String) -> ContentDisposition {
    let plain = DispositionParam::Filename(text::in_ascii(&name));
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: name.into_bytes() };
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![plain, DispositionParam::FilenameExt(name)],
    }
}
