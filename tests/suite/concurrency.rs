//! Many at once: one wins, the others are told, and a repeated request has one effect.

use std::sync::Barrier;
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection as _;
use tienbo::kernel::id::Id;

use crate::engine_kit::count;
use crate::harness::{Answer, City, Engine, Person, both_databases, change_step, id_in, json, statuses, submit};

/// Sends one request from each of so many clients at the same moment.
fn at_once(count: usize, send: impl Fn(usize) -> Answer + Sync) -> Vec<Answer> {
    let barrier = Barrier::new(count);
    std::thread::scope(|scope| {
        let (barrier, send) = (&barrier, &send);
        let clients: Vec<_> = (0..count)
            .map(|number| {
                scope.spawn(move || {
                    barrier.wait();
                    send(number)
                })
            })
            .collect();
        clients.into_iter().map(|client| client.join().unwrap()).collect()
    })
}

fn steps(city: &City, path: &str) -> usize {
    city.auditor().get(&format!("{path}/transitions")).items().len()
}

/// The same person, holding the ETag that was read before.
fn holding_etag(who: &Person, path: &str) -> Person {
    who.with_etag_of(path)
}

both_databases![
    of_two_writers_with_one_etag_one_wins,
    of_fifty_clients_with_one_etag_one_wins,
    one_key_sent_twice_at_once_has_one_effect,
    a_step_repeated_under_its_key_is_answered_as_the_first_time,
    a_refused_request_does_not_use_up_its_key,
    a_replay_is_only_for_who_may_still_read_it,
    keys_have_a_form,
    changes_need_the_version_that_was_read,
    what_is_known_is_not_sent_again,
    a_task_may_not_lose_its_lead_while_its_programme_is_submitted,
    two_issues_under_one_number_do_not_both_happen,
    two_agencies_do_not_take_one_code_at_once,
    an_agency_that_ends_at_the_same_moment_is_not_given_work,
    nothing_is_derived_from_a_programme_that_is_closed_at_the_same_moment,
    a_report_received_at_the_same_moment_keeps_a_change_from_being_taken_back,
    nothing_is_received_of_what_a_change_had_somebody_owe_that_is_taken_back_at_the_same_moment
];

fn of_two_writers_with_one_etag_one_wins(city: City) {
    let programme = city.papers().draft("committee", "justice");
    let writers = [holding_etag(&city.standing_officer(), &programme), holding_etag(&city.standing_lead(), &programme)];
    let answers = at_once(2, |number| writers[number].patch(&programme, json!({"title": format!("Bản {number}")})));
    assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
    let lost = answers.iter().find(|it| it.status == 412).unwrap();
    lost.is_problem(412, "stale_version");
    let won = answers.iter().find(|it| it.status == 200).unwrap();
    let now = city.auditor().get(&programme).body;
    assert_eq!((&now["title"], &now["version"]), (&won.body["title"], &json!(2)));
}

fn of_fifty_clients_with_one_etag_one_wins(city: City) {
    let assignment = city.papers().assignment("justice", "accepted");
    let client = holding_etag(&city.officer(), &assignment);
    let before = steps(&city, &assignment);
    let answers = at_once(50, |number| {
        let step = json!({"action": "record_progress", "percent": number, "narrative": format!("Lần {number}")});
        client.post(&format!("{assignment}/transitions"), step)
    });
    let mut expected = vec![412; 50];
    expected[0] = 200;
    assert_eq!(statuses(&answers), expected);
    assert_eq!(steps(&city, &assignment), before + 1);
    let updates = city.officer().get(&format!("{assignment}/progress-updates")).items();
    assert_eq!(updates.len(), 1, "the losers left nothing behind");
}

fn one_key_sent_twice_at_once_has_one_effect(city: City) {
    let client = city.standing_officer().with_key("gui-lai-1");
    let body = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Một chương trình"});
    let answers = at_once(8, |_| client.post("/programmes", body.clone()));
    assert_eq!(statuses(&answers), [201; 8], "{answers:#?}");
    assert!(answers.iter().all(|it| it.bytes == answers[0].bytes
        && it.etag() == answers[0].etag()
        && it.header("location") == answers[0].header("location")));
    assert_eq!(city.auditor().get("/programmes").items().len(), 1);
    assert_eq!(steps(&city, &format!("/programmes/{}", answers[0].body["id"].as_str().unwrap())), 1);
}

