//! Events added up, and the days on which they begin.

use std::collections::{BTreeMap, HashMap};

use actix_web::HttpRequest;
use actix_web::web::Data;
use chrono::{Datelike, NaiveDate};

use crate::agencies::{self, AgencyKind};
use crate::events::kinds::{EventForm, EventTheme};
use crate::events::statistics::model::{
    AgencyEvents, DayEvents, EventFigures, EventStatistics, EventStatisticsFilter, EventTally, FormEvents, HeatMap,
    LevelEvents, ThemeEvents,
};
use crate::events::statistics::rules::{is_of_the_month, is_provisional};
use crate::events::statistics::{calendar, picture, store};
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Accept, Answer, Content, IfNoneMatch, Query};
use crate::kernel::id::Id;
use crate::kernel::problem::{Language, Problem};
use crate::kernel::roll_up::RollingUp;
use crate::kernel::text;

/// Counts events and what came of them: in all, per agency, kind of agency, form, first day and theme.
///
/// Counted is what agencies within the caller's reach organise: his own agency, those below it where his role reaches them,
/// everything under his committee, or what he audits; not what these organise together with others, and not what he only receives. Participants are
/// attendances (lượt người), not persons: whoever comes to two events is counted twice. Duplicates count nowhere. What came of
/// events is that of those that are reported, planned money that of what is not cancelled. The parts per agency, kind, form and
/// day add up to the whole; those per theme do not, since an event may have several. Everything of one agency is what
/// `agency_id` asks for. With `roll_up=successor` the events of an agency that has ended count for its heir, or for the nearest living
/// agency above where nobody was named; totals and kinds of agencies stay what they are.
#[utoipa::path(get, path = "/statistics/events", operation_id = "read_event_statistics", tag = "statistics", params(EventStatisticsFilter),
    responses((status = 200, description = "The figures", body = EventStatistics)))]
pub async fn events(db: Data<Db>, call: Call, filter: Query<EventStatisticsFilter>, known: IfNoneMatch) -> Answer {
    let statistics = db.read_slowly(&call, move |view| counted(view, &filter)).await?;
    Ok(Content::json(&statistics)?.answer(&known))
}

/// Counts events by form and by the day or week in which they begin, as JSON or as a picture.
///
/// Of the same events as the statistics, those that took place or are to: cancelled and postponed ones are in no cell. Over more
/// than 62 days a column is a week. The picture (`Accept: image/svg+xml`) says the same in numerals, in Vietnamese or English; it
/// is as wide as it is shown, has a title and a text alternative, and neither script nor style.
#[utoipa::path(get, path = "/statistics/events/heat-map", operation_id = "read_event_heat_map", tag = "statistics", params(EventStatisticsFilter),
    responses((status = 200, description = "The map", content((HeatMap = "application/json"), (String = "image/svg+xml")))))]
pub async fn heat_map(
    db: Data<Db>,
    call: Call,
    request: HttpRequest,
    filter: Query<EventStatisticsFilter>,
    accept: Accept,
    known: IfNoneMatch,
) -> Answer {
    let chosen = accept.choose(&["application/json", "image/svg+xml"])?;
    let map = db.read_slowly(&call, move |view| mapped(view, &filter)).await?;
    let language = Language::of(request.headers());
    let content = match chosen {
        "image/svg+xml" => Content::new(chosen, picture::draw(&map, language)).in_language(language),
        _ => Content::json(&map)?,
    };
    Ok(content.chosen_by_accept().answer(&known))
}

fn year_of(view: &View<'_>, filter: &EventStatisticsFilter) -> i32 {
    filter.year.unwrap_or_else(|| view.now.date().year())
}

fn counted(view: &mut View<'_>, filter: &EventStatisticsFilter) -> Result<EventStatistics, Problem> {
    let year = year_of(view, filter);
    let mut totals = EventFigures::default();
    let mut by_form: BTreeMap<EventForm, EventTally> = BTreeMap::new();
    let mut by_day: BTreeMap<NaiveDate, EventTally> = BTreeMap::new();
    for (form, day, figures) in store::by_form_and_day(view, year, filter)? {
        totals = totals.plus(&figures);
        let tally = figures.tally();
        for sum in [by_form.entry(form).or_default(), by_day.entry(day).or_default()] {
            *sum = sum.plus(&tally);
        }
    }
    let mut by_agency: HashMap<Id, EventTally> = HashMap::new();
    for (agency, tally) in store::by_agency(view, year, filter)? {
        let sum = by_agency.entry(agency).or_default();
        *sum = sum.plus(&tally);
    }
    let kinds = agencies::kinds(view.connection)?;
    let mut by_level: BTreeMap<AgencyKind, EventTally> = BTreeMap::new();
    for (agency, tally) in &by_agency {
        if let Some(kind) = kinds.get(agency) {
            let sum = by_level.entry(*kind).or_default();
            *sum = sum.plus(tally);
        }
    }
    let mut by_theme: BTreeMap<EventTheme, EventTally> = BTreeMap::new();
    for (themes, tally) in store::by_themes(view, year, filter)? {
        for theme in themes {
            let sum = by_theme.entry(theme).or_default();
            *sum = sum.plus(&tally);
        }
    }
    let directory = view.caller.directory.clone();
    let day = filter.as_of.unwrap_or(view.caller.today);
    let rolling = RollingUp::of(filter.roll_up, &directory, day);
    if rolling.is_by_heirs() {
        let as_they_were = std::mem::take(&mut by_agency);
        for (agency, tally) in as_they_were {
            let sum = by_agency.entry(rolling.agency(agency)).or_default();
            *sum = sum.plus(&tally);
        }
    }
    let agency =
        |(agency_id, figures)| AgencyEvents { agency_id, agency_name: directory.name_on(agency_id, day), figures };
    let mut by_agency: Vec<AgencyEvents> = by_agency.into_iter().map(agency).collect();
    by_agency.sort_by_cached_key(|it| (text::sort_key(&it.agency_name), it.agency_id));
    Ok(EventStatistics {
        year,
        provisional: is_provisional(year, &filter.occasion, totals.by_state, view.now),
        totals,
        by_agency,
        by_level: by_level.into_iter().map(|(level, figures)| LevelEvents { level, figures }).collect(),
        by_form: by_form.into_iter().map(|(form, figures)| FormEvents { form, figures }).collect(),
        by_first_day: by_day.into_iter().map(|(first_on, figures)| DayEvents { first_on, figures }).collect(),
        by_theme: by_theme.into_iter().map(|(theme, figures)| ThemeEvents { theme, figures }).collect(),
    })
}

fn mapped(view: &mut View<'_>, filter: &EventStatisticsFilter) -> Result<HeatMap, Problem> {
    let year = year_of(view, filter);
    let parts = store::by_form_and_day(view, year, filter)?;
    let states = parts.iter().fold(EventFigures::default(), |sum, (_, _, figures)| sum.plus(figures)).by_state;
    let provisional = is_provisional(year, &filter.occasion, states, view.now);
    let counts: Vec<calendar::Count> =
        parts.iter().map(|(form, day, figures)| (*form, *day, figures.by_state.taking_place())).collect();
    Ok(calendar::heat_map(year, provisional, is_of_the_month(&filter.occasion), &counts))
}
