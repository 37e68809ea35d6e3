//! Evidence of inspections: its sender's alone until it is attached, and read through what it is attached to afterwards.

use crate::harness::{City, Value, at_once, both_databases, id_in, json, met, pdf};

fn item(inspection: &str, code: &str) -> String {
    format!("{inspection}/answers/{code}")
}

fn with_files(files: &[&str]) -> Value {
    let ids: Vec<&str> = files.iter().map(|it| id_in(it)).collect();
    json!({"rating": "met", "attachment_ids": ids})
}

both_databases![
    a_photograph_is_its_senders_until_it_is_attached,
    what_an_inspector_sends_his_colleagues_do_not_see,
    evidence_is_attached_to_its_inspection_alone,
    an_answer_has_ten_files,
    twenty_wait_per_person_and_inspection,
    the_standing_agency_sends_files_for_its_committee,
    what_was_removed_or_erased_is_not_attached,
    of_two_that_take_one_file_one_has_it,
    what_nobody_attached_expires,
    a_batch_names_files_too,
    evidence_is_erased_by_whose_paper_it_belongs_to,
    evidence_is_sent_by_those_who_answer,
];

fn a_photograph_is_its_senders_until_it_is_attached(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let bytes = pdf(3_000);
    let file = papers.evidence(&sender, "culture", &visit, json!({}), &bytes);
    let shown = sender.get(&file).is(200);
    assert_eq!((&shown["inspection_id"], &shown["sensitivity"]), (&json!(id_in(&visit)), &json!("normal")));
    assert_eq!(sender.get(&format!("/attachments?inspection_id={}", id_in(&visit))).ids(), [id_in(&file)]);
    assert_eq!(sender.get("/attachments").ids(), [id_in(&file)]);
    // Neither the rest of the team, nor whose plan it is, nor who audits.
    let others = [
        "district_officer",
        "standing_officer_2",
        "standing_lead",
        "chair",
        "auditor",
        "culture_lead",
        "justice_lead",
        "admin",
    ];
    for other in others {
        let other = city.by(other);
        for path in [file.clone(), format!("{file}/content"), format!("{file}/transitions")] {
            other.get(&path).is_problem(404, "not_found");
        }
        assert!(other.get("/attachments").ids().is_empty(), "{}", other.name);
    }
    let entries = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&file))).items();
    for entry in &entries {
        let entry = city.auditor().get(&format!("/audit-entries/{}", entry["id"].as_str().unwrap())).is(200);
        assert_eq!((&entry["after"], &entry["before"]), (&Value::Null, &Value::Null), "the record shows no more");
    }
    assert_eq!(entries.len(), 2);

    let answer = sender.put(&item(&visit, "1.1"), with_files(&[&file])).is(200);
    assert_eq!(answer["attachment_ids"], json!([id_in(&file)]));
    // From here on it is read with the answer, by whoever reads that, and is not in the list of attachments.
    for reader in ["culture_officer", "district_officer", "standing_officer_2", "standing_lead", "chair"] {
        let reader = city.by(reader);
        assert_eq!(reader.get(&item(&visit, "1.1")).is(200)["attachments"][0]["id"], id_in(&file));
        assert_eq!(reader.get(&file).is(200)["subject_id"], answer["id"], "{}", reader.name);
        assert!(reader.get(&format!("{file}/content")).bytes == bytes);
        assert!(reader.get("/attachments").ids().is_empty());
    }
    for other in ["culture_lead", "justice_lead", "auditor", "commune_officer"] {
        city.by(other).get(&file).is_problem(404, "not_found");
    }
    // Named again with the answer it stays where it is; nothing takes it away.
    let again = sender.put(&item(&visit, "1.1"), with_files(&[&file])).is(200);
    assert_eq!(again["attachment_ids"], json!([id_in(&file)]));
    let left_out = sender.put(&item(&visit, "1.1"), json!({"rating": "not_met"})).is(200);
    assert_eq!(left_out["attachment_ids"], json!([id_in(&file)]), "none is detached");
    sender.delete(&file).is_problem(409, "referenced");
    sender.put(&item(&visit, "1.2"), with_files(&[&file])).is_problem(422, "attachment_taken");
}

