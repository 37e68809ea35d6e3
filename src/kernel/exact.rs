//! What every reader of JSON keeps exact. JavaScript reads a number as a double, which holds no whole number beyond this for certain, and
//! Python knows no year before 1 or after 9999: nothing else is taken, and no sum is told that is larger.

/// The largest whole number that a double tells from its neighbours, 2⁵³ − 1; its negative is the smallest.
pub const LARGEST: i64 = 9_007_199_254_740_991;

/// The years of dates and, in UTC, of instants.
pub const YEARS: std::ops::RangeInclusive<i32> = 1..=9999;

/// Whether a whole number is read as it is written.
pub fn is_exact(number: i64) -> bool {
    number.unsigned_abs() <= LARGEST.unsigned_abs()
}

/// A sum; none where it would be too large.
pub fn sum(one: i64, more: i64) -> Option<i64> {
    one.checked_add(more).filter(|sum| is_exact(*sum))
}

/// A sum that stops at the largest.
pub fn sum_up_to_largest(one: i64, more: i64) -> i64 {
    one.saturating_add(more).min(LARGEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_exact_as_long_as_its_neighbours_are_others() {
        assert!(is_exact(LARGEST) && is_exact(-LARGEST));
        for number in [LARGEST + 1, -LARGEST - 1, i64::MAX, i64::MIN] {
            assert!(!is_exact(number), "{number}");
        }
        assert_eq!((LARGEST + 1) as f64, (LARGEST + 2) as f64, "a double does not tell them apart");
        assert_eq!((sum(LARGEST, 0), sum(LARGEST, 1), sum(i64::MAX, 1)), (Some(LARGEST), None, None));
        assert_eq!((sum_up_to_largest(1, 2), sum_up_to_largest(LARGEST, 7)), (3, LARGEST));
    }
}
