//! How people are reached: what they say of themselves, whom to call at an agency, and who sees that.

use crate::harness::{Answer, City, PASSWORD, PostOffice, Value, both_databases, id_in, json, name_of, report_step};
use crate::reminders_mail::{deliver, give_address, letters};
use crate::tellings_mail::mailing;

both_databases![
    people_say_themselves_how_they_are_reached,
    another_address_needs_the_password,
    whoever_may_remind_an_agency_sees_whom_to_call,
    whoever_an_agency_reports_to_sees_whom_to_call,
    contacts_page_by_page,
    a_letter_names_the_number_to_call,
    the_address_before_is_told_that_there_is_another
];

fn people_say_themselves_how_they_are_reached(city: City) {
    let officer = city.officer();
    let read = officer.get("/me");
    assert_eq!((&read.is(200)["phone"], &read.body["email"]), (&json!(null), &json!(null)));
    let said = officer.patch("/me", json!({"phone": "+84 (225) 555.0102"}));
    assert_eq!(said.is(200), officer.get("/me").is(200));
    assert_eq!(said.etag(), officer.get("/me").etag());
    assert_eq!(said.body["phone"], "+84 (225) 555.0102");
    let body = || Some(json!({"phone": null}).to_string().into_bytes());
    officer.having_read(&read).send("PATCH", "/me", body()).is_problem(412, "stale_version");
    officer.send("PATCH", "/me", body()).is_problem(428, "precondition_required");
    for wrong in [
        json!({"phone": "113"}),
        json!({"phone": "0225 555 01 máy 7"}),
        json!({"phone": "1".repeat(33)}),
        json!({"email": "lan"}),
        json!({"full_name": "Khác"}),
        json!({"position": "Giám đốc"}),
        json!({"current_password": null}),
    ] {
        officer.patch("/me", wrong).is_problem(400, "schema");
    }
    city.by("portal").patch("/me", json!({"phone": "0225 555 0103"})).is_problem(403, "role_may_not");
    let entry = city
        .auditor()
        .get(&format!("/audit-entries?resource=users&resource_id={}&action=update", city.user("justice_officer")));
    let entries = entry.items();
    assert_eq!((entries.len(), &entries[0]["actor"]["id"]), (1, &json!(city.user("justice_officer"))));
    officer.patch("/me", json!({"phone": null})).is(200);
    // Whoever has to change a password does that first.
    let path = format!("/users/{}/password", city.user("justice_officer"));
    city.admin().put(&path, json!({"password": "một câu do người khác đặt"})).is(200);
    // Who is who is read anew with a request, and a token is made by it.
    city.admin().get("/me").is(200);
    city.officer().patch("/me", json!({"phone": "0225 555 0102"})).is_problem(403, "password_change_needed");
}

fn another_address_needs_the_password(city: City) {
    let officer = city.officer();
    let change = |email: Value, password: Value| -> Answer {
        let mut body = json!({"email": email, "phone": "0225 555 0102"});
        if !password.is_null() {
            body["current_password"] = password;
        }
        officer.patch("/me", body)
    };
    let address = json!("officer@tuphap.example");
    let refused = change(address.clone(), json!(null));
    refused.is_problem(422, "password_needed").points_at("/current_password", "password_needed");
    let wrong = change(address.clone(), json!("không phải câu này"));
    wrong.is_problem(422, "password_wrong").points_at("/current_password", "password_wrong");
    for unusable in ["lan..nguyen@example.vn", "lan@-example.vn"] {
        change(json!(unusable), json!(PASSWORD))
            .is_problem(422, "address_unusable")
            .points_at("/email", "address_unusable");
    }
    assert_eq!(officer.get("/me").is(200)["phone"], json!(null), "nothing of it was written");
    assert_eq!(change(address.clone(), json!(PASSWORD)).is(200)["email"], address);
    // The same address again is no change, and needs nothing.
    change(address.clone(), json!(null)).is(200);
    change(json!(null), json!(null)).is_problem(422, "password_needed");
    assert_eq!(officer.get("/me").is(200)["email"], address);
    // The tokens stay, and an administrator is judged by the same parser.
    city.nobody().post("/auth/login", json!({"login": "justice_officer", "password": PASSWORD})).is(200);
    let user = format!("/users/{}", city.user("justice_officer"));
    city.admin().patch(&user, json!({"email": "a..b@example.vn"})).is_problem(422, "address_unusable");
    let new =
        json!({"login": "moi", "full_name": "Mới", "agency_id": city.agency("justice"), "email": "a..b@example.vn"});
    city.admin().post("/users", new).is_problem(422, "address_unusable");
    // Ten wrong ones are too many, as they are where the password is changed.
    for _ in 0..9 {
        change(json!("other@tuphap.example"), json!("không phải câu này")).is_problem(422, "password_wrong");
    }
    change(json!("other@tuphap.example"), json!("không phải câu này"));
    change(json!("other@tuphap.example"), json!(PASSWORD)).is_problem(429, "too_many_attempts");
}

