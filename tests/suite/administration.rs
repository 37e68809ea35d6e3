//! What administrators may not do: make a machine somebody, leave nobody in charge, or take over who can do more than they.

use crate::harness::{Answer, City, PASSWORD, Person, Value, both_databases, json};

const OTHER_PASSWORD: &str = "một câu khác cũng dài";

/// Two requests at the same moment.
fn both_at_once(first: impl FnOnce() -> Answer + Send, second: impl FnOnce() -> Answer + Send) -> [Answer; 2] {
    let barrier = std::sync::Barrier::new(2);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| {
            barrier.wait();
            first()
        });
        let second = scope.spawn(|| {
            barrier.wait();
            second()
        });
        [first.join().unwrap(), second.join().unwrap()]
    })
}

fn account(city: &City, login: &str) -> String {
    format!("/users/{}", city.user(login))
}

fn only_grant_of(city: &City, login: &str) -> String {
    let ids = city.by(login).get(&format!("/grants?user_id={}", city.user(login))).ids();
    format!("/grants/{}", ids[0])
}

fn grant(city: &City, login: &str, role: &str, agency: &str, scope: &str) -> Answer {
    let body = json!({"user_id": city.user(login), "agency_id": city.agency(agency), "role": role, "scope": scope,
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", body)
}

fn disable() -> Value {
    json!({"action": "disable", "reason": "Thử"})
}

both_databases![
    a_machine_is_nobody_and_nobody_is_the_portal,
    an_administrator_of_the_whole_tree_remains,
    two_administrators_who_bar_each_other_do_not_both_go,
    two_administrators_who_revoke_each_other_do_not_both_go,
    who_can_do_more_is_neither_barred_nor_taken_over,
    what_is_lent_to_read_is_what_is_needed_to_act,
    an_old_password_opens_nothing_while_a_new_one_is_set,
    one_key_is_for_one_password,
    a_copied_refresh_token_is_on_the_record
];

fn a_machine_is_nobody_and_nobody_is_the_portal(city: City) {
    let admin = city.admin();
    for role in ["chair", "standing_lead", "standing_officer", "agency_lead", "agency_officer", "admin"] {
        let agency = if role == "chair" { "committee" } else { "labour" };
        let machine = json!({"name": "Máy", "agency_id": city.agency(agency), "role": role});
        admin
            .post("/service-accounts", machine)
            .is_problem(422, "wrong_account_kind")
            .points_at("/role", "wrong_account_kind");
        grant(&city, "portal", role, agency, "self").is_problem(422, "wrong_account_kind");
    }
    for role in ["portal", "auditor"] {
        admin
            .post("/service-accounts", json!({"name": "Máy", "agency_id": city.agency("labour"), "role": role}))
            .is(201);
    }
    grant(&city, "portal", "auditor", "labour", "self").is(201);
    grant(&city, "culture_lead", "portal", "culture", "self").is_problem(422, "wrong_account_kind");
    grant(&city, "culture_lead", "auditor", "culture", "self").is(201);
}

fn an_administrator_of_the_whole_tree_remains(city: City) {
    let admin = city.admin();
    admin.transition(&account(&city, "second_admin"), disable()).is(200);
    // The district's is left, but could not give anybody the city back.
    assert_eq!(admin.get(&account(&city, "admin")).blocked("disable"), Some(vec!["last_administrator".to_owned()]));
    admin.transition(&account(&city, "admin"), disable()).is_problem(409, "last_administrator");
    let revoke = json!({"action": "revoke", "reason": "Thử"});
    admin.transition(&only_grant_of(&city, "admin"), revoke).is_problem(409, "last_administrator");
    admin.transition(&account(&city, "district_admin"), disable()).is(200);
}

fn two_administrators_who_bar_each_other_do_not_both_go(city: City) {
    let (one, other) = (
        city.admin().with_etag_of(&account(&city, "second_admin")),
        city.by("second_admin").with_etag_of(&account(&city, "admin")),
    );
    let bar = |who: &Person, whom: &str| who.post(&format!("{}/transitions", account(&city, whom)), disable());
    let answers = both_at_once(|| bar(&one, "second_admin"), || bar(&other, "admin"));
    assert_eq!(answers.iter().filter(|it| it.status == 200).count(), 1, "{answers:#?}");
}

fn two_administrators_who_revoke_each_other_do_not_both_go(city: City) {
    let (of_one, of_other) = (only_grant_of(&city, "admin"), only_grant_of(&city, "second_admin"));
    let (one, other) = (city.admin().with_etag_of(&of_other), city.by("second_admin").with_etag_of(&of_one));
    let revoke = |who: &Person, grant: &str| {
        who.post(&format!("{grant}/transitions"), json!({"action": "revoke", "reason": "Thử"}))
    };
    let answers = both_at_once(|| revoke(&one, &of_other), || revoke(&other, &of_one));
    assert_eq!(answers.iter().filter(|it| it.status == 200).count(), 1, "{answers:#?}");
}

fn who_can_do_more_is_neither_barred_nor_taken_over(city: City) {
    let by = city.by("district_admin");
    let officer = account(&city, "district_officer");
    let password = json!({"password": OTHER_PASSWORD});
    by.patch(&officer, json!({"email": "truoc@example.vn"})).is(200);
    // The chair lets the district's officer issue.
    let on = json!({"user_id": city.user("district_officer"), "agency_id": city.agency("committee"), "role": "auditor",
        "scope": "self", "valid_from": "2017-01-01", "valid_to": "2017-01-31"});
    city.admin().post("/grants", on).is(201);
    let lend = json!({"delegate_id": city.user("district_officer"), "agency_id": city.agency("committee"),
        "actions": ["programmes.issue"], "valid_from": "2017-03-01", "valid_to": "2017-03-10"});
    let delegation =
        format!("/delegations/{}", city.chair().post("/delegations", lend).is(201)["id"].as_str().unwrap());
    for action in ["disable", "reset_password"] {
        assert_eq!(by.get(&officer).blocked(action), Some(vec!["role_may_not".to_owned()]), "{action}");
    }
    // Whoever may not bar somebody does not let him in again either.
    city.admin().transition(&officer, disable()).is(200);
    assert_eq!(by.get(&officer).blocked("enable"), Some(vec!["role_may_not".to_owned()]));
    by.transition(&officer, json!({"action": "enable"})).is_problem(403, "role_may_not");
    city.admin().transition(&officer, json!({"action": "enable"})).is(200);
    by.put(&format!("{officer}/password"), password.clone()).is_problem(403, "role_may_not");
    by.transition(&officer, disable()).is_problem(403, "role_may_not");
    by.patch(&officer, json!({"email": "cua-toi@example.vn"})).is_problem(403, "role_may_not");
    by.patch(&officer, json!({"full_name": "Nguyễn Thị Khác"})).is_problem(403, "role_may_not");
    city.chair().transition(&delegation, json!({"action": "revoke", "reason": "Thôi"})).is(200);
    by.put(&format!("{officer}/password"), password).is(200);
    by.transition(&officer, disable()).is(200);
    by.transition(&officer, json!({"action": "enable"})).is(200);
}

fn what_is_lent_to_read_is_what_is_needed_to_act(city: City) {
    grant(&city, "chair", "auditor", "committee", "subtree").is(201);
    let assignment = city.papers().assignment("justice", "accepted");
    let programme = city.papers().programme("committee", "justice", "under_review");
    let lend = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("committee"),
        "actions": ["programmes.issue"], "valid_from": "2017-02-01", "valid_to": "2017-03-10"});
    city.chair().post("/delegations", lend).is(201);
    let delegate = city.by("culture_officer");
    city.chair().get(&programme).is(200);
    delegate.get(&programme).is(200);
    let own = city.papers().programme("justice", "justice", "draft");
    city.chair().get(&own).is(200);
    delegate.get(&own).is_problem(404, "not_found");
    assert_eq!(city.chair().get(&assignment).status, 200);
    city.admin().transition(&account(&city, "chair"), disable()).is(200);
    delegate.get(&programme).is_problem(404, "not_found");
}

