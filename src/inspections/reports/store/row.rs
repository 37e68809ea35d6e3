//! A report of a visit as it is on record, and what each step makes of it.

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use serde::Serialize;

use crate::inspections::reports::model::{InspectionReport, InspectionReportPatch, NewInspectionReport, ReportState};
use crate::inspections::reports::rules;
use crate::kernel::canonical;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::deadline;
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::signing::Signatory;
use crate::kernel::text;
use crate::schema::inspection_reports;

/// A version of a report as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = inspection_reports, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub inspection_id: Id,
    pub plan_id: Id,
    pub owner_id: Id,
    pub agency_id: Id,
    pub number: i32,
    pub state: ReportState,
    pub round: i32,
    pub summary: Option<String>,
    pub findings: Option<String>,
    pub conclusion: Option<String>,
    pub first_sent_at: Option<Instant>,
    pub comment_until: Option<NaiveDate>,
    pub comment: Option<String>,
    pub agrees: bool,
    pub commented_at: Option<Instant>,
    pub silence_noted_at: Option<Instant>,
    pub report_number: Option<String>,
    pub concluded_on: Option<NaiveDate>,
    pub concluded_year: Option<i32>,
    pub place: Option<String>,
    pub signatory: Option<String>,
    pub concluded_at: Option<Instant>,
    pub sha256: Option<String>,
    pub superseded_at: Option<Instant>,
    pub report_number_key: Option<String>,
}

/// What a conclusion says.
#[derive(Clone, Copy, Debug)]
pub struct Concluding<'a> {
    /// The number on paper.
    pub number: &'a str,
    /// The date on paper.
    pub concluded_on: NaiveDate,
    /// Where.
    pub place: Option<&'a str>,
    /// Who signs.
    pub signatory: &'a Signatory,
}

/// A recommendation as the conclusion opens it: none of this changes any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Opened {
    /// Its identifier.
    pub id: Id,
    /// Its number.
    pub number: i32,
    /// What has to be done.
    pub text: String,
    /// The agency that has to do it.
    pub agency_id: Id,
    /// The day by which.
    pub due_on: NaiveDate,
}

/// A file of the agency's comment, as the conclusion covers it: its bytes may be erased, and their hash stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommentFile {
    /// Its identifier.
    pub id: Id,
    /// Its SHA-256.
    pub sha256: String,
}

/// What the hash of a conclusion is over.
#[derive(Serialize)]
struct Document<'a> {
    id: Id,
    inspection_id: Id,
    agency_id: Id,
    number: i32,
    summary: Option<&'a str>,
    findings: Option<&'a str>,
    conclusion: Option<&'a str>,
    comment_until: Option<NaiveDate>,
    comment: Option<&'a str>,
    agrees: bool,
    commented_at: Option<Instant>,
    silence_noted_at: Option<Instant>,
    report_number: Option<&'a str>,
    concluded_on: Option<NaiveDate>,
    place: Option<&'a str>,
    signatory: Option<Signatory>,
    recommendations: &'a [Opened],
    /// Left out where there are none, and by conclusions that were made before they were covered.
    #[serde(skip_serializing_if = "<[CommentFile]>::is_empty")]
    comment_files: &'a [CommentFile],
}

/// The visit that a report is of.
#[derive(Clone, Copy, Debug)]
pub struct OfVisit {
    /// The visit.
    pub inspection: Id,
    /// Its plan.
    pub plan: Id,
    /// The agency whose plan it is.
    pub owner: Id,
    /// The agency that was inspected.
    pub agency: Id,
}

impl Row {
    /// The first version of a visit's report, or the next after those that were given up.
    pub fn new(new: &NewInspectionReport, visit: OfVisit, number: i32, now: Instant) -> Self {
        let OfVisit { inspection, plan, owner, agency } = visit;
        Self {
            id: new.id.unwrap_or_else(|| Self::id_of(inspection, number, now)),
            version: 1,
            created_at: now,
            updated_at: now,
            inspection_id: inspection,
            plan_id: plan,
            owner_id: owner,
            agency_id: agency,
            number,
            state: ReportState::Draft,
            round: 0,
            summary: new.summary.clone(),
            findings: new.findings.clone(),
            conclusion: new.conclusion.clone(),
            first_sent_at: None,
            comment_until: None,
            comment: None,
            agrees: false,
            commented_at: None,
            silence_noted_at: None,
            report_number: None,
            concluded_on: None,
            concluded_year: None,
            place: None,
            signatory: None,
            concluded_at: None,
            sha256: None,
            superseded_at: None,
            report_number_key: None,
        }
    }

    /// A version of a report is one thing: its id follows from the two, and is the same in every demo.
    fn id_of(visit: Id, number: i32, now: Instant) -> Id {
        Id::named(now, &format!("inspection report {visit} {number}"))
    }

