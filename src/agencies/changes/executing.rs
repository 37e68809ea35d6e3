//! What executing a change does, and what taking it back undoes. Nothing of an agency's past is rewritten: it gets a last day or another
//! name, and who is who says from then on who holds what was its own.
//!
//! Order of locks: the change, who administrates, what is owed, the agencies in the order of their ids. Whoever gives something to an
//! agency holds it, so that one which is ending at this moment is given nothing.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::agencies::agencies::model::Agency;
use crate::agencies::agencies::store::{self as agencies, AgencyRow};
use crate::agencies::changes::ending::{Effect, Ending};
use crate::agencies::changes::model::{AgencyChange, AgencyChangeState, NameBefore};
use crate::agencies::changes::{rules, store};
use crate::kernel::column::{from_column, to_column};
use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::lock_administration;

/// An agency as it was, and as it is from now on.
type Changed = (AgencyRow, AgencyRow);

/// Locks all that a change is about, and judges its caller anew: what is read from here on stays as it is until the commit.
pub fn lock(tx: &mut Tx<'_>, ending: Ending, change: &AgencyChange) -> Result<(), Problem> {
    // Whoever administrates at what ends does so no more; and one change waits here for another, so that each sees who holds what.
    lock_administration(tx.connection)?;
    tx.judge_anew()?;
    if change.state == AgencyChangeState::Executed {
        // The change is locked, and what it did stays as it is while it holds: that can be read before the rest is locked.
        let effects = store::effects(tx.connection, change.id)?;
        (ending.owing.lock_done)(tx, &effects)?;
    } else {
        (ending.owing.lock)(tx, change)?;
    }
    let directory = tx.caller()?.directory.clone();
    let heirs = rules::heirs_of(&directory, change).into_iter().flatten();
    let mut ids: Vec<Id> = change.agencies().into_iter().chain(heirs).chain([change.committee_id]).collect();
    ids.sort();
    ids.dedup();
    agencies::lock_all(tx.connection, &ids)?;
    let renamed = change
        .renames
        .iter()
        .flat_map(|it| std::iter::once(it.code.clone()).chain(it.before.as_ref().map(|before| before.code.clone())));
    let code_of = |id: Id| directory.agencies.get(&id).map(|seat| seat.code.clone());
    let codes = renamed.chain(change.ends.iter().filter_map(|it| code_of(it.agency_id))).collect();
    agencies::lock_codes(tx.connection, &codes)?;
    tx.judge_anew()
}

/// The change as it is carried out: whoever is dissolved has an heir, and each rename says what the agency was called until then.
fn carried(
    directory: &Directory,
    change: &AgencyChange,
    rows: &BTreeMap<Id, AgencyRow>,
) -> Result<AgencyChange, Problem> {
    let mut carried = rules::with_heirs(directory, change);
    for rename in &mut carried.renames {
        let row = rows.get(&rename.agency_id).ok_or_else(|| Problem::of(Code::NotFound))?;
        let former = directory.former_names.get(&row.id).and_then(|names| names.last());
        let valid_from = former.and_then(|it| it.valid_to.succ_opt()).unwrap_or(row.valid_from);
        let (name, short_name, code) = (row.name.clone(), row.short_name.clone(), row.code.clone());
        rename.before = Some(NameBefore { name, short_name, code, valid_from });
    }
    Ok(carried)
}

/// Carries a change out, of which all is locked and judged. Answers it as it was carried out.
pub fn execute(
    tx: &mut Tx<'_>,
    ending: Ending,
    change: &AgencyChange,
    authority: Authority,
) -> Result<AgencyChange, Problem> {
    let directory = tx.caller()?.directory.clone();
    let rows = agencies::of_ids(tx.connection, &change.agencies())?;
    let mut carried = carried(&directory, change, &rows)?;
    let last_day = change.effective_on.pred_opt();
    let (mut effects, mut ended, mut renamed) = (Vec::new(), Vec::new(), Vec::new());
    for end in &carried.ends {
        let row = rows.get(&end.agency_id).ok_or_else(|| Problem::of(Code::NotFound))?;
        effects.push(Effect {
            resource: Agency::RESOURCE.to_owned(),
            subject: row.id,
            agency: row.id,
            before: Some(to_column(&row.valid_to)?),
        });
        ended.push((row.clone(), row.lasting(last_day, tx.now)));
    }
    for rename in &carried.renames {
        let row = rows.get(&rename.agency_id).ok_or_else(|| Problem::of(Code::NotFound))?;
        let named = row.named(&rename.name, rename.short_name.as_deref(), &rename.code, tx.now);
        renamed.push((row.clone(), named));
    }
    keep(tx, ended, renamed, authority)?;
    effects.extend((ending.owing.carry_out)(tx, &carried, authority)?);
    carried.effects_sha256 = Some(store::digest(&effects)?);
    store::leave(tx.connection, &carried, &effects)?;
    Ok(carried)
}

/// Takes a change back, of which all is locked and judged.
pub fn take_back(tx: &mut Tx<'_>, ending: Ending, change: &AgencyChange, authority: Authority) -> Result<(), Problem> {
    let effects = store::effects(tx.connection, change.id)?;
    let rows = agencies::of_ids(tx.connection, &change.agencies())?;
    let (mut reopened, mut renamed) = (Vec::new(), Vec::new());
    for effect in effects.iter().filter(|it| it.resource == Agency::RESOURCE) {
        let row = rows.get(&effect.subject).ok_or_else(|| Problem::of(Code::NotFound))?;
        let before: Option<NaiveDate> = effect.before.as_deref().map(from_column).transpose()?.flatten();
        reopened.push((row.clone(), row.lasting(before, tx.now)));
    }
    for rename in &change.renames {
        let row = rows.get(&rename.agency_id).ok_or_else(|| Problem::of(Code::NotFound))?;
        if let Some(before) = &rename.before {
            let named = row.named(&before.name, before.short_name.as_deref(), &before.code, tx.now);
            renamed.push((row.clone(), named));
        }
    }
    keep(tx, reopened, renamed, authority)?;
    (ending.owing.take_back)(tx, change, &effects, authority)?;
    store::forget(tx.connection, change.id)
}

/// Stores agencies with another last day, and others with another name, and notes each.
fn keep(tx: &mut Tx<'_>, lasting: Vec<Changed>, named: Vec<Changed>, authority: Authority) -> Result<(), Problem> {
    agencies::save_lasting(tx.connection, lasting.iter().map(|(_, after)| after), tx.now)?;
    agencies::save_all(tx.connection, named.iter().map(|(_, after)| after))?;
    for (before, after) in lasting.into_iter().chain(named) {
        tx.note(Change::changed("update", &before.answer(), &after.answer())?.by(authority));
    }
    Ok(())
}
