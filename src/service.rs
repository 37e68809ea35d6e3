//! The service as a whole: the database with its threads, the token check, the application, and the servers in front of it.

mod housekeeping;
mod installation;
mod lock;
mod pace;
mod server;
mod stop;

use actix_web::web::{Data, ServiceConfig};

pub use installation::{Installation, clock_for, installation, prepare, prepare_folder, prepare_folder_of};
pub use lock::Lock;
pub use server::serve;

use crate::accounts::KnownActions;
use crate::accounts::keys;
use crate::accounts::passwords::Hasher;
use crate::app::Shell;
use crate::chapters;
use crate::config::Config;
use crate::description::description;
use crate::kernel::clock::CivilClock;
use crate::kernel::db::{Db, Options, Target};
use crate::kernel::http::health::Probe;
use crate::kernel::http::metrics::Metrics;
use crate::kernel::oidc::Provider;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::token::Tokens;

/// What handlers ask for, shared by all workers. Clones are cheap.
#[derive(Clone)]
pub struct Service {
    /// The database.
    pub db: Db,
    /// Checks and signs tokens.
    pub tokens: Data<Tokens>,
    pub(crate) hasher: Data<Hasher>,
    known_actions: Data<KnownActions>,
    metrics: Metrics,
}

impl Service {
    /// Opens an up-to-date database, and makes the first signing key where there is none. The error is the line to print.
    pub async fn open(config: &Config, target: &Target, clock: CivilClock) -> Result<Self, String> {
        let db = open_database(config, target, clock)?;
        let encryption_key = encryption_key(config)?;
        keys::ensure(&db, &encryption_key).await.map_err(|error| {
            format!("{error}; does --key-encryption-key-file (TIENBO_KEY_ENCRYPTION_KEY_FILE) name the right file?")
        })?;
        db.refresh_directory().await.map_err(|problem| format!("cannot read who is who: {problem}"))?;
        let lifetime = i64::from(config.access_token_minutes) * 60;
        let tokens = Tokens::new(db.clone(), &config.public_url, lifetime, encryption_key, provider(config)?);
        let hasher = Hasher::new().map_err(|problem| format!("cannot hash passwords: {problem}"))?;
        let metrics = Metrics::new().map_err(|error| format!("cannot count: {error}"))?;
        Ok(Self {
            db,
            tokens: Data::new(tokens),
            hasher: Data::new(hasher),
            known_actions: Data::new(chapters::known_actions()),
            metrics,
        })
    }

    /// The shell around the operations.
    pub fn shell(&self, config: &Config) -> Result<Shell, String> {
        let db = self.db.clone();
        let probe = Probe::new(move || {
            let db = db.clone();
            async move { db.ping().await.map_err(|_| Problem::of(Code::NotReady)) }
        });
        Shell::new(config, chapters::routes(), &description(), &self.metrics, probe)
            .map_err(|error| format!("cannot describe the API: {error}"))
    }

    /// Gives the application what its handlers ask for.
    pub fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(Data::new(self.db.clone()))
            .app_data(self.tokens.clone())
            .app_data(self.hasher.clone())
            .app_data(self.known_actions.clone());
    }
}

/// Opens an up-to-date database with the settings' threads and queues.
pub fn open_database(config: &Config, target: &Target, clock: CivilClock) -> Result<Db, String> {
    let options = Options {
        target: target.clone(),
        threads: usize::from(config.database_threads),
        queue: usize::from(config.database_queue),
    };
    Db::open(&options, chapters::HOOKS, clock)
}

/// The key that private signing keys are encrypted under; made when its file is missing.
pub fn encryption_key(config: &Config) -> Result<[u8; 32], String> {
    let path = &config.key_encryption_key_file;
    installation::prepare_folder_of(path)
        .and_then(|()| keys::encryption_key(path))
        .map_err(|error| format!("--key-encryption-key-file (TIENBO_KEY_ENCRYPTION_KEY_FILE): {error}"))
}

fn provider(config: &Config) -> Result<Option<Provider>, String> {
    match (&config.oidc_issuer, &config.oidc_audience, &config.oidc_jwks_file) {
        (Some(issuer), Some(audience), Some(file)) => Provider::from_file(issuer, audience, file).map(Some),
        _ => Ok(None),
    }
}
