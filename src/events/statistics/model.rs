//! The figures of events.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::agencies::AgencyKind;
use crate::events::events::model::EventState;
use crate::events::kinds::{EventForm, EventOccasion, EventTheme};
use crate::events::plans::model::MoneyTotals;
use crate::kernel::http::dates;
use crate::kernel::id::Id;
use crate::kernel::roll_up::RollUp;
use crate::kernel::share;

/// How many events are in each state. Duplicates are in none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct EventStates {
    /// Planned.
    #[schema(minimum = 0)]
    pub planned: i64,
    /// Confirmed.
    #[schema(minimum = 0)]
    pub confirmed: i64,
    /// Held, with the results still to come.
    #[schema(minimum = 0)]
    pub held: i64,
    /// Held, with results.
    #[schema(minimum = 0)]
    pub reported: i64,
    /// Postponed to a day that nobody knows yet.
    #[schema(minimum = 0)]
    pub postponed: i64,
    /// Cancelled.
    #[schema(minimum = 0)]
    pub cancelled: i64,
}

impl EventStates {
    fn of(state: EventState, count: i64) -> Self {
        let mut states = Self::default();
        *match state {
            EventState::Planned => &mut states.planned,
            EventState::Confirmed => &mut states.confirmed,
            EventState::Held => &mut states.held,
            EventState::Reported => &mut states.reported,
            EventState::Postponed => &mut states.postponed,
            EventState::Cancelled => &mut states.cancelled,
        } = count;
        states
    }

    fn plus(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            confirmed: self.confirmed + other.confirmed,
            held: self.held + other.held,
            reported: self.reported + other.reported,
            postponed: self.postponed + other.postponed,
            cancelled: self.cancelled + other.cancelled,
        }
    }

    /// All of them.
    pub fn total(self) -> i64 {
        self.taking_place() + self.postponed + self.cancelled
    }

    /// Those that took place.
    pub fn took_place(self) -> i64 {
        self.held + self.reported
    }

    /// Those that took place or are to, on the day that they say.
    pub fn taking_place(self) -> i64 {
        self.planned + self.confirmed + self.took_place()
    }

    /// Whether what comes of one is still to be told, however it goes.
    pub fn is_unsettled(self) -> bool {
        self.planned + self.confirmed + self.held > 0
    }
}

/// Counts by sex, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct SexTotals {
    /// Women and girls.
    #[schema(minimum = 0, example = 30)]
    pub female: i64,
    /// Men and boys.
    #[schema(minimum = 0, example = 10)]
    pub male: i64,
    /// Those whose sex nobody noted.
    #[schema(minimum = 0, example = 2)]
    pub unknown: i64,
    /// All together.
    #[schema(minimum = 0, example = 42)]
    pub total: i64,
}

impl SexTotals {
    /// Of the three counts.
    pub fn of(female: i64, male: i64, unknown: i64) -> Self {
        Self { female, male, unknown, total: female + male + unknown }
    }

    fn plus(self, other: Self) -> Self {
        Self::of(self.female + other.female, self.male + other.male, self.unknown + other.unknown)
    }
}

/// Attendances (lượt người) of events with results: whoever came to two of them is counted twice.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct Attendances {
    /// Women and girls.
    #[schema(minimum = 0, example = 30)]
    pub female: i64,
    /// Men and boys.
    #[schema(minimum = 0, example = 10)]
    pub male: i64,
    /// Those whose sex nobody noted.
    #[schema(minimum = 0, example = 2)]
    pub unknown: i64,
    /// All together.
    #[schema(minimum = 0, example = 42)]
    pub total: i64,
    /// Events with results at which somebody counted.
    #[schema(minimum = 0, example = 1)]
    pub counted_events: i64,
    /// Events with results at which nobody did.
    #[schema(minimum = 0)]
    pub uncounted_events: i64,
    /// Women and girls out of those whose sex is known, from 0 to 1; null where that is nobody.
    #[schema(minimum = 0, maximum = 1, example = 0.75)]
    pub share_female: Option<f64>,
}

impl Attendances {
    /// Of so many events with results, at `counted` of which somebody counted; the share is worked out of the sums.
    pub fn of(came: SexTotals, reported: i64, counted: i64) -> Self {
        let SexTotals { female, male, unknown, total } = came;
        let known = female + male;
        let share_female = share::of(female, known);
        Self {
            female,
            male,
            unknown,
            total,
            counted_events: counted,
            uncounted_events: reported - counted,
            share_female,
        }
    }

