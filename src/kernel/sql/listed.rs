//! One page of a list, whatever it is of: what changed since an instant where that is asked for, in one of its orders, each place told by
//! a value and an id. A list of rows is written with [`crate::listed!`] and so answers `updated_since`; what reads its rows by other
//! means has the pieces, [`crate::changed_since!`] and [`crate::keyset!`].

/// Keeps of a boxed query what changed at the instant from which on a page asks for changes, or later.
#[macro_export]
macro_rules! changed_since {
    ($query:expr, $page:expr, $changed:expr) => {{
        #[allow(unused_imports)]
        use ::diesel::prelude::*;
        match $page.changed_since() {
            Some(since) => $query.filter($changed.ge(since)),
            None => $query,
        }
    }};
}

/// Loads one page of rows, with its total where that is asked for. `?` is in it.
///
/// Named are how the list is filtered, as a closure that begins a boxed query; what a row is; the column that says when the row last
/// changed, as its readers see it; and the orders that there are, each with the column that it follows and that column's type. A row has
/// fields of the same names. Where rows can be long, `texts` names the columns that make them so: a page of them ends earlier. Where these
/// have a bound, `each` says how many bytes a row of them has at most: a page that cannot be too large is not measured.
///
/// ```text
/// let found = listed!(connection, page, filtered => AgencyRow, agencies.updated_at, filter.sort => {
///     AgencyColumn::Name => name_key: String,
///     AgencyColumn::Code => code: String,
/// });
/// ```
#[macro_export]
macro_rules! listed {
    (
        $connection:expr, $page:expr, $filtered:expr => $row:ty, $table:ident.$changed:ident,
        $sort:expr => { $($column:pat => $key:ident: $kind:ty),+ $(,)? }
        $(, texts: $texts:expr $(, each: $each:expr)?)? $(, select: $select:expr)?
    ) => {{
        #[allow(unused_imports)]
        use ::diesel::prelude::*;
        let (page, sort): (&$crate::kernel::page::PageRequest, _) = ($page, $sort);
        let (order, way) = (sort.to_string(), sort.direction);
        let kept = || $crate::changed_since!($filtered(), page, $table::$changed);
        let ordered = || -> Result<_, $crate::kernel::problem::Problem> {
            Ok(if page.by_change() {
                let (earliest, after) = page.after_change::<$crate::kernel::instant::Instant>()?;
                $crate::keyset!(kept(), earliest, $table::$changed, $table::id, after)
            } else {
                match sort.column {
                    $($column => {
                        $crate::keyset!(kept(), way, $table::$key, $table::id, page.after::<$kind>(&order)?)
                    })+
                }
            })
        };
        $(
            let always_fits = false $(|| page.always_fits($each))?;
            let sizes = || ordered().map(|it| it.select($crate::kernel::sql::bytes_of($texts)).limit(page.fetch()));
            let sizes = if always_fits { Vec::new() } else { sizes()?.load::<i64>($connection)? };
            let fitting = page.fitting(&sizes);
            let page = &fitting;
        )?
        let query = ordered()?;
        $(let query = query.select($select);)?
        let rows: Vec<$row> = query.limit(page.fetch()).load($connection)?;
        let total = page.total(|| kept().count().get_result($connection))?;
        let cut = if page.by_change() {
            $crate::kernel::page::Page::cut_by_change(rows, page, |row| (row.$changed, row.id.0))
        } else {
            match sort.column {
                $($column => {
                    $crate::kernel::page::Page::cut(rows, page, &order, |row| (Clone::clone(&row.$key), row.id.0))
                })+
            }
        };
        cut?.with_total(total)
    }};
}

#[cfg(test)]
mod tests {
    use diesel::prelude::*;
    use uuid::Uuid;

    use crate::kernel::id::Id;
    use crate::kernel::instant::Instant;
    use crate::kernel::page::{Direction, Page, PageRequest};
    use crate::kernel::problem::{Code, Problem};
    use crate::kernel::sort::Sort;

    diesel::table! {
        use diesel::sql_types::Text;
        use crate::kernel::sql::kinds::{SqlId, SqlInstant};

        rows (id) {
            id -> SqlId,
            name -> Text,
            updated_at -> SqlInstant,
        }
    }

    crate::sort_columns! {
        enum By { Name = "name", Changed = "changed" }
    }

    #[derive(Clone, Debug, PartialEq, Eq, Queryable)]
    struct Row {
        id: Id,
        name: String,
        updated_at: Instant,
    }

