//! The servers: the API on its address, the metrics on theirs, until a signal ends both.

use std::net::SocketAddr;
use std::time::Duration;

use actix_web::{App, HttpServer, rt};

use super::Service;
use super::housekeeping::{Gauges, forget, mark_time};
use super::stop::Stop;
use crate::app;
use crate::config::Config;
use crate::demo::state;
use crate::kernel::http::metrics;

/// The head of a request arrives within this, or the connection is closed.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// An idle connection is kept so long: longer than the usual minute of a proxy in front, which must be the one to close.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Requests under way at a stop may take so long, in seconds.
const DRAIN_SECONDS: u64 = 10;

/// Serves until a signal asks to stop, and then until the requests under way are answered. `ready` is called once the
/// address is open.
pub async fn serve(service: Service, config: &Config, ready: impl FnOnce()) -> Result<(), String> {
    let stop = Stop::listen()?;
    let shell = service.shell(config)?;
    let (state_of_worker, db) = (service.clone(), service.db.clone());
    let server = HttpServer::new(move || {
        let service = state_of_worker.clone();
        app::build(&shell, move |config| service.configure(config))
    })
    .client_request_timeout(HEAD_TIME)
    .keep_alive(KEEP_ALIVE)
    .shutdown_timeout(DRAIN_SECONDS)
    .disable_signals()
    .bind(config.listen)
    .map_err(|error| cannot_listen("--listen (TIENBO_LISTEN)", config.listen, &error))?
    .run();

    let mut beside = vec![rt::spawn(forget(db.clone()))];
    if let Some(address) = config.metrics_listen.0 {
        let gauges = Gauges::new(&service.metrics).map_err(|error| format!("cannot count: {error}"))?;
        beside.push(rt::spawn(gauges.measure(db.clone())));
        beside.push(rt::spawn(metrics_server(&service, address)?));
    }
    if db.clock().is_demo() {
        beside.push(rt::spawn(mark_time(db.clone())));
    }
    let handle = server.handle();
    rt::spawn(async move {
        stop.asked().await;
        tracing::info!("stopping: requests under way are answered first");
        handle.stop(true).await;
    });
    tracing::info!(listen = %config.listen, version = env!("CARGO_PKG_VERSION"), "ready");
    ready();
    let outcome = server.await.map_err(|error| format!("the server failed: {error}"));
    beside.iter().for_each(rt::task::JoinHandle::abort);
    if db.clock().is_demo() {
        state::mark(&db).await.map_err(|problem| format!("the demo's time could not be written down: {problem}"))?;
    }
    tracing::info!("stopped");
    outcome
}

fn metrics_server(service: &Service, address: SocketAddr) -> Result<impl Future<Output = ()> + use<>, String> {
    let routes = metrics::configure(&service.metrics);
    let server = HttpServer::new(move || App::new().configure(routes.clone()))
        .workers(1)
        .disable_signals()
        .bind(address)
        .map_err(|error| cannot_listen("--metrics-listen (TIENBO_METRICS_LISTEN)", address, &error))?
        .run();
    Ok(async move {
        if let Err(error) = server.await {
            tracing::error!(%error, "the metrics are no longer served");
        }
    })
}

fn cannot_listen(setting: &str, address: SocketAddr, error: &std::io::Error) -> String {
    format!("{setting}: cannot listen on {address}: {error}")
}
