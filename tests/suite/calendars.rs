//! Addresses that are secrets, and what calendars read from them.

use crate::harness::{Answer, City, PASSWORD, Person, Program, Value, both_databases, event_step, json};
use crate::public::{entries, id_of};

both_databases![
    an_address_is_shown_once_and_no_record_has_it,
    who_makes_reads_and_revokes_addresses,
    the_twenty_first_address_is_refused,
    a_feed_shows_events_and_due_dates_as_the_api_does,
    a_feed_is_gone_with_its_address_its_maker_and_his_role,
    an_unchanged_feed_is_the_same_bytes,
];

pub fn made(by: &Person, city: &City, agency: &str) -> Value {
    by.post("/calendar-addresses", json!({"agency_id": city.agency(agency), "label": "Điện thoại"})).is(201)
}

/// The path of a feed, as the client writes paths that are not the API's.
pub fn path_of(address: &Value) -> String {
    let address = address["address"].as_str().expect("an address");
    let (_, path) = address.split_once("/calendar/").expect("a path");
    format!("//calendar/{path}")
}

fn secret_of(address: &Value) -> String {
    let path = path_of(address);
    let secret = path.trim_start_matches("//calendar/v1/").trim_end_matches(".ics").to_owned();
    assert_eq!(secret.len(), 43, "{secret}");
    secret
}

fn an_address_is_shown_once_and_no_record_has_it(city: City) {
    let officer = city.officer();
    let body = json!({"agency_id": city.agency("justice"), "label": "Lịch của phòng"});
    let answer = officer.with_key("mot-lan").post("/calendar-addresses", body.clone());
    let address = answer.is(201);
    assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
    let secret = secret_of(&address);
    let id = address["id"].as_str().expect("an id");
    let path = format!("/calendar-addresses/{id}");
    assert_eq!(answer.header("location"), Some(format!("/api/v1{path}").as_str()));
    // The key of a request that is repeated is ignored: another address, another secret.
    let other = officer.with_key("mot-lan").post("/calendar-addresses", body).is(201);
    assert_ne!((secret_of(&other), &other["id"]), (secret.clone(), &address["id"]));
    city.nobody().get(&path_of(&address)).is(200);

    let read = officer.get(&path).is(200);
    assert_eq!(read["label"], "Lịch của phòng");
    assert_eq!(read["maker_id"], json!(city.user("justice_officer")));
    let hash = crate::harness::sha256(secret.as_bytes());
    city.lead().transition(&path, json!({"action": "revoke", "reason": "Mất điện thoại"})).is(200);
    for told in [
        officer.get(&path),
        officer.get("/calendar-addresses"),
        officer.get(&format!("{path}/transitions")),
        city.auditor().get("/audit-entries?limit=200"),
        city.auditor().get("/audit-entries?resource=calendar-addresses"),
    ] {
        let text = String::from_utf8(told.bytes.clone()).expect("text");
        assert!(told.status == 200 && !text.contains(&secret) && !text.contains(&hash), "{told}");
        assert!(!text.contains("secret_hash") && !text.contains("/calendar/v1/"), "{told}");
    }
    let entries = city.auditor().get("/audit-entries?resource=calendar-addresses").items();
    assert_eq!(entries.len(), 3, "{entries:?}");
}

