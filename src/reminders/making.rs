//! Makes reminders: each at most once for its subject, occasion and day, however many ask at the same time.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::Reminding;
use super::policy::REMIND;
use crate::kernel::due::Due;
use crate::reminders::DuePapers;
use crate::reminders::notifications::store::NewRow;
use crate::reminders::posting::{Posted, post};
use crate::reminders::reached::Reached;
use crate::reminders::reminders::model::{ReachedAgency, Reminded, Skipped};
use crate::reminders::reminders::rules::left_out;
use crate::reminders::reminders::store;
use crate::reminders::schedule::{Occasion, Schedule};

use crate::kernel::db::Tx;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
pub use crate::reminders::reminders::store::lock;

/// So many subjects are looked at in one transaction: whoever else writes waits no longer than that takes.
pub const PART: usize = 100;

/// What somebody asks to be reminded of.
#[derive(Clone, Debug)]
pub struct AskedFor {
    /// The objects.
    pub ids: Vec<Id>,
    /// Whether they are all that one paper asked for, and were not named one by one.
    pub of_paper: bool,
}

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

/// Makes one of each that is still owed and was not reminded of by hand today; of a whole paper none while more time runs that was
/// given. The caller's right is judged here, 403; what it is about has been looked at before.
pub fn by_hand(
    tx: &mut Tx<'_>,
    reminding: &Reminding,
    owed: &DuePapers,
    asked: &AskedFor,
) -> Result<Reminded, Problem> {
    let (today, caller) = (tx.now.date(), tx.caller()?);
    store::lock(tx.connection)?;
    let directory = tx.directory()?;
    let known = store::known(tx.connection, &asked.ids, today.pred_opt().unwrap_or(today))?;
    let mut found: HashMap<Id, Due> = HashMap::new();
    for due in (owed.papers.find)(tx.connection, &directory, tx.now, &asked.ids)? {
        found.insert(due.id, due);
    }
    let (mut making, mut skipped) = (Vec::new(), Vec::new());
    for id in &asked.ids {
        // Judged here: it was there a moment ago, before the lock.
        let due = found.remove(id).ok_or_else(|| Problem::of(Code::StateForbids))?;
        let was_today = known.contains(&(*id, Occasion::ByHand, today));
        if let Some(why) = left_out(&due, asked.of_paper, was_today, today) {
            skipped.push(Skipped { subject_id: *id, why });
            continue;
        }
        let authority = REMIND.permit(&caller, &due)?;
        making.push(Making { due, occasion: Occasion::ByHand, for_on: today, by: Some((caller.user, authority)) });
    }
    let reached = enter(tx, reminding, owed, &directory, &making)?;
    let unreached = making.iter().zip(&reached).filter(|(_, people)| **people == 0).map(|(it, _)| it.due.id);
    let mut reminded = Reminded {
        made: making.iter().map(|it| it.due.id).collect(),
        skipped,
        notified: reached.iter().sum(),
        unreached: unreached.collect(),
        agencies: Vec::new(),
    };
    for (it, people) in making.iter().zip(&reached) {
        let name = directory.agency_name(it.due.agency);
        reminded.count(ReachedAgency { agency_id: it.due.agency, name, made: 1, notified: *people });
    }
    Ok(reminded)
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
    let (mut rows, mut posted) = (Vec::<store::Row>::new(), Vec::new());
    for Making { due, occasion, for_on, by } in making {
        let id = Id::named(tx.now, &format!("reminder {} {occasion} {for_on}", due.id));
        let reached = people.by(&due.place());
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
        posted.extend(reached.into_keys().map(|user| Posted {
            matter: (*occasion).into(),
            row: NewRow {
                id: Id::named(tx.now, &format!("notification {id} {user}")),
                user_id: user,
                reminder_id: Some(id),
                telling_id: None,
                created_at: tx.now,
            },
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
    post(tx.connection, posted, reminding.mailed.then_some(tx.machine_now))?;
    Ok(notified)
}
