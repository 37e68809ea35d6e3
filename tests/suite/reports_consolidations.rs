//! One report of many: what it is made of, who issues it, that its sums are those of its versions, and that what was issued
//! stays as it is.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use tienbo::chapters;
use tienbo::kernel::held;

use crate::harness::{
    Answer, City, Engine, Hands, Person, Value, at_once, both_databases, consolidation_step, declare_nil, id_in, json,
    name_of, report_step,
};

const REPORTERS: [&str; 4] = ["justice", "culture", "labour", "commune"];

/// A report of an agency, accepted, with these values; nothing to report where there are none. Its path.
fn accepted(city: &City, period: &str, agency: &str, values: Value, budget: i64) -> String {
    let papers = city.papers();
    let (draft, hands) = (papers.report_draft(period, agency), Hands::of(city, agency));
    let mut content = papers.plain_content(period);
    content["values"] = values;
    content["budget"] = json!([{"item": "Tập huấn", "amount": budget}]);
    hands.drafter.patch(&draft, json!({"content": content})).is(200);
    for action in ["submit", "take", "accept"] {
        hands.step(&draft, action);
    }
    draft
}

fn by_sex(female: i64, male: i64) -> Value {
    json!([{"indicator": "CB.01", "female": female, "male": male}])
}

/// The next version of an accepted report, with these values, accepted too: its path.
fn amended(city: &City, report: &str, agency: &str, values: Value) -> String {
    let hands = Hands::of(city, agency);
    let next = hands.step(report, "amend");
    let path = format!("/submissions/{}", next["id"].as_str().unwrap());
    let mut content = next["content"].clone();
    content["values"] = values;
    hands.drafter.patch(&path, json!({"content": content})).is(200);
    for action in ["submit", "take", "accept"] {
        hands.step(&path, action);
    }
    path
}

fn items(who: &Person, consolidation: &str, query: &str) -> Vec<Value> {
    who.get(&format!("{consolidation}/items?limit=200{query}")).items()
}

/// The bytes of the document.
fn document(who: &Person, consolidation: &str) -> Answer {
    let answer = who.get(&format!("{consolidation}/document"));
    answer.is(200);
    answer
}

fn sha256(bytes: &[u8]) -> String {
    tienbo::kernel::crypto::hex(&tienbo::kernel::crypto::sha256(bytes))
}

fn sum<'a>(consolidation: &'a Value, indicator: &str) -> &'a Value {
    consolidation["sums"].as_array().unwrap().iter().find(|it| it["indicator"] == indicator).unwrap()
}

/// Adds up what the included versions say, by reading each of them.
fn by_hand(who: &Person, consolidation: &str) -> (BTreeMap<(String, String), i64>, i64) {
    let (mut sums, mut budget) = (BTreeMap::new(), 0);
    for item in items(who, consolidation, "&part=included") {
        let version = who.get(&format!("/submissions/{}", item["submission_id"].as_str().unwrap())).is(200);
        assert_eq!((&version["sha256"], &version["number"]), (&item["sha256"], &item["submission_number"]));
        for value in version["content"]["values"].as_array().unwrap() {
            let code = value["indicator"].as_str().unwrap().to_owned();
            for (figure, count) in value.as_object().unwrap().iter().filter(|(name, _)| *name != "indicator") {
                *sums.entry((code.clone(), figure.clone())).or_default() += count.as_i64().unwrap();
            }
        }
        budget += version["content"]["budget"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["amount"].as_i64().unwrap())
            .sum::<i64>();
    }
    (sums, budget)
}

fn told(consolidation: &Value) -> BTreeMap<(String, String), i64> {
    let mut sums = BTreeMap::new();
    for sum in consolidation["sums"].as_array().unwrap() {
        let code = sum["indicator"].as_str().unwrap();
        for figure in ["female", "male", "total", "numerator", "denominator"] {
            sums.extend(sum[figure].as_i64().map(|count| ((code.to_owned(), figure.to_owned()), count)));
        }
    }
    sums
}

both_databases![
    rule_8_an_amendment_after_the_issue_marks_it_stale_and_changes_no_byte,
    it_names_what_is_included_not_accepted_left_out_and_missing,
    what_was_received_is_told_with_its_state_and_since_when,
    compiling_warns_of_what_is_incomplete,
    its_document_keeps_the_names_of_the_day,
    the_texts_of_a_section_are_those_of_the_versions_that_it_names,
    a_page_of_texts_ends_where_they_are_too_large_together,
    compiled_again_it_shows_the_difference,
    a_sum_has_its_sources,
    the_sums_equal_those_added_up_by_hand,
    its_words_are_edited_until_it_is_submitted,
    one_of_a_period_is_on_its_way_at_a_time,
    whoever_made_it_does_not_issue_it,
    it_is_sent_once_to_each_recipient_and_numbered_once,
    what_cannot_be_compiled_is_named_and_changes_nothing,
    compiled_while_a_report_is_accepted_it_has_it_or_is_stale,
    compiled_twice_under_one_key_it_is_compiled_once,
    nobody_else_sees_one,
    a_report_that_says_nothing_is_included_and_adds_nothing
];

