//! What is wrong with the content of a report, judged by what its period asks for. Pure.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::kernel::exact;
use crate::kernel::problem::{Blocker, Code, Problem};
use crate::reports::indicators::model::Aggregation;
use crate::reports::regimes::model::Section;
use crate::reports::submissions::model::{IndicatorValue, NoData, ReportContent};

/// What a period asks for.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    /// Its sections by code, and whether each must have text.
    pub sections: BTreeMap<String, bool>,
    /// Its indicators by code.
    pub indicators: BTreeMap<String, Figure>,
    /// Those of them that must have a value, or a reason why they have none.
    pub required: BTreeSet<String>,
}

impl Outline {
    /// What a period's sections and indicators ask for.
    pub fn new(
        sections: Vec<Section>,
        indicators: impl IntoIterator<Item = (String, Figure)>,
        required: impl IntoIterator<Item = String>,
    ) -> Self {
        let sections = sections.into_iter().map(|it| (it.code, it.required)).collect();
        Self { sections, indicators: indicators.into_iter().collect(), required: required.into_iter().collect() }
    }
}

/// What figures an indicator has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Figure {
    /// One count.
    Count,
    /// A count of women and one of men; their total follows from them.
    BySex,
    /// A part and a whole. Of a percentage the part is no larger.
    Ratio {
        /// Whether it is a percentage.
        percentage: bool,
    },
}

impl Figure {
    /// Those of an indicator.
    pub fn of(aggregation: Aggregation, by_sex: bool, unit: &str) -> Self {
        match aggregation {
            Aggregation::Ratio => Self::Ratio { percentage: unit.trim() == "%" },
            Aggregation::Sum if by_sex => Self::BySex,
            Aggregation::Sum => Self::Count,
        }
    }
}

/// The content as it is kept: totals by sex are filled in. 422 at every place that is wrong; `under` is where the content
/// stands in the body.
pub fn checked(content: &ReportContent, outline: &Outline, under: &str) -> Result<ReportContent, Problem> {
    let mut wrong: Vec<(String, Code)> = Vec::new();
    let mut seen = HashSet::new();
    for (place, section) in content.sections.iter().enumerate() {
        let pointer = format!("{under}/sections/{place}/code");
        if !outline.sections.contains_key(&section.code) {
            wrong.push((pointer, Code::SectionUnknown));
        } else if !seen.insert(section.code.as_str()) {
            wrong.push((pointer, Code::SectionRepeated));
        }
    }
    let values = kept_values(&content.values, &outline.indicators, &format!("{under}/values"), &mut wrong);
    wrong_reasons(content, outline, &format!("{under}/no_data"), &mut wrong);
    let kept = ReportContent { values, ..content.clone() };
    // The sum of what is never negative overflows once and for all.
    if content.budget.iter().try_fold(0_i64, |sum, line| exact::sum(sum, line.amount)).is_none() {
        wrong.push((format!("{under}/budget"), Code::BudgetTooLarge));
    }
    problem_of(wrong).map_or(Ok(kept), Err)
}

/// Values of indicators as they are kept, by what figures each has: totals by sex are filled in. 422 at every place that is wrong; `under`
/// is where they stand in the body.
pub fn checked_values(
    values: &[IndicatorValue],
    indicators: &BTreeMap<String, Figure>,
    under: &str,
) -> Result<Vec<IndicatorValue>, Problem> {
    let mut wrong: Vec<(String, Code)> = Vec::new();
    let kept = kept_values(values, indicators, under, &mut wrong);
    problem_of(wrong).map_or(Ok(kept), Err)
}

