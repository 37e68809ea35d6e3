//! What becomes of what agencies owe when they end. Nothing of it moves: the heir files what was owed where the change says so, since the
//! seat of whoever ended is his. What is not to be filed is let off, routes end with their agencies and follow those who receive, and
//! whoever goes on owes what is asked for from then on.
//!
//! Order of locks: the periods, the obligations, the routes; then, by whoever asks, the agencies.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::agencies::{self, AgencyChange, AgencyEnd, Effect, OpenObligations, Owing};
use crate::kernel::column::{from_column, to_column};
use crate::kernel::db::{Tx, View};
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reports::obligations::model::{Content, Obligation, ObligationState};
use crate::reports::obligations::store::{self as obligations, ObligationRow, Stored};
use crate::reports::periods::{debtors, store as periods};
use crate::reports::reporting_routes::model::{NewReportingRoute, ReportingRoute};
use crate::reports::reporting_routes::{rules as route_rules, store as routes};

/// What agency changes ask of what agencies owe.
pub const OWING: Owing =
    Owing { undecided, debtors: obligations::debtors, lock, lock_done, carry_out, received, entwined, take_back };

/// A route as it was before an agency ended, and the version in which that left it.
#[derive(Debug, Serialize, Deserialize)]
struct RouteBefore {
    recipient_id: Id,
    valid_to: Option<NaiveDate>,
    left_in: i32,
    /// Its first day, where it was taken out altogether.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    taken_out: Option<NaiveDate>,
}

/// What is owed that was let off: what it was before follows from itself.
const LET_OFF: &str = "let_off";
/// What another change, which holds, had somebody owe, and this one has him owe as well.
const OWED_TOO: &str = "owed_too";

/// Why is let off what agencies owe that end.
fn reason(change: &AgencyChange) -> String {
    format!("Cơ quan kết thúc hoạt động từ ngày {}", change.effective_on.format("%d/%m/%Y"))
}

fn end_of(change: &AgencyChange) -> HashMap<Id, &AgencyEnd> {
    change.ends.iter().map(|it| (it.agency_id, it)).collect()
}

/// The end that decides what becomes of what an agency owes, by agency: its own, or that of whoever holds until then what
/// was its own.
fn end_for<'a>(directory: &Directory, change: &'a AgencyChange) -> HashMap<Id, &'a AgencyEnd> {
    let (ends, held) = (end_of(change), directory.held_among(&change.ending(), change.effective_on));
    held.into_iter().filter_map(|(agency, holder)| Some((agency, *ends.get(&holder)?))).collect()
}

/// What is owed for those agencies and was not received: with whose it is, and the period.
fn owed_for(connection: &mut AnyConnection, ends: &HashMap<Id, &AgencyEnd>) -> Result<Vec<(Id, Id, Id)>, Problem> {
    let agencies: Vec<Id> = ends.keys().copied().collect();
    obligations::unreceived(connection, &agencies)
}

fn undecided(view: &mut View<'_>, change: &AgencyChange) -> Result<Vec<Id>, Problem> {
    let ends = end_for(&view.caller.directory, change);
    let owed = owed_for(view.connection, &ends)?;
    let is_open = |id: Id, agency: Id| ends.get(&agency).is_some_and(|end| end.decided(id).is_none());
    Ok(owed.into_iter().filter(|(id, agency, _)| is_open(*id, *agency)).map(|(id, ..)| id).collect())
}

fn lock(tx: &mut Tx<'_>, change: &AgencyChange) -> Result<(), Problem> {
    let directory = tx.caller()?.directory.clone();
    let ends = end_for(&directory, change);
    let owed = owed_for(tx.connection, &ends)?;
    let under: BTreeSet<Id> = owed.iter().map(|(_, _, period)| *period).collect();
    let under: Vec<Id> = under.into_iter().collect();
    let committees = committees_of(&directory, change);
    periods::held_reaching(tx.connection, &committees, change.effective_on, &under)?;
    // Whoever opened one of them again meanwhile may have had them owe more.
    let owed = owed_for(tx.connection, &ends)?;
    let ids: Vec<Id> = owed.into_iter().map(|(id, ..)| id).collect();
    obligations::lock_all(tx.connection, &ids)?;
    routes::held_reaching(tx.connection, &change.ending(), change.effective_on)?;
    Ok(())
}

fn lock_done(tx: &mut Tx<'_>, effects: &[Effect]) -> Result<(), Problem> {
    let ids: Vec<Id> = on(effects, Obligation::RESOURCE).map(|it| it.subject).collect();
    let under = obligations::periods_of(tx.connection, &ids)?;
    periods::lock_all(tx.connection, &under)?;
    obligations::lock_all(tx.connection, &ids)?;
    let routed: Vec<Id> = on(effects, ReportingRoute::RESOURCE).map(|it| it.agency).collect();
    routes::held_of(tx.connection, &routed)?;
    Ok(())
}

