//! Links by which people set a password, once: an invitation by an administrator, and what whoever forgot his asks for.

use std::time::Duration;

use tienbo::accounts::PasswordUrl;
use tienbo::chapters::papers;
use tienbo::reminders::{Deliverer, Mailing, Trust};

use crate::engine_kit::count;
use crate::harness::{
    Answer, City, Engine, Mail, PASSWORD, Person, PostOffice, Program, Value, both_databases, folder, free_port, json,
    sign_in,
};
use crate::reminders_mail::{FROM, deliver, give_address, hurry, letters};
use crate::tellings_mail::mailing;

const OWN: &str = "một câu khác cũng dài";
const PASSWORD_URL: &str = "https://cong.haiphong.example/mat-khau#{secret}";
const BEFORE_SECRET: &str = "https://cong.haiphong.example/mat-khau#";

fn set(city: &City, secret: &str, password: &str) -> Answer {
    city.nobody().post("/auth/passwords", json!({"secret": secret, "new_password": password}))
}

/// A person of the Department of Justice whom the administrator has just entered, without a password.
fn invited(city: &City, by: &Person, email: Option<&str>) -> Value {
    let person = json!({"login": "nguoi.moi", "full_name": "Phạm Thị Mới", "agency_id": city.agency("justice"),
        "email": email, "phone": "0225 555 0107"});
    let answer = by.post("/users", person);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let user = answer.is(201);
    let grant = json!({"user_id": user["id"], "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    user
}

/// A new link for somebody, as the administrator is shown it.
fn link_for(city: &City, login: &str) -> String {
    let path = format!("/users/{}/invitations", city.user(login));
    city.admin().post(&path, json!({})).is(200)["secret"].as_str().expect("a secret").to_owned()
}

fn deliverer(city: &City, port: u16, password_url: Option<&str>) -> Deliverer {
    let mailing = Mailing::new(&format!("smtp://127.0.0.1:{port}"), None, FROM, &Trust::default()).unwrap();
    let deliverer = Deliverer::new(city.service().db.clone(), mailing, papers(), None);
    deliverer.setting_passwords_at(password_url.map(|url| PasswordUrl(url.to_owned())))
}

/// The secret of the link in a letter.
fn secret_in(letter: &Mail) -> String {
    let text = letter.body();
    let (_, behind) = text.split_once(BEFORE_SECRET).unwrap_or_else(|| panic!("no link in {text}"));
    behind.lines().next().unwrap().trim_end().to_owned()
}

fn ask(who: &Person, login: &str) -> Answer {
    who.post("/auth/password-links", json!({"login": login}))
}

fn actions_of(city: &City, user: &str) -> Vec<(String, Value)> {
    let entries =
        city.auditor().get(&format!("/audit-entries?resource=users&resource_id={user}&sort=sequence")).items();
    entries.iter().map(|it| (it["action"].as_str().unwrap().to_owned(), it["actor"]["id"].clone())).collect()
}

/// All links have expired.
fn expire(city: &City) {
    let past = if city.engine == Engine::Postgres { "now() - interval '1 second'" } else { "1" };
    city.database.execute(&format!("UPDATE password_links SET expires_at = {past}"));
}

both_databases![
    whoever_is_invited_sets_a_password_once,
    a_link_stands_where_the_portal_takes_it,
    a_link_is_good_until_anything_has_changed,
    a_letter_takes_the_link_and_nobody_else_sees_it,
    a_letter_that_leaves_again_has_another_secret,
    who_forgot_is_written_to_and_nobody_learns_who_is_there,
    nobody_fills_a_letter_box,
    whom_an_administrator_may_not_reset_he_does_not_invite,
    a_link_is_good_while_whoever_vouched_for_it_reaches_the_account,
    whoever_has_no_role_is_told_so,
    no_secret_of_a_link_is_kept_or_logged
];

fn whoever_is_invited_sets_a_password_once(city: City) {
    let user = invited(&city, &city.admin(), None);
    let id = user["id"].as_str().unwrap();
    let invitation = &user["invitation"];
    assert_eq!((&invitation["sent_to"], &invitation["link"]), (&json!(null), &json!(null)));
    let secret = invitation["secret"].as_str().unwrap();
    assert_eq!(secret.len(), 43);
    let read = city.admin().get(&format!("/users/{id}")).is(200);
    assert!(read.get("invitation").is_none() && !read.to_string().contains(secret));
    assert_eq!(read["phone"], "0225 555 0107");
    for password in ["x", PASSWORD, OWN] {
        sign_in(&city, "nguoi.moi", password).is_problem(401, "invalid_credentials");
    }
    // What is wrong with the password is said, and the link is good still.
    set(&city, secret, "ngắn").is_problem(422, "password_too_short").points_at("/new_password", "password_too_short");
    set(&city, secret, "nguoi.moi năm 2017").is_problem(422, "password_contains_login");
    let answer = set(&city, secret, OWN);
    assert_eq!(answer.is(200), json!({"login": "nguoi.moi"}));
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let session = sign_in(&city, "nguoi.moi", OWN).is(200);
    let person = city.stranger_with(session["access_token"].as_str().unwrap());
    assert_eq!(person.get("/me").is(200)["must_change_password"], false);
    person.get("/programmes").is(200);
    // Once; and what is wrong with a link is not told.
    let used = set(&city, secret, "hoa phượng đỏ tháng năm");
    used.is_problem(422, "link_void").points_at("/secret", "link_void");
    assert_eq!(set(&city, &"A".repeat(43), OWN).body, used.body);
    sign_in(&city, "nguoi.moi", OWN).is(200);
    let told = actions_of(&city, id);
    let names: Vec<&str> = told.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(names, ["create", "invite", "set_password_by_link"]);
    assert_eq!((&told[1].1, &told[2].1), (&json!(city.user("admin")), &user["id"]));
}

fn a_link_stands_where_the_portal_takes_it(city: City) {
    let mut config = crate::harness::config();
    config.password_url = Some(PASSWORD_URL.to_owned());
    let instance = city.another_instance_with(config);
    let user = invited(&city, &city.admin().on(&instance), Some("moi@tuphap.example"));
    let invitation = &user["invitation"];
    let secret = invitation["secret"].as_str().unwrap();
    assert_eq!(invitation["link"], format!("{BEFORE_SECRET}{secret}"));
    assert_eq!(invitation["sent_to"], json!(null), "no letter leaves here");
    set(&city, secret, OWN).is(200);
}

fn a_link_is_good_until_anything_has_changed(city: City) {
    let user = format!("/users/{}", city.user("justice_lead"));
    let void = |secret: &str| {
        set(&city, secret, OWN).is_problem(422, "link_void");
    };
    let lead = city.lead();
    let first = link_for(&city, "justice_lead");
    let second = link_for(&city, "justice_lead");
    void(&first);
    // The password and the tokens stay until a link is used.
    lead.get("/me").is(200);
    set(&city, &second, OWN).is(200);
    lead.get("/me").is_problem(401, "invalid_token");
    let expired = link_for(&city, "justice_lead");
    expire(&city);
    void(&expired);
    let before_reset = link_for(&city, "justice_lead");
    city.admin().put(&format!("{user}/password"), json!({"password": "một câu do người khác đặt"})).is(200);
    void(&before_reset);
    let before_address = link_for(&city, "justice_lead");
    city.admin().patch(&user, json!({"phone": "0225 555 0108"})).is(200);
    city.admin().patch(&user, json!({"email": "lead@tuphap.example"})).is(200);
    void(&before_address);
    let barred = link_for(&city, "justice_lead");
    city.admin().transition(&user, json!({"action": "disable", "reason": "Nghỉ hưu"})).is(200);
    void(&barred);
    city.admin().post(&format!("{user}/invitations"), json!({})).is_problem(409, "state_forbids");
    assert_eq!(city.admin().get(&user).blocked("invite"), Some(vec!["state_forbids".to_owned()]));
    city.admin().transition(&user, json!({"action": "enable"})).is(200);
    void(&barred);
    let last = link_for(&city, "justice_lead");
    set(&city, &last, OWN).is(200);
    sign_in(&city, "justice_lead", OWN).is(200);
}

fn a_letter_takes_the_link_and_nobody_else_sees_it(city: City) {
    let instance = mailing(&city);
    let user = invited(&city, &city.admin().on(&instance), Some("moi@tuphap.example"));
    let invitation = &user["invitation"];
    assert_eq!(invitation["sent_to"], "moi@tuphap.example");
    assert_eq!((&invitation["secret"], &invitation["link"]), (&json!(null), &json!(null)));
    let unsent = "SELECT count(*) AS number FROM password_links WHERE secret_hash IS NULL";
    assert_eq!((count(&mut city.connect(), unsent), letters(&city, "sent_at IS NULL")), (1, 1));
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), Some(PASSWORD_URL))), 1);
    let mail = office.mail();
    assert_eq!(mail[0].header("Subject"), "Mời đặt mật khẩu: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng");
    assert!(mail[0].body().contains("Cơ quan: Sở Tư pháp") && mail[0].body().contains("Liên hệ: "));
    assert!(mail[0].to[0].contains("moi@tuphap.example") && mail[0].body().contains("Tên đăng nhập: nguoi.moi"));
    set(&city, &secret_in(&mail[0]), OWN).is(200);
    sign_in(&city, "nguoi.moi", OWN).is(200);
    // Without an address nobody can be written to, and the administrator is shown it.
    let shown =
        city.admin().on(&instance).post(&format!("/users/{}/invitations", city.user("culture_lead")), json!({}));
    assert!(shown.is(200)["secret"].is_string());
    // One that is void before its letter leaves is sent to nobody.
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    let path = format!("/users/{}/invitations", city.user("culture_officer"));
    city.admin().on(&instance).post(&path, json!({})).is(200);
    give_address(&city, "culture_officer", "other@vanhoa.example");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), None)), 1);
    assert_eq!((office.mail().len(), letters(&city, "last_error = 'the link is void'")), (1, 1));
    // Where nobody has said where the portal takes it, the letter has the bare secret.
    city.admin().on(&instance).post(&path, json!({})).is(200);
    assert_eq!(deliver(&deliverer(&city, office.address.port(), None)), 1);
    let text = office.mail()[1].body();
    let code = text.lines().find_map(|line| line.trim_end().strip_prefix("Mã đặt mật khẩu: ")).unwrap();
    set(&city, code, OWN).is(200);
}

