//! Steps of many objects in one request: each is judged, taken, recorded and answered as if it had been asked for alone.

use crate::harness::{Answer, City, Person, Value, at_once, both_databases, id_in, json, pdf};

both_databases![
    thirty_reports_are_reviewed_in_two_calls,
    each_step_is_judged_and_answered_by_itself,
    what_is_wrong_in_shape_is_wrong_of_all,
    a_repeated_key_answers_what_was_done_and_tries_the_rest,
    of_two_who_accept_the_same_one_is_told_so,
    work_of_many_tasks_is_taken_on_reported_done_and_verified,
    only_the_steps_of_a_review_are_taken_by_many,
];

/// One item: what was read of an object, and a step of it.
fn item(who: &Person, path: &str, step: Value) -> Value {
    json!({"id": id_in(path), "version": who.get(path).is(200)["version"], "step": step})
}

fn asked(items: Vec<Value>) -> Value {
    json!({"items": items})
}

/// What became of each: its status, and the code of its problem.
#[track_caller]
fn became(answer: &Answer) -> Vec<(u64, String)> {
    let told = |it: &Value| {
        let code = it.pointer("/problem/code").and_then(Value::as_str).unwrap_or_default().to_owned();
        (it["status"].as_u64().unwrap(), code)
    };
    answer.items().iter().map(told).collect()
}

fn done() -> (u64, String) {
    (200, String::new())
}

fn not(status: u64, code: &str) -> (u64, String) {
    (status, code.to_owned())
}

const REPORTS: &str = "/submissions/transitions";
const WORK: &str = "/assignments/transitions";

fn thirty_reports_are_reviewed_in_two_calls(city: City) {
    let papers = city.papers();
    let reports: Vec<String> = (0..30).map(|_| papers.submission("justice", "submitted")).collect();
    let lead = city.standing_lead();
    let take = reports.iter().map(|path| item(&lead, path, json!({"action": "take"}))).collect();
    let taken = lead.post(REPORTS, asked(take));
    assert_eq!(became(&taken), vec![done(); 30]);
    // Each answer is what the step alone would have been answered: the next one is taken by it.
    for (told, path) in taken.items().iter().zip(&reports) {
        assert_eq!(told["key"], id_in(path));
        assert_eq!(told["version"], lead.get(path).is(200)["version"]);
    }
    let first = lead.with("if-match", taken.items()[0]["etag"].as_str().unwrap());
    first.transition(&reports[0], json!({"action": "return", "reason": "Thiếu số liệu"})).is(200);
    let told = taken.items();
    let rest = reports[1..].iter().zip(&told[1..]);
    let accept =
        rest.map(|(path, told)| json!({"id": id_in(path), "version": told["version"], "step": {"action": "accept"}}));
    assert_eq!(became(&lead.post(REPORTS, asked(accept.collect()))), vec![done(); 29]);
    for path in &reports[1..] {
        assert_eq!(lead.get(path).is(200)["state"], "accepted");
        let history = lead.get(&format!("{path}/transitions")).items();
        let names: Vec<&str> = history.iter().map(|it| it["action"].as_str().unwrap()).collect();
        assert_eq!(names[names.len() - 3..], ["submit", "take", "accept"]);
        let obligation = lead.get(path).is(200)["obligation_id"].as_str().unwrap().to_owned();
        assert_eq!(lead.get(&format!("/obligations/{obligation}")).is(200)["state"], "satisfied");
    }
}