fn what_an_inspector_sends_his_colleagues_do_not_see(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer").with_key("anh-1");
    let made = papers.declared_evidence(&sender, "culture", &visit, json!({}), &pdf(50));
    let again = papers.declared_evidence(&sender, "culture", &visit, json!({}), &pdf(50));
    assert_eq!((made.status, &made.bytes), (201, &again.bytes), "its sender is answered again");
    let file = format!("/attachments/{}", made.body["id"].as_str().unwrap());
    city.by("culture_lead").get(&file).is_problem(404, "not_found");
    city.by("culture_lead").put_part(&file, 1, &pdf(50)).is_problem(404, "not_found");
    city.by("culture_lead").delete(&file).is_problem(404, "not_found");
    // What they send for their own papers they see as before.
    let own = papers.declared(&city.by("culture_officer"), "culture", &pdf(60));
    city.by("culture_lead").get(&own).is(200);
    assert_eq!(city.by("culture_lead").get("/attachments").ids(), [id_in(&own)]);
}

fn evidence_is_attached_to_its_inspection_alone(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let path = item(&visit, "1.1");
    // A file that is no evidence, somebody else's, of another inspection, not whole.
    let plain = papers.stored("culture", &pdf(40));
    let elses = papers.evidence(&city.by("district_officer"), "district", &visit, json!({}), &pdf(41));
    let unwhole = papers.declared_evidence(&sender, "culture", &visit, json!({}), &pdf(42)).is(201);
    let unwhole = format!("/attachments/{}", unwhole["id"].as_str().unwrap());
    for file in [&plain, &elses] {
        sender
            .put(&path, with_files(&[file]))
            .is_problem(422, "unknown_reference")
            .points_at("/attachment_ids/0", "unknown_reference");
    }
    sender.put(&path, with_files(&[&unwhole])).is_problem(422, "attachment_incomplete");
    // Nor does evidence belong to anything else.
    let file = papers.evidence(&sender, "culture", &visit, json!({}), &pdf(43));
    let assignment = papers.assignment("culture", "accepted");
    let step =
        json!({"action": "record_progress", "percent": 40, "narrative": "Có ảnh", "attachment_ids": [id_in(&file)]});
    sender.transition(&assignment, step).is_problem(422, "unknown_reference");
    // Nobody sends evidence of what he does not read.
    for (who, agency) in [("commune_officer", "commune"), ("culture_lead", "culture")] {
        papers
            .declared_evidence(&city.by(who), agency, &visit, json!({}), &pdf(44))
            .is_problem(422, "unknown_reference")
            .points_at("/inspection_id", "unknown_reference");
    }
    assert_eq!(sender.get(&path).is(200)["version"], 0, "what is refused attaches nothing");
    assert_eq!(sender.get(&file).is(200)["state"], "stored");
}

fn an_answer_has_ten_files(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let files: Vec<String> =
        (0..11).map(|it| papers.evidence(&sender, "culture", &visit, json!({}), &pdf(100 + it))).collect();
    let named: Vec<&str> = files.iter().map(String::as_str).collect();
    sender.put(&item(&visit, "1.1"), with_files(&named[..6])).is(200);
    sender.put(&item(&visit, "1.1"), with_files(&named[6..])).is_problem(409, "quota_reached");
    let full = sender.put(&item(&visit, "1.1"), with_files(&named[6..10])).is(200);
    assert_eq!(full["attachment_ids"].as_array().unwrap().len(), 10);
    sender.put(&item(&visit, "1.1"), with_files(&named[..10])).is(200);
    sender.put(&item(&visit, "1.1"), with_files(&named[10..])).is_problem(409, "quota_reached");
    sender.put(&item(&visit, "1.1"), with_files(&named)).is_problem(400, "schema");
    sender.put(&item(&visit, "1.2"), with_files(&named[10..])).is(200);
}

fn twenty_wait_per_person_and_inspection(city: City) {
    let papers = city.papers();
    let (own, visit) = (papers.self_inspection(), papers.visit_in_progress());
    let sender = city.by("district_officer");
    let declare = |inspection: &str| papers.declared_evidence(&sender, "district", inspection, json!({}), &pdf(30));
    for _ in 0..20 {
        declare(&visit).is(201);
    }
    declare(&visit).is_problem(409, "too_many_attachments");
    // Another inspection, another person, and what is no evidence are counted by themselves.
    declare(&own).is(201);
    papers.declared(&sender, "district", &pdf(31));
    papers.declared_evidence(&city.by("culture_officer"), "culture", &visit, json!({}), &pdf(30)).is(201);
}

