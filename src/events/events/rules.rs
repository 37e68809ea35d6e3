//! What an event must be, beside who may and beside its workflow.

use std::collections::BTreeSet;

use crate::events::events::model::bodies::Described;
use crate::events::events::model::results::EventResults;
use crate::events::events::model::{EventState, Partner, PartnerKind, PartnerRole, ResultsStanding};
use crate::events::kinds::{EventForm, EventMode};
use crate::events::window;
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

const FILES_OF_AN_EVENT: Bound =
    Bound { most: 50, vietnamese: "tệp của một hoạt động", english: "files of one event" };

/// What holds between the fields of a description, all faults at once.
pub fn agree(described: &Described) -> Result<(), Problem> {
    let mut faults: Vec<(String, Code)> = Vec::new();
    let mut wrong_if = |wrong: bool, pointer: &str, code: Code| {
        if wrong {
            faults.push((pointer.to_owned(), code));
        }
    };
    let is_other = described.form == EventForm::Other;
    let is_training = described.form == EventForm::Training;
    wrong_if(described.form_note.is_some() && !is_other, "/form_note", Code::FieldNotApplicable);
    wrong_if(described.lesson_hours.is_some() && !is_training, "/lesson_hours", Code::FieldNotApplicable);
    wrong_if(described.venue.is_none() && described.mode != EventMode::Online, "/venue", Code::VenueMissing);
    let joins_nowhere = described.mode == EventMode::InPerson;
    wrong_if(described.online_url.is_some() && joins_nowhere, "/online_url", Code::FieldNotApplicable);
    wrong_if(repeats(&described.themes), "/themes", Code::CodeRepeated);
    wrong_if(repeats(&described.audiences), "/audiences", Code::CodeRepeated);
    for (place, partner) in described.partners.iter().enumerate() {
        let Partner { kind, agency_id, name, .. } = partner;
        let is_agency = *kind == PartnerKind::Agency;
        wrong_if(agency_id.is_some() && !is_agency, &format!("/partners/{place}/agency_id"), Code::FieldNotApplicable);
        wrong_if(agency_id.is_some() == name.is_some(), &format!("/partners/{place}/name"), Code::OneSubject);
    }
    let Some((_, first)) = faults.first() else { return Ok(()) };
    let code = if faults.iter().all(|(_, code)| code == first) { *first } else { Code::Blocked };
    Err(faults.into_iter().fold(Problem::of(code), |problem, (pointer, code)| problem.at(pointer, code)))
}

fn repeats<T: Ord>(values: &[T]) -> bool {
    values.iter().collect::<BTreeSet<_>>().len() < values.len()
}

/// Partners that are named by their identifiers are agencies on record, others than the organiser, each once.
pub fn partners_are_known(directory: &Directory, organiser: Id, partners: &[Partner]) -> Result<(), Problem> {
    let mut seen = BTreeSet::from([organiser]);
    for (place, partner) in partners.iter().enumerate() {
        let Some(agency) = partner.agency_id else { continue };
        let pointer = format!("/partners/{place}/agency_id");
        if !directory.agencies.contains_key(&agency) {
            return Err(Problem::unknown(pointer));
        }
        if !seen.insert(agency) {
            return Err(Problem::of_place(pointer, Code::AgencyRepeated));
        }
    }
    Ok(())
}

/// The agencies that organise it together with its own.
pub fn co_organisers(partners: &[Partner]) -> Vec<Id> {
    let organising = partners.iter().filter(|it| it.role == PartnerRole::CoOrganiser);
    organising.filter_map(|it| it.agency_id).collect()
}

/// What an edit changes, for the rule of what can be edited when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edited {
    /// The times, the occasion or the form, by where the first of them stands in the body.
    pub frame: Option<&'static str>,
    /// Anything else but the title and the summary.
    pub rest: Option<&'static str>,
    /// The title or the summary.
    pub words: bool,
}

/// While it is planned everything can be edited; confirmed or postponed all but times, occasion and form; held and reported the
/// title and the summary; cancelled nothing.
pub fn may_be_edited(state: EventState, edited: Edited) -> Result<(), Problem> {
    let forbidden = match state {
        EventState::Planned => None,
        EventState::Confirmed | EventState::Postponed => edited.frame,
        EventState::Held | EventState::Reported => edited.frame.or(edited.rest),
        EventState::Cancelled => return Err(Problem::of(Code::StateForbids)),
    };
    forbidden.map_or(Ok(()), |pointer| Err(Problem::of_place(pointer, Code::StateForbids)))
}

