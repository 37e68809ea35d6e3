//! What the kernel does below `/public/` and `/calendar/`, whatever stands there: headers, limits, and what is not told. Some small
//! operations stand for those of a chapter.

use std::time::Duration;

use actix_web::http::Method;
use actix_web::http::header::HeaderMap;
use actix_web::rt;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{Bytes, Data};
use serde::{Deserialize, Serialize};
use tienbo::app::{self, Shell};
use tienbo::description::Documents;
use tienbo::kernel::call::Call;
use tienbo::kernel::db::Db;
use tienbo::kernel::due::Debts;
use tienbo::kernel::http::health::Probe;
use tienbo::kernel::http::metrics::Metrics;
use tienbo::kernel::http::{
    Accept, Answer as Answered, Content, IfNoneMatch, NoFilter, PublicBrowsing, PublicReading, PublicShowing,
};
use tienbo::kernel::id::Id;
use tienbo::kernel::page::Page;
use tienbo::kernel::problem::{Code, Problem};
use tienbo::routes;
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::harness::{Answer, City, Person, Program, both_databases, config, free_port, json};

both_databases![
    whatever_is_not_there_is_told_to_every_web_page,
    a_list_an_object_and_a_feed_are_read_without_a_caller,
    a_feed_shows_what_its_maker_may_read_today,
    one_agencys_debts_are_found_with_their_version_and_the_time_of_their_change,
    a_flood_of_public_reads_takes_no_turn_from_anybody,
];

#[track_caller]
fn is_open(answer: &Answer) -> &Answer {
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{answer}");
    assert_eq!(answer.header("access-control-allow-credentials"), None, "{answer}");
    let exposed = answer.header("access-control-expose-headers").unwrap_or_default();
    assert!(["etag", "link", "retry-after", "ratelimit-remaining"].iter().all(|it| exposed.contains(it)), "{exposed}");
    assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{answer}");
    assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{answer}");
    assert!(answer.header("content-security-policy").is_some_and(|it| it.contains("default-src 'none'")), "{answer}");
    assert!(!varies_by(answer).iter().any(|it| it == "authorization" || it == "origin"), "{answer}");
    answer
}

fn varies_by(answer: &Answer) -> Vec<String> {
    let said = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok());
    said.flat_map(|value| value.split(',')).map(|name| name.trim().to_ascii_lowercase()).collect()
}

fn whatever_is_not_there_is_told_to_every_web_page(city: City) {
    let page = city.nobody().with("origin", "https://portal.example");
    let signed_in = city.standing_lead();
    let invented = city.stranger_with("made-up");
    for person in [&page, &signed_in, &invented, &page.with("authorization", "Basic eDp5")] {
        for path in
            ["//public/v1/nothing", "//public/", "//public/v1/nothing?a=1&a=2", "//%70ublic/v1/nothing", "///public//x"]
        {
            let answer = person.get(path);
            is_open(answer.is_problem(404, "not_found"));
            assert_eq!(answer.header("cache-control"), Some("public, max-age=60"), "{answer}");
            assert_eq!(varies_by(&answer).first().map(String::as_str), Some("accept-language"), "{answer}");
            assert_eq!(answer.header("content-language"), Some("vi"), "{answer}");
        }
        let head = person.send("HEAD", "//public/v1/nothing", None);
        assert_eq!((is_open(&head).status, head.bytes.len()), (404, 0), "{head}");
    }
    let english = page.with("accept-language", "en").get("//public/v1/nothing");
    assert_eq!(
        (&english.body["title"], &english.body["instance"]),
        (&json!("Not found"), &json!("/public/v1/nothing"))
    );

    let asked =
        page.with("access-control-request-method", "GET").with("access-control-request-headers", "if-none-match");
    for person in [&asked, &page] {
        let preflight = person.send("OPTIONS", "//public/v1/nothing", None);
        assert_eq!((is_open(&preflight).status, preflight.bytes.len()), (204, 0), "{preflight}");
        assert_eq!(preflight.header("access-control-allow-methods"), Some("GET, HEAD"));
        let headers = preflight.header("access-control-allow-headers").unwrap_or_default();
        assert!(["if-none-match", "accept", "accept-language"].iter().all(|it| headers.contains(it)), "{headers}");
    }

    // Addresses that are secrets are for their holders, not for web pages; and nobody's cache keeps what is told of them.
    for path in ["//calendar/v1/bi-mat.ics", "//calendar/", "//%63alendar/v1/bi-mat.ics", "//CALENDAR/v1/bi-mat.ics"] {
        for person in [&page, &signed_in, &invented] {
            let answer = person.get(path);
            answer.is_problem(404, "not_found");
            assert_eq!(answer.body["instance"], "/calendar/…", "{answer}");
            assert_eq!(answer.header("cache-control"), Some("no-store"), "{answer}");
            assert_eq!(answer.header("access-control-allow-origin"), None, "{answer}");
            assert_eq!(answer.header("cross-origin-resource-policy"), Some("same-site"), "{answer}");
            assert!(!varies_by(&answer).iter().any(|it| it == "authorization"), "{answer}");
        }
        let preflight = asked.send("OPTIONS", path, None);
        assert!([404, 405].contains(&preflight.status), "{preflight}");
        assert_eq!(preflight.header("access-control-allow-origin"), None, "{preflight}");
    }

    // Everything else is as it was.
    let elsewhere = page.get("/nothing");
    elsewhere.is_problem(404, "not_found");
    assert_eq!(elsewhere.header("cache-control"), Some("no-store"));
    assert_eq!(elsewhere.header("access-control-allow-origin"), None);
    assert_eq!(elsewhere.header("cross-origin-resource-policy"), Some("same-site"));
    assert!(varies_by(&elsewhere).iter().any(|it| it == "authorization"));
}

