//! What the installation knows of itself, by name: whether it is a demo, and where its civil clock stood.

use diesel::prelude::*;

use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::settings;
use crate::kernel::sql::schema::settings::table;

/// The value of a setting.
pub fn get(connection: &mut AnyConnection, name: &str) -> QueryResult<Option<String>> {
    table.find(name.to_owned()).select(settings::value).first(connection).optional()
}

/// Sets it, inside the caller's transaction.
pub fn set(connection: &mut AnyConnection, name: &str, value: &str) -> QueryResult<()> {
    // An upsert does not compile through the multi-connection; one process writes any one setting.
    let changed =
        diesel::update(table.find(name.to_owned())).set(settings::value.eq(value.to_owned())).execute(connection)?;
    if changed == 0 {
        diesel::insert_into(table)
            .values((settings::name.eq(name.to_owned()), settings::value.eq(value.to_owned())))
            .execute(connection)?;
    }
    Ok(())
}
