//! The bytes of a file are erased, with a reason: what is on record of it stays, and nothing else of it does.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tienbo::kernel::sql::connection::Target;

use crate::harness::{
    Answer, City, Engine, PART, Person, Program, Value, at_once, both_databases, id_in, json, pdf, sha256,
};

both_databases![
    the_bytes_go_and_the_record_stays,
    the_lead_of_the_agency_that_sent_it_erases_it,
    what_belongs_to_nothing_is_not_erased,
    the_reason_is_shown_to_whoever_reads_the_file,
    an_erasure_is_repeated_safely_and_happens_once,
    the_agency_has_the_room_again,
    a_file_that_is_not_as_it_was_erased_is_found,
    nothing_of_it_is_left_in_the_database_file,
    a_download_under_way_breaks_off,
    downloads_meet_an_erasure_at_every_moment,
];

const REASON: &str = "Ảnh chụp trẻ em khi chưa có sự đồng ý của gia đình";

fn erase() -> Value {
    json!({"action": "erase", "reason": REASON})
}

fn the_bytes_go_and_the_record_stays(city: City) {
    let papers = city.papers();
    let bytes = pdf(PART + 77);
    let (file, assignment) = papers.attached("justice", &bytes);
    let content = format!("{file}/content");
    let before = city.lead().get(&file).is(200);
    assert_eq!(before["erased_at"], json!(null));
    let known = city.lead().get(&content).etag().expect("an ETag");
    city.at("2017-02-03T10:00:00+07:00");

    let erased = city.lead().transition(&file, erase()).is(200);
    assert_eq!((&erased["state"], &erased["erased_at"]), (&json!("erased"), &json!("2017-02-03T03:00:00.000000Z")));
    let changed = ["version", "updated_at", "state", "erased_at", "actions"];
    for (name, value) in before.as_object().unwrap().iter().filter(|(name, _)| !changed.contains(&name.as_str())) {
        assert_eq!(&erased[name], value, "{name}");
    }
    assert_eq!((&erased["sha256"], &erased["version"]), (&json!(sha256(&bytes)), &json!(4)));
    for reader in [city.lead(), city.officer(), city.standing_officer(), city.chair(), city.auditor()] {
        reader.get(&content).is_problem(409, "attachment_erased");
        reader.with("if-none-match", &known).get(&content).is_problem(409, "attachment_erased");
        assert_eq!(reader.get(&file).is(200)["state"], "erased", "{}", reader.name);
    }
    city.by("culture_lead").get(&content).is_problem(404, "not_found");
    let shown = city.standing_officer().get(&format!("{assignment}/progress-updates")).items().remove(0);
    let shown = &shown["attachments"][0];
    assert_eq!((&shown["id"], &shown["state"]), (&json!(id_in(&file)), &json!("erased")));
    assert_eq!(shown["erased_at"], erased["erased_at"]);
    assert_eq!(city.lead().get("/attachments?state=erased").ids(), [id_in(&file)]);
    assert!(city.lead().get("/attachments?state=attached").items().is_empty());

    let history = city.standing_officer().get(&format!("{file}/transitions")).items();
    let steps: Vec<&str> = history.iter().map(|it| it["action"].as_str().unwrap()).collect();
    assert_eq!(steps, ["create", "store", "attach", "erase"]);
    let last = &history[3];
    assert_eq!(
        (&last["from"], &last["to"], &last["reason"], &last["actor"]["id"]),
        (&json!("attached"), &json!("erased"), &json!(REASON), &json!(city.user("justice_lead")))
    );

    // It is erased for good, and belongs to what it was attached to.
    city.lead().transition(&file, erase()).is_problem(409, "state_forbids");
    city.officer().put_part(&file, 1, &bytes[..PART]).is_problem(409, "state_forbids");
    city.officer().delete(&file).is_problem(409, "referenced");
    let step =
        json!({"action": "record_progress", "percent": 50, "narrative": "Lại", "attachment_ids": [id_in(&file)]});
    city.officer()
        .transition(&assignment, step)
        .is_problem(422, "attachment_taken")
        .points_at("/attachment_ids/0", "attachment_taken");
    let declared = json!({"id": id_in(&file), "agency_id": city.agency("justice"), "file_name": "anh.pdf",
        "media_type": "application/pdf", "size_bytes": bytes.len(), "sha256": sha256(&bytes)});
    city.officer().post("/attachments", declared).is_problem(409, "id_taken");
    let verified = Program::in_an_empty_folder().on(&city.database.target).run(&["audit", "verify"]);
    assert!(verified.went_well().out.contains("the tables are as it tells: "), "{}", verified.out);
}

