//! Text is one thing however it was typed: it comes back as it was sent, and is found, sorted and told apart as it is read. What is kept
//! of texts for that is made anew when the service starts by other rules than before.

use std::collections::BTreeSet;

use diesel::prelude::*;
use tienbo::chapters;
use tienbo::kernel::text::FOLD;

use crate::engine_kit::{Word, count};
use crate::harness::{Answer, City, Engine, Person, Program, Value, both_databases, issue, json};

both_databases![
    names_are_found_and_sorted_however_they_were_typed,
    a_number_is_one_number_however_it_was_typed,
    what_shows_nothing_is_blank,
    text_comes_back_as_it_was_typed,
    what_is_kept_of_texts_is_made_anew_at_the_start,
    a_start_that_was_cut_short_goes_on_where_it_stood,
    papers_that_were_entered_twice_are_named_and_stay,
];

/// One name in the ways in which older documents have it.
const ALIKE: [&str; 9] = [
    "Đà Nẵng",
    "\u{D0}à Nẵng",
    "\u{189}à Nẵng",
    "Đà \u{200B}Nẵng",
    "Đà\u{AD} Nẵng",
    "Đà\u{A0}Nẵng",
    "Đa\u{300} Na\u{306}\u{303}ng",
    "\u{FEFF}Đà Nẵ\u{2060}ng",
    " Đà  Nẵng\u{3000}",
];

/// The same of a number on paper.
const NUMBERS: [&str; 7] = [
    "15/NQ-BC\u{D0}",
    "15/NQ-BC\u{189}",
    "15/\u{200B}NQ-BCĐ",
    "15/NQ\u{AD}-BCĐ",
    "\u{FEFF}15/NQ-BCĐ",
    "15/NQ-BCĐ\u{A0}",
    " 15/NQ-BCĐ",
];

/// A value of a query.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn found(by: &Person, list: &str, q: &str) -> Vec<String> {
    names(&by.get(&format!("{list}?limit=200&sort=name&q={}", encoded(q))))
}

fn names(answer: &Answer) -> Vec<String> {
    answer.items().iter().map(|it| it["name"].as_str().expect("a name").to_owned()).collect()
}

/// A unit of the Department of Justice: its id.
fn unit(city: &City, code: &str, name: &str) -> String {
    let body = json!({"code": code, "name": name, "kind": "unit", "parent_id": city.agency("justice"),
        "valid_from": "2017-01-01"});
    city.admin().post("/agencies", body).is(201)["id"].as_str().expect("an id").to_owned()
}

fn document(number: &str, issuer: &str) -> Value {
    json!({"number": number, "kind": "resolution", "issuer": issuer, "issued_on": "2016-11-29", "title": "Nghị quyết"})
}

fn names_are_found_and_sorted_however_they_were_typed(city: City) {
    for (number, name) in ALIKE.iter().enumerate() {
        unit(&city, &format!("H24.9.{number}"), name);
    }
    for (code, name) in [("H24.9.D", "Dương Kinh"), ("H24.9.E", "Ea Kar")] {
        unit(&city, code, name);
    }
    let typed: BTreeSet<String> = ALIKE.iter().map(|it| (*it).to_owned()).collect();
    for q in ALIKE.iter().chain(&["da nang", "ĐÀ NẴNG", "a N\u{200D}ẵ"]) {
        let names = found(&city.officer(), "/agencies", q);
        assert_eq!(names.into_iter().collect::<BTreeSet<_>>(), typed, "{q:?}");
    }
    let all = names(&city.officer().get("/agencies?limit=200&sort=name"));
    let place = |name: &str| all.iter().position(|it| it == name).unwrap_or_else(|| panic!("{name:?} in {all:?}"));
    for name in ALIKE {
        assert!(place("Dương Kinh") < place(name) && place(name) < place("Ea Kar"), "{name:?} in {all:?}");
    }
}

