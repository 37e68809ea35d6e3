//! The days of a turn, and that somebody has each difficulty at every instant, wherever its steps lead.

use proptest::prelude::*;

use super::*;
use crate::difficulties::workflow::TRANSITIONS;
use crate::kernel::sample::day;

const AT: &str = "2017-03-06T23:59:59.999999+07:00";

fn around(part: Option<TurnPart>, is_standing_own: bool) -> Around {
    let [agency, committee, standing, district] = std::array::from_fn(|_| Id::fresh());
    let standing = Some(if is_standing_own { agency } else { standing });
    let around = Around { agency, committee, standing, receiver: None, by: part };
    Around { receiver: Some(around.receiver_at(if is_standing_own { agency } else { district })), ..around }
}

#[test]
fn days_follow_from_the_severity_and_end_at_midnight_in_vietnam() {
    let at = Instant::parse(AT).unwrap();
    let holder = Holder { agency: Id::fresh(), part: TurnPart::Agency };
    for (severity, acknowledge_by, answer_by) in [
        (Severity::Low, "2017-03-11", "2017-04-05"),
        (Severity::Normal, "2017-03-09", "2017-03-21"),
        (Severity::Urgent, "2017-03-07", "2017-03-11"),
    ] {
        let turn = Turn::begun(DifficultyState::Raised, holder, severity, at);
        assert_eq!((turn.acknowledge_by, turn.answer_by), (Some(day(acknowledge_by)), day(answer_by)), "{severity}");
        assert_eq!(turn.last_day(), day(acknowledge_by));
        let acknowledged = Turn { acknowledged_at: Some(at), ..turn.clone() };
        assert_eq!(acknowledged.last_day(), day(answer_by));
        let handled = Turn::begun(DifficultyState::InHandling, holder, severity, at);
        assert_eq!((handled.acknowledge_by, handled.last_day()), (None, day(answer_by)));
        let end = deadline::end_of(day(answer_by));
        for (instant, late) in [(Instant(end.0 - 1), false), (end, true)] {
            let mut turn = turn.clone();
            turn.end(instant);
            assert_eq!((turn.ended_at, turn.late), (Some(instant), late), "{severity}");
        }
    }
    assert_eq!(confirm_by(at), day("2017-04-05"));
}

#[test]
fn reports_and_difficulties_go_the_same_way() {
    let [agency, committee, standing, district] = std::array::from_fn(|_| Id::fresh());
    let of = |agency: Id, standing: Option<Id>, recipient: Id| {
        Around { agency, committee, standing, receiver: None, by: None }.receiver_at(recipient)
    };
    let chair = Holder { agency: committee, part: TurnPart::Chair };
    let for_committee = Holder { agency: standing, part: TurnPart::StandingAgency };
    assert_eq!(of(agency, Some(standing), standing), for_committee);
    assert_eq!(of(agency, Some(standing), committee), for_committee);
    assert_eq!(of(agency, Some(standing), district), Holder { agency: district, part: TurnPart::Agency });
    // What the standing agency raises itself, and what nobody stands for, is the chair's.
    assert_eq!(of(standing, Some(standing), standing), chair);
    assert_eq!(of(agency, None, committee), chair);
}

