//! What all comparing goes through: text without the differences that nobody sees on paper.

use icu_properties::props::DefaultIgnorableCodePoint;
use icu_properties::{CodePointSetData, CodePointSetDataBorrowed};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::decompose_compatible;

/// Unicode's own list of what is drawn as nothing: soft hyphens, joiners, zero-width spaces, selectors of variants, marks of order and
/// direction.
const UNSEEN: CodePointSetDataBorrowed<'static> = CodePointSetData::new::<DefaultIgnorableCodePoint>();

/// The Braille pattern without a dot, which is drawn as a space and is none to Unicode.
const EMPTY_BRAILLE: char = '\u{2800}';

/// Marks of annotations, which no font draws and Unicode does not call ignorable.
const ANNOTATIONS: std::ops::RangeInclusive<char> = '\u{FFF9}'..='\u{FFFB}';

/// A character that stands for others (ﬁ, Ａ, Ⅷ) is read as these, where it is for so many at most: the few that stand for whole words
/// would make keys longer than an index takes.
const MOST_PARTS: usize = 4;

/// Whether a character is drawn as nothing.
pub fn is_unseen(character: char) -> bool {
    !character.is_ascii() && (UNSEEN.contains(character) || ANNOTATIONS.contains(&character))
}

/// Whether a character is drawn as a space, of whatever width, breaking or not.
pub fn is_space(character: char) -> bool {
    character.is_whitespace() || character == EMPTY_BRAILLE
}

/// What looks like a letter or a sign of the keyboard, as that: dashes and strokes that word processors make of what was typed, and what
/// older typefaces and telephones of the world have for đ, the Icelandic ð (U+00F0) and the African ɖ (U+0256), whose capitals (U+00D0,
/// U+0189) are drawn alike.
fn as_on_a_keyboard(character: char) -> char {
    match character {
        'ð' | 'ɖ' => 'đ',
        'Ð' | 'Ɖ' => 'Đ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' => '-',
        '\u{2044}' | '\u{2215}' => '/',
        other => other,
    }
}

/// Text without what is not seen, and with other forms of letters (full-width ones, ligatures) as the letters that they are.
pub fn opened(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut opened = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !is_unseen(*character)) {
        let (before, mut parts) = (opened.len(), 0);
        decompose_compatible(character, |part| {
            parts += 1;
            if !is_unseen(part) {
                opened.push(as_on_a_keyboard(part));
            }
        });
        if parts > MOST_PARTS {
            opened.truncate(before);
            opened.push(as_on_a_keyboard(character));
        }
    }
    opened
}

/// Text in lower case, each letter before its marks.
pub fn plain(text: &str) -> String {
    opened(text).nfd().flat_map(char::to_lowercase).collect()
}

/// Words with single spaces between them, and none at the ends.
pub fn single_spaced(text: &str) -> String {
    text.split(is_space).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}