/// A setting for web pages that may call the API does not reach what every page may read, and no page what is secret.
#[test]
fn the_origins_of_the_api_do_not_reach_what_is_open() {
    let program = Program::in_an_empty_folder().with("TIENBO_CORS_ORIGINS", "https://portal.example");
    let mut running = program.start(&["serve", "--log=error"]);
    running.ready(Duration::from_secs(30));
    for origin in ["https://portal.example", "https://other.example"] {
        let page = running.nobody().with("origin", origin).with("access-control-request-method", "GET");
        assert_eq!(is_open(&page.get("//public/v1/nothing")).status, 404);
        assert_eq!(is_open(&page.send("OPTIONS", "//public/v1/nothing", None)).status, 204);
        let secret = page.get("//calendar/v1/bi-mat.ics");
        assert_eq!(secret.header("access-control-allow-origin"), None, "{secret}");
        assert_eq!(secret.header("access-control-expose-headers"), None, "{secret}");
    }
    let page = running.nobody().with("origin", "https://portal.example");
    assert_eq!(page.get("/time").header("access-control-allow-origin"), Some("https://portal.example"));
}

#[test]
fn a_networks_quota_is_lifted_by_no_token_and_is_not_that_of_the_api() {
    let program = Program::in_an_empty_folder()
        .with("TIENBO_PUBLIC_RATE_LIMIT_PER_MINUTE", "4")
        .with("TIENBO_RATE_LIMIT_PER_MINUTE", "1000")
        .with("TIENBO_TRUSTED_PROXIES", "127.0.0.1");
    program.enter_administrator("quan.tri");
    let mut running = program.start(&["serve", "--log=error"]);
    running.ready(Duration::from_secs(30));
    let token = running.person("quan.tri", crate::harness::PASSWORD);
    let from = |person: &Person, address: &str| person.with("x-forwarded-for", address);
    let nobody = running.nobody();
    let asked = |number: usize, address: &str| match number % 4 {
        0 => from(&token, address).get("//public/v1/nothing"),
        1 => from(&nobody.with("authorization", format!("Bearer made-up-{number}")), address).get("//%70ublic/v1/x"),
        2 => from(&nobody, address).get("//calendar/v1/bi-mat.ics"),
        _ => from(&nobody, address).send("OPTIONS", "//public/v1/nothing", None),
    };
    for (first, second) in [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")] {
        let statuses: Vec<u16> = (0..4).map(|number| asked(number, first).status).collect();
        assert_eq!(statuses, [404, 404, 404, 204]);
        for number in 0..4 {
            let refused = asked(number, second);
            refused.is_problem(429, "too_many_requests");
            assert_eq!(refused.header("ratelimit-limit"), Some("4"), "{refused}");
            assert_eq!(refused.header("ratelimit-remaining"), Some("0"), "{refused}");
            assert!(
                refused.header("retry-after").is_some() && refused.header("ratelimit-reset").is_some(),
                "{refused}"
            );
            assert_eq!(refused.header("cache-control"), Some("no-store"), "{refused}");
            if number % 4 != 2 {
                is_open(&refused);
            }
        }
        // Neither takes anything from the other.
        let api = from(&nobody, first).get("/time");
        assert_eq!((api.status, api.header("ratelimit-limit")), (200, Some("1000")), "{api}");
    }
    assert_eq!(asked(0, "203.0.113.8").status, 404, "another network");
    assert_eq!(asked(0, "2001:db8:1:3::1").status, 404, "another network");
}