fn the_standing_agency_sends_files_for_its_committee(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("standing_officer_2");
    let file = papers.evidence(&sender, "committee", &visit, json!({}), &pdf(70));
    assert_eq!(sender.get(&file).is(200)["agency_id"], json!(city.agency("committee")));
    sender.put(&item(&visit, "1.1"), with_files(&[&file])).is(200);
    // Whoever is not of the team could make nothing of it.
    papers
        .declared_evidence(&city.standing_officer(), "committee", &visit, json!({}), &pdf(70))
        .is_problem(403, "role_may_not");
    // For other agencies they send none, and nobody else does for the committee.
    papers
        .declared_evidence(&city.standing_officer(), "justice", &visit, json!({}), &pdf(71))
        .is_problem(403, "role_may_not");
    papers.declared_evidence(&city.chair(), "committee", &visit, json!({}), &pdf(71)).is_problem(403, "role_may_not");
    papers
        .declared_evidence(&city.by("culture_officer"), "committee", &visit, json!({}), &pdf(71))
        .is_problem(403, "role_may_not");
    // What they send for no inspection is their committee's.
    let lead = city.standing_lead();
    let body = json!({"agency_id": city.agency("committee"), "file_name": "a.pdf", "media_type": "application/pdf",
        "size_bytes": 12, "sha256": "0".repeat(64)});
    let plain = format!("/attachments/{}", lead.post("/attachments", body.clone()).is(201)["id"].as_str().unwrap());
    city.standing_officer().get(&plain).is(200);
    city.lead().get(&plain).is_problem(404, "not_found");
    lead.delete(&plain).is(204);
    let mut restricted = body;
    restricted["sensitivity"] = json!("restricted");
    lead.post("/attachments", restricted)
        .is_problem(422, "inspection_needed")
        .points_at("/sensitivity", "inspection_needed");
}

fn what_was_removed_or_erased_is_not_attached(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection();
    let sender = city.by("district_lead");
    let gone = papers.evidence(&sender, "district", &own, json!({}), &pdf(80));
    let erased = papers.evidence(&sender, "district", &own, json!({}), &pdf(81));
    sender.delete(&gone).is(204);
    sender.put(&item(&own, "1.1"), with_files(&[&erased])).is(200);
    // Whoever leads the agency that sent it erases it, as any other file.
    let erase = json!({"action": "erase", "reason": "Ảnh chụp trẻ em"});
    city.by("district_officer").transition(&erased, erase.clone()).is_problem(403, "role_may_not");
    assert_eq!(sender.transition(&erased, erase).is(200)["state"], "erased");
    sender.get(&format!("{erased}/content")).is_problem(409, "attachment_erased");
    assert_eq!(sender.get(&item(&own, "1.1")).is(200)["attachments"][0]["state"], "erased");
    sender.put(&item(&own, "1.2"), with_files(&[&gone])).is_problem(422, "unknown_reference");
    sender.put(&item(&own, "1.2"), with_files(&[&erased])).is_problem(422, "attachment_taken");
    // In a batch the one item is refused, and the others are not.
    let batch = json!({"items": [
        {"code": "1.2", "version": 0, "rating": "met", "attachment_ids": [id_in(&gone)]},
        {"code": "2.1", "version": 0, "rating": "met", "attachment_ids": [id_in(&erased)]},
        {"code": "2.2", "version": 0, "rating": "met"},
        {"code": "1.1", "version": 1, "rating": "not_met", "attachment_ids": [id_in(&erased)]},
    ]});
    let answer = sender.post(&format!("{own}/answers"), batch).is(200);
    let statuses: Vec<&Value> = answer["items"].as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, [&json!(422), &json!(422), &json!(200), &json!(200)], "{answer}");
    assert_eq!(answer["items"][0]["problem"]["errors"][0]["pointer"], "/items/0/attachment_ids/0");
}

