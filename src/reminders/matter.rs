//! What a notification is about: a reminder and why it went out, or what a step told.

use crate::kernel::telling::Occasion as Told;
use crate::kernel::text_enum::text_enum;
use crate::reminders::schedule::Occasion as Reminded;

text_enum! {
    /// What a notification is about.
    pub enum Matter {
        /// The due date comes near.
        BeforeDue => "before_due",
        /// The first day that is late.
        FirstLateDay => "first_late_day",
        /// It is late still.
        Overdue => "overdue",
        /// Somebody asked for it to be reminded.
        ByHand => "by_hand",
        /// It was handed over, and waits for a signature.
        HandedOver => "handed_over",
        /// It was sent back to those who work on it.
        SentBack => "sent_back",
        /// It was returned, and the next version is awaited.
        Returned => "returned",
        /// It was accepted, or verified.
        Accepted => "accepted",
        /// What was asked for was granted.
        Approved => "approved",
        /// What was asked for was not granted.
        Refused => "refused",
        /// What was granted was taken back.
        Withdrawn => "withdrawn",
        /// It was issued, and the agency has something to do in it.
        Issued => "issued",
        /// It was given to the agency to do.
        Assigned => "assigned",
        /// The agency is told of it before it begins.
        Notified => "notified",
        /// It was put off.
        Postponed => "postponed",
        /// It was called off.
        Cancelled => "cancelled",
        /// The agency is asked to say something to it.
        ForComment => "for_comment",
        /// It was concluded.
        Concluded => "concluded",
        /// The reader was named for it.
        Appointed => "appointed",
        /// It was answered, and the agency says whether that is an answer.
        Answered => "answered",
        /// It is dealt with together with another.
        Joined => "joined",
    }
}

impl From<Reminded> for Matter {
    fn from(occasion: Reminded) -> Self {
        match occasion {
            Reminded::BeforeDue => Self::BeforeDue,
            Reminded::FirstLateDay => Self::FirstLateDay,
            Reminded::Overdue => Self::Overdue,
            Reminded::Returned => Self::Returned,
            Reminded::ByHand => Self::ByHand,
        }
    }
}

impl From<Told> for Matter {
    fn from(occasion: Told) -> Self {
        match occasion {
            Told::HandedOver => Self::HandedOver,
            Told::SentBack => Self::SentBack,
            Told::Returned => Self::Returned,
            Told::Accepted => Self::Accepted,
            Told::Approved => Self::Approved,
            Told::Refused => Self::Refused,
            Told::Withdrawn => Self::Withdrawn,
            Told::Issued => Self::Issued,
            Told::Assigned => Self::Assigned,
            Told::Notified => Self::Notified,
            Told::Postponed => Self::Postponed,
            Told::Cancelled => Self::Cancelled,
            Told::ForComment => Self::ForComment,
            Told::Concluded => Self::Concluded,
            Told::Appointed => Self::Appointed,
            Told::Answered => Self::Answered,
            Told::Joined => Self::Joined,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_occasion_has_its_own_word_here() {
        let reminded = Reminded::ALL.iter().map(|it| (it.as_str(), Matter::from(*it)));
        let told = Told::ALL.iter().map(|it| (it.as_str(), Matter::from(*it)));
        let all: Vec<(&str, Matter)> = reminded.chain(told).collect();
        assert!(all.iter().all(|(word, matter)| *word == matter.as_str()), "{all:?}");
        assert!(Matter::ALL.iter().all(|matter| all.iter().any(|(_, it)| it == matter)));
    }
}
