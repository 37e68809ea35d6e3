//! What the public sees, from the columns that are kept for it alone.

use diesel::prelude::*;

use crate::agencies;
use crate::events::action_months::model::ActionMonthState;
use crate::events::calendars::ics::{Entry, When, location};
use crate::events::calendars::rules::{Span, is_told, kept_from};
use crate::events::kinds::{EventForm, EventOccasion};
use crate::events::public::model::{PublicActionMonth, PublicEvent, PublicEventFilter};
use crate::events::public::rules;
use crate::events::publications::model::{PublicStatus, PublicText, Shown};
use crate::events::window;
use crate::kernel::column::from_column;
use crate::kernel::db::PublicView;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sort::Sort;
use crate::kernel::sql::{any_of, on_engine};
use crate::schema::{action_months, publications};
use crate::{containing, listed};

/// What is shown of an event.
#[derive(Clone, Debug, Queryable)]
struct Row {
    id: Id,
    occasion: Option<EventOccasion>,
    status: Option<PublicStatus>,
    starts_at: Option<Instant>,
    ends_at: Option<Instant>,
    approved_text: Option<String>,
    sequence: i32,
    sequenced_at: Instant,
}

/// The columns of [`Row`].
macro_rules! shown {
    () => {
        (
            publications::id,
            publications::occasion,
            publications::status,
            publications::starts_at,
            publications::ends_at,
            publications::approved_text,
            publications::sequence,
            publications::sequenced_at,
        )
    };
}

impl Row {
    fn text(&self) -> Result<PublicText, Problem> {
        from_column(self.approved_text.as_deref().unwrap_or_default())
    }

    fn shown(&self) -> Option<Shown> {
        let (occasion, status) = self.occasion.zip(self.status)?;
        let (starts_at, ends_at) = self.starts_at.zip(self.ends_at)?;
        Some(Shown { occasion, status, starts_at, ends_at })
    }

    fn answer(&self) -> Result<PublicEvent, Problem> {
        let shown = self.shown().ok_or_else(|| Problem::of(Code::NotFound))?;
        Ok(PublicEvent::of(self.id, self.text()?, shown))
    }

    fn entry(&self) -> Result<Entry, Problem> {
        let event = self.answer()?;
        Ok(Entry {
            uid: event.id.to_string(),
            sequence: self.sequence,
            sequenced_at: self.sequenced_at,
            standing: rules::standing(event.status),
            when: When::Times(event.starts_at, event.ends_at),
            title: event.title,
            description: Some(event.summary),
            location: event.venue.as_ref().map(location),
            url: event.online_url,
            form: Some(event.form),
        })
    }
}

/// What is to be shown, of what is visible.
struct Wanted<'a> {
    committee: Id,
    from: Option<Instant>,
    before: Option<Instant>,
    form: &'a [EventForm],
    occasion: &'a [EventOccasion],
    q: Option<&'a String>,
}

/// Events of a committee that the public sees, in the order of the index that has them and no others. What lasts no longer than
/// any event may is found from where it begins.
macro_rules! wanted {
    ($wanted:expr) => {{
        let wanted = $wanted;
        let (starts_at, ends_at) = (publications::starts_at.assume_not_null(), publications::ends_at.assume_not_null());
        let mut query = publications::table
            .filter(publications::visible)
            .filter(publications::committee_id.eq(wanted.committee))
            .into_boxed();
        if let Some(from) = wanted.from {
            query = query.filter(starts_at.gt(from.plus_seconds(-window::LONGEST - 1))).filter(ends_at.gt(from));
        }
        if let Some(before) = wanted.before {
            query = query.filter(starts_at.lt(before));
        }
        query = any_of(query, publications::form.assume_not_null(), wanted.form);
        query = any_of(query, publications::occasion.assume_not_null(), wanted.occasion);
        if let Some(q) = wanted.q {
            query = query.filter(containing!(publications::search_text.assume_not_null(), q));
        }
        query
    }};
}

