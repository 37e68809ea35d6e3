//! What the record shows of an object: no more than the object's own page does, to the same reader. And what a page holds in memory.

use std::collections::BTreeMap;

use crate::harness::{City, Person, TEAM, Value, both_databases, days_pass, id_in, json, pdf, report_step, submit};

both_databases![
    the_record_shows_no_more_of_an_object_than_its_page,
    a_draft_is_withheld_until_it_is_received_and_an_amendment_tells_nothing_of_the_next_one,
    what_is_gone_is_shown_to_those_who_could_read_it,
    evidence_that_is_gone_is_shown_to_nobody,
    a_report_of_a_visit_is_shown_as_it_was_sent,
    whoever_comes_to_lead_a_task_is_on_record_of_each_assignment,
    a_page_ends_early_where_its_rows_are_large_and_misses_none,
    a_resource_that_there_is_not_is_no_empty_list,
];

/// Every entry in reach, page by page.
fn entries(who: &Person, query: &str) -> Vec<Value> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = who.get(&format!("/audit-entries?limit=200{query}{cursor}"));
        all.extend(page.items());
        let Some(next) = page.body["next"].as_str() else { return all };
        cursor = format!("&cursor={next}");
    }
}

fn the_record_shows_no_more_of_an_object_than_its_page(city: City) {
    let papers = city.papers();
    for agency in ["justice", "culture"] {
        papers.programme(agency, agency, "draft");
        papers.programme(agency, agency, "issued");
    }
    let period = papers.counting_period();
    papers.report_draft(&period, "justice");
    papers.submission_in(&period, "culture", "submitted");
    papers.extension("justice", "asked");
    let mut told = BTreeMap::new();
    for login in ["admin", "district_admin", "justice_auditor", "auditor"] {
        let who = city.by(login);
        let mut pages: BTreeMap<String, bool> = BTreeMap::new();
        for listed in entries(&who, "") {
            assert!(listed.get("before").is_none() && listed.get("after").is_none(), "{login}: {listed}");
            let resource = listed["resource"].as_str().unwrap();
            let page = match resource {
                "programmes" | "tasks" | "assignments" | "extensions" | "submissions" | "obligations"
                | "report-periods" | "users" | "grants" | "delegations" | "service-accounts" => {
                    format!("/{resource}/{}", listed["resource_id"].as_str().unwrap())
                }
                _ => continue,
            };
            let reads = *pages.entry(page.clone()).or_insert_with(|| who.get(&page).status == 200);
            assert_eq!(listed["withheld"], json!(!reads), "{login}: {page} {listed}");
            let entry = who.get(&format!("/audit-entries/{}", listed["id"].as_str().unwrap())).is(200);
            assert_eq!(entry["withheld"], json!(!reads), "{login}: {page}");
            if reads {
                assert!(entry["before"].is_object() || entry["after"].is_object(), "{login}: {entry}");
                assert_eq!(listed["reason"], entry["reason"]);
            } else {
                for field in ["reason", "before", "after"] {
                    assert!(entry[field].is_null() && entry.get(field).is_some(), "{login}: {entry}");
                }
                assert!(listed["reason"].is_null());
            }
            *told.entry((login, reads)).or_insert(0) += 1;
        }
    }
    for both in [("admin", true), ("admin", false), ("justice_auditor", true), ("auditor", true), ("auditor", false)] {
        assert!(told.contains_key(&both), "{both:?} is among what was tried: {told:?}");
    }
}

fn a_draft_is_withheld_until_it_is_received_and_an_amendment_tells_nothing_of_the_next_one(city: City) {
    let papers = city.papers();
    let first = papers.submission("justice", "accepted");
    let auditor = city.auditor();
    let before = auditor.get(&first);
    let told = entries(&auditor, &format!("&resource_id={}", id_in(&first))).len();

    let next = city.lead().transition(&first, report_step("amend")).is(200);
    let next = format!("/submissions/{}", next["id"].as_str().unwrap());
    let after = auditor.get(&first);
    assert_eq!((after.etag(), &after.body["version"]), (before.etag(), &before.body["version"]), "it stays as it is");
    assert_eq!(entries(&auditor, &format!("&resource_id={}", id_in(&first))).len(), told, "and says nothing new");
    auditor.get(&next).is_problem(404, "not_found");
    let shown = || {
        let listed = entries(&auditor, &format!("&resource_id={}", id_in(&next)));
        let amended = listed.iter().find(|it| it["action"] == "amend").expect("the entry is listed").clone();
        auditor.get(&format!("/audit-entries/{}", amended["id"].as_str().unwrap())).is(200)
    };
    let entry = shown();
    assert_eq!((&entry["withheld"], &entry["after"], &entry["reason"]), (&json!(true), &json!(null), &json!(null)));
    city.lead().transition(&next, submit()).is(200);
    let entry = shown();
    assert_eq!((&entry["withheld"], &entry["after"]["id"]), (&json!(false), &json!(id_in(&next))));
    assert!(entry["reason"].is_string(), "{entry}");
}