fn a_step_repeated_under_its_key_is_answered_as_the_first_time(city: City) {
    let assignment = city.papers().assignment("justice", "pending");
    let client = holding_etag(&city.officer(), &assignment).with_key("nhan-viec");
    let path = format!("{assignment}/transitions");
    let first = client.post(&path, json!({"action": "accept"}));
    first.is(200);
    city.at("2017-02-02T09:00:00+07:00");
    let again = client.post(&path, json!({"action": "accept"}));
    assert_eq!(
        (again.status, &again.bytes),
        (200, &first.bytes),
        "the stale ETag does not matter: it was this very request"
    );
    assert_eq!(steps(&city, &assignment), 2);
    client
        .post(&path, json!({"action": "record_progress", "percent": 1, "narrative": "Khác"}))
        .is_problem(422, "idempotency_key_reused");
    // Another person's key, and another path's, are other keys.
    city.lead().with_key("nhan-viec").post(&path, json!({"action": "accept"})).is_problem(428, "precondition_required");
    let other = city.papers().assignment("justice", "pending");
    city.officer().with_key("nhan-viec").transition(&other, json!({"action": "accept"})).is(200);
}

fn a_refused_request_does_not_use_up_its_key(city: City) {
    let client = city.standing_officer().with_key("sua-roi-gui");
    let body = json!({"agency_id": city.agency("justice"), "year": 2017, "title": "Không phải của mình"});
    client.post("/programmes", body).is_problem(403, "role_may_not");
    let body = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Của mình"});
    client.post("/programmes", body).is(201);
}

fn a_replay_is_only_for_who_may_still_read_it(city: City) {
    let body = json!({"agency_id": city.agency("justice"), "year": 2017, "title": "Chương trình của Sở"});
    let client = city.officer().with_key("mot-lan");
    client.post("/programmes", body.clone()).is(201);
    client.post("/programmes", body.clone()).is(201);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("justice_officer")));
    city.admin()
        .transition(&format!("/grants/{}", grants.ids()[0]), json!({"action": "revoke", "reason": "Chuyển công tác"}))
        .is(200);
    client.post("/programmes", body).is_problem(404, "not_found");
}

fn keys_have_a_form(city: City) {
    let body = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Thử"});
    for key in ["a".repeat(201), "có dấu".to_owned(), "hai từ".to_owned()] {
        city.standing_officer().with_key(&key).post("/programmes", body.clone()).is_problem(400, "bad_parameter");
    }
    city.standing_officer().with_key(&"a".repeat(200)).post("/programmes", body).is(201);
}

fn changes_need_the_version_that_was_read(city: City) {
    let papers = city.papers();
    let programme = papers.draft("committee", "justice");
    let officer = city.standing_officer();
    let task = format!("/tasks/{}", officer.get(&format!("/tasks?programme_id={}", id_in(&programme))).ids()[0]);
    let submit = json!({"action": "submit"}).to_string().into_bytes();
    officer
        .send("POST", &format!("{programme}/transitions"), Some(submit.clone()))
        .is_problem(428, "precondition_required");
    officer.send("PATCH", &programme, Some(b"{}".to_vec())).is_problem(428, "precondition_required");
    officer.send("PATCH", &task, Some(b"{}".to_vec())).is_problem(428, "precondition_required");
    officer.send("DELETE", &task, None).is_problem(428, "precondition_required");
    for stale in ["\"2-abc\"", "\"0-abc\"", "W/\"2-abc\"", "\"2-abc\", \"3-abc\"", "1", "\"x\""] {
        let late = officer.with("if-match", stale);
        late.send("POST", &format!("{programme}/transitions"), Some(submit.clone())).is_problem(412, "stale_version");
        late.send("DELETE", &task, None).is_problem(412, "stale_version");
    }
    // The order of checks: who may not is told so before he is told that he is late.
    city.chair()
        .with("if-match", "\"9-abc\"")
        .send("POST", &format!("{programme}/transitions"), Some(submit))
        .is_problem(403, "role_may_not");
    assert_eq!(officer.get(&programme).body["version"], 1);
}

fn what_is_known_is_not_sent_again(city: City) {
    let papers = city.papers();
    let programme = papers.programme("committee", "justice", "issued");
    let (assignment, extension) = (papers.assignments(&programme).pop().unwrap(), papers.extension("justice", "asked"));
    let justice = format!("/agencies/{}", city.agency("justice"));
    for path in [&programme, &assignment, &extension, &justice] {
        let first = city.lead().get(path);
        let etag = first.etag().unwrap();
        assert!(etag.starts_with(&format!("\"{}-", first.body["version"])), "{etag}");
        let again = city.lead().with("if-none-match", &etag).get(path);
        assert_eq!((again.status, again.bytes.len(), again.etag()), (304, 0, Some(etag.clone())), "{path}");
        assert_eq!(again.header("cache-control"), Some("private, no-cache"));
        // Another caller may do other things: another body, another ETag.
        let other = if path == &programme { city.chair() } else { city.auditor() };
        if path != &justice {
            assert_eq!(other.with("if-none-match", &etag).get(path).status, 200, "{path}");
        }
    }
}

