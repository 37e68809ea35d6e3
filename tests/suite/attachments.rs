//! Files that show what was done: declared, sent in parts, attached to an update of progress, and read by those who may read
//! that.

use crate::harness::{Answer, City, Engine, PART, Program, Value, at_once, both_databases, id_in, json, pdf, sha256};

const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What an officer of the Department of Justice declares, with other fields.
fn declaration(city: &City, bytes: &[u8], fields: Value) -> Value {
    let mut body = json!({"agency_id": city.agency("justice"), "file_name": "anh.pdf", "media_type": "application/pdf",
        "size_bytes": bytes.len(), "sha256": sha256(bytes)});
    for (name, value) in fields.as_object().expect("fields") {
        body[name] = value.clone();
    }
    body
}

fn progress(attachments: &[&str]) -> Value {
    let ids: Vec<&str> = attachments.iter().map(|path| id_in(path)).collect();
    json!({"action": "record_progress", "percent": 40, "narrative": "Đã tổ chức hai lớp", "attachment_ids": ids})
}

/// The actions of the entries that tell of an object, oldest first.
fn told(city: &City, path: &str) -> Vec<String> {
    let entries = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(path))).items();
    entries.iter().rev().map(|entry| entry["action"].as_str().expect("an action").to_owned()).collect()
}

both_databases![
    a_file_goes_from_the_phone_to_the_one_who_verifies,
    a_download_says_what_it_is_and_is_never_run,
    what_is_not_as_declared_is_not_kept,
    a_declaration_is_checked,
    the_rest_of_office_is_taken_too,
    who_attaches_what,
    a_refused_step_attaches_nothing,
    what_belongs_to_something_stays,
    the_list_is_that_of_the_agency,
    somebody_keeps_twenty_files_that_belong_to_nothing,
    one_file_is_attached_once_however_many_ask,
    parts_sent_at_once_are_all_there,
    a_declaration_is_repeated_safely,
    a_delegate_sends_what_was_delegated,
    a_part_under_a_key_is_repeated_safely,
    another_agency_sends_no_part,
    what_somebody_changed_behind_the_service_is_found,
    what_belongs_to_nothing_expires_after_seven_days,
    a_declaration_may_name_shorter_parts,
];

fn a_file_goes_from_the_phone_to_the_one_who_verifies(city: City) {
    let (papers, officer) = (city.papers(), city.officer());
    let bytes = pdf(2 * PART + 12_345);
    let assignment = papers.assignment("justice", "accepted");
    let attachment = papers.declared(&officer, "justice", &bytes);
    let declared = officer.get(&attachment).is(200);
    assert_eq!((&declared["state"], &declared["missing_parts"]), (&json!("uploading"), &json!([1, 2, 3])));

    // In any order, and again where an answer was lost; one ETag serves for all of them.
    let sender = officer.with_etag_of(&attachment);
    let parts: Vec<&[u8]> = bytes.chunks(PART).collect();
    assert_eq!(sender.put_part(&attachment, 3, parts[2]).is(200)["missing_parts"], json!([1, 2]));
    let answer = sender.put_part(&attachment, 1, parts[0]);
    assert_eq!((&answer.is(200)["missing_parts"], &answer.body["version"]), (&json!([2]), &json!(1)));
    assert!(answer.etag().expect("an ETag").starts_with("\"1-"), "{answer}");
    assert_eq!(sender.put_part(&attachment, 1, parts[0]).is(200)["missing_parts"], json!([2]));
    officer.get(&format!("{attachment}/content")).is_problem(409, "state_forbids");
    let whole = sender.put_part(&attachment, 2, parts[1]).is(200).clone();
    assert_eq!(
        (&whole["state"], &whole["version"], &whole["missing_parts"]),
        (&json!("stored"), &json!(2), &json!([]))
    );
    sender.put_part(&attachment, 2, parts[1]).is_problem(412, "stale_version");
    officer.put_part(&attachment, 2, parts[1]).is_problem(409, "state_forbids");

    // Nobody outside the agency sees it yet.
    city.standing_officer().get(&attachment).is_problem(404, "not_found");
    city.standing_officer().get(&format!("{attachment}/content")).is_problem(404, "not_found");

    officer.transition(&assignment, progress(&[&attachment])).is(200);
    let update =
        city.standing_officer().get(&format!("{assignment}/progress-updates")).items().pop().expect("an update");
    let shown = &update["attachments"][0];
    assert_eq!((&shown["id"], &shown["sha256"]), (&json!(id_in(&attachment)), &json!(sha256(&bytes))));
    assert_eq!(
        (&shown["state"], &shown["resource"], &shown["subject_id"]),
        (&json!("attached"), &json!("progress-updates"), &update["id"])
    );
    for reader in [city.standing_officer(), city.chair(), city.auditor(), city.by("justice_lead")] {
        reader.get(&attachment).is(200);
        let file = reader.get(&format!("{attachment}/content"));
        assert_eq!(file.status, 200);
        assert!(file.bytes == bytes, "{} gets the bytes that were sent", reader.name);
    }
    for stranger in [city.by("culture_officer"), city.by("culture_lead"), city.by("district_officer")] {
        stranger.get(&attachment).is_problem(404, "not_found");
        stranger.get(&format!("{attachment}/content")).is_problem(404, "not_found");
    }
    assert_eq!(told(&city, &attachment), ["create", "store", "attach"]);
}

