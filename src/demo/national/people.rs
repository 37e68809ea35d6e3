//! Who acts: the committee's people, a clerk, a lead and an inspector in each province, and people of their own in two communes. For the other
//! communes the clerk of their province writes and signs, since each account costs a password hash.

use super::calendar::Calendar;
use super::map::{Agency, COMMITTEE, Map, STANDING};
use crate::demo::data::{Grant, Person};

/// Communes with people of their own.
const WITH_PEOPLE: usize = 2;

/// Everybody.
pub struct People(Vec<Person>);

impl People {
    /// The people of a country.
    pub fn of(map: &Map, calendar: &Calendar) -> Self {
        let valid_from = calendar.set_up_on().to_string();
        let person = |login: &str, name: &str, agency: &str, roles: &[(&str, &str)]| Person {
            login: login.to_owned(),
            full_name: format!("{name} (demo)"),
            position: None,
            agency: agency.to_owned(),
            grants: roles
                .iter()
                .map(|(role, scope)| Grant {
                    role: (*role).to_owned(),
                    agency: agency.to_owned(),
                    scope: (*scope).to_owned(),
                    valid_from: valid_from.clone(),
                })
                .collect(),
        };
        let mut all = vec![
            person("chair", "Trần Văn Minh Hoạ", COMMITTEE, &[("chair", "subtree")]),
            person("standing.lead", "Phạm Thị Minh Hoạ", STANDING, &[("standing_lead", "self")]),
            person("standing.officer", "Lê Thị Minh Hoạ", STANDING, &[("standing_officer", "self")]),
            person("auditor", "Hoàng Thị Kiểm Thử", COMMITTEE, &[("auditor", "subtree")]),
            person("admin", "Bùi Văn Quản Trị", COMMITTEE, &[("admin", "subtree")]),
        ];
        for (place, agency) in map.agencies.iter().enumerate() {
            let code = &agency.code;
            let (officer, lead) = (officer_of(map, place), lead_of(map, place));
            if agency.province.is_none() {
                let writes = [("agency_officer", "subtree"), ("agency_lead", "subtree")];
                all.push(person(&officer, &format!("Văn Thư {code}"), code, &writes));
                all.push(person(&lead, &format!("Lãnh Đạo {code}"), code, &[("agency_lead", "self")]));
                let inspector = inspector_of(map, place);
                all.push(person(&inspector, &format!("Kiểm Tra {code}"), code, &[("agency_officer", "self")]));
            } else if has_people(map, place) {
                all.push(person(&officer, &format!("Văn Thư {code}"), code, &[("agency_officer", "self")]));
                all.push(person(&lead, &format!("Lãnh Đạo {code}"), code, &[("agency_lead", "self")]));
            }
        }
        Self(all)
    }

    /// Each of them.
    pub fn all(&self) -> &[Person] {
        &self.0
    }
}

/// Whether an agency has people of its own: provinces, and the first communes.
fn has_people(map: &Map, place: usize) -> bool {
    place < map.provinces() + WITH_PEOPLE
}

fn own(map: &Map, place: usize) -> Option<&Agency> {
    map.agencies.get(place)
}

/// The login of whoever writes what an agency owes.
pub fn officer_of(map: &Map, place: usize) -> String {
    match own(map, place) {
        Some(agency) if has_people(map, place) => format!("officer.{}", agency.code.to_lowercase()),
        Some(Agency { province: Some(above), .. }) => officer_of(map, *above),
        _ => String::new(),
    }
}

/// The login of whoever signs what an agency owes.
pub fn signer_of(map: &Map, place: usize) -> String {
    if has_people(map, place) { lead_of(map, place) } else { officer_of(map, place) }
}

/// The login of whoever leads an agency that has people of its own.
pub fn lead_of(map: &Map, place: usize) -> String {
    own(map, place).map(|agency| format!("lead.{}", agency.code.to_lowercase())).unwrap_or_default()
}

/// The login of whoever plans the inspections of a province, leads its teams, and writes nothing for its communes.
pub fn inspector_of(map: &Map, place: usize) -> String {
    own(map, place).map(|agency| format!("inspector.{}", agency.code.to_lowercase())).unwrap_or_default()
}

/// The login of whoever decides on what an agency owes.
pub fn decider_of(map: &Map, place: usize) -> String {
    match own(map, place).and_then(|it| it.province) {
        Some(above) => lead_of(map, above),
        None => "standing.lead".to_owned(),
    }
}
