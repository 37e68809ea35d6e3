//! The only error that leaves the building: a problem (RFC 9457) with a stable code.

mod blocker;
mod catalogue;
mod database;
mod language;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, HttpResponseBuilder, ResponseError};
use serde::Serialize;

pub use blocker::Blocker;
pub use catalogue::Code;
pub(crate) use database::fault_of;
pub use database::{Constraint, Fault};
pub use language::Language;

use crate::kernel::id::Id;

/// So many characters of words are told that would be right at a place.
const LONGEST_LIST: usize = 1_500;

/// One text in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bilingual {
    vietnamese: String,
    english: String,
}

impl Bilingual {
    fn new(vietnamese: impl Into<String>, english: impl Into<String>) -> Self {
        Bilingual { vietnamese: vietnamese.into(), english: english.into() }
    }

    fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Vietnamese => &self.vietnamese,
            Language::English => &self.english,
        }
    }
}

/// One place where the request, or the object, is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Violation {
    pointer: Option<String>,
    at: Option<String>,
    id: Option<Id>,
    code: Code,
    detail: Option<Bilingual>,
}

/// What went wrong, without the language or the address, which the request knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    detail: Option<Bilingual>,
    retry_after: Option<u64>,
    violations: Vec<Violation>,
    fault: Fault,
}

impl Problem {
    /// A problem of this code.
    pub fn of(code: Code) -> Problem {
        // Every 503 says when to come back; a second is right unless the caller knows better.
        let retry_after = (code.status() == StatusCode::SERVICE_UNAVAILABLE).then_some(1);
        Problem { code, detail: None, retry_after, violations: Vec::new(), fault: Fault::None }
    }

    /// A problem of one place: a JSON pointer into the body, or the name of a parameter or header.
    pub fn of_place(pointer: impl Into<String>, code: Code) -> Problem {
        Problem::of(code).at(pointer, code)
    }

    /// What a place of the body refers to is unknown, or unknown to the caller.
    pub fn unknown(pointer: impl Into<String>) -> Problem {
        Problem::of_place(pointer, Code::UnknownReference)
    }

    /// What the database did to the transaction, where it was the cause.
    pub(crate) fn fault(&self) -> Fault {
        self.fault
    }

    /// The same problem as 503: the request was good, and may be repeated.
    #[must_use]
    pub(crate) fn into_unavailable(self) -> Problem {
        if self.code.status() == StatusCode::SERVICE_UNAVAILABLE { self } else { Problem::of(Code::Overloaded) }
    }

    /// Guards stand in the way, and all of them are told. A conflict comes before a broken rule: the problem is that of the first
    /// conflict, whatever else is wrong; else theirs where they all say the same, and [`Code::Blocked`] where they do not.
    pub fn blocked(blockers: Vec<Blocker>) -> Problem {
        let mut codes: Vec<Code> = blockers.iter().map(|it| it.code).collect();
        codes.dedup();
        let conflict = codes.iter().find(|code| code.status() == StatusCode::CONFLICT).copied();
        let code = conflict.unwrap_or(if let [code] = codes[..] { code } else { Code::Blocked });
        Problem::of(code).blocked_by(blockers)
    }

    /// What stands in the way, as a detail read shows it.
    pub fn into_blockers(self) -> Vec<Blocker> {
        if self.violations.is_empty() {
            return vec![Blocker::of(self.code)];
        }
        self.violations.into_iter().map(|it| Blocker { code: it.code, at: it.at.or(it.pointer), id: it.id }).collect()
    }

    /// This problem, or another in place of 404.
    #[must_use]
    pub fn or_else_not_found(self, other: impl FnOnce() -> Problem) -> Problem {
        if self.code == Code::NotFound { other() } else { self }
    }

    /// This problem, or in place of 404 that a place of the body refers to nothing: it is not the object asked for.
    #[must_use]
    pub fn or_unknown(self, pointer: &str) -> Problem {
        self.or_else_not_found(|| Problem::unknown(pointer))
    }

    /// The status of its answer.
    pub fn status(&self) -> StatusCode {
        self.code.status()
    }

    /// The code.
    pub fn code(&self) -> Code {
        self.code
    }

    /// Points at one wrong place: a JSON pointer into the body, or the name of a parameter or header.
    #[must_use]
    pub fn at(mut self, pointer: impl Into<String>, code: Code) -> Problem {
        self.violations.push(Violation { pointer: Some(pointer.into()), at: None, id: None, code, detail: None });
        self
    }

    /// Points at one wrong place and says more than the code's title.
    #[must_use]
    pub fn at_because(
        mut self,
        pointer: impl Into<String>,
        code: Code,
        vietnamese: impl Into<String>,
        english: impl Into<String>,
    ) -> Problem {
        let detail = Some(Bilingual::new(vietnamese, english));
        self.violations.push(Violation { pointer: Some(pointer.into()), at: None, id: None, code, detail });
        self
    }

