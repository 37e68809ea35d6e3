//! What lists filter by.

use diesel::ExpressionMethods;
use diesel::dsl::{Eq, EqAny};
use diesel::expression::{AsExpression, Expression, TypedExpressionType};
use diesel::query_dsl::methods::FilterDsl;
use diesel::sql_types::SqlType;

/// Keeps of a boxed query the rows in which a column is any of the values, and all of them where none is named. One value is
/// compared as one: the statement with a list of values is prepared anew each time.
pub fn any_of<Query, Column, Value>(query: Query, column: Column, values: &[Value]) -> Query
where
    Query: FilterDsl<EqAny<Column, Vec<Value>>, Output = Query> + FilterDsl<Eq<Column, Value>, Output = Query>,
    Column: Expression + ExpressionMethods,
    Column::SqlType: SqlType + TypedExpressionType,
    Value: AsExpression<Column::SqlType> + Clone,
{
    match values {
        [] => query,
        [only] => query.filter(column.eq(only.clone())),
        some => query.filter(column.eq_any(some.to_vec())),
    }
}