fn a_letter_that_leaves_again_has_another_secret(city: City) {
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    let instance = mailing(&city);
    let path = format!("/users/{}/invitations", city.user("culture_officer"));
    city.admin().on(&instance).post(&path, json!({})).is(200);
    let port = free_port();
    let deliverer = deliverer(&city, port, Some(PASSWORD_URL));
    assert_eq!(deliver(&deliverer), 1);
    let hash = "SELECT count(*) AS number FROM password_links WHERE secret_hash IS NOT NULL";
    assert_eq!(count(&mut city.connect(), hash), 1);
    hurry(&city);
    let office = PostOffice::open(&format!("127.0.0.1:{port}"));
    assert_eq!(deliver(&deliverer), 1);
    let first = secret_in(&office.mail()[0]);
    // As if the server's word that it has the letter had been lost.
    city.database.execute("UPDATE mail_deliveries SET sent_at = NULL");
    hurry(&city);
    assert_eq!(deliver(&deliverer), 1);
    let second = secret_in(&office.mail()[1]);
    assert_ne!(first, second);
    set(&city, &first, OWN).is_problem(422, "link_void");
    set(&city, &second, OWN).is(200);
}

fn who_forgot_is_written_to_and_nobody_learns_who_is_there(city: City) {
    give_address(&city, "culture_lead", "lead@vanhoa.example");
    give_address(&city, "disabled", "disabled@labour.example");
    let instance = mailing(&city);
    let nobody = city.nobody().on(&instance);
    let said = ask(&nobody, " Culture_Lead ");
    assert_eq!((said.status, said.bytes.len(), said.header("cache-control")), (202, 0, Some("no-store")));
    for login in ["nobody.here", "disabled", "justice_lead", "portal"] {
        let answer = ask(&nobody, login);
        assert_eq!((answer.status, answer.bytes.len()), (202, 0), "{answer}");
    }
    assert_eq!(letters(&city, "TRUE"), 1);
    // Where no letter leaves nothing is made.
    assert_eq!(ask(&city.nobody(), "culture_lead").status, 202);
    assert_eq!(count(&mut city.connect(), "SELECT count(*) AS number FROM password_links"), 1);
    city.nobody().post("/auth/password-links", json!({})).is_problem(400, "schema");
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), Some(PASSWORD_URL))), 1);
    let mail = office.mail();
    assert_eq!(mail[0].header("Subject"), "Đặt lại mật khẩu: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng");
    let lead = city.by("culture_lead");
    let session = sign_in(&city, "culture_lead", PASSWORD).is(200);
    set(&city, &secret_in(&mail[0]), OWN).is(200);
    lead.get("/me").is_problem(401, "invalid_token");
    let refreshed = city.nobody().post("/auth/refresh", json!({"refresh_token": session["refresh_token"]}));
    refreshed.is_problem(401, "invalid_token");
    sign_in(&city, "culture_lead", PASSWORD).is_problem(401, "invalid_credentials");
    sign_in(&city, "culture_lead", OWN).is(200);
    // Who locked himself out by trying is let in by the link.
    let instance_nobody = city.nobody().on(&instance);
    for _ in 0..10 {
        sign_in(&city, "culture_lead", "sai rồi sai nữa").is_problem(401, "invalid_credentials");
    }
    ask(&instance_nobody, "culture_lead");
    hurry(&city);
    deliver(&deliverer(&city, office.address.port(), Some(PASSWORD_URL)));
    set(&city, &secret_in(&office.mail()[1]), "hoa phượng đỏ tháng năm").is(200);
    sign_in(&city, "culture_lead", "hoa phượng đỏ tháng năm").is(200);
}

