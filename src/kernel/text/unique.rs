//! Text as one is told from another of its kind: numbers of papers, and who issued them.

use unicode_normalization::UnicodeNormalization;

use super::alike::{opened, single_spaced};
use crate::kernel::id::Id;

/// Between the parts of a key, and before what sets one apart: no spelling has a line of its own.
const BREAK: &str = "\n";

/// Text as it is read: composed, without what is not seen, with single spaces and none at its ends, and đ for what looks like it. Case,
/// marks and đ stand: Tân Hoà is not Tân Hoá.
pub fn spelling(text: &str) -> String {
    single_spaced(&opened(text).nfc().collect::<String>())
}

/// The key by which a row is told from others: of what it is called now, given the key that it has. One that was set apart stays so as
/// long as it is called the same.
pub fn unique_key(kept: Option<&str>, id: Id, parts: &[&str]) -> String {
    let parts: Vec<String> = parts.iter().map(|part| spelling(part)).collect();
    let key = parts.join(BREAK);
    let apart = set_apart(&key, id);
    if kept == Some(apart.as_str()) { apart } else { key }
}

/// The key of a row that is called as another one was before it, at a time when the two were not told to be the same.
pub(crate) fn set_apart(key: &str, id: Id) -> String {
    format!("{key}{BREAK}{id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_one_however_it_was_typed() {
        let number = "1016/CTr-BCĐ";
        for (what, typed) in [
            ("Icelandic", "1016/CTr-BCÐ"),
            ("African", "1016/CTr-BC\u{189}"),
            ("a zero-width space", "1016\u{200B}/CTr-BCĐ"),
            ("a soft hyphen", "1016/CTr\u{AD}-BCĐ"),
            ("a word joiner and a byte order mark", "\u{FEFF}1016/\u{2060}CTr-BCĐ"),
            ("spaces at its ends", "\u{A0} 1016/CTr-BCĐ \u{3000}"),
            ("full width", "１０１６／ＣＴｒ－ＢＣĐ"),
            ("a hyphen that does not break", "1016/CTr\u{2011}BCĐ"),
            ("a dash that a word processor made", "1016/CTr–BCĐ"),
            ("a fraction's stroke", "1016\u{2044}CTr-BCĐ"),
            ("marks of annotations", "1016/CTr\u{FFF9}-BCĐ\u{FFFB}"),
        ] {
            assert_eq!(spelling(typed), number, "{what}");
        }
        assert_eq!(spelling("Sở\u{A0}Tư  pháp"), spelling(&"Sở Tư pháp".nfd().collect::<String>()));
        for (one, other) in [("15/NQ", "15/nq"), ("Tân Hoà", "Tân Hoá"), ("BCĐ", "BCD"), ("12/KH", "12 /KH")] {
            assert_ne!(spelling(one), spelling(other));
        }
    }

    #[test]
    fn what_was_set_apart_stays_so_while_it_is_called_the_same() {
        let id = Id::fresh();
        let key = unique_key(None, id, &["15/NQ", "Chính phủ"]);
        assert_eq!(key, "15/NQ\nChính phủ");
        let apart = set_apart(&key, id);
        assert_eq!(unique_key(Some(&apart), id, &["15\u{200B}/NQ", "Chính phủ"]), apart);
        assert_eq!(unique_key(Some(&apart), id, &["16/NQ", "Chính phủ"]), "16/NQ\nChính phủ");
        assert_eq!(unique_key(Some(&apart), Id::fresh(), &["15/NQ", "Chính phủ"]), key);
    }
}
