//! What a difficulty must be, beside who may and beside its workflow.

use crate::attachments::Sensitivity;
use crate::difficulties::model::{DifficultyState, Mention};
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};

/// So many turns one difficulty has: all of them are told with it.
const TURNS: Bound =
    Bound { most: 100, vietnamese: "lượt xử lý của một vướng mắc", english: "turns of one difficulty" };

/// So many are joined to one: what becomes of it becomes of all of them at once.
const JOINED: Bound =
    Bound {
        most: 200, vietnamese: "vướng mắc gộp vào một vướng mắc", english: "difficulties joined to one"
    };

/// The agency for which somebody drafts is there. One that is not known is 422; agencies are known to everybody.
pub fn is_known(directory: &Directory, agency: Id) -> Result<(), Problem> {
    if directory.agencies.contains_key(&agency) { Ok(()) } else { Err(Problem::unknown("/agency_id")) }
}

/// The committee below which an agency stands that raises something; a committee raises nothing itself.
pub fn committee_above(directory: &Directory, agency: Id) -> Result<Id, Problem> {
    let committee = directory.committee_of(agency).filter(|committee| *committee != agency);
    committee.ok_or_else(|| Problem::of_place("/agency_id", Code::WrongAgencyKind))
}

/// It is edited while it is a draft.
pub fn is_draft(state: DifficultyState) -> Result<(), Problem> {
    if state == DifficultyState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// Whether the text is restricted was chosen with the first one, for good: what was normal is in the journal.
pub fn stays(chosen: Sensitivity, asked: Option<Sensitivity>) -> Result<(), Problem> {
    if asked.is_none_or(|asked| asked == chosen) {
        return Ok(());
    }
    Err(Problem::of_place("/sensitivity", Code::SensitivityFixed))
}

/// Each paper is mentioned once, and is known to the caller.
pub fn can_be_mentioned(mentions: &[Mention], known: &[bool]) -> Result<(), Problem> {
    let judged = mentions.iter().zip(known).enumerate().map(|(place, (mention, is_known))| {
        let is_repeated = mentions.iter().take(place).any(|earlier| earlier == mention);
        let pointer = format!("/mentions/{place}");
        match (is_repeated, is_known) {
            (true, _) => Err(Problem::of_place(pointer, Code::MentionRepeated)),
            (false, false) => Err(Problem::unknown(format!("{pointer}/id"))),
            (false, true) => Ok(()),
        }
    });
    Problem::of_all(judged)
}

/// What is passed up goes to somebody else.
pub fn is_above(holder: Id, recipient: Id) -> Result<(), Problem> {
    if holder == recipient { Err(Problem::of(Code::NobodyAbove)) } else { Ok(()) }
}

/// So many more turns begin, by a step and by the one that follows from it.
pub fn room_for_turns(there: usize, more: usize) -> Result<(), Problem> {
    more.checked_sub(1).map_or(Ok(()), |others| TURNS.room(there + others))
}

/// The difficulty that another is joined to, as far as that matters.
#[derive(Clone, Copy, Debug)]
pub struct Survivor {
    /// Which one.
    pub id: Id,
    /// Its committee.
    pub committee: Id,
    /// Where it stands.
    pub state: DifficultyState,
    /// How many are joined to it already.
    pub joined: usize,
}

/// A difficulty is joined to another one below the same committee that somebody has, and takes none along. 422 where that is not known.
pub fn can_be_joined((id, committee): (Id, Id), takes_along: usize, survivor: Option<Survivor>) -> Result<(), Problem> {
    if takes_along > 0 {
        return Err(Problem::of(Code::OthersJoined));
    }
    let Some(survivor) = survivor.filter(|it| it.committee == committee) else {
        return Err(Problem::unknown("/survivor_id"));
    };
    if survivor.id == id || !survivor.state.is_turning() {
        return Err(Problem::of_place("/survivor_id", Code::NotJoinable));
    }
    JOINED.room(survivor.joined)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::difficulties::model::MentionedKind;
    use crate::kernel::sample::City;

    fn code<T>(judged: Result<T, Problem>) -> Option<Code> {
        judged.err().map(|problem| problem.code())
    }

    #[test]
    fn whoever_stands_below_a_committee_raises_difficulties() {
        let city = City::new();
        for (agency, committee) in
            [("labour", Some("committee")), ("commune", Some("committee")), ("committee", None), ("elsewhere", None)]
        {
            let found = committee_above(&city.directory, city.id(agency));
            let expected = committee.map(|it| city.id(it)).ok_or(Code::WrongAgencyKind);
            assert_eq!(found.map_err(|it| it.code()), expected, "{agency}");
            assert!(is_known(&city.directory, city.id(agency)).is_ok());
        }
        assert_eq!(code(is_known(&city.directory, Id::fresh())), Some(Code::UnknownReference));
    }

    #[test]
    fn a_draft_alone_is_edited_and_its_sensitivity_stays() {
        for state in DifficultyState::ALL {
            assert_eq!(is_draft(*state).is_ok(), *state == DifficultyState::Draft, "{state}");
        }
        for chosen in Sensitivity::ALL {
            assert!(stays(*chosen, None).is_ok() && stays(*chosen, Some(*chosen)).is_ok());
        }
        let fixed = Some(Code::SensitivityFixed);
        assert_eq!(code(stays(Sensitivity::Normal, Some(Sensitivity::Restricted))), fixed);
        assert_eq!(code(stays(Sensitivity::Restricted, Some(Sensitivity::Normal))), fixed);
    }

    #[test]
    fn each_paper_is_mentioned_once_and_known() {
        let [one, other] = [MentionedKind::Submissions, MentionedKind::Inspections]
            .map(|resource| Mention { resource, id: Id::fresh() });
        assert_eq!(code(can_be_mentioned(&[one, other], &[true, true])), None);
        assert_eq!(code(can_be_mentioned(&[one, other], &[true, false])), Some(Code::UnknownReference));
        assert_eq!(code(can_be_mentioned(&[one, other, one], &[true, true, true])), Some(Code::MentionRepeated));
        let both = can_be_mentioned(&[one, one, other], &[true, true, false]).unwrap_err();
        let places: Vec<(&str, Code)> = both.places().collect();
        assert_eq!(places, [("/mentions/1", Code::MentionRepeated), ("/mentions/2/id", Code::UnknownReference)]);
        // The same id as another kind of paper is another paper.
        let twin = Mention { resource: MentionedKind::Assignments, ..one };
        assert_eq!(code(can_be_mentioned(&[one, twin], &[true, true])), None);
    }

    #[test]
    fn a_difficulty_is_joined_to_another_that_somebody_has() {
        let [id, committee, other] = std::array::from_fn(|_| Id::fresh());
        let survivor = |state| Survivor { id: other, committee, state, joined: 0 };
        for state in DifficultyState::ALL {
            let judged = can_be_joined((id, committee), 0, Some(survivor(*state)));
            assert_eq!(code(judged), (!state.is_turning()).then_some(Code::NotJoinable), "{state}");
        }
        let raised = survivor(DifficultyState::Raised);
        assert_eq!(code(can_be_joined((other, committee), 0, Some(raised))), Some(Code::NotJoinable));
        assert_eq!(code(can_be_joined((id, Id::fresh()), 0, Some(raised))), Some(Code::UnknownReference));
        assert_eq!(code(can_be_joined((id, committee), 0, None)), Some(Code::UnknownReference));
        assert_eq!(code(can_be_joined((id, committee), 1, Some(raised))), Some(Code::OthersJoined));
        let full = Survivor { joined: 200, ..raised };
        assert_eq!(code(can_be_joined((id, committee), 0, Some(full))), Some(Code::QuotaReached));
    }

    #[test]
    fn it_goes_to_somebody_else_and_not_for_ever() {
        let [one, other] = [Id::fresh(), Id::fresh()];
        assert_eq!((code(is_above(one, other)), code(is_above(one, one))), (None, Some(Code::NobodyAbove)));
        let room = |there, more| code(room_for_turns(there, more));
        assert_eq!([room(99, 1), room(100, 0), room(98, 2)], [None, None, None]);
        assert_eq!([room(100, 1), room(99, 2)], [Some(Code::QuotaReached), Some(Code::QuotaReached)]);
    }
}
