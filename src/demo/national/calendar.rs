//! When what is owed.

use chrono::NaiveDate;

use super::size::{LAST_YEAR, Size};

/// What is owed every year.
#[derive(Clone, Copy, Debug)]
pub struct Regime {
    /// Its code, by which it is saved too.
    pub code: &'static str,
    /// What sort of report it asks for.
    pub kind: &'static str,
    /// Its title.
    pub title: &'static str,
    /// The month it is opened in, on the 15th; it falls due a month later.
    pub opens_in: u32,
    /// The first and the last day that its figures cover.
    pub window: (&'static str, &'static str),
}

/// The two that the whole country owes.
pub const REGIMES: [Regime; 2] = [
    Regime {
        code: "SK-6T",
        kind: "mid_year",
        title: "Báo cáo sơ kết 6 tháng đầu năm",
        opens_in: 5,
        window: ("12-15", "06-14"),
    },
    Regime {
        code: "TK-NAM", kind: "annual", title: "Báo cáo tổng kết năm", opens_in: 11, window: ("12-15", "12-14")
    },
];

/// A regime in a year.
#[derive(Clone, Copy, Debug)]
pub struct Occasion {
    /// The regime.
    pub regime: Regime,
    /// The year.
    pub year: i32,
    /// The day it is opened.
    pub opens_on: NaiveDate,
    /// The first day that is late.
    pub due_on: NaiveDate,
}

/// The years of a demo.
#[derive(Clone, Copy, Debug)]
pub struct Calendar {
    first_year: i32,
}

impl Calendar {
    /// The years of a country of some size.
    pub fn of(size: Size) -> Self {
        let before = i32::try_from(size.years).unwrap_or_default().max(1) - 1;
        Self { first_year: LAST_YEAR - before }
    }

    /// The day on which everything is set up: before the first year begins.
    pub fn set_up_on(&self) -> NaiveDate {
        day(self.first_year - 1, 12, 1)
    }

    /// The years, in order.
    pub fn years(&self) -> impl Iterator<Item = i32> + use<> {
        self.first_year..=LAST_YEAR
    }

    /// What is owed, in the order of time.
    pub fn occasions(&self) -> impl Iterator<Item = Occasion> {
        self.years().flat_map(|year| {
            REGIMES.map(|regime| Occasion {
                regime,
                year,
                opens_on: day(year, regime.opens_in, 15),
                due_on: day(year, regime.opens_in + 1, 15),
            })
        })
    }
}

/// A day; the first of all where there is none.
pub fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}
