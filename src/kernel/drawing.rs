//! Pieces of pictures (SVG 1.1), in presentation attributes alone: the service lets no style and no script of a picture run.
//!
//! Places from side to side are shares of the width and from top to bottom pixels, so a picture is as wide as it is shown and its
//! numerals stay as large: on a phone as on a wall. What it says stands in numerals and shades tell more from fewer by their
//! lightness, so that nothing is lost in black and white.

use std::fmt::Write as _;

use crate::kernel::problem::Language;

/// The narrowest width that all has to be read at: a phone's.
const NARROWEST: f64 = 360.0;
/// How wide a numeral is, out of its height; those of wide fonts.
const NUMERAL: f64 = 0.7;

/// What is written.
pub const INK: &str = "#1a1a1a";
/// What is written beside.
pub const PALE_INK: &str = "#555555";
/// What is drawn around.
pub const LINE: &str = "#cccccc";

/// From few to many: the fill, and what is written on it. Their lightness alone tells them apart.
pub const SHADES: [(&str, &str); 5] =
    [("#e3eef9", INK), ("#b5d4ea", INK), ("#79b5d9", INK), ("#2171b5", "#ffffff"), ("#08306b", "#ffffff")];

/// How something is written.
#[derive(Clone, Copy, Debug)]
pub struct Text {
    /// Where, as a share of the width.
    pub x: f64,
    /// The line that it stands on.
    pub y: usize,
    /// How large.
    pub size: usize,
    /// Which end of it stands there: `start`, `middle`, `end`.
    pub anchor: &'static str,
    /// In which colour.
    pub ink: &'static str,
    /// Whether it is heavy.
    pub bold: bool,
}

/// A bar, or a cell.
#[derive(Clone, Copy, Debug)]
pub struct Bar {
    /// Its left side, as a share of the width.
    pub x: f64,
    /// Its upper side.
    pub y: usize,
    /// How wide, as a share of the width.
    pub width: f64,
    /// How high.
    pub height: usize,
    /// What it is filled with.
    pub fill: &'static str,
    /// What is drawn around it.
    pub stroke: &'static str,
}

/// What is drawn so far.
#[derive(Debug)]
pub struct Drawing {
    drawn: String,
}

impl Drawing {
    /// An empty picture of this height, with its title and its text alternative.
    pub fn begin(height: usize, language: Language, title: &str, described: &str) -> Self {
        let mut drawn = String::new();
        let _ = write!(
            drawn,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%\" height=\"{height}\" role=\"img\" \
             aria-labelledby=\"title desc\" lang=\"{}\" font-family=\"Arial, Helvetica, sans-serif\">\
             <title id=\"title\">{}</title><desc id=\"desc\">{}</desc>\
             <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>",
            language.tag(),
            escaped(title),
            escaped(described),
        );
        Self { drawn }
    }

    /// What stands over all: the title, and two lines below it.
    pub fn head(&mut self, title: &str, lines: [&str; 2]) {
        let pale = |y| Text { x: 1.5, y, size: 11, anchor: "start", ink: PALE_INK, bold: false };
        self.text(Text { size: 14, ink: INK, bold: true, ..pale(20) }, title);
        for (y, line) in [37, 52].into_iter().zip(lines) {
            self.text(pale(y), line);
        }
    }

    /// Something written.
    pub fn text(&mut self, how: Text, text: &str) {
        let Text { x, y, size, anchor, ink, bold } = how;
        let weight = if bold { " font-weight=\"bold\"" } else { "" };
        let _ = write!(
            self.drawn,
            "<text x=\"{x:.2}%\" y=\"{y}\" font-size=\"{size}\" text-anchor=\"{anchor}\" fill=\"{ink}\"{weight}>{}</text>",
            escaped(text)
        );
    }

    /// A bar.
    pub fn bar(&mut self, bar: Bar) {
        let Bar { x, y, width, height, fill, stroke } = bar;
        let _ = write!(
            self.drawn,
            "<rect x=\"{x:.2}%\" y=\"{y}\" width=\"{width:.2}%\" height=\"{height}\" fill=\"{fill}\" stroke=\"{stroke}\"/>"
        );
    }

    /// A level line between two shares of the width.
    pub fn line(&mut self, y: usize, from: f64, until: f64) {
        let _ = write!(
            self.drawn,
            "<line x1=\"{from}%\" y1=\"{y}\" x2=\"{until:.2}%\" y2=\"{y}\" stroke=\"{INK}\" stroke-width=\"1\"/>"
        );
    }

    /// What belongs together, and what it says where somebody points at it.
    pub fn told(&mut self, told: &str, draw: impl FnOnce(&mut Self)) {
        let _ = write!(self.drawn, "<g><title>{}</title>", escaped(told));
        draw(self);
        self.drawn.push_str("</g>");
    }

    /// The picture.
    pub fn finish(mut self) -> String {
        self.drawn.push_str("</svg>");
        self.drawn
    }
}

