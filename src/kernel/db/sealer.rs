//! The sealer of PostgreSQL: one thread on one elected instance puts committed entries in order and links them.
//!
//! Each entry carries the id of its transaction. Below `pg_snapshot_xmin` every transaction has ended, so a batch is all
//! entries from the last horizon up to it, in the order of (transaction, sequence): whatever commits later lies above. Writers never
//! wait for each other. Transaction ids begin anew in a restored cluster, so an era comes first in the order.

use std::sync::Arc;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use parking_lot::{Condvar, Mutex};

use crate::kernel::db::crew::Crew;
use crate::kernel::instant::Instant;
use crate::kernel::seal::{self, LARGEST_BATCH, Light, Seal, light};
use crate::kernel::sql::connection::{AnyConnection, Target};
use crate::kernel::sql::schema::{journal_entries, journal_eras, journal_seals};
use crate::kernel::sql::watch::{Losses, Watch};

/// The advisory lock that elects the sealing instance ("tienbo" in ASCII).
const ELECTION: i64 = 0x0074_6965_6e62_6f00;
/// Entries of other instances are looked for at least this often.
const LONGEST_WAIT: Duration = Duration::from_millis(250);
/// Between two batches passes at least this time.
const SHORTEST_WAIT: Duration = Duration::from_millis(20);
/// Whoever is not elected looks again after this long.
const STANDBY: Duration = Duration::from_secs(1);

diesel::define_sql_function! { fn pg_try_advisory_lock(key: BigInt) -> diesel::sql_types::Bool; }

#[derive(QueryableByName)]
struct Horizon {
    #[diesel(sql_type = BigInt)]
    horizon: i64,
}

#[derive(QueryableByName)]
struct SystemIdentifier {
    #[diesel(sql_type = Text)]
    system_identifier: String,
}

/// Tells the sealer that something was committed.
#[derive(Clone)]
pub(crate) struct Sealer(Arc<(Mutex<bool>, Condvar)>);

impl Sealer {
    pub(crate) fn start(first: AnyConnection, target: Target, era: i32, crew: &Crew) -> Result<Self, String> {
        let sealer = Self(Arc::new((Mutex::new(false), Condvar::new())));
        let watched = Arc::downgrade(&sealer.0);
        let first = Mutex::new(Some(first));
        crew.post("db-seal".to_owned(), move |post| {
            let mut candidate = first.lock().take().map(Candidate::new);
            // The thread ends with the last writer, when nobody is left to wake it.
            while let Some(signal) = watched.upgrade() {
                let open = candidate.take().map_or_else(|| target.connect().map(Candidate::new), Ok);
                let worked = open.map_err(|error| error.to_string()).and_then(|candidate| {
                    post.watches(&candidate.watch);
                    candidate.work(era)
                });
                post.rests();
                if post.is_relieved() {
                    return;
                }
                let pause = match worked {
                    Ok(kept) => {
                        let pause = if kept.elected { LONGEST_WAIT } else { STANDBY };
                        candidate = Some(kept);
                        pause
                    }
                    Err(error) => {
                        tracing::error!(error, "sealing failed; a new connection will be opened");
                        STANDBY
                    }
                };
                wait(&signal, pause, candidate.as_ref().is_some_and(|it| it.elected));
            }
            // What was committed last is sealed before the process ends, not when the next one starts.
            if let Some(Err(error)) = candidate.map(|candidate| candidate.work(era)) {
                tracing::warn!(error, "the last entries stay unsealed until the next start");
            }
        })?;
        Ok(sealer)
    }

    pub(crate) fn wake(&self) {
        *self.0.0.lock() = true;
        self.0.1.notify_one();
    }
}

/// A connection that seals, or stands by to. The election is the session's: it lasts as long as the connection.
struct Candidate {
    connection: AnyConnection,
    watch: Watch,
    elected: bool,
}

impl Candidate {
    fn new(mut connection: AnyConnection) -> Self {
        let watch = Watch::over(&mut connection, &Losses::default());
        Self { connection, watch, elected: false }
    }

    /// Seals all there is, if elected. After an error the connection is gone, and with it the election.
    fn work(mut self, era: i32) -> Result<Self, String> {
        let connection = &mut self.connection;
        let mut work = || -> QueryResult<bool> {
            let elected = self.elected || diesel::select(pg_try_advisory_lock(ELECTION)).get_result(connection)?;
            while elected && seal_batch(connection, era)? {}
            Ok(elected)
        };
        self.elected = work().map_err(|error| error.to_string())?;
        Ok(self)
    }
}

/// Waits until somebody has committed, and, when this instance seals, a little longer: what commits meanwhile shares a batch,
/// so that sealing costs the writers little.
fn wait(signal: &(Mutex<bool>, Condvar), pause: Duration, elected: bool) {
    if elected {
        std::thread::sleep(SHORTEST_WAIT);
    }
    let mut woken = signal.0.lock();
    // Whoever only stands by is not woken by every commit.
    signal.1.wait_while_for(&mut woken, |woken| !(*woken && elected), pause);
    *woken = false;
}