fn a_download_says_what_it_is_and_is_never_run(city: City) {
    let bytes = pdf(PART + 7);
    let attachment = city.papers().stored("justice", &bytes);
    let content = format!("{attachment}/content");
    let file = city.officer().with("accept-encoding", "gzip").get(&content);
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-length", "262151"),
        (
            "content-disposition",
            "attachment; filename=\"Bao cao tap huan.pdf\"; filename*=UTF-8''B%C3%A1o%20c%C3%A1o%20t%E1%BA%ADp%20hu%E1%BA%A5n.pdf",
        ),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, no-cache"),
    ] {
        assert_eq!(file.header(name), Some(value), "{name}");
    }
    assert_eq!(file.header("content-encoding"), None);
    let head = city.officer().send("HEAD", &content, None);
    assert_eq!((head.status, head.header("content-length"), head.bytes.len()), (200, Some("262151"), 0), "{head}");
    assert_eq!(head.etag(), file.etag());
    let etag = file.etag().expect("an ETag");
    city.officer().with("if-none-match", &etag).get(&content).is(304);
    // Attaching it changes the record of the file, and not a byte of it.
    city.officer().transition(&city.papers().assignment("justice", "accepted"), progress(&[&attachment])).is(200);
    city.officer().with("if-none-match", &etag).get(&content).is(304);
}

fn what_is_not_as_declared_is_not_kept(city: City) {
    let (papers, officer) = (city.papers(), city.officer());
    let bytes = pdf(PART + 500);
    let (first, last) = bytes.split_at(PART);
    let attachment = papers.declared(&officer, "justice", &bytes);
    for (number, wrong) in [(1, &first[1..]), (1, last), (2, first), (2, &[]), (3, last), (40, last), (160, last)] {
        officer.put_part(&attachment, number, wrong).is_problem(422, "part_size");
    }
    for number in [0, 161] {
        officer
            .put_part(&attachment, number, last)
            .is_problem(400, "bad_parameter")
            .points_at("number", "value_invalid");
    }
    let mut spoilt = last.to_vec();
    spoilt[0] ^= 1;
    officer.put_part(&attachment, 1, first).is(200);
    officer.put_part(&attachment, 2, &spoilt).is_problem(422, "digest_differs");
    assert_eq!(officer.get(&attachment).is(200)["missing_parts"], json!([2]), "the wrong part is not kept");
    // A part that was spoilt on its way earlier is sent again.
    let mut spoilt = first.to_vec();
    spoilt[77] ^= 1;
    officer.put_part(&attachment, 1, &spoilt).is(200);
    officer.put_part(&attachment, 2, last).is_problem(422, "digest_differs");
    officer.put_part(&attachment, 1, first).is(200);
    assert_eq!(officer.put_part(&attachment, 2, last).is(200)["state"], "stored");

    // A page of the web is no PDF, whatever it says and wherever it says it.
    for page in [&b"<html><script>alert(1)</script></html>"[..], b"<html><!-- %PDF-1.7 --></html>", b"MZ\x90 %PDF-1.7"]
    {
        let body = declaration(&city, page, json!({}));
        let disguised = format!("/attachments/{}", officer.post("/attachments", body).is(201)["id"].as_str().unwrap());
        officer.put_part(&disguised, 1, page).is_problem(422, "media_type_differs");
        assert_eq!(told(&city, &disguised), ["create"]);
    }
}

