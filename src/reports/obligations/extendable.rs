//! What the extensions are told of obligations, and do to them: who has to do with them, and what more time is.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use crate::extensions::{Extendable, PaperFacts, seats};
use crate::kernel::db::{Tx, View};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::kernel::work::Paper;
use crate::reports::obligations::reminded::REMINDED;
use crate::reports::obligations::rules;
use crate::reports::obligations::store::{self, Names, Stored};

/// Obligations to report, for the extensions.
pub const EXTENDABLE: Extendable = Extendable {
    resource: "obligations",
    pointer: "/obligation_ids",
    lock,
    look,
    due: store::due_of,
    papers,
    extend,
    titles: REMINDED.titles,
};

fn lock(view: &mut View<'_>, ids: &[Id]) -> Result<PaperFacts, Problem> {
    let ids: BTreeSet<Id> = ids.iter().copied().collect();
    let owed: Vec<Stored> = ids.into_iter().map(|id| store::lock(view, id)).collect::<Result<_, _>>()?;
    facts(view, &owed)
}

fn look(view: &mut View<'_>, ids: &[Id]) -> Result<PaperFacts, Problem> {
    let owed = read(view.connection, ids)?;
    facts(view, &owed)
}

fn read(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Stored>, Problem> {
    ids.iter().map(|id| store::read(connection, *id)).collect()
}

fn facts(view: &mut View<'_>, owed: &[Stored]) -> Result<PaperFacts, Problem> {
    let missing = || Problem::of(Code::NotFound);
    let first = owed.first().ok_or_else(missing)?;
    let parties_of = |it: &Stored| it.row.parties(&view.caller.directory, view.caller.today);
    let parties = parties_of(first);
    let kin = |it: &Stored| {
        let parties = parties_of(it);
        (parties.agency, parties.receiver(), parties.committee)
    };
    let differ = owed.iter().find_map(|it| rules::differ(kin(first), kin(it)));
    let ids: Vec<Id> = owed.iter().map(|it| it.row.id).collect();
    Ok(PaperFacts {
        agency: parties.agency,
        owner: parties.receiver(),
        seats: seats(&parties),
        differ,
        not_now: None,
        settled: owed.iter().find_map(|it| rules::settled(it.row.state, it.row.received_at.is_some())),
        authors: store::authors(view.connection, &ids)?,
        due_at: owed.iter().map(|it| it.row.effective_due_at).max().ok_or_else(missing)?,
    })
}

fn papers(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, Paper>, Problem> {
    let owed = store::of_ids(view.connection, ids)?;
    let names = Names::of(view.connection, &owed)?;
    Ok(owed.iter().map(|it| (it.row.id, names.paper(it, view.now))).collect())
}

/// The base is kept.
fn extend(tx: &mut Tx<'_>, ids: &[Id], until: NaiveDate, by: Authority) -> Result<(), Problem> {
    let directory = tx.caller()?.directory.clone();
    for before in read(tx.connection, ids)? {
        let after = before.with(before.row.extended(until, tx.now));
        store::keep(tx.connection, &before, &after, tx.now)?;
        let (old, new) = (before.answer(&directory, tx.now), after.answer(&directory, tx.now));
        tx.note(Change::changed("extend", &old, &new)?.by(by));
    }
    Ok(())
}