/// A secret in no log, however much is logged, in no metrics and in no problem, and however its address was written.
#[test]
fn no_secret_of_a_calendar_is_told_anywhere() {
    const SECRET: &str = "Zk3wQ9bi-mat_Xy";
    let encoded: String = SECRET.bytes().map(|byte| format!("%{byte:02x}")).collect();
    let metrics = format!("127.0.0.1:{}", free_port());
    let program = Program::in_an_empty_folder().with("TIENBO_METRICS_LISTEN", &metrics);
    for format in ["json", "text"] {
        let mut running = program.start(&["serve", "--log=trace", &format!("--log-format={format}")]);
        running.ready(Duration::from_secs(30));
        let mut told = String::new();
        for secret in [SECRET, &encoded] {
            for path in [
                format!("//calendar/v1/{secret}.ics"),
                format!("//calendar/{secret}"),
                format!("//Calendar/v1/{secret}.ics"),
                format!("///calendar//v1//{secret}.ics"),
                format!("//%63alendar/v1/{secret}.ics"),
                format!("//%2563alendar/v1/{secret}.ics"),
                format!("//calendar%2fv1%2f{secret}.ics"),
                format!("//x/calendar/v1/{secret}.ics"),
                format!("//calendar/v1/{secret}.ics?x={secret}&x"),
                format!("/calendar/v1/{secret}.ics"),
            ] {
                for method in ["GET", "HEAD", "POST", "OPTIONS", "DELETE"] {
                    let answer = running.nobody().send(method, &path, None);
                    // What a feed is not asked for by, and not with, is told as of any other address.
                    assert!([400, 404, 405].contains(&answer.status), "{answer}");
                    told.push_str(&String::from_utf8_lossy(&answer.bytes));
                    told.push_str(&format!("{:?}", answer.headers));
                }
            }
        }
        let figures = running_metrics(&metrics);
        assert!(figures.contains(r#"route="/calendar/…""#), "{figures}");
        told.push_str(&figures);
        std::thread::sleep(Duration::from_millis(300));
        running.terminate();
        running.wait(Duration::from_secs(15));
        let log = running.err();
        assert!(log.matches("/calendar/…").count() >= 100, "{}", &log[..log.len().min(2_000)]);
        told.push_str(&log);
        told.push_str(&running.out());
        for spelling in [SECRET, encoded.as_str(), &encoded.to_uppercase(), "bi-mat"] {
            let place = told.to_lowercase().find(&spelling.to_lowercase());
            let around =
                place.map(|at| told.to_lowercase().chars().skip(at.saturating_sub(300)).take(600).collect::<String>());
            assert_eq!(around, None, "{spelling} is told");
        }
    }
}

fn running_metrics(address: &str) -> String {
    let mut answer = crate::harness::agent().get(format!("http://{address}/metrics")).call().expect("metrics");
    answer.body_mut().read_to_string().expect("a text")
}

/// A thing.
#[derive(Clone, Serialize, ToSchema)]
struct Sample {
    /// Its id.
    id: Id,
    /// Its name.
    #[schema(max_length = 200)]
    name: String,
}

/// Filters.
#[derive(Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct SampleFilter {
    /// A word.
    #[validate(length(max = 5))]
    word: Option<String>,
}

/// The list.
#[utoipa::path(get, path = "/public/v1/samples", tag = "samples", security(()), params(SampleFilter),
    responses((status = 200, description = "A page", body = inline(Page<Sample>))))]
