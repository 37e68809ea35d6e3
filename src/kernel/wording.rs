//! How the phrases of the tables are put in a language.
//!
//! Seats, roles, guards and lines about reading name themselves in English, where they are judged. A description in another
//! language puts each of these phrases in its own words; what has a name of its own in the API stays as it is.

/// Puts a phrase.
pub type Say = fn(&'static str) -> &'static str;

/// In the words of the tables.
pub fn as_written(phrase: &'static str) -> &'static str {
    phrase
}
