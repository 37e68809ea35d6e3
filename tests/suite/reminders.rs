//! Reminders: each on its day and not a day off, once however many ask, to those who owe and to nobody else.

use chrono::NaiveDate;
use tienbo::chapters::papers;
use tienbo::reminders::{Reminding, Schedule, Scheduler};

use crate::harness::{City, PASSWORD, Person, Value, both_databases, id_in, json};

/// Makes the reminders of the day that it is: how many went out.
pub fn remind(city: &City) -> usize {
    make(&mut city.service().scheduler())
}

pub fn make(scheduler: &mut Scheduler) -> usize {
    actix_web::rt::System::new().block_on(scheduler.run()).expect("reminders are made")
}

/// A scheduler with settings of its own.
pub fn scheduler(city: &City, days_before: &[u16], every_days: u16, mailed: bool) -> Scheduler {
    let schedule = Schedule { days_before: days_before.to_vec(), every_days };
    Scheduler::new(city.service().db.clone(), Reminding { papers: papers(), schedule, mailed })
}

/// Every day from one to another, both included, at its very beginning.
pub fn days(from: &str, to: &str) -> Vec<String> {
    let [from, to] = [from, to].map(|text| text.parse::<NaiveDate>().unwrap());
    from.iter_days().take_while(|day| *day <= to).map(|day| format!("{day}T00:00:00+07:00")).collect()
}

/// The reminders of an assignment, the oldest first: the day each went out and why.
pub fn log(city: &City, assignment: &str) -> Vec<(String, String)> {
    let list = city.auditor().get(&format!("{assignment}/reminders?limit=200"));
    let text = |it: &Value, field: &str| it[field].as_str().unwrap().to_owned();
    list.items().iter().map(|it| (text(it, "for_on"), text(it, "occasion"))).collect()
}

pub fn expected(days: &[(&str, &str)]) -> Vec<(String, String)> {
    days.iter().map(|(day, occasion)| ((*day).to_owned(), (*occasion).to_owned())).collect()
}

/// The reminders in somebody's inbox, without what steps told.
pub fn inbox(person: &Person) -> Vec<Value> {
    let mut all = person.get("/me/notifications?limit=200").items();
    all.retain(|it| !it["reminder_id"].is_null());
    all
}

both_databases![
    each_goes_out_on_its_day_and_not_a_day_off,
    the_last_microsecond_of_a_day_belongs_to_that_day,
    the_days_are_the_operators,
    after_a_stop_the_newest_alone_goes_out,
    two_schedulers_at_once_make_one_of_each,
    an_extension_moves_the_days,
    nobody_is_reminded_of_what_is_done_or_gone,
    what_was_refused_is_told_to_those_who_decide,
    an_inbox_is_its_owners_alone,
    by_hand_once_a_day,
    who_reminds_and_who_reads,
    many_at_once_go_out_in_parts_and_one_answer,
    deputies_are_reminded_of_what_they_do,
    what_reaches_nobody_says_so
];

fn each_goes_out_on_its_day_and_not_a_day_off(city: City) {
    // Due on 30 September, that day included.
    let assignment = city.papers().assignment("culture", "accepted");
    for day in days("2017-09-10", "2017-10-16") {
        city.at(&day);
        remind(&city);
    }
    assert_eq!(
        log(&city, &assignment),
        expected(&[
            ("2017-09-16", "before_due"),
            ("2017-09-23", "before_due"),
            ("2017-09-29", "before_due"),
            ("2017-10-01", "first_late_day"),
            ("2017-10-08", "overdue"),
            ("2017-10-15", "overdue"),
        ])
    );
    // It changes no state, and is on the record.
    let after = city.auditor().get(&assignment).is(200);
    assert_eq!((after["state"].as_str(), after["version"].as_i64()), (Some("accepted"), Some(2)));
    let entries = city.auditor().get("/audit-entries?resource=reminders&action=create").items();
    assert_eq!(entries.len(), 6);
    assert!(entries.iter().all(|it| it["actor"].is_null()), "{entries:?}");
}