fn who_makes_reads_and_revokes_addresses(city: City) {
    for (login, agency, status) in [
        ("justice_officer", "justice", 201),
        ("justice_lead", "justice", 201),
        ("labour_officer", "labour", 201),
        ("commune_lead", "commune", 201),
        ("justice_lead", "culture", 403),
        // A role that reaches further down makes no address there: it would show nothing.
        ("district_lead", "commune", 403),
        ("standing_lead", "labour", 403),
        ("auditor", "justice", 403),
        ("justice_auditor", "justice", 403),
        ("chair", "committee", 403),
        ("admin", "justice", 403),
        ("portal", "labour", 403),
    ] {
        let body = json!({"agency_id": city.agency(agency), "label": "Thử"});
        let answer = city.by(login).post("/calendar-addresses", body);
        assert_eq!(answer.status, status, "{login} {agency}: {answer}");
    }
    let address = made(&city.officer(), &city, "justice");
    let path = format!("/calendar-addresses/{}", address["id"].as_str().expect("an id"));
    for (login, reads) in [
        ("justice_officer", true),
        ("justice_lead", true),
        ("auditor", true),
        ("justice_auditor", true),
        ("culture_lead", false),
        ("standing_lead", false),
        ("chair", false),
        ("admin", false),
    ] {
        assert_eq!(city.by(login).get(&path).status == 200, reads, "{login}");
        let listed = city.by(login).get("/calendar-addresses").ids();
        assert_eq!(listed.contains(&id_of(&path)), reads, "{login}");
    }
    let step = json!({"action": "revoke", "reason": "Mất điện thoại"});
    city.officer().transition(&path, step.clone()).is_problem(403, "role_may_not");
    city.auditor().transition(&path, step.clone()).is_problem(403, "role_may_not");
    city.by("culture_lead").transition(&path, step.clone()).is_problem(404, "not_found");
    city.lead().transition(&path, json!({"action": "revoke"})).is_problem(400, "schema");
    assert_eq!(city.lead().transition(&path, step.clone()).is(200)["state"], "revoked");
    city.lead().transition(&path, step).is_problem(409, "state_forbids");
    for label in ["", " "] {
        let body = json!({"agency_id": city.agency("justice"), "label": label});
        city.officer().post("/calendar-addresses", body).is_problem(400, "schema");
    }
    let taken = json!({"id": id_of(&path), "agency_id": city.agency("justice"), "label": "Thử"});
    city.officer().post("/calendar-addresses", taken).is_problem(409, "id_taken");
}

fn the_twenty_first_address_is_refused(city: City) {
    let addresses: Vec<Value> = (0..20).map(|_| made(&city.officer(), &city, "justice")).collect();
    let body = json!({"agency_id": city.agency("justice"), "label": "Một nữa"});
    city.lead().post("/calendar-addresses", body.clone()).is_problem(409, "addresses_full");
    made(&city.by("culture_officer"), &city, "culture");
    let path = format!("/calendar-addresses/{}", addresses[0]["id"].as_str().expect("an id"));
    city.lead().transition(&path, json!({"action": "revoke", "reason": "Không dùng"})).is(200);
    city.lead().post("/calendar-addresses", body.clone()).is(201);
    city.lead().post("/calendar-addresses", body).is_problem(409, "addresses_full");
    assert_eq!(city.lead().get("/calendar-addresses?state=active&count=true").body["total"], 20);
    assert_eq!(city.lead().get("/calendar-addresses?state=revoked").ids(), [id_of(&path)]);
}