fn the_lead_of_the_agency_that_sent_it_erases_it(city: City) {
    let papers = city.papers();
    let (file, _) = papers.attached("justice", &pdf(300));
    for reader in [city.officer(), city.standing_lead(), city.standing_officer(), city.chair(), city.auditor()] {
        reader.transition(&file, erase()).is_problem(403, "role_may_not");
        assert_eq!(reader.get(&file).blocked("erase"), Some(vec!["role_may_not".to_owned()]), "{}", reader.name);
    }
    for stranger in ["culture_lead", "culture_officer", "district_lead", "admin"] {
        city.by(stranger).transition(&file, erase()).is_problem(404, "not_found");
        city.by(stranger).get(&format!("{file}/transitions")).is_problem(404, "not_found");
    }
    let steps = format!("{file}/transitions");
    for (body, pointer, code) in [
        (json!({"action": "erase"}), "/reason", "field_missing"),
        (json!({"action": "erase", "reason": ""}), "/reason", "length_out_of_range"),
        (json!({"action": "erase", "reason": "ữ".repeat(2_001)}), "/reason", "length_out_of_range"),
        (json!({"action": "erase", "reason": null}), "/reason", "type_mismatch"),
        (json!({"action": "destroy", "reason": REASON}), "/action", "value_invalid"),
    ] {
        city.lead().transition(&file, body).is_problem(400, "schema").points_at(pointer, code);
    }
    city.lead().post(&steps, erase()).is_problem(428, "precondition_required");
    city.lead().with("if-match", "\"2-anything\"").post(&steps, erase()).is_problem(412, "stale_version");
    assert_eq!(city.officer().get(&format!("{file}/content")).bytes, pdf(300), "nothing of it did anything");

    // A deputy does what he was lent, and both are on record.
    let deputy = city.by("justice_auditor");
    let delegation = json!({"delegate_id": city.user("justice_auditor"), "agency_id": city.agency("justice"),
        "actions": ["attachments.erase"], "valid_from": "2017-02-01", "valid_to": "2017-02-10"});
    city.officer().post("/delegations", delegation.clone()).is_problem(422, "action_not_delegable");
    city.lead().post("/delegations", delegation).is(201);
    assert_eq!(deputy.get(&file).blocked("erase"), None);
    deputy.transition(&file, erase()).is(200);
    let entry = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&file))).items().remove(0);
    assert_eq!(
        (&entry["action"], &entry["actor"]["id"], &entry["on_behalf_of"]["id"]),
        (&json!("erase"), &json!(city.user("justice_auditor")), &json!(city.user("justice_lead")))
    );
}

/// Its sender removes it, or it expires; the bytes go in either case.
fn what_belongs_to_nothing_is_not_erased(city: City) {
    let papers = city.papers();
    for free in [papers.declared(&city.officer(), "justice", &pdf(90)), papers.stored("justice", &pdf(91))] {
        city.lead().transition(&free, erase()).is_problem(409, "state_forbids");
        assert_eq!(city.lead().get(&free).blocked("erase"), Some(vec!["state_forbids".to_owned()]));
        city.officer().delete(&free).is(204);
    }
}