fn the_last_microsecond_of_a_day_belongs_to_that_day(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    city.at("2017-09-15T23:59:59.999999+07:00");
    assert_eq!(remind(&city), 0);
    city.at("2017-09-16T00:00:00+07:00");
    assert_eq!((remind(&city), remind(&city)), (1, 0));
    assert_eq!(log(&city, &assignment), expected(&[("2017-09-16", "before_due")]));
}

fn the_days_are_the_operators(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    let mut other = scheduler(&city, &[3], 2, false);
    for day in days("2017-09-20", "2017-10-05") {
        city.at(&day);
        make(&mut other);
    }
    assert_eq!(
        log(&city, &assignment),
        expected(&[
            ("2017-09-27", "before_due"),
            ("2017-10-01", "first_late_day"),
            ("2017-10-03", "overdue"),
            ("2017-10-05", "overdue"),
        ])
    );
    let second = city.papers().assignment("justice", "accepted");
    let mut off = scheduler(&city, &[], 0, false);
    for day in days("2017-10-06", "2017-10-20") {
        city.at(&day);
        assert_eq!(make(&mut off), 0);
    }
    assert!(log(&city, &second).is_empty());
}

fn after_a_stop_the_newest_alone_goes_out(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    city.at("2017-09-22T09:00:00+07:00");
    remind(&city);
    // Stopped for ten days: the 23rd, the 29th and the 1st are missed.
    city.at("2017-10-02T09:00:00+07:00");
    assert_eq!(remind(&city), 1);
    assert_eq!(log(&city, &assignment), expected(&[("2017-10-01", "first_late_day")]));
    assert_eq!(inbox(&city.by("culture_lead")).len(), 1);
}

fn two_schedulers_at_once_make_one_of_each(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    city.at("2017-09-23T00:00:00+07:00");
    let made: usize = std::thread::scope(|scope| {
        let running: Vec<_> = (0..6).map(|_| scope.spawn(|| remind(&city))).collect();
        running.into_iter().map(|it| it.join().unwrap()).sum()
    });
    assert_eq!(made, 1);
    assert_eq!(log(&city, &assignment).len(), 1);
    assert_eq!(inbox(&city.by("culture_lead")).len(), 1);
}

fn an_extension_moves_the_days(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    city.at("2017-09-10T09:00:00+07:00");
    let body = json!({"assignment_ids": [id_in(&assignment)], "until": "2017-10-20", "reason": "Chờ số liệu"});
    let extension = city.by("culture_lead").post("/extensions", body).is(201);
    let extension = format!("/extensions/{}", extension["id"].as_str().unwrap());
    city.standing_lead().transition(&extension, json!({"action": "grant"})).is(200);
    for day in days("2017-09-11", "2017-10-21") {
        city.at(&day);
        remind(&city);
    }
    assert_eq!(
        log(&city, &assignment),
        expected(&[
            ("2017-10-06", "before_due"),
            ("2017-10-13", "before_due"),
            ("2017-10-19", "before_due"),
            ("2017-10-21", "first_late_day"),
        ])
    );
}

fn nobody_is_reminded_of_what_is_done_or_gone(city: City) {
    let done: Vec<String> =
        ["reported_done", "verified"].iter().map(|state| city.papers().assignment("culture", state)).collect();
    let gone = city.papers().assignment("culture", "cancelled");
    city.at("2017-09-23T09:00:00+07:00");
    // Of the cancelled one its successor is owed, by the other agency.
    assert_eq!(remind(&city), 1);
    for assignment in done.iter().chain([&gone]) {
        assert!(log(&city, assignment).is_empty(), "{assignment}");
    }
    assert!(inbox(&city.by("culture_lead")).is_empty());
    assert_eq!(inbox(&city.lead()).len(), 1);
}

