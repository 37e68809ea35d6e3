//! What became of many events, told at once: a demo of ten years would take hours request by request. The same pure rules judge each
//! act as they judge a request, on the day that it is dated; what is written is what the requests would have left: the events with
//! their figures and results, their publications, and every journal entry under the name of whoever acted.
//!
//! Time must stand for it ([`Tx::relive`]), so a service that runs can tell nothing.

use std::collections::HashMap;

use validator::Validate;

use crate::events::events::making;
use crate::events::events::model::bodies::NewEvent;
use crate::events::events::model::results::EventResults;
use crate::events::events::model::{EventAction, Partner};
use crate::events::events::store::{self, Frame, ResultsRow, Row, Stored, Whose};
use crate::events::events::workflow as of_events;
use crate::events::events::{rules, steps};
use crate::events::organiser::Organiser;
use crate::events::policy;
use crate::events::publications::model::PublicationAction;
use crate::events::publications::store as publications;
use crate::events::publications::{steps as publication_steps, workflow as of_publications};
use crate::events::rules::fits;
use crate::events::window;
use crate::kernel::db::{Done, Tx};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::workflow::Action;

/// What became of one event: it was entered, and then moved along.
#[derive(Clone, Debug)]
pub struct Tale {
    /// What was done, in the order of time, each at a time of its own. The first enters it.
    pub deeds: Vec<Deed>,
}

/// What somebody did.
#[derive(Clone, Debug)]
pub struct Deed {
    /// When, by the civil clock.
    pub at: Instant,
    /// Who.
    pub user: Id,
    /// At which agency.
    pub acting_at: Id,
    /// What.
    pub act: Act,
}

/// What can be done about an event.
#[derive(Clone, Debug)]
pub enum Act {
    /// Enters it. It names nobody else who organises it.
    Enter(Box<NewEvent>),
    /// Moves it along; without files, and never as a duplicate.
    Step(Box<EventAction>),
    /// Moves its publication along; a request is for the event as it stands.
    Publish(PublicationAction),
}

/// Tells what became of some events. Something must have been done.
pub fn tell(tx: &mut Tx<'_>, tales: &[Tale]) -> Result<Done, Problem> {
    let (mut told, mut last, mut known) = (Told::default(), None, Known::default());
    for tale in tales {
        let mut event: Option<Telling> = None;
        for deed in &tale.deeds {
            if let Some(earlier) = last.take() {
                tx.note(earlier);
            }
            if event.as_ref().is_some_and(|it| deed.at <= it.told_until) {
                return Err(broken("what is told is not in the order of time"));
            }
            tx.relive(deed.user, deed.acting_at, deed.at)?;
            last = Some(match (&deed.act, event.as_mut()) {
                (Act::Enter(new), None) => {
                    let (entered, change) = Telling::entered(tx, new, &mut known)?;
                    event = Some(entered);
                    change
                }
                (Act::Step(action), Some(event)) => event.stepped(tx, action, &mut known, &mut told.results)?,
                (Act::Publish(action), Some(event)) => event.published(tx, action)?,
                _ => return Err(broken("an event is entered first, and once")),
            });
            if let Some(event) = &mut event {
                event.told_until = deed.at;
            }
        }
        if let Some(Telling { event, publication, .. }) = event {
            told.events.push(event);
            told.publications.push(publication);
        }
    }
    let done = tx.record(last.ok_or_else(|| broken("nothing was done"))?)?;
    store::insert_all(tx.connection, &told.events)?;
    store::insert_all_results(tx.connection, told.results)?;
    publications::insert_all(tx.connection, told.publications)?;
    Ok(done)
}

/// What is to be written.
#[derive(Default)]
struct Told {
    events: Vec<Stored>,
    results: Vec<ResultsRow>,
    publications: Vec<publications::Row>,
}

/// What was looked up once for all of them.
#[derive(Default)]
struct Known {
    whose: HashMap<Id, Whose>,
    months: HashMap<(Id, i32), Option<Id>>,
}

impl Known {
    fn whose(&mut self, tx: &mut Tx<'_>, agency: Id) -> Result<Whose, Problem> {
        if let Some(known) = self.whose.get(&agency) {
            return Ok(*known);
        }
        let whose = making::whose(tx, agency)?;
        self.whose.insert(agency, whose);
        Ok(whose)
    }

    fn framed(&mut self, tx: &mut Tx<'_>, committee: Id, frame: Frame) -> Result<Frame, Problem> {
        fits(frame.occasion, frame.starts_at, frame.ends_at)?;
        if !frame.occasion.is_of_the_month() {
            return Ok(Frame { month: None, ..frame });
        }
        let year = window::year_of(frame.starts_at);
        let found = match self.months.get(&(committee, year)) {
            Some(known) => *known,
            None => store::month_of(tx.connection, committee, year)?,
        };
        self.months.insert((committee, year), found);
        Ok(Frame { month: Some(rules::month_is_there(found)?), ..frame })
    }
}

