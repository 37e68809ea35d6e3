//! One function builds the application: what surrounds every request, the documentation, and the chapters' routes.

use std::sync::Arc;

use actix_cors::Cors;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header;
use actix_web::middleware::{Compress, Condition, from_fn};
use actix_web::web::{Data, ServiceConfig};
use actix_web::{App, Error};
use tracing_actix_web::TracingLogger;

use crate::config::Config;
use crate::description::{Documents, pages};
use crate::kernel::http::Routes;
use crate::kernel::http::answers::{Answers, bound_answers};
use crate::kernel::http::budget::Budget;
use crate::kernel::http::coded_etag::coded_etag;
use crate::kernel::http::encoding::encoding;
use crate::kernel::http::head_request::{head_as_get, without_upgrade};
use crate::kernel::http::health::{self, Probe};
use crate::kernel::http::metrics::{Metrics, observe};
use crate::kernel::http::open_surface::{open_surface, preflight};
use crate::kernel::http::problem_details::problem_details;
use crate::kernel::http::proxies::{Proxies, know_sender};
use crate::kernel::http::rate_limit::{RateLimit, rate_limit};
use crate::kernel::http::request_id::request_id;
use crate::kernel::http::root_span::RequestSpan;
use crate::kernel::http::security_headers::security_headers;

/// What all workers share. Clones are cheap.
#[derive(Clone)]
pub struct Shell {
    routes: Arc<Routes>,
    documents: Documents,
    rate_limit: Data<RateLimit>,
    proxies: Data<Proxies>,
    budget: Data<Budget>,
    answers: Data<Answers>,
    metrics: Data<Metrics>,
    probe: Probe,
    cors_origins: Arc<[String]>,
}

impl Shell {
    /// The shell around these operations and the documents that describe them.
    pub fn new(config: &Config, routes: Routes, documents: Documents, metrics: &Metrics, probe: Probe) -> Shell {
        Shell {
            documents,
            routes: Arc::new(routes),
            rate_limit: Data::new(RateLimit::per_minute(
                config.rate_limit_per_minute,
                config.public_rate_limit_per_minute,
            )),
            proxies: Data::new(Proxies::new(&config.trusted_proxies.0, &config.public_url)),
            budget: Data::new(Budget::default()),
            answers: Data::new(Answers::default()),
            metrics: Data::new(metrics.clone()),
            probe,
            cors_origins: config.cors_origins.0.clone().into(),
        }
    }
}