async fn list(browsing: PublicBrowsing<SampleFilter>) -> Answered {
    browsing
        .answer(|view, _, page| {
            let mut all: Vec<Sample> =
                view.directory.agencies.iter().map(|(id, seat)| Sample { id: *id, name: seat.name.clone() }).collect();
            all.sort_by_key(|it| it.id);
            let after = page.after::<String>("id")?.map(|(_, id)| id);
            all.retain(|it| after.is_none_or(|after| it.id.0 > after));
            all.truncate(usize::try_from(page.fetch()).unwrap_or_default());
            Page::cut(all, page, "id", |it| (it.id.to_string(), it.id.0))
        })
        .await
}

/// One of it.
#[utoipa::path(get, path = "/public/v1/samples/{id}", tag = "samples", security(()),
    responses((status = 200, description = "It", body = Sample)))]
async fn show(showing: PublicShowing) -> Answered {
    showing
        .answer(|view, id| {
            let seat = view.directory.agencies.get(id).ok_or_else(|| Problem::of(Code::NotFound))?;
            Ok(Sample { id: *id, name: seat.name.clone() })
        })
        .await
}

/// The feed.
#[utoipa::path(get, path = "/public/v1/samples.ics", tag = "samples", security(()), params(SampleFilter),
    responses((status = 200, description = "The feed", content_type = "text/calendar", body = String)))]
async fn feed(reading: PublicReading<(), SampleFilter>) -> Answered {
    reading
        .answer(|_, (), filter| {
            match filter.word.as_deref() {
                Some("panic") => panic!("on purpose"),
                Some("busy") => return Err(Problem::of(Code::Overloaded)),
                _ => {}
            }
            let text = format!("BEGIN:VCALENDAR\r\n{}", filter.word.clone().unwrap_or_default());
            Ok(Content::new("text/calendar; charset=utf-8", text).named("su-kien.ics"))
        })
        .await
}

/// The feed of a secret address.
#[utoipa::path(get, path = "/calendar/v1/{secret}.ics", tag = "samples", security(()),
    params(("secret" = String, Path, description = "The secret")),
    responses((status = 200, description = "The feed", content_type = "text/calendar", body = String)))]
async fn secret_feed(reading: PublicReading<String>) -> Answered {
    reading
        .answer(|view, secret, NoFilter {}| {
            let unknown = || Problem::of(Code::NotFound);
            let (user, agency) = secret.split_once('.').ok_or_else(unknown)?;
            let id = |text: &str| text.parse::<Id>().map_err(|_| unknown());
            let seen = view.as_seen_by(id(user)?, id(agency)?).ok_or_else(unknown)?;
            Ok(Content::new("text/calendar; charset=utf-8", format!("{:?}", seen.caller.roles())))
        })
        .await
}

/// A picture or figures.
#[utoipa::path(get, path = "/api/v1/picture", tag = "samples",
    responses((status = 200, description = "It", content((Sample = "application/json"), (String = "image/svg+xml")))))]
async fn picture(call: Call, db: Data<Db>, accept: Accept, known: IfNoneMatch) -> Answered {
    let chosen = accept.choose(&["application/json", "image/svg+xml"])?;
    let roles = db.read(&call, |view| Ok(view.caller.roles().len())).await?;
    let content = match chosen {
        "image/svg+xml" => Content::new(chosen, "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        _ => Content::json(&json!({ "roles": roles }))?,
    };
    Ok(content.chosen_by_accept().answer(&known))
}

/// An answer within the process.
struct Told {
    status: u16,
    headers: HeaderMap,
    body: Bytes,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{} {:?}", self.text(), self.headers);
        self
    }
}

/// Asks the operations of this file, with all that surrounds them.
fn asked(city: &City, path: &str, headers: &[(&str, &str)]) -> Told {
    asked_by(city, Method::GET, path, headers)
}

