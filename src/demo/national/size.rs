//! How large a country is.

/// The last year of every demo.
pub const LAST_YEAR: i32 = 2017;

/// How large a country is, and how long it has reported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Provinces, below the committee.
    pub provinces: u32,
    /// Communes, below the provinces.
    pub communes: u32,
    /// Years of reports up to that of the demo, two periods each.
    pub years: u32,
}

impl Size {
    /// Viet Nam since 1 July 2025: 34 provinces and 3,321 communes.
    pub const NATIONAL: Self = Self { provinces: 34, communes: 3_321, years: 10 };
}