/// Seals one batch; whether there may be more at once.
fn seal_batch(connection: &mut AnyConnection, era: i32) -> QueryResult<bool> {
    connection.transaction(|connection| {
        // A leader whose connection died cannot fork the chain: the head row is locked and the next number is unique.
        connection.batch_execute(
            "SELECT 1 FROM journal_seals WHERE number = (SELECT max(number) FROM journal_seals) FOR UPDATE",
        )?;
        let last = seal::latest(connection)?;
        let Horizon { horizon } =
            diesel::sql_query("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon")
                .get_result(connection)?;
        let from = last.as_ref().filter(|it| it.era == era).map_or(0, |it| it.horizon);
        let Some((entries, horizon, more)) = next_entries(connection, era, from, horizon)? else { return Ok(false) };
        seal::append(connection, last.as_ref(), era, horizon, entries)?;
        Ok(more)
    })
}

/// The next entries in their final order, the horizon behind them, and whether there may be more at once. A batch that is
/// too long is cut between two transactions; one transaction alone is never cut, however long.
fn next_entries(
    connection: &mut AnyConnection,
    era: i32,
    from: i64,
    horizon: i64,
) -> QueryResult<Option<(Vec<Light>, i64, bool)>> {
    let ordered = |until: i64| {
        journal_entries::table
            .filter(journal_entries::era.eq(era))
            .filter(journal_entries::transaction_id.ge(from))
            .filter(journal_entries::transaction_id.lt(until))
            .order((journal_entries::transaction_id, journal_entries::sequence))
    };
    let mut entries: Vec<Light> = ordered(horizon).limit(LARGEST_BATCH + 1).select(light!()).load(connection)?;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else { return Ok(None) };
    let (first, last) = (first.transaction(), last.transaction());
    if (entries.len() as i64) <= LARGEST_BATCH {
        return Ok(Some((entries, horizon, false)));
    }
    if first == last {
        return Ok(Some((ordered(first + 1).select(light!()).load(connection)?, first + 1, true)));
    }
    entries.retain(|it| it.transaction() < last);
    Ok(Some((entries, last, true)))
}

/// The era that this process writes in. A new one opens where the cluster is another than before, or counts behind the
/// last horizon; what the old era left unsealed is sealed first.
pub(crate) fn open_era(connection: &mut AnyConnection) -> QueryResult<i32> {
    if !connection.is_postgres() {
        return Ok(1);
    }
    let SystemIdentifier { system_identifier } =
        diesel::sql_query("SELECT system_identifier::text AS system_identifier FROM pg_control_system()")
            .get_result(connection)?;
    connection.transaction(|connection| {
        connection.batch_execute("LOCK TABLE journal_eras IN EXCLUSIVE MODE")?;
        let current: Option<(i32, String)> = journal_eras::table
            .order(journal_eras::era.desc())
            .select((journal_eras::era, journal_eras::system_identifier))
            .first(connection)
            .optional()?;
        let last: Option<Seal> = seal::latest(connection)?;
        let Horizon { horizon } =
            diesel::sql_query("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon")
                .get_result(connection)?;
        let era = match current {
            Some((era, known)) if known == system_identifier && !is_ahead(last.as_ref(), era, horizon) => {
                return Ok(era);
            }
            Some((era, _)) => {
                seal_rest_of(connection, era)?;
                era + 1
            }
            None => 1,
        };
        diesel::insert_into(journal_eras::table)
            .values((
                journal_eras::era.eq(era),
                journal_eras::system_identifier.eq(&system_identifier),
                journal_eras::opened_at.eq(Instant::of_machine()),
            ))
            .execute(connection)?;
        Ok(era)
    })
}

fn is_ahead(last: Option<&Seal>, era: i32, horizon: i64) -> bool {
    last.is_some_and(|it| it.era == era && it.horizon > horizon)
}

fn seal_rest_of(connection: &mut AnyConnection, era: i32) -> QueryResult<()> {
    loop {
        let last = seal::latest(connection)?;
        let from = last.as_ref().filter(|it| it.era == era).map_or(0, |it| it.horizon);
        let Some((entries, horizon, more)) = next_entries(connection, era, from, i64::MAX)? else { return Ok(()) };
        seal::append(connection, last.as_ref(), era, horizon, entries)?;
        if !more {
            return Ok(());
        }
    }
}

/// How many entries are written and not yet sealed, and the age of the oldest in seconds (PostgreSQL; none on SQLite).
pub(crate) fn backlog(connection: &mut AnyConnection) -> QueryResult<i64> {
    if !connection.is_postgres() {
        return Ok(0);
    }
    let last: Option<(i32, i64)> = journal_seals::table
        .order(journal_seals::number.desc())
        .select((journal_seals::era, journal_seals::horizon))
        .first(connection)
        .optional()?;
    let (era, horizon) = last.unwrap_or((0, 0));
    let oldest: Option<Instant> = journal_entries::table
        .filter(
            journal_entries::era
                .gt(era)
                .or(journal_entries::era.eq(era).and(journal_entries::transaction_id.ge(horizon))),
        )
        .order((journal_entries::era, journal_entries::transaction_id))
        .select(journal_entries::recorded_at)
        .first(connection)
        .optional()?;
    Ok(oldest.map_or(0, |at| (Instant::of_machine().0 - at.0).max(0) / 1_000_000))
}
