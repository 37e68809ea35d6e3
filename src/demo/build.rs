//! Builds a demo database: on SQLite in a file of its own that takes its place when it is whole, on PostgreSQL in place,
//! marked until it is whole.

use std::path::Path;
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection;

use super::accounts_file::{self, Account};
use super::application::Application;
use super::data::actions_until;
use super::replay::Replay;
use super::{setup, state};
use crate::config::Config;
use crate::kernel::clock::{CivilClock, Instant};
use crate::kernel::db::{Target, migrate};
use crate::logging;
use crate::service::Service;

/// The account that takes over from the set-up's administrator.
const SUCCESSOR: &str = "admin";

/// The threads of a closed database end within this.
const CLOSES_WITHIN: Duration = Duration::from_secs(10);

/// Replays the year up to an instant. The error is the line to print.
pub async fn build(config: &Config, target: &Target, end: Instant) -> Result<(), String> {
    let begun = Moment::now();
    let accounts_path = accounts_file::path_for(target);
    match target {
        Target::Postgres(_) => {
            let accounts = replay(config, target, end).await?;
            crate::service::prepare_folder_of(&accounts_path)?;
            accounts_file::write(&accounts_path, &accounts)?;
        }
        Target::Sqlite(path) => {
            let building = format!("{path}.building");
            remove(&building)?;
            let unfinished = Target::Sqlite(building.clone());
            migrate::run(&unfinished)?;
            let accounts = replay(config, &unfinished, end).await?;
            close(&unfinished)?;
            accounts_file::write(&accounts_path, &accounts)?;
            remove(path)?;
            std::fs::rename(&building, path)
                .map_err(|error| format!("cannot put the demo in its place, {path}: {error}"))?;
        }
    }
    tracing::info!(seconds = begun.elapsed().as_secs_f32(), "the year is replayed");
    Ok(())
}

async fn replay(config: &Config, target: &Target, end: Instant) -> Result<Vec<Account>, String> {
    // Every request of the replay would be a line of the log.
    let _quiet = tracing::subscriber::set_default(logging::quiet());
    // Nobody is to get mail about 2017.
    let config = &Config { smtp_url: None, ..config.clone() };
    let service = Service::open(config, target, CivilClock::standing_at(setup::BEGINNING)).await?;
    let unmarked = |problem| format!("cannot mark the demo: {problem}");
    state::enter(&service.db, state::REPLAYING).await.map_err(unmarked)?;
    let mut replay = Replay::new(&service, Application::of(&service, config).await?);
    let accounts = setup::set_up(&service, &mut replay).await?;
    for action in actions_until(end)? {
        replay.take(&action).await?;
    }
    replay.end(end).await?;
    setup::retire(&mut replay, SUCCESSOR).await?;
    state::enter(&service.db, state::READY).await.map_err(unmarked)?;
    Ok(accounts)
}

/// Removes a SQLite database with its log.
fn remove(path: &str) -> Result<(), String> {
    for name in [path.to_owned(), format!("{path}-wal"), format!("{path}-shm")] {
        match std::fs::remove_file(&name) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(format!("cannot remove {name}: {error}"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// Brings everything from the log into the file itself, which works once the last thread has let go of it.
fn close(target: &Target) -> Result<(), String> {
    let Target::Sqlite(path) = target else { return Ok(()) };
    let began = Moment::now();
    loop {
        let outcome = target.connect().map_err(|error| error.to_string()).and_then(|mut connection| {
            let settled = "PRAGMA busy_timeout = 100; PRAGMA journal_mode = DELETE";
            connection.batch_execute(settled).map_err(|error| error.to_string())
        });
        let log_is_gone = !Path::new(&format!("{path}-wal")).exists();
        match outcome {
            Ok(()) if log_is_gone => return Ok(()),
            _ if began.elapsed() < CLOSES_WITHIN => std::thread::sleep(Duration::from_millis(20)),
            Ok(()) => return Err("the demo's database does not close".to_owned()),
            Err(error) => return Err(format!("the demo's database does not close: {error}").replace('\n', " ")),
        }
    }
}
