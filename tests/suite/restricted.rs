//! What is restricted is disclosed to one reader at a time, who says what for; nothing else that the service says, keeps or sends has
//! a word of it.

use std::collections::BTreeMap;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use tienbo::chapters;
use tienbo::kernel::held;
use tienbo::kernel::sql::AnyConnection;
use tracing::field::{Field, Visit};

use crate::harness::{
    Answer, City, Engine, Person, Value, both_databases, id_in, inspection_report_step, json, met, new_difficulty, pdf,
};

/// A word that stands nowhere else.
const CANARY: &str = "chimhoangyen7391";

fn finding() -> String {
    format!("Nhân chứng {CANARY} kể lại việc quấy rối")
}

fn item(inspection: &str, code: &str) -> String {
    format!("{inspection}/answers/{code}")
}

fn restricted() -> Value {
    json!({"rating": "not_met", "finding": finding(), "sensitivity": "restricted"})
}

fn disclose(who: &Person, path: &str) -> Answer {
    who.post(&format!("{path}/disclosures"), json!({"purpose": "Chuẩn bị kết luận"}))
}

both_databases![
    a_restricted_finding_is_disclosed_and_shown_nowhere_else,
    each_disclosure_is_on_record_whatever_the_key_says,
    it_is_replaced_by_its_author_and_the_leader_alone,
    what_was_chosen_stays,
    who_may_read_it,
    the_inspected_agency_reads_it_once_the_report_was_sent,
    a_restricted_file_is_opened_to_one_reader_for_ten_minutes,
    restricted_evidence_is_erased_as_any_other,
    many_at_once_are_as_restricted,
    whoever_changes_it_behind_the_service_is_found,
    a_canary_is_in_nothing_that_is_told,
    a_canary_of_a_difficulty_is_in_nothing_that_is_told,
];

fn a_restricted_finding_is_disclosed_and_shown_nowhere_else(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    let author = city.by("culture_officer");
    let saved = author.put(&path, restricted()).is(200);
    assert_eq!((&saved["finding"], &saved["sensitivity"]), (&Value::Null, &json!("restricted")));
    let sha256 = saved["finding_sha256"].as_str().expect("a hash").to_owned();
    assert_eq!(sha256.len(), 64);
    // Not even its author reads it without saying what for.
    assert_eq!(author.get(&path).is(200)["finding"], Value::Null);
    assert_eq!(author.get(&path).blocked("disclose"), None);
    let disclosed = disclose(&author, &path);
    assert_eq!(disclosed.header("cache-control"), Some("no-store"));
    let told = disclosed.is(200);
    assert_eq!((&told["text"], &told["sha256"]), (&json!(finding()), &json!(sha256)));
    assert_eq!(
        (&told["purpose"], &told["reader_id"]),
        (&json!("Chuẩn bị kết luận"), &json!(city.user("culture_officer")))
    );
    assert_eq!(
        (&told["resource"], &told["subject_id"], &told["until"]),
        (&json!("answers"), &saved["id"], &Value::Null)
    );
    // What is not restricted is not disclosed, and a purpose is needed.
    author.put(&item(&visit, "1.2"), json!({"rating": "met", "finding": "Có"})).is(200);
    for code in ["1.2", "2.2"] {
        disclose(&city.standing_lead(), &item(&visit, code)).is_problem(409, "nothing_restricted");
        disclose(&author, &item(&visit, code)).is_problem(403, "role_may_not");
    }
    disclose(&author, &item(&visit, "9.9")).is_problem(404, "not_found");
    author.post(&format!("{path}/disclosures"), json!({})).is_problem(400, "schema");
    author.post(&format!("{path}/disclosures"), json!({"purpose": "  "})).is_problem(400, "schema");
    // Two equal texts have two hashes.
    let other = author.put(&item(&visit, "2.1"), restricted()).is(200);
    assert_ne!(other["finding_sha256"], json!(sha256));
}

