//! What an agency must be, beside who may enter it.

use crate::agencies::agencies::model::AgencyKind;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::validity::Validity;

/// A code belongs to one agency at a time. `others` are the times of the agencies that have it too.
pub fn code_is_free(time: Validity, others: &[Validity]) -> Result<(), Problem> {
    let is_taken = others.iter().any(|it| time.overlaps(*it));
    if is_taken { Err(Problem::of_place("/code", Code::CodeTaken)) } else { Ok(()) }
}

/// Only a committee has a standing agency.
pub fn of_a_committee(kind: AgencyKind) -> Result<(), Problem> {
    if kind == AgencyKind::CityCommittee { Ok(()) } else { Err(Problem::of(Code::NotACommittee)) }
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
    fn no_other_agency_than_a_committee_has_a_standing_agency() {
        for kind in AgencyKind::ALL {
            assert_eq!(of_a_committee(*kind).is_ok(), *kind == AgencyKind::CityCommittee, "{kind}");
        }
    }
}