    /// The draft of a later version, which says what this one says.
    pub fn next(&self, number: i32, now: Instant) -> Self {
        let visit = OfVisit {
            inspection: self.inspection_id,
            plan: self.plan_id,
            owner: self.owner_id,
            agency: self.agency_id,
        };
        let new = NewInspectionReport {
            id: None,
            inspection_id: self.inspection_id,
            summary: self.summary.clone(),
            findings: self.findings.clone(),
            conclusion: self.conclusion.clone(),
        };
        Self::new(&new, visit, number, now)
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: ReportState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// The draft after an edit.
    pub fn patched(&self, change: &InspectionReportPatch, now: Instant) -> Self {
        let mut row = self.touched(now);
        patch::set(&mut row.summary, change.summary.clone());
        patch::set(&mut row.findings, change.findings.clone());
        patch::set(&mut row.conclusion, change.conclusion.clone());
        row
    }

    /// Sent to the agency: a round begins.
    pub fn sent(self, comment_until: NaiveDate, now: Instant) -> Self {
        Self {
            round: self.round + 1,
            first_sent_at: self.first_sent_at.or(Some(now)),
            comment_until: Some(comment_until),
            ..self
        }
    }

    /// With what the agency says.
    pub fn commented(self, text: Option<&str>, agrees: bool, now: Instant) -> Self {
        Self { comment: text.map(str::to_owned), agrees, commented_at: Some(now), ..self }
    }

    /// With its silence noted.
    pub fn silent(self, now: Instant) -> Self {
        Self { silence_noted_at: Some(now), ..self }
    }

    /// Given back: what the agency said to the words of this round stays in its history.
    pub fn returned(self) -> Self {
        Self { comment_until: None, comment: None, agrees: false, commented_at: None, silence_noted_at: None, ..self }
    }

    /// Concluded, with the recommendations that it opens and the files of the agency's comment.
    pub fn concluded(
        self,
        said: Concluding<'_>,
        opened: &[Opened],
        files: &[CommentFile],
        now: Instant,
    ) -> Result<Self, Problem> {
        let mut row = Self {
            report_number: Some(said.number.to_owned()),
            concluded_on: Some(said.concluded_on),
            concluded_year: Some(said.concluded_on.year()),
            place: said.place.map(str::to_owned),
            signatory: Some(to_column(said.signatory)?),
            concluded_at: Some(now),
            ..self
        };
        row.sha256 = Some(row.digest(opened, files)?);
        Ok(row.indexed())
    }

    /// The same with what tells its number from others.
    pub fn indexed(mut self) -> Self {
        let kept = self.report_number_key.as_deref();
        self.report_number_key = self.report_number.as_deref().map(|number| text::unique_key(kept, self.id, &[number]));
        self
    }

    /// A later version takes its place.
    pub fn superseded(&self, now: Instant) -> Self {
        Self { superseded_at: Some(now), ..self.in_state(ReportState::Superseded, now) }
    }

    /// Whether it says nothing yet.
    pub fn is_empty(&self) -> bool {
        self.summary.is_none() && self.findings.is_none() && self.conclusion.is_none()
    }

    /// The hash over what is concluded.
    pub fn digest(&self, opened: &[Opened], files: &[CommentFile]) -> Result<String, Problem> {
        let document = Document {
            id: self.id,
            inspection_id: self.inspection_id,
            agency_id: self.agency_id,
            number: self.number,
            summary: self.summary.as_deref(),
            findings: self.findings.as_deref(),
            conclusion: self.conclusion.as_deref(),
            comment_until: self.comment_until,
            comment: self.comment.as_deref(),
            agrees: self.agrees,
            commented_at: self.commented_at,
            silence_noted_at: self.silence_noted_at,
            report_number: self.report_number.as_deref(),
            concluded_on: self.concluded_on,
            place: self.place.as_deref(),
            signatory: self.signatory()?,
            recommendations: opened,
            comment_files: files,
        };
        Ok(canonical::sha256(&canonical::text(&document)?))
    }

    /// Who signed it.
    fn signatory(&self) -> Result<Option<Signatory>, Problem> {
        self.signatory.as_deref().map(from_column).transpose()
    }

    /// Whether it was sent to the agency, and is no draft again.
    pub fn is_shown(&self) -> bool {
        self.first_sent_at.is_some() && self.state.is_shown()
    }

    /// What lists show.
    pub fn listed(&self) -> Result<InspectionReport, Problem> {
        let review_began = self.commented_at.or(self.silence_noted_at);
        let late = |at: Instant, until: NaiveDate| at >= deadline::end_of(until);
        Ok(InspectionReport {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            inspection_id: self.inspection_id,
            plan_id: self.plan_id,
            owner_agency_id: self.owner_id,
            agency_id: self.agency_id,
            number: self.number,
            state: self.state,
            round: self.round,
            summary: None,
            findings: None,
            conclusion: None,
            first_sent_at: self.first_sent_at,
            comment_until: self.comment_until,
            comment: None,
            agrees: self.agrees,
            commented_at: self.commented_at,
            comment_late: self.commented_at.zip(self.comment_until).map(|(at, until)| late(at, until)),
            silence_noted_at: self.silence_noted_at,
            conclusion_expected_on: review_began.and_then(|at| rules::expected_on(at.date())),
            report_number: self.report_number.clone(),
            concluded_on: self.concluded_on,
            place: self.place.clone(),
            signatory: self.signatory()?,
            concluded_at: self.concluded_at,
            sha256: self.sha256.clone(),
            superseded_at: self.superseded_at,
            attachments: None,
            actions: None,
        })
    }

    /// What callers see.
    pub fn answer(&self) -> Result<InspectionReport, Problem> {
        Ok(InspectionReport {
            summary: Some(self.summary.clone()),
            findings: Some(self.findings.clone()),
            conclusion: Some(self.conclusion.clone()),
            comment: Some(self.comment.clone()),
            ..self.listed()?
        })
    }
}
