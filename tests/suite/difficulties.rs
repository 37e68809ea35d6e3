//! Difficulties: raised, handed on by turns until somebody answers, and confirmed by whoever raised them.

use crate::harness::{
    City, Person, Value, both_databases, days_pass, difficulty_step, id_in, in_days, json, new_difficulty,
};

both_databases![
    it_travels_upward_until_somebody_answers,
    each_hand_over_begins_a_new_turn,
    severity_says_how_long_a_turn_is,
    what_the_standing_agency_raises_is_the_chairs,
    a_route_is_the_way_of_difficulties_too,
    an_answer_that_is_none_is_given_back,
    whoever_says_nothing_for_thirty_days_has_confirmed,
    what_is_joined_is_answered_with_its_survivor,
    what_is_joined_goes_on_alone_when_its_survivor_is_withdrawn,
    what_can_be_joined_is_judged,
    who_may_read_it,
    a_mention_shows_to_whoever_reads_both_ends,
    a_restricted_text_is_disclosed_to_few_each_time_on_record,
    whether_it_is_restricted_stays,
    files_show_it,
    people_are_told_at_once,
    whoever_has_the_turn_is_reminded,
    figures_add_up_to_what_can_be_read,
    whatever_is_asked_of_its_raiser_comes_back,
    bodies_are_judged
];

fn holder(difficulty: &Value) -> (Value, Value) {
    (difficulty["holder_agency_id"].clone(), difficulty["holder_part"].clone())
}

fn held_by(city: &City, agency: &str, part: &str) -> (Value, Value) {
    (json!(city.agency(agency)), json!(part))
}

