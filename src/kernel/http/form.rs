//! The one body that is a form: the token request of OAuth 2 (RFC 6749 §4.4.2).

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde_json::{Map, Value};

use super::aside::aside;
use super::body::{self, Patience};
use super::faults::{Faults, Place};
use super::query::split;
use super::sender::Sender;
use super::shape::{self, Body};
use super::strict::unfit;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text::is_clean;

/// A form body, of the right shape and within its limits.
#[derive(Debug, Clone)]
pub struct Form<T>(pub T);

impl<T> std::ops::Deref for Form<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Body> FromRequest for Form<T> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = body::read(request, payload, "application/x-www-form-urlencoded", Patience::ForAll);
        let party = Sender::of(request).party();
        Box::pin(async move {
            let bytes = bytes.await?;
            aside(party, bytes.len(), move || read(&bytes).map(Form)).await
        })
    }
}

/// Reads a form as an object whose fields are texts.
pub(super) fn read<T: Body>(bytes: &[u8]) -> Result<T, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|_| Problem::of(Code::MalformedRequest))?;
    shape::read(bytes.len(), || Ok(object(text)))
}

fn object(text: &str) -> (Value, Faults) {
    let (mut fields, mut faults) = (Map::new(), Faults::default());
    for (name, value) in split(text) {
        let place = Place::Field(&Place::Root, &name);
        if !is_clean(&name) {
            faults.within(Place::Root, Code::CharacterForbidden);
            continue;
        }
        // An empty value is none: no field of a form may be empty.
        let code = if value.is_empty() { Some(Code::ValueInvalid) } else { unfit(&value) };
        if let Some(code) = code {
            faults.misshapen(place, code, || None);
        }
        if fields.contains_key(&name) {
            faults.misshapen(place, Code::FieldRepeated, || None);
        } else {
            fields.insert(name, Value::String(value));
        }
    }
    (Value::Object(fields), faults)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use utoipa::ToSchema;
    use validator::Validate;

    use super::*;
    use crate::kernel::problem::Language;

    #[derive(Debug, Deserialize, Validate, ToSchema)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        client: String,
        #[validate(length(max = 3))]
        #[schema(max_length = 3)]
        secret: String,
    }

    #[test]
    fn every_fault_of_a_form_is_named_too() {
        assert_eq!(read::<Sample>(b"client=a%20b&secret=xyz").expect("right").client, "a b");
        let problem = read::<Sample>(b"client=&secret=long&more=1&more=2").expect_err("wrong");
        let document = serde_json::to_value(problem.document(Language::English, "/")).expect("a document");
        let named: Vec<(&str, &str)> = document["errors"]
            .as_array()
            .expect("errors")
            .iter()
            .map(|it| (it["pointer"].as_str().expect("a place"), it["code"].as_str().expect("a code")))
            .collect();
        assert_eq!(
            named,
            [("/client", "value_invalid"), ("/more", "field_repeated"), ("/secret", "length_out_of_range")]
        );
    }
}