fn what_was_refused_is_told_to_those_who_decide(city: City) {
    let assignment = city.papers().assignment("culture", "returned");
    city.at("2017-09-23T09:00:00+07:00");
    assert_eq!(remind(&city), 1);
    assert!(inbox(&city.by("culture_lead")).is_empty());
    let found = inbox(&city.standing_lead());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0]["subject_id"], id_in(&assignment));
    assert_eq!(found[0]["agency_id"], city.agency("labour").to_string());
}

fn an_inbox_is_its_owners_alone(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    let other = city.papers().assignment("culture", "accepted");
    let (lead, officer) = (city.by("culture_lead"), city.by("culture_officer"));
    for person in [&lead, &officer] {
        person.send("POST", "/me/notifications/read", None).is(200);
    }
    let told = lead.get("/me/notifications?limit=200").items().len();
    city.at("2017-09-16T07:00:00+07:00");
    assert_eq!(remind(&city), 2);
    city.at("2017-10-02T07:00:00+07:00");
    assert_eq!(remind(&city), 2);
    for person in [city.lead(), city.standing_lead(), city.chair(), city.admin(), city.auditor(), city.by("portal")] {
        assert!(inbox(&person).is_empty(), "{}", person.name);
    }
    let found = lead.get("/me/notifications?unread=true&count=true&limit=3").is(200);
    assert_eq!((found["total"].as_i64(), found["items"].as_array().map(Vec::len)), (Some(4), Some(3)));
    let rest = lead.get(&format!("/me/notifications?unread=true&limit=3&cursor={}", found["next"].as_str().unwrap()));
    assert_eq!(rest.items().len(), 1);
    let all: Vec<Value> = found["items"].as_array().unwrap().iter().cloned().chain(rest.items()).collect();
    let times: Vec<&str> = all.iter().map(|it| it["created_at"].as_str().unwrap()).collect();
    assert!(times.windows(2).all(|pair| pair[0] >= pair[1]), "{times:?}");
    let subjects: Vec<&str> = all.iter().map(|it| it["subject_id"].as_str().unwrap()).collect();
    assert!(subjects.contains(&id_in(&assignment)) && subjects.contains(&id_in(&other)));

    let newest = &all[0];
    assert_eq!(newest["text"], "“I.1 Nhiệm vụ I.1” đã quá hạn 2 ngày: hạn cuối là 30/09/2017.");
    let path = format!("/me/notifications/{}", newest["id"].as_str().unwrap());
    let english = lead.with("accept-language", "en").get(&path).is(200);
    assert_eq!(english["text"], "“I.1 Nhiệm vụ I.1” is 2 days overdue: its last day on time was 30 September 2017.");
    for stranger in [&officer, &city.lead(), &city.admin()] {
        stranger.get(&path).is_problem(404, "not_found");
        stranger.post(&format!("{path}/read"), json!({})).is_problem(404, "not_found");
    }
    let read = lead.post(&format!("{path}/read"), json!({})).is(200);
    assert_eq!((read["version"].as_i64(), read["read_at"].as_str()), (Some(2), Some("2017-10-02T00:00:00.000000Z")));
    city.at("2017-10-02T08:00:00+07:00");
    assert_eq!(lead.send("POST", &format!("{path}/read"), None).is(200), read);
    let count = |person: &Person, query: &str| {
        person.get(&format!("/me/notifications?count=true{query}")).is(200)["total"].clone()
    };
    assert_eq!(
        [count(&lead, ""), count(&lead, "&unread=true"), count(&lead, "&unread=false")],
        [4 + told, 3, 1 + told].map(Value::from)
    );
    assert_eq!(count(&officer, "&unread=true"), 4);
    city.nobody().get("/me/notifications").is_problem(401, "unauthenticated");
}

