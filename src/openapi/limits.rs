//! Gives every schema the limits that its author left open, and closes objects: what is not described does not come.

use serde_json::{Map, Value, json};

use crate::kernel::exact::LARGEST;

/// What text may hold, as `kernel::http` enforces it: no control character but tab and the ends of lines, nothing that turns the
/// direction of writing, and not white space and characters that are not seen alone (those few beyond the first plane, which not every
/// reader of patterns knows, are refused like the others).
pub(super) const TEXT_PATTERN: &str = concat!(
    r"^([^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]*",
    r"[^\s\u0000-\u001F\u007F-\u009F\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E",
    r"\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\uFFFE\uFFFF]",
    r"[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069\uFFFE\uFFFF]*)?$",
);

/// Longest text where its author names no limit, in characters.
const LONGEST_TEXT: u64 = 10_000;

/// Most items where the author of a list names no limit.
const MOST_ITEMS: u64 = 1_000;

/// How a date is written: of a year from 1 to 9999, which every client can read.
pub(super) const DATE_PATTERN: &str =
    concat!("^(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})", "-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",);

/// How an instant begins: with such a year, too.
pub(super) const INSTANT_PATTERN: &str = "^(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-";

/// The change for one object of the document; what is no schema stays as it is.
pub(super) fn apply(object: &mut Map<String, Value>) {
    let kinds: Vec<String> = match object.get("type") {
        Some(Value::String(kind)) => vec![kind.clone()],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => return,
    };
    for kind in kinds {
        match kind.as_str() {
            "string" => string(object),
            "integer" => integer(object),
            "number" => set(object, "format", json!("double")),
            "array" => set(object, "maxItems", json!(MOST_ITEMS)),
            "object" => close(object),
            _ => {}
        }
    }
}

fn set(object: &mut Map<String, Value>, key: &str, value: Value) {
    object.entry(key).or_insert(value);
}

fn string(object: &mut Map<String, Value>) {
    if object.contains_key("enum") || object.contains_key("const") {
        return;
    }
    let longest = match object.get("format").and_then(Value::as_str) {
        Some("date") => 10,
        Some("date-time") => 40,
        Some("uuid") => 36,
        Some("email") => 254,
        Some("uri") => 2_048,
        _ => LONGEST_TEXT,
    };
    set(object, "maxLength", json!(longest));
    let pattern = match object.get("format").and_then(Value::as_str) {
        None | Some("password") => TEXT_PATTERN,
        Some("date") => DATE_PATTERN,
        Some("date-time") => INSTANT_PATTERN,
        _ => return,
    };
    set(object, "pattern", json!(pattern));
}

fn integer(object: &mut Map<String, Value>) {
    set(object, "format", json!("int64"));
    let (smallest, largest) = match object.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (-LARGEST, LARGEST),
    };
    if !object.contains_key("exclusiveMinimum") {
        set(object, "minimum", json!(smallest));
    }
    if !object.contains_key("exclusiveMaximum") {
        set(object, "maximum", json!(largest));
    }
}

fn close(object: &mut Map<String, Value>) {
    if object.contains_key("properties") {
        set(object, "additionalProperties", json!(false));
    } else if object.get("additionalProperties") != Some(&json!(false)) {
        // A map whose keys are data.
        set(object, "maxProperties", json!(MOST_ITEMS));
    }
}
