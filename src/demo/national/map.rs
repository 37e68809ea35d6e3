//! The agencies: a national committee with its standing agency, provinces below it, and communes below the provinces. In a
//! province its Department of Labour receives what the communes report, so it is a `department` here, and a branch of its own.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::calendar::Calendar;
use super::chance::Chance;
use super::size::Size;
use crate::agencies::{AgencyKind, NewAgency};
use crate::demo::data::{Agencies, Designation, Saved};
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// The names that the committee and its standing agency are saved under.
pub const COMMITTEE: &str = "committee";
/// Its standing agency.
pub const STANDING: &str = "standing";

/// An agency that owes.
#[derive(Clone, Debug)]
pub struct Agency {
    /// Its identifier.
    pub id: Id,
    /// Its code, under which it is saved too.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The place in [`Map::agencies`] of the province above; none for a province.
    pub province: Option<usize>,
}

/// All of them.
#[derive(Clone, Debug)]
pub struct Map {
    /// Those that owe: provinces first, then communes, province by province.
    pub agencies: Vec<Agency>,
    set_up_at: Instant,
    fixed: HashMap<&'static str, &'static str>,
}

impl Map {
    /// The map of a country of some size.
    pub fn of(size: Size, calendar: &Calendar) -> Self {
        let set_up_at = deadline::start_of(calendar.set_up_on());
        let agency = |code: String, name: String, province| {
            let id = Id::named(set_up_at, &format!("agency {code}"));
            Agency { id, code, name, province }
        };
        let provinces = 1..=size.provinces;
        let mut agencies: Vec<Agency> = provinces
            .clone()
            .map(|number| {
                let name = format!("Sở Lao động - Thương binh và Xã hội tỉnh Ví Dụ {number:02}");
                agency(format!("H{number:02}"), name, None)
            })
            .collect();
        for ((place, number), communes) in provinces.enumerate().zip(shares(size)) {
            agencies.extend((1..=communes).map(|commune| {
                let kind = if commune % 3 == 0 { "Phường" } else { "Xã" };
                let name = format!("{kind} Minh Hoạ {number:02}.{commune:03}");
                agency(format!("H{number:02}.{commune:03}"), name, Some(place))
            }));
        }
        Self { agencies, set_up_at, fixed: HashMap::from([(COMMITTEE, "TW"), (STANDING, "TW.CQTT")]) }
    }

    /// Some agencies below one committee, as they were set up at an instant.
    pub fn with(agencies: Vec<Agency>, set_up_at: Instant) -> Self {
        Self { agencies, set_up_at, fixed: HashMap::new() }
    }

    /// The committee and its standing agency, which are entered by requests.
    pub fn founders(&self) -> Agencies {
        let valid_from = self.set_up_at.date().to_string();
        let saved = |save: &str, body: Value| Saved {
            save: save.to_owned(),
            body: body.as_object().cloned().unwrap_or_default(),
        };
        Agencies {
            agencies: vec![
                saved(
                    COMMITTEE,
                    json!({"code": "TW", "name": "Ban quốc gia vì sự tiến bộ của phụ nữ (giả định)", "short_name": "Ban quốc gia"}),
                ),
                saved(
                    STANDING,
                    json!({
                        "code": "TW.CQTT", "name": "Cơ quan thường trực Ban quốc gia (giả định)", "kind": "unit",
                        "parent_id": format!("{{{COMMITTEE}}}"), "valid_from": valid_from,
                    }),
                ),
            ],
            designations: vec![Designation {
                committee_id: format!("{{{COMMITTEE}}}"),
                body: json!({"agency_id": format!("{{{STANDING}}}"), "valid_from": valid_from})
                    .as_object()
                    .cloned()
                    .unwrap_or_default(),
            }],
        }
    }

    /// The agencies that owe, as they are entered below the committee.
    pub fn bodies(&self, committee: Id) -> impl Iterator<Item = NewAgency> {
        self.agencies.iter().map(move |it| NewAgency {
            id: Some(it.id),
            code: it.code.clone(),
            name: it.name.clone(),
            short_name: None,
            kind: if it.province.is_some() { AgencyKind::Commune } else { AgencyKind::Department },
            parent_id: it.province.and_then(|place| self.agencies.get(place)).map_or(committee, |above| above.id),
            valid_from: self.set_up_at.date(),
        })
    }

    /// How many provinces there are.
    pub fn provinces(&self) -> usize {
        self.agencies.iter().take_while(|it| it.province.is_none()).count()
    }

    /// The code of what is saved under a name.
    pub fn code_of(&self, name: &str) -> String {
        self.fixed.get(name).copied().unwrap_or(name).to_owned()
    }
}

/// How many communes each province has: unevenly many, and all of them together.
fn shares(size: Size) -> Vec<u32> {
    let weight = |number: u32| u64::try_from(Chance::of(&format!("province {number}")).between(40, 160)).unwrap_or(1);
    let weights: Vec<u64> = (1..=size.provinces).map(weight).collect();
    let whole: u64 = weights.iter().sum::<u64>().max(1);
    let mut reached = 0;
    let mut given = 0;
    weights
        .into_iter()
        .map(|weight| {
            reached += weight;
            let until = u32::try_from(u64::from(size.communes) * reached / whole).unwrap_or(size.communes);
            let share = until - given;
            given = until;
            share
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn the_country_has_its_provinces_and_every_commune_once() {
        let map = Map::of(Size::NATIONAL, &Calendar::of(Size::NATIONAL));
        assert_eq!((map.provinces(), map.agencies.len()), (34, 34 + 3_321));
        let codes: HashSet<&str> = map.agencies.iter().map(|it| it.code.as_str()).collect();
        assert_eq!(codes.len(), 34 + 3_321);
        let shares = shares(Size::NATIONAL);
        assert!(shares.iter().all(|it| (20..300).contains(it)), "{shares:?}");
        assert!(shares.iter().collect::<HashSet<_>>().len() > 10, "unevenly: {shares:?}");
    }
}
