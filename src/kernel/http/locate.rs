//! Finds the place at which a tagged body is wrong. serde puts such a body aside until it knows the action, and what it then
//! finds wrong has no path any more.
//!
//! So the body is cut after each of its fields, and a field that no type knows is put behind the cut. As long as serde
//! complains about that one, everything before it is fine.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::objects::Objects;

/// The field that no type knows: not a character, and behind every other in order.
const NOBODYS: &str = "\u{10ffff}";

/// The field that actions are told apart by.
const TAG: &str = "action";

/// The path to the first wrong place of a body that `T` refuses; empty where nothing inside it is wrong.
pub(super) fn locate<T: DeserializeOwned>(body: &Value) -> Vec<String> {
    let is_fine =
        |body: Value| T::deserialize(Objects(body)).map_or_else(|error| error.to_string().contains(NOBODYS), |_| true);
    let tag = body.get(TAG);
    let tagged = |mut body: Value| {
        if let (Value::Object(fields), Some(tag)) = (&mut body, tag) {
            fields.insert(TAG.to_owned(), tag.clone());
        }
        body
    };
    if tag.is_some() && !is_fine(tagged(Value::Object(cut(&[])))) {
        return vec![TAG.to_owned()];
    }
    let mut path = Vec::new();
    search(body, &tagged, &is_fine, &mut path);
    path
}

/// `whole` puts a part back into the body, which ends there.
fn search(part: &Value, whole: &dyn Fn(Value) -> Value, is_fine: &dyn Fn(Value) -> bool, path: &mut Vec<String>) {
    match part {
        Value::Object(fields) => {
            let fields: Vec<(&String, &Value)> = fields.iter().collect();
            let until = |count: usize| whole(Value::Object(cut(fields.get(..count).unwrap_or_default())));
            let Some(place) = first_wrong(fields.len(), &|count| is_fine(until(count))) else { return };
            let Some((name, inner)) = fields.get(place) else { return };
            path.push((*name).clone());
            let ending = |inner: Value| {
                let mut before = cut(fields.get(..place).unwrap_or_default());
                before.insert((*name).clone(), inner);
                whole(Value::Object(before))
            };
            search(inner, &ending, is_fine, path);
        }
        Value::Array(items) => {
            let until = |count: usize| items.get(..count).unwrap_or_default().to_vec();
            let Some(place) = first_wrong(items.len(), &|count| is_fine(whole(until(count).into()))) else { return };
            let Some(inner) = items.get(place) else { return };
            path.push(place.to_string());
            let ending = |inner: Value| {
                let mut before = until(place);
                before.push(inner);
                whole(before.into())
            };
            search(inner, &ending, is_fine, path);
        }
        _ => {}
    }
}

fn cut(fields: &[(&String, &Value)]) -> Map<String, Value> {
    let kept = fields.iter().map(|(name, value)| ((*name).clone(), (*value).clone()));
    kept.chain([(NOBODYS.to_owned(), Value::Null)]).collect()
}

/// The first of `length` parts with which it is no longer fine; none where it never is, and then the fault is not a part's.
/// Halving keeps a long list of ids from costing the square of its length.
fn first_wrong(length: usize, is_fine_until: &dyn Fn(usize) -> bool) -> Option<usize> {
    if !is_fine_until(0) || is_fine_until(length) {
        return None;
    }
    let (mut fine, mut wrong) = (0, length);
    while wrong - fine > 1 {
        let middle = fine.midpoint(wrong);
        if is_fine_until(middle) {
            fine = middle;
        } else {
            wrong = middle;
        }
    }
    Some(fine)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;

    #[derive(Deserialize)]
    #[serde(tag = "action", rename_all = "snake_case", deny_unknown_fields)]
    #[allow(dead_code, reason = "read for its shape alone")]
    enum Action {
        Accept {},
        Issue { number: String, percent: Option<i32>, signatory: Signatory, copies: Vec<Signatory> },
    }

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "read for its shape alone")]
    struct Signatory {
        name: String,
        capacity: Option<Capacity>,
    }

    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Capacity {
        ByOrder,
    }

    #[test]
    fn the_first_wrong_place_is_found_however_deep() {
        let good = json!({"action": "issue", "number": "1", "percent": 1, "signatory": {"name": "a"}, "copies": []});
        for (place, value, expected) in [
            ("number", json!(7), "number"),
            ("number", json!({"more": 1}), "number"),
            ("percent", json!("x"), "percent"),
            ("signatory", json!([]), "signatory"),
            ("signatory", json!({"capacity": "by_order"}), "signatory"),
            ("signatory", json!({"name": true}), "signatory/name"),
            ("signatory", json!({"name": "a", "capacity": "none"}), "signatory/capacity"),
            ("signatory", json!({"name": "a", "more": 1}), "signatory/more"),
            ("copies", json!("a"), "copies"),
            ("copies", json!([{"name": "a"}, {"name": "b"}, {"name": 3}, {"name": 4}]), "copies/2/name"),
            ("action", json!("isue"), "action"),
            ("action", json!(7), "action"),
            ("action", json!("accept"), "copies"),
        ] {
            let mut body = good.clone();
            body[place] = value;
            assert_eq!(locate::<Action>(&body).join("/"), expected, "{body}");
        }
        assert!(locate::<Action>(&json!({"action": "issue", "number": "1"})).is_empty());
        assert!(locate::<Action>(&json!({})).is_empty());
    }

    #[test]
    fn two_wrong_places_of_one_kind_are_told_apart() {
        let body = json!({"action": "issue", "number": 1, "signatory": {"name": 1}, "copies": 1});
        assert_eq!(locate::<Action>(&body), ["copies"]);
    }
}
