//! Whether a letter is true still when it leaves: it may have waited for a day while the mail server was down. Pure.

use crate::kernel::due::Due;
use crate::reminders::reminders::store::Row;
use crate::reminders::schedule::Occasion;

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
}
