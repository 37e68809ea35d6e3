//! What the included versions say, agency by agency: of an indicator, and in a section.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::sort::Sort;
use crate::kernel::sql::{bytes_of, on_engine};
use crate::keyset;
use crate::reports::consolidations::model::item::{
    ConsolidationSource, ConsolidationText, ItemColumn, ItemPart, SourceFilter, TextFilter,
};
use crate::reports::consolidations::rules;
use crate::reports::consolidations::store::items::is_news;
use crate::reports::consolidations::store::{self as consolidations, compilations};
use crate::reports::periods::store as periods;
use crate::reports::submissions::model::ReportContent;
use crate::schema::{consolidation_items as items, submissions};

/// So many contents are held at once.
const AT_ONCE: usize = 4;

/// One page of what each included version contributes to a sum.
pub fn sources(
    view: &mut View<'_>,
    consolidation: Id,
    filter: &SourceFilter,
    page: &PageRequest,
) -> Result<Page<ConsolidationSource>, Problem> {
    let row = consolidations::find(view, consolidation)?;
    if !is_news(&row, page) || !row.sums()?.iter().any(|sum| sum.indicator == filter.indicator) {
        return Ok(Page::empty(page));
    }
    let of = |content: ReportContent| content.values.into_iter().find(|it| it.indicator == filter.indicator);
    let found = said(view, &row, filter.sort, page, of)?;
    Ok(found.map(|(by, value)| ConsolidationSource {
        agency_id: by.agency_id,
        agency_name: by.agency_name,
        submission_id: by.submission_id,
        submission_number: by.submission_number,
        sha256: by.sha256,
        value,
    }))
}

/// One page of what each included version says in a section.
pub fn texts(
    view: &mut View<'_>,
    consolidation: Id,
    filter: &TextFilter,
    page: &PageRequest,
) -> Result<Page<ConsolidationText>, Problem> {
    let row = consolidations::find(view, consolidation)?;
    view.caller.permit_what_people_did()?;
    let sections = periods::read(view.connection, row.period_id)?.sections()?;
    rules::of_a_section(&sections, &filter.section)?;
    if !is_news(&row, page) {
        return Ok(Page::empty(page));
    }
    let of = |content: ReportContent| content.sections.into_iter().find(|it| it.code == filter.section);
    let found = said(view, &row, filter.sort, page, of)?;
    Ok(found.map(|(by, section)| ConsolidationText {
        agency_id: by.agency_id,
        agency_name: by.agency_name,
        submission_id: by.submission_id,
        submission_number: by.submission_number,
        sha256: by.sha256,
        text: section.map(|it| it.text),
    }))
}

/// The version that says something, and whose it is.
struct SaidBy {
    agency_id: Id,
    agency_name: String,
    submission_id: Id,
    submission_number: i32,
    sha256: String,
}

type Columns = (i32, Id, Id, Id, i32, String);

/// One page of the included versions, in the order of the items, with what `of` finds in each. Only those are read that stand on the
/// page, and the page ends where they would be too large together.
fn said<T>(
    view: &mut View<'_>,
    consolidation: &consolidations::Row,
    sort: Sort<ItemColumn>,
    page: &PageRequest,
    of: impl Fn(ReportContent) -> Option<T>,
) -> Result<Page<(SaidBy, Option<T>)>, Problem> {
    let (way, sort) = (sort.direction, sort.to_string());
    let after = page.after::<i32>(&sort)?;
    let (rows, page, total): (Vec<Columns>, PageRequest, Option<i64>) = on_engine!(&mut *view.connection, native => {
        let filtered = || {
            items::table
                .inner_join(submissions::table.on(items::submission_id.eq(submissions::id.nullable())))
                .filter(items::consolidation_id.eq(consolidation.id))
                .filter(items::part.eq(ItemPart::Included))
                .into_boxed()
        };
        let ordered = || keyset!(filtered(), way, items::position, items::obligation_id, after);
        let sizes: Vec<i64> = ordered().select(bytes_of(&["submissions.content"])).limit(page.fetch()).load(native)?;
        let columns = (
            items::position,
            items::obligation_id,
            items::agency_id,
            submissions::id,
            items::submission_number.assume_not_null(),
            items::sha256.assume_not_null(),
        );
        let page = page.fitting(&sizes);
        let rows = ordered().select(columns).limit(page.fetch()).load(native)?;
        let total = page.total(|| filtered().count().get_result(native))?;
        (rows, page, total)
    });
    let cut = Page::cut(rows, &page, &sort, |row| (row.0, row.1.0))?.with_total(total);
    let versions: Vec<Id> = cut.items.iter().map(|row| row.3).collect();
    let mut found = HashMap::new();
    for some in versions.chunks(AT_ONCE) {
        for (id, (_, content)) in compilations::contents(view.connection, some)? {
            found.extend(of(content).map(|it| (id, it)));
        }
    }
    let (directory, day) = (view.caller.directory.clone(), consolidation.compiled_on());
    Ok(cut.map(|(_, _, agency_id, submission_id, submission_number, sha256)| {
        let agency_name = directory.name_on(agency_id, day);
        (SaidBy { agency_id, agency_name, submission_id, submission_number, sha256 }, found.remove(&submission_id))
    }))
}
