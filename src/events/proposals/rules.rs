//! What of which events is proposed to whom. Pure.

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::events::proposals::model::ProposedValue;
use crate::events::window;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::reports::{EventMeasure, IndicatorValue, Measured, RegimeKind, Said};

/// No value of a report is larger.
const LARGEST_VALUE: i64 = 1_000_000_000_000;

/// Which events a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// Those of a year's Action Month, with the launches before it.
    Month(i32),
    /// Those that begin on one of these days.
    Days(NaiveDate, NaiveDate),
}

impl About {
    /// Of a report.
    pub fn of(regime: RegimeKind, year: i32, (from, to): (NaiveDate, NaiveDate)) -> Self {
        match regime {
            RegimeKind::ActionMonth => Self::Month(year),
            _ => Self::Days(from, to),
        }
    }

    /// The years whose Months it is about, for plans: those that begin in it.
    pub fn months(self) -> Vec<i32> {
        use chrono::Datelike as _;
        match self {
            Self::Month(year) => vec![year],
            Self::Days(from, to) => {
                let begins = |year: &i32| (from..=to).contains(&window::of_month(*year).opens_at.date());
                (from.year()..=to.year()).filter(begins).collect()
            }
        }
    }
}

/// The agencies whose events count for a debtor: its own and those below it, each for the nearest that owes a report.
pub fn counted_for(directory: &Directory, debtor: Id, debtors: &HashSet<Id>) -> Vec<Id> {
    let nearest = |agency: Id| directory.lineage(agency).find(|above| debtors.contains(above));
    directory.subtree(debtor).into_iter().filter(|agency| nearest(*agency) == Some(debtor)).collect()
}

/// Reported events and plans, added up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// Events.
    pub events: i64,
    /// Those at which somebody counted.
    pub counted_events: i64,
    /// Plans that were sent up.
    pub plans: i64,
    /// Who came: female, male, unknown.
    pub participants: [i64; 3],
    /// Certificates: female, male, unknown.
    pub certificates: [i64; 3],
    /// What was handed out or put up.
    pub materials: i64,
    /// Items in the media.
    pub media_items: i64,
    /// Money of the state that was spent.
    pub spent: i64,
    /// Money that was mobilised, in cash and in kind.
    pub mobilised: i64,
}

/// What is proposed for an indicator, beside what a version of the report says.
pub fn proposed(indicator: &Measured, sums: &Sums, said: Option<&Said>) -> ProposedValue {
    let people = match indicator.measure {
        EventMeasure::Participants => Some(sums.participants),
        EventMeasure::Certificates => Some(sums.certificates),
        _ => None,
    };
    let count = match indicator.measure {
        EventMeasure::Events => sums.events,
        EventMeasure::Plans => sums.plans,
        EventMeasure::Materials => sums.materials,
        EventMeasure::MediaItems => sums.media_items,
        EventMeasure::Spent => sums.spent,
        EventMeasure::Mobilised => sums.mobilised,
        EventMeasure::Participants | EventMeasure::Certificates => {
            people.unwrap_or_default().into_iter().fold(0, i64::saturating_add)
        }
    };
    let nothing = IndicatorValue {
        indicator: indicator.code.clone(),
        female: None,
        male: None,
        total: None,
        numerator: None,
        denominator: None,
    };
    let value = match people.filter(|_| indicator.by_sex) {
        Some([female, male, _]) => IndicatorValue {
            female: Some(female),
            male: Some(male),
            total: Some(female.saturating_add(male)),
            ..nothing
        },
        None => IndicatorValue { total: Some(count), ..nothing },
    };
    let value = value.total.is_some_and(|total| total <= LARGEST_VALUE).then_some(value);
    let reported = said.and_then(|it| it.values.iter().find(|value| value.indicator == indicator.code)).cloned();
    ProposedValue {
        event_measure: indicator.measure,
        unknown: people.map(|[_, _, unknown]| unknown),
        differs: said.map(|_| reported != value),
        value,
        reported,
        indicator: indicator.code.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(measure: EventMeasure, by_sex: bool) -> Measured {
        Measured { code: "TH.01".to_owned(), by_sex, measure }
    }

    fn sums() -> Sums {
        Sums {
            events: 3,
            counted_events: 2,
            plans: 1,
            participants: [30, 10, 2],
            certificates: [5, 4, 1],
            materials: 500,
            media_items: 6,
            spent: 7_000_000,
            mobilised: 8_000_000,
        }
    }

    fn said(values: Vec<IndicatorValue>) -> Said {
        Said { submission: Id::fresh(), number: 1, values }
    }

    #[test]
    fn people_are_proposed_by_known_sexes_with_the_others_beside() {
        let by_sex = proposed(&measured(EventMeasure::Participants, true), &sums(), None);
        let value = by_sex.value.clone().unwrap();
        assert_eq!((value.female, value.male, value.total, by_sex.unknown), (Some(30), Some(10), Some(40), Some(2)));
        assert_eq!((by_sex.reported, by_sex.differs), (None, None));
        let in_one = proposed(&measured(EventMeasure::Certificates, false), &sums(), None);
        let value = in_one.value.unwrap();
        assert_eq!((value.female, value.total, in_one.unknown), (None, Some(10), Some(1)));
    }

    #[test]
    fn every_measure_is_a_figure_of_its_own() {
        let total = |measure| proposed(&measured(measure, false), &sums(), None).value.unwrap().total.unwrap();
        let found: Vec<i64> = EventMeasure::ALL.iter().map(|measure| total(*measure)).collect();
        assert_eq!(found, [3, 1, 42, 10, 500, 6, 7_000_000, 8_000_000]);
    }

    #[test]
    fn a_report_differs_in_another_value_and_in_none_at_all() {
        let indicator = measured(EventMeasure::Participants, true);
        let same = proposed(&indicator, &sums(), None).value.unwrap();
        let differs = |values| proposed(&indicator, &sums(), Some(&said(values))).differs;
        assert_eq!(differs(vec![same.clone()]), Some(false));
        assert_eq!(differs(vec![IndicatorValue { female: Some(31), total: Some(41), ..same }]), Some(true));
        assert_eq!(differs(Vec::new()), Some(true));
    }

    #[test]
    fn what_no_report_can_say_is_not_proposed() {
        let of = |spent| proposed(&measured(EventMeasure::Spent, false), &Sums { spent, ..sums() }, None).value;
        assert!(of(LARGEST_VALUE).is_some() && of(LARGEST_VALUE + 1).is_none() && of(i64::MAX).is_none());
    }

    #[test]
    fn plans_are_of_the_months_that_begin_in_the_window() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let months = |from, to| About::Days(day(from), day(to)).months();
        assert_eq!(months("2016-12-15", "2017-12-14"), [2017]);
        assert_eq!(months("2016-11-15", "2017-11-15"), [2016, 2017]);
        assert_eq!(months("2016-11-16", "2017-11-14"), [0; 0]);
        assert_eq!(
            About::of(RegimeKind::ActionMonth, 2017, (day("2017-11-15"), day("2017-12-15"))),
            About::Month(2017)
        );
    }
}
