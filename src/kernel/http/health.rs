//! Whether the process lives and whether it can serve; for orchestrators, not for users.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::kernel::problem::Problem;

type Asking = Pin<Box<dyn Future<Output = Result<(), Problem>> + Send>>;

/// Asks whether requests can be served now.
#[derive(Clone)]
pub struct Probe(Arc<dyn Fn() -> Asking + Send + Sync>);

impl Probe {
    /// A probe of a function: `Probe::new(move || { let db = db.clone(); async move { db.ping().await } })`.
    pub fn new<F, A>(ask: F) -> Probe
    where
        F: Fn() -> A + Send + Sync + 'static,
        A: Future<Output = Result<(), Problem>> + Send + 'static,
    {
        Probe(Arc::new(move || Box::pin(ask())))
    }
}

/// `GET /health/live` and `GET /health/ready`.
pub fn configure(probe: Probe) -> impl FnOnce(&mut web::ServiceConfig) {
    move |config| {
        config
            .app_data(web::Data::new(probe))
            .route("/health/live", web::get().to(live))
            .route("/health/ready", web::get().to(ready));
    }
}

async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({"status": "live"}))
}

async fn ready(probe: web::Data<Probe>) -> Result<HttpResponse, Problem> {
    (probe.0)().await?;
    Ok(HttpResponse::Ok().json(json!({"status": "ready"})))
}