fn kept_values(
    values: &[IndicatorValue],
    indicators: &BTreeMap<String, Figure>,
    under: &str,
    wrong: &mut Vec<(String, Code)>,
) -> Vec<IndicatorValue> {
    let mut kept = values.to_vec();
    let mut seen = HashSet::new();
    for (place, (value, kept)) in values.iter().zip(&mut kept).enumerate() {
        let pointer = format!("{under}/{place}");
        match indicators.get(&value.indicator) {
            None => wrong.push((format!("{pointer}/indicator"), Code::IndicatorUnknown)),
            Some(_) if !seen.insert(value.indicator.as_str()) => {
                wrong.push((format!("{pointer}/indicator"), Code::IndicatorRepeated))
            }
            Some(figure) => {
                wrong.extend(wrong_figures(value, *figure).map(|(field, code)| (format!("{pointer}/{field}"), code)));
                if *figure == Figure::BySex {
                    kept.total = kept.total.or_else(|| sum(value));
                }
            }
        }
    }
    kept
}

/// Of an indicator of the period there are figures, or there is a reason why not, once.
fn wrong_reasons(content: &ReportContent, outline: &Outline, under: &str, wrong: &mut Vec<(String, Code)>) {
    let valued: HashSet<&str> = content.values.iter().map(|it| it.indicator.as_str()).collect();
    let mut seen = HashSet::new();
    for (place, NoData { indicator, .. }) in content.no_data.iter().enumerate() {
        let code = if !outline.indicators.contains_key(indicator) {
            Code::IndicatorUnknown
        } else if !seen.insert(indicator.as_str()) {
            Code::IndicatorRepeated
        } else if valued.contains(indicator.as_str()) {
            Code::ValueGiven
        } else {
            continue;
        };
        wrong.push((format!("{under}/{place}/indicator"), code));
    }
}

fn problem_of(wrong: Vec<(String, Code)>) -> Option<Problem> {
    let mut codes: Vec<Code> = wrong.iter().map(|(_, code)| *code).collect();
    codes.dedup();
    let code = match codes[..] {
        [] => return None,
        [code] => code,
        _ => Code::Blocked,
    };
    Some(wrong.into_iter().fold(Problem::of(code), |problem, (pointer, code)| problem.at(pointer, code)))
}

fn sum(value: &IndicatorValue) -> Option<i64> {
    value.female?.checked_add(value.male?)
}