fn by_hand_once_a_day(city: City) {
    let papers = city.papers();
    let (first, second) = (papers.assignment("culture", "accepted"), papers.assignment("justice", "accepted"));
    let done = papers.assignment("culture", "verified");
    city.at("2017-05-02T09:00:00+07:00");
    let body = json!({"assignment_ids": [id_in(&first), id_in(&done)]});
    let answer = city.standing_officer().with_key("nhac-1").post("/reminders", body.clone()).is(200);
    assert_eq!(answer["made"], json!([id_in(&first)]));
    assert_eq!(answer["skipped"], json!([{"subject_id": id_in(&done), "why": "nothing_owed"}]));
    // An auditor reads in the record what was asked for at once, as he reads the reminders themselves; others of the record do not.
    let told = |who: &Person| {
        let entries = who.get("/audit-entries?resource=reminders&action=remind").items();
        let entry = who.get(&format!("/audit-entries/{}", entries[0]["id"].as_str().unwrap())).is(200);
        (entries[0]["withheld"] == json!(true), entry["after"]["made"].clone())
    };
    assert_eq!(told(&city.auditor()), (false, json!([id_in(&first)])));
    assert_eq!(told(&city.admin()), (true, Value::Null));
    // The same request again gives the same answer; another one is told that it was today.
    assert_eq!(city.standing_officer().with_key("nhac-1").post("/reminders", body.clone()).is(200), answer);
    let both = json!({"assignment_ids": [id_in(&first), id_in(&second), id_in(&first)]});
    let answer = city.standing_lead().post("/reminders", both).is(200);
    assert_eq!(answer["made"], json!([id_in(&second)]));
    assert_eq!(answer["skipped"], json!([{"subject_id": id_in(&first), "why": "reminded_today"}]));
    city.standing_officer()
        .with_key("nhac-1")
        .post("/reminders", json!({"assignment_ids": [id_in(&second)]}))
        .is_problem(422, "idempotency_key_reused");
    city.at("2017-05-03T00:00:00+07:00");
    assert_eq!(city.standing_officer().post("/reminders", body).is(200)["made"], json!([id_in(&first)]));

    let entry = &log(&city, &first)[0];
    assert_eq!(entry, &("2017-05-02".to_owned(), "by_hand".to_owned()));
    let listed = city.standing_officer().get(&format!("/reminders?subject_id={}&sort=-made_at", id_in(&first))).items();
    assert_eq!(listed.len(), 2);
    assert_eq!(listed[1]["made_by"], city.user("standing_officer").to_string());
    assert_eq!(listed[0]["notified"], 2);
    let found = inbox(&city.by("culture_officer"));
    assert_eq!(found.len(), 2);
    assert_eq!(found[0]["text"], "“I.1 Nhiệm vụ I.1” còn 150 ngày: hạn cuối là 30/09/2017.");
    assert_eq!(
        city.auditor().get("/audit-entries?resource=reminders&action=create").items()[0]["actor"]["id"],
        city.user("standing_officer").to_string()
    );
}