fn of_two_that_take_one_file_one_has_it(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    for round in 0..4 {
        let file = papers.evidence(&sender, "culture", &visit, json!({}), &pdf(90 + round));
        let (one, other) = (item(&visit, "1.1"), item(&visit, "1.2"));
        let answers =
            at_once(&[&|| sender.put(&one, with_files(&[&file])), &|| sender.put(&other, with_files(&[&file]))]);
        let mut statuses: Vec<u16> = answers.iter().map(|it| it.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{answers:#?}");
    }
}

fn what_nobody_attached_expires(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let kept = papers.evidence(&sender, "culture", &visit, json!({}), &pdf(95));
    papers.evidence(&sender, "culture", &visit, json!({"sensitivity": "restricted"}), &pdf(96));
    sender.put(&item(&visit, "1.1"), with_files(&[&kept])).is(200);
    city.at("2017-06-13T09:00:00+07:00");
    let runtime = actix_web::rt::System::new();
    assert_eq!(runtime.block_on(tienbo::attachments::expire(&city.service().db)).expect("it goes on"), 1);
    city.by("culture_officer").get(&kept).is(200);
}

fn a_batch_names_files_too(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let files: Vec<String> =
        (0..3).map(|it| papers.evidence(&sender, "culture", &visit, json!({}), &pdf(200 + it))).collect();
    let batch = json!({"items": [
        {"code": "1.1", "version": 0, "rating": "met", "attachment_ids": [id_in(&files[0]), id_in(&files[1])]},
        {"code": "1.2", "version": 0, "rating": "met", "attachment_ids": [id_in(&files[1])]},
        {"code": "2.1", "version": 0, "rating": "met", "attachment_ids": [id_in(&files[2])]},
    ]});
    let answer = sender.post(&format!("{visit}/answers"), batch).is(200);
    let codes: Vec<&Value> = answer["items"].as_array().unwrap().iter().map(|it| &it["problem"]["code"]).collect();
    assert_eq!(codes, [&Value::Null, &json!("attachment_taken"), &Value::Null], "a file is taken once: {answer}");
    let read = sender.get(&item(&visit, "1.1")).is(200);
    assert_eq!(read["attachment_ids"], json!([id_in(&files[0]), id_in(&files[1])]));
    assert_eq!(sender.get(&files[2]).is(200)["state"], "attached");
    sender.put(&item(&visit, "1.2"), met()).is(200);
}

fn erase() -> Value {
    json!({"action": "erase", "reason": "Ảnh chụp trẻ em khi chưa có sự đồng ý của gia đình"})
}

fn evidence_is_erased_by_whose_paper_it_belongs_to(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let attached = |bytes: usize| {
        let file = papers.evidence(&sender, "culture", &visit, json!({}), &pdf(bytes));
        sender.put(&item(&visit, "1.1"), with_files(&[&file])).is(200);
        file
    };
    let file = attached(90);
    // The lead of the sender's agency does not read the visit; whoever reads it does not erase.
    city.by("culture_lead").transition(&file, erase()).is_problem(404, "not_found");
    for reader in ["culture_officer", "district_officer", "standing_officer", "chair"] {
        city.by(reader).transition(&file, erase()).is_problem(403, "role_may_not");
        assert_eq!(city.by(reader).get(&file).blocked("erase"), Some(vec!["role_may_not".to_owned()]), "{reader}");
    }
    assert_eq!(city.standing_lead().get(&file).blocked("erase"), None);
    assert_eq!(city.standing_lead().transition(&file, erase()).is(200)["state"], "erased");
    sender.get(&format!("{file}/content")).is_problem(409, "attachment_erased");

    // In a district's plan its own lead does.
    let team = ["culture_officer", "justice_officer"];
    let of_district = papers.visit_of("district", "commune", &team, "in_progress");
    let file = papers.evidence(&sender, "culture", &of_district, json!({}), &pdf(91));
    let answered = sender.get(&item(&of_district, "1.1"));
    sender.having_read(&answered).put(&item(&of_district, "1.1"), with_files(&[&file])).is(200);
    city.standing_lead().transition(&file, erase()).is_problem(404, "not_found");
    city.by("district_officer").transition(&file, erase()).is_problem(403, "role_may_not");
    city.by("district_lead").transition(&file, erase()).is(200);

    // Where the standing agency was visited the chair does, and of a self-inspection the agency itself.
    let of_labour = papers.visit_of("committee", "labour", &team, "in_progress");
    let file = papers.evidence(&sender, "culture", &of_labour, json!({}), &pdf(92));
    sender.put(&item(&of_labour, "1.1"), with_files(&[&file])).is(200);
    city.standing_lead().transition(&file, erase()).is_problem(404, "not_found");
    city.chair().transition(&file, erase()).is(200);
    let (own, file) = papers.handed_in();
    for reader in ["standing_lead", "chair", "district_officer"] {
        city.by(reader).get(&own).is(200);
        city.by(reader).transition(&file, erase()).is_problem(403, "role_may_not");
    }
    city.by("district_lead").transition(&file, erase()).is(200);
}

fn evidence_is_sent_by_those_who_answer(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let send = |who: &str, agency: &str, inspection: &str| {
        papers.declared_evidence(&city.by(who), agency, inspection, json!({}), &pdf(45))
    };
    send("district_officer", "district", &visit).is(201);
    // They read the visit, and what they sent could belong to nothing.
    for (who, agency) in [("justice_lead", "justice"), ("justice_officer", "justice"), ("standing_lead", "committee")] {
        city.by(who).get(&visit).is(200);
        send(who, agency, &visit).is_problem(403, "role_may_not");
    }
    let own = papers.handed_in().0;
    send("standing_officer", "committee", &own).is_problem(403, "role_may_not");
    send("district_officer", "district", &own).is(201);
}