fn rule_8_an_amendment_after_the_issue_marks_it_stale_and_changes_no_byte(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let report = accepted(&city, &period, "justice", by_sex(12, 30), 5);
    let consolidation = papers.consolidation_of(&period);
    city.at("2017-07-05T09:00:00+07:00");
    papers.bring_consolidation(&consolidation, "issued");
    let issued = city.auditor().get(&consolidation).is(200);
    let stored = document(&city.auditor(), &consolidation);
    assert_eq!((&issued["stale_since"], &issued["state"]), (&Value::Null, &json!("issued")));
    assert_eq!(issued["sha256"], sha256(&stored.bytes), "whoever has the bytes can repeat the hash");
    assert_eq!(stored.body["report_number"], issued["report_number"], "what is signed is in it");
    assert_eq!(stored.body["signatory"]["name"], name_of("chair"));

    // A draft of an amendment is nobody's business yet; accepted, it is.
    let hands = Hands::of(&city, "justice");
    let next = hands.step(&report, "amend");
    let next = format!("/submissions/{}", next["id"].as_str().unwrap());
    assert_eq!(city.auditor().get(&consolidation).body["stale_since"], Value::Null);
    city.at("2017-07-20T09:00:00+07:00");
    papers.bring_report(&next, "justice", "accepted");
    let stale = city.auditor().get(&consolidation).is(200);
    assert_eq!(stale["stale_since"], "2017-07-20T02:00:00.000000Z");
    assert_eq!(document(&city.auditor(), &consolidation).bytes, stored.bytes, "not a byte");
    for field in ["sha256", "sums", "budget", "included", "compiled_at", "state", "issued_on", "report_number"] {
        assert_eq!(stale[field], issued[field], "{field}");
    }
    assert_eq!(items(&city.auditor(), &consolidation, "&part=included")[0]["submission_number"], 1);
    let history = city.auditor().get(&format!("{consolidation}/transitions")).items();
    let actions: Vec<&str> = history.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(actions, ["create", "compile", "submit", "issue", "mark_stale"]);

    // The next consolidation of the period takes its place.
    assert_eq!(city.auditor().get("/consolidations?stale=true").ids(), [id_in(&consolidation)]);
    let second = papers.consolidation_of(&period);
    papers.bring_consolidation(&second, "compiled");
    assert_eq!(city.auditor().get(&consolidation).body["superseded_at"], Value::Null, "not before it is issued");
    for action in ["submit", "issue"] {
        papers.consolidate(&second, consolidation_step(action));
    }
    let first = city.auditor().get(&consolidation).is(200);
    assert_eq!(first["superseded_at"], "2017-07-20T02:00:00.000000Z");
    assert_eq!(document(&city.auditor(), &consolidation).bytes, stored.bytes);
    let second = city.auditor().get(&second).is(200);
    assert_eq!(
        (&second["number"], &second["stale_since"], &second["superseded_at"]),
        (&json!(2), &Value::Null, &Value::Null)
    );
    city.standing_lead().transition(&consolidation, consolidation_step("send")).is_problem(409, "not_in_force");
    assert_eq!(city.standing_lead().get(&consolidation).blocked("send"), Some(vec!["not_in_force".to_owned()]));
}

