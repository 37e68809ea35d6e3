//! The record to take away: `tienbo audit export`, and `tienbo audit verify --bundle` without any database.

use std::path::PathBuf;

use crate::engine_kit::count;
use crate::harness::{City, Program, both_databases, json, pdf, sha256};

both_databases![
    a_bundle_is_followed_without_any_database,
    whatever_is_altered_in_a_bundle_is_found,
    a_part_of_the_record_has_the_rest_by_its_digests,
    an_agency_takes_home_what_is_its_own,
    what_was_told_before_is_kept_once,
    anybody_can_follow_the_chain,
];

/// A city with something on record, and the program before its database.
struct Exported {
    program: Program,
    _city: City,
}

impl Exported {
    fn of(city: City) -> Self {
        let papers = city.papers();
        papers.extension("justice", "granted");
        papers.stored("culture", b"%PDF-1.7 something");
        let program = Program::in_an_empty_folder().on(&city.database.target);
        program.seals_all(&["audit", "verify"]).went_well();
        let mut city = city;
        city.stop();
        Self { program, _city: city }
    }

    fn head(&self) -> String {
        self.program.run(&["audit", "head"]).went_well().out.trim().to_owned()
    }

    fn bundle(&self, name: &str, more: &[&str]) -> PathBuf {
        let to = format!("--to={name}");
        let arguments = [&["audit", "export", &to], more].concat();
        assert_eq!(self.program.run(&arguments).went_well().out.trim(), self.head());
        self.program.file(name)
    }
}

/// Somewhere else, where there is nothing but the bundle.
fn elsewhere(bundle: &str) -> Program {
    let program = Program::in_an_empty_folder();
    std::fs::write(program.file("bundle"), bundle).unwrap();
    program
}

fn a_bundle_is_followed_without_any_database(city: City) {
    let exported = Exported::of(city);
    let bundle = std::fs::read_to_string(exported.bundle("all", &[])).unwrap();
    let head = exported.head();
    let program = elsewhere(&bundle);
    for arguments in
        [vec!["audit", "verify", "--bundle=bundle"], vec!["audit", "verify", "--bundle=bundle", "--head", &head]]
    {
        let said = program.run(&arguments).went_well().out.clone();
        let entries = bundle.lines().filter(|line| line.starts_with("{\"entry\"")).count();
        assert_eq!(said, format!("the bundle is whole: {entries} entries in full, 0 by their digests\n{head}\n"));
    }
    assert!(!program.file("data").exists(), "nothing is made by looking");
    assert!(!bundle.contains("$argon2"), "no password goes along");
    // Another record has another head.
    let other = format!("{}:{}", 3, "ab".repeat(32));
    let line = program.run(&["audit", "verify", "--bundle=bundle", "--head", &other]).refused().to_owned();
    assert!(line.contains("the head at position 3 is not in the bundle"), "{line}");
    // It is its owner's alone, and nothing is written over.
    exported.program.run(&["audit", "export", "--to=all"]).refused();
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(exported.program.file("all")).unwrap().permissions(),
    );
    assert_eq!(mode & 0o777, 0o600);
}

