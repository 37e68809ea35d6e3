//! `tienbo migrate`.

use super::say;
use crate::config::DatabaseConfig;
use crate::kernel::sql::Target;
use crate::service::{self, Lock};

/// Brings the database up to date.
pub fn run(config: &DatabaseConfig) -> Result<(), String> {
    let target = Target::of(&config.database_url);
    service::prepare_folder(&target)?;
    let _lock = Lock::take(&target, "migrate")?;
    match service::prepare(&target)?.as_slice() {
        [] => say("the database is up to date"),
        applied => applied.iter().try_for_each(|name| say(&format!("applied {name}"))),
    }
}
