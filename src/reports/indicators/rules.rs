//! What an indicator must be, beside who may enter it.

use crate::kernel::bound::Bound;
use crate::kernel::problem::{Code, Problem};
use crate::reports::indicators::model::{Aggregation, EventMeasure, Target};

const ALL: Bound = Bound { most: 5_000, vietnamese: "chỉ tiêu", english: "indicators" };
const OF_ONE: Bound =
    Bound {
        most: 1_000, vietnamese: "chỉ tiêu do một người nhập", english: "indicators that one person entered"
    };

/// The catalogue has room for one more. `there` are in it, and so many `of_caller` were entered by the caller, who does not use up
/// what is everybody's; until the commit nobody enters another.
pub fn room_for_one(there: usize, of_caller: usize) -> Result<(), Problem> {
    OF_ONE.room(of_caller)?;
    ALL.room(there)
}

/// An indicator has one target a year.
pub fn each_year_once(targets: &[Target]) -> Result<(), Problem> {
    let years: Vec<i32> = targets.iter().map(|target| target.year).collect();
    match first_repeated(&years) {
        Some(index) => Err(Problem::of_place(format!("/targets/{index}/year"), Code::CodeRepeated)),
        None => Ok(()),
    }
}

/// What is proposed from events fits the figures of the indicator: by sex are counts of people alone, and nothing is a ratio.
pub fn is_measured(aggregation: Aggregation, by_sex: bool, measure: Option<EventMeasure>) -> Result<(), Problem> {
    let fits = measure.is_none_or(|measure| aggregation == Aggregation::Sum && (!by_sex || measure.is_of_people()));
    if fits { Ok(()) } else { Err(Problem::of_place("/event_measure", Code::ValueForbidden)) }
}

/// What a figure that was received counts, and in which unit, nobody changes afterwards.
pub fn keeps_its_words(is_used: bool) -> Result<(), Problem> {
    if is_used { Err(Problem::of(Code::UsedInReport)) } else { Ok(()) }
}

/// The place of the first value that was there before.
pub fn first_repeated<T: PartialEq>(values: &[T]) -> Option<usize> {
    values.iter().enumerate().find(|(index, value)| values[..*index].contains(value)).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_uses_up_what_is_everybodys() {
        assert!(room_for_one(OF_ONE.most, OF_ONE.most - 1).is_ok());
        assert_eq!(room_for_one(OF_ONE.most, OF_ONE.most).unwrap_err().code(), Code::QuotaReached);
        assert_eq!(room_for_one(ALL.most, 0).unwrap_err().code(), Code::QuotaReached);
    }

    #[test]
    fn an_indicator_by_sex_counts_people_and_a_ratio_is_no_sum() {
        use Aggregation::{Ratio, Sum};
        for (aggregation, by_sex, measure, fits) in [
            (Sum, true, Some(EventMeasure::Participants), true),
            (Sum, true, Some(EventMeasure::Certificates), true),
            (Sum, true, Some(EventMeasure::Events), false),
            (Sum, true, Some(EventMeasure::Spent), false),
            (Sum, false, Some(EventMeasure::Participants), true),
            (Sum, false, Some(EventMeasure::Mobilised), true),
            (Ratio, false, Some(EventMeasure::Events), false),
            (Ratio, false, None, true),
            (Sum, true, None, true),
        ] {
            assert_eq!(is_measured(aggregation, by_sex, measure).is_ok(), fits, "{aggregation} {by_sex} {measure:?}");
        }
    }

    #[test]
    fn the_second_of_two_is_the_repeated_one() {
        assert_eq!(first_repeated(&["I", "II", "I", "II"]), Some(2));
        assert_eq!(first_repeated(&["I", "II"]), None);
        assert_eq!(first_repeated::<i32>(&[]), None);
    }
}