fn what_is_gone_is_shown_to_those_who_could_read_it(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("justice");
    let task = papers.task("justice", &programme, "I.1", json!({"lead_agency_id": city.agency("justice")}));
    city.officer().delete(&format!("/tasks/{task}")).is(204);
    for (login, reads) in [("auditor", true), ("justice_auditor", true), ("admin", false)] {
        let who = city.by(login);
        let listed = entries(&who, &format!("&resource_id={task}"));
        assert_eq!(listed.len(), 2, "{login}");
        for entry in listed {
            let entry = who.get(&format!("/audit-entries/{}", entry["id"].as_str().unwrap())).is(200);
            assert_eq!(entry["withheld"], json!(!reads), "{login}: {entry}");
            assert_eq!(entry["before"].is_object() || entry["after"].is_object(), reads, "{login}: {entry}");
        }
    }
}

/// Every entry of an object as somebody reads it, the oldest first: what was done, whether it is withheld, and the whole of it.
fn told(who: &Person, path: &str) -> Vec<(String, bool, Value)> {
    let mut listed = entries(who, &format!("&resource_id={}", id_in(path)));
    listed.reverse();
    let read = |listed: &Value| {
        let entry = who.get(&format!("/audit-entries/{}", listed["id"].as_str().unwrap())).is(200);
        assert_eq!(listed["withheld"], entry["withheld"], "{entry}");
        (entry["action"].as_str().unwrap().to_owned(), entry["withheld"] == json!(true), entry)
    };
    listed.iter().map(read).collect()
}

fn evidence_that_is_gone_is_shown_to_nobody(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let named = |name: &str, sensitivity: &str| json!({"file_name": name, "sensitivity": sensitivity});
    let gone = papers.evidence(&sender, "culture", &visit, named("Nhân chứng A.pdf", "restricted"), &pdf(60));
    let normal = papers.evidence(&sender, "culture", &visit, named("Nhân chứng B.pdf", "normal"), &pdf(61));
    let expired = papers.evidence(&sender, "culture", &visit, named("Nhân chứng C.pdf", "restricted"), &pdf(62));
    for file in [&gone, &normal] {
        sender.delete(file).is(204);
    }
    days_pass(&city, 8);
    let removed = actix_web::rt::System::new().block_on(tienbo::attachments::expire(&city.service().db)).unwrap();
    assert_eq!(removed, 1);
    for file in [&gone, &normal, &expired] {
        for who in ["auditor", "admin"] {
            let told = told(&city.by(who), file);
            let actions: Vec<&str> = told.iter().map(|it| it.0.as_str()).collect();
            assert_eq!((actions.first(), actions.last()), (Some(&"create"), Some(&"delete")), "{actions:?}");
            for (action, withheld, entry) in told {
                assert!(withheld && !entry.to_string().contains("Nhân chứng"), "{who} {action}: {entry}");
            }
        }
    }
}

fn a_report_of_a_visit_is_shown_as_it_was_sent(city: City) {
    const DRAFT: &str = "Nhận định ban đầu";
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let proposed = papers.recommended(&report, "justice", json!({"text": format!("{DRAFT} về quy hoạch")}));
    let (member, auditor) = (city.by(TEAM[1]), city.auditor());
    let edit = |words: &str| member.patch(&report, json!({"findings": words})).is(200);
    edit(DRAFT);
    edit("Kết quả kiểm tra");
    member.patch(&proposed, json!({"text": "Bổ sung quy hoạch"})).is(200);
    assert!(told(&auditor, &report).iter().all(|it| it.1), "a draft is nobody's to audit");
    papers.move_report("committee", "justice", &report, "send");
    papers.move_report("committee", "justice", &report, "return");
    edit(&format!("{DRAFT} lần hai"));
    edit("Kết quả lần hai");
    papers.move_report("committee", "justice", &report, "send");
    papers.move_report("committee", "justice", &report, "comment");
    papers.move_report("committee", "justice", &report, "conclude");
    let amended = papers.amended("committee", "justice", &report);
    assert!(told(&auditor, &amended).iter().all(|it| it.1), "nor is the draft of the next version");
    let shown = |path: &str| {
        let told = told(&auditor, path);
        assert!(!told.iter().any(|it| it.2.to_string().contains(DRAFT)), "{told:?}");
        told.into_iter().map(|it| (it.0, !it.1)).collect::<Vec<_>>()
    };
    let expected = |all: &[(&str, bool)]| all.iter().map(|it| (it.0.to_owned(), it.1)).collect::<Vec<_>>();
    let of_report = [
        ("create", false),
        ("update", false),
        ("update", false),
        ("send", true),
        ("return", true),
        ("update", false),
        ("update", false),
        ("send", true),
        ("comment", true),
        ("conclude", true),
    ];
    assert_eq!(shown(&report), expected(&of_report));
    assert_eq!(shown(&proposed), expected(&[("create", false), ("update", false), ("conclude", true)]));
    // As its own history does.
    let history = auditor.get(&format!("{report}/transitions?limit=200")).items();
    assert_eq!(history[0]["action"], "send");
}

