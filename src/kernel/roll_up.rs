//! To whom figures count what was an agency's that has ended: to itself, as it was, or to the one that holds it on a day. Totals and kinds
//! of agencies are the same either way, and while no agency has ended so is everything else. Pure.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::text_enum::text_enum;

text_enum! {
    /// Whose figures those of an agency are that has ended.
    pub enum RollUp {
        /// Its own, below the agencies below which it stood.
        Historical => "historical",
        /// Those of the agency that holds what was its own, below those below which that one stands.
        Successor => "successor",
    }
}

/// How figures are added up by agencies, on a day.
#[derive(Clone, Copy, Debug)]
pub struct RollingUp<'a> {
    directory: &'a Directory,
    on: NaiveDate,
    by_heirs: bool,
}

impl<'a> RollingUp<'a> {
    /// As it is asked for: historical where nothing is.
    pub fn of(asked: Option<RollUp>, directory: &'a Directory, on: NaiveDate) -> Self {
        let has_any_ended = directory.ended.iter().any(|it| directory.has_ended(*it, on));
        Self { directory, on, by_heirs: asked == Some(RollUp::Successor) && has_any_ended }
    }

    /// The agency to which that of another counts.
    pub fn agency(self, agency: Id) -> Id {
        if self.by_heirs { self.directory.holder(agency, self.on) } else { agency }
    }

    /// An agency and all that count below it.
    pub fn within(self, top: Id) -> Vec<Id> {
        if self.by_heirs { self.directory.held_within(top, self.on) } else { self.directory.subtree(top) }
    }

    /// Whether it is the tree of the day that counts, and not the one that was.
    pub fn is_by_heirs(self) -> bool {
        self.by_heirs
    }

    /// The agency right below a committee under which another stands on the day, or the one that holds what was its own.
    pub fn branch(self, agency: Id, committee: Id) -> Id {
        let above = self.directory.above(agency, self.on).take_while(|id| *id != committee);
        above.last().unwrap_or_else(|| self.directory.holder(agency, self.on))
    }

    /// The branches of a committee, as they were, out of which something counts to others: those of which any agency has ended.
    pub fn moved(self, committee: Id) -> Vec<Id> {
        let branch = |ended: Id| {
            let lineage: Vec<Id> = self.directory.lineage(ended).collect();
            let place = lineage.iter().position(|id| *id == committee)?;
            place.checked_sub(1).and_then(|place| lineage.get(place).copied())
        };
        let ended =
            self.directory.ended.iter().copied().filter(|it| self.by_heirs && self.directory.has_ended(*it, self.on));
        let found: BTreeSet<Id> = ended.filter_map(branch).collect();
        found.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::sample::{City, day};

    #[test]
    fn nothing_moves_unless_it_is_asked_for_and_somebody_has_ended() {
        let mut city = City::new();
        let (committee, commune, district) = (city.id("committee"), city.id("commune"), city.id("district"));
        for asked in [None, Some(RollUp::Historical), Some(RollUp::Successor)] {
            let rolling = RollingUp::of(asked, &city.directory, day("2017-03-01"));
            assert_eq!((rolling.agency(commune), rolling.is_by_heirs()), (commune, false), "{asked:?}");
            assert_eq!(rolling.within(district), city.directory.subtree(district), "{asked:?}");
            assert!(rolling.moved(committee).is_empty(), "{asked:?}");
        }
        city.end("commune", "justice", "2017-03-01");
        for (asked, on) in
            [(None, "2017-03-01"), (Some(RollUp::Historical), "2017-03-01"), (Some(RollUp::Successor), "2017-02-28")]
        {
            let rolling = RollingUp::of(asked, &city.directory, day(on));
            assert_eq!((rolling.agency(commune), rolling.is_by_heirs()), (commune, false), "{asked:?} {on}");
            assert_eq!(city.names(&rolling.within(district)), ["district", "commune"], "{asked:?} {on}");
        }
    }

    #[test]
    fn what_was_an_ended_agency_s_counts_where_its_holder_stands() {
        let mut city = City::new();
        city.end("commune", "justice", "2017-03-01");
        let rolling = RollingUp::of(Some(RollUp::Successor), &city.directory, day("2017-03-01"));
        let (committee, commune, district) = (city.id("committee"), city.id("commune"), city.id("district"));
        assert_eq!(rolling.agency(commune), city.id("justice"));
        assert_eq!(rolling.branch(commune, committee), city.id("justice"));
        assert_eq!(rolling.branch(district, committee), district);
        assert_eq!(rolling.moved(committee), [district], "it stood there");
        assert!(rolling.moved(city.id("elsewhere")).is_empty());
        assert_eq!(city.names(&rolling.within(district)), ["district"]);
        assert_eq!(city.names(&rolling.within(city.id("justice"))), ["justice", "commune"]);
        let all = ["committee", "labour", "justice", "district", "commune"];
        assert_eq!(city.names(&rolling.within(committee)), all, "totals do not change");
    }
}
