//! What steps tell by mail: a letter beside each notification, for those who want one, judged again right before it leaves.

use clap::Parser as _;
use tienbo::chapters::papers;
use tienbo::config::Config;
use tienbo::reminders::{Deliverer, Mailing, PaperUrl, Trust};

use crate::engine_kit::count;
use crate::harness::{
    Application, City, Hands, Mail, Person, PostOffice, Value, both_databases, free_port, id_in, issue, json,
    report_step,
};
use crate::reminders_mail::{FROM, deliver, give_address, hurry, letters};
use crate::tellings::told_of;

const PAPER_URL: &str = "https://cong.haiphong.example/{resource}/{id}";

#[derive(clap::Parser)]
struct Cli {
    #[command(flatten)]
    config: Config,
}

/// An instance before the city's database that mails what steps tell. Nothing is sent before a test does so.
pub fn mailing(city: &City) -> Application {
    let mut config = crate::harness::config();
    let mail = ["tienbo", "--smtp-url=smtp://127.0.0.1:1", "--mail-from=nhac-han@haiphong.example"];
    let with_mail = Cli::parse_from(mail).config;
    (config.smtp_url, config.mail_from) = (with_mail.smtp_url, with_mail.mail_from);
    city.another_instance_with(config)
}

fn deliverer(city: &City, port: u16, paper_url: Option<&str>) -> Deliverer {
    let mailing = Mailing::new(&format!("smtp://127.0.0.1:{port}"), None, FROM, &Trust::default()).unwrap();
    let paper_url = paper_url.map(|url| PaperUrl(url.to_owned()));
    Deliverer::new(city.service().db.clone(), mailing, papers(), paper_url)
}

/// Takes a step at the instance that mails.
fn step(instance: &Application, who: &Person, object: &str, body: Value) {
    who.on(instance).transition(object, body).is(200);
}

fn recipients(mail: &[Mail]) -> Vec<String> {
    let bare = |it: &String| it.trim_start_matches("RCPT TO:<").trim_end_matches('>').to_owned();
    let mut all: Vec<String> = mail.iter().flat_map(|it| it.to.iter().map(bare)).collect();
    all.sort();
    all
}

fn lines(letter: &Mail) -> Vec<String> {
    letter.body().trim_end().lines().map(|line| line.trim_end().to_owned()).collect()
}

fn prefers(person: &Person, language: &str, unwanted: &[&str]) -> Value {
    person.put("/me/preferences", json!({"language": language, "no_mail_about": unwanted})).is(200)
}

both_databases![
    a_letter_says_what_happened_why_and_where,
    what_is_not_wanted_by_mail_is_in_the_inbox_all_the_same,
    what_somebody_wants_is_his_own,
    a_letter_leaves_while_it_is_true_and_for_whom_it_concerns,
    whatever_moved_on_is_told_no_more,
    nobody_is_mailed_where_there_is_no_mail
];

fn a_letter_says_what_happened_why_and_where(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    give_address(&city, "culture_lead", "lead@vanhoa.example");
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    prefers(&city.by("culture_officer"), "en", &[]);
    let instance = mailing(&city);
    let report = city.papers().submission("culture", "under_review");
    step(&instance, &city.standing_officer(), &report, report_step("return"));
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), Some(PAPER_URL))), 2);
    let mail = office.mail();
    assert_eq!(recipients(&mail), ["lead@vanhoa.example", "officer@vanhoa.example"]);
    let to = |whom: &str| mail.iter().find(|it| it.to[0].contains(whom)).unwrap();
    let title = told_of(&city.by("culture_lead"), &report)[0]["title"].as_str().unwrap().to_owned();
    let link = format!("https://cong.haiphong.example/submissions/{}", id_in(&report));
    let vietnamese = to("lead@");
    assert_eq!(vietnamese.header("Subject"), format!("Bị trả lại: {title}"));
    assert_eq!(
        lines(vietnamese),
        [
            format!("“{title}” bị trả lại. Hạn cuối: 14/06/2017."),
            "Lý do: Theo ý kiến của lãnh đạo".to_owned(),
            String::new(),
            "Ban: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng".to_owned(),
            format!("Văn bản: {title}"),
            "Hạn cuối: 14/06/2017".to_owned(),
            "Liên hệ: Nguyễn Thị standing officer; Sở Lao động - Thương binh và Xã hội".to_owned(),
            format!("Xem tại: {link}"),
        ]
    );
    let english = to("officer@");
    assert_eq!(english.header("Subject"), format!("Returned: {title}"));
    assert_eq!(
        lines(english),
        [
            format!("“{title}” was returned. Last day on time: 14 June 2017."),
            "Reason: Theo ý kiến của lãnh đạo".to_owned(),
            String::new(),
            "Committee: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng".to_owned(),
            format!("Paper: {title}"),
            "Last day: 14 June 2017".to_owned(),
            "Contact: Nguyễn Thị standing officer; Sở Lao động - Thương binh và Xã hội".to_owned(),
            format!("Read it at: {link}"),
        ]
    );
    assert_eq!(english.header("Auto-Submitted"), "auto-generated");
    // Without the setting a letter holds no link, and without a reason and a day none of these.
    let next = city.papers().next_draft(&report, "culture");
    city.papers().bring_report(&next, "culture", "under_review");
    step(&instance, &city.standing_lead(), &next, report_step("accept"));
    assert_eq!(deliver(&deliverer(&city, office.address.port(), None)), 2);
    let accepted = office.mail().into_iter().skip(2).find(|it| it.to[0].contains("lead@")).unwrap();
    assert_eq!(
        lines(&accepted),
        [
            format!("“{title}” đã được chấp nhận."),
            String::new(),
            "Ban: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng".to_owned(),
            format!("Văn bản: {title}"),
            "Liên hệ: Nguyễn Thị standing lead; Sở Lao động - Thương binh và Xã hội".to_owned(),
        ]
    );
}