fn the_reason_is_shown_to_whoever_reads_the_file(city: City) {
    let (file, _) = city.papers().attached("justice", &pdf(300));
    city.lead().transition(&file, erase()).is(200);
    let listed = format!("/audit-entries?resource=attachments&resource_id={}", id_in(&file));
    for (who, reads) in [("auditor", true), ("justice_auditor", true), ("admin", false)] {
        let entry = city.by(who).get(&listed).items().remove(0);
        let whole = city.by(who).get(&format!("/audit-entries/{}", entry["id"].as_str().unwrap())).is(200);
        for told in [&entry, &whole] {
            assert_eq!((&told["action"], &told["withheld"]), (&json!("erase"), &json!(!reads)), "{who}");
            assert_eq!(told["reason"], if reads { json!(REASON) } else { json!(null) }, "{who}");
        }
        assert_eq!(whole["after"]["state"], if reads { json!("erased") } else { json!(null) }, "{who}");
    }
}

fn an_erasure_is_repeated_safely_and_happens_once(city: City) {
    let papers = city.papers();
    let (file, _) = papers.attached("justice", &pdf(300));
    let lead = city.lead().with_etag_of(&file).with_key("erase-1");
    let steps = format!("{file}/transitions");
    let (first, again) = (lead.post(&steps, erase()), lead.post(&steps, erase()));
    assert_eq!((first.is(200), first.etag()), (again.is(200), again.etag()));
    lead.post(&steps, json!({"action": "erase", "reason": "Khác"})).is_problem(422, "idempotency_key_reused");
    city.lead().with("if-match", first.etag().unwrap()).post(&steps, erase()).is_problem(409, "state_forbids");

    let (file, _) = papers.attached("justice", &pdf(300));
    let (lead, steps) = (city.lead().with_etag_of(&file), format!("{file}/transitions"));
    let ask: &(dyn Fn() -> Answer + Sync) = &|| lead.post(&steps, erase());
    let mut answers: Vec<(u16, String)> =
        at_once(&[ask; 5]).iter().map(|it| (it.status, it.code().to_owned())).collect();
    answers.sort();
    assert_eq!(answers[0].0, 200);
    assert!(answers[1..].iter().all(|it| it == &(412, "stale_version".to_owned())), "{answers:?}");
    let told = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&file))).items();
    assert_eq!(told.iter().filter(|it| it["action"] == "erase").count(), 1);
}

fn the_agency_has_the_room_again(city: City) {
    let size = 2 * PART as i64;
    let (file, _) = city.papers().attached("justice", &pdf(2 * PART));
    let kept = || {
        let db = &city.service().db;
        actix_web::rt::System::new().block_on(db.settle_storage()).unwrap();
        let all = db.largest_storage(100);
        all.into_iter().find(|(agency, _)| *agency == city.agency("justice")).map_or(0, |(_, bytes)| bytes)
    };
    let before = kept();
    city.lead().transition(&file, erase()).is(200);
    let freed = before - kept();
    assert!((size - 5_000..=size).contains(&freed), "all of it but for the entry: {freed} of {size}");
}