/// The largest size up to `most` at which a text of numerals stands within a share of the narrowest width.
pub fn fitting(text: &str, share: f64, most: usize) -> usize {
    let room = share / 100.0 * NARROWEST;
    ((room / (NUMERAL * text.chars().count() as f64)) as usize).clamp(5, most)
}

/// Which shade a number has.
#[derive(Clone, Copy, Debug)]
pub struct Shading {
    /// The largest number.
    pub largest: i64,
}

impl Shading {
    /// How many shades there is a use for.
    fn steps(&self) -> i64 {
        self.largest.clamp(1, SHADES.len() as i64)
    }

    fn step(&self, count: i64) -> i64 {
        (count * self.steps() + self.largest - 1) / self.largest.max(1)
    }

    /// The fill of a number, and what is written on it.
    pub fn shade(&self, count: i64) -> (&'static str, &'static str) {
        self.shade_of_step(self.step(count))
    }

    /// With fewer shades than there are, they stay as far apart as they can.
    pub fn shade_of_step(&self, step: i64) -> (&'static str, &'static str) {
        let last = SHADES.len() as i64 - 1;
        let place = if self.steps() > 1 { (step - 1) * last / (self.steps() - 1) } else { 1 };
        usize::try_from(place).ok().and_then(|place| SHADES.get(place)).copied().unwrap_or(SHADES[0])
    }

    /// The numbers of each step, first and last.
    pub fn ranges(&self) -> impl Iterator<Item = (i64, i64)> + '_ {
        let until = |step: i64| step * self.largest / self.steps();
        (1..=self.steps()).map(move |step| (until(step - 1) + 1, until(step)))
    }
}

/// Text as it stands in XML.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Every number that is written by itself.
    pub(crate) fn numbers(picture: &str) -> Vec<i64> {
        let texts = picture.split("<text ").skip(1).filter_map(|it| it.split('>').nth(1)?.strip_suffix("</text"));
        texts.filter_map(|text| text.parse().ok()).collect()
    }

    /// Tags are closed in the order in which they were opened, and the names of attributes are as they are given.
    fn names(picture: &str) -> Vec<String> {
        let (mut open, mut found) = (Vec::new(), Vec::new());
        for tag in picture.split('<').skip(1) {
            let (inside, text) = tag.split_once('>').expect("a tag ends");
            assert!(!text.contains('"') || !text.contains('&'), "{text}");
            if let Some(name) = inside.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name.to_owned()), "{inside}");
                continue;
            }
            let name = inside.split([' ', '/']).next().unwrap().to_owned();
            found.push(name.clone());
            found.extend(inside.split("=\"").filter_map(|it| it.rsplit([' ', '"']).next()).map(str::to_owned));
            if !inside.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
        found
    }

    /// A picture is whole, has a title and a text, and neither style nor script.
    pub(crate) fn is_whole_and_harmless(picture: &str, language: Language) {
        let found = names(picture);
        for forbidden in ["style", "script", "class", "onload", "href", "foreignObject", "image", "use"] {
            assert!(!found.iter().any(|it| it == forbidden), "{forbidden}");
        }
        let start = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%\" height=\"";
        assert!(picture.starts_with(start), "{picture}");
        assert!(picture.contains("role=\"img\" aria-labelledby=\"title desc\""));
        assert!(picture.contains(&format!("lang=\"{}\"", language.tag())));
        assert!(picture.contains("<title id=\"title\">") && picture.contains("<desc id=\"desc\">"));
    }

    fn lightness(colour: &str) -> f64 {
        let part = |at: usize| {
            let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    /// How far two colours are apart for whoever sees no colours (WCAG 2.1).
    pub(crate) fn contrast(one: &str, other: &str) -> f64 {
        let (one, other) = (lightness(one) + 0.05, lightness(other) + 0.05);
        if one > other { one / other } else { other / one }
    }

    #[test]
    fn the_shades_go_from_few_to_many_and_their_ranges_have_no_gaps() {
        for largest in [1, 2, 3, 4, 5, 6, 7, 11, 23, 100, 1_999] {
            let shading = Shading { largest };
            let mut next = 1;
            for (place, (first, last)) in shading.ranges().enumerate() {
                assert_eq!(first, next, "of {largest}");
                assert!(last >= first);
                for count in [first, last] {
                    assert_eq!(shading.step(count), place as i64 + 1, "{count} of {largest}");
                }
                next = last + 1;
            }
            assert_eq!(next, largest + 1);
            assert_eq!(shading.shade(largest).0, if largest == 1 { SHADES[1].0 } else { SHADES[4].0 });
        }
    }

    #[test]
    fn the_shades_are_told_apart_without_colour_and_what_is_written_on_them_is_read() {
        for (fill, ink) in SHADES {
            assert!(contrast(fill, ink) >= 4.5, "{fill}: {}", contrast(fill, ink));
        }
        for pair in SHADES.windows(2) {
            assert!(contrast(pair[0].0, pair[1].0) > 1.25, "{pair:?}");
            assert!(lightness(pair[0].0) > lightness(pair[1].0));
        }
    }

    #[test]
    fn text_is_text() {
        assert_eq!(escaped("<a href=\"x\" b='y'>&"), "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
    }
}
