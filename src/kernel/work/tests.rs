use super::*;
use crate::kernel::owner::Owner;
use crate::kernel::policy::Seated;
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Auditor, Chair, StandingOfficer};
use crate::kernel::role::Scope::{Own, Subtree};
use crate::kernel::sample::{City, day};
use crate::kernel::workflow::Transition;

/// The states of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Draft,
    Sent,
}

impl Display for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(if *self == Self::Draft { "draft" } else { "sent" })
    }
}

/// A letter of an agency, or of a committee.
struct Letter {
    owner: Owner,
    state: State,
    authors: Vec<Id>,
}

impl Seated for Letter {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        self.owner.agency_at(seat)
    }
}

impl Subject for Letter {
    type State = State;

    fn state(&self) -> State {
        self.state
    }

    fn authors(&self) -> Vec<Id> {
        self.authors.clone()
    }
}

const OFFICERS: Who = &[(Seat::Own, &[AgencyOfficer]), (Seat::Committee, &[StandingOfficer])];
const LEADS: Who = &[(Seat::Own, &[AgencyLead]), (Seat::Committee, &[Chair])];

#[rustfmt::skip]
static LETTERS: Table<Letter> = Table { resource: "letters", rows: &[
    Transition { from: &[State::Draft], action: "send", to: State::Sent, who: OFFICERS, needs: &[], apart: false },
    Transition { from: &[State::Draft, State::Sent], action: "burn", to: State::Sent, who: LEADS, needs: &[], apart: false },
    Transition { from: &[State::Sent], action: "judge", to: State::Draft, who: LEADS, needs: &[], apart: true },
] };

const AWAITED: &[Awaited<State>] =
    &[Awaited { from: &[State::Draft], actions: &["send"] }, Awaited { from: &[State::Sent], actions: &["judge"] }];

/// The seats that are open to somebody, with the agencies there and the states.
fn open(city: &City, login: &str, at: &str) -> Vec<(Seat, Vec<&'static str>, Vec<State>)> {
    let openings = Openings::of(&LETTERS, &city.caller(login, at, "2017-03-06"), AWAITED);
    let named = |it: Opening<State>| (it.seat, city.names(it.agencies.listed().unwrap_or_default()), it.states);
    openings.seats.into_iter().map(named).collect()
}

#[test]
fn what_is_open_to_somebody_follows_from_his_grants_and_the_table() {
    use State::{Draft, Sent};
    for (role, at, scope, expected) in [
        (AgencyOfficer, "justice", Own, vec![(Seat::Own, vec!["justice"], vec![Draft])]),
        (AgencyLead, "district", Subtree, vec![(Seat::Own, vec!["district", "commune"], vec![Sent])]),
        (StandingOfficer, "labour", Own, vec![(Seat::Committee, vec!["committee"], vec![Draft])]),
        (StandingOfficer, "justice", Own, vec![]),
        (Chair, "committee", Subtree, vec![(Seat::Committee, vec!["committee"], vec![Sent])]),
        (Auditor, "committee", Subtree, vec![]),
    ] {
        let mut city = City::new();
        city.grant("somebody", role, at, scope);
        assert_eq!(open(&city, "somebody", at), expected, "{role:?} at {at}");
    }
}

#[test]
fn what_was_lent_opens_that_step_and_no_other() {
    let mut city = City::new();
    city.grant("lead", AgencyLead, "justice", Own);
    city.grant("officer", AgencyOfficer, "justice", Own);
    city.grant("friend", AgencyOfficer, "district", Own);
    city.delegate("officer", "justice", "letters.send", "friend");
    city.delegate("lead", "justice", "letters.burn", "friend");
    let own_and_lent = vec![(Seat::Own, vec!["justice", "district"], vec![State::Draft])];
    assert_eq!(open(&city, "friend", "district"), own_and_lent);
}

#[test]
fn the_table_judges_what_was_found_and_nothing_else_waits() {
    let mut city = City::new();
    let lead = city.grant("lead", AgencyLead, "justice", Own).id;
    let caller = city.caller("lead", "justice", "2017-03-06");
    let waits = |state: State, agency: &str, authors: &[Id]| {
        let owner = Owner { agency: city.id(agency), of_committee: false };
        let letter = Letter { owner, state, authors: authors.to_vec() };
        let next = LETTERS.actions(&caller, &letter, Instant(0));
        let paper = || Paper::undated("Công văn".to_owned(), city.id(agency));
        Waits::of((lead, 1), state, AWAITED, next, paper).map(|it| it.actions)
    };
    assert_eq!(waits(State::Sent, "justice", &[]), Some(vec!["burn".to_owned(), "judge".to_owned()]));
    assert_eq!(waits(State::Draft, "justice", &[]), None, "burning it is nothing that it waits for");
    assert_eq!(waits(State::Sent, "district", &[]), None);
    assert_eq!(waits(State::Sent, "justice", &[city.id("lead")]), None, "nobody judges his own");
}

#[test]
fn what_has_no_last_day_comes_last() {
    let [one, two, three] = [1, 2, 3].map(|number| Id(Uuid::from_u128(number)));
    let place = |last_day: Option<&str>, id| Place { last_day: last_day.map(day), id };
    let expected = [
        place(Some("2017-03-01"), two),
        place(Some("2017-03-02"), one),
        place(Some("2017-03-02"), three),
        place(None, one),
        place(None, two),
    ];
    let mut found = expected.to_vec();
    found.reverse();
    found.push(expected[2]);
    let all = Behind { after: None, due_before: None, limit: 9 };
    assert_eq!(all.first(found.clone()), expected);
    assert_eq!(Behind { limit: 2, ..all }.first(found.clone()), expected[..2]);
    assert_eq!(Behind { after: Some(expected[1]), ..all }.first(found.clone()), expected[2..]);
    assert_eq!(Behind { after: Some(expected[3]), ..all }.first(found.clone()), expected[4..]);
    assert_eq!(Behind { due_before: Some(day("2017-03-02")), ..all }.first(found), expected[..1]);
}

#[test]
fn the_part_behind_a_place_is_said_in_the_words_of_each_column() {
    let id = Id(Uuid::from_u128(1));
    let behind = |last_day: Option<&str>| Behind {
        after: Some(Place { last_day: last_day.map(day), id }),
        due_before: None,
        limit: 1,
    };
    let midnight = Instant::parse("2017-03-07T00:00:00+07:00").unwrap();
    let dated = behind(Some("2017-03-06"));
    assert_eq!(dated.dated::<Instant>().and_then(|it| it.after), Some((midnight, id.0)));
    assert_eq!(dated.dated::<NaiveDate>().and_then(|it| it.after), Some((day("2017-03-06"), id.0)));
    assert_eq!(dated.undated(), Some(None), "all of those without a day are still to come");
    assert!(behind(None).dated::<Instant>().is_none(), "those with a day are over");
    assert_eq!(behind(None).undated(), Some(Some(id)));
    let before = Behind { after: None, due_before: Some(day("2017-03-07")), limit: 1 };
    assert_eq!(before.dated::<Instant>().and_then(|it| it.before), Some(Instant::of_last(day("2017-03-07"))));
    assert_eq!(before.undated(), None);
    assert_eq!(Place::by(midnight, id).last_day, Some(day("2017-03-06")));
}
