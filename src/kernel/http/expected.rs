//! What would be right at a place, said in both languages from the place's schema.

use serde_json::{Value, json};

use super::body_schema::{BodySchema, kinds, words};
use super::faults::Said;
use crate::kernel::exact::LARGEST;

impl BodySchema {
    /// What a value of this schema is: `a text of 1 to 500 characters`.
    pub fn expected(&self, schema: &Value) -> Option<Said> {
        let plain = self.plain(schema, &Value::Null);
        let allowed = words(plain);
        if !allowed.is_empty() {
            return Some(one_of(&allowed));
        }
        let said = match (kinds(plain).find(|kind| *kind != "null").unwrap_or("object"), plain["format"].as_str()) {
            ("object", _) => Said::new("một đối tượng", "an object"),
            ("boolean", _) => Said::new("true hoặc false", "true or false"),
            ("number", _) => with_limits(Said::new("một số", "a number"), plain, "minimum", "maximum", ("", "")),
            ("integer", format) => {
                let number = Said::new("một số nguyên", "a whole number");
                let (least, most) = (json!(-LARGEST), json!(LARGEST));
                let bound = |name: &str, exact| plain.get(name).or_else(|| (format == Some("int64")).then_some(exact));
                within(number, bound("minimum", &least), bound("maximum", &most), ("", ""))
            }
            ("array", _) => self.list(plain),
            ("string", Some("uuid")) => {
                let example = "01890a5d-ac96-774b-bcce-b302099a8057";
                Said::new(format!("một mã định danh như {example}"), format!("an identifier such as {example}"))
            }
            ("string", Some("date")) => Said::new("một ngày như 2017-02-03", "a date such as 2017-02-03"),
            ("string", Some("date-time")) => {
                Said::new("một thời điểm như 2017-02-03T09:00:00+07:00", "an instant such as 2017-02-03T09:00:00+07:00")
            }
            ("string", _) => text(plain),
            _ => return None,
        };
        Some(if self.takes_null(schema) {
            Said::new(format!("{} hoặc null", said.vietnamese), format!("{} or null", said.english))
        } else {
            said
        })
    }

    /// What one value of a parameter is, as an address has it. Nothing where the schema is not known here.
    pub fn expected_in_query(&self, name: &str) -> Option<Said> {
        let schema = self.plain(&self.root["properties"][name], &Value::Null);
        let is_list = kinds(schema).any(|kind| kind == "array");
        let one = if is_list { self.plain(&schema["items"], &Value::Null) } else { schema };
        kinds(one).next()?;
        let said = self.expected(one)?;
        Some(if one["format"] == "date-time" {
            let (vietnamese, english) = (said.vietnamese, said.english);
            Said::new(format!("{vietnamese}, trong đó + viết là %2B"), format!("{english}, where + is written %2B"))
        } else {
            said
        })
    }

    fn list(&self, schema: &Value) -> Said {
        let list = Said::new("một danh sách", "a list");
        let list = with_limits(list, schema, "minItems", "maxItems", (" phần tử", " items"));
        match self.expected(&schema["items"]) {
            Some(item) => Said::new(
                format!("{}, mỗi phần tử là {}", list.vietnamese, item.vietnamese),
                format!("{}, each of them {}", list.english, item.english),
            ),
            None => list,
        }
    }
}

/// The words that are allowed.
pub(super) fn one_of(words: &[&str]) -> Said {
    let words = words.join(", ");
    Said::new(format!("một trong các giá trị {words}"), format!("one of {words}"))
}

/// The limits themselves: `from 1 to 500`.
pub(super) fn limits(min: Option<&Value>, max: Option<&Value>) -> Option<Said> {
    match (min, max) {
        (Some(min), Some(max)) => Some(Said::new(format!("từ {min} đến {max}"), format!("from {min} to {max}"))),
        (Some(min), None) => Some(Said::new(format!("ít nhất {min}"), format!("at least {min}"))),
        (None, Some(max)) => Some(Said::new(format!("nhiều nhất {max}"), format!("at most {max}"))),
        (None, None) => None,
    }
}

fn with_limits(what: Said, schema: &Value, min: &str, max: &str, unit: (&str, &str)) -> Said {
    within(what, schema.get(min), schema.get(max), unit)
}

fn within(what: Said, min: Option<&Value>, max: Option<&Value>, unit: (&str, &str)) -> Said {
    match limits(min, max) {
        Some(limits) => Said::new(
            format!("{}, {}{}", what.vietnamese, limits.vietnamese, unit.0),
            format!("{}, {}{}", what.english, limits.english, unit.1),
        ),
        None => what,
    }
}

fn text(schema: &Value) -> Said {
    let text = Said::new("một văn bản", "a text");
    let text = with_limits(text, schema, "minLength", "maxLength", (" ký tự", " characters"));
    let Some(pattern) = schema["pattern"].as_str() else { return text };
    let text =
        Said::new(format!("{}, theo mẫu {pattern}", text.vietnamese), format!("{}, like {pattern}", text.english));
    match schema["example"].as_str() {
        Some(example) => Said::new(
            format!("{}, chẳng hạn {example}", text.vietnamese),
            format!("{}, for instance {example}", text.english),
        ),
        None => text,
    }
}
