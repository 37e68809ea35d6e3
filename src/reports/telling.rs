//! What became of many reports, told at once: a demo of ten years would take hours request by request. The same pure rules judge
//! each act as they judge a request, on the day that it is dated; what is written is what the requests would have left: the
//! versions, the obligation as they have it, its spells, and every journal entry under the name of whoever acted.
//!
//! Time must stand for it ([`Tx::relive`]), so a service that runs can tell nothing.

use std::collections::HashMap;

use chrono::NaiveDate;
use validator::Validate;

use crate::kernel::db::{Done, Tx};
use crate::kernel::hands::{hands, signatory};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Change;
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::workflow::Action;
use crate::reports::obligations::model::{Head, ObligationAction};
use crate::reports::obligations::store::{self as obligations, spells};
use crate::reports::obligations::store::{ObligationRow, Stored};
use crate::reports::periods::store as periods;
use crate::reports::policy;
use crate::reports::submissions::model::{ReportContent, Signed, Signing, SubmissionAction, SubmissionState};
use crate::reports::submissions::rules::content::{self, Outline};
use crate::reports::submissions::rules::{may_follow, signing as rules};
use crate::reports::submissions::steps;
use crate::reports::submissions::store::{self as submissions, Row};
use crate::reports::{obligations::workflow as of_obligations, submissions::workflow as of_submissions};

/// What became of what one agency owes in a period.
#[derive(Clone, Debug)]
pub struct Tale {
    /// The agency.
    pub agency: Id,
    /// What was done, in the order of time, each at a time of its own.
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

/// What can be done about a report; steps are those of its newest version.
#[derive(Clone, Debug)]
pub enum Act {
    /// Begins a version.
    Begin(ReportContent),
    /// Moves it along.
    Step(SubmissionAction),
    /// Decides on what is owed.
    Decide(ObligationAction),
}

/// Tells what became of what some agencies owe in a period. It must be opened, and something must have been done.
pub fn tell(tx: &mut Tx<'_>, period: Id, tales: &[Tale]) -> Result<Done, Problem> {
    let agencies: Vec<Id> = tales.iter().map(|tale| tale.agency).collect();
    let row = periods::read(tx.connection, period)?;
    let asked = Asked { outline: submissions::outline(tx.connection, period)?, data_from: row.data_from };
    let mut owed = obligations::of_agencies(tx.connection, &row, &agencies)?;
    let (mut told, mut last) = (Vec::new(), None);
    for tale in tales {
        let mut report = Report::of(&mut owed, tale.agency)?;
        for deed in &tale.deeds {
            let change = report.after(tx, deed, &asked, last.take())?;
            last = Some(change);
        }
        told.push(report);
    }
    let last = last.ok_or_else(|| Problem::of(Code::Internal))?;
    let done = tx.record(last)?;
    write(tx, told)?;
    Ok(done)
}

fn write(tx: &mut Tx<'_>, told: Vec<Report>) -> Result<(), Problem> {
    let (mut rows, mut seen, mut versions) = (Vec::new(), Vec::new(), Vec::new());
    for report in told {
        rows.push(report.owed.row);
        seen.push(report.seen);
        versions.extend(report.versions);
    }
    submissions::insert_all(tx.connection, versions)?;
    obligations::keep_told(tx.connection, &rows, &seen)
}

/// What a period asks for, and from which day on.
struct Asked {
    outline: Outline,
    data_from: NaiveDate,
}

impl Asked {
    /// A signature, and by what right it is given. It says its position itself, and no files come with it.
    fn signed(
        &self,
        caller: &Caller,
        own: Authority,
        lent: &[Authority],
        signing: &Signing<'_>,
    ) -> Result<(Signed, Authority), Problem> {
        if !signing.attachment_ids.is_empty() {
            return Err(broken("files cannot be told of"));
        }
        rules::signed_in_time(signing.signed_on, self.data_from, caller.today)?;
        let (own, others) = hands(caller, own, lent, &HashMap::new());
        let (signatory, by) = signatory(signing.signatory, &own, &others)?;
        Ok((signing.of(signatory, Vec::new()), by))
    }
}

/// A report as far as it is told.
struct Report {
    owed: Stored,
    versions: Vec<Row>,
    /// Each state that figures saw, from when on.
    seen: Vec<(ObligationRow, Instant)>,
    told_until: Instant,
}

impl Report {
    /// Nothing was done about it yet.
    fn of(owed: &mut HashMap<Id, Stored>, agency: Id) -> Result<Self, Problem> {
        let owed = owed.remove(&agency).filter(|it| it.row.version == 1);
        let owed = owed.ok_or_else(|| broken("an agency owes nothing, or is told of twice"))?;
        Ok(Self { told_until: owed.row.created_at, owed, versions: Vec::new(), seen: Vec::new() })
    }