fn whatever_is_altered_in_a_bundle_is_found(city: City) {
    let exported = Exported::of(city);
    let bundle = std::fs::read_to_string(exported.bundle("all", &[])).unwrap();
    let head = exported.head();
    let lines: Vec<&str> = bundle.lines().collect();
    let last = lines.len() - 1;
    let entry = lines.iter().rposition(|line| line.starts_with("{\"entry\"")).unwrap();
    let batch = lines.iter().rposition(|line| line.starts_with("{\"batch\"")).unwrap();
    let with = |place: usize, line: String| {
        let mut changed: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
        changed[place] = line;
        changed.join("\n")
    };
    let mut forgeries = Vec::new();
    // Every field of an entry and of a batch, whatever it holds.
    for (place, kind) in [(entry, "entry"), (batch, "batch")] {
        let whole: serde_json::Value = serde_json::from_str(lines[place]).unwrap();
        let pointers: Vec<String> = match &whole[kind]["header"] {
            serde_json::Value::Object(header) => header
                .keys()
                .map(|key| format!("/{kind}/header/{key}"))
                .chain(["/batch/head".into(), "/batch/entries".into()])
                .collect(),
            _ => whole[kind].as_object().unwrap().keys().map(|key| format!("/{kind}/{key}")).collect(),
        };
        assert!(pointers.len() > 6, "{pointers:?}");
        for pointer in pointers {
            let mut forged = whole.clone();
            let value = forged.pointer_mut(&pointer).unwrap();
            *value = match &*value {
                serde_json::Value::Number(number) => json!(number.as_i64().unwrap() + 1),
                text => json!(text.as_str().unwrap().replacen(['1', '2', '3', 'a', 'e'], "4", 1)),
            };
            forgeries.push((pointer, with(place, forged.to_string())));
        }
    }
    let without = |place: usize| [&lines[..place], &lines[place + 1..]].concat().join("\n");
    let mut more: serde_json::Value = serde_json::from_str(lines[entry]).unwrap();
    more["entry"]["approved_by"] = json!("the chair");
    forgeries.push(("a field beside".to_owned(), with(entry, more.to_string())));
    // A text that was taken out, or an entry that stands by its digest alone in what says to be everything.
    for text in ["after", "reason", "before"] {
        let told =
            lines.iter().rposition(|line| line.starts_with("{\"entry\"") && line.contains(&format!("\"{text}\":")));
        let Some(place) = told else { continue };
        let mut less: serde_json::Value = serde_json::from_str(lines[place]).unwrap();
        less["entry"].as_object_mut().unwrap().remove(text);
        if text != "before" {
            forgeries.push((format!("without {text}"), with(place, less.to_string())));
        }
    }
    forgeries.push(("a digest".to_owned(), with(entry, json!({"digest": "ab".repeat(32)}).to_string())));
    // Batches that nobody can follow, before a head that was kept.
    let invented = json!({"batch": {"header": {"form": 1, "number": 1, "era": 1, "horizon": 9, "first_position": 1,
        "sealed_at": "2017-01-01T00:00:00.000000Z"}, "head": head.split_once(':').unwrap().1, "left_out": true,
        "entries": head.split_once(':').unwrap().0.parse::<i64>().unwrap()}});
    let part = json!({"bundle": {"version": 1, "part": "H24"}});
    forgeries.push(("nothing but a head".to_owned(), format!("{part}\n{invented}\n{}", lines[last])));
    forgeries.push(("an entry less".to_owned(), without(entry)));
    forgeries.push(("a batch less".to_owned(), without(batch)));
    forgeries.push(("no head".to_owned(), without(last)));
    forgeries.push(("something behind it".to_owned(), format!("{bundle}{}", lines[entry])));
    forgeries.push(("no opening".to_owned(), without(0)));
    for (what, forged) in forgeries {
        let program = elsewhere(&forged);
        let ended = program.run(&["audit", "verify", "--bundle=bundle", "--head", &head]);
        let line = ended.refused();
        assert!(line.contains("position") || line.contains("line"), "{what}: {line}");
    }
}

/// As decision 0020 says it, with a library for JSON and one for SHA-256.
fn anybody_can_follow_the_chain(city: City) {
    let exported = Exported::of(city);
    let bundle = std::fs::read_to_string(exported.bundle("all", &[])).unwrap();
    let (mut hash, mut position) = ("0".repeat(64), 0);
    let mut batch: Option<serde_json::Value> = None;
    let ended = |hash: &str, batch: &serde_json::Value| {
        let mut header = batch["header"].clone();
        header["last"] = json!(hash);
        sha256(header.to_string().as_bytes())
    };
    for line in bundle.lines().skip(1) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if let Some(mut entry) = line.get("entry").cloned() {
            let fields = entry.as_object_mut().unwrap();
            for text in ["reason", "before", "after"] {
                if let Some(serde_json::Value::String(text_of_it)) = fields.remove(text) {
                    assert_eq!(fields[&format!("{text}_sha256")], sha256(text_of_it.as_bytes()));
                }
            }
            let digest = sha256(entry.to_string().as_bytes());
            hash = sha256(format!("{hash}{digest}").as_bytes());
            position += 1;
            continue;
        }
        if let Some(before) = batch.take() {
            hash = ended(&hash, &before);
            assert_eq!(before["head"], hash);
        }
        batch = line.get("batch").cloned();
    }
    assert_eq!(format!("{position}:{hash}"), exported.head());
}

