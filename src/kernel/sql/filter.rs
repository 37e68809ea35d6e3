//! What lists filter by.

use diesel::backend::Backend;
use diesel::dsl::{Eq, EqAny, sql};
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SqlLiteral, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::query_dsl::methods::FilterDsl;
use diesel::serialize::ToSql;
use diesel::sql_types::{Array, BigInt, Bool, HasSqlType, SqlType};
use diesel::sqlite::Sqlite;
use diesel::{ExpressionMethods, QueryResult};

use crate::kernel::exact::LARGEST;
use crate::kernel::id::Id;
use crate::kernel::sql::connection::MultiBackend;
use crate::kernel::sql::kinds::SqlId;

/// Keeps of a boxed query the rows in which a column is any of the values, and all of them where none is named. One value is
/// compared as one: the statement with a list of values is prepared anew each time.
pub fn any_of<Kept, Column, Value>(query: Kept, column: Column, values: &[Value]) -> Kept
where
    Kept: FilterDsl<EqAny<Column, Vec<Value>>, Output = Kept> + FilterDsl<Eq<Column, Value>, Output = Kept>,
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

/// Keeps of a boxed query the rows in which a column is one of some agencies, and all where no list stands for every agency. One agency
/// is compared as one, so that an index behind it keeps its order.
pub fn of_agencies<Kept, Column>(query: Kept, column: Column, agencies: Option<&[Id]>) -> Kept
where
    Kept: FilterDsl<Among<Column>, Output = Kept> + FilterDsl<Eq<Column, Id>, Output = Kept>,
    Column: Expression<SqlType = SqlId> + ExpressionMethods,
{
    match agencies {
        None => query,
        Some([only]) => query.filter(column.eq(*only)),
        Some(some) => query.filter(among(column, some)),
    }
}

/// A condition in so many words: an index over some rows alone is used where a statement says which in the same words.
pub fn in_words(condition: &'static str) -> SqlLiteral<Bool> {
    sql(condition)
}

/// True, in a statement that is prepared for the values at hand each time: Diesel keeps none that has a literal. PostgreSQL plans one
/// that it has seen a few times for any values at all, and then walks through a country for what a province may read.
pub fn planned_anew() -> SqlLiteral<Bool> {
    sql("1 = 1")
}

/// What some columns of a row hold together, in bytes, told without reading them: asked of a page before the page itself is. The
/// names are written into the statement as they are.
pub fn bytes_of(columns: &[&'static str]) -> SqlLiteral<BigInt> {
    let lengths: Vec<String> = columns.iter().map(|it| format!("coalesce(octet_length({it}), 0)")).collect();
    sql(&format!("CAST({} AS BIGINT)", lengths.join(" + ")))
}

/// A sum of columns as a whole number, on both databases of 64 bits; nothing adds up to 0, and no sum is larger than clients can read.
/// What is summed is written into the statement as it is.
pub fn sum_of(columns: &'static str) -> SqlLiteral<BigInt> {
    let sum = format!("SUM({columns})");
    sql(&format!("CAST(CASE WHEN {sum} > {LARGEST} THEN {LARGEST} ELSE COALESCE({sum}, 0) END AS BIGINT)"))
}

/// The rows in which a column is one of the agencies that somebody may read of, as a statement that is prepared once for lists
/// of about that length: Diesel prepares a list of values anew for each request on SQLite, which costs as much as a page.
#[derive(Clone, Debug)]
pub struct Among<Column> {
    column: Column,
    ids: Vec<Id>,
    all: bool,
}

/// A list of more than so many agencies is long.
const LONG: usize = 32;

/// Makes [`Among`]; an empty list keeps nothing.
pub fn among<Column: Expression<SqlType = SqlId>>(column: Column, ids: &[Id]) -> Among<Column> {
    Among { column, ids: ids.to_vec(), all: false }
}

/// The same where no list stands for every agency: one part of a condition among others, which then keeps all.
pub fn among_any<Column: Expression<SqlType = SqlId>>(column: Column, ids: Option<&[Id]>) -> Among<Column> {
    Among { column, ids: ids.unwrap_or_default().to_vec(), all: ids.is_none() }
}

impl<Column> Expression for Among<Column> {
    type SqlType = Bool;
}

impl<Column, Group> ValidGrouping<Group> for Among<Column> {
    type IsAggregate = is_aggregate::No;
}

impl<Column: AppearsOnTable<From>, From: ?Sized> AppearsOnTable<From> for Among<Column> {}

/// One type has several texts, so no statement is known by it.
impl<Column> QueryId for Among<Column> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

/// The list is one value. PostgreSQL compares each row with a short one, element by element, and may look for its elements in an
/// index. A long one is a subquery: that becomes a hash table in every plan, and the planner does not look at its elements. `IS TRUE`
/// keeps it from turning the subquery into a join, which would read everything that is kept before it sorts out a page.
impl<Column: QueryFragment<Pg>> QueryFragment<Pg> for Among<Column> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        if self.all {
            out.push_sql("TRUE");
            return Ok(());
        }
        let (before, behind) =
            if self.ids.len() > LONG { (" IN (SELECT unnest(", ")) IS TRUE)") } else { (" = ANY(", "))") };
        out.push_sql("(");
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(before);
        out.push_bind_param::<Array<SqlId>, _>(&self.ids)?;
        out.push_sql(behind);
        Ok(())
    }
}

