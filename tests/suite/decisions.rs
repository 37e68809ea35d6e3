//! Decisions on committees: entered by the standing agency, put in force one behind the other, and counted.

use tienbo::kernel::id::Id;

use crate::harness::{City, Value, at_once, both_databases, decision_step, id_in, json, new_decision, pdf, seat};

both_databases![
    a_later_decision_ends_the_one_before_and_gives_way_to_it_again,
    a_decision_needs_exactly_one_head,
    days_are_in_order_and_numbers_are_unique,
    accounts_are_those_that_can_be_looked_up,
    the_scan_of_the_paper_is_read_with_it,
    who_sat_on_a_day_is_told_to_those_who_may_read_it,
    the_share_of_women_is_counted_and_null_where_nobody_sits,
    an_agency_that_has_ended_has_no_committee,
    two_drafts_that_are_recorded_at_once_follow_each_other
];

fn path(made: &Value) -> String {
    format!("/committee-decisions/{}", made["id"].as_str().unwrap())
}

/// A decision of Justice that is in force from a day on.
fn in_force(city: &City, number: &str, from: &str) -> String {
    let fields = json!({"number": number, "issued_on": "2016-01-04", "valid_from": from});
    let decision = city.papers().decision_draft("justice", fields);
    city.papers().bring_decision(&decision, "in_force");
    decision
}

fn a_later_decision_ends_the_one_before_and_gives_way_to_it_again(city: City) {
    let (first, second) = (in_force(&city, "1/QĐ", "2016-02-01"), in_force(&city, "2/QĐ", "2017-01-01"));
    let lead = city.standing_lead();
    let ends = |path: &str| lead.get(path).is(200)["valid_to"].clone();
    assert_eq!((ends(&first), ends(&second)), (json!("2016-12-31"), json!(null)));

    // None begins before one that is in force, and none but the newest is taken back.
    let between = json!({"number": "3/QĐ", "issued_on": "2016-01-04", "valid_from": "2016-06-01"});
    let between = city.papers().decision_draft("justice", between);
    let refused = lead.transition(&between, decision_step("record"));
    refused.is_problem(409, "period_overlaps");
    assert_eq!(lead.get(&between).blocked("record"), Some(vec!["period_overlaps".to_owned()]));
    lead.transition(&first, decision_step("revoke")).is_problem(409, "later_decision");

    let taken_back = lead.transition(&second, decision_step("revoke")).is(200);
    assert_eq!(taken_back["state"], "revoked");
    assert_eq!(ends(&first), json!(null), "the earlier one runs again");
    let steps = lead.get(&format!("{first}/transitions")).items();
    let steps: Vec<&str> = steps.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(steps, ["create", "record", "end", "resume"]);
    lead.transition(&between, decision_step("record")).is(200);
    assert_eq!(ends(&first), json!("2016-05-31"));
    // What was taken back frees its number.
    in_force(&city, "2/QĐ", "2017-01-02");
}

fn a_decision_needs_exactly_one_head(city: City) {
    let lead = city.standing_lead();
    let two = json!([seat("Vũ Minh An", "male", "head"), seat("Đỗ Thu Hà", "female", "head")]);
    let none = json!([seat("Vũ Minh An", "male", "deputy")]);
    for members in [two, none] {
        let decision = city.papers().decision_draft("justice", json!({"members": members}));
        let refused = lead.transition(&decision, decision_step("record"));
        refused.is_problem(422, "not_one_head");
        assert_eq!(lead.get(&decision).is(200)["state"], "draft");
        let one = json!({"members": [seat("Vũ Minh An", "male", "head")]});
        city.standing_officer().patch(&decision, one).is(200);
        lead.transition(&decision, decision_step("record")).is(200);
    }
    for (members, code) in [(json!([]), "schema"), (json!([{"full_name": "Vũ Minh An"}]), "schema")] {
        let body = new_decision(&city, "justice", json!({"members": members}));
        city.standing_officer().post("/committee-decisions", body).is_problem(400, code);
    }
}

fn days_are_in_order_and_numbers_are_unique(city: City) {
    let officer = city.standing_officer();
    let post = |fields: Value| officer.post("/committee-decisions", new_decision(&city, "justice", fields));
    let tomorrow = json!({"issued_on": "2017-02-02", "valid_from": "2017-02-02"});
    post(tomorrow).is_problem(422, "day_out_of_range").points_at("/issued_on", "day_out_of_range");
    let before = json!({"issued_on": "2017-01-16", "valid_from": "2017-01-15"});
    post(before).is_problem(422, "day_out_of_range").points_at("/valid_from", "day_out_of_range");
    let made = post(json!({"number": "57/QĐ-UBND"})).is(201);
    let same = post(json!({"number": "57/QĐ\u{2011}UBND"}));
    same.is_problem(409, "number_taken").points_at("/number", "number_taken");
    // Another year, another agency: another paper.
    post(json!({"number": "57/QĐ-UBND", "issued_on": "2016-01-16"})).is(201);
    let other = new_decision(&city, "culture", json!({"number": "57/QĐ-UBND"}));
    officer.post("/committee-decisions", other).is(201);
    let other = post(json!({"number": "58/QĐ-UBND"})).is(201);
    let taken = officer.patch(&path(&other), json!({"number": "57/QĐ-UBND"}));
    taken.is_problem(409, "number_taken");
    city.standing_lead().transition(&path(&made), decision_step("discard")).is(200);
    officer.patch(&path(&other), json!({"number": "57/QĐ-UBND"})).is(200);
    // What is in force stays as it is.
    city.standing_lead().transition(&path(&other), decision_step("record")).is(200);
    let late = officer.patch(&path(&other), json!({"number": "59/QĐ-UBND"}));
    late.is_problem(409, "state_forbids");
}

