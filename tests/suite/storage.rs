//! An agency keeps so much and no more: edits, new objects and files are refused then, and no step ever is.

use tienbo::config::Config;

use crate::harness::{City, both_databases, json, pdf, sha256};
use crate::harness::{Person, config, issue};

both_databases![an_agency_that_keeps_too_much_can_still_take_steps, what_a_team_writes_its_own_agencies_keep];

/// One mebibyte for each agency.
fn small() -> Config {
    Config { agency_storage_mebibytes: 1, ..config() }
}

fn an_agency_that_keeps_too_much_can_still_take_steps(city: City) {
    let papers = city.papers();
    let draft = papers.draft("justice", "justice");
    papers.submit("justice", &draft);
    let assignment = papers.assignment("justice", "pending");
    let instance = city.another_instance_with(small());
    let (officer, lead) = (city.by("justice_officer").on(&instance), city.by("justice_lead").on(&instance));
    let long = "ữ".repeat(10_000);
    let new = |number: usize| {
        json!({"agency_id": city.agency("justice"), "year": 2017, "title": format!("Chương trình {number}"),
            "purpose": long, "requirements": long})
    };
    // Each is some 60 KB.
    let made: Vec<String> = (0..40)
        .map(|number| officer.post("/programmes", new(number)))
        .take_while(|answer| answer.status == 201)
        .map(|answer| format!("/programmes/{}", answer.is(201)["id"].as_str().unwrap()))
        .collect();
    assert!((10..25).contains(&made.len()), "{}", made.len());

    let is_full = |officer: &Person| {
        officer.post("/programmes", new(41)).is_problem(409, "quota_reached");
    };
    is_full(&officer);
    officer.patch(&made[0], json!({"title": "Chương trình khác"})).is_problem(409, "quota_reached");
    let bytes = pdf(50);
    let file = json!({"agency_id": city.agency("justice"), "file_name": "Báo cáo.pdf", "media_type": "application/pdf",
        "size_bytes": bytes.len(), "sha256": sha256(&bytes)});
    officer.post("/attachments", file).is_problem(409, "quota_reached");
    // Nobody learns of it what another problem would not have told.
    officer.post("/programmes", json!({"year": 2017})).is_problem(400, "schema");
    city.by("culture_officer").on(&instance).post("/programmes", new(42)).is_problem(403, "role_may_not");

    // Steps are taken, whatever they add.
    lead.transition(&draft, issue("17/CTr-STP")).is(200);
    officer.transition(&assignment, json!({"action": "accept"})).is(200);
    // Nor is anybody kept from his own password, or from being stood in for.
    lead.put(
        "/me/password",
        json!({"current_password": crate::harness::PASSWORD, "new_password": "một câu khác cũng dài"}),
    )
    .is(200);
    let lead = city.by("justice_lead_2").on(&instance);
    let stand_in = json!({"delegate_id": city.user("justice_officer"), "agency_id": city.agency("justice"),
        "actions": ["assignments.accept"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    lead.post("/delegations", stand_in).is(201);
    // What others keep is theirs.
    city.standing_officer()
        .on(&instance)
        .post(
            "/legal-documents",
            json!({"number": "1/QĐ", "kind": "decision",
        "issuer": "UBND thành phố", "issued_on": "2017-01-05", "title": "Quyết định"}),
        )
        .is(201);

    // It is written down: another instance knows of it.
    let settled = actix_web::rt::System::new().block_on(instance.service.db.settle_storage());
    settled.unwrap();
    let largest = instance.service.db.largest_storage(1);
    assert_eq!(largest[0].0, city.agency("justice"), "operators see who keeps most");
    assert!(largest[0].1 >= 1024 * 1024);
    drop(instance);
    let later = city.another_instance_with(small());
    is_full(&city.by("justice_officer").on(&later));
    // Without a quota there is room.
    let free = city.another_instance_with(Config { agency_storage_mebibytes: 0, ..config() });
    city.by("justice_officer").on(&free).post("/programmes", new(43)).is(201);
}

fn what_a_team_writes_its_own_agencies_keep(city: City) {
    let visit = city.papers().visit_in_progress();
    let report = city.papers().inspection_report("draft");
    let instance = city.another_instance_with(small());
    let member = city.by("culture_officer").on(&instance);
    let long = |number: usize| format!("{number} {}", "ữ".repeat(9_000));
    let said = |number: usize| json!({"rating": "met", "finding": long(number)});
    // Each is some 27 KB, in a visit by a plan of the committee.
    let kept = (0..80).take_while(|number| {
        let answer = member.put(&format!("{visit}/answers/1.1"), said(*number));
        answer.status == 200 || {
            answer.is_problem(409, "quota_reached");
            false
        }
    });
    let kept = kept.count();
    assert!((20..60).contains(&kept), "{kept}");
    // It is the agency of the inspector that is full, in whatever he writes …
    member
        .post("/programmes", json!({"agency_id": city.agency("culture"), "year": 2017, "title": "Chương trình"}))
        .is_problem(409, "quota_reached");
    member.patch(&report, json!({"findings": long(1)})).is_problem(409, "quota_reached");
    // … and not the owner of the plan, nor the rest of the team.
    let new = json!({"agency_id": city.agency("committee"), "year": 2017, "title": "Chương trình của thành phố"});
    city.standing_officer().on(&instance).post("/programmes", new).is(201);
    city.by("district_officer").on(&instance).put(&format!("{visit}/answers/1.2"), said(1)).is(200);
    city.standing_officer().on(&instance).patch(&report, json!({"findings": long(2)})).is(200);
}
