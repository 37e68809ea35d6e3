//! How many reports become one: what is included, what was received and is not accepted, what is left out and why, of what
//! nothing was received, what the included say together, and what of it is incomplete. Pure.

use std::collections::HashMap;

use crate::kernel::exact;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::reports::consolidations::model::LeftOut;
use crate::reports::consolidations::model::document::IndicatorSum;
use crate::reports::consolidations::model::item::{Difference, Incomplete, ItemChange, ItemPart, Warning};
use crate::reports::indicators::model::Aggregation;
use crate::reports::submissions::model::{IndicatorValue, SubmissionState};

/// A version of a report, as it is named for good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The version.
    pub submission: Id,
    /// Its number.
    pub number: i32,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

/// A version that was received and is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Which one.
    pub version: Version,
    /// Where it stands, and since when.
    pub standing: Standing,
}

/// In which state a version is, since when.
pub type Standing = (SubmissionState, Instant);

/// What an agency owes, what became official of it, and what lies before the recipient or was returned by him.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// What is owed.
    pub obligation: Id,
    /// By whom.
    pub agency: Id,
    /// Why it is let off, if it is.
    pub exempt: Option<String>,
    /// The accepted version.
    pub official: Option<Version>,
    /// The newest one that was received and not taken back, where none is accepted.
    pub received: Option<Received>,
}

/// What is added up: an indicator with what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// Its code.
    pub code: String,
    /// What it counts.
    pub name: String,
    /// In which unit.
    pub unit: String,
    /// How its values become one.
    pub aggregation: Aggregation,
}

/// The figures of one version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Whether it declares that there is nothing to report.
    pub nil: bool,
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
    /// The version, where it is included, or received and not accepted.
    pub version: Option<Version>,
    /// Where that stands, if it is not accepted.
    pub standing: Option<Standing>,
    /// Why it is left out.
    pub reason: Option<String>,
}

impl Item {
    /// The version that is included.
    pub fn included(&self) -> Option<&Version> {
        self.version.as_ref().filter(|_| self.part == ItemPart::Included)
    }
}

/// Sorts what is owed: included, received and not accepted, left out for a reason that was given or because it is let off, or
/// missing. 422 where somebody is left out who owes nothing, or twice.
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
        let (part, version, standing) = match (&reason, it.official, it.received) {
            (Some(_), _, _) => (ItemPart::LeftOut, None, None),
            (None, Some(version), _) => (ItemPart::Included, Some(version), None),
            (None, None, Some(it)) => (ItemPart::NotAccepted, Some(it.version), Some(it.standing)),
            (None, None, None) => (ItemPart::Missing, None, None),
        };
        Item { obligation: it.obligation, agency: it.agency, part, version, standing, reason }
    };
    Ok(owed.into_iter().map(item).collect())
}

/// Adds up what versions say: of each indicator in the given order, and of the budgets.
pub fn summed<'a>(
    indicators: &[Counted],
    figures: impl IntoIterator<Item = &'a Figures>,
) -> Result<(Vec<IndicatorSum>, i64), Problem> {
    let mut sums: Vec<IndicatorSum> = indicators.iter().map(nothing_of).collect();
    let places: HashMap<&str, usize> = indicators.iter().enumerate().map(|(at, it)| (it.code.as_str(), at)).collect();
    let (mut budget, mut with_figures) = (0_i64, 0_i32);
    for said in figures {
        with_figures += i32::from(!said.nil);
        budget = exact::sum(budget, said.budget).ok_or_else(|| Problem::of(Code::SumTooLarge))?;
        for value in said.values.iter().filter(|it| has_figure(it)) {
            let Some(sum) = places.get(value.indicator.as_str()).and_then(|at| sums.get_mut(*at)) else { continue };
            sum.reports += 1;
            add(&mut sum.female, value.female)?;
            add(&mut sum.male, value.male)?;
            add(&mut sum.total, value.total)?;
            add(&mut sum.numerator, value.numerator)?;
            add(&mut sum.denominator, value.denominator)?;
        }
    }
    for sum in &mut sums {
        sum.without_value = Some(with_figures - sum.reports);
    }
    Ok((sums, budget))
}

/// The sum of no values.
fn nothing_of(indicator: &Counted) -> IndicatorSum {
    IndicatorSum {
        indicator: indicator.code.clone(),
        name: Some(indicator.name.clone()),
        unit: Some(indicator.unit.clone()),
        aggregation: Some(indicator.aggregation),
        ..IndicatorSum::default()
    }
}

/// Whether a value says how many.
fn has_figure(value: &IndicatorValue) -> bool {
    [value.female, value.male, value.total, value.numerator, value.denominator].iter().any(Option::is_some)
}

fn add(sum: &mut Option<i64>, more: Option<i64>) -> Result<(), Problem> {
    if let Some(more) = more {
        *sum = Some(exact::sum(sum.unwrap_or(0), more).ok_or_else(|| Problem::of(Code::SumTooLarge))?);
    }
    Ok(())
}