fn each_disclosure_is_on_record_whatever_the_key_says(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    city.by("culture_officer").put(&path, restricted()).is(200);
    let reader = city.standing_lead().with_key("doc-mot-lan");
    let (first, second) = (disclose(&reader, &path).is(200), disclose(&reader, &path).is(200));
    assert_ne!(first["id"], second["id"]);
    assert_eq!(first["text"], second["text"]);
    let list = format!("{visit}/disclosures");
    let all = city.chair().get(&format!("{list}?count=true"));
    assert_eq!((all.ids(), &all.body["total"]), (vec![text(&first["id"]), text(&second["id"])], &json!(2)));
    assert!(all.items().iter().all(|it| it["text"].is_null()));
    // A member sees what he read himself.
    assert!(city.by("standing_officer_2").get(&list).ids().is_empty());
    city.lead().get(&list).is_problem(404, "not_found");
    for disclosure in [&first, &second] {
        let entries =
            city.auditor().get(&format!("/audit-entries?resource=disclosures&resource_id={}", text(&disclosure["id"])));
        assert_eq!(entries.items().len(), 1, "each is an entry");
    }
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}

fn it_is_replaced_by_its_author_and_the_leader_alone(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    let (author, leader, other) =
        (city.by("culture_officer"), city.by("district_officer"), city.by("standing_officer_2"));
    let first = author.put(&path, restricted()).is(200);
    let say = |words: &str| json!({"rating": "met", "finding": words, "sensitivity": "restricted"});
    other.put(&path, say("Khác")).is_problem(403, "role_may_not");
    other.put(&path, say(&finding())).is_problem(403, "role_may_not");
    // The rest of the answer is the team's; the text stays.
    let rated = other.put(&path, met()).is(200);
    assert_eq!((&rated["finding_sha256"], &rated["rating"]), (&first["finding_sha256"], &json!("met")));
    let second = author.put(&path, say("Lời kể thứ hai")).is(200);
    assert_ne!(second["finding_sha256"], first["finding_sha256"]);
    let third = leader.put(&path, say("Lời kể thứ ba")).is(200);
    assert_eq!(third["version"], 4);
    // They are the leader's words from here on, and no more the first author's to read or to replace than anybody else's.
    disclose(&author, &path).is_problem(403, "role_may_not");
    author.put(&path, say("Lời kể thứ tư")).is_problem(403, "role_may_not");
    assert_eq!(disclose(&leader, &path).is(200)["text"], "Lời kể thứ ba");
    leader.put(&path, say("Lời kể thứ tư")).is(200);
    // The same words again are nothing new, and keep their hash.
    let fourth = leader.get(&path).is(200);
    assert_eq!(leader.put(&path, say("Lời kể thứ tư")).is(200)["finding_sha256"], fourth["finding_sha256"]);
    assert_eq!(leader.get(&path).is(200)["version"], fourth["version"]);
    assert_eq!(faults(&mut city.connect()), Vec::<String>::new());
}

fn what_was_chosen_stays(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer");
    let (normal, secret, open) = (item(&visit, "1.1"), item(&visit, "1.2"), item(&visit, "2.1"));
    team.put(&normal, json!({"rating": "met", "finding": "Có"})).is(200);
    let refused = team.put(&normal, restricted());
    refused.is_problem(422, "sensitivity_fixed").points_at("/sensitivity", "sensitivity_fixed");
    team.put(&normal, met()).is(200);
    team.put(&normal, restricted()).is_problem(422, "sensitivity_fixed");
    team.put(&secret, restricted()).is(200);
    let opened = json!({"rating": "met", "finding": "Có", "sensitivity": "normal"});
    team.put(&secret, opened).is_problem(422, "sensitivity_fixed");
    // Where nothing is said of it, it is what it was.
    let unsaid = team.put(&secret, json!({"rating": "met", "finding": "Lời khác"})).is(200);
    assert_eq!((&unsaid["finding"], &unsaid["sensitivity"]), (&Value::Null, &json!("restricted")));
    // It is chosen with the first finding: a rating alone chooses nothing.
    assert_eq!(team.put(&open, met()).is(200)["sensitivity"], Value::Null);
    assert_eq!(team.put(&open, restricted()).is(200)["sensitivity"], "restricted");
    let batch = json!({"items": [
        {"code": "1.1", "version": 2, "finding": finding(), "sensitivity": "restricted"},
        {"code": "2.2", "version": 0, "finding": finding(), "sensitivity": "restricted"},
    ]});
    let answer = team.post(&format!("{visit}/answers"), batch).is(200);
    assert_eq!(answer["items"][0]["problem"]["code"], "sensitivity_fixed");
    assert_eq!(answer["items"][1]["status"], 200);
}

