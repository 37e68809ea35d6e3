use proptest::prelude::*;

use crate::reports::obligations::model::*;

const DUE: Instant = Instant(1_000);

fn head(number: i32, state: SubmissionState, received: Option<i64>) -> Head {
    let accepted = matches!(state, SubmissionState::Accepted | SubmissionState::Superseded);
    Head {
        id: Id::fresh(),
        number,
        state,
        nil: false,
        received_at: received.map(Instant),
        accepted_at: accepted.then(|| Instant(received.unwrap_or_default() + 500)),
    }
}

#[test]
fn the_due_instant_itself_is_late() {
    use ObligationState::{Cancelled, Exempt, Open, Satisfied};
    for (state, received, now, timeliness) in [
        (Open, None, 999, Some(Timeliness::Pending)),
        (Open, None, 1_000, Some(Timeliness::Overdue)),
        (Open, Some(999), 5_000, Some(Timeliness::OnTime)),
        (Satisfied, Some(1_000), 5_000, Some(Timeliness::Late)),
        (Exempt, None, 5_000, None),
        (Cancelled, Some(999), 5_000, None),
    ] {
        assert_eq!(timeliness_at(state, received.map(Instant), DUE, Instant(now)), timeliness);
    }
}

#[test]
fn what_is_open_is_upcoming_until_its_period_opens() {
    use ObligationState::{Exempt, Open, Upcoming};
    assert_eq!(state_at(Open, Instant(10), Instant(9)), Upcoming);
    assert_eq!(state_at(Open, Instant(10), Instant(10)), Open);
    assert_eq!(state_at(Exempt, Instant(10), Instant(9)), Exempt);
}

#[test]
fn a_returned_report_keeps_its_receipt_and_a_withdrawn_one_does_not_stop_the_clock() {
    use SubmissionState::{Draft, Returned, Submitted, Withdrawn};
    let returned = derive(ObligationState::Open, &[head(1, Returned, Some(10)), head(2, Draft, None)]);
    assert_eq!(
        (returned.received_at, returned.content, returned.awaiting),
        (Some(Instant(10)), Content::Missing, true)
    );
    assert_eq!(returned.versions, 1);
    let again = derive(ObligationState::Open, &[head(1, Returned, Some(10)), head(2, Submitted, Some(20))]);
    assert_eq!((again.received_at, again.content, again.awaiting), (Some(Instant(10)), Content::Reported, false));
    let withdrawn = derive(ObligationState::Open, &[head(1, Withdrawn, Some(10)), head(2, Submitted, Some(20))]);
    assert_eq!(withdrawn.received_at, Some(Instant(20)));
    assert_eq!(derive(ObligationState::Open, &[head(1, Withdrawn, Some(10))]).received_at, None);
}

#[test]
fn an_amendment_leaves_the_official_version_in_force_until_it_is_accepted() {
    use SubmissionState::{Accepted, Returned, Superseded};
    let amending = [head(1, Accepted, Some(10)), head(2, Returned, Some(20))];
    let derived = derive(ObligationState::Open, &amending);
    assert_eq!((derived.state, derived.official), (ObligationState::Satisfied, Some(amending[0].id)));
    assert_eq!((derived.content, derived.awaiting), (Content::Reported, true));
    let amended = [head(1, Superseded, Some(10)), head(2, Accepted, Some(20))];
    let derived = derive(ObligationState::Satisfied, &amended);
    assert_eq!((derived.official, derived.accepted_at), (Some(amended[1].id), Some(Instant(510))));
}

#[test]
fn an_exemption_stays_until_somebody_takes_it_back() {
    let heads = [head(1, SubmissionState::Submitted, Some(10))];
    let derived = derive(ObligationState::Exempt, &heads);
    assert_eq!((derived.state, derived.content), (ObligationState::Exempt, Content::Exempt));
    let derived = derive(ObligationState::Open, &heads);
    assert_eq!((derived.state, derived.content), (ObligationState::Open, Content::Reported));
}

fn heads() -> impl Strategy<Value = Vec<Head>> {
    let states = proptest::sample::select(SubmissionState::ALL);
    proptest::collection::vec((states, 0i64..2_000, any::<bool>()), 0..8).prop_map(|versions| {
        let of = |(index, (state, received, nil)): (usize, (SubmissionState, i64, bool))| Head {
            nil,
            ..head(index as i32 + 1, state, (!state.is_draft()).then_some(received))
        };
        versions.into_iter().enumerate().map(of).collect()
    })
}

proptest! {
    /// Whatever the versions: the order in which they are read makes no difference, and deriving again changes nothing.
    #[test]
    fn deriving_is_a_function_of_the_versions(heads in heads(), recorded in proptest::sample::select(ObligationState::ALL)) {
        let derived = derive(recorded, &heads);
        let mut reversed = heads.clone();
        reversed.reverse();
        prop_assert_eq!(derived, derive(recorded, &reversed));
        prop_assert_eq!(derived, derive(derived.state, &heads));
        prop_assert_eq!(derived.versions as usize, heads.iter().filter(|it| !it.state.is_draft()).count());
    }

    /// Each obligation has one place on each axis, and nothing is satisfied without an official version.
    #[test]
    fn the_axes_agree(heads in heads(), now in 0i64..3_000) {
        let derived = derive(ObligationState::Open, &heads);
        let timeliness = timeliness_at(derived.state, derived.received_at, DUE, Instant(now));
        prop_assert!(timeliness.is_some());
        prop_assert_eq!(derived.state == ObligationState::Satisfied, derived.official.is_some());
        prop_assert!(derived.official.is_none() || derived.content != Content::Missing);
        prop_assert!(derived.content == Content::Missing || derived.received_at.is_some());
        let none_stands = heads.iter().all(|it| it.state.is_draft() || it.state == SubmissionState::Withdrawn);
        prop_assert_eq!(none_stands, derived.received_at.is_none());
    }
}