fn a_file_that_is_not_as_it_was_erased_is_found(city: City) {
    let (engine, papers) = (city.engine, city.papers());
    let literal = |path: &str| match engine {
        Engine::Sqlite => format!("X'{}'", id_in(path).replace('-', "")),
        Engine::Postgres => format!("'{}'", id_in(path)),
    };
    let (erased, kept) = (papers.attached("justice", &pdf(PART + 40)).0, papers.attached("culture", &pdf(50)).0);
    let waiting = papers.stored("culture", &pdf(60));
    city.at("2017-02-02T09:00:00+07:00");
    city.lead().transition(&erased, erase()).is(200);
    let verify = |target: &Target| Program::in_an_empty_folder().on(target).run(&["audit", "verify"]);
    verify(&city.database.target).went_well();

    let mut city = city;
    city.stop();
    let zero = if engine == Engine::Sqlite { "X'00'" } else { "'\\x00'::bytea" };
    let part = |number: i32| {
        let id = literal(&erased);
        format!("INSERT INTO attachment_parts (attachment_id, number, bytes) VALUES ({id}, {number}, {zero})")
    };
    let state =
        |path: &str, state: &str| format!("UPDATE attachments SET state = '{state}' WHERE id = {}", literal(path));
    let without = |path: &str| format!("DELETE FROM attachment_parts WHERE attachment_id = {}", literal(path));
    let copied = format!(
        "INSERT INTO attachment_parts (attachment_id, number, bytes) \
         SELECT {}, number, bytes FROM attachment_parts WHERE attachment_id = {}",
        literal(&erased),
        literal(&kept)
    );
    for (forgery, named, what) in [
        // Parts of it are there again, whatever their numbers.
        (part(1), &erased, "the file that was erased"),
        (part(99), &erased, "the file that was erased"),
        (copied, &erased, "the file that was erased"),
        // It says that its bytes are there.
        (state(&erased, "attached"), &erased, ""),
        (state(&erased, "stored"), &erased, ""),
        // Another says that it was erased, and nothing on record does; with its bytes and without.
        (state(&kept, "erased"), &kept, ""),
        (format!("{}; {}", without(&kept), state(&kept, "erased")), &kept, ""),
        (format!("{}; {}", without(&waiting), state(&waiting, "erased")), &waiting, ""),
        // The bytes are gone, and nobody erased them.
        (without(&kept), &kept, "the file"),
        (without(&waiting), &waiting, "the file"),
        // When it was erased, and what is left of it.
        (format!("UPDATE attachments SET updated_at = created_at WHERE id = {}", literal(&erased)), &erased, ""),
        (
            format!("UPDATE attachments SET sha256 = '{}' WHERE id = {}", sha256(b""), literal(&erased)),
            &erased,
            "sha256",
        ),
    ] {
        let copy = city.database.copied();
        copy.execute(&forgery);
        let ended = verify(&copy.target);
        let line = ended.refused();
        assert!(line.contains(&format!("attachments {}: {what}", id_in(named))), "{forgery}: {line}");
    }
}

/// A file whose bytes are told from all others, some of it in every page that it fills.
fn marked(number: usize, size: usize) -> (Vec<u8>, String) {
    let mark = format!("<dau-vet-{number:04}-cua-tep>");
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend(mark.bytes().cycle().take(size));
    (bytes, mark)
}

fn nothing_of_it_is_left_in_the_database_file(city: City) {
    let Target::Sqlite(path) = city.database.target.clone() else { return };
    let papers = city.papers();
    // Of every size that pages make a difference for: many within one, several to one, more than one, many.
    let sizes = [60, 200, 700, 1_500, 3_000, 4_050, 4_100, 9_000, 70_000, PART + 300];
    let files: Vec<(String, String)> = (0..2 * sizes.len())
        .map(|number| {
            let (bytes, mark) = marked(number, sizes[number / 2]);
            (papers.attached("justice", &bytes).0, mark)
        })
        .collect();
    // A part that was sent twice, and a file that was removed.
    let (first, mark_of_first) = marked(9_001, 495);
    let sent_twice = papers.declared(&city.officer(), "justice", &pdf(PART + first.len()));
    city.officer().put_part(&sent_twice, 2, &first).is(200);
    city.officer().put_part(&sent_twice, 2, &vec![b'.'; first.len()]).is(200);
    let (bytes, mark_of_removed) = marked(9_003, 20_000);
    city.officer().delete(&papers.stored("justice", &bytes)).is(204);

    let (erased, kept): (Vec<_>, Vec<_>) = files.iter().enumerate().partition(|(number, _)| number % 2 == 0);
    for (_, (file, _)) in &erased {
        city.lead().transition(file, erase()).is(200);
    }
    let mut city = city;
    city.stop();
    let raw = [path.clone(), format!("{path}-wal")].map(|it| std::fs::read(it).unwrap_or_default()).concat();
    let backup = Program::in_an_empty_folder().on(&city.database.target);
    backup.run(&["backup", "copy.sqlite3"]).went_well();
    let copy = std::fs::read(backup.file("copy.sqlite3")).unwrap();
    let holds = |bytes: &[u8], mark: &str| bytes.windows(mark.len()).any(|it| it == mark.as_bytes());
    for (_, (file, mark)) in &kept {
        assert!(holds(&raw, mark) && holds(&copy, mark), "the search finds what is there: {file}");
    }
    let gone = erased.iter().map(|(_, (_, mark))| mark).chain([&mark_of_first, &mark_of_removed]);
    let left: Vec<&String> = gone.filter(|mark| holds(&raw, mark) || holds(&copy, mark)).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// A download by hand: the head of the answer, and what came of the body until the connection ended. `begun` is called when some of
/// the body is there.
fn downloaded(city: &City, who: &Person, content: &str, begun: impl FnOnce()) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(city.address()).expect("a connection");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a time");
    let request = format!(
        "GET /api/v1{content} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nauthorization: Bearer {}\r\n\r\n",
        who.token()
    );
    stream.write_all(request.as_bytes()).expect("a request");
    let (mut all, mut piece, mut begun) = (Vec::new(), vec![0; 16 * 1024], Some(begun));
    while let Ok(read @ 1..) = stream.read(&mut piece) {
        all.extend_from_slice(&piece[..read]);
        if all.len() > 20_000
            && let Some(begun) = begun.take()
        {
            begun();
        }
    }
    let end = all.windows(4).position(|it| it == b"\r\n\r\n").map_or(all.len(), |at| at + 4);
    let body = all.split_off(end);
    (String::from_utf8_lossy(&all).into_owned(), body)
}

