//! The document against the readers: every field of every body and every parameter takes what the document says and nothing
//! else, at both ends of each limit; and what is refused is refused at its own place.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::composition::resolve;
use super::limits::TEXT_PATTERN;
use super::operations;
use crate::kernel::http::Reader;
use crate::kernel::problem::{Language, Problem};

/// What the document alone bounds: codes that are looked up one by one, in lists that have a limit.
const LOOKED_UP: [&str; 3] = ["/actions/0", "/indicators/0", "/required_indicators/0"];

/// Lists of plain texts, whose lengths are judged at the list.
const JUDGED_TOGETHER: [&str; 3] = ["/recipients/0", "/directions/0", "/slogans/0"];

/// Whose longest text the document alone names: cursors and tokens are opaque.
const OPAQUE: [&str; 1] = ["cursor"];

/// A value that a pattern takes, where the document gives no example.
const FITTING: [(&str, &str); 6] = [
    ("^[A-Z][A-Z0-9]*", "H24.02"),
    ("^[a-z_-]{1,60}$", "issue"),
    ("^[0-9a-f]{64}$", "0000000000000000000000000000000000000000000000000000000000000000"),
    ("^https?://[!-~]{1,1900}$", "https://example.org/luat"),
    ("^https://[!-~]{1,492}$", "https://example.org/hop"),
    ("^(X{1,3}(IX|IV", "II.4.đ"),
];

struct Document {
    whole: Value,
    /// What does not hold, so that one run tells all of it.
    broken: RefCell<Vec<String>>,
}

impl Document {
    fn hold(&self, found: Option<Vec<String>>, expected: Option<Vec<String>>, what: impl FnOnce() -> String) {
        if found != expected {
            self.broken.borrow_mut().push(format!("{}: wrong at {found:?} instead of {expected:?}", what()));
        }
    }

    fn schemas(&self) -> &Map<String, Value> {
        self.whole["components"]["schemas"].as_object().expect("schemas")
    }

    /// The schema that a value must fit, past references and `null`; of a union, that of the variant which says most.
    fn plain<'a>(&'a self, schema: &'a Value) -> &'a Value {
        let fields = |schema: &Value| schema["properties"].as_object().map_or(0, Map::len);
        self.variants(schema).into_iter().max_by_key(|variant| fields(variant)).expect("a schema")
    }

    /// The schemas of a body: one, or those of a union's variants.
    fn variants<'a>(&'a self, schema: &'a Value) -> Vec<&'a Value> {
        let schema = resolve(schema, self.schemas()).expect("a schema");
        match (schema.get("discriminator"), schema["oneOf"].as_array()) {
            (Some(_), Some(variants)) => variants.iter().map(|variant| self.plain(variant)).collect(),
            (None, Some(choices)) => {
                self.variants(choices.iter().find(|choice| choice["type"] != "null").expect("something"))
            }
            _ => vec![schema],
        }
    }

    /// A value with everything in it that can be.
    fn sample(&self, schema: &Value) -> Value {
        let given = |schema: &Value| schema.get("example").or_else(|| schema.pointer("/examples/0")).cloned();
        let example = given(schema);
        let schema = self.plain(schema);
        if let Some(example) = example.or_else(|| given(schema)) {
            return example;
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[0].clone();
        }
        match kind(schema) {
            "object" => {
                let fields = schema["properties"].as_object().expect("fields").iter();
                fields.map(|(name, field)| (name.clone(), self.sample(field))).collect::<Map<_, _>>().into()
            }
            "array" => json!([self.sample(&schema["items"])]),
            "boolean" => json!(true),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
            _ => match (schema["format"].as_str(), schema["pattern"].as_str()) {
                (Some("uuid"), _) => json!("01890a5d-ac96-774b-bcce-b302099a8057"),
                (Some("date"), _) => json!("2017-02-03"),
                (Some("date-time"), _) => json!("2017-02-03T09:00:00+07:00"),
                (_, Some(pattern)) if pattern != TEXT_PATTERN => {
                    let fitting = FITTING.iter().find(|(known, _)| pattern.starts_with(known));
                    json!(fitting.unwrap_or_else(|| panic!("no text fits {pattern}")).1)
                }
                _ => json!("x".repeat(schema["minLength"].as_u64().unwrap_or(1).max(1) as usize)),
            },
        }
    }
}

fn kind(schema: &Value) -> &str {
    let kinds = schema["type"].as_array().map_or_else(|| vec![&schema["type"]], |kinds| kinds.iter().collect());
    kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")).unwrap_or_else(|| panic!("{schema}"))
}

/// What is tried at one place: a value, and whether it is taken.
type Probe = (Value, bool);

/// The ends of a limit.
fn ends(schema: &Value, least: &str, most: &str, of: &dyn Fn(i64) -> Value) -> Vec<Probe> {
    let limit = |name: &str| schema.get(name).and_then(Value::as_i64);
    let least = limit(least).map(|least| vec![(of(least - 1), false), (of(least), true)]);
    let most = limit(most).map(|most| vec![(of(most), true), (of(most + 1), false)]);
    least.into_iter().chain(most).flatten().collect()
}

