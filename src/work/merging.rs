//! Many sources, each in order, made into pages of one list. Each page asks every source for no more places than it has room for, and
//! only what comes first among all of them is judged and named.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::model::{WorkFilter, WorkItem, WorkKind};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::work::{Behind, Place, Waits, Work};

/// The one order of the list.
const ORDER: &str = "last_day";
/// So many are judged at once where all of them are counted.
const COUNTED_AT_ONCE: usize = 200;

/// One page of what waits for the caller.
pub fn page(
    view: &mut View<'_>,
    sources: &[Work],
    filter: &WorkFilter,
    page: &PageRequest,
) -> Result<Page<WorkItem>, Problem> {
    let after = page.after::<Option<NaiveDate>>(ORDER)?.map(|(last_day, id)| Place { last_day, id: Id(id) });
    let wanted = usize::try_from(page.fetch()).unwrap_or_default();
    let mut walk = Walk::from(sources, filter, after);
    let mut found: Vec<(Place, WorkItem)> = Vec::new();
    while found.len() < wanted && !walk.is_over {
        found.extend(walk.next(view, wanted - found.len())?);
    }
    let total = if page.count() { Some(count(view, sources, filter)?) } else { None };
    let cut = Page::cut(found, page, ORDER, |(place, _)| (place.last_day, place.id.0))?;
    Ok(cut.with_total(total).map(|(_, item)| item))
}

/// How much waits altogether. Nobody but the tables says what waits, so each of the objects that may is asked about.
fn count(view: &mut View<'_>, sources: &[Work], filter: &WorkFilter) -> Result<i64, Problem> {
    let mut walk = Walk::from(sources, filter, None);
    let mut total = 0;
    while !walk.is_over {
        total += walk.next(view, COUNTED_AT_ONCE)?.len();
    }
    Ok(i64::try_from(total).unwrap_or(i64::MAX))
}

/// A walk through all sources at once.
struct Walk {
    sources: Vec<(WorkKind, Work)>,
    after: Option<Place>,
    due_before: Option<NaiveDate>,
    is_over: bool,
}

impl Walk {
    fn from(sources: &[Work], filter: &WorkFilter, after: Option<Place>) -> Self {
        let kinds = sources.iter().filter_map(|work| Some((WorkKind::parse(work.kind)?, *work)));
        let asked_for = kinds.filter(|(kind, _)| filter.kind.is_empty() || filter.kind.contains(kind));
        Self { sources: asked_for.collect(), after, due_before: filter.due_before, is_over: false }
    }

    /// Of the next so many places those at which something waits.
    fn next(&mut self, view: &mut View<'_>, most: usize) -> Result<Vec<(Place, WorkItem)>, Problem> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let behind = Behind { after: self.after, due_before: self.due_before, limit };
        let mut places: Vec<(Place, usize)> = Vec::new();
        for (number, (_, work)) in self.sources.iter().enumerate() {
            places.extend((work.places)(view, &behind)?.into_iter().map(|place| (place, number)));
        }
        places.sort();
        self.is_over = places.len() < most;
        places.truncate(most);
        self.after = places.last().map(|(place, _)| *place).or(self.after);
        let mut told: HashMap<(usize, Id), WorkItem> = HashMap::new();
        for (number, (kind, work)) in self.sources.iter().enumerate() {
            let ids: Vec<Id> = places.iter().filter(|(_, of)| *of == number).map(|(place, _)| place.id).collect();
            if ids.is_empty() {
                continue;
            }
            let waits = (work.told)(view, &ids)?;
            let directory = &view.caller.directory;
            let item = |it: Waits| ((number, it.id), WorkItem::of(*kind, work.path, it, directory));
            told.extend(waits.into_iter().map(item));
        }
        let found = places.into_iter().filter_map(|(place, number)| Some((place, told.remove(&(number, place.id))?)));
        Ok(found.collect())
    }
}
