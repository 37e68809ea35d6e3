//! The report of a visit as far as it is told, and what became of its recommendations.

use std::collections::HashMap;

use chrono::NaiveDate;
use validator::Validate;

use super::findings::{Recommended, Written};
use super::inspection::Telling;
use super::tale::broken;
use crate::inspections::inspections::model::{InspectionState, TeamPart};
use crate::inspections::inspections::workflow::Seats;
use crate::inspections::policy;
use crate::inspections::recommendations::model::{NewRecommendation, RecommendationAction};
use crate::inspections::recommendations::rules::{self, Proposed};
use crate::inspections::recommendations::store::Row as RecommendationRow;
use crate::inspections::recommendations::workflow::{RecommendationFacts, TRANSITIONS as RECOMMENDATIONS};
use crate::inspections::reports::model::{InspectionReportAction, NewInspectionReport, ReportState};
use crate::inspections::reports::rules as report_rules;
use crate::inspections::reports::store::{Concluding, OfVisit, Opened, Row};
use crate::inspections::reports::workflow::{ReportFacts, TRANSITIONS as REPORTS};
use crate::kernel::db::Tx;
use crate::kernel::hands::{hands, signatory as signing};
use crate::kernel::journal::Change;
use crate::kernel::policy::{Authority, Member};
use crate::kernel::problem::Problem;
use crate::kernel::workflow::Action as _;

/// Whoever takes these steps says what others judge.
const AUTHORING: [&str; 3] = ["record", "report_implemented", "dispute"];

impl Telling {
    fn written(&mut self) -> Result<&mut Written, Problem> {
        self.report.as_mut().ok_or_else(|| broken("the visit has no report"))
    }

    /// Begins its report.
    pub fn reported(&mut self, tx: &Tx<'_>, texts: [&String; 3]) -> Result<Change, Problem> {
        let [summary, findings, conclusion] = texts.map(|it| Some(it.clone()));
        let new = NewInspectionReport { id: None, inspection_id: self.row.id, summary, findings, conclusion };
        new.validate().map_err(|_| broken("a report that no request could send"))?;
        let caller = tx.caller()?;
        let by = policy::CREATE_INSPECTION_REPORT.permit(&caller, &self.seats(tx)?)?;
        let newest = self.report.as_ref().map(|it| it.row.state);
        report_rules::may_begin(self.row.kind, self.row.state, newest)?;
        let visit = &self.row;
        let of = OfVisit { inspection: visit.id, plan: visit.plan_id, owner: visit.owner_id, agency: visit.agency_id };
        let row = Row::new(&new, of, 1, tx.now);
        let change = Change::created(&row.answer()?)?.beginning(row.state).by(by);
        self.report = Some(Written { row, authors: vec![caller.user] });
        Ok(change)
    }

    /// Writes a recommendation to the inspected agency into its report.
    pub fn recommended(&mut self, tx: &Tx<'_>, text: &str, due_on: NaiveDate) -> Result<Change, Problem> {
        let (caller, seats, agency) = (tx.caller()?, self.seats(tx)?, self.row.agency_id);
        let by = policy::CREATE_RECOMMENDATION.permit(&caller, &seats)?;
        let there: Vec<i32> = self.recommendations.iter().map(|it| it.row.number).collect();
        let written = self.written()?;
        report_rules::is_draft(written.row.state)?;
        rules::OF_ONE_VISIT.room(there.len())?;
        let number = rules::number_of(None, &there)?;
        let report = &written.row;
        rules::is_below(&caller.directory, report.owner_id, agency)?;
        rules::is_alive(caller.directory.is_alive(agency, caller.today))?;
        rules::leaves_time(caller.today, due_on)?;
        let new = NewRecommendation {
            id: None,
            report_id: report.id,
            number: None,
            text: text.to_owned(),
            agency_id: agency,
            due_on,
        };
        new.validate().map_err(|_| broken("a recommendation that no request could send"))?;
        let row = RecommendationRow::new(&new, report, number, tx.now);
        written.authors.push(caller.user);
        let change = Change::created(&row.answer(tx.now))?.beginning(row.state).by(by);
        self.recommendations.push(Recommended { row, authors: Vec::new() });
        Ok(change)
    }

    fn report_facts(&self, tx: &Tx<'_>) -> Result<ReportFacts, Problem> {
        let caller = tx.caller()?;
        let written = self.report.as_ref().ok_or_else(|| broken("the visit has no report"))?;
        let judge = |it: &RecommendationRow| Proposed {
            number: it.number,
            due_on: it.due_on,
            is_below: rules::can_be_held(
                &caller.directory,
                caller.directory.holder(it.owner_id, caller.today),
                it.agency_id,
            ),
            is_alive: caller.directory.is_alive(it.agency_id, caller.today),
        };
        let is_judged = written.row.state == ReportState::UnderReview;
        let proposed = self.recommendations.iter().filter(|_| is_judged).map(|it| judge(&it.row)).collect();
        Ok(ReportFacts {
            seats: self.seats(tx)?,
            state: written.row.state,
            number: written.row.number,
            is_empty: written.row.is_empty(),
            fieldwork_done: matches!(self.row.state, InspectionState::FieldworkDone | InspectionState::Closed),
            comment_until: written.row.comment_until,
            revision_open: false,
            proposed,
            authors: written.authors.iter().copied().chain(self.people()).collect(),
        })
    }

