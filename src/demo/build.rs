//! Builds a demo database: on SQLite in a file of its own that takes its place when it is whole, on PostgreSQL in place,
//! marked until it is whole.

use std::fmt;
use std::path::Path;
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection;

use super::accounts_file::{self, Account};
use super::application::Application;
use super::data::actions_until;
use super::merger;
use super::national::{self, Size};
use super::replay::Replay;
use super::{SUCCESSOR, setup};
use crate::config::Config;
use crate::kernel::clock::CivilClock;
use crate::kernel::instant::Instant;
use crate::kernel::sql::Target;
use crate::logging;
use crate::service::{Service, demo_state as state};

/// The threads of a closed database end within this.
const CLOSES_WITHIN: Duration = Duration::from_secs(10);

/// What a demo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Story {
    /// The year of one city, replayed request by request.
    Year,
    /// The reports of a whole country.
    National(Size),
    /// The year 2025 of the same city, whose districts and communes end in its middle.
    Merger,
}

impl fmt::Display for Story {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Year => formatter.write_str("a city's year"),
            Self::Merger => formatter.write_str("a city's year 2025"),
            Self::National(Size { provinces, communes, years }) => {
                write!(formatter, "a country of {provinces} provinces and {communes} communes over {years} years")
            }
        }
    }
}

impl Story {
    /// When it begins.
    fn beginning(self) -> Instant {
        match self {
            Self::Year => setup::BEGINNING,
            Self::National(size) => national::beginning(size),
            Self::Merger => merger::beginning(),
        }
    }

    /// The instant up to which it is told unless another is asked for.
    pub fn default_start(self) -> Instant {
        if self == Self::Merger { merger::DEFAULT_START } else { state::DEFAULT_START }
    }

    /// Tells it up to an instant; the accounts that people can sign in with.
    async fn unfold(self, service: &Service, replay: &mut Replay, end: Instant) -> Result<Vec<Account>, String> {
        replay.at(self.beginning());
        match self {
            Self::Year => year(service, replay, end).await,
            Self::National(size) => national::build(service, replay, size, end).await,
            Self::Merger => merger::build(service, replay, end).await,
        }
    }
}

async fn year(service: &Service, replay: &mut Replay, end: Instant) -> Result<Vec<Account>, String> {
    let accounts = setup::set_up(service, replay).await?;
    for action in actions_until(end)? {
        replay.take(&action).await?;
    }
    replay.end(end).await?;
    setup::retire(replay, SUCCESSOR).await?;
    Ok(accounts)
}

/// Builds a demo up to an instant. The error is the line to print.
pub async fn build(config: &Config, target: &Target, story: Story, end: Instant) -> Result<(), String> {
    let begun = Moment::now();
    let accounts_path = accounts_file::path_for(target);
    match target {
        Target::Postgres(_) => {
            let accounts = unfold(config, target, story, end).await?;
            crate::service::prepare_folder_of(&accounts_path)?;
            accounts_file::write(&accounts_path, &accounts)?;
        }
        Target::Sqlite(path) => {
            let building = format!("{path}.building");
            remove(&building)?;
            let unfinished = Target::Sqlite(building.clone());
            crate::service::prepare(&unfinished)?;
            let accounts = unfold(config, &unfinished, story, end).await?;
            close(&unfinished)?;
            accounts_file::write(&accounts_path, &accounts)?;
            remove(path)?;
            std::fs::rename(&building, path)
                .map_err(|error| format!("cannot put the demo in its place, {path}: {error}"))?;
        }
    }
    tracing::info!(seconds = begun.elapsed().as_secs_f32(), "the demo is built");
    Ok(())
}

async fn unfold(config: &Config, target: &Target, story: Story, end: Instant) -> Result<Vec<Account>, String> {
    // Every request of the replay would be a line of the log.
    let _quiet = tracing::subscriber::set_default(logging::quiet());
    // Nobody is to get mail about years that are over.
    let config = &Config { smtp_url: None, ..config.clone() };
    let service = Service::open(config, target, CivilClock::standing_at(story.beginning())).await?;
    let unmarked = |problem| format!("cannot mark the demo: {problem}");
    state::enter(&service.db, state::REPLAYING, &story.to_string()).await.map_err(unmarked)?;
    let mut replay = Replay::new(&service, Application::of(&service, config).await?);
    let accounts = story.unfold(&service, &mut replay, end).await?;
    state::enter(&service.db, state::READY, &story.to_string()).await.map_err(unmarked)?;
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