fn it_names_what_is_included_not_accepted_left_out_and_missing(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let justice = accepted(&city, &period, "justice", by_sex(12, 30), 7);
    accepted(&city, &period, "culture", by_sex(3, 4), 9);
    let waiting = papers.submission_in(&period, "labour", "under_review");
    let exempt = papers.owed(&period, "commune");
    city.by("district_lead").transition(&exempt, json!({"action": "exempt", "reason": "Mới thành lập"})).is(200);
    let consolidation = papers.consolidation_of(&period);
    let begun = city.standing_officer().get(&consolidation).is(200);
    assert_eq!(
        (&begun["state"], &begun["sha256"], &begun["compiled_at"]),
        (&json!("open"), &Value::Null, &Value::Null)
    );
    city.standing_officer().get(&format!("{consolidation}/document")).is_problem(404, "not_found");
    let step =
        json!({"action": "compile", "left_out": [{"agency_id": city.agency("culture"), "reason": "Đang đối chiếu"}]});
    let compiled = papers.consolidate(&consolidation, step);

    let all = items(&city.auditor(), &consolidation, "");
    let of = |agency: &str| all.iter().find(|it| it["agency_id"] == json!(city.agency(agency))).unwrap();
    let version = city.auditor().get(&justice).is(200);
    assert_eq!(of("justice")["part"], "included");
    assert_eq!((&of("justice")["submission_id"], &of("justice")["sha256"]), (&version["id"], &version["sha256"]));
    assert_eq!((&of("culture")["part"], &of("culture")["reason"]), (&json!("left_out"), &json!("Đang đối chiếu")));
    assert_eq!((&of("commune")["part"], &of("commune")["reason"]), (&json!("left_out"), &json!("Mới thành lập")));
    let waiting = city.auditor().get(&waiting).is(200);
    assert_eq!(of("labour")["part"], "not_accepted", "received is not missing");
    assert_eq!((&of("labour")["submission_id"], &of("labour")["sha256"]), (&waiting["id"], &waiting["sha256"]));
    assert_eq!((&of("district")["part"], &of("district")["submission_id"]), (&json!("missing"), &Value::Null));
    for agency in ["justice", "culture", "commune", "district"] {
        assert_eq!((&of(agency)["state"], &of(agency)["since"]), (&Value::Null, &Value::Null), "{agency}");
    }
    let counted = |part: &str| all.iter().filter(|it| it["part"] == part).count() as i64;
    for part in ["included", "not_accepted", "left_out", "missing"] {
        assert_eq!(compiled[part], counted(part), "{part}");
        assert_eq!(items(&city.auditor(), &consolidation, &format!("&part={part}")).len() as i64, counted(part));
    }
    let obligations = city.auditor().get(&format!("/obligations?period_id={}&limit=200", id_in(&period))).items();
    assert_eq!(all.len(), obligations.len(), "each report is somewhere");
    assert_eq!((&sum(&compiled, "CB.01")["female"], &sum(&compiled, "CB.01")["reports"]), (&json!(12), &json!(1)));
    assert_eq!((&compiled["budget"], &compiled["difference"]), (&json!(7), &Value::Null));

    let paper = document(&city.auditor(), &consolidation);
    assert_eq!(compiled["sha256"], sha256(&paper.bytes));
    assert_eq!(paper.body["included"][0]["sha256"], version["sha256"]);
    for (part, expected) in [("included", 1), ("not_accepted", 1), ("left_out", 2), ("missing", 1)] {
        assert_eq!(paper.body[part].as_array().unwrap().len(), expected, "{part}");
    }
    assert_eq!(paper.body["not_accepted"][0]["sha256"], waiting["sha256"]);
    let etag = paper.etag().unwrap();
    assert_eq!(city.auditor().with("if-none-match", etag).get(&format!("{consolidation}/document")).status, 304);

    // In pages of two nothing is lost or told twice.
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = city.auditor().get(&format!("{consolidation}/items?limit=2{cursor}")).is(200);
        seen.extend(page["items"].as_array().unwrap().clone());
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, all);
}

fn what_was_received_is_told_with_its_state_and_since_when(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let agencies = ["justice", "culture", "labour", "commune"];
    let drafts = agencies.map(|agency| papers.report_draft(&period, agency));
    let step = |day: &str, agency: &str, report: &str, actions: &[&str]| {
        city.at(&format!("2017-06-{day}T09:00:00+07:00"));
        let hands = Hands::of(&city, agency);
        actions.iter().for_each(|action| drop(hands.step(report, action)));
    };
    step("01", "justice", &drafts[0], &["submit"]);
    step("02", "culture", &drafts[1], &["submit", "take"]);
    step("03", "labour", &drafts[2], &["submit"]);
    step("04", "labour", &drafts[2], &["take"]);
    step("05", "labour", &drafts[2], &["return"]);
    // What follows a returned one is its agency's alone until it was sent, and what was withdrawn was not received.
    let next = papers.next_draft(&drafts[2], "labour");
    step("06", "commune", &drafts[3], &["submit", "withdraw"]);
    city.at("2017-06-10T09:00:00+07:00");
    let consolidation = papers.consolidation_of(&period);
    let told = || {
        let compiled = papers.consolidate(&consolidation, consolidation_step("compile"));
        let of_them = items(&city.auditor(), &consolidation, "&part=not_accepted");
        assert_eq!(compiled["not_accepted"], of_them.len());
        let one = |agency: &str| {
            let item = of_them.iter().find(|it| it["agency_id"] == json!(city.agency(agency)))?;
            let day = item["since"].as_str()?.get(8..10)?.to_owned();
            Some((item["state"].as_str()?.to_owned(), day, item["submission_number"].as_i64()?))
        };
        let paper = document(&city.auditor(), &consolidation);
        let frozen = paper.body["not_accepted"].as_array().unwrap().clone();
        for (item, version) in of_them.iter().zip(&frozen) {
            for field in ["agency_id", "agency_name", "submission_id", "submission_number", "sha256", "state", "since"]
            {
                assert_eq!(item[field], version[field], "{field}");
            }
        }
        assert_eq!(of_them.len(), frozen.len());
        agencies.map(one)
    };
    let stands = |state: &str, day: &str, number: i64| Some((state.to_owned(), day.to_owned(), number));
    assert_eq!(
        told(),
        [stands("submitted", "01", 1), stands("under_review", "02", 1), stands("returned", "05", 1), None]
    );
    // The next version is what stands now, until it is withdrawn: then the returned one is what was received.
    step("11", "labour", &next, &["submit"]);
    assert_eq!(told()[2], stands("submitted", "11", 2));
    step("12", "labour", &next, &["withdraw"]);
    assert_eq!(told()[2], stands("returned", "05", 1));
    step("13", "justice", &drafts[0], &["take", "accept"]);
    assert_eq!(told(), [None, stands("under_review", "02", 1), stands("returned", "05", 1), None]);
    // An amendment of what is accepted is on its way, and what is official is included all the same.
    let amendment = Hands::of(&city, "justice").step(&drafts[0], "amend");
    step("14", "justice", &format!("/submissions/{}", amendment["id"].as_str().unwrap()), &["submit"]);
    assert_eq!(told()[0], None);
    assert_eq!(items(&city.auditor(), &consolidation, "&part=included")[0]["submission_number"], 1);
    let faults = held::verify(&mut city.connect(), &chapters::held(), |_| ()).unwrap().faults;
    assert!(faults.is_empty(), "{faults:?}");
}

