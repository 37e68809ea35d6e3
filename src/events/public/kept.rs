//! Feeds that were made before, kept in memory under what they show: a thousand telephones that ask again cost one look at a counter
//! (docs/decisions/0026).

use std::fmt;

use chrono::NaiveDate;
use quick_cache::Weighter;
use quick_cache::sync::Cache;

use crate::events::calendars::rules::Span;
use crate::events::kinds::{EventForm, EventOccasion};
use crate::kernel::http::Content;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;

/// All of them together, in bytes.
const MOST_BYTES: u64 = 32 << 20;
/// So few are expected that all lie in one part of the cache: each part takes its share of the bytes, and a large feed must fit in.
const EXPECTED: usize = 32;

/// What a feed shows. It follows from this, and from what is on record at a count of its committee.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The committee whose events it shows.
    pub committee: Id,
    /// What it is called, which can change.
    pub name: String,
    /// The day on which it is asked for: what was cancelled is forgotten after a while.
    pub today: NaiveDate,
    /// What it covers.
    pub span: Span,
    /// Of which forms.
    pub form: Vec<EventForm>,
    /// For which occasions.
    pub occasion: Vec<EventOccasion>,
}

#[derive(Clone)]
struct Weight;

impl Weighter<Asked, (i64, Content)> for Weight {
    fn weight(&self, _: &Asked, (_, content): &(i64, Content)) -> u64 {
        u64::try_from(content.size()).unwrap_or(u64::MAX).saturating_add(1_000)
    }
}

/// The feeds that are kept.
pub struct KeptFeeds(Cache<Asked, (i64, Content), Weight>);

impl Default for KeptFeeds {
    fn default() -> Self {
        Self(Cache::with_weighter(EXPECTED, MOST_BYTES, Weight))
    }
}

impl fmt::Debug for KeptFeeds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "KeptFeeds({} bytes)", self.0.weight())
    }
}

impl KeptFeeds {
    /// The feed as it was made at this count, or as it is made now.
    pub fn at(
        &self,
        asked: Asked,
        count: i64,
        make: impl FnOnce(&Asked) -> Result<Content, Problem>,
    ) -> Result<Content, Problem> {
        if let Some((_, content)) = self.0.get(&asked).filter(|(then, _)| *then == count) {
            return Ok(content);
        }
        let content = make(&asked)?;
        self.0.insert(asked, (count, content.clone()));
        Ok(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::instant::Instant;

    fn asked(committee: Id) -> Asked {
        let span = Span { from: Instant(0), before: Instant(1) };
        let today = NaiveDate::MIN;
        Asked { committee, name: "Lịch".to_owned(), today, span, form: Vec::new(), occasion: Vec::new() }
    }

    fn of(size: usize) -> Content {
        Content::new("text/calendar", vec![b' '; size])
    }

    #[test]
    fn a_feed_is_made_once_for_a_count() {
        let (kept, one) = (KeptFeeds::default(), Id::fresh());
        let never = |_: &Asked| -> Result<Content, Problem> { panic!("it is kept") };
        kept.at(asked(one), 1, |_| Ok(of(10_000_000))).expect("made");
        assert_eq!(kept.at(asked(one), 1, never).expect("kept").size(), 10_000_000);
        assert_eq!(kept.at(asked(one), 2, |_| Ok(of(20))).expect("made anew").size(), 20);
        assert_eq!(kept.at(asked(one), 2, never).expect("kept").size(), 20);
        assert_eq!(kept.at(asked(Id::fresh()), 2, |_| Ok(of(30))).expect("another").size(), 30);
    }

    #[test]
    fn all_of_them_together_are_bounded() {
        let kept = KeptFeeds::default();
        for _ in 0..100 {
            kept.at(asked(Id::fresh()), 1, |_| Ok(of(1_000_000))).expect("made");
        }
        let bytes = kept.0.weight();
        assert!((20 << 20..=MOST_BYTES).contains(&bytes), "{bytes}");
    }
}