fn who_reminds_and_who_reads(city: City) {
    let papers = city.papers();
    let assignment = papers.assignment("culture", "accepted");
    let own = papers.assignment_of("justice", "justice", "accepted");
    city.at("2017-05-02T09:00:00+07:00");
    let body = |path: &str| json!({"assignment_ids": [id_in(path)]});
    for login in ["culture_lead", "culture_officer", "chair", "auditor", "admin"] {
        let answer = city.by(login).post("/reminders", body(&assignment));
        let (status, code) = if login == "admin" { (422, "unknown_reference") } else { (403, "role_may_not") };
        answer.is_problem(status, code);
    }
    city.lead()
        .post("/reminders", body(&assignment))
        .is_problem(422, "unknown_reference")
        .points_at("/assignment_ids", "unknown_reference");
    let unknown = json!({"assignment_ids": ["01890a5d-ac96-774b-bcce-b302099a8057"]});
    city.standing_lead().post("/reminders", unknown).is_problem(422, "unknown_reference");
    // In its own programme an agency reminds itself, and the standing agency does not.
    city.standing_lead().post("/reminders", body(&own)).is_problem(403, "role_may_not");
    city.officer().post("/reminders", body(&own)).is(200);
    // One that is not theirs, and nothing goes out.
    let mixed = json!({"assignment_ids": [id_in(&assignment), id_in(&own)]});
    city.standing_lead().post("/reminders", mixed).is_problem(403, "role_may_not");
    assert!(log(&city, &assignment).is_empty());

    for wrong in [json!({}), json!({"assignment_ids": [id_in(&own)], "obligation_ids": [id_in(&own)]})] {
        city.officer().post("/reminders", wrong).is_problem(422, "one_subject");
    }
    for wrong in [
        json!({"assignment_ids": []}),
        json!({"assignment_ids": vec![id_in(&own); 5001]}),
        json!({"assignment_ids": [id_in(&own)], "force": true}),
    ] {
        city.officer().post("/reminders", wrong).is_problem(400, "schema");
    }
    city.standing_lead().post("/reminders", body(&assignment)).is(200);
    let seen = |login: &str| city.by(login).get("/reminders").items().len();
    assert_eq!(["culture_lead", "justice_officer", "standing_officer", "chair", "auditor"].map(seen), [1, 1, 2, 2, 2]);
    assert_eq!(["district_lead", "commune_officer", "justice_auditor"].map(seen), [0, 0, 1]);
    assert_eq!(city.by("culture_lead").get("/reminders?occasion=overdue").items().len(), 0);
    assert_eq!(city.chair().get(&format!("/reminders?agency_id={}", city.agency("justice"))).items().len(), 1);
    city.by("district_lead").get(&format!("{assignment}/reminders")).is_problem(404, "not_found");
}

fn many_at_once_go_out_in_parts_and_one_answer(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    let dates: Vec<String> = days("2017-06-01", "2017-07-30").iter().map(|day| day[..10].to_owned()).collect();
    for number in ["I.1", "I.2", "I.3", "I.4"] {
        let fields =
            json!({"lead_agency_id": city.agency("culture"), "kind": "periodic", "due_on": null, "occurrences": dates});
        papers.task("committee", &programme, number, fields);
    }
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    let mut ids = Vec::new();
    let first = city.auditor().get(&format!("/assignments?programme_id={}&limit=200", id_in(&programme)));
    ids.extend(first.ids());
    let next = first.body["next"].as_str().unwrap();
    ids.extend(
        city.auditor().get(&format!("/assignments?programme_id={}&limit=200&cursor={next}", id_in(&programme))).ids(),
    );
    assert_eq!(ids.len(), 240);
    city.at("2017-05-02T09:00:00+07:00");
    let body = json!({"assignment_ids": ids});
    let officer = city.standing_officer().with_key("tat-ca");
    let answer = officer.post("/reminders", body.clone()).is(200);
    assert_eq!(answer["made"].as_array().map(Vec::len), Some(240));
    assert_eq!(officer.post("/reminders", body).is(200), answer);
    let told_of_the_programme = 1;
    let total = city.by("culture_lead").get("/me/notifications?count=true").is(200)["total"].clone();
    assert_eq!(total, 240 + told_of_the_programme);
    // The scheduler goes through them too: what falls due within its days, and what is late.
    city.at("2017-06-02T09:00:00+07:00");
    // Last on-time days 1 June (first late day), 3, 9 and 16 June, of four tasks.
    assert_eq!(remind(&city), 16);
}