fn each_step_is_judged_and_answered_by_itself(city: City) {
    let papers = city.papers();
    let (justice, culture) = (papers.submission("justice", "under_review"), papers.submission("culture", "submitted"));
    let (draft, own) = (papers.submission("justice", "draft"), papers.submission("labour", "under_review"));
    let exempt = papers.submission("culture", "under_review");
    let obligation = format!("/obligations/{}", city.auditor().get(&exempt).is(200)["obligation_id"].as_str().unwrap());
    city.standing_lead().transition(&obligation, json!({"action": "exempt", "reason": "Mới thành lập"})).is(200);
    let lead = city.standing_lead();
    let accept = || json!({"action": "accept"});
    let mut stale = item(&lead, &justice, accept());
    stale["version"] = json!(1);
    let items = vec![
        stale,
        item(&lead, &culture, accept()),
        json!({"id": id_in(&draft), "version": 1, "step": accept()}),
        item(&lead, &own, accept()),
        item(&lead, &exempt, accept()),
        item(&lead, &culture, json!({"action": "take"})),
    ];
    let answer = lead.with("accept-language", "en").post(REPORTS, asked(items));
    assert_eq!(
        became(&answer),
        [
            not(412, "stale_version"),
            not(409, "state_forbids"),
            not(404, "not_found"),
            not(403, "role_may_not"),
            not(409, "obligation_not_open"),
            not(422, "item_repeated"),
        ]
    );
    let items = answer.items();
    let place = |at: usize| items[at]["problem"]["errors"][0]["pointer"].clone();
    assert_eq!((place(0), place(5)), (json!("/items/0/version"), json!("/items/5/id")));
    // There is no If-Match in such a request: the item names its version itself.
    let said = &items[0]["problem"];
    assert_eq!(said["errors"][0]["detail"], "The record has changed since the version named in version");
    assert!(!said.to_string().contains("If-Match"), "{said}");
    assert_eq!(items[0]["problem"]["instance"], "/api/v1/submissions/transitions");
    for told in &items {
        assert!(told.get("etag").is_none() && told.get("version").is_none(), "{told}");
    }
    // Nothing of all that left a trace, and what is right beside it is done.
    let both = vec![
        item(&lead, &justice, accept()),
        json!({"id": tienbo::kernel::id::Id::fresh(), "version": 1, "step": accept()}),
        item(&lead, &culture, json!({"action": "take"})),
    ];
    let answer = lead.post(REPORTS, asked(both));
    assert_eq!(became(&answer), [done(), not(404, "not_found"), done()]);
    assert_eq!(lead.get(&justice).is(200)["state"], "accepted");
    assert_eq!(lead.get(&culture).is(200)["state"], "under_review");
    assert_eq!(city.officer().get(&draft).is(200)["state"], "draft");
    // Nobody judges his own work here either, and whoever may not sign in learns nothing.
    city.nobody().post(REPORTS, asked(vec![])).is_problem(401, "unauthenticated");
    let gone =
        city.by("disabled").post(REPORTS, asked(vec![json!({"id": id_in(&culture), "version": 3, "step": accept()})]));
    gone.is_problem(401, "invalid_token");
}

fn what_is_wrong_in_shape_is_wrong_of_all(city: City) {
    let path = city.papers().submission("justice", "submitted");
    let lead = city.standing_lead();
    let right = item(&lead, &path, json!({"action": "take"}));
    let with = |field: &str, value: Value| {
        let mut wrong = right.clone();
        wrong[field] = value;
        asked(vec![right.clone(), wrong])
    };
    for (body, pointer, code) in [
        (asked(vec![]), "/items", "length_out_of_range"),
        (asked(vec![right.clone(); 201]), "/items", "length_out_of_range"),
        (with("version", json!(0)), "/items/1/version", "number_out_of_range"),
        (with("id", json!("x")), "/items/1/id", "value_invalid"),
        (with("step", json!({"action": "return"})), "/items/1/step/reason", "field_missing"),
        (with("step", json!({"action": "sign"})), "/items/1/step/action", "value_invalid"),
        (with("step", json!({"action": "take", "reason": "x"})), "/items/1/step/reason", "field_unknown"),
        (with("more", json!(1)), "/items/1/more", "field_unknown"),
    ] {
        lead.post(REPORTS, body).is_problem(400, "schema").points_at(pointer, code);
    }
    // All of it at once, as everywhere.
    let without_step = json!({"id": id_in(&path), "version": 1});
    let several = lead.post(REPORTS, asked(vec![without_step, with("version", json!(0))["items"][1].clone()]));
    several
        .is_problem(400, "schema")
        .points_at("/items/0/step", "field_missing")
        .points_at("/items/1/version", "number_out_of_range");
    assert_eq!(lead.get(&path).is(200)["state"], "submitted", "nothing was tried");
}