    fn plus(self, other: &Self) -> Self {
        let came = |it: &Self| SexTotals::of(it.female, it.male, it.unknown);
        let counted = self.counted_events + other.counted_events;
        let reported = counted + self.uncounted_events + other.uncounted_events;
        Self::of(came(&self).plus(came(other)), reported, counted)
    }
}

/// How many events there are, in which states, and who came.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct EventTally {
    /// All but duplicates.
    #[schema(minimum = 0)]
    pub events: i64,
    /// The same by state.
    pub by_state: EventStates,
    /// Held or reported.
    #[schema(minimum = 0)]
    pub took_place: i64,
    /// Who came to those that are reported.
    pub participants: Attendances,
}

impl EventTally {
    /// Of events in one state, at `counted` of which somebody counted who came.
    pub fn of(state: EventState, count: i64, counted: i64, came: SexTotals) -> Self {
        let by_state = EventStates::of(state, count);
        Self {
            events: count,
            by_state,
            took_place: by_state.took_place(),
            participants: Attendances::of(came, by_state.reported, counted),
        }
    }

    /// With those of another part.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        let by_state = self.by_state.plus(other.by_state);
        Self {
            events: by_state.total(),
            by_state,
            took_place: by_state.took_place(),
            participants: self.participants.plus(&other.participants),
        }
    }
}

/// Everything that is added up of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, ToSchema)]
pub struct EventFigures {
    /// All but duplicates.
    #[schema(minimum = 0)]
    pub events: i64,
    /// The same by state.
    pub by_state: EventStates,
    /// Held or reported.
    #[schema(minimum = 0)]
    pub took_place: i64,
    /// Who came to those that are reported.
    pub participants: Attendances,
    /// Certificates that were given out at those.
    pub certificates: SexTotals,
    /// What was handed out or put up at those, of all kinds.
    #[schema(minimum = 0)]
    pub materials: i64,
    /// What was said of those in the media, in items of all kinds.
    #[schema(minimum = 0)]
    pub media_items: i64,
    /// How often those were watched online: views, and never participants.
    #[schema(minimum = 0)]
    pub online_views: i64,
    /// The money that is planned for what is not cancelled.
    pub planned: MoneyTotals,
    /// The money that was spent on what is reported: of the state, and mobilised.
    pub spent: MoneyTotals,
}

impl EventFigures {
    /// Its counts alone.
    pub fn tally(&self) -> EventTally {
        EventTally {
            events: self.events,
            by_state: self.by_state,
            took_place: self.took_place,
            participants: self.participants,
        }
    }

    /// With those of another part.
    #[must_use]
    pub fn plus(self, other: &Self) -> Self {
        let EventTally { events, by_state, took_place, participants } = self.tally().plus(&other.tally());
        Self {
            events,
            by_state,
            took_place,
            participants,
            certificates: self.certificates.plus(other.certificates),
            materials: self.materials + other.materials,
            media_items: self.media_items + other.media_items,
            online_views: self.online_views + other.online_views,
            planned: self.planned.with(other.planned),
            spent: self.spent.with(other.spent),
        }
    }
}

/// The events of one agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyEvents {
    /// The agency that organises them. With `roll_up=successor`, whoever holds what was an ended one's.
    pub agency_id: Id,
    /// What it was called on the day of `as_of`.
    #[schema(max_length = 300)]
    pub agency_name: String,
    /// Its own events; not what it organises with others.
    pub figures: EventTally,
}

/// The events of one kind of agency.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct LevelEvents {
    /// The kind, as it is now.
    pub level: AgencyKind,
    /// Its events.
    pub figures: EventTally,
}

/// The events of one form.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct FormEvents {
    /// The form.
    pub form: EventForm,
    /// Its events.
    pub figures: EventTally,
}

/// The events that begin on one day.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DayEvents {
    /// The day, in Hải Phòng.
    pub first_on: NaiveDate,
    /// Its events.
    pub figures: EventTally,
}

/// The events with one theme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ThemeEvents {
    /// The theme.
    pub theme: EventTheme,
    /// Its events.
    pub figures: EventTally,
}