fn nobody_fills_a_letter_box(city: City) {
    give_address(&city, "culture_lead", "lead@vanhoa.example");
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    let instance = mailing(&city);
    for number in 0..5 {
        let from = city.nobody().on(&instance).with("x-forwarded-for", format!("203.0.113.{number}"));
        assert_eq!(ask(&from, "culture_lead").status, 202);
    }
    assert_eq!(letters(&city, "TRUE"), 3);
    // Each is good until one of them is used.
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), Some(PASSWORD_URL))), 3);
    let secrets: Vec<String> = office.mail().iter().map(secret_in).collect();
    set(&city, &secrets[1], OWN).is(200);
    for secret in [&secrets[0], &secrets[2]] {
        set(&city, secret, OWN).is_problem(422, "link_void");
    }
    // One network asks for so many logins and no more.
    let from = city.nobody().on(&instance).with("x-forwarded-for", "198.51.100.7");
    std::thread::scope(|scope| {
        for number in 0..30 {
            let from = &from;
            scope.spawn(move || assert_eq!(ask(from, &format!("nobody.{number}")).status, 202));
        }
    });
    assert_eq!(ask(&from, "culture_officer").status, 202);
    assert_eq!(letters(&city, "TRUE"), 3);
    assert_eq!(ask(&city.nobody().on(&instance), "culture_officer").status, 202);
    assert_eq!(letters(&city, "TRUE"), 4);
}

