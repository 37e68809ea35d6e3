//! The agencies: the committee of Hải Phòng with its departments, the 15 districts and the 167 communes below them until 30 June 2025, and
//! the 50 communes that follow. The districts and those that follow are called as in the resolutions; how many communes each district had,
//! and what these were called, is invented, and together they are as many as there were.

use serde_json::{Value, json};

use super::days;
use crate::agencies::{AgencyKind, NewAgency};
use crate::demo::data::{Agencies, Designation, Saved};
use crate::demo::national::map::{Agency, COMMITTEE, Map};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;

/// The department that has the standing function until 30 June.
pub const LABOUR: &str = "H24.SLDTBXH";
/// The department that has it from 1 July on.
pub const HOME: &str = "H24.SNV";
/// Departments that stay as they are.
pub const OTHERS: [&str; 4] = ["H24.SGDDT", "H24.SYT", "H24.SVHTT", "H24.STP"];

const COMMITTEE_CODE: &str = "H24.BVSTBPN";
const DEPARTMENTS: [(&str, &str); 6] = [
    (LABOUR, "Sở Lao động - Thương binh và Xã hội"),
    (HOME, "Sở Nội vụ"),
    ("H24.SGDDT", "Sở Giáo dục và Đào tạo"),
    ("H24.SYT", "Sở Y tế"),
    ("H24.SVHTT", "Sở Văn hoá và Thể thao"),
    ("H24.STP", "Sở Tư pháp"),
];

