//! Reading a large body takes a worker's time, and a worker has hundreds of connections: it is done aside, one at a time.

use actix_web::web;
use tokio::sync::Semaphore;

use super::sender::Party;
use crate::kernel::problem::{Code, Problem};

/// A body of so many bytes is read where it arrived: that takes less than handing it over does.
pub(super) const SMALL: usize = 16 * 1024;

/// One is read at once of those that accounts sent, and one of all others: reading one takes some tens of times its size in
/// memory, for a moment.
static OF_ACCOUNTS: Semaphore = Semaphore::const_new(1);
static NAMELESS: Semaphore = Semaphore::const_new(1);

/// Reads a body of a size.
pub(super) async fn aside<T: Send + 'static>(
    party: Party,
    size: usize,
    read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    if size <= SMALL {
        return read();
    }
    let internal = || Problem::of(Code::Internal);
    let places = if matches!(party, Party::Account(_)) { &OF_ACCOUNTS } else { &NAMELESS };
    let _place = places.acquire().await.map_err(|_closed| internal())?;
    web::block(read).await.map_err(|_panicked| internal())?
}
