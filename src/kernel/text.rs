//! Vietnamese text: found without its diacritics, sorted by its own alphabet, and numbers ordered as on paper.
//!
//! Both databases compare the results as bytes, so both sort and find alike whatever their collation.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Text as it is searched: no diacritics, đ as d, lower case, single spaces ("Bình  đẳng" is "binh dang").
pub fn fold(text: &str) -> String {
    let plain: String = text
        .nfd()
        .filter(|character| !is_combining_mark(*character))
        .flat_map(char::to_lowercase)
        .map(|character| if character == 'đ' { 'd' } else { character })
        .collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text in letters that every program writes: no diacritics, đ as d, and an underscore for whatever is left.
pub fn in_ascii(text: &str) -> String {
    let plain = text.nfd().filter(|character| !is_combining_mark(*character)).map(|character| match character {
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

/// Whether text is white space alone, which nobody means as a name, a reason or a note. Empty text is left to the limits.
pub fn is_blank(text: &str) -> bool {
    !text.is_empty() && text.trim().is_empty()
}

/// The Vietnamese alphabet, with the four foreign letters where Latin has them.
const ALPHABET: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// Between words: before every digit and letter, so "An" comes before "An Dương".
const WORD_BREAK: char = '!';

/// Between letters and tones: before [`WORD_BREAK`], so the shorter name comes first.
const LEVEL_BREAK: char = ' ';

/// A key that sorts names as a Vietnamese index does: by letters first (ă and đ are letters of their own), numbers by
/// their value, and by tones only where all letters are alike (ngang, huyền, hỏi, ngã, sắc, nặng).
pub fn sort_key(text: &str) -> String {
    let words: Vec<Word> = words(text);
    let letters: Vec<&str> = words.iter().map(|word| word.letters.as_str()).collect();
    let tones: String = words.iter().map(|word| char::from(b'0' + word.tone)).collect();
    let mut key = letters.join(WORD_BREAK.to_string().as_str());
    key.push(LEVEL_BREAK);
    key.push_str(tones.trim_end_matches('0'));
    key
}

#[derive(Default)]
struct Word {
    letters: String,
    digits: String,
    /// A syllable has one tone: 0 ngang to 5 nặng.
    tone: u8,
}

impl Word {
    /// Writes a run of digits so that 9 sorts before 10: how many digits, then the digits.
    fn end_number(&mut self) {
        let digits = std::mem::take(&mut self.digits);
        if !digits.is_empty() {
            let significant = digits.trim_start_matches('0');
            let length = u8::try_from(significant.len().min(9)).unwrap_or(9);
            self.letters.push(char::from(b'0' + length));
            self.letters.push_str(significant);
        }
    }

    fn push(&mut self, letter: char) {
        if letter.is_ascii_digit() {
            self.digits.push(letter);
            return;
        }
        self.end_number();
        match ALPHABET.chars().position(|known| known == letter).and_then(|place| u8::try_from(place).ok()) {
            Some(place) => self.letters.push(char::from(b'A' + place)),
            // Another script comes after ours.
            None => self.letters.push(letter),
        }
    }
}

fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut word = Word::default();
    let mut pending: Option<char> = None;
    for character in text.nfd().flat_map(char::to_lowercase).chain([' ']) {
        if let Some(tone) = tone(character) {
            word.tone = tone;
        } else if is_combining_mark(character) {
            pending = pending.map(|letter| with_mark(letter, character));
        } else {
            if let Some(letter) = pending.take() {
                word.push(letter);
            }
            if character.is_alphanumeric() {
                pending = Some(character);
            } else {
                word.end_number();
                if !word.letters.is_empty() {
                    words.push(std::mem::take(&mut word));
                }
            }
        }
    }
    words
}

fn tone(mark: char) -> Option<u8> {
    match mark {
        '\u{0300}' => Some(1),
        '\u{0309}' => Some(2),
        '\u{0303}' => Some(3),
        '\u{0301}' => Some(4),
        '\u{0323}' => Some(5),
        _ => None,
    }
}

fn with_mark(letter: char, mark: char) -> char {
    match (letter, mark) {
        ('a', '\u{0306}') => 'ă',
        ('a', '\u{0302}') => 'â',
        ('e', '\u{0302}') => 'ê',
        ('o', '\u{0302}') => 'ô',
        ('o', '\u{031B}') => 'ơ',
        ('u', '\u{031B}') => 'ư',
        _ => letter,
    }
}

/// Letters of a list in an official document (Decree 30/2020/NĐ-CP and its practice): d, then đ; no f, j, w, z.
const LIST_LETTERS: &str = "abcdđeghiklmnopqrstuvxy";

/// Deepest number, in parts.
const DEEPEST: usize = 6;

/// The sort key of a number as documents write it (`II.4.đ`): parts that are Roman numbers, integers or letters.
/// `None` for what is no such number.
pub fn paper_number_key(number: &str) -> Option<String> {
    let parts: Vec<&str> = number.split('.').collect();
    if parts.len() > DEEPEST {
        return None;
    }
    let keys: Option<Vec<String>> = parts.into_iter().map(part_key).collect();
    keys.map(|keys| keys.join("."))
}

/// One part: its kind, so that kinds never mix, then its value with leading zeros.
fn part_key(part: &str) -> Option<String> {
    let (kind, value) = if let Some(value) = roman(part) {
        (1, value)
    } else if let Some(value) = integer(part) {
        (2, value)
    } else {
        (3, list_letter(part)?)
    };
    Some(format!("{kind}{value:04}"))
}

fn integer(part: &str) -> Option<u32> {
    let shape =
        (1..=4).contains(&part.len()) && !part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit());
    if shape { part.parse().ok() } else { None }
}

fn list_letter(part: &str) -> Option<u32> {
    let composed: String = part.nfc().collect();
    let mut letters = composed.chars();
    let (letter, rest) = (letters.next()?, letters.next());
    if rest.is_some() {
        return None;
    }
    LIST_LETTERS.chars().position(|known| known == letter).and_then(|place| u32::try_from(place + 1).ok())
}

fn roman(part: &str) -> Option<u32> {
    const VALUES: [(&str, u32); 9] =
        [("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1)];
    let (mut rest, mut total) = (part, 0);
    for (digits, value) in VALUES {
        // IX, XC and the halves stand once; ones, tens and hundreds up to three times.
        let most = if matches!(digits, "C" | "X" | "I") { 3 } else { 1 };
        for _ in 0..most {
            if let Some(shorter) = rest.strip_prefix(digits) {
                (rest, total) = (shorter, total + value);
            }
        }
    }
    (rest.is_empty() && total > 0 && write_roman(total, &VALUES) == part).then_some(total)
}

/// The one right way to write a number, against which `VIV` or `IXI` fall.
fn write_roman(mut number: u32, values: &[(&str, u32)]) -> String {
    let mut text = String::new();
    for (digits, value) in values {
        while number >= *value {
            text.push_str(digits);
            number -= value;
        }
    }
    text
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

/// An address on the web in visible ASCII: for `#[validate(custom(...))]`.
pub fn web_address(text: &str) -> Result<(), validator::ValidationError> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let fits = (1..=1900).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(()) } else { Err(validator::ValidationError::new("pattern")) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn text_is_found_with_and_without_diacritics() {
        for (text, folded) in [
            ("Bình đẳng giới", "binh dang gioi"),
            ("  BÌNH   ĐẲNG\tGIỚI ", "binh dang gioi"),
            ("Thuỷ Nguyên", "thuy nguyen"),
            ("Thủy Nguyên", "thuy nguyen"),
            ("1016/CTr-BCĐ", "1016/ctr-bcd"),
            ("", ""),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn names_sort_as_in_a_vietnamese_index() {
        let sorted = [
            "An",
            "An Biên",
            "An Dương",
            "An Lão",
            "Ăn",
            "Ân Thi",
            "Ba",
            "Bà",
            "Bả",
            "Bã",
            "Bá",
            "Bạ",
            "Bà Rịa",
            "Dương Kinh",
            "Đồ Sơn",
            "Hải An",
            "Hồng Bàng",
            "Kiến An",
            "Kiến Thuỵ",
            "Ngô Quyền",
            "Quận 2",
            "Quận 10",
            "Tiên Lãng",
            "Ước",
            "Vĩnh Bảo",
        ];
        for pair in sorted.windows(2) {
            let [left, right] = pair else { continue };
            // Bà Rịa: letters decide before tones, so it stands behind every single "Ba".
            assert!(sort_key(left) < sort_key(right), "{left} before {right}");
        }
        assert_eq!(sort_key("hồng bàng"), sort_key("Hồng  Bàng"));
    }

    #[test]
    fn numbers_order_as_on_paper() {
        let sorted = [
            "I", "I.1", "II", "II.1", "II.2", "II.4", "II.4.a", "II.4.d", "II.4.đ", "II.4.e", "II.4.g", "II.10", "III",
            "IV", "IX", "X", "XL",
        ];
        for pair in sorted.windows(2) {
            let [left, right] = pair else { continue };
            let key = |number: &str| paper_number_key(number).expect("a number");
            assert!(key(left) < key(right), "{left} before {right}");
        }
        for wrong in [
            "",
            ".",
            "II.",
            ".1",
            "IIII",
            "VIV",
            "IXI",
            "0",
            "01",
            "12345",
            "f",
            "ab",
            "II 4",
            "-1",
            "1.1.1.1.1.1.1",
            "ă",
        ] {
            assert_eq!(paper_number_key(wrong), None, "{wrong}");
        }
        let decomposed = "II.4.\u{0111}";
        assert!(paper_number_key(decomposed).is_some());
    }

    proptest! {
        #[test]
        fn folding_is_idempotent(text in "\\PC{0,40}") {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn composed_and_decomposed_text_is_the_same(text in "[a-zA-ZàáảãạăằắẳẵặâầấẩẫậđéèêềếểễệíóôơớờợủưữựýĐ ]{0,40}") {
            let decomposed: String = text.nfd().collect();
            prop_assert_eq!(fold(&text), fold(&decomposed));
            prop_assert_eq!(sort_key(&text), sort_key(&decomposed));
        }

        #[test]
        fn integers_order_by_value(left in 1_u32..9999, right in 1_u32..9999) {
            let key = |number: u32| paper_number_key(&number.to_string());
            prop_assert_eq!(left.cmp(&right), key(left).cmp(&key(right)));
            let named = |number: u32| sort_key(&format!("Phường {number}"));
            prop_assert_eq!(left.cmp(&right), named(left).cmp(&named(right)));
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _ = (fold(&text), sort_key(&text), paper_number_key(&text));
        }
    }
}
