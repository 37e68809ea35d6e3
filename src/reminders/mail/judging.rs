//! Whether a letter is true still when it leaves: it may have waited for a day while the mail server was down. Pure.

use crate::kernel::due::Due;
use crate::kernel::telling::Occasion as Told;
use crate::reminders::reminders::store::Row;
use crate::reminders::schedule::Occasion;
use crate::reminders::tellings::store::Row as Telling;

/// Why a letter need not leave any more, if it need not. `due` is what it reminds of as that is now, and `reaches` whether the
/// person would be reminded of it today.
pub fn pointless(reminder: &Row, due: Option<&Due>, reaches: bool) -> Option<&'static str> {
    let Some(due) = due else { return Some("what it was about is gone") };
    let is_done = !due.is_owed || reminder.occasion == Occasion::Returned && due.awaited_since.is_none();
    let has_moved = (due.last_day, due.internal_on) != (reminder.last_day, reminder.internal_on);
    if is_done {
        Some("it was done meanwhile")
    } else if due.agency != reminder.agency_id {
        Some("another agency owes it now")
    } else if has_moved {
        Some("it is due on another day now")
    } else if !reaches {
        Some("it is not this person's any more")
    } else {
        None
    }
}

/// What has become of a step that a letter tells of.
#[derive(Clone, Debug)]
pub struct Now {
    /// Whether its object has moved along its workflow since.
    pub has_moved: bool,
    /// What has the day that it names, as that is now; the outer none where it names none.
    pub owed: Option<Option<Due>>,
    /// Whether the person would be told of it today, and may read what it is about.
    pub concerns: bool,
}

/// The same of a letter that tells of a step.
pub fn untrue(telling: &Telling, now: &Now) -> Option<&'static str> {
    // That somebody was named for something stays true while that goes on.
    if now.has_moved && telling.occasion != Told::Appointed {
        return Some("it has moved on meanwhile");
    }
    match &now.owed {
        Some(None) => return Some("what it was about is gone"),
        Some(Some(due)) if !due.is_owed => return Some("it was done meanwhile"),
        Some(Some(due)) if Some(due.last_day) != telling.last_day => return Some("it is due on another day now"),
        Some(Some(_)) | None => {}
    }
    if now.concerns { None } else { Some("it is not this person's any more") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;
    use crate::kernel::instant::Instant;
    use crate::kernel::policy::Seat;
    use crate::kernel::sample::day;

    fn due() -> Due {
        Due {
            resource: "obligations",
            id: Id::fresh(),
            is_owed: true,
            version: 1,
            changed_at: Instant(0),
            agency: Id::fresh(),
            roles: &[],
            done_by: &[],
            keeper: Id::fresh(),
            keeper_seat: Seat::Committee,
            last_day: day("2017-06-14"),
            is_extended: false,
            internal_on: None,
            awaited_since: None,
            notice: None,
        }
    }

    fn of(due: &Due, occasion: Occasion) -> Row {
        Row {
            id: Id::fresh(),
            resource: due.resource.to_owned(),
            subject_id: due.id,
            title: "Báo cáo".to_owned(),
            agency_id: due.agency,
            keeper_id: due.keeper,
            occasion,
            for_on: day("2017-06-07"),
            last_day: due.last_day,
            internal_on: due.internal_on,
            made_at: Instant(0),
            made_by: None,
            notified: 1,
        }
    }

    #[test]
    fn a_letter_leaves_while_it_is_true() {
        let due = due();
        let reminder = of(&due, Occasion::BeforeDue);
        assert_eq!(pointless(&reminder, Some(&due), true), None);
        assert!(pointless(&reminder, None, true).is_some());
        assert!(pointless(&reminder, Some(&due), false).is_some());
        for other in [
            Due { is_owed: false, ..due.clone() },
            Due { agency: Id::fresh(), ..due.clone() },
            Due { last_day: day("2017-06-30"), ..due.clone() },
            Due { internal_on: Some(day("2017-06-01")), ..due.clone() },
        ] {
            assert!(pointless(&reminder, Some(&other), true).is_some(), "{other:?}");
        }
        let returned = of(&due, Occasion::Returned);
        assert!(pointless(&returned, Some(&due), true).is_some());
        let awaited = Due { awaited_since: Some(day("2017-06-08")), ..due };
        assert_eq!(pointless(&returned, Some(&awaited), true), None);
    }

    #[test]
    fn a_letter_of_a_step_leaves_while_that_is_how_it_stands() {
        let due = due();
        let telling = Telling {
            id: Id::fresh(),
            occasion: Told::Returned,
            resource: "submissions".to_owned(),
            subject_id: Id::fresh(),
            title: "Báo cáo".to_owned(),
            agency_id: due.agency,
            roles: "[]".to_owned(),
            actions: "[]".to_owned(),
            keeper_id: due.keeper,
            last_day: Some(due.last_day),
            owed_resource: Some(due.resource.to_owned()),
            owed_id: Some(due.id),
            entry_id: Some(Id::fresh()),
            made_at: Instant(0),
            made_by: None,
        };
        let now = Now { has_moved: false, owed: Some(Some(due.clone())), concerns: true };
        assert_eq!(untrue(&telling, &now), None);
        assert_eq!(untrue(&telling, &Now { owed: None, ..now.clone() }), None);
        for other in [
            Now { has_moved: true, ..now.clone() },
            Now { concerns: false, ..now.clone() },
            Now { owed: Some(None), ..now.clone() },
            Now { owed: Some(Some(Due { is_owed: false, ..due.clone() })), ..now.clone() },
            Now { owed: Some(Some(Due { last_day: day("2017-06-30"), ..due })), ..now.clone() },
        ] {
            assert!(untrue(&telling, &other).is_some(), "{other:?}");
        }
        let appointed = Telling { occasion: Told::Appointed, ..telling };
        assert_eq!(untrue(&appointed, &Now { has_moved: true, ..now }), None);
    }
}