fn a_feed_shows_events_and_due_dates_as_the_api_does(city: City) {
    city.at("2017-11-25T09:00:00+07:00");
    let (papers, lead, officer) = (city.papers(), city.lead(), city.officer());
    let planned = papers.event(
        "justice",
        json!({"title": "Dự kiến", "public_summary": null,
        "starts_at": "2017-12-15T19:00:00+07:00", "ends_at": "2017-12-16T00:00:00+07:00"}),
    );
    let over = papers.event_in("justice", "confirmed");
    let called_off = papers.event_in("justice", "cancelled");
    let partner = json!([{"kind": "agency", "agency_id": city.agency("justice"), "role": "co_organiser"}]);
    let together = papers.event("culture", json!({"title": "Cùng tổ chức", "partners": partner.clone()}));
    papers.bring_event("culture", &together, "confirmed");
    let unasked = papers.event("culture", json!({"title": "Chưa xác nhận", "partners": partner}));
    let others = papers.event("culture", json!({"title": "Của nơi khác"}));
    let assignment = papers.assignment("justice", "accepted");
    let due = lead.get(&assignment).is(200);

    let address = made(&officer, &city, "justice");
    let feed = city.nobody().get(&path_of(&address));
    assert_eq!(feed.header("cache-control"), Some("private, no-cache"), "{feed}");
    assert_eq!(feed.header("access-control-allow-origin"), None, "{feed}");
    let told = entries(&feed);
    let entry = |path: &str| told.get(&format!("agency-{}", id_of(path)));
    for path in [&planned, &over, &called_off, &together] {
        let (shown, event) = (entry(path).expect("it is there"), officer.get(path).is(200));
        assert_eq!(shown["SEQUENCE"], event["version"].to_string());
        let title = event["title"].as_str().expect("a title");
        let (status, title) = match event["state"].as_str().expect("a state") {
            "planned" => ("TENTATIVE", title.to_owned()),
            "cancelled" => ("CANCELLED", format!("ĐÃ HUỶ: {title}")),
            _ => ("CONFIRMED", title.to_owned()),
        };
        assert_eq!((shown["STATUS"].as_str(), &shown["SUMMARY"]), (status, &title));
        assert_eq!(shown["CATEGORIES"], event["form"].as_str().expect("a form"));
        assert_eq!(shown.get("DESCRIPTION").map(String::as_str), event["public_summary"].as_str());
        let changed = event["updated_at"].as_str().expect("an instant").split('.').next().expect("seconds");
        assert_eq!(shown["DTSTAMP"], format!("{}Z", changed.replace(['-', ':'], "")));
    }
    assert_eq!((&entry(&planned).expect("it")["DTEND"], entry(&others)), (&"20171216T000000".to_owned(), None));
    assert_eq!(entry(&unasked), None, "what others have only planned is not the agency's yet");

    let of_assignment = &told[&format!("due-assignments-{}", id_of(&assignment))];
    assert_eq!(of_assignment["SEQUENCE"], due["version"].to_string());
    assert!(of_assignment["SUMMARY"].starts_with("Hạn: "), "{of_assignment:?}");
    assert_eq!(of_assignment["DTSTART"].len(), 8, "all day");
    // The results of what is over are owed by the seventh day after its last.
    let of_results = &told[&format!("due-events-{}", id_of(&over))];
    assert_eq!(
        (of_results["DTSTART"].as_str(), told.contains_key(&format!("due-events-{}", id_of(&planned)))),
        ("20171127", false)
    );
    // Somebody else's debts are not there, and what was done is owed no more.
    assert!(told.keys().filter(|it| it.starts_with("due-")).count() >= 2);
    lead.transition(&over, event_step("hold")).is(200);
    lead.transition(&over, event_step("report")).is(200);
    let told = entries(&city.nobody().get(&path_of(&address)));
    assert!(!told.contains_key(&format!("due-events-{}", id_of(&over))));
}

fn a_feed_is_gone_with_its_address_its_maker_and_his_role(city: City) {
    let event = city.papers().event("justice", json!({}));
    let nobody = city.nobody();
    let unknown = nobody.get("//calendar/v1/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA.ics");
    unknown.is_problem(404, "not_found");
    let is_unknown = |address: &Value| {
        let answer = nobody.get(&path_of(address));
        answer.is_problem(404, "not_found");
        assert_eq!(
            (answer.body.clone(), answer.header("cache-control")),
            (unknown.body.clone(), unknown.header("cache-control"))
        );
    };
    let by_officer = made(&city.officer(), &city, "justice");
    let by_lead = made(&city.by("justice_lead_2"), &city, "justice");
    let revoked = made(&city.lead(), &city, "justice");
    let path = format!("/calendar-addresses/{}", revoked["id"].as_str().expect("an id"));
    for address in [&by_officer, &by_lead, &revoked] {
        assert!(entries(&nobody.get(&path_of(address))).contains_key(&format!("agency-{}", id_of(&event))));
    }
    city.lead().transition(&path, json!({"action": "revoke", "reason": "Mất điện thoại"})).is(200);
    is_unknown(&revoked);
    let account = format!("/users/{}", city.user("justice_officer"));
    city.admin().transition(&account, json!({"action": "disable", "reason": "Nghỉ việc"})).is(200);
    is_unknown(&by_officer);
    city.admin().transition(&account, json!({"action": "enable"})).is(200);
    nobody.get(&path_of(&by_officer)).is(200);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("justice_lead_2"))).ids();
    let grant = format!("/grants/{}", grants[0]);
    city.admin().transition(&grant, json!({"action": "revoke", "reason": "Chuyển công tác"})).is(200);
    is_unknown(&by_lead);
    nobody.get(&path_of(&by_officer)).is(200);
    // Nor is anything said of it to web pages.
    let page = nobody.with("origin", "https://bao.example.vn").with("access-control-request-method", "GET");
    assert_eq!(page.send("OPTIONS", &path_of(&by_officer), None).header("access-control-allow-origin"), None);
}

