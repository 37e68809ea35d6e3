//! Reading a large body takes a worker's time, and a worker has hundreds of connections: it is done aside, one at a time.

use actix_web::web;
use tokio::sync::Semaphore;

use crate::kernel::problem::{Code, Problem};

/// A body of so many bytes is read where it arrived: that takes less than handing it over does.
pub(super) const SMALL: usize = 16 * 1024;

/// So many are read at once, whoever sent them: reading one takes some tens of times its size in memory, for a moment.
static PLACES: Semaphore = Semaphore::const_new(1);

/// Reads a body of a size.
pub(super) async fn aside<T: Send + 'static>(
    size: usize,
    read: impl FnOnce() -> Result<T, Problem> + Send + 'static,
) -> Result<T, Problem> {
    if size <= SMALL {
        return read();
    }
    let internal = || Problem::of(Code::Internal);
    let _place = PLACES.acquire().await.map_err(|_closed| internal())?;
    web::block(read).await.map_err(|_panicked| internal())?
}