fn a_declaration_is_checked(city: City) {
    let officer = city.officer();
    let bytes = pdf(100);
    for (fields, pointer, code) in [
        (json!({"file_name": "../../etc/passwd"}), "/file_name", "value_invalid"),
        (json!({"file_name": "a\\b.pdf"}), "/file_name", "value_invalid"),
        (json!({"file_name": "a\nb.pdf"}), "/file_name", "value_invalid"),
        (json!({"file_name": "a\u{202e}fdp.exe"}), "/file_name", "character_forbidden"),
        (json!({"file_name": ""}), "/file_name", "length_out_of_range"),
        (json!({"media_type": "text/html"}), "/media_type", "value_invalid"),
        (json!({"media_type": "image/svg+xml"}), "/media_type", "value_invalid"),
        (json!({"size_bytes": 0}), "/size_bytes", "number_out_of_range"),
        (json!({"size_bytes": 40 * PART + 1}), "/size_bytes", "number_out_of_range"),
        (json!({"sha256": "abc"}), "/sha256", "value_invalid"),
        (json!({"sha256": sha256(&bytes).to_uppercase()}), "/sha256", "value_invalid"),
    ] {
        officer
            .post("/attachments", declaration(&city, &bytes, fields))
            .is_problem(400, "schema")
            .points_at(pointer, code);
    }
    for (fields, pointer, code) in [
        (json!({"file_name": "bao-cao.exe"}), "/file_name", "media_type_differs"),
        (json!({"file_name": "anh.jpg"}), "/file_name", "media_type_differs"),
        (json!({"agency_id": "01890a5d-ac96-774b-bcce-b302099a8057"}), "/agency_id", "unknown_reference"),
    ] {
        officer.post("/attachments", declaration(&city, &bytes, fields)).is_problem(422, code).points_at(pointer, code);
    }
    let attachment = city.papers().declared(&officer, "justice", &bytes);
    let typed = |media_type: &str| officer.with_etag_of(&attachment).with("content-type", media_type);
    let path = format!("{attachment}/parts/1");
    typed("application/json").send("PUT", &path, Some(bytes.clone())).is_problem(415, "unsupported_media_type");
    typed("application/octet-stream").send("PUT", &path, Some(vec![0; 4 * PART + 1])).is_problem(413, "body_too_large");
    officer
        .with("content-type", "application/octet-stream")
        .send("PUT", &path, Some(bytes.clone()))
        .is_problem(428, "precondition_required");
    let taken = json!({"id": id_in(&attachment)});
    officer.post("/attachments", declaration(&city, &bytes, taken)).is_problem(409, "id_taken");
}

fn the_rest_of_office_is_taken_too(city: City) {
    for (media_type, name, head) in [
        ("image/jpeg", "ảnh.jpg", &b"\xff\xd8\xff\xe0"[..]),
        ("image/png", "so do.png", b"\x89PNG\r\n\x1a\n"),
        ("image/heic", "IMG_2017.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"),
        ("image/heif", "20170601_080000.heic", b"\0\0\0\x14ftypmif1\0\0\0\0heic"),
        (DOCX, "kế hoạch.docx", b"PK\x03\x04"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "số liệu.xlsx", b"PK\x03\x04"),
    ] {
        let bytes = [head, b"rest"].concat();
        let fields = json!({"media_type": media_type, "file_name": name});
        let made = city.officer().post("/attachments", declaration(&city, &bytes, fields)).is(201)["id"].clone();
        let attachment = format!("/attachments/{}", made.as_str().unwrap());
        city.officer().put_part(&attachment, 1, &bytes).is(200);
        let file = city.officer().get(&format!("{attachment}/content"));
        assert_eq!((file.header("content-type"), &file.bytes), (Some("application/octet-stream"), &bytes));
    }
}

