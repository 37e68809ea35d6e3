//! Obligations and their spells, as the journal would tell of them.

use std::collections::HashMap;

use diesel::prelude::*;

use super::spells::{self, Seen};
use super::{ObligationRow, PeriodHead, Stored};
use crate::agencies;
use crate::kernel::column::from_column;
use crate::kernel::deadline;
use crate::kernel::directory::Directory;
use crate::kernel::held::{Kept, Stretch, every_answer, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reports::obligations::model::{Obligation, Told};
use crate::reports::parties::was_owed_to_committee;
use crate::reports::periods::store as periods;
use crate::reports::reporting_routes::store as reporting_routes;
use crate::schema::obligations;

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<ObligationRow> = rows_of!(obligations, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let periods = periods::of_ids(connection, &rows.iter().map(|row| row.period_id).collect::<Vec<_>>())?;
    let agencies: Vec<Id> = rows.iter().map(|row| row.agency_id).collect();
    let lineages = agencies::lineages_of(connection, &agencies)?;
    let named = reporting_routes::named(connection, &agencies)?;
    let (counted, told) = (spells::of(connection, &ids)?, told_spells(connection, &ids)?);
    let nobody = Directory::default();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        // The period that it is owed in is gone: whoever removed it is told of there, and of this here.
        let Some(period) = periods.get(&row.period_id) else {
            kept.push(Kept::of(row.id, &())?);
            continue;
        };
        let lineage = lineages.get(&row.agency_id).map(String::as_str).unwrap_or_default();
        let branch = branch(lineage, row.committee_id);
        let its_period = (period.committee_id, deadline::start_of(period.opens_on));
        let follows = (row.committee_id, row.opens_at) == its_period;
        let (id, branch_id, counted_as) = (row.id, row.branch_id, spells::constant(&row));
        let is_counted = counted.get(&id).is_none_or(|spells| spells.iter().all(|(seen_as, _)| *seen_as == counted_as));
        // Entries of earlier versions do not say whether it is the committee's: then the recipient does.
        let is_owed_right = part.knows(id, "owed_to_committee") || {
            let before = |it: &&(Instant, Id)| it.0 <= row.created_at;
            let named = named.get(&row.agency_id).into_iter().flatten().filter(before).map(|it| it.1);
            let named: Vec<Id> = named.collect();
            let above = above(lineage);
            row.owed_to_committee == was_owed_to_committee(row.committee_id, row.recipient_id, above, &named)
        };
        let seen = counted.get(&id).map(|spells| spells.iter().map(|(_, seen)| seen.clone()).collect());
        let stored = Stored { row, period: PeriodHead::of(period) };
        let told_now = Kept::of(id, &stored.answer(&nobody, part.told_at(id)))?
            .with("what it has of its period", follows)
            .with("whether it is owed to the committee", is_owed_right)
            .with("where it counts", branch == Some(branch_id.to_string().as_str()) && is_counted)
            .with("what figures count of it", seen == told.get(&id).cloned());
        kept.push(told_now);
    }
    Ok(kept)
}

/// The agency right below a committee on the way from the top down.
fn branch(lineage: &str, committee: Id) -> Option<&str> {
    let committee = committee.to_string();
    lineage.split('/').skip_while(|id| *id != committee).nth(1)
}

/// The agency above on the way from the top down.
fn above(lineage: &str) -> Option<Id> {
    lineage.trim_matches('/').rsplit('/').nth(1).and_then(|id| id.parse().ok())
}

/// What figures saw of some obligations, as the journal tells.
fn told_spells(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Vec<Seen>>, Problem> {
    let mut found: HashMap<Id, Vec<Seen>> = HashMap::new();
    for (id, at, answer) in every_answer(connection, Obligation::RESOURCE, ids)? {
        let told: Told = from_column(&answer)?;
        let spells = found.entry(id).or_default();
        let counted = told.counted();
        if spells.last().is_some_and(|it| it.counted == counted) {
            continue;
        }
        // What began at this very instant was never seen.
        if spells.last().is_some_and(|it| it.began_at >= at) {
            spells.pop();
        } else if let Some(running) = spells.last_mut() {
            running.ended_at = at;
        }
        spells.push(Seen { counted, began_at: at, ended_at: Instant::FOREVER });
    }
    Ok(found)
}
