//! What statistics count of answers: beside each visit with its fieldwork done and each self-inspection that is signed, a letter for each item
//! of the version that was asked, in its order. Answers do not change then; a visit that is taken up again and a self-inspection that is given
//! back have none.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::inspections::answers::letters::letters;
use crate::inspections::answers::model::Rating;
use crate::inspections::checklists::store as checklists;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, insert_many};
use crate::schema::{inspection_answers, inspection_ratings};

/// The ratings of an inspection.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable)]
#[diesel(table_name = inspection_ratings, treat_none_as_default_value = false)]
pub struct RatingsRow {
    pub inspection_id: Id,
    pub checklist_id: Id,
    pub ratings: String,
}

/// What is to be kept of some inspections, each with the version that was asked there.
pub fn counted(connection: &mut AnyConnection, asked: &[(Id, Id)]) -> Result<Vec<RatingsRow>, Problem> {
    let mut items: HashMap<Id, Vec<String>> = HashMap::new();
    for one in checklists::asked_in(connection, asked.iter().map(|(_, checklist)| *checklist))? {
        items.insert(one.id, one.items);
    }
    let mut rated: HashMap<Id, HashMap<String, Rating>> = HashMap::new();
    for some in asked.chunks(500) {
        let ids: Vec<Id> = some.iter().map(|(inspection, _)| *inspection).collect();
        let rows: Vec<(Id, String, Option<Rating>)> = inspection_answers::table
            .filter(inspection_answers::inspection_id.eq_any(ids))
            .select((inspection_answers::inspection_id, inspection_answers::code, inspection_answers::rating))
            .load(connection)?;
        for (inspection, code, rating) in rows {
            if let Some(rating) = rating {
                rated.entry(inspection).or_default().insert(code, rating);
            }
        }
    }
    let nothing = (Vec::new(), HashMap::new());
    let row = |(inspection_id, checklist_id): &(Id, Id)| {
        let items = items.get(checklist_id).unwrap_or(&nothing.0);
        let rated = rated.get(inspection_id).unwrap_or(&nothing.1);
        let ratings = letters(items, rated);
        RatingsRow { inspection_id: *inspection_id, checklist_id: *checklist_id, ratings }
    };
    Ok(asked.iter().map(row).collect())
}

/// Keeps the ratings of an inspection in place of those before; none where its answers may change.
pub fn keep(connection: &mut AnyConnection, inspection: Id, asked: Option<Id>) -> Result<(), Problem> {
    diesel::delete(inspection_ratings::table.find(inspection)).execute(connection)?;
    asked.map_or(Ok(()), |checklist| keep_first(connection, &[(inspection, checklist)]))
}

/// Keeps the ratings of inspections of which none are kept, each with the version that was asked there.
pub fn keep_first(connection: &mut AnyConnection, asked: &[(Id, Id)]) -> Result<(), Problem> {
    let rows = counted(connection, asked)?;
    insert_many!(connection, inspection_ratings::table, rows)?;
    Ok(())
}

/// What is kept of some inspections.
pub fn kept(connection: &mut AnyConnection, inspections: &[Id]) -> Result<HashMap<Id, RatingsRow>, Problem> {
    let mut found = HashMap::new();
    for some in inspections.chunks(500) {
        let rows: Vec<RatingsRow> =
            inspection_ratings::table.filter(inspection_ratings::inspection_id.eq_any(some)).load(connection)?;
        found.extend(rows.into_iter().map(|row| (row.inspection_id, row)));
    }
    Ok(found)
}
