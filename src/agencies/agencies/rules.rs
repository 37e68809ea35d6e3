//! What an agency must be, beside who may enter it.

use crate::agencies::agencies::model::AgencyKind;
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::Validity;

/// A code belongs to one agency at a time. `others` are the times of the agencies that have it too.
pub fn code_is_free(time: Validity, others: &[Validity]) -> Result<(), Problem> {
    let is_taken = others.iter().any(|it| time.overlaps(*it));
    if is_taken { Err(Problem::of_place("/code", Code::CodeTaken)) } else { Ok(()) }
}

/// No agency lives longer than the one that it stands below.
pub fn not_longer_than(parent: Validity, time: Validity) -> Result<(), Problem> {
    let is_longer = parent.to.and_then(|last| last.succ_opt()).is_some_and(|first_without| time.reaches(first_without));
    if is_longer { Err(Problem::of_place("/parent_id", Code::OutlivesParent)) } else { Ok(()) }
}

const BELOW_ONE: Bound =
    Bound { most: 1_000, vietnamese: "cơ quan trực thuộc một cơ quan", english: "agencies right below one" };
const OF_A_TREE: Bound = Bound {
    most: 10_000,
    vietnamese: "cơ quan của một địa phương",
    english: "agencies of one committee and all below it",
};

/// Every agency is read with who is who, by everybody: below one, and in a whole tree, there are so many.
pub fn room_for_one(directory: &Directory, parent: Id) -> Result<(), Problem> {
    BELOW_ONE.room(directory.agencies.values().filter(|it| it.parent == Some(parent)).count())?;
    // Whose tree an agency stands in is asked only where there are that many at all.
    if directory.agencies.len() < OF_A_TREE.most {
        return Ok(());
    }
    let root = directory.lineage(parent).last().unwrap_or(parent);
    OF_A_TREE.room(directory.agencies.keys().filter(|id| directory.is_within(**id, root)).count())
}

/// Only a committee has a standing agency.
pub fn of_a_committee(kind: AgencyKind) -> Result<(), Problem> {
    if kind == AgencyKind::CityCommittee { Ok(()) } else { Err(Problem::of(Code::NotACommittee)) }
}

/// Only an agency that is there begins a paper.
pub fn owner_is_alive(alive: bool) -> Result<(), Problem> {
    if alive { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotAlive)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(from: &str, to: Option<&str>) -> Validity {
        let day = |text: &str| text.parse().unwrap();
        Validity::new(day(from), to.map(day))
    }

    #[test]
    fn a_code_is_free_again_once_its_agency_has_ended() {
        let ended = [time("2000-01-01", Some("2016-12-31"))];
        assert!(code_is_free(time("2017-01-01", None), &ended).is_ok());
        let both = code_is_free(time("2016-12-31", None), &ended).unwrap_err();
        assert_eq!(both.code(), Code::CodeTaken);
    }

    #[test]
    fn no_agency_lives_longer_than_the_one_above() {
        let parent = time("2000-01-01", Some("2017-05-31"));
        assert!(not_longer_than(parent, time("2001-01-01", Some("2017-05-31"))).is_ok());
        assert!(not_longer_than(time("2000-01-01", None), time("2001-01-01", None)).is_ok());
        for to in [Some("2017-06-01"), None] {
            let code = not_longer_than(parent, time("2001-01-01", to)).unwrap_err().code();
            assert_eq!(code, Code::OutlivesParent);
        }
    }

    #[test]
    fn no_other_agency_than_a_committee_has_a_standing_agency() {
        for kind in AgencyKind::ALL {
            assert_eq!(of_a_committee(*kind).is_ok(), *kind == AgencyKind::CityCommittee, "{kind}");
        }
    }
}
