//! What a reporting route must be, beside who may enter it.

use chrono::NaiveDate;

use crate::kernel::agencies::not_outlasted;
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::{Validity, giving_way};
use crate::reports::reporting_routes::model::NewReportingRoute;
use crate::reports::reporting_routes::store::Row;

const OF_AN_AGENCY: Bound =
    Bound {
        most: 200, vietnamese: "tuyến báo cáo của một cơ quan", english: "reporting routes of one agency"
    };

/// Every route is read where a period is opened; `known` are those of the agency, which are held.
pub fn room_for_one(known: &[Row]) -> Result<(), Problem> {
    OF_AN_AGENCY.room(known.len())
}

/// Which routes of the agency end the day before a new one begins; 409 where one stands in its way.
pub fn ended_by<'a>(known: &'a [Row], new: &NewReportingRoute) -> Result<Vec<(&'a Row, NaiveDate)>, Problem> {
    let wanted = time_of(new);
    // One that the new one is over before stands in nobody's way.
    giving_way(known.iter().filter(|row| on_record(row).overlaps(wanted)), on_record, new.valid_from)
}

/// When a route lasts that is to have its last day again: until then, or until the eve of another of its agency that is in its way.
/// None where that leaves it no day.
pub fn given_back(row: &Row, valid_to: Option<NaiveDate>, known: &[Row]) -> Option<Validity> {
    let wanted = Validity::new(row.valid_from, valid_to);
    let others = known.iter().filter(|it| it.agency_id == row.agency_id && it.id != row.id);
    match others.filter(|it| on_record(it).overlaps(wanted)).map(|it| it.valid_from).min() {
        None => Some(wanted),
        Some(next) => {
            let eve = next.pred_opt().filter(|eve| *eve >= row.valid_from)?;
            Some(Validity::new(row.valid_from, Some(eve)))
        }
    }
}

/// An agency below the committee reports to another agency there, or to the committee; the committee to nobody.
pub fn fitting(new: &NewReportingRoute, agency: Id, committee: Id, directory: &Directory) -> Result<(), Problem> {
    if agency == committee {
        return Err(Problem::of(Code::WrongAgencyKind));
    }
    if new.recipient_id == agency || !directory.is_within(new.recipient_id, committee) {
        return Err(Problem::unknown("/recipient_id"));
    }
    time_of(new).ordered()
}

/// Neither the agency nor its recipient ends while the route lasts; 409 where one does.
pub fn lasting(new: &NewReportingRoute, agency: Id, directory: &Directory) -> Result<(), Problem> {
    not_outlasted(directory, new.recipient_id, time_of(new), "/recipient_id")?;
    not_outlasted(directory, agency, time_of(new), "/valid_to")
}

fn on_record(row: &Row) -> Validity {
    Validity::new(row.valid_from, row.valid_to)
}

fn time_of(new: &NewReportingRoute) -> Validity {
    Validity::new(new.valid_from, new.valid_to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::instant::Instant;

    fn new(from: &str, to: Option<&str>) -> NewReportingRoute {
        let day = |text: &str| text.parse().unwrap();
        NewReportingRoute { id: None, recipient_id: Id::fresh(), valid_from: day(from), valid_to: to.map(day) }
    }

    #[test]
    fn the_route_that_runs_ends_and_one_that_begins_later_may_follow() {
        let row = |new: &NewReportingRoute| Row::new(new, Id::fresh(), Instant(0));
        let known = [row(&new("2015-01-01", None)), row(&new("2018-01-01", None))];
        let eves = |new: &NewReportingRoute| {
            let ended = ended_by(&known, new).map_err(|problem| problem.code())?;
            Ok(ended.iter().map(|(row, eve)| (row.id, eve.to_string())).collect::<Vec<_>>())
        };
        assert_eq!(eves(&new("2017-06-01", Some("2017-12-31"))), Ok(vec![(known[0].id, "2017-05-31".to_owned())]));
        assert_eq!(eves(&new("2017-06-01", None)), Err(Code::PeriodOverlaps));
        assert_eq!(eves(&new("2014-01-01", Some("2014-12-31"))), Ok(Vec::new()));
    }

    #[test]
    fn days_are_given_back_up_to_whatever_was_entered_since() {
        let agency = Id::fresh();
        let row = |from: &str, to: Option<&str>| Row::new(&new(from, to), agency, Instant(0));
        let ended = row("2017-01-01", Some("2017-01-31"));
        let elsewhere = Row { agency_id: Id::fresh(), ..row("2017-03-01", None) };
        let last_day = |valid_to: Option<&str>, others: &[Row]| {
            let known = [others, &[ended.clone(), elsewhere.clone()]].concat();
            given_back(&ended, valid_to.map(|it| it.parse().unwrap()), &known).map(|it| it.to.map(|to| to.to_string()))
        };
        let day = |text: &str| Some(Some(text.to_owned()));
        assert_eq!(last_day(None, &[]), Some(None), "another agency's is nothing to it");
        assert_eq!(last_day(Some("2017-12-31"), &[row("2018-01-01", None)]), day("2017-12-31"));
        let since = [row("2017-09-01", None), row("2017-03-01", Some("2017-08-31"))];
        assert_eq!(last_day(None, &since), day("2017-02-28"), "the first of them");
        assert_eq!(last_day(Some("2017-03-01"), &since), day("2017-02-28"), "both days belong to a time");
        assert_eq!(last_day(None, &[row("2017-01-01", Some("2017-01-01"))]), None);
        assert_eq!(last_day(None, &[row("2016-01-01", Some("2017-01-01"))]), None);
    }

    #[test]
    fn a_committee_reports_to_nobody_and_no_agency_to_itself() {
        let (route, directory) = (new("2017-01-01", None), Directory::default());
        let code = |agency, committee| fitting(&route, agency, committee, &directory).unwrap_err().code();
        let committee = Id::fresh();
        assert_eq!(code(committee, committee), Code::WrongAgencyKind);
        assert_eq!(code(route.recipient_id, committee), Code::UnknownReference);
    }
}