fn compiling_warns_of_what_is_incomplete(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    accepted(&city, &period, "justice", by_sex(12, 30), 0);
    let warned = |step: Value, consolidation: &str| {
        let compiled = papers.consolidate(consolidation, step);
        let read = city.auditor().get(consolidation).is(200);
        assert_eq!(compiled["warnings"], read["warnings"], "and whoever signs it reads it too");
        compiled["warnings"].clone()
    };
    let consolidation = papers.consolidation_of(&period);
    let begun = city.auditor().get(&consolidation).is(200);
    assert_eq!((&begun["warnings"], &begun["not_accepted"]), (&json!([]), &json!(0)), "nothing is compiled yet");
    papers.submission_in(&period, "culture", "submitted");
    papers.submission_in(&period, "labour", "returned");
    let left_out = json!([{"agency_id": city.agency("commune"), "reason": "Đang đối chiếu"}]);
    assert_eq!(
        warned(json!({"action": "compile", "left_out": left_out}), &consolidation),
        json!([
            {"code": "reports_not_accepted", "reports": 2},
            {"code": "reports_left_out", "reports": 1},
            {"code": "reports_missing", "reports": 1},
            {"code": "values_missing", "reports": 1, "indicator": "DN.01"},
            {"code": "values_missing", "reports": 1, "indicator": "CB.02"},
        ])
    );
    let listed = city.auditor().get("/consolidations").items();
    assert!(listed[0].get("warnings").is_none() && listed[0]["not_accepted"] == 2, "{listed:?}");

    // Whoever declares that there is nothing to report leaves no value out.
    let small =
        papers.planned_period(json!({"owed_by": ["commune"], "sections": [], "indicators": ["CB.01"]}), json!({}));
    papers.open(&small);
    let nil = papers.report_draft(&small, "commune");
    let hands = Hands::of(&city, "commune");
    hands.signer.transition(&nil, declare_nil()).is(200);
    for action in ["take", "accept"] {
        hands.step(&nil, action);
    }
    assert_eq!(warned(consolidation_step("compile"), &papers.consolidation_of(&small)), json!([]));
}

fn its_document_keeps_the_names_of_the_day(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    accepted(&city, &period, "justice", by_sex(12, 30), 0);
    let name_of =
        |agency: &str| city.admin().get(&format!("/agencies/{}", city.agency(agency))).is(200)["name"].clone();
    let (justice, committee) = (name_of("justice"), name_of("committee"));
    let consolidation = papers.consolidation_of(&period);
    let title = city.auditor().get(&period).is(200)["title"].clone();
    let compiled = papers.consolidate(&consolidation, consolidation_step("compile"));
    let paper = document(&city.auditor(), &consolidation);
    assert_eq!((&paper.body["period_title"], &paper.body["committee_name"]), (&title, &committee));
    assert_eq!(paper.body["included"][0]["agency_name"], justice);
    let counted = &paper.body["sums"][0];
    assert_eq!(
        (&counted["name"], &counted["unit"], &counted["aggregation"]),
        (&json!("Chỉ tiêu CB.01"), &json!("người"), &json!("sum"))
    );
    assert_eq!(paper.body["sums"], compiled["sums"]);
    assert_eq!(compiled["sha256"], sha256(&paper.bytes));

    papers.consolidate(&consolidation, consolidation_step("submit"));
    let indicator = city.admin().get("/indicators?q=CB.01").ids().remove(0);
    city.admin()
        .patch(&format!("/indicators/{indicator}"), json!({"name": "Tên mới"}))
        .is_problem(409, "used_in_report");
    city.admin().patch(&format!("/agencies/{}", city.agency("justice")), json!({"name": "Sở mới"})).is(200);
    papers.consolidate(&consolidation, consolidation_step("issue"));
    let issued = document(&city.auditor(), &consolidation);
    for field in ["sums", "included", "not_accepted", "left_out", "missing", "period_title", "committee_name"] {
        assert_eq!(issued.body[field], paper.body[field], "{field}");
    }
    let next = papers.consolidation_of(&period);
    let again = papers.consolidate(&next, consolidation_step("compile"));
    assert_eq!(sum(&again, "CB.01")["name"], "Chỉ tiêu CB.01");
    assert_eq!(document(&city.auditor(), &next).body["included"][0]["agency_name"], "Sở mới");
}

