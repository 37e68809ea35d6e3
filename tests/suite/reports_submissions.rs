//! The versions of a report: who drafts, signs, receives and accepts them; what a receipt says; and that none is lost.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use tienbo::kernel::exact;

use crate::cells::{Objects, Row, Verdict, hold, subjects};
use crate::harness::{
    City, Hands, Person, Value, at_once, both_databases, declare_nil, id_in, json, report_step, statuses, submit,
};

/// Everything that can be done with a version.
const ACTIONS: [&str; 9] =
    ["hand_over", "return_to_draft", "submit", "declare_nil", "withdraw", "take", "return", "accept", "amend"];

/// What may be done in each state, by whoever may.
const ALLOWED: [(&str, &[&str]); 8] = [
    ("draft", &["hand_over", "submit", "declare_nil"]),
    ("pending_signature", &["return_to_draft", "submit", "declare_nil"]),
    ("submitted", &["withdraw", "take"]),
    ("under_review", &["return", "accept"]),
    ("accepted", &["amend"]),
    ("returned", &[]),
    ("withdrawn", &[]),
    ("superseded", &[]),
];

/// The obligation of a version, as its agency sees it.
fn obligation(who: &Person, submission: &str) -> Value {
    let id = who.get(submission).is(200)["obligation_id"].as_str().unwrap().to_owned();
    who.get(&format!("/obligations/{id}")).is(200)
}

/// Every version of a report, as its agency sees them, in the order of their numbers.
fn versions(who: &Person, obligation: &Value) -> Vec<Value> {
    let mut all = who.get(&format!("/submissions?obligation_id={}&limit=200", obligation.as_str().unwrap())).items();
    all.sort_by_key(|it| it["number"].as_i64());
    assert!(all.iter().zip(1..).all(|(it, number)| it["number"] == number), "numbers leave nothing out");
    all
}

/// Every action in every state by everybody. `grid` says what each may do once he sees the version: a line of names, then a
/// line an action, `+` his role may, `-` it may not. `drafts` and `sent` tell who sees drafts, and who what was sent.
fn held(city: &City, agency: &str, grid: &str, drafts: &[&str], sent: &[&str]) {
    let mut lines = grid.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).filter(|it| !it.is_empty());
    let columns = lines.next().unwrap();
    let may: BTreeMap<&str, Vec<&str>> = lines.map(|words| (words[0], words[1..].to_vec())).collect();
    assert_eq!(may.len(), ACTIONS.len());
    let cell = |state: &str, action: &str, column: &str, role: &str, allowed: &[&str]| {
        let is_draft = ["draft", "pending_signature"].contains(&state);
        let visible = if is_draft { drafts } else { sent }.contains(&column);
        match (visible, role, allowed.contains(&action)) {
            (false, ..) => Verdict::NotFound,
            (_, "-", _) => Verdict::RoleMayNot,
            (_, "+", false) => Verdict::StateForbids,
            (_, "+", true) => Verdict::Done,
            other => panic!("what is {other:?}?"),
        }
    };
    let rows = ALLOWED.iter().flat_map(|(state, allowed)| {
        let (columns, may) = (&columns[1..], &may);
        ACTIONS.iter().map(move |action| {
            assert_eq!(may[action].len(), columns.len(), "{action}");
            let signs = columns.iter().copied().zip(&may[action]);
            let cells = signs.map(|(column, role)| (column, cell(state, action, column, role, allowed)));
            Row { state, action, cells: cells.collect() }
        })
    });
    let make = |state: &str| city.papers().submission(agency, state);
    let objects = Objects { witness: Hands::of(city, agency).drafter, make: &make, step: &report_step, tied: false };
    hold(city, &subjects::submission(city, agency), &objects, &rows.collect::<Vec<_>>());
}