/// The committee that is asked for by its code, or the only one; none where there is no such committee today.
pub fn committee(view: &mut PublicView<'_>, code: Option<&str>) -> Result<Option<Id>, Problem> {
    let (directory, today) = (view.directory.clone(), view.now.date());
    match code {
        Some(code) => {
            let found = agencies::id_of_code(view.connection, code, today)?;
            Ok(found.filter(|id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee)))
        }
        None => {
            let alive: Vec<Id> = directory.committees().filter(|id| directory.is_alive(*id, today)).collect();
            rules::the_only(&alive)
        }
    }
}

/// No text that was approved has more bytes: thirty names of agencies, and some two thousand characters beside them.
const LARGEST: i64 = 64 << 10;

/// One page of events, in the order in which they begin.
pub fn page(
    view: &mut PublicView<'_>,
    filter: &PublicEventFilter,
    page: &PageRequest,
) -> Result<Page<PublicEvent>, Problem> {
    rules::in_order(filter.from, filter.before)?;
    let Some(committee) = committee(view, filter.committee.as_deref())? else { return Ok(Page::empty(page)) };
    let wanted = Wanted {
        committee,
        from: filter.from,
        before: filter.before,
        form: &filter.form,
        occasion: &filter.occasion,
        q: filter.q.as_ref(),
    };
    let found = on_engine!(&mut *view.connection, native => {
        listed!(native, page, || wanted!(&wanted) => Row, publications.sequenced_at, Sort::ONLY => {
            () => starts_at: Instant,
        }, texts: &["approved_text"], each: LARGEST, select: shown!())
    });
    let Page { items, next, total } = found;
    Ok(Page { items: items.iter().map(Row::answer).collect::<Result<_, _>>()?, next, total })
}

/// One event; 404 where the public does not see it.
pub fn find(view: &mut PublicView<'_>, id: Id) -> Result<PublicEvent, Problem> {
    let row: Row = on_engine!(&mut *view.connection, native => publications::table
        .find(id)
        .filter(publications::visible)
        .select(shown!())
        .first(native)?);
    row.answer()
}

/// What a calendar shows, in the order in which it begins: what is off is told for a while, then no more.
pub fn entries(
    view: &mut PublicView<'_>,
    committee: Id,
    span: Span,
    form: &[EventForm],
    occasion: &[EventOccasion],
) -> Result<Vec<Entry>, Problem> {
    let wanted = Wanted { committee, from: Some(span.from), before: Some(span.before), form, occasion, q: None };
    let rows: Vec<Row> = on_engine!(&mut *view.connection, native => wanted!(&wanted)
        .order((publications::starts_at.assume_not_null(), publications::id))
        .select(shown!())
        .load(native)?);
    let kept_from = kept_from(view.now.date());
    let told = rows.iter().filter(|row| {
        row.shown().is_some_and(|shown| is_told(rules::standing(shown.status), shown.ends_at, kept_from))
    });
    told.map(Row::entry).collect()
}

/// The Action Month of a year; 404 where it was not announced.
pub fn month(view: &mut PublicView<'_>, committee: Option<Id>, year: i32) -> Result<PublicActionMonth, Problem> {
    let unknown = || Problem::of(Code::NotFound);
    let committee = committee.ok_or_else(unknown)?;
    let (name, theme, slogans): (String, Option<String>, String) = action_months::table
        .filter(action_months::committee_id.eq(committee))
        .filter(action_months::year.eq(year))
        .filter(action_months::state.eq(ActionMonthState::Announced))
        .select((action_months::name, action_months::theme, action_months::slogans))
        .first(view.connection)?;
    let window = window::of_month(year);
    Ok(PublicActionMonth {
        year,
        name,
        theme: theme.ok_or_else(unknown)?,
        slogans: from_column(&slogans)?,
        opens_at: window.opens_at,
        closes_at: window.closes_at,
    })
}
