//! What can be reminded of by hand.

use chrono::NaiveDate;

use crate::kernel::due::Due;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::reminders::reminders::model::{NewReminders, WhySkipped};

/// What a body names.
#[derive(Clone, Debug)]
pub enum Named {
    /// All that is owed of one paper, and where the body names it.
    AskedBy(&'static str, Id),
    /// Some objects, and where the body names them.
    Objects(&'static str, Vec<Id>),
}

impl Named {
    /// 422 where it is not there, or not for the caller.
    pub fn unknown(&self) -> Problem {
        match self {
            Self::AskedBy(pointer, _) | Self::Objects(pointer, _) => Problem::unknown(*pointer),
        }
    }
}

/// The resource it is about, and what is named of it; 422 where that is nothing or more than one thing.
pub fn named(body: &NewReminders) -> Result<(&'static str, Named), Problem> {
    let objects = [
        ("obligations", "/obligation_ids", &body.obligation_ids),
        ("assignments", "/assignment_ids", &body.assignment_ids),
        ("events", "/event_ids", &body.event_ids),
        ("inspections", "/inspection_ids", &body.inspection_ids),
        ("inspection-reports", "/inspection_report_ids", &body.inspection_report_ids),
        ("recommendations", "/recommendation_ids", &body.recommendation_ids),
        ("difficulties", "/difficulty_ids", &body.difficulty_ids),
    ];
    let papers = [("obligations", "/period_id", body.period_id), ("inspections", "/plan_id", body.plan_id)];
    let listed = objects
        .into_iter()
        .filter_map(|(resource, pointer, ids)| Some((resource, Named::Objects(pointer, ids.clone()?))));
    let asked_by =
        papers.into_iter().filter_map(|(resource, pointer, paper)| Some((resource, Named::AskedBy(pointer, paper?))));
    let mut all = asked_by.chain(listed);
    match (all.next(), all.next()) {
        (Some(only), None) => Ok(only),
        _ => Err(Problem::of(Code::OneSubject)),
    }
}

/// Why an object is left out of what somebody reminds of by hand, if it is: one of those that a whole paper asked for, or named.
pub fn left_out(due: &Due, of_paper: bool, was_today: bool, today: NaiveDate) -> Option<WhySkipped> {
    let time_runs = due.is_extended && today <= due.last_day;
    if !due.is_owed {
        Some(WhySkipped::NothingOwed)
    } else if was_today {
        Some(WhySkipped::RemindedToday)
    } else {
        (of_paper && time_runs).then_some(WhySkipped::ExtensionRuns)
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
            let body = NewReminders { period_id, obligation_ids, assignment_ids, ..Default::default() };
            named(&body).map(|(resource, _)| resource).map_err(|problem| problem.code())
        };
        let events = NewReminders { event_ids: ids.clone(), ..Default::default() };
        assert_eq!(named(&events).map(|(resource, _)| resource), Ok("events"));
        let plan = NewReminders { plan_id: period, ..Default::default() };
        assert_eq!(named(&plan).map(|(resource, _)| resource), Ok("inspections"));
        let recommendations = NewReminders { recommendation_ids: ids.clone(), ..Default::default() };
        assert_eq!(named(&recommendations).map(|(resource, _)| resource), Ok("recommendations"));
        let difficulties = NewReminders { difficulty_ids: ids.clone(), ..Default::default() };
        assert_eq!(named(&difficulties).map(|(resource, _)| resource), Ok("difficulties"));
        let two_papers = NewReminders { plan_id: period, period_id: period, ..Default::default() };
        assert_eq!(named(&two_papers).unwrap_err().code(), Code::OneSubject);
        assert_eq!(judged(period, None, None), Ok("obligations"));
        assert_eq!(judged(None, ids.clone(), None), Ok("obligations"));
        assert_eq!(judged(None, None, ids.clone()), Ok("assignments"));
        assert_eq!(judged(None, None, None), Err(Code::OneSubject));
        assert_eq!(judged(period, ids.clone(), None), Err(Code::OneSubject));
        assert_eq!(judged(None, ids.clone(), ids), Err(Code::OneSubject));
    }
}