fn whoever_comes_to_lead_a_task_is_on_record_of_each_assignment(city: City) {
    let papers = city.papers();
    let (officer, chair) = (city.standing_officer(), city.chair());
    let [justice, culture, district] = ["justice", "culture", "district"].map(|it| city.agency(it));
    let programme = papers.bare_draft("committee");
    let fields = json!({"lead_agency_id": justice, "coordinating_agency_ids": [culture, district]});
    papers.task("committee", &programme, "I.1", fields);
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    let of =
        |agency| format!("/assignments/{}", city.auditor().get(&format!("/assignments?agency_id={agency}")).ids()[0]);
    let stays = of(district);
    let before = city.auditor().get(&stays).body;
    assert_eq!(before["lead_agency_id"], json!(justice));
    city.by("culture_officer").get(&stays).is_problem(404, "not_found");

    let second = chair.transition(&programme, json!({"action": "amend", "reason": "Đổi đơn vị chủ trì"})).is(200);
    let second = format!("/programmes/{}", second["id"].as_str().unwrap());
    let task = format!("/tasks/{}", officer.get(&format!("/tasks?programme_id={}", id_in(&second))).ids()[0]);
    officer.patch(&task, json!({"lead_agency_id": culture, "coordinating_agency_ids": [justice, district]})).is(200);
    papers.submit("committee", &second);
    papers.issue("committee", &second);

    let after = city.auditor().get(&stays).body;
    assert_eq!((&after["lead_agency_id"], &after["part"]), (&json!(culture), &json!("coordinating")));
    assert_eq!(after["version"], json!(before["version"].as_i64().unwrap() + 1));
    city.by("culture_officer").get(&stays).is(200);
    city.officer().get(&stays).is_problem(404, "not_found");
    let newest = entries(&city.auditor(), &format!("&resource_id={}", id_in(&stays))).remove(0);
    let entry = city.auditor().get(&format!("/audit-entries/{}", newest["id"].as_str().unwrap())).is(200);
    assert_eq!(entry["action"], "change_lead");
    assert_eq!([&entry["before"], &entry["after"]].map(|it| &it["lead_agency_id"]), [&json!(justice), &json!(culture)]);
}

/// Rows of 60,000 bytes and more: seventy of them are more than four megabytes, and the walk goes on behind them.
fn a_page_ends_early_where_its_rows_are_large_and_misses_none(city: City) {
    let papers = city.papers();
    let long = "Ủ".repeat(10_000);
    let programme = papers.bare_draft("justice");
    for number in 1..=90 {
        let body = json!({"agency_id": city.agency("justice"), "year": 2017, "title": format!("Kế hoạch {number:02}"),
            "purpose": long, "requirements": long});
        city.officer().post("/programmes", body).is(201);
        papers.task(
            "justice",
            &programme,
            &format!("I.{number}"),
            json!({"description": long, "note": "Ủ".repeat(2_000), "expected_output": "Ủ".repeat(2_000),
            "lead_agency_id": city.agency("justice")}),
        );
    }
    for path in ["/programmes?sort=title", "/tasks?sort=number"] {
        let (mut seen, mut cursor, mut pages) = (Vec::new(), String::new(), 0);
        loop {
            let page = city.officer().get(&format!("{path}&limit=200&count=true{cursor}"));
            assert!(page.items().len() < 90, "{path}: {} rows", page.items().len());
            assert!(page.body.to_string().len() < 5 << 20, "{path}: {} bytes", page.body.to_string().len());
            assert!(page.body["total"].as_u64().unwrap() >= 90);
            seen.extend(page.ids());
            pages += 1;
            let Some(next) = page.body["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        let all = seen.len();
        seen.sort();
        seen.dedup();
        assert!((90..=91).contains(&all) && seen.len() == all && pages > 1, "{path}: {all} in {pages} pages");
    }
    // Few large rows, asked for few at a time, come as they are asked for.
    assert_eq!(city.officer().get("/programmes?limit=5").items().len(), 5);
}

fn a_resource_that_there_is_not_is_no_empty_list(city: City) {
    let auditor = city.auditor();
    for query in ["resource=bogus", "resource=programmes&resource=programme"] {
        let refused = auditor.with("accept-language", "en").get(&format!("/audit-entries?{query}"));
        refused.is_problem(400, "bad_parameter").points_at("resource", "value_invalid");
        let detail = refused.body["errors"][0]["detail"].as_str().unwrap();
        assert!(detail.contains(": one of action-months, agencies,") && detail.contains(" programmes,"), "{detail}");
    }
    // Of each that there is, whether anything was done of it yet or not.
    for name in tienbo::chapters::names() {
        auditor.get(&format!("/audit-entries?resource={name}&limit=1")).is(200);
    }
}
