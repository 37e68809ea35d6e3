//! What a designation must be, beside who may make it.

use chrono::NaiveDate;

use crate::agencies::designations::model::NewDesignation;
use crate::agencies::designations::store::Row;
use crate::kernel::agencies::not_outlasted;
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::{Validity, giving_way};

/// Which designations of the committee end the day before a new one begins; 409 where one stands in its way.
pub fn ended_by<'a>(known: &'a [Row], new: &NewDesignation) -> Result<Vec<(&'a Row, NaiveDate)>, Problem> {
    let time = |row: &Row| Validity::new(row.valid_from, row.valid_to);
    giving_way(known.iter().filter(|row| time(row).reaches(new.valid_from)), time, new.valid_from)
}

const OF_A_COMMITTEE: Bound = Bound {
    most: 200,
    vietnamese: "lần giao cơ quan thường trực của một ban",
    english: "designations of one committee",
};

/// Every designation is read with who is who, by everybody; `known` are those of the committee, which is locked.
pub fn room_for_one(known: &[Row]) -> Result<(), Problem> {
    OF_A_COMMITTEE.room(known.len())
}

/// The standing agency stands below its committee, and is so for a time in order.
pub fn fitting(new: &NewDesignation, committee: Id, directory: &Directory) -> Result<(), Problem> {
    if new.agency_id == committee || !directory.is_within(new.agency_id, committee) {
        return Err(Problem::unknown("/agency_id"));
    }
    // Who stands for a committee further down is that one's to say.
    if directory.committee_of(new.agency_id) != Some(committee) {
        return Err(Problem::of_place("/agency_id", Code::WrongAgencyKind));
    }
    Validity::new(new.valid_from, new.valid_to).ordered()
}

/// Neither the committee nor its standing agency ends while the designation lasts; 409 where one does.
pub fn lasting(new: &NewDesignation, committee: Id, directory: &Directory) -> Result<(), Problem> {
    let time = Validity::new(new.valid_from, new.valid_to);
    not_outlasted(directory, new.agency_id, time, "/agency_id")?;
    not_outlasted(directory, committee, time, "/valid_to")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::instant::Instant;

    fn new(from: &str, to: Option<&str>) -> NewDesignation {
        let day = |text: &str| text.parse().unwrap();
        let (id, agency_id, legal_document_id) = (None, Id::fresh(), None);
        NewDesignation { id, agency_id, valid_from: day(from), valid_to: to.map(day), legal_document_id }
    }

    #[test]
    fn the_designation_that_runs_ends_and_one_that_is_to_come_stands_in_the_way() {
        let row = |new: &NewDesignation| Row::new(new, Id::fresh(), Instant(0));
        let over = row(&new("2010-01-01", Some("2014-12-31")));
        let runs = row(&new("2015-01-01", None));
        let known = [over, runs];
        let ended = ended_by(&known, &new("2017-06-01", None)).unwrap();
        assert_eq!(
            ended.iter().map(|(row, eve)| (row.id, eve.to_string())).collect::<Vec<_>>(),
            [(known[1].id, "2017-05-31".to_owned())]
        );
        let to_come = [row(&new("2018-01-01", None))];
        let refused = ended_by(&to_come, &new("2017-06-01", Some("2017-12-31"))).unwrap_err();
        assert_eq!(refused.code(), Code::PeriodOverlaps);
    }

    #[test]
    fn a_committee_is_not_its_own_standing_agency() {
        let designation = new("2017-06-01", None);
        let judged = fitting(&designation, designation.agency_id, &Directory::default()).unwrap_err();
        assert_eq!(judged.code(), Code::UnknownReference);
    }
}
