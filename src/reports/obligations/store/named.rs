//! What obligations are called: by their period and their agency, as these are called now.

use std::collections::HashMap;

use super::Stored;
use crate::kernel::deadline::{self, DueRule};
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::work::Paper;
use crate::reports::obligations::model::{Obligation, timeliness_at};
use crate::reports::periods::store as periods;

/// The names around some obligations, looked up for all of them at once.
#[derive(Debug)]
pub struct Names {
    periods: HashMap<Id, String>,
}

impl Names {
    /// Those of some obligations.
    pub fn of(connection: &mut AnyConnection, owed: &[Stored]) -> Result<Self, Problem> {
        let ids: Vec<Id> = owed.iter().map(|it| it.row.period_id).collect();
        Ok(Self { periods: periods::titles_of(connection, &ids)? })
    }

    /// What a reader is told of one beside what its entry in the journal says.
    pub fn told(&self, stored: &Stored, directory: &Directory, answer: Obligation) -> Obligation {
        let (row, period) = (&stored.row, &stored.period);
        Obligation {
            title: self.periods.get(&row.period_id).cloned(),
            agency: Some(directory.agency_named(row.agency_id)),
            last_day: Some(deadline::last_day(row.effective_due_at)),
            due_rule: Some(DueRule::of(period.due_on, row.due_at)),
            ..answer
        }
    }

    /// What a list of work says of one.
    pub fn paper(&self, stored: &Stored, now: Instant) -> Paper {
        let (row, period) = (&stored.row, &stored.period);
        Paper {
            title: self.periods.get(&row.period_id).cloned().unwrap_or_default(),
            number: None,
            agency: row.agency_id,
            programme: None,
            last_day: Some(deadline::last_day(row.effective_due_at)),
            due: Some((period.due_on, DueRule::of(period.due_on, row.due_at))),
            timeliness: timeliness_at(row.state, row.received_at, row.effective_due_at, now),
            window: None,
        }
    }
}
