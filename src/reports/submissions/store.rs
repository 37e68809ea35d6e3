//! Submissions: the versions of each report. What is kept as `content` is canonical JSON, so that the receipt's hash can be
//! repeated from what is on record.
//!
//! Order of locks: the period (shared), the obligation, its submissions.

mod held;

pub use held::held;

use chrono::NaiveDate;
use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use serde::Serialize;

use crate::attachments::{self, Attachment};
use crate::kernel::canonical;
use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, to_column, with_people};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record as _;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Blocker, Code, Constraint, Problem};
use crate::kernel::receipt;
use crate::kernel::signing::Signatory;
use crate::kernel::sql::{
    AnyConnection, among, any_of, holding, insert_many, insert_row, lock_row, on_engine, rewrite_row,
};
use crate::listed;
use crate::reports::access::{Reading, readable};
use crate::reports::indicators::model::Aggregation;
use crate::reports::obligations::model::Head;
use crate::reports::obligations::model::ObligationState;
use crate::reports::obligations::store::{self as obligations, ObligationRow};
use crate::reports::regimes::model::Section;
use crate::reports::submissions::model::{
    ReportContent, SealedFile, Signed, Submission, SubmissionColumn, SubmissionFilter, SubmissionState,
};
use crate::reports::submissions::rules::content::{Figure, Outline, missing_indicators, missing_sections};
use crate::reports::submissions::rules::{Newest, in_flight, is_owed};
use crate::reports::submissions::workflow::SubmissionFacts;
use crate::schema::{indicators, report_periods, submissions};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "submissions_pkey", columns: "submissions.id", code: Code::IdTaken },
    Constraint::Unique {
        name: "submissions_in_flight",
        columns: "submissions.obligation_id",
        code: Code::SubmissionInFlight,
    },
    Constraint::ForeignKey(Code::UnknownReference),
];

/// A version as it is on record.
#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = submissions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub obligation_id: Id,
    pub period_id: Id,
    pub committee_id: Id,
    pub agency_id: Id,
    pub recipient_id: Id,
    pub number: i32,
    pub state: SubmissionState,
    pub nil: bool,
    pub content: String,
    pub report_number: Option<String>,
    pub signed_on: Option<NaiveDate>,
    pub signatory: Option<String>,
    pub receipt_number: Option<String>,
    pub received_at: Option<Instant>,
    pub late: Option<bool>,
    pub sha256: Option<String>,
    pub device_time: Option<Instant>,
    pub accepted_at: Option<Instant>,
    pub authors: String,
}

/// What a receipt's hash is over.
#[derive(Serialize)]
struct Sealed<'a> {
    id: Id,
    obligation_id: Id,
    number: i32,
    report_number: &'a str,
    signed_on: NaiveDate,
    signatory: &'a Signatory,
    nil: bool,
    content: &'a ReportContent,
    #[serde(skip_serializing_if = "<[SealedFile]>::is_empty")]
    attachments: &'a [SealedFile],
}

impl Row {
    /// A draft, begun from the version before it: whoever wrote that is an author of this one too.
    pub fn draft(
        id: Option<Id>,
        obligation: &ObligationRow,
        content: &ReportContent,
        before: Option<&Self>,
        people: &[Id],
        now: Instant,
    ) -> Result<Self, Problem> {
        let authors = before.map_or("[]", |it| it.authors.as_str());
        Ok(Self {
            id: id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            obligation_id: obligation.id,
            period_id: obligation.period_id,
            committee_id: obligation.committee_id,
            agency_id: obligation.agency_id,
            recipient_id: obligation.recipient_id,
            number: before.map_or(1, |it| it.number + 1),
            state: SubmissionState::Draft,
            nil: false,
            content: canonical::text(content)?,
            report_number: None,
            signed_on: None,
            signatory: None,
            receipt_number: None,
            received_at: None,
            late: None,
            sha256: None,
            device_time: None,
            accepted_at: None,
            authors: with_people(authors, people)?,
        })
    }

