//! The body of a request as a checked value.

use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::Bytes;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use std::future::Future;
use std::pin::Pin;
use validator::Validate;

use super::shape;
use crate::kernel::crypto;
use crate::kernel::problem::{Code, Problem};

/// No body is larger, in bytes.
pub const LARGEST_BODY: usize = 1024 * 1024;

/// A body that has not arrived by then is given up.
pub const BODY_TIME: Duration = Duration::from_secs(10);

/// A JSON body, strictly read, of the right shape and within its limits.
///
/// The second field is the SHA-256 of its bytes.
#[derive(Debug, Clone)]
pub struct Json<T>(pub T, pub [u8; 32]);

impl<T> Json<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Json<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let refused = refused_by_its_head(request, "application/json");
        let payload = web::Payload::from_request(request, payload).into_inner();
        Box::pin(async move {
            if let Some(problem) = refused {
                return Err(problem);
            }
            let payload = payload.map_err(|_| Problem::of(Code::MalformedRequest))?;
            let bytes = body(payload).await?;
            Ok(Json(shape::read_json(&bytes)?, crypto::sha256(&bytes)))
        })
    }
}

/// Why a body need not be read at all: too large by its own word (413), or not the media type (415).
pub(super) fn refused_by_its_head(request: &HttpRequest, media_type: &str) -> Option<Problem> {
    let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let length = header(CONTENT_LENGTH).and_then(|length| length.parse::<u64>().ok());
    if length.is_some_and(|length| length > LARGEST_BODY as u64) {
        return Some(Problem::of(Code::BodyTooLarge));
    }
    let essence = header(CONTENT_TYPE).and_then(|value| value.split(';').next()).unwrap_or_default();
    let encoded = header(CONTENT_ENCODING).is_some_and(|encoding| !encoding.eq_ignore_ascii_case("identity"));
    if encoded || !essence.trim().eq_ignore_ascii_case(media_type) {
        return Some(Problem::of(Code::UnsupportedMediaType));
    }
    None
}

