//! `tienbo demo`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use clap::Args;
use diesel::connection::SimpleConnection as _;

use super::{block_on, say};
use crate::config::Config;
use crate::demo::{self, state};
use crate::kernel::clock::{CivilClock, Instant};
use crate::kernel::db::{AnyConnection, Target};
use crate::logging;
use crate::service::{self, Installation, Lock, Service};

/// 1 January 2017 and 1 January 2018, 00:00 in Hải Phòng.
const YEAR: std::ops::Range<i64> = 1_483_203_600_000_000..1_514_739_600_000_000;

/// What the demo takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The instant of 2017 at which a new demo begins, such as 2017-06-14T23:59:30+07:00
    #[arg(long, value_parser = instant_of_2017)]
    now: Option<Instant>,
    #[command(flatten)]
    config: Config,
}

/// Builds the demo where there is none, and serves it in its own time.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    let config = &arguments.config;
    let _log = logging::start(config);
    let target = Target::of(&config.database_url);
    service::prepare_folder(&target)?;
    let _lock = Lock::take(&target, "demo")?;
    let building = wait_for_builders(&target)?;
    let present = match &target {
        Target::Sqlite(path) if !has_content(path) => Installation::Empty,
        _ => {
            service::prepare(&target)?;
            service::installation(&target)?
        }
    };
    block_on(async {
        let now = match (present, arguments.now) {
            (Installation::Empty, now) => {
                let start = now.unwrap_or(state::DEFAULT_START);
                tracing::info!("building the demo: the year is replayed, which takes some seconds");
                demo::build(config, &target, start).await?;
                start
            }
            (Installation::Demo(_), Some(_)) => {
                return Err("--now: this demo exists, and its time goes on from where it stood; \
                            name another --database-url for a new one"
                    .to_owned());
            }
            (Installation::Demo(stood), None) => stood,
            (Installation::UnfinishedDemo, _) => {
                return Err(
                    "this demo was interrupted while its year was replayed: drop the database and make it anew, \
                            then start again"
                        .to_owned(),
                );
            }
            (Installation::Real, _) => {
                return Err("this database has data of its own, which a demo would spoil: \
                            name another --database-url (TIENBO_DATABASE_URL)"
                    .to_owned());
            }
        };
        drop(building);
        let service = Service::open(config, &target, CivilClock::running_from(now)).await?;
        let clock = service.db.clock().clone();
        service::serve(service, config, || announce(config.listen, &target, clock.now())).await
    })
}

/// On PostgreSQL two demos may start at once: the second waits until the first has built it. Held while this is kept.
fn wait_for_builders(target: &Target) -> Result<Option<AnyConnection>, String> {
    if matches!(target, Target::Sqlite(_)) {
        return Ok(None);
    }
    let failed = |error: String| format!("--database-url (TIENBO_DATABASE_URL): cannot open the database: {error}");
    let mut connection = target.connect().map_err(|error| failed(error.to_string()))?;
    connection
        .batch_execute("SET lock_timeout = 0; SET statement_timeout = 0; SELECT pg_advisory_lock(7453927)")
        .map_err(|error| failed(error.to_string()))?;
    Ok(Some(connection))
}

fn has_content(path: &str) -> bool {
    std::fs::metadata(Path::new(path)).is_ok_and(|it| it.len() > 0)
}

fn announce(listen: SocketAddr, target: &Target, now: Instant) {
    let ip = if listen.ip().is_unspecified() { Ipv4Addr::LOCALHOST.into() } else { listen.ip() };
    let address = SocketAddr::new(ip, listen.port());
    let accounts = demo::accounts_path(target);
    let missing = if accounts.exists() { "" } else { " (missing: it was written when the demo was built)" };
    let lines = format!(
        "API         http://{address}/api/v1\nSwagger UI  http://{address}/docs/\nAccounts    {}{missing}\nTime        {now}",
        accounts.display()
    );
    // The service runs on without anybody who reads this.
    let _ = say(&lines);
}

fn instant_of_2017(text: &str) -> Result<Instant, String> {
    match Instant::parse(text) {
        None => Err("it is no instant such as 2017-06-14T23:59:30+07:00".to_owned()),
        Some(instant) if !YEAR.contains(&instant.0) => Err("it is not in the year 2017".to_owned()),
        Some(instant) => Ok(instant),
    }
}