/// The events of a year, added up.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct EventStatistics {
    /// The year that they begin in.
    #[schema(minimum = 1990, maximum = 2200)]
    pub year: i32,
    /// Whether the figures may still become others: something is planned, confirmed or held and not reported, or the Action Month (of
    /// other occasions, the year) is not over.
    pub provisional: bool,
    /// All of them.
    pub totals: EventFigures,
    /// Per agency that organises them, by name; the parts add up.
    #[schema(max_items = 10_000)]
    pub by_agency: Vec<AgencyEvents>,
    /// Per kind of agency; the parts add up.
    #[schema(max_items = 20)]
    pub by_level: Vec<LevelEvents>,
    /// Per form; the parts add up.
    #[schema(max_items = 20)]
    pub by_form: Vec<FormEvents>,
    /// Per day on which they begin; the parts add up.
    #[schema(max_items = 366)]
    pub by_first_day: Vec<DayEvents>,
    /// Per theme; an event with two themes is in two of them, so these do not add up.
    #[schema(max_items = 20)]
    pub by_theme: Vec<ThemeEvents>,
}

/// Which events to count.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct EventStatisticsFilter {
    /// Those that begin in this year, in Hải Phòng; in the one that runs when absent.
    #[validate(range(min = 1990, max = 2200))]
    #[param(minimum = 1990, maximum = 2200, example = 2017)]
    pub year: Option<i32>,
    /// For any of these occasions; for all when absent.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub occasion: Vec<EventOccasion>,
    /// Of this agency and those below it.
    pub agency_id: Option<Id>,
    /// Whose figures those of agencies are that have ended: their own when absent.
    #[param(inline)]
    pub roll_up: Option<RollUp>,
    /// The day on which `roll_up=successor` asks who holds what was theirs, and whose names are told; today when absent. Nothing else is
    /// judged by it.
    #[serde(default, deserialize_with = "dates::optional")]
    pub as_of: Option<NaiveDate>,
}

/// One column of the heat map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeatColumn {
    /// Its first day.
    pub first_on: NaiveDate,
    /// Its last day.
    pub last_on: NaiveDate,
}

/// One row of the heat map.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeatRow {
    /// The form.
    pub form: EventForm,
    /// How many begin in each column, in the order of the columns.
    #[schema(max_items = 62)]
    pub cells: Vec<i64>,
    /// All of the row.
    #[schema(minimum = 0)]
    pub total: i64,
}

/// How many events of each form begin when: those that took place or are to. Cancelled and postponed ones and duplicates are in no
/// cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct HeatMap {
    /// The year.
    #[schema(minimum = 1990, maximum = 2200)]
    pub year: i32,
    /// Whether the figures may still become others, as in the statistics.
    pub provisional: bool,
    /// Whether a column is a week, from Monday to Sunday, instead of a day: so it is over more than 62 days.
    pub by_week: bool,
    /// The columns, in their order and without gaps: the days of the Action Month, else from the first event to the last.
    #[schema(max_items = 62)]
    pub columns: Vec<HeatColumn>,
    /// A row for each form that there is.
    #[schema(max_items = 20)]
    pub rows: Vec<HeatRow>,
    /// All of each column.
    #[schema(max_items = 62)]
    pub column_totals: Vec<i64>,
    /// All of them.
    #[schema(minimum = 0)]
    pub total: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_of_women_is_of_those_whose_sex_is_known_and_comes_from_the_sums() {
        let of =
            |female, male, unknown| EventTally::of(EventState::Reported, 1, 1, SexTotals::of(female, male, unknown));
        let one = of(30, 10, 2);
        assert_eq!((one.participants.total, one.participants.share_female), (42, Some(0.75)));
        let both = one.plus(&of(0, 60, 0));
        assert_eq!((both.events, both.participants.share_female), (2, Some(0.3)));
        assert_eq!(of(0, 0, 9).participants.share_female, None);
        assert_eq!(of(0, 9, 0).participants.share_female, Some(0.0));
    }

    #[test]
    fn what_nobody_counted_is_told_beside_what_somebody_did() {
        let counted = EventTally::of(EventState::Reported, 3, 2, SexTotals::of(1, 1, 0));
        let planned = EventTally::of(EventState::Planned, 4, 0, SexTotals::default());
        let all = counted.plus(&planned).plus(&EventTally::of(EventState::Cancelled, 5, 0, SexTotals::default()));
        assert_eq!((all.events, all.took_place, all.by_state.taking_place()), (12, 3, 7));
        assert_eq!((all.participants.counted_events, all.participants.uncounted_events), (2, 1));
        assert!(all.by_state.is_unsettled() && !counted.by_state.is_unsettled());
    }
}