fn a_task_may_not_lose_its_lead_while_its_programme_is_submitted(city: City) {
    // A guard reads other rows: of the two at once, either the edit is refused or the submission is.
    for round in 0..6 {
        let programme = city.papers().draft("committee", "justice");
        let task = format!(
            "/tasks/{}",
            city.standing_officer().get(&format!("/tasks?programme_id={}", id_in(&programme))).ids()[0]
        );
        let submits = holding_etag(&city.standing_officer(), &programme);
        let edits = holding_etag(&city.standing_lead(), &task);
        let answers = at_once(2, |number| match number {
            0 => submits.post(&format!("{programme}/transitions"), json!({"action": "submit"})),
            _ => edits.patch(&task, json!({"lead_agency_id": null})),
        });
        let state = city.auditor().get(&programme).body["state"].clone();
        let lead = city.auditor().get(&task).body["lead_agency_id"].clone();
        assert!(!(state == "under_review" && lead.is_null()), "round {round}: {answers:#?}");
        assert!(answers.iter().all(|it| [200, 409, 422].contains(&it.status)), "{answers:#?}");
    }
}

fn two_issues_under_one_number_do_not_both_happen(city: City) {
    let papers = city.papers();
    let programmes = [(); 4].map(|()| papers.programme("committee", "justice", "under_review"));
    let chair = city.chair();
    let holders = programmes.each_ref().map(|path| holding_etag(&chair, path));
    let answers = at_once(4, |number| {
        holders[number].post(&format!("{}/transitions", programmes[number]), crate::harness::issue("5/CTr-BCĐ"))
    });
    assert_eq!(statuses(&answers), [200, 409, 409, 409], "{answers:#?}");
    assert!(answers.iter().all(|it| it.status == 200 || it.code() == "number_taken"));
    assert_eq!(city.auditor().get("/assignments").items().len(), 1);
}

fn two_agencies_do_not_take_one_code_at_once(city: City) {
    let admin = city.admin();
    let parents = ["committee", "justice", "culture", "district"].map(|name| city.agency(name));
    for round in 0..4 {
        let answers = at_once(4, |number| {
            admin.post(
                "/agencies",
                json!({"code": format!("H24.9.{round}"), "name": "Đơn vị", "kind": "unit",
                    "parent_id": parents[number], "valid_from": "2017-01-01"}),
            )
        });
        let taken = answers.iter().filter(|it| it.code() == "code_taken").count();
        assert_eq!((statuses(&answers)[0], taken), (201, 3), "{answers:#?}");
    }
}

fn an_agency_that_ends_at_the_same_moment_is_not_given_work(city: City) {
    if city.engine == Engine::Sqlite {
        return; // One writer: nothing is at the same moment.
    }
    let papers = city.papers();
    let culture = city.agency("culture");
    let programme = papers.programme("committee", "culture", "under_review");
    let assignment = papers.assignment("justice", "returned");
    let issues = holding_etag(&city.chair(), &programme);
    let reassigns = holding_etag(&city.standing_lead(), &assignment);
    // Somebody else ends the agency and has not committed yet; both steps have to wait for what becomes of it.
    let mut other = city.connect();
    other.batch_execute(&format!("BEGIN; UPDATE agencies SET valid_to = '2017-01-15' WHERE id = '{culture}'")).unwrap();
    let waited = std::thread::scope(|scope| {
        let issuing =
            scope.spawn(|| issues.post(&format!("{programme}/transitions"), crate::harness::issue("9/CTr-BCĐ")));
        let reassigning = scope.spawn(|| {
            reassigns.post(
                &format!("{assignment}/transitions"),
                json!({"action": "reassign", "agency_id": culture, "reason": "Đúng chức năng"}),
            )
        });
        std::thread::sleep(Duration::from_millis(700));
        other.batch_execute("COMMIT").unwrap();
        [issuing.join().unwrap(), reassigning.join().unwrap()]
    });
    assert!(waited.iter().all(|it| it.code() == "agency_not_alive"), "{waited:#?}");
}

fn nothing_is_derived_from_a_programme_that_is_closed_at_the_same_moment(city: City) {
    if city.engine == Engine::Sqlite {
        return; // One writer: nothing is at the same moment.
    }
    let papers = city.papers();
    for ending in ["state = 'closed'", "superseded_at = now()"] {
        let programme = papers.programme("committee", "justice", "issued");
        let id = id_in(&programme);
        // Somebody else closes it, or has a later revision issued, and has not committed yet.
        let mut other = city.connect();
        other.batch_execute(&format!("BEGIN; UPDATE programmes SET {ending} WHERE id = '{id}'")).unwrap();
        let answer = std::thread::scope(|scope| {
            let deriving = scope.spawn(|| {
                city.officer().post(&format!("{programme}/derived"), json!({"agency_id": city.agency("justice")}))
            });
            wait_for_a_waiter(&city, || deriving.is_finished());
            other.batch_execute("COMMIT").unwrap();
            deriving.join().unwrap()
        });
        assert_eq!(answer.code(), "parent_not_issued", "{ending}: {answer}");
    }
}

