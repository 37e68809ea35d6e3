//! The phrases of the rules, the head of the document and the summaries of the operations, in Vietnamese: by what they are in English.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use crate::kernel::problem::Language;
use crate::kernel::wording::{Say, as_written};

/// English and Vietnamese. A phrase that is missing stays English; a test finds it.
static VIETNAMESE: LazyLock<HashMap<String, String>> =
    LazyLock::new(|| serde_json::from_str(include_str!("vietnamese.json")).unwrap_or_default());

/// How phrases are put in a language.
pub fn of(language: Language) -> Say {
    match language {
        Language::English => as_written,
        Language::Vietnamese => |phrase| in_vietnamese(phrase),
    }
}

/// A phrase in Vietnamese.
pub fn in_vietnamese(phrase: &str) -> &str {
    VIETNAMESE.get(phrase).map_or(phrase, String::as_str)
}

/// Puts the summary of every operation.
pub fn put_summaries(document: &mut Value, say: impl Fn(&str) -> &str) {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let operations = paths.into_iter().flat_map(|it| it.values_mut()).filter_map(Value::as_object_mut);
    for summary in operations.flat_map(|it| it.values_mut()).filter_map(|it| it.get_mut("summary")) {
        if let Some(text) = summary.as_str() {
            *summary = Value::from(say(text));
        }
    }
}

/// Puts what stands at the head of the document beside its introduction: what the service is, who answers for it, and where it is.
pub fn put_head(document: &mut Value, say: impl Fn(&str) -> &str) {
    let put = |place: Option<&mut Value>| {
        let Some(place) = place else { return };
        if let Some(text) = place.as_str() {
            *place = Value::from(say(text));
        }
    };
    for pointer in ["/info/summary", "/info/contact/name"] {
        put(document.pointer_mut(pointer));
    }
    for server in document.get_mut("servers").and_then(Value::as_array_mut).into_iter().flatten() {
        put(server.get_mut("description"));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;

    use super::*;
    use crate::chapters;

    /// What is asked for while every table is described.
    static ASKED: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());

    fn note(phrase: &'static str) -> &'static str {
        ASKED.lock().expect("a list").insert(phrase);
        phrase
    }

    #[test]
    fn every_phrase_is_there_in_vietnamese_and_none_is_left_over() {
        super::super::tables::contents(note);
        for tag in chapters::tags() {
            super::super::tables::of_group(tag, note);
        }
        let mut asked: BTreeSet<String> = ASKED.lock().expect("a list").iter().map(|it| (*it).to_owned()).collect();
        let document = super::super::document(Language::English).expect("a document");
        for operation in document["paths"]
            .as_object()
            .expect("paths")
            .values()
            .flat_map(|it| it.as_object().expect("operations").values())
        {
            asked.extend(operation["summary"].as_str().map(str::to_owned));
        }
        // The head as it is written, and as it is served at an address.
        let mut served = document.clone();
        crate::openapi::serve_at(&mut served, "https://tienbo.example");
        for document in [&document, &served] {
            let servers = document["servers"].as_array().expect("servers").iter().map(|it| &it["description"]);
            let head = [&document["info"]["summary"], &document["info"]["contact"]["name"]];
            asked.extend(servers.chain(head).map(|it| it.as_str().expect("a phrase").to_owned()));
        }
        // Nothing to say in either language.
        asked.remove("");
        let known: BTreeSet<String> = VIETNAMESE.keys().cloned().collect();
        let missing: Vec<&String> = asked.difference(&known).collect();
        let left_over: Vec<&String> = known.difference(&asked).collect();
        assert!(missing.is_empty() && left_over.is_empty(), "missing: {missing:#?}\nleft over: {left_over:#?}");
        assert!(VIETNAMESE.iter().all(|(english, vietnamese)| english != vietnamese && !vietnamese.trim().is_empty()));
    }
}
