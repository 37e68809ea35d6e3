//! Lists: every item once and in order, page by page, while others write; found with or without diacritics.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::harness::{City, Person, Value, both_databases, id_in, in_days, json};

/// Walks a list in small pages; `meanwhile` runs between any two.
fn walk(who: &Person, path: &str, limit: usize, mut meanwhile: impl FnMut(usize)) -> Vec<String> {
    let separator = if path.contains('?') { '&' } else { '?' };
    let (mut seen, mut cursor, mut page) = (Vec::new(), String::new(), 0);
    loop {
        let answer = who.get(&format!("{path}{separator}limit={limit}{cursor}"));
        let ids = answer.ids();
        assert!(ids.len() <= limit);
        seen.extend(ids.iter().cloned());
        page += 1;
        let Some(next) = answer.body["next"].as_str() else {
            assert!(answer.header("link").is_none(), "{answer}");
            return seen;
        };
        assert_eq!(ids.len(), limit, "only the last page is short");
        let link = answer.header("link").unwrap();
        assert!(
            link.contains("rel=\"next\"") && link.contains(next) && link.contains(&format!("limit={limit}")),
            "{link}"
        );
        cursor = format!("&cursor={next}");
        assert!(page < 200, "the walk ends");
        meanwhile(page);
    }
}

/// In every order: the walk finds what a single large page shows, in that order, whatever is added meanwhile.
fn holds(who: &Person, path: &str, sorts: &[&str], mut add: impl FnMut(usize)) {
    let mut round = 0;
    for sort in sorts {
        let separator = if path.contains('?') { '&' } else { '?' };
        let path = format!("{path}{separator}sort={sort}");
        let all = who.get(&format!("{path}&limit=200")).ids();
        assert!(all.len() > 10, "{path} has enough to walk: {}", all.len());
        let seen = walk(who, &path, 3, |page| {
            if page <= 4 {
                round += 1;
                add(round);
            }
        });
        let again: Vec<&String> = seen.iter().filter(|id| all.contains(id)).collect();
        assert_eq!(again, all.iter().collect::<Vec<_>>(), "{path}: each once and in order");
        let mut unique = seen.clone();
        unique.sort();
        unique.dedup();
        assert_eq!(unique.len(), seen.len(), "{path}: nothing twice, new ones included");
        let grown = who.get(&format!("{path}&limit=200")).ids();
        assert_eq!(walk(who, &path, 7, |_| {}), grown, "{path}: at rest the pages are the list");
    }
}

fn names(city: &City, path: &str, field: &str) -> Vec<String> {
    city.admin().get(path).items().iter().map(|it| it[field].as_str().unwrap().to_owned()).collect()
}

fn document(city: &City, number: &str, title: &str, issued_on: &str) {
    let body = json!({"number": number, "kind": "decision", "issuer": "Uỷ ban nhân dân thành phố",
        "issued_on": issued_on, "title": title});
    city.admin().post("/legal-documents", body).is(201);
}

both_databases![
    legal_documents_page_by_page,
    agencies_page_by_page,
    programmes_and_tasks_page_by_page,
    assignments_and_extensions_page_by_page,
    action_months_and_event_plans_page_by_page,
    checklists_page_by_page,
    decisions_on_committees_page_by_page,
    inspections_page_by_page,
    inspection_plans_page_by_page,
    agency_changes_page_by_page,
    recommendations_page_by_page,
    difficulties_page_by_page,
    people_grants_and_the_record_page_by_page,
    histories_page_by_page,
    histories_and_progress_are_counted_on_demand,
    a_history_says_what_is_sealed,
    names_stand_in_vietnamese_order,
    search_takes_diacritics_or_leaves_them,
    pages_have_limits_and_totals_on_demand,
    filters_are_joined_by_or_within_and_by_and_between,
    signs_of_patterns_are_searched_as_they_are,
    a_cursor_of_somebody_elses_making_is_refused,
    designations_page_by_page,
    parameters_that_nobody_reads_are_refused
];