/// A report that says something in a section, accepted: its path.
fn accepted_with(city: &City, period: &str, agency: &str, section: &str, text: &str) -> String {
    let papers = city.papers();
    let draft = papers.report_draft(period, agency);
    let mut content = papers.plain_content(period);
    content["sections"].as_array_mut().unwrap().push(json!({"code": section, "text": text}));
    Hands::of(city, agency).drafter.patch(&draft, json!({"content": content})).is(200);
    papers.bring_report(&draft, agency, "accepted");
    draft
}

fn the_texts_of_a_section_are_those_of_the_versions_that_it_names(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let justice = accepted_with(&city, &period, "justice", "II", "Thiếu kinh phí tập huấn");
    accepted_with(&city, &period, "culture", "II", "Thiếu người theo dõi");
    papers.submission_in(&period, "commune", "accepted");
    papers.submission_in(&period, "labour", "under_review");
    let consolidation = papers.consolidation_of(&period);
    let texts = |query: &str| city.auditor().get(&format!("{consolidation}/texts?{query}"));
    assert_eq!(texts("section=II").items(), Vec::<Value>::new(), "nothing is compiled yet");
    papers.consolidate(&consolidation, consolidation_step("compile"));
    let page = texts("section=II&count=true");
    assert_eq!(page.is(200)["total"], 3, "of what is included alone");
    let says = |agency: &str| {
        page.items().into_iter().find(|it| it["agency_id"] == json!(city.agency(agency))).map(|it| it["text"].clone())
    };
    assert_eq!(says("justice"), Some(json!("Thiếu kinh phí tập huấn")));
    assert_eq!(says("culture"), Some(json!("Thiếu người theo dõi")));
    assert_eq!(says("commune"), Some(Value::Null), "it says nothing of that");
    assert_eq!(says("labour"), None, "what is not accepted is no part of it");
    let included = items(&city.auditor(), &consolidation, "&part=included");
    for (text, item) in page.items().iter().zip(&included) {
        for field in ["agency_id", "agency_name", "submission_id", "submission_number", "sha256"] {
            assert_eq!(text[field], item[field], "{field}");
        }
    }

    // Page by page, in both orders.
    for sort in ["position", "-position"] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = texts(&format!("section=II&limit=1&sort={sort}{cursor}")).is(200);
            seen.extend(page["items"].as_array().unwrap().clone());
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen, texts(&format!("section=II&sort={sort}")).items());
        assert_eq!(seen.len(), 3);
    }

    // What is amended later is another version than the one that is named.
    let next = Hands::of(&city, "justice").step(&justice, "amend");
    let path = format!("/submissions/{}", next["id"].as_str().unwrap());
    let mut content = next["content"].clone();
    content["sections"] = papers.plain_content(&period)["sections"].clone();
    Hands::of(&city, "justice").drafter.patch(&path, json!({"content": content})).is(200);
    papers.bring_report(&path, "justice", "accepted");
    assert_eq!(texts("section=II").items(), page.items());
    // Of a section that nobody was asked for nothing is listed as if nobody had said anything.
    let unknown = texts("section=IX&count=true");
    unknown.is_problem(422, "unknown_reference").points_at("section", "unknown_reference");
    let detail = unknown.body["errors"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("một trong các giá trị I, II"), "{unknown}");
    texts("").is_problem(400, "bad_parameter");
    texts("section=").is_problem(400, "bad_parameter");
    texts("section=II&part=included").is_problem(400, "bad_parameter");
}

fn a_page_of_texts_ends_where_they_are_too_large_together(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    for agency in REPORTERS {
        papers.submission_in(&period, agency, "accepted");
    }
    let consolidation = papers.consolidation_of(&period);
    papers.consolidate(&consolidation, consolidation_step("compile"));
    let blanks = if city.engine == Engine::Sqlite { "printf('%1600000s', '')" } else { "repeat(' ', 1600000)" };
    city.connect().batch_execute(&format!("UPDATE submissions SET content = content || {blanks}")).unwrap();
    for list in ["texts?section=I", "sources?indicator=CB.01"] {
        let first = city.auditor().get(&format!("{consolidation}/{list}&limit=200"));
        let next = first.is(200)["next"].as_str().unwrap().to_owned();
        let second = city.auditor().get(&format!("{consolidation}/{list}&limit=200&cursor={next}"));
        assert_eq!((first.items().len(), second.items().len()), (2, 2), "three of them are more than a page");
        assert_eq!(second.body["next"], Value::Null);
    }
}

