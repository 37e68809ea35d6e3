//! The table of reminders.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::sort::Sort;
use crate::kernel::sql::{AnyConnection, advisory_lock, among, any_of, insert_many, on_engine};
use crate::listed;
use crate::reminders::access::Reading;
use crate::reminders::reminders::model::{Reminder, ReminderColumn, ReminderFilter};
use crate::reminders::schedule::Occasion;
use crate::schema::reminders;

/// Whoever makes reminders holds it: two instances at once make one of each.
const WORD: i64 = 7_453_928;

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = reminders, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub resource: String,
    pub subject_id: Id,
    pub title: String,
    pub agency_id: Id,
    pub keeper_id: Id,
    pub occasion: Occasion,
    pub for_on: NaiveDate,
    pub last_day: NaiveDate,
    pub internal_on: Option<NaiveDate>,
    pub made_at: Instant,
    pub made_by: Option<Id>,
    pub notified: i32,
}

impl Row {
    pub fn answer(&self) -> Reminder {
        Reminder {
            id: self.id,
            resource: self.resource.clone(),
            subject_id: self.subject_id,
            title: self.title.clone(),
            agency_id: self.agency_id,
            keeper_id: self.keeper_id,
            occasion: self.occasion,
            for_on: self.for_on,
            last_day: self.last_day,
            internal_on: self.internal_on,
            made_at: self.made_at,
            made_by: self.made_by,
            notified: self.notified,
        }
    }
}

/// Until the commit nobody else makes reminders.
pub fn lock(connection: &mut AnyConnection) -> Result<(), Problem> {
    Ok(advisory_lock(connection, WORD)?)
}

/// The reminders of these subjects that were made already, for days after one.
pub fn known(
    connection: &mut AnyConnection,
    subjects: &[Id],
    after: NaiveDate,
) -> Result<HashSet<(Id, Occasion, NaiveDate)>, Problem> {
    let rows: Vec<(Id, Occasion, NaiveDate)> = reminders::table
        .filter(reminders::subject_id.eq_any(subjects))
        .filter(reminders::for_on.gt(after))
        .select((reminders::subject_id, reminders::occasion, reminders::for_on))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// Some of them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Row>, Problem> {
    Ok(reminders::table.filter(reminders::id.eq_any(ids)).load(connection)?)
}

/// Enters reminders.
pub fn insert(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    insert_many!(connection, reminders::table, rows)?;
    Ok(())
}

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &ReminderFilter, page: &PageRequest) -> Result<Page<Reminder>, Problem> {
    let reading = Reading::of(&view.caller);
    filtered(view.connection, reading.0.listed(), filter, page)
}

/// One page of the reminders of one subject, which the caller may read.
pub fn of_subject(
    view: &mut View<'_>,
    subject: Id,
    sort: Sort<ReminderColumn>,
    page: &PageRequest,
) -> Result<Page<Reminder>, Problem> {
    let filter = ReminderFilter { subject_id: vec![subject], agency_id: Vec::new(), occasion: Vec::new(), sort };
    filtered(view.connection, None, &filter, page)
}

fn filtered(
    connection: &mut AnyConnection,
    within: Option<&[Id]>,
    filter: &ReminderFilter,
    page: &PageRequest,
) -> Result<Page<Reminder>, Problem> {
    let found = on_engine!(connection, native => {
        let filtered = || {
            let mut query = reminders::table.into_boxed();
            if let Some(agencies) = within {
                let reminded = among(reminders::agency_id, agencies);
                query = query.filter(reminded.or(among(reminders::keeper_id, agencies)));
            }
            query = any_of(query, reminders::subject_id, &filter.subject_id);
            query = any_of(query, reminders::agency_id, &filter.agency_id);
            any_of(query, reminders::occasion, &filter.occasion)
        };
        listed!(native, page, filtered => Row, reminders.made_at, filter.sort => {
            ReminderColumn::MadeAt => made_at: Instant,
        })
    });
    Ok(found.map(|row| row.answer()))
}

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(reminders, part).load(connection)?;
    rows.iter().map(|row| Kept::of(row.id, &row.answer())).collect()
}
