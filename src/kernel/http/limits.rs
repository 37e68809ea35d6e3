//! Limits that are broken, as validator finds them: places, codes, and the limits themselves.

use serde_json::Value;
use validator::{ValidationError, ValidationErrors, ValidationErrorsKind};

use super::expected;
use super::faults::{Said, escape};
use crate::kernel::problem::Code;

/// One broken limit.
pub(super) struct Broken {
    /// Where: a JSON pointer (RFC 6901).
    pub pointer: String,
    pub code: Code,
    /// The limits, where there are two ends or one.
    pub limits: Option<Said>,
}

/// Every broken limit. Sorted, since validator keeps them in a hash map and answers should not change from one time to the next.
pub(super) fn broken(errors: &ValidationErrors) -> Vec<Broken> {
    let mut all = Vec::new();
    collect("", errors, &mut all);
    all.sort_by(|left, right| left.pointer.cmp(&right.pointer));
    all
}

fn collect(outer: &str, errors: &ValidationErrors, all: &mut Vec<Broken>) {
    for (field, kind) in errors.errors() {
        // `__all__` is validator's name for a rule of the whole structure.
        let pointer = match field.as_ref() {
            "__all__" => outer.to_owned(),
            name => format!("{outer}/{}", escape(name)),
        };
        match kind {
            ValidationErrorsKind::Field(found) => all.extend(found.iter().map(|error| of(pointer.clone(), error))),
            ValidationErrorsKind::Struct(inner) => collect(&pointer, inner, all),
            ValidationErrorsKind::List(items) => {
                items.iter().for_each(|(index, inner)| collect(&format!("{pointer}/{index}"), inner, all));
            }
        }
    }
}

fn of(pointer: String, error: &ValidationError) -> Broken {
    let code = match error.code.as_ref() {
        "length" => Code::LengthOutOfRange,
        "range" => Code::NumberOutOfRange,
        "email" => Code::EmailInvalid,
        "url" => Code::UrlInvalid,
        "required" => Code::FieldMissing,
        other => Code::ALL.iter().copied().find(|code| code.as_str() == other).unwrap_or(Code::ValueInvalid),
    };
    let limit = |name: &str| error.params.get(name).filter(|value| !Value::is_null(value));
    Broken { pointer, code, limits: expected::limits(limit("min"), limit("max")) }
}
