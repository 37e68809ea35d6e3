//! The inboxes.

use diesel::dsl::sql;
use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Direction, Page, PageRequest};
use crate::kernel::problem::{Language, Problem};
use crate::kernel::sql::kinds::SqlInstant;
use crate::kernel::sql::{AnyConnection, insert_many, on_engine};
use crate::kernel::table::Technical;
use crate::reminders::notifications::model::{Notification, NotificationFilter};
use crate::reminders::reminders::store as reminder_store;
use crate::reminders::text::{Facts, body};
use crate::schema::{notifications, reminders};
use crate::{changed_since, keyset};

/// Notifications.
pub const READ_MARKS: Technical =
    Technical { table: "notifications", why: "what somebody has read is his own; the reminder itself is on record" };

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = notifications)]
pub struct NewRow {
    pub id: Id,
    pub user_id: Id,
    pub reminder_id: Id,
    pub created_at: Instant,
}

#[derive(Clone, Debug, Queryable)]
pub struct Row {
    pub id: Id,
    pub reminder_id: Id,
    pub created_at: Instant,
    pub read_at: Option<Instant>,
}

impl Row {
    /// When it came or was read.
    fn changed_at(&self) -> Instant {
        self.read_at.unwrap_or(self.created_at)
    }
}

/// The columns of an [`Entry`].
macro_rules! entry {
    () => {
        (
            (notifications::id, notifications::reminder_id, notifications::created_at, notifications::read_at),
            reminders::all_columns,
        )
    };
}

/// A notification with what it is about.
pub type Entry = (Row, reminder_store::Row);

/// What is said of a reminder in words.
pub fn facts(reminder: &reminder_store::Row) -> Facts<'_> {
    Facts {
        title: &reminder.title,
        occasion: reminder.occasion,
        made_on: reminder.made_at.date(),
        last_day: reminder.last_day,
        internal_on: reminder.internal_on,
    }
}

/// What its reader sees.
pub fn answer((row, reminder): &Entry, language: Language) -> Notification {
    Notification {
        id: row.id,
        version: if row.read_at.is_some() { 2 } else { 1 },
        created_at: row.created_at,
        updated_at: row.changed_at(),
        reminder_id: row.reminder_id,
        resource: reminder.resource.clone(),
        subject_id: reminder.subject_id,
        title: reminder.title.clone(),
        agency_id: reminder.agency_id,
        occasion: reminder.occasion,
        for_on: reminder.for_on,
        last_day: reminder.last_day,
        internal_on: reminder.internal_on,
        text: body(&facts(reminder), language),
        read_at: row.read_at,
    }
}

/// Puts notifications into inboxes.
pub fn insert(connection: &mut AnyConnection, rows: Vec<NewRow>) -> Result<(), Problem> {
    insert_many!(connection, notifications::table, rows)?;
    Ok(())
}

/// One of somebody's own; 404 for anybody else's.
pub fn find(connection: &mut AnyConnection, user: Id, id: Id) -> Result<Entry, Problem> {
    let own = notifications::table.inner_join(reminders::table).filter(notifications::id.eq(id));
    Ok(own.filter(notifications::user_id.eq(user)).select(entry!()).first(connection)?)
}

/// Marks one of somebody's own as read; the first time stays.
pub fn mark_read(connection: &mut AnyConnection, user: Id, id: Id, now: Instant) -> Result<Entry, Problem> {
    let unread = notifications::table
        .filter(notifications::id.eq(id))
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null());
    diesel::update(unread).set(notifications::read_at.eq(Some(now))).execute(connection)?;
    find(connection, user, id)
}

/// One page of the caller's own, the newest first.
pub fn list(
    view: &mut View<'_>,
    filter: &NotificationFilter,
    page: &PageRequest,
    language: Language,
) -> Result<Page<Notification>, Problem> {
    const ORDER: &str = "-created_at";
    let user = view.caller.user;
    // An inbox is one person's: what changed in it is sorted out of his own, and needs no index.
    let changed_at = || sql::<SqlInstant>("coalesce(notifications.read_at, notifications.created_at)");
    let (way, after) = match page.by_change() {
        true => page.after_change::<Instant>()?,
        false => (Direction::Descending, page.after::<Instant>(ORDER)?),
    };
    let (rows, total): (Vec<Entry>, Option<i64>) = on_engine!(&mut *view.connection, native => {
        let own = || {
            let own = notifications::table.inner_join(reminders::table).select(entry!());
            let own = changed_since!(own.filter(notifications::user_id.eq(user)).into_boxed(), page, changed_at());
            match filter.unread {
                None => own,
                Some(true) => own.filter(notifications::read_at.is_null()),
                Some(false) => own.filter(notifications::read_at.is_not_null()),
            }
        };
        let query = match page.by_change() {
            true => keyset!(own(), way, changed_at(), notifications::id, after),
            false => keyset!(own(), way, notifications::created_at, notifications::id, after),
        };
        (query.limit(page.fetch()).load(native)?, page.total(|| own().select(diesel::dsl::count_star()).get_result(native))?)
    });
    let cut = match page.by_change() {
        true => Page::cut_by_change(rows, page, |(row, _)| (row.changed_at(), row.id.0)),
        false => Page::cut(rows, page, ORDER, |(row, _)| (row.created_at, row.id.0)),
    };
    Ok(cut?.with_total(total).map(|entry| answer(&entry, language)))
}
