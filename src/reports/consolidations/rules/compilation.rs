//! How many reports become one: what is included, what is left out and why, what is missing, and what the included say
//! together. Pure.

use std::collections::HashMap;

use crate::kernel::exact;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::reports::consolidations::model::LeftOut;
use crate::reports::consolidations::model::document::IndicatorSum;
use crate::reports::consolidations::model::item::{Difference, ItemChange, ItemPart};
use crate::reports::submissions::model::IndicatorValue;

/// The accepted version of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    /// The version.
    pub submission: Id,
    /// Its number.
    pub number: i32,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// What an agency owes, and what became official of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What is owed.
    pub obligation: Id,
    /// By whom.
    pub agency: Id,
    /// Why it is let off, if it is.
    pub exempt: Option<String>,
    /// The accepted version.
    pub official: Option<Official>,
}

/// The figures of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Of the indicators.
    pub values: Vec<IndicatorValue>,
    /// The sum of its budget estimate, in VND.
    pub budget: i64,
}

/// What became of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What is owed.
    pub obligation: Id,
    /// By whom.
    pub agency: Id,
    /// Where it belongs.
    pub part: ItemPart,
    /// The version, where it is included.
    pub version: Option<Official>,
    /// Why it is left out.
    pub reason: Option<String>,
}

/// Sorts what is owed: included, left out for a reason that was given or because it is let off, or missing. 422 where somebody
/// is left out who owes nothing, or twice.
pub fn sorted(owed: Vec<Owed>, left_out: &[LeftOut]) -> Result<Vec<Item>, Problem> {
    let debtors: std::collections::HashSet<Id> = owed.iter().map(|it| it.agency).collect();
    let mut reasons: HashMap<Id, &str> = HashMap::new();
    for (place, it) in left_out.iter().enumerate() {
        let pointer = format!("/left_out/{place}/agency_id");
        if !debtors.contains(&it.agency_id) {
            return Err(Problem::unknown(pointer));
        }
        if reasons.insert(it.agency_id, it.reason.as_str()).is_some() {
            return Err(Problem::of_place(pointer, Code::AgencyRepeated));
        }
    }
    let item = |it: Owed| {
        let reason = reasons.get(&it.agency).map(|reason| (*reason).to_owned()).or(it.exempt);
        let (part, version) = match (&reason, it.official) {
            (Some(_), _) => (ItemPart::LeftOut, None),
            (None, Some(version)) => (ItemPart::Included, Some(version)),
            (None, None) => (ItemPart::Missing, None),
        };
        Item { obligation: it.obligation, agency: it.agency, part, version, reason }
    };
    Ok(owed.into_iter().map(item).collect())
}

/// Adds up what versions say: of each indicator in the given order, and of the budgets.
pub fn summed<'a>(
    indicators: &[String],
    figures: impl IntoIterator<Item = &'a Figures>,
) -> Result<(Vec<IndicatorSum>, i64), Problem> {
    let mut sums: Vec<IndicatorSum> =
        indicators.iter().map(|code| IndicatorSum { indicator: code.clone(), ..IndicatorSum::default() }).collect();
    let places: HashMap<&str, usize> = indicators.iter().enumerate().map(|(at, code)| (code.as_str(), at)).collect();
    let mut budget = 0_i64;
    for said in figures {
        budget = exact::sum(budget, said.budget).ok_or_else(|| Problem::of(Code::SumTooLarge))?;
        for value in &said.values {
            let Some(sum) = places.get(value.indicator.as_str()).and_then(|at| sums.get_mut(*at)) else { continue };
            sum.reports += 1;
            add(&mut sum.female, value.female)?;
            add(&mut sum.male, value.male)?;
            add(&mut sum.total, value.total)?;
            add(&mut sum.numerator, value.numerator)?;
            add(&mut sum.denominator, value.denominator)?;
        }
    }
    Ok((sums, budget))
}

fn add(sum: &mut Option<i64>, more: Option<i64>) -> Result<(), Problem> {
    if let Some(more) = more {
        *sum = Some(exact::sum(sum.unwrap_or(0), more).ok_or_else(|| Problem::of(Code::SumTooLarge))?);
    }
    Ok(())
}

/// What a compilation changed about one report, given the number of the version that was included before.
pub fn change(before: Option<i32>, now: &Item) -> Option<ItemChange> {
    match (before, now.version.as_ref().map(|it| it.number)) {
        (None, Some(_)) => Some(ItemChange::Added),
        (Some(_), None) => Some(ItemChange::Removed),
        (Some(before), Some(now)) if before != now => Some(ItemChange::Replaced),
        _ => None,
    }
}

