//! Reminders by mail, through a real server.

use std::time::{Duration, Instant as Moment};

use tienbo::chapters::papers;
use tienbo::reminders::{Deliverer, Mailing, Trust};

use crate::engine_kit::count;
use crate::harness::{City, Engine, Mail, PostOffice, Program, both_databases, folder, free_port, id_in, json};
use crate::reminders::{make, scheduler};

pub const FROM: &str = "Nhắc hạn Hải Phòng <nhac-han@haiphong.example>";

pub fn give_address(city: &City, login: &str, address: &str) {
    city.admin().patch(&format!("/users/{}", city.user(login)), json!({"email": address})).is(200);
}

/// One assignment of the Department of Culture, with two people to be reminded of it a week before it is due.
pub fn remind_by_mail(city: &City) {
    give_address(city, "culture_lead", "lead@vanhoa.example");
    give_address(city, "culture_officer", "officer@vanhoa.example");
    give_address(city, "justice_lead", "lead@tuphap.example");
    city.papers().assignment("culture", "accepted");
    city.at("2017-09-23T07:00:00+07:00");
    assert_eq!(make(&mut scheduler(city, &[7], 7, true)), 1);
}

pub fn deliverer(city: &City, url: &str) -> Deliverer {
    let mailing = Mailing::new(url, None, FROM, &Trust::default()).expect("a mail server");
    Deliverer::new(city.service().db.clone(), mailing, papers(), None)
}

/// Sends what is due: how many letters were taken.
pub fn deliver(deliverer: &Deliverer) -> usize {
    actix_web::rt::System::new().block_on(deliverer.run()).expect("mail is sent")
}

pub fn letters(city: &City, condition: &str) -> i64 {
    count(&mut city.connect(), &format!("SELECT count(*) AS number FROM mail_deliveries WHERE {condition}"))
}

fn recipients(mail: &[Mail]) -> Vec<String> {
    let mut all: Vec<String> = mail.iter().flat_map(|it| it.to.clone()).collect();
    all.sort();
    all
}

/// The time of the next attempt is now.
pub fn hurry(city: &City) {
    let past = if city.engine == Engine::Postgres { "now() - interval '1 second'" } else { "1" };
    city.database.execute(&format!("UPDATE mail_deliveries SET due_at = {past}"));
}

both_databases![
    a_letter_arrives_whole_and_where_it_should,
    a_server_that_is_down_gets_it_when_it_is_up_and_once,
    two_instances_send_each_letter_once,
    what_can_never_arrive_is_given_up,
    an_administrator_sees_whom_no_letter_reaches,
    after_a_day_it_is_given_up,
    what_is_true_no_longer_does_not_leave,
    the_service_sends_it_and_tells_no_secret
];

fn a_letter_arrives_whole_and_where_it_should(city: City) {
    let office = PostOffice::open("127.0.0.1:0");
    remind_by_mail(&city);
    let deliverer = deliverer(&city, &format!("smtp://nhac:m%E1%BA%ADt@{}", office.address));
    assert_eq!((deliver(&deliverer), deliver(&deliverer)), (2, 0));
    let mail = office.mail();
    assert_eq!(recipients(&mail), ["RCPT TO:<lead@vanhoa.example>", "RCPT TO:<officer@vanhoa.example>"]);
    let programme = city.by("culture_lead").get("/me/work?kind=assignments").items()[0]["programme"].clone();
    let [number, title] = ["number", "title"].map(|name| programme[name].as_str().unwrap().to_owned());
    for letter in &mail {
        assert_eq!(letter.header("Subject"), "Nhắc hạn: I.1 Nhiệm vụ I.1");
        assert!(letter.header("From").ends_with("<nhac-han@haiphong.example>"), "{}", letter.text);
        assert!(letter.from.starts_with("MAIL FROM:<nhac-han@haiphong.example>"), "{}", letter.from);
        assert_eq!(letter.header("Auto-Submitted"), "auto-generated");
        assert!(letter.header("Message-ID").ends_with("@haiphong.example>"), "{}", letter.text);
        let expected = [
            "“I.1 Nhiệm vụ I.1” còn 7 ngày: hạn cuối là 30/09/2017.",
            "",
            "Ban: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng",
            "Văn bản: I.1 Nhiệm vụ I.1",
            &format!("Chương trình: {number} {title}"),
            "Hạn cuối: 30/09/2017",
            "Liên hệ: Sở Lao động - Thương binh và Xã hội",
        ];
        assert_eq!(letter.body().lines().map(str::trim_end).collect::<Vec<_>>(), expected);
        assert_eq!(letter.credentials.as_deref(), Some("\0nhac\0mật"));
    }
    assert_eq!(letters(&city, "sent_at IS NOT NULL AND last_error IS NULL AND attempts = 1"), 2);
}

