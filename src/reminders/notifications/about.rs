//! What a notification is about, whichever of the two it is.

use chrono::NaiveDate;

use crate::kernel::http::BASE;
use crate::kernel::id::Id;
use crate::kernel::named::DoneFor;
use crate::kernel::problem::Language;
use crate::reminders::matter::Matter;
use crate::reminders::notifications::model::Notification;
use crate::reminders::notifications::store::row::Row;
use crate::reminders::reminders::store::Row as Reminder;
use crate::reminders::tellings::store::Row as Telling;
use crate::reminders::tellings::text as told;
use crate::reminders::text as reminded;

/// What a notification is about.
#[derive(Clone, Debug)]
pub enum About {
    /// Something that is owed.
    Reminder(Reminder),
    /// A step that was taken.
    Telling(Telling),
}

/// A notification with what it is about.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The notification.
    pub row: Row,
    /// What it is about.
    pub about: About,
}

impl About {
    /// Why it came.
    pub fn matter(&self) -> Matter {
        match self {
            Self::Reminder(it) => it.occasion.into(),
            Self::Telling(it) => it.occasion.into(),
        }
    }

    /// The resource, as in paths, and the object.
    pub fn object(&self) -> (&str, Id) {
        match self {
            Self::Reminder(it) => (&it.resource, it.subject_id),
            Self::Telling(it) => (&it.resource, it.subject_id),
        }
    }

    /// What the object was called then.
    pub fn title(&self) -> &str {
        match self {
            Self::Reminder(it) => &it.title,
            Self::Telling(it) => &it.title,
        }
    }

    /// Whose the object is.
    pub fn keeper(&self) -> Id {
        match self {
            Self::Reminder(it) => it.keeper_id,
            Self::Telling(it) => it.keeper_id,
        }
    }

    /// Who reminded, or took the step; none where the service reminded by itself.
    pub fn made_by(&self) -> Option<Id> {
        match self {
            Self::Reminder(it) => it.made_by,
            Self::Telling(it) => it.made_by,
        }
    }

    /// The last day on which the object was on time then, or on which it begins.
    pub fn last_day(&self) -> Option<NaiveDate> {
        match self {
            Self::Reminder(it) => Some(it.last_day),
            Self::Telling(it) => it.last_day,
        }
    }

    /// One line.
    pub fn subject(&self, language: Language) -> String {
        match self {
            Self::Reminder(it) => reminded::subject(&reminded_facts(it), language),
            Self::Telling(it) => told::subject(&told_facts(it), language),
        }
    }

    /// The sentence.
    pub fn body(&self, language: Language) -> String {
        match self {
            Self::Reminder(it) => reminded::body(&reminded_facts(it), language),
            Self::Telling(it) => told::body(&told_facts(it), language),
        }
    }
}

impl Entry {
    /// What its reader sees, with the reason of the step and what the object is done for where he may read these.
    pub fn answer(&self, reason: Option<String>, done_for: Option<&DoneFor>, language: Language) -> Notification {
        let Self { row, about } = self;
        let (resource, subject_id) = about.object();
        let (agency_id, for_on, internal_on) = match about {
            About::Reminder(it) => (it.agency_id, it.for_on, it.internal_on),
            About::Telling(it) => (it.agency_id, it.made_at.date(), None),
        };
        Notification {
            id: row.id,
            version: if row.read_at.is_some() { 2 } else { 1 },
            created_at: row.created_at,
            updated_at: row.changed_at(),
            reminder_id: row.reminder_id,
            resource: resource.to_owned(),
            subject_id,
            href: format!("{BASE}/{resource}/{subject_id}"),
            programme: done_for.and_then(DoneFor::programme).cloned(),
            plan: done_for.and_then(DoneFor::plan).cloned(),
            title: about.title().to_owned(),
            agency_id,
            occasion: about.matter(),
            for_on,
            last_day: about.last_day(),
            internal_on,
            text: about.body(language),
            reason,
            read_at: row.read_at,
        }
    }
}

fn reminded_facts(reminder: &Reminder) -> reminded::Facts<'_> {
    reminded::Facts {
        title: &reminder.title,
        occasion: reminder.occasion,
        made_on: reminder.made_at.date(),
        last_day: reminder.last_day,
        internal_on: reminder.internal_on,
    }
}

fn told_facts(telling: &Telling) -> told::Facts<'_> {
    told::Facts { occasion: telling.occasion, title: &telling.title, last_day: telling.last_day }
}