    const EVER: Instant = Instant(0);
    const BY_NAME: Sort<By> = Sort { column: By::Name, direction: Direction::Ascending };

    fn id(number: u128) -> Id {
        Id(Uuid::from_u128(number))
    }

    /// Seven rows, in the order of their numbers when they changed, and in another one by name; some share a name or an instant.
    fn filled() -> SqliteConnection {
        let mut connection = SqliteConnection::establish(":memory:").expect("a database");
        let create = "CREATE TABLE rows (id BLOB PRIMARY KEY, name TEXT NOT NULL, updated_at INTEGER NOT NULL) STRICT";
        diesel::sql_query(create).execute(&mut connection).expect("a table");
        for (number, name, at) in
            [(1, "g", 10), (2, "b", 20), (3, "b", 20), (4, "d", 20), (5, "a", 30), (6, "c", 40), (7, "b", 50)]
        {
            let row = (rows::id.eq(id(number)), rows::name.eq(name), rows::updated_at.eq(Instant(at)));
            diesel::insert_into(rows::table).values(row).execute(&mut connection).expect("a row");
        }
        connection
    }

    fn page(connection: &mut SqliteConnection, sort: Sort<By>, request: &PageRequest) -> Result<Page<Row>, Problem> {
        let filtered = || rows::table.into_boxed();
        Ok(crate::listed!(connection, request, filtered => Row, rows.updated_at, sort => {
            By::Name => name: String,
            By::Changed => updated_at: Instant,
        }))
    }

    fn asked(cursor: Option<&str>, since: Option<Instant>) -> PageRequest {
        PageRequest::new(Some(2), cursor, true).expect("a request").since(since, false)
    }

    /// The numbers of all rows, in pages of two; behind the first page the first row changes.
    fn walked(sort: Sort<By>, since: Option<Instant>) -> Vec<u128> {
        let (mut connection, mut seen, mut cursor) = (filled(), Vec::new(), None::<String>);
        loop {
            let found = page(&mut connection, sort, &asked(cursor.as_deref(), since)).expect("a page");
            assert_eq!(found.total, Some(7));
            assert!(found.items.len() <= 2);
            seen.extend(found.items.iter().map(|row| row.id.0.as_u128()));
            if cursor.is_none() {
                let changed = rows::updated_at.eq(Instant(60));
                diesel::update(rows::table.find(id(seen[0]))).set(changed).execute(&mut connection).expect("a change");
            }
            match found.next {
                Some(next) => cursor = Some(next),
                None => return seen,
            }
        }
    }

    #[test]
    fn pages_hold_each_row_while_one_changes() {
        assert_eq!(walked(BY_NAME, None), [5, 2, 3, 7, 6, 4, 1], "what does not move in an order is there once");
        let backwards = Sort { direction: Direction::Descending, ..BY_NAME };
        assert_eq!(walked(backwards, None), [1, 4, 6, 7, 3, 2, 5]);
        let by_change = [1, 2, 3, 4, 5, 6, 7, 1];
        assert_eq!(walked(BY_NAME, Some(EVER)), by_change, "what changes comes again, and nothing is left out");
    }

    #[test]
    fn what_changed_at_an_instant_or_later_is_shown() {
        let mut connection = filled();
        let found = page(&mut connection, BY_NAME, &asked(None, Some(Instant(40)))).expect("a page");
        assert_eq!(found.items.iter().map(|row| row.id).collect::<Vec<_>>(), [id(6), id(7)]);
        assert_eq!((found.next, found.total), (None, Some(2)));
    }

    #[test]
    fn a_cursor_of_another_order_is_refused() {
        let mut connection = filled();
        let backwards = Sort { direction: Direction::Descending, ..BY_NAME };
        let changed = Sort { column: By::Changed, ..BY_NAME };
        let orders = [(BY_NAME, None), (backwards, None), (changed, None), (BY_NAME, Some(EVER))];
        for (at, (sort, since)) in orders.iter().enumerate() {
            let first = page(&mut connection, *sort, &asked(None, *since)).expect("a page");
            for (other, (sort, since)) in orders.iter().enumerate() {
                let second = page(&mut connection, *sort, &asked(first.next.as_deref(), *since));
                match second {
                    Ok(second) => assert!(at == other && second.items.len() == 2, "{sort} takes a cursor of its own"),
                    Err(problem) => assert!(at != other && problem.code() == Code::CursorInvalid, "{sort}: {problem}"),
                }
            }
        }
    }
}