    /// Takes one act. What was to be recorded before it is noted first, still under the name of whoever did that.
    fn after(
        &mut self,
        tx: &mut Tx<'_>,
        deed: &Deed,
        asked: &Asked,
        earlier: Option<Change>,
    ) -> Result<Change, Problem> {
        if let Some(earlier) = earlier {
            tx.note(earlier);
        }
        if deed.at <= self.told_until {
            return Err(broken("what is told is not in the order of time"));
        }
        self.told_until = deed.at;
        tx.relive(deed.user, deed.acting_at, deed.at)?;
        match &deed.act {
            Act::Begin(content) => self.begin(tx, content, &asked.outline),
            Act::Step(action) => self.step(tx, action, asked),
            Act::Decide(action) => self.decide(tx, action),
        }
    }

    fn begin(&mut self, tx: &mut Tx<'_>, content: &ReportContent, outline: &Outline) -> Result<Change, Problem> {
        content.validate().map_err(|_| broken("a report that no request could send"))?;
        let (caller, obligation) = (tx.caller()?, &self.owed.row);
        let authority =
            policy::CREATE_SUBMISSION.permit(&caller, &obligation.parties(&caller.directory, caller.today))?;
        let before = self.versions.last();
        may_follow(obligation.state, before.map(|it| it.as_newest(&caller)))?;
        let content = content::checked(content, outline, "/content")?;
        let id = steps::id_of(obligation.id, before.map_or(1, |it| it.number + 1), tx.now);
        let row = Row::draft(Some(id), obligation, &content, before, &caller.people(authority), tx.now)?;
        let change = Change::created(&row.answer()?)?.beginning(row.state).by(authority);
        self.versions.push(row);
        Ok(change)
    }

    fn step(&mut self, tx: &mut Tx<'_>, action: &SubmissionAction, asked: &Asked) -> Result<Change, Problem> {
        action.validate().map_err(|_| broken("a step that no request could ask for"))?;
        let caller = tx.caller()?;
        let before = self.versions.last().cloned().ok_or_else(|| broken("no version was begun"))?;
        // It is the newest one, so no other is in flight beside it.
        let facts = before.facts(&caller, &self.owed.row, &asked.outline, Vec::new())?;
        let mut step = of_submissions::TRANSITIONS.apply(&caller, &facts, action.name(), tx.now, Ok(()))?;
        if let SubmissionAction::Amend { reason } = action {
            let (next, change) =
                steps::next_of(&before, &self.owed.row, before.number + 1, step.authority, reason, tx.now)?;
            self.versions.push(next);
            return Ok(change);
        }
        let signed = match action.signing() {
            Some(signing) => {
                let lent = of_submissions::TRANSITIONS.lent(&caller, &facts, action.name());
                let (signed, by) = asked.signed(&caller, step.authority, &lent, &signing)?;
                step.authority = by;
                Some(signed)
            }
            None => None,
        };
        let people = caller.people(step.authority);
        let after = steps::moved(&before, &self.owed.row, &step, (action, signed.as_ref()), &people, tx.now)?;
        if let SubmissionAction::Accept {} = action {
            self.supersede(tx, step.authority)?;
        }
        let change = Change::moved(&step, &before.answer()?, &after.answer()?)?.because(action.reason());
        if let Some(newest) = self.versions.last_mut() {
            newest.clone_from(&after);
        }
        self.settle(tx, step.authority)?;
        Ok(change)
    }

    fn supersede(&mut self, tx: &mut Tx<'_>, by: Authority) -> Result<(), Problem> {
        let official = self.versions.iter_mut().find(|it| it.state == SubmissionState::Accepted);
        if let Some(official) = official {
            let (after, change) = steps::superseded(official, by, tx.now)?;
            *official = after;
            tx.note(change);
        }
        Ok(())
    }

    fn settle(&mut self, tx: &mut Tx<'_>, by: Authority) -> Result<(), Problem> {
        if let Some(after) = self.owed.settled(&self.heads(), tx.now) {
            let settlement = self.owed.settlement(&after, &tx.caller()?.directory, tx.now, by)?;
            tx.note(settlement);
            self.goes_on_as(after, tx.now);
        }
        Ok(())
    }

    fn decide(&mut self, tx: &mut Tx<'_>, action: &ObligationAction) -> Result<Change, Problem> {
        action.validate().map_err(|_| broken("a decision that no request could ask for"))?;
        let caller = tx.caller()?;
        let mut authors = Vec::new();
        for version in &self.versions {
            authors.extend(version.authors()?);
        }
        let facts = self.owed.facts(&caller, authors, tx.now);
        let step = of_obligations::TRANSITIONS.apply(&caller, &facts, action.name(), tx.now, Ok(()))?;
        let after = self.owed.decided(action, step.to, &self.heads(), tx.now);
        let (old, new) = (self.owed.answer(&caller.directory, tx.now), after.answer(&caller.directory, tx.now));
        self.goes_on_as(after, tx.now);
        Ok(Change::moved(&step, &old, &new)?.because(action.reason()))
    }

    fn heads(&self) -> Vec<Head> {
        self.versions.iter().map(Row::head).collect()
    }

    fn goes_on_as(&mut self, after: Stored, now: Instant) {
        if spells::differ(&self.owed.row, &after.row) {
            self.seen.push((after.row.clone(), now));
        }
        self.owed = after;
    }
}

fn broken(what: &'static str) -> Problem {
    tracing::error!(what, "nothing can be told");
    Problem::of(Code::Internal)
}
