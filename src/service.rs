//! The service as a whole: the database with its threads, the token check, the application, and the servers in front of it.

pub mod demo_state;
mod housekeeping;
mod installation;
mod lock;
mod pace;
mod server;
mod stop;

use actix_web::web::{Data, ServiceConfig};

pub use installation::{Installation, Prepared, clock_for, installation, prepare, prepare_folder, prepare_folder_of};
pub use lock::Lock;
pub use server::serve;

use crate::accounts::keys;
use crate::accounts::passwords::Hasher;
use crate::accounts::{KnownActions, Linking, PasswordUrl};
use crate::agencies::Ending;
use crate::app::Shell;
use crate::attachments::Attaching;
use crate::audit::Objects;
use crate::chapters;
use crate::config::{Config, KeyConfig, Secret};
use crate::description::Documents;
use crate::difficulties::Mentioning;
use crate::events::{Calendaring, KeptFeeds};
use crate::extensions::Extending;
use crate::kernel::clock::CivilClock;
use crate::kernel::db::{Db, Hooks, Options};
use crate::kernel::http::health::Probe;
use crate::kernel::http::metrics::Metrics;
use crate::kernel::oidc::Provider;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::role::Role;
use crate::kernel::sql::Target;
use crate::kernel::token::Tokens;
use crate::reminders::{Deliverer, Mailing, PaperUrl, Reminding, Schedule, Scheduler, Trust};
use crate::reports::NamingDifficulties;
use crate::work::Sources;

/// What handlers ask for, shared by all workers. Clones are cheap.
#[derive(Clone)]
pub struct Service {
    /// The database.
    pub db: Db,
    /// Checks and signs tokens.
    pub tokens: Data<Tokens>,
    pub(crate) hasher: Data<Hasher>,
    known_actions: Data<KnownActions>,
    linking: Data<Linking>,
    reminding: Data<Reminding>,
    extending: Data<Extending>,
    attaching: Data<Attaching>,
    mentioning: Data<Mentioning>,
    naming: Data<NamingDifficulties>,
    calendaring: Data<Calendaring>,
    kept_feeds: Data<KeptFeeds>,
    ending: Data<Ending>,
    told: Data<Objects>,
    work: Data<Sources>,
    mailing: Option<Mailing>,
    paper_url: Option<PaperUrl>,
    metrics: Metrics,
}

