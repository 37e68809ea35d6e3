//! What waits for somebody, whichever chapter's paper it is: a step that his own grants, or one lent to him, let him take now.
//!
//! Nobody says twice who may. A resource names the steps that its objects wait for; from its transition table follows at which
//! agencies and in which states a caller could take one ([`Openings`]), which is where SQL looks for objects; and the table itself
//! judges each that was found ([`Waits::of`]), as it does for the `actions` of a detail read. SQL may find too much, never too little.

use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::NaiveDate;
use uuid::Uuid;

use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::deadline::{self, DueRule, Timeliness};
use crate::kernel::directory::GrantSeat;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::named::ProgrammeName;
use crate::kernel::policy::{Caller, Member, Rule, Seat, Who};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::workflow::{NextAction, Subject, Table};

/// What a resource gives out whose objects wait for people.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// What sort of thing it is: the resource, as in paths.
    pub kind: &'static str,
    /// The path of one below the base path, with `{id}` in place of its identifier.
    pub path: &'static str,
    /// Where objects lie that may wait for the caller: those next behind a place, in order.
    pub places: Places,
    /// Of these objects those that do wait for him, with all that is told of them.
    pub told: Told,
}

/// Finds objects that may wait for the caller.
pub type Places = fn(&mut View<'_>, &Behind) -> Result<Vec<Place>, Problem>;

/// Judges and names what was found.
pub type Told = fn(&mut View<'_>, &[Id]) -> Result<Vec<Waits>, Problem>;

/// Where an object stands in the list: by its last day, and by its identifier among those of one day. What has no last day comes last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// The last day on which it is on time.
    pub last_day: Option<NaiveDate>,
    /// Which object.
    pub id: Id,
}

impl Place {
    /// That of an object by its last day, or by the first instant that is late.
    pub fn by<D: Day>(day: D, id: Id) -> Self {
        Self { last_day: Some(day.last()), id }
    }

    /// The place right before it: what continues behind that begins with this one. No object has the least identifier, so the place of
    /// that is as good.
    #[must_use]
    pub fn right_before(self) -> Self {
        Self { id: Id(Uuid::from_u128(self.id.0.as_u128().saturating_sub(1))), ..self }
    }

    fn key(&self) -> (bool, Option<NaiveDate>, Id) {
        (self.last_day.is_none(), self.last_day, self.id)
    }
}

impl PartialOrd for Place {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Place {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

/// A column by which things fall due. Due instants are midnights in Vietnam, so each is one day, and the days are in their order.
pub trait Day: Copy {
    /// What the column holds where this is the last day.
    fn of_last(day: NaiveDate) -> Self;
    /// The last day of what the column holds.
    fn last(self) -> NaiveDate;
}

impl Day for NaiveDate {
    fn of_last(day: NaiveDate) -> Self {
        day
    }

    fn last(self) -> NaiveDate {
        self
    }
}

impl Day for Instant {
    fn of_last(day: NaiveDate) -> Self {
        deadline::end_of(day)
    }

    fn last(self) -> NaiveDate {
        deadline::last_day(self)
    }
}

/// Which part of the list is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Behind {
    /// Behind this place; none from the beginning.
    pub after: Option<Place>,
    /// With a last day before this one.
    pub due_before: Option<NaiveDate>,
    /// So many at most.
    pub limit: i64,
}

/// The same part of those that have a last day, in the words of their column.
#[derive(Clone, Copy, Debug)]
pub struct Dated<D> {
    /// Behind this value and this identifier.
    pub after: Option<(D, Uuid)>,
    /// Before this value.
    pub before: Option<D>,
}

impl Behind {
    /// The part of those that have a last day; none where no such thing lies in it.
    pub fn dated<D: Day>(&self) -> Option<Dated<D>> {
        let after = match self.after {
            Some(Place { last_day: None, .. }) => return None,
            Some(Place { last_day: Some(day), id }) => Some((D::of_last(day), id.0)),
            None => None,
        };
        Some(Dated { after, before: self.due_before.map(D::of_last) })
    }

    /// The part of those that have none: behind which identifier; none where no such thing lies in it.
    pub fn undated(&self) -> Option<Option<Id>> {
        if self.due_before.is_some() {
            return None;
        }
        Some(self.after.filter(|place| place.last_day.is_none()).map(|place| place.id))
    }

    /// The first of places that were found on several ways, each once.
    pub fn first(&self, found: Vec<Place>) -> Vec<Place> {
        let places: BTreeSet<Place> = found.into_iter().filter(|place| self.contains(place)).collect();
        places.into_iter().take(usize::try_from(self.limit).unwrap_or_default()).collect()
    }

    fn contains(&self, place: &Place) -> bool {
        let is_behind = self.after.is_none_or(|after| *place > after);
        is_behind && self.due_before.is_none_or(|before| place.last_day.is_some_and(|day| day < before))
    }
}

/// The places of a boxed query's objects that have a last day, in a column of type `$day`.
macro_rules! dated_places {
    ($connection:expr, $behind:expr, $day:ty, $column:expr, $id:expr, $query:expr) => {{
        let places: Vec<$crate::kernel::work::Place> = match $behind.dated::<$day>() {
            None => Vec::new(),
            Some(part) => {
                let rows: Vec<($day, $crate::kernel::id::Id)> = $crate::kernel::sql::on_engine!($connection, native => {
                    let mut query = $query.select(($column, $id));
                    if let Some(before) = part.before {
                        query = query.filter($column.lt(before));
                    }
                    let way = $crate::kernel::page::Direction::Ascending;
                    let query = $crate::keyset!(query, way, $column, $id, part.after);
                    query.limit($behind.limit).load(native)?
                });
                rows.into_iter().map(|(day, id)| $crate::kernel::work::Place::by(day, id)).collect()
            }
        };
        places
    }};
}
pub(crate) use dated_places;

/// The places of a boxed query's objects that have no last day.
macro_rules! undated_places {
    ($connection:expr, $behind:expr, $id:expr, $query:expr) => {{
        let places: Vec<$crate::kernel::work::Place> = match $behind.undated() {
            None => Vec::new(),
            Some(after) => {
                let ids: Vec<$crate::kernel::id::Id> = $crate::kernel::sql::on_engine!($connection, native => {
                    let mut query = $query.select($id);
                    if let Some(after) = after {
                        query = query.filter($id.gt(after));
                    }
                    query.order($id).limit($behind.limit).load(native)?
                });
                ids.into_iter().map(|id| $crate::kernel::work::Place { last_day: None, id }).collect()
            }
        };
        places
    }};
}
pub(crate) use undated_places;

/// The places of what is its owner's and has no last day, whether that is a committee or an agency, by a table with `state` and
/// `agency_id`.
macro_rules! owned_places {
    ($view:expr, $behind:expr, $open:expr, $table:ident) => {{
        use ::diesel::prelude::*;
        use $crate::kernel::policy::Seat;
        let seats = [Seat::Committee, Seat::Own].into_iter().filter_map(|seat| $open.at(seat));
        let mut found = Vec::new();
        for seat in seats {
            let (owners, states) = (seat.agencies.listed(), seat.states.clone());
            found.extend($crate::kernel::work::undated_places!(&mut *$view.connection, $behind, $table::id, {
                let moving = $table::table.filter($table::state.eq_any(states.clone())).into_boxed();
                $crate::kernel::sql::of_agencies(moving, $table::agency_id, owners)
            }));
        }
        $behind.first(found)
    }};
}
pub(crate) use owned_places;

/// What waits, one object by one: an agency writes few at a time. Those that nobody may read any more are left out.
pub fn one_by_one(
    view: &mut View<'_>,
    ids: &[Id],
    waits: impl Fn(&mut View<'_>, Id) -> Result<Option<Waits>, Problem>,
) -> Result<Vec<Waits>, Problem> {
    let mut found = Vec::new();
    for id in ids {
        found.extend(still(waits(view, *id))?.flatten());
    }
    Ok(found)
}

/// Steps that objects wait for while they are in some states: those that bring them on, and none that undoes what was done.
#[derive(Clone, Copy, Debug)]
pub struct Awaited<State: 'static> {
    /// The states.
    pub from: &'static [State],
    /// The steps, by the names of `actions`.
    pub actions: &'static [&'static str],
}

/// Where a caller could take steps that are awaited: seat by seat.
#[derive(Clone, Debug)]
pub struct Openings<State> {
    seats: Vec<Opening<State>>,
}

/// One seat from which a caller could take steps.
#[derive(Clone, Debug)]
pub struct Opening<State> {
    /// The seat.
    pub seat: Seat,
    /// The agencies there; none in particular where people sit there.
    pub agencies: Agencies,
    /// The states in which it could be.
    pub states: Vec<State>,
}

impl<State: Copy + Eq + 'static> Openings<State> {
    /// Those of the steps of a table.
    pub fn of<S: Subject<State = State>>(table: &Table<S>, caller: &Caller, awaited: &[Awaited<State>]) -> Self {
        let mut openings = Self { seats: Vec::new() };
        for (expected, action) in awaited.iter().flat_map(|it| it.actions.iter().map(move |action| (it.from, *action)))
        {
            for row in table.rows.iter().filter(|row| row.action == action) {
                let states: Vec<State> = row.from.iter().copied().filter(|state| expected.contains(state)).collect();
                openings.add(caller, (table.resource, action, row.who), &states);
            }
        }
        openings
    }

    /// The same with those of what is no step, in some states.
    #[must_use]
    pub fn with(mut self, caller: &Caller, rule: &Rule, states: &[State]) -> Self {
        self.add(caller, (rule.resource, rule.action, rule.who), states);
        self
    }

    fn add(&mut self, caller: &Caller, (resource, action, who): (&str, &str, Who), states: &[State]) {
        if states.is_empty() {
            return;
        }
        let grants = caller.acting_grants(resource, action);
        for (seat, roles) in who {
            let held: Vec<GrantSeat> = grants.iter().filter(|grant| roles.contains(&grant.role)).cloned().collect();
            let agencies = match seat {
                Seat::Team | Seat::TeamLead if caller.teams_as().is_some() => Agencies::These(Vec::new()),
                Seat::Team | Seat::TeamLead => continue,
                Seat::Committee | Seat::StandingOwn | Seat::StandingHolder | Seat::ChairHolder => {
                    Agencies::reached(caller, &held, true)
                }
                _ => Agencies::reached(caller, &held, false),
            };
            if seat.is_of_people() || agencies.has_any() {
                self.open(*seat, agencies, states);
            }
        }
    }

    fn open(&mut self, seat: Seat, agencies: Agencies, states: &[State]) {
        match self.seats.iter_mut().find(|it| it.seat == seat) {
            Some(known) => {
                known.agencies = agencies.and(&known.agencies);
                known
                    .states
                    .extend(states.iter().filter(|state| !known.states.contains(state)).copied().collect::<Vec<_>>());
            }
            None => self.seats.push(Opening { seat, agencies, states: states.to_vec() }),
        }
    }

    /// What is open from a seat.
    pub fn at(&self, seat: Seat) -> Option<&Opening<State>> {
        self.seats.iter().find(|it| it.seat == seat)
    }

    /// What is open to the people of a team, as whom the caller sits there; whoever leads is of it too.
    pub fn of_team(&self, caller: &Caller) -> Option<(Member, Vec<State>)> {
        let seats = [Seat::Team, Seat::TeamLead].into_iter().filter_map(|seat| self.at(seat));
        let states: Vec<State> = seats.flat_map(|it| it.states.iter().copied()).collect();
        caller.teams_as().filter(|_| !states.is_empty()).map(|me| (me, states))
    }
}

