//! Difficulties with their turns, and what they mention. Order of locks: the one that others are joined to, then those, in the order of
//! their ids.

mod held;
mod listed;
mod mentioned;
mod row;
mod turned;

pub use held::held;
pub use listed::list;
pub use mentioned::{mentions_of, replace_mentions};
pub use row::{Row, Stored};

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::difficulties::access::Reading;
use crate::difficulties::model::{DifficultyState, Turn};
use crate::kernel::chapter::{Left, found};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, insert_row, lock_row, lock_rows, on_engine, rewrite_row};
use crate::schema::difficulties::{self, table};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "difficulties_pkey", columns: "difficulties.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

/// 404 where the caller may not read it.
fn readable(view: &mut View<'_>, row: Row) -> Result<Stored, Problem> {
    let turns = turned::turns(view.connection, row.id)?;
    let stored = Stored { row, turns };
    if stored.is_open_to(&Reading::of(&view.caller)) { Ok(stored) } else { Err(Problem::of(Code::NotFound)) }
}

/// One difficulty; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: Row = table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, table.find(id));
    readable(view, row?)
}

/// Whether the caller may read one.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(find(view, id))
}

/// Those that are joined to one, locked in the order of their ids: what becomes of that becomes of them.
pub fn lock_joined_to(connection: &mut AnyConnection, survivor: Id) -> Result<Vec<Stored>, Problem> {
    let joined = table
        .filter(difficulties::survivor_id.eq(survivor))
        .filter(difficulties::state.eq(DifficultyState::Joined))
        .order(difficulties::id);
    let rows: QueryResult<Vec<Row>> = lock_rows!(&mut *connection, joined);
    with_turns(connection, rows?)
}

/// How many are joined to one.
pub fn joined_to(connection: &mut AnyConnection, survivor: Id) -> Result<usize, Problem> {
    let joined: i64 = table
        .filter(difficulties::survivor_id.eq(survivor))
        .filter(difficulties::state.eq(DifficultyState::Joined))
        .count()
        .get_result(connection)?;
    Ok(usize::try_from(joined).unwrap_or(usize::MAX))
}

/// Some, by their ids, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Stored>, Problem> {
    let rows: Vec<Row> = table.filter(difficulties::id.eq_any(ids)).load(connection)?;
    with_turns(connection, rows)
}

fn with_turns(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Stored>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let mut turns: HashMap<Id, Vec<Turn>> = turned::turns_of(connection, &ids)?;
    Ok(rows.into_iter().map(|row| Stored { turns: turns.remove(&row.id).unwrap_or_default(), row }).collect())
}

/// Enters one.
pub fn insert(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    insert_row!(connection, table, &stored.row).map(drop).map_err(broken)
}

/// Stores a changed one, with its turns.
pub fn save(connection: &mut AnyConnection, before: &Stored, after: &Stored) -> Result<(), Problem> {
    rewrite_row!(connection, table, after.row.id, &after.row).map(drop).map_err(broken)?;
    turned::save(connection, after.row.id, &before.turns, &after.turns)
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, difficulties, id)
}

/// Difficulties that some agencies have raised and that are not over, and those whose turn is theirs.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Option<Id>)> = on_engine!(&mut *view.connection, native => {
        let written = difficulties::agency_id.eq_any(ending).and(difficulties::raised_at.is_not_null());
        let written = written.and(difficulties::state.ne_all(DifficultyState::OVER));
        let holds = difficulties::holder_id.assume_not_null().eq_any(ending);
        let held = difficulties::holder_id.is_not_null().and(holds).and(difficulties::state.eq_any(DifficultyState::TURNING));
        table
            .filter(written.or(held))
            .order(difficulties::id)
            .select((difficulties::id, difficulties::agency_id, difficulties::holder_id))
            .load(native)?
    });
    let rows = rows.into_iter().map(|(id, agency, holder)| (id, agency, holder.unwrap_or(agency)));
    Ok(Left::of_either("difficulties", ending, rows.collect()))
}
