//! Chance that is the same on every machine: SplitMix64 (Steele, Lea, Flood 2014), begun from a name.

use crate::kernel::crypto;

/// A series of numbers that follows from a name.
#[derive(Clone, Debug)]
pub struct Chance(u64);

impl Chance {
    /// The series of a name.
    pub fn of(name: &str) -> Self {
        let hash = crypto::sha256(name.as_bytes());
        Self(hash.first_chunk::<8>().copied().map(u64::from_be_bytes).unwrap_or_default())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound; 0 below 0.
    pub fn below(&mut self, bound: i64) -> i64 {
        let bound = u64::try_from(bound).unwrap_or_default();
        self.next().checked_rem(bound).and_then(|it| i64::try_from(it).ok()).unwrap_or_default()
    }

    /// A number between two, both included.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        least + self.below(most - least + 1)
    }

    /// One of some.
    pub fn one_of<'a, T>(&mut self, some: &'a [T]) -> Option<&'a T> {
        let place = self.below(i64::try_from(some.len()).unwrap_or_default());
        some.get(usize::try_from(place).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_one_series_and_its_numbers_stay_within_their_bounds() {
        let series = |name: &str| {
            let mut chance = Chance::of(name);
            (0..100).map(|_| chance.between(-3, 7)).collect::<Vec<_>>()
        };
        assert_eq!(series("a"), series("a"));
        assert_ne!(series("a"), series("b"));
        assert!(series("a").iter().all(|it| (-3..=7).contains(it)) && series("a").contains(&7));
        assert_eq!(Chance::of("a").below(0), 0);
    }
}