/// Those effects that are on one resource.
fn on<'a>(effects: &'a [Effect], resource: &str) -> impl Iterator<Item = &'a Effect> {
    effects.iter().filter(move |it| it.resource == resource)
}

fn carry_out(tx: &mut Tx<'_>, change: &AgencyChange, authority: Authority) -> Result<Vec<Effect>, Problem> {
    let mut effects = let_off(tx, change, authority)?;
    effects.extend(reroute(tx, change, authority)?);
    effects.extend(have_owe(tx, change, authority)?);
    Ok(effects)
}

/// An effect on an obligation.
fn on_obligation(row: &ObligationRow, before: Option<&str>) -> Effect {
    let (resource, before) = (Obligation::RESOURCE.to_owned(), before.map(str::to_owned));
    Effect { resource, subject: row.id, agency: row.agency_id, before }
}

/// Lets off what is not to be filed. What was received meanwhile stays, and what was decided of it lapses.
fn let_off(tx: &mut Tx<'_>, change: &AgencyChange, authority: Authority) -> Result<Vec<Effect>, Problem> {
    let (directory, now) = (tx.caller()?.directory.clone(), tx.now);
    let ends = end_for(&directory, change);
    let owed = owed_for(tx.connection, &ends)?;
    let is_let_off =
        |id: Id, agency: Id| ends.get(&agency).and_then(|end| end.decided(id)) == Some(OpenObligations::Exempt);
    let ids: Vec<Id> = owed.into_iter().filter(|(id, agency, _)| is_let_off(*id, *agency)).map(|(id, ..)| id).collect();
    let reason = reason(change);
    let mut changed = Vec::with_capacity(ids.len());
    for before in obligations::of_ids(tx.connection, &ids)? {
        let exempt = ObligationRow {
            state: ObligationState::Exempt,
            exempt_reason: Some(reason.clone()),
            ..before.row.touched(now)
        };
        let after = before.with(obligations::derived(tx.connection, &exempt)?);
        changed.push((before, after));
    }
    obligations::keep_noted(tx, &changed, "exempt", authority)?;
    Ok(changed.iter().map(|(_, after)| on_obligation(&after.row, Some(LET_OFF))).collect())
}

/// Routes of agencies that end are over with them, and so are those to them, in whose place others lead to the heirs. One that has not
/// begun leads to the heir from its first day on, or is taken out; the days of one that has begun since the change's day stay.
fn reroute(tx: &mut Tx<'_>, change: &AgencyChange, authority: Authority) -> Result<Vec<Effect>, Problem> {
    let (ends, now, today) = (end_of(change), tx.now, tx.caller()?.today);
    let (mut effects, mut begun) = (Vec::new(), Vec::new());
    let mut over: BTreeMap<NaiveDate, Vec<Id>> = BTreeMap::new();
    let effect = |row: &routes::Row, before: Option<&RouteBefore>| -> Result<Effect, Problem> {
        let before = before.map(to_column).transpose()?;
        Ok(Effect { resource: ReportingRoute::RESOURCE.to_owned(), subject: row.id, agency: row.agency_id, before })
    };
    for row in routes::held_reaching(tx.connection, &change.ending(), change.effective_on)? {
        let heir = ends.get(&row.recipient_id).and_then(|end| end.heir_id);
        let heir = heir.filter(|heir| *heir != row.agency_id && !ends.contains_key(&row.agency_id));
        let from = if row.valid_from < change.effective_on { change.effective_on } else { today };
        if row.valid_to.is_some_and(|last| last < from) {
            continue;
        }
        let (recipient_id, valid_to) = (row.recipient_id, row.valid_to);
        let eve = from.pred_opt().filter(|eve| *eve >= row.valid_from);
        let after = match (eve, heir) {
            (Some(eve), _) => row.ended(eve, now),
            (None, Some(heir)) => {
                routes::Row { recipient_id: heir, version: row.version + 1, updated_at: now, ..row.clone() }
            }
            (None, None) => {
                routes::remove(tx.connection, row.id)?;
                tx.note(Change::deleted(&row.answer())?.by(authority));
                let taken_out = Some(row.valid_from);
                let before = RouteBefore { recipient_id, valid_to, left_in: row.version, taken_out };
                effects.push(effect(&row, Some(&before))?);
                continue;
            }
        };
        match eve {
            Some(eve) => over.entry(eve).or_default().push(row.id),
            None => routes::save(tx.connection, &after)?,
        }
        tx.note(Change::changed("update", &row.answer(), &after.answer())?.by(authority));
        let before = RouteBefore { recipient_id, valid_to, left_in: after.version, taken_out: None };
        effects.push(effect(&row, Some(&before))?);
        if let (Some(_), Some(heir)) = (eve, heir) {
            let new = NewReportingRoute { id: None, recipient_id: heir, valid_from: from, valid_to: row.valid_to };
            let next = routes::Row::new(&new, row.agency_id, now);
            tx.note(Change::created(&next.answer())?.by(authority));
            effects.push(effect(&next, None)?);
            begun.push(next);
        }
    }
    for (eve, ids) in over {
        routes::end_all(tx.connection, &ids, eve, now)?;
    }
    routes::insert_all(tx.connection, begun)?;
    Ok(effects)
}