/// What an item of the list says of the paper that it is about.
#[derive(Clone, Debug)]
pub struct Paper {
    /// What it is called.
    pub title: String,
    /// Its number on paper.
    pub number: Option<String>,
    /// Whose it is.
    pub agency: Id,
    /// The programme that it is done for.
    pub programme: Option<ProgrammeName>,
    /// The last day on which it is on time.
    pub last_day: Option<NaiveDate>,
    /// The date on paper, and how that limits.
    pub due: Option<(NaiveDate, DueRule)>,
    /// Whether it is on time, as it stands now.
    pub timeliness: Option<Timeliness>,
    /// The first and the last day of the window of the visit that it is, or is about.
    pub window: Option<(NaiveDate, NaiveDate)>,
}

impl Paper {
    /// One by which nothing falls due.
    pub fn undated(title: String, agency: Id) -> Self {
        Self { title, number: None, agency, programme: None, last_day: None, due: None, timeliness: None, window: None }
    }

    /// The same with its number.
    #[must_use]
    pub fn numbered(self, number: Option<String>) -> Self {
        Self { number, ..self }
    }

    /// The same, due up to and including a day.
    #[must_use]
    pub fn due_on(self, day: NaiveDate) -> Self {
        Self { last_day: Some(day), due: Some((day, DueRule::OnOrBefore)), ..self }
    }
}

