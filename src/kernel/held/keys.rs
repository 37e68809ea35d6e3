//! The keys and the spelling of what a table holds, whether its rows can be read or not.

use diesel::prelude::*;

use super::compare::Fault;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::kinds::SqlId;
use crate::kernel::table::PartOf;

/// The first row of a table of parts whose whole is gone; none where each has one.
pub fn stray(connection: &mut AnyConnection, part: &PartOf) -> Result<Option<Id>, Problem> {
    #[derive(QueryableByName)]
    struct Stray {
        #[diesel(sql_type = SqlId)]
        id: Id,
    }
    let PartOf { table, of, by } = part;
    let query = format!(
        "SELECT {by} AS id FROM {table} WHERE NOT EXISTS (SELECT 1 FROM {of} WHERE {of}.id = {table}.{by}) LIMIT 1"
    );
    Ok(diesel::sql_query(query).get_result::<Stray>(connection).optional()?.map(|it| it.id))
}

/// The keys of the rows of a stretch as the table has them, whether the rows can be read or not.
pub(super) fn ids_of(
    connection: &mut AnyConnection,
    table: &str,
    (after, upto): (Option<Id>, Option<Id>),
    most: usize,
) -> Result<Vec<String>, Problem> {
    #[derive(QueryableByName)]
    struct Key {
        #[diesel(sql_type = diesel::sql_types::Text)]
        word: String,
    }
    let (key, word, literal) = spelling(connection, table);
    let mut conditions = vec!["TRUE".to_owned()];
    conditions.extend(after.map(|id| format!("{key} > {}", literal(id))));
    conditions.extend(upto.map(|id| format!("{key} <= {}", literal(id))));
    let within = conditions.join(" AND ");
    let query = format!("SELECT {word} AS word FROM {table} WHERE {within} ORDER BY {key} LIMIT {most}");
    let keys: Vec<Key> = diesel::sql_query(query).load(connection)?;
    Ok(keys.into_iter().map(|key| hyphenated(key.word)).collect())
}

/// How an identifier is written in SQL.
type Literal = fn(Id) -> String;

/// The key of a table, the key as text, and how an identifier is written beside it.
fn spelling(connection: &AnyConnection, table: &str) -> (&'static str, &'static str, Literal) {
    if table == KEYED_BY_TEXT {
        return ("kid", "kid", |id| format!("'{id}'"));
    }
    match connection {
        AnyConnection::Sqlite(_) => ("id", "lower(hex(id))", |id| format!("X'{}'", id.0.simple())),
        AnyConnection::Pg(_) => ("id", "id::text", |id| format!("'{id}'")),
    }
}

/// The one table whose key is no identifier but the text of one.
pub(super) const KEYED_BY_TEXT: &str = "signing_keys";

/// An identifier as it is written everywhere; whatever else it is stays as it is.
fn hyphenated(word: String) -> String {
    if word.len() != 32 {
        return word;
    }
    uuid::Uuid::try_parse(&word).map_or(word, |id| Id(id).to_string())
}

/// Columns that hold a day, and columns that hold yes or no.
pub const DAYS: [&str; 27] = [
    "acknowledge_by",
    "answer_by",
    "approved_on",
    "comment_until",
    "concluded_on",
    "data_from",
    "data_to",
    "due_key",
    "due_on",
    "effective_on",
    "extended_until",
    "first_on",
    "for_on",
    "granted_until",
    "internal_due_on",
    "internal_on",
    "issued_on",
    "last_day",
    "last_on",
    "opens_on",
    "signed_on",
    "starts_on",
    "until",
    "valid_from",
    "valid_to",
    "window_from",
    "window_to",
];

/// What is called as a day is elsewhere, and is a month and a day.
const NO_DAYS: [(&str, &str); 2] = [("report_regimes", "window_from"), ("report_regimes", "window_to")];

/// The same of yes or no.
pub const FLAGS: [&str; 9] =
    ["agrees", "awaiting", "by_mail", "by_sex", "late", "nil", "owed_to_committee", "password_is_given", "visible"];

/// The first row of a table with a value that reads like a right one and compares otherwise: a day with a blank before it, a yes that
/// is two. SQLite alone takes such values.
fn misspelt(connection: &mut AnyConnection, table: &str, key: &str) -> Result<Option<Id>, Problem> {
    #[derive(QueryableByName)]
    struct Column {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = SqlId)]
        id: Id,
    }
    if connection.is_postgres() {
        return Ok(None);
    }
    let columns = format!("SELECT name FROM pragma_table_info('{table}')");
    let columns: Vec<Column> = diesel::sql_query(columns).load(connection)?;
    let wrong = columns.iter().filter_map(|Column { name }| {
        if DAYS.contains(&name.as_str()) && !NO_DAYS.contains(&(table, name.as_str())) {
            return Some(format!("{name} NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9]'"));
        }
        FLAGS.contains(&name.as_str()).then(|| format!("{name} NOT IN (0, 1)"))
    });
    let wrong: Vec<String> = wrong.collect();
    if wrong.is_empty() {
        return Ok(None);
    }
    let query = format!("SELECT {key} AS id FROM {table} WHERE {} LIMIT 1", wrong.join(" OR "));
    Ok(diesel::sql_query(query).get_result::<Row>(connection).optional()?.map(|it| it.id))
}

/// The same as a fault.
pub fn misspelt_in(
    connection: &mut AnyConnection,
    resource: &'static str,
    table: &str,
    key: &str,
) -> Result<Option<Fault>, Problem> {
    let what = || format!("a day, or a yes or no, is written in {table} as the service does not write it");
    Ok(misspelt(connection, table, key)?.map(|id| Fault { resource, id, what: what() }))
}