fn asked_by(city: &City, method: Method, path: &str, headers: &[(&str, &str)]) -> Told {
    rt::System::new().block_on(async {
        let metrics = Metrics::new().expect("figures");
        let operations = routes![list, show, feed, secret_feed, picture];
        let probe = Probe::new(|| async { Ok(()) });
        let documents = Documents::new(&json!({}), &json!({}));
        let shell = Shell::new(&config(), operations, documents, &metrics, probe);
        let service = city.service().clone();
        let app = init_service(app::build(&shell, move |config| service.configure(config))).await;
        let request = TestRequest::with_uri(path).method(method);
        let request = headers.iter().fold(request, |it, (name, value)| it.append_header((*name, *value)));
        let answer = call_service(&app, request.to_request()).await;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        Told { status, headers, body: read_body(answer).await }
    })
}

fn a_list_an_object_and_a_feed_are_read_without_a_caller(city: City) {
    let invented = ("authorization", "Bearer made-up");
    let page = asked(&city, "/public/v1/samples?limit=2", &[invented, invented]);
    page.is(200);
    assert_eq!(page.header("cache-control"), "public, max-age=60");
    assert_eq!((page.header("access-control-allow-origin"), page.header("vary")), ("*", "Accept-Encoding"));
    let read: serde_json::Value = serde_json::from_slice(&page.body).expect("JSON");
    assert_eq!(read["items"].as_array().map(Vec::len), Some(2));
    let next = page.header("link").trim_start_matches('<').split_once('>').expect("a link").0.to_owned();
    assert!(next.starts_with("/public/v1/samples?limit=2&cursor="), "{next}");
    let second = asked(&city, &next, &[]);
    assert_ne!(second.is(200).text(), page.text());
    let again = asked(&city, "/public/v1/samples?limit=2", &[("if-none-match", page.header("etag"))]);
    assert_eq!(again.is(304).header("cache-control"), "public, max-age=60");
    assert_eq!(again.header("etag"), page.header("etag"));
    assert!(!page.header("etag").starts_with("W/") && !page.header("etag").is_empty());

    // What is compressed is other bytes, and has an ETag of its own; whoever has either has it.
    let zipped = asked(&city, "/public/v1/samples?limit=20", &[("accept-encoding", "gzip")]);
    let plain = asked(&city, "/public/v1/samples?limit=20", &[]);
    assert_eq!((zipped.is(200).header("content-encoding"), plain.header("content-encoding")), ("gzip", ""));
    assert_eq!(zipped.header("etag"), format!("{}-gzip\"", plain.header("etag").trim_end_matches('"')));
    assert_eq!(zipped.header("vary").to_lowercase(), "accept-encoding");
    for coding in ["gzip", "identity"] {
        for has in [&zipped, &plain] {
            let headers = [("accept-encoding", coding), ("if-none-match", has.header("etag"))];
            let again = asked(&city, "/public/v1/samples?limit=20", &headers);
            assert_eq!(again.is(304).header("etag"), has.header("etag"));
        }
    }

    for wrong in [
        "samples?limit=1&limit=2",
        "samples?limit=0",
        "samples?yes=1",
        "samples?word=a&word=b",
        "samples?word=longer",
        "samples?word=",
        "samples.ics?word=a&word=b",
        "samples.ics?no=1",
        "samples/1",
    ] {
        let told = asked(&city, &format!("/public/v1/{wrong}"), &[]);
        told.is(400);
        assert!(told.text().contains("bad_parameter"), "{wrong} {}", told.text());
        assert_eq!((told.header("cache-control"), told.header("access-control-allow-origin")), ("no-store", "*"));
        assert_eq!(told.header("vary"), "Accept-Language", "{wrong}");
    }

    let agency = city.agency("culture");
    let one = asked(&city, &format!("/public/v1/samples/{agency}"), &[]);
    let read: serde_json::Value = serde_json::from_slice(&one.is(200).body).expect("JSON");
    assert_eq!(read["id"], agency.to_string());
    asked(&city, &format!("/public/v1/samples/{agency}"), &[("if-none-match", one.header("etag"))]).is(304);
    let question = asked(&city, &format!("/public/v1/samples/{agency}?x=1"), &[]);
    assert!(question.is(400).text().contains("field_unknown"), "{}", question.text());
    let nothing = asked(&city, &format!("/public/v1/samples/{}", Id::fresh()), &[]);
    assert_eq!(nothing.is(404).header("cache-control"), "public, max-age=60");

    let feed = asked(&city, "/public/v1/samples.ics?word=ng%C3%A0y", &[]);
    assert_eq!(feed.is(200).header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(feed.header("content-disposition"), "inline; filename=\"su-kien.ics\"");
    assert_eq!(feed.text(), "BEGIN:VCALENDAR\r\nngày");
    asked(&city, "/public/v1/samples.ics?word=ng%C3%A0y", &[("if-none-match", feed.header("etag"))]).is(304);

    for (method, path, status) in [
        (Method::GET, "/public/v1/samples.ics?word=panic", 500),
        (Method::GET, "/public/v1/samples.ics?word=busy", 503),
        (Method::POST, "/public/v1/samples.ics", 405),
        (Method::DELETE, "/public/v1/samples", 405),
    ] {
        let told = asked_by(&city, method, path, &[]);
        told.is(status);
        assert_eq!(told.header("content-type"), "application/problem+json");
        assert_eq!((told.header("cache-control"), told.header("access-control-allow-origin")), ("no-store", "*"));
        assert_eq!((told.header("vary"), told.header("retry-after").is_empty()), ("Accept-Language", status != 503));
        assert_eq!(told.header("allow"), if status == 405 { "GET, HEAD" } else { "" });
    }
    let head = asked_by(&city, Method::HEAD, "/public/v1/samples?limit=2", &[]);
    assert_eq!((head.is(200).header("etag"), head.body.len()), (page.header("etag"), 0));
    asked_by(&city, Method::OPTIONS, "/public/v1/samples", &[]).is(204);

    let token = format!("Bearer {}", city.standing_lead().token());
    let with = |accept: &str, known: &str| {
        let headers = [("authorization", token.as_str()), ("accept", accept), ("if-none-match", known)];
        asked(&city, "/api/v1/picture", &headers)
    };
    let svg = with("application/json;q=0.4, image/*;q=0.5", "\"1-x\"");
    assert_eq!(svg.is(200).header("content-type"), "image/svg+xml");
    assert_eq!((svg.header("x-content-type-options"), svg.header("cache-control")), ("nosniff", "private, no-cache"));
    assert_eq!(svg.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(svg.header("vary"), "Authorization, Accept");
    with("image/svg+xml", svg.header("etag")).is(304);
    assert_eq!(with("*/*", svg.header("etag")).is(200).header("content-type"), "application/json");
    let refused = with("text/html", "\"1-x\"");
    assert!(refused.is(406).text().contains("not_acceptable"), "{}", refused.text());
    assert_eq!(refused.header("vary"), "Accept, Accept-Language, Authorization");
    asked(&city, "/api/v1/picture", &[("accept", "text/html")]).is(401);
}

fn a_feed_shows_what_its_maker_may_read_today(city: City) {
    let login = "culture_officer";
    let (user, agency) = (city.user(login), city.agency("culture"));
    let of = |user: Id, agency: Id| asked(&city, &format!("/calendar/v1/{user}.{agency}.ics"), &[]);
    let feed = of(user, agency);
    assert_eq!(feed.is(200).text(), format!("{:?}", city.caller(login).roles()));
    assert_eq!((feed.header("cache-control"), feed.header("vary")), ("private, no-cache", "Accept-Encoding"));
    assert_eq!(feed.header("access-control-allow-origin"), "");
    asked(&city, &format!("/calendar/v1/{user}.{agency}.ics"), &[("if-none-match", feed.header("etag"))]).is(304);
    of(user, city.agency("justice")).is(404);
    of(Id::fresh(), agency).is(404);
    of(user, Id::fresh()).is(404);
    of(city.user("disabled"), agency).is(404);
    // Both within the next request, and both as unknown as any other.
    let account = format!("/users/{user}");
    city.admin().transition(&account, json!({"action": "disable", "reason": "Nghỉ thai sản"})).is(200);
    let gone = of(user, agency);
    assert_eq!(gone.is(404).text(), of(Id::fresh(), agency).text());
    city.admin().transition(&account, json!({"action": "enable"})).is(200);
    of(user, agency).is(200);
    for grant in city.admin().get(&format!("/grants?user_id={user}")).ids() {
        city.admin().transition(&format!("/grants/{grant}"), json!({"action": "revoke", "reason": "Thôi giữ"})).is(200);
    }
    of(user, agency).is(404);
}

fn one_agencys_debts_are_found_with_their_version_and_the_time_of_their_change(city: City) {
    let assignment = city.papers().assignment("culture", "accepted");
    let refused = city.papers().assignment("culture", "returned");
    city.papers().assignment("justice", "accepted");
    let report = city.papers().obligation("culture", "open");
    let owed = |resource: &str, agency: Id, from: &str, before: &str, limit: i64| {
        let papers = tienbo::chapters::REMINDED.iter().find(|it| it.resource == resource).expect("a resource").papers;
        let today = city.clock.now().date();
        let (from, before) = (from.parse().expect("a day"), before.parse().expect("a day"));
        let asked = Debts { agencies: &[agency], today, from, before, limit };
        let directory = city.service().db.directory();
        (papers.owed_by)(&mut city.connect(), &directory, &asked).expect("debts")
    };
    let all = ("2017-01-01", "2018-01-01");
    let seen = |path: &str| {
        let read = city.auditor().get(path).is(200);
        (read["id"].as_str().expect("an id").to_owned(), read["version"].as_i64(), read["updated_at"].clone())
    };
    for (resource, path) in [("assignments", &assignment), ("obligations", &report)] {
        let debts = owed(resource, city.agency("culture"), all.0, all.1, 10);
        assert_eq!(debts.len(), 1, "{debts:?}");
        let due = &debts[0];
        let told = (due.id.to_string(), Some(i64::from(due.version)), json!(due.changed_at.to_string()));
        assert_eq!((told, due.is_owed), (seen(path), true));
        // Its last day belongs to what begins with it, and not to what ends before it.
        let (day, next) = (due.last_day.to_string(), due.last_day.succ_opt().expect("a day").to_string());
        assert_eq!(owed(resource, city.agency("culture"), &day, &next, 10).len(), 1);
        assert!(owed(resource, city.agency("culture"), all.0, &day, 10).is_empty());
        assert!(owed(resource, city.agency("culture"), &next, all.1, 10).is_empty());
        assert!(owed(resource, city.agency("culture"), all.0, all.1, 0).is_empty());
    }
    // One that was refused waits for those whose programme it is: the standing agency, for the committee.
    let standing = city.caller("standing_lead").agency;
    let decided: Vec<String> =
        owed("assignments", standing, all.0, all.1, 10).iter().map(|it| it.id.to_string()).collect();
    assert!(decided.contains(&crate::harness::id_in(&refused).to_owned()), "{decided:?}");
    assert!(owed("assignments", Id::fresh(), all.0, all.1, 10).is_empty());
}

fn a_flood_of_public_reads_takes_no_turn_from_anybody(city: City) {
    let (db, lead) = (city.service().db.clone(), city.standing_lead());
    let flood = std::thread::spawn(move || {
        rt::System::new().block_on(async {
            let now = db.clock().now();
            let one = || {
                db.read_publicly(now, |_| {
                    std::thread::sleep(Duration::from_millis(20));
                    Ok(())
                })
            };
            let answers = futures_util::future::join_all((0..400).map(|_| one())).await;
            let (served, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(Result::is_ok);
            let code = refused.into_iter().find_map(|it| it.err().map(|problem| problem.code()));
            (served.len(), code)
        })
    });
    while city.service().db.queued().public < 100 {
        assert!(!flood.is_finished());
        std::thread::sleep(Duration::from_millis(1));
    }
    for _ in 0..20 {
        lead.get("/me").is(200);
    }
    assert!(city.service().db.queued().public > 0, "they wait still, and nobody waited for them");
    assert_eq!(city.service().db.queued().reads, 0);
    let (served, refused) = flood.join().expect("the flood");
    assert!((256..400).contains(&served), "{served}");
    assert_eq!(refused, Some(Code::Overloaded));
}
