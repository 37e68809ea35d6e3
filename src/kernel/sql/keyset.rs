//! `(column, id) > (value, id)`: two columns compared as one row, for which Diesel has no word. An index over both begins right
//! behind the row that is named, however many share its first column; compared one by one, each page walks past all of those.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, AsExpression, Expression, TypedExpressionType, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, SqlType};

use crate::kernel::page::Direction;

/// The comparison; [`crate::keyset!`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct RowAfter<C, I, V, J> {
    columns: (C, I),
    values: (V, J),
    way: Direction,
}

/// What lies behind a row on the way of a list, given the row's values in two columns: what it is sorted by, and what tells it from
/// others there.
pub fn row_after<C, I, V, J>(
    way: Direction,
    columns: (C, I),
    (value, own): (V, J),
) -> RowAfter<C, I, V::Expression, J::Expression>
where
    C: Expression<SqlType: SqlType + TypedExpressionType>,
    I: Expression<SqlType: SqlType + TypedExpressionType>,
    V: AsExpression<C::SqlType>,
    J: AsExpression<I::SqlType>,
{
    RowAfter { columns, values: (value.as_expression(), own.as_expression()), way }
}

impl<C, I, V, J> Expression for RowAfter<C, I, V, J> {
    type SqlType = Bool;
}

impl<C, I, V, J, Group> ValidGrouping<Group> for RowAfter<C, I, V, J> {
    type IsAggregate = is_aggregate::No;
}

impl<C, I, V, J, From: ?Sized> AppearsOnTable<From> for RowAfter<C, I, V, J>
where
    C: AppearsOnTable<From>,
    I: AppearsOnTable<From>,
    V: AppearsOnTable<From>,
    J: AppearsOnTable<From>,
{
}

/// One type has two texts, so no statement is known by it.
impl<C, I, V, J> QueryId for RowAfter<C, I, V, J> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, I, V, J, DB> QueryFragment<DB> for RowAfter<C, I, V, J>
where
    DB: Backend,
    C: QueryFragment<DB>,
    I: QueryFragment<DB>,
    V: QueryFragment<DB>,
    J: QueryFragment<DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql("(");
        self.columns.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.columns.1.walk_ast(out.reborrow())?;
        out.push_sql(match self.way {
            Direction::Ascending => ") > (",
            Direction::Descending => ") < (",
        });
        self.values.0.walk_ast(out.reborrow())?;
        out.push_sql(", ");
        self.values.1.walk_ast(out.reborrow())?;
        out.push_sql(")");
        Ok(())
    }
}

/// Orders a boxed query by a column that is never null, ties broken by the id, and starts it after a cursor.
///
/// ```text
/// let after = page.after::<String>(&sort.to_string())?;
/// let query = keyset!(query, sort.direction, agencies::name_sort_key, agencies::id, after);
/// let rows = query.limit(page.fetch()).load::<Row>(connection)?;
/// ```
#[macro_export]
macro_rules! keyset {
    ($query:expr, $direction:expr, $column:expr, $id:expr, $after:expr) => {{
        #[allow(unused_imports)]
        use ::diesel::prelude::*;
        let (mut query, way) = ($query, $direction);
        if let Some((value, id)) = $after {
            let row = (value, $crate::kernel::id::Id(id));
            query = query.filter($crate::kernel::sql::row_after(way, ($column, $id), row));
        }
        $crate::in_order!(query, way, $column, $id)
    }};
}

/// Orders a boxed query as [`keyset!`] does.
#[macro_export]
macro_rules! in_order {
    ($query:expr, $direction:expr, $column:expr, $id:expr) => {
        match $direction {
            $crate::kernel::page::Direction::Ascending => $query.order(($column.asc(), $id.asc())),
            $crate::kernel::page::Direction::Descending => $query.order(($column.desc(), $id.desc())),
        }
    };
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    diesel::table! {
        use diesel::sql_types::{Integer, Text};
        use crate::kernel::sql::kinds::SqlId;

        rows (id) {
            id -> SqlId,
            name -> Text,
            size -> Integer,
        }
    }

    /// The row that a test sees: its id and its name.
    type Seen = (crate::kernel::id::Id, String);

    #[test]
    fn pages_meet_without_a_gap_or_an_overlap() {
        use crate::kernel::id::Id;
        use diesel::prelude::*;
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        let create = "CREATE TABLE rows (id BLOB PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL) STRICT";
        diesel::sql_query(create).execute(&mut connection).expect("a table");
        // Names repeat, so that the id has to break ties in the middle of a page and at its end.
        let all = [(1, "b"), (2, "a"), (3, "b"), (4, "b"), (5, "c"), (6, "a"), (7, "b")];
        let all: Vec<Seen> = all.iter().map(|(id, name)| (Id(Uuid::from_u128(*id)), (*name).to_owned())).collect();
        for (id, name) in &all {
            let row = (rows::id.eq(id), rows::name.eq(name), rows::size.eq(0));
            diesel::insert_into(rows::table).values(row).execute(&mut connection).expect("a row");
        }
        for direction in [Direction::Ascending, Direction::Descending] {
            let mut seen: Vec<Seen> = Vec::new();
            loop {
                let after = seen.last().map(|(id, name)| (name.clone(), id.0));
                let query = rows::table.select((rows::id, rows::name)).into_boxed();
                let query = keyset!(query, direction, rows::name, rows::id, after);
                let page: Vec<Seen> = query.limit(2).load(&mut connection).expect("a page");
                if page.is_empty() {
                    break;
                }
                seen.extend(page);
            }
            let mut expected = all.clone();
            expected.sort_by(|left, right| (&left.1, left.0).cmp(&(&right.1, right.0)));
            if direction == Direction::Descending {
                expected.reverse();
            }
            assert_eq!(seen, expected);
        }
    }
}