fn it_travels_upward_until_somebody_answers(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("commune", json!({}));
    let draft = city.by("commune_officer").get(&path).is(200);
    assert_eq!(
        (&draft["state"], &draft["holder_agency_id"], &draft["turn"]),
        (&json!("draft"), &Value::Null, &Value::Null)
    );
    let raised = papers.move_difficulty("commune", &path, "raise");
    assert_eq!(holder(&raised), held_by(&city, "district", "agency"));
    // Whoever has not the turn takes no step of it.
    city.standing_officer().transition(&path, json!({"action": "acknowledge"})).is_problem(403, "role_may_not");
    papers.move_difficulty("commune", &path, "acknowledge");
    let asked = papers.move_difficulty("commune", &path, "ask");
    assert_eq!(holder(&asked), held_by(&city, "commune", "agency"));
    let informed = papers.move_difficulty("commune", &path, "inform");
    assert_eq!(holder(&informed), held_by(&city, "district", "agency"));
    let passed = papers.move_difficulty("commune", &path, "pass_up");
    assert_eq!((&passed["state"], holder(&passed)), (&json!("raised"), held_by(&city, "labour", "standing_agency")));
    // There is nobody above the standing agency but the chair, before whom it is put.
    city.standing_lead().transition(&path, json!({"action": "pass_up"})).is_problem(403, "role_may_not");
    city.standing_officer().transition(&path, json!({"action": "acknowledge"})).is(200);
    let escalated = city.standing_lead().transition(&path, difficulty_step(&city, "escalate")).is(200);
    assert_eq!(holder(&escalated), held_by(&city, "committee", "chair"));
    let forwarded = city.standing_lead().transition(&path, difficulty_step(&city, "forward")).is(200);
    assert_eq!(holder(&forwarded), held_by(&city, "labour", "standing_agency"));
    assert_eq!(
        (&forwarded["letter_number"], &forwarded["forwarded_to"]),
        (&json!("215/SLĐTBXH-BĐG"), &json!("Bộ Lao động"))
    );
    let replied = city.standing_officer().transition(&path, difficulty_step(&city, "record_reply")).is(200);
    assert_eq!(
        (&replied["state"], holder(&replied)),
        (&json!("in_handling"), held_by(&city, "labour", "standing_agency"))
    );
    let resolved = city.standing_lead().transition(&path, difficulty_step(&city, "resolve")).is(200);
    assert_eq!((&resolved["turn"], holder(&resolved)), (&Value::Null, held_by(&city, "labour", "standing_agency")));
    assert_eq!((&resolved["confirm_by"], resolved["answer"].is_string()), (&json!(in_days(&city, 30)), true));
    let closed = city.by("commune_lead").transition(&path, json!({"action": "confirm"})).is(200);
    assert_eq!((&closed["state"], holder(&closed)), (&json!("closed"), (Value::Null, Value::Null)));
    let parts: Vec<&Value> = closed["turns"].as_array().unwrap().iter().map(|turn| &turn["part"]).collect();
    assert_eq!(parts, ["agency", "agency", "agency", "standing_agency", "chair", "standing_agency", "standing_agency"]);
    let actions: Vec<String> = city
        .by("commune_officer")
        .get(&format!("{path}/transitions"))
        .items()
        .iter()
        .map(|it| it["action"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!((actions.len(), &actions[0], &actions[11]), (12, &"create".to_owned(), &"confirm".to_owned()));
}

fn each_hand_over_begins_a_new_turn(city: City) {
    let papers = city.papers();
    let path = papers.difficulty("justice", "raised");
    let turn = |difficulty: &Value, field: &str| difficulty["turn"][field].clone();
    let raised = city.officer().get(&path).is(200);
    assert_eq!(turn(&raised, "acknowledge_by"), json!(in_days(&city, 3)));
    assert_eq!(turn(&raised, "answer_by"), json!(in_days(&city, 15)));
    days_pass(&city, 2);
    // Whoever takes it on goes on with his turn.
    let taken_on = papers.move_difficulty("justice", &path, "acknowledge");
    assert_eq!(turn(&taken_on, "began_at"), turn(&raised, "began_at"));
    assert_eq!((turn(&taken_on, "answer_by"), &taken_on["overdue"]), (json!(in_days(&city, 13)), &json!(false)));
    days_pass(&city, 14);
    let late = city.officer().get(&path).is(200);
    assert_eq!(late["overdue"], true);
    // The next one has his own time, whatever was late before, and nothing of it pauses.
    let asked = papers.move_difficulty("justice", &path, "ask");
    assert_eq!((turn(&asked, "acknowledge_by"), turn(&asked, "answer_by")), (Value::Null, json!(in_days(&city, 15))));
    assert_eq!((&asked["overdue"], &asked["turns"][0]["late"]), (&json!(false), &json!(true)));
    let informed = papers.move_difficulty("justice", &path, "inform");
    assert_eq!((&informed["turns"][1]["late"], &informed["turns"][2]["ended_at"]), (&json!(false), &Value::Null));
}

fn severity_says_how_long_a_turn_is(city: City) {
    let papers = city.papers();
    for (severity, acknowledge, answer) in [("low", 5, 30), ("normal", 3, 15), ("urgent", 1, 5)] {
        let path = papers.difficulty_draft("justice", json!({"severity": severity}));
        let raised = papers.move_difficulty("justice", &path, "raise");
        let turn = &raised["turn"];
        assert_eq!(turn["acknowledge_by"], json!(in_days(&city, acknowledge)), "{severity}");
        assert_eq!(turn["answer_by"], json!(in_days(&city, answer)), "{severity}");
    }
    // A day ends at midnight in Vietnam.
    let urgent = papers.difficulty_draft("culture", json!({"severity": "urgent"}));
    papers.bring_difficulty("culture", &urgent, "raised");
    let overdue = || city.by("culture_officer").get(&urgent).is(200)["overdue"].clone();
    city.at("2017-02-02T23:59:59.999999+07:00");
    assert_eq!(overdue(), false);
    city.at("2017-02-03T00:00:00+07:00");
    assert_eq!(overdue(), true);
    let listed = city.standing_officer().get("/difficulties?overdue=true").ids();
    assert_eq!(listed.len(), 2, "both urgent ones: {listed:?}");
}

fn what_the_standing_agency_raises_is_the_chairs(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("labour", json!({}));
    // Those who act as the standing agency act for it as well.
    let raised = city.standing_lead().transition(&path, json!({"action": "raise"})).is(200);
    assert_eq!(holder(&raised), held_by(&city, "committee", "chair"));
    for action in ["acknowledge", "escalate", "join"] {
        city.standing_officer().transition(&path, difficulty_step(&city, action)).is_problem(403, "role_may_not");
        city.standing_lead().transition(&path, difficulty_step(&city, action)).is_problem(403, "role_may_not");
    }
    for action in ["acknowledge", "ask"] {
        city.chair().transition(&path, difficulty_step(&city, action)).is(200);
    }
    city.standing_officer().transition(&path, difficulty_step(&city, "inform")).is(200);
    let resolved = city.chair().transition(&path, difficulty_step(&city, "resolve")).is(200);
    assert_eq!(holder(&resolved), held_by(&city, "committee", "chair"));
    city.chair().transition(&path, json!({"action": "confirm"})).is_problem(403, "role_may_not");
    city.by("labour_lead").transition(&path, json!({"action": "confirm"})).is(200);
}

fn a_route_is_the_way_of_difficulties_too(city: City) {
    let route = json!({"recipient_id": city.agency("justice"), "valid_from": "2017-02-01"});
    let commune = city.agency("commune");
    city.standing_lead().post(&format!("/agencies/{commune}/reporting-routes"), route).is(201);
    let path = city.papers().difficulty_draft("commune", json!({}));
    let raised = city.by("commune_lead").transition(&path, json!({"action": "raise"})).is(200);
    assert_eq!(holder(&raised), held_by(&city, "justice", "agency"));
    city.officer().transition(&path, json!({"action": "acknowledge"})).is(200);
    // The district has never had it.
    city.by("district_officer").get(&path).is_problem(404, "not_found");
    let passed = city.lead().transition(&path, json!({"action": "pass_up"})).is(200);
    assert_eq!(holder(&passed), held_by(&city, "labour", "standing_agency"));
}

fn an_answer_that_is_none_is_given_back(city: City) {
    let papers = city.papers();
    let path = papers.difficulty("justice", "escalated");
    let resolved = city.chair().transition(&path, difficulty_step(&city, "resolve")).is(200);
    assert_eq!(holder(&resolved), held_by(&city, "committee", "chair"));
    city.lead().transition(&path, json!({"action": "reopen"})).is_problem(400, "schema");
    let reopened = city.lead().transition(&path, difficulty_step(&city, "reopen")).is(200);
    // It goes back to whoever answered: the chair takes the steps of whoever has the turn.
    assert_eq!((&reopened["state"], holder(&reopened)), (&json!("in_handling"), held_by(&city, "committee", "chair")));
    assert_eq!((&reopened["resolved_at"], reopened["answer"].is_string()), (&Value::Null, true));
    city.standing_officer().transition(&path, difficulty_step(&city, "ask")).is_problem(403, "role_may_not");
    city.chair().transition(&path, difficulty_step(&city, "ask")).is(200);
}

fn whoever_says_nothing_for_thirty_days_has_confirmed(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("commune", json!({}));
    papers.bring_difficulty("commune", &path, "resolved");
    let (officer, close) = (city.by("district_officer"), json!({"action": "close_unconfirmed"}));
    // Answered on 1 February: the thirtieth day is 3 March.
    city.at("2017-03-03T23:59:59.999999+07:00");
    officer.transition(&path, close.clone()).is_problem(409, "confirmation_running");
    assert_eq!(officer.get(&path).blocked("close_unconfirmed"), Some(vec!["confirmation_running".to_owned()]));
    city.at("2017-03-04T00:00:00+07:00");
    city.standing_officer().transition(&path, close.clone()).is_problem(403, "role_may_not");
    assert_eq!(officer.transition(&path, close).is(200)["state"], "closed");
    city.by("commune_lead").transition(&path, difficulty_step(&city, "reopen")).is_problem(409, "state_forbids");
}

/// Joins one difficulty to another.
fn join(city: &City, difficulty: &str, survivor: &str) -> Value {
    let step = json!({"action": "join", "survivor_id": id_in(survivor), "reason": "Cùng nội dung"});
    city.standing_officer().transition(difficulty, step).is(200)
}

fn what_is_joined_is_answered_with_its_survivor(city: City) {
    let papers = city.papers();
    let survivor = papers.difficulty("justice", "in_handling");
    let (one, other) = (papers.difficulty("culture", "raised"), papers.difficulty("commune", "in_handling"));
    for path in [&one, &other] {
        let joined = join(&city, path, &survivor);
        assert_eq!((&joined["state"], holder(&joined)), (&json!("joined"), (Value::Null, Value::Null)));
        assert_eq!((&joined["survivor_id"], &joined["turn"]), (&json!(id_in(&survivor)), &Value::Null));
    }
    // Whoever raised what is joined reads nothing of the survivor.
    for login in ["culture_lead", "culture_officer", "commune_lead"] {
        city.by(login).get(&survivor).is_problem(404, "not_found");
        assert!(!city.by(login).get("/difficulties").ids().contains(&id_in(&survivor).to_owned()));
    }
    let answer = json!({"action": "resolve", "answer": "Thành phố bổ sung kinh phí cho cả ba nơi"});
    city.standing_lead().transition(&survivor, answer).is(200);
    let handled = [("labour", "standing_agency"), ("district", "agency")];
    for ((path, login), (agency, part)) in [(&one, "culture_lead"), (&other, "commune_lead")].into_iter().zip(handled) {
        let told = city.by(login).get(path).is(200);
        assert_eq!(
            (&told["state"], &told["answer"]),
            (&json!("resolved"), &json!("Thành phố bổ sung kinh phí cho cả ba nơi"))
        );
        // It is for whoever dealt with it to hear whether that is an answer.
        assert_eq!(holder(&told), held_by(&city, agency, part));
        let newest = city.by(login).get(&format!("{path}/transitions")).items().pop().unwrap();
        assert_eq!(
            (&newest["action"], &newest["from"], &newest["to"]),
            (&json!("resolve"), &json!("joined"), &json!("resolved"))
        );
    }
    // Each confirms for itself, and what one of them says is nothing to the others.
    city.by("culture_lead").transition(&one, json!({"action": "confirm"})).is(200);
    let reopened = city.by("commune_lead").transition(&other, difficulty_step(&city, "reopen")).is(200);
    assert_eq!((&reopened["state"], &reopened["survivor_id"]), (&json!("in_handling"), &Value::Null));
    assert_eq!(city.lead().get(&survivor).is(200)["state"], "resolved");
}

fn what_is_joined_goes_on_alone_when_its_survivor_is_withdrawn(city: City) {
    let papers = city.papers();
    let survivor = papers.difficulty("justice", "raised");
    let (one, other) = (papers.difficulty("culture", "raised"), papers.difficulty("commune", "in_handling"));
    join(&city, &one, &survivor);
    join(&city, &other, &survivor);
    let separated = city.standing_officer().transition(&one, json!({"action": "separate"})).is(200);
    assert_eq!(
        (&separated["state"], holder(&separated)),
        (&json!("in_handling"), held_by(&city, "labour", "standing_agency"))
    );
    city.lead().transition(&survivor, difficulty_step(&city, "withdraw")).is(200);
    let alone = city.by("district_officer").get(&other).is(200);
    assert_eq!((&alone["state"], holder(&alone)), (&json!("in_handling"), held_by(&city, "district", "agency")));
    assert_eq!(alone["survivor_id"], Value::Null);
}

fn what_can_be_joined_is_judged(city: City) {
    let papers = city.papers();
    let path = papers.difficulty("justice", "raised");
    let officer = city.standing_officer();
    let step = |survivor: &str| json!({"action": "join", "survivor_id": id_in(survivor)});
    let refused = officer.transition(&path, step(&path));
    refused.is_problem(409, "not_joinable").points_at("/survivor_id", "not_joinable");
    // A draft of somebody else is unknown, as one that there is not.
    let draft = papers.difficulty_draft("culture", json!({}));
    for unknown in [draft.as_str(), "/difficulties/01890a5d-ac96-774b-bcce-b302099a8057"] {
        let refused = officer.transition(&path, step(unknown));
        refused.is_problem(422, "unknown_reference").points_at("/survivor_id", "unknown_reference");
    }
    for state in ["closed", "withdrawn"] {
        officer.transition(&path, step(&papers.difficulty("culture", state))).is_problem(409, "not_joinable");
    }
    let survivor = papers.difficulty("culture", "raised");
    join(&city, &path, &survivor);
    let third = papers.difficulty("commune", "raised");
    officer.transition(&survivor, step(&third)).is_problem(409, "others_joined");
    officer.transition(&third, step(&path)).is_problem(409, "not_joinable");
    city.standing_lead().transition(&third, step(&survivor)).is_problem(403, "role_may_not");
}

fn who_may_read_it(city: City) {
    let papers = city.papers();
    let of_commune = ["commune_lead", "commune_officer", "district_lead"];
    let path = papers.difficulty("commune", "draft");
    city.is_read_by("/difficulties", &path, &of_commune);
    let of_all = ["chair", "standing_lead", "standing_officer", "auditor", "district_officer"];
    papers.move_difficulty("commune", &path, "raise");
    city.is_read_by("/difficulties", &path, &[&of_commune[..], &of_all].concat());
    // Whoever has had the turn reads on.
    papers.move_difficulty("commune", &path, "acknowledge");
    papers.move_difficulty("commune", &path, "pass_up");
    city.is_read_by("/difficulties", &path, &[&of_commune[..], &of_all, &["labour_lead"]].concat());
    // What was never raised is nobody else's afterwards either.
    let given_up = papers.difficulty_draft("justice", json!({}));
    city.officer().transition(&given_up, json!({"action": "discard"})).is(200);
    city.is_read_by("/difficulties", &given_up, &["justice_lead", "justice_officer"]);
    let raised = papers.difficulty("justice", "withdrawn");
    let readers = ["justice_lead", "justice_officer", "chair", "standing_lead", "standing_officer", "labour_lead"];
    city.is_read_by("/difficulties", &raised, &[&readers[..], &["auditor", "justice_auditor"]].concat());
}

/// What somebody is shown that a difficulty mentions.
fn mentions(who: &Person, path: &str) -> Vec<String> {
    let shown = who.get(path).is(200)["mentions"].clone();
    let mut shown: Vec<String> =
        shown.as_array().unwrap().iter().map(|it| it["resource"].as_str().unwrap().to_owned()).collect();
    shown.sort_unstable();
    shown
}

fn a_mention_shows_to_whoever_reads_both_ends(city: City) {
    let papers = city.papers();
    let named = |resource: &str, path: &str| json!({"resource": resource, "id": id_in(path)});
    let assignment = named("assignments", &papers.assignment("justice", "accepted"));
    let report = named("submissions", &papers.submission("justice", "draft"));
    city.at("2017-02-01T09:00:00+07:00");
    let path = papers.difficulty_draft("justice", json!({"mentions": [assignment, report]}));
    papers.bring_difficulty("justice", &path, "raised");
    assert_eq!(mentions(&city.officer(), &path), ["assignments", "submissions"]);
    // The report is a draft of its agency's: nobody else knows that it is mentioned.
    assert_eq!(mentions(&city.standing_officer(), &path), ["assignments"]);
    let told = city.standing_officer().get(&path);
    assert!(!told.body.to_string().contains(report["id"].as_str().unwrap()), "{told}");
    // Neither a list, nor a step, nor the record says what is mentioned.
    let taken_on = papers.move_difficulty("justice", &path, "acknowledge");
    assert_eq!(taken_on["mentions"], Value::Null);
    assert!(city.officer().get("/difficulties").items().iter().all(|it| it["mentions"].is_null()));
    let entries = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&path))).ids();
    for entry in entries {
        let entry = city.auditor().get(&format!("/audit-entries/{entry}"));
        assert!(!entry.is(200).to_string().contains(report["id"].as_str().unwrap()), "{entry}");
    }
    // An edit of what is mentioned is one, though the record says the same before and after it.
    let draft = papers.difficulty_draft("justice", json!({"mentions": [assignment]}));
    let officer = city.officer();
    let edited = officer.patch(&draft, json!({"mentions": [report]})).is(200);
    assert_eq!((&edited["version"], mentions(&officer, &draft)), (&json!(2), vec!["submissions".to_owned()]));
    assert_eq!(officer.patch(&draft, json!({"mentions": [report]})).is(200)["version"], 2);
    assert_eq!(officer.patch(&draft, json!({"mentions": []})).is(200)["version"], 3);
    assert!(mentions(&officer, &draft).is_empty());
    let twice = officer.patch(&draft, json!({"mentions": [report, report]}));
    twice.is_problem(422, "mention_repeated").points_at("/mentions/1", "mention_repeated");
    let many: Vec<Value> = (0..51).map(|_| report.clone()).collect();
    officer.patch(&draft, json!({"mentions": many})).is_problem(400, "schema");
    // Nor do those who read what is mentioned learn of a draft that does.
    officer.patch(&draft, json!({"mentions": [assignment]})).is(200);
    let mentioned = format!("/assignments/{}", assignment["id"].as_str().unwrap());
    for login in ["standing_officer", "chair", "auditor"] {
        let reader = city.by(login);
        for path in [mentioned.clone(), format!("{mentioned}/transitions"), "/difficulties?limit=200".to_owned()] {
            let read = reader.get(&path);
            assert!(!read.is(200).to_string().contains(id_in(&draft)), "{login} {read}");
        }
    }
}

