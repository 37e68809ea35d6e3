//! An answer of any media type as bytes, with the strong ETag that follows from them: a calendar, a picture, JSON that is kept.
//!
//! ```ignore
//! Content::new("text/calendar; charset=utf-8", text).named("su-kien.ics")
//! Content::new("image/svg+xml", picture).chosen_by_accept().answer(&known)
//! ```
//!
//! It is made once: a kept one is cloned without its bytes, and found unchanged without looking at them. Nothing in it is run or
//! sniffed: every answer has `default-src 'none'` and `nosniff` (`security_headers.rs`), so a picture has no style sheet and no script.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LANGUAGE, ETAG, HeaderValue};
use actix_web::web::Bytes;
use serde::Serialize;

use super::etag::{IfNoneMatch, etag, write};
use super::open_surface::also_varies_by;
use crate::kernel::problem::{Language, Problem};

/// Bytes belong to no version of an object.
const NO_VERSION: i64 = 0;

/// An answer.
#[derive(Clone, Debug)]
pub struct Content {
    media_type: &'static str,
    bytes: Bytes,
    etag: String,
    name: Option<String>,
    is_chosen: bool,
    language: Option<Language>,
}

impl Content {
    /// These bytes.
    pub fn new(media_type: &'static str, bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        Self { media_type, etag: etag(NO_VERSION, &bytes), bytes, name: None, is_chosen: false, language: None }
    }

    /// An object as JSON.
    pub fn json<T: Serialize>(object: &T) -> Result<Self, Problem> {
        Ok(Self::new("application/json", write(object)?))
    }

    /// Saved by browsers under this name, which is plain ASCII without quotes; shown all the same where they can.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let plain = |character: &char| character.is_ascii_alphanumeric() || ['-', '_', '.'].contains(character);
        self.name = Some(name.chars().filter(plain).collect());
        self
    }

    /// Its media type is one of several: the answer says that it depends on `Accept`.
    #[must_use]
    pub fn chosen_by_accept(mut self) -> Self {
        self.is_chosen = true;
        self
    }

    /// It is written in the language that the caller likes best: the answer says so, and that it depends on `Accept-Language`.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.bytes.len()
    }

    /// To somebody who is signed in: 200, or 304 where he has it already. His alone, and asked for again each time.
    pub fn answer(self, known: &IfNoneMatch) -> HttpResponse {
        let mut answer = self.open_answer(known);
        also_varies_by(answer.headers_mut(), "Authorization");
        answer
    }

    /// To anybody. Below `/public/` caches are let keep it on its way out.
    pub(super) fn open_answer(self, known: &IfNoneMatch) -> HttpResponse {
        let is_known = known.holds(&self.etag);
        let mut answer = HttpResponse::build(if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK });
        answer.insert_header((ETAG, self.etag)).insert_header((CACHE_CONTROL, "private, no-cache"));
        let mut answer = if is_known {
            answer.finish()
        } else {
            if let Some(name) = self.name {
                answer.insert_header((CONTENT_DISPOSITION, format!("inline; filename=\"{name}\"")));
            }
            answer.content_type(self.media_type).body(self.bytes)
        };
        if let Some(language) = self.language {
            answer.headers_mut().insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
            also_varies_by(answer.headers_mut(), "Accept-Language");
        }
        if self.is_chosen {
            also_varies_by(answer.headers_mut(), "Accept");
        }
        answer
    }
}

#[cfg(test)]
mod tests {
    use actix_web::FromRequest as _;
    use actix_web::http::header::{CONTENT_TYPE, VARY};
    use actix_web::test::TestRequest;

    use super::*;

    #[actix_web::test]
    async fn bytes_that_are_known_are_not_sent_again() {
        let content = Content::new("image/svg+xml", "<svg/>").named("lịch \"2017\".svg").chosen_by_accept();
        let text = |answer: &HttpResponse, name| {
            answer.headers().get(name).map(|value| value.to_str().expect("text").to_owned()).unwrap_or_default()
        };
        let first = content.clone().answer(&IfNoneMatch::default());
        assert_eq!((first.status(), text(&first, CONTENT_TYPE).as_str()), (StatusCode::OK, "image/svg+xml"));
        assert_eq!(text(&first, VARY), "Authorization, Accept");
        assert_eq!(text(&first, CACHE_CONTROL), "private, no-cache");
        assert_eq!(text(&first, CONTENT_DISPOSITION), "inline; filename=\"lch2017.svg\"");
        let etag = text(&first, ETAG);
        assert!(etag.starts_with("\"0-") && etag.ends_with('"'), "{etag}");
        let asked = TestRequest::default().insert_header(("if-none-match", etag.clone())).to_http_request();
        let known = IfNoneMatch::extract(&asked).await.expect("a header");
        let again = content.answer(&known);
        assert_eq!((again.status(), text(&again, ETAG)), (StatusCode::NOT_MODIFIED, etag));
        assert_eq!(text(&again, VARY), "Authorization, Accept");
        let spoken =
            Content::new("image/svg+xml", "<svg/>").in_language(Language::English).answer(&IfNoneMatch::default());
        assert_eq!(text(&spoken, CONTENT_LANGUAGE), "en");
        assert_eq!(text(&spoken, VARY), "Authorization, Accept-Language");
        let other = Content::new("image/svg+xml", "<svg />").open_answer(&known);
        assert_eq!((other.status(), text(&other, VARY).as_str()), (StatusCode::OK, ""));
    }
}
