//! Text: stored as it was typed but for the ends of lines, and one thing however it was typed wherever it is compared. Found without its
//! diacritics, sorted by its own alphabet, told apart by what is read, and numbers ordered as on paper.
//!
//! Both databases compare the results as bytes, so both sort and find alike whatever their collation. They are kept beside what they are
//! made of: [`FOLD`] says by which rules, and [`crate::kernel::folded`] makes them anew where these have changed.

mod alike;
mod paper_number;
mod searching;
mod sorting;
#[cfg(test)]
mod tests;
mod unique;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use alike::{is_space, is_unseen, opened};

pub use paper_number::paper_number_key;
pub use searching::{fold, pattern};
pub use sorting::sort_key;
pub(crate) use unique::set_apart;
pub use unique::{spelling, unique_key};

/// The rules by which texts are compared. Raised whenever [`fold`], [`sort_key`] or [`spelling`] gives another result for any text: what
/// is kept of them is then made anew when the service starts.
pub const FOLD: i32 = 2;

/// Text in letters that every program writes: no diacritics, đ as d, and an underscore for whatever is left.
pub fn in_ascii(text: &str) -> String {
    let opened = opened(text);
    let plain = opened.nfd().filter(|character| !is_combining_mark(*character)).map(|character| match character {
        'đ' => 'd',
        'Đ' => 'D',
        other if other == ' ' || other.is_ascii_graphic() && !"\"\\/%".contains(other) => other,
        _ => '_',
    });
    plain.collect()
}

/// The lines of a text as they are stored: Windows ends them with CR LF, and that says nothing of its own.
pub fn with_plain_lines(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// Whether text may be stored and shown: no control character but tab and newline (PostgreSQL refuses NUL), no character that turns
/// the direction of what follows, with which a name can be made to look like another one, and none of the two that are no characters
/// and that no picture may hold (XML).
pub fn is_clean(text: &str) -> bool {
    text.chars().all(|character| match character {
        '\n' | '\t' => true,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => false,
        other => !other.is_control(),
    })
}

/// Whether text shows nothing at all, white space or characters that are not seen, which nobody means as a name, a reason or a note. Empty
/// text is left to the limits.
pub fn is_blank(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|character| is_space(character) || is_unseen(character))
}

/// An address on the web in visible ASCII: for `#[validate(custom(...))]`.
pub fn web_address(text: &str) -> Result<(), validator::ValidationError> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let fits = (1..=1900).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(()) } else { Err(validator::ValidationError::new("pattern")) }
}