fn a_number_is_one_number_however_it_was_typed(city: City) {
    let admin = city.admin();
    admin.post("/legal-documents", document("15/NQ-BCĐ", "Uỷ ban nhân dân xã Tân Hoà")).is(201);
    for number in NUMBERS {
        admin
            .post("/legal-documents", document(number, "Uỷ ban nhân dân xã Tân\u{A0}Hoà"))
            .is_problem(409, "number_taken");
    }
    // What is read otherwise is another one.
    for (number, issuer) in [
        ("15/NQ-BCD", "Uỷ ban nhân dân xã Tân Hoà"),
        ("15/NQ-BCĐ", "Uỷ ban nhân dân xã Tân Hoá"),
        ("15/nq-BCĐ", "Uỷ ban nhân dân xã Tân Hoà"),
    ] {
        admin.post("/legal-documents", document(number, issuer)).is(201);
    }
    let other = admin.post("/legal-documents", document("16/NQ-BCĐ", "Uỷ ban nhân dân xã Tân Hoà")).is(201);
    let other = format!("/legal-documents/{}", other["id"].as_str().expect("an id"));
    admin.patch(&other, json!({"number": NUMBERS[0]})).is_problem(409, "number_taken");

    let papers = city.papers();
    let issuer = papers.hands("culture").1;
    let first = papers.programme("culture", "culture", "under_review");
    issuer.transition(&first, issue("15/NQ-BCĐ")).is(200);
    let second = papers.programme("culture", "culture", "under_review");
    for number in NUMBERS {
        issuer.transition(&second, issue(number)).is_problem(409, "number_taken");
    }
    assert_eq!(issuer.transition(&second, issue("16/NQ-BC\u{D0}")).is(200)["number"], "16/NQ-BC\u{D0}");
}

fn what_shows_nothing_is_blank(city: City) {
    for blank in ["\u{200B}", "\u{FEFF}\u{AD} \u{200D}", "\u{A0}", "\u{2800}", "\u{3164}\u{FE0F}"] {
        let mut body = document("15/NQ", "Chính phủ");
        body["title"] = json!(blank);
        let refused = city.admin().post("/legal-documents", body);
        refused.is_problem(400, "schema").points_at("/title", "text_blank");
        city.officer().get(&format!("/agencies?q={}", encoded(blank))).is_problem(400, "bad_parameter");
    }
}

fn text_comes_back_as_it_was_typed(city: City) {
    let typed = format!("{}, full width Ａ and ﬁ, a family \u{1F469}\u{200D}\u{1F467}", ALIKE.join(", "));
    let mut body = document(NUMBERS[2], ALIKE[6]);
    body["title"] = json!(typed);
    let made = city.admin().post("/legal-documents", body).is(201);
    let path = format!("/legal-documents/{}", made["id"].as_str().expect("an id"));
    let read = city.officer().get(&path).is(200);
    assert_eq!([&read["number"], &read["issuer"], &read["title"]], [NUMBERS[2], ALIKE[6], &typed]);
    let lines = city.admin().patch(&path, json!({"title": "a\u{200B}\r\nb\rc"})).is(200);
    assert_eq!(lines["title"], "a\u{200B}\nb\nc", "but for the ends of lines");
}

/// The program beside a city that has stopped.
fn program(city: &City) -> Program {
    Program::in_an_empty_folder().on(&city.database.target)
}

/// An identifier as it is written in SQL.
fn literal(city: &City, id: &str) -> String {
    if city.engine == Engine::Sqlite { format!("X'{}'", id.replace('-', "")) } else { format!("'{id}'") }
}

fn words(city: &City, query: &str) -> Vec<String> {
    let rows: Vec<Word> = diesel::sql_query(query).load(&mut city.connect()).unwrap();
    rows.into_iter().map(|it| it.word).collect()
}

/// As the rules of before left it: every key of every table is another one, and they were all gone through.
fn by_the_rules_of_before(city: &City) {
    city.database.execute("DELETE FROM text_folds");
    for folded in chapters::folded() {
        let table = folded.table;
        for key in folded.keys {
            let old = match folded.apart {
                Some(apart) if apart.key == *key => "NULL".to_owned(),
                _ => format!("'old ' || {key}"),
            };
            city.database.execute(&format!("UPDATE {table} SET {key} = {old}"));
        }
        let known =
            format!("INSERT INTO text_folds (of_table, version, done_up_to) VALUES ('{table}', {}, NULL)", FOLD - 1);
        city.database.execute(&known);
    }
}

fn what_is_kept_of_texts_is_made_anew_at_the_start(mut city: City) {
    let papers = city.papers();
    unit(&city, "H24.9.1", ALIKE[1]);
    city.admin().post("/legal-documents", document("15/NQ-BC\u{D0}", "Chính phủ")).is(201);
    papers.programme("culture", "culture", "issued");
    papers.bring_event("justice", &papers.event("justice", json!({})), "confirmed");
    papers.checklist("committee", "published");
    papers.decision("culture", "draft");
    papers.inspection_plan("district", "approved");
    let rows = |city: &City| {
        let of_table = |folded: &&tienbo::kernel::folded::Folded| {
            let keys: Vec<String> = folded.keys.iter().map(|key| format!("coalesce({key}, '-')")).collect();
            let kept = keys.join(" || '|' || ");
            let query = format!("SELECT {kept} || '|' || version AS word FROM {} ORDER BY id", folded.table);
            (folded.table, words(city, &query))
        };
        chapters::folded().iter().map(of_table).collect::<Vec<_>>()
    };
    let before = rows(&city);
    city.stop();
    by_the_rules_of_before(&city);
    assert_ne!(rows(&city), before);
    let program = program(&city);
    assert!(!program.run(&["audit", "verify"]).status.success(), "what is kept is held against the texts");
    assert_eq!(program.run(&["migrate"]).went_well().out, "the database is up to date\n");
    assert_eq!(rows(&city), before, "keys as they were, and no version more");
    program.run(&["audit", "verify"]).went_well();
    let undone = format!("SELECT count(*) AS number FROM text_folds WHERE version <> {FOLD} OR done_up_to IS NOT NULL");
    assert_eq!(count(&mut city.connect(), &undone), 0);
    city.restart();
    assert_eq!(found(&city.officer(), "/agencies", "da nang"), [ALIKE[1]]);
}

