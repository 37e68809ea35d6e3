//! Whom no letter reaches: at whose address a mail server refused one for good, until a letter arrives or the address is another.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::accounts::users::store::lock_any;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_row};
use crate::kernel::table::Technical;
use crate::schema::{mail_failures, users};

/// Addresses that were refused.
pub const MAIL_FAILURES: Technical = Technical {
    table: "mail_failures",
    why: "whether letters arrive is for mail servers to say: nobody did anything, and nothing is allowed or forbidden by it",
};

#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = mail_failures, treat_none_as_default_value = false)]
struct Row {
    id: Id,
    address: String,
    since: Instant,
}

/// No letter reaches somebody at an address: since now, or since that was noted first.
pub fn mail_fails(connection: &mut AnyConnection, user: Id, address: &str, now: Instant) -> Result<(), Problem> {
    // Two letters of one person may be refused at the same moment.
    lock_any(connection, user)?;
    let known: Option<String> =
        mail_failures::table.find(user).select(mail_failures::address).first(connection).optional()?;
    if known.as_deref() == Some(address) {
        return Ok(());
    }
    mail_arrives(connection, user)?;
    let row = Row { id: user, address: address.to_owned(), since: now };
    insert_row!(connection, mail_failures::table, &row).map(drop).map_err(Problem::from)
}

/// A letter reached somebody.
pub fn mail_arrives(connection: &mut AnyConnection, user: Id) -> Result<(), Problem> {
    diesel::delete(mail_failures::table.find(user)).execute(connection).map(drop).map_err(Problem::from)
}

/// Since when no letter reaches those of these people whom none does, at the address on record now.
pub fn unreached(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Instant>, Problem> {
    let rows: Vec<(Id, Instant)> = mail_failures::table
        .inner_join(users::table.on(users::id.eq(mail_failures::id)))
        .filter(mail_failures::id.eq_any(ids))
        .filter(users::email.eq(mail_failures::address.nullable()))
        .select((mail_failures::id, mail_failures::since))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}