/// Somebody of an agency who may do some actions of its lead, from 20 September to 10 October 2017.
fn deputy(city: &City, agency: &str, login: &str, actions: &[&str]) -> Person {
    let (admin, at) = (city.admin(), city.agency(agency));
    let person = json!({"login": login, "full_name": "Người thay", "agency_id": at, "password": PASSWORD});
    let id = admin.post("/users", person).is(201)["id"].clone();
    let grant = json!({"user_id": id, "agency_id": at, "role": "auditor", "scope": "self", "valid_from": "2017-01-01"});
    admin.post("/grants", grant).is(201);
    let lend = json!({"delegate_id": id, "agency_id": at, "actions": actions, "valid_from": "2017-09-20",
        "valid_to": "2017-10-10"});
    city.by(&format!("{agency}_lead")).post("/delegations", lend).is(201);
    city.acting(login, id.as_str().unwrap().parse().unwrap(), at)
}

fn deputies_are_reminded_of_what_they_do(city: City) {
    let does = deputy(&city, "culture", "thay-viec", &["assignments.record_progress", "assignments.report_done"]);
    let reports = deputy(&city, "culture", "thay-bao-cao", &["submissions.submit"]);
    let issues = deputy(&city, "culture", "thay-ky", &["programmes.issue"]);
    let assignment = city.papers().assignment("culture", "accepted");
    let period = city.papers().open_period();
    let owed = city.papers().owed(&period, "culture");
    let by_hand =
        |field: &str, path: &str| city.standing_lead().post("/reminders", json!({field: [id_in(path)]})).is(200);
    // Before the delegations begin, those of the agency alone.
    city.at("2017-09-19T09:00:00+07:00");
    assert_eq!(by_hand("assignment_ids", &assignment)["notified"], 2);
    city.at("2017-09-23T09:00:00+07:00");
    assert_eq!(by_hand("assignment_ids", &assignment)["notified"], 3);
    assert_eq!(by_hand("obligation_ids", &owed)["notified"], 3);
    let subjects =
        |who: &Person| inbox(who).iter().map(|it| it["subject_id"].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(subjects(&does), [id_in(&assignment)]);
    assert_eq!(subjects(&reports), [id_in(&owed)]);
    assert!(subjects(&issues).is_empty());
    assert_eq!(inbox(&city.by("culture_lead")).len(), 3, "who lent it hears of it too");
    // The scheduler reaches the same people, and nobody once it is over.
    assert!(make(&mut scheduler(&city, &[7], 7, false)) > 0);
    assert_eq!(inbox(&does).len(), 2);
    city.at("2017-10-11T09:00:00+07:00");
    assert_eq!(by_hand("assignment_ids", &assignment)["notified"], 2);
}

fn what_reaches_nobody_says_so(city: City) {
    let papers = city.papers();
    let (unheard, heard) = (papers.assignment("culture", "accepted"), papers.assignment("justice", "accepted"));
    for login in ["culture_lead", "culture_officer"] {
        let disable = json!({"action": "disable", "reason": "Nghỉ hưu"});
        city.admin().transition(&format!("/users/{}", city.user(login)), disable).is(200);
    }
    let remind = |key: &str, ids: &[&str]| {
        let ids: Vec<&str> = ids.iter().map(|it| id_in(it)).collect();
        city.standing_lead().with_key(key).post("/reminders", json!({"assignment_ids": ids})).is(200)
    };
    let both = remind("ca-hai", &[&unheard, &heard]);
    assert_eq!((both["made"].as_array().unwrap().len(), both["skipped"].as_array().unwrap().len()), (2, 0));
    assert_eq!((&both["notified"], &both["unreached"]), (&json!(3), &json!([id_in(&unheard)])));
    assert_eq!(remind("ca-hai", &[&unheard, &heard]), both);
    let again = remind("lan-nua", &[&unheard]);
    assert_eq!((&again["notified"], &again["unreached"], &again["made"]), (&json!(0), &json!([]), &json!([])));
    city.at("2017-02-02T09:00:00+07:00");
    let alone = remind("mot-minh", &[&unheard]);
    assert_eq!((&alone["notified"], &alone["made"]), (&json!(0), &json!([id_in(&unheard)])));
    assert_eq!(alone["unreached"], alone["made"]);
}