fn whom_an_administrator_may_not_reset_he_does_not_invite(city: City) {
    // He may sign in as an officer of the district, who is given more than the administrator of the district reaches.
    let officer = city.user("district_officer");
    let more = json!({"user_id": officer, "agency_id": city.agency("committee"), "role": "auditor", "scope": "subtree",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", more).is(201);
    let path = format!("/users/{officer}/invitations");
    city.by("district_admin").post(&path, json!({})).is_problem(403, "role_may_not");
    city.by("auditor").post(&path, json!({})).is_problem(403, "role_may_not");
    city.admin().post(&path, json!({})).is(200);
    let machine = format!("/users/{}/invitations", city.user("portal"));
    city.admin().post(&machine, json!({})).is_problem(404, "not_found");
}

/// The administrator of a district makes a link, or enters an address; then the account is given more than he reaches.
fn a_link_is_good_while_whoever_vouched_for_it_reaches_the_account(city: City) {
    let officer = city.user("district_officer");
    let district = city.by("district_admin");
    let path = format!("/users/{officer}");
    district.patch(&path, json!({"email": "officer@district.example"})).is(200);
    let shown = district.post(&format!("{path}/invitations"), json!({})).is(200);
    let instance = mailing(&city);
    let nobody = city.nobody().on(&instance);
    ask(&nobody, "district_officer");
    assert_eq!(letters(&city, "TRUE"), 1, "he reaches all of it");
    let more = json!({"user_id": officer, "agency_id": city.agency("committee"), "role": "auditor", "scope": "subtree",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", more).is(201);
    set(&city, shown["secret"].as_str().unwrap(), OWN).is_problem(422, "link_void");
    ask(&nobody, "district_officer");
    assert_eq!(letters(&city, "TRUE"), 1, "nobody is written to at an address that a smaller one entered");
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), Some(PASSWORD_URL))), 1);
    assert_eq!(office.mail().len(), 0, "and what waited does not leave");
    // What stands below his signature and in letters is not the smaller one's to write any more, either.
    for change in
        [json!({"full_name": "Người khác"}), json!({"position": "Trưởng ban"}), json!({"phone": "0225 555 0999"})]
    {
        district.patch(&path, change).is_problem(403, "role_may_not");
    }
    // Whoever reaches the account invites, and whoever reads the letter has shown that the address is his.
    city.admin().on(&instance).post(&format!("{path}/invitations"), json!({})).is(200);
    assert_eq!(deliver(&deliverer(&city, office.address.port(), Some(PASSWORD_URL))), 1);
    set(&city, &secret_in(&office.mail()[0]), OWN).is(200);
    ask(&nobody, "district_officer");
    assert_eq!(letters(&city, "sent_at IS NULL AND given_up_at IS NULL"), 1);
}

