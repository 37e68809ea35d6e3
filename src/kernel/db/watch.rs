//! What is seen to happen on a connection: whether its server has gone, and how many texts its statement cache holds. Diesel
//! tells neither; its instrumentation tells both.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use diesel::Connection;
use diesel::connection::InstrumentationEvent;
use diesel::result::{DatabaseErrorKind, Error};

use crate::kernel::db::connection::AnyConnection;

/// Diesel's cache of prepared statements is unbounded, and lists with optional filters have thousands of texts. A connection
/// that has cached so many retires.
const MOST_TEXTS: usize = 500;

/// The watch over one connection.
#[derive(Clone, Debug, Default)]
pub struct Watch(Arc<Seen>);

#[derive(Debug, Default)]
struct Seen {
    lost: AtomicBool,
    texts: AtomicUsize,
}

impl Watch {
    /// Watches a connection from now on.
    pub fn over(connection: &mut AnyConnection) -> Self {
        let watch = Self::default();
        let seen = watch.0.clone();
        connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
            InstrumentationEvent::CacheQuery { .. } => {
                seen.texts.fetch_add(1, Ordering::Relaxed);
            }
            InstrumentationEvent::FinishQuery { error: Some(error), .. } if tells_of_loss(error) => {
                seen.lost.store(true, Ordering::Relaxed);
            }
            _ => {}
        });
        watch
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
