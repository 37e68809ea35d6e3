use super::*;
use crate::kernel::owner::Owner;
use crate::kernel::policy::Seat;
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Chair};
use crate::kernel::role::Scope::{Own, Subtree};
use crate::kernel::sample::City;
use crate::kernel::wording::as_written;

/// The states of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Draft,
    Sent,
    Done,
}

impl Display for State {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(match self {
            Self::Draft => "draft",
            Self::Sent => "sent",
            Self::Done => "done",
        })
    }
}

/// A letter of an agency.
#[derive(Clone)]
struct Letter {
    owner: Owner,
    state: State,
    authors: Vec<Id>,
    missing: Vec<&'static str>,
    answered: bool,
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

const WRITTEN: Guard<Letter> = Guard {
    name: "every section has text",
    blockers: |letter, _| letter.missing.iter().map(|at| Blocker::at(Code::SectionMissing, *at)).collect(),
};
const ANSWERED: Guard<Letter> = Guard {
    name: "it was answered after 1970",
    blockers: |letter, now| {
        if letter.answered && now > Instant(0) { Vec::new() } else { vec![Blocker::of(Code::NotInForce)] }
    },
};

const OFFICERS: Who = &[(Seat::Own, &[AgencyOfficer])];
const LEADS: Who = &[(Seat::Own, &[AgencyLead])];
const WHOEVER: Who = &[(Seat::Own, &[AgencyOfficer, AgencyLead]), (Seat::Committee, &[Chair])];

/// Whoever may cancel depends on how far it is.
#[rustfmt::skip]
static LETTERS: Table<Letter> = Table { resource: "letters", rows: &[
    Transition { from: &[State::Draft], action: "send", to: State::Sent, who: WHOEVER, needs: &[], apart: false },
    Transition { from: &[State::Draft], action: "cancel", to: State::Done, who: OFFICERS, needs: &[], apart: false },
    Transition { from: &[State::Sent], action: "cancel", to: State::Done, who: LEADS, needs: &[WRITTEN, ANSWERED], apart: false },
    Transition { from: &[State::Draft, State::Sent], action: "judge", to: State::Done, who: LEADS, needs: &[ANSWERED], apart: true },
] };

const NOW: Instant = Instant(1);

/// An officer and a lead of Justice, whose letter it is.
fn justice() -> City {
    let mut city = City::new();
    city.grant("officer", AgencyOfficer, "justice", Own);
    city.grant("lead", AgencyLead, "justice", Own);
    city.grant("chair", Chair, "committee", Subtree);
    city
}

fn letter(city: &City, state: State) -> Letter {
    let owner = Owner::of(&city.directory, city.id("justice"));
    Letter { owner, state, authors: vec![city.id("officer")], missing: Vec::new(), answered: true }
}

fn outcome(city: &City, login: &str, letter: &Letter, action: &str, is_stale: bool) -> Result<State, Code> {
    let fits = if is_stale { Err(Problem::of(Code::StaleVersion)) } else { Ok(()) };
    let step = LETTERS.apply(&city.caller(login, "justice", "2017-03-06"), letter, action, NOW, fits);
    step.map(|it| it.to).map_err(|problem| problem.code())
}

#[test]
fn the_role_comes_before_the_version_the_version_before_the_state_and_the_state_before_the_guards() {
    let city = justice();
    let done = letter(&city, State::Done);
    let unanswered = Letter { answered: false, ..letter(&city, State::Sent) };
    for (who, of, is_stale, expected) in [
        ("chair", &done, true, Code::RoleMayNot),
        ("lead", &done, true, Code::StaleVersion),
        ("lead", &done, false, Code::StateForbids),
        ("lead", &unanswered, true, Code::StaleVersion),
        ("lead", &unanswered, false, Code::NotInForce),
    ] {
        assert_eq!(outcome(&city, who, of, "judge", is_stale), Err(expected), "{who}");
    }
    assert_eq!(outcome(&city, "lead", &letter(&city, State::Sent), "judge", false), Ok(State::Done));
}

#[test]
fn a_step_says_what_was_done_and_by_what_right() {
    let city = justice();
    let lead = city.caller("lead", "justice", "2017-03-06");
    let step = LETTERS.apply(&lead, &letter(&city, State::Sent), "cancel", NOW, Ok(())).unwrap();
    assert_eq!((step.action, step.from, step.to), ("cancel", State::Sent, State::Done));
    assert_eq!(step.authority, Authority { role: AgencyLead, on_behalf_of: None });
}

#[test]
fn every_guard_is_heard_in_its_order() {
    let city = justice();
    let lead = city.caller("lead", "justice", "2017-03-06");
    let judged = |letter: &Letter, now| LETTERS.apply(&lead, letter, "cancel", now, Ok(())).err();
    let wrong = Letter { missing: vec!["I", "III"], answered: false, ..letter(&city, State::Sent) };
    let problem = judged(&wrong, NOW).unwrap();
    assert_eq!(problem.code(), Code::NotInForce, "a conflict comes first");
    let missing = |at: &str| Blocker::at(Code::SectionMissing, at);
    let differ = vec![missing("I"), Blocker::of(Code::SummaryMissing)];
    assert_eq!(Problem::blocked(differ).code(), Code::Blocked, "they differ");
    assert_eq!(problem.into_blockers(), [missing("I"), missing("III"), Blocker::of(Code::NotInForce)]);
    let unwritten = Letter { answered: true, ..wrong };
    assert_eq!(judged(&unwritten, NOW).map(|it| it.code()), Some(Code::SectionMissing), "they say the same");
    // A guard is told the time.
    assert_eq!(judged(&letter(&city, State::Sent), Instant(0)).map(|it| it.code()), Some(Code::NotInForce));
    assert_eq!(judged(&letter(&city, State::Sent), NOW), None);
}

#[test]
fn the_rows_of_one_action_are_told_apart_by_the_state() {
    let city = justice();
    for (who, state, expected) in [
        ("officer", State::Draft, Ok(State::Done)),
        ("lead", State::Draft, Err(Code::RoleMayNot)),
        ("officer", State::Sent, Err(Code::RoleMayNot)),
        ("lead", State::Sent, Ok(State::Done)),
        // From here nobody may: whoever might elsewhere hears of the state, and nobody else does.
        ("officer", State::Done, Err(Code::StateForbids)),
        ("lead", State::Done, Err(Code::StateForbids)),
        ("chair", State::Done, Err(Code::RoleMayNot)),
    ] {
        assert_eq!(outcome(&city, who, &letter(&city, state), "cancel", false), expected, "{who} {state}");
    }
    assert_eq!(outcome(&city, "lead", &letter(&city, State::Draft), "burn", false), Err(Code::RoleMayNot));
}

#[test]
fn a_step_is_open_to_whoever_has_the_right_there_whatever_stands_in_its_way() {
    let city = justice();
    let is_open = |login: &str, state: State| {
        let blocked = Letter { missing: vec!["I"], answered: false, ..letter(&city, state) };
        LETTERS.is_open_to(&city.caller(login, "justice", "2017-03-06"), &blocked, "cancel")
    };
    assert!(is_open("officer", State::Draft) && is_open("lead", State::Sent));
    assert!(!is_open("lead", State::Draft) && !is_open("officer", State::Sent), "the right is another's there");
    assert!(!is_open("lead", State::Done), "from here nobody may");
}

#[test]
fn nobody_judges_his_own_work() {
    let mut city = justice();
    let by = |city: &City, author: &str| Letter { authors: vec![city.id(author)], ..letter(city, State::Sent) };
    assert_eq!(outcome(&city, "lead", &by(&city, "officer"), "judge", false), Ok(State::Done));
    assert_eq!(outcome(&city, "lead", &by(&city, "lead"), "judge", false), Err(Code::SeparationOfDuties));
    assert_eq!(outcome(&city, "lead", &by(&city, "lead"), "judge", true), Err(Code::SeparationOfDuties), "before 412");
    assert_eq!(outcome(&city, "lead", &by(&city, "lead"), "cancel", false), Ok(State::Done), "a row that is not apart");
    let done = Letter { state: State::Done, ..by(&city, "lead") };
    assert_eq!(outcome(&city, "lead", &done, "judge", false), Err(Code::StateForbids), "there is nothing to judge");
    // Nor the work of somebody for whom one acts, nor one's own for somebody else.
    city.delegate("lead", "justice", "letters.judge", "officer");
    for author in ["lead", "officer"] {
        assert_eq!(outcome(&city, "officer", &by(&city, author), "judge", false), Err(Code::SeparationOfDuties));
    }
    assert_eq!(outcome(&city, "officer", &by(&city, "chair"), "judge", false), Ok(State::Done));
}

#[test]
fn nobody_lends_a_step_that_judges_his_own_work() {
    let city = justice();
    let lead = city.caller("lead", "justice", "2017-03-06");
    let sent = letter(&city, State::Sent);
    let taken = |action: &str, lender: &str| {
        let step = LETTERS.apply(&lead, &sent, action, NOW, Ok(())).unwrap();
        let by = Authority { role: AgencyLead, on_behalf_of: Some(city.id(lender)) };
        LETTERS.taken_by(&lead, &sent, step, by).map(|it| it.authority == by).map_err(|problem| problem.code())
    };
    assert_eq!(taken("judge", "chair"), Ok(true));
    assert_eq!(taken("judge", "officer"), Err(Code::SeparationOfDuties));
    assert_eq!(taken("cancel", "officer"), Ok(true), "a row that is not apart");
}

#[test]
fn a_detail_read_names_each_action_once_and_what_stands_in_its_way() {
    let city = justice();
    let told = |login: &str, letter: &Letter| -> Vec<(String, bool, Vec<Code>)> {
        let actions = LETTERS.actions(&city.caller(login, "justice", "2017-03-06"), letter, NOW);
        let codes = |it: &NextAction| it.blocked_by.iter().map(|blocker| blocker.code).collect();
        actions.iter().map(|it| (it.action.clone(), it.allowed, codes(it))).collect()
    };
    let row = |action: &str, codes: &[Code]| (action.to_owned(), codes.is_empty(), codes.to_vec());
    let own = Letter { authors: vec![city.id("lead")], missing: vec!["I"], ..letter(&city, State::Sent) };
    let expected = [
        row("send", &[Code::StateForbids]),
        row("cancel", &[Code::SectionMissing]),
        row("judge", &[Code::SeparationOfDuties]),
    ];
    assert_eq!(told("lead", &own), expected);
    let draft = letter(&city, State::Draft);
    let expected = [row("send", &[]), row("cancel", &[]), row("judge", &[Code::RoleMayNot])];
    assert_eq!(told("officer", &draft), expected);
}

#[test]
fn a_rule_beside_the_table_is_told_in_the_same_words() {
    let city = justice();
    let rule = Rule { resource: "letters", action: "update", who: OFFICERS };
    let (own, wrong) = (letter(&city, State::Draft), Code::StateForbids);
    let told = |login: &str, rules: Result<(), Problem>| {
        let it = NextAction::of(&city.caller(login, "justice", "2017-03-06"), &rule, &own, rules);
        assert_eq!(it.action, "update");
        (it.allowed, it.blocked_by)
    };
    assert_eq!(told("officer", Ok(())), (true, Vec::new()));
    assert_eq!(told("officer", Err(Problem::of(wrong))), (false, vec![Blocker::of(wrong)]));
    assert_eq!(
        told("lead", Err(Problem::of(wrong))),
        (false, vec![Blocker::of(Code::RoleMayNot)]),
        "the role comes first"
    );
}

#[test]
fn the_description_has_a_line_for_every_row() {
    let officers = "agency_officer at the agency whose own it is";
    let leads = "agency_lead at the agency whose own it is";
    let whoever = "agency_officer or agency_lead at the agency whose own it is; chair at the committee whose it is";
    let expected = [
        ["draft", "send", "sent", whoever, ""],
        ["draft", "cancel", "done", officers, ""],
        ["sent", "cancel", "done", leads, "every section has text, it was answered after 1970"],
        ["draft, sent", "judge", "done", leads, "it was answered after 1970, somebody other than the authors"],
    ];
    assert_eq!(LETTERS.describe(as_written), expected);
}