fn a_restricted_text_is_disclosed_to_few_each_time_on_record(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("commune", json!({"text": "Lời kể của một người", "sensitivity": "restricted"}));
    let disclose = |who: &Person| who.post(&format!("{path}/disclosures"), json!({"purpose": "Chuẩn bị trả lời"}));
    let draft = city.by("commune_lead").get(&path).is(200);
    assert_eq!((&draft["text"], draft["text_sha256"].as_str().map(str::len)), (&Value::Null, Some(64)));
    // Its author and whoever leads there replace it; another officer would not, and a text says the same only once.
    let author = city.by("commune_officer");
    let replaced = author.patch(&path, json!({"text": "Lời kể khác"})).is(200);
    assert_ne!(replaced["text_sha256"], draft["text_sha256"]);
    assert_eq!(author.patch(&path, json!({"text": "Lời kể khác"})).is(200)["version"], replaced["version"]);
    papers.bring_difficulty("commune", &path, "in_handling");
    for (login, reads) in [
        ("commune_officer", true),
        ("commune_lead", true),
        ("district_lead", true),
        ("district_officer", false),
        ("standing_lead", false),
        ("chair", false),
        ("auditor", false),
    ] {
        let who = city.by(login);
        let answer = disclose(&who);
        if reads {
            assert_eq!(answer.header("cache-control"), Some("no-store"));
            assert_eq!((&answer.is(200)["text"], &answer.body["inspection_id"]), (&json!("Lời kể khác"), &Value::Null));
        } else {
            answer.is_problem(403, "role_may_not");
        }
        assert_eq!(who.get(&path).blocked("disclose").is_none(), reads, "{login}");
    }
    // Whoever raised it has the turn when he is asked for more, and nobody else for that.
    for step in ["ask", "inform"] {
        papers.move_difficulty("commune", &path, step);
        disclose(&city.standing_lead()).is_problem(403, "role_may_not");
    }
    // Whoever leads where the turn is or was.
    papers.move_difficulty("commune", &path, "pass_up");
    disclose(&city.standing_lead()).is(200);
    disclose(&city.by("district_lead")).is(200);
    let list = format!("{path}/disclosures");
    assert_eq!(city.auditor().get(&list).items().len(), 5);
    assert_eq!(city.by("district_officer").get(&list).items().len(), 0);
    let told = city.by("commune_lead").get(&list).items().pop().unwrap();
    assert_eq!(
        (&told["resource"], &told["subject_id"], &told["purpose"]),
        (&json!("difficulties"), &json!(id_in(&path)), &json!("Chuẩn bị trả lời"))
    );
    let normal = papers.difficulty("culture", "raised");
    let nothing = city.by("culture_lead").post(&format!("{normal}/disclosures"), json!({"purpose": "Thử"}));
    nothing.is_problem(409, "nothing_restricted");
}

