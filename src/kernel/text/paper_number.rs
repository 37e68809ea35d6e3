//! Numbers as documents write them, in the order in which these have them. What is written otherwise, with a character that is not seen
//! or a letter that only looks alike, is no such number and is refused: each has one spelling.

use unicode_normalization::UnicodeNormalization;

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