fn a_start_that_was_cut_short_goes_on_where_it_stood(mut city: City) {
    let names = [("H24.9.1", "Dương Kinh"), ("H24.9.2", "Đồ Sơn"), ("H24.9.3", "Kiến An")];
    let ids = names.map(|(code, name)| unit(&city, code, name));
    city.stop();
    let program = program(&city);
    program.run(&["migrate"]).went_well();
    city.database.execute("UPDATE agencies SET search_text = 'old'");
    let stood = format!("UPDATE text_folds SET done_up_to = {} WHERE of_table = 'agencies'", literal(&city, &ids[1]));
    city.database.execute(&stood);
    program.run(&["migrate"]).went_well();
    let made = words(&city, "SELECT search_text AS word FROM agencies WHERE search_text <> 'old'");
    assert_eq!(made, ["h24.9.3 kien an"], "what lies behind the place, and nothing else");
    let stands = "SELECT count(*) AS number FROM text_folds WHERE of_table = 'agencies' AND done_up_to IS NULL";
    assert_eq!(count(&mut city.connect(), stands), 1, "and it is done");
}

fn papers_that_were_entered_twice_are_named_and_stay(mut city: City) {
    let admin = city.admin();
    let entered = |number: &str| {
        let made = admin.post("/legal-documents", document(number, "Chính phủ")).is(201);
        made["id"].as_str().expect("an id").to_owned()
    };
    let first = entered("15/NQ-BCĐ");
    // Nothing told the two to be the same then.
    city.database.execute("UPDATE legal_documents SET number_key = NULL");
    let second = entered("15/\u{200B}NQ-BCĐ");
    let papers = [&first, &second].map(|id| format!("/legal-documents/{id}"));
    let before = papers.clone().map(|path| admin.get(&path).is(200));
    city.stop();
    by_the_rules_of_before(&city);
    let program = program(&city);
    let said = program.run(&["migrate"]).went_well().out.clone();
    let named: Vec<&str> = said.lines().filter(|line| line.starts_with("legal_documents: ")).collect();
    assert_eq!(named.len(), 1, "{said}");
    assert!(named[0].contains(&first) && named[0].contains(&second) && named[0].contains("NQ-BCĐ"), "{said}");
    assert!(!program.run(&["migrate"]).went_well().out.contains(&first), "named once");
    program.run(&["audit", "verify"]).went_well();

    city.restart();
    let admin = city.admin();
    assert_eq!(papers.clone().map(|path| admin.get(&path).is(200)), before, "both stay as they are");
    admin.post("/legal-documents", document("15/NQ\u{AD}-BCĐ", "Chính phủ")).is_problem(409, "number_taken");
    for path in &papers {
        admin.patch(path, json!({"title": "Nghị quyết về bình đẳng giới"})).is(200);
    }
    admin.patch(&papers[1], json!({"number": "16/NQ-BCĐ"})).is(200);
    admin.patch(&papers[1], json!({"number": "15/NQ-BC\u{D0}"})).is_problem(409, "number_taken");
}

/// What tables keep of their texts is told by the names of columns.
#[test]
fn whatever_is_kept_of_texts_is_made_anew_with_them() {
    let mut table = "";
    let mut kept = BTreeSet::new();
    for line in include_str!("../../src/schema.rs").lines().map(str::trim) {
        let text = line.strip_suffix(" -> Text,").or_else(|| line.strip_suffix(" -> Nullable<Text>,"));
        if let Some(column) = text.filter(|it| it.ends_with("_key") || *it == "search_text") {
            kept.insert((table, column));
        } else if line.ends_with(") {") && !line.starts_with("table!") {
            table = line.split_whitespace().next().expect("a name");
        }
    }
    assert!(kept.len() > 20, "{kept:?}");
    let declared = chapters::folded().into_iter().flat_map(|it| it.keys.iter().map(move |key| (it.table, *key)));
    assert_eq!(declared.collect::<BTreeSet<_>>(), kept);
}
