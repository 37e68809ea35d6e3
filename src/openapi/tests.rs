//! The pass, on a small chapter with one of everything: a create, a tagged action, a detail, a list, a public operation.

use std::collections::HashSet;

use actix_web::{HttpRequest, HttpResponse};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::dangling_references;
use super::operations::all;
use crate::kernel::exact::is_exact;
use crate::kernel::http::{
    Answer, Batching, Changing, IfNoneMatch, Item, ItemAnswer, Items, Json, Listing, PathId, Routes, detail,
};
use crate::kernel::page::Page;
use crate::kernel::problem::Blocker;
use crate::kernel::sort::Sort;
use crate::{actions, routes, sort_columns};

sort_columns! {
    /// Orders.
    pub enum SampleSort { Name = "name", Code = "code" }
}

/// A thing.
#[derive(Serialize, ToSchema)]
struct Sample {
    /// Its id.
    id: Uuid,
    /// Its name.
    #[schema(max_length = 200)]
    name: String,
    /// A note.
    note: Option<String>,
    /// How many.
    count: i64,
}

/// A thing with what may be done.
#[derive(Serialize, ToSchema)]
struct SampleDetail {
    #[serde(flatten)]
    sample: Sample,
    /// What stands in the way.
    blocked_by: Vec<Blocker>,
}

/// A new thing.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewSample {
    /// Its name.
    #[validate(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200, example = "Hồng Bàng")]
    name: String,
}

/// A part of a thing.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPart {
    /// Which.
    #[validate(length(min = 1, max = 20))]
    #[schema(min_length = 1, max_length = 20, example = "A1")]
    code: String,
    /// The version that was read.
    #[validate(range(min = 0, max = 1_000))]
    #[schema(minimum = 0, maximum = 1_000)]
    version: i32,
}

impl Item for NewPart {
    const KEY: &'static str = "code";

    fn key(&self) -> String {
        self.code.clone()
    }

    fn version(&self) -> i32 {
        self.version
    }
}

/// What became of many parts.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "the document alone needs it")]
struct PartBatch {
    /// The entry that tells of it; null where nothing was saved.
    id: Option<crate::kernel::id::Id>,
    /// What became of each.
    #[schema(max_items = 200)]
    items: Vec<ItemAnswer>,
}

actions! {
    /// What happens to a thing.
    enum SampleAction {
        /// It goes up.
        Submit => "submit" {},
        /// It comes back.
        SendBack => "send_back" because reason {
            /// Why.
            reason: String => text(1, 2_000),
        },
    }
}

/// Which things.
#[derive(Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SampleFilter {
    /// Of these kinds.
    #[serde(default)]
    #[param(max_items = 20)]
    kind: Vec<String>,
    /// In this order.
    #[param(inline)]
    sort: Option<Sort<SampleSort>>,
}

fn sample() -> Sample {
    Sample { id: Uuid::nil(), name: "a".to_owned(), note: None, count: 1 }
}

/// Lists things.
#[utoipa::path(get, path = "/samples", tag = "agencies", params(SampleFilter),
    responses((status = 200, description = "A page of things", body = Page<Sample>)))]
async fn list(request: HttpRequest, listing: Listing<SampleFilter>) -> Answer {
    let sort = listing.filter.sort.unwrap_or_default().to_string();
    assert!(listing.filter.kind.len() < 20);
    let page = Page::cut(vec![sample()], &listing.page, &sort, |row| (row.name.clone(), row.id))?;
    page.answer(&request)
}

/// Makes a thing.
#[utoipa::path(post, path = "/samples", tag = "agencies", request_body = NewSample,
    responses((status = 201, description = "The thing", body = Sample), (status = 409, description = "There is one")))]
async fn create(body: Json<NewSample>) -> Answer {
    Ok(HttpResponse::Created().json(&body.name))
}

/// Reads a thing.
#[utoipa::path(get, path = "/samples/{id}", tag = "agencies",
    responses((status = 200, description = "The thing", body = SampleDetail)))]
async fn read(known: IfNoneMatch, _id: PathId<Uuid>) -> Answer {
    detail(&known, &SampleDetail { sample: sample(), blocked_by: vec![] }, 1)
}

/// Moves a thing.
#[utoipa::path(post, path = "/samples/{id}/transitions", tag = "agencies", request_body = SampleAction,
    responses((status = 200, description = "The thing as it is now", body = Sample)))]
async fn transition(changing: Changing<SampleAction>) -> Answer {
    changing.edit.fits(1)?;
    Ok(HttpResponse::Ok().json(matches!(changing.edit.body, SampleAction::Submit {})))
}