fn a_server_that_is_down_gets_it_when_it_is_up_and_once(city: City) {
    let port = free_port();
    remind_by_mail(&city);
    let deliverer = deliverer(&city, &format!("smtp://127.0.0.1:{port}"));
    assert_eq!(deliver(&deliverer), 2);
    assert_eq!(
        letters(&city, "sent_at IS NULL AND given_up_at IS NULL AND attempts = 1 AND last_error IS NOT NULL"),
        2
    );
    // Not yet: the next attempt comes a minute later.
    assert_eq!(deliver(&deliverer), 0);
    hurry(&city);
    assert_eq!(deliver(&deliverer), 2);
    hurry(&city);
    let office = PostOffice::open(&format!("127.0.0.1:{port}"));
    assert_eq!(deliver(&deliverer), 2);
    hurry(&city);
    assert_eq!(deliver(&deliverer), 0);
    assert_eq!(recipients(&office.mail()).len(), 2);
    assert_eq!(letters(&city, "sent_at IS NOT NULL AND attempts = 3"), 2);
}

fn two_instances_send_each_letter_once(city: City) {
    let office = PostOffice::open("127.0.0.1:0");
    remind_by_mail(&city);
    let url = format!("smtp://{}", office.address);
    let taken: usize = std::thread::scope(|scope| {
        let running: Vec<_> = (0..6).map(|_| scope.spawn(|| deliver(&deliverer(&city, &url)))).collect();
        running.into_iter().map(|it| it.join().unwrap()).sum()
    });
    assert_eq!((taken, office.mail().len()), (2, 2));
}

fn what_can_never_arrive_is_given_up(city: City) {
    let office = PostOffice::open("127.0.0.1:0");
    remind_by_mail(&city);
    give_address(&city, "justice_officer", "refused@tuphap.example");
    let other = city.papers().assignment("justice", "accepted");
    city.at("2017-10-01T07:00:00+07:00");
    assert_eq!(make(&mut scheduler(&city, &[], 7, true)), 2);
    assert_eq!(letters(&city, "sent_at IS NULL"), 6, "of {other} too");
    let deliverer = deliverer(&city, &format!("smtp://{}", office.address));
    assert_eq!(deliver(&deliverer), 6);
    assert_eq!(office.mail().len(), 5);
    assert_eq!(letters(&city, "given_up_at IS NOT NULL AND last_error = 'the server answered 550'"), 1);
}