fn whether_it_is_restricted_stays(city: City) {
    let papers = city.papers();
    for (chosen, other) in [("normal", "restricted"), ("restricted", "normal")] {
        let path = papers.difficulty_draft("justice", json!({"sensitivity": chosen}));
        let refused = city.officer().patch(&path, json!({"sensitivity": other}));
        refused.is_problem(422, "sensitivity_fixed").points_at("/sensitivity", "sensitivity_fixed");
        city.officer().patch(&path, json!({"sensitivity": chosen})).is(200);
    }
    let raised = papers.difficulty("justice", "raised");
    city.officer().patch(&raised, json!({"title": "Khác"})).is_problem(409, "state_forbids");
}

fn files_show_it(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("justice", json!({}));
    let file = papers.stored("justice", b"%PDF-1.7 bien ban");
    let raise = json!({"action": "raise", "attachment_ids": [id_in(&file)]});
    city.lead().transition(&path, raise).is(200);
    let shown = city.standing_officer().get(&path).is(200)["attachments"].clone();
    assert_eq!(shown[0]["id"], id_in(&file));
    city.standing_officer().get(&file).is(200);
    city.by("culture_officer").get(&file).is_problem(404, "not_found");
}

/// On which occasion somebody was told of a difficulty last.
fn told_last(who: &Person, path: &str) -> Option<String> {
    let all = who.get("/me/notifications?limit=200").items();
    let of_it = all.into_iter().find(|it| it["subject_id"] == id_in(path) && it["reminder_id"].is_null())?;
    Some(of_it["occasion"].as_str().unwrap().to_owned())
}