/// The application of one worker. `state` adds what handlers ask for as `Data`.
///
/// The outermost comes last: a request is named and logged, measured, compressed, given the headers of what is open to
/// everybody, guarded against browsers, its problems are written, its sender is found, its quota is counted; time and panics are watched around each handler (`kernel::http::guard`).
pub fn build<S: FnOnce(&mut ServiceConfig)>(
    shell: &Shell,
    state: S,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + use<S>>,
        Error = Error,
        InitError = (),
    > + use<S>,
> {
    App::new()
        .app_data(shell.rate_limit.clone())
        .app_data(shell.proxies.clone())
        .app_data(shell.budget.clone())
        .app_data(shell.answers.clone())
        .app_data(shell.metrics.clone())
        .configure(state)
        .configure(health::configure(shell.probe.clone()))
        .configure(|config| shell.routes.configure(config))
        .configure(|config| pages(config, shell.documents.clone()))
        .wrap(from_fn(preflight))
        .wrap(from_fn(rate_limit))
        .wrap(from_fn(bound_answers))
        .wrap(from_fn(know_sender))
        .wrap(from_fn(problem_details))
        .wrap(Condition::new(!shell.cors_origins.is_empty(), cors(&shell.cors_origins)))
        .wrap(from_fn(security_headers))
        .wrap(from_fn(open_surface))
        .wrap(Compress::default())
        .wrap(from_fn(coded_etag))
        .wrap(from_fn(encoding))
        .wrap(from_fn(head_as_get))
        .wrap(from_fn(without_upgrade))
        .wrap(from_fn(observe))
        .wrap(TracingLogger::<RequestSpan>::new())
        .wrap(from_fn(request_id))
}

fn cors(origins: &[String]) -> Cors {
    let cors = Cors::default()
        .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
        .allowed_headers([
            "accept",
            "accept-language",
            "authorization",
            "content-type",
            "idempotency-key",
            "if-match",
            "if-none-match",
            "if-range",
            "range",
            "traceparent",
            "x-request-id",
        ])
        .expose_headers([
            "accept-ranges",
            header::ALLOW.as_str(),
            "content-disposition",
            "content-language",
            "content-range",
            "etag",
            "link",
            "location",
            "ratelimit-limit",
            "ratelimit-remaining",
            "ratelimit-reset",
            "retry-after",
            "traceparent",
            "www-authenticate",
            "x-request-id",
        ])
        .max_age(3600);
    origins.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
}

#[cfg(test)]
mod tests {
    use actix_web::HttpResponse;
    use actix_web::http::{Method, StatusCode};
    use actix_web::test::{TestRequest, call_service, init_service, read_body};
    use clap::Parser;
    use serde_json::{Value, json};

    use super::*;
    use crate::kernel::problem::{Code, Problem};
    use crate::openapi::tests::{sample_document, sample_routes};
    use crate::routes;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        config: Config,
    }

    /// Panics.
    #[utoipa::path(get, path = "/panic", tag = "time", responses((status = 200, description = "Never")))]
    async fn panics() -> HttpResponse {
        panic!("on purpose")
    }

    /// Takes 20 seconds.
    #[utoipa::path(post, path = "/slow", tag = "time", responses((status = 200, description = "Never")))]
    async fn slow() -> HttpResponse {
        tokio::time::sleep(std::time::Duration::from_secs(20)).await;
        HttpResponse::Ok().finish()
    }

    fn shell(arguments: &[&str]) -> Shell {
        let config = Cli::parse_from(["tienbo"].iter().chain(arguments)).config;
        let metrics = Metrics::new().expect("figures");
        let probe = Probe::new(|| async { Err(Problem::of(Code::NotReady)) });
        let routes = sample_routes().merge(routes![panics, slow]);
        let documents = Documents::new(&sample_document(), &json!({"openapi": "3.1.0"}));
        Shell::new(&config, routes, documents, &metrics, probe)
    }

    async fn call(arguments: &[&str], request: TestRequest) -> (StatusCode, header::HeaderMap, Value) {
        let app = init_service(build(&shell(arguments), |_| {})).await;
        let response = call_service(&app, request.to_request()).await;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read_body(response).await;
        (status, headers, serde_json::from_slice(&body).unwrap_or_default())
    }

    fn text<'a>(headers: &'a header::HeaderMap, name: &str) -> &'a str {
        headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    #[actix_web::test]
    async fn every_error_is_a_problem_in_the_callers_language() {
        let unknown = TestRequest::get().uri("/nowhere?q=1").insert_header(("accept-language", "en"));
        let (status, headers, body) = call(&[], unknown).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(text(&headers, "content-type"), "application/problem+json");
        assert_eq!(text(&headers, "content-language"), "en");
        let expected = json!({"type": "urn:tienbo:problem:not_found", "title": "Not found", "status": 404,
            "instance": "/nowhere", "code": "not_found"});
        assert_eq!(body, expected);

        let (status, headers, body) = call(&[], TestRequest::delete().uri("/api/v1/samples")).await;
        assert_eq!((status, &body["code"]), (StatusCode::METHOD_NOT_ALLOWED, &json!("method_not_allowed")));
        assert_eq!(text(&headers, "allow"), "GET, HEAD, POST");
        assert_eq!(text(&headers, "content-language"), "vi");

        let (status, _, body) = call(&[], TestRequest::get().uri("/api/v1/samples?limit=0")).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (StatusCode::BAD_REQUEST, &json!("limit")));

        let wrong = TestRequest::post().uri("/api/v1/samples").set_json(json!({"nam": 1}));
        let (status, _, body) = call(&[], wrong).await;
        assert_eq!((status, &body["errors"][0]["pointer"]), (StatusCode::BAD_REQUEST, &json!("/nam")));

        let plain = TestRequest::post().uri("/api/v1/samples").set_payload("{}");
        assert_eq!(call(&[], plain).await.0, StatusCode::UNSUPPORTED_MEDIA_TYPE);

        let odd = TestRequest::default().method(Method::TRACE).uri("/api/v1/samples");
        assert_eq!(call(&[], odd).await.0, StatusCode::METHOD_NOT_ALLOWED);
    }

    #[actix_web::test]
    async fn whatever_answers_get_answers_head() {
        for path in ["/health/live", "/health/ready", "/openapi.json", "/docs/", "/api/v1/time", "/nowhere", "/panic"] {
            let app = init_service(build(&shell(&[]), |_| {})).await;
            let [head, get] =
                [Method::HEAD, Method::GET].map(|method| TestRequest::default().method(method).uri(path).to_request());
            let (head, get) = (call_service(&app, head).await, call_service(&app, get).await);
            assert_eq!(head.status(), get.status(), "{path}");
            assert_eq!(head.headers().get("content-type"), get.headers().get("content-type"), "{path}");
            assert_eq!(head.response().body().size(), get.response().body().size(), "{path}");
            assert!(read_body(head).await.is_empty(), "{path}");
        }
        let (status, headers, _) = call(&[], TestRequest::default().method(Method::HEAD).uri("/api/v1/samples")).await;
        assert_eq!((status, text(&headers, "content-encoding")), (StatusCode::OK, ""));
        let (_, headers, _) = call(&[], TestRequest::delete().uri("/api/v1/samples")).await;
        assert_eq!(text(&headers, "allow"), "GET, HEAD, POST");
    }

    #[actix_web::test]
    async fn a_panic_is_500_and_says_nothing() {
        let (status, _, body) = call(&[], TestRequest::get().uri("/panic")).await;
        assert_eq!((status, &body["code"]), (StatusCode::INTERNAL_SERVER_ERROR, &json!("internal")));
        assert!(!body.to_string().contains("purpose"));
    }

    #[actix_web::test]
    async fn a_write_out_of_time_has_an_unknown_outcome() {
        tokio::time::pause();
        let (status, headers, body) = call(&[], TestRequest::post().uri("/slow")).await;
        assert_eq!((status, &body["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("outcome_unknown")));
        assert_eq!(text(&headers, "retry-after"), "1");
    }

    #[actix_web::test]
    async fn every_answer_is_named_limited_and_guarded() {
        let request = TestRequest::get().uri("/api/v1/time").insert_header(("x-request-id", "mine-1"));
        let (status, headers, _) = call(&[], request).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(text(&headers, "x-request-id"), "mine-1");
        assert_eq!(text(&headers, "ratelimit-limit"), "600");
        assert!(text(&headers, "traceparent").starts_with("00-"));
        assert!(text(&headers, "content-security-policy").contains("default-src 'none'"));
        assert_eq!(call(&[], TestRequest::get().uri("/health/live")).await.0, StatusCode::OK);
        assert_eq!(call(&[], TestRequest::get().uri("/health/ready")).await.0, StatusCode::SERVICE_UNAVAILABLE);
    }

    #[actix_web::test]
    async fn other_origins_are_allowed_by_setting_alone() {
        let from = |origin: &'static str| TestRequest::get().uri("/api/v1/time").insert_header(("origin", origin));
        let setting = ["--cors-origins=https://portal.example"];
        let allowed = call(&setting, from("https://portal.example")).await.1;
        assert_eq!(text(&allowed, "access-control-allow-origin"), "https://portal.example");
        let shown = text(&allowed, "access-control-expose-headers").to_owned();
        assert!(["etag", "location", "content-disposition"].iter().all(|name| shown.contains(name)), "{shown}");
        for (arguments, origin) in [(&setting[..], "https://other.example"), (&[], "https://portal.example")] {
            let (status, headers, _) = call(arguments, from(origin)).await;
            assert_eq!((status, text(&headers, "access-control-allow-origin")), (StatusCode::OK, ""));
        }
    }

    #[actix_web::test]
    async fn a_service_below_a_path_leads_there() {
        let below = ["--public-url=https://city.example/tien-bo/"];
        let (_, headers, _) = call(&below, TestRequest::get().uri("/")).await;
        assert_eq!(text(&headers, "location"), "/tien-bo/docs/");
        let (_, _, document) = call(&below, TestRequest::get().uri("/openapi.json")).await;
        let served: Vec<&Value> =
            document["servers"].as_array().expect("servers").iter().map(|it| &it["url"]).collect();
        assert_eq!(served, [".", "https://city.example/tien-bo"]);
        let flow = &document["components"]["securitySchemes"]["oauth2"]["flows"]["clientCredentials"];
        assert_eq!(flow["tokenUrl"], "/tien-bo/api/v1/auth/token");
        let (_, _, document) = call(&[], TestRequest::get().uri("/openapi.json")).await;
        assert_eq!(document["servers"][1]["url"], "http://127.0.0.1:8080");
    }

    #[actix_web::test]
    async fn the_documentation_comes_out_of_the_binary() {
        let (status, headers, _) = call(&[], TestRequest::get().uri("/")).await;
        assert!(status.is_redirection());
        assert_eq!(text(&headers, "location"), "/docs/");
        let (status, headers, _) = call(&[], TestRequest::get().uri("/docs/")).await;
        assert_eq!(status, StatusCode::OK);
        assert!(text(&headers, "content-security-policy").contains("script-src 'self'"));
        let (status, _, document) = call(&[], TestRequest::get().uri("/openapi.json")).await;
        assert_eq!((status, &document["openapi"]), (StatusCode::OK, &json!("3.1.0")));
    }
}