fn an_administrator_sees_whom_no_letter_reaches(city: City) {
    let office = PostOffice::open("127.0.0.1:0");
    remind_by_mail(&city);
    let deliverer = deliverer(&city, &format!("smtp://{}", office.address));
    let id = city.user("culture_officer").to_string();
    let (user, admin) = (format!("/users/{id}"), city.admin());
    let since = || admin.get(&user).is(200)["mail_undeliverable_since"].clone();
    let listed = |query: &str| admin.get(&format!("/users?limit=200&{query}")).items();
    let unreached = || listed("mail_undeliverable=true");
    assert!(since().is_null() && unreached().is_empty());
    give_address(&city, "culture_officer", "refused@vanhoa.example");
    let before = admin.get(&user);
    assert_eq!((deliver(&deliverer), office.mail().len()), (2, 1));
    assert_eq!(since(), "2017-09-23T00:00:00.000000Z");
    assert_eq!(city.by("culture_officer").get(&user).is(200)["mail_undeliverable_since"], since());
    let found = unreached();
    assert_eq!(found.len(), 1);
    assert_eq!((&found[0]["id"], &found[0]["mail_undeliverable_since"]), (&json!(id), &since()));
    let others = listed("mail_undeliverable=false");
    assert_eq!(others.len() + 1, listed("count=false").len());
    assert!(others.iter().all(|it| it["id"] != id && it["mail_undeliverable_since"].is_null()));
    // It is no change of the account, and no entry says it.
    let after = admin.get(&user);
    assert_eq!(after.is(200)["version"], before.is(200)["version"]);
    assert_ne!(after.etag(), before.etag());
    let answer = admin.patch(&user, json!({"email": "officer@vanhoa.example"})).is(200);
    assert!(answer.get("mail_undeliverable_since").is_none(), "{answer}");
    let entry = &city.auditor().get(&format!("/audit-entries?resource_id={id}&limit=200")).ids()[0];
    let entry = city.auditor().get(&format!("/audit-entries/{entry}")).is(200);
    assert!(!entry.to_string().contains("mail_undeliverable"), "{entry}");
    assert!(since().is_null() && unreached().is_empty(), "it was the other address");
    give_address(&city, "culture_officer", "refused@vanhoa.example");
    assert!(since().is_string(), "which is refused as before");
    // As if the mail box had been full.
    city.database.execute("UPDATE mail_failures SET address = 'officer@vanhoa.example'");
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    assert!(since().is_string());
    city.at("2017-10-01T07:00:00+07:00");
    assert_eq!(make(&mut scheduler(&city, &[], 7, true)), 1);
    assert_eq!((deliver(&deliverer), office.mail().len()), (2, 3));
    assert!(since().is_null() && unreached().is_empty(), "a letter was taken");
}

fn after_a_day_it_is_given_up(city: City) {
    remind_by_mail(&city);
    let deliverer = deliverer(&city, &format!("smtp://127.0.0.1:{}", free_port()));
    let yesterday = if city.engine == Engine::Postgres { "now() - interval '24 hours'" } else { "1" };
    city.database.execute(&format!("UPDATE mail_deliveries SET made_at = {yesterday}"));
    assert_eq!(deliver(&deliverer), 2);
    assert_eq!(letters(&city, "given_up_at IS NOT NULL AND sent_at IS NULL"), 2);
    assert_eq!(city.admin().get("/users?mail_undeliverable=true").ids(), [""; 0], "it is nobody's address");
    hurry(&city);
    assert_eq!(deliver(&deliverer), 0);
}

fn what_is_true_no_longer_does_not_leave(city: City) {
    let port = free_port();
    for login in ["culture_lead", "culture_officer", "justice_lead", "district_lead", "commune_lead", "commune_officer"]
    {
        give_address(&city, login, &format!("{}@before.example", login.replace('_', ".")));
    }
    let [_, of_justice, of_district, _] =
        ["culture", "justice", "district", "commune"].map(|agency| city.papers().assignment(agency, "accepted"));
    city.at("2017-09-23T07:00:00+07:00");
    assert_eq!(make(&mut scheduler(&city, &[7], 7, true)), 4);
    let down = deliverer(&city, &format!("smtp://127.0.0.1:{port}"));
    assert_eq!(deliver(&down), 6);
    assert_eq!(letters(&city, "sent_at IS NULL AND given_up_at IS NULL"), 6);
    // While the letters wait: a corrected address, one that is none any more, work that is done, more time, and a role taken back.
    give_address(&city, "culture_lead", "lead@after.example");
    city.admin()
        .transition(
            &format!("/users/{}", city.user("culture_officer")),
            json!({"action": "disable", "reason": "Nghỉ hưu"}),
        )
        .is(200);
    city.lead().transition(&of_justice, json!({"action": "report_done", "narrative": "Xong"})).is(200);
    let asked = json!({"assignment_ids": [id_in(&of_district)], "until": "2017-12-31", "reason": "Chờ số liệu"});
    let extension = city.by("district_lead").post("/extensions", asked).is(201)["id"].as_str().unwrap().to_owned();
    city.standing_lead().transition(&format!("/extensions/{extension}"), json!({"action": "grant"})).is(200);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("commune_lead"))).ids();
    let revoke = json!({"action": "revoke", "reason": "Thôi chức"});
    city.admin().transition(&format!("/grants/{}", grants[0]), revoke).is(200);
    hurry(&city);
    let office = PostOffice::open(&format!("127.0.0.1:{port}"));
    assert_eq!(deliver(&down), 6);
    let arrived = ["RCPT TO:<commune.officer@before.example>", "RCPT TO:<lead@after.example>"];
    assert_eq!(recipients(&office.mail()), arrived);
    assert_eq!(letters(&city, "sent_at IS NOT NULL AND address = 'lead@after.example'"), 1);
    for (why, count) in
        [("it was done meanwhile", 1), ("it is due on another day now", 1), ("it is not this person''s any more", 2)]
    {
        let left = letters(&city, &format!("sent_at IS NULL AND given_up_at IS NOT NULL AND last_error = '{why}'"));
        assert_eq!(left, count, "{why}");
    }
    hurry(&city);
    assert_eq!(deliver(&down), 0, "it is not tried again");
}