fn legal_documents_page_by_page(city: City) {
    for number in 0..14 {
        document(
            &city,
            &format!("{number}/QĐ"),
            &format!("Quyết định {}", number % 4),
            &format!("2016-0{}-01", number % 3 + 1),
        );
    }
    holds(&city.officer(), "/legal-documents", &["issued_on", "-issued_on", "title", "-title"], |round| {
        document(
            &city,
            &format!("m{round}/QĐ"),
            &format!("Quyết định {}", round % 5),
            &format!("2016-0{}-01", round % 4 + 1),
        );
    });
}

fn agencies_page_by_page(city: City) {
    let add = |number: usize| {
        let name = ["Ấp Đông", "Đông", "Dông", "Ân", "Ăn", "An"][number % 6];
        let body = json!({"code": format!("H24.5.{number}"), "name": name, "kind": "unit",
            "parent_id": city.agency("justice"), "valid_from": "2017-01-01"});
        city.admin().post("/agencies", body).is(201);
    };
    (100..112).for_each(add);
    holds(&city.officer(), "/agencies", &["name", "-name", "code", "-code"], |round| add(200 + round));
}

fn programmes_and_tasks_page_by_page(city: City) {
    let officer = city.standing_officer();
    let add = |number: usize| {
        let title = format!("Chương trình {}", ["Đ", "D", "Ê", "E"][number % 4]);
        officer
            .post(
                "/programmes",
                json!({"agency_id": city.agency("committee"), "year": 2010 + number % 5, "title": title}),
            )
            .is(201);
    };
    (0..12).for_each(add);
    holds(&officer, "/programmes", &["title", "-title", "year", "-year", "created_at", "-created_at"], add);
    let programme = city.papers().bare_draft("committee");
    let add = |number: usize| {
        let due = if number.is_multiple_of(3) { json!(null) } else { json!(format!("2017-0{}-10", number % 3)) };
        let number = format!("{}.{}.{}", ["I", "II", "IX"][number % 3], number + 1, ["a", "d", "đ", "e"][number % 4]);
        city.papers().task("committee", &programme, &number, json!({"due_on": due}));
    };
    (0..12).for_each(add);
    let path = format!("/tasks?programme_id={}", id_in(&programme));
    holds(&officer, &path, &["number", "-number", "due_on", "-due_on"], |round| add(100 + round));
}

fn assignments_and_extensions_page_by_page(city: City) {
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    for number in 1..=12 {
        let due = format!("2017-0{}-15", number % 4 + 5);
        papers.task(
            "committee",
            &programme,
            &format!("I.{number}"),
            json!({"lead_agency_id": city.agency("justice"), "due_on": due}),
        );
    }
    papers.submit("committee", &programme);
    papers.issue("committee", &programme);
    holds(
        &city.lead(),
        "/assignments",
        &["effective_due_at", "-effective_due_at", "created_at", "-created_at"],
        |_| {
            papers.programme("committee", "justice", "issued");
        },
    );
    for assignment in papers.assignments(&programme) {
        city.lead()
            .post(
                "/extensions",
                json!({"assignment_ids": [id_in(&assignment)], "until": "2017-12-31", "reason": "Chờ"}),
            )
            .is(201);
    }
    holds(&city.lead(), "/extensions", &["created_at", "-created_at"], |_| drop(papers.extension("justice", "asked")));
}

fn action_months_and_event_plans_page_by_page(city: City) {
    let papers = city.papers();
    let months: Vec<String> = (0..12).map(|_| papers.month("planned")).collect();
    for month in &months {
        papers.bare_plan(month, "justice");
    }
    let reader = city.officer();
    holds(&reader, "/event-plans", &["created_at", "-created_at"], |_| {
        papers.bare_plan(&papers.month("planned"), "justice");
    });
    holds(&reader, "/action-months", &["year", "-year", "created_at", "-created_at"], |_| {
        drop(papers.month("planned"))
    });
}

