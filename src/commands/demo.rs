//! `tienbo demo`.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use clap::{Args, ValueEnum};
use diesel::connection::SimpleConnection as _;

use super::{block_on, say};
use crate::config::Config;
use crate::demo::{self, Size, Story};
use crate::kernel::clock::CivilClock;
use crate::kernel::instant::Instant;
use crate::kernel::sql::{AnyConnection, Target};
use crate::logging;
use crate::service::demo_state as state;
use crate::service::{self, Installation, Lock, Service};

/// 1 January 2017 and 1 January 2018, 00:00 in Hải Phòng.
const YEAR: std::ops::Range<i64> = 1_483_203_600_000_000..1_514_739_600_000_000;

/// 1 January 2025 and 1 January 2026, 00:00 in Hải Phòng.
const YEAR_OF_MERGER: std::ops::Range<i64> = 1_735_664_400_000_000..1_767_200_400_000_000;

/// What the demo takes.
#[derive(Debug, Args)]
pub struct Arguments {
    /// The instant of 2017 (of 2025 with --story 2025) at which a new demo begins, such as 2017-06-14T23:59:30+07:00
    #[arg(long, value_parser = instant)]
    now: Option<Instant>,
    /// What a new demo is about: the year of one city, or ten years of reports of a whole country, which takes minutes
    #[arg(long, value_enum)]
    scale: Option<Scale>,
    /// Another year of the city: 2025, in whose middle its districts and communes end and others follow
    #[arg(long, value_enum, conflicts_with = "scale")]
    story: Option<Told>,
    /// How many years the country has reported, up to 2017; 10 when absent
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: Option<u32>,
    /// How many provinces the country has: for tests
    #[arg(long, hide = true, value_parser = clap::value_parser!(u32).range(1..=99))]
    provinces: Option<u32>,
    /// How many communes the country has: for tests
    #[arg(long, hide = true, value_parser = clap::value_parser!(u32).range(2..=9_999))]
    communes: Option<u32>,
    #[command(flatten)]
    config: Config,
}

/// What a demo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Scale {
    /// One city and its year 2017
    City,
    /// 34 provinces, 3,321 communes and their reports
    National,
}

/// Which other year of the city is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Told {
    /// The year in which the districts end
    #[value(name = "2025")]
    Merger,
}

impl Arguments {
    /// What a new demo is about.
    fn story(&self) -> Story {
        let Size { provinces, communes, years } = Size::NATIONAL;
        if self.story == Some(Told::Merger) {
            return Story::Merger;
        }
        match self.scale {
            None | Some(Scale::City) => Story::Year,
            Some(Scale::National) => Story::National(Size {
                provinces: self.provinces.unwrap_or(provinces),
                communes: self.communes.unwrap_or(communes),
                years: self.years.unwrap_or(years),
            }),
        }
    }

    /// Refuses what does not go together.
    pub(super) fn fit(&self) -> Result<(), String> {
        let sized = self.years.or(self.provinces).or(self.communes).is_some();
        if sized && self.scale != Some(Scale::National) {
            return Err("--years: a city has its one year; add --scale national".to_owned());
        }
        let (year, name) = if self.story() == Story::Merger { (YEAR_OF_MERGER, "2025") } else { (YEAR, "2017") };
        if self.now.is_some_and(|now| !year.contains(&now.0)) {
            return Err(format!("--now: it is not in the year {name}"));
        }
        Ok(())
    }

    /// Refuses to serve another demo than the one that is asked for.
    fn fits(&self, target: &Target) -> Result<(), String> {
        let (wanted, found) =
            (self.story().to_string(), state::story(target)?.unwrap_or_else(|| Story::Year.to_string()));
        let asked = if self.story.is_some() { "--story" } else { "--scale" };
        if self.scale.is_none() && self.story.is_none() || wanted == found {
            return Ok(());
        }
        Err(format!("{asked}: this demo is of {found}; name another --database-url for one of {wanted}"))
    }
}

/// Builds the demo where there is none, and serves it in its own time.
pub fn run(arguments: &Arguments) -> Result<(), String> {
    arguments.fit()?;
    let config = &arguments.config;
    let _log = logging::start(config);
    let target = Target::of(&config.database.database_url);
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
                let story = arguments.story();
                let start = now.unwrap_or(story.default_start());
                let takes = if matches!(story, Story::National(_)) { "some minutes" } else { "some seconds" };
                tracing::info!("building the demo of {story}, which takes {takes}");
                demo::build(config, &target, story, start).await?;
                start
            }
            (Installation::Demo(_), Some(_)) => {
                return Err("--now: this demo exists, and its time goes on from where it stood; \
                            name another --database-url for a new one"
                    .to_owned());
            }
            (Installation::Demo(stood), None) => {
                arguments.fits(&target)?;
                stood
            }
            (Installation::UnfinishedDemo, _) => {
                return Err("this demo was interrupted while it was built: drop the database and make it anew, \
                            then start again"
                    .to_owned());
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

fn instant(text: &str) -> Result<Instant, String> {
    Instant::parse(text).ok_or_else(|| "it is no instant such as 2017-06-14T23:59:30+07:00".to_owned())
}
