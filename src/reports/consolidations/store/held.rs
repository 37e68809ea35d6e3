//! Consolidations, what is in them and their documents, as the journal would tell of them.

use std::collections::{BTreeSet, HashMap};

use chrono::Datelike;
use diesel::prelude::*;

use super::{Row, items};
use crate::kernel::canonical;
use crate::kernel::column::from_column;
use crate::kernel::folded::{Apart, Folded, refolded};
use crate::kernel::held::{Kept, Stretch, people, rows_of};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::reports::consolidations::model::document::ConsolidationDocument;
use crate::reports::consolidations::model::item::{Difference, ItemChange, ItemPart};
use crate::reports::consolidations::rules::compilation::{self, Standing};
use crate::schema::{consolidations, obligations};
use items::ItemRow;

/// Who takes these steps is an author of the consolidation.
const AUTHORING: [&str; 4] = ["create", "update", "compile", "submit"];

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "consolidations",
    keys: &["report_number_key"],
    apart: Some(&Apart { key: "report_number_key", text: "report_number", beside: &["committee_id", "issued_year"] }),
    next: |connection, after| {
        refolded!(
            connection, after, consolidations => Row, |row| Ok(row.indexed()),
            [report_number_key], apart: report_number_key
        )
    },
};

/// The rows of a part of the table.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(consolidations, part).load(connection)?;
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        let written: BTreeSet<Id> = from_column(&row.authors)?;
        let document = items::document(connection, row.id).ok();
        let items = items::of(connection, row.id)?;
        let owed = owed_by(connection, row.period_id)?;
        let changes = compilation::difference(items.iter().filter_map(|item| item.change));
        let difference: Option<Difference> = row.difference.as_deref().map(from_column).transpose()?;
        let told = Kept::of(row.id, &row.answer()?)?
            .with("who wrote it", written == people(part.story(row.id), &AUTHORING))
            .with("the year of its issue", row.issued_year == row.issued_on.map(|on| on.year()))
            .with("what tells it from others", row.report_number_key == row.clone().indexed().report_number_key)
            .with("its document", document.as_deref().map(canonical::sha256) == row.sha256)
            .with("what is in it", is_of(&items, document.as_deref(), &owed)?)
            .with("what a compilation changed", difference.unwrap_or_default() == changes);
        kept.push(told);
    }
    Ok(kept)
}

/// What each agency owes in a period.
fn owed_by(connection: &mut AnyConnection, period: Id) -> Result<HashMap<Id, Id>, Problem> {
    let rows: Vec<(Id, Id)> = obligations::table
        .filter(obligations::period_id.eq(period))
        .select((obligations::agency_id, obligations::id))
        .load(connection)?;
    Ok(rows.into_iter().collect())
}

/// What became of the report of one agency: which version is included, or where one stands that is not accepted, or why none is.
type Fate = (Id, ItemPart, Option<(Id, i32, String)>, Option<Standing>, Option<String>);

/// Whether the rows say of each report what the document says.
fn is_of(items: &[ItemRow], document: Option<&str>, owed: &HashMap<Id, Id>) -> Result<bool, Problem> {
    let Some(document) = document else { return Ok(items.is_empty()) };
    let document: ConsolidationDocument = from_column(document)?;
    let included = document.included.into_iter().map(|it| {
        let version = (it.submission_id, it.submission_number, it.sha256);
        (it.agency_id, ItemPart::Included, Some(version), None, None)
    });
    let not_accepted = document.not_accepted.into_iter().flatten().map(|it| {
        let version = (it.submission_id, it.submission_number, it.sha256);
        (it.agency_id, ItemPart::NotAccepted, Some(version), Some((it.state, it.since)), None)
    });
    let left_out =
        document.left_out.into_iter().map(|it| (it.agency_id, ItemPart::LeftOut, None, None, Some(it.reason)));
    let missing = document.missing.into_iter().map(|it| (it.agency_id, ItemPart::Missing, None, None, None));
    let fates = included.chain(not_accepted).chain(left_out).chain(missing);
    let told: HashMap<Id, Fate> = fates.map(|fate| (fate.0, fate)).collect();
    let same = |(place, item): (i32, &ItemRow)| {
        let version = match (item.submission_id, item.submission_number, &item.sha256) {
            (Some(id), Some(number), Some(sha256)) => Some((id, number, sha256.clone())),
            (None, None, None) => None,
            _ => return false,
        };
        let standing = match (item.submission_state, item.state_since) {
            (Some(state), Some(since)) => Some((state, since)),
            (None, None) => None,
            _ => return false,
        };
        let was_there = matches!(item.change, Some(ItemChange::Replaced | ItemChange::Removed));
        let fate: Fate = (item.agency_id, item.part, version, standing, item.reason.clone());
        item.position == place
            && owed.get(&item.agency_id) == Some(&item.obligation_id)
            && item.previous_number.is_some() == was_there
            && told.get(&item.agency_id) == Some(&fate)
    };
    Ok(items.len() == told.len() && (0..).zip(items).all(same))
}
