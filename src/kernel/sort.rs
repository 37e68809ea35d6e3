//! The order of a list: a closed set of columns, each both ways (`name`, `-name`).

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error};
use utoipa::__dev::ComposeSchema;
use utoipa::ToSchema;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use crate::kernel::page::Direction;

/// The columns that a list can be sorted by; [`sort_columns!`](crate::sort_columns) implements it.
pub trait SortColumn: Copy + PartialEq + 'static {
    /// Every column with its name; the first is the default.
    const ALL: &'static [(&'static str, Self)];
}

/// What a list has that runs one way: nobody names it.
impl SortColumn for () {
    const ALL: &'static [(&'static str, Self)] = &[("place", ())];
}

impl Sort<()> {
    /// The order of a list that has one alone, smallest first.
    pub const ONLY: Self = Self { column: (), direction: Direction::Ascending };
    /// The same, largest first.
    pub const ONLY_BACKWARDS: Self = Self { column: (), direction: Direction::Descending };
}

/// A column and a direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort<C> {
    /// By what.
    pub column: C,
    /// Which way.
    pub direction: Direction,
}

impl<C: SortColumn> Sort<C> {
    fn parse(text: &str) -> Option<Sort<C>> {
        let (direction, name) = match text.strip_prefix('-') {
            Some(name) => (Direction::Descending, name),
            None => (Direction::Ascending, text),
        };
        let (_, column) = C::ALL.iter().find(|(known, _)| *known == name)?;
        Some(Sort { column: *column, direction })
    }

    fn names() -> impl Iterator<Item = String> {
        C::ALL.iter().flat_map(|(name, _)| [(*name).to_owned(), format!("-{name}")])
    }
}

impl<C: SortColumn> Default for Sort<C> {
    fn default() -> Self {
        Sort { column: C::ALL[0].1, direction: Direction::Ascending }
    }
}

impl<C: SortColumn> fmt::Display for Sort<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.direction == Direction::Descending {
            formatter.write_str("-")?;
        }
        let name = C::ALL.iter().find(|(_, column)| *column == self.column).map_or("", |(name, _)| name);
        formatter.write_str(name)
    }
}

impl<'de, C: SortColumn> Deserialize<'de> for Sort<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Sort::parse(&text).ok_or_else(|| D::Error::custom("no such order"))
    }
}

impl<C: SortColumn> ComposeSchema for Sort<C> {
    fn compose(_: Vec<RefOr<Schema>>) -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .enum_values(Some(Sort::<C>::names()))
            .default(Some(Sort::<C>::default().to_string().into()))
            .into()
    }
}

impl<C: SortColumn> ToSchema for Sort<C> {}

/// Declares the columns of a list: `sort_columns! { pub enum AgencySort { Name = "name", Code = "code" } }`.
#[macro_export]
macro_rules! sort_columns {
    ($(#[$attribute:meta])* $visibility:vis enum $name:ident { $($column:ident = $text:literal),+ $(,)? }) => {
        $(#[$attribute])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        $visibility enum $name {
            $(#[doc = concat!("By `", $text, "`.")] $column,)+
        }

        impl $crate::kernel::sort::SortColumn for $name {
            const ALL: &'static [(&'static str, Self)] = &[$(($text, $name::$column),)+];
        }

        // Asked for by utoipa, since the columns are a generic argument of `Sort`.
        impl ::utoipa::PartialSchema for $name {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                <$crate::kernel::sort::Sort<$name> as ::utoipa::PartialSchema>::schema()
            }
        }

        impl ::utoipa::ToSchema for $name {}
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    sort_columns! {
        enum Sample { Name = "name", Code = "code" }
    }

    #[test]
    fn both_ways_of_every_column_are_read_and_written() {
        for name in Sort::<Sample>::names() {
            assert_eq!(Sort::<Sample>::parse(&name).expect("an order").to_string(), name);
        }
        assert_eq!(Sort::<Sample>::default().to_string(), "name");
        assert_eq!(Sort::<Sample>::parse("id"), None);
        assert_eq!(Sort::<Sample>::parse("--name"), None);
    }
}
