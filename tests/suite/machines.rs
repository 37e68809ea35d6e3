//! Where machines ask for tokens: OAuth 2 as its clients speak it (RFC 6749).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::harness::{Answer, City, Person, Value, both_databases, json};

both_databases![
    a_client_says_who_it_is_by_basic_or_in_the_body,
    a_scope_is_of_roles_that_the_account_holds,
    a_narrowed_token_is_good_for_its_scope_alone,
    every_error_has_the_form_of_oauth,
    what_is_not_known_is_passed_over
];

const FORM: &str = "application/x-www-form-urlencoded";

/// A service account with these roles: its identifier and its secret.
fn machine(city: &City, roles: &[&str]) -> (String, String) {
    let justice = city.agency("justice");
    let body = json!({"name": "Cổng thông tin điện tử", "agency_id": justice, "role": roles[0]});
    let made = city.admin().post("/service-accounts", body).is(201);
    for role in &roles[1..] {
        let grant = json!({"user_id": made["id"], "agency_id": justice, "role": role, "scope": "self",
            "valid_from": "2017-01-01"});
        city.admin().post("/grants", grant).is(201);
    }
    let text = |field: &str| made[field].as_str().expect(field).to_owned();
    (text("client_id"), text("client_secret"))
}

fn basic(id: &str, secret: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")))
}

fn asked(who: &Person, form: &str) -> Answer {
    who.with("content-type", FORM).send("POST", "/auth/token", Some(form.as_bytes().to_vec()))
}

#[track_caller]
fn is_error(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status, answer.body["error"].as_str()), (status, Some(error)), "{answer}");
    let fields: Vec<&String> = answer.body.as_object().expect("an object").keys().collect();
    assert_eq!(fields, ["error", "error_description"], "{answer}");
    let described = answer.body["error_description"].as_str().expect("a description");
    let plain = |it: char| matches!(it, ' '..='~') && !"\"\\".contains(it);
    assert!(!described.is_empty() && described.chars().all(plain), "{answer}");
    for (name, value) in [("content-type", "application/json"), ("cache-control", "no-store"), ("pragma", "no-cache")] {
        assert_eq!(answer.header(name), Some(value), "{answer}");
    }
    let challenge = answer.header("www-authenticate").unwrap_or_default();
    assert_eq!(challenge.starts_with("Basic realm="), status == 401, "{answer}");
}

fn a_client_says_who_it_is_by_basic_or_in_the_body(city: City) {
    let (id, secret) = machine(&city, &["portal"]);
    let (nobody, grant) = (city.nobody(), "grant_type=client_credentials");
    let by_basic = nobody.with("authorization", basic(&id, &secret));
    let in_body = format!("{grant}&client_id={id}&client_secret={secret}");
    for answer in [
        asked(&by_basic, grant),
        asked(&by_basic, &format!("{grant}&client_id={id}")),
        asked(&by_basic, &format!("{grant}&client_id=&client_secret=")),
        asked(&nobody.with("authorization", basic(&id.replace('-', "%2D"), &secret)), grant),
        asked(&nobody, &in_body),
    ] {
        let token = answer.is(200);
        assert_eq!((&token["token_type"], &token["scope"]), (&json!("Bearer"), &json!("portal")));
        assert_eq!((answer.header("cache-control"), answer.header("pragma")), (Some("no-store"), Some("no-cache")));
        let me = city.stranger_with(token["access_token"].as_str().expect("a token")).get("/me").is(200);
        assert_eq!(me["id"], id.as_str());
    }
    is_error(&asked(&by_basic, &in_body), 400, "invalid_request");
    is_error(&asked(&by_basic, &format!("{grant}&client_id=another")), 400, "invalid_request");
    for (authorization, form) in [
        (basic(&id, "sai"), grant),
        (basic("sai", &secret), grant),
        (basic(&id, ""), grant),
        ("Basic !".to_owned(), grant),
        ("Basic".to_owned(), grant),
        (format!("Bearer {secret}"), grant),
        (format!("Digest username=\"{id}\""), in_body.as_str()),
        (String::new(), grant),
        (String::new(), &format!("{grant}&client_id={id}")),
        (String::new(), &format!("{grant}&client_id={id}&client_secret=sai")),
    ] {
        is_error(&asked(&nobody.with("authorization", authorization), form), 401, "invalid_client");
    }
    // A person is no client, and a barred machine is none any more.
    let person = basic(&city.user("justice_lead").to_string(), crate::harness::PASSWORD);
    is_error(&asked(&nobody.with("authorization", person), grant), 401, "invalid_client");
    city.admin()
        .transition(&format!("/service-accounts/{id}"), json!({"action": "disable", "reason": "Thay cổng"}))
        .is(200);
    is_error(&asked(&by_basic, grant), 401, "invalid_client");
}

