//! Judges what is said of items and stores it: one or many, by the same rules, and nothing is written before all of it is judged.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::attachments::{Evidence, Sensitivity, Subject};
use crate::inspections::answers::model::{AnswerBody, InspectionAnswer};
use crate::inspections::answers::rules;
use crate::inspections::answers::sheet::{self, Sheet};
use crate::inspections::answers::store::{self, Row};
use crate::inspections::policy;
use crate::inspections::restricted::access::Restricted;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::Problem;
use crate::reports::{self, Figure, NamingDifficulties};
use crate::restricted::{self as texts, Place, TextRow};

/// What is on record of the items that a request names, and whatever else it is judged by; read before anything is judged.
pub struct Known {
    answers: HashMap<String, Row>,
    texts: HashMap<Id, TextRow>,
    figures: BTreeMap<String, Figure>,
    difficulties: BTreeSet<Id>,
    evidence: Evidence,
    caller: Arc<Caller>,
    now: Instant,
}

/// An answer that was accepted, to be stored.
pub struct Accepted {
    row: Row,
    text: Option<(TextRow, Change)>,
    files: Vec<Id>,
}

impl Known {
    /// What some statements about items of an inspection are judged by. The inspection is locked.
    pub fn of<'a>(
        tx: &mut Tx<'_>,
        naming: NamingDifficulties,
        sheet: &Sheet,
        said: impl Iterator<Item = (&'a str, &'a AnswerBody)> + Clone,
    ) -> Result<Self, Problem> {
        let codes: Vec<String> = said.clone().map(|(code, _)| code.to_owned()).collect();
        let answers = store::answers_to(tx.connection, sheet.inspection.id, &codes)?;
        let is_restricted = |row: &&Row| row.sensitivity == Some(Sensitivity::Restricted);
        let restricted: Vec<Id> = answers.values().filter(is_restricted).map(|row| row.id).collect();
        let texts = texts::texts_of(tx.connection, InspectionAnswer::RESOURCE, &restricted)?;
        let indicators: Vec<String> =
            said.clone().flat_map(|(_, body)| &body.indicator_values).map(|it| it.indicator.clone()).collect();
        let figures = reports::figures_of(tx.connection, &indicators)?;
        let named = said.clone().flat_map(|(_, body)| &body.difficulty_ids).copied();
        let difficulties = naming.known(&mut tx.view()?, named)?;
        let mut files: Vec<Id> = said.flat_map(|(_, body)| &body.attachment_ids).copied().collect();
        files.sort_unstable();
        files.dedup();
        let evidence = Evidence::named(tx, &files, sheet.inspection.id)?;
        Ok(Self { answers, texts, figures, difficulties, evidence, caller: tx.caller()?, now: tx.now })
    }

    /// Judges one: 404, 403, 412, 409, 422. `fits` says whether it is meant for the version that is on record.
    pub fn judged(
        &mut self,
        sheet: &Sheet,
        code: &str,
        body: &AnswerBody,
        fits: impl FnOnce(i32) -> Result<(), Problem>,
    ) -> Result<(Change, Accepted), Problem> {
        let item = rules::item_of(&sheet.items, code)?;
        let before = self.answers.get(code).cloned().unwrap_or_else(|| sheet::unanswered(&sheet.inspection, code));
        let text = self.texts.get(&before.id);
        if let (Some(text), Some(_)) = (text, &body.finding) {
            // Whether the inspected agency was told makes no difference to who may write.
            let restricted = Restricted::of(&sheet.seats, Some(text.author_id), &self.caller, false);
            policy::REPLACE_TEXT.permit(&self.caller, &restricted)?;
        }
        fits(before.version)?;
        let there = before.files()?;
        let named: Vec<Id> = body.attachment_ids.iter().filter(|id| !there.contains(id)).copied().collect();
        rules::room_for_files(there.len(), named.len())?;
        let sensitivity = rules::sensitivity(before.sensitivity, body.sensitivity, body.finding.is_some())?;
        let values = rules::values(item, &body.indicator_values, &self.figures)?;
        rules::difficulties(&body.difficulty_ids, &self.difficulties, before.difficulties()?)?;
        let is_restricted = sensitivity == Some(Sensitivity::Restricted);
        let text = match &body.finding {
            Some(finding) if is_restricted => self.written(text, &before, finding)?,
            _ => None,
        };
        // Last of all: whatever is taken here no other item of the request takes.
        let files = self.evidence.judged(&body.attachment_ids, &there, "/attachment_ids")?;
        let mut row = before.next(self.caller.user, self.now);
        row.rating = body.rating;
        row.finding = body.finding.clone().filter(|_| !is_restricted);
        row.sensitivity = sensitivity;
        row.device_time = body.device_time;
        if let Some((text, _)) = &text {
            row.finding_sha256 = Some(text.sha256.clone());
        }
        let row = row.with(&values, &[there, files.clone()].concat())?.naming(&body.difficulty_ids)?;
        let change = if before.is_answered() {
            Change::updated(&before.answer()?, &row.answer()?)?
        } else {
            Change::opened("answer", &row.answer()?)?
        };
        Ok((change, Accepted { row, text, files }))
    }

    /// A restricted finding, in place of what was written before; none where it says the same.
    fn written(
        &self,
        before: Option<&TextRow>,
        answer: &Row,
        finding: &str,
    ) -> Result<Option<(TextRow, Change)>, Problem> {
        let Some(before) = before else {
            let place = Place {
                inspection: Some(answer.inspection_id),
                agency: answer.agency_id,
                resource: InspectionAnswer::RESOURCE,
                id: answer.id,
            };
            let text = TextRow::new(place, finding, self.caller.user, self.now)?;
            let change = Change::opened("write", &text.answer())?;
            return Ok(Some((text, change)));
        };
        if before.text == finding {
            return Ok(None);
        }
        let text = before.replaced(finding, self.caller.user, self.now)?;
        let change = Change::changed("replace", &before.answer(), &text.answer())?;
        Ok(Some((text, change)))
    }

    /// Stores what was accepted, however many there are: answers and texts in two statements each. Files and texts are noted in the
    /// journal; the answers are the caller's to record.
    pub fn store(self, tx: &mut Tx<'_>, accepted: Vec<Accepted>, by: Authority) -> Result<(), Problem> {
        let (mut rows, mut texts) = (Vec::with_capacity(accepted.len()), Vec::new());
        for Accepted { row, text, files } in accepted {
            let subject = Subject { resource: InspectionAnswer::RESOURCE, id: row.id };
            self.evidence.attach(tx, &files, subject, by)?;
            if let Some((text, change)) = text {
                texts.push(text);
                tx.note(change.by(by));
            }
            rows.push(row);
        }
        texts::store_texts(tx.connection, texts)?;
        store::store(tx.connection, rows)
    }
}