impl Service {
    /// Opens an up-to-date database, and makes the first signing key where there is none. The error is the line to print.
    pub async fn open(config: &Config, target: &Target, clock: CivilClock) -> Result<Self, String> {
        let db = open_database(&options(config, target), config.smtp_url.is_some(), clock)?;
        let encryption_key = encryption_key(&config.key)?;
        keys::ensure(&db, &encryption_key).await.map_err(|error| {
            format!("{error}; does --key-encryption-key-file (TIENBO_KEY_ENCRYPTION_KEY_FILE) name the right file?")
        })?;
        db.refresh_directory().await.map_err(|problem| format!("cannot read who is who: {problem}"))?;
        let lifetime = i64::from(config.access_token_minutes) * 60;
        let tokens = Tokens::new(db.clone(), &config.public_url, lifetime, encryption_key, provider(config)?);
        let hasher = Hasher::new().map_err(|problem| format!("cannot hash passwords: {problem}"))?;
        let mailing = mailing(config)?;
        let metrics = Metrics::new().map_err(|error| format!("cannot count: {error}"))?;
        Ok(Self {
            db,
            tokens: Data::new(tokens),
            hasher: Data::new(hasher),
            known_actions: Data::new(KnownActions::of(chapters::CHAPTERS)),
            linking: Data::new(Linking { password_url: config.password_url.clone().map(PasswordUrl) }),
            reminding: Data::new(reminding(config, mailing.is_some())),
            extending: Data::new(Extending(chapters::EXTENDABLE)),
            attaching: Data::new(Attaching::to(&chapters::ATTACHED, chapters::INSPECTING)),
            mentioning: Data::new(chapters::MENTIONING),
            naming: Data::new(chapters::NAMING),
            calendaring: Data::new(Calendaring { owed: &chapters::REMINDED, public_url: config.public_url.clone() }),
            kept_feeds: Data::new(KeptFeeds::default()),
            ending: Data::new(Ending { resources: &chapters::ENDING, owing: chapters::OWING }),
            told: Data::new(chapters::TOLD),
            work: Data::new(Sources(&chapters::WORK)),
            mailing,
            paper_url: config.paper_url.clone().map(PaperUrl),
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
        let documents =
            Documents::made(&config.public_url).map_err(|error| format!("cannot describe the API: {error}"))?;
        Ok(Shell::new(config, chapters::routes(), documents, &self.metrics, probe))
    }

    /// Whether anybody can administrate the installation today.
    pub fn has_administrator(&self) -> bool {
        self.db.directory().has_anybody(Role::Admin, self.db.clock().now().date())
    }

    /// Gives the application what its handlers ask for.
    pub fn configure(&self, config: &mut ServiceConfig) {
        config
            .app_data(Data::new(self.db.clone()))
            .app_data(self.tokens.clone())
            .app_data(self.hasher.clone())
            .app_data(self.known_actions.clone())
            .app_data(self.linking.clone())
            .app_data(self.reminding.clone())
            .app_data(self.extending.clone())
            .app_data(self.attaching.clone())
            .app_data(self.mentioning.clone())
            .app_data(self.naming.clone())
            .app_data(self.calendaring.clone())
            .app_data(self.kept_feeds.clone())
            .app_data(self.ending.clone())
            .app_data(self.told.clone())
            .app_data(self.work.clone());
    }

    /// Makes reminders when their day has come.
    pub fn scheduler(&self) -> Scheduler {
        Scheduler::new(self.db.clone(), self.reminding.as_ref().clone())
    }

    /// Sends mail, where a server is named.
    pub fn deliverer(&self) -> Option<Deliverer> {
        let of = |mailing| Deliverer::new(self.db.clone(), mailing, self.reminding.papers, self.paper_url.clone());
        let deliverer = self.mailing.clone().map(of)?;
        Some(deliverer.setting_passwords_at(self.linking.password_url.clone()))
    }
}

/// How many bytes an agency may keep.
fn storage_quota(config: &Config) -> Option<i64> {
    let mebibytes = i64::from(config.agency_storage_mebibytes);
    (mebibytes > 0).then_some(mebibytes * 1024 * 1024)
}

/// How the service opens its database: with the settings' threads and queues.
fn options(config: &Config, target: &Target) -> Options {
    Options {
        target: target.clone(),
        threads: usize::from(config.database_threads),
        queue: usize::from(config.database_queue),
        storage_quota: storage_quota(config),
    }
}

/// Opens an up-to-date database; `by_mail` says whether people are told by mail too.
pub fn open_database(options: &Options, by_mail: bool, clock: CivilClock) -> Result<Db, String> {
    Db::open(options, Hooks { by_mail, ..chapters::HOOKS }, clock)
}

/// The key that private signing keys are encrypted under; made when its file is missing.
pub fn encryption_key(config: &KeyConfig) -> Result<[u8; 32], String> {
    let path = &config.key_encryption_key_file;
    installation::prepare_folder_of(path)
        .and_then(|()| keys::encryption_key(path))
        .map_err(|error| format!("--key-encryption-key-file (TIENBO_KEY_ENCRYPTION_KEY_FILE): {error}"))
}

fn provider(config: &Config) -> Result<Option<Provider>, String> {
    match (&config.oidc_issuer, &config.oidc_audience, &config.oidc_jwks_file) {
        (Some(issuer), Some(audience), Some(file)) => {
            Provider::from_file(issuer, audience, &config.oidc_token_type, file).map(Some)
        }
        _ => Ok(None),
    }
}

fn reminding(config: &Config, mailed: bool) -> Reminding {
    let schedule = Schedule { days_before: config.remind_days_before.0.clone(), every_days: config.remind_every_days };
    Reminding { papers: chapters::papers(), schedule, mailed }
}

/// The mail server. Its password comes from the environment or from a file: a command line is there for everybody to see.
fn mailing(config: &Config) -> Result<Option<Mailing>, String> {
    let (Some(Secret(url)), Some(from)) = (&config.smtp_url, &config.mail_from) else { return Ok(None) };
    if Mailing::has_password(url) && std::env::args().any(|argument| argument.contains(url.as_str())) {
        return Err(
            "--smtp-url (TIENBO_SMTP_URL): a password on the command line is there for everybody to see; set the \
                    variable, or name a file with --smtp-password-file"
                .to_owned(),
        );
    }
    let password = config.smtp_password_file.as_ref().map(|path| {
        std::fs::read_to_string(path)
            .map(|text| text.trim_end_matches(['\r', '\n']).to_owned())
            .map_err(|error| format!("--smtp-password-file (TIENBO_SMTP_PASSWORD_FILE): {}: {error}", path.display()))
    });
    let trust = config.smtp_ca_file.as_deref().map_or_else(|| Ok(Trust::default()), Trust::in_file)?;
    Mailing::new(url, password.transpose()?.as_deref(), from, &trust).map(Some)
}
