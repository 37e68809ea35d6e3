//! Many sources, each in order, made into pages of one list. Each page asks every source for no more places than it has room for, and
//! only what comes first among all of them is judged and named.
//!
//! Things of two kinds can stand at one place, as an event and its publication do, which share an identifier. There they are in the order
//! of the names of their kinds: no filter changes that, and no release.

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
    let after = page.after::<(Option<NaiveDate>, WorkKind)>(ORDER)?;
    let after = after.map(|((last_day, kind), id)| Mark { place: Place { last_day, id: Id(id) }, kind });
    let wanted = usize::try_from(page.fetch()).unwrap_or_default();
    let mut walk = Walk::from(sources, filter, after);
    let mut found: Vec<(Mark, WorkItem)> = Vec::new();
    while found.len() < wanted && !walk.is_over {
        found.extend(walk.next(view, wanted - found.len())?);
    }
    let total = if page.count() { Some(count(view, sources, filter)?) } else { None };
    let cut = Page::cut(found, page, ORDER, |(at, _)| ((at.place.last_day, at.kind), at.place.id.0))?;
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

/// Where something stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mark {
    place: Place,
    kind: WorkKind,
}

impl Mark {
    fn key(&self) -> (Place, &'static str) {
        (self.place, self.kind.as_str())
    }

    /// Behind which place a source of some kind continues: kinds that are told of later at this one begin with it.
    fn behind_for(&self, kind: WorkKind) -> Place {
        if kind.as_str() > self.kind.as_str() { self.place.right_before() } else { self.place }
    }
}

/// A walk through all sources at once.
struct Walk {
    sources: Vec<(WorkKind, Work)>,
    after: Option<Mark>,
    due_before: Option<NaiveDate>,
    is_over: bool,
}

impl Walk {
    fn from(sources: &[Work], filter: &WorkFilter, after: Option<Mark>) -> Self {
        let kinds = sources.iter().filter_map(|work| Some((WorkKind::parse(work.kind)?, *work)));
        let asked_for = kinds.filter(|(kind, _)| filter.kind.is_empty() || filter.kind.contains(kind));
        Self { sources: asked_for.collect(), after, due_before: filter.due_before, is_over: false }
    }

    /// Of the next so many places those at which something waits.
    fn next(&mut self, view: &mut View<'_>, most: usize) -> Result<Vec<(Mark, WorkItem)>, Problem> {
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mut places: Vec<(Mark, usize)> = Vec::new();
        for (number, (kind, work)) in self.sources.iter().enumerate() {
            let after = self.after.map(|last| last.behind_for(*kind));
            let behind = Behind { after, due_before: self.due_before, limit };
            let found = (work.places)(view, &behind)?;
            places.extend(found.into_iter().map(|place| (Mark { place, kind: *kind }, number)));
        }
        places.sort_by_key(|(at, number)| (at.key(), *number));
        self.is_over = places.len() < most;
        places.truncate(most);
        self.after = places.last().map(|(at, _)| *at).or(self.after);
        let mut told: HashMap<(usize, Id), WorkItem> = HashMap::new();
        for (number, (kind, work)) in self.sources.iter().enumerate() {
            let ids: Vec<Id> = places.iter().filter(|(_, of)| *of == number).map(|(at, _)| at.place.id).collect();
            if ids.is_empty() {
                continue;
            }
            let waits = (work.told)(view, &ids)?;
            let directory = &view.caller.directory;
            let item = |it: Waits| ((number, it.id), WorkItem::of(*kind, work.path, it, directory));
            told.extend(waits.into_iter().map(item));
        }
        let found = places.into_iter().filter_map(|(at, number)| Some((at, told.remove(&(number, at.place.id))?)));
        Ok(found.collect())
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::kernel::sample::day;

    fn place(last_day: Option<&str>, id: u128) -> Place {
        Place { last_day: last_day.map(day), id: Id(Uuid::from_u128(id)) }
    }

    /// All that some kinds have, in pages of one.
    fn walked(sources: &[(WorkKind, Vec<Place>)]) -> Vec<(WorkKind, Place)> {
        let mut all: Vec<Mark> = Vec::new();
        loop {
            let last = all.last().copied();
            let next = sources.iter().flat_map(|(kind, places)| {
                let after = last.map(|last| last.behind_for(*kind));
                let first = Behind { after, due_before: None, limit: 1 }.first(places.clone());
                first.into_iter().map(move |place| Mark { place, kind: *kind })
            });
            match next.min_by_key(Mark::key) {
                Some(mark) => all.push(mark),
                None => return all.into_iter().map(|it| (it.kind, it.place)).collect(),
            }
        }
    }

    #[test]
    fn things_of_two_kinds_at_one_place_are_both_told_of() {
        use WorkKind::{Events, Programmes, Publications};
        let (dated, one, two) = (place(Some("2017-12-08"), 2), place(None, 1), place(None, 2));
        let events = (Events, vec![dated, one, two]);
        let publications = (Publications, vec![dated, one, two]);
        let programmes = (Programmes, vec![two]);
        let expected = [
            (Events, dated),
            (Publications, dated),
            (Events, one),
            (Publications, one),
            (Events, two),
            (Programmes, two),
            (Publications, two),
        ];
        assert_eq!(walked(&[events.clone(), programmes.clone(), publications.clone()]), expected);
        assert_eq!(walked(&[publications, events, programmes]), expected, "whichever source is asked first");
    }

    #[test]
    fn what_begins_with_a_place_is_behind_the_one_right_before_it() {
        let mark = Mark { place: place(None, 256), kind: WorkKind::Events };
        assert_eq!(mark.behind_for(WorkKind::Events), mark.place);
        assert_eq!(mark.behind_for(WorkKind::Assignments), mark.place, "its turn is over there");
        assert_eq!(mark.behind_for(WorkKind::Publications), place(None, 255));
        assert_eq!(place(None, 0).right_before(), place(None, 0), "nothing has that identifier");
    }
}
