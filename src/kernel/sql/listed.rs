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
/// fields of the same names. Where rows can be long, `texts` names the columns that make them so: a page of them ends earlier.
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
        $(, texts: $texts:expr)? $(, select: $select:expr)?
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
            let sizes = ordered()?.select($crate::kernel::sql::bytes_of($texts)).limit(page.fetch());
            let fitting = page.fitting(&sizes.load::<i64>($connection)?);
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