/// A district: its name, how many communes it has, and those that follow.
type District = (&'static str, usize, &'static [&'static str]);

const DISTRICTS: [District; 15] = [
    ("Quận Hồng Bàng", 8, &["Phường Hồng Bàng", "Phường Hồng An"]),
    ("Quận Ngô Quyền", 8, &["Phường Ngô Quyền", "Phường Gia Viên"]),
    ("Quận Lê Chân", 7, &["Phường Lê Chân", "Phường An Biên"]),
    ("Quận Hải An", 8, &["Phường Hải An", "Phường Đông Hải"]),
    ("Quận Kiến An", 7, &["Phường Kiến An", "Phường Phù Liễn"]),
    ("Quận Đồ Sơn", 6, &["Phường Đồ Sơn", "Phường Nam Đồ Sơn"]),
    ("Quận Dương Kinh", 6, &["Phường Dương Kinh", "Phường Hưng Đạo"]),
    ("Quận An Dương", 10, &["Phường An Dương", "Phường An Hải", "Phường An Phong"]),
    (
        "Thành phố Thuỷ Nguyên",
        21,
        &[
            "Phường Thuỷ Nguyên",
            "Phường Thiên Hương",
            "Phường Hoà Bình",
            "Phường Nam Triệu",
            "Phường Bạch Đằng",
            "Phường Lưu Kiếm",
            "Phường Lê Ích Mộc",
            "Xã Việt Khê",
        ],
    ),
    ("Huyện An Lão", 14, &["Xã An Lão", "Xã An Hưng", "Xã An Khánh", "Xã An Quang", "Xã An Trường"]),
    ("Huyện Kiến Thuỵ", 15, &["Xã Kiến Thuỵ", "Xã Kiến Minh", "Xã Kiến Hải", "Xã Kiến Hưng", "Xã Nghi Dương"]),
    (
        "Huyện Tiên Lãng",
        19,
        &["Xã Tiên Lãng", "Xã Quyết Thắng", "Xã Tân Minh", "Xã Tiên Minh", "Xã Chấn Hưng", "Xã Hùng Thắng"],
    ),
    (
        "Huyện Vĩnh Bảo",
        26,
        &[
            "Xã Vĩnh Bảo",
            "Xã Nguyễn Bỉnh Khiêm",
            "Xã Vĩnh Am",
            "Xã Vĩnh Hải",
            "Xã Vĩnh Hoà",
            "Xã Vĩnh Thịnh",
            "Xã Vĩnh Thuận",
        ],
    ),
    ("Huyện Cát Hải", 12, &["Đặc khu Cát Hải"]),
    // It has no communes.
    ("Huyện Bạch Long Vĩ", 0, &["Đặc khu Bạch Long Vĩ"]),
];

/// Districts that were called otherwise until 31 December 2024: what they are called since, and what they were called.
pub const RENAMED: [(&str, &str); 2] =
    [("Quận An Dương", "Huyện An Dương"), ("Thành phố Thuỷ Nguyên", "Huyện Thuỷ Nguyên")];

/// An agency that begins on 1 July.
#[derive(Clone, Debug)]
pub struct Heir {
    /// Its identifier.
    pub id: Id,
    /// Its code, under which it is saved too.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The place of the district in which it lies.
    pub district: usize,
}

/// All of them.
#[derive(Debug)]
pub struct Places {
    /// Those that end: the districts, then their communes.
    pub old: Map,
    /// Those that follow.
    pub heirs: Vec<Heir>,
    /// Of each that ends the place of its heir among those that follow; none for a district.
    heir_of: Vec<Option<usize>>,
}

impl Places {
    /// The city.
    pub fn of() -> Self {
        let set_up_at = days::beginning();
        let named = |code: &str| Id::named(set_up_at, &format!("agency {code}"));
        let (mut old, mut heirs, mut heir_of) = (Vec::new(), Vec::<Heir>::new(), Vec::new());
        for (number, (name, ..)) in (1..).zip(DISTRICTS) {
            let code = format!("H24.{number:02}");
            old.push(Agency { id: named(&code), code, name: name.to_owned(), province: None });
            heir_of.push(None);
        }
        for (district, (number, (_, communes, following))) in (1..).zip(DISTRICTS).enumerate() {
            let first = heirs.len();
            for commune in 0..communes {
                let (code, place) = (format!("H24.{number:02}.{:03}", commune + 1), commune + 1);
                let name = format!("Đơn vị Minh Hoạ {number:02}.{place:02}");
                old.push(Agency { id: named(&code), code, name, province: Some(district) });
                heir_of.push(Some(first + commune * following.len() / communes));
            }
            for name in following {
                let code = format!("H24.{}", 101 + heirs.len());
                heirs.push(Heir { id: named(&code), code, name: (*name).to_owned(), district });
            }
        }
        Self { old: Map::with(old, set_up_at), heirs, heir_of }
    }

    /// The heir of a commune; none of a district.
    pub fn heir_of(&self, place: usize) -> Option<&Heir> {
        self.heir_of.get(place).copied().flatten().and_then(|it| self.heirs.get(it))
    }

    /// The places of the first commune of each district that has any.
    pub fn first_communes(&self) -> impl Iterator<Item = usize> + '_ {
        let is_first = move |place: &usize| self.old.agencies.get(*place).is_some_and(|it| it.code.ends_with(".001"));
        (0..self.old.agencies.len()).filter(is_first)
    }

    /// The code of an agency that is saved under a name.
    pub fn code_of(name: &str) -> String {
        if name == COMMITTEE { COMMITTEE_CODE.to_owned() } else { name.to_owned() }
    }

    /// The committee and its departments, which are entered by requests.
    pub fn founders(&self) -> Agencies {
        let valid_from = days::beginning().date();
        let saved = |save: &str, body: Value| Saved {
            save: save.to_owned(),
            body: body.as_object().cloned().unwrap_or_default(),
        };
        let committee = json!({
            "code": COMMITTEE_CODE, "name": "Ban Vì sự tiến bộ của Phụ nữ thành phố Hải Phòng",
            "short_name": "Ban VSTBPN thành phố",
        });
        let departments = DEPARTMENTS.map(|(code, name)| {
            let body = json!({
                "code": code, "name": name, "kind": "department", "parent_id": format!("{{{COMMITTEE}}}"),
                "valid_from": valid_from,
            });
            saved(code, body)
        });
        let designation = json!({"agency_id": format!("{{{LABOUR}}}"), "valid_from": valid_from});
        Agencies {
            agencies: [saved(COMMITTEE, committee)].into_iter().chain(departments).collect(),
            designations: vec![Designation {
                committee_id: format!("{{{COMMITTEE}}}"),
                body: designation.as_object().cloned().unwrap_or_default(),
            }],
        }
    }

    /// The districts and their communes, as they are entered below the committee, by the names of then: first those, then these.
    pub fn bodies(&self, committee: Id) -> [Vec<NewAgency>; 2] {
        let above = |it: &Agency| it.province.and_then(|place| self.old.agencies.get(place)).map(|above| above.id);
        let called =
            |name: &str| RENAMED.iter().find(|(now, _)| *now == name).map_or(name, |(_, before)| before).to_owned();
        let body = |it: &Agency| NewAgency {
            id: Some(it.id),
            code: it.code.clone(),
            name: called(&it.name),
            short_name: None,
            kind: if it.province.is_some() { AgencyKind::Commune } else { AgencyKind::District },
            parent_id: above(it).unwrap_or(committee),
            valid_from: days::beginning().date(),
        };
        let (communes, districts): (Vec<&Agency>, Vec<&Agency>) =
            self.old.agencies.iter().partition(|it| it.province.is_some());
        [districts, communes].map(|some| some.into_iter().map(body).collect())
    }

    /// Those that follow, as they are entered right below the committee.
    pub fn following(&self, committee: Id, from: Instant) -> Vec<NewAgency> {
        let body = |it: &Heir| NewAgency {
            id: Some(it.id),
            code: it.code.clone(),
            name: it.name.clone(),
            short_name: None,
            kind: AgencyKind::Commune,
            parent_id: committee,
            valid_from: from.date(),
        };
        self.heirs.iter().map(body).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn fifteen_districts_and_their_communes_end_and_fifty_follow_each_of_somebody() {
        let places = Places::of();
        let communes = places.old.agencies.len() - places.old.provinces();
        assert_eq!((places.old.provinces(), communes, places.heirs.len()), (15, 167, 50));
        let starting = |with: &str| places.heirs.iter().filter(|it| it.name.starts_with(with)).count();
        assert_eq!([starting("Phường"), starting("Xã"), starting("Đặc khu")], [24, 24, 2]);
        let followed: HashSet<&str> =
            (0..places.old.agencies.len()).filter_map(|it| places.heir_of(it)).map(|it| it.code.as_str()).collect();
        assert_eq!(followed.len(), 49, "all but the island without communes");
        for (place, agency) in places.old.agencies.iter().enumerate() {
            let same = |heir: &Heir| Some(heir.district) == agency.province;
            assert_eq!(places.heir_of(place).is_some_and(same), agency.province.is_some(), "{}", agency.code);
        }
        assert_eq!(places.first_communes().count(), 14);
    }
}