/// Reads a body to its end, within size and time.
pub(super) async fn body(payload: web::Payload) -> Result<Bytes, Problem> {
    match tokio::time::timeout(BODY_TIME, payload.to_bytes_limited(LARGEST_BODY)).await {
        Err(_elapsed) => Err(Problem::of(Code::RequestTimeout)),
        Ok(Err(_too_large)) => Err(Problem::of(Code::BodyTooLarge)),
        Ok(Ok(Err(_broken))) => Err(Problem::of(Code::MalformedRequest)),
        Ok(Ok(Ok(bytes))) => Ok(bytes),
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::kernel::http::Checks;
    use crate::kernel::problem::Language;

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[validate(length(min = 1, max = 5))]
        name: String,
        #[validate(range(min = 0, max = 100))]
        percent: i32,
        #[serde(default)]
        #[validate(nested)]
        parts: Vec<Part>,
    }

    #[derive(Debug, Deserialize, Validate)]
    #[serde(deny_unknown_fields)]
    struct Part {
        #[validate(length(max = 3))]
        note: String,
    }

    #[derive(Debug, Deserialize)]
    #[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
    enum Action {
        Return { reason: String },
    }

    impl Validate for Action {
        fn validate(&self) -> Result<(), validator::ValidationErrors> {
            match self {
                Action::Return { reason } => Checks::new().text("reason", reason, 1, 10).done(),
            }
        }
    }

    fn refused<T: DeserializeOwned + Validate + std::fmt::Debug>(body: &str) -> serde_json::Value {
        let problem = shape::read_json::<T>(body.as_bytes()).expect_err(body);
        serde_json::to_value(problem.document(Language::English, "/")).expect("a document")
    }

    fn places<T: DeserializeOwned + Validate + std::fmt::Debug>(body: &str) -> Vec<(String, String)> {
        let document = refused::<T>(body);
        assert_eq!(document["code"], "schema", "{body}: {document}");
        let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
        document["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|error| (text(&error["pointer"]), text(&error["code"])))
            .collect()
    }

    #[test]
    fn every_wrong_shape_is_named_at_its_place() {
        for (body, pointer, code) in [
            (r#"{"name":"a"}"#, "/percent", "field_missing"),
            (r#"{"name":"a","percent":1,"more":2}"#, "/more", "field_unknown"),
            (r#"{"name":"a","percent":1,"name":"b"}"#, "/name", "field_repeated"),
            (r#"{"name":"a","percent":"1"}"#, "/percent", "type_mismatch"),
            (r#"{"name":"a","percent":1.5}"#, "/percent", "type_mismatch"),
            (r#"{"name":"a\u0000","percent":1}"#, "/name", "character_forbidden"),
            (r#"{"name":"a\u202e","percent":1}"#, "/name", "character_forbidden"),
            (r#"{"name":" \u00a0","percent":1}"#, "/name", "text_blank"),
            (r#"{"name":"a","percent":101}"#, "/percent", "number_out_of_range"),
            (r#"{"name":"","percent":1}"#, "/name", "length_out_of_range"),
            (
                r#"{"name":"a","percent":1,"parts":[{"note":"ok"},{"note":"long"}]}"#,
                "/parts/1/note",
                "length_out_of_range",
            ),
            (r#"{"name":"a","percent":1,"parts":[{"note":7}]}"#, "/parts/0/note", "type_mismatch"),
            (r#"{"name":"a","percent":1,"parts":[{"x/y":7,"note":""}]}"#, "/parts/0/x~1y", "field_unknown"),
            (r#"{"name":"a","percent":1,"parts":[["x"]]}"#, "/parts/0", "type_mismatch"),
            (r#"["a",1,[]]"#, "", "type_mismatch"),
        ] {
            assert_eq!(places::<Sample>(body), [(pointer.to_owned(), code.to_owned())], "{body}");
        }
        assert_eq!(places::<Action>(r#"["return","late"]"#), [(String::new(), "type_mismatch".to_owned())]);
        assert_eq!(places::<Action>(r#"{"action":"return"}"#), [("/reason".to_owned(), "field_missing".to_owned())]);
        for (body, pointer, code) in [
            (r#"{"action":"return","reason":""}"#, "/reason", "length_out_of_range"),
            (r#"{"action":"return","reason":7}"#, "/reason", "type_mismatch"),
            (r#"{"action":"return","reason":"late","more":1}"#, "/more", "field_unknown"),
            (r#"{"action":"retrun","reason":"late"}"#, "/action", "value_invalid"),
            (r#"{"action":7,"reason":"late"}"#, "/action", "value_invalid"),
            (r#"{"reason":"late"}"#, "/action", "field_missing"),
        ] {
            assert_eq!(places::<Action>(body), [(pointer.to_owned(), code.to_owned())], "{body}");
        }
    }

    #[test]
    fn what_is_no_json_is_malformed() {
        let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
        for body in ["", "{", "{} {}", "nul", r#"{"name":"a",}"#, "\u{feff}{}", deep.as_str()] {
            assert_eq!(refused::<Sample>(body)["code"], "malformed_json", "{body}");
        }
    }

    #[test]
    fn whole_floats_are_integers() {
        for text in ["5", "5.0", "5e0", "0.5e1"] {
            let body = format!(r#"{{"name":"a","percent":{text}}}"#);
            assert_eq!(shape::read_json::<Sample>(body.as_bytes()).expect(text).percent, 5);
        }
    }

    #[actix_web::test]
    async fn the_head_is_judged_before_the_body() {
        let request = |media_type: &str, length: &str| {
            actix_web::test::TestRequest::post()
                .insert_header(("content-type", media_type))
                .insert_header(("content-length", length))
                .to_http_request()
        };
        let code =
            |request: &HttpRequest| refused_by_its_head(request, "application/json").map(|problem| problem.code());
        assert_eq!(code(&request("application/json; charset=utf-8", "10")), None);
        assert_eq!(code(&request("text/plain", "10")), Some(Code::UnsupportedMediaType));
        assert_eq!(code(&request("application/json", "1048577")), Some(Code::BodyTooLarge));
    }

    #[actix_web::test]
    async fn a_body_beyond_the_limit_is_413() {
        let (request, mut payload) = actix_web::test::TestRequest::post()
            .insert_header(("content-type", "application/json"))
            .set_payload(vec![b' '; LARGEST_BODY + 1])
            .to_http_parts();
        let problem = Json::<Sample>::from_request(&request, &mut payload).await.expect_err("too large");
        assert_eq!(problem.code(), Code::BodyTooLarge);
        let small = json!({"name": "a", "percent": 1});
        let (request, mut payload) = actix_web::test::TestRequest::post().set_json(small).to_http_parts();
        assert_eq!(Json::<Sample>::from_request(&request, &mut payload).await.expect("read").name, "a");
    }
}