fn wrong_figures(value: &IndicatorValue, figure: Figure) -> impl Iterator<Item = (&'static str, Code)> {
    let needed: &[&str] = match figure {
        Figure::Count => &["total"],
        Figure::BySex => &["female", "male"],
        Figure::Ratio { .. } => &["numerator", "denominator"],
    };
    let allowed = |field| needed.contains(&field) || figure == Figure::BySex && field == "total";
    let shape = [
        ("female", value.female),
        ("male", value.male),
        ("total", value.total),
        ("numerator", value.numerator),
        ("denominator", value.denominator),
    ]
    .into_iter()
    .filter_map(|(field, given)| match given {
        None if needed.contains(&field) => Some((field, Code::ValueMissing)),
        Some(_) if !allowed(field) => Some((field, Code::ValueForbidden)),
        _ => None,
    });
    let mut wrong: Vec<(&'static str, Code)> = shape.collect();
    if wrong.is_empty() {
        wrong.extend(contradiction(value, figure));
    }
    wrong.into_iter()
}

fn contradiction(value: &IndicatorValue, figure: Figure) -> Option<(&'static str, Code)> {
    match figure {
        Figure::BySex if value.total.is_some() && value.total != sum(value) => Some(("total", Code::SexesDoNotAddUp)),
        Figure::Ratio { percentage } => {
            let (part, whole) = (value.numerator?, value.denominator?);
            // Nothing out of nothing is a fact; something out of nothing is none.
            let exceeds = part > whole && (percentage || whole == 0);
            exceeds.then_some(("numerator", Code::PartExceedsWhole))
        }
        _ => None,
    }
}

/// Required sections without text, in the order of their codes.
pub fn missing_sections(content: &ReportContent, outline: &Outline) -> Vec<Blocker> {
    let written: HashSet<&str> = content.sections.iter().map(|it| it.code.as_str()).collect();
    let required = outline.sections.iter().filter(|(_, required)| **required).map(|(code, _)| code);
    required
        .filter(|code| !written.contains(code.as_str()))
        .map(|code| Blocker::at(Code::SectionMissing, code.as_str()))
        .collect()
}

/// Required indicators with neither a value nor a reason why there is none, in the order of their codes.
pub fn missing_indicators(content: &ReportContent, outline: &Outline) -> Vec<Blocker> {
    let valued = content.values.iter().map(|it| it.indicator.as_str());
    let said: HashSet<&str> = valued.chain(content.no_data.iter().map(|it| it.indicator.as_str())).collect();
    let missing = outline.required.iter().filter(|code| !said.contains(code.as_str()));
    missing.map(|code| Blocker::at(Code::IndicatorMissing, code.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::problem::Language;
    use crate::reports::submissions::model::{BudgetLine, SectionText};

    fn outline() -> Outline {
        let sections = [("I", true), ("II", true), ("III", false)];
        let indicators = [
            ("CB.01", Figure::BySex),
            ("DN.01", Figure::Count),
            ("CB.02", Figure::Ratio { percentage: true }),
            ("DS.01", Figure::Ratio { percentage: false }),
        ];
        Outline {
            sections: sections.into_iter().map(|(code, required)| (code.to_owned(), required)).collect(),
            indicators: indicators.into_iter().map(|(code, figure)| (code.to_owned(), figure)).collect(),
            required: ["CB.01", "DN.01"].map(str::to_owned).into(),
        }
    }

    fn section(code: &str) -> SectionText {
        SectionText { code: code.to_owned(), text: "Đã thực hiện".to_owned(), difficulty_ids: Vec::new() }
    }

    /// Female, male, total, numerator, denominator.
    fn value(indicator: &str, figures: [Option<i64>; 5]) -> IndicatorValue {
        let [female, male, total, numerator, denominator] = figures;
        IndicatorValue { indicator: indicator.to_owned(), female, male, total, numerator, denominator }
    }

    fn valued(values: Vec<IndicatorValue>) -> ReportContent {
        ReportContent { values, ..ReportContent::default() }
    }

    fn places(content: &ReportContent) -> Vec<(String, String)> {
        let Err(problem) = checked(content, &outline(), "/content") else { return Vec::new() };
        assert_eq!(problem.status().as_u16(), 422);
        let document = serde_json::to_value(problem.document(Language::English, "/")).unwrap();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        document["errors"].as_array().unwrap().iter().map(|it| (text(&it["pointer"]), text(&it["code"]))).collect()
    }

    #[test]
    fn every_wrong_figure_is_named_at_its_place() {
        let (some, none) = (Some, None);
        for (figures, place, code) in [
            (value("CB.01", [some(1), some(2), some(4), none, none]), "/total", "sexes_do_not_add_up"),
            (value("CB.01", [some(1), none, none, none, none]), "/male", "value_missing"),
            (value("CB.01", [some(1), some(1), none, some(1), none]), "/numerator", "value_forbidden"),
            (value("DN.01", [none, none, none, none, none]), "/total", "value_missing"),
            (value("DN.01", [some(1), none, some(1), none, none]), "/female", "value_forbidden"),
            (value("CB.02", [none, none, none, some(1), none]), "/denominator", "value_missing"),
            (value("CB.02", [none, none, none, some(3), some(2)]), "/numerator", "part_exceeds_whole"),
            (value("DS.01", [none, none, none, some(1), some(0)]), "/numerator", "part_exceeds_whole"),
            (value("XX.01", [none, none, some(1), none, none]), "/indicator", "indicator_unknown"),
        ] {
            let found = places(&valued(vec![figures]));
            assert_eq!(found, [(format!("/content/values/0{place}"), code.to_owned())], "{code}");
        }
        let fine = [
            value("CB.01", [some(1), some(2), some(3), none, none]),
            value("DN.01", [none, none, some(0), none, none]),
            value("CB.02", [none, none, none, some(0), some(0)]),
            // More boys than girls are born: no share of a whole.
            value("DS.01", [none, none, none, some(1114), some(1000)]),
        ];
        assert_eq!(places(&valued(fine.to_vec())), []);
        assert_eq!(
            places(&valued([&fine[..], &fine[..1]].concat())),
            [("/content/values/4/indicator".to_owned(), "indicator_repeated".to_owned())]
        );
    }

    #[test]
    fn sections_are_those_of_the_period_each_once() {
        let content = ReportContent { sections: ["I", "IV", "I"].map(section).to_vec(), ..ReportContent::default() };
        assert_eq!(
            places(&content),
            [
                ("/content/sections/1/code".to_owned(), "section_unknown".to_owned()),
                ("/content/sections/2/code".to_owned(), "section_repeated".to_owned()),
            ]
        );
        let content = ReportContent { sections: ["III", "I"].map(section).to_vec(), ..ReportContent::default() };
        assert_eq!(places(&content), []);
        assert_eq!(missing_sections(&content, &outline()), [Blocker::at(Code::SectionMissing, "II")]);
    }

    #[test]
    fn a_required_indicator_has_a_value_or_a_reason_and_never_both() {
        let none = |code: &str| NoData { indicator: code.to_owned(), reason: "Chưa thống kê".to_owned() };
        let said = |no_data: &[&str], values: Vec<IndicatorValue>| ReportContent {
            values,
            no_data: no_data.iter().map(|code| none(code)).collect(),
            ..ReportContent::default()
        };
        let missing = |content: &ReportContent| {
            let found = missing_indicators(content, &outline());
            assert!(found.iter().all(|it| it.code == Code::IndicatorMissing));
            found.into_iter().filter_map(|it| it.at).collect::<Vec<_>>()
        };
        let count = || value("DN.01", [None, None, Some(0), None, None]);
        assert_eq!(missing(&said(&[], vec![])), ["CB.01", "DN.01"]);
        assert_eq!(missing(&said(&["CB.01"], vec![])), ["DN.01"]);
        assert_eq!(missing(&said(&["CB.01"], vec![count()])), [""; 0]);
        assert_eq!(places(&said(&["CB.01", "CB.02"], vec![count()])), []);
        let wrong = said(&["XX.01", "CB.01", "CB.01", "DN.01"], vec![count()]);
        let told = |place: usize, code: &str| (format!("/content/no_data/{place}/indicator"), code.to_owned());
        assert_eq!(
            places(&wrong),
            [told(0, "indicator_unknown"), told(2, "indicator_repeated"), told(3, "value_given")]
        );
    }

    #[test]
    fn a_budget_that_clients_cannot_read_exactly_is_refused() {
        let line = |amount| BudgetLine { item: "Tập huấn".to_owned(), amount };
        let budget = |amounts: &[i64]| ReportContent {
            budget: amounts.iter().map(|it| line(*it)).collect(),
            ..ReportContent::default()
        };
        assert_eq!(places(&budget(&[exact::LARGEST, 0])), []);
        assert_eq!(
            places(&budget(&[exact::LARGEST, 1])),
            [("/content/budget".to_owned(), "budget_too_large".to_owned())]
        );
    }

    proptest! {
        #[test]
        fn what_is_kept_is_right_and_stays_as_it_is(female in 0_i64..1_000_000_000_000, male in 0_i64..1_000_000_000_000, off in -3_i64..3) {
            let given = valued(vec![value("CB.01", [Some(female), Some(male), None, None, None])]);
            let kept = checked(&given, &outline(), "").unwrap();
            prop_assert_eq!(kept.values[0].total, Some(female + male));
            prop_assert_eq!(checked(&kept, &outline(), "").unwrap(), kept);
            let told = valued(vec![value("CB.01", [Some(female), Some(male), Some(female + male + off), None, None])]);
            prop_assert_eq!(checked(&told, &outline(), "").is_ok(), off == 0);
        }

        #[test]
        fn a_required_section_is_written_or_missing(written in prop::collection::hash_set("I{1,3}", 0..4)) {
            let sections: Vec<SectionText> = written.iter().map(|it| section(it)).collect();
            let missing = missing_sections(&ReportContent { sections, ..ReportContent::default() }, &outline()).len();
            let required = ["I", "II"].into_iter().filter(|it| written.contains(*it)).count();
            prop_assert_eq!(missing + required, 2);
        }
    }
}