fn what_is_not_wanted_by_mail_is_in_the_inbox_all_the_same(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    for (login, address) in [("culture_lead", "lead@vanhoa.example"), ("culture_officer", "officer@vanhoa.example")] {
        give_address(&city, login, address);
    }
    prefers(&city.by("culture_officer"), "vi", &["returned", "by_hand"]);
    let instance = mailing(&city);
    let papers = city.papers();
    let report = papers.submission("culture", "under_review");
    step(&instance, &city.standing_officer(), &report, report_step("return"));
    assert_eq!(letters(&city, "sent_at IS NULL"), 1);
    assert_eq!(told_of(&city.by("culture_officer"), &report).len(), 1);
    // Reminders mind it, too.
    let assignment = papers.assignment("culture", "accepted");
    let body = json!({"assignment_ids": [id_in(&assignment)]});
    let made = city.standing_officer().on(&instance).post("/reminders", body).is(200);
    assert_eq!((made["notified"].as_i64(), letters(&city, "sent_at IS NULL")), (Some(2), 2));
    // What waits already is judged by what is said when it leaves.
    prefers(&city.by("culture_lead"), "vi", &["by_hand"]);
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), None)), 2);
    assert_eq!(office.mail().len(), 1);
    assert_eq!(letters(&city, "last_error = 'no letter is wanted about it any more'"), 1);
}

fn what_somebody_wants_is_his_own(city: City) {
    let (lead, other) = (city.by("culture_lead"), city.by("culture_officer"));
    let unsaid = lead.get("/me/preferences");
    assert_eq!(unsaid.is(200), json!({"version": 1, "language": "vi", "no_mail_about": []}));
    let entries = || city.admin().get("/audit-entries?count=true&limit=1").is(200)["total"].clone();
    let before = entries();
    let said = prefers(&lead, "en", &["overdue", "before_due", "overdue"]);
    assert_eq!(said, json!({"version": 2, "language": "en", "no_mail_about": ["before_due", "overdue"]}));
    let read = lead.get("/me/preferences");
    assert_eq!(read.is(200), said);
    assert_eq!(prefers(&lead, "en", &["before_due", "overdue"]), said, "what says nothing new is no change");
    assert_eq!(lead.get("/me/preferences").etag(), read.etag());
    assert_eq!(other.get("/me/preferences").is(200)["version"], 1);
    assert_eq!(entries(), before, "it is nobody's business");
    let body = json!({"language": "vi", "no_mail_about": []});
    let bytes = || Some(body.to_string().into_bytes());
    lead.having_read(&unsaid).send("PUT", "/me/preferences", bytes()).is_problem(412, "stale_version");
    lead.send("PUT", "/me/preferences", bytes()).is_problem(428, "precondition_required");
    for wrong in [
        json!({}),
        json!({"language": "vi"}),
        json!({"language": "fr", "no_mail_about": []}),
        json!({"language": "vi", "no_mail_about": ["everything"]}),
        json!({"language": "vi", "no_mail_about": null}),
        json!({"language": "vi", "no_mail_about": [], "phone": false}),
        json!({"language": "vi", "no_mail_about": vec!["overdue"; 51]}),
    ] {
        lead.put("/me/preferences", wrong).is_problem(400, "schema");
    }
    // Of two at once, one is told that the other was first; where nothing was said before, too.
    let read = other.get("/me/preferences");
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let running: Vec<_> = ["vi", "en"]
            .map(|language| {
                let (other, read) = (&other, &read);
                let body = json!({"language": language, "no_mail_about": ["overdue"]});
                scope.spawn(move || {
                    let body = Some(body.to_string().into_bytes());
                    other.having_read(read).send("PUT", "/me/preferences", body).status
                })
            })
            .into_iter()
            .collect();
        running.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert!(statuses.contains(&200) && statuses.contains(&412), "{statuses:?}");
}

