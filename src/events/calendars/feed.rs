//! What an agency's calendar shows: the events that it organises, alone or with others, and what it owes; of each what the maker of
//! the address may read today.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::events::calendars::ics::{Entry, Standing, When, location};
use crate::events::calendars::rules::{days_of_feeds, is_told, kept_from, span_of_feeds, standing};
use crate::events::events::store as events;
use crate::kernel::db::View;
use crate::kernel::directory::Extent;
use crate::kernel::due::{Debts, Due};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::reminders::DuePapers;

/// No more due dates of one kind are shown.
const MOST_DUES: i64 = 1_000;
/// The texts of the events of one calendar have no more bytes: what is left out then is others', and what lies longest back.
const MOST_BYTES: usize = 1_500_000;

/// The entries of an agency's calendar: its events in the order in which they begin, then what it owes by the last day. What was an ended
/// agency's, and is held by this one, is its own.
pub fn entries(view: &mut View<'_>, owed: &[DuePapers], agency: Id) -> Result<Vec<Entry>, Problem> {
    let today = view.now.date();
    let (span, kept_from) = (span_of_feeds(today), kept_from(today));
    let held = view.caller.directory.within(agency, Extent::Alone, today);
    let mut rows = events::of_agencies(view, &held, span.from, span.before)?;
    rows.retain(|row| is_told(standing(row.state), row.ends_at, kept_from));
    let mut left = MOST_BYTES;
    rows.retain(|row| match left.checked_sub(bytes_of(row)) {
        Some(rest) => {
            left = rest;
            true
        }
        None => false,
    });
    rows.sort_by_key(|row| (row.starts_at, row.id));
    let mut entries = rows.iter().map(of_event).collect::<Result<Vec<_>, _>>()?;
    let mut dues = Vec::new();
    for papers in owed {
        dues.extend(of_papers(view, papers, &held, today)?);
    }
    dues.sort_by(|one, other| (one.0, &one.1.uid).cmp(&(other.0, &other.1.uid)));
    entries.extend(dues.into_iter().map(|(_, entry)| entry));
    Ok(entries)
}

/// About so many bytes an event takes in a calendar.
fn bytes_of(row: &events::Row) -> usize {
    const FRAME: usize = 500;
    let texts = [&row.public_summary, &row.venue, &row.online_url];
    FRAME + row.title.len() + texts.into_iter().flatten().map(String::len).sum::<usize>()
}

fn of_event(row: &events::Row) -> Result<Entry, Problem> {
    let described = row.described()?;
    Ok(Entry {
        uid: format!("agency-{}", row.id),
        sequence: row.version,
        sequenced_at: row.updated_at,
        standing: standing(row.state),
        when: When::Times(row.starts_at, row.ends_at),
        title: described.title,
        description: described.public_summary,
        location: described.venue.as_ref().map(location),
        url: described.online_url,
        form: Some(described.form),
    })
}

/// What is open of one kind of papers, with the day by which each is sorted.
fn of_papers(
    view: &mut View<'_>,
    papers: &DuePapers,
    agencies: &[Id],
    today: NaiveDate,
) -> Result<Vec<(NaiveDate, Entry)>, Problem> {
    let (from, last) = days_of_feeds(today);
    let before = last.succ_opt().unwrap_or(last);
    let asked = Debts { agencies, today, from, before, limit: MOST_DUES };
    let directory = view.caller.directory.clone();
    let mut dues: Vec<Due> = (papers.papers.owed_by)(view.connection, &directory, &asked)?;
    dues.retain(|due| due.is_owed);
    let ids: Vec<Id> = dues.iter().map(|due| due.id).collect();
    let titles: HashMap<Id, String> = (papers.papers.titles)(view.connection, &directory, &ids)?;
    let mut entries = Vec::with_capacity(dues.len());
    for due in dues {
        if (papers.readable)(view, due.id)? {
            entries.push((due.last_day, of_due(&due, titles.get(&due.id))));
        }
    }
    Ok(entries)
}

fn of_due(due: &Due, title: Option<&String>) -> Entry {
    Entry {
        uid: format!("due-{}-{}", due.resource, due.id),
        sequence: due.version,
        sequenced_at: due.changed_at,
        standing: Standing::Confirmed,
        when: When::Day(due.last_day),
        title: format!("Hạn: {}", title.map_or(due.resource, String::as_str)),
        description: None,
        location: None,
        url: None,
        form: None,
    }
}
