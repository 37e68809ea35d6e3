//! The two languages that answers speak.

use actix_web::http::header::{ACCEPT_LANGUAGE, HeaderMap};

/// A language that problems are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// Vietnamese, what every user reads unless they ask otherwise.
    #[default]
    Vietnamese,
    /// English.
    English,
}

impl Language {
    /// The language tag, as in `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Vietnamese => "vi",
            Language::English => "en",
        }
    }

    /// The language that the caller likes best of the two (RFC 9110 §12.5.4).
    pub fn of(headers: &HeaderMap) -> Language {
        headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).map(Language::preferred).unwrap_or_default()
    }

    fn preferred(accept: &str) -> Language {
        let weight = |wanted: &str| {
            accept
                .split(',')
                .filter_map(|range| {
                    let mut parts = range.split(';').map(str::trim);
                    let tag = parts.next()?;
                    let primary = tag.split('-').next()?;
                    let quality = parts
                        .find_map(|part| part.strip_prefix("q="))
                        .map_or(Some(1.0), |text| text.parse::<f32>().ok())?;
                    primary.eq_ignore_ascii_case(wanted).then_some(quality)
                })
                .fold(0.0, f32::max)
        };
        if weight("en") > weight("vi") { Language::English } else { Language::Vietnamese }
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{self, English, Vietnamese};

    #[test]
    fn the_heavier_of_the_two_wins_and_vietnamese_otherwise() {
        for (accept, expected) in [
            ("", Vietnamese),
            ("fr, de;q=0.5", Vietnamese),
            ("en", English),
            ("en-GB,en;q=0.9", English),
            ("vi,en", Vietnamese),
            ("vi;q=0.5, en;q=0.9", English),
            ("en;q=0, vi;q=0.1", Vietnamese),
            ("en;q=nonsense", Vietnamese),
            ("*", Vietnamese),
        ] {
            assert_eq!(Language::preferred(accept), expected, "{accept}");
        }
    }
}
