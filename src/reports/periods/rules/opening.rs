//! What opening a period does, worked out without a database: who owes what to whom.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::agencies::AgencyKind;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::reports::parties::{named_recipient, recipient};

/// Who owes a report, to whom, and where it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// The agency that owes.
    pub agency: Id,
    /// The agency that it reports to.
    pub recipient: Id,
    /// Whether it is the committee that it reports to, whose standing agency of the day receives for it.
    pub to_committee: bool,
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
    let route = routes.get(&agency).copied();
    let recipient = recipient(directory, agency, route, on)?;
    let to_committee = named_recipient(directory, agency, route) == Some(committee);
    Some(Owed { agency, recipient, to_committee, level, branch })
}