fn names(answer: &Answer) -> Vec<String> {
    answer.items().iter().map(|it| it["full_name"].as_str().unwrap().to_owned()).collect()
}

fn whoever_may_remind_an_agency_sees_whom_to_call(city: City) {
    let of = |agency: &str| format!("/agencies/{}/contacts", city.agency(agency));
    city.by("culture_lead").patch("/me", json!({"phone": "0225 555 0104"})).is(200);
    city.admin().patch(&format!("/users/{}", city.user("culture_lead")), json!({"position": "Giám đốc Sở"})).is(200);
    give_address(&city, "culture_officer", "officer@vanhoa.example");
    let shown = city.standing_officer().get(&of("culture"));
    assert_eq!(names(&shown), [name_of("culture_lead"), name_of("culture_officer")]);
    let lead = json!({"user_id": city.user("culture_lead"), "full_name": name_of("culture_lead"), "position": "Giám đốc Sở",
        "phone": "0225 555 0104", "email": null, "roles": ["agency_lead"]});
    assert_eq!(shown.items()[0], lead);
    assert_eq!(shown.items()[1]["email"], "officer@vanhoa.example");
    for (agency, readers) in [
        ("culture", &["standing_officer", "standing_lead", "culture_lead", "culture_officer", "admin", "auditor"][..]),
        ("labour", &["chair", "labour_lead", "standing_officer", "admin", "auditor"]),
        (
            "commune",
            &["district_officer", "district_lead", "commune_lead", "standing_officer", "district_admin", "admin"],
        ),
    ] {
        for who in readers {
            city.by(who).get(&of(agency)).is(200);
        }
    }
    for (agency, others) in [
        ("culture", &["justice_lead", "justice_officer", "chair", "portal", "district_admin", "justice_auditor"][..]),
        ("district", &["commune_lead", "commune_officer", "justice_lead"]),
        ("commune", &["justice_lead", "justice_auditor", "portal"]),
    ] {
        for who in others {
            city.by(who).get(&of(agency)).is_problem(403, "role_may_not");
        }
    }
    // Whoever may not act is called for nothing, and neither is whoever keeps accounts or reads alone.
    let labour = names(&city.chair().get(&of("labour")));
    assert!(labour.contains(&name_of("standing_lead")) && !labour.contains(&name_of("disabled")), "{labour:?}");
    let committee = names(&city.chair().get(&of("committee")));
    assert!(committee.contains(&name_of("chair")) && committee.contains(&name_of("standing_officer")), "{committee:?}");
    assert!(!committee.contains(&name_of("auditor")) && !committee.contains(&name_of("admin")), "{committee:?}");
    assert!(!committee.contains(&name_of("labour_lead")), "{committee:?}");
    city.admin().get("/agencies/01890a5d-ac96-774b-bcce-b302099a8057/contacts").is_problem(404, "not_found");
}

