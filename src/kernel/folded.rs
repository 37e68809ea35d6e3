//! What is kept of texts for finding, sorting and telling them apart (`search_text`, `name_key`, `number_key`) follows from them by the
//! rules of [`crate::kernel::text`]. Where these have changed since a table was last gone through, it is made anew when the service starts:
//! a part at a time, each in a transaction of its own, so that a start that was cut short goes on where it stood. It is no change of the
//! record: version and time of a row stay.

use std::time::Duration;

use diesel::prelude::*;

use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::kinds::SqlId;
use crate::kernel::sql::schema::text_folds;
use crate::kernel::sql::{AnyConnection, SLICE, lock_row, on_engine};
use crate::kernel::text::FOLD;

/// A table that keeps what follows from its texts.
#[derive(Clone, Copy, Debug)]
pub struct Folded {
    /// The table.
    pub table: &'static str,
    /// The columns that follow; a test compares them with those that tables have.
    pub keys: &'static [&'static str],
    /// What tells its rows apart, if anything that follows does.
    pub apart: Option<&'static Apart>,
    /// Goes through the next rows behind an id; [`refolded!`] makes it.
    pub next: fn(&mut AnyConnection, Id) -> Result<Passed, Problem>,
}

/// What tells the rows of a table apart.
#[derive(Clone, Copy, Debug)]
pub struct Apart {
    /// The column that follows from a text.
    pub key: &'static str,
    /// The column of that text.
    pub text: &'static str,
    /// The columns that tell rows apart together with the key.
    pub beside: &'static [&'static str],
}

/// Rows that were gone through.
#[derive(Clone, Debug, Default)]
pub struct Passed {
    /// How many.
    pub rows: usize,
    /// The last of them.
    pub last: Option<Id>,
    /// How many were stored anew.
    pub stored: usize,
    /// Those that are called as another is, and were set apart from it.
    pub set_apart: Vec<Id>,
}

/// Two rows that are called the same and were not told to be, when they were entered. Both stay as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    /// Their table.
    pub table: &'static str,
    /// The one that was set apart.
    pub id: Id,
    /// The one that keeps what they are called to itself.
    pub other: Id,
    /// What they are called, as it was typed.
    pub text: String,
}

impl std::fmt::Display for Collision {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { table, id, other, text } = self;
        write!(formatter, "{table}: {id} and {other} are called the same, {text:?}; both stay as they are")
    }
}

/// Goes through the next rows of a table behind an id, and stores those anew whose keys do not follow from the rest any more. `?` and the
/// answer are in it.
///
/// Named are what a row is, how it gets its keys, which columns these are, and the one by which rows are told apart.
///
/// ```text
/// refolded!(connection, after, agencies => AgencyRow, |row| Ok(row.indexed()), [name_key, search_text])
/// refolded!(connection, after, programmes => Row, |row| Ok(row.indexed()), [title_key, search_text, number_key], apart: number_key)
/// ```
macro_rules! refolded {
    (
        $connection:expr, $after:expr, $table:ident => $row:ty, $anew:expr, [$($key:ident),+ $(,)?] $(, apart: $apart:ident)?
    ) => {{
        #[allow(unused_imports)]
        use ::diesel::prelude::*;
        let connection: &mut $crate::kernel::sql::AnyConnection = $connection;
        let anew: fn($row) -> Result<$row, $crate::kernel::problem::Problem> = $anew;
        let follows = |row: &$row, anew: &$row| [$(row.$key == anew.$key),+].iter().all(|same| *same);
        let next = $table::table.filter($table::id.gt($after)).order($table::id).limit($crate::kernel::sql::SLICE);
        let rows: Vec<$row> = next.load(connection)?;
        let mut passed = $crate::kernel::folded::Passed { rows: rows.len(), ..Default::default() };
        for row in rows {
            let id = row.id;
            passed.last = Some(id);
            match anew(row.clone()) {
                Ok(fresh) if !follows(&row, &fresh) => {}
                Ok(_) => continue,
                Err(problem) => {
                    // `audit verify` names it; the start goes on.
                    tracing::warn!(table = stringify!($table), %id, %problem, "a row cannot be read, and is found as before");
                    continue;
                }
            }
            // Somebody may be about to change it, or to remove it: it is read once more, and stays until this is stored.
            let held: ::diesel::QueryResult<$row> =
                $crate::kernel::sql::lock_row!(&mut *connection, $table::table.find(id));
            let Some(row) = held.optional()? else { continue };
            #[allow(unused_mut)]
            let mut after = anew(row)?;
            #[allow(unused_mut)]
            let mut saved = $crate::kernel::folded::stored(connection, |connection| {
                $crate::kernel::sql::rewrite_row!(connection, $table::table, id, &after)
            });
            $(
                if $crate::kernel::folded::is_taken(&saved) {
                    passed.set_apart.push(id);
                    after.$apart = after.$apart.map(|key| $crate::kernel::text::set_apart(&key, id));
                    saved = $crate::kernel::folded::stored(connection, |connection| {
                        $crate::kernel::sql::rewrite_row!(connection, $table::table, id, &after)
                    });
                }
            )?
            saved?;
            passed.stored += 1;
        }
        Ok(passed)
    }};
}
pub(crate) use refolded;

