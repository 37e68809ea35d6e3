//! `(column, id) > (value, id)`: two columns compared as one row, for which Diesel has no word. An index over both begins right
//! behind the row that is named, however many share its first column; compared one by one, each page walks past all of those.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, AsExpression, Expression, TypedExpressionType, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Bool, SqlType};

use crate::kernel::http::Direction;
use crate::kernel::id::Id;

/// The comparison; [`crate::keyset!`] makes it.
#[derive(Clone, Copy, Debug)]
pub struct Beyond<C, I, V, J> {
    columns: (C, I),
    values: (V, J),
    way: Direction,
}

/// What lies behind a row on the way of a list, given the row's value in the column and its id.
pub fn beyond<C, I, V>(
    way: Direction,
    column: C,
    id: I,
    (value, row): (V, Id),
) -> Beyond<C, I, V::Expression, <Id as AsExpression<I::SqlType>>::Expression>
where
    C: Expression<SqlType: SqlType + TypedExpressionType>,
    I: Expression<SqlType: SqlType + TypedExpressionType>,
    V: AsExpression<C::SqlType>,
    Id: AsExpression<I::SqlType>,
{
    Beyond { columns: (column, id), values: (value.as_expression(), row.as_expression()), way }
}

impl<C, I, V, J> Expression for Beyond<C, I, V, J> {
    type SqlType = Bool;
}

impl<C, I, V, J, Group> ValidGrouping<Group> for Beyond<C, I, V, J> {
    type IsAggregate = is_aggregate::No;
}

impl<C, I, V, J, From: ?Sized> AppearsOnTable<From> for Beyond<C, I, V, J>
where
    C: AppearsOnTable<From>,
    I: AppearsOnTable<From>,
    V: AppearsOnTable<From>,
    J: AppearsOnTable<From>,
{
}

/// One type has two texts, so no statement is known by it.
impl<C, I, V, J> QueryId for Beyond<C, I, V, J> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C, I, V, J, DB> QueryFragment<DB> for Beyond<C, I, V, J>
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