    /// Moves its report along.
    pub fn report_stepped(&mut self, tx: &Tx<'_>, action: &InspectionReportAction) -> Result<Vec<Change>, Problem> {
        action.validate().map_err(|_| broken("a step that no request could ask for"))?;
        let (caller, now) = (tx.caller()?, tx.now);
        let facts = self.report_facts(tx)?;
        let mut step = REPORTS.apply(&caller, &facts, action.name(), now, Ok(()))?;
        let mut changes = Vec::new();
        let before = self.written()?.row.clone();
        let mut after = before.in_state(step.to, now);
        match action {
            InspectionReportAction::Send { comment_until } => {
                report_rules::leaves_time(caller.today, *comment_until)?;
                after = after.sent(*comment_until, now);
            }
            InspectionReportAction::Comment { text, agrees, attachment_ids } if attachment_ids.is_empty() => {
                report_rules::says_something(text.as_deref(), *agrees)?;
                after = after.commented(text.as_deref(), *agrees, now);
                self.written()?.authors.push(caller.user);
            }
            InspectionReportAction::NoteSilence {} => after = after.silent(now),
            InspectionReportAction::Return { .. } => after = after.returned(),
            InspectionReportAction::Conclude { number, concluded_on, place, signatory } => {
                let concluded_on = *concluded_on;
                report_rules::concluded_in_time(concluded_on, self.row.starts_on, caller.today)?;
                // It says its position itself.
                let lent = REPORTS.lent(&caller, &facts, step.action);
                let (own, others) = hands(&caller, step.authority, &lent, &HashMap::new());
                let (signatory, by) = signing(signatory.as_ref(), &own, &others)?;
                step = REPORTS.taken_by(&caller, &facts, step, by)?;
                rules::stand_on(&facts.proposed, concluded_on)?;
                let (opened, told) = self.opened(tx, step.authority)?;
                changes.extend(told);
                let said = Concluding { number, concluded_on, place: place.as_deref(), signatory: &signatory };
                after = after.concluded(said, &opened, &[], now)?;
                changes.push(self.closed(tx, step.authority)?);
            }
            _ => return Err(broken("a step that is not told in bulk")),
        }
        changes.push(Change::moved(&step, &before.answer()?, &after.answer()?)?.because(action.reason()));
        self.written()?.row = after;
        Ok(changes)
    }

    /// Opens what its report recommends.
    fn opened(&mut self, tx: &Tx<'_>, by: Authority) -> Result<(Vec<Opened>, Vec<Change>), Problem> {
        let (mut opened, mut changes) = (Vec::new(), Vec::new());
        for Recommended { row, .. } in &mut self.recommendations {
            let after = row.opened(tx.now);
            let change = Change::changed("conclude", &row.answer(tx.now), &after.answer(tx.now))?;
            changes.push(change.between(row.state, after.state).by(by));
            let (id, number, text) = (after.id, after.number, after.text.clone());
            opened.push(Opened { id, number, text, agency_id: after.agency_id, due_on: after.due_on });
            *row = after;
        }
        Ok((opened, changes))
    }

    /// Moves a recommendation along. `carriers` are the teams of the visits that carry it and are under way.
    pub fn followed(
        &mut self,
        tx: &Tx<'_>,
        number: i32,
        action: &RecommendationAction,
        carriers: Vec<Member>,
    ) -> Result<Change, Problem> {
        action.validate().map_err(|_| broken("a step that no request could ask for"))?;
        let (caller, now, of_visit) = (tx.caller()?, tx.now, self.seats(tx)?);
        let recommended = self.recommendations.iter_mut().find(|it| it.row.number == number);
        let Recommended { row, authors } = recommended.ok_or_else(|| broken("nobody recommended that"))?;
        let team = carriers.into_iter().map(|member| (member, TeamPart::Member)).collect();
        let agency = caller.directory.holder(row.agency_id, caller.today);
        let seats = Seats { agency, team, ..of_visit };
        let facts = RecommendationFacts { seats, state: row.state, authors: authors.clone() };
        let step = RECOMMENDATIONS.apply(&caller, &facts, action.name(), now, Ok(()))?;
        let mut after = row.in_state(step.to, now);
        match action {
            RecommendationAction::Accept {}
            | RecommendationAction::Verify { .. }
            | RecommendationAction::Waive { .. } => {}
            RecommendationAction::Record { percent, .. } => after = after.recorded(*percent),
            RecommendationAction::ReportImplemented { document_number, attachment_ids, .. } => {
                rules::is_shown(attachment_ids.len(), document_number.as_deref())?;
                after = after.implemented(document_number.as_deref(), now);
            }
            RecommendationAction::SendBack { .. } | RecommendationAction::Reopen { .. } => {
                after = after.unimplemented();
            }
            RecommendationAction::Dispute { ground, .. } => after = after.disputed(Some(*ground)),
            RecommendationAction::Uphold { .. } => after = after.disputed(None),
            RecommendationAction::Extend { until, .. } => {
                rules::more_time(row.last_day, row.opened_at.map(|at| at.date()), *until)?;
                after = after.extended(*until);
            }
            RecommendationAction::Reassign { .. } => return Err(broken("a step that is not told in bulk")),
        }
        if AUTHORING.contains(&action.name()) {
            authors.push(caller.user);
        }
        let change = Change::moved(&step, &row.answer(now), &after.answer(now))?.because(action.reason());
        *row = after;
        Ok(change)
    }
}
