//! The pages at `/docs/`: Swagger UI out of the binary, with a page, a style and a script of our own around it, both documents to
//! choose from and the pictures of how papers move. No request goes to any other site.

use actix_web::HttpResponse;
use actix_web::web::{self, Bytes, ServiceConfig};
use serde_json::Value;
use utoipa_swagger_ui::{Config, SwaggerUi, Url};

use super::{diagram, served};
use crate::kernel::problem::Language;

const INDEX: &str = include_str!("pages/index.html");

/// The documents, as they are served.
#[derive(Clone)]
pub struct Documents {
    english: Bytes,
    vietnamese: Bytes,
}

impl Documents {
    /// These two.
    pub fn new(english: &Value, vietnamese: &Value) -> Self {
        let [english, vietnamese] = [english, vietnamese].map(|it| Bytes::from(it.to_string()));
        Self { english, vietnamese }
    }

    /// Those of the service that its users see at an address.
    pub fn made(public_url: &str) -> Result<Self, serde_json::Error> {
        let [english, vietnamese] = [Language::English, Language::Vietnamese].map(|it| served(it, public_url));
        Ok(Self::new(&english?, &vietnamese?))
    }
}

/// The documents, the pages, and `/` that leads there.
pub fn pages(config: &mut ServiceConfig, documents: Documents) {
    let fixed = |content: Bytes, kind: &'static str| {
        web::get().to(move || std::future::ready(HttpResponse::Ok().content_type(kind).body(content.clone())))
    };
    let text = |content: &'static str, kind| fixed(Bytes::from_static(content.as_bytes()), kind);
    let urls = [Url::new("Tiếng Việt", "../openapi.vi.json"), Url::new("English", "../openapi.json")];
    let ui = Config::new(urls)
        .validator_url("none")
        .deep_linking(true)
        .doc_expansion("none")
        .default_models_expand_depth(-1);
    config
        .route("/openapi.json", fixed(documents.english, "application/json"))
        .route("/openapi.vi.json", fixed(documents.vietnamese, "application/json"))
        .service(web::redirect("/", "/docs/"))
        .service(web::redirect("/docs", "/docs/"))
        .route("/docs/", text(INDEX, "text/html; charset=utf-8"))
        .route("/docs/index.html", text(INDEX, "text/html; charset=utf-8"))
        .route("/docs/pages.css", text(include_str!("pages/pages.css"), "text/css; charset=utf-8"))
        .route("/docs/pages.js", text(include_str!("pages/pages.js"), "text/javascript; charset=utf-8"))
        .route("/docs/diagrams/{resource}.svg", web::get().to(picture))
        .service(SwaggerUi::new("/docs/{_:.*}").config(ui));
}

async fn picture(resource: web::Path<String>) -> HttpResponse {
    match diagram(&resource) {
        Some(picture) => HttpResponse::Ok().content_type("image/svg+xml").body(picture),
        None => HttpResponse::NotFound().finish(),
    }
}