#[test]
fn it_goes_back_to_whoever_dealt_with_it() {
    let around = around(None, false);
    let (normal, at) = (Severity::Normal, Instant::parse(AT).unwrap());
    let mut turns: Vec<Turn> = Vec::new();
    let mut holder = None;
    let mut take = |turns: &mut Vec<Turn>, action: &str, to: DifficultyState| {
        let next = next(action, &around, turns, holder).unwrap();
        let (after, has_it) = moved(turns, to, next, (normal, at));
        (*turns, holder) = (after, has_it);
        has_it
    };
    use DifficultyState::{Escalated, Forwarded, InHandling, Joined, NeedsInfo, Raised, Resolved};
    let receiver = around.receiver;
    assert_eq!(take(&mut turns, "raise", Raised), receiver);
    assert_eq!(take(&mut turns, "acknowledge", InHandling), receiver);
    assert_eq!(turns.len(), 1, "whoever takes it on has it already");
    for (there, state, whose, back) in [
        ("ask", NeedsInfo, Holder { agency: around.agency, part: TurnPart::Agency }, "inform"),
        ("escalate", Escalated, around.chair(), "decide"),
        ("forward", Forwarded, around.standing_agency(), "record_reply"),
    ] {
        assert_eq!(take(&mut turns, there, state), Some(whose), "{there}");
        assert_eq!(take(&mut turns, back, InHandling), receiver, "{back}");
    }
    // Sent on out of the chair's hands, it comes back to whoever dealt with it before.
    take(&mut turns, "escalate", Escalated);
    take(&mut turns, "forward", Forwarded);
    assert_eq!(take(&mut turns, "record_reply", InHandling), receiver);
    assert_eq!(take(&mut turns, "join", Joined), None);
    assert_eq!(take(&mut turns, "separate", InHandling), receiver);
    assert_eq!(take(&mut turns, "resolve", Resolved), receiver);
    assert_eq!(running(&turns), None);
    assert_eq!(take(&mut turns, "reopen", InHandling), receiver);
    assert_eq!(turns.len(), 12);
}

proptest! {
    /// Wherever the steps of the table lead, in whatever order and whoever takes them: one turn runs where somebody is to do something,
    /// and whoever has that has the difficulty; whoever answered it has it until that is confirmed; else nobody.
    #[test]
    fn somebody_has_it_at_every_instant(
        steps in proptest::collection::vec((0_usize..64, 0_usize..3, 0_i64..3_000_000), 1..60),
        is_standing_own: bool,
        severity in 0_usize..3,
    ) {
        let parts = [None, Some(TurnPart::StandingAgency), Some(TurnPart::Chair)];
        let (mut turns, mut holder, mut state) = (Vec::new(), None, DifficultyState::Draft);
        let around = around(None, is_standing_own);
        let mut now = Instant::parse(AT).unwrap();
        for (choice, part, later) in steps {
            let open: Vec<_> = TRANSITIONS.rows.iter().filter(|row| row.from.contains(&state)).collect();
            if open.is_empty() {
                break;
            }
            let row = open[choice % open.len()];
            now = now.plus_seconds(later);
            let next = next(row.action, &Around { by: parts[part], ..around }, &turns, holder);
            prop_assert!(next.is_some(), "{} from {state}", row.action);
            let before = turns.clone();
            (turns, holder) = moved(&turns, row.to, next.unwrap(), (Severity::ALL[severity], now));
            state = row.to;
            let runs: Vec<&Turn> = turns.iter().filter(|turn| turn.ended_at.is_none()).collect();
            if state.is_turning() {
                prop_assert_eq!(runs.len(), 1, "{} to {}", row.action, state);
                prop_assert_eq!(Some(runs[0].holder()), holder);
                prop_assert_eq!(running(&turns), turns.last(), "the last one runs");
            } else {
                prop_assert!(runs.is_empty(), "{} to {}", row.action, state);
                prop_assert_eq!(holder.is_some(), state == DifficultyState::Resolved);
            }
            // What ended stays as it ended, and no time lies between two turns that follow on each other but where nobody's ran.
            let ended = before.iter().filter(|turn| turn.ended_at.is_some()).count();
            prop_assert_eq!(&before[..ended], &turns[..ended]);
            prop_assert!(turns.windows(2).all(|two| two[0].ended_at.is_some_and(|end| end <= two[1].began_at)));
            let to_acknowledge = turns.iter().all(|it| it.acknowledge_by.is_some() == (it.opened_in == DifficultyState::Raised));
            prop_assert!(to_acknowledge);
        }
    }
}
