//! Makes reminders: each at most once for its subject, occasion and day, however many ask at the same time.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::Reminding;
use super::policy::REMIND;
use crate::kernel::due::Due;
use crate::reminders::DuePapers;
use crate::reminders::mail::store as deliveries;
use crate::reminders::notifications::store as notifications;
use crate::reminders::reached::Reached;
use crate::reminders::reminders::model::{Reminded, Skipped, WhySkipped};
use crate::reminders::reminders::store;
use crate::reminders::schedule::{Occasion, Schedule};

use crate::accounts;
use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
pub use crate::reminders::reminders::store::lock;

/// So many subjects are looked at in one transaction: whoever else writes waits no longer than that takes.
pub const PART: usize = 100;

/// A reminder about to be made.
struct Making {
    due: Due,
    occasion: Occasion,
    for_on: NaiveDate,
    by: Option<(Id, Authority)>,
}

/// Makes those that the schedule asks for now, of what is still owed. How many were made.
pub fn by_schedule(
    tx: &mut Tx<'_>,
    reminding: &Reminding,
    owed: &DuePapers,
    ids: &[Id],
    through: NaiveDate,
) -> Result<usize, Problem> {
    let (today, schedule): (NaiveDate, &Schedule) = (tx.now.date(), &reminding.schedule);
    // After this lock nobody else makes any until the commit, so what is there now is all there is.
    store::lock(tx.connection)?;
    let directory = tx.directory()?;
    let known = store::known(tx.connection, ids, through)?;
    let making: Vec<Making> = (owed.papers.find)(tx.connection, &directory, tx.now, ids)?
        .into_iter()
        .filter_map(|due| {
            let remark = schedule.newest(&due, through, today)?;
            let is_new = !known.contains(&(due.id, remark.occasion, remark.on));
            is_new.then_some(Making { due, occasion: remark.occasion, for_on: remark.on, by: None })
        })
        .collect();
    enter(tx, reminding, owed, &directory, &making)?;
    Ok(making.len())
}

/// Makes one of each that is still owed and was not reminded of by hand today. The caller's right is judged here, 403; what
/// it is about has been looked at before.
pub fn by_hand(tx: &mut Tx<'_>, reminding: &Reminding, owed: &DuePapers, ids: &[Id]) -> Result<Reminded, Problem> {
    let (today, caller) = (tx.now.date(), tx.caller()?);
    store::lock(tx.connection)?;
    let directory = tx.directory()?;
    let known = store::known(tx.connection, ids, today.pred_opt().unwrap_or(today))?;
    let mut found: HashMap<Id, Due> = HashMap::new();
    for due in (owed.papers.find)(tx.connection, &directory, tx.now, ids)? {
        found.insert(due.id, due);
    }
    let (mut making, mut skipped) = (Vec::new(), Vec::new());
    for id in ids {
        match found.remove(id) {
            Some(due) if !due.is_owed => skipped.push(Skipped { subject_id: *id, why: WhySkipped::NothingOwed }),
            // Judged here: it was there a moment ago, before the lock.
            None => return Err(Problem::of(Code::StateForbids)),
            Some(_) if known.contains(&(*id, Occasion::ByHand, today)) => {
                skipped.push(Skipped { subject_id: *id, why: WhySkipped::RemindedToday });
            }
            Some(due) => {
                let authority = REMIND.permit(&caller, &due)?;
                making.push(Making {
                    due,
                    occasion: Occasion::ByHand,
                    for_on: today,
                    by: Some((caller.user, authority)),
                });
            }
        }
    }
    let reached = enter(tx, reminding, owed, &directory, &making)?;
    let unreached = making.iter().zip(&reached).filter(|(_, people)| **people == 0).map(|(it, _)| it.due.id);
    Ok(Reminded {
        made: making.iter().map(|it| it.due.id).collect(),
        skipped,
        notified: reached.iter().sum(),
        unreached: unreached.collect(),
    })
}

/// Enters them, in the order given. How many people each reached.
fn enter(
    tx: &mut Tx<'_>,
    reminding: &Reminding,
    owed: &DuePapers,
    directory: &Directory,
    making: &[Making],
) -> Result<Vec<i32>, Problem> {
    if making.is_empty() {
        return Ok(Vec::new());
    }
    let ids: Vec<Id> = making.iter().map(|it| it.due.id).collect();
    let mut titles = (owed.papers.titles)(tx.connection, directory, &ids)?;
    let people = Reached::at(directory, making.iter().map(|it| it.due.agency), tx.now.date());
    let (mut rows, mut inbox) = (Vec::<store::Row>::new(), Vec::new());
    for Making { due, occasion, for_on, by } in making {
        let id = Id::named(tx.now, &format!("reminder {} {occasion} {for_on}", due.id));
        let reached = people.by(due);
        let row = store::Row {
            id,
            resource: due.resource.to_owned(),
            subject_id: due.id,
            title: titles.remove(&due.id).unwrap_or_default(),
            agency_id: due.agency,
            keeper_id: due.keeper,
            occasion: *occasion,
            for_on: *for_on,
            last_day: due.last_day,
            internal_on: due.internal_on,
            made_at: tx.now,
            made_by: by.map(|(user, _)| user),
            notified: i32::try_from(reached.len()).unwrap_or(i32::MAX),
        };
        inbox.extend(reached.into_iter().map(|user| notifications::NewRow {
            id: Id::named(tx.now, &format!("notification {id} {user}")),
            user_id: user,
            reminder_id: id,
            created_at: tx.now,
        }));
        let change = Change::created(&row.answer())?;
        tx.note(match by {
            Some((_, authority)) => change.by(*authority),
            None => change,
        });
        rows.push(row);
    }
    let notified = rows.iter().map(|row| row.notified).collect();
    store::insert(tx.connection, rows)?;
    let mail = if reminding.mailed { letters(tx, &inbox)? } else { Vec::new() };
    notifications::insert(tx.connection, inbox)?;
    deliveries::insert(tx.connection, mail)?;
    Ok(notified)
}

/// A letter for everybody who has an address.
fn letters(tx: &mut Tx<'_>, inbox: &[notifications::NewRow]) -> Result<Vec<deliveries::NewRow>, Problem> {
    let users: BTreeSet<Id> = inbox.iter().map(|it| it.user_id).collect();
    let addresses = accounts::addresses(tx.connection, &users.into_iter().collect::<Vec<_>>())?;
    let now = tx.machine_now;
    Ok(inbox
        .iter()
        .filter_map(|it| Some(deliveries::NewRow::of(it.id, addresses.get(&it.user_id)?.clone(), now)))
        .collect())
}
