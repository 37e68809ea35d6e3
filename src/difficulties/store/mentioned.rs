//! What difficulties mention.

use diesel::prelude::*;

use crate::difficulties::model::{Mention, MentionedKind};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_many};
use crate::schema::difficulty_mentions;

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = difficulty_mentions)]
struct MentionRow {
    difficulty_id: Id,
    resource: MentionedKind,
    subject_id: Id,
}

/// What one mentions, whoever may read that.
pub fn mentions_of(connection: &mut AnyConnection, difficulty: Id) -> Result<Vec<Mention>, Problem> {
    let rows: Vec<MentionRow> = difficulty_mentions::table
        .filter(difficulty_mentions::difficulty_id.eq(difficulty))
        .order((difficulty_mentions::resource, difficulty_mentions::subject_id))
        .load(connection)?;
    Ok(rows.into_iter().map(|row| Mention { resource: row.resource, id: row.subject_id }).collect())
}

/// Stores what one mentions, in place of all that it mentioned. The difficulty is locked.
pub fn replace_mentions(connection: &mut AnyConnection, difficulty: Id, mentions: &[Mention]) -> Result<(), Problem> {
    let earlier = difficulty_mentions::table.filter(difficulty_mentions::difficulty_id.eq(difficulty));
    diesel::delete(earlier).execute(connection)?;
    let row = |it: &Mention| MentionRow { difficulty_id: difficulty, resource: it.resource, subject_id: it.id };
    let rows: Vec<MentionRow> = mentions.iter().map(row).collect();
    insert_many!(connection, difficulty_mentions::table, rows)?;
    Ok(())
}
