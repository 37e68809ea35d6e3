//! What became of many inspections, told at once: a demo of ten years would take hours request by request. The same pure rules judge
//! each act as they judge a request, on the day that it is dated; what is written is what the requests would have left: the
//! inspections that plans made as they stand afterwards, answers, reports, recommendations, what visits carried, and every journal
//! entry under the name of whoever acted.
//!
//! Time must stand for it ([`Tx::relive`]), so a service that runs can tell nothing. A tale has the inspections of one agency by
//! the plans of one owner, so that a visit finds in it what it carries.

mod findings;
mod inspection;
mod report;
mod tale;

pub use tale::{Act, Asked, Deed, Tale};

use std::collections::HashMap;
use std::sync::Arc;

use crate::inspections::answers::{ratings, store as answers};
use crate::inspections::carried::model::{CarriedFound, CarriedJudgement};
use crate::inspections::carried::{rules as carried_rules, store as carried};
use crate::inspections::checklists::model::ChecklistItem;
use crate::inspections::checklists::store as checklists;
use crate::inspections::inspections::model::InspectionState;
use crate::inspections::inspections::store as inspections;
use crate::inspections::plans::model::InspectionPlanState;
use crate::inspections::plans::store as plans;
use crate::inspections::policy;
use crate::inspections::recommendations::model::RecommendationState;
use crate::inspections::recommendations::store as recommendations;
use crate::inspections::reports::store as reports;
use crate::kernel::db::{Done, Tx};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::Member;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::workflow::Action as _;
use inspection::Telling;
use tale::broken;

/// Tells what became of some inspections. Something must have been done.
pub fn tell(tx: &mut Tx<'_>, tales: &[Tale]) -> Result<Done, Problem> {
    let (mut told, mut known) = (Vec::new(), Known::default());
    let mut last: Option<Change> = None;
    for tale in tales {
        let mut story = Story::new();
        for deed in &tale.deeds {
            if deed.at < story.told_until {
                return Err(broken("what is told is not in the order of time"));
            }
            if matches!(deed.act, Act::Judge) && story.carries_nothing(deed.about) {
                continue;
            }
            if let Some(earlier) = last.take() {
                tx.note(earlier);
            }
            tx.relive(deed.user, deed.acting_at, deed.at)?;
            for change in story.done(tx, deed, &mut known)? {
                if let Some(earlier) = last.replace(change) {
                    tx.note(earlier);
                }
            }
            story.told_until = deed.at;
        }
        told.extend(story.told);
    }
    let done = tx.record(last.ok_or_else(|| broken("nothing was done"))?)?;
    write(tx.connection, told)?;
    Ok(done)
}

/// Stores what was told, in few statements.
fn write(connection: &mut AnyConnection, told: Vec<Telling>) -> Result<(), Problem> {
    let (mut said, mut carrying, mut rated) = (Vec::new(), Vec::new(), Vec::new());
    for telling in told {
        inspections::save(connection, &telling.row)?;
        rated.extend(telling.row.rated_by().map(|checklist| (telling.row.id, checklist)));
        if let Some(written) = telling.report {
            reports::insert(connection, &written.row)?;
        }
        for recommended in telling.recommendations {
            recommendations::insert(connection, &recommended.row)?;
        }
        said.extend(telling.answers);
        carrying.extend(telling.carried);
    }
    answers::store(connection, said)?;
    ratings::keep_first(connection, &rated)?;
    carried::enter(connection, carrying)
}

/// What was looked up once for all of them.
#[derive(Default)]
struct Known {
    items: HashMap<Id, Arc<[ChecklistItem]>>,
    running: HashMap<Id, bool>,
}

impl Known {
    fn items(&mut self, connection: &mut AnyConnection, checklist: Id) -> Result<Arc<[ChecklistItem]>, Problem> {
        if let Some(known) = self.items.get(&checklist) {
            return Ok(known.clone());
        }
        let items: Arc<[ChecklistItem]> = checklists::items_of::<ChecklistItem>(connection, checklist)?.into();
        self.items.insert(checklist, items.clone());
        Ok(items)
    }

    /// Whether a plan is approved and was not closed.
    fn runs(&mut self, connection: &mut AnyConnection, plan: Id) -> Result<bool, Problem> {
        if let Some(known) = self.running.get(&plan) {
            return Ok(*known);
        }
        let states = plans::states_of(connection, &[plan])?;
        let runs = states.get(&plan) == Some(&InspectionPlanState::Approved);
        self.running.insert(plan, runs);
        Ok(runs)
    }
}

/// The inspections of one agency by the plans of one owner, as far as they are told.
struct Story {
    told: Vec<Telling>,
    told_until: Instant,
}

impl Story {
    fn new() -> Self {
        Self { told: Vec::new(), told_until: Instant(i64::MIN) }
    }

    fn place(&self, about: Asked) -> Option<usize> {
        self.told.iter().position(|it| it.is(about))
    }

    fn carries_nothing(&self, about: Asked) -> bool {
        self.place(about).and_then(|place| self.told.get(place)).is_none_or(|it| it.carried.is_empty())
    }

