//! Events and their publications, tried as their users will first.

use crate::harness::{City, Value, both_databases, event_step, json, new_event, publication_step, results};

both_databases![an_event_goes_its_way, what_people_try_first_with_times, results_are_told_and_corrected];

fn an_event_goes_its_way(city: City) {
    let papers = city.papers();
    let event = papers.event("justice", json!({}));
    let (lead, officer) = (city.lead(), city.officer());
    let read = officer.get(&event).is(200);
    assert_eq!((&read["state"], &read["results_number"]), (&json!("planned"), &json!(0)));
    assert_eq!(read["publication"]["state"], "none");
    city.at("2017-11-20T08:00:00+07:00");
    lead.transition(&event, event_step("confirm")).is(200);
    let held = officer.transition(&event, event_step("held")).is(200);
    assert_eq!(held["state"], "held");
    let told = officer.transition(&event, event_step("report")).is(200);
    assert_eq!((&told["state"], &told["results"]["online_views"]), (&json!("reported"), &json!(120)));
    let publication = papers.bring_publication("justice", &event, "published");
    let shown = officer.get(&publication).is(200);
    assert_eq!((&shown["state"], &shown["shown"]["status"]), (&json!("published"), &json!("held")));
    let history = officer.get(&format!("{event}/transitions")).items();
    let actions: Vec<&str> = history.iter().filter_map(|it| it["action"].as_str()).collect();
    assert_eq!(actions, ["create", "confirm", "held", "report"]);
}

fn what_people_try_first_with_times(city: City) {
    city.month_of(2017);
    let post = |occasion: &str, starts: &str, ends: &str| {
        let times = json!({"occasion": occasion, "starts_at": starts, "ends_at": ends});
        city.officer().post("/events", new_event(&city, "justice", times))
    };
    post("action_month", "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00+07:00").is(201);
    let late = post("action_month", "2017-12-15T19:00:00+07:00", "2017-12-16T00:00:00.000001+07:00");
    late.is_problem(422, "outside_window");
    post("action_month", "2018-01-05T08:00:00+07:00", "2018-01-05T11:00:00+07:00").is_problem(422, "outside_window");
    post("action_month", "2018-11-20T08:00:00+07:00", "2018-11-20T11:00:00+07:00")
        .is_problem(422, "action_month_missing");
    post("other", "2017-12-31T20:00:00+07:00", "2018-01-01T00:30:00+07:00").is_problem(422, "years_differ");
    post("other", "2017-12-31T24:00:00+07:00", "2018-01-01T00:30:00+07:00").is_problem(400, "schema");
}

fn results_are_told_and_corrected(city: City) {
    let event = city.papers().event_in("justice", "reported");
    let mut anew = results();
    anew["certificates"] = json!({"female": 43});
    let too_many = json!({"action": "correct", "reason": "Sửa", "results": anew});
    city.lead().transition(&event, too_many).is_problem(422, "certificates_exceed");
    anew["certificates"] = json!({"female": 42});
    let right = json!({"action": "correct", "reason": "Sửa", "results": anew});
    city.officer().transition(&event, right.clone()).is_problem(403, "role_may_not");
    let corrected = city.lead().transition(&event, right).is(200);
    assert_eq!(corrected["results_number"], 2);
    let versions: Vec<Value> = city.auditor().get(&format!("{event}/results")).items();
    let certificates: Vec<&Value> = versions.iter().map(|it| &it["results"]["certificates"]["female"]).collect();
    assert_eq!(certificates, [&json!(20), &json!(42)]);
    let publication = format!("{event}/publication");
    city.by("culture_lead").transition(&publication, publication_step("approve")).is_problem(404, "not_found");
}
