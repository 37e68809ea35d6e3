//! Names in the order of a Vietnamese index.

use unicode_normalization::char::is_combining_mark;

use super::alike::plain;

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
    for character in plain(text).chars().chain([' ']) {
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
