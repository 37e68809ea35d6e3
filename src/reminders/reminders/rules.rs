//! What can be reminded of by hand.

use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::reminders::reminders::model::NewReminders;

/// What a body names.
#[derive(Clone, Debug)]
pub enum Named {
    /// All that is owed in a period.
    Period(Id),
    /// Some objects, and where the body names them.
    Objects(&'static str, Vec<Id>),
}

impl Named {
    /// 422 where it is not there, or not for the caller.
    pub fn unknown(&self) -> Problem {
        match self {
            Self::Period(_) => Problem::unknown("/period_id"),
            Self::Objects(pointer, _) => Problem::unknown(*pointer),
        }
    }
}

/// The resource it is about, and what is named of it; 422 where that is nothing or more than one thing.
pub fn named(body: &NewReminders) -> Result<(&'static str, Named), Problem> {
    match (body.period_id, &body.obligation_ids, &body.assignment_ids) {
        (Some(period), None, None) => Ok(("obligations", Named::Period(period))),
        (None, Some(ids), None) => Ok(("obligations", Named::Objects("/obligation_ids", ids.clone()))),
        (None, None, Some(ids)) => Ok(("assignments", Named::Objects("/assignment_ids", ids.clone()))),
        _ => Err(Problem::of(Code::OneSubject)),
    }
}

/// 403 where what is named is not the caller's to remind of.
pub fn may_remind(is_his: bool) -> Result<(), Problem> {
    if is_his { Ok(()) } else { Err(Problem::of(Code::RoleMayNot)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_names_exactly_one_kind_of_thing() {
        let (period, ids) = (Some(Id::fresh()), Some(vec![Id::fresh()]));
        let judged = |period_id: Option<Id>, obligation_ids: Option<Vec<Id>>, assignment_ids: Option<Vec<Id>>| {
            let named = named(&NewReminders { period_id, obligation_ids, assignment_ids });
            named.map(|(resource, _)| resource).map_err(|problem| problem.code())
        };
        assert_eq!(judged(period, None, None), Ok("obligations"));
        assert_eq!(judged(None, ids.clone(), None), Ok("obligations"));
        assert_eq!(judged(None, None, ids.clone()), Ok("assignments"));
        assert_eq!(judged(None, None, None), Err(Code::OneSubject));
        assert_eq!(judged(period, ids.clone(), None), Err(Code::OneSubject));
        assert_eq!(judged(None, ids.clone(), ids), Err(Code::OneSubject));
    }
}
