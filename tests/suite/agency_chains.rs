//! Agencies that change more than once, and papers that are signed while their agency ends: each day has its answer, and nothing of a
//! report is lost or there twice.

use std::collections::BTreeMap;

use crate::harness::{
    City, Value, at_once, both_databases, change_step, ends, id_in, json, new_event, report_step, submit,
};

const ROUNDS: usize = 4;

both_databases![
    a_chain_of_changes_is_asked_for_any_day,
    a_report_that_is_signed_while_its_agency_ends_is_there_once,
    a_grant_that_is_given_while_its_agency_ends_reaches_nothing,
    a_route_that_is_entered_while_its_recipient_ends_leads_to_the_heir
];

/// Carries out what was drafted.
fn executed(city: &City, fields: Value) -> String {
    let change = city.drafted_change_with(fields);
    city.bring_change(&change, "executed");
    change
}

fn a_chain_of_changes_is_asked_for_any_day(city: City) {
    let papers = city.papers();
    let (culture, justice) = (city.agency("culture"), city.agency("justice"));
    papers.event_in("culture", "confirmed");
    let draft = papers.draft("culture", "culture");
    let first_name = city.admin().get(&format!("/agencies/{culture}")).is(200)["name"].clone();
    let founded = |code: &str| {
        let new = json!({"code": code, "name": format!("Sở {code}"), "kind": "department",
            "parent_id": city.agency("committee"), "valid_from": "2016-01-01"});
        city.admin().post("/agencies", new).is(201)["id"].clone()
    };
    let (middle, last) = (founded("H24.71"), founded("H24.72"));
    let renamed = json!([{"agency_id": culture, "name": "Sở Văn hoá", "code": "H24.70"}]);
    executed(&city, json!({"effective_on": "2017-01-10", "renames": renamed}));
    let merged: Vec<Value> = vec![json!({"agency_id": culture, "heir_id": middle, "open_obligations": "heir_files"})];
    executed(&city, json!({"effective_on": "2017-01-20", "ends": merged}));
    let split = json!([{"agency_id": middle, "heir_id": last, "successor_ids": [justice],
        "open_obligations": "heir_files"}]);
    executed(&city, json!({"effective_on": "2017-02-01", "ends": split}));
    let reader = city.by("commune_lead");
    // What it was called on each day, and who took over from whom, from either end.
    let names = reader.get(&format!("/agencies/{culture}/names")).items();
    let told: Vec<_> = names.iter().map(|it| (&it["name"], &it["valid_from"], &it["valid_to"])).collect();
    assert_eq!(told[0].0, &first_name);
    assert_eq!(told[0].2, &json!("2017-01-09"));
    assert_eq!(told[1], (&json!("Sở Văn hoá"), &json!("2017-01-10"), &json!("2017-01-19")));
    let chain = |agency: &str| -> Vec<(Value, Value, Value)> {
        let items = reader.get(&format!("/agencies/{agency}/succession")).items();
        let told = |it: &Value| (it["agency"]["id"].clone(), it["heir"]["id"].clone(), it["valid_from"].clone());
        items.iter().map(told).collect()
    };
    let merger = (json!(culture), middle.clone(), json!("2017-01-20"));
    let parting = (middle.clone(), last.clone(), json!("2017-02-01"));
    assert!(chain(&culture.to_string()).contains(&merger));
    assert_eq!(chain(middle.as_str().unwrap()), [merger, parting.clone()]);
    assert!(chain(last.as_str().unwrap()).contains(&parting));
    // Figures by who sits there on a day; the totals stay.
    let id = |agency: &Value| agency.as_str().unwrap().to_owned();
    for (day, holder) in [
        ("2017-01-09", id(&json!(culture))),
        ("2017-01-19", id(&json!(culture))),
        ("2017-01-20", id(&middle)),
        ("2017-01-31", id(&middle)),
        ("2017-02-01", id(&last)),
    ] {
        let figures = city.auditor().get(&format!("/statistics/events?roll_up=successor&as_of={day}")).is(200);
        let rows = figures["by_agency"].as_array().unwrap().iter();
        let counted: BTreeMap<_, _> = rows.map(|it| (id(&it["agency_id"]), it["figures"]["events"].clone())).collect();
        assert_eq!(counted, BTreeMap::from([(holder, json!(1))]), "{day}");
    }
    // Whoever goes on beside the heir has nothing of it.
    city.officer().get(&draft).is_problem(404, "not_found");
    let grant = json!({"user_id": city.user("culture_officer"), "agency_id": last, "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let heir = city.acting("culture_officer", city.user("culture_officer"), id(&last).parse().unwrap());
    heir.get(&draft).is(200);
}

fn a_report_that_is_signed_while_its_agency_ends_is_there_once(city: City) {
    let papers = city.papers();
    let (standing_officer, standing_lead) = (city.standing_officer(), city.standing_lead());
    for round in 0..ROUNDS {
        let period = papers.open_period();
        let report = papers.submission_in(&period, "culture", "pending_signature");
        let end = json!([ends(city.agency("culture"), Some(city.agency("justice")))]);
        let change = city.drafted_change("2017-01-31", end);
        city.bring_change(&change, "approved");
        let (signs, executes) = (city.by("culture_lead").with_etag_of(&report), standing_lead.with_etag_of(&change));
        let answers = at_once(&[&|| signs.transition(&report, submit()), &|| {
            executes.transition(&change, change_step("execute"))
        }]);
        answers[1].is(200);
        let there = city.lead().get(&report).is(200);
        match answers[0].status {
            200 => assert_eq!(there["state"], "submitted", "round {round}"),
            _ => {
                assert!([401, 403].contains(&answers[0].status), "round {round}: {}", answers[0]);
                assert_eq!(there["state"], "pending_signature", "round {round}");
                city.lead().transition(&report, submit()).is(200);
            }
        }
        assert_eq!(there["agency_id"], json!(city.agency("culture")));
        standing_officer.transition(&report, report_step("take")).is(200);
        standing_lead.transition(&report, report_step("accept")).is(200);
        let owed = city.auditor().get(&papers.owed(&period, "culture")).is(200);
        assert_eq!(owed["state"], "satisfied", "round {round}");
        let query = format!("/submissions?obligation_id={}&count=true", id_in(&papers.owed(&period, "culture")));
        assert_eq!(city.auditor().get(&query).is(200)["total"], json!(1), "round {round}");
        city.goes_on(&change);
    }
}

fn a_grant_that_is_given_while_its_agency_ends_reaches_nothing(city: City) {
    let culture = city.agency("culture");
    let user = city.user("district_officer");
    for round in 0..ROUNDS {
        let change = city.drafted_change("2017-01-31", json!([ends(culture, Some(city.agency("justice")))]));
        city.bring_change(&change, "approved");
        let (admin, executes) = (city.admin(), city.standing_lead().with_etag_of(&change));
        let grant = json!({"user_id": user, "agency_id": culture, "role": "agency_lead", "scope": "self",
            "valid_from": "2017-01-01"});
        let answers = at_once(&[&|| admin.post("/grants", grant.clone()), &|| {
            executes.transition(&change, change_step("execute"))
        }]);
        answers[1].is(200);
        // Entered before or after: it lets nobody act for whoever is not there.
        let person = city.acting("district_officer", user, culture);
        let tried = person.post("/events", new_event(&city, "culture", json!({})));
        assert!([401, 403, 409].contains(&tried.status), "round {round}: {tried}");
        if answers[0].status == 201 {
            let given = format!("/grants/{}", answers[0].body["id"].as_str().unwrap());
            admin.transition(&given, json!({"action": "revoke", "reason": "Thử"})).is(200);
        }
        city.goes_on(&change);
    }
}

fn a_route_that_is_entered_while_its_recipient_ends_leads_to_the_heir(city: City) {
    let (culture, justice) = (city.agency("culture"), city.agency("justice"));
    for round in 0..ROUNDS {
        let new = json!({"code": format!("H24.11.7{round}"), "name": format!("Phường {round}"), "kind": "commune",
            "parent_id": city.agency("district"), "valid_from": "2016-01-01"});
        let commune = city.admin().post("/agencies", new).is(201)["id"].clone();
        let routes = format!("/agencies/{}/reporting-routes", commune.as_str().unwrap());
        let change = city.drafted_change("2017-01-31", json!([ends(culture, Some(justice))]));
        city.bring_change(&change, "approved");
        let (lead, executes) = (city.standing_lead(), city.standing_lead().with_etag_of(&change));
        let route = json!({"recipient_id": culture, "valid_from": "2017-01-15"});
        let answers =
            at_once(&[&|| lead.post(&routes, route.clone()), &|| executes.transition(&change, change_step("execute"))]);
        answers[1].is(200);
        let listed = city.auditor().get(&routes).items();
        let leads_to: Vec<_> = listed.iter().map(|it| (it["recipient_id"].clone(), it["valid_to"].clone())).collect();
        if answers[0].status == 201 {
            let eve = json!("2017-01-31");
            assert_eq!(leads_to, [(json!(culture), eve), (json!(justice), Value::Null)], "round {round}");
        } else {
            answers[0].is_problem(409, "agency_not_alive");
            assert!(leads_to.is_empty(), "round {round}");
        }
        city.goes_on(&change);
    }
}