    /// Points at one wrong place, and tells the words that are right there, unless they are too many to be read.
    #[must_use]
    pub fn at_none_of(self, pointer: &str, code: Code, words: &[&str]) -> Problem {
        let listed = words.join(", ");
        if listed.is_empty() || listed.chars().count() > LONGEST_LIST {
            return self.at(pointer, code);
        }
        let [vietnamese, english] = [Language::Vietnamese, Language::English].map(|it| code.title(it));
        self.at_because(
            pointer,
            code,
            format!("{vietnamese}: một trong các giá trị {listed}"),
            format!("{english}: one of {listed}"),
        )
    }

    /// What several rules say together: nothing, or the faults of all of them at once, under their code where it is one.
    pub fn of_all(said: impl IntoIterator<Item = Result<(), Problem>>) -> Result<(), Problem> {
        let mut all = said.into_iter().filter_map(Result::err);
        let Some(first) = all.next() else { return Ok(()) };
        Err(all.fold(first, |mut one, other| {
            if one.code != other.code {
                one.code = Code::Blocked;
            }
            one.detail = one.detail.or(other.detail);
            one.violations.extend(other.violations);
            one
        }))
    }

    /// The same problem of something that lies deeper in the body: the places that it points at are below this one.
    #[must_use]
    pub fn below(mut self, prefix: &str) -> Problem {
        for pointer in self.violations.iter_mut().filter_map(|it| it.pointer.as_mut()) {
            pointer.insert_str(0, prefix);
        }
        self
    }

    /// Says more than the code's title. Never put another agency's data or a cause of ours in here.
    #[must_use]
    pub fn detail(mut self, vietnamese: impl Into<String>, english: impl Into<String>) -> Problem {
        self.detail = Some(Bilingual::new(vietnamese, english));
        self
    }

    /// When to come back, in seconds.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Problem {
        self.retry_after = Some(seconds);
        self
    }

    /// When to come back, in seconds, where that may help.
    pub fn seconds(&self) -> Option<u64> {
        self.retry_after
    }

    /// Lists the guards that stand in the way.
    #[must_use]
    pub fn blocked_by(mut self, blockers: Vec<Blocker>) -> Problem {
        self.violations.extend(blockers.into_iter().map(|Blocker { code, at, id }| Violation {
            pointer: None,
            at,
            id,
            code,
            detail: None,
        }));
        self
    }

    /// The places that it points at, each with its code.
    pub fn places(&self) -> impl Iterator<Item = (&str, Code)> {
        self.violations.iter().filter_map(|it| Some((it.pointer.as_deref()?, it.code)))
    }

    /// All that it says in one line.
    pub fn told(&self, language: Language) -> String {
        let own = self.detail.as_ref().map(|detail| detail.in_language(language).to_owned());
        let places = self.violations.iter().map(|it| {
            let said =
                it.detail.as_ref().map_or_else(|| it.code.title(language), |detail| detail.in_language(language));
            match it.pointer.as_ref().or(it.at.as_ref()) {
                Some(place) => format!("{place}: {said}"),
                None => said.to_owned(),
            }
        });
        let title = self.code.title(language).to_owned();
        std::iter::once(title).chain(own).chain(places).collect::<Vec<String>>().join("; ")
    }

    /// Whether no place has been pointed at.
    pub fn is_bare(&self) -> bool {
        self.violations.is_empty()
    }

    /// The document of RFC 9457 for the request at `instance`.
    pub fn document<'a>(&'a self, language: Language, instance: &'a str) -> impl Serialize + 'a {
        Document {
            r#type: format!("urn:tienbo:problem:{}", self.code.as_str()),
            title: self.code.title(language),
            status: self.code.status().as_u16(),
            detail: self.detail.as_ref().map(|detail| detail.in_language(language)),
            instance,
            code: self.code,
            errors: self
                .violations
                .iter()
                .map(|violation| DocumentError {
                    pointer: violation.pointer.as_deref(),
                    at: violation.at.as_deref(),
                    id: violation.id,
                    code: violation.code,
                    detail: match &violation.detail {
                        Some(detail) => detail.in_language(language),
                        None => violation.code.title(language),
                    },
                })
                .collect(),
        }
    }
}

#[derive(Serialize)]
struct Document<'a> {
    r#type: String,
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<&'a str>,
    instance: &'a str,
    code: Code,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<DocumentError<'a>>,
}

#[derive(Serialize)]
struct DocumentError<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Id>,
    code: Code,
    detail: &'a str,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.code.as_str())
    }
}

impl std::error::Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.code.status()
    }

    /// The answer without its body: the middleware `problem_details` writes that, since it knows the language and the address.
    fn error_response(&self) -> HttpResponse {
        let mut builder = HttpResponseBuilder::new(self.status_code());
        if let Some(seconds) = self.retry_after {
            builder.insert_header((RETRY_AFTER, seconds));
        }
        match self.code {
            Code::InvalidToken => {
                builder.insert_header((WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#));
            }
            _ if self.status_code() == StatusCode::UNAUTHORIZED => {
                builder.insert_header((WWW_AUTHENTICATE, "Bearer"));
            }
            _ => {}
        }
        let mut response = builder.finish();
        response.extensions_mut().insert(self.clone());
        response
    }
}