fn an_old_password_opens_nothing_while_a_new_one_is_set(city: City) {
    let path = format!("{}/password", account(&city, "justice_lead"));
    let mut password = PASSWORD.to_owned();
    for round in 0..4 {
        let next = format!("{OTHER_PASSWORD} {round}");
        let reset = city.admin().with_etag_of(&account(&city, "justice_lead"));
        let signs_in = json!({"login": "justice_lead", "password": password});
        let [session, set] = both_at_once(
            || city.nobody().post("/auth/login", signs_in),
            || reset.put(&path, json!({"password": next})),
        );
        set.is(200);
        if session.status == 200 {
            let token = session.body["access_token"].as_str().unwrap();
            city.stranger_with(token).get("/me").is_problem(401, "invalid_token");
        }
        password = next;
    }
    // What was judged is what is signed: of an older generation even where the new one is known already.
    let (service, user) = (city.service(), city.user("justice_lead"));
    let directory = actix_web::rt::System::new().block_on(service.db.refresh_directory()).unwrap();
    let signed = service.tokens.sign_for(&directory, (user, 1), city.agency("justice"), (Vec::new(), None)).unwrap();
    city.stranger_with(&signed.token).get("/me").is_problem(401, "invalid_token");
}

fn one_key_is_for_one_password(city: City) {
    let client = city.admin().with_key("mot-nguoi");
    let with = |password: &str| {
        client.post(
            "/users",
            json!({"login": "moi", "full_name": "Phạm Thị Mới", "agency_id": city.agency("justice"),
                "password": password}),
        )
    };
    let first = with(PASSWORD);
    first.is(201);
    assert_eq!(with(PASSWORD).bytes, first.bytes);
    with(OTHER_PASSWORD).is_problem(422, "idempotency_key_reused");
}

fn a_copied_refresh_token_is_on_the_record(city: City) {
    let session = city.nobody().post("/auth/login", json!({"login": "justice_lead", "password": PASSWORD})).is(200);
    let refresh = |token: &Value| city.nobody().post("/auth/refresh", json!({"refresh_token": token}));
    let next = refresh(&session["refresh_token"]).is(200);
    refresh(&next["refresh_token"]).is(200);
    let told = || city.auditor().get("/audit-entries?action=revoke_sessions").items();
    assert!(told().is_empty(), "honest use is no incident");
    refresh(&session["refresh_token"]).is_problem(401, "invalid_token");
    refresh(&session["refresh_token"]).is_problem(401, "invalid_token");
    let entries = told();
    assert_eq!(entries.len(), 1, "{entries:#?}");
    assert_eq!(
        (&entries[0]["resource"], &entries[0]["resource_id"]),
        (&json!("users"), &json!(city.user("justice_lead")))
    );
    assert!(entries[0]["reason"].as_str().is_some_and(|it| !it.is_empty()));
}
