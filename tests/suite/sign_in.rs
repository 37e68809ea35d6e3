//! Signing in and out, tokens and their misuse, passwords and secrets.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Moment};

use diesel::prelude::*;
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use tienbo::accounts::keys;
use tienbo::kernel::crypto;
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::sql::schema::{directory_version, journal_entries};
use tienbo::schema::{refresh_tokens, sign_in_attempts, signing_keys};

use crate::harness::{Answer, City, PASSWORD, Value, both_databases, config, json, sign_in};

fn refresh(city: &City, token: &Value) -> Answer {
    city.nobody().post("/auth/refresh", json!({"refresh_token": token}))
}

fn me(city: &City, token: &Value) -> Answer {
    city.stranger_with(token.as_str().unwrap()).get("/me")
}

/// Makes every use of a refresh token so many seconds older.
fn age_refresh_tokens(city: &City, seconds: i64) {
    let mut connection = city.connect();
    let used: Vec<(Vec<u8>, Option<Instant>)> = refresh_tokens::table
        .select((refresh_tokens::token_hash, refresh_tokens::used_at))
        .load(&mut connection)
        .unwrap();
    for (hash, at) in used {
        let Some(at) = at else { continue };
        diesel::update(refresh_tokens::table.find(hash))
            .set(refresh_tokens::used_at.eq(Some(at.plus_seconds(-seconds))))
            .execute(&mut connection)
            .unwrap();
    }
}

fn encryption_key() -> [u8; 32] {
    keys::encryption_key(&config().key.key_encryption_key_file).unwrap()
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    actix_web::rt::System::new().block_on(work)
}

fn claims(city: &City) -> Value {
    let now = Instant::of_machine().seconds();
    let issuer = config().public_url;
    json!({"iss": issuer, "aud": format!("{issuer}/api/v1"), "sub": city.user("justice_lead"), "exp": now + 600,
        "nbf": now - 1, "iat": now - 1,
        "jti": "01890a5d-ac96-774b-bcce-b302099a8057", "client_id": city.user("justice_lead"), "agency_id": city.agency("justice"), "roles": [], "generation": 1})
}

/// Signs claims with the service's own key, under a header of the test's making.
fn signed(city: &City, header: &Header, claims: &Value) -> String {
    let directory = city.service().db.directory();
    let key = &directory.keys[0];
    let private = crypto::open(&encryption_key(), &key.kid, &key.sealed_private_key).unwrap();
    jsonwebtoken::encode(header, claims, &EncodingKey::from_ed_der(&private)).unwrap()
}

fn header(city: &City) -> Header {
    let kid = city.service().db.directory().keys[0].kid.clone();
    Header { typ: Some("at+jwt".to_owned()), kid: Some(kid), ..Header::new(Algorithm::EdDSA) }
}

fn kid_of(token: &Value) -> String {
    jsonwebtoken::decode_header(token.as_str().unwrap()).unwrap().kid.unwrap()
}

/// Changes the dates of the signing keys as time would, and says that who is who has changed.
fn change_keys(city: &City, kid: &str, signs_from: Option<Instant>, verifies_until: Option<Instant>) {
    let mut connection = city.connect();
    let key = signing_keys::table.find(kid.to_owned());
    if let Some(at) = signs_from {
        diesel::update(key.clone()).set(signing_keys::signs_from.eq(at)).execute(&mut connection).unwrap();
    }
    if let Some(at) = verifies_until {
        diesel::update(key).set(signing_keys::verifies_until.eq(Some(at))).execute(&mut connection).unwrap();
    }
    diesel::update(directory_version::table)
        .set(directory_version::version.eq(directory_version::version + 1))
        .execute(&mut connection)
        .unwrap();
}

both_databases![
    a_person_signs_in_works_and_signs_out,
    who_works_at_two_agencies_names_one,
    wrong_unknown_and_disabled_look_the_same,
    refresh_tokens_are_used_once_and_lost_answers_forgiven,
    two_renewals_at_once_are_given_the_same_and_both_work,
    a_clock_that_is_set_back_keeps_nobody_out,
    eleven_failures_are_too_many_also_across_a_restart,
    how_long_a_refusal_takes_does_not_tell_who_exists,
    success_forgives_earlier_failures,
    a_changed_password_voids_every_token,
    an_administrator_sets_a_password_and_voids_tokens,
    what_is_taken_away_is_gone_with_the_next_request,
    one_administrator_remains,
    forged_tokens_open_nothing,
    keys_rotate_without_a_failed_request,
    a_machine_signs_in_with_its_secret,
    no_secret_is_on_record_or_shown
];

