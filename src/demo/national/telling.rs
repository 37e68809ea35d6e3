//! Tells of what would take hours request by request: in jobs that are short, so that the same writer as ever writes them, and a
//! few at a time, so that memory holds no more than those.

use std::collections::VecDeque;

use actix_web::rt::spawn;
use actix_web::rt::task::JoinHandle;

use super::calendar::Calendar;
use super::gatherings;
use super::inspection_plans::Approved;
use super::map::{COMMITTEE, Map};
use super::periods::Opened;
use super::progress::Progress;
use super::{inspections, tales};
use crate::agencies::{self, NewAgency};
use crate::demo::replay::{Actor, Replay};
use crate::demo::setup::ADMINISTRATOR;
use crate::events;
use crate::inspections as inspected;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, Done, Tx};
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};
use crate::reports::telling::{Tale, tell};
use crate::service::Service;

/// Agencies that one job enters.
const AGENCIES_AT_ONCE: usize = 200;
/// Reports that one job tells of: some tens of milliseconds.
const REPORTS_AT_ONCE: usize = 40;
/// Events that one job tells of.
const EVENTS_AT_ONCE: usize = 60;
/// Agencies of whose inspections one job tells.
const INSPECTED_AT_ONCE: usize = 15;
/// Jobs under way: the next is made up while the last is written.
const JOBS_AT_ONCE: usize = 3;

/// Enters the agencies that owe: provinces before the communes below them.
pub async fn enter_agencies(service: &Service, replay: &mut Replay, map: &Map) -> Result<(), String> {
    let administrator = replay.actor(ADMINISTRATOR)?.clone();
    let bodies: Vec<NewAgency> = map.bodies(replay.known.saved(COMMITTEE)?).collect();
    let (provinces, communes) = bodies.split_at(map.provinces());
    for part in [provinces, communes].into_iter().flat_map(|it| it.chunks(AGENCIES_AT_ONCE)) {
        enter(&service.db, &administrator, part.to_vec())
            .await
            .map_err(|it| format!("agencies cannot be entered: {it}"))?;
    }
    for agency in &map.agencies {
        replay.known.save(&agency.code, agency.id);
    }
    Ok(())
}

/// Enters some agencies in one job.
pub async fn enter(db: &Db, administrator: &Actor, bodies: Vec<NewAgency>) -> Result<(), Problem> {
    let Actor { user, agency, .. } = *administrator;
    let at = db.clock().now();
    let call = Call::of_command("demo", at);
    let written = db.write_as_system(&call, move |tx| {
        tx.relive(user, agency, at)?;
        let (last, others) = bodies.split_last().ok_or_else(|| Problem::of(Code::Internal))?;
        for body in others {
            let entered = agencies::enter(tx, body)?;
            tx.note(entered);
        }
        let entered = agencies::enter(tx, last)?;
        tx.record(entered)
    });
    written.await.map(drop)
}

/// Tells of the reports of every period until the end.
pub async fn tell_reports(
    service: &Service,
    replay: &Replay,
    map: &Map,
    opened: &[Opened],
    end: Instant,
) -> Result<(), String> {
    let mut progress = Progress::of(opened.len() * map.agencies.len());
    let mut jobs = Jobs::default();
    for period in opened {
        progress.enter(&format!("{} {}", period.occasion.year, period.occasion.regime.kind));
        let places: Vec<usize> = (0..map.agencies.len()).collect();
        for some in places.chunks(REPORTS_AT_ONCE) {
            let told = some.iter().map(|place| tales::of(replay, map, *place, period, end));
            let told: Vec<Tale> = told.filter_map(Result::transpose).collect::<Result<_, _>>()?;
            if !told.is_empty() {
                let id = period.id;
                jobs.push(&service.db, move |tx| tell(tx, id, &told)).await?;
            }
            progress.advance(some.len());
        }
    }
    jobs.end().await?;
    progress.end();
    Ok(())
}

/// Tells of the events of every year until the end.
pub async fn tell_events(
    service: &Service,
    replay: &Replay,
    map: &Map,
    calendar: &Calendar,
    end: Instant,
) -> Result<(), String> {
    let mut progress = Progress::of(calendar.years().count() * map.agencies.len() * gatherings::IN_A_YEAR);
    let mut jobs = Jobs::default();
    for year in calendar.years() {
        progress.enter(&format!("{year} events"));
        let all: Vec<(usize, usize)> = (0..map.agencies.len())
            .flat_map(|place| (0..gatherings::IN_A_YEAR).map(move |number| (place, number)))
            .collect();
        for some in all.chunks(EVENTS_AT_ONCE) {
            let told = some.iter().map(|(place, number)| gatherings::of(replay, map, *place, (year, *number), end));
            let told: Vec<events::telling::Tale> = told.filter_map(Result::transpose).collect::<Result<_, _>>()?;
            if !told.is_empty() {
                jobs.push(&service.db, move |tx| events::telling::tell(tx, &told)).await?;
            }
            progress.advance(some.len());
        }
    }
    jobs.end().await?;
    progress.end();
    Ok(())
}

/// Tells of the inspections of every plan until the end: of one owner and one agency after the other, so that a visit finds what the
/// visits before it recommended.
pub async fn tell_inspections(
    service: &Service,
    replay: &Replay,
    map: &Map,
    plans: &[Approved],
    end: Instant,
) -> Result<(), String> {
    let all = inspections::all(map, plans);
    let mut progress = Progress::of(all.len());
    let mut jobs = Jobs::default();
    progress.enter("inspections");
    for some in all.chunks(INSPECTED_AT_ONCE) {
        let told = some.iter().map(|it| inspections::of(replay, map, plans, it, end));
        let told: Vec<inspected::telling::Tale> = told.filter_map(Result::transpose).collect::<Result<_, _>>()?;
        if !told.is_empty() {
            jobs.push(&service.db, move |tx| inspected::telling::tell(tx, &told)).await?;
        }
        progress.advance(some.len());
    }
    jobs.end().await?;
    progress.end();
    Ok(())
}

/// Jobs under way, oldest first.
#[derive(Default)]
struct Jobs(VecDeque<JoinHandle<Result<(), Problem>>>);

impl Jobs {
    async fn push(
        &mut self,
        db: &Db,
        tell: impl Fn(&mut Tx<'_>) -> Result<Done, Problem> + Send + 'static,
    ) -> Result<(), String> {
        if self.0.len() >= JOBS_AT_ONCE {
            self.wait().await?;
        }
        let db = db.clone();
        let call = Call::of_command("demo", db.clock().now());
        self.0.push_back(spawn(async move { db.write_as_system(&call, tell).await.map(drop) }));
        Ok(())
    }

    async fn end(mut self) -> Result<(), String> {
        while !self.0.is_empty() {
            self.wait().await?;
        }
        Ok(())
    }

    async fn wait(&mut self) -> Result<(), String> {
        let Some(oldest) = self.0.pop_front() else { return Ok(()) };
        match oldest.await {
            Ok(written) => written.map_err(|problem| format!("what happened cannot be told: {problem}")),
            Err(_) => Err("a job broke off".to_owned()),
        }
    }
}