fn an_unchanged_feed_is_the_same_bytes(mut city: City) {
    let event = city.papers().event("justice", json!({}));
    city.papers().assignment("justice", "accepted");
    let address = made(&city.officer(), &city, "justice");
    let path = path_of(&address);
    let first: Answer = city.nobody().get(&path);
    assert_eq!(entries(&first).len(), 2, "{first}");
    city.at("2017-02-03T10:00:00+07:00");
    city.restart();
    assert_eq!(city.nobody().get(&path).bytes, first.bytes);
    let known = city.nobody().with("if-none-match", first.etag().expect("an ETag"));
    assert_eq!(known.get(&path).status, 304);
    city.officer().patch(&event, json!({"title": "Tên khác"})).is(200);
    let changed = known.get(&path);
    let told = entries(&changed);
    let entry = &told[&format!("agency-{}", id_of(&event))];
    assert_eq!((entry["SEQUENCE"].as_str(), entry["SUMMARY"].as_str()), ("2", "Tên khác"));
    assert_eq!(entry["DTSTAMP"], "20170203T030000Z");
}

/// Whatever is asked for below it, and whether it is good or not.
#[test]
fn no_log_has_a_secret() {
    let program = Program::in_an_empty_folder();
    program.enter_administrator("quan.tri");
    let mut running = program.start(&["serve", "--log=debug"]);
    running.ready(std::time::Duration::from_secs(30));
    let admin = running.person("quan.tri", PASSWORD);
    let committee = admin.get("/me").is(200)["agency"]["id"].clone();
    let agency = json!({"code": "H24.02", "name": "Sở Tư pháp", "kind": "department", "parent_id": committee,
        "valid_from": "2000-01-01"});
    let agency = admin.post("/agencies", agency).is(201)["id"].clone();
    let user = json!({"login": "van.thu", "full_name": "Văn thư", "agency_id": agency, "password": PASSWORD});
    let user = admin.post("/users", user).is(201)["id"].clone();
    let grant = json!({"user_id": user, "agency_id": agency, "role": "agency_lead", "scope": "self", "valid_from": "2017-01-01"});
    admin.post("/grants", grant).is(201);
    let given = running.person("van.thu", PASSWORD);
    let own = json!({"current_password": PASSWORD, "new_password": "sóng vỗ bờ cát dài"});
    given.put("/me/password", own).is(200);
    let lead = running.person("van.thu", "sóng vỗ bờ cát dài");
    let address = lead.post("/calendar-addresses", json!({"agency_id": agency, "label": "Điện thoại"})).is(201);
    let (path, secret) = (path_of(&address), secret_of(&address));
    let nobody = running.nobody();
    nobody.get(&path).is(200);
    let step = json!({"action": "revoke", "reason": "Mất điện thoại"});
    lead.transition(&format!("/calendar-addresses/{}", address["id"].as_str().expect("an id")), step).is(200);
    nobody.get(&path).is_problem(404, "not_found");
    nobody.get(&format!("{path}?x=1")).is_problem(400, "bad_parameter");
    nobody.send("POST", &path, Some(b"{}".to_vec()));
    nobody.get(&format!("//calendar/v2/{secret}.ics"));
    let log = running.out() + &running.err();
    running.stop();
    assert!(log.contains("/calendar/…"), "{log}");
    assert!(!log.contains(&secret), "{log}");
}
