//! The database: one entry for reads, one for writes. Handlers are asynchronous, Diesel is not: jobs travel through bounded
//! queues to a few database threads and the answers come back through oneshot channels. A full queue is overload said aloud.

mod callers;
mod crew;
mod database;
mod idempotency;
mod lanes;
mod options;
mod sealer;
mod shared;
mod storage;
mod tx;
mod view;
mod writer;

pub use database::{Db, Queued};
pub use options::Options;
pub use shared::{DirectoryReader, Hooks, ReplayGate};
pub use tx::{Done, Tx, Written};
pub use view::{PublicView, View};
pub use writer::forget_old_keys;
