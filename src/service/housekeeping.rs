//! What the service does by itself: it forgets what nobody may rely on any more, measures itself, and keeps the demo's time.

use std::time::Duration;

use prometheus::{IntGauge, IntGaugeVec};

use crate::kernel::call::Call;
use crate::kernel::db::{Db, forget_old_keys};
use crate::kernel::http::metrics::Metrics;
use crate::kernel::instant::Instant;
use crate::kernel::problem::Problem;
use crate::kernel::table::IDEMPOTENCY_KEYS;
use crate::reminders::{Deliverer, Scheduler};
use crate::service::demo_state as state;
use crate::{accounts, attachments};

const FORGET_EVERY: Duration = Duration::from_secs(3600);
const MEASURE_EVERY: Duration = Duration::from_secs(2);
const SETTLE_EVERY: Duration = Duration::from_secs(10);
/// So many agencies are named in the figures, those that keep most.
const LARGEST: usize = 20;
const MARK_TIME_EVERY: Duration = Duration::from_secs(1);
const LOOK_AT_THE_DATE_EVERY: Duration = Duration::from_secs(60);
const LOOK_FOR_MAIL_EVERY: Duration = Duration::from_secs(2);

/// Forgets old idempotency records, attempts to sign in, tokens, and files that were never attached to anything, every hour.
pub async fn forget(db: Db) {
    loop {
        if let Err(problem) = forget_once(&db).await {
            tracing::warn!(%problem, "what is old could not be forgotten; the next hour tries again");
        }
        tokio::time::sleep(FORGET_EVERY).await;
    }
}

async fn forget_once(db: &Db) -> Result<(), Problem> {
    attachments::expire(db).await?;
    loop {
        let call = Call::of_command("housekeeping", db.clock().now());
        let slice = db.write_as_system(&call, |tx| {
            let now = Instant::of_machine();
            let rows = forget_old_keys(tx.connection, now)? + accounts::forget_stale(tx.connection, now)?;
            tx.technical(&IDEMPOTENCY_KEYS, &rows)
        });
        if slice.await?.body == "0" {
            return Ok(());
        }
    }
}

/// Writes down what agencies keep, time and again.
pub async fn settle_storage(db: Db) {
    loop {
        if let Err(problem) = db.settle_storage().await {
            tracing::warn!(%problem, "what agencies keep could not be written down; it is tried again");
        }
        tokio::time::sleep(SETTLE_EVERY).await;
    }
}

/// The figures that must be asked for.
pub struct Gauges {
    reads: IntGauge,
    slow_reads: IntGauge,
    public_reads: IntGauge,
    writes: IntGauge,
    connections: IntGauge,
    idle_connections: IntGauge,
    backlog: IntGauge,
    storage: IntGaugeVec,
}

impl Gauges {
    /// Enters them among the figures of the process.
    pub fn new(metrics: &Metrics) -> Result<Self, prometheus::Error> {
        Ok(Self {
            reads: metrics.gauge("tienbo_read_queue_jobs", "Reads that wait for a database thread")?,
            slow_reads: metrics.gauge("tienbo_slow_read_queue_jobs", "Statistics that wait for their thread")?,
            public_reads: metrics
                .gauge("tienbo_public_read_queue_jobs", "Reads without a caller that wait for a thread of theirs")?,
            writes: metrics.gauge("tienbo_write_queue_jobs", "Writes that wait for a database thread")?,
            connections: metrics.gauge("tienbo_database_connections", "Connections that the pool holds")?,
            idle_connections: metrics.gauge("tienbo_database_connections_idle", "Connections that wait for work")?,
            backlog: metrics
                .gauge("tienbo_journal_unsealed_seconds", "Age of the oldest entry that is not sealed yet")?,
            storage: metrics.gauges(
                "tienbo_agency_storage_bytes",
                "What an agency keeps: entries and files; the twenty that keep most",
                &["agency"],
            )?,
        })
    }

    /// Keeps them true.
    pub async fn measure(self, db: Db, quota: i64) {
        loop {
            self.storage.reset();
            self.storage.with_label_values(&["quota"]).set(quota);
            for (agency, bytes) in db.largest_storage(LARGEST) {
                self.storage.with_label_values(&[&agency.to_string()]).set(bytes);
            }
            let queued = db.queued();
            self.reads.set(gauge(queued.reads));
            self.slow_reads.set(gauge(queued.slow));
            self.public_reads.set(gauge(queued.public));
            self.writes.set(gauge(queued.writes));
            let (connections, idle) = db.connections();
            self.connections.set(i64::from(connections));
            self.idle_connections.set(i64::from(idle));
            if let Ok(seconds) = db.sealing_backlog().await {
                self.backlog.set(seconds);
            }
            tokio::time::sleep(MEASURE_EVERY).await;
        }
    }
}

fn gauge(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Writes down every second where the demo's clock stands, so that it goes on from there after a stop, however sudden.
pub async fn mark_time(db: Db) {
    loop {
        tokio::time::sleep(MARK_TIME_EVERY).await;
        if let Err(problem) = state::mark(&db).await {
            tracing::warn!(%problem, "the demo's time could not be written down");
        }
    }
}

/// Makes the reminders of a day as soon as it has begun.
pub async fn remind(mut scheduler: Scheduler) {
    loop {
        match scheduler.run().await {
            Ok(0) => {}
            Ok(made) => tracing::info!(made, "reminders went out"),
            Err(problem) => tracing::warn!(%problem, "reminders could not be made; the next minute tries again"),
        }
        tokio::time::sleep(LOOK_AT_THE_DATE_EVERY).await;
    }
}

/// Sends the mail that waits.
pub async fn deliver(deliverer: Deliverer) {
    loop {
        match deliverer.run().await {
            Ok(0) => tokio::time::sleep(LOOK_FOR_MAIL_EVERY).await,
            Ok(_) => {}
            Err(problem) => {
                tracing::warn!(%problem, "mail could not be taken from the database; it is tried again");
                tokio::time::sleep(LOOK_FOR_MAIL_EVERY).await;
            }
        }
    }
}
