//! The inboxes.

pub mod row;

use std::collections::HashMap;

use diesel::dsl::sql;
use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Direction, Page, PageRequest};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::kinds::SqlInstant;
use crate::kernel::sql::{AnyConnection, insert_many, on_engine};
use crate::kernel::table::Technical;
use crate::reminders::notifications::about::{About, Entry};
use crate::reminders::notifications::model::NotificationFilter;
use crate::reminders::reminders::store as reminders;
use crate::reminders::tellings::store as tellings;
use crate::schema::notifications;
use crate::{changed_since, keyset};

pub use row::Row;

/// Notifications.
pub const READ_MARKS: Technical = Technical {
    table: "notifications",
    why: "what somebody has read is his own; the reminder, or the step that was told, is on record",
};

/// So many are marked in one transaction: whoever else writes waits no longer than that takes.
pub const MARKED_AT_ONCE: i64 = 5_000;

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
pub struct NewRow {
    pub id: Id,
    pub user_id: Id,
    pub reminder_id: Option<Id>,
    pub telling_id: Option<Id>,
    pub created_at: Instant,
}

/// Puts notifications into inboxes.
pub fn insert(connection: &mut AnyConnection, rows: Vec<NewRow>) -> Result<(), Problem> {
    insert_many!(connection, notifications::table, rows)?;
    Ok(())
}

/// Notifications with what each is about.
pub fn with_subjects(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Entry>, Problem> {
    let reminded: Vec<Id> = rows.iter().filter_map(|row| row.reminder_id).collect();
    let told: Vec<Id> = rows.iter().filter_map(|row| row.telling_id).collect();
    let mut subjects: HashMap<Id, About> = HashMap::with_capacity(rows.len());
    if !reminded.is_empty() {
        let found = reminders::of_ids(connection, &reminded)?;
        subjects.extend(found.into_iter().map(|it| (it.id, About::Reminder(it))));
    }
    if !told.is_empty() {
        let found = tellings::of_ids(connection, &told)?;
        subjects.extend(found.into_iter().map(|it| (it.id, About::Telling(it))));
    }
    let entry = |row: Row| {
        let about = row.reminder_id.or(row.telling_id).and_then(|id| subjects.get(&id)).cloned();
        about.map(|about| Entry { row, about }).ok_or_else(|| Problem::of(Code::Internal))
    };
    rows.into_iter().map(entry).collect()
}

/// One of somebody's own; 404 for anybody else's.
pub fn find(connection: &mut AnyConnection, user: Id, id: Id) -> Result<Entry, Problem> {
    let own = notifications::table.find(id).filter(notifications::user_id.eq(user));
    let row: Row = own.select(Row::as_select()).first(connection)?;
    with_subjects(connection, vec![row])?.pop().ok_or_else(|| Problem::of(Code::NotFound))
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

/// Marks as read what is unread of somebody's own and has come until now, so many at most; how many.
pub fn mark_all_read(connection: &mut AnyConnection, user: Id, now: Instant) -> Result<i64, Problem> {
    let unread: Vec<Id> = notifications::table
        .filter(notifications::user_id.eq(user))
        .filter(notifications::read_at.is_null())
        .filter(notifications::created_at.le(now))
        .order((notifications::created_at, notifications::id))
        .limit(MARKED_AT_ONCE)
        .select(notifications::id)
        .load(connection)?;
    let mut marked = 0;
    for some in unread.chunks(500) {
        let these =
            notifications::table.filter(notifications::id.eq_any(some)).filter(notifications::read_at.is_null());
        marked += diesel::update(these).set(notifications::read_at.eq(Some(now))).execute(connection)?;
    }
    Ok(marked as i64)
}

/// One page of the caller's own, the newest first.
pub fn list(view: &mut View<'_>, filter: &NotificationFilter, page: &PageRequest) -> Result<Page<Entry>, Problem> {
    const ORDER: &str = "-created_at";
    let user = view.caller.user;
    // An inbox is one person's: what changed in it is sorted out of his own, and needs no index.
    let changed_at = || sql::<SqlInstant>("coalesce(notifications.read_at, notifications.created_at)");
    let (way, after) = match page.by_change() {
        true => page.after_change::<Instant>()?,
        false => (Direction::Descending, page.after::<Instant>(ORDER)?),
    };
    let (rows, total): (Vec<Row>, Option<i64>) = on_engine!(&mut *view.connection, native => {
        let own = || {
            let own = notifications::table.filter(notifications::user_id.eq(user)).into_boxed();
            let own = changed_since!(own, page, changed_at());
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
        let query = query.limit(page.fetch()).select(Row::as_select());
        (query.load(native)?, page.total(|| own().count().get_result(native))?)
    });
    let cut = match page.by_change() {
        true => Page::cut_by_change(rows, page, |row| (row.changed_at(), row.id.0)),
        false => Page::cut(rows, page, ORDER, |row| (row.created_at, row.id.0)),
    };
    let Page { items, next, .. } = cut?;
    Ok(Page { items: with_subjects(view.connection, items)?, next, total })
}