/// Something that waits for somebody.
#[derive(Clone, Debug)]
pub struct Waits {
    /// Which object.
    pub id: Id,
    /// Its version, which a step names.
    pub version: i32,
    /// Where it stands.
    pub state: String,
    /// The names of what he may do next.
    pub actions: Vec<String>,
    /// The paper that it is about.
    pub paper: Paper,
}

impl Waits {
    /// An object that waits for a caller, who may do this with it; none where no step is among that which its state waits for.
    pub fn of<State: Copy + Eq + Display>(
        (id, version): (Id, i32),
        state: State,
        awaited: &[Awaited<State>],
        next: Vec<NextAction>,
        paper: impl FnOnce() -> Paper,
    ) -> Option<Self> {
        let actions: Vec<String> = next.into_iter().filter(|it| it.allowed).map(|it| it.action).collect();
        let expected = awaited.iter().filter(|it| it.from.contains(&state)).flat_map(|it| it.actions);
        let waits = expected.into_iter().any(|action| actions.iter().any(|it| it == action));
        waits.then(|| Self { id, version, state: state.to_string(), actions, paper: paper() })
    }
}

/// What is there still. Between finding an object and judging it may have gone, or be the caller's to read no more.
pub fn still<T>(read: Result<T, Problem>) -> Result<Option<T>, Problem> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(problem) if problem.code() == Code::NotFound => Ok(None),
        Err(problem) => Err(problem),
    }
}

/// Whether every step that is awaited is one of a table from that state, or one of these others. For the tests of resources.
#[cfg(test)]
pub fn are_steps<S: Subject>(table: &Table<S>, awaited: &[Awaited<S::State>], others: &[&str]) -> bool {
    let is_step = |state: &S::State, action: &str| {
        others.contains(&action) || table.rows.iter().any(|row| row.action == action && row.from.contains(state))
    };
    awaited.iter().all(|it| it.from.iter().all(|state| it.actions.iter().all(|action| is_step(state, action))))
}

#[cfg(test)]
mod tests;
