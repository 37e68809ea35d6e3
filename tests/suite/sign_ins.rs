//! From where people sign in: wrong passwords from elsewhere keep nobody out, and what was tried is on the record.

use std::time::{Duration, Instant as Moment};

use diesel::prelude::*;
use tienbo::kernel::instant::Instant;
use tienbo::schema::{sign_in_networks, sign_in_notices};

use crate::harness::{Answer, City, PASSWORD, Person, Value, both_databases, json};

const WRONG: &str = "sai mật khẩu rồi";
const OFFICE: &str = "203.0.113.5";

both_databases![
    wrong_passwords_from_elsewhere_keep_nobody_out_of_where_he_works,
    a_network_is_known_for_ninety_days_and_is_a_64_of_version_6,
    a_right_password_does_not_forgive_what_others_tried,
    an_administrators_reset_lets_in_from_anywhere,
    too_many_attempts_are_refused_before_any_password_is_hashed,
    nobody_keeps_a_machine_out,
    a_password_is_changed_however_many_were_tried_elsewhere,
    a_sign_in_is_on_the_record_of_its_account,
    what_was_refused_is_on_record_once_a_quarter_of_an_hour,
    nobody_fills_the_record_with_refusals
];

fn from(city: &City, address: &str) -> Person {
    city.nobody().with("x-forwarded-for", address)
}

fn sign_in(city: &City, address: &str, login: &str, password: &str) -> Answer {
    from(city, address).post("/auth/login", json!({"login": login, "password": password}))
}

/// Ten wrong passwords, each from a network of its own.
fn attack(city: &City, login: &str) {
    for number in 1..=10 {
        sign_in(city, &format!("198.51.100.{number}"), login, WRONG).is_problem(401, "invalid_credentials");
    }
    sign_in(city, "198.51.100.99", login, PASSWORD).is_problem(429, "too_many_attempts");
}

fn wrong_passwords_from_elsewhere_keep_nobody_out_of_where_he_works(city: City) {
    let home = "203.0.113.77";
    for address in [OFFICE, home] {
        sign_in(&city, address, "chair", PASSWORD).is(200);
    }
    attack(&city, "chair");
    for address in [OFFICE, home, OFFICE] {
        sign_in(&city, address, "chair", PASSWORD).is(200);
    }
    // A network that is known has a count of its own, of which the others do not take.
    for _ in 0..10 {
        sign_in(&city, OFFICE, "chair", WRONG).is_problem(401, "invalid_credentials");
    }
    sign_in(&city, OFFICE, "chair", PASSWORD).is_problem(429, "too_many_attempts");
    sign_in(&city, home, "chair", PASSWORD).is(200);
    // From elsewhere somebody else signs in as before, and nobody is told who exists.
    sign_in(&city, "198.51.100.99", "justice_lead", PASSWORD).is(200);
    attack(&city, "nobody-here");
}

fn a_network_is_known_for_ninety_days_and_is_a_64_of_version_6(city: City) {
    sign_in(&city, "2001:db8:1:2::1", "chair", PASSWORD).is(200);
    sign_in(&city, OFFICE, "chair", PASSWORD).is(200);
    attack(&city, "chair");
    sign_in(&city, "2001:db8:1:2:aaaa:bbbb:cccc:dddd", "chair", PASSWORD).is(200);
    sign_in(&city, "2001:db8:1:3::1", "chair", PASSWORD).is_problem(429, "too_many_attempts");
    sign_in(&city, &format!("::ffff:{OFFICE}"), "chair", PASSWORD).is(200);
    // No address is in the database, and no two logins show that they come from one network.
    sign_in(&city, OFFICE, "auditor", PASSWORD).is(200);
    let networks: Vec<Vec<u8>> =
        sign_in_networks::table.select(sign_in_networks::network_hash).load(&mut city.connect()).unwrap();
    assert_eq!(networks.len(), 3);
    assert!(networks.iter().all(|it| it.len() == 32 && networks.iter().filter(|other| *other == it).count() == 1));
    for (days, status) in [(89, 200), (91, 429)] {
        let at = Instant::of_machine().plus_seconds(-days * 24 * 3600);
        diesel::update(sign_in_networks::table)
            .set(sign_in_networks::signed_in_at.eq(at))
            .execute(&mut city.connect())
            .unwrap();
        assert_eq!(sign_in(&city, OFFICE, "chair", PASSWORD).status, status, "{days} days ago");
    }
}