/// An event as far as it is told.
struct Telling {
    event: Stored,
    publication: publications::Row,
    told_until: Instant,
}

impl Telling {
    fn entered(tx: &mut Tx<'_>, new: &NewEvent, known: &mut Known) -> Result<(Self, Change), Problem> {
        new.validate().map_err(|_| broken("an event that no request could send"))?;
        let caller = tx.caller()?;
        let seated = Organiser::seated(&caller.directory, new.agency_id);
        let by = policy::CREATE_EVENT.permit(&caller, &seated)?;
        rules::organiser_is_alive(caller.directory.is_alive(new.agency_id, window::first_day(new.starts_at)))?;
        let described = new.described();
        rules::agree(&described)?;
        rules::partners_are_known(&caller.directory, new.agency_id, &described.partners)?;
        if described.partners.iter().any(|Partner { agency_id, .. }| agency_id.is_some()) {
            return Err(broken("events of several agencies are not told in bulk"));
        }
        let whose = known.whose(tx, new.agency_id)?;
        let (occasion, starts_at, ends_at) = (new.occasion, new.starts_at, new.ends_at);
        let frame = Frame { occasion, starts_at, ends_at, month: None };
        let frame = known.framed(tx, whose.organiser.committee, frame)?;
        let id = new.id.ok_or_else(|| broken("an event that is told has its identifier"))?;
        let row = Row::new(id, None, &whose, &frame, &described, &caller.people(by), tx.now)?;
        let publication = publications::Row::of(&row, tx.now);
        tx.note(Change::created(&publication.answer()?)?.beginning(publication.state).by(by));
        let change = Change::created(&row.listed(tx.now)?)?.beginning(row.state).by(by);
        Ok((Self { event: Stored { row, results: None }, publication, told_until: tx.now }, change))
    }

    fn stepped(
        &mut self,
        tx: &mut Tx<'_>,
        action: &EventAction,
        known: &mut Known,
        told: &mut Vec<ResultsRow>,
    ) -> Result<Change, Problem> {
        action.validate().map_err(|_| broken("a step that no request could ask for"))?;
        let (caller, before) = (tx.caller()?, self.event.clone());
        let step = of_events::TRANSITIONS.apply(&caller, &before.row.facts(), action.name(), tx.now, Ok(()))?;
        let frame = match action {
            EventAction::Reschedule { starts_at, ends_at, occasion, .. } => {
                let occasion = occasion.unwrap_or(before.row.occasion);
                let frame = Frame { occasion, starts_at: *starts_at, ends_at: *ends_at, month: None };
                Some(known.framed(tx, before.row.committee_id, frame)?)
            }
            EventAction::DeclareDuplicate { .. } => return Err(broken("duplicates are not told in bulk")),
            _ => None,
        };
        let after = steps::moved(&before, step.to, action, frame.as_ref(), tx.now);
        if let EventAction::Report { results, .. } | EventAction::Correct { results, .. } = action {
            told.push(kept(&after.row, caller.user, results, tx.now)?);
        }
        self.event = after;
        self.follow(tx, action, step.authority)?;
        let answers = (before.answer(tx.now)?, self.event.answer(tx.now)?);
        Ok(Change::moved(&step, &answers.0, &answers.1)?.because(action.reason()))
    }

    fn follow(&mut self, tx: &mut Tx<'_>, action: &EventAction, by: Authority) -> Result<(), Problem> {
        if let Some(after) = publication_steps::followed(&self.publication, action, &self.event.row, tx.now)? {
            let change = Change::changed("follow", &self.publication.answer()?, &after.answer()?)?;
            tx.note(change.between(self.publication.state, after.state).by(by));
            self.publication = after;
        }
        Ok(())
    }

    fn published(&mut self, tx: &mut Tx<'_>, action: &PublicationAction) -> Result<Change, Problem> {
        let (caller, event, before) = (tx.caller()?, &self.event.row, &self.publication);
        let action = match action {
            PublicationAction::Request { .. } => PublicationAction::Request { event_version: event.version },
            other => other.clone(),
        };
        let facts = before.facts(&caller.directory, event, publications::named_in(&action))?;
        let step = of_publications::TRANSITIONS.apply(&caller, &facts, action.name(), tx.now, Ok(()))?;
        let text = publications::text_of(&caller.directory, event)?;
        let people = caller.people(step.authority);
        let after = publication_steps::moved(before, event, &step, &action, &people, text.as_ref(), tx.now)?;
        let change = Change::moved(&step, &before.answer()?, &after.answer()?)?.because(action.reason());
        self.publication = after;
        Ok(change)
    }
}

fn kept(event: &Row, author: Id, results: &EventResults, now: Instant) -> Result<ResultsRow, Problem> {
    rules::results_agree(results)?;
    ResultsRow::new(event, author, results, now)
}

fn broken(what: &'static str) -> Problem {
    tracing::error!(what, "nothing can be told");
    Problem::of(Code::Internal)
}
