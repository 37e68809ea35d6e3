//! The bodies of transitions: unions whose variants are told apart by their `action`. One declaration gives the type, how it
//! is read, its limits, what goes on record as the reason, and its schemas.
//!
//! ```ignore
//! actions! {
//!     /// A step of a loan.
//!     pub enum LoanAction {
//!         /// Gives it.
//!         Grant => "grant" {},
//!         /// Does not give it.
//!         Refuse => "refuse" because reason {
//!             /// Why.
//!             #[schema(example = "Không đủ hồ sơ")]
//!             reason: String => text(1, 2_000),
//!         },
//!     }
//! }
//! ```
//!
//! Behind a field stand its limits: `text(least, most)` characters, `number(least, most)`, `items(most)`, and
//! `nested(validate)` where its type has limits of its own (`nested(validate_given)` where it may be absent). `because` names the field that says why.

use serde::de::{Deserialize, DeserializeOwned, Deserializer, Error};
use serde_json::{Map, Value};
use utoipa::openapi::schema::{Discriminator, ObjectBuilder, OneOfBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

use super::objects::Objects;

/// The field that tells the variants apart.
pub const TAG: &str = "action";

/// Declares a union of actions; see [the module](self).
#[macro_export]
macro_rules! actions {
    (
        $(#[doc = $about:literal])+
        $visibility:vis enum $name:ident {
            $(
                $(#[doc = $what:literal])+
                $variant:ident => $word:literal $(because $reason:ident)? {
                    $(
                        $(#[$attribute:meta])*
                        $field:ident: $type:ident $(<$inner:ident>)?
                            $(=> text($shortest:tt, $longest:tt))?
                            $(=> number($least:tt, $largest:tt))?
                            $(=> items($most:tt))?
                            $(=> nested($validate:ident))?
                    ),* $(,)?
                }
            ),+ $(,)?
        }
    ) => { ::pastey::paste! {
        $(#[doc = $about])+
        #[derive(Clone, Debug)]
        #[allow(missing_docs, reason = "fields are described where they are declared, for the API document")]
        $visibility enum $name {
            $($(#[doc = $what])+ $variant { $($field: $type $(<$inner>)?),* },)+
        }

        $(
            $(#[doc = $what])+
            #[derive(::serde::Deserialize, ::utoipa::ToSchema)]
            #[serde(deny_unknown_fields)]
            struct [<$name $variant>] {
                $(
                    $(#[$attribute])*
                    $(#[schema(min_length = $shortest, max_length = $longest)])?
                    $(#[schema(minimum = $least, maximum = $largest)])?
                    $(#[schema(max_items = $most)])?
                    $field: $type $(<$inner>)?,
                )*
            }
        )+

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let (action, fields) = $crate::kernel::http::actions::told(deserializer)?;
                match action.as_str() {
                    $($word => {
                        let [<$name $variant>] { $($field),* } = $crate::kernel::http::actions::read(fields)?;
                        Ok(Self::$variant { $($field),* })
                    })+
                    unknown => Err(::serde::de::Error::unknown_variant(unknown, &[$($word),+])),
                }
            }
        }

        impl ::validator::Validate for $name {
            fn validate(&self) -> Result<(), ::validator::ValidationErrors> {
                let checks = $crate::kernel::http::Checks::new();
                match self {
                    $(Self::$variant { $($field),* } => {
                        $(
                            let _ = $field;
                            $(let checks = checks.text(stringify!($field), $field, $shortest, $longest);)?
                            $(let checks = checks.number(stringify!($field), *$field, $least, $largest);)?
                            $(let checks = checks.items(stringify!($field), $field, $most);)?
                            $(let checks = checks.nested(stringify!($field), $field.$validate());)?
                        )*
                        checks.done()
                    })+
                }
            }
        }

        impl $crate::kernel::workflow::Action for $name {
            fn name(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $word,)+
                }
            }

            fn reason(&self) -> Option<&str> {
                use $crate::kernel::http::actions::first;
                #[allow(unused_imports)]
                use $crate::kernel::http::GivenText as _;
                match self {
                    $(Self::$variant { $($reason,)? .. } => first([$($reason.given(),)?]),)+
                }
            }
        }

        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                let variants = [$(($word, stringify!([<$name $variant>]))),+];
                $crate::kernel::http::actions::union(&[$($about),+], &variants)
            }
        }

        impl ::utoipa::ToSchema for $name {
            fn name() -> ::std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn schemas(
                schemas: &mut Vec<(String, ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema>)>,
            ) {
                use $crate::kernel::http::actions::variant;
                // Itself too: nobody else names it where it is an argument of what is written in place.
                let union = <$name as ::utoipa::PartialSchema>::schema();
                schemas.push((stringify!($name).to_owned(), union));
                $(
                    let schema = <[<$name $variant>] as ::utoipa::PartialSchema>::schema();
                    schemas.push((stringify!([<$name $variant>]).to_owned(), variant(schema, $word)));
                    <[<$name $variant>] as ::utoipa::ToSchema>::schemas(schemas);
                )+
            }
        }
    } };
}

/// The one text that may say why.
pub fn first<const AT_MOST_ONE: usize>(said: [Option<&str>; AT_MOST_ONE]) -> Option<&str> {
    said.into_iter().flatten().next()
}

/// The action of a body, and its other fields.
pub fn told<'de, D: Deserializer<'de>>(deserializer: D) -> Result<(String, Map<String, Value>), D::Error> {
    let mut fields = Map::deserialize(deserializer)?;
    match fields.remove(TAG) {
        Some(Value::String(action)) => Ok((action, fields)),
        Some(_) => Err(D::Error::custom("an action is a text")),
        None => Err(D::Error::missing_field(TAG)),
    }
}

/// The fields of one variant.
pub fn read<T: DeserializeOwned, E: Error>(fields: Map<String, Value>) -> Result<T, E> {
    T::deserialize(Objects(Value::Object(fields))).map_err(E::custom)
}

/// The schema of a union: its variants by their actions.
pub fn union(about: &[&str], variants: &[(&str, &str)]) -> RefOr<Schema> {
    let about: Vec<&str> = about.iter().map(|line| line.trim()).collect();
    let union = OneOfBuilder::new().description(Some(about.join("\n")));
    let union = variants.iter().fold(union, |union, (_, name)| union.item(Ref::from_schema_name(*name)));
    let mapping = variants.iter().map(|(word, name)| (*word, Ref::from_schema_name(*name).ref_location));
    union.discriminator(Some(Discriminator::with_mapping(TAG, mapping))).into()
}

/// The schema of a variant, from that of its other fields.
pub fn variant(fields: RefOr<Schema>, action: &str) -> RefOr<Schema> {
    match fields {
        RefOr::T(Schema::Object(mut object)) => {
            let only = ObjectBuilder::new().schema_type(Type::String).enum_values(Some([action]));
            object.properties.insert(TAG.to_owned(), only.into());
            object.required.push(TAG.to_owned());
            RefOr::T(Schema::Object(object))
        }
        other => other,
    }
}