fn text_probes(schema: &Value, pointer: &str) -> Vec<Probe> {
    let (own_pattern, password) = (schema["pattern"] != TEXT_PATTERN, schema["format"] == "password");
    let length = |length: i64| json!("x".repeat(usize::try_from(length).unwrap_or_default()));
    let ends = ends(schema, "minLength", "maxLength", &length);
    ends.into_iter()
        // A pattern says more than a length: what is too long is wrong, what is long enough may be wrong too.
        .filter(|(_, taken)| !(own_pattern && *taken))
        // How short a password may be is a rule (422).
        .filter(|(text, _)| !(password && text.as_str().is_some_and(|text| text.len() < 12)))
        .filter(|_| !LOOKED_UP.iter().any(|end| pointer.ends_with(end)) && !OPAQUE.contains(&pointer))
        .chain([(json!(" "), false), (json!("a\u{202e}b"), false), (json!(7), false)])
        .collect()
}

/// What is tried at a place of a body.
fn probes(document: &Document, schema: &Value, pointer: &str) -> Vec<Probe> {
    let plain = document.plain(schema);
    if !plain["enum"].is_null() {
        return vec![(json!("no-such-word"), false)];
    }
    match (kind(plain), plain["format"].as_str()) {
        ("object", _) => vec![(json!([]), false), (json!("x"), false)],
        ("array", _) => {
            let item = document.sample(&plain["items"]);
            let list = |length: i64| json!(vec![item.clone(); usize::try_from(length).unwrap_or_default()]);
            let ends = ends(plain, "minItems", "maxItems", &list).into_iter();
            ends.chain([(json!({}), false), (json!("x"), false)]).collect()
        }
        ("boolean", _) => vec![(json!(false), true), (json!("true"), false)],
        ("integer", _) => {
            let ends = ends(plain, "minimum", "maximum", &|number| json!(number)).into_iter();
            ends.chain([(json!(1.5), false), (json!("1"), false)]).collect()
        }
        ("number", _) => vec![(json!("1"), false)],
        (_, Some("uuid")) => vec![(json!("01890a5dac96774bbcceb302099a8057"), false), (json!(7), false)],
        (_, Some("date")) => {
            let wrong = ["2017-2-3", "2017-02-30", "0000-02-03"].map(|date| (json!(date), false));
            let right = ["0001-01-01", "9999-12-31"].map(|date| (json!(date), true));
            wrong.into_iter().chain(right).chain([(json!(7), false)]).collect()
        }
        (_, Some("date-time")) => {
            let wrong = ["2017-02-03", "0000-02-03T00:00:00Z"].map(|instant| (json!(instant), false));
            let right = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"].map(|instant| (json!(instant), true));
            wrong.into_iter().chain(right).chain([(json!(7), false)]).collect()
        }
        _ => text_probes(plain, pointer),
    }
}

/// The places that a refusal names.
fn places(problem: &Problem) -> Vec<String> {
    let document = serde_json::to_value(problem.document(Language::English, "/")).expect("a document");
    let errors = document["errors"].as_array().cloned().unwrap_or_default();
    errors.iter().map(|error| error["pointer"].as_str().expect("a place").to_owned()).collect()
}

/// Every place of a body with its schema.
fn all_places(document: &Document, schema: &Value, pointer: &str, found: &mut Vec<(String, Value)>) {
    let plain = document.plain(schema);
    for (name, field) in plain["properties"].as_object().into_iter().flatten() {
        let inner = format!("{pointer}/{name}");
        found.push((inner.clone(), field.clone()));
        all_places(document, field, &inner, found);
    }
    if let Some(item) = plain.get("items") {
        let inner = format!("{pointer}/0");
        found.push((inner.clone(), item.clone()));
        all_places(document, item, &inner, found);
    }
}

fn hold_body(document: &Document, id: &str, schema: &Value, read: fn(&str) -> Result<(), Problem>) {
    let base = document.sample(schema);
    let named = |body: &Value| read(&body.to_string()).err().map(|problem| places(&problem));
    document.hold(named(&base), None, || format!("{id} with {base}"));
    let mut found = Vec::new();
    all_places(document, schema, "", &mut found);
    let mut broken = (base.clone(), Vec::new());
    for (pointer, schema) in &found {
        if base.pointer(pointer).is_none() {
            continue;
        }
        for (value, taken) in probes(document, schema, pointer) {
            let mut body = base.clone();
            *body.pointer_mut(pointer).expect("a place") = value.clone();
            let shown: String = value.to_string().chars().take(60).collect();
            let together = JUDGED_TOGETHER.iter().any(|end| pointer.ends_with(end));
            let by_length = value.as_str().is_some_and(|text| text.chars().all(|sign| sign == 'x'));
            let place = if together && by_length { pointer.trim_end_matches("/0") } else { pointer };
            let expected = (!taken).then(|| vec![place.to_owned()]);
            document.hold(named(&body), expected, || format!("{id} with {shown}"));
        }
        let holds_others = found.iter().any(|(other, _)| other.starts_with(&format!("{pointer}/")));
        if !holds_others && !pointer.ends_with("/action") {
            *broken.0.pointer_mut(pointer).expect("a place") = json!([]);
            broken.1.push(pointer.clone());
        }
        if let Some(fields) = base.pointer(pointer).filter(|value| value.is_object()) {
            hold_object(document, schema, fields, pointer, &|changed| {
                let mut body = base.clone();
                *body.pointer_mut(pointer).expect("a place") = changed;
                named(&body)
            });
        }
    }
    hold_object(document, schema, &base, "", &|body| named(&body));
    let (mut told, mut wrong) = (named(&broken.0).unwrap_or_default(), broken.1);
    told.sort();
    wrong.sort();
    document.hold(Some(told), Some(wrong), || format!("{id} with {}", broken.0));
}