/// What of a compilation is incomplete: whose reports are not in it, and which sums some of the included give no value to.
pub fn warnings(not_accepted: i32, left_out: i32, missing: i32, sums: &[IndicatorSum]) -> Vec<Warning> {
    let reports = [
        (Incomplete::ReportsNotAccepted, not_accepted),
        (Incomplete::ReportsLeftOut, left_out),
        (Incomplete::ReportsMissing, missing),
    ];
    let reports = reports.map(|(code, reports)| Warning { code, reports, indicator: None });
    let values = sums.iter().map(|sum| Warning {
        code: Incomplete::ValuesMissing,
        reports: sum.without_value.unwrap_or_default(),
        indicator: Some(sum.indicator.clone()),
    });
    reports.into_iter().chain(values).filter(|it| it.reports > 0).collect()
}

/// What a compilation changed about one report, given the number of the version that was included before.
pub fn change(before: Option<i32>, now: &Item) -> Option<ItemChange> {
    match (before, now.included().map(|it| it.number)) {
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

    fn version(number: i32) -> Version {
        Version { submission: Id::fresh(), number, sha256: "0".repeat(64) }
    }

    fn owed(exempt: Option<&str>, official: Option<Version>) -> Owed {
        let exempt = exempt.map(str::to_owned);
        Owed { obligation: Id::fresh(), agency: Id::fresh(), exempt, official, received: None }
    }

    /// A report that was returned at an instant.
    fn returned(exempt: Option<&str>, official: Option<Version>) -> Owed {
        let standing = (SubmissionState::Returned, Instant(7));
        Owed { received: Some(Received { version: version(3), standing }), ..owed(exempt, official) }
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
            returned(Some("Mới thành lập"), None),
            returned(None, None),
            returned(None, Some(version(2))),
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
                (ItemPart::NotAccepted, None, true),
                (ItemPart::Included, None, true),
            ]
        );
        assert_eq!(items[0].version, Some(accepted));
        let standing: Vec<Option<Standing>> = items.iter().filter_map(|it| it.standing.map(Some)).collect();
        assert_eq!(standing, [Some((SubmissionState::Returned, Instant(7)))], "that of the one that is not accepted");
        assert!(items.iter().all(|it| it.included().is_some() == (it.part == ItemPart::Included)));
    }

    #[test]
    fn what_is_incomplete_is_told_with_how_many_reports_it_wants() {
        let sum = |code: &str, without_value| IndicatorSum {
            indicator: code.to_owned(),
            without_value,
            ..IndicatorSum::default()
        };
        let told = |not_accepted, left_out, missing, sums: &[IndicatorSum]| -> Vec<(Incomplete, i32, Option<String>)> {
            let warnings = warnings(not_accepted, left_out, missing, sums);
            warnings.into_iter().map(|it| (it.code, it.reports, it.indicator)).collect()
        };
        assert!(told(0, 0, 0, &[sum("A", Some(0)), sum("B", None)]).is_empty());
        assert_eq!(
            told(2, 1, 3, &[sum("A", Some(4)), sum("B", Some(0))]),
            [
                (Incomplete::ReportsNotAccepted, 2, None),
                (Incomplete::ReportsLeftOut, 1, None),
                (Incomplete::ReportsMissing, 3, None),
                (Incomplete::ValuesMissing, 4, Some("A".to_owned())),
            ]
        );
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
        let given_back = sorted(vec![returned(None, None)], &[]).unwrap().remove(0);
        assert_eq!(change(None, &given_back), None, "it was received, and is not included");
        assert_eq!(change(Some(1), &given_back), Some(ItemChange::Removed));
        let difference = difference([ItemChange::Added, ItemChange::Added, ItemChange::Removed]);
        assert_eq!(difference, Difference { added: 2, replaced: 0, removed: 1 });
    }

    #[test]
    fn a_sum_that_no_number_holds_is_refused() {
        let rich = Figures { budget: exact::LARGEST, ..Figures::default() };
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
            let figures = reports.iter().map(|(a, b, budget)| {
                let values: Vec<IndicatorValue> = a.iter().chain(b).cloned().collect();
                Figures { nil: values.is_empty(), values, budget: *budget }
            });
            let figures: Vec<Figures> = figures.collect();
            let told = figures.iter().filter(|it| !it.nil).count();
            let counted = |code: &str| Counted {
                code: code.to_owned(),
                name: format!("Chỉ tiêu {code}"),
                unit: "người".to_owned(),
                aggregation: Aggregation::Sum,
            };
            let (sums, budget) = summed(&["B", "A", "C"].map(counted), &figures).unwrap();
            prop_assert_eq!(budget, reports.iter().map(|it| it.2).sum::<i64>());
            prop_assert_eq!(sums.iter().map(|it| it.indicator.as_str()).collect::<Vec<_>>(), ["B", "A", "C"]);
            for sum in &sums {
                let of = figures.iter().flat_map(|it| &it.values);
                let of: Vec<&IndicatorValue> =
                    of.filter(|it| it.indicator == sum.indicator && has_figure(it)).collect();
                prop_assert_eq!(sum.reports as usize, of.len());
                prop_assert_eq!(sum.without_value, Some((told - of.len()) as i32));
                prop_assert_eq!(sum.name.clone(), Some(format!("Chỉ tiêu {}", sum.indicator)));
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