    /// The next version of the row.
    pub fn touched(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The same in another state.
    pub fn in_state(&self, state: SubmissionState, now: Instant) -> Self {
        Self { state, ..self.touched(now) }
    }

    /// The same with more authors.
    pub fn authored_by(mut self, people: &[Id]) -> Result<Self, Problem> {
        self.authors = with_people(&self.authors, people)?;
        Ok(self)
    }

    /// The draft after an edit.
    pub fn edited(&self, content: &ReportContent, now: Instant) -> Result<Self, Problem> {
        Ok(Self { content: canonical::text(content)?, ..self.touched(now) })
    }

    /// Signed and received: frozen from here on. It arrived when the head of its request did.
    pub fn received(mut self, signed: &Signed, obligation: &ObligationRow, now: Instant) -> Result<Self, Problem> {
        self.nil = signed.nil;
        self.report_number = Some(signed.number.clone());
        self.signed_on = Some(signed.signed_on);
        self.signatory = Some(to_column(&signed.signatory)?);
        self.sha256 = self.digest(&signed.files)?;
        self.device_time = signed.device_time;
        self.receipt_number = Some(receipt::number(self.id, now));
        self.received_at = Some(now);
        // A report that came in time is not made late by the version that mends it.
        self.late = Some(obligation.received_at.unwrap_or(now) >= obligation.effective_due_at);
        Ok(self)
    }

    /// The SHA-256 of what was signed, with the files that came with it, in hexadecimal; none before that.
    fn digest(&self, attachments: &[SealedFile]) -> Result<Option<String>, Problem> {
        let (Some(report_number), Some(signed_on), Some(signatory)) =
            (&self.report_number, self.signed_on, &self.signatory)
        else {
            return Ok(None);
        };
        let sealed = Sealed {
            id: self.id,
            obligation_id: self.obligation_id,
            number: self.number,
            report_number,
            signed_on,
            signatory: &from_column(signatory)?,
            nil: self.nil,
            content: &self.content()?,
            attachments,
        };
        Ok(Some(canonical::sha256(&canonical::text(&sealed)?)))
    }

    /// What settling looks at of it.
    pub fn head(&self) -> Head {
        Head {
            id: self.id,
            number: self.number,
            state: self.state,
            nil: self.nil,
            received_at: self.received_at,
            accepted_at: self.accepted_at,
        }
    }

    /// What the rules look at, by what its period asks for.
    pub fn facts(
        &self,
        caller: &Caller,
        obligation: &ObligationRow,
        outline: &Outline,
        another_in_flight: Vec<Blocker>,
    ) -> Result<SubmissionFacts, Problem> {
        let content = self.content()?;
        let is_draft = self.state.is_draft();
        Ok(SubmissionFacts {
            parties: obligation.parties(&caller.directory, caller.today),
            state: self.state,
            owed: is_owed(obligation.state),
            another_in_flight,
            missing_sections: if is_draft { missing_sections(&content, outline) } else { Vec::new() },
            missing_indicators: if is_draft { missing_indicators(&content, outline) } else { Vec::new() },
            has_values: !content.values.is_empty(),
            authors: self.authors()?,
        })
    }

    /// The same as a version that is to follow it looks at it.
    pub fn as_newest(&self, caller: &Caller) -> Newest {
        Newest { state: self.state, shown: self.is_read_by(caller).then_some(self.id) }
    }

    fn is_read_by(&self, caller: &Caller) -> bool {
        let is_draft = self.state.is_draft();
        Reading::of(caller).submission(is_draft, self.committee_id, self.agency_id, self.recipient_id)
    }

    /// Who drafted it, handed it over, or signed and sent it.
    pub fn authors(&self) -> Result<Vec<Id>, Problem> {
        from_column(&self.authors)
    }

    /// What it says.
    pub fn content(&self) -> Result<ReportContent, Problem> {
        from_column(&self.content)
    }

    /// What lists show: everything but what it says.
    pub fn listed(&self) -> Result<Submission, Problem> {
        Ok(Submission {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            obligation_id: self.obligation_id,
            period_id: self.period_id,
            agency_id: self.agency_id,
            recipient_id: self.recipient_id,
            number: self.number,
            state: self.state,
            nil: self.nil,
            content: None,
            report_number: self.report_number.clone(),
            signed_on: self.signed_on,
            signatory: self.signatory.as_deref().map(from_column).transpose()?,
            receipt_number: self.receipt_number.clone(),
            received_at: self.received_at,
            late: self.late,
            sha256: self.sha256.clone(),
            device_time: self.device_time,
            accepted_at: self.accepted_at,
            attachments: None,
            actions: None,
        })
    }

    /// What callers see.
    pub fn answer(&self) -> Result<Submission, Problem> {
        Ok(Submission { content: Some(self.content()?), ..self.listed()? })
    }
}

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

fn readable_one(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    if row.is_read_by(&view.caller) { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

/// One version; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row: Row = on_engine!(view.connection, native => submissions::table.find(id).first(native)?);
    readable_one(view, row)
}

/// The same, locked, with its obligation before it and its period held before both.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<(ObligationRow, Row), Problem> {
    let unlocked = find(view, id)?;
    let obligation = lock_obligation(view, unlocked.obligation_id, unlocked.period_id)?;
    let row: QueryResult<Row> = lock_row!(view.connection, submissions::table.find(id));
    let row = readable_one(view, row?)?;
    Ok((obligation, row))
}

/// An obligation, locked as the root of its versions, with its period held.
pub fn lock_obligation(view: &mut View<'_>, obligation: Id, period: Id) -> Result<ObligationRow, Problem> {
    obligations::share_period(view.connection, period)?;
    Ok(obligations::lock(view, obligation)?.row)
}

/// The newest version under an obligation, which is locked.
pub fn newest(connection: &mut AnyConnection, obligation: Id) -> Result<Option<Row>, Problem> {
    Ok(on_engine!(connection, native => {
        submissions::table
            .filter(submissions::obligation_id.eq(obligation))
            .order(submissions::number.desc())
            .first(native)
            .optional()?
    }))
}

/// The newest version under an obligation that the caller may read: one that has not left its agency is that agency's alone.
pub fn newest_shown(view: &mut View<'_>, obligation: &ObligationRow) -> Result<Option<Row>, Problem> {
    let sees_drafts = Reading::of(&view.caller).draft(obligation.agency_id);
    let unsent = [SubmissionState::Draft, SubmissionState::PendingSignature];
    Ok(on_engine!(&mut *view.connection, native => {
        let of_it = submissions::table.filter(submissions::obligation_id.eq(obligation.id)).into_boxed();
        let shown = if sees_drafts { of_it } else { of_it.filter(submissions::state.ne_all(unsent)) };
        shown.order(submissions::number.desc()).first(native).optional()?
    }))
}

/// The version of an obligation that is official, which is locked.
pub fn official(connection: &mut AnyConnection, obligation: Id) -> Result<Option<Row>, Problem> {
    Ok(on_engine!(connection, native => {
        submissions::table
            .filter(submissions::obligation_id.eq(obligation))
            .filter(submissions::state.eq(SubmissionState::Accepted))
            .first(native)
            .optional()?
    }))
}

/// What a period asks for.
pub fn outline(connection: &mut AnyConnection, period: Id) -> Result<Outline, Problem> {
    let (sections, codes, required): (String, String, String) = report_periods::table
        .find(period)
        .select((report_periods::sections, report_periods::indicators, report_periods::required_indicators))
        .first(connection)?;
    let codes: Vec<String> = from_column(&codes)?;
    let sections: Vec<Section> = from_column(&sections)?;
    let required: Vec<String> = from_column(&required)?;
    Ok(Outline::new(sections, figures_of(connection, &codes)?, required))
}

/// The first day that the figures of a period cover.
pub fn data_from(connection: &mut AnyConnection, period: Id) -> Result<NaiveDate, Problem> {
    Ok(report_periods::table.find(period).select(report_periods::data_from).first(connection)?)
}

/// The files of some versions as their hashes cover them, in the order of their ids.
pub fn sealed_files(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Vec<SealedFile>>, Problem> {
    let sealed = |files: Vec<Attachment>| {
        let sealed = files.into_iter().map(|Attachment { id, sha256, .. }| SealedFile { id, sha256 });
        let mut sealed: Vec<SealedFile> = sealed.collect();
        sealed.sort_by_key(|file| file.id);
        sealed
    };
    let attached = attachments::attached_to(connection, Submission::RESOURCE, ids)?;
    Ok(attached.into_iter().map(|(id, files)| (id, sealed(files))).collect())
}

/// Whether some report that was received in one of these periods names one of these by a field, as what it says is written: in canonical
/// JSON, where no text holds such a field. Each period is a statement of its own, so that none takes long.
pub fn any_received_says(
    connection: &mut AnyConnection,
    periods: &[Id],
    field: &str,
    names: &[&str],
) -> Result<bool, Problem> {
    for period in periods {
        for name in names {
            let text = format!("\"{field}\":{}", to_column(name)?);
            let received = submissions::table
                .filter(submissions::period_id.eq(period))
                .filter(submissions::received_at.is_not_null());
            let saying = received.filter(holding!(submissions::content, text));
            if diesel::select(diesel::dsl::exists(saying)).get_result(connection)? {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// What figures indicators have, by code; those that there are.
pub fn figures_of(connection: &mut AnyConnection, codes: &[String]) -> Result<BTreeMap<String, Figure>, Problem> {
    if codes.is_empty() {
        return Ok(BTreeMap::new());
    }
    let known: Vec<(String, Aggregation, bool, String)> = indicators::table
        .filter(indicators::code.eq_any(codes))
        .select((indicators::code, indicators::aggregation, indicators::by_sex, indicators::unit))
        .load(connection)?;
    let figures =
        known.into_iter().map(|(code, aggregation, by_sex, unit)| (code, Figure::of(aggregation, by_sex, &unit)));
    Ok(figures.collect())
}

/// What the rules of a submission look at.
pub fn facts(view: &mut View<'_>, obligation: &ObligationRow, row: &Row) -> Result<SubmissionFacts, Problem> {
    let outline = if row.state.is_draft() { outline(view.connection, row.period_id)? } else { Outline::default() };
    let newest = match row.state {
        SubmissionState::Accepted => newest(view.connection, row.obligation_id)?,
        _ => None,
    };
    let newest = newest.map(|it| it.as_newest(&view.caller)).filter(|it| it.state.is_in_flight());
    row.facts(&view.caller, obligation, &outline, newest.map(|it| in_flight(it.shown)).into_iter().collect())
}

/// Enters a version.
pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, submissions::table, row).map(drop).map_err(broken)
}

/// Enters many.
pub fn insert_all(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<(), Problem> {
    insert_many!(connection, submissions::table, rows).map(drop).map_err(broken)
}

/// Stores a changed version.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, submissions::table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, submissions, id)
}

/// One page of what the caller may read, without what the versions say.
pub fn list(view: &mut View<'_>, filter: &SubmissionFilter, page: &PageRequest) -> Result<Page<Submission>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let found = on_engine!(connection, native => {
        let filtered = || {
            let mut query = submissions::table.into_boxed();
            query = readable!(
                query,
                reading.committees,
                reading.agencies,
                submissions::committee_id,
                submissions::agency_id,
                submissions::recipient_id
            );
            if let Some(drafts) = reading.drafts.listed() {
                query = query.filter(
                    submissions::received_at.is_not_null().or(among(submissions::agency_id, drafts)),
                );
            }
            query = any_of(query, submissions::obligation_id, &filter.obligation_id);
            query = any_of(query, submissions::period_id, &filter.period_id);
            query = any_of(query, submissions::agency_id, &filter.agency_id);
            query = any_of(query, submissions::recipient_id, &filter.recipient_id);
            query = any_of(query, submissions::state, &filter.state);
            query
        };
        listed!(native, page, filtered => Row, submissions.updated_at, filter.sort => {
            SubmissionColumn::CreatedAt => created_at: Instant,
        }, select: (
                submissions::id,
                submissions::version,
                submissions::created_at,
                submissions::updated_at,
                submissions::obligation_id,
                submissions::period_id,
                submissions::committee_id,
                submissions::agency_id,
                submissions::recipient_id,
                submissions::number,
                submissions::state,
                submissions::nil,
                // A page of contents could be two hundred megabytes.
                diesel::dsl::sql::<diesel::sql_types::Text>("''"),
                submissions::report_number,
                submissions::signed_on,
                submissions::signatory,
                submissions::receipt_number,
                submissions::received_at,
                submissions::late,
                submissions::sha256,
                submissions::device_time,
                submissions::accepted_at,
                submissions::authors,
        ))
    });
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::listed).collect::<Result<_, _>>()?, next, total })
}

/// Versions under way of reports that agencies that end owe, or receive; of a draft nobody else may know.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let owed = [ObligationState::Open, ObligationState::Upcoming, ObligationState::Satisfied];
    let states: Vec<SubmissionState> =
        SubmissionState::ALL.iter().copied().filter(|it| it.is_in_flight() && !it.is_draft()).collect();
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        submissions::table
            .inner_join(crate::schema::obligations::table)
            .filter(submissions::agency_id.eq_any(ending).or(submissions::recipient_id.eq_any(ending)))
            .filter(submissions::state.eq_any(states.clone()))
            .filter(crate::schema::obligations::state.eq_any(owed))
            .order(submissions::id)
            .select((submissions::id, submissions::agency_id, submissions::recipient_id))
            .load(native)?
    });
    Ok(Left::of_either("submissions", ending, rows))
}
