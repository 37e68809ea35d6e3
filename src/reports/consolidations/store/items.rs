//! What is in a consolidation, report by report; and its document.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, any_of, insert_many, insert_row, on_engine};
use crate::keyset;
use crate::reports::consolidations::model::item::{ConsolidationItem, ItemChange, ItemFilter, ItemPart};
use crate::reports::consolidations::rules::compilation::{Item, change};
use crate::reports::consolidations::store as consolidations;
use crate::reports::submissions::model::SubmissionState;
use crate::schema::{consolidation_documents as documents, consolidation_items as items};

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = items, treat_none_as_default_value = false)]
pub(super) struct ItemRow {
    pub(super) consolidation_id: Id,
    pub(super) position: i32,
    pub(super) obligation_id: Id,
    pub(super) agency_id: Id,
    pub(super) part: ItemPart,
    pub(super) submission_id: Option<Id>,
    pub(super) submission_number: Option<i32>,
    pub(super) sha256: Option<String>,
    pub(super) reason: Option<String>,
    pub(super) change: Option<ItemChange>,
    pub(super) previous_number: Option<i32>,
    pub(super) submission_state: Option<SubmissionState>,
    pub(super) state_since: Option<Instant>,
}

/// What is in a consolidation, in order.
pub(super) fn of(connection: &mut AnyConnection, consolidation: Id) -> Result<Vec<ItemRow>, Problem> {
    Ok(items::table.filter(items::consolidation_id.eq(consolidation)).order(items::position).load(connection)?)
}

/// Puts a new compilation in the place of the one before, and answers what changed; nothing did where there was none.
pub fn replace(
    connection: &mut AnyConnection,
    consolidation: Id,
    compiled: &[Item],
    again: bool,
) -> Result<Vec<ItemChange>, Problem> {
    let of_it = items::table.filter(items::consolidation_id.eq(consolidation));
    let before: Vec<(Id, Option<i32>)> = if again {
        let included = of_it.filter(items::part.eq(ItemPart::Included));
        on_engine!(connection, native => {
            included.select((items::obligation_id, items::submission_number)).load(native)?
        })
    } else {
        Vec::new()
    };
    let before: HashMap<Id, Option<i32>> = before.into_iter().collect();
    let row = |(position, it): (i32, &Item)| {
        let previous = before.get(&it.obligation).copied().flatten();
        let change = if again { change(previous, it) } else { None };
        let replaced = matches!(change, Some(ItemChange::Replaced | ItemChange::Removed));
        ItemRow {
            consolidation_id: consolidation,
            position,
            obligation_id: it.obligation,
            agency_id: it.agency,
            part: it.part,
            submission_id: it.version.as_ref().map(|version| version.submission),
            submission_number: it.version.as_ref().map(|version| version.number),
            sha256: it.version.as_ref().map(|version| version.sha256.clone()),
            reason: it.reason.clone(),
            change,
            previous_number: previous.filter(|_| replaced),
            submission_state: it.standing.map(|(state, _)| state),
            state_since: it.standing.map(|(_, since)| since),
        }
    };
    let rows: Vec<ItemRow> = (0..).zip(compiled).map(row).collect();
    let changes = rows.iter().filter_map(|it| it.change).collect();
    diesel::delete(of_it).execute(connection)?;
    insert_many!(connection, items::table, rows)?;
    Ok(changes)
}

/// One page of what is in a consolidation, in the order of the agencies' names when it was compiled.
pub fn list(
    view: &mut View<'_>,
    consolidation: Id,
    filter: &ItemFilter,
    page: &PageRequest,
) -> Result<Page<ConsolidationItem>, Problem> {
    let row = consolidations::find(view, consolidation)?;
    if !is_news(&row, page) {
        return Ok(Page::empty(page));
    }
    let (directory, day) = (view.caller.directory.clone(), row.compiled_on());
    let answer = |row: ItemRow| ConsolidationItem {
        obligation_id: row.obligation_id,
        agency_id: row.agency_id,
        agency_name: directory.name_on(row.agency_id, day),
        part: row.part,
        submission_id: row.submission_id,
        submission_number: row.submission_number,
        sha256: row.sha256,
        state: row.submission_state,
        since: row.state_since,
        reason: row.reason,
        change: row.change,
        previous_number: row.previous_number,
    };
    Ok(rows(view.connection, consolidation, filter, page)?.map(answer))
}

/// Whether a page asks for what was compiled last: all of it came to be at once.
pub fn is_news(row: &consolidations::Row, page: &PageRequest) -> bool {
    page.wants(row.compiled_at.unwrap_or(row.created_at))
}

fn rows(
    connection: &mut AnyConnection,
    consolidation: Id,
    filter: &ItemFilter,
    page: &PageRequest,
) -> Result<Page<ItemRow>, Problem> {
    let sort = filter.sort.to_string();
    let after = page.after::<i32>(&sort)?;
    let (rows, total): (Vec<ItemRow>, Option<i64>) = on_engine!(connection, native => {
        let filtered = || {
            let query = items::table.filter(items::consolidation_id.eq(consolidation)).into_boxed();
            let query = any_of(query, items::part, &filter.part);
            let query = any_of(query, items::agency_id, &filter.agency_id);
            if filter.change.is_empty() {
                query
            } else {
                query.filter(items::change.eq_any(filter.change.clone()))
            }
        };
        let query = keyset!(filtered(), filter.sort.direction, items::position, items::obligation_id, after);
        (query.limit(page.fetch()).load(native)?, page.total(|| filtered().count().get_result(native))?)
    });
    Ok(Page::cut(rows, page, &sort, |row| (row.position, row.obligation_id.0))?.with_total(total))
}

/// Keeps the document of a consolidation in the place of the one before.
pub fn keep_document(connection: &mut AnyConnection, consolidation: Id, text: &str) -> Result<(), Problem> {
    diesel::delete(documents::table.find(consolidation)).execute(connection)?;
    let row = (documents::consolidation_id.eq(consolidation), documents::document.eq(text));
    insert_row!(connection, documents::table, row)?;
    Ok(())
}

/// The document of a consolidation, byte by byte; 404 where nothing is compiled yet.
pub fn document(connection: &mut AnyConnection, consolidation: Id) -> Result<String, Problem> {
    Ok(documents::table.find(consolidation).select(documents::document).first(connection)?)
}
