//! What opening a period does, worked out without a database: who owes what to whom.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::agencies::AgencyKind;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;

/// Who owes a report, to whom, and where it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The agency that owes.
    pub agency: Id,
    /// The agency that it reports to.
    pub recipient: Id,
    /// Its kind.
    pub level: AgencyKind,
    /// The agency right below the committee under which it stands.
    pub branch: Id,
}

/// What an opening looks at.
#[derive(Clone, Copy, Debug)]
pub struct Opening<'a> {
    /// Who is who.
    pub directory: &'a Directory,
    /// The committee whose period it is.
    pub committee: Id,
    /// The day of the opening.
    pub on: NaiveDate,
    /// The agencies of the kinds that owe the report, alive on that day.
    pub alive: &'a [(Id, AgencyKind)],
    /// To whom those report that do not report to the agency above them.
    pub routes: &'a HashMap<Id, Id>,
    /// Those that have their obligation already.
    pub known: &'a HashSet<Id>,
}

/// The obligations that are still to be made.
pub fn missing(opening: &Opening<'_>) -> Vec<Owed> {
    opening.alive.iter().filter_map(|(agency, level)| owed(opening, *agency, *level)).collect()
}

fn owed(opening: &Opening<'_>, agency: Id, level: AgencyKind) -> Option<Owed> {
    let Opening { directory, committee, on, routes, known, .. } = *opening;
    if agency == committee || known.contains(&agency) {
        return None;
    }
    let branch = directory.lineage(agency).take_while(|id| *id != committee).last()?;
    let above = directory.agencies.get(&agency)?.parent?;
    let named = routes.get(&agency).copied().unwrap_or(above);
    // A committee has no office of its own: its standing agency receives for it.
    let is_committee = directory.agencies.get(&named).is_some_and(|seat| seat.is_committee);
    let standing = if is_committee { directory.standing_agency(named, on) } else { None };
    Some(Owed { agency, recipient: standing.unwrap_or(named), level, branch })
}
