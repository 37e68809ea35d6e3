//! Headers that are lists: whole, from however many lines of one name (RFC 9110 §5.3), and how much something in one is wanted.

use actix_web::http::header::{HeaderMap, HeaderName};

/// What all lines of a header say, as one list; none where there is no such header. What is no text stands there with marks in place
/// of what cannot be read.
pub fn whole(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let lines: Vec<_> = headers.get_all(name).map(|line| String::from_utf8_lossy(line.as_bytes())).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// The parts between separators that stand in no quoted text.
pub fn split(text: &str, separator: char) -> Vec<String> {
    let mut parts = vec![String::new()];
    let (mut is_quoted, mut is_escaped) = (false, false);
    for character in text.chars() {
        if character == separator && !is_quoted {
            parts.push(String::new());
            continue;
        }
        is_quoted ^= character == '"' && !is_escaped;
        is_escaped = character == '\\' && is_quoted && !is_escaped;
        if let Some(part) = parts.last_mut() {
            part.push(character);
        }
    }
    parts
}

/// How much something is wanted, in thousandths: `0.375` is 375. No number of that form, or one above 1, is none (RFC 9110 §12.4.2).
pub fn thousandths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = part.len() <= 3 && part.bytes().all(|byte| byte.is_ascii_digit());
    let part: u16 = format!("{part:0<3}").parse().ok().filter(|_| digits)?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(1_000),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ACCEPT, HeaderValue};

    use super::*;

    #[test]
    fn a_list_is_all_of_its_lines() {
        let mut headers = HeaderMap::new();
        assert_eq!(whole(&headers, &ACCEPT), None);
        headers.append(ACCEPT, HeaderValue::from_static("a/b, c/d"));
        headers.append(ACCEPT, HeaderValue::from_bytes(b"e/\xff").expect("a value"));
        assert_eq!(whole(&headers, &ACCEPT).as_deref(), Some("a/b, c/d,e/\u{fffd}"));
        assert_eq!(split(r#"a;b="x,\",y",c"#, ','), [r#"a;b="x,\",y""#, "c"]);
    }

    #[test]
    fn a_weight_has_three_digits_at_most() {
        for (text, weight) in [("1", 1_000), ("1.000", 1_000), ("0", 0), ("0.3", 300), ("0.", 0), ("0.375", 375)] {
            assert_eq!(thousandths(text), Some(weight), "{text}");
        }
        for text in ["", "2", "1.1", "0.1234", "-1", ".5", "1e0", "nan", "0.x"] {
            assert_eq!(thousandths(text), None, "{text}");
        }
    }
}