fn accounts_are_those_that_can_be_looked_up(city: City) {
    let officer = city.standing_officer();
    let named = |user: Value| {
        let mut head = seat("Vũ Minh An", "male", "head");
        head["user_id"] = user;
        head
    };
    let post = |members: Vec<Value>| {
        officer.post("/committee-decisions", new_decision(&city, "justice", json!({"members": members})))
    };
    let lead = json!(city.user("justice_lead"));
    let made = post(vec![named(lead.clone())]).is(201);
    assert_eq!(made["members"][0]["user_id"], lead);
    for stranger in [json!("01890a5d-ac96-774b-bcce-b302099a8057"), json!(city.user("disabled"))] {
        let answer = post(vec![named(lead.clone()), named(stranger)]);
        answer.is_problem(422, "unknown_reference").points_at("/members/1/user_id", "unknown_reference");
    }
    let twice = post(vec![named(lead.clone()), named(lead)]);
    twice.is_problem(422, "item_repeated").points_at("/members/1/user_id", "item_repeated");
}

fn the_scan_of_the_paper_is_read_with_it(city: City) {
    let papers = city.papers();
    let decision = papers.decision_draft("justice", json!({}));
    let bytes = pdf(90);
    let file = papers.declared(&city.standing_officer(), "committee", &bytes);
    city.standing_officer().put_part(&file, 1, &bytes).is(200);
    let own = papers.stored("culture", &pdf(91));
    let step = |file: &str| json!({"action": "record", "attachment_ids": [id_in(file)]});
    let lead = city.standing_lead();
    let refused = lead.transition(&decision, step(&own));
    refused.is_problem(422, "unknown_reference").points_at("/attachment_ids/0", "unknown_reference");
    lead.transition(&decision, step(&file)).is(200);
    let read = city.by("justice_officer").get(&decision).is(200);
    assert_eq!(read["attachments"][0]["id"].as_str(), Some(id_in(&file)));
    city.by("justice_officer").get(&format!("{file}/content")).is(200);
    city.by("culture_lead").get(&file).is_problem(404, "not_found");
}

fn who_sat_on_a_day_is_told_to_those_who_may_read_it(city: City) {
    let (first, second) = (in_force(&city, "1/QĐ", "2016-02-01"), in_force(&city, "2/QĐ", "2017-01-01"));
    let members = format!("/agencies/{}/members", city.agency("justice"));
    let officer = city.by("justice_officer");
    for (on, expected) in [
        ("2016-01-31", None),
        ("2016-02-01", Some(&first)),
        ("2016-12-31", Some(&first)),
        ("2017-01-01", Some(&second)),
        ("2030-01-01", Some(&second)),
    ] {
        let told = officer.get(&format!("{members}?on={on}")).is(200);
        assert_eq!(told["decision_id"].as_str(), expected.map(|it| id_in(it)), "{on}");
        assert_eq!(told["members"].as_array().unwrap().len(), expected.map_or(0, |_| 3), "{on}");
        let listed = officer.get(&format!("/committee-decisions?on={on}")).ids();
        assert_eq!(listed, expected.iter().map(|it| id_in(it).to_owned()).collect::<Vec<_>>(), "{on}");
    }
    assert_eq!(officer.get(&members).is(200)["on"], "2017-02-01", "today when nothing is said");
    for who in ["chair", "standing_officer", "auditor", "justice_auditor"] {
        city.by(who).get(&members).is(200);
        city.by(who).get(&first).is(200);
    }
    for who in ["culture_lead", "labour_lead", "portal", "admin", "district_lead"] {
        city.by(who).get(&members).is_problem(404, "not_found");
        city.by(who).get(&first).is_problem(404, "not_found");
    }
    officer.get(&format!("{members}?on=1.2.2017")).is_problem(400, "bad_parameter");
}

