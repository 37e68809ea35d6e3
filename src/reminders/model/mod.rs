//! What reminders are about, when they go out, and what readers see of them.

mod due;
mod notification;
mod reminder;
mod schedule;
mod text;

pub use due::{Due, Part, Source};
pub use notification::{Notification, NotificationFilter};
pub use reminder::{
    NewReminders, Reminded, Reminder, ReminderColumn, ReminderFilter, ReminderOrder, Skipped, WhySkipped,
};
pub use schedule::{Occasion, Schedule};
pub use text::{Facts, body, subject};
