//! References in the demo's data: `{name}` in a path or in any text of a body stands for an id.

use serde_json::Value;

/// What a reference names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reference {
    /// `{name}`: what was saved under that name.
    Saved(String),
    /// `{user:<login>}`.
    User(String),
    /// `{task:<programme>/<number>}`.
    Task {
        /// The programme's saved name.
        programme: String,
        /// The task's number on paper.
        number: String,
    },
    /// `{assignment:<programme>/<number>/<agency>}`, or with `/<date>` behind it.
    Assignment {
        /// The programme's saved name.
        programme: String,
        /// The task's number on paper.
        number: String,
        /// The agency's saved name.
        agency: String,
        /// The date of the occurrence, for a periodic task.
        date: Option<String>,
    },
    /// `{obligation:<period>/<agency>}`.
    Obligation {
        /// The period's saved name.
        period: String,
        /// The saved name of the agency that owes.
        agency: String,
    },
    /// `{visit:<plan>/<agency>}`, or `{self:<plan>/<agency>}`.
    Inspection {
        /// `visit` or `self`, as the service calls them.
        kind: String,
        /// The plan's saved name.
        plan: String,
        /// The saved name of the agency that is inspected.
        agency: String,
    },
}

impl Reference {
    fn parse(text: &str) -> Option<Self> {
        let Some((kind, rest)) = text.split_once(':') else { return Some(Self::Saved(text.to_owned())) };
        let parts: Vec<String> = rest.split('/').map(str::to_owned).collect();
        match (kind, parts.as_slice()) {
            ("user", [login]) => Some(Self::User(login.clone())),
            ("task", [programme, number]) => Some(Self::Task { programme: programme.clone(), number: number.clone() }),
            ("assignment", [programme, number, agency, date @ ..]) if date.len() <= 1 => Some(Self::Assignment {
                programme: programme.clone(),
                number: number.clone(),
                agency: agency.clone(),
                date: date.first().cloned(),
            }),
            ("obligation", [period, agency]) => {
                Some(Self::Obligation { period: period.clone(), agency: agency.clone() })
            }
            ("visit" | "self", [plan, agency]) => {
                let (kind, plan, agency) = (kind.to_owned(), plan.clone(), agency.clone());
                Some(Self::Inspection { kind, plan, agency })
            }
            _ => None,
        }
    }
}

/// Every reference in a text, with the words between the braces.
fn in_text(text: &str) -> Result<Vec<(String, Reference)>, String> {
    let mut found = Vec::new();
    for part in text.split('{').skip(1) {
        let (inside, _) =
            part.split_once('}').ok_or_else(|| format!("\"{text}\" opens a brace and does not close it"))?;
        let reference = Reference::parse(inside).ok_or_else(|| format!("{{{inside}}} is no reference"))?;
        found.push((inside.to_owned(), reference));
    }
    Ok(found)
}

/// Every reference in the texts of a value.
pub fn in_value(value: &Value) -> Result<Vec<(String, Reference)>, String> {
    match value {
        Value::String(text) => in_text(text),
        Value::Array(items) => items.iter().map(in_value).collect::<Result<Vec<_>, _>>().map(|all| all.concat()),
        Value::Object(fields) => fields.values().map(in_value).collect::<Result<Vec<_>, _>>().map(|all| all.concat()),
        _ => Ok(Vec::new()),
    }
}

/// The value with every reference replaced by its id.
pub fn replace(value: &Value, ids: &[(String, String)]) -> Value {
    match value {
        Value::String(text) => Value::String(
            ids.iter().fold(text.clone(), |text, (inside, id)| text.replace(&format!("{{{inside}}}"), id)),
        ),
        Value::Array(items) => items.iter().map(|item| replace(item, ids)).collect(),
        Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, field)| (name.clone(), replace(field, ids))).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn references_are_read_wherever_text_stands() {
        let body = json!({"a": ["{so-y-te}", 1], "b": {"c": "{user:chair}"}, "d": "none"});
        let mut found = in_value(&body).unwrap();
        found.sort_by(|left, right| left.0.cmp(&right.0));
        let expected = [
            ("so-y-te".to_owned(), Reference::Saved("so-y-te".to_owned())),
            ("user:chair".to_owned(), Reference::User("chair".to_owned())),
        ];
        assert_eq!(found, expected);
        let ids = [("so-y-te".to_owned(), "1".to_owned()), ("user:chair".to_owned(), "2".to_owned())];
        assert_eq!(replace(&body, &ids), json!({"a": ["1", 1], "b": {"c": "2"}, "d": "none"}));
    }

    #[test]
    fn an_assignment_may_name_its_occurrence() {
        let read = |text: &str| in_text(text).unwrap().remove(0).1;
        let assignment = |date: Option<&str>| Reference::Assignment {
            programme: "ctr1016".to_owned(),
            number: "II.4.đ".to_owned(),
            agency: "le-chan".to_owned(),
            date: date.map(str::to_owned),
        };
        assert_eq!(read("/assignments/{assignment:ctr1016/II.4.đ/le-chan}/transitions"), assignment(None));
        assert_eq!(read("{assignment:ctr1016/II.4.đ/le-chan/2017-06-15}"), assignment(Some("2017-06-15")));
        let own =
            Reference::Inspection { kind: "self".to_owned(), plan: "kt".to_owned(), agency: "le-chan".to_owned() };
        assert_eq!(read("/inspections/{self:kt/le-chan}/answers/1.1"), own);
        assert_eq!(read("{task:kh/1.2}"), Reference::Task { programme: "kh".to_owned(), number: "1.2".to_owned() });
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in ["{task:only}", "{person:x}", "{assignment:a/b}", "{visit:kt}", "{open"] {
            assert!(in_text(text).is_err(), "{text}");
        }
    }
}
