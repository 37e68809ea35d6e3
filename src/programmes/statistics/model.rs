//! The government's four cells (form of report 1270/BC-TCTTTg of 2017).

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::roll_up::RollUp;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// One of the four cells.
    pub enum Cell {
        /// Done, and reported done before the due instant.
        DoneOnTime => "done_on_time",
        /// Done, and reported done at the due instant or later.
        DoneLate => "done_late",
        /// Open, and the due instant is still to come.
        OpenInTime => "open_in_time",
        /// Open, and the due instant has passed.
        OpenOverdue => "open_overdue",
    }
}

/// Judges one assignment that is not cancelled.
pub fn cell_of(done_at: Option<Instant>, due_at: Instant, now: Instant) -> Cell {
    match done_at {
        Some(done) if done < due_at => Cell::DoneOnTime,
        Some(_) => Cell::DoneLate,
        None if now < due_at => Cell::OpenInTime,
        None => Cell::OpenOverdue,
    }
}

/// How many assignments are in each cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Cells {
    /// Done on time.
    #[schema(minimum = 0)]
    pub done_on_time: i64,
    /// Done late.
    #[schema(minimum = 0)]
    pub done_late: i64,
    /// Open, in time.
    #[schema(minimum = 0)]
    pub open_in_time: i64,
    /// Open, overdue.
    #[schema(minimum = 0)]
    pub open_overdue: i64,
    /// All four.
    #[schema(minimum = 0)]
    pub total: i64,
}

impl Cells {
    /// Counts one more.
    pub fn count(&mut self, cell: Cell) {
        match cell {
            Cell::DoneOnTime => self.done_on_time += 1,
            Cell::DoneLate => self.done_late += 1,
            Cell::OpenInTime => self.open_in_time += 1,
            Cell::OpenOverdue => self.open_overdue += 1,
        }
        self.total += 1;
    }
}

/// The cells of one agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyCells {
    /// The agency; for returned assignments the standing agency. With `roll_up=successor`, whoever holds what was an ended one's.
    pub agency_id: Id,
    /// What it was called on the day of `as_of`.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// Its cells.
    pub cells: Cells,
}

/// The cells of one programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProgrammeCells {
    /// The programme, by its first revision (`series_id`).
    pub programme_id: Id,
    /// Its title.
    #[schema(max_length = 500)]
    pub title: String,
    /// Its cells.
    pub cells: Cells,
}

/// The four cells, in all, per agency and per programme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct TaskStatistics {
    /// The instant that the figures hold for.
    pub as_of: Instant,
    /// All that the caller may read.
    pub totals: Cells,
    /// Per agency, by name.
    #[schema(max_items = 10_000)]
    pub by_agency: Vec<AgencyCells>,
    /// Per programme, by title.
    #[schema(max_items = 10_000)]
    pub by_programme: Vec<ProgrammeCells>,
}

/// Which assignments to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct StatisticsFilter {
    /// Of this programme, in any revision.
    pub programme_id: Option<Id>,
    /// Of this agency and those below it.
    pub agency_id: Option<Id>,
    /// Of programmes of this year.
    #[validate(range(min = 1990, max = 2200))]
    #[param(minimum = 1990, maximum = 2200)]
    pub year: Option<i32>,
    /// Judged by what was on record at this instant; now when absent.
    pub as_of: Option<Instant>,
    /// Whose figures those of agencies are that had ended by the day of `as_of`: their own when absent.
    #[param(inline)]
    pub roll_up: Option<RollUp>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_due_instant_itself_is_late() {
        let due = Instant(1_000);
        for (done, now, cell) in [
            (Some(Instant(999)), 5_000, Cell::DoneOnTime),
            (Some(Instant(1_000)), 5_000, Cell::DoneLate),
            (None, 999, Cell::OpenInTime),
            (None, 1_000, Cell::OpenOverdue),
        ] {
            assert_eq!(cell_of(done, due, Instant(now)), cell);
        }
    }
}
