//! Agencies that ended and have heirs: whoever holds what was their own reads it and acts on it, and nobody else does; and what became
//! of them, and how they were called, is read by everybody.

use tienbo::kernel::id::Id;

use crate::harness::{City, both_databases, id_in, json};

both_databases![
    what_was_an_ended_agency_s_is_its_heir_s,
    who_took_over_from_whom_is_read_by_everybody,
    names_are_dated
];

fn what_was_an_ended_agency_s_is_its_heir_s(city: City) {
    let draft = city.papers().draft("culture", "culture");
    let assignment = city.papers().assignment("culture", "accepted");
    let (officer, lead) = (city.by("justice_officer"), city.by("justice_lead"));
    officer.get(&draft).is_problem(404, "not_found");
    lead.get(&assignment).is_problem(404, "not_found");
    city.succeed("culture", "justice", &["district"]);
    // Nobody acts for it any more.
    city.by("culture_lead").get("/me").is_problem(401, "invalid_token");
    // Its heir's people do, on paper of its own too; those who go on beside the heir do not.
    officer.get(&draft).is(200);
    officer.patch(&draft, json!({"title": "Kế hoạch được kế thừa"})).is(200);
    assert!(officer.get("/programmes").ids().contains(&id_in(&draft).to_owned()));
    let done = json!({"action": "report_done", "narrative": "Xong"});
    lead.transition(&assignment, done).is(200);
    assert_eq!(lead.get(&assignment).is(200)["agency_id"], json!(city.agency("culture")), "nothing moves");
    for stranger in ["district_lead", "commune_lead"] {
        city.by(stranger).get(&draft).is_problem(404, "not_found");
        city.by(stranger).get(&assignment).is_problem(404, "not_found");
    }
}

fn who_took_over_from_whom_is_read_by_everybody(city: City) {
    let path = |agency: &str| format!("/agencies/{}/succession", city.agency(agency));
    let reader = city.by("commune_lead");
    assert!(reader.get(&path("culture")).items().is_empty());
    let change = city.succeed("culture", "justice", &["district"]);
    for agency in ["culture", "justice", "district"] {
        let items = reader.get(&path(agency)).items();
        assert_eq!(items.len(), 1, "{agency}: {items:?}");
        let ids = [&items[0]["agency"]["id"], &items[0]["heir"]["id"], &items[0]["successors"][0]["id"]];
        let expected = ["culture", "justice", "district"].map(|name| json!(city.agency(name)));
        assert_eq!(ids.map(Clone::clone), expected, "{agency}");
        assert_eq!((&items[0]["valid_from"], &items[0]["agency_change_id"]), (&json!("2017-02-01"), &json!(change)));
    }
    assert!(reader.get(&path("labour")).items().is_empty());
    reader.get(&format!("/agencies/{}/succession", Id::fresh())).is_problem(404, "not_found");
}

fn names_are_dated(city: City) {
    let path = format!("/agencies/{}/names", city.agency("culture"));
    let reader = city.by("commune_lead");
    let known = city.admin().get(&format!("/agencies/{}", city.agency("culture"))).is(200);
    let only = reader.get(&path).items();
    assert_eq!(only.len(), 1);
    assert_eq!((&only[0]["name"], &only[0]["valid_from"]), (&known["name"], &known["valid_from"]));
    assert_eq!((&only[0]["valid_to"], &only[0]["agency_change_id"]), (&json!(null), &json!(null)));
    let agency = city.literal(city.agency("culture"));
    let change = city.changed(&format!(
        "INSERT INTO agency_names (agency_id, valid_from, valid_to, name, short_name, code, change_id) \
         SELECT id, valid_from, '2017-01-31', 'Sở Văn hoá cũ', NULL, code, CHANGE FROM agencies WHERE id = {agency}"
    ));
    let both = reader.get(&path).items();
    assert_eq!(both.len(), 2);
    assert_eq!((&both[0]["name"], &both[0]["valid_to"]), (&json!("Sở Văn hoá cũ"), &json!("2017-01-31")));
    assert_eq!((&both[1]["name"], &both[1]["valid_from"]), (&known["name"], &json!("2017-02-01")));
    assert_eq!((&both[0]["agency_change_id"], &both[1]["agency_change_id"]), (&json!(null), &json!(change)));
    assert_eq!(reader.get(&format!("{path}?limit=1")).items().len(), 1);
    reader.get(&format!("/agencies/{}/names", Id::fresh())).is_problem(404, "not_found");
}
