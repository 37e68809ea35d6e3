//! The turns of difficulties.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::difficulties::model::{DifficultyState, Turn, TurnPart};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_many};
use crate::schema::difficulty_turns;

/// A turn as it is on record.
#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = difficulty_turns, treat_none_as_default_value = false)]
struct TurnRow {
    difficulty_id: Id,
    number: i32,
    holder_id: Id,
    part: TurnPart,
    opened_in: DifficultyState,
    began_at: Instant,
    acknowledge_by: Option<NaiveDate>,
    acknowledged_at: Option<Instant>,
    answer_by: NaiveDate,
    ended_at: Option<Instant>,
    late: bool,
}

impl TurnRow {
    fn of(difficulty: Id, number: i32, turn: &Turn) -> Self {
        Self {
            difficulty_id: difficulty,
            number,
            holder_id: turn.holder_agency_id,
            part: turn.part,
            opened_in: turn.opened_in,
            began_at: turn.began_at,
            acknowledge_by: turn.acknowledge_by,
            acknowledged_at: turn.acknowledged_at,
            answer_by: turn.answer_by,
            ended_at: turn.ended_at,
            late: turn.late,
        }
    }

    fn turn(self) -> Turn {
        Turn {
            holder_agency_id: self.holder_id,
            part: self.part,
            opened_in: self.opened_in,
            began_at: self.began_at,
            acknowledge_by: self.acknowledge_by,
            acknowledged_at: self.acknowledged_at,
            answer_by: self.answer_by,
            ended_at: self.ended_at,
            late: self.late,
        }
    }
}

/// Those of one, in their order.
pub fn turns(connection: &mut AnyConnection, difficulty: Id) -> Result<Vec<Turn>, Problem> {
    Ok(turns_of(connection, &[difficulty])?.remove(&difficulty).unwrap_or_default())
}

/// Those of some.
pub fn turns_of(connection: &mut AnyConnection, difficulties: &[Id]) -> Result<HashMap<Id, Vec<Turn>>, Problem> {
    let numbered = numbered(connection, difficulties)?;
    Ok(numbered.into_iter().map(|(id, turns)| (id, turns.into_iter().map(|(_, turn)| turn).collect())).collect())
}

/// The same, each with its number.
pub fn numbered(connection: &mut AnyConnection, difficulties: &[Id]) -> Result<HashMap<Id, Vec<(i32, Turn)>>, Problem> {
    let mut found: HashMap<Id, Vec<(i32, Turn)>> = HashMap::new();
    for some in difficulties.chunks(500) {
        let rows: Vec<TurnRow> = difficulty_turns::table
            .filter(difficulty_turns::difficulty_id.eq_any(some))
            .order((difficulty_turns::difficulty_id, difficulty_turns::number))
            .load(connection)?;
        for row in rows {
            found.entry(row.difficulty_id).or_default().push((row.number, row.turn()));
        }
    }
    Ok(found)
}

/// Those of some that run.
pub fn running(connection: &mut AnyConnection, difficulties: &[Id]) -> Result<HashMap<Id, Turn>, Problem> {
    let rows: Vec<TurnRow> = difficulty_turns::table
        .filter(difficulty_turns::difficulty_id.eq_any(difficulties))
        .filter(difficulty_turns::ended_at.is_null())
        .load(connection)?;
    Ok(rows.into_iter().map(|row| (row.difficulty_id, row.turn())).collect())
}

/// Stores the turns of one that a step has changed or begun, in place of what was there. The difficulty is locked.
pub fn save(connection: &mut AnyConnection, difficulty: Id, before: &[Turn], after: &[Turn]) -> Result<(), Problem> {
    let stays = before.iter().zip(after).take_while(|(before, after)| before == after).count();
    let numbered = (1_i32..).zip(after).skip(stays);
    let rows: Vec<TurnRow> = numbered.map(|(number, turn)| TurnRow::of(difficulty, number, turn)).collect();
    if rows.is_empty() {
        return Ok(());
    }
    let numbers: Vec<i32> = rows.iter().map(|row| row.number).collect();
    let earlier = difficulty_turns::table
        .filter(difficulty_turns::difficulty_id.eq(difficulty))
        .filter(difficulty_turns::number.eq_any(numbers));
    diesel::delete(earlier).execute(connection)?;
    insert_many!(connection, difficulty_turns::table, rows)?;
    Ok(())
}
