//! The real application, serving on a port of its own until it is dropped.

use std::net::SocketAddr;
use std::sync::mpsc;
use std::thread::JoinHandle;

use actix_web::dev::ServerHandle;
use actix_web::{HttpServer, rt};
use clap::Parser;
use tienbo::config::Config;
use tienbo::kernel::clock::CivilClock;
use tienbo::kernel::sql::Target;
use tienbo::{app, service::Service};

use super::database::folder;

#[derive(Parser)]
struct Cli {
    #[command(flatten)]
    config: Config,
}

/// A running application.
pub struct Application {
    pub address: SocketAddr,
    pub service: Service,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

/// The settings of all tests: the defaults, without the general limits of requests, which have tests of their own. Every test stands
/// behind a proxy that is believed, and so comes from where it says.
pub fn config() -> Config {
    let key = folder().join("key-encryption.key").display().to_string();
    let arguments = [
        "tienbo",
        "--rate-limit-per-minute=0",
        "--public-rate-limit-per-minute=0",
        "--database-threads=2",
        "--trusted-proxies=127.0.0.1",
        "--key-encryption-key-file",
        &key,
    ];
    Cli::parse_from(arguments).config
}

impl Application {
    /// Starts on an up-to-date database.
    pub fn start(target: &Target, clock: &CivilClock) -> Self {
        Self::start_with(target, clock, config())
    }

    /// The same with other settings.
    pub fn start_with(target: &Target, clock: &CivilClock, config: Config) -> Self {
        let (target, clock) = (target.clone(), clock.clone());
        let (sender, receiver) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            rt::System::new().block_on(async move {
                let service = Service::open(&config, &target, clock).await.expect("the service opens");
                let shell = service.shell(&config).expect("the service describes itself");
                let state = service.clone();
                let server = HttpServer::new(move || {
                    let service = state.clone();
                    app::build(&shell, move |config| service.configure(config))
                })
                .workers(1)
                .shutdown_timeout(5)
                .disable_signals()
                .bind(("127.0.0.1", 0))
                .expect("a free port");
                let address = server.addrs()[0];
                let server = server.run();
                sender.send((address, service, server.handle())).expect("the test waits");
                server.await.expect("the server ends well");
            });
        });
        let (address, service, handle) = receiver.recv().expect("the application starts");
        Self { address, service, handle, thread: Some(thread) }
    }
}

impl Drop for Application {
    fn drop(&mut self) {
        let stopping = self.handle.stop(false);
        rt::System::new().block_on(stopping);
        if let Some(thread) = self.thread.take() {
            drop(thread.join());
        }
    }
}