    /// The inspection that a deed is about, read where it is not known yet.
    fn found(&mut self, tx: &mut Tx<'_>, about: Asked, known: &mut Known) -> Result<usize, Problem> {
        if let Some(place) = self.place(about) {
            return Ok(place);
        }
        let rows = inspections::of_plan(tx.connection, about.plan, Some(about.agency), InspectionState::ALL)?;
        let row = rows.into_iter().find(|it| it.kind == about.kind).ok_or_else(|| broken("no plan asks for that"))?;
        if self.told.first().is_some_and(|it| (it.row.owner_id, it.row.agency_id) != (row.owner_id, row.agency_id)) {
            return Err(broken("a tale is about one agency and one owner"));
        }
        let runs = known.runs(tx.connection, about.plan)?;
        let items = match row.checklist_id {
            Some(checklist) => known.items(tx.connection, checklist)?,
            None => Arc::from([]),
        };
        self.told.push(Telling::of(tx, row, runs, items)?);
        Ok(self.told.len() - 1)
    }

    fn done(&mut self, tx: &mut Tx<'_>, deed: &Deed, known: &mut Known) -> Result<Vec<Change>, Problem> {
        let place = self.found(tx, deed.about, known)?;
        match &deed.act {
            Act::Step(action) if action.name() == "start" => {
                let mut changes = Vec::new();
                let to_be_carried = self.to_be_carried();
                let telling = self.at(place)?;
                let main = telling.stepped(tx, action)?;
                if let Some(checklist) = telling.row.checklist_id {
                    telling.items = known.items(tx.connection, checklist)?;
                }
                for recommended in &to_be_carried {
                    changes.push(telling.carries(tx, recommended, &main)?);
                }
                changes.push(main.change);
                Ok(changes)
            }
            Act::Step(action) => Ok(vec![self.at(place)?.stepped(tx, action)?.change]),
            Act::Answer(answers) => {
                let telling = self.at(place)?;
                answers.iter().map(|(code, body)| telling.answered(tx, code, body)).collect()
            }
            Act::Judge => self.judged(tx, place),
            Act::Begin { summary, findings, conclusion } => {
                Ok(vec![self.at(place)?.reported(tx, [summary, findings, conclusion])?])
            }
            Act::Recommend { text, due_on } => Ok(vec![self.at(place)?.recommended(tx, text, *due_on)?]),
            Act::Report(action) => self.at(place)?.report_stepped(tx, action),
            Act::Follow { number, action } => {
                let carriers = self.carriers(place, *number);
                Ok(vec![self.at(place)?.followed(tx, *number, action, carriers)?])
            }
        }
    }

    fn at(&mut self, place: usize) -> Result<&mut Telling, Problem> {
        self.told.get_mut(place).ok_or_else(|| broken("no such inspection"))
    }

    /// What a visit carries that starts now, in the order in which a request would take it.
    fn to_be_carried(&self) -> Vec<recommendations::Row> {
        let all = self.told.iter().flat_map(|it| &it.recommendations);
        let open = all.filter(|it| RecommendationState::CARRIED.contains(&it.row.state));
        let mut open: Vec<recommendations::Row> = open.map(|it| it.row.clone()).collect();
        open.sort_by_key(|it| it.id);
        open
    }

    /// The people of the visits that carry a recommendation and are under way.
    fn carriers(&self, place: usize, number: i32) -> Vec<Member> {
        let of =
            |telling: &Telling| telling.recommendations.iter().find(|it| it.row.number == number).map(|it| it.row.id);
        let Some(id) = self.told.get(place).and_then(of) else { return Vec::new() };
        let is_under_way = |it: &&Telling| {
            [InspectionState::InProgress, InspectionState::FieldworkDone].contains(&it.row.state)
                && it.carried.iter().any(|it| it.recommendation_id == id)
        };
        self.told.iter().filter(is_under_way).flat_map(Telling::members).collect()
    }

    fn judged(&mut self, tx: &mut Tx<'_>, place: usize) -> Result<Vec<Change>, Problem> {
        let states: HashMap<Id, RecommendationState> =
            self.told.iter().flat_map(|it| &it.recommendations).map(|it| (it.row.id, it.row.state)).collect();
        let (telling, caller) = (self.at(place)?, tx.caller()?);
        let authority = policy::JUDGE_CARRIED.permit(&caller, &telling.seats(tx)?)?;
        carried_rules::takes_judgements(telling.row.state)?;
        let now = tx.now;
        let judge = |before: &mut carried::Row| {
            let found = match states.get(&before.recommendation_id) {
                Some(RecommendationState::Implemented | RecommendationState::Verified) => CarriedFound::Done,
                Some(RecommendationState::InProgress) => CarriedFound::Partly,
                _ => CarriedFound::NotDone,
            };
            let after = before.judged(&CarriedJudgement { found, note: None }, now);
            let change = Change::updated(&before.answer(), &after.answer())?.by(authority);
            *before = after;
            Ok(change)
        };
        telling.carried.iter_mut().map(judge).collect()
    }
}