fn a_scope_is_of_roles_that_the_account_holds(city: City) {
    let (id, secret) = machine(&city, &["portal", "auditor"]);
    let client = city.nobody().with("authorization", basic(&id, &secret));
    for (scope, given) in [
        ("", "auditor portal"),
        ("&scope=", "auditor portal"),
        ("&scope=portal", "portal"),
        ("&scope=portal+auditor", "auditor portal"),
        ("&scope=auditor%20auditor", "auditor"),
    ] {
        let token = asked(&client, &format!("grant_type=client_credentials{scope}")).is(200);
        assert_eq!(token["scope"], given, "{scope}");
        let roles: Vec<&str> = given.split(' ').collect();
        assert_eq!(token["roles"], json!(roles), "{scope}");
        let bearer = city.stranger_with(token["access_token"].as_str().expect("a token"));
        assert_eq!(bearer.get("/me").is(200)["roles"], json!(roles), "{scope}");
    }
    for scope in ["admin", "portal+admin", "read", "Portal", "portal,auditor", "portal++auditor", "%C4%91", "%22"] {
        is_error(&asked(&client, &format!("grant_type=client_credentials&scope={scope}")), 400, "invalid_scope");
    }
    // Nothing of a scope is told to whoever is not known.
    let stranger = city.nobody().with("authorization", basic(&id, "sai"));
    is_error(&asked(&stranger, "grant_type=client_credentials&scope=admin"), 401, "invalid_client");
    // A refused one is no sign-in.
    let told = |machine: &str| {
        let entries = city.auditor().get(&format!("/audit-entries?resource=sign-ins&resource_id={machine}")).items();
        entries.iter().filter(|it| it["action"] != "refuse").count()
    };
    let (other, its_secret) = machine(&city, &["portal"]);
    let other_client = city.nobody().with("authorization", basic(&other, &its_secret));
    is_error(&asked(&other_client, "grant_type=client_credentials&scope=auditor"), 400, "invalid_scope");
    assert_eq!(told(&other), 0);
    asked(&other_client, "grant_type=client_credentials").is(200);
    assert_eq!(told(&other), 1);
}

fn a_narrowed_token_is_good_for_its_scope_alone(city: City) {
    let (id, secret) = machine(&city, &["portal", "auditor"]);
    city.papers().stored("justice", &crate::harness::pdf(40));
    let bearer = |scope: &str| {
        let client = city.nobody().with("authorization", basic(&id, &secret));
        let token = asked(&client, &format!("grant_type=client_credentials{scope}")).is(200);
        city.stranger_with(token["access_token"].as_str().expect("a token"))
    };
    let (all, auditor, portal) = (bearer(""), bearer("&scope=auditor"), bearer("&scope=portal"));
    // Both before and after the other was judged: each is remembered by itself.
    for _ in 0..2 {
        assert_eq!(portal.get("/attachments").items().len(), 0);
        assert_eq!(auditor.get("/attachments").items().len(), 1);
        assert_eq!(all.get("/attachments").items().len(), 1);
    }
    // A role that is taken away is gone from every token; one that is given reaches those that are not narrowed.
    let grants = city.admin().get(&format!("/grants?user_id={id}")).items();
    let grant = grants.iter().find(|it| it["role"] == "auditor").expect("a grant");
    let path = format!("/grants/{}", grant["id"].as_str().expect("an id"));
    city.admin().transition(&path, json!({"action": "revoke", "reason": "Không cần nữa"})).is(200);
    assert_eq!(auditor.get("/me").is(200)["roles"], json!([]));
    assert_eq!(all.get("/me").is(200)["roles"], json!(["portal"]));
    assert_eq!(auditor.get("/attachments").items().len(), 0);
    let client = city.nobody().with("authorization", basic(&id, &secret));
    is_error(&asked(&client, "grant_type=client_credentials&scope=auditor"), 400, "invalid_scope");
}

fn every_error_has_the_form_of_oauth(city: City) {
    let (id, secret) = machine(&city, &["portal"]);
    let client = city.nobody().with("authorization", basic(&id, &secret));
    for (form, error) in [
        ("", "invalid_request"),
        ("grant_type=", "invalid_request"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"),
        ("grant_type=client_credentials&scope=portal&scope=portal", "invalid_request"),
        ("grant_type=client_credentials&client_id=%00", "invalid_request"),
        ("grant_type=password&username=a&password=b", "unsupported_grant_type"),
        ("grant_type=refresh_token&refresh_token=a", "unsupported_grant_type"),
        ("grant_type=Client_Credentials", "unsupported_grant_type"),
    ] {
        is_error(&asked(&client, form), 400, error);
    }
    let json = client.send("POST", "/auth/token", Some(b"{\"grant_type\":\"client_credentials\"}".to_vec()));
    is_error(&json, 400, "invalid_request");
    is_error(&asked(&client, &" ".repeat((1 << 20) + 1)), 413, "invalid_request");
    let in_query = client.with("content-type", FORM).send(
        "POST",
        "/auth/token?grant_type=client_credentials",
        Some(b"grant_type=client_credentials".to_vec()),
    );
    is_error(&in_query, 400, "invalid_request");
    let twice = client.with("Authorization", basic(&id, &secret));
    is_error(&asked(&twice, "grant_type=client_credentials"), 400, "invalid_request");
    let read = client.get("/auth/token");
    is_error(&read, 405, "invalid_request");
    assert_eq!(read.header("allow"), Some("POST"));
    // In one language, whatever is asked for; and nowhere else.
    let vietnamese = client.with("accept-language", "vi");
    is_error(&asked(&vietnamese, "grant_type=client_credentials&scope=x"), 400, "invalid_scope");
    city.nobody().post("/auth/login", json!({"login": "x"})).is_problem(400, "schema");
    city.nobody().post("/auth/tokens", json!({})).is_problem(404, "not_found");
}

fn what_is_not_known_is_passed_over(city: City) {
    let (id, secret) = machine(&city, &["portal"]);
    let client = city.nobody().with("authorization", basic(&id, &secret));
    let form =
        "grant_type=client_credentials&audience=https%3A%2F%2Fapi.example&resource=a&resource=b&client_assertion=";
    let token: Value = asked(&client, form).is(200);
    assert_eq!(token["scope"], "portal");
    // The type of the body may say its characters, and nobody is kept waiting by a header of another kind.
    let charset = client.with("content-type", "application/x-www-form-urlencoded; charset=UTF-8");
    let sent = Some(b"grant_type=client_credentials".to_vec());
    charset.with("accept", "application/json").send("POST", "/auth/token", sent).is(200);
}
