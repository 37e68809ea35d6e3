//! The parameters of a request: the query string and the ids in its path.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use serde::de::DeserializeOwned;
use utoipa::IntoParams;
use uuid::Uuid;
use validator::Validate;

use super::body_schema::BodySchema;
use super::query_faults::{all_wrong, problem};
use super::query_pairs::{split, with_plain_lines};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text::{is_blank, is_clean};

/// The query string as a checked value. A repeated parameter fills a `Vec`; with `deny_unknown_fields`, which every such
/// type has, an unknown one is refused.
#[derive(Debug, Clone)]
pub struct Query<T>(pub T);

impl<T> Query<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + Validate + IntoParams> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read_told(request.query_string()).map(Query))
    }
}

/// Reads `a=1&b=2` as `T`, or tells all that is wrong with it and what would be right.
pub(super) fn read_told<T: DeserializeOwned + Validate + IntoParams>(text: &str) -> Result<T, Problem> {
    right(text).ok_or_else(|| problem(text, all_wrong::<T>(text, &BodySchema::of_parameters::<T>(), &[])))
}

/// What a query says, if nothing is wrong with it.
pub(super) fn right<T: DeserializeOwned + Validate>(text: &str) -> Option<T> {
    let text = with_plain_lines(text);
    // serde would take an empty value for an absent one.
    let fits = |text: &str| is_clean(text) && !is_blank(text) && !text.is_empty();
    if !split(&text).all(|(name, value)| is_clean(&name) && fits(&value)) {
        return None;
    }
    let parsed: T = serde_html_form::from_str(&text).ok()?;
    parsed.validate().is_ok().then_some(parsed)
}

/// The name of the first parameter, fit to be shown.
pub(super) fn first_name(text: &str) -> String {
    let (name, _) = split(text).next().unwrap_or_default();
    name.chars().filter(|character| !character.is_control()).take(100).collect()
}

/// The ids in the path. One that is no id at all is a bad parameter, not an unknown object.
#[derive(Debug, Clone, Copy)]
pub struct PathId<T>(pub T);

impl<T> PathId<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::ops::Deref for PathId<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for PathId<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let parsed = web::Path::<T>::from_request(request, payload).into_inner();
        ready(parsed.map(|path| PathId(path.into_inner())).map_err(|_| {
            // The first that is no id at all; where all look like ids, the first is none of ours.
            let parts = || request.match_info().iter();
            let wrong = parts().find(|(_, value)| value.parse::<Uuid>().is_err()).or_else(|| parts().next());
            let name = wrong.map_or("", |(name, _)| name);
            Problem::of(Code::BadParameter).at(name, Code::ValueInvalid)
        }))
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use serde::Deserialize;
    use serde_json::{Value, json};

    use super::*;
    use crate::kernel::problem::Language;

    #[derive(Debug, Deserialize, Validate, IntoParams)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        #[serde(default)]
        #[validate(length(max = 2))]
        kind: Vec<String>,
        #[validate(range(min = 2000, max = 2100))]
        year: Option<i32>,
    }

    fn read(query: &str) -> Result<Filter, Value> {
        read_told::<Filter>(query).map_err(|problem| {
            serde_json::to_value(problem.document(Language::English, "/")).expect("a document")["errors"][0].clone()
        })
    }

    #[test]
    fn repeated_parameters_are_a_list() {
        let filter = read("kind=a&year=2017&kind=b").expect("read");
        assert_eq!((filter.kind, filter.year), (vec!["a".to_owned(), "b".to_owned()], Some(2017)));
    }

    #[test]
    fn a_line_ends_as_it_is_stored_however_it_was_typed() {
        let filter = read("kind=a%0D%0Ab%0d%250D").expect("read");
        assert_eq!(filter.kind, ["a\nb\n%0D".to_owned()]);
    }

    #[test]
    fn wrong_parameters_are_named() {
        for (query, pointer, code) in [
            ("yaer=2017", "yaer", "field_unknown"),
            ("year=soon", "year", "value_invalid"),
            ("year=1999", "year", "number_out_of_range"),
            ("year=2017&year=2018", "year", "value_invalid"),
            ("kind=a&kind=b&kind=c", "kind", "length_out_of_range"),
            ("kind=%00", "kind", "character_forbidden"),
            ("kind=%20", "kind", "text_blank"),
        ] {
            let error = read(query).expect_err(query);
            assert_eq!(error["pointer"], json!(pointer), "{query}: {error}");
            assert_eq!(error["code"], json!(code), "{query}: {error}");
        }
    }

    #[actix_web::test]
    async fn an_id_that_is_none_is_a_bad_parameter() {
        let request = TestRequest::default().param("id", "42").to_http_request();
        let problem = PathId::<Uuid>::from_request(&request, &mut Payload::None).await.expect_err("no id");
        assert_eq!(problem.code(), Code::BadParameter);
    }
}