fn a_download_under_way_breaks_off(city: City) {
    let bytes = pdf(40 * PART);
    let (file, _) = city.papers().attached("justice", &bytes);
    let content = format!("{file}/content");
    let began = std::time::Instant::now();
    let (head, body) = downloaded(&city, &city.standing_officer(), &content, || {
        city.lead().transition(&file, erase()).is(200);
    });
    assert!(head.starts_with("HTTP/1.1 200"), "{head}");
    assert!(head.contains(&format!("content-length: {}", bytes.len())), "{head}");
    assert!(body.len() < bytes.len(), "it breaks off: the rest was not sent yet");
    assert!(bytes.starts_with(&body), "what came is as it was sent in");
    assert!(began.elapsed() < Duration::from_secs(15));
    city.standing_officer().get(&content).is_problem(409, "attachment_erased");
}

fn downloads_meet_an_erasure_at_every_moment(city: City) {
    let bytes = pdf(6 * PART + 11);
    let mut whole = 0;
    for round in 0..6 {
        let (file, _) = city.papers().attached("justice", &bytes);
        let content = format!("{file}/content");
        let lead = city.lead().with_etag_of(&file);
        let is_erased = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let downloading: Vec<_> = ["standing_officer", "chair", "justice_officer"]
                .map(|login| {
                    let (city, content, is_erased, who) = (&city, &content, &is_erased, city.by(login));
                    scope.spawn(move || {
                        let mut answers = Vec::new();
                        loop {
                            let last = is_erased.load(Ordering::SeqCst);
                            answers.push((last, downloaded(city, &who, content, || ())));
                            if last {
                                return answers;
                            }
                        }
                    })
                })
                .into_iter()
                .collect();
            std::thread::sleep(Duration::from_millis(20 + 17 * round));
            lead.post(&format!("{file}/transitions"), erase()).is(200);
            is_erased.store(true, Ordering::SeqCst);
            for (last, (head, body)) in downloading.into_iter().flat_map(|it| it.join().expect("answers")) {
                if last || !head.starts_with("HTTP/1.1 200") {
                    assert!(head.starts_with("HTTP/1.1 409") || (head.is_empty() && !last), "{head}");
                    assert!(head.is_empty() || String::from_utf8_lossy(&body).contains("attachment_erased"));
                    continue;
                }
                assert!(bytes.starts_with(&body), "never other bytes");
                whole += usize::from(body.len() == bytes.len());
            }
        });
    }
    assert!(whole > 0, "some were quick enough");
}
