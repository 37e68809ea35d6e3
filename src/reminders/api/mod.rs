//! Handlers of this chapter.

pub mod notifications;
pub mod reminders;
