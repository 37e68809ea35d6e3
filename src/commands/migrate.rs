//! `tienbo migrate`.

use super::say;
use crate::config::DatabaseConfig;
use crate::kernel::sql::Target;
use crate::service::{self, Lock, Prepared};

/// Brings the database up to date.
pub fn run(config: &DatabaseConfig) -> Result<(), String> {
    let target = Target::of(&config.database_url);
    service::prepare_folder(&target)?;
    let _lock = Lock::take(&target, "migrate")?;
    let Prepared { applied, collisions } = service::prepare(&target)?;
    if applied.is_empty() {
        say("the database is up to date")?;
    }
    applied.iter().try_for_each(|name| say(&format!("applied {name}")))?;
    collisions.iter().try_for_each(|collision| say(&collision.to_string()))
}