impl<Column: QueryFragment<Sqlite>> QueryFragment<Sqlite> for Among<Column> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.filled_up(out)
    }
}

impl<Column: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for Among<Column> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.filled_up(out)
    }
}

impl<Column> Among<Column> {
    /// The list is filled up with its last value to 1, 2, 4, 8 … or whole thousands of them, so that there are few texts.
    fn filled_up<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()>
    where
        DB: Backend + HasSqlType<SqlId>,
        Column: QueryFragment<DB>,
        Id: ToSql<SqlId, DB>,
    {
        if self.all {
            out.push_sql("1 = 1");
            return Ok(());
        }
        let Some(last) = self.ids.last() else {
            out.push_sql("1 = 0");
            return Ok(());
        };
        let length = self.ids.len();
        let filling =
            std::iter::repeat_n(last, length.next_power_of_two().min(length.next_multiple_of(1_000)) - length);
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(" IN (");
        for (place, id) in self.ids.iter().chain(filling).enumerate() {
            if place > 0 {
                out.push_sql(", ");
            }
            out.push_bind_param::<SqlId, _>(id)?;
        }
        out.push_sql(")");
        Ok(())
    }
}

/// The rows in which a column is one of those that another statement finds, beside other conditions with `or`. PostgreSQL has what was
/// found as one array, which it looks for in an index as it does for the other conditions; a subquery there would have it read
/// through the whole table.
#[derive(Clone, Debug)]
pub struct AmongFound<Column, Found> {
    column: Column,
    found: Found,
}

/// Makes [`AmongFound`].
pub fn among_found<Column, Found>(column: Column, found: Found) -> AmongFound<Column, Found>
where
    Column: Expression<SqlType = SqlId>,
    Found: Query<SqlType = SqlId>,
{
    AmongFound { column, found }
}

impl<Column, Found> Expression for AmongFound<Column, Found> {
    type SqlType = Bool;
}

impl<Column, Found, Group> ValidGrouping<Group> for AmongFound<Column, Found> {
    type IsAggregate = is_aggregate::No;
}

impl<Column: AppearsOnTable<From>, Found, From: ?Sized> AppearsOnTable<From> for AmongFound<Column, Found> {}

/// What it finds them with may have several texts, so no statement is known by it.
impl<Column, Found> QueryId for AmongFound<Column, Found> {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Column: QueryFragment<Pg>, Found: QueryFragment<Pg>> QueryFragment<Pg> for AmongFound<Column, Found> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.around(out, " = ANY(ARRAY(", "))")
    }
}

impl<Column: QueryFragment<Sqlite>, Found: QueryFragment<Sqlite>> QueryFragment<Sqlite> for AmongFound<Column, Found> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.around(out, " IN (", ")")
    }
}

