//! The servers: the API on its address, the metrics on theirs, until a signal ends both.

use std::future::ready;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

use actix_http::{HttpServiceBuilder, Request};
use actix_server::Server;
use actix_service::{Service as _, ServiceFactoryExt as _, apply_fn_factory, fn_service, map_config};
use actix_web::dev::AppConfig;
use actix_web::rt::net::TcpStream;
use actix_web::{App, HttpServer, rt};

use super::Service;
use super::housekeeping::{Gauges, deliver, forget, mark_time, remind, settle_storage};
use super::pace::{Limits, Pace, Paced};
use super::stop::Stop;
use super::storage_quota;
use crate::app::{self, Shell};
use crate::config::Config;
use crate::kernel::http::metrics;
use crate::service::demo_state as state;

/// The head of a request arrives within this, or the connection is closed.
const HEAD_TIME: Duration = Duration::from_secs(5);
/// An idle connection is kept so long: longer than the usual minute of a proxy in front, which must be the one to close.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;
/// Requests under way at a stop may take so long, in seconds.
const DRAIN_SECONDS: u64 = 10;

/// Serves until a signal asks to stop, and then until the requests under way are answered. `ready` is called once the
/// address is open.
pub async fn serve(service: Service, config: &Config, ready: impl FnOnce()) -> Result<(), String> {
    let stop = Stop::listen()?;
    let shell = service.shell(config)?;
    let db = service.db.clone();
    let server = api_server(&service, shell, config.listen)
        .map_err(|error| cannot_listen("--listen (TIENBO_LISTEN)", config.listen, &error))?;

    let mut beside = vec![rt::spawn(forget(db.clone())), rt::spawn(remind(service.scheduler()))];
    beside.push(rt::spawn(settle_storage(db.clone())));
    if let Some(deliverer) = service.deliverer() {
        beside.push(rt::spawn(deliver(deliverer)));
    }
    if let Some(address) = config.metrics_listen.0 {
        let gauges = Gauges::new(&service.metrics).map_err(|error| format!("cannot count: {error}"))?;
        beside.push(rt::spawn(gauges.measure(db.clone(), storage_quota(config).unwrap_or_default())));
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
    // What was counted since the last time; where it is lost, the quota is a little wider.
    if let Err(problem) = db.settle_storage().await {
        tracing::warn!(%problem, "what agencies keep could not be written down");
    }
    if db.clock().is_demo() {
        state::mark(&db).await.map_err(|problem| format!("the demo's time could not be written down: {problem}"))?;
    }
    tracing::info!("stopped");
    outcome
}

/// The server of the API: actix-web's own, but for the pace of its connections.
fn api_server(service: &Service, shell: Shell, listen: SocketAddr) -> std::io::Result<Server> {
    let builder = Server::build().backlog(BACKLOG).shutdown_timeout(DRAIN_SECONDS).disable_signals();
    let stopping = builder.graceful_shutdown_signal();
    let state = service.clone();
    let limits = Limits { head: HEAD_TIME, idle: KEEP_ALIVE + HEAD_TIME };
    let connections = move || {
        let (service, stopping) = (state.clone(), stopping.clone());
        let application = app::build(&shell, move |config| service.configure(config));
        let application = map_config(application, |()| AppConfig::default());
        let timed = apply_fn_factory(application, |request: Request, application| {
            let pace = request.conn_data::<Rc<Pace>>().cloned();
            pace.iter().for_each(|it| it.begin());
            let answering = application.call(request);
            async move {
                let answer = answering.await;
                pace.iter().for_each(|it| it.end());
                answer
            }
        });
        let http = HttpServiceBuilder::default()
            .client_request_timeout(HEAD_TIME)
            .keep_alive(KEEP_ALIVE)
            .local_addr(listen)
            .graceful_shutdown_signal(move || {
                let stopping = stopping.clone();
                async move { stopping.notified().await }
            })
            .on_connect_ext(|connection: &Paced<TcpStream>, data| drop(data.insert(connection.pace())))
            .h1(timed);
        fn_service(move |connection: TcpStream| {
            let peer = connection.peer_addr().ok();
            // An answer leaves in several writes. Held back until the one before is acknowledged (Nagle), the last of them waits for
            // a client that delays its acknowledgements: forty milliseconds on a connection that is used again.
            if let Err(error) = connection.set_nodelay(true) {
                tracing::debug!(%error, "answers on this connection may wait");
            }
            ready(Ok((Paced::new(connection, limits), peer)))
        })
        .and_then(http)
    };
    Ok(builder.bind("api", listen, connections)?.run())
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