fn who_may_read_it(city: City) {
    let visit = city.papers().visit_in_progress();
    let path = item(&visit, "1.1");
    city.by("culture_officer").put(&path, restricted()).is(200);
    for reader in ["culture_officer", "district_officer", "standing_lead", "chair"] {
        assert_eq!(disclose(&city.by(reader), &path).is(200)["text"], json!(finding()), "{reader}");
    }
    for other in ["standing_officer_2", "standing_officer"] {
        disclose(&city.by(other), &path).is_problem(403, "role_may_not");
        assert_eq!(city.by(other).get(&path).blocked("disclose"), Some(vec!["role_may_not".to_owned()]), "{other}");
    }
    for other in [
        "justice_lead",
        "justice_officer",
        "auditor",
        "culture_lead",
        "district_lead",
        "admin",
        "portal",
        "commune_lead",
    ] {
        disclose(&city.by(other), &path).is_problem(404, "not_found");
    }
    // Of itself an agency's lead reads it from the beginning; whoever it is handed in to, afterwards.
    let own = city.papers().self_inspection();
    let path = item(&own, "1.1");
    city.by("district_officer").put(&path, restricted()).is(200);
    assert_eq!(disclose(&city.by("district_lead"), &path).is(200)["text"], json!(finding()));
    disclose(&city.standing_lead(), &path).is_problem(404, "not_found");
    for code in ["1.2", "2.1", "2.2"] {
        city.by("district_officer").put(&item(&own, code), met()).is(200);
    }
    city.by("district_lead").transition(&own, json!({"action": "sign"})).is(200);
    for reader in ["standing_lead", "chair", "district_officer"] {
        disclose(&city.by(reader), &path).is(200);
    }
    disclose(&city.standing_officer(), &path).is_problem(403, "role_may_not");
    disclose(&city.auditor(), &path).is_problem(403, "role_may_not");
    // Auditors see the hash, and who read it.
    assert_eq!(city.auditor().get(&path).is(200)["finding"], Value::Null);
    assert_eq!(city.auditor().get(&format!("{own}/disclosures")).items().len(), 4);
}

fn the_inspected_agency_reads_it_once_the_report_was_sent(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let path = item(&visit, "1.1");
    let (author, leader) = (city.by("culture_officer"), city.by("district_officer"));
    let file = papers.evidence(&author, "culture", &visit, json!({"sensitivity": "restricted"}), &pdf(80));
    let mut said = restricted();
    said["attachment_ids"] = json!([id_in(&file)]);
    author.put(&path, said).is(200);
    for code in ["1.2", "2.1", "2.2"] {
        author.put(&item(&visit, code), met()).is(200);
    }
    leader.transition(&visit, json!({"action": "finish"})).is(200);
    let report =
        json!({"inspection_id": id_in(&visit), "summary": "Tóm tắt", "findings": "Kết quả", "conclusion": "Kết luận"});
    let report = format!("/inspection-reports/{}", text(&author.post("/inspection-reports", report).is(201)["id"]));
    for other in [city.lead(), city.officer(), city.auditor()] {
        other.get(&path).is_problem(404, "not_found");
        other.get(&file).is_problem(404, "not_found");
    }
    leader.transition(&report, inspection_report_step(&city, "send")).is(200);
    // From here on the agency reads what was found; what is restricted its lead alone, and auditors see that he did.
    for other in [city.lead(), city.officer(), city.auditor()] {
        assert_eq!(other.get(&path).is(200)["finding"], Value::Null, "{}", other.name);
        other.get(&file).is(200);
        other.get(&format!("{file}/content")).is_problem(403, "disclosure_required");
    }
    assert_eq!(disclose(&city.lead(), &path).is(200)["text"], json!(finding()));
    let told = disclose(&city.lead(), &file).is(200);
    assert_eq!(city.lead().get(&format!("{file}/content?disclosure={}", text(&told["id"]))).status, 200);
    for other in [city.officer(), city.auditor()] {
        disclose(&other, &path).is_problem(403, "role_may_not");
        disclose(&other, &file).is_problem(403, "role_may_not");
    }
    assert_eq!(city.auditor().get(&format!("{visit}/disclosures")).items().len(), 2);
    assert!(city.officer().get(&format!("{visit}/disclosures")).items().is_empty());
    city.by("culture_lead").get(&path).is_problem(404, "not_found");
}