impl<Column, Found> QueryFragment<MultiBackend> for AmongFound<Column, Found>
where
    Column: QueryFragment<MultiBackend>,
    Found: QueryFragment<MultiBackend>,
{
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        self.around(out, " IN (", ")")
    }
}

impl<Column, Found> AmongFound<Column, Found> {
    fn around<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>, before: &str, behind: &str) -> QueryResult<()>
    where
        DB: Backend,
        Column: QueryFragment<DB>,
        Found: QueryFragment<DB>,
    {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(before);
        self.found.walk_ast(out.reborrow())?;
        out.push_sql(behind);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;
    use diesel::pg::Pg;
    use diesel::prelude::*;
    use diesel::sqlite::Sqlite;

    use crate::kernel::id::Id;
    use crate::kernel::sql::filter::{among, among_any, among_found};

    diesel::table! {
        use diesel::sql_types::Integer;
        use crate::kernel::sql::kinds::SqlId;

        papers (number) {
            number -> Integer,
            agency_id -> SqlId,
        }
    }

    fn agency(number: u128) -> Id {
        Id(uuid::Uuid::from_u128(number))
    }

    #[test]
    fn what_is_among_them_is_kept_and_nothing_else() {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        connection.batch_execute("CREATE TABLE papers (number INTEGER PRIMARY KEY, agency_id BLOB)").expect("a table");
        for number in 1..=9 {
            let paper = (papers::number.eq(number), papers::agency_id.eq(agency(number as u128)));
            diesel::insert_into(papers::table).values(paper).execute(&mut connection).expect("a row");
        }
        for some in [vec![], vec![4], vec![2, 7], vec![1, 5, 9], vec![1, 2, 3, 4, 5, 70]] {
            let ids: Vec<Id> = some.iter().map(|number| agency(*number as u128)).collect();
            let query =
                papers::table.filter(among(papers::agency_id, &ids)).select(papers::number).order(papers::number);
            let kept: Vec<i32> = query.load(&mut connection).expect("rows");
            let expected: Vec<i32> = some.iter().copied().filter(|number| *number < 10).collect();
            assert_eq!(kept, expected);
        }
        let all = papers::table.filter(among_any(papers::agency_id, None)).select(papers::number);
        assert_eq!(all.load::<i32>(&mut connection).expect("rows").len(), 9);
        let none = papers::table.filter(among_any(papers::agency_id, Some(&[]))).select(papers::number);
        assert!(none.load::<i32>(&mut connection).expect("rows").is_empty());
    }

    #[test]
    fn what_another_statement_finds_is_an_array_that_an_index_knows() {
        let found = papers::table.filter(papers::number.gt(4)).select(papers::agency_id);
        let query = papers::table
            .filter(papers::number.eq(1).or(among_found(papers::agency_id, found)))
            .select(papers::number)
            .order(papers::number);
        let text = diesel::debug_query::<Pg, _>(&query).to_string();
        assert!(text.contains(r#""papers"."agency_id" = ANY(ARRAY(SELECT"#), "{text}");
        let text = diesel::debug_query::<Sqlite, _>(&query).to_string();
        assert!(text.contains("`papers`.`agency_id` IN (SELECT"), "{text}");
    }

    #[test]
    fn lists_of_about_one_length_are_one_statement() {
        let text = |length: u128| {
            let ids: Vec<Id> = (0..length).map(agency).collect();
            let query = papers::table.filter(among(papers::agency_id, &ids)).select(papers::number);
            let values = |sql: String| sql.matches('?').count();
            let sqlite = diesel::debug_query::<Sqlite, _>(&query).to_string();
            let sqlite = sqlite.split(" -- binds").next().map(str::to_owned).expect("the text");
            let postgres = diesel::debug_query::<Pg, _>(&query).to_string();
            (values(sqlite), postgres.matches('$').count())
        };
        for (length, values) in [(0, 0), (1, 1), (2, 2), (3, 4), (5, 8), (8, 8), (600, 1_000), (1_500, 2_000)] {
            assert_eq!(text(length), (values, 1), "{length} agencies");
        }
    }
}