/// How many changes there are of each sort.
pub fn difference(changes: impl IntoIterator<Item = ItemChange>) -> Difference {
    let mut difference = Difference::default();
    for change in changes {
        match change {
            ItemChange::Added => difference.added += 1,
            ItemChange::Replaced => difference.replaced += 1,
            ItemChange::Removed => difference.removed += 1,
        }
    }
    difference
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn version(number: i32) -> Official {
        Official { submission: Id::fresh(), number, sha256: "0".repeat(64) }
    }

    fn owed(exempt: Option<&str>, official: Option<Official>) -> Owed {
        Owed { obligation: Id::fresh(), agency: Id::fresh(), exempt: exempt.map(str::to_owned), official }
    }

    fn without(agency: Id, reason: &str) -> LeftOut {
        LeftOut { agency_id: agency, reason: reason.to_owned() }
    }

    #[test]
    fn each_report_is_in_one_part_with_its_reason() {
        let accepted = version(2);
        let all = vec![
            owed(None, Some(accepted.clone())),
            owed(None, None),
            owed(Some("Mới thành lập"), None),
            owed(None, Some(version(1))),
            owed(Some("Mới thành lập"), None),
        ];
        let left_out = [without(all[3].agency, "Đang đối chiếu"), without(all[4].agency, "Đã giải thể")];
        let items = sorted(all, &left_out).unwrap();
        let seen: Vec<(ItemPart, Option<&str>, bool)> =
            items.iter().map(|it| (it.part, it.reason.as_deref(), it.version.is_some())).collect();
        assert_eq!(
            seen,
            [
                (ItemPart::Included, None, true),
                (ItemPart::Missing, None, false),
                (ItemPart::LeftOut, Some("Mới thành lập"), false),
                (ItemPart::LeftOut, Some("Đang đối chiếu"), false),
                (ItemPart::LeftOut, Some("Đã giải thể"), false),
            ]
        );
        assert_eq!(items[0].version, Some(accepted));
    }

    #[test]
    fn whoever_is_left_out_owes_a_report_and_is_named_once() {
        let one = owed(None, None);
        let code = |left_out: &[LeftOut]| sorted(vec![one.clone()], left_out).unwrap_err().code();
        assert_eq!(code(&[without(Id::fresh(), "?")]), Code::UnknownReference);
        assert_eq!(code(&[without(one.agency, "a"), without(one.agency, "b")]), Code::AgencyRepeated);
    }

    #[test]
    fn a_change_is_told_by_the_number_of_the_version() {
        let item = |official| sorted(vec![owed(None, official)], &[]).unwrap().remove(0);
        assert_eq!(change(None, &item(Some(version(1)))), Some(ItemChange::Added));
        assert_eq!(change(Some(1), &item(Some(version(1)))), None);
        assert_eq!(change(Some(1), &item(Some(version(3)))), Some(ItemChange::Replaced));
        assert_eq!(change(Some(1), &item(None)), Some(ItemChange::Removed));
        assert_eq!(change(None, &item(None)), None);
        let difference = difference([ItemChange::Added, ItemChange::Added, ItemChange::Removed]);
        assert_eq!(difference, Difference { added: 2, replaced: 0, removed: 1 });
    }

    #[test]
    fn a_sum_that_no_number_holds_is_refused() {
        let rich = Figures { values: Vec::new(), budget: exact::LARGEST };
        assert_eq!(summed(&[], [&rich, &rich]).unwrap_err().code(), Code::SumTooLarge);
    }

    fn value(indicator: &'static str) -> impl Strategy<Value = IndicatorValue> {
        let figure = || prop::option::of(0_i64..1_000_000_000_000);
        (figure(), figure(), figure(), figure(), figure()).prop_map(
            move |(female, male, total, numerator, denominator)| IndicatorValue {
                indicator: indicator.to_owned(),
                female,
                male,
                total,
                numerator,
                denominator,
            },
        )
    }

    proptest! {
        #[test]
        fn the_sums_are_those_added_up_by_hand(reports in prop::collection::vec(
            (prop::option::of(value("A")), prop::option::of(value("B")), 0_i64..1_000_000_000), 0..40,
        )) {
            let figures: Vec<Figures> = reports
                .iter()
                .map(|(a, b, budget)| Figures { values: a.iter().chain(b).cloned().collect(), budget: *budget })
                .collect();
            let codes = ["B".to_owned(), "A".to_owned(), "C".to_owned()];
            let (sums, budget) = summed(&codes, &figures).unwrap();
            prop_assert_eq!(budget, reports.iter().map(|it| it.2).sum::<i64>());
            prop_assert_eq!(sums.iter().map(|it| it.indicator.as_str()).collect::<Vec<_>>(), ["B", "A", "C"]);
            for sum in &sums {
                let of: Vec<&IndicatorValue> =
                    figures.iter().flat_map(|it| &it.values).filter(|it| it.indicator == sum.indicator).collect();
                prop_assert_eq!(sum.reports as usize, of.len());
                let by_hand = |figure: fn(&IndicatorValue) -> Option<i64>| {
                    let given: Vec<i64> = of.iter().filter_map(|it| figure(it)).collect();
                    if given.is_empty() { None } else { Some(given.iter().sum::<i64>()) }
                };
                prop_assert_eq!(sum.female, by_hand(|it| it.female));
                prop_assert_eq!(sum.male, by_hand(|it| it.male));
                prop_assert_eq!(sum.total, by_hand(|it| it.total));
                prop_assert_eq!(sum.numerator, by_hand(|it| it.numerator));
                prop_assert_eq!(sum.denominator, by_hand(|it| it.denominator));
            }
        }
    }
}
