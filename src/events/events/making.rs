//! How events come to be: one by one, or several of a series at once, by the same checks.

use crate::agencies;
use crate::events::events::model::bodies::Described;
use crate::events::events::rules;
use crate::events::events::store::{self, Frame, Row, Whose};
use crate::events::kinds::EventOccasion;
use crate::events::publications::store as publications;
use crate::events::rules::{fits, organiser};
use crate::events::window;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::Problem;
use crate::reports;

/// Whose an event of an agency is today.
pub fn whose(tx: &mut Tx<'_>, agency: Id) -> Result<Whose, Problem> {
    let caller = tx.caller()?;
    let organiser = organiser(&caller.directory, agency)?;
    let recipient = reports::recipient_of(tx.connection, &caller.directory, agency, caller.today)?;
    Ok(Whose { organiser, recipient })
}

/// 409 where the organiser is not there on the first day.
pub fn is_there(tx: &mut Tx<'_>, agency: Id, starts_at: Instant) -> Result<(), Problem> {
    let alive = agencies::held_alive(tx.connection, &[agency], window::first_day(starts_at))?;
    rules::organiser_is_alive(alive.contains(&agency))
}

/// The same of an event that there is: whoever holds today what was an ended organiser's is to be there.
pub fn holder_is_there(tx: &mut Tx<'_>, agency: Id, starts_at: Instant) -> Result<(), Problem> {
    let caller = tx.caller()?;
    is_there(tx, caller.directory.holder(agency, caller.today), starts_at)
}

/// The time of an event, with the Month that it belongs to, which is held.
pub fn framed(
    tx: &mut Tx<'_>,
    committee: Id,
    occasion: EventOccasion,
    starts_at: Instant,
    ends_at: Instant,
) -> Result<Frame, Problem> {
    fits(occasion, starts_at, ends_at)?;
    let month = if occasion.is_of_the_month() {
        let found = store::month_of(tx.connection, committee, window::year_of(starts_at))?;
        Some(rules::month_is_there(found)?)
    } else {
        None
    };
    Ok(Frame { occasion, starts_at, ends_at, month })
}

/// Enters an event with its publication, which nobody has asked for; the entry of the latter is noted.
pub fn enter(
    tx: &mut Tx<'_>,
    id: Id,
    series: Option<Id>,
    whose: &Whose,
    frame: &Frame,
    described: &Described,
    by: Authority,
) -> Result<Row, Problem> {
    let people = tx.caller()?.people(by);
    let row = Row::new(id, series, whose, frame, described, &people, tx.now)?;
    store::insert(tx.connection, &row)?;
    let publication = publications::Row::of(&row, tx.now);
    publications::insert(tx.connection, &publication)?;
    tx.note(Change::created(&publication.answer()?)?.beginning(publication.state).by(by));
    Ok(row)
}