fn the_share_of_women_is_counted_and_null_where_nobody_sits(city: City) {
    let on = "2017-03-01";
    let figures = |who: &str, query: &str| city.by(who).get(&format!("/statistics/membership?on={on}{query}")).is(200);
    let nobody = figures("standing_lead", "");
    assert_eq!(nobody["totals"], json!({"committees": 0, "members": 0, "women": 0, "share": null}));
    let decided = |agency: &str, women: usize, men: usize| {
        let mut members: Vec<Value> = (0..women).map(|_| seat("Đỗ Thu Hà", "female", "member")).collect();
        members.extend((0..men).map(|_| seat("Vũ Minh An", "male", "member")));
        members[0]["position"] = json!("head");
        let fields = json!({"members": members, "issued_on": "2017-01-16", "valid_from": "2017-02-01"});
        let decision = city.papers().decision_draft(agency, fields);
        city.papers().bring_decision(&decision, "in_force");
    };
    decided("committee", 1, 3);
    decided("justice", 3, 1);
    decided("culture", 0, 2);
    // A draft counts nowhere.
    city.papers().decision_draft("district", json!({"issued_on": "2017-01-16", "valid_from": "2017-02-01"}));
    let told = figures("chair", "");
    assert_eq!(told["totals"], json!({"committees": 3, "members": 10, "women": 4, "share": 0.4}));
    let of_level = |level: &str| {
        let all = told["by_level"].as_array().unwrap();
        all.iter().find(|it| it["level"] == level).unwrap()["figures"].clone()
    };
    assert_eq!(of_level("department"), json!({"committees": 2, "members": 6, "women": 3, "share": 0.5}));
    assert_eq!(of_level("commune")["share"], json!(null));
    let by_agency = told["by_agency"].as_array().unwrap();
    let of = |agency: &str| {
        let id = json!(city.agency(agency));
        by_agency.iter().find(|it| it["agency_id"] == id).unwrap()["figures"]["share"].clone()
    };
    assert_eq!((of("justice"), of("culture"), of("district")), (json!(0.75), json!(0.0), json!(null)));
    let below = figures("auditor", &format!("&agency_id={}", city.agency("justice")));
    assert_eq!((&below["totals"]["members"], below["by_agency"].as_array().unwrap().len()), (&json!(4), 1));
    // Others see of it what they read, and the day before nobody sat there.
    assert_eq!(figures("justice_lead", "")["totals"]["members"], 4);
    assert_eq!(figures("portal", "")["by_agency"], json!([]));
    assert_eq!(city.chair().get("/statistics/membership?on=2017-01-31").is(200)["totals"]["share"], json!(null));
}

fn an_agency_that_has_ended_has_no_committee(city: City) {
    let body = json!({"code": "H24.5.1", "name": "Trung tâm trợ giúp pháp lý", "kind": "unit",
        "parent_id": city.agency("justice"), "valid_from": "2016-01-01"});
    let unit = city.admin().post("/agencies", body).is(201)["id"].as_str().unwrap().to_owned();
    let agency = format!("/agencies/{unit}");
    let decided = |number: &str, from: &str| {
        let fields = json!({"agency_id": unit, "number": number, "issued_on": "2015-06-01", "valid_from": from});
        city.papers().decision_draft("justice", fields)
    };
    let early = decided("1/QĐ", "2015-12-31");
    city.standing_lead().transition(&early, decision_step("record")).is_problem(409, "agency_not_alive");
    city.papers().bring_decision(&decided("2/QĐ", "2016-01-01"), "in_force");
    city.ends_with(Id(unit.parse().unwrap()), "2017-02-01");
    let sits = |on: &str| city.chair().get(&format!("{agency}/members?on={on}")).is(200)["members"].clone();
    assert_eq!(sits("2017-02-01").as_array().unwrap().len(), 3);
    assert_eq!(sits("2017-02-02"), json!([]));
    let listed = |on: &str| city.chair().get(&format!("/committee-decisions?agency_id={unit}&on={on}")).ids().len();
    assert_eq!([listed("2017-02-01"), listed("2017-02-02")], [1, 0], "as many as say who sits there");
    city.at("2017-02-02T09:00:00+07:00");
    let late = json!({"agency_id": unit});
    let late = city.standing_officer().post("/committee-decisions", new_decision(&city, "justice", late));
    late.is_problem(409, "agency_not_alive");
}

fn two_drafts_that_are_recorded_at_once_follow_each_other(city: City) {
    let papers = city.papers();
    in_force(&city, "1/QĐ", "2016-02-01");
    let drafts = [papers.decision_draft("justice", json!({})), papers.decision_draft("justice", json!({}))];
    let lead = city.standing_lead();
    let [one, other] = &drafts;
    let record = |path: &str| lead.transition(path, decision_step("record"));
    let answers = at_once(&[&|| record(one), &|| record(other)]);
    // Whichever comes first: the later one ends the earlier, or the earlier is refused.
    for answer in answers {
        assert!(answer.status == 200 || answer.code() == "period_overlaps", "{answer}");
    }
    let list = lead.get("/committee-decisions?state=in_force").items();
    assert_eq!(list.iter().filter(|it| it["valid_to"].is_null()).count(), 1, "one runs: {list:?}");
}
