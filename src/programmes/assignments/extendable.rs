//! What the extensions are told of assignments, and do to them: who has to do with them, and what more time is.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::extensions::{Extendable, PaperFacts, seats};
use crate::kernel::db::{Tx, View};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::work::Paper;
use crate::programmes::assignments::reminded::REMINDED;
use crate::programmes::assignments::rules;
use crate::programmes::assignments::store::{self, Names, Row};

/// Assignments, for the extensions.
pub const EXTENDABLE: Extendable = Extendable {
    resource: "assignments",
    pointer: "/assignment_ids",
    lock,
    look,
    due: store::due_of,
    papers,
    extend,
    titles: REMINDED.titles,
};

fn lock(view: &mut View<'_>, ids: &[Id]) -> Result<PaperFacts, Problem> {
    let rows = store::lock_all(view, ids)?;
    facts(view, &rows)
}

fn look(view: &mut View<'_>, ids: &[Id]) -> Result<PaperFacts, Problem> {
    let rows = store::of_ids(view.connection, ids)?;
    facts(view, &rows)
}

fn facts(view: &mut View<'_>, rows: &[Row]) -> Result<PaperFacts, Problem> {
    let missing = || Problem::of(Code::NotFound);
    let first = rows.first().ok_or_else(missing)?;
    let of_first = store::facts(view, first)?;
    let (directory, today) = (&view.caller.directory, view.caller.today);
    let kin = |row: &Row| (directory.holder(row.agency_id, today), row.series_id);
    Ok(PaperFacts {
        agency: directory.holder(first.agency_id, today),
        owner: first.owner_agency_id,
        seats: seats(&of_first.owner),
        differ: rows.iter().find_map(|row| rules::differ(kin(first), kin(row))),
        not_now: rules::not_in_force(of_first.programme),
        settled: rows.iter().find_map(|row| rules::settled(row.state)),
        authors: Vec::new(),
        due_at: rows.iter().map(|row| row.effective_due_at).max().ok_or_else(missing)?,
    })
}

fn papers(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, Paper>, Problem> {
    let rows = store::of_ids(view.connection, ids)?;
    let names = Names::of(view.connection, &rows)?;
    Ok(rows.iter().map(|row| (row.id, names.paper(row, view.now))).collect())
}

fn extend(tx: &mut Tx<'_>, ids: &[Id], until: NaiveDate, by: Authority) -> Result<(), Problem> {
    for before in store::of_ids(tx.connection, ids)? {
        let mut after = before.touched(tx.now);
        after.extended_until = Some(until);
        after.effective_due_at = deadline::end_of(until);
        store::save(tx.connection, &after)?;
        tx.note(Change::changed("extend", &before.answer(tx.now), &after.answer(tx.now))?.by(by));
    }
    Ok(())
}
