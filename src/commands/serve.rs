//! `tienbo serve`.

use super::block_on;
use crate::config::Config;
use crate::kernel::clock::CivilClock;
use crate::kernel::sql::Target;
use crate::logging;
use crate::service::{self, Installation, Lock, Service};

/// Brings the database up to date and serves it in real time.
pub fn run(config: &Config) -> Result<(), String> {
    let _log = logging::start(config);
    let target = Target::of(&config.database_url);
    service::prepare_folder(&target)?;
    let _lock = Lock::take(&target, "serve")?;
    service::prepare(&target)?;
    if let Installation::Demo(_) | Installation::UnfinishedDemo = service::installation(&target)? {
        return Err("this is a demo database, which lives in 2017: `tienbo demo` serves it".to_owned());
    }
    block_on(async {
        let service = Service::open(config, &target, CivilClock::real()).await?;
        service::serve(service, config, || {}).await
    })
}
