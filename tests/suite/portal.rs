//! What the portal reads: papers that are out, in its scope; never a draft, never what people said and did about a paper, and no
//! person by name.

use std::collections::BTreeSet;

use crate::harness::{City, Person, Value, both_databases, consolidation_step, event_step, id_in, json, name_of, pdf};
use crate::isolation::{rows, send};

/// A portal at an agency.
fn portal(city: &City, agency: &str, scope: &str) -> Person {
    let body =
        json!({"name": "Cổng thông tin điện tử", "agency_id": city.agency(agency), "role": "portal", "scope": scope});
    let made = city.admin().post("/service-accounts", body).is(201);
    let id = made["id"].as_str().expect("an id").parse().expect("an id");
    city.acting(&format!("portal of {agency}, {scope}"), id, city.agency(agency))
}

/// What a portal finds in a list.
fn found(portal: &Person, list: &str) -> BTreeSet<String> {
    portal.get(&format!("{list}?limit=200")).ids().into_iter().collect()
}

both_databases![
    papers_that_are_out_are_read_in_every_scope,
    no_draft_and_nothing_of_people_is_read,
    every_operation_with_an_id_knows_the_portal,
    every_list_knows_the_portal,
    a_machine_reaches_what_it_was_given_and_no_more
];

/// A paper, of which kind, and the scopes that reach it.
struct Paper {
    list: &'static str,
    path: String,
    read: &'static [(&'static str, &'static str)],
}

const SCOPES: [(&str, &str); 6] = [
    ("committee", "subtree"),
    ("committee", "self"),
    ("labour", "self"),
    ("justice", "self"),
    ("district", "subtree"),
    ("commune", "self"),
];

fn papers_that_are_out_are_read_in_every_scope(city: City) {
    let papers = city.papers();
    let everywhere: &[(&str, &str)] = &SCOPES;
    let of_committee = papers.programme("committee", "justice", "issued");
    let task = city.auditor().get(&format!("/tasks?programme_id={}", id_in(&of_committee))).ids()[0].clone();
    let assignment = papers.assignments(&of_committee).pop().expect("an assignment");
    let of_justice = papers.programme("justice", "justice", "issued");
    let period = papers.counting_period();
    let regime = city.auditor().get(&period).is(200)["regime_id"].as_str().expect("a regime").to_owned();
    let (owed, of_commune) = (papers.owed(&period, "justice"), papers.owed(&period, "commune"));
    let made = papers.consolidation_of(&period);
    papers.bring_consolidation(&made, "issued");
    let sent = papers.consolidation("sent");
    let month = papers.month("announced");
    let law = json!({"number": "73/2006/QH11", "kind": "law", "issuer": "Quốc hội", "issued_on": "2006-11-29",
        "title": "Luật Bình đẳng giới"});
    let law = city.admin().post("/legal-documents", law).is(201)["id"].as_str().expect("an id").to_owned();
    let indicator = city.admin().get("/indicators?q=DN.01").ids()[0].clone();
    let at_the_top: &[(&str, &str)] = &[("committee", "subtree"), ("committee", "self")];
    for Paper { list, path, read } in [
        Paper { list: "/agencies", path: format!("/agencies/{}", city.agency("culture")), read: everywhere },
        Paper { list: "/legal-documents", path: format!("/legal-documents/{law}"), read: everywhere },
        Paper { list: "/indicators", path: format!("/indicators/{indicator}"), read: everywhere },
        Paper { list: "/programmes", path: of_committee, read: everywhere },
        Paper { list: "/tasks", path: format!("/tasks/{task}"), read: everywhere },
        Paper { list: "/programmes", path: of_justice, read: &[("committee", "subtree"), ("justice", "self")] },
        Paper { list: "/assignments", path: assignment, read: &[("committee", "subtree"), ("justice", "self")] },
        Paper { list: "/report-regimes", path: format!("/report-regimes/{regime}"), read: everywhere },
        Paper { list: "/report-periods", path: period, read: everywhere },
        // What Justice owes it owes to the standing agency, the commune to its district.
        Paper {
            list: "/obligations",
            path: owed,
            read: &[("committee", "subtree"), ("labour", "self"), ("justice", "self")],
        },
        Paper {
            list: "/obligations",
            path: of_commune,
            read: &[("committee", "subtree"), ("district", "subtree"), ("commune", "self")],
        },
        Paper { list: "/consolidations", path: made, read: at_the_top },
        Paper { list: "/consolidations", path: sent, read: at_the_top },
        Paper { list: "/action-months", path: month, read: everywhere },
    ] {
        for (agency, scope) in SCOPES {
            let (portal, reads) = (portal(&city, agency, scope), read.contains(&(agency, scope)));
            assert_eq!(found(&portal, list).contains(id_in(&path)), reads, "{} {path}", portal.name);
            let answer = portal.get(&path);
            match reads {
                true => drop(answer.is(200)),
                false => assert_eq!((answer.status, answer.code()), (404, "not_found"), "{answer}"),
            }
        }
    }
    // What is made of all reports is read whole; the figures are those of what is read.
    let portal = portal(&city, "committee", "subtree");
    let issued = city.auditor().get("/consolidations?state=issued").ids()[0].clone();
    for part in ["items", "document", "sources?indicator=DN.01"] {
        portal.get(&format!("/consolidations/{issued}/{part}")).is(200);
    }
    let figures = |who: &Person, path: &str| who.get(path).is(200)["totals"].clone();
    for path in ["/statistics/compliance", "/statistics/tasks"] {
        assert_eq!(figures(&portal, path), figures(&city.auditor(), path), "{path}");
    }
}