/// Whether anything of an event can be edited in a state.
pub fn is_editable(state: EventState) -> Result<(), Problem> {
    may_be_edited(state, Edited { frame: None, rest: None, words: true })
}

/// Only what is planned still is removed, and not what a duplicate names as its original.
pub fn may_be_removed(state: EventState, is_named: bool) -> Result<(), Problem> {
    match (state, is_named) {
        (EventState::Planned, false) => Ok(()),
        (EventState::Planned, true) => Err(Problem::of(Code::Referenced)),
        _ => Err(Problem::of(Code::StateForbids)),
    }
}

/// The organiser is there on the first day of its event.
pub fn organiser_is_alive(alive: bool) -> Result<(), Problem> {
    if alive { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotAlive)) }
}

/// An event of the Month's belongs to the Month of its year.
pub fn month_is_there<T>(month: Option<T>) -> Result<T, Problem> {
    month.ok_or_else(|| Problem::of_place("/starts_at", Code::ActionMonthMissing))
}

/// What a duplicate is one of: another event, of the same committee, that is not cancelled.
pub fn is_original(duplicate: (Id, Id), other: (Id, Id), other_state: EventState) -> Result<(), Problem> {
    let fits = duplicate.0 != other.0 && duplicate.1 == other.1 && other_state != EventState::Cancelled;
    if fits { Ok(()) } else { Err(Problem::of_place("/of_id", Code::NotOriginal)) }
}

/// No more certificates than people who came, and none where nobody counted.
pub fn results_agree(results: &EventResults) -> Result<(), Problem> {
    match (results.participants, results.certificates) {
        (None, Some(_)) => Err(Problem::of_place("/results/certificates", Code::FieldNotApplicable)),
        (Some(came), Some(given)) if given.total() > came.by_sex().total() => {
            Err(Problem::of_place("/results/certificates", Code::CertificatesExceed))
        }
        _ => Ok(()),
    }
}

/// `there` files belong to the event, and `more` are to.
pub fn room_for_files(there: usize, more: usize) -> Result<(), Problem> {
    if more == 0 { Ok(()) } else { FILES_OF_AN_EVENT.room(there + more - 1) }
}

