//! The one body that is a form: the token request of OAuth 2 (RFC 6749 §4.4.2).

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use serde_json::{Map, Value};

use super::aside::aside;
use super::body::{self, Patience};
use super::body_schema::BodySchema;
use super::faults::{Faults, Place};
use super::query_pairs::split;
use super::sender::Sender;
use super::shape::{self, Body};
use super::strict::unfit;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::text::with_plain_lines;

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
    let schema = BodySchema::of::<T>();
    let known: Vec<&str> =
        schema.root["properties"].as_object().into_iter().flat_map(Map::keys).map(String::as_str).collect();
    shape::read(bytes.len(), || Ok(object(text, &known)))
}

/// What is not known is passed over, a field without a value is not there, and none is there twice (RFC 6749 §3.2).
fn object(text: &str, known: &[&str]) -> (Value, Faults) {
    let (mut fields, mut faults, mut seen) = (Map::new(), Faults::default(), HashSet::new());
    for (name, value) in split(text).filter(|(name, _)| known.contains(&name.as_str())) {
        let place = Place::Field(&Place::Root, &name);
        if !seen.insert(name.clone()) {
            faults.misshapen(place, Code::FieldRepeated, || None);
            continue;
        }
        let value = with_plain_lines(value);
        if value.is_empty() {
            continue;
        }
        if let Some(code) = unfit(&value) {
            faults.misshapen(place, code, || None);
        }
        fields.insert(name, Value::String(value));
    }
    (Value::Object(fields), faults)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use utoipa::ToSchema;
    use validator::Validate;

    use super::*;

    #[derive(Debug, Deserialize, Validate, ToSchema)]
    struct Sample {
        client: String,
        #[validate(length(max = 3))]
        #[schema(max_length = 3)]
        secret: String,
    }

    #[test]
    fn every_fault_of_a_form_is_named_too() {
        assert_eq!(read::<Sample>(b"client=a%20b&secret=xyz&more=1&more=2").expect("right").client, "a b");
        let named = |form: &str| {
            let problem = read::<Sample>(form.as_bytes()).expect_err("wrong");
            problem.places().map(|(place, code)| format!("{place} {}", code.as_str())).collect::<Vec<String>>()
        };
        assert_eq!(named("client=&secret=long"), ["/client field_missing", "/secret length_out_of_range"]);
        assert_eq!(named("client=a&client=b&secret=%20"), ["/client field_repeated", "/secret text_blank"]);
        assert_eq!(named("client=&client=a&secret=%00"), ["/client field_repeated", "/secret character_forbidden"]);
    }
}
