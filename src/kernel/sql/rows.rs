//! One row, entered or stored anew, by a statement that is prepared once for each connection. Diesel prepares every `UPDATE`
//! anew, since it may set other columns each time; that is a round trip more on PostgreSQL, and a plan. Ours set them all.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::dsl::Eq;
use diesel::expression::{AsExpression, TypedExpressionType};
use diesel::prelude::*;
use diesel::query_builder::{AsChangeset, AstPass, QueryFragment, QueryId};
use diesel::sql_types::SqlType;

/// `UPDATE table SET every column WHERE key = …`; [`rewrite_row!`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Rewrite<From, Columns, Key> {
    table: From,
    columns: Columns,
    key: Key,
}

/// The row of a key as it is now.
pub fn rewrite<T, Row, Key>(
    table: T,
    key: Key,
    row: Row,
) -> Rewrite<T::FromClause, Row::Changeset, Eq<T::PrimaryKey, Key>>
where
    T: Table,
    Row: AsChangeset<Target = T>,
    T::PrimaryKey: Expression<SqlType: SqlType + TypedExpressionType> + ExpressionMethods,
    Key: AsExpression<<T::PrimaryKey as Expression>::SqlType>,
{
    Rewrite { table: table.from_clause(), columns: row.as_changeset(), key: table.primary_key().eq(key) }
}

/// Known by its text, which is the same for every row of a table: a row sets all of its columns, empty ones to NULL.
impl<From, Columns, Key> QueryId for Rewrite<From, Columns, Key> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<From, Columns, Key, DB> QueryFragment<DB> for Rewrite<From, Columns, Key>
where
    DB: Backend,
    From: QueryFragment<DB>,
    Columns: QueryFragment<DB>,
    Key: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("UPDATE ");
        self.table.walk_ast(out.reborrow())?;
        out.push_sql(" SET ");
        self.columns.walk_ast(out.reborrow())?;
        out.push_sql(" WHERE ");
        self.key.walk_ast(out.reborrow())
    }
}

impl<From, Columns, Key, Connection> RunQueryDsl<Connection> for Rewrite<From, Columns, Key> {}

/// Stores a row anew, every column of it. The row's changeset treats none as NULL.
macro_rules! rewrite_row {
    ($connection:expr, $table:expr, $key:expr, $row:expr) => {
        $crate::kernel::sql::on_engine!($connection, native => {
            diesel::RunQueryDsl::execute($crate::kernel::sql::rows::rewrite($table, $key, $row), native)
        })
    };
}
pub(crate) use rewrite_row;

/// Enters a row.
macro_rules! insert_row {
    ($connection:expr, $table:expr, $row:expr) => {
        $crate::kernel::sql::on_engine!($connection, native => {
            diesel::RunQueryDsl::execute(diesel::insert_into($table).values($row), native)
        })
    };
}
pub(crate) use insert_row;

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use diesel::connection::{InstrumentationEvent, SimpleConnection};

    use super::*;

    diesel::table! {
        rows (id) {
            id -> Integer,
            name -> Nullable<Text>,
        }
    }

    #[derive(Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
    #[diesel(table_name = rows, treat_none_as_null = true, treat_none_as_default_value = false)]
    struct Row {
        id: i32,
        name: Option<String>,
    }

    fn row(id: i32, name: Option<&str>) -> Row {
        Row { id, name: name.map(str::to_owned) }
    }

    #[test]
    fn one_statement_stores_every_row_and_no_other() {
        static KEPT: AtomicUsize = AtomicUsize::new(0);
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        connection.batch_execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, name TEXT)").expect("a table");
        for row in [row(1, Some("one")), row(2, Some("two")), row(3, None)] {
            diesel::insert_into(rows::table).values(row).execute(&mut connection).expect("a row");
        }
        connection.set_instrumentation(|event: InstrumentationEvent<'_>| {
            if let InstrumentationEvent::CacheQuery {
                sql: "UPDATE `rows` SET `name` = ? WHERE (`rows`.`id` = ?)",
                ..
            } = event
            {
                KEPT.fetch_add(1, Ordering::SeqCst);
            }
        });
        let stored =
            |connection: &mut SqliteConnection, row: Row| rewrite(rows::table, row.id, &row).execute(connection);
        assert_eq!(stored(&mut connection, row(1, None)), Ok(1));
        assert_eq!(stored(&mut connection, row(3, Some("three"))), Ok(1));
        assert_eq!(stored(&mut connection, row(4, Some("four"))), Ok(0), "there is no such row");
        assert_eq!(KEPT.load(Ordering::SeqCst), 1);
        let all: Vec<Row> = rows::table.order(rows::id).load(&mut connection).expect("rows");
        assert_eq!(all, [row(1, None), row(2, Some("two")), row(3, Some("three"))]);
    }
}