/// Stores a row so that a key which is taken undoes that alone.
pub(crate) fn stored(
    connection: &mut AnyConnection,
    store: impl FnOnce(&mut AnyConnection) -> QueryResult<usize>,
) -> QueryResult<()> {
    connection.transaction(|connection| store(connection).map(drop))
}

/// Whether a row was not stored because another one has its key.
pub(crate) fn is_taken(saved: &QueryResult<()>) -> bool {
    use diesel::result::{DatabaseErrorKind, Error};
    matches!(saved, Err(Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)))
}

/// So often a part is tried that somebody else stood in the way of, and so long it waits in between.
const TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(250);

/// Goes through the tables whose rows were not all made by the rules of now, and names the rows that are called the same.
pub fn renew(connection: &mut AnyConnection, tables: &[&Folded]) -> Result<Vec<Collision>, Problem> {
    let done: Vec<String> = text_folds::table
        .filter(text_folds::version.eq(FOLD))
        .filter(text_folds::done_up_to.is_null())
        .select(text_folds::of_table)
        .load(connection)?;
    let mut collisions = Vec::new();
    for folded in tables.iter().filter(|folded| !done.iter().any(|table| table == folded.table)) {
        let (mut rows, mut stored, mut tries) = (0, 0, 0);
        loop {
            match part(connection, folded) {
                Ok(None) => break,
                Ok(Some((passed, found))) => {
                    (rows, stored, tries) = (rows + passed.rows, stored + passed.stored, 0);
                    collisions.extend(found);
                }
                Err(problem) if problem.code() == Code::Overloaded && tries < TRIES => {
                    tries += 1;
                    std::thread::sleep(PAUSE);
                }
                Err(problem) => return Err(problem),
            }
        }
        if stored > 0 {
            tracing::info!(table = folded.table, rows, stored, "what its texts are found by was made anew");
        }
    }
    Ok(collisions)
}

/// The next part of a table; none where all of it is as the rules of now have it.
fn part(connection: &mut AnyConnection, folded: &Folded) -> Result<Option<(Passed, Vec<Collision>)>, Problem> {
    connection.transaction(|connection| {
        let Some(after) = standing(connection, folded.table)? else { return Ok(None) };
        let passed = (folded.next)(connection, after)?;
        let is_last = i64::try_from(passed.rows).is_ok_and(|rows| rows < SLICE);
        let done_up_to = passed.last.filter(|_| !is_last);
        diesel::update(text_folds::table.find(folded.table.to_owned()))
            .set(text_folds::done_up_to.eq(done_up_to))
            .execute(connection)?;
        let mut collisions = Vec::new();
        for id in &passed.set_apart {
            collisions.extend(named(connection, folded, *id)?);
        }
        Ok(Some((passed, collisions)))
    })
}

/// Before every identifier.
const BEGINNING: Id = Id(uuid::Uuid::nil());

/// Up to where a table was gone through by the rules of now, held until the commit; none where that is done.
fn standing(connection: &mut AnyConnection, table: &str) -> Result<Option<Id>, Problem> {
    let first = (
        text_folds::of_table.eq(table.to_owned()),
        text_folds::version.eq(FOLD),
        text_folds::done_up_to.eq(Some(BEGINNING)),
    );
    // A write comes first: on SQLite a read that becomes one is refused while somebody else writes. `ON CONFLICT` does not compile
    // through the multi-connection.
    on_engine!(&mut *connection, native => diesel::insert_into(text_folds::table)
        .values(first)
        .on_conflict_do_nothing()
        .execute(native))?;
    let row = text_folds::table.find(table.to_owned()).select((text_folds::version, text_folds::done_up_to));
    let known: QueryResult<(i32, Option<Id>)> = lock_row!(&mut *connection, row);
    let (version, done_up_to) = known?;
    if version == FOLD {
        return Ok(done_up_to);
    }
    diesel::update(text_folds::table.find(table.to_owned()))
        .set((text_folds::version.eq(FOLD), text_folds::done_up_to.eq(Some(BEGINNING))))
        .execute(connection)?;
    Ok(Some(BEGINNING))
}