fn who_attaches_what(city: City) {
    let papers = city.papers();
    let bytes = pdf(300);
    let (officer, lead) = (city.officer(), city.lead());
    let assignment = papers.assignment("justice", "accepted");
    let refused = |attachment: &str, code: &str| {
        let answer = officer.transition(&assignment, progress(&[attachment]));
        answer.is_problem(422, code).points_at("/attachment_ids/0", code);
    };
    // Not sent yet; another agency's; none at all.
    refused(&papers.declared(&officer, "justice", &bytes), "attachment_incomplete");
    refused(&papers.stored("culture", &bytes), "unknown_reference");
    refused("/attachments/01890a5d-ac96-774b-bcce-b302099a8057", "unknown_reference");
    assert_eq!(officer.get(&assignment).is(200)["state"], "accepted", "nothing of it was done");
    // Whoever reads a file of another agency through what it belongs to cannot attach it either.
    let (foreign, _) = papers.attached("culture", &bytes);
    refused(&foreign, "unknown_reference");
    let eleven = vec!["/attachments/01890a5d-ac96-774b-bcce-b302099a8057"; 11];
    officer
        .transition(&assignment, progress(&eleven))
        .is_problem(400, "schema")
        .points_at("/attachment_ids", "length_out_of_range");

    let (one, two) = (papers.stored("justice", &bytes), papers.stored("justice", &bytes));
    officer.transition(&assignment, progress(&[&one, &one])).is(200);
    refused(&one, "attachment_taken");
    let step = json!({"action": "report_done", "narrative": "Đã xong", "attachment_ids": [id_in(&two)]});
    lead.transition(&assignment, step).is(200);
    let updates = city.standing_officer().get(&format!("{assignment}/progress-updates")).items();
    let shown: Vec<&Value> = updates.iter().map(|it| &it["attachments"][0]["id"]).collect();
    assert_eq!(shown, [&json!(id_in(&one)), &json!(id_in(&two))]);
    assert!(updates.iter().all(|it| it["attachments"].as_array().unwrap().len() == 1));
}

fn a_refused_step_attaches_nothing(city: City) {
    let papers = city.papers();
    let (stored, taken) = (papers.stored("justice", &pdf(300)), papers.attached("justice", &pdf(300)).0);
    let assignment = papers.assignment("justice", "accepted");
    city.officer()
        .transition(&assignment, progress(&[&stored, &taken]))
        .is_problem(422, "attachment_taken")
        .points_at("/attachment_ids/1", "attachment_taken");
    assert_eq!(city.officer().get(&stored).is(200)["state"], "stored");
    assert_eq!(told(&city, &stored), ["create", "store"]);
    assert!(city.officer().get(&format!("{assignment}/progress-updates")).items().is_empty());
}

fn what_belongs_to_something_stays(city: City) {
    let papers = city.papers();
    let (attached, _) = papers.attached("justice", &pdf(300));
    city.officer().delete(&attached).is_problem(409, "referenced");
    assert_eq!(city.officer().get(&attached).blocked("delete"), Some(vec!["referenced".to_owned()]));
    assert_eq!(city.officer().get(&attached).blocked("store"), Some(vec!["state_forbids".to_owned()]));
    // Who reads it through the assignment may not touch it.
    city.standing_officer().delete(&attached).is_problem(403, "role_may_not");
    city.standing_officer().put_part(&attached, 1, b"x").is_problem(403, "role_may_not");
    assert_eq!(city.standing_officer().get(&attached).blocked("delete"), Some(vec!["role_may_not".to_owned()]));

    for free in [papers.declared(&city.officer(), "justice", &pdf(9)), papers.stored("justice", &pdf(PART + 9))] {
        assert_eq!(city.officer().get(&free).blocked("delete"), None);
        // Whoever sent it removes it, and nobody else of his agency.
        city.lead().delete(&free).is_problem(403, "role_may_not");
        assert_eq!(city.lead().get(&free).blocked("delete"), Some(vec!["role_may_not".to_owned()]));
        city.officer().delete(&free).is(204);
        city.officer().get(&free).is_problem(404, "not_found");
        assert_eq!(told(&city, &free).pop().as_deref(), Some("delete"));
    }
}

