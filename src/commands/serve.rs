//! `tienbo serve`.

use super::block_on;
use crate::config::Config;
use crate::kernel::clock::CivilClock;
use crate::kernel::sql::Target;
use crate::logging;
use crate::service::{self, Installation, Lock, Service};

/// The command that enters the first administrator.
const FIRST: &str = "tienbo user create --role=admin --login=LOGIN --full-name=NAME --agency=CODE \
    --agency-name=\"NAME OF THE AGENCY, WHERE THERE IS NONE YET\"";

/// Brings the database up to date and serves it in real time.
pub fn run(config: &Config) -> Result<(), String> {
    let _log = logging::start(config);
    let target = Target::of(&config.database.database_url);
    service::prepare_folder(&target)?;
    let _lock = Lock::take(&target, "serve")?;
    service::prepare(&target)?;
    if let Installation::Demo(_) | Installation::UnfinishedDemo = service::installation(&target)? {
        return Err("this is a demo database, which lives in 2017: `tienbo demo` serves it".to_owned());
    }
    block_on(async {
        let service = Service::open(config, &target, CivilClock::real()).await?;
        if !service.has_administrator() {
            tracing::warn!(
                "nobody can administrate this installation yet; beside the service, and with its --database-url, run: {FIRST}"
            );
        }
        service::serve(service, config, || {}).await
    })
}