fn a_restricted_file_is_opened_to_one_reader_for_ten_minutes(city: City) {
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let sender = city.by("culture_officer");
    let bytes = pdf(5_000);
    let file = papers.evidence(&sender, "culture", &visit, json!({"sensitivity": "restricted"}), &bytes);
    let content = format!("{file}/content");
    sender.get(&content).is_problem(403, "disclosure_required");
    sender.put(&item(&visit, "1.1"), json!({"rating": "met", "attachment_ids": [id_in(&file)]})).is(200);
    for reader in ["culture_officer", "standing_lead", "standing_officer_2", "chair"] {
        let shown = city.by(reader).get(&file).is(200);
        assert_eq!(shown["sensitivity"], "restricted", "what it is is no secret");
        city.by(reader).get(&content).is_problem(403, "disclosure_required");
    }
    disclose(&city.by("standing_officer_2"), &file).is_problem(403, "role_may_not");
    disclose(&city.lead(), &file).is_problem(404, "not_found");
    let told = disclose(&city.standing_lead(), &file).is(200);
    assert_eq!((&told["resource"], &told["until"]), (&json!("attachments"), &json!("2017-06-05T02:10:00.000000Z")));
    let opened = format!("{content}?disclosure={}", text(&told["id"]));
    let answer = city.standing_lead().get(&opened);
    assert!(answer.status == 200 && answer.bytes == bytes, "{}", answer.status);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    // Nobody else, no other file, and not for ever.
    for other in ["chair", "culture_officer", "district_officer"] {
        city.by(other).get(&opened).is_problem(403, "disclosure_required");
    }
    let second = papers.evidence(&sender, "culture", &visit, json!({"sensitivity": "restricted"}), &pdf(60));
    sender.put(&item(&visit, "1.2"), json!({"rating": "met", "attachment_ids": [id_in(&second)]})).is(200);
    let other_file = format!("{second}/content?disclosure={}", text(&told["id"]));
    city.standing_lead().get(&other_file).is_problem(403, "disclosure_required");
    city.standing_lead().get(&format!("{content}?disclosure=abc")).is_problem(400, "bad_parameter");
    city.at("2017-06-05T09:09:59+07:00");
    assert_eq!(city.standing_lead().get(&opened).status, 200);
    city.at("2017-06-05T09:10:00+07:00");
    city.standing_lead().get(&opened).is_problem(403, "disclosure_required");
    // What is not restricted needs none, and is not disclosed.
    let plain = papers.evidence(&sender, "culture", &visit, json!({}), &pdf(61));
    disclose(&sender, &plain).is_problem(409, "nothing_restricted");
    assert_eq!(sender.get(&format!("{plain}/content")).status, 200);
    let unwhole =
        papers.declared_evidence(&sender, "culture", &visit, json!({"sensitivity": "restricted"}), &pdf(62)).is(201);
    disclose(&sender, &format!("/attachments/{}", text(&unwhole["id"]))).is_problem(409, "state_forbids");
}