fn a_person_signs_in_works_and_signs_out(city: City) {
    let answer = sign_in(&city, "justice_lead", PASSWORD);
    let session = answer.is(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!((&session["token_type"], &session["expires_in"]), (&json!("Bearer"), &json!(900)));
    assert_eq!((&session["agency_id"], &session["roles"]), (&json!(city.agency("justice")), &json!(["agency_lead"])));
    let who = me(&city, &session["access_token"]).is(200);
    assert_eq!((&who["login"], &who["roles"]), (&json!("justice_lead"), &json!(["agency_lead"])));
    assert_eq!(sign_in(&city, " Justice_Lead ", PASSWORD).status, 200, "however the login is written");
    city.nobody().post("/auth/logout", json!({"refresh_token": session["refresh_token"]})).is(204);
    refresh(&city, &session["refresh_token"]).is_problem(401, "invalid_token");
    city.nobody().post("/auth/logout", json!({"refresh_token": "unknown"})).is(204);
}

fn who_works_at_two_agencies_names_one(city: City) {
    let culture = city.agency("culture");
    let grant = json!({"user_id": city.user("justice_lead"), "agency_id": culture, "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let asked = sign_in(&city, "justice_lead", PASSWORD);
    asked.is_problem(422, "agency_choice_needed");
    assert!(asked.body.to_string().contains(&culture.to_string()), "{asked}");
    // The password was right, so the record tells that somebody knew it.
    let told = city.auditor().get("/audit-entries?resource=sign-ins&action=refuse").items();
    assert_eq!((told.len(), &told[0]["resource_id"]), (1, &json!(city.user("justice_lead"))));
    let with = |agency: &Value| {
        city.nobody().post("/auth/login", json!({"login": "justice_lead", "password": PASSWORD, "agency_id": agency}))
    };
    assert_eq!(with(&json!(culture)).is(200)["roles"], json!(["agency_officer"]));
    with(&json!(city.agency("labour"))).is_problem(422, "unknown_reference");
    sign_in(&city, "justice_lead", "sai mật khẩu rồi").is_problem(401, "invalid_credentials");
}

fn wrong_unknown_and_disabled_look_the_same(city: City) {
    let id = json!({"login": "vai-tro", "full_name": "Không vai trò", "agency_id": city.agency("justice"),
        "password": PASSWORD});
    city.admin().post("/users", id).is(201);
    let wrong = sign_in(&city, "justice_lead", "sai mật khẩu rồi");
    wrong.is_problem(401, "invalid_credentials");
    for (login, password) in
        [("nobody-here", PASSWORD), ("disabled", PASSWORD), ("vai-tro", "x"), ("justice_lead", "x")]
    {
        let answer = sign_in(&city, login, password);
        assert_eq!((answer.status, &answer.body), (401, &wrong.body), "{login}");
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"));
    }
    // Whoever knows the password is told that it is not what is missing.
    sign_in(&city, "vai-tro", PASSWORD).is_problem(422, "no_role");
}

fn refresh_tokens_are_used_once_and_lost_answers_forgiven(city: City) {
    let first = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let second = refresh(&city, &first["refresh_token"]).is(200);
    me(&city, &second["access_token"]).is(200);
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    // The answer was lost: within half a minute the same token gives the same successor.
    let third = refresh(&city, &first["refresh_token"]).is(200);
    assert_eq!(third["refresh_token"], second["refresh_token"]);
    me(&city, &third["access_token"]).is(200);
    let fourth = refresh(&city, &third["refresh_token"]).is(200);
    // Later, or once a successor was used, a second use ends the family.
    refresh(&city, &first["refresh_token"]).is_problem(401, "invalid_token");
    refresh(&city, &fourth["refresh_token"]).is_problem(401, "invalid_token");
    let other = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let next = refresh(&city, &other["refresh_token"]).is(200);
    age_refresh_tokens(&city, 31);
    refresh(&city, &other["refresh_token"]).is_problem(401, "invalid_token");
    refresh(&city, &next["refresh_token"]).is_problem(401, "invalid_token");
    for token in ["", "x", &"a".repeat(43)] {
        let answer = refresh(&city, &json!(token));
        assert!([400, 401].contains(&answer.status), "{answer}");
    }
}

fn two_renewals_at_once_are_given_the_same_and_both_work(city: City) {
    let first = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let both = [(); 2].map(|()| scope.spawn(|| refresh(&city, &first["refresh_token"])));
        both.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(answers.iter().all(|it| it.status == 200), "a lost answer: {answers:#?}");
    assert_eq!(answers[0].body["refresh_token"], answers[1].body["refresh_token"]);
    for answer in &answers {
        me(&city, &answer.body["access_token"]).is(200);
        refresh(&city, &answer.body["refresh_token"]).is(200);
    }
    // Nobody who reads the database can make a successor, and no token is in it.
    let rows: Vec<Vec<u8>> =
        refresh_tokens::table.select(refresh_tokens::token_hash).load(&mut city.connect()).unwrap();
    assert!(rows.iter().all(|it| it.len() == 32), "hashes alone");
}

fn a_clock_that_is_set_back_keeps_nobody_out(city: City) {
    let session = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let part = session["access_token"].as_str().unwrap().split('.').nth(1).unwrap().to_owned();
    let claims: Value = serde_json::from_slice(&crypto::from_base64url(&part).unwrap()).unwrap();
    let [nbf, iat] = ["nbf", "iat"].map(|name| claims[name].as_i64().unwrap());
    assert_eq!(iat - nbf, 3_600, "good wherever the clock is set within the hour");
    let key = city.service().db.directory().keys[0].clone();
    assert!(key.signs_from <= Instant::of_machine().plus_seconds(-3_590), "it signed from the start");
    // Set back behind every key that there is.
    let now = Instant::of_machine();
    change_keys(&city, &key.kid, Some(now.plus_seconds(600)), None);
    let later = sign_in(&city, "justice_lead", PASSWORD).is(200);
    me(&city, &later["access_token"]).is(200);
    me(&city, &session["access_token"]).is(200);
    // A new one is published and signs not yet: the old one does, though it too lies ahead.
    let new = wait(keys::rotate(&city.service().db, &encryption_key())).unwrap();
    change_keys(&city, &new, Some(now.plus_seconds(900)), None);
    assert_eq!(kid_of(&sign_in(&city, "justice_lead", PASSWORD).is(200)["access_token"]), key.kid);
    // Attempts that failed by a clock that was ahead keep nobody waiting.
    for _ in 0..10 {
        sign_in(&city, "labour_lead", "sai mật khẩu rồi").is_problem(401, "invalid_credentials");
    }
    sign_in(&city, "labour_lead", PASSWORD).is_problem(429, "too_many_attempts");
    let attempts: Vec<(Id, Instant)> = sign_in_attempts::table
        .select((sign_in_attempts::id, sign_in_attempts::attempted_at))
        .load(&mut city.connect())
        .unwrap();
    for (id, at) in attempts {
        diesel::update(sign_in_attempts::table.find(id))
            .set(sign_in_attempts::attempted_at.eq(at.plus_seconds(600)))
            .execute(&mut city.connect())
            .unwrap();
    }
    sign_in(&city, "labour_lead", PASSWORD).is(200);
}

fn eleven_failures_are_too_many_also_across_a_restart(mut city: City) {
    for round in 0..10 {
        // For an unknown login too: nothing tells whether it exists.
        for login in ["justice_lead", "nobody-here"] {
            assert_eq!(sign_in(&city, login, "sai mật khẩu rồi").status, 401, "{round}");
        }
    }
    for login in ["justice_lead", "Justice_LEAD", "nobody-here"] {
        let refused = sign_in(&city, login, PASSWORD);
        refused.is_problem(429, "too_many_attempts");
        let seconds: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((890..=901).contains(&seconds), "{seconds}");
    }
    city.restart();
    sign_in(&city, "justice_lead", PASSWORD).is_problem(429, "too_many_attempts");
    assert_eq!(sign_in(&city, "justice_officer", PASSWORD).status, 200, "nobody else is kept out");
}

fn how_long_a_refusal_takes_does_not_tell_who_exists(city: City) {
    let mut samples: [Vec<Duration>; 3] = Default::default();
    sign_in(&city, "labour_lead", PASSWORD).is(200);
    for round in 0..9 {
        let unknown = format!("nobody-{round}");
        for (number, login) in ["justice_lead", unknown.as_str(), "disabled"].into_iter().enumerate() {
            let asked = Moment::now();
            sign_in(&city, login, "sai mật khẩu rồi").is_problem(401, "invalid_credentials");
            samples[number].push(asked.elapsed());
        }
    }
    let [known, unknown, disabled] = samples.map(|mut times| {
        times.sort();
        times[times.len() / 2]
    });
    // Generous, since this machine does other things; without a hash an answer takes a tenth of the time.
    assert!(unknown * 2 > known && known * 2 > unknown, "known {known:?}, unknown {unknown:?}");
    assert!(disabled * 2 > known && known * 2 > disabled, "known {known:?}, disabled {disabled:?}");
}

fn success_forgives_earlier_failures(city: City) {
    for _ in 0..2 {
        for _ in 0..6 {
            sign_in(&city, "justice_lead", "sai mật khẩu rồi").is_problem(401, "invalid_credentials");
        }
        sign_in(&city, "justice_lead", PASSWORD).is(200);
    }
}

fn a_changed_password_voids_every_token(city: City) {
    let session = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let person = city.stranger_with(session["access_token"].as_str().unwrap());
    let change = |current: &str, new: &str| {
        person.put("/me/password", json!({"current_password": current, "new_password": new}))
    };
    change("sai mật khẩu rồi", "một câu khác cũng dài").is_problem(422, "password_wrong");
    change(PASSWORD, "ngắn").is_problem(422, "password_too_short");
    change(PASSWORD, "password-1234").is_problem(422, "password_common");
    change(PASSWORD, PASSWORD).is_problem(422, "password_unchanged");
    change(PASSWORD, "tên justice_lead ở đây").is_problem(422, "password_contains_login");
    me(&city, &session["access_token"]).is(200);
    let answer = change(PASSWORD, "một câu khác cũng dài");
    let new = answer.is(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert_eq!((&new["agency_id"], &new["roles"]), (&session["agency_id"], &session["roles"]));
    me(&city, &new["access_token"]).is(200);
    me(&city, &refresh(&city, &new["refresh_token"]).is(200)["access_token"]).is(200);
    me(&city, &session["access_token"]).is_problem(401, "invalid_token");
    refresh(&city, &session["refresh_token"]).is_problem(401, "invalid_token");
    sign_in(&city, "justice_lead", PASSWORD).is_problem(401, "invalid_credentials");
    sign_in(&city, "justice_lead", "một câu khác cũng dài").is(200);
}

fn an_administrator_sets_a_password_and_voids_tokens(city: City) {
    let session = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let path = format!("/users/{}/password", city.user("justice_lead"));
    city.admin().put(&path, json!({"password": "ngắn"})).is_problem(422, "password_too_short");
    city.admin().put(&path, json!({"password": "mật khẩu đặt lại"})).is(200);
    me(&city, &session["access_token"]).is_problem(401, "invalid_token");
    sign_in(&city, "justice_lead", "mật khẩu đặt lại").is(200);
    // A district's administrator sets none for somebody who can do more than he.
    let above = json!({"user_id": city.user("district_officer"), "agency_id": city.agency("committee"),
        "role": "auditor", "scope": "subtree", "valid_from": "2017-01-01"});
    city.admin().post("/grants", above).is(201);
    let path = format!("/users/{}/password", city.user("district_officer"));
    city.by("district_admin").put(&path, json!({"password": "mật khẩu đặt lại"})).is_problem(403, "role_may_not");
}

fn what_is_taken_away_is_gone_with_the_next_request(city: City) {
    let programme = city.papers().programme("committee", "justice", "under_review");
    let chair = city.chair();
    chair.get(&programme).is(200);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("chair"))).ids();
    city.admin()
        .transition(&format!("/grants/{}", grants[0]), json!({"action": "revoke", "reason": "Thôi chức"}))
        .is(200);
    chair.get(&programme).is_problem(404, "not_found");
    assert_eq!(chair.get("/me").is(200)["roles"], json!([]));
    let officer = city.officer();
    officer.get("/me").is(200);
    let account = format!("/users/{}", city.user("justice_officer"));
    city.admin().transition(&account, json!({"action": "disable", "reason": "Nghỉ việc"})).is(200);
    officer.get("/me").is_problem(401, "invalid_token");
    sign_in(&city, "justice_officer", PASSWORD).is_problem(401, "invalid_credentials");
    city.admin().transition(&account, json!({"action": "enable"})).is(200);
    officer.get("/me").is_problem(401, "invalid_token");
    sign_in(&city, "justice_officer", PASSWORD).is(200);
    // A grant ends with its last day.
    let grant = json!({"user_id": city.user("labour_officer"), "agency_id": city.agency("labour"),
        "role": "agency_lead", "scope": "self", "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    city.admin().post("/grants", grant).is(201);
    for (instant, roles) in [
        ("2017-02-10T23:59:59+07:00", json!(["agency_lead", "agency_officer"])),
        ("2017-02-11T00:00:00+07:00", json!(["agency_officer"])),
    ] {
        city.at(instant);
        assert_eq!(city.by("labour_officer").get("/me").is(200)["roles"], roles, "{instant}");
    }
}

fn one_administrator_remains(city: City) {
    let admin = city.admin();
    let only_here = |login: &str| format!("/users/{}", city.user(login));
    admin.transition(&only_here("second_admin"), json!({"action": "disable", "reason": "Thử"})).is(200);
    admin.transition(&only_here("district_admin"), json!({"action": "disable", "reason": "Thử"})).is(200);
    admin
        .transition(&only_here("admin"), json!({"action": "disable", "reason": "Thử"}))
        .is_problem(409, "last_administrator");
    let grants = admin.get(&format!("/grants?user_id={}", city.user("admin"))).ids();
    admin
        .transition(&format!("/grants/{}", grants[0]), json!({"action": "revoke", "reason": "Thử"}))
        .is_problem(409, "last_administrator");
    let oneself = json!({"user_id": city.user("admin"), "agency_id": city.agency("committee"), "role": "chair",
        "scope": "self", "valid_from": "2017-01-01"});
    admin.post("/grants", oneself).is_problem(403, "separation_of_duties");
}

fn forged_tokens_open_nothing(city: City) {
    let (head, body) = (header(&city), claims(&city));
    me(&city, &json!(signed(&city, &head, &body))).is(200);
    let with = |name: &str, value: Value| {
        let mut claims = body.clone();
        claims[name] = value;
        claims
    };
    let without = |name: &str| {
        let mut claims = body.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let now = Instant::of_machine().seconds();
    for claims in [
        with("exp", json!(now - 60)),
        with("nbf", json!(now + 120)),
        with("iss", json!("https://elsewhere.example")),
        with("aud", json!("https://elsewhere.example")),
        with("aud", json!([])),
        with("sub", json!("01890a5d-ac96-774b-bcce-b302099a8057")),
        with("generation", json!(2)),
        with("generation", json!(0)),
        with("exp", json!("soon")),
        without("exp"),
        without("nbf"),
        without("iss"),
        without("aud"),
        without("sub"),
        without("agency_id"),
        without("generation"),
    ] {
        me(&city, &json!(signed(&city, &head, &claims))).is_problem(401, "invalid_token");
    }
    for odd in [
        Header { kid: Some("another".to_owned()), ..head.clone() },
        Header { kid: None, ..head.clone() },
        Header { typ: Some("JWT".to_owned()), ..head.clone() },
        Header { typ: None, ..head.clone() },
    ] {
        me(&city, &json!(signed(&city, &odd, &body))).is_problem(401, "invalid_token");
    }
    // The oldest tricks: no algorithm, and the public key as a shared secret.
    let part = |value: Value| crypto::base64url(value.to_string().as_bytes());
    let kid = head.kid.clone().unwrap();
    for algorithm in ["none", "None", "HS256", "EdDSA"] {
        let bare = format!("{}.{}.", part(json!({"alg": algorithm, "typ": "at+jwt", "kid": kid})), part(body.clone()));
        me(&city, &json!(bare)).is_problem(401, "invalid_token");
    }
    let public = city.service().db.directory().keys[0].public_key.clone();
    let shared = Header { alg: Algorithm::HS256, ..head.clone() };
    let forged = jsonwebtoken::encode(&shared, &body, &EncodingKey::from_secret(&public)).unwrap();
    me(&city, &json!(forged)).is_problem(401, "invalid_token");
    // A good token with one letter changed in each part; and things that are no token.
    let good = signed(&city, &head, &body);
    for place in [5, good.len() / 2, good.len() - 5] {
        let mut bent = good.clone();
        let other = if &good[place..=place] == "A" { "B" } else { "A" };
        bent.replace_range(place..=place, other);
        me(&city, &json!(bent)).is_problem(401, "invalid_token");
    }
    for text in ["x", "a.b.c", "..", &"a".repeat(5_000)] {
        city.stranger_with(text).get("/me").is_problem(401, "invalid_token");
    }
    for scheme in ["Basic YTpi", "Bearer", ""] {
        let answer = city.nobody().with("authorization", scheme).get("/me");
        assert_eq!(answer.status, 401, "{answer}");
    }
}

fn keys_rotate_without_a_failed_request(city: City) {
    let session = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let old = kid_of(&session["access_token"]);
    let published = || city.nobody().get("/.well-known/jwks.json").is(200)["keys"].as_array().unwrap().clone();
    assert_eq!(published().len(), 1);
    assert!(published()[0].get("d").is_none(), "no private half");
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut asked = 0;
            while !stop.load(Ordering::SeqCst) {
                me(&city, &session["access_token"]).is(200);
                let fresh = city.service().tokens.sign(
                    &wait(city.service().db.refresh_directory()).unwrap(),
                    city.user("justice_officer"),
                    city.agency("justice"),
                    Vec::new(),
                );
                me(&city, &json!(fresh.unwrap().token)).is(200);
                asked += 1;
            }
            asked
        });
        let new = wait(keys::rotate(&city.service().db, &encryption_key())).unwrap();
        assert_eq!(
            published().iter().map(|it| it["kid"].as_str().unwrap().to_owned()).collect::<Vec<_>>(),
            [new.clone(), old.clone()]
        );
        let meanwhile = sign_in(&city, "justice_officer", PASSWORD).is(200);
        assert_eq!(kid_of(&meanwhile["access_token"]), old, "a new key is published before it signs");
        let now = Instant::of_machine();
        change_keys(&city, &new, Some(now.plus_seconds(-1)), None);
        let later = sign_in(&city, "justice_officer", PASSWORD).is(200);
        assert_eq!(kid_of(&later["access_token"]), new);
        me(&city, &later["access_token"]).is(200);
        me(&city, &session["access_token"]).is(200);
        stop.store(true, Ordering::SeqCst);
        assert!(asking.join().unwrap() > 0);
        change_keys(&city, &old, None, Some(Instant::of_machine().plus_seconds(-1)));
        me(&city, &session["access_token"]).is_problem(401, "invalid_token");
        assert_eq!(published().len(), 1);
        wait(keys::withdraw(&city.service().db, &encryption_key(), &new)).unwrap();
        me(&city, &later["access_token"]).is_problem(401, "invalid_token");
        let after = sign_in(&city, "justice_officer", PASSWORD).is(200);
        me(&city, &after["access_token"]).is(200);
    });
}

fn a_machine_signs_in_with_its_secret(city: City) {
    let body = json!({"name": "Cổng thông tin điện tử", "agency_id": city.agency("labour"), "role": "portal"});
    let made = city.admin().with_key("mot-lan").post("/service-accounts", body.clone());
    let account = made.is(201);
    let path = format!("/service-accounts/{}", account["id"].as_str().unwrap());
    let token = |secret: &Value| {
        let form = format!(
            "grant_type=client_credentials&client_id={}&client_secret={}",
            account["client_id"].as_str().unwrap(),
            secret.as_str().unwrap()
        );
        city.nobody().with("content-type", "application/x-www-form-urlencoded").send(
            "POST",
            "/auth/token",
            Some(form.into_bytes()),
        )
    };
    let session = token(&account["client_secret"]).is(200);
    assert_eq!((&session["roles"], session.get("refresh_token")), (&json!(["portal"]), None));
    assert_eq!(me(&city, &session["access_token"]).is(200)["roles"], json!(["portal"]));
    let is_unknown =
        |answer: Answer| assert_eq!((answer.status, &answer.body["error"]), (401, &json!("invalid_client")));
    is_unknown(token(&json!("sai")));
    // A key is accepted and ignored: the secret is shown once.
    let twin = city.admin().with_key("mot-lan").post("/service-accounts", body).is(201);
    assert_ne!(twin["id"], account["id"]);
    let renewed = city.admin().post(&format!("{path}/secret"), json!({})).is(200);
    assert_ne!(renewed["client_secret"], account["client_secret"]);
    me(&city, &session["access_token"]).is_problem(401, "invalid_token");
    is_unknown(token(&account["client_secret"]));
    let session = token(&renewed["client_secret"]).is(200);
    city.admin().transition(&path, json!({"action": "disable", "reason": "Thay cổng"})).is(200);
    me(&city, &session["access_token"]).is_problem(401, "invalid_token");
    is_unknown(token(&renewed["client_secret"]));
    // It has no password, and a person has no secret.
    sign_in(&city, account["client_id"].as_str().unwrap(), renewed["client_secret"].as_str().unwrap())
        .is_problem(401, "invalid_credentials");
    for field in ["client_secret", "secret_hash", "password_hash"] {
        assert!(city.admin().get(&path).is(200).get(field).is_none());
    }
}

fn no_secret_is_on_record_or_shown(city: City) {
    let session = sign_in(&city, "justice_lead", PASSWORD).is(200);
    let renewed = refresh(&city, &session["refresh_token"]).is(200);
    let person = city.stranger_with(renewed["access_token"].as_str().unwrap());
    person.put("/me/password", json!({"current_password": PASSWORD, "new_password": "một câu khác cũng dài"})).is(200);
    let machine = city
        .admin()
        .post("/service-accounts", json!({"name": "Cổng", "agency_id": city.agency("labour"), "role": "portal"}))
        .is(201);
    let renewed_secret =
        city.admin().post(&format!("/service-accounts/{}/secret", machine["id"].as_str().unwrap()), json!({})).is(200);
    let secrets = [
        PASSWORD,
        "một câu khác cũng dài",
        session["refresh_token"].as_str().unwrap(),
        session["access_token"].as_str().unwrap(),
        renewed["refresh_token"].as_str().unwrap(),
        machine["client_secret"].as_str().unwrap(),
        renewed_secret["client_secret"].as_str().unwrap(),
    ];
    type Texts = (Option<String>, Option<String>, Option<String>, Option<String>);
    let rows: Vec<Texts> = journal_entries::table
        .select((journal_entries::before, journal_entries::after, journal_entries::reason, journal_entries::request_id))
        .load(&mut city.connect())
        .unwrap();
    assert!(rows.len() > 50);
    let mut shown: Vec<String> = rows
        .into_iter()
        .flat_map(|(before, after, reason, request)| [before, after, reason, request])
        .flatten()
        .collect();
    for path in ["/users?limit=200", "/service-accounts", "/grants?limit=200", "/audit-entries?limit=200", "/me"] {
        let answer = city.admin().get(path).is(200).to_string();
        shown.push(
            answer
                .replace("change_password", "")
                .replace("renew_secret", "")
                .replace("reset_password", "")
                .replace("must_change_password", ""),
        );
    }
    for text in shown {
        let small = text.to_lowercase();
        for word in ["password", "argon2", "secret", "hash", "refresh", "private"] {
            assert!(!small.contains(word), "{word} in {text}");
        }
        for secret in secrets {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}
