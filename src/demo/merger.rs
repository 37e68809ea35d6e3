//! The year 2025 of Hải Phòng: on 1 July its 15 districts and 167 communes end and 50 communes follow, the standing function moves from the
//! Department of Labour to that of Home Affairs, and everything that is open then is ended by those that follow. Papers and people are
//! invented.
//!
//! What people decide goes through the application as requests; reports, events and visits are told in bulk, by the same rules.

mod change;
mod committees;
mod days;
mod difficulties;
mod papers;
mod people;
mod places;
mod reports;

use super::accounts_file::Account;
use super::national::map::COMMITTEE;
use super::national::{indicators, telling};
use super::replay::Replay;
use super::setup::{self, ADMINISTRATOR};
use super::{SUCCESSOR, data};
use crate::kernel::instant::Instant;
use crate::service::Service;
use places::Places;

pub use days::beginning;

/// 30 December 2025, 09:00 in Hải Phòng: both reports of the year are consolidated.
pub const DEFAULT_START: Instant = Instant(1_767_060_000_000_000);

/// Tells the year up to an instant.
pub async fn build(service: &Service, replay: &mut Replay, end: Instant) -> Result<Vec<Account>, String> {
    let places = Places::of();
    let accounts = set_up(service, replay, &places).await?;
    before(service, replay, &places, end).await?;
    if end >= days::at(days::CHANGES_ON, 8) {
        change::execute(replay).await?;
        after(service, replay, &places, end).await?;
    }
    replay.rest_at(end).await?;
    Ok(accounts)
}

async fn set_up(service: &Service, replay: &mut Replay, places: &Places) -> Result<Vec<Account>, String> {
    setup::found_all(service, replay, &places.founders()).await?;
    let administrator = replay.actor(ADMINISTRATOR)?.clone();
    for some in places.bodies(replay.known.saved(COMMITTEE)?) {
        telling::enter(&service.db, &administrator, some)
            .await
            .map_err(|it| format!("agencies cannot be entered: {it}"))?;
    }
    for agency in &places.old.agencies {
        replay.known.save(&agency.code, agency.id);
    }
    let people: Vec<data::Person> = people::all(places);
    let mut accounts = setup::enter_all(replay, &people, Places::code_of).await?;
    accounts.extend(from_july(places, &accounts));
    indicators::enter(replay).await?;
    setup::retire(replay, SUCCESSOR).await?;
    Ok(accounts)
}

/// What those who go on are from 1 July on.
fn from_july(places: &Places, accounts: &[Account]) -> Vec<Account> {
    let as_seated = |seat: people::Seat| {
        let known = accounts.iter().find(|it| it.login == seat.login)?;
        Some(Account { role: seat.role.to_owned(), agency_code: seat.agency, ..known.clone() })
    };
    people::seats(places).into_iter().filter_map(as_seated).collect()
}

/// The half-year in which the districts are there still.
async fn before(service: &Service, replay: &mut Replay, places: &Places, end: Instant) -> Result<(), String> {
    let has_come = |day: (u32, u32)| end >= days::at(day, 20);
    if has_come((1, 3)) {
        committees::rename(replay, places).await?;
        committees::seat(replay, places).await?;
    }
    if has_come((2, 10)) {
        reports::enter_regimes(replay).await?;
        papers::issue(replay, places).await?;
    }
    if has_come((2, 20)) {
        papers::inspect(service, replay, places, end).await?;
    }
    if has_come((6, 2)) {
        reports::open_half(replay).await?;
        reports::tell_half_in_june(service, replay, places, end).await?;
    }
    if has_come((6, 10)) {
        papers::plan_events(service, replay, places).await?;
    }
    if has_come((6, 17)) {
        change::prepare(service, replay, places).await?;
        people::introduce_again(replay, places)?;
    }
    if has_come((6, 19)) {
        difficulties::raise(replay, places).await?;
    }
    if has_come((6, 20)) {
        papers::ask_for_time(replay, places).await?;
    }
    if has_come((6, 24)) {
        change::draft(replay, places, reports::LET_OFF).await?;
    }
    if has_come((6, 27)) {
        reports::begin_some(replay, places).await?;
    }
    if has_come((6, 28)) {
        change::approve(replay).await?;
    }
    Ok(())
}

/// The half-year in which others hold what was theirs.
async fn after(service: &Service, replay: &mut Replay, places: &Places, end: Instant) -> Result<(), String> {
    let has_come = |day: (u32, u32)| end >= days::at(day, 20);
    if has_come((7, 2)) {
        reports::tell_half_in_july(service, replay, places, end).await?;
    }
    if has_come((7, 4)) {
        reports::sign_what_was_begun(replay, places).await?;
    }
    if has_come((7, 8)) {
        papers::decide_on_time(replay, places).await?;
    }
    if has_come((7, 10)) {
        committees::seat_again(replay).await?;
    }
    if has_come((7, 15)) {
        reports::judge_what_was_received(replay).await?;
    }
    if has_come((7, 17)) {
        difficulties::end(replay, places).await?;
    }
    if has_come((7, 22)) {
        papers::follow_up(replay, end).await?;
    }
    if has_come((7, 28)) {
        reports::consolidate(replay, reports::HALF, (7, 28), "DEMO-61/BC-BVSTBPN").await?;
    }
    papers::hold_events(replay, places, end).await?;
    if has_come((9, 22)) {
        papers::do_what_was_given(replay, places).await?;
    }
    if has_come((11, 3)) {
        reports::open_annual(replay).await?;
        reports::tell_annual(service, replay, places, end).await?;
    }
    if has_come((12, 22)) {
        reports::consolidate(replay, reports::ANNUAL, (12, 22), "DEMO-118/BC-BVSTBPN").await?;
    }
    Ok(())
}