fn a_part_of_the_record_has_the_rest_by_its_digests(city: City) {
    let title = "Báo cáo chuyên đề riêng của thành phố";
    let document = json!({"number": "77/QĐ-UBND", "kind": "decision", "issuer": "UBND thành phố", "issued_on": "2017-01-29", "title": title});
    city.standing_officer().post("/legal-documents", document).is(201);
    let exported = Exported::of(city);
    let all = std::fs::read_to_string(exported.bundle("all", &[])).unwrap();
    let part = std::fs::read_to_string(exported.bundle("part", &["--agency=H24.02"])).unwrap();
    assert!(all.contains(title) && !part.contains(title), "what is not the agency's is not told");
    let in_full = part.lines().filter(|line| line.starts_with("{\"entry\"")).count();
    let digests = part.lines().filter(|line| line.starts_with("{\"digest\"")).count();
    assert!(in_full > 3 && digests > 3);
    let head = exported.head();
    let said = elsewhere(&part).run(&["audit", "verify", "--bundle=bundle", "--head", &head]).went_well().out.clone();
    assert_eq!(said, format!("the bundle is whole: {in_full} entries in full, {digests} by their digests\n{head}\n"));
    exported.program.run(&["audit", "export", "--to=other", "--agency=nobody"]).refused();
    assert!(!exported.program.file("other").exists());
}

/// Its people write in visits of other agencies, for the plans of others: none of that is its own.
fn an_agency_takes_home_what_is_its_own(city: City) {
    const FOUND: &str = "Điều người khác tìm ra";
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let member = city.by("culture_officer");
    member.put(&format!("{visit}/answers/1.1"), json!({"rating": "met", "finding": FOUND})).is(200);
    let named = json!({"file_name": "Nhân chứng.pdf", "sensitivity": "restricted"});
    papers.evidence(&member, "culture", &visit, named.clone(), &pdf(50));
    let long = json!({"file_name": format!("Nhân chứng {}.pdf", "ữ".repeat(180)), "sensitivity": "restricted"});
    member.delete(&papers.evidence(&member, "culture", &visit, long, &pdf(51))).is(204);
    let report = papers.inspection_report("draft");
    member.patch(&report, json!({"findings": FOUND})).is(200);
    papers.stored("culture", &pdf(52));
    let exported = Exported::of(city);
    let all = std::fs::read_to_string(exported.bundle("all", &[])).unwrap();
    assert!(all.contains(FOUND) && all.contains("Nhân chứng"), "the whole record is whole");
    let read = |code: &str| std::fs::read_to_string(exported.bundle(code, &[&format!("--agency={code}")])).unwrap();
    let of_culture = read("H24.03");
    assert!(!of_culture.contains(FOUND), "what its people find elsewhere is told elsewhere");
    assert!(!of_culture.contains("Nhân chứng"), "and what they photograph there");
    assert!(of_culture.contains("\"resource\":\"attachments\""), "its own files are its own");
    let of_committee = read("H24");
    assert!(of_committee.contains(FOUND) && !of_committee.contains("Nhân chứng"), "whose plan it is reads on");
    elsewhere(&of_culture).run(&["audit", "verify", "--bundle=bundle", "--head", &exported.head()]).went_well();
}

fn what_was_told_before_is_kept_once(city: City) {
    let document = json!({"number": "78/QĐ-UBND", "kind": "decision", "issuer": "UBND thành phố", "issued_on": "2017-01-29",
        "title": "Bình đẳng giới ".repeat(30)});
    let officer = city.standing_officer();
    let path = officer.post("/legal-documents", document).is(201);
    let path = format!("/legal-documents/{}", path["id"].as_str().unwrap());
    for number in 1..=3 {
        let title = format!("{} {number}", "Bình đẳng giới ".repeat(30));
        officer.with_etag_of(&path).patch(&path, json!({"title": title})).is(200);
    }
    let kept = "SELECT count(*) AS number FROM journal_entries WHERE resource = 'legal-documents' AND action = 'update' AND before IS NOT NULL";
    assert_eq!(count(&mut city.connect(), kept), 0, "the entry before has it");
    // An auditor reads it all the same.
    let id = path.rsplit('/').next().unwrap();
    let auditor = city.auditor();
    let entries = auditor.get(&format!("/audit-entries?resource_id={id}&action=update&sort=sequence")).items();
    assert_eq!(entries.len(), 3);
    for (number, entry) in entries.iter().enumerate() {
        let entry = auditor.get(&format!("/audit-entries/{}", entry["id"].as_str().unwrap())).is(200);
        assert_eq!(entry["before"]["version"], number + 1, "{entry}");
        assert_eq!(entry["after"]["version"], number + 2);
        assert_eq!(entry["before"]["title"].as_str().unwrap().trim().ends_with("giới"), number == 0);
    }
}