fn restricted_evidence_is_erased_as_any_other(city: City) {
    let papers = city.papers();
    let own = papers.self_inspection();
    let (officer, lead) = (city.by("district_officer"), city.by("district_lead"));
    let file = papers.evidence(&officer, "district", &own, json!({"sensitivity": "restricted"}), &pdf(700));
    officer.put(&item(&own, "1.1"), json!({"rating": "met", "attachment_ids": [id_in(&file)]})).is(200);
    let told = disclose(&officer, &file).is(200);
    let opened = format!("{file}/content?disclosure={}", text(&told["id"]));
    assert_eq!(officer.get(&opened).status, 200);
    let erased = lead.transition(&file, json!({"action": "erase", "reason": "Không có sự đồng ý"})).is(200);
    assert_eq!((&erased["state"], &erased["sensitivity"]), (&json!("erased"), &json!("restricted")));
    officer.get(&opened).is_problem(409, "attachment_erased");
    disclose(&officer, &file).is_problem(409, "attachment_erased");
    // Of a visit, whoever sent it for an agency that may not read it is lent the step by its lead.
    let visit = papers.visit_in_progress();
    let inspector = city.by("culture_officer");
    let file = papers.evidence(&inspector, "culture", &visit, json!({"sensitivity": "restricted"}), &pdf(701));
    inspector.put(&item(&visit, "1.1"), json!({"rating": "met", "attachment_ids": [id_in(&file)]})).is(200);
    let erase = json!({"action": "erase", "reason": "Không có sự đồng ý"});
    inspector.transition(&file, erase.clone()).is_problem(403, "role_may_not");
    city.by("culture_lead").transition(&file, erase.clone()).is_problem(404, "not_found");
    let lent = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("culture"),
        "actions": ["attachments.erase"], "valid_from": "2017-06-05", "valid_to": "2017-06-30"});
    city.by("culture_lead").post("/delegations", lent).is(201);
    city.by("culture_officer").transition(&file, erase).is(200);
}

fn many_at_once_are_as_restricted(city: City) {
    let visit = city.papers().visit_in_progress();
    let team = city.by("culture_officer").with_key("nhieu-muc");
    let batch = json!({"items": [
        {"code": "1.1", "version": 0, "rating": "not_met", "finding": finding(), "sensitivity": "restricted"},
        {"code": "1.2", "version": 0, "rating": "met", "finding": "Có"},
    ]});
    let answer = team.post(&format!("{visit}/answers"), batch.clone());
    assert!(answer.is(200)["items"].as_array().unwrap().iter().all(|it| it["status"] == 200));
    assert!(!String::from_utf8_lossy(&answer.bytes).contains(CANARY));
    assert_eq!(team.post(&format!("{visit}/answers"), batch).bytes, answer.bytes);
    assert_eq!(disclose(&team, &item(&visit, "1.1")).is(200)["text"], json!(finding()));
    // Another member's batch does not replace it, and his other answers are saved.
    let other = json!({"items": [
        {"code": "1.1", "version": 1, "rating": "met", "finding": "Khác"},
        {"code": "1.2", "version": 1, "rating": "not_met"},
        {"code": "2.1", "version": 0, "rating": "met"},
    ]});
    let answer = city.by("standing_officer_2").post(&format!("{visit}/answers"), other).is(200);
    let statuses: Vec<&Value> = answer["items"].as_array().unwrap().iter().map(|it| &it["status"]).collect();
    assert_eq!(statuses, [&json!(403), &json!(200), &json!(200)]);
}

fn faults(connection: &mut AnyConnection) -> Vec<String> {
    let found = held::verify(connection, &chapters::held(), |_| ()).expect("the walk goes on");
    found.faults.iter().map(ToString::to_string).collect()
}

fn whoever_changes_it_behind_the_service_is_found(city: City) {
    let visit = city.papers().visit_in_progress();
    city.by("culture_officer").put(&item(&visit, "1.1"), restricted()).is(200);
    disclose(&city.standing_lead(), &item(&visit, "1.1")).is(200);
    let connection = &mut city.connect();
    assert_eq!(faults(connection), Vec::<String>::new());
    for (statement, tells_of) in [
        ("UPDATE restricted_texts SET text = 'Không có gì'", "the text"),
        ("UPDATE disclosures SET purpose = 'Tò mò'", "purpose"),
        ("UPDATE inspection_answers SET rating = 'met'", "rating"),
    ] {
        let undone: Result<(), diesel::result::Error> = connection.transaction(|connection| {
            diesel::sql_query(statement).execute(connection)?;
            let found = faults(connection);
            assert!(found.len() == 1 && found[0].contains(tells_of), "{statement}: {found:?}");
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert!(undone.is_err());
    }
}

/// Whether any line of any log had the word.
static CAUGHT: AtomicBool = AtomicBool::new(false);

/// Reads every event and every field of every span, whatever its level.
struct Watch;

struct Words;

impl Visit for Words {
    fn record_debug(&mut self, _: &Field, value: &dyn std::fmt::Debug) {
        if format!("{value:?}").contains(CANARY) {
            CAUGHT.store(true, Ordering::SeqCst);
        }
    }
}

impl tracing::Subscriber for Watch {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &tracing::span::Attributes<'_>) -> tracing::span::Id {
        span.record(&mut Words);
        tracing::span::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::span::Id, values: &tracing::span::Record<'_>) {
        values.record(&mut Words);
    }
    fn record_follows_from(&self, _: &tracing::span::Id, _: &tracing::span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        event.record(&mut Words);
    }
    fn enter(&self, _: &tracing::span::Id) {}
    fn exit(&self, _: &tracing::span::Id) {}
}

fn watch_the_logs() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| tracing::subscriber::set_global_default(Watch).expect("no other subscriber"));
}

