//! What the kernel does below `/public/` and `/calendar/`, whatever stands there: headers, limits, and what is not told. Some small
//! operations stand for those of a chapter.

use std::time::Duration;

use actix_web::body::MessageBody;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderMap;
use actix_web::rt;
use actix_web::test::{TestRequest, call_service, init_service, read_body};
use actix_web::web::{Bytes, Data};
use clap::Parser;
use diesel::prelude::*;
use serde::{Deserialize, Serialize};
use tienbo::app::{self, Shell};
use tienbo::config::Config;
use tienbo::kernel::call::Call;
use tienbo::kernel::db::Db;
use tienbo::kernel::http::health::Probe;
use tienbo::kernel::http::metrics::Metrics;
use tienbo::kernel::http::{
    Accept, Answer as Answered, Content, IfNoneMatch, NoFilter, PublicBrowsing, PublicReading, PublicShowing, Routes,
};
use tienbo::kernel::id::Id;
use tienbo::kernel::page::Page;
use tienbo::kernel::problem::{Code, Problem};
use tienbo::routes;
use tienbo::schema::{assignments, obligations};
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
        for path in ["//public/v1/nothing", "//public/", "//public/v1/nothing?a=1&a=2", "//%70ublic/v1/nothing", "///public//x"] {
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
    assert_eq!((&english.body["title"], &english.body["instance"]), (&json!("Not found"), &json!("/public/v1/nothing")));

    let asked = page.with("access-control-request-method", "GET").with("access-control-request-headers", "if-none-match");
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
        assert_eq!(asked.send("OPTIONS", path, None).status, 404);
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
            assert!(refused.header("retry-after").is_some() && refused.header("ratelimit-reset").is_some(), "{refused}");
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
                    assert!(answer.status == 404, "{answer}");
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
            let around = place.map(|at| told.to_lowercase().chars().skip(at.saturating_sub(300)).take(600).collect::<String>());
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
    let name = db.read(&call, |view| Ok(view.directory_name())).await?;
    let content = match chosen {
        "image/svg+xml" => Content::new(chosen, "<svg xmlns='http://www.w3.org/2000/svg'/>"),
        _ => Content::json(&json!({ "name": name }))?,
    };
    Ok(content.chosen_by_accept().answer(&known))
}

/// Waits.
#[utoipa::path(get, path = "/public/v1/slow", tag = "samples", security(()),
    responses((status = 200, description = "Late", body = String)))]
async fn slow(reading: PublicReading) -> Answered {
    reading
        .answer(|_, (), _| {
            std::thread::sleep(Duration::from_millis(200));
            Ok(Content::new("text/plain", "late"))
        })
        .await
}