/// A JSON text with its keys sorted and without blanks, written here a second time.
fn canonical(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let sorted: BTreeMap<&String, &Value> = fields.iter().collect();
            let fields: Vec<String> =
                sorted.iter().map(|(name, value)| format!("{}:{}", json!(name), canonical(value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(canonical).collect::<Vec<_>>().join(",")),
        plain => plain.to_string(),
    }
}

fn hash_of(submission: &Value) -> String {
    let mut sealed = json!({});
    for field in ["id", "obligation_id", "number", "report_number", "signed_on", "signatory", "nil", "content"] {
        sealed[field] = submission[field].clone();
    }
    tienbo::kernel::crypto::hex(&tienbo::kernel::crypto::sha256(canonical(&sealed).as_bytes()))
}

both_databases![
    every_cell_of_a_departments_report,
    every_cell_of_a_communes_report_to_its_district,
    every_cell_of_the_standing_agencys_own_report,
    rule_1_a_report_is_on_time_until_the_last_microsecond,
    rule_2_a_returned_report_keeps_its_first_receipt_and_a_withdrawn_one_does_not,
    rule_5_who_signed_the_standing_agencys_own_report_does_not_accept_it,
    rule_6_two_submits_under_one_key_give_one_receipt,
    rule_6_of_two_devices_on_one_draft_one_gets_412,
    submitted_twice_at_once_it_is_received_once,
    a_second_version_at_once_is_refused,
    taken_or_accepted_while_another_withdraws,
    two_amendments_at_once_open_one_version,
    a_receipt_can_be_checked_by_anybody_and_nothing_changes_what_was_received,
    an_amendment_leaves_the_official_version_until_it_is_accepted,
    a_draft_exists_for_its_own_agency_alone,
    what_is_wrong_is_named_at_its_place,
    a_report_without_its_required_sections_is_not_submitted,
    acceptance_can_be_delegated_and_both_names_go_on_the_record,
    nothing_is_begun_or_sent_that_is_not_owed,
    a_section_names_difficulties_that_its_author_reads,
    no_sequence_of_steps_loses_a_version_or_leaves_two_official
];

fn every_cell_of_a_departments_report(city: City) {
    let grid = "
        action          justice_officer justice_lead standing_officer standing_lead chair auditor culture_lead admin
        hand_over       +               -            -                -             -     -       -            -
        return_to_draft -               +            -                -             -     -       -            -
        submit          -               +            -                -             -     -       -            -
        declare_nil     -               +            -                -             -     -       -            -
        withdraw        -               +            -                -             -     -       -            -
        take            -               -            +                +             -     -       -            -
        return          -               -            +                +             -     -       -            -
        accept          -               -            -                +             -     -       -            -
        amend           -               +            -                -             -     -       -            -
    ";
    let drafts = ["justice_officer", "justice_lead"];
    let sent = ["justice_officer", "justice_lead", "standing_officer", "standing_lead", "chair", "auditor"];
    held(&city, "justice", grid, &drafts, &sent);
}

fn every_cell_of_a_communes_report_to_its_district(city: City) {
    // The district's lead reaches the commune, and so stands in for its lead.
    let grid = "
        action          commune_officer commune_lead district_lead district_officer standing_lead chair auditor justice_lead
        hand_over       +               -            -             -                -             -     -       -
        return_to_draft -               +            +             -                -             -     -       -
        submit          -               +            +             -                -             -     -       -
        declare_nil     -               +            +             -                -             -     -       -
        withdraw        -               +            +             -                -             -     -       -
        take            -               -            +             +                -             -     -       -
        return          -               -            +             +                -             -     -       -
        accept          -               -            +             -                -             -     -       -
        amend           -               +            +             -                -             -     -       -
    ";
    let drafts = ["commune_officer", "commune_lead", "district_lead"];
    let sent =
        ["commune_officer", "commune_lead", "district_lead", "district_officer", "standing_lead", "chair", "auditor"];
    held(&city, "commune", grid, &drafts, &sent);
}

fn every_cell_of_the_standing_agencys_own_report(city: City) {
    let grid = "
        action          labour_officer labour_lead standing_officer standing_lead chair auditor justice_lead
        hand_over       +              -           +                -             -     -       -
        return_to_draft -              +           -                +             -     -       -
        submit          -              +           -                +             -     -       -
        declare_nil     -              +           -                +             -     -       -
        withdraw        -              +           -                +             -     -       -
        take            -              -           -                -             +     -       -
        return          -              -           -                -             +     -       -
        accept          -              -           -                -             +     -       -
        amend           -              +           -                +             -     -       -
    ";
    let drafts = ["labour_officer", "labour_lead", "standing_officer", "standing_lead"];
    let sent = ["labour_officer", "labour_lead", "standing_officer", "standing_lead", "chair", "auditor"];
    held(&city, "labour", grid, &drafts, &sent);
}

fn rule_1_a_report_is_on_time_until_the_last_microsecond(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let (on_time, late) = (papers.report_draft(&period, "justice"), papers.report_draft(&period, "culture"));
    let (justice, culture) = (Hands::of(&city, "justice"), Hands::of(&city, "culture"));
    city.at("2017-06-14T23:59:59.999999+07:00");
    let received = justice.step(&on_time, "submit");
    assert_eq!((&received["received_at"], &received["late"]), (&json!("2017-06-14T16:59:59.999999Z"), &json!(false)));
    assert!(received["receipt_number"].as_str().unwrap().starts_with("TN-20170614-"));
    city.at("2017-06-15T00:00:00+07:00");
    let received = culture.step(&late, "submit");
    assert_eq!((&received["received_at"], &received["late"]), (&json!("2017-06-14T17:00:00.000000Z"), &json!(true)));
    assert!(received["receipt_number"].as_str().unwrap().starts_with("TN-20170615-"));
    for (who, submission, timeliness) in [(&justice.drafter, &on_time, "on_time"), (&culture.drafter, &late, "late")] {
        let owed = obligation(who, submission);
        assert_eq!(
            (&owed["timeliness"], &owed["content"], &owed["state"]),
            (&json!(timeliness), &json!("reported"), &json!("open"))
        );
        assert_eq!(owed["received_at"], who.get(submission).is(200)["received_at"]);
    }
}

fn rule_2_a_returned_report_keeps_its_first_receipt_and_a_withdrawn_one_does_not(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let (justice, culture) = (Hands::of(&city, "justice"), Hands::of(&city, "culture"));
    let (returned, withdrawn) = (papers.report_draft(&period, "justice"), papers.report_draft(&period, "culture"));
    city.at("2017-06-10T09:00:00+07:00");
    justice.step(&returned, "submit");
    culture.step(&withdrawn, "submit");
    city.at("2017-06-12T09:00:00+07:00");
    culture.step(&withdrawn, "withdraw");
    assert_eq!(obligation(&culture.drafter, &withdrawn)["timeliness"], "pending");
    city.at("2017-06-20T09:00:00+07:00");
    justice.step(&returned, "take");
    justice.step(&returned, "return");
    let owed = obligation(&justice.drafter, &returned);
    assert_eq!(
        (&owed["timeliness"], &owed["content"], &owed["awaiting_resubmission"]),
        (&json!("on_time"), &json!("missing"), &json!(true))
    );
    let owed = obligation(&culture.drafter, &withdrawn);
    assert_eq!(
        (&owed["timeliness"], &owed["awaiting_resubmission"]),
        (&json!("overdue"), &json!(false)),
        "the clock did not stop"
    );
    let (mended, again) = (papers.next_draft(&returned, "justice"), papers.next_draft(&withdrawn, "culture"));
    city.at("2017-06-21T09:00:00+07:00");
    let mended_receipt = justice.step(&mended, "submit");
    let again_receipt = culture.step(&again, "submit");
    assert_eq!(
        (&mended_receipt["number"], &mended_receipt["late"]),
        (&json!(2), &json!(false)),
        "mending makes nothing late"
    );
    assert_eq!((&again_receipt["number"], &again_receipt["late"]), (&json!(2), &json!(true)));
    justice.step(&mended, "take");
    justice.step(&mended, "accept");
    let owed = obligation(&justice.drafter, &returned);
    assert_eq!((&owed["timeliness"], &owed["received_at"]), (&json!("on_time"), &json!("2017-06-10T02:00:00.000000Z")));
    assert_eq!(
        (&owed["accepted_late"], &owed["state"], &owed["versions"]),
        (&json!(true), &json!("satisfied"), &json!(2))
    );
    let owed = obligation(&culture.drafter, &withdrawn);
    assert_eq!((&owed["timeliness"], &owed["received_at"]), (&json!("late"), &json!("2017-06-21T02:00:00.000000Z")));
}

fn rule_5_who_signed_the_standing_agencys_own_report_does_not_accept_it(city: City) {
    let submission = city.papers().submission("labour", "under_review");
    assert_eq!(city.chair().get(&submission).is(200)["recipient_id"], json!(city.agency("labour")));
    for login in ["standing_lead", "standing_lead_2", "labour_lead", "standing_officer"] {
        city.by(login).transition(&submission, report_step("accept")).is_problem(403, "role_may_not");
    }
    // Nor where the same person is chair as well.
    let committee = city.agency("committee");
    let signer = city.user("standing_lead");
    let grant = json!({"user_id": signer, "agency_id": committee, "role": "chair", "scope": "subtree",
        "valid_from": "2017-01-01"});
    city.admin().post("/grants", grant).is(201);
    let both = city.acting("standing_lead as chair", signer, committee);
    assert_eq!(both.get(&submission).blocked("accept"), Some(vec!["separation_of_duties".to_owned()]));
    for action in ["accept", "return"] {
        both.transition(&submission, report_step(action)).is_problem(403, "separation_of_duties");
    }
    assert_eq!(city.chair().transition(&submission, report_step("accept")).is(200)["state"], "accepted");
    // Who wrote an earlier version is an author of what was begun from it.
    let returned = city.papers().submission("labour", "returned");
    let next = city.papers().next_draft(&returned, "labour");
    city.by("labour_lead").transition(&next, submit()).is(200);
    both.transition(&next, report_step("take")).is_problem(403, "separation_of_duties");
}

fn rule_6_two_submits_under_one_key_give_one_receipt(city: City) {
    let submission = city.papers().submission("justice", "draft");
    let client = city.lead().with_etag_of(&submission).with_key("gui-mot-lan");
    let path = format!("{submission}/transitions");
    let send = || client.post(&path, submit());
    let answers = at_once(&[&send, &send, &send]);
    assert_eq!(statuses(&answers), [200; 3], "{answers:#?}");
    assert!(answers.iter().all(|it| it.bytes == answers[0].bytes && it.body["receipt_number"].is_string()));
    city.at("2017-06-20T09:00:00+07:00");
    assert_eq!(send().bytes, answers[0].bytes, "late, and still the first receipt");
    let history = city.officer().get(&format!("{submission}/transitions")).items();
    assert_eq!(history.iter().filter(|it| it["action"] == "submit").count(), 1);
    client.post(&path, declare_nil()).is_problem(422, "idempotency_key_reused");
    // One key, two drafts at once: one version is begun.
    let period = city.papers().open_period();
    let body = json!({"obligation_id": id_in(&city.papers().owed(&period, "justice"))});
    let officer = city.officer().with_key("lap-mot-lan");
    let begin = || officer.post("/submissions", body.clone());
    let answers = at_once(&[&begin, &begin]);
    assert_eq!(statuses(&answers), [201, 201], "{answers:#?}");
    assert_eq!(answers[0].bytes, answers[1].bytes);
}

fn rule_6_of_two_devices_on_one_draft_one_gets_412(city: City) {
    let period = city.papers().open_period();
    let draft = city.papers().report_draft(&period, "justice");
    let device = city.officer().with_etag_of(&draft);
    let edit = |text: &str| device.patch(&draft, json!({"content": {"sections": [{"code": "I", "text": text}]}}));
    let (one, other) = (|| edit("Từ máy tính"), || edit("Từ điện thoại"));
    let answers = at_once(&[&one, &other]);
    assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
    let won = answers.iter().find(|it| it.status == 200).unwrap();
    assert_eq!(city.officer().get(&draft).body["content"], won.body["content"]);
    // Signing what has been edited since it was read.
    let (submitting, editing) = (city.lead().with_etag_of(&draft), city.officer().with_etag_of(&draft));
    let path = format!("{draft}/transitions");
    let (sign, edit) = (
        || submitting.post(&path, submit()),
        || editing.patch(&draft, json!({"content": {"sections": [{"code": "I", "text": "Sửa"}]}})),
    );
    let answers = at_once(&[&sign, &edit]);
    assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
}

fn submitted_twice_at_once_it_is_received_once(city: City) {
    let draft = city.papers().submission("justice", "draft");
    let (one, other) = (city.lead().with_etag_of(&draft), city.by("justice_lead_2").with_etag_of(&draft));
    let path = format!("{draft}/transitions");
    let (first, second) = (|| one.post(&path, submit()), || other.post(&path, declare_nil()));
    let answers = at_once(&[&first, &second]);
    assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
    assert_eq!(obligation(&city.officer(), &draft)["versions"], 1);
}

fn a_second_version_at_once_is_refused(city: City) {
    let period = city.papers().open_period();
    let body = json!({"obligation_id": id_in(&city.papers().owed(&period, "justice"))});
    let officer = city.officer();
    let begin = || officer.post("/submissions", body.clone());
    let answers = at_once(&[&begin, &begin, &begin, &begin]);
    assert_eq!(statuses(&answers), [201, 409, 409, 409], "{answers:#?}");
    let begun = answers.iter().find(|it| it.status == 201).unwrap().body["id"].clone();
    for refused in answers.iter().filter(|it| it.status == 409) {
        refused.is_problem(409, "submission_in_flight");
        assert_eq!(refused.body["errors"][0]["id"], begun, "whoever wants to write goes on with that one");
    }
    // What is owed says so too, and to nobody else which draft it is.
    let obligation = format!("/obligations/{}", body["obligation_id"].as_str().unwrap());
    let read = |who: &str| city.by(who).get(&obligation).is(200)["actions"].clone();
    let actions = read("justice_officer").as_array().unwrap().clone();
    let beginning = actions.iter().find(|it| it["action"] == "create_submission").unwrap();
    assert_eq!(beginning["blocked_by"], json!([{"code": "submission_in_flight", "id": begun}]));
    assert!(!read("standing_officer").to_string().contains(begun.as_str().unwrap()));
}

fn taken_or_accepted_while_another_withdraws(city: City) {
    for _ in 0..4 {
        let submission = city.papers().submission("justice", "submitted");
        let path = format!("{submission}/transitions");
        let (lead, officer) =
            (city.lead().with_etag_of(&submission), city.standing_officer().with_etag_of(&submission));
        let (withdraw, take) =
            (|| lead.post(&path, report_step("withdraw")), || officer.post(&path, report_step("take")));
        let answers = at_once(&[&withdraw, &take]);
        assert_eq!(statuses(&answers), [200, 412], "{answers:#?}");
        let taken = answers[1].status == 200;
        let now = obligation(&city.officer(), &submission);
        assert_eq!(now["received_at"].is_string(), taken, "a withdrawn report was never received");
    }
    let submission = city.papers().submission("justice", "under_review");
    let path = format!("{submission}/transitions");
    let (lead, standing) = (city.lead().with_etag_of(&submission), city.standing_lead().with_etag_of(&submission));
    let (withdraw, accept) =
        (|| lead.post(&path, report_step("withdraw")), || standing.post(&path, report_step("accept")));
    let answers = at_once(&[&withdraw, &accept]);
    assert!([409, 412].contains(&answers[0].status), "{}", answers[0]);
    answers[1].is(200);
    assert_eq!(city.officer().get(&submission).body["state"], "accepted");
}

fn two_amendments_at_once_open_one_version(city: City) {
    let submission = city.papers().submission("justice", "accepted");
    let lead = city.lead().with_etag_of(&submission);
    let path = format!("{submission}/transitions");
    let amend = || lead.post(&path, report_step("amend"));
    let answers = at_once(&[&amend, &amend]);
    // The version that is amended stays as it is, so its ETag does too.
    assert_eq!(statuses(&answers), [200, 409], "{answers:#?}");
    let obligation = city.officer().get(&submission).body["obligation_id"].clone();
    assert_eq!(versions(&city.officer(), &obligation).len(), 2);
    city.lead().transition(&submission, report_step("amend")).is_problem(409, "submission_in_flight");
    assert_eq!(city.lead().get(&submission).blocked("amend"), Some(vec!["submission_in_flight".to_owned()]));
    let next = versions(&city.officer(), &obligation).last().unwrap()["id"].clone();
    let refused = city.lead().transition(&submission, report_step("amend"));
    assert_eq!(refused.body["errors"][0]["id"], next);
}

fn a_section_names_difficulties_that_its_author_reads(city: City) {
    let papers = city.papers();
    let [own, others] = ["justice", "culture"].map(|agency| papers.difficulty_draft(agency, json!({})));
    let draft = papers.report_draft(&papers.counting_period(), "justice");
    let officer = city.officer();
    let named = |ids: &[&str]| {
        let first = json!({"code": "I", "text": "Còn vướng kinh phí", "difficulty_ids": ids});
        officer.patch(&draft, json!({"content": {"sections": [first, {"code": "III.2", "text": "Tiếp tục"}]}}))
    };
    let told = |report: &Value| report["content"]["sections"][0]["difficulty_ids"].clone();
    assert_eq!(told(&named(&[]).is(200)), Value::Null, "what names none says nothing of it");
    let place = |at: usize| format!("/content/sections/0/difficulty_ids/{at}");
    let unknown = named(&[id_in(&own), id_in(&others)]);
    unknown.is_problem(422, "unknown_reference").points_at(&place(1), "unknown_reference");
    let twice = named(&[id_in(&own), id_in(&own)]);
    twice.is_problem(422, "mention_repeated").points_at(&place(1), "mention_repeated");
    named(&[id_in(&own); 11]).is_problem(400, "schema");
    assert_eq!(told(&named(&[id_in(&own)]).is(200)), json!([id_in(&own)]));
    let kept = officer.patch(&draft, json!({"content": {"directions": ["Tiếp tục"]}})).is(200);
    assert_eq!(told(&kept), json!([id_in(&own)]), "another list is edited, and this one stays");
    city.at("2017-06-10T09:00:00+07:00");
    let received = city.lead().transition(&draft, submit()).is(200);
    assert_eq!(received["sha256"], hash_of(&received), "what it names is part of what was received");
    // Whoever receives the report has the identifier, and no more: the difficulty is a draft still.
    let receiver = city.standing_officer();
    assert_eq!(told(&receiver.get(&draft).is(200)), json!([id_in(&own)]));
    receiver.get(&own).is_problem(404, "not_found");
}

fn a_receipt_can_be_checked_by_anybody_and_nothing_changes_what_was_received(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let draft = papers.report_draft(&period, "justice");
    let content = json!({
        "sections": [{"code": "I", "text": "Đã tổ chức \"hai\" lớp\ntập huấn"}, {"code": "III.2", "text": "Tiếp tục"}],
        "values": [{"indicator": "CB.01", "female": 12, "male": 30}, {"indicator": "CB.02", "numerator": 5, "denominator": 20}],
        "directions": ["Tăng tỷ lệ nữ trong quy hoạch"], "budget": [{"item": "Tập huấn", "amount": 25000000}],
    });
    let kept = city.officer().patch(&draft, json!({"content": content})).is(200);
    assert_eq!(kept["content"]["values"][0], json!({"indicator": "CB.01", "female": 12, "male": 30, "total": 42}));
    let mut step = submit();
    step["device_time"] = json!("1999-01-01T00:00:00Z");
    city.at("2017-06-10T09:00:00+07:00");
    let received = city.lead().transition(&draft, step).is(200);
    assert_eq!(received["content"], kept["content"]);
    assert_eq!(
        (&received["device_time"], &received["received_at"], &received["late"]),
        (&json!("1999-01-01T00:00:00.000000Z"), &json!("2017-06-10T02:00:00.000000Z"), &json!(false)),
        "a clock that lies is evidence, and no more"
    );
    assert_eq!(received["sha256"], hash_of(&received));
    let hands = Hands::of(&city, "justice");
    for action in ["take", "accept"] {
        hands.step(&draft, action);
    }
    city.officer().patch(&draft, json!({"content": {"sections": []}})).is_problem(409, "state_forbids");
    let next = hands.step(&draft, "amend");
    let next = format!("/submissions/{}", next["id"].as_str().unwrap());
    let changed =
        json!({"content": {"sections": [{"code": "I", "text": "Đính chính"}, {"code": "III.2", "text": "Tiếp tục"}]}});
    city.officer().patch(&next, changed).is(200);
    papers.bring_report(&next, "justice", "accepted");
    let now = city.officer().get(&draft).is(200);
    for field in ["content", "sha256", "receipt_number", "received_at", "signatory", "report_number", "accepted_at"] {
        if field != "accepted_at" {
            assert_eq!(now[field], received[field], "{field}");
        }
    }
    assert_eq!(now["state"], "superseded");
    let amended = city.officer().get(&next).is(200);
    assert_eq!((&amended["state"], &amended["number"]), (&json!("accepted"), &json!(2)));
    assert_ne!(amended["sha256"], received["sha256"]);
    assert_eq!(amended["sha256"], hash_of(&amended));
}

fn an_amendment_leaves_the_official_version_until_it_is_accepted(city: City) {
    let papers = city.papers();
    let first = papers.submission("justice", "accepted");
    let hands = Hands::of(&city, "justice");
    city.officer()
        .post("/submissions", json!({"obligation_id": city.officer().get(&first).body["obligation_id"]}))
        .is_problem(409, "amend_instead");
    let answered = hands.step(&first, "amend");
    assert_eq!(
        (&answered["state"], &answered["number"], &answered["content"]),
        (&json!("draft"), &json!(2), &city.officer().get(&first).body["content"])
    );
    let second = format!("/submissions/{}", answered["id"].as_str().unwrap());
    let official = |expected: &str, content: &str| {
        let owed = obligation(&city.officer(), &first);
        assert_eq!(owed["official_submission_id"], id_in(expected));
        assert_eq!((&owed["state"], &owed["content"]), (&json!("satisfied"), &json!(content)));
    };
    official(&first, "reported");
    papers.bring_report(&second, "justice", "returned");
    official(&first, "reported");
    // The one that was returned is mended, and this time it is a word that there is nothing.
    let third = papers.next_draft(&second, "justice");
    hands.signer.transition(&third, declare_nil()).is(200);
    official(&first, "confirmed_nil");
    hands.step(&third, "take");
    hands.step(&third, "accept");
    official(&third, "confirmed_nil");
    let states: Vec<Value> = versions(&city.officer(), &city.officer().get(&first).body["obligation_id"])
        .iter()
        .map(|it| it["state"].clone())
        .collect();
    assert_eq!(states, ["superseded", "returned", "accepted"]);
    let history = city.auditor().get(&format!("{first}/transitions")).items();
    let last = history.last().unwrap();
    assert_eq!(
        (&last["action"], &last["from"], &last["to"]),
        (&json!("supersede"), &json!("accepted"), &json!("superseded"))
    );
}

fn a_draft_exists_for_its_own_agency_alone(city: City) {
    let papers = city.papers();
    let period = papers.open_period();
    let draft = papers.report_draft(&period, "justice");
    let hands = Hands::of(&city, "justice");
    hands.step(&draft, "hand_over");
    hands.step(&draft, "return_to_draft");
    hands.step(&draft, "hand_over");
    let query = format!("/submissions?period_id={}", id_in(&period));
    let outsiders = ["standing_officer", "standing_lead", "chair", "auditor", "culture_officer", "admin", "portal"];
    for login in outsiders {
        city.by(login).get(&draft).is_problem(404, "not_found");
        city.by(login).get(&format!("{draft}/transitions")).is_problem(404, "not_found");
        assert_eq!(city.by(login).get(&query).ids(), [""; 0], "{login}");
    }
    assert_eq!(obligation(&city.officer(), &draft)["versions"], 0);
    assert_eq!(city.officer().get(&query).ids(), [id_in(&draft)]);
    hands.step(&draft, "submit");
    for login in &outsiders[..4] {
        let read = city.by(login).get(&draft).is(200);
        assert!(read["content"].is_object());
        let listed = city.by(login).get(&query).items();
        assert!(listed.len() == 1 && listed[0].get("content").is_none(), "lists leave out what is said");
        let history = city.by(login).get(&format!("{draft}/transitions")).items();
        assert_eq!(
            history.iter().map(|it| it["action"].clone()).collect::<Vec<_>>(),
            ["submit"],
            "{login} sees it from the receipt on"
        );
    }
    let history = city.officer().get(&format!("{draft}/transitions")).items();
    assert_eq!(history.len(), 5);
    for login in &outsiders[4..] {
        city.by(login).get(&draft).is_problem(404, "not_found");
    }
}

fn what_is_wrong_is_named_at_its_place(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let draft = papers.report_draft(&period, "justice");
    let before = city.officer().get(&draft).is(200);
    let section = |code: &str| json!({"code": code, "text": "Đã thực hiện"});
    let many = |count: usize, item: Value| Value::from(vec![item; count]);
    for (content, status, code, pointer, place) in [
        (
            json!({"sections": [section("I"), section("I")]}),
            422,
            "section_repeated",
            "/content/sections/1/code",
            "section_repeated",
        ),
        (json!({"sections": [section("IX")]}), 422, "section_unknown", "/content/sections/0/code", "section_unknown"),
        (
            json!({"values": [{"indicator": "XX.99", "total": 1}]}),
            422,
            "indicator_unknown",
            "/content/values/0/indicator",
            "indicator_unknown",
        ),
        (
            json!({"values": [{"indicator": "ZZ.00", "total": 1}]}),
            422,
            "indicator_unknown",
            "/content/values/0/indicator",
            "indicator_unknown",
        ),
        (
            json!({"values": [{"indicator": "DN.01", "total": 1}, {"indicator": "DN.01", "total": 2}]}),
            422,
            "indicator_repeated",
            "/content/values/1/indicator",
            "indicator_repeated",
        ),
        (
            json!({"values": [{"indicator": "CB.01", "female": 2, "male": 3, "total": 6}]}),
            422,
            "sexes_do_not_add_up",
            "/content/values/0/total",
            "sexes_do_not_add_up",
        ),
        (
            json!({"values": [{"indicator": "CB.01", "total": 6}]}),
            422,
            "value_missing",
            "/content/values/0/female",
            "value_missing",
        ),
        (
            json!({"values": [{"indicator": "DN.01", "total": 6, "female": 1}]}),
            422,
            "value_forbidden",
            "/content/values/0/female",
            "value_forbidden",
        ),
        (
            json!({"values": [{"indicator": "CB.02", "numerator": 6}]}),
            422,
            "value_missing",
            "/content/values/0/denominator",
            "value_missing",
        ),
        (
            json!({"values": [{"indicator": "CB.02", "numerator": 6, "denominator": 5}]}),
            422,
            "part_exceeds_whole",
            "/content/values/0/numerator",
            "part_exceeds_whole",
        ),
        (
            json!({"budget": [{"item": "Tập huấn", "amount": exact::LARGEST}, {"item": "In ấn", "amount": 1}]}),
            422,
            "budget_too_large",
            "/content/budget",
            "budget_too_large",
        ),
        (
            json!({"budget": [{"item": "Tập huấn", "amount": exact::LARGEST + 1}]}),
            400,
            "schema",
            "/content/budget/0/amount",
            "number_out_of_range",
        ),
        (
            json!({"budget": [{"item": "Tập huấn", "amount": -1}]}),
            400,
            "schema",
            "/content/budget/0/amount",
            "number_out_of_range",
        ),
        (
            json!({"budget": [{"item": "Tập huấn", "amount": 1.5}]}),
            400,
            "schema",
            "/content/budget/0/amount",
            "type_mismatch",
        ),
        (
            json!({"values": [{"indicator": "DN.01", "total": -1}]}),
            400,
            "schema",
            "/content/values/0/total",
            "number_out_of_range",
        ),
        (
            json!({"values": [{"indicator": "DN.01", "total": 1_000_000_000_001_i64}]}),
            400,
            "schema",
            "/content/values/0/total",
            "number_out_of_range",
        ),
        (json!({"sections": many(101, section("I"))}), 400, "schema", "/content/sections", "length_out_of_range"),
        (
            json!({"sections": [{"code": "I", "text": "a".repeat(50_001)}]}),
            400,
            "schema",
            "/content/sections/0/text",
            "length_out_of_range",
        ),
        (
            json!({"values": many(501, json!({"indicator": "DN.01", "total": 1}))}),
            400,
            "schema",
            "/content/values",
            "length_out_of_range",
        ),
        (
            json!({"budget": many(201, json!({"item": "In ấn", "amount": 1}))}),
            400,
            "schema",
            "/content/budget",
            "length_out_of_range",
        ),
        (
            json!({"directions": many(101, json!("Tiếp tục"))}),
            400,
            "schema",
            "/content/directions",
            "length_out_of_range",
        ),
        (json!({"directions": ["a".repeat(5_001)]}), 400, "schema", "/content/directions", "length_out_of_range"),
        (json!({"chapters": []}), 400, "schema", "/content/chapters", "field_unknown"),
    ] {
        let answer = city.officer().patch(&draft, json!({"content": content}));
        answer.is_problem(status, code).points_at(pointer, place);
    }
    let several = json!({"sections": [section("IX")], "values": [{"indicator": "DN.01"}]});
    let answer = city.officer().patch(&draft, json!({"content": several}));
    answer
        .is_problem(422, "blocked")
        .points_at("/content/sections/0/code", "section_unknown")
        .points_at("/content/values/0/total", "value_missing");
    assert_eq!(city.officer().get(&draft).is(200), before, "nothing of all that left a trace");

    // What is in the way comes before what is wrong.
    let owed = papers.owed(&papers.counting_period(), "justice");
    let wrong = json!({"id": id_in(&draft), "obligation_id": id_in(&owed), "content": {"sections": [section("IX")]}});
    city.officer().post("/submissions", wrong.clone()).is_problem(409, "id_taken");
    let mut new = wrong;
    new.as_object_mut().unwrap().remove("id");
    city.officer().post("/submissions", new).is_problem(422, "section_unknown");
    let steps = [
        (json!({"action": "submit", "number": "1"}), "/signed_on", "field_missing"),
        (
            json!({"action": "submit", "number": "", "signed_on": "2017-06-10", "signatory": {"name": "A",
                "position": "B"}}),
            "/number",
            "length_out_of_range",
        ),
        (
            json!({"action": "submit", "number": "1", "signed_on": "10/6/2017", "signatory": {"name": "A",
                "position": "B"}}),
            "/signed_on",
            "value_invalid",
        ),
        (json!({"action": "return", "reason": ""}), "/reason", "length_out_of_range"),
        (json!({"action": "return"}), "/reason", "field_missing"),
    ];
    for (body, pointer, code) in steps {
        city.lead().transition(&draft, body).is_problem(400, "schema").points_at(pointer, code);
    }
}

fn a_report_without_its_required_sections_is_not_submitted(city: City) {
    let papers = city.papers();
    let period = papers.counting_period();
    let draft = papers.report_draft(&period, "justice");
    let content =
        json!({"sections": [{"code": "II", "text": "Không có"}], "values": [{"indicator": "DN.01", "total": 3}]});
    city.officer().patch(&draft, json!({"content": content})).is(200);
    let refused = city.lead().transition(&draft, submit());
    refused.is_problem(422, "section_missing");
    city.officer().transition(&draft, json!({"action": "hand_over"})).is_problem(422, "section_missing");
    let places: Vec<Value> = refused.body["errors"].as_array().unwrap().iter().map(|it| it["at"].clone()).collect();
    assert_eq!(places, ["I", "III.2"]);
    let read = city.lead().get(&draft).is(200);
    let told = read["actions"].as_array().unwrap().iter().find(|it| it["action"] == "submit").unwrap().clone();
    assert_eq!(
        told["blocked_by"],
        json!([{"code": "section_missing", "at": "I"}, {"code": "section_missing", "at": "III.2"}])
    );
    city.lead().transition(&draft, declare_nil()).is_problem(422, "nil_with_values");
    city.officer().patch(&draft, json!({"content": {"sections": null, "values": null}})).is(200);
    let nil = city.lead().transition(&draft, declare_nil()).is(200);
    assert_eq!((&nil["nil"], &nil["state"]), (&json!(true), &json!("submitted")));
    assert_eq!(nil["sha256"], hash_of(&nil));
    assert_eq!(obligation(&city.officer(), &draft)["content"], "confirmed_nil");
}

fn acceptance_can_be_delegated_and_both_names_go_on_the_record(city: City) {
    let submission = city.papers().submission("justice", "under_review");
    let officer = city.by("standing_officer_2");
    officer.transition(&submission, report_step("accept")).is_problem(403, "role_may_not");
    let delegation = json!({"delegate_id": city.user("standing_officer_2"), "agency_id": city.agency("labour"),
        "actions": ["submissions.accept"], "valid_from": "2017-02-01", "valid_to": "2017-02-28"});
    city.standing_lead().post("/delegations", delegation).is(201);
    officer.transition(&submission, report_step("accept")).is(200);
    let history = city.officer().get(&format!("{submission}/transitions")).items();
    let last = history.last().unwrap();
    assert_eq!((&last["action"], &last["actor"]["id"]), (&json!("accept"), &json!(city.user("standing_officer_2"))));
    assert_eq!(last["on_behalf_of"]["id"], json!(city.user("standing_lead")));
}

fn nothing_is_begun_or_sent_that_is_not_owed(city: City) {
    let papers = city.papers();
    let exempt = papers.submission("justice", "pending_signature");
    let owed = format!("/obligations/{}", city.officer().get(&exempt).body["obligation_id"].as_str().unwrap());
    city.standing_lead().transition(&owed, json!({"action": "exempt", "reason": "Mới thành lập"})).is(200);
    for action in ["submit", "declare_nil"] {
        city.lead().transition(&exempt, report_step(action)).is_problem(409, "obligation_not_open");
    }
    assert_eq!(city.lead().get(&exempt).blocked("submit"), Some(vec!["obligation_not_open".to_owned()]));
    city.standing_lead().transition(&owed, json!({"action": "reinstate", "reason": "Nhầm"})).is(200);
    city.lead().transition(&exempt, submit()).is(200);
    let period = papers.open_period();
    let owed = papers.owed(&period, "justice");
    city.standing_lead().transition(&period, json!({"action": "cancel", "reason": "Gộp kỳ"})).is(200);
    city.officer().post("/submissions", json!({"obligation_id": id_in(&owed)})).is_problem(409, "obligation_not_open");
}

fn no_sequence_of_steps_loses_a_version_or_leaves_two_official(city: City) {
    let steps = prop::collection::vec((0..ACTIONS.len() + 1, any::<bool>()), 12..40);
    let mut runner = TestRunner::new(Config { cases: 5, failure_persistence: None, ..Config::default() });
    let (officer, hands) = (city.officer(), Hands::of(&city, "justice"));
    let run = runner.run(&steps, |steps| {
        let period = city.papers().open_period();
        let owed = city.papers().owed(&period, "justice");
        let id = json!(id_in(&owed));
        let mut known: Vec<Value> = Vec::new();
        for (minute, (step, oldest)) in steps.into_iter().enumerate() {
            city.at(&format!("2017-06-14T23:{:02}:00+07:00", 30 + minute % 30));
            let version = if oldest { known.first() } else { known.last() };
            let answer = match (ACTIONS.get(step), version) {
                (Some(action), Some(version)) => {
                    let path = format!("/submissions/{}", version["id"].as_str().unwrap());
                    hands.for_step(action).transition(&path, report_step(action))
                }
                _ => officer.post(
                    "/submissions",
                    json!({"obligation_id": id, "content": {"sections": [{"code": "I", "text": "Đã làm"}]}}),
                ),
            };
            prop_assert!([200, 201, 404, 409].contains(&answer.status), "{}", answer);
            let now = versions(&officer, &id);
            prop_assert!(now.len() >= known.len(), "no version is lost");
            let count = |state: &str| now.iter().filter(|it| it["state"] == state).count();
            prop_assert!(count("accepted") <= 1, "one is official");
            let in_flight: usize =
                ["draft", "pending_signature", "submitted", "under_review"].into_iter().map(count).sum();
            prop_assert!(in_flight <= 1);
            for (was, is) in known.iter().zip(&now) {
                prop_assert_eq!(&was["id"], &is["id"]);
                for field in ["receipt_number", "received_at", "sha256", "report_number", "late"] {
                    prop_assert!(
                        was[field].is_null() || was[field] == is[field],
                        "{} of a receipt never changes",
                        field
                    );
                }
            }
            let first = now.iter().find(|it| it["received_at"].is_string() && it["state"] != "withdrawn");
            let obligation = officer.get(&owed).is(200);
            prop_assert_eq!(&obligation["received_at"], first.map_or(&Value::Null, |it| &it["received_at"]));
            let official = now.iter().find(|it| it["state"] == "accepted");
            prop_assert_eq!(&obligation["official_submission_id"], official.map_or(&Value::Null, |it| &it["id"]));
            prop_assert_eq!(obligation["state"] == "satisfied", official.is_some());
            known = now;
        }
        Ok(())
    });
    run.unwrap();
}
