//! Whose turn it is, from step to step. A turn begins with each hand-over and ends with the next, or with the answer; none pauses.

use chrono::{Days, NaiveDate};

use crate::difficulties::model::{DifficultyState, Severity, Turn, TurnPart};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// Who has a difficulty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The agency: of the chair, the committee.
    pub agency: Id,
    /// As what.
    pub part: TurnPart,
}

impl Holder {
    /// As what it deals with what an agency raised. Nobody answers himself: where one agency has become both, the standing agency does.
    pub fn dealing(self, raiser: Id, state: DifficultyState) -> TurnPart {
        let answers_itself =
            self.part == TurnPart::Agency && self.agency == raiser && state != DifficultyState::NeedsInfo;
        if answers_itself { TurnPart::StandingAgency } else { self.part }
    }
}

/// Who is around a difficulty when a step is taken.
#[derive(Clone, Copy, Debug)]
pub struct Around {
    /// The agency that raised it.
    pub agency: Id,
    /// The committee.
    pub committee: Id,
    /// The standing agency of that, today.
    pub standing: Option<Id>,
    /// Whoever receives the reports of the agency, where it is raised, or of the holder, where it is passed up.
    pub receiver: Option<Holder>,
    /// Who takes the step.
    pub by: Option<TurnPart>,
}

impl Around {
    /// The chair.
    pub fn chair(&self) -> Holder {
        Holder { agency: self.committee, part: TurnPart::Chair }
    }

    /// The standing agency; the chair in its place for what it raised itself, and where there is none.
    pub fn standing_agency(&self) -> Holder {
        match self.standing.filter(|standing| *standing != self.agency) {
            Some(agency) => Holder { agency, part: TurnPart::StandingAgency },
            None => self.chair(),
        }
    }

    /// Who has it in somebody's place: what was the standing agency's is that of today.
    pub fn instead_of(&self, holder: Holder) -> Holder {
        if holder.part == TurnPart::StandingAgency { self.standing_agency() } else { holder }
    }

    /// Whoever receives what somebody reports, by the agency that it is sent to.
    pub fn receiver_at(&self, recipient: Id) -> Holder {
        let is_for_committee =
            recipient == self.committee || self.standing == Some(recipient) || recipient == self.agency;
        if is_for_committee { self.standing_agency() } else { Holder { agency: recipient, part: TurnPart::Agency } }
    }
}

/// What a step makes of the turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The turn runs on, and is acknowledged.
    Acknowledged,
    /// Another turn begins.
    Turn(Holder),
    /// The turn ends: it was answered by somebody.
    Answered(Holder),
    /// The turn ends, and it waits for nobody.
    Nobody,
}

/// Whose turn it is after a step. None where nobody is there who could have it.
pub fn next(action: &str, around: &Around, turns: &[Turn], holder: Option<Holder>) -> Option<Next> {
    let raiser = Holder { agency: around.agency, part: TurnPart::Agency };
    Some(match action {
        "acknowledge" => Next::Acknowledged,
        "raise" | "pass_up" => Next::Turn(around.receiver?),
        "ask" => Next::Turn(raiser),
        "escalate" => Next::Turn(around.chair()),
        "forward" => Next::Turn(around.standing_agency()),
        "inform" | "decide" | "record_reply" | "separate" => Next::Turn(handler(turns)?),
        "reopen" => Next::Turn(holder?),
        "resolve" => Next::Answered(match around.by {
            Some(TurnPart::Chair) => around.chair(),
            Some(TurnPart::StandingAgency) => around.standing_agency(),
            _ => holder?,
        }),
        _ => Next::Nobody,
    })
}

/// Who dealt with it last, whoever was asked or decided since.
pub fn handler(turns: &[Turn]) -> Option<Holder> {
    let dealt_with = [DifficultyState::Raised, DifficultyState::InHandling];
    turns.iter().rev().find(|turn| dealt_with.contains(&turn.opened_in)).map(Turn::holder)
}

/// The turn that runs.
pub fn running(turns: &[Turn]) -> Option<&Turn> {
    turns.iter().find(|turn| turn.ended_at.is_none())
}

/// The turns, and whose it is, after a step that leads to a state at an instant.
pub fn moved(
    turns: &[Turn],
    to: DifficultyState,
    next: Next,
    (severity, now): (Severity, Instant),
) -> (Vec<Turn>, Option<Holder>) {
    let mut turns = turns.to_vec();
    if let Some(turn) = turns.iter_mut().find(|turn| turn.ended_at.is_none()) {
        match next {
            Next::Acknowledged => turn.acknowledged_at = Some(now),
            Next::Turn(_) | Next::Answered(_) | Next::Nobody => turn.end(now),
        }
    }
    let holder = match next {
        Next::Acknowledged => running(&turns).map(Turn::holder),
        Next::Turn(holder) => {
            turns.push(Turn::begun(to, holder, severity, now));
            Some(holder)
        }
        Next::Answered(by) => Some(by),
        Next::Nobody => None,
    };
    (turns, holder)
}

/// So many days there are to acknowledge, and to answer.
fn days(severity: Severity) -> (u64, u64) {
    match severity {
        Severity::Low => (5, 30),
        Severity::Normal => (3, 15),
        Severity::Urgent => (1, 5),
    }
}

/// So many days whoever raised it has to say that an answer is none.
const DAYS_TO_CONFIRM: u64 = 30;

fn days_after(at: Instant, days: u64) -> NaiveDate {
    at.date().checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
}

/// The last day to say that an answer is none.
pub fn confirm_by(resolved_at: Instant) -> NaiveDate {
    days_after(resolved_at, DAYS_TO_CONFIRM)
}

impl Turn {
    /// One that begins.
    fn begun(opened_in: DifficultyState, holder: Holder, severity: Severity, now: Instant) -> Self {
        let (to_acknowledge, to_answer) = days(severity);
        let is_to_acknowledge = opened_in == DifficultyState::Raised;
        Self {
            holder_agency_id: holder.agency,
            part: holder.part,
            opened_in,
            began_at: now,
            acknowledge_by: is_to_acknowledge.then(|| days_after(now, to_acknowledge)),
            acknowledged_at: None,
            answer_by: days_after(now, to_answer),
            ended_at: None,
            late: false,
        }
    }

    fn end(&mut self, now: Instant) {
        self.ended_at = Some(now);
        self.late = deadline::end_of(self.answer_by) <= now;
    }

    /// Whose it is.
    pub fn holder(&self) -> Holder {
        Holder { agency: self.holder_agency_id, part: self.part }
    }

    /// The last day of what it waits for: to be acknowledged, and then to be answered.
    pub fn last_day(&self) -> NaiveDate {
        self.acknowledge_by.filter(|_| self.acknowledged_at.is_none()).unwrap_or(self.answer_by)
    }
}

#[cfg(test)]
mod tests;