fn compiled_again_it_shows_the_difference(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let justice = accepted(&city, &period, "justice", by_sex(1, 1), 0);
    accepted(&city, &period, "culture", by_sex(2, 2), 0);
    let consolidation = papers.consolidation_of(&period);
    papers.consolidate(&consolidation, consolidation_step("compile"));
    amended(&city, &justice, "justice", by_sex(10, 10));
    accepted(&city, &period, "labour", by_sex(100, 100), 0);
    assert!(city.auditor().get(&consolidation).body["stale_since"].is_string(), "compiled before");
    papers.consolidate(&consolidation, consolidation_step("submit"));
    papers.consolidate(&consolidation, consolidation_step("return"));
    let left_out = json!([{"agency_id": city.agency("culture"), "reason": "Số liệu sai"}]);
    let again = papers.consolidate(&consolidation, json!({"action": "compile", "left_out": left_out}));
    assert_eq!(again["difference"], json!({"added": 1, "replaced": 1, "removed": 1}));
    assert_eq!(again["stale_since"], Value::Null);
    assert_eq!(sum(&again, "CB.01")["female"], 110);
    let changed = |change: &str| {
        let found = items(&city.auditor(), &consolidation, &format!("&change={change}"));
        assert_eq!(found.len(), 1, "{change}");
        (found[0]["agency_id"].clone(), found[0]["submission_number"].clone(), found[0]["previous_number"].clone())
    };
    assert_eq!(changed("added"), (json!(city.agency("labour")), json!(1), Value::Null));
    assert_eq!(changed("replaced"), (json!(city.agency("justice")), json!(2), json!(1)));
    assert_eq!(changed("removed"), (json!(city.agency("culture")), Value::Null, json!(1)));
    let same = papers.consolidate(&consolidation, json!({"action": "compile", "left_out": left_out}));
    assert_eq!(same["difference"], json!({"added": 0, "replaced": 0, "removed": 0}));
    assert_eq!(items(&city.auditor(), &consolidation, "&change=added&change=replaced&change=removed").len(), 0);
}

fn a_sum_has_its_sources(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let ratio = |part: i64, whole: i64| json!([{"indicator": "CB.02", "numerator": part, "denominator": whole}]);
    accepted(&city, &period, "justice", ratio(1, 2), 0);
    accepted(&city, &period, "culture", ratio(1, 10), 0);
    accepted(&city, &period, "labour", by_sex(5, 6), 0);
    let consolidation = papers.consolidation("open");
    assert_eq!(city.auditor().get(&format!("{consolidation}/sources?indicator=CB.02")).items(), Vec::<Value>::new());
    let consolidation = papers.consolidation_of(&period);
    let compiled = papers.consolidate(&consolidation, consolidation_step("compile"));
    assert_eq!(
        sum(&compiled, "CB.02"),
        &json!({"indicator": "CB.02", "name": "Chỉ tiêu CB.02", "unit": "%", "aggregation": "ratio", "reports": 2,
            "without_value": 1, "numerator": 2, "denominator": 12}),
        "both parts are added up, and no rate is averaged"
    );
    assert_eq!(
        sum(&compiled, "DN.01"),
        &json!({"indicator": "DN.01", "name": "Chỉ tiêu DN.01", "unit": "doanh nghiệp", "aggregation": "sum",
            "reports": 0, "without_value": 3})
    );
    let sources = city.auditor().get(&format!("{consolidation}/sources?indicator=CB.02&count=true"));
    assert_eq!(sources.body["total"], 3);
    let says = |agency: &str| {
        let all = sources.items();
        all.iter().find(|it| it["agency_id"] == json!(city.agency(agency))).unwrap()["value"].clone()
    };
    assert_eq!(says("justice"), json!({"indicator": "CB.02", "numerator": 1, "denominator": 2}));
    assert_eq!(says("culture"), json!({"indicator": "CB.02", "numerator": 1, "denominator": 10}));
    assert_eq!(says("labour"), Value::Null, "it says nothing of that");
    assert_eq!(city.auditor().get(&format!("{consolidation}/sources?indicator=XX.99")).items(), Vec::<Value>::new());
    city.auditor().get(&format!("{consolidation}/sources")).is_problem(400, "bad_parameter");
}

fn the_sums_equal_those_added_up_by_hand(city: City) {
    let city = &city;
    let count = || 0_i64..1_000_000_000_000;
    let report = || {
        (
            prop::option::of((count(), count())),
            prop::option::of(count()),
            prop::option::of((0_i64..100, 100_i64..200)),
            0_i64..1_000_000,
        )
    };
    let mut runner = TestRunner::new(Config { cases: 4, failure_persistence: None, ..Config::default() });
    let runs = (prop::collection::vec(prop::option::of(report()), 4), prop::option::of(0_usize..4));
    runner
        .run(&runs, |(reports, left_out)| {
            let papers = city.papers();
            let period = papers.counting_period();
            for (agency, report) in REPORTERS.iter().zip(reports) {
                let Some((sexes, total, ratio, budget)) = report else { continue };
                let mut values = Vec::new();
                values
                    .extend(sexes.map(|(female, male)| json!({"indicator": "CB.01", "female": female, "male": male})));
                values.extend(total.map(|total| json!({"indicator": "DN.01", "total": total})));
                values.extend(
                    ratio.map(|(part, whole)| json!({"indicator": "CB.02", "numerator": part, "denominator": whole})),
                );
                accepted(city, &period, agency, json!(values), budget);
            }
            let left_out: Vec<Value> =
                left_out.iter().map(|at| json!({"agency_id": city.agency(REPORTERS[*at]), "reason": "Thử"})).collect();
            let consolidation = papers.consolidation_of(&period);
            let compiled = papers.consolidate(&consolidation, json!({"action": "compile", "left_out": left_out}));
            let (sums, budget) = by_hand(&city.auditor(), &consolidation);
            prop_assert_eq!(told(&compiled), sums);
            prop_assert_eq!(&compiled["budget"], budget);
            let paper = document(&city.auditor(), &consolidation).body;
            prop_assert_eq!(&paper["sums"], &compiled["sums"]);
            Ok(())
        })
        .unwrap();
}