fn people_are_told_at_once(city: City) {
    let papers = city.papers();
    let path = papers.difficulty_draft("commune", json!({}));
    for (action, login, occasion) in [
        ("raise", "district_officer", "assigned"),
        ("acknowledge", "commune_lead", ""),
        ("ask", "commune_officer", "for_comment"),
        ("inform", "district_lead", "assigned"),
        ("escalate", "chair", "assigned"),
        ("decide", "district_officer", "assigned"),
        ("resolve", "commune_lead", "answered"),
        ("reopen", "district_officer", "sent_back"),
        ("join", "commune_lead", "joined"),
    ] {
        papers.move_difficulty("commune", &path, action);
        let told = told_last(&city.by(login), &path).unwrap_or_default();
        assert_eq!(told, occasion, "{action} {login}");
        city.clock.set(city.clock.now().plus_seconds(1));
    }
    assert_eq!(told_last(&city.officer(), &path), None);
}

fn whoever_has_the_turn_is_reminded(city: City) {
    let papers = city.papers();
    let path = papers.difficulty("commune", "in_handling");
    let body = json!({"difficulty_ids": [id_in(&path)]});
    city.by("district_officer").post("/reminders", body.clone()).is_problem(403, "role_may_not");
    let made = city.standing_officer().post("/reminders", body).is(200);
    assert_eq!(
        (&made["made"], &made["agencies"][0]["agency_id"]),
        (&json!([id_in(&path)]), &json!(city.agency("district")))
    );
    let reminders = city.by("commune_officer").get(&format!("{path}/reminders")).items();
    let reminder = &reminders[0];
    assert_eq!((&reminder["last_day"], &reminder["occasion"]), (&json!(in_days(&city, 15)), &json!("by_hand")));
    // What is answered is owed no more.
    let answered = papers.difficulty_draft("culture", json!({}));
    papers.bring_difficulty("culture", &answered, "resolved");
    let skipped = city.standing_officer().post("/reminders", json!({"difficulty_ids": [id_in(&answered)]})).is(200);
    assert_eq!(skipped["skipped"][0]["why"], "nothing_owed");
}