fn whoever_an_agency_reports_to_sees_whom_to_call(city: City) {
    let path = format!("/agencies/{}", city.agency("commune"));
    let calls = |who: &str| city.by(who).get(&format!("{path}/contacts")).status == 200;
    assert!(!calls("culture_lead"));
    let route = json!({"recipient_id": city.agency("culture"), "valid_from": "2017-02-01"});
    city.standing_lead().post(&format!("{path}/reporting-routes"), route).is(201);
    assert!(calls("culture_lead") && calls("culture_officer") && calls("district_lead") && !calls("justice_lead"));
    // What is owed to one recipient stays so when the next has begun.
    let period = city.papers().open_period();
    let owed = city.papers().owed(&period, "commune");
    let next = json!({"recipient_id": city.agency("justice"), "valid_from": "2017-03-01"});
    city.standing_lead().post(&format!("{path}/reporting-routes"), next).is(201);
    city.at("2017-03-02T09:00:00+07:00");
    for who in ["culture_lead", "justice_lead"] {
        let reminds = city.by(who).post("/reminders", json!({"obligation_ids": [id_in(&owed)]})).status == 200;
        assert_eq!((calls(who), reminds), (true, who == "culture_lead"), "{who}");
    }
}

fn contacts_page_by_page(city: City) {
    let path = format!("/agencies/{}/contacts", city.agency("labour"));
    let whole = city.chair().get(&format!("{path}?count=true"));
    let all = names(&whole);
    assert!(all.len() > 3 && whole.body["total"] == all.len(), "{whole}");
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = city.chair().get(&format!("{path}?limit=2{cursor}"));
        seen.extend(names(&page));
        let Some(next) = page.body["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, all);
}

fn a_letter_names_the_number_to_call(city: City) {
    city.at("2017-06-01T08:00:00+07:00");
    give_address(&city, "culture_lead", "lead@vanhoa.example");
    city.standing_officer().patch("/me", json!({"phone": "0225 555 0101"})).is(200);
    let instance = mailing(&city);
    let report = city.papers().submission("culture", "under_review");
    city.standing_officer().on(&instance).transition(&report, report_step("return")).is(200);
    let office = PostOffice::open("127.0.0.1:0");
    let deliverer = crate::reminders_mail::deliverer(&city, &format!("smtp://{}", office.address));
    assert_eq!(deliver(&deliverer), 1);
    let line = "Liên hệ: Nguyễn Thị standing officer, 0225 555 0101; Sở Lao động - Thương binh và Xã hội";
    let text = office.mail()[0].body();
    assert!(text.lines().any(|it| it.trim_end() == line), "{text}");
}

fn the_address_before_is_told_that_there_is_another(city: City) {
    let instance = mailing(&city);
    let (officer, admin) = (city.officer().on(&instance), city.admin().on(&instance));
    let user = format!("/users/{}", city.user("justice_officer"));
    let moves = |email: Value| officer.patch("/me", json!({"email": email, "current_password": PASSWORD})).is(200);
    // Nobody reads an address that there was not.
    moves(json!("one@tuphap.example"));
    assert_eq!(letters(&city, "moved_user_id IS NOT NULL"), 0);
    officer.patch("/me", json!({"phone": "0225 555 0102"})).is(200);
    moves(json!("two@tuphap.example"));
    admin.patch(&user, json!({"email": "three@tuphap.example"})).is(200);
    admin.patch(&user, json!({"email": null})).is(200);
    assert_eq!(letters(&city, "moved_user_id IS NOT NULL"), 3);
    let office = PostOffice::open("127.0.0.1:0");
    let deliverer = crate::reminders_mail::deliverer(&city, &format!("smtp://{}", office.address));
    assert_eq!(deliver(&deliverer), 3);
    let mail = office.mail();
    let to = |address: &str| mail.iter().find(|it| it.to[0].contains(address)).unwrap();
    for address in ["one@tuphap.example", "two@tuphap.example", "three@tuphap.example"] {
        let letter = to(address);
        let subject = "Địa chỉ thư đã thay đổi: Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng";
        assert_eq!(letter.header("Subject"), subject);
        let text = letter.body();
        assert!(text.contains("Tên đăng nhập: justice_officer") && text.contains("Cơ quan: Sở Tư pháp"), "{text}");
        assert!(!text.contains("http") && !text.contains("@tuphap"), "it leads nowhere: {text}");
    }
    // Whoever takes it back before the letter leaves need not be told.
    moves(json!("one@tuphap.example"));
    moves(json!("two@tuphap.example"));
    moves(json!("one@tuphap.example"));
    assert_eq!(deliver(&deliverer), 2);
    assert_eq!((office.mail().len(), letters(&city, "last_error = 'the address is the person''s again'")), (4, 1));
}