fn no_draft_and_nothing_of_people_is_read(city: City) {
    let papers = city.papers();
    let portal = portal(&city, "committee", "subtree");
    let (draft, waiting) =
        (papers.draft("committee", "justice"), papers.programme("culture", "culture", "under_review"));
    let drafts = [
        draft.clone(),
        waiting,
        papers.month("planned"),
        papers.consolidation("open"),
        papers.consolidation("compiled"),
        papers.consolidation("under_review"),
        papers.submission("justice", "draft"),
        papers.submission("justice", "accepted"),
        papers.extension("justice", "granted"),
        papers.plan("culture", "acknowledged"),
        papers.event_in("culture", "confirmed"),
        papers.checklist("committee", "published"),
        papers.decision("justice", "in_force"),
        papers.inspection_plan("committee", "approved"),
        papers.visit("notified"),
        format!("/users/{}", city.user("chair")),
    ];
    for path in &drafts {
        portal.get(path).is_problem(404, "not_found");
        portal.get(&format!("{path}/transitions")).is_problem(404, "not_found");
        let list = path.rsplit_once('/').expect("a list").0;
        assert!(!found(&portal, list).contains(id_in(path)), "{path}");
    }
    let tasks = city.auditor().get(&format!("/tasks?programme_id={}", id_in(&draft))).ids();
    portal.get(&format!("/tasks/{}", tasks[0])).is_problem(404, "not_found");

    // What hangs on a paper that it reads: who did what and why, what was said about it, who was reminded, and files.
    let issued = papers.programme("committee", "justice", "issued");
    let (file, assignment) = papers.attached("justice", &pdf(100));
    let period = papers.open_period();
    let owed = papers.owed(&period, "justice");
    let made = papers.consolidation_of(&period);
    papers.bring_consolidation(&made, "compiled");
    papers.consolidate(&made, consolidation_step("submit"));
    papers.consolidate(&made, consolidation_step("issue"));
    for path in [
        format!("{issued}/transitions"),
        format!("{assignment}/transitions"),
        format!("{assignment}/progress-updates"),
        format!("{assignment}/reminders"),
        format!("{owed}/transitions"),
        format!("{owed}/reminders"),
        format!("{owed}/proposed-values"),
        format!("{period}/transitions"),
        format!("{made}/transitions"),
        format!("{made}/texts?section=I"),
        format!("{}/transitions", papers.month("announced")),
        "/audit-entries".to_owned(),
        "/audit-head".to_owned(),
    ] {
        portal.get(&path).is_problem(403, "role_may_not");
    }
    portal.get(&file).is_problem(404, "not_found");
    portal.get(&format!("{file}/content")).is_problem(404, "not_found");

    // Events are read where everybody reads them, and nowhere else.
    let event = papers.event("culture", json!({}));
    city.by("culture_lead").transition(&event, event_step("confirm")).is(200);
    papers.bring_publication("culture", &event, "published");
    portal.get(&event).is_problem(404, "not_found");
    assert!(portal.get("/events").items().is_empty());
    assert_eq!(portal.get("//public/v1/events").ids(), [id_in(&event)]);
}

/// What the portal of the whole city reads of everything that has an id in the table of all operations; for the rest there is nothing
/// there, or it may not. The programme of that table is a draft, its Month is planned, and its consolidation compiled.
const READS: &[&str] = &[
    "GET /agencies/{id}",
    "GET /agencies/{id}/designations",
    "GET /agencies/{id}/names",
    "GET /agencies/{id}/reporting-routes",
    "GET /agencies/{id}/succession",
    "GET /assignments/{id}",
    "GET /indicators/{id}",
    "GET /legal-documents/{id}",
    "GET /obligations/{id}",
    "GET /report-periods/{id}",
    "GET /report-regimes/{id}",
];