fn figures_add_up_to_what_can_be_read(city: City) {
    let papers = city.papers();
    papers.difficulty_draft("justice", json!({}));
    papers.difficulty("justice", "raised");
    let late = papers.difficulty_draft("justice", json!({"severity": "urgent"}));
    papers.bring_difficulty("justice", &late, "in_handling");
    papers.difficulty("commune", "closed");
    days_pass(&city, 6);
    papers.move_difficulty("justice", &late, "escalate");
    for login in ["auditor", "standing_officer", "justice_lead", "district_lead", "culture_lead"] {
        let who = city.by(login);
        let figures = who.get("/statistics/difficulties").is(200);
        let listed = who.get("/difficulties?limit=200").items();
        let listed: Vec<&Value> = listed.iter().filter(|it| it["state"] != "draft").collect();
        assert_eq!(figures["totals"]["total"], listed.len(), "{login}");
        for row in figures["states"].as_array().unwrap() {
            let of_it = listed.iter().filter(|it| it["state"] == row["state"]).count();
            assert_eq!(row["counts"]["total"], of_it, "{login} {row}");
        }
    }
    let figures = city.auditor().get("/statistics/difficulties").is(200);
    let turns = |agency: &str| {
        let rows = figures["holders"].as_array().unwrap();
        let row = rows.iter().find(|it| it["agency_id"] == json!(city.agency(agency))).unwrap();
        ["on_time", "late", "running", "overdue"].map(|field| row[field].as_i64().unwrap())
    };
    // Whoever has not taken it on by the day for that is overdue, in the list and in the figures.
    assert_eq!(city.auditor().get("/difficulties?overdue=true").items().len(), 1);
    assert_eq!(turns("labour"), [0, 1, 1, 1]);
    assert_eq!(turns("district"), [1, 0, 0, 0]);
    assert_eq!(turns("committee"), [0, 0, 1, 0]);
    let district = city.agency("district");
    let below = city.auditor().get(&format!("/statistics/difficulties?agency_id={district}")).is(200);
    assert_eq!(below["totals"]["total"], 1);
    city.auditor().get("/statistics/difficulties?year=2017").is_problem(400, "bad_parameter");
}