/// Every operation of the document: its method, its path below the base, the example of its body.
fn operations(city: &City) -> Vec<(String, String, Option<Value>)> {
    let document = city.nobody().get("/openapi.json").is(200);
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in
            methods.as_object().expect("methods").iter().filter(|(name, _)| *name != "parameters")
        {
            let media = &operation["requestBody"]["content"]["application/json"];
            let first = media["examples"].as_object().and_then(|all| all.values().next()).map(|it| it["value"].clone());
            let body = (!media.is_null()).then(|| first.unwrap_or_else(|| media["example"].clone()));
            let path = match path.strip_prefix("/api/v1") {
                Some(below) => below.to_owned(),
                None if path.starts_with("/public") || path.starts_with("/calendar") => format!("/{path}"),
                None => path.clone(),
            };
            all.push((method.to_uppercase(), path, body));
        }
    }
    all
}

/// The path with everything filled in that stands in braces.
fn filled(path: &str, ids: &BTreeMap<&str, String>) -> String {
    let resource = path.split('/').nth(1).unwrap_or_default();
    let id = ids.get(resource).cloned().unwrap_or_else(|| ids["inspections"].clone());
    let mut filled =
        path.replace("{id}", &id).replace("{code}", "1.1").replace("{number}", "1").replace("{year}", "2017");
    while let Some((before, rest)) = filled.split_once('{') {
        let after = rest.split_once('}').expect("a brace").1;
        filled = format!("{before}{id}{after}");
    }
    filled
}

/// The tables of the database in whose rows a word is, as it is or in hexadecimal.
fn tables_with(connection: &mut AnyConnection, engine: Engine, word: &str) -> Vec<String> {
    #[derive(QueryableByName)]
    struct Name {
        #[diesel(sql_type = Text)]
        name: String,
    }
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = BigInt)]
        number: i64,
    }
    let hex: String = word.bytes().map(|byte| format!("{byte:02x}")).collect();
    let tables = match engine {
        Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table'",
        Engine::Postgres => {
            "SELECT table_name::text AS name FROM information_schema.tables WHERE table_schema = 'public'"
        }
    };
    let tables: Vec<Name> = diesel::sql_query(tables).load(connection).expect("tables");
    let mut found = Vec::new();
    for Name { name } in tables {
        let condition = match engine {
            Engine::Postgres => format!("t::text LIKE '%{word}%' OR t::text LIKE '%{hex}%'"),
            Engine::Sqlite => {
                let columns = format!("SELECT name FROM pragma_table_info('{name}')");
                let columns: Vec<Name> = diesel::sql_query(columns).load(connection).expect("columns");
                let has = |Name { name }: &Name| format!("instr(hex(\"{name}\"), '{}') > 0", hex.to_uppercase());
                columns.iter().map(has).collect::<Vec<_>>().join(" OR ")
            }
        };
        let count = format!("SELECT count(*) AS number FROM {name} t WHERE {condition}");
        let Count { number } = diesel::sql_query(count).get_result(connection).expect("a count");
        if number > 0 {
            found.push(name);
        }
    }
    found
}