fn a_letter_leaves_while_it_is_true_and_for_whom_it_concerns(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    for login in ["culture_lead", "culture_officer", "justice_lead", "justice_lead_2", "justice_officer"] {
        give_address(&city, login, &format!("{}@before.example", login.replace('_', ".")));
    }
    let instance = mailing(&city);
    let papers = city.papers();
    let period = papers.open_period();
    let [of_culture, of_justice] =
        ["culture", "justice"].map(|agency| papers.submission_in(&period, agency, "under_review"));
    for report in [&of_culture, &of_justice] {
        step(&instance, &city.standing_officer(), report, report_step("return"));
    }
    let port = free_port();
    let down = deliverer(&city, port, None);
    assert_eq!(deliver(&down), 5);
    assert_eq!(letters(&city, "sent_at IS NULL AND given_up_at IS NULL"), 5);
    // While they wait: a corrected address, an account that is disabled, a role taken back that leaves another; and the next version of
    // the other report is in.
    give_address(&city, "culture_lead", "lead@after.example");
    let auditor = json!({"user_id": city.user("culture_officer"), "agency_id": city.agency("culture"), "role": "auditor",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", auditor).is(201);
    let grants = city.admin().get(&format!("/grants?user_id={}", city.user("culture_officer"))).items();
    let old = grants.iter().find(|it| it["role"] == "agency_officer").unwrap();
    let revoke = json!({"action": "revoke", "reason": "Thôi chức"});
    city.admin().transition(&format!("/grants/{}", old["id"].as_str().unwrap()), revoke).is(200);
    let disable = json!({"action": "disable", "reason": "Nghỉ hưu"});
    city.admin().transition(&format!("/users/{}", city.user("justice_lead_2")), disable).is(200);
    papers.bring_report(&papers.next_draft(&of_justice, "justice"), "justice", "submitted");
    hurry(&city);
    let office = PostOffice::open(&format!("127.0.0.1:{port}"));
    assert_eq!(deliver(&down), 5);
    assert_eq!(recipients(&office.mail()), ["lead@after.example"]);
    for (why, number) in [("it was done meanwhile", 3), ("it is not this person''s any more", 1)] {
        let left = letters(&city, &format!("sent_at IS NULL AND given_up_at IS NOT NULL AND last_error = '{why}'"));
        assert_eq!(left, number, "{why}");
    }
    hurry(&city);
    assert_eq!(deliver(&down), 0, "it is not tried again");
}

fn whatever_moved_on_is_told_no_more(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    for login in ["culture_lead", "culture_officer", "chair"] {
        give_address(&city, login, &format!("{}@before.example", login.replace('_', ".")));
    }
    let instance = mailing(&city);
    let papers = city.papers();
    let waiting = |condition: &str| letters(&city, &format!("sent_at IS NULL AND given_up_at IS NULL{condition}"));
    // Signed before the letter left that asked for it.
    let report = papers.submission("culture", "draft");
    step(&instance, &city.by("culture_officer"), &report, report_step("hand_over"));
    assert_eq!(waiting(""), 1);
    Hands::of(&city, "culture").step(&report, "submit");
    // Issued before the letter left that asked for it; and the one who issues is told of nothing else.
    let programme = papers.draft("committee", "culture");
    step(&instance, &city.standing_officer(), &programme, json!({"action": "submit"}));
    assert_eq!(waiting(""), 2);
    step(&instance, &city.chair(), &programme, issue("1016/CTr-BCĐ"));
    assert_eq!(waiting(""), 4);
    // More time was given than the letter says.
    let assignment = papers.assignments(&programme).pop().unwrap();
    papers.bring("committee", "culture", &assignment, "reported_done");
    let send_back = json!({"action": "send_back", "reason": "Thiếu số liệu"});
    step(&instance, &city.standing_officer(), &assignment, send_back);
    assert_eq!(waiting(""), 6);
    let asked = json!({"assignment_ids": [id_in(&assignment)], "until": "2017-12-31", "reason": "Chờ số liệu"});
    let extension = city.by("culture_lead").post("/extensions", asked).is(201)["id"].as_str().unwrap().to_owned();
    step(&instance, &city.standing_lead(), &format!("/extensions/{extension}"), json!({"action": "grant"}));
    assert_eq!(waiting(""), 7);
    let office = PostOffice::open("127.0.0.1:0");
    assert_eq!(deliver(&deliverer(&city, office.address.port(), None)), 7);
    let subjects: Vec<String> = office.mail().iter().map(|it| it.header("Subject")).collect();
    let all = |word: &str| subjects.iter().filter(|it| it.starts_with(word)).count();
    assert_eq!((all("Đã ban hành"), all("Đã được chấp thuận"), subjects.len()), (2, 1, 3), "{subjects:?}");
    for (why, number) in [("it has moved on meanwhile", 2), ("it is due on another day now", 2)] {
        assert_eq!(letters(&city, &format!("last_error = '{why}'")), number, "{why}");
    }
}

fn nobody_is_mailed_where_there_is_no_mail(city: City) {
    give_address(&city, "culture_lead", "lead@vanhoa.example");
    city.papers().assignment("culture", "accepted");
    assert_eq!(letters(&city, "TRUE"), 0);
    let told = count(&mut city.connect(), "SELECT count(*) AS number FROM notifications WHERE telling_id IS NOT NULL");
    assert!(told > 0);
}