fn checklists_page_by_page(city: City) {
    let papers = city.papers();
    let add = || drop(papers.checklist("justice", "draft"));
    (0..12).for_each(|_| add());
    holds(&city.officer(), "/checklists", &["code", "-code", "created_at", "-created_at"], |_| add());
}

fn decisions_on_committees_page_by_page(city: City) {
    let papers = city.papers();
    let add = |round: usize| {
        let begins = json!({"issued_on": "2016-01-04", "valid_from": format!("2017-01-0{}", round % 4 + 1)});
        papers.decision_draft("justice", begins);
    };
    (0..12).for_each(add);
    let sorts = ["valid_from", "-valid_from", "created_at", "-created_at"];
    for reader in ["standing_officer", "justice_officer"] {
        holds(&city.by(reader), "/committee-decisions", &sorts, add);
    }
}

fn inspections_page_by_page(city: City) {
    let papers = city.papers();
    let add = || drop(papers.visit("scheduled"));
    (0..12).for_each(|_| add());
    let sorts = ["last_day", "-last_day", "created_at", "-created_at"];
    for reader in ["standing_officer", "culture_officer"] {
        holds(&city.by(reader), "/inspections", &sorts, |_| add());
    }
}

fn inspection_plans_page_by_page(city: City) {
    let papers = city.papers();
    let add = |year: usize| drop(papers.inspection_plan_draft("district", json!({"year": year, "visits": []})));
    (0..12).for_each(|number| add(2010 + number % 5));
    let sorts = ["year", "-year", "created_at", "-created_at"];
    holds(&city.by("district_officer"), "/inspection-plans", &sorts, |round| add(2010 + round % 5));
}

fn agency_changes_page_by_page(city: City) {
    let add = |round: usize| {
        let day = format!("2018-{:02}-01", 1 + round % 5);
        drop(city.drafted_change_with(json!({"effective_on": day})));
    };
    (0..12).for_each(add);
    let sorts = ["effective_on", "-effective_on", "created_at", "-created_at"];
    holds(&city.by("standing_officer"), "/agency-changes", &sorts, add);
}

fn recommendations_page_by_page(city: City) {
    let papers = city.papers();
    let report = papers.inspection_report("draft");
    let add = |round: usize| {
        let due = json!({"due_on": in_days(&city, 30 + (round % 3) as i64)});
        papers.recommended(&report, "justice", due);
    };
    (0..12).for_each(add);
    let sorts = ["last_day", "-last_day", "created_at", "-created_at"];
    for reader in ["standing_officer", "culture_officer"] {
        holds(&city.by(reader), "/recommendations", &sorts, add);
    }
    let report = || drop(papers.inspection_report("draft"));
    (0..10).for_each(|_| report());
    for reader in ["standing_officer", "culture_officer"] {
        holds(&city.by(reader), "/inspection-reports", &["created_at", "-created_at"], |_| report());
    }
}

fn difficulties_page_by_page(city: City) {
    let papers = city.papers();
    // Raised on several days, each urgent, low or normal, so that last days repeat.
    let add = |round: usize| {
        let severity = ["urgent", "normal", "low"][round % 3];
        let difficulty = papers.difficulty_draft("justice", json!({"severity": severity}));
        papers.bring_difficulty("justice", &difficulty, "raised");
    };
    (0..12).for_each(add);
    let sorts = ["last_day", "-last_day", "created_at", "-created_at"];
    for reader in ["standing_officer", "justice_officer"] {
        holds(&city.by(reader), "/difficulties", &sorts, add);
    }
}

