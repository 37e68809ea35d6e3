//! What lists filter by.

use diesel::ExpressionMethods;
use diesel::dsl::EqAny;
use diesel::expression::{AsExpression, Expression, TypedExpressionType};
use diesel::query_dsl::methods::FilterDsl;
use diesel::sql_types::SqlType;

/// Keeps of a boxed query the rows in which a column is any of the values, and all of them where none is named.
pub fn any_of<Query, Column, Value>(query: Query, column: Column, values: &[Value]) -> Query
where
    Query: FilterDsl<EqAny<Column, Vec<Value>>, Output = Query>,
    Column: Expression + ExpressionMethods,
    Column::SqlType: SqlType + TypedExpressionType,
    Value: AsExpression<Column::SqlType> + Clone,
{
    if values.is_empty() { query } else { query.filter(column.eq_any(values.to_vec())) }
}