fn its_words_are_edited_until_it_is_submitted(city: City) {
    let papers = city.papers();
    let consolidation = papers.consolidation("compiled");
    let officer = city.standing_officer();
    let before = officer.get(&consolidation).is(200);
    let after = officer.patch(&consolidation, json!({"title": "Tổng hợp", "narrative": "Phần lớn đúng hạn"})).is(200);
    assert_ne!(after["sha256"], before["sha256"], "the words are part of it");
    let paper = document(&officer, &consolidation);
    assert_eq!((&paper.body["title"], &paper.body["narrative"]), (&json!("Tổng hợp"), &json!("Phần lớn đúng hạn")));
    assert_eq!(after["sha256"], sha256(&paper.bytes));
    assert_eq!(officer.patch(&consolidation, json!({"narrative": null})).is(200)["narrative"], Value::Null);
    for login in ["standing_lead", "chair", "auditor"] {
        city.by(login).patch(&consolidation, json!({"title": "Khác"})).is_problem(403, "role_may_not");
    }
    papers.consolidate(&consolidation, consolidation_step("submit"));
    officer.patch(&consolidation, json!({"title": "Khác"})).is_problem(409, "state_forbids");
    assert_eq!(officer.get(&consolidation).blocked("update"), Some(vec!["state_forbids".to_owned()]));
}

fn one_of_a_period_is_on_its_way_at_a_time(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let officer = city.standing_officer();
    let body = json!({"period_id": id_in(&period)});
    let begin = || officer.post("/consolidations", body.clone());
    let answers = at_once(&[&begin, &begin, &begin]);
    let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409, 409], "{answers:#?}");
    officer.post("/consolidations", body.clone()).is_problem(409, "consolidation_in_flight");
    for state in ["planned", "cancelled"] {
        let closed = json!({"period_id": id_in(&papers.period(state))});
        officer.post("/consolidations", closed).is_problem(409, "period_not_open");
    }
    officer
        .post("/consolidations", json!({"period_id": "01890a5d-ac96-774b-bcce-b302099a8057"}))
        .is_problem(422, "unknown_reference")
        .points_at("/period_id", "unknown_reference");
    city.standing_lead().post("/consolidations", body.clone()).is_problem(403, "role_may_not");
    city.officer().post("/consolidations", body).is_problem(403, "role_may_not");
}

fn whoever_made_it_does_not_issue_it(city: City) {
    let papers = city.papers();
    let consolidation = papers.consolidation("under_review");
    let committee = city.agency("committee");
    let maker = city.user("standing_officer");
    let grant = json!({"user_id": maker, "agency_id": committee, "role": "chair", "scope": "subtree",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let both = city.acting("standing_officer as chair", maker, committee);
    for action in ["issue", "return"] {
        assert_eq!(both.get(&consolidation).blocked(action), Some(vec!["separation_of_duties".to_owned()]));
        both.transition(&consolidation, consolidation_step(action)).is_problem(403, "separation_of_duties");
    }
    city.chair().transition(&consolidation, consolidation_step("issue")).is(200);
}

fn it_is_sent_once_to_each_recipient_and_numbered_once(city: City) {
    let papers = city.papers();
    let consolidation = papers.consolidation("under_review");
    let mut issue = consolidation_step("issue");
    issue["number"] = json!("58/BC-BCĐ");
    papers.consolidate(&consolidation, issue.clone());
    let other = papers.consolidation("under_review");
    city.chair().transition(&other, issue.clone()).is_problem(409, "number_taken");
    issue["issued_on"] = json!("2016-12-20");
    city.chair().transition(&other, issue).is(200);

    let send = |recipient: &str| {
        json!({"action": "send", "recipient": recipient, "sent_on": "2017-02-01",
            "letter_number": "1205/CV-BCĐ"})
    };
    let sent = papers.consolidate(&consolidation, send("Ủy ban quốc gia"));
    assert_eq!((&sent["state"], &sent["dispatches"][0]["letter_number"]), (&json!("sent"), &json!("1205/CV-BCĐ")));
    city.standing_lead().transition(&consolidation, send("ủy ban QUỐC GIA")).is_problem(409, "already_sent");
    let sent = papers.consolidate(&consolidation, send("UBND thành phố"));
    assert_eq!(sent["dispatches"].as_array().unwrap().len(), 2);
    let lead = city.standing_lead().with_etag_of(&consolidation);
    let path = format!("{consolidation}/transitions");
    let (one, two) = (|| lead.post(&path, send("Bộ Nội vụ")), || lead.post(&path, send("Bộ Nội vụ")));
    let mut statuses: Vec<u16> = at_once(&[&one, &two]).iter().map(|it| it.status).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 412]);
}