fn people_grants_and_the_record_page_by_page(city: City) {
    let admin = city.admin();
    holds(&admin, "/users", &["name", "-name"], |round| {
        let code = format!("H24.6.{round}");
        admin
            .post(
                "/agencies",
                json!({"code": code, "name": "Đơn vị", "kind": "unit",
                    "parent_id": city.agency("justice"), "valid_from": "2017-01-01"}),
            )
            .is(201);
    });
    let grant = |round: usize| {
        let day = format!("20{:02}-01-01", 30 + round);
        let body = json!({"user_id": city.user("justice_auditor"), "agency_id": city.agency("labour"),
            "role": "agency_officer", "scope": "self", "valid_from": day, "valid_to": day});
        admin.post("/grants", body).is(201);
    };
    holds(&admin, "/grants", &["created_at", "-created_at"], grant);
    holds(&city.auditor(), "/audit-entries", &["sequence", "-sequence"], |round| grant(30 + round));
}

fn histories_page_by_page(city: City) {
    let programme = city.papers().bare_draft("committee");
    for round in 0..12 {
        city.standing_officer().patch(&programme, json!({"title": format!("Bản {round}")})).is(200);
    }
    let path = format!("{programme}/transitions");
    let all = city.auditor().get(&format!("{path}?limit=200"));
    assert_eq!(
        all.items().iter().map(|it| it["version"].as_i64().unwrap()).collect::<Vec<_>>(),
        (1..=13).collect::<Vec<i64>>()
    );
    assert_eq!(walk(&city.auditor(), &path, 4, |_| {}), all.ids());
}

fn histories_and_progress_are_counted_on_demand(city: City) {
    let assignment = city.papers().assignment("justice", "accepted");
    for percent in [20, 40, 60] {
        city.lead()
            .transition(
                &assignment,
                json!({"action": "record_progress", "percent": percent, "narrative": "Đã làm một phần"}),
            )
            .is(200);
    }
    for (path, total) in [(format!("{assignment}/transitions"), 5), (format!("{assignment}/progress-updates"), 3)] {
        assert_eq!(city.lead().get(&path).is(200).get("total"), None, "{path}");
        let counted = city.lead().get(&format!("{path}?limit=1&count=true")).is(200);
        assert_eq!((counted["total"].clone(), counted["items"].as_array().unwrap().len()), (json!(total), 1), "{path}");
        let cursor = counted["next"].as_str().unwrap();
        let second = city.lead().get(&format!("{path}?limit=1&count=true&cursor={cursor}")).is(200);
        assert_eq!(second["total"], total, "{path}: of all pages, not of those that are left");
    }
    // Nobody is told how many steps he may not see.
    let programme = city.papers().programme("committee", "justice", "issued");
    let path = format!("{programme}/transitions?count=true");
    let (of_drafters, of_readers) = (city.standing_officer().get(&path).is(200), city.lead().get(&path).is(200));
    assert_eq!(of_drafters["total"], 3);
    assert_eq!(of_readers["total"], 1);
}

