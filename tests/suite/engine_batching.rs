//! Many items in one request: each judged and answered by itself, all of it in one transaction. A sheet with marks stands for what
//! a chapter has.

use std::collections::BTreeMap;

use actix_web::FromRequest;
use actix_web::body::to_bytes;
use actix_web::http::header::ETAG;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tienbo::kernel::db::{Db, Done, Tx};
use tienbo::kernel::http::{AskedItems, Batching, Item, ItemAnswer, etag};
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::journal::{Change, Record};
use tienbo::kernel::policy::Authority;
use tienbo::kernel::problem::{Code, Language, Problem};
use tienbo::kernel::role::Role;
use tienbo::kernel::sql::AnyConnection;
use utoipa::ToSchema;
use validator::Validate;

use crate::engine_kit::*;

/// A mark for a line of a sheet.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewMark {
    /// The line.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20)]
    code: String,
    /// The version that was read.
    #[validate(range(min = 0, max = 1_000))]
    #[schema(minimum = 0, maximum = 1_000)]
    version: i32,
    /// The mark.
    #[validate(length(min = 1, max = 600))]
    #[schema(min_length = 1, max_length = 600)]
    text: String,
}

impl Item for NewMark {
    const KEY: &'static str = "code";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn version(&self) -> i32 {
        self.version
    }
}

#[derive(Clone, Debug, Serialize, QueryableByName)]
struct Mark {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    text: String,
    #[diesel(sql_type = Integer)]
    version: i32,
}

impl Record for Mark {
    const RESOURCE: &'static str = "marks";

    fn id(&self) -> Id {
        Id::named(Instant(0), &self.code)
    }
    fn version(&self) -> i32 {
        self.version
    }
    fn owner(&self) -> Option<Id> {
        None
    }
}

/// The answer to many marks. It is read with its sheet.
#[derive(Serialize)]
struct MarkBatch {
    id: Option<Id>,
    sheet_id: Id,
    items: Vec<ItemAnswer>,
}

impl Record for MarkBatch {
    const RESOURCE: &'static str = "mark-batches";

    fn id(&self) -> Id {
        self.sheet_id
    }
    fn version(&self) -> i32 {
        1
    }
    fn owner(&self) -> Option<Id> {
        None
    }
}

const OFFICER: Authority = Authority { role: Role::AgencyOfficer, on_behalf_of: None };

/// A house with a sheet on which three lines are marked already. A text that begins with "broken" breaks a constraint.
fn with_a_sheet(house: &House) {
    house.execute(
        "CREATE TABLE marks (code TEXT NOT NULL PRIMARY KEY, version INTEGER NOT NULL, \
         text TEXT NOT NULL CHECK (text NOT LIKE 'broken%')); \
         CREATE TABLE sheets (id INTEGER NOT NULL PRIMARY KEY, is_closed INTEGER NOT NULL); \
         INSERT INTO sheets (id, is_closed) VALUES (1, 0); \
         INSERT INTO marks (code, version, text) VALUES ('a', 1, 'first'), ('b', 1, 'first'), ('c', 1, 'first')",
    );
}

/// The marks of some lines, locked in the order of their codes.
fn locked(connection: &mut AnyConnection, keys: &[String]) -> BTreeMap<String, Mark> {
    let keys: Vec<String> = keys.iter().map(|key| format!("'{key}'")).collect();
    let lock = if matches!(connection, AnyConnection::Pg(_)) { "FOR UPDATE" } else { "" };
    let query =
        format!("SELECT code, text, version FROM marks WHERE code IN ({}) ORDER BY code {lock}", keys.join(", "));
    let rows: Vec<Mark> = diesel::sql_query(query).load(connection).unwrap();
    rows.into_iter().map(|mark| (mark.code.clone(), mark)).collect()
}

