//! One inspection as far as it is told: its steps, its answers, and what it carries.

use std::sync::Arc;

use validator::Validate;

use super::findings::{Recommended, Written};
use super::tale::{Asked, broken};
use crate::inspections::answers::access::paper_of;
use crate::inspections::answers::model::AnswerBody;
use crate::inspections::answers::sheet::Answering;
use crate::inspections::answers::{rules as answer_rules, store as answers};
use crate::inspections::carried::store as carried;
use crate::inspections::checklists::model::ChecklistItem;
use crate::inspections::inspections::model::{InspectionAction as Action, InspectionKind, InspectionState};
use crate::inspections::inspections::rules;
use crate::inspections::inspections::store::{self, MemberRow, Row};
use crate::inspections::inspections::workflow::{InspectionFacts, Seats, TRANSITIONS};
use crate::inspections::policy;
use crate::inspections::recommendations::store as recommendations;
use crate::inspections::reports::model::ReportState;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::{Authority, Member};
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Action as _;

/// An inspection as far as it is told.
pub struct Telling {
    /// The inspection as it is now.
    pub row: Row,
    team: Vec<MemberRow>,
    plan_runs: bool,
    /// What is asked.
    pub items: Arc<[ChecklistItem]>,
    /// What was answered.
    pub answers: Vec<answers::Row>,
    /// Whoever answered, handed over or signed.
    authors: Vec<Id>,
    /// Its report.
    pub report: Option<Written>,
    /// What that recommends, in the order of the numbers.
    pub recommendations: Vec<Recommended>,
    /// What it carries.
    pub carried: Vec<carried::Row>,
}

/// A step that was taken.
pub struct Stepped {
    /// What goes on record.
    pub change: Change,
    /// By which right.
    pub by: Authority,
}

impl Telling {
    /// One that its plan made, of which nothing was told yet.
    pub fn of(tx: &mut Tx<'_>, row: Row, plan_runs: bool, items: Arc<[ChecklistItem]>) -> Result<Self, Problem> {
        if row.version != 1 {
            return Err(broken("somebody was there already"));
        }
        let team = store::team(tx.connection, row.id)?;
        let (answers, authors, recommendations, carried) = Default::default();
        Ok(Self { row, team, plan_runs, items, answers, authors, report: None, recommendations, carried })
    }

    /// Whether it is what a plan asks of an agency.
    pub fn is(&self, about: Asked) -> bool {
        (self.row.plan_id, self.row.agency_id, self.row.kind) == (about.plan, about.agency, about.kind)
    }

