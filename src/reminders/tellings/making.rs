//! Writes what a step tells: a row for each place where it reaches somebody, and a notification for each of these people.

use std::collections::HashSet;

use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::telling::{Occasion, Told};
use crate::reminders::notifications::store::NewRow;
use crate::reminders::posting::{Posted, post};
use crate::reminders::reached::Reached;
use crate::reminders::tellings::store::{self, Row};

/// Writes what a step tells. Whoever is told of an object on an occasion is told once, at the first place that he is found in; who took
/// the step knows of it.
pub fn tell(connection: &mut AnyConnection, told: &Told<'_>) -> Result<(), Problem> {
    let places = told.tellings.iter().flat_map(|(telling, _)| &telling.whom);
    let reached = Reached::at(told.directory, places.map(|it| it.agency), told.now.date());
    let mut known: HashSet<(Occasion, Id, Id)> = HashSet::new();
    let (mut rows, mut posted) = (Vec::new(), Vec::new());
    for (telling, entry) in told.tellings {
        for (number, place) in telling.whom.iter().enumerate() {
            let mut people = reached.by(place);
            people.retain(|user, _| Some(*user) != told.by && known.insert((telling.occasion, telling.id, *user)));
            if people.is_empty() {
                continue;
            }
            // Where time stands, as it does while a demo is replayed, the ids follow from the step.
            let name = format!("telling {} {} {} {number}", told.step, telling.occasion, telling.id);
            let id = Id::named(told.now, &name);
            rows.push(Row::new(id, telling, place, *entry, (told.now, told.by))?);
            posted.extend(people.into_keys().map(|user| Posted {
                matter: telling.occasion.into(),
                row: NewRow {
                    id: Id::named(told.now, &format!("notification {id} {user}")),
                    user_id: user,
                    reminder_id: None,
                    telling_id: Some(id),
                    created_at: told.now,
                },
            }));
        }
    }
    store::insert(connection, rows)?;
    post(connection, posted, told.by_mail.then_some(told.machine_now))
}
