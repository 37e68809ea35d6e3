//! An inspection with what its checklist asks: what answers are judged by.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use crate::inspections::answers::access;
use crate::inspections::answers::model::{AnswerFilter, InspectionAnswer};
use crate::inspections::answers::rules;
use crate::inspections::answers::store::{self, Row};
use crate::inspections::checklists::model::{ChecklistItem, Heading};
use crate::inspections::checklists::store as checklists;
use crate::inspections::inspections::model::InspectionKind;
use crate::inspections::inspections::store::{self as inspections, Row as InspectionRow};
use crate::inspections::inspections::workflow::Seats;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::{Member, Seat, Seated};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;

/// An inspection, who has to do with it, and what is asked there.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The inspection.
    pub inspection: InspectionRow,
    /// Who has to do with it.
    pub seats: Seats,
    /// What is asked; nothing before a visit has begun.
    pub items: Vec<ChecklistItem>,
}

/// An inspection as those see it who may write its answers: of a visit its team, of a self-inspection the agency.
#[derive(Clone, Copy, Debug)]
pub struct Answering<'a> {
    /// Who has to do with the inspection.
    pub seats: &'a Seats,
    /// Who looks.
    pub kind: InspectionKind,
}

impl Seated for Answering<'_> {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        let is_own = self.kind == InspectionKind::SelfInspection && matches!(seat, Seat::Own | Seat::StandingOwn);
        if is_own { self.seats.agency_at(seat) } else { None }
    }

    fn people_at(&self, seat: Seat) -> Vec<Member> {
        if self.kind == InspectionKind::Visit { self.seats.people_at(seat) } else { Vec::new() }
    }
}

/// 404 where the caller may not read the answers.
pub fn find(view: &mut View<'_>, inspection: Id) -> Result<Sheet, Problem> {
    let row = access::find(view, inspection)?;
    Sheet::of(view, row)
}

/// The same, with the inspection locked.
pub fn lock(view: &mut View<'_>, inspection: Id) -> Result<Sheet, Problem> {
    let row = access::lock(view, inspection)?;
    Sheet::of(view, row)
}

impl Sheet {
    fn of(view: &mut View<'_>, inspection: InspectionRow) -> Result<Self, Problem> {
        let seats = inspections::seats(view, &inspection)?;
        let items = items_of(view.connection, &inspection)?;
        Ok(Self { inspection, seats, items })
    }

    /// As those see it who may write its answers.
    pub fn answering(&self) -> Answering<'_> {
        Answering { seats: &self.seats, kind: self.inspection.kind }
    }

    /// What is on record of an item; 404 for one that is not asked.
    pub fn answer(&self, connection: &mut AnyConnection, code: &str) -> Result<Row, Problem> {
        rules::item_of(&self.items, code)?;
        let mut known = store::answers_to(connection, self.inspection.id, &[code.to_owned()])?;
        Ok(known.remove(code).unwrap_or_else(|| unanswered(&self.inspection, code)))
    }
}

/// What an item is that nobody answered.
pub fn unanswered(inspection: &InspectionRow, code: &str) -> Row {
    Row::unanswered(inspection.id, access::paper_of(inspection), inspection.created_at, code)
}

/// What an inspection asks, or as much of it as is wanted.
fn items_of<T: DeserializeOwned>(
    connection: &mut AnyConnection,
    inspection: &InspectionRow,
) -> Result<Vec<T>, Problem> {
    match inspection.checklist_id {
        Some(checklist) => checklists::items_of(connection, checklist),
        None => Ok(Vec::new()),
    }
}

/// Where a page ends is the place of its last item in the checklist.
const ORDER: &str = "place";

/// Pages of so many answers are never too large, however long these are.
const NEVER_TOO_LARGE: i64 = 80;

/// One page of what was found, item by item in the order of the checklist; those that nobody answered are among them.
pub fn list(
    view: &mut View<'_>,
    inspection: Id,
    filter: &AnswerFilter,
    page: &PageRequest,
) -> Result<Page<InspectionAnswer>, Problem> {
    let inspection = access::find(view, inspection)?;
    let items: Vec<Heading> = items_of(view.connection, &inspection)?;
    // An item changed with its answer; one that nobody answered is as the inspection asks it.
    let answered_at = match page.changed_since() {
        Some(_) => store::answered_at(view.connection, inspection.id)?,
        None => HashMap::new(),
    };
    let asked_at = inspection.started_at.unwrap_or(inspection.created_at);
    let is_news = |item: &Heading| page.wants(answered_at.get(&item.code).copied().unwrap_or(asked_at));
    let is_asked_for = |item: &Heading| filter.topic.as_ref().is_none_or(|topic| *topic == item.topic) && is_news(item);
    let asked = || items.iter().enumerate().filter(|(_, item)| is_asked_for(item));
    let from = page.after::<usize>(ORDER)?.map_or(0, |(place, _)| place.saturating_add(1));
    let fetch = usize::try_from(page.fetch()).unwrap_or_default();
    let (places, codes): (Vec<usize>, Vec<String>) =
        asked().filter(|(place, _)| *place >= from).take(fetch).map(|(place, item)| (place, item.code.clone())).unzip();
    let page = &fitting(view.connection, inspection.id, &codes, page)?;
    let shown = usize::try_from(page.fetch()).unwrap_or_default().min(codes.len());
    let mut known = if shown == items.len() {
        store::all_answers(view.connection, inspection.id)?
    } else {
        store::answers_to(view.connection, inspection.id, &codes[..shown])?
    };
    let rows = places.into_iter().zip(codes).take(shown).map(|(place, code)| {
        let row = known.remove(&code).unwrap_or_else(|| unanswered(&inspection, &code));
        (place, row)
    });
    let Page { items, next, .. } = Page::cut(rows.collect(), page, ORDER, |(place, row)| (*place, row.id.0))?;
    let total = page.count().then(|| i64::try_from(asked().count()).unwrap_or_default());
    let directory = view.caller.directory.clone();
    let answer = |(_, row): &(usize, Row)| Ok(row.answer()?.named(&directory));
    Ok(Page { items: items.iter().map(answer).collect::<Result<_, Problem>>()?, next, total })
}

/// The page, ended early where its answers would be too large together.
fn fitting(
    connection: &mut AnyConnection,
    inspection: Id,
    codes: &[String],
    page: &PageRequest,
) -> Result<PageRequest, Problem> {
    if page.limit() <= NEVER_TOO_LARGE {
        return Ok(page.clone());
    }
    let sizes = store::sizes(connection, inspection, codes)?;
    let sizes: Vec<i64> = codes.iter().map(|code| sizes.get(code).copied().unwrap_or_default()).collect();
    Ok(page.fitting(&sizes))
}
