//! How often the record is told, and how long a network is known.

use crate::kernel::instant::Instant;

/// Of one thing the record is told once in so many seconds.
const QUARTER_SECONDS: i64 = 15 * 60;
/// A clock that was set back makes what was noted before lie ahead. Further ahead than this it does not count.
const AHEAD_SECONDS: i64 = 60;
/// A network is forgotten so long after the last sign-in from it.
const KNOWN_SECONDS: i64 = 90 * 24 * 3600;

/// So many networks a quarter of an hour have entries of their own. Who has a large part of the addresses there are would
/// otherwise fill the record; one entry stands for all the others.
pub const MOST_NETWORKS: i64 = 100;

/// Whether what was told at one instant need not be told again at another.
pub fn is_recent(told: Instant, now: Instant) -> bool {
    told > forgotten_before(now) && told <= now.plus_seconds(AHEAD_SECONDS)
}

/// What was told before this may be told again.
pub fn forgotten_before(now: Instant) -> Instant {
    now.plus_seconds(-QUARTER_SECONDS)
}

/// A network from which nobody signed in since then is as any other.
pub fn known_since(now: Instant) -> Instant {
    now.plus_seconds(-KNOWN_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_record_is_told_once_in_a_quarter_of_an_hour_whatever_the_clock_does() {
        let at = |seconds: i64| Instant(seconds * 1_000_000);
        assert!(is_recent(at(1_000), at(1_000)));
        assert!(is_recent(at(1_000), at(1_899)));
        assert!(!is_recent(at(1_000), at(1_900)));
        assert!(is_recent(at(1_000), at(990)), "set back by seconds");
        assert!(!is_recent(at(1_000), at(400)), "set back by minutes");
    }
}
