//! The table of what people want by mail. Who has said nothing has no row.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::column::{from_column, to_column};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, advisory_lock_named, insert_row, rewrite_row};
use crate::kernel::table::Technical;
use crate::reminders::preferences::model::{LetterLanguage, Preferences};
use crate::schema::mail_preferences;

/// Preferences.
pub const PREFERENCES: Technical =
    Technical { table: "mail_preferences", why: "what somebody wants by mail is his own, and grants nothing" };

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = mail_preferences, primary_key(user_id), treat_none_as_null = true)]
struct Row {
    user_id: Id,
    version: i32,
    language: LetterLanguage,
    unwanted: String,
}

impl Row {
    fn of(said: &Preferences) -> Result<Self, Problem> {
        let unwanted = to_column(&said.no_mail_about)?;
        Ok(Self { user_id: said.user, version: said.version, language: said.language, unwanted })
    }

    fn read(self) -> Result<Preferences, Problem> {
        let no_mail_about = from_column(&self.unwanted)?;
        Ok(Preferences { user: self.user_id, version: self.version, language: self.language, no_mail_about })
    }
}

/// Somebody's own.
pub fn of(connection: &mut AnyConnection, user: Id) -> Result<Preferences, Problem> {
    let row: Option<Row> = mail_preferences::table.find(user).first(connection).optional()?;
    row.map_or_else(|| Ok(Preferences::unsaid(user)), Row::read)
}

/// The same, until the commit nobody else's to change: there may be no row to lock.
pub fn lock(connection: &mut AnyConnection, user: Id) -> Result<Preferences, Problem> {
    advisory_lock_named(connection, &format!("mail preferences: {user}"))?;
    of(connection, user)
}

/// Of those of these people who have said something.
pub fn of_all(connection: &mut AnyConnection, users: &[Id]) -> Result<HashMap<Id, Preferences>, Problem> {
    let mut found = HashMap::new();
    for some in users.chunks(500) {
        let rows: Vec<Row> = mail_preferences::table.filter(mail_preferences::user_id.eq_any(some)).load(connection)?;
        for row in rows {
            found.insert(row.user_id, row.read()?);
        }
    }
    Ok(found)
}

/// Keeps what somebody said, who is locked.
pub fn save(connection: &mut AnyConnection, said: &Preferences) -> Result<(), Problem> {
    let row = Row::of(said)?;
    if rewrite_row!(connection, mail_preferences::table, said.user, &row)? == 0 {
        insert_row!(connection, mail_preferences::table, &row)?;
    }
    Ok(())
}