/// The committee of a change and those above it: whoever is below one of them owes in its periods.
fn committees_of(directory: &Directory, change: &AgencyChange) -> Vec<Id> {
    let is_committee = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee);
    directory.lineage(change.committee_id).filter(is_committee).collect()
}

/// Those who go on owe what is asked for in open periods whose data reach the day of the change, as if these were opened again.
fn have_owe(tx: &mut Tx<'_>, change: &AgencyChange, authority: Authority) -> Result<Vec<Effect>, Problem> {
    let going_on: BTreeSet<Id> =
        change.ends.iter().flat_map(|it| it.heir_id.into_iter().chain(it.successor_ids.iter().copied())).collect();
    let going_on: Vec<Id> = going_on.into_iter().collect();
    let directory = tx.caller()?.directory.clone();
    let (mut effects, mut standing) = (Vec::new(), Vec::new());
    let committees = committees_of(&directory, change);
    for period in periods::reaching(tx.connection, &committees, change.effective_on)? {
        standing.extend(obligations::standing_of(tx.connection, period.id, &going_on)?);
        let owed = debtors::have_owe(tx, &period, &directory, Some(&going_on), authority)?;
        effects.extend(owed.iter().map(|row| on_obligation(row, None)));
    }
    // What they owe by another change they owe by this one as well: it stays where the other is taken back.
    let ids: Vec<Id> = standing.iter().map(|row| row.id).collect();
    let beside = agencies::effects_beside(tx.connection, change.id, &ids)?;
    let beside: HashSet<Id> = beside.iter().filter(|(_, it)| has_owe(it)).map(|(_, it)| it.subject).collect();
    let owed_too = standing.iter().filter(|row| beside.contains(&row.id));
    effects.extend(owed_too.map(|row| on_obligation(row, Some(OWED_TOO))));
    Ok(effects)
}

/// Whether an effect is that somebody owes something.
fn has_owe(effect: &Effect) -> bool {
    effect.resource == Obligation::RESOURCE && effect.before.as_deref().is_none_or(|it| it == OWED_TOO)
}

/// Of what a change did that which some have owe.
fn made(effects: &[Effect]) -> Vec<Id> {
    effects.iter().filter(|it| has_owe(it)).map(|it| it.subject).collect()
}

fn received(view: &mut View<'_>, change: &AgencyChange, effects: &[Effect]) -> Result<Vec<Id>, Problem> {
    let directory = view.caller.directory.clone();
    let alone = owed_alone(view.connection, &directory, change, effects)?;
    let ids: Vec<Id> = alone.iter().map(|it| it.row.id).collect();
    obligations::received_of(view.connection, &ids)
}

fn entwined(connection: &mut AnyConnection, change: &AgencyChange, effects: &[Effect]) -> Result<Vec<Id>, Problem> {
    let routed: Vec<Id> = on(effects, ReportingRoute::RESOURCE).map(|it| it.subject).collect();
    let beside = agencies::effects_beside(connection, change.id, &routed)?;
    Ok(beside.into_iter().filter(|(_, it)| it.resource == ReportingRoute::RESOURCE).map(|(other, _)| other).collect())
}

/// Since when agencies go on with what others were, by changes beside one that hold too.
fn going_on_beside(directory: &Directory, change: Id) -> HashMap<Id, NaiveDate> {
    let mut since: HashMap<Id, NaiveDate> = HashMap::new();
    for heir in directory.agencies.values().filter_map(|it| it.heir.as_ref()).filter(|it| it.change != change) {
        for agency in heir.others.iter().copied().chain([heir.agency]) {
            since.entry(agency).and_modify(|day| *day = heir.from.min(*day)).or_insert(heir.from);
        }
    }
    since
}

