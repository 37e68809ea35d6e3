//! An inspection as it is on record.

use chrono::NaiveDate;
use diesel::prelude::*;
use serde::Serialize;

use super::team::MemberRow;
use crate::inspections::inspections::model::{CancelCause, Inspection, InspectionKind, InspectionState};
use crate::inspections::inspections::rules;
use crate::kernel::canonical;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::receipt;
use crate::schema::inspections;

/// An inspection as it is on record.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = inspections, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub kind: InspectionKind,
    pub plan_id: Id,
    pub owner_id: Id,
    pub agency_id: Id,
    pub year: i32,
    pub planned_checklist_id: Id,
    pub checklist_id: Option<Id>,
    pub state: InspectionState,
    pub window_from: Option<NaiveDate>,
    pub window_to: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub last_day: NaiveDate,
    pub starts_on: Option<NaiveDate>,
    pub notified_at: Option<Instant>,
    pub started_at: Option<Instant>,
    pub finished_at: Option<Instant>,
    pub first_signed_at: Option<Instant>,
    pub signed_at: Option<Instant>,
    pub receipt_number: Option<String>,
    pub sha256: Option<String>,
    pub cancel_cause: Option<CancelCause>,
    pub returned_at: Option<Instant>,
}

/// How much of an inspection others know than those whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Known {
    /// Nothing: the agency was not told of a visit, or has not handed in its self-inspection.
    Nothing,
    /// That a self-inspection was never handed in.
    Missing,
    /// What there is: the agency was told of a visit, or has handed in its self-inspection, at any time.
    All,
}

/// What the hash of a receipt is over.
#[derive(Serialize)]
struct Signed<'a, Answers> {
    id: Id,
    agency_id: Id,
    plan_id: Id,
    checklist_id: Option<Id>,
    answers: &'a Answers,
}

impl Row {
    /// The version by which its answers count: those of a visit with its fieldwork done and of a self-inspection that is signed and was
    /// not given back since, which do not change any more.
    pub fn rated_by(&self) -> Option<Id> {
        let signed_at = self.signed_at.filter(|_| self.returned_at.is_none());
        let stands = self.finished_at.or(signed_at).is_some();
        self.checklist_id.filter(|_| stands)
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: InspectionState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// A visit of which the agency is told.
    pub fn notified(self, starts_on: NaiveDate, now: Instant) -> Self {
        Self { starts_on: Some(starts_on), notified_at: self.notified_at.or(Some(now)), ..self }
    }

    /// A visit that is put off: what the agency was told does not hold any more.
    pub fn postponed(self) -> Self {
        Self { starts_on: None, ..self }
    }

    /// A visit with another window.
    pub fn rescheduled(self, from: NaiveDate, to: NaiveDate) -> Self {
        Self { window_from: Some(from), window_to: Some(to), last_day: to, ..self }
    }

    /// A visit that begins, and asks this checklist.
    pub fn started(self, checklist: Id, now: Instant) -> Self {
        Self { checklist_id: Some(checklist), started_at: Some(now), ..self }
    }

    /// A visit whose work in the field ends, or goes on.
    pub fn finished(self, at: Option<Instant>) -> Self {
        Self { finished_at: at, ..self }
    }

    /// Called off for this cause.
    pub fn cancelled(self, cause: CancelCause) -> Self {
        Self { cancel_cause: Some(cause), ..self }
    }

    /// A self-inspection that is signed, with these answers. It is received when the head of its request arrived, and the first time
    /// decides whether that is late.
    pub fn signed(self, answers: &impl Serialize, now: Instant) -> Result<Self, Problem> {
        let signed = Signed {
            id: self.id,
            agency_id: self.agency_id,
            plan_id: self.plan_id,
            checklist_id: self.checklist_id,
            answers,
        };
        let sha256 = canonical::sha256(&canonical::text(&signed)?);
        Ok(Self {
            first_signed_at: self.first_signed_at.or(Some(now)),
            signed_at: Some(now),
            receipt_number: Some(receipt::number(self.id, now)),
            sha256: Some(sha256),
            returned_at: None,
            ..self
        })
    }

    /// A self-inspection that goes back to its agency. The receipt of what was signed stays until that is signed anew.
    pub fn returned(self, now: Instant) -> Self {
        Self { returned_at: Some(now), ..self }
    }

    /// Whether others look, and not the agency itself.
    pub fn is_visit(&self) -> bool {
        self.kind == InspectionKind::Visit
    }

    /// How much others know of it than those whose it is.
    pub fn known(&self) -> Known {
        let is_told = match self.kind {
            InspectionKind::Visit => self.notified_at.is_some(),
            InspectionKind::SelfInspection => self.first_signed_at.is_some(),
        };
        match self.state {
            _ if is_told => Known::All,
            InspectionState::NotHandedIn => Known::Missing,
            _ => Known::Nothing,
        }
    }

    /// Whether nothing is left to be done.
    pub fn is_over(&self) -> bool {
        !InspectionState::OPEN.contains(&self.state)
    }

    /// Whether the plan still waits for it: it is neither over nor handed in.
    pub fn is_awaited(&self) -> bool {
        !self.is_over() && self.state != InspectionState::Submitted
    }

    /// Whether a self-inspection was late; none before it was first signed.
    pub fn late(&self) -> Option<bool> {
        let (first, due_on) = (self.first_signed_at?, self.due_on?);
        Some(first >= deadline::end_of(due_on))
    }

    /// What callers see.
    pub fn answer(&self, team: &[MemberRow]) -> Inspection {
        Inspection {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            kind: self.kind,
            plan_id: self.plan_id,
            owner_agency_id: self.owner_id,
            agency_id: self.agency_id,
            year: self.year,
            planned_checklist_id: self.planned_checklist_id,
            checklist_id: self.checklist_id,
            state: self.state,
            window_from: self.window_from,
            window_to: self.window_to,
            due_on: self.due_on,
            starts_on: self.starts_on,
            team: team.iter().map(MemberRow::answer).collect(),
            notified_at: self.notified_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
            report_expected_on: self.finished_at.and_then(|at| rules::report_expected_on(at.date())),
            first_signed_at: self.first_signed_at,
            late: self.late(),
            signed_at: self.signed_at,
            returned_at: self.returned_at,
            receipt_number: self.receipt_number.clone(),
            sha256: self.sha256.clone(),
            cancel_cause: self.cancel_cause,
            actions: None,
        }
    }
}