fn what_cannot_be_compiled_is_named_and_changes_nothing(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    accepted(&city, &period, "justice", by_sex(1, 2), (1 << 53) - 1);
    accepted(&city, &period, "culture", by_sex(1, 2), 1);
    let consolidation = papers.consolidation_of(&period);
    let officer = city.standing_officer();
    let left = |agency: Value, reason: &str| json!({"agency_id": agency, "reason": reason});
    let compile =
        |left_out: Value| officer.transition(&consolidation, json!({"action": "compile", "left_out": left_out}));
    let justice = json!(city.agency("justice"));
    compile(json!([left(json!("01890a5d-ac96-774b-bcce-b302099a8057"), "Thử")]))
        .is_problem(422, "unknown_reference")
        .points_at("/left_out/0/agency_id", "unknown_reference");
    compile(json!([left(json!(city.agency("committee")), "Thử")])).is_problem(422, "unknown_reference");
    compile(json!([left(justice.clone(), "Một"), left(justice.clone(), "Hai")]))
        .is_problem(422, "agency_repeated")
        .points_at("/left_out/1/agency_id", "agency_repeated");
    compile(json!([left(justice.clone(), "")]))
        .is_problem(400, "schema")
        .points_at("/left_out/0/reason", "length_out_of_range");
    compile(json!([])).is_problem(422, "sum_too_large");
    let untouched = officer.get(&consolidation).is(200);
    assert_eq!((&untouched["version"], &untouched["state"]), (&json!(1), &json!("open")));
    assert_eq!(items(&officer, &consolidation, ""), Vec::<Value>::new());
    let compiled = compile(json!([left(justice, "Dự toán ghi nhầm")])).is(200);
    assert_eq!((&compiled["budget"], &compiled["included"]), (&json!(1), &json!(1)));
}

fn compiled_while_a_report_is_accepted_it_has_it_or_is_stale(city: City) {
    let papers = city.papers();
    for _ in 0..6 {
        let period = papers.counting_period();
        let report = papers.submission_in(&period, "justice", "under_review");
        let consolidation = papers.consolidation_of(&period);
        let (officer, lead) =
            (city.standing_officer().with_etag_of(&consolidation), city.standing_lead().with_etag_of(&report));
        let (to, from) = (format!("{consolidation}/transitions"), format!("{report}/transitions"));
        let (compile, accept) =
            (|| officer.post(&to, consolidation_step("compile")), || lead.post(&from, report_step("accept")));
        for answer in at_once(&[&compile, &accept]) {
            answer.is(200);
        }
        let now = city.auditor().get(&consolidation).is(200);
        assert_eq!(now["included"] == 0, now["stale_since"].is_string(), "{now}");
    }
}

fn compiled_twice_under_one_key_it_is_compiled_once(city: City) {
    let papers = city.papers();
    let consolidation = papers.consolidation("open");
    let officer = city.standing_officer().with_etag_of(&consolidation).with_key("tong-hop-mot-lan");
    let path = format!("{consolidation}/transitions");
    let first = officer.post(&path, consolidation_step("compile"));
    first.is(200);
    papers.consolidate(&consolidation, consolidation_step("submit"));
    assert_eq!(officer.post(&path, consolidation_step("compile")).bytes, first.bytes, "and gone on since");
    let history = city.auditor().get(&format!("{consolidation}/transitions")).items();
    assert_eq!(history.iter().filter(|it| it["action"] == "compile").count(), 1);
    officer.post(&path, consolidation_step("submit")).is_problem(422, "idempotency_key_reused");
}

fn nobody_else_sees_one(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    accepted(&city, &period, "justice", by_sex(1, 2), 0);
    let consolidation = papers.consolidation_of(&period);
    papers.bring_consolidation(&consolidation, "issued");
    for login in ["justice_lead", "district_lead", "commune_officer", "culture_officer", "admin"] {
        let who = city.by(login);
        for path in ["", "/items", "/sources?indicator=CB.01", "/texts?section=I", "/document", "/transitions"] {
            who.get(&format!("{consolidation}{path}")).is_problem(404, "not_found");
        }
        assert_eq!(who.get("/consolidations?count=true").body["total"], 0, "{login}");
    }
    for login in ["auditor", "chair", "standing_lead", "standing_officer"] {
        assert_eq!(
            city.by(login).get(&format!("/consolidations?period_id={}", id_in(&period))).ids(),
            [id_in(&consolidation)]
        );
    }
}

fn a_report_that_says_nothing_is_included_and_adds_nothing(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    accepted(&city, &period, "justice", by_sex(1, 2), 0);
    let nil = papers.report_draft(&period, "culture");
    let hands = Hands::of(&city, "culture");
    hands.signer.transition(&nil, declare_nil()).is(200);
    for action in ["take", "accept"] {
        hands.step(&nil, action);
    }
    let next = papers.consolidation_of(&period);
    let compiled = papers.consolidate(&next, consolidation_step("compile"));
    assert_eq!((&compiled["included"], &sum(&compiled, "CB.01")["reports"]), (&json!(2), &json!(1)));
}
