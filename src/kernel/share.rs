//! Shares of a whole, from 0 to 1. There is none of nothing: a rate that nothing was judged for is no rate of zero.

/// A part of the whole.
pub fn of(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// What came on time out of what was judged: what came on time, early or not, what came late, and what has not come though its day is
/// over. What is not due yet and has not come is neither, and stands beside the rate.
pub fn on_time(on_time: i64, late: i64, overdue: i64) -> Option<f64> {
    of(on_time, on_time + late + overdue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_of_what_was_judged_and_there_is_none_of_nothing() {
        assert_eq!(on_time(0, 0, 0), None);
        assert_eq!(on_time(3, 0, 0), Some(1.0));
        assert_eq!(on_time(0, 0, 2), Some(0.0));
        assert_eq!(on_time(1, 1, 2), Some(0.25));
    }
}