/// The row that another one was set apart from.
fn named(connection: &mut AnyConnection, folded: &Folded, id: Id) -> Result<Option<Collision>, Problem> {
    #[derive(QueryableByName)]
    struct Named {
        #[diesel(sql_type = SqlId)]
        id: Id,
        #[diesel(sql_type = diesel::sql_types::Text)]
        word: String,
    }
    let Some(Apart { key, text, beside }) = folded.apart else { return Ok(None) };
    let (table, same) = (folded.table, beside.iter().map(|column| format!("other.{column} = mine.{column} AND ")));
    let literal = match connection {
        AnyConnection::Sqlite(_) => format!("X'{}'", id.0.simple()),
        AnyConnection::Pg(_) => format!("'{id}'"),
    };
    // What is set apart begins with the key of the other, and goes on with a line that has its own identifier.
    let query = format!(
        "SELECT other.id AS id, mine.{text} AS word FROM {table} mine JOIN {table} other ON {} other.id <> mine.id \
         AND length(mine.{key}) = length(other.{key}) + 37 AND substr(mine.{key}, 1, length(other.{key})) = other.{key} \
         WHERE mine.id = {literal} LIMIT 1",
        same.collect::<String>()
    );
    let found = diesel::sql_query(query).get_result::<Named>(connection).optional()?;
    Ok(found.map(|it| Collision { table, id, other: it.id, text: it.word }))
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::kernel::text;

    diesel::table! {
        use diesel::sql_types::{Nullable, Text};
        use crate::kernel::sql::kinds::SqlId;

        papers (id) {
            id -> SqlId,
            number -> Text,
            number_key -> Nullable<Text>,
        }
    }

    #[derive(Clone, Debug, Queryable, AsChangeset)]
    #[diesel(table_name = papers, treat_none_as_null = true)]
    struct Row {
        id: Id,
        number: String,
        number_key: Option<String>,
    }

    impl Row {
        fn indexed(mut self) -> Self {
            self.number_key = Some(text::unique_key(self.number_key.as_deref(), self.id, &[&self.number]));
            self
        }
    }

    const FOLDED: &Folded = &Folded {
        table: "papers",
        keys: &["number_key"],
        apart: Some(&Apart { key: "number_key", text: "number", beside: &[] }),
        next: |connection, after| {
            refolded!(
                connection, after, papers => Row, |row| Ok(row.indexed()),
                [number_key], apart: number_key
            )
        },
    };

    /// So many papers without a key, numbered from one on; the last fifty of eleven hundred as the first fifty are.
    fn filled(papers: u32) -> AnyConnection {
        let sqlite = SqliteConnection::establish(":memory:").expect("a database");
        let mut connection = AnyConnection::Sqlite(sqlite);
        let create = "CREATE TABLE text_folds (of_table TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, done_up_to BLOB); \
                      CREATE TABLE papers (id BLOB NOT NULL PRIMARY KEY, number TEXT NOT NULL, number_key TEXT UNIQUE)";
        connection.batch_execute(create).expect("tables");
        for paper in 1..=papers {
            let insert = format!("INSERT INTO papers (id, number) VALUES (X'{paper:032x}', '{}/QĐ')", paper % 1_050);
            connection.batch_execute(&insert).expect("a paper");
        }
        connection
    }

    fn id(number: u128) -> Id {
        Id(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn a_table_is_gone_through_in_parts_and_once() {
        let mut connection = filled(1_020);
        let mut next =
            || part(&mut connection, FOLDED).expect("a part").map(|(passed, _)| (passed.rows, passed.stored));
        assert_eq!([next(), next(), next(), next()], [Some((500, 500)), Some((500, 500)), Some((20, 20)), None]);
        assert!(renew(&mut connection, &[FOLDED]).expect("it is done").is_empty());
        // By the rules of before: all of it is looked at, and nothing is written.
        connection.batch_execute("UPDATE text_folds SET version = 1").expect("other rules");
        let mut next =
            || part(&mut connection, FOLDED).expect("a part").map(|(passed, _)| (passed.rows, passed.stored));
        assert_eq!([next(), next(), next(), next()], [Some((500, 0)), Some((500, 0)), Some((20, 0)), None]);
    }

    #[test]
    fn what_is_called_the_same_is_set_apart_and_named() {
        let mut connection = filled(1_100);
        let found = renew(&mut connection, &[FOLDED]).expect("all of it");
        assert_eq!(found.len(), 50);
        let first = Collision { table: "papers", id: id(1_051), other: id(1), text: "1/QĐ".to_owned() };
        assert_eq!(found[0], first);
        let keys = papers::table.order(papers::id).select(papers::number_key);
        let keys: Vec<Option<String>> = keys.load(&mut connection).expect("keys");
        assert_eq!(keys[0].as_deref(), Some("1/QĐ"));
        assert_eq!(keys[1_050], Some(text::set_apart("1/QĐ", id(1_051))));
        connection.batch_execute("DELETE FROM text_folds").expect("anew");
        assert!(renew(&mut connection, &[FOLDED]).expect("all of it").is_empty(), "once");
    }
}