/// No operation tells anybody the word, whoever asks: how many were asked, and how many answered.
fn nothing_tells(city: &City, ids: &BTreeMap<&str, String>, readers: &[&str], writers: &[&str]) -> (usize, usize) {
    let (mut asked, mut answered) = (0, 0);
    let operations = operations(city);
    assert!(operations.iter().any(|(method, path, _)| method == "GET" && path == "/inspections/{id}/answers"));
    // Whoever reads goes first: what writes may change what there is to read.
    for reads in [true, false] {
        for (method, template, body) in operations.iter().filter(|(method, ..)| (method == "GET") == reads) {
            if template.ends_with("/disclosures") && !reads {
                continue;
            }
            let people = if reads { readers } else { writers };
            for who in people {
                let who = city.by(who);
                let path = filled(template, ids);
                let sent = body.as_ref().map(|body| body.to_string().into_bytes());
                let answer = match method.as_str() {
                    "GET" => who.get(&path),
                    _ => who.with("if-match", "\"1-abc\"").send(method, &path, sent),
                };
                asked += 1;
                answered += usize::from(answer.status < 300);
                let heads: Vec<String> =
                    answer.headers.values().map(|it| String::from_utf8_lossy(it.as_bytes()).into_owned()).collect();
                let all = format!("{}\n{}", String::from_utf8_lossy(&answer.bytes), heads.join("\n"));
                assert!(!all.contains(CANARY), "{method} {path} as {}: {answer}", who.name);
            }
        }
    }
    (asked, answered)
}

fn a_canary_is_in_nothing_that_is_told(mut city: City) {
    watch_the_logs();
    let papers = city.papers();
    let visit = papers.visit_in_progress();
    let path = item(&visit, "1.1");
    let author = city.by("culture_officer");
    let saved = author.put(&path, restricted()).is(200);
    // A file with the word in its bytes, restricted as well.
    let mut bytes = pdf(400);
    bytes.extend_from_slice(CANARY.as_bytes());
    let file = papers.evidence(&author, "culture", &visit, json!({"sensitivity": "restricted"}), &bytes);
    let with_file = json!({"rating": "met", "attachment_ids": [id_in(&file)]});
    author.put(&path, with_file).is(200);
    // Refusals tell nothing either: a body of the wrong shape, a stale version, somebody who may not.
    let mut misshapen = restricted();
    misshapen["rating"] = json!(finding());
    let refusals = [
        author.put(&path, misshapen),
        author.with("if-match", "\"0-abc\"").put(&path, restricted()),
        city.by("standing_officer_2").put(&path, restricted()),
        city.lead().put(&path, restricted()),
        author
            .post(&format!("{visit}/answers"), json!({"items": [{"code": "1.1", "version": 0, "finding": finding()}]})),
        author.post(
            &format!("{visit}/answers"),
            json!({"items": [{"code": "1.1", "version": "x", "finding": finding()}]}),
        ),
    ];
    for refusal in refusals {
        assert!(!refusal.bytes.windows(CANARY.len()).any(|it| it == CANARY.as_bytes()), "{refusal}");
    }
    let told = disclose(&city.standing_lead(), &path).is(200);
    assert!(told["text"].as_str().expect("a text").contains(CANARY));

    let entry = city.auditor().get(&format!("/audit-entries?resource_id={}", text(&saved["id"]))).ids().remove(0);
    let plan = city.standing_officer().get(&visit).is(200)["plan_id"].clone();
    let ids: BTreeMap<&str, String> = [
        ("inspections", id_in(&visit).to_owned()),
        ("attachments", id_in(&file).to_owned()),
        ("audit-entries", entry),
        ("inspection-plans", text(&plan)),
        ("agencies", city.agency("culture").to_string()),
        ("users", city.user("culture_officer").to_string()),
        ("reports", id_in(&visit).to_owned()),
    ]
    .into();
    let readers = [
        "chair",
        "standing_lead",
        "standing_officer",
        "district_officer",
        "culture_officer",
        "culture_lead",
        "justice_lead",
        "auditor",
        "admin",
        "portal",
    ];
    let (asked, answered) = nothing_tells(&city, &ids, &readers, &["standing_lead", "culture_officer"]);
    assert!(asked > 500 && answered > 100, "{asked} asked, {answered} answered");
    // What lists find by words finds nothing by this one.
    for list in ["/inspections", "/checklists", "/inspection-plans", "/users", "/events", "/programmes", "/tasks"] {
        let answer = city.chair().get(&format!("{list}?q={CANARY}"));
        assert!(answer.status == 400 || answer.items().is_empty(), "{answer}");
    }
    // Of all that is kept, the text is in its own table and the bytes are in theirs.
    let connection = &mut city.connect();
    let mut tables = tables_with(connection, city.engine, CANARY);
    tables.sort();
    assert_eq!(tables, ["attachment_parts", "restricted_texts"]);
    assert_eq!(faults(connection), Vec::<String>::new());
    assert!(!CAUGHT.load(Ordering::SeqCst), "the word is in a log");

    // What is replaced and what is erased is nowhere any more.
    let other = json!({"rating": "met", "finding": "Không còn gì ở đây, dù dài hơn trước nhiều lắm", "sensitivity": "restricted"});
    city.by("culture_officer").put(&path, other).is(200);
    let lent = json!({"delegate_id": city.user("culture_officer"), "agency_id": city.agency("culture"),
        "actions": ["attachments.erase"], "valid_from": "2017-06-05", "valid_to": "2017-06-30"});
    city.by("culture_lead").post("/delegations", lent).is(201);
    city.by("culture_officer").transition(&file, json!({"action": "erase", "reason": "Không có sự đồng ý"})).is(200);
    assert_eq!(tables_with(connection, city.engine, CANARY), Vec::<String>::new());
    if city.engine == Engine::Sqlite {
        let tienbo::kernel::sql::connection::Target::Sqlite(file) = &city.database.target else { return };
        let file = file.clone();
        city.stop();
        let bytes = std::fs::read(&file).expect("the file");
        assert!(!bytes.windows(CANARY.len()).any(|it| it == CANARY.as_bytes()), "its pages are written over");
    }
}

