//! A query string as its pairs.

use std::borrow::Cow;

/// A line ends as it is stored, however it was typed, as in bodies.
pub(super) fn with_plain_lines(text: &str) -> Cow<'_, str> {
    let ends = ["%0D%0A", "%0D%0a", "%0d%0A", "%0d%0a", "%0D", "%0d"];
    if !text.contains("%0D") && !text.contains("%0d") {
        return Cow::Borrowed(text);
    }
    Cow::Owned(ends.iter().fold(text.to_owned(), |text, end| text.replace(end, "%0A")))
}

/// A parameter has no depth: `/kind/2` is `kind`.
pub(super) fn parameter(pointer: &str) -> &str {
    pointer.split('/').nth(1).unwrap_or_default()
}

/// The pairs of a query string, decoded.
pub(super) fn split(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    serde_html_form::from_str::<Vec<(String, String)>>(text).unwrap_or_default().into_iter()
}
