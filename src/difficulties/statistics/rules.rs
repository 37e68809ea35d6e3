//! How difficulties and their turns are added up.

use std::collections::BTreeMap;

use crate::difficulties::model::{DifficultyState, Severity};
use crate::difficulties::statistics::model::{HolderFigures, SeverityCounts, StateFigures};
use crate::kernel::id::Id;
use crate::kernel::roll_up::RollingUp;
use crate::kernel::text::sort_key;

impl SeverityCounts {
    fn add(&mut self, severity: Severity, count: i64) {
        *match severity {
            Severity::Low => &mut self.low,
            Severity::Normal => &mut self.normal,
            Severity::Urgent => &mut self.urgent,
        } += count;
        self.total += count;
    }
}

/// By state and severity, and all of them.
pub fn by_state(counted: &[(DifficultyState, Severity, i64)]) -> (Vec<StateFigures>, SeverityCounts) {
    let mut totals = SeverityCounts::default();
    for (_, severity, count) in counted {
        totals.add(*severity, *count);
    }
    let figures = |state: &DifficultyState| {
        let mut counts = SeverityCounts::default();
        for (_, severity, count) in counted.iter().filter(|(of, ..)| of == state) {
            counts.add(*severity, *count);
        }
        StateFigures { state: *state, counts }
    };
    let raised = DifficultyState::ALL.iter().filter(|state| **state != DifficultyState::Draft);
    (raised.map(figures).collect(), totals)
}

/// The turns of some difficulties, by whose they are or were.
#[derive(Clone, Debug, Default)]
pub struct Turned {
    /// Those that ended, and whether late.
    pub ended: Vec<(Id, bool, i64)>,
    /// Those that run.
    pub running: Vec<(Id, i64)>,
    /// Those of them whose last day is over.
    pub overdue: Vec<(Id, i64)>,
}

/// The same by the agency to which each counts, in the order of names.
pub fn by_holder(turned: &Turned, rolling: RollingUp<'_>, name: impl Fn(Id) -> String) -> Vec<HolderFigures> {
    let mut holders: BTreeMap<Id, HolderFigures> = BTreeMap::new();
    let mut add = |holder: Id, count: fn(&mut HolderFigures) -> &mut i64, by: i64| {
        let agency_id = rolling.agency(holder);
        let none = || {
            let [on_time, late, running, overdue] = [0; 4];
            HolderFigures { agency_id, name: name(agency_id), on_time, late, running, overdue }
        };
        *count(holders.entry(agency_id).or_insert_with(none)) += by;
    };
    for (holder, late, count) in &turned.ended {
        add(*holder, if *late { |it| &mut it.late } else { |it| &mut it.on_time }, *count);
    }
    for (holder, count) in &turned.running {
        add(*holder, |it| &mut it.running, *count);
    }
    for (holder, count) in &turned.overdue {
        add(*holder, |it| &mut it.overdue, *count);
    }
    let mut figures: Vec<HolderFigures> = holders.into_values().collect();
    figures.sort_by_cached_key(|it| (sort_key(&it.name), it.agency_id));
    figures
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::roll_up::RollUp;
    use crate::kernel::sample::{City, day};

    #[test]
    fn states_and_severities_add_up() {
        use DifficultyState::{Closed, Raised};
        let counted = [(Raised, Severity::Low, 2), (Raised, Severity::Urgent, 1), (Closed, Severity::Normal, 4)];
        let (states, totals) = by_state(&counted);
        assert_eq!(totals, SeverityCounts { low: 2, normal: 4, urgent: 1, total: 7 });
        assert_eq!(states.len(), DifficultyState::ALL.len() - 1);
        let of = |state| states.iter().find(|it| it.state == state).unwrap().counts;
        assert_eq!(of(Raised), SeverityCounts { low: 2, normal: 0, urgent: 1, total: 3 });
        assert_eq!(of(Closed), SeverityCounts { low: 0, normal: 4, urgent: 0, total: 4 });
        assert_eq!(of(DifficultyState::Joined), SeverityCounts::default());
    }

    #[test]
    fn turns_are_told_by_whose_they_were() {
        let mut city = City::new();
        let (district, labour) = (city.id("district"), city.id("labour"));
        let turned = Turned {
            ended: vec![(labour, true, 1), (labour, false, 3), (district, false, 2)],
            running: vec![(labour, 2)],
            overdue: vec![(labour, 1)],
        };
        let told = |city: &City| -> Vec<(String, [i64; 4])> {
            let rolling = RollingUp::of(Some(RollUp::Successor), &city.directory, day("2017-03-01"));
            let figures = by_holder(&turned, rolling, |agency| city.directory.agency_name(agency));
            figures.into_iter().map(|it| (it.name, [it.on_time, it.late, it.running, it.overdue])).collect()
        };
        let named = |name: &str, figures| (name.to_owned(), figures);
        assert_eq!(told(&city), [named("district", [2, 0, 0, 0]), named("labour", [3, 1, 2, 1])]);
        city.end("district", "labour", "2017-03-01");
        assert_eq!(told(&city), [named("labour", [5, 1, 2, 1])], "whoever took over is told of both");
    }
}