/// Saves many parts of a thing.
#[utoipa::path(post, path = "/samples/{id}/parts", tag = "agencies", request_body = Items<NewPart>,
    responses((status = 200, description = "What became of each", body = PartBatch)))]
async fn save_many(batching: Batching<NewPart>) -> Answer {
    batching.answer(|_, _| Err(crate::kernel::problem::Problem::of(crate::kernel::problem::Code::NotFound))).await
}

/// Tells the time.
#[utoipa::path(get, path = "/time", tag = "time", security(()), responses((status = 200, description = "Now", body = String)))]
async fn time() -> Answer {
    Ok(HttpResponse::Ok().json("now"))
}

/// Signs in.
///
/// Everybody may.
#[utoipa::path(post, path = "/auth/login", operation_id = "login", tag = "auth", security(()), request_body = NewSample,
    responses((status = 200, description = "A token", body = String), (status = 401, description = "Wrong password")))]
async fn login(body: Json<NewSample>) -> Answer {
    Ok(HttpResponse::Ok().json(&body.name))
}

/// The operations, also for the tests of the application.
pub(crate) fn sample_routes() -> Routes {
    routes![list, create, read, transition, save_many, time, login].under("/api/v1")
}

pub(crate) fn sample_document() -> Value {
    super::document(&sample_routes(), std::iter::empty(), "A sample").expect("a document")
}

