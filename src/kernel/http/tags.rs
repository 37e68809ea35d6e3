//! The entity tags that `If-Match` and `If-None-Match` name (RFC 9110 §8.8.3, §13.1): whole lists, `*`, and each tag by what it names.
//!
//! Whoever compresses answers on the way changes their tags: some make them weak (`W/"3-abc"`), others write the coding behind them
//! (`"3-abc-gzip"`, `"3-abc;gzip"`, `"3-abc--gzip"`). It is the same version all the same, and a client behind such a proxy has no
//! other tag to send back. So both headers take it.

use actix_web::http::header::{HeaderMap, HeaderName};

use crate::kernel::lists;

/// How long the digests in tags of ours are, in characters: of bodies, and of files.
pub const DIGEST_LENGTHS: [usize; 2] = [16, 24];

/// The codings that may be written behind a tag …
const CODINGS: [&str; 6] = ["br", "compress", "deflate", "gzip", "x-gzip", "zstd"];
/// … and what stands between.
const MARKS: [&str; 3] = ["--", "-", ";"];

/// What one of the headers names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tags {
    /// `*`: whatever is there.
    Any,
    /// These, without quotes, weakness and codings. What cannot be read names nothing.
    These(Vec<String>),
}

impl Tags {
    /// A version, whatever its body said.
    pub fn version(version: i64) -> Self {
        Self::These(vec![format!("{version}-0")])
    }

    /// What a header names; none where it is not there.
    pub fn of(headers: &HeaderMap, name: &HeaderName) -> Option<Self> {
        lists::whole(headers, name).map(|text| Self::read(&text))
    }

    fn read(text: &str) -> Self {
        if text.trim() == "*" {
            return Self::Any;
        }
        let (mut tags, mut rest) = (Vec::new(), text);
        // Between quotes anything may stand, a comma too, and nothing is escaped.
        while let Some((before, opened)) = rest.split_once('"') {
            let Some((tag, behind)) = opened.split_once('"') else { break };
            let mark = before.rsplit(',').next().unwrap_or_default().trim();
            if matches!(mark, "" | "W/") {
                tags.push(without_coding(tag).to_owned());
            }
            rest = behind.split_once(',').map_or("", |(_, next)| next);
        }
        Self::These(tags)
    }

    /// Whether an ETag, with its quotes, is among them.
    pub fn name(&self, etag: &str) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => {
                let named = without_coding(etag.trim_start_matches("W/").trim_matches('"'));
                tags.iter().any(|tag| tag == named)
            }
        }
    }

    /// Whether a version is among them, whatever else its body said.
    pub fn name_version(&self, version: i64) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|tag| version_of(tag) == Some(version)),
        }
    }

    /// Whether any version of ours is among them.
    pub fn name_anything(&self) -> bool {
        match self {
            Self::Any => true,
            Self::These(tags) => tags.iter().any(|tag| version_of(tag).is_some()),
        }
    }

    /// The tag of a version among them, as we write it.
    pub fn of_version(&self, version: i64) -> Option<String> {
        match self {
            Self::Any => None,
            Self::These(tags) => {
                tags.iter().find(|tag| version_of(tag) == Some(version)).map(|tag| format!("\"{tag}\""))
            }
        }
    }
}

/// The version in a tag of ours, `7-q1w2e3r4t5z6u7i8`.
fn version_of(tag: &str) -> Option<i64> {
    let (version, digest) = tag.split_once('-')?;
    let is_digest = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let is_ours = !digest.is_empty() && digest.bytes().all(is_digest);
    let digits = version.bytes().all(|byte| byte.is_ascii_digit());
    if is_ours && digits { version.parse().ok() } else { None }
}

/// A tag without the coding behind it. A digest may end like one, so its length tells.
fn without_coding(tag: &str) -> &str {
    let plain = CODINGS.iter().find_map(|coding| {
        let marked = tag.strip_suffix(coding)?;
        let plain = MARKS.iter().find_map(|mark| marked.strip_suffix(mark))?;
        let (_, digest) = plain.split_once('-')?;
        DIGEST_LENGTHS.contains(&digest.len()).then_some(plain)
    });
    plain.unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "7-q1w2e3r4t5z6u7i8";

    #[test]
    fn a_tag_names_its_version_whatever_was_done_to_it_on_the_way() {
        for written in [
            format!("\"{TAG}\""),
            format!("W/\"{TAG}\""),
            format!("\"{TAG}-gzip\""),
            format!("W/\"{TAG}-br\""),
            format!("\"{TAG};gzip\""),
            format!("\"{TAG}--gzip\""),
            format!("\"{TAG}-x-gzip\""),
            format!("\"{TAG}\"-gzip"),
            format!("  \"{TAG}\"  "),
            format!("\"x\", W/\"y\",\"a,b\" , \"{TAG}\""),
            format!(",, \"{TAG}\",,"),
            format!("\"\u{e9}\", \"{TAG}\""),
        ] {
            let tags = Tags::read(&written);
            assert!(tags.name(&format!("\"{TAG}\"")) && tags.name(&format!("\"{TAG}-gzip\"")), "{written}");
            assert!(tags.name_version(7) && !tags.name_version(8) && tags.name_anything(), "{written}");
            assert_eq!(tags.of_version(7), Some(format!("\"{TAG}\"")), "{written}");
        }
        assert!(Tags::read(" * ").name("\"1-abc\"") && Tags::read("*").name_version(3));
        // The digest of a file is longer, and a digest may end like a coding.
        let file = "1-0123456789abcdef01234567";
        assert!(Tags::read(&format!("\"{file}-zstd\"")).name(&format!("\"{file}\"")));
        let unlucky = "0-abcdefghijklm-br";
        assert_eq!(without_coding(unlucky), unlucky);
        assert_eq!(without_coding("1-x-gzip"), "1-x-gzip");
    }

    #[test]
    fn what_cannot_be_read_names_nothing() {
        for written in ["", "7", TAG, "\"", "\"7", "w/\"7-q1w2e3r4t5z6u7i8\"", "x\"7-q1w2e3r4t5z6u7i8\"", "*, *", "''"]
        {
            let tags = Tags::read(written);
            assert_eq!(tags, Tags::These(Vec::new()), "{written}");
            assert!(!tags.name("\"7-q1w2e3r4t5z6u7i8\"") && !tags.name_version(7) && !tags.name_anything());
        }
        for foreign in ["\"7\"", "\"x-abc\"", "\"+7-abc\"", "\"7-\"", "\"99999999999999999999-a\"", "\"7-a b\""] {
            assert!(!Tags::read(foreign).name_anything(), "{foreign}");
        }
    }
}
