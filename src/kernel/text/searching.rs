//! Text as it is searched.

use unicode_normalization::char::is_combining_mark;

use super::alike::{plain, single_spaced};

/// Text as it is searched: no diacritics, đ as d, lower case, single spaces ("Bình  đẳng" is "binh dang").
pub fn fold(text: &str) -> String {
    let letters: String = plain(text)
        .chars()
        .filter(|character| !is_combining_mark(*character))
        .map(|character| if character == 'đ' { 'd' } else { character })
        .collect();
    single_spaced(&letters)
}

/// The `LIKE` pattern that finds folded text containing `q`; `%`, `_` and the escape itself are matched as they are.
pub fn pattern(q: &str) -> String {
    let escaped = fold(q).replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}

/// The condition that a column of folded text contains `q`. The escape is named: SQLite has none unless told.
#[macro_export]
macro_rules! containing {
    ($column:expr, $q:expr) => {
        $column.like($crate::kernel::text::pattern($q)).escape('\\')
    };
}
