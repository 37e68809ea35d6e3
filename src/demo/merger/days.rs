//! The days of the story.

use crate::demo::national::calendar::day;
use crate::kernel::deadline;
use crate::kernel::instant::Instant;

/// The year that is told of.
pub const YEAR: i32 = 2025;
/// The first day without the districts.
pub const CHANGES_ON: (u32, u32) = (7, 1);
/// The last day with them.
pub const LAST_EVE: (u32, u32) = (6, 30);

/// 1 December 2024, 00:00 in Hải Phòng: everything is set up before the year begins.
pub fn beginning() -> Instant {
    deadline::start_of(day(YEAR - 1, 12, 1))
}

/// An hour of a day of the year.
pub fn at((month, of_month): (u32, u32), hour: i64) -> Instant {
    deadline::start_of(day(YEAR, month, of_month)).plus_seconds(hour * 3_600)
}