fn every_operation_with_an_id_knows_the_portal(city: City) {
    let rows = rows(&city);
    let portal = portal(&city, "committee", "subtree");
    let mut read = BTreeSet::new();
    for (operation, row) in &rows {
        let template = operation.split_once(' ').expect("a path").1;
        let answer = send(&portal, operation, template, &row.path, &row.body);
        let refused = [(404, "not_found"), (403, "role_may_not")].contains(&(answer.status, answer.code()));
        if operation.starts_with("GET ") && answer.status == 200 {
            read.insert(*operation);
            let told = answer.body.to_string();
            assert!(!told.contains("Nguyễn Thị"), "{operation} names somebody: {told}");
        } else {
            assert!(refused, "{operation}: {answer}");
        }
    }
    assert_eq!(read, READS.iter().copied().collect());
}

/// Lists without an id in which the portal finds something where there is anything; itself among accounts.
const LISTS: &[&str] = &[
    "/action-months",
    "/agencies",
    "/assignments",
    "/consolidations",
    "/grants",
    "/indicators",
    "/legal-documents",
    "/obligations",
    "/programmes",
    "/report-periods",
    "/report-regimes",
    "/service-accounts",
    "/tasks",
];

fn every_list_knows_the_portal(city: City) {
    // Something of everything.
    let _ = rows(&city);
    let papers = city.papers();
    papers.month("announced");
    papers.consolidation("issued");
    let portal = portal(&city, "committee", "subtree");
    let document = city.nobody().get("/openapi.json").is(200);
    let mut read = BTreeSet::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        let lists = item["get"]["parameters"].to_string().contains("parameters/cursor");
        let Some(path) = path.strip_prefix("/api/v1").filter(|path| lists && !path.contains('{')) else { continue };
        let answer = portal.get(&format!("{path}?limit=200"));
        if answer.status == 403 {
            assert_eq!((path, answer.code()), ("/audit-entries", "role_may_not"));
            continue;
        }
        let own = json!("Cổng thông tin điện tử");
        let names_nobody = |item: &Value| !item.to_string().contains("Nguyễn Thị") || item["name"] == own;
        let mut items = answer.items();
        // Who signed stands on the face of what was issued.
        for item in items.iter_mut().filter_map(Value::as_object_mut) {
            item.remove("signatory");
        }
        assert!(items.iter().all(names_nobody), "{path} names somebody");
        if !items.is_empty() {
            read.insert(path);
        }
    }
    assert_eq!(read, LISTS.iter().copied().collect());
    assert_eq!(found(&portal, "/service-accounts").len(), 1, "itself");
    assert!(name_of("chair").contains("Nguyễn Thị"), "people are called so");
}

fn a_machine_reaches_what_it_was_given_and_no_more(city: City) {
    let made = |who: &Person, agency: &str, scope: Value| {
        let body = json!({"name": "Máy", "agency_id": city.agency(agency), "role": "auditor", "scope": scope});
        who.post("/service-accounts", body)
    };
    let scope_of = |answer: Value| -> Value {
        let grants = city.admin().get(&format!("/grants?user_id={}", answer["id"].as_str().expect("an id"))).items();
        assert_eq!(grants.len(), 1);
        grants[0]["scope"].clone()
    };
    assert_eq!(scope_of(made(&city.admin(), "district", json!("subtree")).is(201)), "subtree");
    assert_eq!(scope_of(made(&city.admin(), "district", json!("self")).is(201)), "self");
    // Where nothing is said the agency alone is meant.
    assert_eq!(scope_of(made(&city.admin(), "district", Value::Null).is(201)), "self");
    made(&city.admin(), "district", json!("everything")).is_problem(400, "schema");
    // Nobody gives a machine more than he reaches.
    assert_eq!(made(&city.by("district_admin"), "district", json!("subtree")).status, 201);
    made(&city.by("district_admin"), "committee", json!("self")).is_problem(403, "role_may_not");
    let own = json!({"user_id": city.user("district_lead"), "agency_id": city.agency("district"), "role": "admin",
        "scope": "self", "valid_from": "2017-01-01"});
    city.admin().post("/grants", own).is(201);
    made(&city.by("district_lead"), "district", json!("self")).is(201);
    made(&city.by("district_lead"), "district", json!("subtree")).is_problem(403, "role_may_not");
}
