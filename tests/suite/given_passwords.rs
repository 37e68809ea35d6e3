//! A password that somebody else set is changed by its owner before anything else.

use crate::harness::{City, PASSWORD, Person, Value, both_databases, json, sign_in};

const OWN: &str = "một câu khác cũng dài";

both_databases![
    whoever_was_given_a_password_changes_it_first,
    a_reset_password_is_changed_first_too,
    machines_and_those_who_chose_their_own_are_not_asked,
    the_same_password_in_another_spelling_is_the_same,
];

fn with(city: &City, session: &Value) -> Person {
    city.stranger_with(session["access_token"].as_str().unwrap())
}

/// A person of the Department of Justice whom the administrator has just entered.
fn newcomer(city: &City) -> Value {
    let person = json!({"login": "nguoi.moi", "full_name": "Phạm Thị Mới", "agency_id": city.agency("justice"),
        "password": PASSWORD});
    let user = city.admin().post("/users", person).is(201);
    let grant = json!({"user_id": user["id"], "agency_id": city.agency("justice"), "role": "agency_officer",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    user
}

fn whoever_was_given_a_password_changes_it_first(city: City) {
    let user = newcomer(&city);
    let session = sign_in(&city, "nguoi.moi", PASSWORD).is(200);
    let person = with(&city, &session);
    let me = person.get("/me").is(200);
    assert_eq!((&me["id"], &me["must_change_password"]), (&user["id"], &json!(true)));
    person.get("/me/notifications").is(200);

    let draft = json!({"agency_id": city.agency("justice"), "year": 2017, "title": "Chương trình của Sở"});
    let raw = |method: &str, path: &str, body: &[u8]| person.send(method, path, Some(body.to_vec()));
    let own = format!("/users/{}", user["id"].as_str().unwrap());
    for answer in [
        person.get("/programmes"),
        person.get(&own),
        person.get("/agencies"),
        person.post("/programmes", draft.clone()),
        // Before whatever is wrong with the request, and before what is there.
        person.get("/programmes?limit=0"),
        person.get("/programmes/01890a5d-ac96-774b-bcce-b302099a8057"),
        raw("POST", "/programmes", b"{"),
        raw("POST", "/programmes", &vec![b' '; (1 << 20) + 1]),
        raw("PATCH", &own, b"{\"full_name\":\"x\"}"),
        person.with("content-type", "text/plain").send("POST", "/programmes", Some(b"x".to_vec())),
        person.with_key("mot-lan").post("/programmes", draft.clone()),
    ] {
        answer.is_problem(403, "password_change_needed");
    }
    // 401 comes first, and what nobody is asked for is open.
    city.nobody().get("/programmes").is_problem(401, "unauthenticated");
    person.get("/time").is(200);
    // New tokens by the refresh token are no way around it.
    let renewed = city.nobody().post("/auth/refresh", json!({"refresh_token": session["refresh_token"]})).is(200);
    with(&city, &renewed).get("/programmes").is_problem(403, "password_change_needed");

    let change = |new: &str| person.put("/me/password", json!({"current_password": PASSWORD, "new_password": new}));
    change(PASSWORD).is_problem(422, "password_unchanged");
    let new = change(OWN).is(200);
    let person = with(&city, &new);
    assert_eq!(person.get("/me").is(200)["must_change_password"], json!(false));
    person.get("/programmes").is(200);
    person.post("/programmes", draft).is(201);
    // The other sign-ins are over.
    with(&city, &session).get("/me").is_problem(401, "invalid_token");
    with(&city, &renewed).get("/me").is_problem(401, "invalid_token");
    let refreshes = |session: &Value| {
        city.nobody().post("/auth/refresh", json!({"refresh_token": session["refresh_token"]})).status
    };
    assert_eq!((refreshes(&renewed), refreshes(&new)), (401, 200));
    let later = sign_in(&city, "nguoi.moi", OWN).is(200);
    with(&city, &later).get("/programmes").is(200);
}

fn a_reset_password_is_changed_first_too(city: City) {
    let lead = city.lead();
    lead.get("/programmes").is(200);
    let path = format!("/users/{}/password", city.user("justice_lead"));
    city.admin().put(&path, json!({"password": OWN})).is(200);
    let session = sign_in(&city, "justice_lead", OWN).is(200);
    let person = with(&city, &session);
    person.get("/programmes").is_problem(403, "password_change_needed");
    let changed = json!({"current_password": OWN, "new_password": "hoa phượng đỏ tháng năm"});
    let new = person.put("/me/password", changed).is(200);
    with(&city, &new).get("/programmes").is(200);
    // An administrator who resets his own changes it too: the one who asked may be somebody else at his desk.
    let own = format!("/users/{}/password", city.user("second_admin"));
    city.by("second_admin").put(&own, json!({"password": OWN})).is(200);
    let session = sign_in(&city, "second_admin", OWN).is(200);
    with(&city, &session).get("/users").is_problem(403, "password_change_needed");
    // Who and when is on the record.
    let entries =
        city.auditor().get("/audit-entries?action=reset_password&action=change_password&sort=sequence").items();
    let actions: Vec<&str> = entries.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["reset_password", "change_password", "reset_password"]);
}

fn the_same_password_in_another_spelling_is_the_same(city: City) {
    let decomposed: String = unicode_normalization::UnicodeNormalization::nfd(PASSWORD).collect();
    assert_ne!(decomposed, PASSWORD);
    let body = json!({"current_password": PASSWORD, "new_password": decomposed});
    city.lead().put("/me/password", body).is_problem(422, "password_unchanged");
}

fn machines_and_those_who_chose_their_own_are_not_asked(city: City) {
    let machine = json!({"name": "Cổng", "agency_id": city.agency("labour"), "role": "portal"});
    let account = city.admin().post("/service-accounts", machine).is(201);
    let form = format!(
        "grant_type=client_credentials&client_id={}&client_secret={}",
        account["client_id"].as_str().unwrap(),
        account["client_secret"].as_str().unwrap()
    );
    let sender = city.nobody().with("content-type", "application/x-www-form-urlencoded");
    let session = sender.send("POST", "/auth/token", Some(form.into_bytes())).is(200);
    with(&city, &session).get("/programmes").is(200);
    // Entered by the operator's command, with a password that nobody else knows.
    let (committee, admin) = city.found_another();
    admin.get("/users").is(200);
    assert_eq!(admin.get("/me").is(200)["agency"]["id"], json!(committee));
}
