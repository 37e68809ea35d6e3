//! What is wrong with a body: places, each with a code and with what would be right there.

use std::collections::HashSet;

use crate::kernel::problem::{Code, Language, Problem};

/// No answer names more faults: as many as the API document promises.
pub(super) const MOST_FAULTS: usize = 1_000;

/// No pointer is longer, in bytes: as long as the API document promises.
pub(super) const LONGEST_POINTER: usize = 1_000;

/// One thing said in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Said {
    pub vietnamese: String,
    pub english: String,
}

impl Said {
    pub fn new(vietnamese: impl Into<String>, english: impl Into<String>) -> Said {
        Said { vietnamese: vietnamese.into(), english: english.into() }
    }

    /// As the detail of a fault: what its code means, and this.
    pub fn of(self, code: Code) -> Said {
        let title = |language| code.title(language);
        Said::new(
            format!("{}: {}", title(Language::Vietnamese), self.vietnamese),
            format!("{}: {}", title(Language::English), self.english),
        )
    }
}

/// Where a reader stands in a body. Told backwards, so that a right body costs no text.
#[derive(Debug, Clone, Copy)]
pub(super) enum Place<'a> {
    Root,
    Field(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    /// The JSON pointer (RFC 6901); of what surrounds the place, where its own would be too long.
    pub fn pointer(&self) -> String {
        self.written().unwrap_or_else(|| match self {
            Place::Root => String::new(),
            Place::Field(outer, _) | Place::Item(outer, _) => outer.pointer(),
        })
    }

    fn written(&self) -> Option<String> {
        let pointer = match self {
            Place::Root => String::new(),
            Place::Field(_, name) if name.len() > LONGEST_POINTER => return None,
            Place::Field(outer, name) => format!("{}/{}", outer.written()?, escape(name)),
            Place::Item(outer, index) => format!("{}/{index}", outer.written()?),
        };
        (pointer.len() <= LONGEST_POINTER).then_some(pointer)
    }
}

/// A name as a part of a pointer.
pub(super) fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// One wrong place.
#[derive(Debug, Clone)]
struct Fault {
    pointer: String,
    code: Code,
    right: Option<Said>,
}

/// All that is wrong with a body, each place once for its shape.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<Fault>,
    places: HashSet<String>,
    surroundings: HashSet<String>,
}

impl Faults {
    /// Nothing wrong so far.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// So many that no more would be named.
    pub fn is_full(&self) -> bool {
        self.found.len() >= MOST_FAULTS
    }

    /// The shape is wrong here. What was said of a place first stands: a blank text is not a wrong date as well.
    pub fn misshapen(&mut self, place: Place<'_>, code: Code, right: impl FnOnce() -> Option<Said>) {
        if !self.is_full() {
            let pointer = place.pointer();
            if self.places.insert(pointer.clone()) {
                self.found.push(Fault { pointer, code, right: right() });
            }
        }
    }

    /// Something without a place of its own is wrong in here, such as a name that nobody can be shown.
    pub fn within(&mut self, place: Place<'_>, code: Code) {
        if !self.is_full() {
            let pointer = place.pointer();
            if self.surroundings.insert(pointer.clone()) {
                self.found.push(Fault { pointer, code, right: None });
            }
        }
    }

    /// A limit is broken here. It was judged on a mended body: what lies in a mended place does not count.
    pub fn beyond(&mut self, pointer: &str, code: Code, right: Option<Said>) {
        let mended = |known: &str| self.places.contains(known);
        let surrounding = pointer.match_indices('/').map(|(end, _)| &pointer[..end]);
        if !self.is_full() && !mended(pointer) && !surrounding.into_iter().any(mended) {
            self.found.push(Fault { pointer: pointer.to_owned(), code, right });
        }
    }

    /// The problem that names them all, in the order of their places.
    pub fn problem(mut self) -> Problem {
        self.found.sort_by_cached_key(|fault| order(&fault.pointer));
        self.found.into_iter().fold(Problem::of(Code::Schema), |problem, Fault { pointer, code, right }| match right {
            None => problem.at(pointer, code),
            Some(right) => {
                let Said { vietnamese, english } = right.of(code);
                problem.at_because(pointer, code, vietnamese, english)
            }
        })
    }
}

/// Item 2 comes before item 10.
fn order(pointer: &str) -> Vec<(Option<usize>, String)> {
    pointer.split('/').map(|part| (part.parse().ok(), part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pointers_are_those_of_rfc_6901() {
        let (root, long) = (Place::Root, "x".repeat(2_000));
        let list = Place::Field(&root, "a/b~c");
        let item = Place::Item(&list, 3);
        assert_eq!(root.pointer(), "");
        assert_eq!(Place::Field(&item, "").pointer(), "/a~1b~0c/3/");
        let lost = Place::Field(&item, &long);
        assert_eq!(
            Place::Item(&lost, 0).pointer(),
            "/a~1b~0c/3",
            "what cannot be written is named by what surrounds it"
        );
    }

    #[test]
    fn faults_come_in_the_order_of_their_places_and_what_was_mended_is_not_judged_again() {
        let mut faults = Faults::default();
        let root = Place::Root;
        let parts = Place::Field(&root, "parts");
        for index in [10, 2] {
            faults.misshapen(Place::Item(&parts, index), Code::TypeMismatch, || None);
        }
        faults.misshapen(Place::Item(&parts, 2), Code::TextBlank, || None);
        for pointer in ["/parts/2", "/parts/2/note", "/parts/3/note", "/parts"] {
            faults.beyond(pointer, Code::LengthOutOfRange, None);
        }
        let document = serde_json::to_value(faults.problem().document(Language::English, "/")).expect("a document");
        let named: Vec<_> = document["errors"].as_array().expect("errors").iter().map(|it| &it["pointer"]).collect();
        assert_eq!(named, ["/parts", "/parts/2", "/parts/3/note", "/parts/10"]);
    }

    #[test]
    fn an_answer_names_no_more_than_the_document_allows() {
        let mut faults = Faults::default();
        for index in 0..2_000 {
            faults.misshapen(Place::Item(&Place::Root, index), Code::TypeMismatch, || None);
        }
        assert!(faults.is_full());
        assert_eq!(faults.problem().into_blockers().len(), MOST_FAULTS);
    }
}