/// How it stands with the results of an event at an instant: they are owed once it is over, planned and confirmed ones too.
pub fn results_standing(state: EventState, ends_at: Instant, now: Instant) -> ResultsStanding {
    match state {
        EventState::Reported => ResultsStanding::Reported,
        state if !EventState::OWING.contains(&state) || now < ends_at => ResultsStanding::NotOwed,
        _ if now < window::results_due_at(ends_at) => ResultsStanding::Owed,
        _ => ResultsStanding::Overdue,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::events::model::results::Participants;
    use crate::events::kinds::{BySex, EventAudience, EventTheme, Venue};

    fn described() -> Described {
        Described {
            form: EventForm::Seminar,
            form_note: None,
            mode: EventMode::InPerson,
            title: "Hội thảo".to_owned(),
            public_summary: None,
            venue: Some(Venue { name: "Hội trường".to_owned(), address: None }),
            online_url: None,
            themes: vec![EventTheme::Law],
            audiences: vec![EventAudience::Women],
            partners: Vec::new(),
            capacity: None,
            planned: None,
            lesson_hours: None,
        }
    }

    fn partner(kind: PartnerKind, agency_id: Option<Id>, name: Option<&str>) -> Partner {
        Partner { kind, agency_id, name: name.map(str::to_owned), role: PartnerRole::CoOrganiser }
    }

    #[test]
    fn what_does_not_go_together_is_named() {
        use Code::{Blocked, CodeRepeated, FieldNotApplicable, OneSubject, VenueMissing};
        let url = Some("https://a".to_owned());
        let with = |partner| Described { partners: vec![partner], ..described() };
        for (wrong, expected) in [
            (described(), None),
            (Described { form_note: Some("x".to_owned()), ..described() }, Some(FieldNotApplicable)),
            (Described { form_note: Some("x".to_owned()), form: EventForm::Other, ..described() }, None),
            (Described { lesson_hours: Some(8), ..described() }, Some(FieldNotApplicable)),
            (Described { lesson_hours: Some(8), form: EventForm::Training, ..described() }, None),
            (Described { venue: None, ..described() }, Some(VenueMissing)),
            (Described { venue: None, mode: EventMode::Hybrid, ..described() }, Some(VenueMissing)),
            (Described { venue: None, mode: EventMode::Online, online_url: url.clone(), ..described() }, None),
            (Described { online_url: url.clone(), ..described() }, Some(FieldNotApplicable)),
            (Described { venue: None, online_url: url, ..described() }, Some(Blocked)),
            (Described { themes: vec![EventTheme::Law; 2], ..described() }, Some(CodeRepeated)),
            (with(partner(PartnerKind::Agency, Some(Id::fresh()), None)), None),
            (with(partner(PartnerKind::Agency, None, Some("Một cơ quan"))), None),
            (with(partner(PartnerKind::Agency, None, None)), Some(OneSubject)),
            (with(partner(PartnerKind::Enterprise, Some(Id::fresh()), None)), Some(FieldNotApplicable)),
        ] {
            assert_eq!(agree(&wrong).err().map(|it| it.code()), expected, "{wrong:?}");
        }
    }

    #[test]
    fn less_can_be_edited_the_further_it_is() {
        let nothing = Edited { frame: None, rest: None, words: true };
        let frame = Edited { frame: Some("/form"), ..nothing };
        let rest = Edited { rest: Some("/venue"), ..nothing };
        for state in EventState::ALL {
            use EventState::{Cancelled, Confirmed, Planned, Postponed};
            assert_eq!(may_be_edited(*state, nothing).is_ok(), *state != Cancelled, "{state}");
            assert_eq!(may_be_edited(*state, frame).is_ok(), *state == Planned, "{state}");
            let early = matches!(state, Planned | Confirmed | Postponed);
            assert_eq!(may_be_edited(*state, rest).is_ok(), early, "{state}");
            assert_eq!(may_be_removed(*state, false).is_ok(), *state == Planned, "{state}");
        }
        assert_eq!(may_be_removed(EventState::Planned, true).unwrap_err().code(), Code::Referenced);
    }

    #[test]
    fn certificates_never_exceed_those_who_came() {
        let by_sex = |female, male| BySex { female, male, unknown: 0 };
        let came = Participants { from_16: by_sex(3, 2), unknown: by_sex(1, 0), ..Participants::default() };
        let results = |participants, certificates| EventResults { participants, certificates, ..Default::default() };
        assert!(results_agree(&results(Some(came), Some(by_sex(3, 3)))).is_ok());
        assert!(results_agree(&results(None, None)).is_ok());
        for (wrong, code) in [
            (results(Some(came), Some(by_sex(4, 3))), Code::CertificatesExceed),
            (results(None, Some(by_sex(0, 0))), Code::FieldNotApplicable),
        ] {
            assert_eq!(results_agree(&wrong).unwrap_err().code(), code);
        }
    }

    #[test]
    fn results_are_owed_once_it_is_over_whatever_was_said_of_it_before() {
        let at = |text: &str| Instant::parse(text).unwrap();
        let ends = at("2017-11-23T21:00:00+07:00");
        for state in EventState::ALL {
            let standing = |now: &str| results_standing(*state, ends, at(now));
            let owing = EventState::OWING.contains(state);
            let expected = |owed| match (state, owing) {
                (EventState::Reported, _) => ResultsStanding::Reported,
                (_, true) => owed,
                _ => ResultsStanding::NotOwed,
            };
            assert_eq!(standing("2017-11-23T20:59:59+07:00"), expected(ResultsStanding::NotOwed), "{state}");
            assert_eq!(standing("2017-11-23T21:00:00+07:00"), expected(ResultsStanding::Owed), "{state}");
            assert_eq!(standing("2017-11-30T23:59:59+07:00"), expected(ResultsStanding::Owed), "{state}");
            assert_eq!(standing("2017-12-01T00:00:00+07:00"), expected(ResultsStanding::Overdue), "{state}");
        }
    }

    #[test]
    fn an_original_is_another_one_that_counts() {
        let [one, other, committee, elsewhere] = std::array::from_fn(|_| Id::fresh());
        let code = |duplicate, original, state| is_original(duplicate, original, state).err().map(|it| it.code());
        let not = Some(Code::NotOriginal);
        assert_eq!(code((one, committee), (other, committee), EventState::Held), None);
        assert_eq!(code((one, committee), (one, committee), EventState::Held), not);
        assert_eq!(code((one, committee), (other, elsewhere), EventState::Held), not);
        assert_eq!(code((one, committee), (other, committee), EventState::Cancelled), not);
    }

    #[test]
    fn the_fiftieth_file_is_the_last() {
        assert!(room_for_files(50, 0).is_ok());
        assert!(room_for_files(45, 5).is_ok());
        assert_eq!(room_for_files(45, 6).unwrap_err().code(), Code::QuotaReached);
    }
}