/// What some owe by a change and by no other.
fn owed_alone(
    connection: &mut AnyConnection,
    directory: &Directory,
    change: &AgencyChange,
    effects: &[Effect],
) -> Result<Vec<Stored>, Problem> {
    let mut owed = obligations::of_ids(connection, &made(effects))?;
    let under: Vec<Id> = owed.iter().map(|it| it.row.period_id).collect();
    let periods = periods::of_ids(connection, &under)?;
    let beside = going_on_beside(directory, change.id);
    let is_owed_otherwise = |row: &ObligationRow| {
        let both = beside.get(&row.agency_id).zip(periods.get(&row.period_id));
        both.is_some_and(|(since, period)| *since <= period.data_to)
    };
    owed.retain(|it| !is_owed_otherwise(&it.row));
    Ok(owed)
}

fn take_back(tx: &mut Tx<'_>, change: &AgencyChange, effects: &[Effect], authority: Authority) -> Result<(), Problem> {
    let now: Instant = tx.now;
    let directory = tx.caller()?.directory.clone();
    let mut cancelled = Vec::new();
    for before in owed_alone(tx.connection, &directory, change, effects)? {
        if before.row.state != ObligationState::Cancelled {
            let row = before.row.touched(now);
            let row = ObligationRow {
                state: ObligationState::Cancelled,
                content: Content::Missing,
                exempt_reason: None,
                ..row
            };
            let after = before.with(row);
            cancelled.push((before, after));
        }
    }
    obligations::keep_noted(tx, &cancelled, "cancel", authority)?;
    let is_let_off = |it: &&Effect| it.before.is_some() && !has_owe(it);
    let ids: Vec<Id> = on(effects, Obligation::RESOURCE).filter(is_let_off).map(|it| it.subject).collect();
    let (mut reinstated, reason) = (Vec::new(), reason(change));
    for before in obligations::of_ids(tx.connection, &ids)? {
        // Somebody may have decided otherwise since, and said why.
        let is_as_left = before.row.exempt_reason.as_deref() == Some(reason.as_str());
        if before.row.state == ObligationState::Exempt && is_as_left {
            let row = before.row.touched(now);
            let open = ObligationRow { state: ObligationState::Open, exempt_reason: None, ..row };
            let after = before.with(obligations::derived(tx.connection, &open)?);
            reinstated.push((before, after));
        }
    }
    obligations::keep_noted(tx, &reinstated, "reinstate", authority)?;
    restore_routes(tx, effects, authority)
}

/// Routes that nobody changed since are as they were, but for the days of those entered since; what was made instead is gone.
fn restore_routes(tx: &mut Tx<'_>, effects: &[Effect], authority: Authority) -> Result<(), Problem> {
    let effects: HashMap<Id, &Effect> = on(effects, ReportingRoute::RESOURCE).map(|it| (it.subject, it)).collect();
    let agencies: Vec<Id> = effects.values().map(|it| it.agency).collect();
    let is_made = |row: &routes::Row| effects.get(&row.id).is_some_and(|it| it.before.is_none());
    let (made, stay): (Vec<_>, Vec<_>) = routes::held_of(tx.connection, &agencies)?.into_iter().partition(is_made);
    for row in made {
        routes::remove(tx.connection, row.id)?;
        tx.note(Change::deleted(&row.answer())?.by(authority));
    }
    for row in &stay {
        let before = effects.get(&row.id).and_then(|it| it.before.as_deref());
        let Some(before) = before.map(from_column::<RouteBefore>).transpose()? else { continue };
        let time = route_rules::given_back(row, before.valid_to, &stay).filter(|_| before.left_in == row.version);
        let Some(valid_to) = time.map(|it| it.to) else { continue };
        if (before.recipient_id, valid_to) != (row.recipient_id, row.valid_to) {
            let recipient_id = before.recipient_id;
            let after =
                routes::Row { recipient_id, valid_to, version: row.version + 1, updated_at: tx.now, ..row.clone() };
            routes::save(tx.connection, &after)?;
            tx.note(Change::changed("update", &row.answer(), &after.answer())?.by(authority));
        }
    }
    for effect in effects.values() {
        let before = effect.before.as_deref().map(from_column::<RouteBefore>).transpose()?;
        let Some((before, valid_from)) = before.and_then(|it| it.taken_out.map(|day| (it, day))) else { continue };
        let RouteBefore { recipient_id, valid_to, left_in, .. } = before;
        let as_it_was = NewReportingRoute { id: Some(effect.subject), recipient_id, valid_from, valid_to };
        let row = routes::Row { version: left_in, ..routes::Row::new(&as_it_was, effect.agency, tx.now) };
        let Some(time) = route_rules::given_back(&row, valid_to, &stay) else { continue };
        let row = routes::Row { valid_to: time.to, ..row };
        routes::insert(tx.connection, &row)?;
        tx.note(Change::created(&row.answer())?.by(authority));
    }
    Ok(())
}
