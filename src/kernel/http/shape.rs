//! Turns what serde and validator say about the shape of input into places and codes.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::locate::locate;
use super::objects::Objects;
use super::strict::{BLANK, FORBIDDEN_CHARACTER, REPEATED, StrictValue};
use crate::kernel::problem::{Code, Problem};

/// Where input comes from, and with that how a wrong place is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The body: places are JSON pointers (RFC 6901), and the problem is `schema`.
    Body,
    /// The query string: places are the names of parameters, and the problem is `bad_parameter`.
    Parameters,
}

impl Source {
    /// The code of the problem as a whole.
    pub(super) fn code(self) -> Code {
        match self {
            Source::Body => Code::Schema,
            Source::Parameters => Code::BadParameter,
        }
    }

    fn root(self) -> &'static str {
        match self {
            Source::Body => "/",
            Source::Parameters => "",
        }
    }

    fn place(self, path: &serde_path_to_error::Path) -> String {
        let pointer: String = path
            .iter()
            .filter_map(|segment| match segment {
                Segment::Seq { index } => Some(format!("/{index}")),
                Segment::Map { key } => Some(format!("/{}", escape(key))),
                Segment::Enum { .. } | Segment::Unknown => None,
            })
            .collect();
        match self {
            Source::Body => pointer,
            // A parameter has no depth: `kind/2` is `kind`.
            Source::Parameters => pointer.split('/').nth(1).unwrap_or_default().to_owned(),
        }
    }

    fn field(self, place: &str, name: &str) -> String {
        let name = escape(name);
        if place == name || place.ends_with(&format!("/{name}")) {
            return place.to_owned();
        }
        match self {
            Source::Body => format!("{place}/{name}"),
            Source::Parameters => name,
        }
    }
}

/// Reads a body: strictly as JSON, then as `T`, then by `T`'s own limits.
pub(super) fn read_json<T: DeserializeOwned + Validate>(bytes: &[u8]) -> Result<T, Problem> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let strict: Result<StrictValue, _> = serde_path_to_error::deserialize(&mut deserializer);
    let StrictValue(value) = strict.map_err(|error| {
        if error.inner().is_data() { misshapen(Source::Body, &error) } else { malformed(error.inner()) }
    })?;
    deserializer.end().map_err(|error| malformed(&error))?;
    if !value.is_object() {
        // Every body is an object; a tagged union would be read from an array too.
        return Err(Problem::of(Code::Schema).at("", Code::TypeMismatch));
    }
    let parsed: T = serde_path_to_error::deserialize(Objects(value)).map_err(|error| {
        if error.path().iter().next().is_some() {
            return misshapen(Source::Body, &error);
        }
        misshapen_at(Source::Body, pointer_to_the_fault::<T>(bytes), &error.inner().to_string())
    })?;
    check(parsed, Source::Body)
}

/// Where a body is wrong that lost its path. It is read a second time, so that those that are right need no copy.
fn pointer_to_the_fault<T: DeserializeOwned>(bytes: &[u8]) -> String {
    let path = serde_json::from_slice(bytes).map(|StrictValue(body)| locate::<T>(&body)).unwrap_or_default();
    path.iter().map(|name| format!("/{}", escape(name))).collect()
}

/// Applies the limits that a type declares for itself.
pub(super) fn check<T: Validate>(parsed: T, source: Source) -> Result<T, Problem> {
    match parsed.validate() {
        Ok(()) => Ok(parsed),
        Err(errors) => Err(add_violations(Problem::of(source.code()), source.root(), &errors)),
    }
}

fn malformed(error: &serde_json::Error) -> Problem {
    let (line, column) = (error.line(), error.column());
    Problem::of(Code::MalformedJson)
        .detail(format!("Lỗi ở dòng {line}, cột {column}"), format!("The error is at line {line}, column {column}"))
}

/// One wrong place, from what serde says. Its messages have fixed beginnings (the methods of `serde::de::Error`).
pub(super) fn misshapen<E: Display>(source: Source, error: &serde_path_to_error::Error<E>) -> Problem {
    misshapen_at(source, source.place(error.path()), &error.inner().to_string())
}

fn misshapen_at(source: Source, mut place: String, message: &str) -> Problem {
    let kind = [
        ("missing field", Code::FieldMissing),
        ("unknown field", Code::FieldUnknown),
        ("duplicate field", Code::FieldRepeated),
        (REPEATED, Code::FieldRepeated),
        (FORBIDDEN_CHARACTER, Code::CharacterForbidden),
        (BLANK, Code::TextBlank),
        ("invalid type", Code::TypeMismatch),
    ]
    .into_iter()
    .find_map(|(beginning, kind)| message.starts_with(beginning).then_some(kind))
    .unwrap_or(Code::ValueInvalid);
    let about_a_field = matches!(kind, Code::FieldMissing | Code::FieldUnknown | Code::FieldRepeated);
    if let (true, Some(name)) = (about_a_field, message.split('`').nth(1)) {
        place = source.field(&place, name);
    }
    Problem::of(source.code()).at(place, kind)
}

fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn add_violations(mut problem: Problem, prefix: &str, errors: &ValidationErrors) -> Problem {
    // Sorted, since validator keeps them in a hash map and answers should not change from one time to the next.
    let mut fields: Vec<_> = errors.errors().iter().collect();
    fields.sort_by(|left, right| left.0.cmp(right.0));
    for (field, kind) in fields {
        // `__all__` is validator's name for a rule of the whole structure.
        let place = match field.as_ref() {
            "__all__" => prefix.trim_end_matches('/').to_owned(),
            name => format!("{prefix}{}", escape(name)),
        };
        problem = match kind {
            ValidationErrorsKind::Field(found) => found.iter().fold(problem, |so_far, error| {
                let (code, limits) = limit_broken(error);
                match limits {
                    Some((vietnamese, english)) => so_far.at_because(place.clone(), code, vietnamese, english),
                    None => so_far.at(place.clone(), code),
                }
            }),
            ValidationErrorsKind::Struct(inner) => add_violations(problem, &format!("{place}/"), inner),
            ValidationErrorsKind::List(items) => items
                .iter()
                .fold(problem, |so_far, (index, inner)| add_violations(so_far, &format!("{place}/{index}/"), inner)),
        };
    }
    problem
}

/// The code of a broken limit, and what the limit is, in both languages.
fn limit_broken(error: &ValidationError) -> (Code, Option<(String, String)>) {
    let code = match error.code.as_ref() {
        "length" => Code::LengthOutOfRange,
        "range" => Code::NumberOutOfRange,
        "email" => Code::EmailInvalid,
        "url" => Code::UrlInvalid,
        "required" => Code::FieldMissing,
        other => Code::ALL.iter().copied().find(|code| code.as_str() == other).unwrap_or(Code::ValueInvalid),
    };
    let limit = |name: &str| error.params.get(name).map(Value::to_string);
    let limits = match (limit("min"), limit("max")) {
        (Some(min), Some(max)) => Some((format!("từ {min} đến {max}"), format!("from {min} to {max}"))),
        (Some(min), None) => Some((format!("ít nhất {min}"), format!("at least {min}"))),
        (None, Some(max)) => Some((format!("nhiều nhất {max}"), format!("at most {max}"))),
        (None, None) => None,
    };
    let explained = limits.map(|(vietnamese, english)| {
        use crate::kernel::problem::Language::{English, Vietnamese};
        (format!("{}: {vietnamese}", code.title(Vietnamese)), format!("{}: {english}", code.title(English)))
    });
    (code, explained)
}
