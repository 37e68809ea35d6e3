//! A file as an answer: streamed piece by piece, so that it is never in memory as a whole, and never run by a browser.

use actix_web::HttpResponse;
use actix_web::body::SizedStream;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_ENCODING, Charset, ContentDisposition, DispositionParam, DispositionType,
    ExtendedValue,
};
use actix_web::web::Bytes;
use futures_util::Stream;

use super::etag::{IfNoneMatch, with_headers};
use crate::kernel::problem::Problem;
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

/// 200 with the bytes, or 304 when the caller has them already. An answer that breaks off is shorter than it said it would be.
pub fn file(
    known: &IfNoneMatch,
    file: File,
    pieces: impl Stream<Item = Result<Bytes, Problem>> + 'static,
) -> HttpResponse {
    let etag = format!("\"1-{}\"", file.sha256.get(..TAG_DIGITS).unwrap_or_default());
    if known.holds(&etag) {
        return with_headers(StatusCode::NOT_MODIFIED, &etag).finish();
    }
    // Clients that know `filename` alone save it under the nearest they can write (RFC 6266, appendix D).
    let plain = DispositionParam::Filename(text::in_ascii(&file.name));
    let name =
        ExtendedValue { charset: Charset::Ext("UTF-8".to_owned()), language_tag: None, value: file.name.into_bytes() };
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![plain, DispositionParam::FilenameExt(name)],
    };
    with_headers(StatusCode::OK, &etag)
        .insert_header((CONTENT_DISPOSITION, disposition))
        // The middleware that compresses leaves alone what says how it is encoded: the files are compressed already, and their
        // length is known. Outside of it this is taken away again.
        .insert_header((CONTENT_ENCODING, "identity"))
        // Bytes and nothing else, whatever they are: a browser saves them and never shows them on this address.
        .content_type("application/octet-stream")
        .body(SizedStream::new(file.size, Box::pin(pieces)))
}