    /// The people of its team, which stays.
    pub fn members(&self) -> impl Iterator<Item = Member> + use<'_> {
        self.team.iter().map(MemberRow::member)
    }

    /// Who has to do with it, today.
    pub fn seats(&self, tx: &Tx<'_>) -> Result<Seats, Problem> {
        let caller = tx.caller()?;
        let team = self.team.iter().map(|it| (it.member(), it.part)).collect();
        Ok(Seats::of(&caller.directory, [self.row.owner_id, self.row.agency_id], team, caller.today))
    }

    fn facts(&self, tx: &Tx<'_>) -> Result<InspectionFacts, Problem> {
        let row = &self.row;
        let rated: Vec<String> =
            self.answers.iter().filter(|it| it.rating.is_some()).map(|it| it.code.clone()).collect();
        let unjudged = self.carried.iter().filter(|it| it.found.is_none()).map(|it| it.recommendation_id);
        let has_left_draft = |written: &Written| written.row.state != ReportState::Draft;
        Ok(InspectionFacts {
            seats: self.seats(tx)?,
            kind: row.kind,
            state: row.state,
            plan_runs: self.plan_runs,
            starts_on: row.starts_on,
            window_to: row.window_to,
            unrated: answer_rules::unrated(&self.items, &rated),
            unjudged: unjudged.collect(),
            report_sent: self.report.as_ref().is_some_and(has_left_draft),
            authors: self.authors.clone(),
        })
    }

    /// Moves it along.
    pub fn stepped(&mut self, tx: &mut Tx<'_>, action: &Action) -> Result<Stepped, Problem> {
        action.validate().map_err(|_| broken("a step that no request could ask for"))?;
        let (caller, now, today) = (tx.caller()?, tx.now, tx.now.date());
        let step = TRANSITIONS.apply(&caller, &self.facts(tx)?, action.name(), now, Ok(()))?;
        let before = self.row.clone();
        let moved = before.in_state(step.to, now);
        let after = match action {
            Action::Notify { starts_on } => {
                rules::notice((before.window_from, before.window_to), *starts_on, today)?;
                moved.notified(*starts_on, now)
            }
            Action::Postpone { .. } => moved.postponed(),
            Action::Reschedule { window_from, window_to } => {
                rules::window(*window_from, *window_to, today)?;
                moved.rescheduled(*window_from, *window_to)
            }
            Action::Start { nobody_related } => {
                rules::declared(*nobody_related)?;
                // Told when all is over: what was in force then is what was planned, and what is in force now may ask more.
                moved.started(before.planned_checklist_id, now)
            }
            Action::Finish {} => moved.finished(Some(now)),
            Action::Cancel { cause, .. } if self.report.is_none() => moved.cancelled(*cause),
            Action::Sign {} => moved.signed(&self.all_answers()?, now)?,
            Action::Return { .. } => moved.returned(now),
            Action::HandOver {} | Action::ReturnToDraft { .. } | Action::TakeNote {} => moved,
            _ => return Err(broken("a step that is not told in bulk")),
        };
        if matches!(action, Action::HandOver {} | Action::Sign {}) {
            self.authors.push(caller.user);
        }
        self.row = after;
        let told = (before.answer(&self.team), self.row.answer(&self.team));
        let change = Change::moved(&step, &told.0, &told.1)?.because(action.reason());
        Ok(Stepped { change, by: step.authority })
    }

    /// Its report was concluded.
    pub fn closed(&mut self, tx: &Tx<'_>, by: Authority) -> Result<Change, Problem> {
        let after = self.row.in_state(InspectionState::Closed, tx.now);
        let change = Change::changed("conclude", &self.row.answer(&self.team), &after.answer(&self.team))?;
        let change = change.between(self.row.state, after.state).by(by);
        self.row = after;
        Ok(change)
    }

    /// Everybody who was of its team.
    pub fn people(&self) -> impl Iterator<Item = Id> + use<'_> {
        self.team.iter().map(|it| it.user_id)
    }

    /// What a signature is over.
    fn all_answers(&mut self) -> Result<Vec<crate::inspections::answers::model::InspectionAnswer>, Problem> {
        self.answers.sort_by(|one, other| one.code.cmp(&other.code));
        self.answers.iter().map(answers::Row::answer).collect()
    }

    /// Answers an item.
    pub fn answered(&mut self, tx: &Tx<'_>, code: &str, body: &AnswerBody) -> Result<Change, Problem> {
        body.validate().map_err(|_| broken("an answer that no request could send"))?;
        let names = !body.difficulty_ids.is_empty() || !body.indicator_values.is_empty();
        if body.sensitivity.is_some() || !body.attachment_ids.is_empty() || names {
            return Err(broken("an answer that is not told in bulk"));
        }
        let (caller, seats) = (tx.caller()?, self.seats(tx)?);
        let answering = Answering { seats: &seats, kind: self.row.kind };
        let by = policy::SAVE_ANSWER.permit(&caller, &answering)?;
        answer_rules::is_open(self.row.state)?;
        answer_rules::item_of(&self.items, code)?;
        let known = self.answers.iter().position(|it| it.code == code);
        let before = match known.and_then(|place| self.answers.get(place)) {
            Some(known) => known.clone(),
            None => answers::Row::unanswered(self.row.id, paper_of(&self.row), self.row.created_at, code),
        };
        let mut after = before.next(caller.user, tx.now);
        after.rating = body.rating;
        after.finding = body.finding.clone();
        after.sensitivity = answer_rules::sensitivity(before.sensitivity, None, body.finding.is_some())?;
        after.device_time = body.device_time;
        let change = if before.is_answered() {
            Change::updated(&before.answer()?, &after.answer()?)?
        } else {
            Change::opened("answer", &after.answer()?)?
        };
        self.authors.push(caller.user);
        self.authors.dedup();
        match known.and_then(|place| self.answers.get_mut(place)) {
            Some(known) => *known = after,
            None => self.answers.push(after),
        }
        Ok(change.by(by))
    }

    /// A visit that starts carries a recommendation.
    pub fn carries(
        &mut self,
        tx: &Tx<'_>,
        recommended: &recommendations::Row,
        start: &Stepped,
    ) -> Result<Change, Problem> {
        if self.row.kind != InspectionKind::Visit {
            return Err(broken("a visit carries recommendations"));
        }
        let row = carried::Row::new(self.row.id, [self.row.owner_id, self.row.agency_id], recommended, tx.now);
        let change = Change::opened("carry", &row.answer())?.by(start.by);
        self.carried.push(row);
        Ok(change)
    }
}