fn judge(before: Option<&Mark>, item: &NewMark) -> Result<(Change, Mark), Problem> {
    item.fits(before.map_or(0, |it| it.version))?;
    match item.text.as_str() {
        "forbidden" => return Err(Problem::of_place("/text", Code::Blocked)),
        "unavailable" => return Err(Problem::of(Code::Overloaded)),
        _ => {}
    }
    let after = Mark { code: item.code.clone(), text: item.text.clone(), version: item.version + 1 };
    let change = before.map_or_else(|| Change::created(&after), |before| Change::updated(before, &after));
    Ok((change?, after))
}

fn save(tx: &mut Tx<'_>, asked: &AskedItems<NewMark>) -> Result<Done, Problem> {
    if count(tx.connection, "SELECT count(*) AS number FROM sheets WHERE is_closed = 1") > 0 {
        return Err(Problem::of(Code::StateForbids));
    }
    let known = locked(tx.connection, &asked.keys());
    let judged = asked.judged(tx, |item| judge(known.get(&item.code), item))?;
    for Mark { code, text, version } in &judged.rows {
        let known = format!("UPDATE marks SET version = {version}, text = '{text}' WHERE code = '{code}'");
        if sql(tx, &known)? == 0 {
            sql(tx, &format!("INSERT INTO marks (code, version, text) VALUES ('{code}', {version}, '{text}')"))?;
        }
    }
    let sheet_id = asked.id;
    judged.record(tx, OFFICER, |id, items| MarkBatch { id, sheet_id, items })
}

/// The sheet, and whoever asks for it: with a key or without, in a language.
struct Sheet {
    path: String,
    id: Id,
}

#[derive(Debug, PartialEq, Eq)]
struct Told {
    status: u16,
    etag: String,
    body: String,
}

impl Told {
    fn read(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    /// Each item as its key, its status, and what is wrong with it.
    #[track_caller]
    fn items(&self) -> Vec<(String, u64, String)> {
        assert_eq!(self.status, 200, "{}", self.body);
        let read = self.read();
        let of = |it: &Value| {
            let code = it.pointer("/problem/code").and_then(Value::as_str).unwrap_or_default().to_owned();
            (it["key"].as_str().unwrap().to_owned(), it["status"].as_u64().unwrap(), code)
        };
        read["items"].as_array().unwrap().iter().map(of).collect()
    }

    /// The code of what is wrong with all of it.
    fn problem(&self) -> String {
        self.read()["code"].as_str().unwrap_or_default().to_owned()
    }

    fn places(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        self.read()["errors"].as_array().unwrap().iter().map(|it| (text(&it["pointer"]), text(&it["code"]))).collect()
    }
}

impl Sheet {
    fn new() -> Self {
        let id = Id::fresh();
        Self { path: format!("/api/v1/sheets/{id}/marks"), id }
    }

    /// Sends a body as the one person.
    fn send(&self, db: &Db, headers: &[(&str, &str)], body: &Value) -> Told {
        let client = Client::of(db);
        let request = client.post(&self.path).param("id", self.id.to_string());
        let request = request.insert_header(("content-type", "application/json")).set_payload(body.to_string());
        let request = headers.iter().fold(request, |it, (name, value)| it.insert_header((*name, *value)));
        let (request, mut payload) = request.to_http_parts();
        wait(async {
            let answer = match Batching::<NewMark>::from_request(&request, &mut payload).await {
                Ok(batching) => batching.answer(save).await,
                Err(problem) => Err(problem),
            };
            match answer {
                Ok(response) => {
                    let etag = response.headers().get(ETAG).unwrap().to_str().unwrap().to_owned();
                    let (status, body) = (response.status().as_u16(), to_bytes(response.into_body()).await.unwrap());
                    Told { status, etag, body: String::from_utf8(body.to_vec()).unwrap() }
                }
                Err(problem) => {
                    let body = serde_json::to_string(&problem.document(Language::English, &self.path)).unwrap();
                    Told { status: problem.status().as_u16(), etag: String::new(), body }
                }
            }
        })
    }

