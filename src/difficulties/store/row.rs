//! A difficulty as it is on record, and what each step makes of it.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::attachments::Sensitivity;
use crate::difficulties::access::Reading;
use crate::difficulties::facts::seated;
use crate::difficulties::model::bodies::{DifficultyPatch, NewDifficulty};
use crate::difficulties::model::{Difficulty, DifficultyState, Severity, Turn, TurnPart};
use crate::difficulties::turns::{self, Holder, Next};
use crate::difficulties::workflow::DifficultyFacts;
use crate::kernel::deadline;
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Caller;
use crate::schema::difficulties;

/// A difficulty as it is on record, without its turns.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = difficulties, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub committee_id: Id,
    pub title: String,
    pub text: Option<String>,
    pub sensitivity: Sensitivity,
    pub text_sha256: Option<String>,
    pub severity: Severity,
    pub state: DifficultyState,
    pub raised_at: Option<Instant>,
    pub holder_id: Option<Id>,
    pub holder_part: Option<TurnPart>,
    pub last_day: NaiveDate,
    pub answer: Option<String>,
    pub resolved_at: Option<Instant>,
    pub letter_number: Option<String>,
    pub forwarded_to: Option<String>,
    pub survivor_id: Option<Id>,
}

/// A difficulty with its turns.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub turns: Vec<Turn>,
}

impl Row {
    /// A new draft. A restricted text is kept elsewhere.
    pub fn new(new: &NewDifficulty, committee: Id, now: Instant) -> Self {
        let sensitivity = new.sensitivity.unwrap_or(Sensitivity::Normal);
        Self {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: new.agency_id,
            committee_id: committee,
            title: new.title.clone(),
            text: (sensitivity == Sensitivity::Normal).then(|| new.text.clone()),
            sensitivity,
            text_sha256: None,
            severity: new.severity.unwrap_or(Severity::Normal),
            state: DifficultyState::Draft,
            raised_at: None,
            holder_id: None,
            holder_part: None,
            last_day: now.date(),
            answer: None,
            resolved_at: None,
            letter_number: None,
            forwarded_to: None,
            survivor_id: None,
        }
    }

    /// Who has it.
    pub fn holder(&self) -> Option<Holder> {
        Some(Holder { agency: self.holder_id?, part: self.holder_part? })
    }

    /// Whether its text is restricted.
    pub fn is_restricted(&self) -> bool {
        self.sensitivity == Sensitivity::Restricted
    }

    /// The last day of what it waits for; of what waits for nothing, the day of its last step.
    pub fn last_day_by(&self, turns: &[Turn]) -> NaiveDate {
        let of_turn = turns::running(turns).map(Turn::last_day);
        let to_confirm = self.resolved_at.filter(|_| self.state == DifficultyState::Resolved).map(turns::confirm_by);
        of_turn.or(to_confirm).unwrap_or_else(|| self.updated_at.date())
    }

    /// What callers see of it in lists, with the turn that runs.
    pub fn listed(&self, turn: Option<Turn>, now: Instant) -> Difficulty {
        let is_resolved = self.state == DifficultyState::Resolved;
        Difficulty {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            agency_id: self.agency_id,
            committee_id: self.committee_id,
            title: self.title.clone(),
            text: self.text.clone(),
            sensitivity: self.sensitivity,
            text_sha256: self.text_sha256.clone(),
            severity: self.severity,
            state: self.state,
            raised_at: self.raised_at,
            holder_agency_id: self.holder_id,
            holder_part: self.holder_part,
            turn,
            overdue: self.state.is_turning() && deadline::end_of(self.last_day) <= now,
            answer: self.answer.clone(),
            resolved_at: self.resolved_at,
            confirm_by: is_resolved.then_some(self.last_day),
            letter_number: self.letter_number.clone(),
            forwarded_to: self.forwarded_to.clone(),
            survivor_id: self.survivor_id,
            turns: None,
            mentions: None,
            attachments: None,
            actions: None,
        }
    }
}

impl Stored {
    /// A new draft.
    pub fn draft(new: &NewDifficulty, committee: Id, now: Instant) -> Self {
        Self { row: Row::new(new, committee, now), turns: Vec::new() }
    }

    /// Whether whoever has these rights may read it.
    pub fn is_open_to(&self, reading: &Reading) -> bool {
        let row = &self.row;
        reading.opens(row.agency_id, row.committee_id, row.raised_at.is_some(), &self.turns)
    }

    /// What its rules look at.
    pub fn facts(&self, caller: &Caller) -> DifficultyFacts {
        let row = &self.row;
        DifficultyFacts {
            agency: caller.directory.holder(row.agency_id, caller.today),
            committee: row.committee_id,
            standing: caller.directory.standing_agency(row.committee_id, caller.today),
            state: row.state,
            holder: row.holder().map(|holder| seated(holder, caller)),
            resolved_at: row.resolved_at,
        }
    }

    /// What callers see of it, and what goes on record.
    pub fn answer(&self, now: Instant) -> Difficulty {
        let turn = turns::running(&self.turns).cloned();
        Difficulty { turns: Some(self.turns.clone()), ..self.row.listed(turn, now) }
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        let row = Row { version: self.row.version + 1, updated_at: now, ..self.row.clone() };
        Self { row, turns: self.turns.clone() }
    }

    /// The same after an edit of the draft. A restricted text is kept elsewhere.
    pub fn patched(&self, change: &DifficultyPatch, now: Instant) -> Self {
        let mut after = self.touched(now);
        let row = &mut after.row;
        patch::set(&mut row.title, change.title.clone());
        patch::set(&mut row.severity, change.severity);
        if !row.is_restricted() {
            row.text = change.text.clone().or_else(|| row.text.take());
        }
        row.last_day = row.last_day_by(&[]);
        after
    }

    /// The same in the state that a step leads to, and with the turns that it makes.
    pub fn moved(&self, to: DifficultyState, next: Next, now: Instant) -> Self {
        let Self { mut row, .. } = self.touched(now);
        let (turns, holder) = turns::moved(&self.turns, to, next, (row.severity, now));
        row.state = to;
        row.holder_id = holder.map(|it| it.agency);
        row.holder_part = holder.map(|it| it.part);
        row.resolved_at = match to {
            DifficultyState::Resolved => Some(now),
            DifficultyState::Closed => row.resolved_at,
            _ => None,
        };
        let mut after = Self { row, turns };
        after.row.last_day = after.row.last_day_by(&after.turns);
        after
    }
}
