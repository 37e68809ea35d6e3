//! What the document says of the rules, made from the tables that enforce them: who may read what, who may do what, and how each
//! paper moves, beside the operations of its group and as a picture. Auditors read it, in Vietnamese or in English.

mod diagram;
mod pages;
mod tables;
mod wording;

use serde_json::Value;

use crate::chapters;
use crate::kernel::problem::Language;
use crate::openapi;

pub use diagram::diagram;
pub use pages::{Documents, pages};

/// What stands before the groups, in Markdown.
fn introduction(language: Language) -> &'static str {
    match language {
        Language::Vietnamese => include_str!("introduction.vi.md"),
        Language::English => include_str!("introduction.en.md"),
    }
}

/// The whole document in a language. What its schemas, parameters and answers are for is told in English in both.
pub fn document(language: Language) -> Result<Value, serde_json::Error> {
    let say = wording::of(language);
    let groups = chapters::tags().map(|tag| (tag.name, tables::of_group(tag, say)));
    let introduction = format!("{}\n{}", introduction(language), tables::contents(say));
    let mut document = openapi::document(&chapters::routes(), groups, &introduction)?;
    openapi::name_resources(&mut document, &chapters::names());
    if language == Language::Vietnamese {
        wording::put_summaries(&mut document, wording::in_vietnamese);
    }
    Ok(headed(document, language))
}

/// The same document of the service that its users see at an address.
fn served(language: Language, public_url: &str) -> Result<Value, serde_json::Error> {
    let mut document = document(language)?;
    openapi::serve_at(&mut document, public_url);
    Ok(headed(document, language))
}

fn headed(mut document: Value, language: Language) -> Value {
    if language == Language::Vietnamese {
        wording::put_head(&mut document, wording::in_vietnamese);
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_no_dangling_reference() {
        let document = document(Language::English).expect("a document");
        assert_eq!(openapi::dangling_references(&document), Vec::<String>::new());
    }

    #[test]
    fn the_one_in_vietnamese_begins_in_vietnamese() {
        let document = served(Language::Vietnamese, "https://tienbo.example").expect("a document");
        assert_eq!(document["servers"][1]["description"], "Dịch vụ tại địa chỉ mà người dùng truy cập");
        assert!(document["info"]["summary"].as_str().is_some_and(|it| it.starts_with("Chương trình công tác")));
    }

    /// But for its words, the one in Vietnamese is the one in English: whoever generates a client may take either.
    #[test]
    fn both_documents_describe_the_same() {
        let [mut english, mut vietnamese] =
            [Language::English, Language::Vietnamese].map(|it| document(it).expect("a document"));
        assert_ne!(english, vietnamese);
        for document in [&mut english, &mut vietnamese] {
            document["info"]["description"].take();
            for tag in document["tags"].as_array_mut().expect("tags") {
                tag["description"].take();
            }
            wording::put_summaries(document, |_| "");
            wording::put_head(document, |_| "");
        }
        assert_eq!(english, vietnamese);
    }
}