    fn marks(&self, db: &Db, items: &[(&str, i32, &str)]) -> Told {
        self.send(db, &[], &body(items))
    }
}

fn body(items: &[(&str, i32, &str)]) -> Value {
    let item = |(code, version, text): &(&str, i32, &str)| json!({"code": code, "version": version, "text": text});
    json!({ "items": items.iter().map(item).collect::<Vec<_>>() })
}

fn told(key: &str, status: u64, code: &str) -> (String, u64, String) {
    (key.to_owned(), status, code.to_owned())
}

/// Each mark that is there: its code, its version and its text.
fn on_record(house: &House) -> Vec<(String, i32, String)> {
    let rows = diesel::sql_query("SELECT code, text, version FROM marks ORDER BY code");
    let rows: Vec<Mark> = rows.load(&mut house.connect()).unwrap();
    rows.into_iter().map(|it| (it.code, it.version, it.text)).collect()
}

fn as_before() -> Vec<(String, i32, String)> {
    ["a", "b", "c"].map(|code| (code.to_owned(), 1, "first".to_owned())).to_vec()
}

fn entries(house: &House) -> (i64, i64) {
    let of = |resource: &str| {
        house.count(&format!("SELECT count(*) AS number FROM journal_entries WHERE resource = '{resource}'"))
    };
    (of("marks"), of("mark-batches"))
}

on_both![
    each_item_is_judged_and_answered_by_itself,
    a_repeated_key_is_answered_byte_for_byte,
    where_nothing_is_saved_nothing_is_left_and_the_key_is_free,
    what_says_nothing_new_leaves_no_version_and_no_entry,
    of_two_batches_with_an_item_in_common_one_is_told_so_and_neither_waits_for_ever,
    a_statement_that_fails_undoes_all_of_it,
    what_is_wrong_with_the_request_is_told_of_all_of_it,
    an_agency_that_keeps_too_much_saves_none_of_it,
];

fn each_item_is_judged_and_answered_by_itself(house: House) {
    with_a_sheet(&house);
    let (db, sheet) = (house.open(), Sheet::new());
    let items = [
        ("c", 1, "second"),
        ("b", 0, "stale"),
        ("new", 0, "first"),
        ("a", 1, "forbidden"),
        ("c", 1, "third"),
        ("c", 2, "fourth"),
    ];
    let answer = sheet.send(&db, &[("accept-language", "en")], &body(&items));
    assert_eq!(
        answer.items(),
        [
            told("c", 200, ""),
            told("b", 412, "stale_version"),
            told("new", 200, ""),
            told("a", 422, "blocked"),
            told("c", 422, "item_repeated"),
            told("c", 422, "item_repeated"),
        ]
    );
    let kept = [("a", 1, "first"), ("b", 1, "first"), ("c", 2, "second"), ("new", 1, "first")];
    assert_eq!(on_record(&house), kept.map(|(code, version, text)| (code.to_owned(), version, text.to_owned())));
    assert_eq!(entries(&house), (2, 1));

    // What is there now is known by the ETag of its own answer.
    let read = answer.read();
    let after = Mark { code: "c".to_owned(), text: "second".to_owned(), version: 2 };
    assert_eq!(read["items"][0]["etag"], etag(2, &serde_json::to_vec(&after).unwrap()));
    assert_eq!((&read["items"][0]["version"], &read["items"][2]["version"]), (&json!(2), &json!(1)));
    assert!(read["items"][0].get("problem").is_none() && read["items"][1].get("etag").is_none(), "{read}");
    // A problem is the document that it would be of a request of its own, and leads into the body that was sent.
    let stale = &read["items"][1]["problem"];
    assert_eq!((&stale["status"], &stale["type"]), (&json!(412), &json!("urn:tienbo:problem:stale_version")));
    assert_eq!(stale["instance"], sheet.path.as_str());
    assert_eq!(stale["errors"][0]["pointer"], "/items/1/version");
    assert_eq!(stale["errors"][0]["detail"], "The present version is 1");
    assert_eq!(read["items"][3]["problem"]["errors"][0]["pointer"], "/items/3/text");
    assert_eq!(read["items"][5]["problem"]["errors"][0]["pointer"], "/items/5/code");

    // The batch is an entry, shown under the id that was answered, by the same right as its marks; and the record is whole.
    let entry = format!(
        "SELECT count(*) AS number FROM journal_entries WHERE action = 'save_many' AND actor_role = 'agency_officer' \
         AND resource_version = 1 AND id = {}",
        literal(&house, read["id"].as_str().unwrap())
    );
    assert_eq!(house.count(&entry), 1);
    let by_right = "SELECT count(*) AS number FROM journal_entries WHERE actor_role = 'agency_officer'";
    assert_eq!(house.count(by_right), 3);
    drop(db);
    house.assert_whole();
}

/// An id in SQL.
fn literal(house: &House, id: &str) -> String {
    match house.kind {
        Engine::Postgres => format!("'{id}'"),
        Engine::Sqlite => format!("X'{}'", id.replace('-', "")),
    }
}

fn a_repeated_key_is_answered_byte_for_byte(house: House) {
    with_a_sheet(&house);
    let (here, there, sheet) = (house.open(), house.open(), Sheet::new());
    let sent = body(&[("a", 1, "second"), ("b", 7, "stale"), ("new", 0, "first")]);
    let key = ("idempotency-key", "a-phone-on-tuesday");
    let first = sheet.send(&here, &[key], &sent);
    assert_eq!(first.items(), [told("a", 200, ""), told("b", 412, "stale_version"), told("new", 200, "")]);
    assert!(first.body.contains("Bản ghi đã thay đổi"), "Vietnamese, where nobody asks for another: {}", first.body);
    // Meanwhile things go on; it is answered what it was answered, in the language of the first time.
    assert_eq!(sheet.marks(&here, &[("a", 2, "third")]).items(), [told("a", 200, "")]);
    for db in [&there, &here] {
        assert_eq!(sheet.send(db, &[key, ("accept-language", "en")], &sent), first);
    }
    assert_eq!(entries(&house), (3, 2));
    let other = sheet.send(&here, &[key], &body(&[("a", 1, "second")]));
    assert_eq!((other.status, other.problem()), (422, "idempotency_key_reused".to_owned()));
    // Who may no longer read the sheet is told nothing of it.
    house.execute("INSERT INTO notes (text) VALUES ('hidden')");
    assert_eq!(sheet.send(&here, &[key], &sent).problem(), "not_found");
}

fn where_nothing_is_saved_nothing_is_left_and_the_key_is_free(house: House) {
    with_a_sheet(&house);
    let (db, sheet) = (house.open(), Sheet::new());
    let sent = body(&[("a", 0, "stale"), ("b", 1, "forbidden"), ("c", 1, "first"), ("new", 1, "stale")]);
    let key = ("idempotency-key", "key");
    let first = sheet.send(&db, &[key], &sent);
    let expected = [
        told("a", 412, "stale_version"),
        told("b", 422, "blocked"),
        told("c", 200, ""),
        told("new", 412, "stale_version"),
    ];
    assert_eq!(first.items(), expected);
    assert_eq!(first.read()["id"], Value::Null);
    assert_eq!(sheet.send(&db, &[key], &sent), first, "the same, for nothing has changed");
    assert_eq!((entries(&house), house.keys(), on_record(&house)), ((0, 0), 0, as_before()));
    // Whoever asks again is told what is true then.
    house.execute("INSERT INTO marks (code, version, text) VALUES ('new', 1, 'theirs')");
    let later = sheet.send(&db, &[key], &sent);
    assert_eq!(later.items()[3], told("new", 200, ""));
    assert_eq!((entries(&house), house.keys()), ((1, 1), 1));
    assert_eq!(sheet.send(&db, &[key], &sent), later);
}

fn what_says_nothing_new_leaves_no_version_and_no_entry(house: House) {
    with_a_sheet(&house);
    let (db, sheet) = (house.open(), Sheet::new());
    let answer = sheet.marks(&db, &[("a", 1, "first"), ("b", 1, "second")]);
    assert_eq!(answer.items(), [told("a", 200, ""), told("b", 200, "")]);
    let before = Mark { code: "a".to_owned(), text: "first".to_owned(), version: 1 };
    assert_eq!(answer.read()["items"][0]["etag"], etag(1, &serde_json::to_vec(&before).unwrap()));
    assert_eq!(answer.read()["items"][0]["version"], 1);
    assert_eq!(entries(&house), (1, 1));
    assert_eq!(on_record(&house)[0], ("a".to_owned(), 1, "first".to_owned()));
    assert_eq!(sheet.marks(&db, &[("a", 1, "first")]).read()["id"], Value::Null);
    assert_eq!(entries(&house), (1, 1));
}

/// Two phones, each with many lines, in orders of their own.
fn of_two_batches_with_an_item_in_common_one_is_told_so_and_neither_waits_for_ever(house: House) {
    with_a_sheet(&house);
    let all: Vec<String> = (0..40).map(|number| format!("line-{number:02}")).collect();
    let rows: Vec<String> = all.iter().map(|code| format!("('{code}', 1, 'first')")).collect();
    house.execute(&format!("INSERT INTO marks (code, version, text) VALUES {}", rows.join(", ")));
    let (db, sheet) = (house.open_with(4, 64), Sheet::new());
    for round in 1..=6 {
        let text = |phone: usize| format!("round {round}, phone {phone}");
        let sent = |phone: usize| {
            // Each has half of the lines for itself, and the first ten in common.
            let mut lines: Vec<&String> =
                all.iter().enumerate().filter(|(at, _)| *at < 10 || at % 2 == phone).map(|(_, code)| code).collect();
            if phone == 1 {
                lines.reverse();
            }
            let items = lines.into_iter().map(|code| json!({"code": code, "version": round, "text": text(phone)}));
            json!({ "items": items.collect::<Vec<_>>() })
        };
        let answers: Vec<Told> = std::thread::scope(|scope| {
            let phones = [0, 1].map(|phone| {
                let (db, sheet, sent) = (&db, &sheet, sent(phone));
                scope.spawn(move || sheet.send(db, &[], &sent))
            });
            phones.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let mut won = Vec::new();
        for code in &all[..10] {
            let statuses: Vec<u64> = answers
                .iter()
                .map(|answer| answer.items().into_iter().find(|(key, ..)| key == code).unwrap().1)
                .collect();
            assert!(statuses == [200, 412] || statuses == [412, 200], "{code}: {statuses:?}");
            won.push(statuses[0] == 200);
        }
        assert!(won.iter().all(|it| *it == won[0]), "one of them was first, for all that they have in common");
        let mut own = answers.iter().flat_map(Told::items).filter(|(key, ..)| !all[..10].contains(key));
        assert!(own.all(|(_, status, _)| status == 200), "nobody else's is touched");
        let on_record = on_record(&house);
        let first = on_record.iter().find(|(code, ..)| *code == all[0]).unwrap();
        assert_eq!((first.1, &first.2), (round + 1, &text(usize::from(!won[0]))), "the first stays");
        assert!(on_record.iter().filter(|it| it.0.starts_with("line")).all(|it| it.1 == round + 1));
    }
    drop(db);
    house.assert_whole();
}

fn a_statement_that_fails_undoes_all_of_it(house: House) {
    with_a_sheet(&house);
    let (db, sheet) = (house.open(), Sheet::new());
    // The constraint is broken by the third row; what a judge is told of the database is no answer to one item either.
    for (text, status, code) in [("broken", 500, "internal"), ("unavailable", 503, "overloaded")] {
        let sent = body(&[("a", 1, "second"), ("b", 0, "stale"), ("new", 0, "first"), ("c", 1, text)]);
        let answer = sheet.send(&db, &[("idempotency-key", text)], &sent);
        assert_eq!((answer.status, answer.problem()), (status, code.to_owned()));
        assert_eq!((entries(&house), house.keys(), on_record(&house)), ((0, 0), 0, as_before()));
    }
    // Nor does what is forbidden of the whole sheet leave anything.
    house.execute("UPDATE sheets SET is_closed = 1");
    let closed = sheet.marks(&db, &[("a", 1, "second")]);
    assert_eq!((closed.status, closed.problem()), (409, "state_forbids".to_owned()));
    house.execute("UPDATE sheets SET is_closed = 0");
    assert_eq!(sheet.marks(&db, &[("a", 1, "second")]).items(), [told("a", 200, "")]);
}

fn what_is_wrong_with_the_request_is_told_of_all_of_it(house: House) {
    with_a_sheet(&house);
    let (db, sheet) = (house.open(), Sheet::new());
    let sent = json!({"items": [
        {"code": "a", "version": 1, "text": "second"},
        {"code": "b", "version": -1, "text": "second"},
        {"code": "c", "text": "second", "rating": 5},
        {"code": 7, "version": 1, "text": " "},
        "a",
    ]});
    let refused = sheet.send(&db, &[], &sent);
    assert_eq!((refused.status, refused.problem()), (400, "schema".to_owned()));
    let expected = [
        ("/items/1/version", "number_out_of_range"),
        ("/items/2/rating", "field_unknown"),
        ("/items/2/version", "field_missing"),
        ("/items/3/code", "type_mismatch"),
        ("/items/3/text", "text_blank"),
        ("/items/4", "type_mismatch"),
    ];
    assert_eq!(refused.places(), expected.map(|(place, code)| (place.to_owned(), code.to_owned())));
    let items = |number: usize| {
        let codes: Vec<String> = (0..number).map(|number| format!("x{number}")).collect();
        let items: Vec<(&str, i32, &str)> = codes.iter().map(|code| (code.as_str(), 0, "first")).collect();
        body(&items)
    };
    for number in [0, 201] {
        let refused = sheet.send(&db, &[], &items(number));
        assert_eq!(refused.places(), [("/items".to_owned(), "length_out_of_range".to_owned())], "{number}");
    }
    let long: Vec<Value> = (0..200)
        .map(|number| json!({"code": format!("y{number}"), "version": 0, "text": "ữ".repeat(600), "more": "z".repeat(6_000)}))
        .collect();
    assert_eq!(sheet.send(&db, &[], &json!({ "items": long })).status, 413, "no body is larger than others");
    assert_eq!((entries(&house), on_record(&house)), ((0, 0), as_before()));
    assert_eq!(sheet.send(&db, &[], &items(200)).items().len(), 200);
    assert_eq!(entries(&house), (200, 1));
}

fn an_agency_that_keeps_too_much_saves_none_of_it(house: House) {
    with_a_sheet(&house);
    let (db, sheet) = (house.open_with_quota(4_000), Sheet::new());
    let long = "x".repeat(600);
    let text = |round: i32| format!("{round} {}", &long[..590]);
    let saved = (1..30).take_while(|round| {
        let answer = sheet.marks(&db, &[("a", *round, &text(*round)), ("b", 1, "forbidden")]);
        if answer.status == 200 {
            return true;
        }
        assert_eq!((answer.status, answer.problem()), (409, "quota_reached".to_owned()));
        false
    });
    let saved = i32::try_from(saved.count()).unwrap();
    assert!((1..10).contains(&saved), "{saved}");
    assert_eq!(on_record(&house)[0].1, saved + 1, "what was refused left nothing");
    // Nobody is kept from learning what is wrong, and nothing is kept for it.
    let refused = sheet.marks(&db, &[("b", 1, "forbidden")]);
    assert_eq!(refused.items(), [told("b", 422, "blocked")]);
}