fn a_repeated_key_answers_what_was_done_and_tries_the_rest(city: City) {
    let papers = city.papers();
    let [first, second, third] = std::array::from_fn(|_| papers.submission("justice", "submitted"));
    let lead = city.standing_lead().with_key("duyet-thang-2");
    let take = |path: &str| item(&city.standing_lead(), path, json!({"action": "take"}));
    let mut stale = take(&second);
    stale["version"] = json!(1);
    let (one, three) = (take(&first), take(&third));
    let answer = lead.post(REPORTS, asked(vec![one.clone(), stale.clone()]));
    assert_eq!(became(&answer), [done(), not(412, "stale_version")]);
    // As it was sent: what was done is told as the first time, what was refused is tried again, and others may come along.
    let told = answer.items()[0].clone();
    let again = lead.post(REPORTS, asked(vec![stale, one.clone(), three]));
    assert_eq!(became(&again), [not(412, "stale_version"), done(), done()]);
    assert_eq!(again.items()[1], told);
    let history = city.auditor().get(&format!("{first}/transitions")).items();
    assert_eq!(history.iter().filter(|it| it["action"] == "take").count(), 1, "it was taken once");
    // What is bound to the key of an item is what the item says.
    let mut other = one;
    other["step"] = json!({"action": "return", "reason": "Thiếu số liệu"});
    let answer = lead.post(REPORTS, asked(vec![other, take(&second)]));
    assert_eq!(became(&answer), [not(422, "idempotency_key_reused"), done()]);
    // Without a key nothing is replayed.
    let plain = city.standing_lead();
    let stale =
        json!({"id": id_in(&first), "version": told["version"].as_i64().unwrap() - 1, "step": {"action": "take"}});
    assert_eq!(became(&plain.post(REPORTS, asked(vec![stale]))), [not(412, "stale_version")]);
}

fn of_two_who_accept_the_same_one_is_told_so(city: City) {
    let papers = city.papers();
    let reports: Vec<String> = (0..6).map(|_| papers.submission("justice", "under_review")).collect();
    let (one, other) = (city.standing_lead(), city.by("standing_lead_2"));
    let accept = |who: &Person, paths: &[String]| {
        asked(paths.iter().map(|path| item(who, path, json!({"action": "accept"}))).collect())
    };
    let mut reversed = reports.clone();
    reversed.reverse();
    let (forwards, backwards) = (accept(&one, &reports), accept(&other, &reversed));
    let (first, second) = (|| one.post(REPORTS, forwards.clone()), || other.post(REPORTS, backwards.clone()));
    let answers = at_once(&[&first, &second]);
    let mut won = became(&answers[1]);
    won.reverse();
    for (mine, theirs) in became(&answers[0]).into_iter().zip(won) {
        let both = [mine.0, theirs.0];
        assert!(both == [200, 412] || both == [412, 200], "{both:?}");
    }
}

fn work_of_many_tasks_is_taken_on_reported_done_and_verified(city: City) {
    let papers = city.papers();
    let work: Vec<String> = (0..3).map(|_| papers.assignment("justice", "pending")).collect();
    let step_all = |who: &Person, step: &dyn Fn(usize) -> Value| {
        let items = work.iter().enumerate().map(|(place, path)| item(who, path, step(place)));
        who.post(WORK, asked(items.collect()))
    };
    let accepted = step_all(&city.officer(), &|_| json!({"action": "accept"}));
    assert_eq!(became(&accepted), vec![done(); 3]);
    let file = papers.stored("justice", &pdf(40));
    let report = |place: usize| {
        let mut step = json!({"action": "report_done", "narrative": format!("Đã xong việc {place}")});
        // One file shows two of them: it belongs to the first that names it.
        if place > 0 {
            step["attachment_ids"] = json!([id_in(&file)]);
        }
        step
    };
    let officer = step_all(&city.officer(), &report);
    assert_eq!(became(&officer), vec![not(403, "role_may_not"); 3]);
    let reported = step_all(&city.lead(), &report);
    assert_eq!(became(&reported), [done(), done(), not(422, "attachment_taken")]);
    let place = reported.items()[2]["problem"]["errors"][0]["pointer"].clone();
    assert_eq!(place, "/items/2/step/attachment_ids/0");
    let states: Vec<Value> = work.iter().map(|path| city.lead().get(path).is(200)["state"].clone()).collect();
    assert_eq!(states, ["reported_done", "reported_done", "accepted"]);
    let verified = step_all(&city.standing_officer(), &|_| json!({"action": "verify", "note": "Đủ hồ sơ"}));
    assert_eq!(became(&verified), [done(), done(), not(409, "state_forbids")]);
}

fn only_the_steps_of_a_review_are_taken_by_many(city: City) {
    let path = city.papers().submission("justice", "draft");
    let version = city.lead().get(&path).is(200)["version"].clone();
    for step in [json!({"action": "submit", "number": "1", "signed_on": "2017-02-01"}), json!({"action": "hand_over"})]
    {
        let body = asked(vec![json!({"id": id_in(&path), "version": version, "step": step})]);
        city.lead().post(REPORTS, body).is_problem(400, "schema").points_at("/items/0/step/action", "value_invalid");
    }
    for method in ["GET", "PUT", "PATCH", "DELETE"] {
        let answer = city.lead().send(method, REPORTS, None);
        answer.is_problem(405, "method_not_allowed");
        assert_eq!(answer.header("allow"), Some("POST"));
    }
}