fn a_history_says_what_is_sealed(city: City) {
    let path = format!("{}/transitions", city.papers().draft("committee", "justice"));
    // On PostgreSQL the seal follows a moment after the commit.
    let sealed = (0..100).any(|_| {
        let all = city.auditor().get(&path).items();
        assert!(all.iter().all(|it| it["sealed"].is_boolean()));
        let done = all.iter().all(|it| it["sealed"] == true);
        if !done {
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        done
    });
    assert!(sealed);
}

fn names_stand_in_vietnamese_order(city: City) {
    let paper = [
        "An",
        "Ăn",
        "Ân",
        "Bình",
        "Dung",
        "Đông",
        "Em",
        "Êm",
        "Minh",
        "Nga",
        "Oanh",
        "Ôn",
        "Ơn",
        "Quận 2",
        "Quận 10",
        "Uyên",
        "Ưng",
        "Xuân",
        "Yên",
    ];
    for (number, name) in paper.iter().rev().enumerate() {
        document(&city, &format!("{number}/QĐ"), name, "2016-01-01");
    }
    assert_eq!(names(&city, "/legal-documents?sort=title", "title"), paper);
    let tones = ["ma", "mà", "mả", "mã", "má", "mạ"];
    for (number, name) in tones.iter().enumerate() {
        document(&city, &format!("t{number}/QĐ"), name, "2015-01-01");
    }
    assert_eq!(names(&city, "/legal-documents?sort=title&issued_on_before=2016-01-01", "title"), tones);
}

fn search_takes_diacritics_or_leaves_them(city: City) {
    document(&city, "73/2006/QH11", "Luật Bình đẳng giới", "2006-11-29");
    document(&city, "2/QĐ", "Kế hoạch khác", "2016-01-01");
    let decomposed = "Bi\u{300}nh đa\u{309}ng giơ\u{301}i";
    for q in [
        "binh dang gioi",
        "Bình đẳng giới",
        "BÌNH ĐẲNG",
        "binh đang",
        decomposed,
        "73/2006",
        "quoc",
        "uy ban",
        "  binh   dang ",
    ] {
        let encoded: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = names(&city, &format!("/legal-documents?q={encoded}"), "title");
        assert!(found.contains(&"Luật Bình đẳng giới".to_owned()) || ["quoc", "uy ban"].contains(&q), "{q}: {found:?}");
        assert!(!found.contains(&"Kế hoạch khác".to_owned()) || q == "uy ban", "{q}: {found:?}");
    }
    for q in ["van hoa", "V%C4%82N%20HO%C3%81", "so%20van"] {
        assert_eq!(
            names(&city, &format!("/agencies?q={}", q.replace(' ', "%20")), "name"),
            ["Sở Văn hoá và Thể thao"],
            "{q}"
        );
    }
    assert_eq!(names(&city, "/users?q=culture%20officer", "login"), ["culture_officer"]);
}

fn pages_have_limits_and_totals_on_demand(city: City) {
    let officer = city.officer();
    officer.get("/agencies?limit=201").is_problem(400, "bad_parameter").points_at("limit", "number_out_of_range");
    let page = officer.get("/agencies?limit=2").is(200);
    assert_eq!((page.get("total"), page["items"].as_array().unwrap().len()), (None, 2));
    let counted = officer.get("/agencies?limit=2&count=true").is(200);
    assert_eq!(counted["total"], 6);
    let cursor = page["next"].as_str().unwrap();
    officer
        .get(&format!("/agencies?sort=-name&cursor={cursor}"))
        .is_problem(422, "cursor_invalid")
        .points_at("cursor", "cursor_invalid");
    officer.get(&format!("/legal-documents?cursor={cursor}")).is_problem(422, "cursor_invalid");
    let mut bent = cursor.to_owned();
    bent.replace_range(..4, "AAAA");
    officer.get(&format!("/agencies?cursor={bent}")).is_problem(422, "cursor_invalid");
}

fn filters_are_joined_by_or_within_and_by_and_between(city: City) {
    let kinds = |query: &str| names(&city, &format!("/agencies?sort=code{query}"), "code");
    assert_eq!(kinds("&kind=district&kind=commune"), ["H24.11", "H24.11.01"]);
    assert_eq!(kinds(&format!("&kind=commune&under_id={}", city.agency("district"))), ["H24.11.01"]);
    assert_eq!(kinds(&format!("&under_id={}", city.agency("district"))), ["H24.11", "H24.11.01"]);
    assert_eq!(kinds(&format!("&parent_id={}", city.agency("committee"))), ["H24.01", "H24.02", "H24.03", "H24.11"]);
    city.end("culture", "2017-05-31");
    assert!(kinds("&alive_on=2017-05-31").contains(&"H24.03".to_owned()));
    assert!(!kinds("&alive_on=2017-06-01").contains(&"H24.03".to_owned()));
    let papers = city.papers();
    let programme = papers.bare_draft("committee");
    for (number, due) in [("I.1", "2017-06-14"), ("I.2", "2017-06-15"), ("I.3", "2017-06-16")] {
        papers.task("committee", &programme, number, json!({"due_on": due}));
    }
    let due = |query: &str| -> Vec<Value> {
        city.standing_officer().get(&format!("/tasks?{query}")).items().iter().map(|it| it["number"].clone()).collect()
    };
    assert_eq!(due("due_before=2017-06-15"), ["I.1"]);
    assert_eq!(due("due_from=2017-06-15&due_before=2017-06-16"), ["I.2"]);
}

fn signs_of_patterns_are_searched_as_they_are(city: City) {
    for (number, title) in ["Kế hoạch_A", "Đạt 50% chỉ tiêu", "Kế hoạch B\\C", "Kế hoạch XA"].iter().enumerate()
    {
        document(&city, &format!("{number}/QĐ"), title, "2016-01-01");
    }
    let found = |q: &str| names(&city, &format!("/legal-documents?sort=title&q={q}"), "title");
    assert_eq!(found("hoach_a"), ["Kế hoạch_A"]);
    assert_eq!(found("%25"), ["Đạt 50% chỉ tiêu"]);
    assert_eq!(found("b%5Cc"), ["Kế hoạch B\\C"]);
    assert_eq!(found("_"), ["Kế hoạch_A"]);
}

fn a_cursor_of_somebody_elses_making_is_refused(city: City) {
    let officer = city.officer();
    let written = |sort: &str, value: Value| {
        let text = json!({"sort": sort, "value": value, "id": "00000000-0000-0000-0000-000000000000"}).to_string();
        URL_SAFE_NO_PAD.encode(text)
    };
    for (path, sort, value) in [
        ("agencies", "name", json!("a\u{0}b")),
        ("legal-documents", "title", json!("a\u{202e}b")),
        ("legal-documents", "issued_on", json!("-262000-01-01")),
        ("legal-documents", "issued_on", json!("+262000-01-01")),
        ("programmes", "year", json!(99_999_999_999_i64)),
        ("programmes", "created_at", json!("0000-01-01T00:00:00Z")),
        ("programmes", "created_at", json!("0001-01-01T00:00:00+14:00")),
        ("programmes", "created_at", json!("9999-12-31T23:59:59-14:00")),
        ("assignments", "effective_due_at", json!(1)),
    ] {
        let answer = officer.get(&format!("/{path}?sort={sort}&cursor={}", written(sort, value.clone())));
        answer.is_problem(422, "cursor_invalid");
    }
    for (path, sort, value) in [
        ("legal-documents", "issued_on", json!("0001-01-01")),
        ("legal-documents", "issued_on", json!("9999-12-31")),
        ("programmes", "year", json!(i32::MIN)),
        ("programmes", "created_at", json!("0001-01-01T00:00:00Z")),
        ("programmes", "created_at", json!("9999-12-31T23:59:59Z")),
    ] {
        officer.get(&format!("/{path}?sort={sort}&cursor={}", written(sort, value))).is(200);
    }
    for sequence in [i64::MIN, i64::MAX] {
        city.auditor()
            .get(&format!("/audit-entries?sort=sequence&cursor={}", written("sequence", json!(sequence))))
            .is(200);
    }
}

fn designations_page_by_page(city: City) {
    let path = format!("/agencies/{}/designations", city.agency("committee"));
    for year in 2018..2023 {
        let body = json!({"agency_id": city.agency("justice"), "valid_from": format!("{year}-01-01")});
        city.admin().post(&path, body).is(201);
    }
    let all = city.officer().get(&format!("{path}?limit=200&count=true"));
    assert_eq!(all.body["total"], all.items().len());
    assert!(all.items().len() >= 5);
    assert_eq!(walk(&city.officer(), &path, 2, |_| {}), all.ids());
    city.officer().get(&format!("{path}?limit=0")).is_problem(400, "bad_parameter");
}

fn parameters_that_nobody_reads_are_refused(city: City) {
    let officer = city.officer();
    let agency = format!("/agencies/{}", city.agency("justice"));
    for path in [format!("{agency}?expand=all"), "/me?limit=1".to_owned(), format!("{agency}/designations?kind=x")] {
        officer.get(&path).is_problem(400, "bad_parameter");
    }
    officer.get(&format!("{agency}?expand=all")).points_at("expand", "field_unknown");
    city.admin().post("/legal-documents?dry_run=true", json!({})).is_problem(400, "bad_parameter");
    officer.get(&agency).is(200);
}

both_databases![events_page_by_page, events_are_found_by_what_they_are];

fn events_page_by_page(city: City) {
    let papers = city.papers();
    let event = |number: usize| {
        let minute = number % 4;
        papers.event("justice", json!({"starts_at": format!("2017-11-20T01:0{minute}:00Z")}));
    };
    (0..12).for_each(event);
    // Whoever organises it, and whoever reads it with others.
    for login in ["justice_officer", "standing_lead"] {
        holds(&city.by(login), "/events", &["starts_at", "-starts_at", "created_at", "-created_at"], event);
    }
    let told = papers.event_in("justice", "reported");
    city.at("2017-11-25T09:00:00+07:00");
    for number in 0..11 {
        let mut step = crate::harness::event_step("correct");
        step["results"]["online_views"] = json!(number);
        city.lead().transition(&told, step).is(200);
    }
    let all = city.lead().get(&format!("{told}/results?limit=200")).ids();
    assert_eq!((all.len(), walk(&city.lead(), &format!("{told}/results"), 5, |_| {})), (12, all));
}

fn events_are_found_by_what_they_are(city: City) {
    let papers = city.papers();
    let talk = papers.event("justice", json!({"form": "talk", "title": "Nói chuyện về Luật Bình đẳng giới"}));
    let launch = papers.event_at("culture", "launch", "2017-11-04T01:00:00Z", "2017-11-04T03:00:00Z");
    let confirmed = papers.event_in("culture", "confirmed");
    let women = papers.event_at("justice", "day_20_10", "2018-10-20T01:00:00Z", "2018-10-20T03:00:00Z");
    let (justice, culture) = (city.agency("justice"), city.agency("culture"));
    for (query, expected) in [
        (format!("agency_id={justice}"), vec![&talk, &women]),
        (format!("agency_id={justice}&agency_id={culture}&year=2018"), vec![&women]),
        ("occasion=launch&occasion=day_20_10".to_owned(), vec![&launch, &women]),
        ("form=talk".to_owned(), vec![&talk]),
        ("state=confirmed&state=held".to_owned(), vec![&confirmed]),
        ("year=2017".to_owned(), vec![&launch, &talk, &confirmed]),
        ("starts_before=2017-11-20T01:00:00Z".to_owned(), vec![&launch]),
        ("starts_from=2017-11-20T01:00:00.000001Z".to_owned(), vec![&women]),
        ("q=luat%20binh%20dang".to_owned(), vec![&talk]),
        ("q=HOI%20TRUONG&form=talk".to_owned(), vec![&talk]),
        ("q=khong%20co".to_owned(), vec![]),
        ("results_standing=reported".to_owned(), vec![]),
    ] {
        let expected: Vec<&str> = expected.into_iter().map(|it| id_in(it)).collect();
        let found = city.standing_officer().get(&format!("/events?sort=starts_at&count=true&{query}"));
        assert_eq!(found.ids(), expected, "{query}");
        assert_eq!(found.body["total"], expected.len(), "{query}");
    }
    let listed = city.standing_officer().get("/events").items();
    for name in ["actions", "publication", "overlaps", "results"] {
        assert!(listed.iter().all(|it| it.get(name).is_none()), "{name}");
    }
    for wrong in ["form=poem", "year=x", "state=gone", "colour=red", "results_standing=late", "starts_from=2017-11-20"]
    {
        city.officer().get(&format!("/events?{wrong}")).is_problem(400, "bad_parameter");
    }
}
