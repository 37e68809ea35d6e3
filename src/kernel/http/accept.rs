//! Which of several media types a caller wants (RFC 9110 §12.5.1): the most specific range that takes one says how much it is wanted,
//! the most wanted is chosen, and of two wanted alike the one that the operation names first.
//!
//! ```ignore
//! pub async fn heat_map(call: Call, db: Data<Db>, query: Query<Filter>, accept: Accept, known: IfNoneMatch) -> Answer {
//!     let chosen = accept.choose(&["application/json", "image/svg+xml"])?;                  // 406
//!     let map = db.read_slowly(&call, move |view| store::heat_map(view, &query)).await?;
//!     let content = if chosen == "image/svg+xml" { Content::new(chosen, draw(&map)) } else { Content::json(&map)? };
//!     Ok(content.chosen_by_accept().answer(&known))
//! }
//! ```
//!
//! A range that cannot be read is none: it is no reason to refuse what the others take. Where none can be read, anything is wanted, as
//! where the header is not there.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::http::header::ACCEPT;
use actix_web::{FromRequest, HttpRequest};

use crate::kernel::lists::{self, split, thousandths};
use crate::kernel::problem::{Code, Problem};

/// What a caller wants.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accept(Vec<Range>);

/// A range of media types, and how much they are wanted, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Range {
    kind: String,
    subtype: String,
    parameters: Vec<String>,
    weight: u16,
}

impl Accept {
    /// The media type that is wanted most of those that the operation offers, dearest first; 406 where none is wanted.
    pub fn choose(&self, offered: &[&'static str]) -> Result<&'static str, Problem> {
        let mut best: Option<(&'static str, u16)> = None;
        for media_type in offered {
            let weight = self.weight(media_type);
            if weight > best.map_or(0, |(_, weight)| weight) {
                best = Some((media_type, weight));
            }
        }
        let refused = || {
            let offered = offered.join(", ");
            Problem::of(Code::NotAcceptable)
                .detail(format!("Các dạng có sẵn: {offered}"), format!("There are: {offered}"))
        };
        best.map(|(media_type, _)| media_type).ok_or_else(refused)
    }

    fn weight(&self, media_type: &str) -> u16 {
        if self.0.is_empty() {
            return 1_000;
        }
        let taking = self.0.iter().filter(|range| range.takes(media_type));
        // Of two alike the one that comes first.
        taking.rev().max_by_key(|range| range.specificity()).map_or(0, |range| range.weight)
    }

    fn read(text: &str) -> Self {
        Self(split(text, ',').iter().filter_map(|range| Range::read(range)).collect())
    }
}

impl Range {
    fn read(text: &str) -> Option<Self> {
        let parts = split(text, ';');
        let (media, rest) = parts.split_first()?;
        let (kind, subtype) = media.trim().split_once('/')?;
        if !is_token(kind) || !is_token(subtype) || kind == "*" && subtype != "*" {
            return None;
        }
        let mut range = Self { kind: lower(kind), subtype: lower(subtype), parameters: Vec::new(), weight: 1_000 };
        for part in rest.iter().map(|part| part.trim()).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=')?;
            let (name, value) = (lower(name.trim()), value.trim().trim_matches('"'));
            if name == "q" {
                range.weight = thousandths(value)?;
                // What follows says nothing of the media type.
                break;
            }
            // All that we write is UTF-8: to ask for that is to ask for nothing.
            if !(name == "charset" && value.eq_ignore_ascii_case("utf-8")) {
                range.parameters.push(format!("{name}={}", lower(value)));
            }
        }
        Some(range)
    }

    fn takes(&self, media_type: &str) -> bool {
        let parts: Vec<String> = media_type.split(';').map(|part| lower(part.trim())).collect();
        let (kind, subtype) = parts.first().and_then(|it| it.split_once('/')).unwrap_or_default();
        let is_of_kind = self.kind == "*" || self.kind == kind;
        let is_of_subtype = self.subtype == "*" || self.subtype == subtype;
        is_of_kind && is_of_subtype && self.parameters.iter().all(|it| parts.contains(it))
    }

    fn specificity(&self) -> (bool, bool, usize) {
        (self.kind != "*", self.subtype != "*", self.parameters.len())
    }
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}

fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

impl FromRequest for Accept {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self::read(&lists::whole(request.headers(), &ACCEPT).unwrap_or_default())))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    const OFFERED: [&str; 2] = ["application/json", "image/svg+xml"];

    fn chosen(accept: &str) -> Option<&'static str> {
        Accept::read(accept).choose(&OFFERED).ok()
    }

    #[test]
    fn the_most_wanted_is_chosen_and_nothing_that_nobody_wants() {
        let (json, svg) = (Some("application/json"), Some("image/svg+xml"));
        for (accept, media_type) in [
            ("", json),
            ("*/*", json),
            ("image/svg+xml", svg),
            ("IMAGE/SVG+XML", svg),
            ("image/*", svg),
            ("image/*, application/json;q=0.5", svg),
            ("image/svg+xml;q=0.5, application/json;q=0.500", json),
            ("image/svg+xml;q=0.501, application/json;q=0.5", svg),
            // As browsers ask for a page, and for an image.
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", json),
            ("image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5", svg),
            // The more specific range wins, wherever it stands and whatever it says.
            ("*/*, application/json;q=0", svg),
            ("application/json;q=0, */*", svg),
            ("image/*;q=0.9, image/svg+xml;q=0.1, application/*;q=0.2", json),
            ("application/json;q=0.000", None),
            ("*/*;q=0", None),
            ("text/calendar", None),
            // Parameters: one that we have not is not ours; UTF-8 is what we write anyway.
            ("application/json;version=2", None),
            ("application/json;version=2, image/svg+xml;q=0.1", svg),
            ("application/json; charset=UTF-8", json),
            ("application/json;charset=utf-8;q=0.1, image/svg+xml;q=0.2", svg),
            ("text/x;a=\"b,image/svg+xml;q=1\", application/json", json),
            ("application/json ; Q=0.1 , image/svg+xml ; q=0.3 ;ext=1", svg),
            // What cannot be read is none, and nothing but that is as if nothing was said.
            ("nonsense", json),
            ("nonsense, image/svg+xml", svg),
            ("image/svg+xml;q=2, application/json;q=0.1", json),
            ("image/svg+xml;q=0.1234", json),
            ("image/svg+xml;q=-1", json),
            ("*/svg+xml", json),
            (",,;,", json),
        ] {
            assert_eq!(chosen(accept), media_type, "{accept}");
        }
        let refused = Accept::read("text/calendar").choose(&OFFERED).expect_err("nothing of that kind");
        assert_eq!(refused.code(), Code::NotAcceptable);
        assert_eq!(
            Accept::read("text/*").choose(&["text/calendar; charset=utf-8"]).ok(),
            Some("text/calendar; charset=utf-8")
        );
    }

    #[actix_web::test]
    async fn several_headers_are_one() {
        let request =
            TestRequest::default().append_header(("accept", "text/html")).append_header(("accept", "image/*"));
        let accept = Accept::extract(&request.to_http_request()).await.expect("read");
        assert_eq!(accept.choose(&OFFERED).expect("chosen"), "image/svg+xml");
        let book = format!("{}image/svg+xml", "x/y,".repeat(3_000));
        let book = TestRequest::default().insert_header(("accept", book)).to_http_request();
        let accept = Accept::extract(&book).await.expect("read");
        assert_eq!(accept.choose(&OFFERED).expect("chosen"), "image/svg+xml");
    }
}