fn the_service_sends_it_and_tells_no_secret(city: City) {
    give_address(&city, "culture_lead", "lead@vanhoa.example");
    city.papers().assignment("culture", "accepted");
    city.at("2017-10-02T07:00:00+07:00");
    // Stopped since then: the newest reminder of all that were missed goes out.
    make(&mut scheduler(&city, &[], 0, false));
    let port = free_port();
    let program = Program::in_an_empty_folder()
        .on(&city.database.target)
        .with("TIENBO_KEY_ENCRYPTION_KEY_FILE", &folder().join("key-encryption.key").display().to_string())
        .with("TIENBO_SMTP_URL", &format!("smtp://nhac:geheim-42@127.0.0.1:{port}"))
        .with("TIENBO_MAIL_FROM", FROM)
        .with("TIENBO_LOG", "trace");
    let mut running = program.start(&["serve"]);
    running.ready(Duration::from_secs(30));
    let within = |what: &str, met: &dyn Fn() -> bool| {
        let began = Moment::now();
        while !met() {
            assert!(began.elapsed() < Duration::from_secs(20), "{what}\n{}", running.err());
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    within("no attempt failed", &|| letters(&city, "attempts = 1 AND last_error IS NOT NULL") == 1);
    let office = PostOffice::open(&format!("127.0.0.1:{port}"));
    hurry(&city);
    within("no letter came", &|| office.mail().len() == 1);
    let letter = &office.mail()[0];
    assert_eq!(recipients(&office.mail()), ["RCPT TO:<lead@vanhoa.example>"]);
    assert!(letter.header("Subject").starts_with("Đôn đốc quá hạn: I.1"), "{}", letter.text);
    within("it is not noted", &|| letters(&city, "sent_at IS NOT NULL") == 1);
    let (out, err) = (running.out(), running.err());
    running.stop();
    for secret in ["geheim", "bmhhYw", "lead@vanhoa.example"] {
        assert!(!out.contains(secret) && !err.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn a_wrong_server_is_one_line_without_its_password() {
    for (variable, url) in [("TIENBO_SMTP_URL", "smtp://nhac:geheim@"), ("TIENBO_SMTP_URL", "ftp://nhac:geheim@host")] {
        let program = Program::in_an_empty_folder().with(variable, url).with("TIENBO_MAIL_FROM", FROM);
        let ended = program.run(&["serve"]);
        let line = ended.refused();
        assert!(line.starts_with("--smtp-url (TIENBO_SMTP_URL)") && !line.contains("geheim"), "{line}");
    }
    let program = Program::in_an_empty_folder().with("TIENBO_MAIL_FROM", FROM);
    let ended = program.run(&["serve", "--smtp-url=smtp://nhac:geheim@127.0.0.1"]);
    assert!(ended.refused().contains("command line") && !ended.err.contains("geheim"), "{}", ended.err);
    let alone = Program::in_an_empty_folder().with("TIENBO_SMTP_URL", "smtp://nhac:geheim@127.0.0.1").run(&["serve"]);
    assert!(alone.refused().starts_with("--mail-from") && !alone.err.contains("geheim"), "{}", alone.err);
}
