//! What is seen to happen on a connection: whether its server has gone, whether the job at hand met an error, and how many
//! texts the statement cache holds. Diesel tells none of it; its instrumentation tells all.

use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant as Moment};

use diesel::Connection;
use diesel::connection::InstrumentationEvent;
use diesel::result::{DatabaseErrorKind, Error};

use crate::kernel::problem::{Fault, fault_of};
use crate::kernel::sql::connection::AnyConnection;

/// Diesel's cache of prepared statements is unbounded, and lists with optional filters have thousands of texts. A connection
/// that has cached so many retires.
const MOST_TEXTS: usize = 500;

/// How many connections of a pool were lost so far. Where one was lost others often are, so whoever is older than the last
/// loss is asked whether it lives before it serves again.
#[derive(Clone, Debug, Default)]
pub struct Losses(Arc<AtomicU64>);

impl Losses {
    /// The count.
    pub fn count(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// What moments are counted from.
static BEGINNING: LazyLock<Moment> = LazyLock::new(Moment::now);

/// This moment, in milliseconds, which are never few.
fn now() -> u64 {
    const LONG_AGO: u64 = 3_600_000;
    u64::try_from(BEGINNING.elapsed().as_millis()).map_or(u64::MAX, |it| it.saturating_add(LONG_AGO))
}

/// The watch over one connection.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    lost: AtomicBool,
    failed: AtomicBool,
    broken: AtomicBool,
    texts: AtomicUsize,
    /// When the statement was sent that waits for its answer, in milliseconds; 0 where none does.
    asked: AtomicU64,
}

impl Watch {
    /// Watches a connection from now on, and counts its loss with those of its pool.
    pub fn over(connection: &mut AnyConnection, losses: &Losses) -> Self {
        let watch = Self::default();
        let (seen, losses) = (watch.0.clone(), losses.clone());
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::CacheQuery { .. } => {
                seen.texts.fetch_add(1, Ordering::Relaxed);
            }
            InstrumentationEvent::StartQuery { .. } => {
                seen.asked.store(now(), Ordering::Relaxed);
            }
            InstrumentationEvent::FinishQuery { error: None, .. } => seen.asked.store(0, Ordering::Relaxed),
            InstrumentationEvent::FinishQuery { error: Some(error), .. } => {
                seen.asked.store(0, Ordering::Relaxed);
                seen.failed.store(true, Ordering::Relaxed);
                seen.broken.fetch_or(fault_of(error) != Fault::None, Ordering::Relaxed);
                if tells_of_loss(error) {
                    seen.lost.store(true, Ordering::Relaxed);
                    losses.0.fetch_add(1, Ordering::Relaxed);
                }
            }
            _ => {}
        });
        watch
    }

    /// For how long a statement has waited for its answer; none where none does.
    pub fn silence(&self) -> Option<Duration> {
        let asked = self.0.asked.load(Ordering::Relaxed);
        (asked > 0).then(|| Duration::from_millis(now().saturating_sub(asked)))
    }

    #[cfg(test)]
    pub(crate) fn silent_since_long_ago() -> Self {
        let watch = Self::default();
        watch.0.asked.store(1, Ordering::Relaxed);
        watch
    }

    /// A new job begins.
    pub fn begin_job(&self) {
        self.0.failed.store(false, Ordering::Relaxed);
        self.0.broken.store(false, Ordering::Relaxed);
    }

    /// Whether a statement failed since the job began.
    pub fn has_failed(&self) -> bool {
        self.0.failed.load(Ordering::Relaxed)
    }

    /// Whether one failed in a way that leaves nothing of the transaction to be trusted.
    pub fn is_broken(&self) -> bool {
        self.0.broken.load(Ordering::Relaxed)
    }

    /// Whether the server has gone.
    pub fn is_lost(&self) -> bool {
        self.0.lost.load(Ordering::Relaxed)
    }

    /// Whether the statement cache has grown too large.
    pub fn is_worn(&self) -> bool {
        self.0.texts.load(Ordering::Relaxed) > MOST_TEXTS
    }
}

fn tells_of_loss(error: &Error) -> bool {
    matches!(
        error,
        Error::DatabaseError(
            DatabaseErrorKind::ClosedConnection
                | DatabaseErrorKind::UnableToSendCommand
                // After a failover the old leader is a standby: another connection may find the new one.
                | DatabaseErrorKind::ReadOnlyTransaction,
            _
        )
    )
}
