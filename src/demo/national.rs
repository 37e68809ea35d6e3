//! A demo of a whole country: provinces and communes under a national committee, and years of their periodic reports, events and
//! inspections. Names and figures are invented, and follow from the size alone.
//!
//! What is set up (people, indicators, regimes, periods, plans) goes through the application as requests, as in the demo of one year.
//! The reports, the events and the inspections, hundreds of thousands, are told in bulk: `reports::telling`, `events::telling` and
//! `inspections::telling` judge each act by the rules all the same.

pub mod calendar;
pub mod chance;
pub mod content;
mod gatherings;
pub mod indicators;
pub mod inspection_plans;
pub mod inspections;
pub mod map;
mod months;
mod people;
mod periods;
mod progress;
mod size;
mod tales;
pub mod telling;

pub use size::Size;

use super::accounts_file::Account;
use super::replay::Replay;
use super::{SUCCESSOR, setup};
use crate::kernel::deadline;
use crate::kernel::instant::Instant;
use crate::service::Service;
use calendar::Calendar;
use map::Map;
use people::People;

/// When a country of some size is set up.
pub fn beginning(size: Size) -> Instant {
    deadline::start_of(Calendar::of(size).set_up_on())
}

/// Sets the country up, opens its periods, approves its plans and tells of what became of them, up to an instant.
pub async fn build(service: &Service, replay: &mut Replay, size: Size, end: Instant) -> Result<Vec<Account>, String> {
    let calendar = Calendar::of(size);
    let map = Map::of(size, &calendar);
    setup::found_all(service, replay, &map.founders()).await?;
    telling::enter_agencies(service, replay, &map).await?;
    let people = People::of(&map, &calendar);
    let accounts = setup::enter_all(replay, people.all(), |name| map.code_of(name)).await?;
    indicators::enter(replay).await?;
    let opened = periods::open(replay, &calendar, end).await?;
    months::announce(replay, &calendar, end).await?;
    let plans = inspection_plans::approve(replay, &map, &calendar, end).await?;
    setup::retire(replay, SUCCESSOR).await?;
    telling::tell_reports(service, replay, &map, &opened, end).await?;
    telling::tell_events(service, replay, &map, &calendar, end).await?;
    telling::tell_inspections(service, replay, &map, &plans, end).await?;
    inspection_plans::close(replay, &map, &plans, end).await?;
    replay.rest_at(end).await?;
    Ok(accounts)
}