fn a_right_password_does_not_forgive_what_others_tried(city: City) {
    for number in 1..=9 {
        sign_in(&city, &format!("198.51.100.{number}"), "chair", WRONG).is_problem(401, "invalid_credentials");
    }
    // His own attempt is given back, and from here he is known now.
    for _ in 0..2 {
        sign_in(&city, OFFICE, "chair", PASSWORD).is(200);
    }
    sign_in(&city, "198.51.100.10", "chair", WRONG).is_problem(401, "invalid_credentials");
    sign_in(&city, "198.51.100.11", "chair", WRONG).is_problem(429, "too_many_attempts");
    sign_in(&city, OFFICE, "chair", PASSWORD).is(200);
}

fn an_administrators_reset_lets_in_from_anywhere(city: City) {
    sign_in(&city, OFFICE, "justice_lead", PASSWORD).is(200);
    attack(&city, "justice_lead");
    for _ in 0..10 {
        sign_in(&city, OFFICE, "justice_lead", WRONG).is_problem(401, "invalid_credentials");
    }
    sign_in(&city, OFFICE, "justice_lead", PASSWORD).is_problem(429, "too_many_attempts");
    let path = format!("/users/{}/password", city.user("justice_lead"));
    city.admin().put(&path, json!({"password": "mật khẩu đặt lại"})).is(200);
    sign_in(&city, "192.0.2.200", "justice_lead", "mật khẩu đặt lại").is(200);
    sign_in(&city, OFFICE, "justice_lead", "mật khẩu đặt lại").is(200);
    // Somebody tried a login before anybody had it.
    attack(&city, "nguoi.moi");
    let person =
        json!({"login": "nguoi.moi", "full_name": "Mới", "agency_id": city.agency("justice"), "password": PASSWORD});
    let user = city.admin().post("/users", person).is(201);
    let grant = json!({"user_id": user["id"], "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    sign_in(&city, "192.0.2.200", "nguoi.moi", PASSWORD).is(200);
}

fn too_many_attempts_are_refused_before_any_password_is_hashed(city: City) {
    let timed = |login: &str| {
        let asked = Moment::now();
        let answer = sign_in(&city, "198.51.100.1", login, WRONG);
        (answer.status, asked.elapsed())
    };
    let quickest = |status: u16, login: &str, times: usize| -> Duration {
        let all = (0..times).map(|_| timed(login));
        all.map(|(found, took)| {
            assert_eq!(found, status, "{login}");
            took
        })
        .min()
        .unwrap()
    };
    for login in ["chair", "nobody-here"] {
        let hashed = quickest(401, login, 10);
        let refused = quickest(429, login, 10);
        assert!(refused * 2 < hashed, "{login}: {refused:?} and {hashed:?}");
    }
}

fn nobody_keeps_a_machine_out(city: City) {
    let body = json!({"name": "Cổng", "agency_id": city.agency("labour"), "role": "portal"});
    let account = city.admin().post("/service-accounts", body).is(201);
    let id = account["client_id"].as_str().unwrap();
    let token = |address: &str, secret: &str| {
        let form = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let sender = from(&city, address).with("content-type", "application/x-www-form-urlencoded");
        sender.send("POST", "/auth/token", Some(form.into_bytes()))
    };
    for _ in 0..15 {
        assert_eq!(token(OFFICE, "sai").is(401)["error"], "invalid_client");
    }
    for _ in 0..3 {
        token(OFFICE, account["client_secret"].as_str().unwrap()).is(200);
    }
    let told = city.auditor().get(&format!("/audit-entries?resource=sign-ins&resource_id={id}&sort=sequence")).items();
    let actions: Vec<&str> = told.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["refuse", "sign_in"], "however often it asks");
    assert_eq!(told[1]["actor"]["id"], account["id"]);
}

fn a_password_is_changed_however_many_were_tried_elsewhere(city: City) {
    let person = city.lead().with("x-forwarded-for", OFFICE);
    attack(&city, "justice_lead");
    let change = |address: &str, current: &str, new: &str| {
        let body = json!({"current_password": current, "new_password": new});
        person.with("x-forwarded-for", address).put("/me/password", body)
    };
    change(OFFICE, WRONG, "một câu khác cũng dài").is_problem(422, "password_wrong");
    let new = change(OFFICE, PASSWORD, "một câu khác cũng dài").is(200);
    // From here he is known now. Who took a token from him tries in vain, and keeps him out of nothing.
    let person = city.stranger_with(new["access_token"].as_str().unwrap());
    let change = |address: &str, current: &str| {
        let body = json!({"current_password": current, "new_password": "hoa phượng đỏ tháng năm"});
        person.with("x-forwarded-for", address).put("/me/password", body)
    };
    // One was wrong from elsewhere already.
    for _ in 0..9 {
        change("198.51.100.1", WRONG).is_problem(422, "password_wrong");
    }
    change("198.51.100.1", "một câu khác cũng dài").is_problem(429, "too_many_attempts");
    sign_in(&city, OFFICE, "justice_lead", "một câu khác cũng dài").is(200);
    change(OFFICE, "một câu khác cũng dài").is(200);
}

/// What the record tells of sign-ins, oldest first, to somebody.
fn told_to(city: &City, login: &str) -> Vec<Value> {
    let reader = city.by(login);
    let listed = reader.get("/audit-entries?resource=sign-ins&sort=sequence&limit=200").items();
    listed.iter().map(|it| reader.get(&format!("/audit-entries/{}", it["id"].as_str().unwrap())).is(200)).collect()
}

fn words(entries: &[Value]) -> Vec<(&str, &str)> {
    entries.iter().map(|it| (it["action"].as_str().unwrap(), it["after"]["network"].as_str().unwrap_or("-"))).collect()
}

fn a_sign_in_is_on_the_record_of_its_account(city: City) {
    sign_in(&city, OFFICE, "justice_lead", PASSWORD).is(200);
    sign_in(&city, "2001:db8:1:2::1", "justice_lead", PASSWORD).is(200);
    let told = told_to(&city, "auditor");
    assert_eq!(words(&told), [("sign_in", OFFICE), ("sign_in", "2001:db8:1:2::/64")]);
    for entry in &told {
        assert_eq!(entry["resource_id"], json!(city.user("justice_lead")));
        assert_eq!(entry["actor"]["id"], json!(city.user("justice_lead")));
        assert_eq!(entry["actor_agency"]["id"], json!(city.agency("justice")));
        assert_eq!(entry["owner_agency"]["id"], json!(city.agency("justice")));
    }
    // Administrators and auditors in reach read them, and nobody else.
    assert_eq!(told_to(&city, "justice_auditor").len(), 2);
    assert_eq!(told_to(&city, "admin").len(), 2);
    assert!(told_to(&city, "district_admin").is_empty());
    city.lead().get("/audit-entries").is_problem(403, "role_may_not");
    // A renewal is no sign-in; a change of the password is told of the person.
    let session = sign_in(&city, OFFICE, "justice_lead", PASSWORD).is(200);
    from(&city, OFFICE).post("/auth/refresh", json!({"refresh_token": session["refresh_token"]})).is(200);
    assert_eq!(told_to(&city, "auditor").len(), 3);
    let change = json!({"current_password": PASSWORD, "new_password": "một câu khác cũng dài"});
    city.stranger_with(session["access_token"].as_str().unwrap()).put("/me/password", change).is(200);
    let changes = city.auditor().get("/audit-entries?action=change_password").items();
    assert_eq!((changes.len(), &changes[0]["actor"]["id"]), (1, &json!(city.user("justice_lead"))));
}

fn what_was_refused_is_on_record_once_a_quarter_of_an_hour(city: City) {
    sign_in(&city, OFFICE, "justice_lead", PASSWORD).is(200);
    for address in [OFFICE, "198.51.100.1", OFFICE] {
        sign_in(&city, address, "justice_lead", WRONG).is_problem(401, "invalid_credentials");
    }
    sign_in(&city, "198.51.100.1", "disabled", PASSWORD).is_problem(401, "invalid_credentials");
    attack(&city, "labour_lead");
    for _ in 0..3 {
        sign_in(&city, "198.51.100.99", "labour_lead", PASSWORD).is_problem(429, "too_many_attempts");
    }
    let told = told_to(&city, "auditor");
    let expected = [
        ("sign_in", OFFICE),
        ("refuse", OFFICE),
        ("refuse", "198.51.100.1"),
        ("refuse", "198.51.100.1"),
        ("lock_out", "198.51.100.99"),
    ];
    assert_eq!(words(&told), expected);
    let logins = ["justice_lead", "justice_lead", "disabled", "labour_lead", "labour_lead"];
    for (entry, login) in told.iter().zip(logins) {
        assert_eq!(entry["resource_id"], json!(city.user(login)), "{login}");
        assert_eq!(entry["actor"].is_null(), entry["action"] != "sign_in");
    }
    assert_eq!(told_to(&city, "justice_auditor").len(), 2, "of their own agency");

    // Logins that nobody has: one for a network, without what was typed.
    for login in ["khong.co.ai", "matkhau-toi-go-nham", "nobody-here", "khong.co.ai"] {
        sign_in(&city, "198.51.100.1", login, WRONG).is_problem(401, "invalid_credentials");
        sign_in(&city, "2001:db8:9:9::1", login, WRONG).is_problem(401, "invalid_credentials");
    }
    let of_nobody: Vec<Value> =
        told_to(&city, "auditor").into_iter().filter(|it| it["owner_agency"].is_null()).collect();
    assert_eq!(words(&of_nobody), [("refuse", "198.51.100.1"), ("refuse", "2001:db8:9:9::/64")]);
    assert_ne!(of_nobody[0]["resource_id"], of_nobody[1]["resource_id"]);
    assert_eq!(told_to(&city, "district_admin").len(), 0);
    let all = city.auditor().get("/audit-entries?resource=sign-ins&limit=200").is(200).to_string();
    for typed in ["khong.co", "matkhau", "nobody-here", WRONG, PASSWORD] {
        assert!(!all.contains(typed), "{typed} was typed");
    }

    // A quarter of an hour later they are told again.
    let before = told_to(&city, "auditor").len();
    diesel::update(sign_in_notices::table)
        .set(sign_in_notices::told_at.eq(Instant::of_machine().plus_seconds(-901)))
        .execute(&mut city.connect())
        .unwrap();
    for _ in 0..2 {
        sign_in(&city, OFFICE, "justice_lead", WRONG).is_problem(401, "invalid_credentials");
    }
    let told = told_to(&city, "auditor");
    assert_eq!(told.len(), before + 1);
    assert_eq!(words(&told)[before], ("refuse", OFFICE));
}

fn nobody_fills_the_record_with_refusals(city: City) {
    // Somebody with a large part of the addresses there are.
    for number in 0..110 {
        let form = "grant_type=client_credentials&client_id=x&client_secret=y";
        let sender =
            from(&city, &format!("2001:db8:{number:x}::1")).with("content-type", "application/x-www-form-urlencoded");
        assert_eq!(sender.send("POST", "/auth/token", Some(form.into())).is(401)["error"], "invalid_client");
    }
    let told = told_to(&city, "auditor");
    assert_eq!(told.len(), 101, "one entry stands for all the others");
    assert_eq!(told[100]["after"]["network"], Value::Null);
}