fn the_list_is_that_of_the_agency(city: City) {
    let papers = city.papers();
    let waiting = papers.declared(&city.officer(), "justice", &pdf(50));
    let stored = papers.stored("justice", &pdf(60));
    let (attached, assignment) = papers.attached("justice", &pdf(70));
    papers.stored("culture", &pdf(80));
    let update = city.officer().get(&format!("{assignment}/progress-updates")).ids().remove(0);
    let ids = |paths: &[&String]| paths.iter().map(|path| id_in(path).to_owned()).collect::<Vec<_>>();
    let justice = city.agency("justice");
    for (query, expected) in [
        ("sort=created_at".to_owned(), ids(&[&waiting, &stored, &attached])),
        ("sort=-created_at".to_owned(), ids(&[&attached, &stored, &waiting])),
        ("state=uploading&state=stored&sort=created_at".to_owned(), ids(&[&waiting, &stored])),
        (format!("subject_id={update}"), ids(&[&attached])),
        (format!("agency_id={}", city.agency("culture")), vec![]),
        (format!("agency_id={justice}&state=attached"), ids(&[&attached])),
    ] {
        assert_eq!(city.officer().get(&format!("/attachments?{query}")).ids(), expected, "{query}");
    }
    assert_eq!(city.auditor().get("/attachments?count=true").is(200)["total"], 4);
    assert!(city.standing_officer().get("/attachments").items().is_empty());
    let first = city.officer().get("/attachments?limit=2&sort=created_at");
    let next = first.body["next"].as_str().expect("more");
    assert_eq!(
        city.officer().get(&format!("/attachments?limit=2&sort=created_at&cursor={next}")).ids(),
        ids(&[&attached])
    );
}

fn somebody_keeps_twenty_files_that_belong_to_nothing(city: City) {
    let bytes = pdf(20);
    let declare = || city.officer().post("/attachments", declaration(&city, &bytes, json!({})));
    let first = declare().is(201)["id"].clone();
    for _ in 0..17 {
        declare().is(201);
    }
    // Two places are left, and five ask at once.
    let at_the_same_time: &(dyn Fn() -> Answer + Sync) = &declare;
    let mut statuses: Vec<u16> = at_once(&[at_the_same_time; 5]).iter().map(|it| it.status).collect();
    statuses.sort();
    assert_eq!(statuses, [201, 201, 409, 409, 409]);
    declare().is_problem(409, "too_many_attachments");
    city.officer().delete(&format!("/attachments/{}", first.as_str().unwrap())).is(204);
    declare().is(201);
    // A colleague has places of his own, and what was attached takes none.
    city.lead().post("/attachments", declaration(&city, &bytes, json!({}))).is(201);
    city.papers().stored("culture", &bytes);
}

/// From the day they were declared, whole or not; what was attached stays.
fn what_belongs_to_nothing_expires_after_seven_days(city: City) {
    let papers = city.papers();
    let (attached, _) = papers.attached("justice", &pdf(30));
    let waiting = papers.declared(&city.officer(), "justice", &pdf(40));
    let stored = papers.stored("justice", &pdf(PART + 50));
    let expire = || {
        let runtime = actix_web::rt::System::new();
        runtime.block_on(tienbo::attachments::expire(&city.service().db)).expect("removed")
    };
    city.at("2017-02-08T09:00:00+07:00");
    let later = papers.declared(&city.officer(), "justice", &pdf(60));
    assert_eq!(expire(), 0, "seven days to the instant");
    city.at("2017-02-08T09:00:01+07:00");
    assert_eq!((expire(), expire()), (2, 0));
    for gone in [&waiting, &stored] {
        city.officer().get(gone).is_problem(404, "not_found");
        assert_eq!(told(&city, gone).pop().as_deref(), Some("delete"));
    }
    for kept in [&attached, &later] {
        city.officer().get(kept).is(200);
    }
}

fn a_declaration_may_name_shorter_parts(city: City) {
    const SHORT: usize = 64 * 1024;
    let bytes = pdf(160 * SHORT);
    let officer = city.officer();
    for wrong in [SHORT - 1, PART + 1] {
        let body = declaration(&city, &bytes, json!({"part_bytes": wrong}));
        officer.post("/attachments", body).is_problem(400, "schema").points_at("/part_bytes", "number_out_of_range");
    }
    let declared = officer.post("/attachments", declaration(&city, &bytes, json!({"part_bytes": SHORT}))).is(201);
    assert_eq!(
        (declared["part_bytes"].as_u64(), declared["missing_parts"].as_array().unwrap().len()),
        (Some(65_536), 160)
    );
    let attachment = format!("/attachments/{}", declared["id"].as_str().unwrap());
    let parts: Vec<&[u8]> = bytes.chunks(SHORT).collect();
    let sender = officer.with_etag_of(&attachment);
    for number in (1..=160).rev() {
        let answer = sender.put_part(&attachment, number, parts[number - 1]).is(200);
        assert_eq!(answer["missing_parts"].as_array().unwrap().len(), number - 1);
    }
    assert_eq!(officer.get(&attachment).is(200)["state"], "stored");
    assert!(officer.get(&format!("{attachment}/content")).bytes == bytes);
    officer.put_part(&attachment, 161, b"x").is_problem(400, "bad_parameter");
}

