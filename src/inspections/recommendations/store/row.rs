//! A recommendation as it is on record, and what each step makes of it.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::inspections::recommendations::model::{
    DisputeGround, NewRecommendation, Recommendation, RecommendationPatch, RecommendationState,
};
use crate::inspections::reports::store::Row as Report;
use crate::kernel::deadline;
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::schema::recommendations;

/// A recommendation as it is on record. `last_day` is the day that holds: that of the extension, or the one on paper.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = recommendations, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub inspection_id: Id,
    pub report_id: Id,
    pub plan_id: Id,
    pub owner_id: Id,
    pub inspected_id: Id,
    pub agency_id: Id,
    pub number: i32,
    pub text: String,
    pub due_on: NaiveDate,
    pub extended_until: Option<NaiveDate>,
    pub last_day: NaiveDate,
    pub state: RecommendationState,
    pub percent: i32,
    pub opened_at: Option<Instant>,
    pub implemented_at: Option<Instant>,
    pub document_number: Option<String>,
    pub dispute_ground: Option<DisputeGround>,
    pub predecessor_id: Option<Id>,
}

impl Row {
    /// A new one, proposed in a report.
    pub fn new(new: &NewRecommendation, report: &Report, number: i32, now: Instant) -> Self {
        let named = || Id::named(now, &format!("recommendation {} {number} {}", report.id, new.text));
        Self {
            id: new.id.unwrap_or_else(named),
            version: 1,
            created_at: now,
            updated_at: now,
            inspection_id: report.inspection_id,
            report_id: report.id,
            plan_id: report.plan_id,
            owner_id: report.owner_id,
            inspected_id: report.agency_id,
            agency_id: new.agency_id,
            number,
            text: new.text.clone(),
            due_on: new.due_on,
            extended_until: None,
            last_day: new.due_on,
            state: RecommendationState::Proposed,
            percent: 0,
            opened_at: None,
            implemented_at: None,
            document_number: None,
            dispute_ground: None,
            predecessor_id: None,
        }
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: RecommendationState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// The same after an edit.
    pub fn patched(&self, change: &RecommendationPatch, now: Instant) -> Self {
        let mut row = self.touched(now);
        patch::set(&mut row.number, change.number);
        patch::set(&mut row.text, change.text.clone());
        patch::set(&mut row.agency_id, change.agency_id);
        patch::set(&mut row.due_on, change.due_on);
        Self { last_day: row.due_on, ..row }
    }

    /// Concluded.
    pub fn opened(&self, now: Instant) -> Self {
        Self { opened_at: Some(now), ..self.in_state(RecommendationState::Open, now) }
    }

    /// With how much is done.
    pub fn recorded(self, percent: i32) -> Self {
        Self { percent, ..self }
    }

    /// Reported done.
    pub fn implemented(self, document_number: Option<&str>, now: Instant) -> Self {
        Self { percent: 100, implemented_at: Some(now), document_number: document_number.map(str::to_owned), ..self }
    }

    /// Not done after all, if nearly.
    pub fn unimplemented(self) -> Self {
        Self { percent: self.percent.min(99), implemented_at: None, document_number: None, ..self }
    }

    /// Disputed on a ground, or on none any more.
    pub fn disputed(self, dispute_ground: Option<DisputeGround>) -> Self {
        Self { dispute_ground, ..self }
    }

    /// Given a later day.
    pub fn extended(self, until: NaiveDate) -> Self {
        Self { extended_until: Some(until), last_day: until, ..self }
    }

    /// The recommendation of another agency in this one's place: by the same day, its clock running on.
    pub fn successor(&self, agency: Id, number: i32, now: Instant) -> Self {
        Self {
            id: Id::named(now, &format!("recommendation {agency} after {}", self.id)),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: agency,
            number,
            state: RecommendationState::Open,
            percent: 0,
            opened_at: Some(now),
            implemented_at: None,
            document_number: None,
            dispute_ground: None,
            predecessor_id: Some(self.id),
            ..self.clone()
        }
    }

    /// Whether its report was concluded: then others than the readers of that may read it.
    pub fn is_open(&self) -> bool {
        self.state != RecommendationState::Proposed
    }

    /// What callers see at an instant.
    pub fn answer(&self, now: Instant) -> Recommendation {
        Recommendation {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            inspection_id: self.inspection_id,
            report_id: self.report_id,
            plan_id: self.plan_id,
            owner_agency_id: self.owner_id,
            inspected_agency_id: self.inspected_id,
            agency_id: self.agency_id,
            number: self.number,
            text: self.text.clone(),
            due_on: self.due_on,
            extended_until: self.extended_until,
            state: self.state,
            overdue: self.state.is_owed() && deadline::end_of(self.last_day) <= now,
            percent: self.percent,
            opened_at: self.opened_at,
            implemented_at: self.implemented_at,
            document_number: self.document_number.clone(),
            dispute_ground: self.dispute_ground,
            predecessor_id: self.predecessor_id,
            successor_id: None,
            report_number: None,
            concluded_on: None,
            attachments: None,
            actions: None,
        }
    }
}
