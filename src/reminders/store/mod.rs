//! The only place that touches the tables of this chapter.

pub mod deliveries;
pub mod notifications;
pub mod reminders;
