//! What a programme must be to be edited, derived from and issued, beside who may and beside its workflow.

pub mod activation;

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::on_paper::{on_paper, planned_from};
use crate::kernel::problem::{Code, Problem};
use crate::programmes::programmes::model::ProgrammeState;

/// Text and tasks are edited in a draft alone.
pub fn is_draft(state: ProgrammeState) -> Result<(), Problem> {
    if state == ProgrammeState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// An agency's own programme is derived from a revision in force.
pub fn can_be_derived_from(state: ProgrammeState, is_superseded: bool) -> Result<(), Problem> {
    let is_in_force = state == ProgrammeState::Issued && !is_superseded;
    if is_in_force { Ok(()) } else { Err(Problem::of(Code::ParentNotIssued)) }
}

/// A derived programme belongs to an agency below the one whose programme it is derived from.
pub fn under_issuer(directory: &Directory, agency: Id, issuer: Id) -> Result<(), Problem> {
    let is_below = agency != issuer && directory.is_within(agency, issuer);
    if is_below { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::NotUnderIssuer)) }
}

/// A programme is issued for its year, as that of 6 March 2017 was for 2017: from the year before on, when it is prepared, and today
/// at the latest. Of a year further ahead it is issued on the day.
pub fn issued_in_time(issued_on: NaiveDate, year: i32, today: NaiveDate) -> Result<(), Problem> {
    on_paper("/issued_on", issued_on, planned_from(year), today)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::directory::AgencySeat;

    #[test]
    fn a_draft_is_edited_and_what_is_in_force_is_derived_from() {
        for state in ProgrammeState::ALL {
            let is_issued = *state == ProgrammeState::Issued;
            assert_eq!(is_draft(*state).is_ok(), *state == ProgrammeState::Draft, "{state}");
            assert_eq!(can_be_derived_from(*state, false).is_ok(), is_issued, "{state}");
            assert_eq!(can_be_derived_from(*state, true).unwrap_err().code(), Code::ParentNotIssued, "{state}");
        }
    }

    #[test]
    fn it_is_issued_for_its_year() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let is_fine = |on: &str, year| issued_in_time(day(on), year, day("2017-03-06")).is_ok();
        for (on, year) in [("2017-03-06", 2017), ("2016-01-01", 2017), ("2017-03-05", 2010), ("2017-03-06", 2019)] {
            assert!(is_fine(on, year), "{on} for {year}");
        }
        for (on, year) in [("2017-03-07", 2017), ("2015-12-31", 2017), ("2017-03-05", 2019)] {
            assert!(!is_fine(on, year), "{on} for {year}");
        }
    }

    #[test]
    fn whoever_derives_stands_below_the_issuer() {
        let (issuer, below) = (Id::fresh(), Id::fresh());
        let mut directory = Directory::default();
        for (agency, parent) in [(issuer, None), (below, Some(issuer))] {
            let (name, valid_from) = (String::new(), "2000-01-01".parse().unwrap());
            directory.agencies.insert(
                agency,
                AgencySeat {
                    parent,
                    code: String::new(),
                    name,
                    is_committee: false,
                    valid_from,
                    valid_to: None,
                    heir: None,
                },
            );
        }
        assert!(under_issuer(&directory, below, issuer).is_ok());
        for (agency, issuer) in [(issuer, issuer), (issuer, below)] {
            assert_eq!(under_issuer(&directory, agency, issuer).unwrap_err().code(), Code::NotUnderIssuer);
        }
    }
}
