//! The body of a request as a checked value.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::body;
use super::shape::{self, Body};
use crate::kernel::crypto;
use crate::kernel::problem::Problem;

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

impl<T: Body> FromRequest for Json<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = body::read(request, payload, "application/json");
        Box::pin(async move {
            let bytes = bytes.await?;
            Ok(Json(shape::read_json(&bytes)?, crypto::sha256(&bytes)))
        })
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde::Deserialize;
    use utoipa::ToSchema;
    use validator::Validate;

    use super::*;
    use crate::actions;
    use crate::kernel::problem::Language;

    #[derive(Debug, Deserialize, Validate, ToSchema)]
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

    #[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Part {
        #[validate(length(max = 3))]
        note: String,
    }

    actions! {
        /// What happens to a thing.
        pub enum SampleAction {
            /// It comes back.
            Return => "return" because reason {
                /// Why.
                reason: String => text(1, 10),
                /// Until when.
                until: Option<NaiveDate>,
                /// What of it.
                #[serde(default)]
                parts: Vec<Part> => items(2) => nested(validate),
            },
            /// It goes on.
            Accept => "accept" {},
        }
    }

    fn refused<T: Body + std::fmt::Debug>(body: &str) -> serde_json::Value {
        let problem = shape::read_json::<T>(body.as_bytes()).expect_err(body);
        serde_json::to_value(problem.document(Language::English, "/")).expect("a document")
    }

    fn places<T: Body + std::fmt::Debug>(body: &str) -> Vec<(String, String)> {
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
        assert_eq!(places::<SampleAction>(r#"["return","late"]"#), [(String::new(), "type_mismatch".to_owned())]);
        assert_eq!(
            places::<SampleAction>(r#"{"action":"return"}"#),
            [("/reason".to_owned(), "field_missing".to_owned())]
        );
        for (body, pointer, code) in [
            (r#"{"action":"return","reason":""}"#, "/reason", "length_out_of_range"),
            (r#"{"action":"return","reason":7}"#, "/reason", "type_mismatch"),
            (r#"{"action":"return","reason":"late","more":1}"#, "/more", "field_unknown"),
            (r#"{"action":"retrun","reason":"late"}"#, "/action", "value_invalid"),
            (r#"{"action":7,"reason":"late"}"#, "/action", "value_invalid"),
            (r#"{"reason":"late"}"#, "/action", "field_missing"),
        ] {
            assert_eq!(places::<SampleAction>(body), [(pointer.to_owned(), code.to_owned())], "{body}");
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
}
