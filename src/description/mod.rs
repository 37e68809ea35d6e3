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
    Ok(document)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_has_no_dangling_reference() {
        let document = document(Language::English).expect("a document");
        assert_eq!(openapi::dangling_references(&document), Vec::<String>::new());
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
        }
        assert_eq!(english, vietnamese);
    }
}
