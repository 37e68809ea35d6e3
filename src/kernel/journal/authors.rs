//! Whose work something is. An object may have been changed a hundred thousand times, and whoever looks at it once asks whether any of
//! that was he: so each person, object and action is looked up by itself, in an index that has nothing else in it, and the first entry
//! that is found is enough. What is read does not grow with what was done.

use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};

use crate::kernel::id::Id;
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::kinds::SqlId;

/// So many objects are looked up in one statement.
const AT_ONCE: usize = 500;

/// The index by which whoever acted is looked up, and the one for whom he did.
const LOOKED_UP: [(&str, &str); 2] =
    [("actor_id", "journal_entries_actors"), ("on_behalf_of_id", "journal_entries_principals")];

/// Acts of people: any of these actions, on any of these objects. The resources are named, since an object and what moves on its own
/// beside it may share an id.
#[derive(Clone, Copy, Debug)]
pub struct Acts<'a> {
    /// The resources.
    pub resources: &'a [&'static str],
    /// The objects.
    pub objects: &'a [Id],
    /// The actions.
    pub actions: &'a [&'static str],
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// Those of some people who did any of this, or for whom it was done.
pub fn authors_among(connection: &mut AnyConnection, people: &[Id], acts: Acts<'_>) -> QueryResult<Vec<Id>> {
    let mut authors = Vec::new();
    for person in people {
        for objects in acts.objects.chunks(AT_ONCE) {
            let some = Acts { objects, ..acts };
            let is_author = match connection {
                AnyConnection::Pg(pg) => on_postgres(pg, *person, some),
                AnyConnection::Sqlite(sqlite) => on_sqlite(sqlite, *person, some),
            };
            if is_author? {
                authors.push(*person);
                break;
            }
        }
    }
    Ok(authors)
}

/// The rows of an entry that is looked up, by the words of both databases.
fn looked_up(column: &str) -> String {
    format!(
        "entry.resource_id = objects.id AND entry.resource = resources.name AND entry.action = actions.name AND entry.{column} = "
    )
}

/// PostgreSQL looks up one entry for each object and action: what is behind LATERAL and LIMIT it takes up into no other plan.
fn on_postgres(pg: &mut PgConnection, person: Id, acts: Acts<'_>) -> QueryResult<bool> {
    let exists = LOOKED_UP.map(|(column, _)| {
        format!(
            "EXISTS (SELECT 1 FROM unnest($2) AS objects(id) CROSS JOIN unnest($3) AS resources(name) \
             CROSS JOIN unnest($4) AS actions(name) \
             CROSS JOIN LATERAL (SELECT 1 FROM journal_entries AS entry WHERE {}$1 LIMIT 1) AS one)",
            looked_up(column)
        )
    });
    let query = diesel::sql_query(format!("SELECT {} AS found", exists.join(" OR ")))
        .bind::<SqlId, _>(person)
        .bind::<Array<SqlId>, _>(acts.objects)
        .bind::<Array<Text>, _>(acts.resources)
        .bind::<Array<Text>, _>(acts.actions);
    Ok(query.get_result::<Found>(pg)?.found)
}

/// SQLite joins in the order of CROSS JOIN, and takes the index that it is told to take: it knows of none how often a value is in it, and
/// would go through everything that the person ever did.
fn on_sqlite(sqlite: &mut SqliteConnection, person: Id, acts: Acts<'_>) -> QueryResult<bool> {
    let mut last = 1;
    let mut values = |many: usize| {
        let places: Vec<String> = (last + 1..=last + many).map(|place| format!("(?{place})")).collect();
        last += many;
        places.join(", ")
    };
    let with = format!(
        "WITH objects(id) AS (VALUES {}), resources(name) AS (VALUES {}), actions(name) AS (VALUES {})",
        values(acts.objects.len()),
        values(acts.resources.len()),
        values(acts.actions.len())
    );
    let exists = LOOKED_UP.map(|(column, index)| {
        format!(
            "EXISTS (SELECT 1 FROM objects CROSS JOIN resources CROSS JOIN actions \
             CROSS JOIN journal_entries AS entry INDEXED BY {index} WHERE {}?1)",
            looked_up(column)
        )
    });
    let text = format!("{with} SELECT {} AS found", exists.join(" OR "));
    let mut query = diesel::sql_query(text).into_boxed::<Sqlite>().bind::<SqlId, _>(person);
    for object in acts.objects {
        query = query.bind::<SqlId, _>(*object);
    }
    for name in acts.resources.iter().chain(acts.actions) {
        query = query.bind::<Text, _>(*name);
    }
    Ok(query.get_result::<Found>(sqlite)?.found)
}