fn whoever_has_no_role_is_told_so(city: City) {
    let person = json!({"login": "nguoi.moi", "full_name": "Phạm Thị Mới", "agency_id": city.agency("justice")});
    let user = city.admin().post("/users", person).is(201);
    set(&city, user["invitation"]["secret"].as_str().unwrap(), OWN).is(200);
    sign_in(&city, "nguoi.moi", "một câu sai cũng dài").is_problem(401, "invalid_credentials");
    for _ in 0..12 {
        sign_in(&city, "nguoi.moi", OWN).is_problem(422, "no_role");
    }
    let grant = json!({"user_id": user["id"], "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    sign_in(&city, "nguoi.moi", OWN).is(200);
}

fn no_secret_of_a_link_is_kept_or_logged(mut city: City) {
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    let port = free_port();
    let program = Program::in_an_empty_folder()
        .on(&city.database.target)
        .with("TIENBO_KEY_ENCRYPTION_KEY_FILE", &folder().join("key-encryption.key").display().to_string())
        .with("TIENBO_SMTP_URL", &format!("smtp://127.0.0.1:{port}"))
        .with("TIENBO_MAIL_FROM", FROM)
        .with("TIENBO_PASSWORD_URL", PASSWORD_URL)
        .with("TIENBO_LOG", "trace");
    let (with_address, without) = (city.user("culture_officer"), city.user("culture_lead"));
    city.stop();
    let office = PostOffice::open(&format!("127.0.0.1:{port}"));
    let mut running = program.start(&["serve"]);
    running.ready(Duration::from_secs(30));
    let admin = running.person("admin", PASSWORD);
    let shown = admin.post(&format!("/users/{without}/invitations"), json!({})).is(200);
    admin.post(&format!("/users/{with_address}/invitations"), json!({})).is(200);
    let began = std::time::Instant::now();
    while office.mail().is_empty() {
        assert!(began.elapsed() < Duration::from_secs(20), "no letter came\n{}", running.err());
        std::thread::sleep(Duration::from_millis(50));
    }
    let secrets = [shown["secret"].as_str().unwrap().to_owned(), secret_in(&office.mail()[0])];
    let nobody = running.nobody();
    for secret in &secrets {
        nobody.post("/auth/passwords", json!({"secret": secret, "new_password": OWN})).is(200);
    }
    let number = |sql: &str| count(&mut city.database.connect(), sql);
    for secret in &secrets {
        for (table, column) in
            [("journal_entries", "before"), ("journal_entries", "after"), ("mail_deliveries", "address")]
        {
            let found = format!("SELECT count(*) AS number FROM {table} WHERE \"{column}\" LIKE '%{secret}%'");
            assert_eq!(number(&found), 0, "{table}.{column}");
        }
    }
    assert_eq!(number("SELECT count(*) AS number FROM password_links"), 0);
    let (out, err) = (running.out(), running.err());
    running.stop();
    for secret in secrets.iter().map(String::as_str).chain([OWN, "officer@vanhoa.example"]) {
        assert!(!out.contains(secret) && !err.contains(secret), "{secret} is in the log");
    }
}