fn one_file_is_attached_once_however_many_ask(city: City) {
    let papers = city.papers();
    let file = papers.stored("justice", &pdf(300));
    let assignments: Vec<String> = (0..4).map(|_| papers.assignment("justice", "accepted")).collect();
    let asking: Vec<_> = assignments
        .iter()
        .map(|it| {
            let (officer, file) = (city.officer().with_etag_of(it), &file);
            move || officer.post(&format!("{it}/transitions"), progress(&[file]))
        })
        .collect();
    let asking: Vec<&(dyn Fn() -> Answer + Sync)> = asking.iter().map(|it| it as _).collect();
    let answers = at_once(&asking);
    assert_eq!(answers.iter().filter(|it| it.status == 200).count(), 1, "{answers:?}");
    for lost in answers.iter().filter(|it| it.status != 200) {
        lost.is_problem(422, "attachment_taken");
    }
}

fn parts_sent_at_once_are_all_there(city: City) {
    let bytes = pdf(4 * PART);
    let attachment = city.papers().declared(&city.officer(), "justice", &bytes);
    let officer = city.officer().with_etag_of(&attachment);
    let sending: Vec<_> = (1..)
        .zip(bytes.chunks(PART))
        .map(|(number, part)| {
            let (officer, attachment) = (&officer, &attachment);
            move || officer.put_part(attachment, number, part)
        })
        .collect();
    let sending: Vec<&(dyn Fn() -> Answer + Sync)> = sending.iter().map(|it| it as _).collect();
    for answer in at_once(&sending) {
        answer.is(200);
    }
    assert_eq!(city.officer().get(&attachment).is(200)["state"], "stored");
    assert!(city.officer().get(&format!("{attachment}/content")).bytes == bytes);
}

fn a_declaration_is_repeated_safely(city: City) {
    let bytes = pdf(40);
    let officer = city.officer().with_key("declare-1");
    let first = officer.post("/attachments", declaration(&city, &bytes, json!({})));
    let again = officer.post("/attachments", declaration(&city, &bytes, json!({})));
    assert_eq!((first.is(201), first.etag()), (again.is(201), again.etag()));
    officer.post("/attachments", declaration(&city, &pdf(41), json!({}))).is_problem(422, "idempotency_key_reused");
    assert_eq!(city.officer().get("/attachments").items().len(), 1);
}

fn a_delegate_sends_what_was_delegated(city: City) {
    let bytes = pdf(40);
    let deputy = city.by("justice_auditor");
    let sent = declaration(&city, &bytes, json!({}));
    deputy.post("/attachments", sent.clone()).is_problem(403, "role_may_not");
    let delegation = json!({"delegate_id": city.user("justice_auditor"), "agency_id": city.agency("justice"),
        "actions": ["attachments.create", "attachments.store"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    city.lead().post("/delegations", delegation).is(201);
    let attachment = format!("/attachments/{}", deputy.post("/attachments", sent).is(201)["id"].as_str().unwrap());
    deputy.put_part(&attachment, 1, &bytes).is(200);
    deputy.delete(&attachment).is_problem(403, "role_may_not");
    let entry = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&attachment))).items().remove(0);
    assert_eq!(entry["on_behalf_of"]["id"], json!(city.user("justice_lead")), "both are on the record: {entry}");
}

fn a_part_under_a_key_is_repeated_safely(city: City) {
    let bytes = pdf(PART + 9);
    let attachment = city.papers().declared(&city.officer(), "justice", &bytes);
    let (first, last) = bytes.split_at(PART);
    let sender = city.officer().with_etag_of(&attachment);
    for _ in 0..2 {
        assert_eq!(sender.with_key("one").put_part(&attachment, 1, first).is(200)["missing_parts"], json!([2]));
    }
    // The answer to the last one was lost.
    for _ in 0..2 {
        assert_eq!(sender.with_key("two").put_part(&attachment, 2, last).is(200)["state"], "stored");
    }
    sender.with_key("two").put_part(&attachment, 2, first).is_problem(422, "idempotency_key_reused");
    sender.with_key("two").with("if-match", "\"x\"").put_part(&attachment, 2, last).is_problem(412, "stale_version");
    assert_eq!(told(&city, &attachment), ["create", "store"]);
}