fn a_canary_of_a_difficulty_is_in_nothing_that_is_told(city: City) {
    watch_the_logs();
    let papers = city.papers();
    let author = city.by("culture_officer");
    let draft = papers.difficulty_draft("culture", json!({"text": "Chưa có gì", "sensitivity": "restricted"}));
    let other = json!({"text": finding()});
    let saved = author.patch(&draft, other.clone()).is(200);
    assert_eq!((&saved["text"], &saved["sensitivity"]), (&Value::Null, &json!("restricted")));
    // Refusals tell nothing either.
    let mut misshapen = other.clone();
    misshapen["severity"] = json!(finding());
    for refusal in [
        author.patch(&draft, misshapen),
        author.with("if-match", "\"0-abc\"").patch(&draft, other.clone()),
        city.lead().patch(&draft, other),
        city.lead().post("/difficulties", new_difficulty(&city, "culture", json!({"text": finding()}))),
    ] {
        assert!(refusal.status >= 400, "{refusal}");
        assert!(!refusal.bytes.windows(CANARY.len()).any(|it| it == CANARY.as_bytes()), "{refusal}");
    }
    papers.bring_difficulty("culture", &draft, "escalated");
    assert!(text(&disclose(&city.standing_lead(), &draft).is(200)["text"]).contains(CANARY));
    city.standing_officer().post("/reminders", json!({"difficulty_ids": [id_in(&draft)]})).is(200);
    let entry = city.auditor().get(&format!("/audit-entries?resource_id={}", id_in(&draft))).ids().remove(0);
    let ids: BTreeMap<&str, String> = [
        ("difficulties", id_in(&draft).to_owned()),
        ("inspections", id_in(&draft).to_owned()),
        ("audit-entries", entry),
        ("agencies", city.agency("culture").to_string()),
    ]
    .into();
    let readers =
        ["chair", "standing_lead", "standing_officer", "culture_officer", "culture_lead", "auditor", "portal"];
    let (asked, answered) = nothing_tells(&city, &ids, &readers, &["standing_lead"]);
    assert!(asked > 300 && answered > 50, "{asked} asked, {answered} answered");
    let connection = &mut city.connect();
    assert_eq!(tables_with(connection, city.engine, CANARY), ["restricted_texts"]);
    assert_eq!(faults(connection), Vec::<String>::new());
    assert!(!CAUGHT.load(Ordering::SeqCst), "the word is in a log");
}
