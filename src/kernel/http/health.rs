//! Whether the process lives and whether it can serve; for orchestrators, not for users.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::kernel::problem::{Code, Problem};

/// A probe that is not answered by then says no.
const PROBE_TIME: Duration = Duration::from_millis(1_500);

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
    // Whatever happens behind it: a database that hangs keeps nobody waiting who asks whether it hangs.
    let asked = tokio::time::timeout(PROBE_TIME, (probe.0)()).await;
    asked.map_err(|_elapsed| Problem::of(Code::NotReady))??;
    Ok(HttpResponse::Ok().json(json!({"status": "ready"})))
}