/// An object is closed, and has what it must have.
fn hold_object(
    document: &Document,
    schema: &Value,
    fields: &Value,
    pointer: &str,
    named: &dyn Fn(Value) -> Option<Vec<String>>,
) {
    let schema = document.plain(schema);
    let mut more = fields.clone();
    more["no_such_field"] = json!(1);
    document.hold(named(more), Some(vec![format!("{pointer}/no_such_field")]), || format!("more than {fields}"));
    for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        let mut less = fields.clone();
        less.as_object_mut().expect("an object").remove(required);
        document.hold(named(less), Some(vec![format!("{pointer}/{required}")]), || format!("less than {fields}"));
    }
}

/// A query has texts alone: what is wrong in JSON by its type may be right there, and a list of none is not written.
fn can_be_written(schema: &Value, value: &Value) -> bool {
    match (kind(schema), value) {
        ("array", Value::Array(items)) => !items.is_empty(),
        ("array", _) | ("boolean", _) | (_, Value::Object(_)) => false,
        ("integer", value) => value.is_i64(),
        (_, value) => value.is_string(),
    }
}

fn hold_query(document: &Document, id: &str, operation: &Value, read: fn(&str) -> Result<(), Problem>) {
    let parameters: BTreeMap<&str, &Value> = operation["parameters"]
        .as_array()
        .expect("parameters")
        .iter()
        .map(|it| it["$ref"].as_str().map_or(it, |place| document.whole.pointer(&place[1..]).expect("a parameter")))
        .filter(|it| it["in"] == "query")
        .map(|it| (it["name"].as_str().expect("a name"), it))
        .collect();
    let pairs = |name: &str, value: &Value| -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match value {
            Value::Array(items) => items.iter().map(|item| (name.to_owned(), text(item))).collect(),
            value => vec![(name.to_owned(), text(value))],
        }
    };
    let required = parameters.iter().filter(|(_, it)| it["required"] == true);
    let base: Vec<(String, String)> =
        required.flat_map(|(name, it)| pairs(name, &document.sample(&it["schema"]))).collect();
    let named = |name: &str, value: &Value| {
        let mut query: Vec<_> = base.iter().filter(|(other, _)| other != name).cloned().collect();
        query.extend(pairs(name, value));
        read(&serde_html_form::to_string(query).expect("a query")).err().map(|problem| places(&problem))
    };
    for (name, parameter) in &parameters {
        let schema = document.plain(&parameter["schema"]);
        if *name != "cursor" {
            let sample = document.sample(&parameter["schema"]);
            document.hold(named(name, &sample), None, || format!("{id} with {name}={sample}"));
        }
        for (value, taken) in probes(document, schema, name) {
            if can_be_written(schema, &value) {
                let expected = (!taken).then(|| vec![(*name).to_owned()]);
                document.hold(named(name, &value), expected, || format!("{id} with {name}={value}"));
            }
        }
    }
    document
        .hold(named("no_such_parameter", &json!("x")), Some(vec!["no_such_parameter".to_owned()]), || id.to_owned());
}

#[test]
fn the_readers_take_what_the_document_says_and_nothing_else() {
    let routes = crate::chapters::routes();
    let document = Document {
        whole: super::document(&routes, std::iter::empty(), "The service").expect("a document"),
        broken: RefCell::default(),
    };
    let operations: Vec<(String, &Value)> = operations::all(document.whole.as_object().expect("a document"))
        .map(|(_, _, operation)| (operation["operationId"].as_str().expect("an id").to_owned(), operation))
        .collect();
    let mut held = 0;
    for (id, reader) in routes.readers() {
        let (_, operation) = operations.iter().find(|(known, _)| known == id).expect("an operation");
        let schema = |media: &str| &operation["requestBody"]["content"][media]["schema"];
        match reader {
            Reader::Json(read) => {
                for variant in document.variants(schema("application/json")) {
                    hold_body(&document, id, variant, read);
                }
            }
            // Its texts are read as those of a body are; what is no text cannot be written in it.
            Reader::Form(read) => {
                let sample = document.sample(schema("application/x-www-form-urlencoded"));
                let refused = read(&serde_html_form::to_string(sample).expect("a form")).err();
                document.hold(refused.map(|problem| places(&problem)), None, || id.to_owned());
            }
            Reader::Query(read) => hold_query(&document, id, operation, read),
        }
        held += 1;
    }
    let broken = document.broken.take();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    assert!(held > 50, "only {held} readers");
}