/// A change that was executed, and a report that the heir owes by it alone, ready to be signed by whoever leads him.
struct Executed {
    change: String,
    owed: String,
    report: String,
    lead: Person,
}

impl Executed {
    fn in_a(city: &City) -> Self {
        let papers = city.papers();
        let period = papers.open_period();
        let heir = json!({"code": "H24.41", "name": "Sở mới", "kind": "department", "parent_id": city.agency("committee"),
            "valid_from": "2016-01-01"});
        let heir: Id = city.admin().post("/agencies", heir).is(201)["id"].as_str().unwrap().parse().unwrap();
        for (login, role) in [("justice_officer", "agency_officer"), ("justice_lead", "agency_lead")] {
            let grant = json!({"user_id": city.user(login), "agency_id": heir, "role": role, "scope": "self",
                "valid_from": "2017-01-01"});
            city.admin().post("/grants", grant).is(201);
        }
        let end = json!([{"agency_id": city.agency("culture"), "heir_id": heir, "open_obligations": "exempt"}]);
        let change = city.drafted_change("2017-01-31", end);
        city.bring_change(&change, "executed");
        let found = city.auditor().get(&format!("/obligations?period_id={}&agency_id={heir}", id_in(&period))).ids();
        let owed = found[0].clone();
        let [officer, lead] =
            ["justice_officer", "justice_lead"].map(|login| city.acting(login, city.user(login), heir));
        let body = json!({"obligation_id": owed, "content": papers.plain_content(&period)});
        let report = officer.post("/submissions", body).is(201);
        let report = format!("/submissions/{}", report["id"].as_str().unwrap());
        Self { change, owed, report, lead }
    }
}

fn a_report_received_at_the_same_moment_keeps_a_change_from_being_taken_back(city: City) {
    if city.engine == Engine::Sqlite {
        return; // One writer: nothing is at the same moment.
    }
    let Executed { change, owed, report, .. } = Executed::in_a(&city);
    let reverts = holding_etag(&city.chair(), &change);
    // Somebody else receives it and has not committed yet.
    let mut other = city.connect();
    let received = format!("newest_id = '{}', received_at = now(), content = 'reported', versions = 1", id_in(&report));
    other.batch_execute(&format!("BEGIN; UPDATE obligations SET {received} WHERE id = '{owed}'")).unwrap();
    let answer = std::thread::scope(|scope| {
        let reverting = scope.spawn(|| reverts.post(&format!("{change}/transitions"), change_step("revert")));
        wait_for_a_waiter(&city, || reverting.is_finished());
        other.batch_execute("COMMIT").unwrap();
        reverting.join().unwrap()
    });
    answer.is_problem(409, "report_received");
}

fn nothing_is_received_of_what_a_change_had_somebody_owe_that_is_taken_back_at_the_same_moment(city: City) {
    if city.engine == Engine::Sqlite {
        return; // One writer: nothing is at the same moment.
    }
    let Executed { change, owed, report, lead } = Executed::in_a(&city);
    let (reverts, signs) = (holding_etag(&city.chair(), &change), holding_etag(&lead, &report));
    // Taking back has locked what is owed, and waits for an agency that somebody else holds.
    let mut other = city.connect();
    let culture = city.agency("culture");
    other.batch_execute(&format!("BEGIN; SELECT id FROM agencies WHERE id = '{culture}' FOR UPDATE")).unwrap();
    let [reverted, signed] = std::thread::scope(|scope| {
        let reverting = scope.spawn(|| reverts.post(&format!("{change}/transitions"), change_step("revert")));
        wait_for_a_waiter(&city, || reverting.is_finished());
        let signing = scope.spawn(|| signs.post(&format!("{report}/transitions"), submit()));
        std::thread::sleep(Duration::from_millis(700));
        other.batch_execute("COMMIT").unwrap();
        [reverting.join().unwrap(), signing.join().unwrap()]
    });
    reverted.is(200);
    assert_eq!(signed.code(), "obligation_not_open", "{signed}");
    assert_eq!(city.auditor().get(&format!("/obligations/{owed}")).is(200)["state"], "cancelled");
}

/// Waits until somebody in this city's database waits for a lock that somebody else holds, or until there is nobody to wait.
fn wait_for_a_waiter(city: &City, nobody_left: impl Fn() -> bool) {
    let mut connection = city.connect();
    let began = Moment::now();
    let waiters = "SELECT count(*) AS number FROM pg_stat_activity \
         WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0";
    while count(&mut connection, waiters) == 0 && !nobody_left() {
        assert!(began.elapsed() < Duration::from_secs(10), "nobody ever waited");
        std::thread::sleep(Duration::from_millis(5));
    }
}
