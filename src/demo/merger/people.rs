//! Who acts: the committee's people, those of its departments, and a clerk and a lead in each district, of whom the clerk writes and signs for
//! its communes, and for those that follow. From 1 July on nobody asks the districts' leads any more: they hold no role.

use super::days;
use super::places::{HOME, Heir, LABOUR, OTHERS, Places};
use crate::demo::data::{Grant, Person};
use crate::demo::national::map::COMMITTEE;
use crate::demo::replay::{Actor, Replay};

/// Who leads the standing agency until 30 June …
pub const OLD_LEAD: &str = "standing.lead";
/// … and who writes there.
pub const OLD_OFFICER: &str = "standing.officer";
/// Who leads the standing agency from 1 July on, as what he is from then on …
pub const NEW_LEAD: &str = "standing.lead of July";
/// … and who writes there.
pub const NEW_OFFICER: &str = "standing.officer of July";
/// The roles of an agency that has one person for both.
const BOTH: [&str; 2] = ["agency_officer", "agency_lead"];

/// The login of whoever writes at an agency.
pub fn officer(code: &str) -> String {
    format!("officer.{}", code.to_lowercase())
}

/// The login of whoever leads an agency.
pub fn lead(code: &str) -> String {
    format!("lead.{}", code.to_lowercase())
}

/// Everybody, with what each is at the beginning.
pub fn all(places: &Places) -> Vec<Person> {
    let valid_from = days::beginning().date().to_string();
    let person = |login: &str, name: &str, agency: &str, scope: &str, roles: &[&str]| Person {
        login: login.to_owned(),
        full_name: format!("{name} (demo)"),
        position: None,
        agency: agency.to_owned(),
        grants: roles
            .iter()
            .map(|role| Grant {
                role: (*role).to_owned(),
                agency: agency.to_owned(),
                scope: scope.to_owned(),
                valid_from: valid_from.clone(),
            })
            .collect(),
    };
    let mut all = vec![
        person("chair", "Trần Văn Minh Hoạ", COMMITTEE, "subtree", &["chair"]),
        person("auditor", "Hoàng Thị Kiểm Thử", COMMITTEE, "subtree", &["auditor"]),
        person("admin", "Bùi Văn Quản Trị", COMMITTEE, "subtree", &["admin"]),
        person(OLD_LEAD, "Phạm Thị Minh Hoạ", LABOUR, "self", &["standing_lead", "agency_lead"]),
        person(OLD_OFFICER, "Lê Thị Minh Hoạ", LABOUR, "self", &["standing_officer", "agency_officer"]),
        person(&lead(HOME), "Vũ Văn Minh Hoạ", HOME, "self", &["agency_lead"]),
        person(&officer(HOME), "Đỗ Thị Minh Hoạ", HOME, "self", &["agency_officer"]),
    ];
    for code in OTHERS {
        all.push(person(&officer(code), &format!("Văn Thư {code}"), code, "self", &BOTH));
    }
    for district in places.old.agencies.iter().take_while(|it| it.province.is_none()) {
        let code = &district.code;
        all.push(person(&officer(code), &format!("Văn Thư {code}"), code, "subtree", &BOTH));
        all.push(person(&lead(code), &format!("Lãnh Đạo {code}"), code, "self", &["agency_lead"]));
    }
    all
}

/// What somebody is from 1 July on.
#[derive(Clone, Debug)]
pub struct Seat {
    /// Who.
    pub login: String,
    /// The agency, as it is saved.
    pub agency: String,
    /// The role.
    pub role: &'static str,
}

/// What the administrator enters beforehand: who holds which role from 1 July on. Whoever leads the Department of Labour is given none.
pub fn seats(places: &Places) -> Vec<Seat> {
    let seat = |login: String, agency: &str, role| Seat { login, agency: agency.to_owned(), role };
    let mut all = vec![
        seat(lead(HOME), HOME, "standing_lead"),
        seat(officer(HOME), HOME, "standing_officer"),
        seat(OLD_OFFICER.to_owned(), HOME, "agency_officer"),
    ];
    for heir in &places.heirs {
        all.extend(BOTH.map(|role| seat(clerk_of(places, heir), &heir.code, role)));
    }
    all
}

/// The login of the clerk of a district at a place.
pub fn clerk_at(places: &Places, district: usize) -> String {
    places.old.agencies.get(district).map(|it| officer(&it.code)).unwrap_or_default()
}

/// The login of the clerk who writes for one that follows: that of its district.
fn clerk_of(places: &Places, heir: &Heir) -> String {
    clerk_at(places, heir.district)
}

/// Everybody acts as what he is from 1 July on, under another name: the clerks at those that follow, and the new standing agency's.
pub fn introduce_again(replay: &mut Replay, places: &Places) -> Result<(), String> {
    let home = replay.known.saved(HOME)?;
    for (login, known, roles) in [
        (NEW_LEAD, lead(HOME), ["agency_lead", "standing_lead"]),
        (NEW_OFFICER, officer(HOME), ["agency_officer", "standing_officer"]),
    ] {
        let user = replay.actor(&known)?.user;
        replay.introduce(login, Actor { user, agency: home, roles: roles.map(str::to_owned).to_vec() });
    }
    for heir in &places.heirs {
        let user = replay.actor(&clerk_of(places, heir))?.user;
        let roles = BOTH.map(str::to_owned).to_vec();
        replay.introduce(&officer(&heir.code), Actor { user, agency: heir.id, roles });
    }
    Ok(())
}
