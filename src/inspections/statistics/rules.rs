//! How inspections and recommendations are counted: pure.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::inspections::answers::letters;
use crate::inspections::answers::model::Rating;
use crate::inspections::checklists::model::Asked;
use crate::inspections::inspections::model::{CancelCause, InspectionKind, InspectionState};
use crate::inspections::recommendations::model::RecommendationState;
use crate::inspections::statistics::model::{
    ItemRatings, RatingCounts, RecommendationCells, SelfInspectionFigures, VisitFigures,
};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::share;

/// An inspection as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Who looks.
    pub kind: InspectionKind,
    /// Where it stands.
    pub state: InspectionState,
    /// Why it was called off.
    pub cancel_cause: Option<CancelCause>,
    /// The end of a visit's window, or the last day of a self-inspection.
    pub last_day: NaiveDate,
    /// When a visit's fieldwork was done.
    pub finished_at: Option<Instant>,
    /// When a self-inspection was first signed.
    pub first_signed_at: Option<Instant>,
}

impl Counted {
    /// Whether it was not called off.
    pub fn is_expected(&self) -> bool {
        self.state != InspectionState::Cancelled
    }
}

impl VisitFigures {
    /// With one more. What is no visit counts nowhere.
    pub fn add(&mut self, visit: &Counted) {
        if visit.kind != InspectionKind::Visit {
            return;
        }
        let (open, cancelled) = (&mut self.open_by_state, &mut self.cancelled_by_cause);
        *match visit.state {
            InspectionState::Scheduled => &mut open.scheduled,
            InspectionState::Notified => &mut open.notified,
            InspectionState::Postponed => &mut open.postponed,
            InspectionState::InProgress => &mut open.in_progress,
            InspectionState::Cancelled => match visit.cancel_cause {
                Some(CancelCause::AgencyEnded) => &mut cancelled.agency_ended,
                Some(CancelCause::Refused) => &mut cancelled.refused,
                Some(CancelCause::Joint) => &mut cancelled.joint,
                Some(CancelCause::NotNeeded) => &mut cancelled.not_needed,
                Some(CancelCause::Other) | None => &mut cancelled.other,
            },
            InspectionState::Closed => {
                self.concluded += 1;
                &mut self.done
            }
            InspectionState::FieldworkDone
            | InspectionState::PendingSignature
            | InspectionState::Submitted
            | InspectionState::NotHandedIn => &mut self.done,
        } += 1;
        self.planned += 1;
        (self.open, self.cancelled) = (open.total(), cancelled.total());
    }
}

impl SelfInspectionFigures {
    /// With one more, judged at an instant: by its first signature, and without one by its last day, to 24:00. What is no
    /// self-inspection counts nowhere.
    pub fn add(&mut self, inspection: &Counted, now: Instant) {
        if inspection.kind != InspectionKind::SelfInspection {
            return;
        }
        if !inspection.is_expected() {
            self.cancelled += 1;
            return;
        }
        let late_from = deadline::end_of(inspection.last_day);
        let was_closed = inspection.state == InspectionState::NotHandedIn;
        self.not_handed_in += i64::from(was_closed);
        *match inspection.first_signed_at {
            Some(signed) if signed < late_from => &mut self.on_time,
            Some(_) => &mut self.late,
            None if was_closed || late_from <= now => &mut self.overdue,
            None => &mut self.pending,
        } += 1;
        self.expected += 1;
        self.rate = share::on_time(self.on_time, self.late, self.overdue);
    }
}

/// A recommendation as it is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recommended {
    /// Where it stands.
    pub state: RecommendationState,
    /// The last day that holds, extensions counted.
    pub last_day: NaiveDate,
    /// When it was last reported implemented, while that stands.
    pub implemented_at: Option<Instant>,
}

impl RecommendationCells {
    /// With one more, judged at an instant. What is proposed, waived or given to another agency is in no cell.
    pub fn add(&mut self, one: &Recommended, now: Instant) {
        let late_from = deadline::end_of(one.last_day);
        *match one.state {
            RecommendationState::Proposed | RecommendationState::Reassigned => return,
            RecommendationState::Waived => {
                self.waived += 1;
                return;
            }
            RecommendationState::Implemented | RecommendationState::Verified => {
                self.verified += i64::from(one.state == RecommendationState::Verified);
                let is_late = one.implemented_at.is_some_and(|at| at >= late_from);
                if is_late { &mut self.done_late } else { &mut self.done_on_time }
            }
            RecommendationState::Open | RecommendationState::InProgress | RecommendationState::Disputed => {
                self.disputed += i64::from(one.state == RecommendationState::Disputed);
                if late_from <= now { &mut self.overdue } else { &mut self.in_progress }
            }
        } += 1;
        self.total += 1;
    }
}

/// How the items of one inspection were rated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rated {
    /// Who looked.
    pub kind: InspectionKind,
    /// The version that was asked.
    pub checklist_id: Id,
    /// A letter for each of its items.
    pub ratings: String,
}

