//! The body of a request as a checked value.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::aside::aside;
use super::body::{self, Patience};
use super::sender::Sender;
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
        let bytes = body::read(request, payload, "application/json", Patience::ForAll);
        let party = Sender::of(request).party();
        Box::pin(async move {
            let bytes = bytes.await?;
            aside(party, bytes.len(), move || Ok(Json(shape::read_json(&bytes)?, crypto::sha256(&bytes)))).await
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
        #[schema(minimum = 0, maximum = 100)]
        percent: i32,
        #[serde(default)]
        #[validate(nested)]
        parts: Vec<Part>,
    }

    #[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Part {
        #[validate(length(max = 3))]
        #[schema(max_length = 3)]
        note: String,
    }

    actions! {
        /// What happens to a thing.
        enum SampleAction {
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
        assert_eq!(places::<SampleAction>(r#"{"action":"return"}"#), at("/reason", "field_missing"));
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

    /// What a wrong body is answered in one language: places, codes and what would be right.
    fn told<T: Body + std::fmt::Debug>(body: &str, language: Language) -> Vec<[String; 3]> {
        let problem = shape::read_json::<T>(body.as_bytes()).expect_err(body);
        let document = serde_json::to_value(problem.document(language, "/")).expect("a document");
        let errors = document["errors"].as_array().expect("errors").iter();
        errors.map(|it| ["pointer", "code", "detail"].map(|name| it[name].as_str().expect(name).to_owned())).collect()
    }

    #[test]
    fn a_body_with_many_faults_names_them_all() {
        let body = r#"{"percent":"1","more":2,"more":3,"name":"abcdef",
            "parts":[{"note":" "},{"note":"long"},{"nota":"x"},7]}"#;
        assert_eq!(
            told::<Sample>(body, Language::English),
            [
                ["/more", "field_repeated", "This field or parameter is given more than once"],
                ["/name", "length_out_of_range", "The length or the number of items is out of range: from 1 to 5"],
                ["/parts/0/note", "text_blank", "The text shows nothing"],
                [
                    "/parts/1/note",
                    "length_out_of_range",
                    "The length or the number of items is out of range: at most 3"
                ],
                ["/parts/2/nota", "field_unknown", "There is no such field or parameter: one of note"],
                ["/parts/2/note", "field_missing", "This field is required: a text, at most 3 characters"],
                ["/parts/3", "type_mismatch", "The value has the wrong type: an object"],
                ["/percent", "type_mismatch", "The value has the wrong type: a whole number, from 0 to 100"],
            ]
        );
        let vietnamese = told::<Sample>(body, Language::Vietnamese);
        assert_eq!(vietnamese[5][2], "Thiếu trường bắt buộc: một văn bản, nhiều nhất 3 ký tự");
        assert_eq!(vietnamese[7][2], "Giá trị không đúng kiểu: một số nguyên, từ 0 đến 100");
    }

    #[test]
    fn an_action_with_many_faults_names_them_all() {
        let body = r#"{"action":"return","until":"2017-2-3","why":"late","parts":[{"note":"ok"},{"note":false}]}"#;
        assert_eq!(
            told::<SampleAction>(body, Language::English),
            [
                ["/parts/1/note", "type_mismatch", "The value has the wrong type: a text, at most 3 characters"],
                ["/reason", "field_missing", "This field is required: a text, from 1 to 10 characters"],
                ["/until", "value_invalid", "The value is not valid: a date such as 2017-02-03 or null"],
                ["/why", "field_unknown", "There is no such field or parameter: one of action, parts, reason, until"],
            ]
        );
        let unknown = told::<SampleAction>(r#"{"action":"retrun","reason":7}"#, Language::Vietnamese);
        assert_eq!(unknown.len(), 1, "without its action nothing else can be judged: {unknown:?}");
        assert_eq!(unknown[0][2], "Giá trị không hợp lệ: một trong các giá trị return, accept");
    }

    #[test]
    fn a_name_that_nobody_can_be_shown_hides_no_other_fault() {
        let body = r#"{"a\u202e":" ","name":"abcdef","percent":1}"#;
        let named = places::<Sample>(body);
        assert_eq!(named, [at("", "character_forbidden"), at("/name", "length_out_of_range")].concat());
    }

    #[test]
    fn null_is_wrong_where_the_type_does_not_take_it() {
        assert_eq!(places::<Sample>(r#"{"name":"a","percent":1,"parts":null}"#), at("/parts", "type_mismatch"));
        assert_eq!(places::<Sample>(r#"{"name":null,"percent":1}"#), at("/name", "type_mismatch"));
        let action = r#"{"action":"return","reason":"late","until":null,"parts":[]}"#;
        assert!(shape::read_json::<SampleAction>(action.as_bytes()).is_ok());
    }

    #[test]
    fn an_action_is_what_it_was_declared_as() {
        use crate::kernel::workflow::Action;
        let read = |body: &str| shape::read_json::<SampleAction>(body.as_bytes()).expect(body);
        let back = read(r#"{"action":"return","reason":"late","until":"2017-02-03","parts":[{"note":"a"}]}"#);
        assert_eq!((back.name(), back.reason()), ("return", Some("late")));
        let SampleAction::Return { until, parts, .. } = back else { panic!("another action") };
        assert_eq!((until, parts.len()), (NaiveDate::from_ymd_opt(2017, 2, 3), 1));
        let on = read(r#"{"action":"accept"}"#);
        assert_eq!((on.name(), on.reason()), ("accept", None));
        let three = r#"{"action":"return","reason":"late","parts":[{"note":""},{"note":""},{"note":"long"}]}"#;
        assert_eq!(places::<SampleAction>(three), at("/parts", "length_out_of_range"));
    }

    fn at(pointer: &str, code: &str) -> [(String, String); 1] {
        [(pointer.to_owned(), code.to_owned())]
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