fn another_agency_sends_no_part(city: City) {
    let bytes = pdf(40);
    let attachment = city.papers().declared(&city.officer(), "justice", &bytes);
    for stranger in ["culture_officer", "culture_lead", "standing_officer", "chair", "admin"] {
        city.by(stranger).put_part(&attachment, 1, &bytes).is_problem(404, "not_found");
        city.by(stranger).delete(&attachment).is_problem(404, "not_found");
    }
    city.by("justice_auditor").put_part(&attachment, 1, &bytes).is_problem(403, "role_may_not");
}

fn what_somebody_changed_behind_the_service_is_found(city: City) {
    let (engine, papers) = (city.engine, city.papers());
    let program = Program::in_an_empty_folder().on(&city.database.target);
    let verify = || program.run(&["audit", "verify"]);
    let literal = |path: &str| match engine {
        Engine::Sqlite => format!("X'{}'", id_in(path).replace('-', "")),
        Engine::Postgres => format!("'{}'", id_in(path)),
    };
    let (one, _) = papers.attached("justice", &pdf(PART + 40));
    let two = papers.stored("culture", &pdf(50));
    papers.declared(&city.by("culture_officer"), "culture", &pdf(55));
    let gone = papers.stored("culture", &pdf(60));
    let culture = city.by("culture_officer");
    culture.delete(&gone).is(204);
    assert!(verify().went_well().out.contains("the tables are as it tells: "));
    // Another file under an id that was free again.
    let anew = pdf(70);
    let body = declaration(&city, &anew, json!({"id": id_in(&gone), "agency_id": city.agency("culture")}));
    culture.post("/attachments", body).is(201);
    culture.put_part(&gone, 1, &anew).is(200);
    assert!(verify().went_well().out.contains("the tables are as it tells: "));

    let mut city = city;
    city.stop();
    let zero = match engine {
        Engine::Sqlite => "X'00'",
        Engine::Postgres => "'\\x00'::bytea",
    };
    let (id, other) = (literal(&one), literal(&gone));
    let bare = format!("UPDATE attachments SET state = 'stored', resource = NULL, subject_id = NULL WHERE id = {id}");
    let invented = "/attachments/01890a5d-ac96-774b-bcce-b302099a8057".to_owned();
    let columns = "version, created_at, updated_at, agency_id, uploaded_by, file_name, media_type, size_bytes, sha256, state, \
        received_parts, resource, subject_id";
    let invention = literal(&invented);
    for (forgery, named) in [
        (
            format!(
                "INSERT INTO attachments (id, {columns}) SELECT {invention}, {columns} FROM attachments WHERE id = {id}"
            ),
            &invented,
        ),
        (format!("UPDATE attachment_parts SET bytes = {zero} WHERE attachment_id = {id} AND number = 2"), &one),
        (format!("UPDATE attachment_parts SET bytes = {zero} WHERE attachment_id = {other}"), &gone),
        (
            format!(
                "UPDATE attachment_parts SET sha256 = '{}' WHERE attachment_id = {id} AND number = 1",
                "ab".repeat(32)
            ),
            &one,
        ),
        (format!("UPDATE attachments SET subject_id = {other} WHERE id = {id}"), &one),
        (format!("UPDATE attachments SET file_name = 'khac.pdf' WHERE id = {id}"), &one),
        (format!("UPDATE attachments SET size_bytes = 9 WHERE id = {id}"), &one),
        (bare, &one),
        (format!("DELETE FROM attachment_parts WHERE attachment_id = {id} AND number = 2"), &one),
        (
            format!("DELETE FROM attachment_parts WHERE attachment_id = {id}; DELETE FROM attachments WHERE id = {id}"),
            &one,
        ),
        (format!("UPDATE journal_entries SET resource_id = {other} WHERE resource_id = {}", literal(&two)), &two),
    ] {
        let copy = city.database.copied();
        copy.execute(&forgery);
        let line = Program::in_an_empty_folder().on(&copy.target).run(&["audit", "verify"]).refused().to_owned();
        let broken_chain = forgery.contains("journal_entries") && line.starts_with("broken at position");
        assert!(broken_chain || line.contains(&format!("attachments {}: ", id_in(named))), "{forgery}: {line}");
    }
}