impl RatingCounts {
    fn add(&mut self, rating: Rating) {
        *match rating {
            Rating::Met => &mut self.met,
            Rating::PartlyMet => &mut self.partly_met,
            Rating::NotMet => &mut self.not_met,
            Rating::NotApplicable => &mut self.not_applicable,
        } += 1;
    }
}

/// How each item was rated, in all versions of a checklist together, in the order in which the checklists come and in the order of their
/// items. Items that nobody rated are left out.
pub fn item_ratings(checklists: &[Asked], all: &[Rated]) -> Vec<ItemRatings> {
    let mut found: Vec<ItemRatings> = Vec::new();
    let mut places: HashMap<(Id, &str, &str), usize> = HashMap::new();
    let mut of_version: HashMap<Id, Vec<usize>> = HashMap::new();
    for version in checklists {
        let mut of_items = Vec::with_capacity(version.items.len());
        for code in &version.items {
            let at = *places.entry((version.agency_id, &version.code, code)).or_insert_with(|| {
                found.push(ItemRatings {
                    checklist_agency_id: version.agency_id,
                    checklist_code: version.code.clone(),
                    code: code.clone(),
                    visits: RatingCounts::default(),
                    self_inspections: RatingCounts::default(),
                });
                found.len() - 1
            });
            of_items.push(at);
        }
        of_version.insert(version.id, of_items);
    }
    for one in all {
        let Some(of_items) = of_version.get(&one.checklist_id) else { continue };
        for (at, letter) in of_items.iter().zip(one.ratings.chars()) {
            let (Some(item), Some(rating)) = (found.get_mut(*at), letters::rating_of(letter)) else { continue };
            match one.kind {
                InspectionKind::Visit => item.visits.add(rating),
                InspectionKind::SelfInspection => item.self_inspections.add(rating),
            }
        }
    }
    let nothing = RatingCounts::default();
    found.retain(|it| it.visits != nothing || it.self_inspections != nothing);
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Instant {
        Instant::parse(text).unwrap()
    }

    fn last_day() -> NaiveDate {
        "2017-10-31".parse().unwrap()
    }

    fn self_inspection(state: InspectionState, first_signed_at: Option<Instant>) -> Counted {
        Counted {
            kind: InspectionKind::SelfInspection,
            state,
            cancel_cause: None,
            last_day: last_day(),
            finished_at: None,
            first_signed_at,
        }
    }

    fn judged(all: &[Counted], now: Instant) -> SelfInspectionFigures {
        let mut figures = SelfInspectionFigures::default();
        all.iter().for_each(|it| figures.add(it, now));
        figures
    }

    #[test]
    fn a_self_inspection_is_judged_by_its_first_signature_to_the_end_of_its_day() {
        let (last, over) = (at("2017-10-31T23:59:59.999999+07:00"), at("2017-11-01T00:00:00+07:00"));
        use InspectionState::{Cancelled, Closed, InProgress, NotHandedIn, PendingSignature, Submitted};
        // State, first signed, now: on time, late, overdue, pending.
        for (state, signed, now, expected) in [
            (InProgress, None, last, (0, 0, 0, 1)),
            (PendingSignature, None, over, (0, 0, 1, 0)),
            (Submitted, Some(last), over, (1, 0, 0, 0)),
            (Submitted, Some(over), over, (0, 1, 0, 0)),
            // Given back, and being mended: what was on time stays so.
            (InProgress, Some(last), over, (1, 0, 0, 0)),
            (Closed, Some(over), over, (0, 1, 0, 0)),
            // The plan was closed before the day was over.
            (NotHandedIn, None, last, (0, 0, 1, 0)),
            (Cancelled, None, over, (0, 0, 0, 0)),
        ] {
            let told = judged(&[self_inspection(state, signed)], now);
            assert_eq!((told.on_time, told.late, told.overdue, told.pending), expected, "{state:?} {signed:?}");
        }
    }

    #[test]
    fn the_rate_is_of_what_was_to_be_there_and_none_of_nothing() {
        let now = at("2017-10-15T00:00:00+07:00");
        let signed = self_inspection(InspectionState::Submitted, Some(now));
        let pending = self_inspection(InspectionState::InProgress, None);
        let missing = self_inspection(InspectionState::NotHandedIn, None);
        assert_eq!(judged(&[pending, pending], now).rate, None);
        assert_eq!(judged(&[signed, pending], now).rate, Some(1.0));
        let told = judged(&[signed, missing, pending, missing, missing], now);
        assert_eq!((told.rate, told.overdue, told.not_handed_in), (Some(0.25), 3, 3));
    }

    #[test]
    fn items_are_rated_together_in_all_versions_of_their_checklist() {
        let (owner, other) = (Id::fresh(), Id::fresh());
        let version = |agency_id: Id, items: &[&str]| Asked {
            id: Id::fresh(),
            agency_id,
            code: "KT".to_owned(),
            items: items.iter().map(|it| (*it).to_owned()).collect(),
        };
        let versions =
            [version(owner, &["1.1", "1.3", "2.1"]), version(owner, &["1.1", "1.2", "1.3"]), version(other, &["1.1"])];
        let rated =
            |of: usize, kind, ratings: &str| Rated { kind, checklist_id: versions[of].id, ratings: ratings.to_owned() };
        let (visit, own) = (InspectionKind::Visit, InspectionKind::SelfInspection);
        let all = [rated(0, visit, "mn-"), rated(1, visit, "m-x"), rated(1, own, "p-m"), rated(2, own, "n")];
        let told = item_ratings(&versions, &all);
        let codes: Vec<(Id, &str)> = told.iter().map(|it| (it.checklist_agency_id, it.code.as_str())).collect();
        assert_eq!(codes, [(owner, "1.1"), (owner, "1.3"), (other, "1.1")], "what nobody rated is left out");
        let nothing = RatingCounts::default();
        assert_eq!(
            (told[0].visits, told[0].self_inspections),
            (RatingCounts { met: 2, ..nothing }, RatingCounts { partly_met: 1, ..nothing })
        );
        let third = RatingCounts { not_met: 1, not_applicable: 1, ..nothing };
        assert_eq!((told[1].visits, told[1].self_inspections), (third, RatingCounts { met: 1, ..nothing }));
        assert_eq!((told[2].visits, told[2].self_inspections), (nothing, RatingCounts { not_met: 1, ..nothing }));
        assert!(item_ratings(&[], &all).is_empty());
    }

    #[test]
    fn a_recommendation_is_done_when_it_was_last_said_to_be_and_that_stands() {
        use RecommendationState::*;
        let (last, over) = (at("2017-10-31T23:59:59.999999+07:00"), at("2017-11-01T00:00:00+07:00"));
        // State, implemented, now: on time, late, in progress, overdue, disputed, verified, waived.
        for (state, implemented_at, now, expected) in [
            (Proposed, None, over, [0, 0, 0, 0, 0, 0, 0]),
            (Reassigned, None, over, [0, 0, 0, 0, 0, 0, 0]),
            (Waived, None, over, [0, 0, 0, 0, 0, 0, 1]),
            (Open, None, last, [0, 0, 1, 0, 0, 0, 0]),
            (InProgress, None, over, [0, 0, 0, 1, 0, 0, 0]),
            (Disputed, None, last, [0, 0, 1, 0, 1, 0, 0]),
            (Disputed, None, over, [0, 0, 0, 1, 1, 0, 0]),
            (Implemented, Some(last), over, [1, 0, 0, 0, 0, 0, 0]),
            (Implemented, Some(over), over, [0, 1, 0, 0, 0, 0, 0]),
            (Verified, Some(last), over, [1, 0, 0, 0, 0, 1, 0]),
            (Verified, Some(over), over, [0, 1, 0, 0, 0, 1, 0]),
        ] {
            let mut cells = RecommendationCells::default();
            cells.add(&Recommended { state, last_day: last_day(), implemented_at }, now);
            let RecommendationCells {
                done_on_time, done_late, in_progress, overdue, disputed, verified, waived, ..
            } = cells;
            let told = [done_on_time, done_late, in_progress, overdue, disputed, verified, waived];
            assert_eq!(told, expected, "{state:?} {implemented_at:?}");
            assert_eq!(cells.total, expected[..4].iter().sum::<i64>());
        }
    }

    proptest! {
        #[test]
        fn the_sums_add_up_and_no_rate_is_above_one(
            all in proptest::collection::vec(
                (
                    proptest::sample::select(InspectionKind::ALL),
                    proptest::sample::select(InspectionState::ALL),
                    proptest::option::of(proptest::sample::select(CancelCause::ALL)),
                    proptest::option::of(1_509_000_000i64..1_510_000_000),
                ),
                0..40,
            ),
            now in 1_509_000_000i64..1_510_000_000,
        ) {
            let instant = |seconds: i64| Instant(seconds * 1_000_000);
            let (mut visits, mut own) = (VisitFigures::default(), SelfInspectionFigures::default());
            for (kind, state, cancel_cause, signed) in &all {
                let first_signed_at = signed.map(instant);
                let one = Counted {
                    kind: *kind, state: *state, cancel_cause: *cancel_cause, last_day: last_day(), finished_at: None, first_signed_at,
                };
                visits.add(&one);
                own.add(&one, instant(now));
            }
            let of = |kind| all.iter().filter(|it| it.0 == kind).count() as i64;
            prop_assert_eq!(visits.planned, of(InspectionKind::Visit));
            prop_assert_eq!(visits.done + visits.open + visits.cancelled, visits.planned);
            prop_assert_eq!(visits.open_by_state.total(), visits.open);
            prop_assert_eq!(visits.cancelled_by_cause.total(), visits.cancelled);
            prop_assert_eq!(own.expected + own.cancelled, of(InspectionKind::SelfInspection));
            prop_assert_eq!(own.on_time + own.late + own.overdue + own.pending, own.expected);
            prop_assert!(own.not_handed_in <= own.expected);
            prop_assert_eq!(own.rate.is_none(), own.expected == own.pending);
            prop_assert!(own.rate.is_none_or(|rate| (0.0..=1.0).contains(&rate)));
        }
    }
}
