//! A notification as it is kept.

use diesel::prelude::*;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::schema::notifications;

#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = notifications)]
pub struct Row {
    pub id: Id,
    pub user_id: Id,
    pub reminder_id: Option<Id>,
    pub telling_id: Option<Id>,
    pub created_at: Instant,
    pub read_at: Option<Instant>,
}

impl Row {
    /// When it came or was read.
    pub fn changed_at(&self) -> Instant {
        self.read_at.unwrap_or(self.created_at)
    }
}