fn statuses(document: &Value, path: &str, method: &str) -> Vec<String> {
    document["paths"][path][method]["responses"].as_object().expect("responses").keys().cloned().collect()
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_a_name_of_its_own() {
    let document = sample_document();
    assert_eq!(dangling_references(&document), Vec::<String>::new());
    let mut ids = HashSet::new();
    for (path, method, operation) in all(document.as_object().expect("a document")) {
        let id = operation["operationId"].as_str().expect("an operation id");
        assert!(ids.insert(id.to_owned()), "{method} {path}: {id}");
        assert!(operation.get("x-takes").is_none());
    }
    assert!(ids.contains("list_samples") && ids.contains("login_auth"), "{ids:?}");
}

#[test]
fn errors_follow_from_the_kind_of_the_operation() {
    let document = sample_document();
    assert_eq!(
        statuses(&document, "/api/v1/samples", "get"),
        ["200", "304", "400", "401", "403", "412", "422", "429", "500", "503"]
    );
    assert_eq!(
        statuses(&document, "/api/v1/samples/{id}/transitions", "post"),
        ["200", "400", "401", "403", "404", "408", "409", "412", "413", "415", "422", "428", "429", "500", "503"]
    );
    assert_eq!(
        statuses(&document, "/api/v1/samples/{id}", "get"),
        ["200", "304", "400", "401", "403", "404", "412", "429", "500", "503"]
    );
    assert_eq!(statuses(&document, "/api/v1/time", "get"), ["200", "400", "429", "500", "503"]);
    let own = &document["paths"]["/api/v1/samples"]["post"]["responses"]["409"];
    assert_eq!(own["description"], "There is one");
    assert!(own["content"]["application/problem+json"].is_object());
}

#[test]
fn many_items_are_told_with_their_problems() {
    let document = sample_document();
    assert_eq!(
        statuses(&document, "/api/v1/samples/{id}/parts", "post"),
        ["200", "400", "401", "403", "404", "408", "409", "413", "415", "422", "429", "500", "503"]
    );
    let operation = &document["paths"]["/api/v1/samples/{id}/parts"]["post"];
    assert!(operation["parameters"].to_string().contains("idempotency-key"), "{operation}");
    assert!(!operation["parameters"].to_string().contains("if-match"), "{operation}");
    let schemas = &document["components"]["schemas"];
    let body = operation.pointer("/requestBody/content/application~1json/schema/$ref").and_then(Value::as_str);
    let body = document.pointer(&body.expect("a reference")[1..]).expect("a schema");
    let items = &body["properties"]["items"];
    assert_eq!((&items["minItems"], &items["maxItems"]), (&serde_json::json!(1), &serde_json::json!(200)), "{body}");
    assert_eq!(schemas["PartBatch"]["properties"]["items"]["items"]["$ref"], "#/components/schemas/ItemAnswer");
    let answer = &schemas["ItemAnswer"];
    assert!(answer["properties"]["problem"].to_string().contains("#/components/schemas/Problem\""), "{answer}");
    assert_eq!(answer["required"], serde_json::json!(["key", "status"]));
    assert!(schemas["Problem"]["properties"]["type"].is_object(), "the schema of problems is the one they have");
}

#[test]
fn actions_are_named_closed_and_told_apart() {
    let document = sample_document();
    let schemas = &document["components"]["schemas"];
    let mapping = &schemas["SampleAction"]["discriminator"]["mapping"];
    assert_eq!(schemas["SampleAction"]["discriminator"]["propertyName"], "action");
    assert_eq!(mapping["send_back"], "#/components/schemas/SampleActionSendBack");
    assert_eq!(schemas["SampleActionSendBack"]["additionalProperties"], false);
    assert_eq!(schemas["SampleActionSubmit"]["additionalProperties"], false);
}

#[test]
fn objects_are_closed_and_everything_has_its_limits() {
    let document = sample_document();
    let schemas = &document["components"]["schemas"];
    let detail = &schemas["SampleDetail"];
    assert!(detail.get("allOf").is_none(), "{detail}");
    assert_eq!(detail["additionalProperties"], false);
    for field in ["id", "name", "note", "blocked_by"] {
        assert!(detail["properties"].get(field).is_some(), "{field}");
    }
    assert_eq!(detail["properties"]["blocked_by"]["maxItems"], 1000);
    assert!(schemas["Sample"]["properties"]["note"]["pattern"].is_string());
    assert!(schemas["Sample"]["properties"]["count"]["minimum"].is_number());
    let sort = document["paths"]["/api/v1/samples"]["get"]["parameters"]
        .as_array()
        .expect("parameters")
        .iter()
        .find(|parameter| parameter["name"] == "sort")
        .expect("an order");
    assert!(sort.to_string().contains("-code"), "{sort}");
}

#[test]
fn every_operation_of_the_service_has_an_example_of_all_that_it_takes() {
    let document = super::document(&crate::chapters::routes(), std::iter::empty(), "The service").expect("a document");
    let examples = super::examples::all().expect("examples");
    let has_example = |it: &Value| it.get("example").or_else(|| it.pointer("/schema/example")).is_some();
    let mut known = HashSet::new();
    for (path, method, operation) in all(document.as_object().expect("a document")) {
        let id = operation["operationId"].as_str().expect("an operation id");
        assert!(examples.iter().any(|example| example.operation == id), "{method} {path} ({id}) has no example");
        let parameters = operation["parameters"].as_array().expect("parameters").iter();
        let parameters: Vec<&Value> = parameters
            .map(|it| it["$ref"].as_str().map_or(it, |place| document.pointer(&place[1..]).expect("a parameter")))
            .collect();
        for parameter in parameters.iter().filter(|it| it["in"] != "header" && it["name"] != "cursor") {
            assert!(has_example(parameter), "{id} has no example of {}", parameter["name"]);
        }
        for media in operation.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten() {
            let (media, content) = media;
            assert!(has_example(content) || content.get("examples").is_some(), "{id} has no example of {media}");
        }
        for example in examples.iter().filter(|example| example.operation == id) {
            for name in example.query.keys() {
                assert!(parameters.iter().any(|it| it["name"] == name.as_str()), "{id} takes no {name}");
            }
        }
        known.insert(id);
    }
    for example in &examples {
        assert!(known.contains(example.operation.as_str()), "there is no operation {}", example.operation);
    }
}

#[test]
fn typed_clients_read_back_whatever_is_taken_and_told() {
    let document = super::document(&crate::chapters::routes(), std::iter::empty(), "The service").expect("a document");
    let (mut numbers, mut days, mut wrong) = (0, 0, Vec::new());
    super::walk::each_object(&mut document.clone(), &mut |object| {
        let is = |kind: &str| match object.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().any(|it| it == kind),
            Some(it) => it == kind,
            None => false,
        };
        if is("integer") {
            numbers += 1;
            let bound = |name: &str| object.get(name).and_then(Value::as_i64);
            if ![bound("minimum"), bound("maximum")].into_iter().all(|it| it.is_some_and(is_exact)) {
                wrong.push(Value::Object(object.clone()));
            }
        }
        if is("string") && object.get("format").is_some_and(|format| format == "date" || format == "date-time") {
            days += 1;
            let pattern = object.get("pattern").and_then(Value::as_str).unwrap_or_default();
            if !pattern.starts_with(super::limits::INSTANT_PATTERN.trim_end_matches('-')) {
                wrong.push(Value::Object(object.clone()));
            }
        }
    });
    assert!(wrong.is_empty(), "not every client reads these exactly: {wrong:?}");
    assert!(numbers > 200 && days > 100, "{numbers} whole numbers and {days} days were looked at");
}

/// Writes the document for linters: `TIENBO_SAMPLE=/tmp/sample.json cargo test --lib writes_the_sample`.
#[test]
fn writes_the_sample_where_asked() {
    if let Ok(path) = std::env::var("TIENBO_SAMPLE") {
        std::fs::write(path, sample_document().to_string()).expect("written");
    }
}
