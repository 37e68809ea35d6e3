//! What assignments are called: by their task and their programme, as these are called now.

use std::collections::HashMap;

use diesel::prelude::*;

use super::Row;
use crate::kernel::db::View;
use crate::kernel::deadline::{self, DueRule, Timeliness};
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::named::{DoneFor, ProgrammeName};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::work::Paper;
use crate::programmes::assignments::model::Assignment;
use crate::programmes::programmes::model::ProgrammeState;
use crate::programmes::programmes::store as programmes;
use crate::programmes::tasks::store as tasks;
use crate::schema::assignments;

/// The names around some assignments, looked up for all of them at once.
#[derive(Debug)]
pub struct Names {
    programmes: HashMap<Id, (ProgrammeName, ProgrammeState)>,
    tasks: HashMap<Id, (String, String)>,
}

impl Names {
    /// Those of some assignments.
    pub fn of(connection: &mut AnyConnection, rows: &[Row]) -> Result<Self, Problem> {
        let series: Vec<Id> = rows.iter().map(|row| row.series_id).collect();
        let origins: Vec<Id> = rows.iter().map(|row| row.task_id).collect();
        Ok(Self { programmes: programmes::named(connection, &series)?, tasks: tasks::titles_of(connection, &origins)? })
    }

    /// Where the programme of one stands.
    pub fn programme_of(&self, row: &Row) -> Option<ProgrammeState> {
        self.programmes.get(&row.series_id).map(|(_, state)| *state)
    }

    /// What a reader is told of one beside what its entry in the journal says.
    pub fn told(&self, row: &Row, directory: &Directory, answer: Assignment) -> Assignment {
        let (number, title) = self.tasks.get(&row.task_id).cloned().unzip();
        Assignment {
            number,
            title,
            agency: Some(directory.agency_named(row.agency_id)),
            programme: self.programmes.get(&row.series_id).map(|(name, _)| name.clone()),
            last_day: Some(deadline::last_day(row.effective_due_at)),
            due_rule: Some(DueRule::of(row.due_on, row.due_at)),
            ..answer
        }
    }

    /// What a list of work says of one.
    pub fn paper(&self, row: &Row, now: Instant) -> Paper {
        let (number, title) = self.tasks.get(&row.task_id).cloned().unzip();
        Paper {
            title: title.unwrap_or_default(),
            number,
            agency: row.agency_id,
            programme: self.programmes.get(&row.series_id).map(|(name, _)| name.clone()),
            last_day: Some(deadline::last_day(row.effective_due_at)),
            due: Some((row.due_on, DueRule::of(row.due_on, row.due_at))),
            timeliness: Some(Timeliness::of(row.done_at, row.effective_due_at, now)),
            window: None,
        }
    }
}

/// The programmes of some assignments, of those whose programme the caller may read.
pub fn done_for(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, DoneFor>, Problem> {
    let of_them = assignments::table.filter(assignments::id.eq_any(ids));
    let of: Vec<(Id, Id)> = of_them.select((assignments::id, assignments::series_id)).load(view.connection)?;
    let series: Vec<Id> = of.iter().map(|(_, series)| *series).collect();
    let programmes = programmes::named_to(view, &series)?;
    let name = |(id, series): (Id, Id)| Some((id, DoneFor::Programme(programmes.get(&series)?.clone())));
    Ok(of.into_iter().filter_map(name).collect())
}