/// A hundred turns are as many as there can be: whoever asks leaves room for the answer.
fn whatever_is_asked_of_its_raiser_comes_back(city: City) {
    let path = city.papers().difficulty("commune", "in_handling");
    let (holder, raiser) = (city.by("district_officer"), city.by("commune_officer"));
    for _ in 0..49 {
        holder.transition(&path, difficulty_step(&city, "ask")).is(200);
        raiser.transition(&path, difficulty_step(&city, "inform")).is(200);
    }
    holder.transition(&path, difficulty_step(&city, "ask")).is_problem(409, "quota_reached");
    city.standing_lead().transition(&path, difficulty_step(&city, "forward")).is_problem(409, "quota_reached");
    let read = raiser.get(&path).is(200);
    assert_eq!((&read["state"], read["turns"].as_array().unwrap().len()), (&json!("in_handling"), 99));
    city.by("district_lead").transition(&path, difficulty_step(&city, "resolve")).is(200);
    city.by("commune_lead").transition(&path, difficulty_step(&city, "reopen")).is(200);
}

fn bodies_are_judged(city: City) {
    let officer = city.officer();
    let post = |fields: Value| officer.post("/difficulties", new_difficulty(&city, "justice", fields));
    post(json!({"title": "x".repeat(201)})).is_problem(400, "schema").points_at("/title", "length_out_of_range");
    post(json!({"text": "x".repeat(10_001)})).is_problem(400, "schema").points_at("/text", "length_out_of_range");
    post(json!({"text": " "})).is_problem(400, "schema");
    post(json!({"severity": "grave"})).is_problem(400, "schema");
    post(json!({"agency_id": "01890a5d-ac96-774b-bcce-b302099a8057"})).is_problem(422, "unknown_reference");
    post(json!({"text": "x".repeat(10_000)})).is(201);
    let id = post(json!({})).is(201)["id"].clone();
    post(json!({"id": id})).is_problem(409, "id_taken");
    let secret = post(json!({"sensitivity": "restricted"})).is(201)["id"].clone();
    post(json!({"id": secret, "sensitivity": "restricted"})).is_problem(409, "id_taken");
}
