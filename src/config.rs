//! Every setting: its name, its default, its environment variable. A flag wins over the variable, the variable over the default.

use std::fmt::Write;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Args, Command, ValueEnum};

/// Where the database is: all that most commands ask.
#[derive(Debug, Clone, Args)]
pub struct DatabaseConfig {
    /// The database: a path for SQLite, or a URL postgres://… for PostgreSQL
    #[arg(long, env = "TIENBO_DATABASE_URL", default_value = "./data/tienbo.sqlite3", hide_env_values = true, value_parser = not_empty)]
    pub database_url: String,
}

/// Where the key is that signing keys are encrypted under.
#[derive(Debug, Clone, Args)]
pub struct KeyConfig {
    /// File with the key that signing keys are encrypted under; made on first start
    #[arg(long, env = "TIENBO_KEY_ENCRYPTION_KEY_FILE", default_value = "./data/key-encryption.key")]
    pub key_encryption_key_file: PathBuf,
}

/// The settings of the service. A command that asks less takes the parts alone that it uses, so its help shows no others.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Address and port that the API is served on
    #[arg(long, env = "TIENBO_LISTEN", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,

    #[allow(missing_docs, reason = "clap would take it for the help of the command")]
    #[command(flatten)]
    pub database: DatabaseConfig,

    /// Threads that read the database for callers, and on PostgreSQL as many that write; half as many read for the public
    #[arg(long, env = "TIENBO_DATABASE_THREADS", default_value_t = 4, value_parser = clap::value_parser!(u16).range(1..=64))]
    pub database_threads: u16,

    /// Requests that may wait in a queue for a database thread before more are refused with 503; statistics 32 at most
    #[arg(long, env = "TIENBO_DATABASE_QUEUE", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub database_queue: u16,

    /// Address and port of the Prometheus metrics; empty switches them off
    #[arg(long, env = "TIENBO_METRICS_LISTEN", default_value = "127.0.0.1:9090", value_parser = optional_address)]
    pub metrics_listen: OptionalAddress,

    /// The service's own address as users see it: issuer of tokens, server in the API description, and where it has a path, what stands before ours in addresses
    #[arg(long, env = "TIENBO_PUBLIC_URL", default_value = "http://127.0.0.1:8080", value_parser = web_address)]
    pub public_url: String,

    /// Requests a minute that one caller may make, and a twentieth of what one address may; 0 is no limit
    #[arg(long, env = "TIENBO_RATE_LIMIT_PER_MINUTE", default_value_t = 600)]
    pub rate_limit_per_minute: u32,

    /// Requests a minute below /public/ and /calendar/ that one network may make, whatever token it shows; 0 is no limit
    #[arg(long, env = "TIENBO_PUBLIC_RATE_LIMIT_PER_MINUTE", default_value_t = 300)]
    pub public_rate_limit_per_minute: u32,

    /// Mebibytes that an agency may keep: what its people wrote into the record, drafts included, and its files; 0 is no limit
    #[arg(long, env = "TIENBO_AGENCY_STORAGE_MEBIBYTES", default_value_t = 5_120)]
    pub agency_storage_mebibytes: u32,

    /// Addresses of reverse proxies, separated by commas, that are believed who calls (X-Forwarded-For, Forwarded) and below which path (X-Forwarded-Prefix: they set it or remove it); none by default
    #[arg(long, env = "TIENBO_TRUSTED_PROXIES", default_value = "", hide_default_value = true, value_parser = addresses)]
    pub trusted_proxies: Listed<IpAddr>,

    /// Origins of web pages that may call the API, separated by commas; none by default
    #[arg(long, env = "TIENBO_CORS_ORIGINS", default_value = "", hide_default_value = true, value_parser = origins)]
    pub cors_origins: Listed<String>,

    /// The form of the log
    #[arg(long, env = "TIENBO_LOG_FORMAT", value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,

    /// What is logged: error, warn, info, debug, trace, or directives such as tienbo=debug
    #[arg(long, env = "TIENBO_LOG", default_value = "info", value_parser = log_filter)]
    pub log: String,

    #[allow(missing_docs, reason = "clap would take it for the help of the command")]
    #[command(flatten)]
    pub key: KeyConfig,

    /// Minutes that an access token is good for
    #[arg(long, env = "TIENBO_ACCESS_TOKEN_MINUTES", default_value_t = 15, value_parser = clap::value_parser!(u16).range(1..=15))]
    pub access_token_minutes: u16,

    /// Issuer of an OpenID Connect provider whose tokens are accepted too, exactly as they write it
    #[arg(long, env = "TIENBO_OIDC_ISSUER", requires_all = ["oidc_audience", "oidc_jwks_file"], value_parser = exact_web_address)]
    pub oidc_issuer: Option<String>,

    /// Audience that such a token must name
    #[arg(long, env = "TIENBO_OIDC_AUDIENCE", requires = "oidc_issuer", value_parser = not_empty)]
    pub oidc_audience: Option<String>,

    /// What the header `typ` of that provider's access tokens says; tokens of another type open nothing
    #[arg(long, env = "TIENBO_OIDC_TOKEN_TYPE", default_value = "at+jwt", value_parser = not_empty)]
    pub oidc_token_type: String,

    /// File with that provider's public keys as a JSON Web Key Set
    #[arg(long, env = "TIENBO_OIDC_JWKS_FILE", requires = "oidc_issuer")]
    pub oidc_jwks_file: Option<PathBuf>,

    /// So many days before the last on-time day people are reminded, separated by commas; empty switches it off
    #[arg(long, env = "TIENBO_REMIND_DAYS_BEFORE", default_value = "14,7,1", value_parser = some_days)]
    pub remind_days_before: Listed<u16>,

    /// From the first late day on people are reminded again after so many days; 0 switches it off
    #[arg(long, env = "TIENBO_REMIND_EVERY_DAYS", default_value_t = 7, value_parser = clap::value_parser!(u16).range(0..=366))]
    pub remind_every_days: u16,

    /// The server that takes what people are told as mail, smtp://user@host:587 or smtps://user@host; without one there is no mail
    #[arg(long, env = "TIENBO_SMTP_URL", hide_env_values = true, requires = "mail_from")]
    pub smtp_url: Option<Secret>,

    /// File with the password for it, where the variable TIENBO_SMTP_URL does not hold it
    #[arg(long, env = "TIENBO_SMTP_PASSWORD_FILE", requires = "smtp_url")]
    pub smtp_password_file: Option<PathBuf>,

    /// File of authorities (PEM) that are trusted with its certificate in place of Mozilla's, such as /etc/ssl/certs/ca-certificates.crt
    #[arg(long, env = "TIENBO_SMTP_CA_FILE", requires = "smtp_url")]
    pub smtp_ca_file: Option<PathBuf>,

    /// Who writes that mail, such as Nhắc hạn <nhac-han@haiphong.example>
    #[arg(long, env = "TIENBO_MAIL_FROM", requires = "smtp_url", value_parser = not_empty)]
    pub mail_from: Option<String>,

    /// Where the portal shows a paper, for the links of that mail, such as https://portal.example/{resource}/{id}; without it there are none
    #[arg(long, env = "TIENBO_PAPER_URL", value_parser = paper_address)]
    pub paper_url: Option<String>,

    /// Where the portal takes the secret of a link that sets a password, such as https://portal.example/password#{secret}; without it people are given the bare secret
    #[arg(long, env = "TIENBO_PASSWORD_URL", value_parser = password_address)]
    pub password_url: Option<String>,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object a line, for machines.
    Json,
    /// For people.
    Text,
}

/// An address that may be switched off by leaving it empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionalAddress(pub Option<SocketAddr>);

/// Things separated by commas; none where it is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<T>(pub Vec<T>);

/// A text that may hold a password: no log and no message shows it. What is wrong with it is found where it is used.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Secret")
    }
}

impl std::str::FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// One setting as the documentation shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The flag, `--listen`.
    pub name: String,
    /// The environment variable.
    pub variable: String,
    /// The default, where there is one.
    pub default: Option<String>,
    /// What it is for.
    pub help: String,
}

impl Config {
    /// Every setting, in the order in which it is declared.
    pub fn settings() -> Vec<Setting> {
        Config::augment_args(Command::new("tienbo"))
            .get_arguments()
            .map(|argument| {
                let defaults = argument.get_default_values().iter().map(|value| value.to_string_lossy().into_owned());
                let defaults: Vec<_> = defaults.filter(|value| !value.is_empty()).collect();
                Setting {
                    name: format!("--{}", argument.get_long().unwrap_or_default()),
                    variable: argument.get_env().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default(),
                    default: (!defaults.is_empty()).then(|| defaults.join(",")),
                    help: argument.get_help().map(ToString::to_string).unwrap_or_default(),
                }
            })
            .collect()
    }
}

/// The settings as the README's table.
pub fn settings_table() -> String {
    let mut table = "| setting | environment | default | what it is |\n|---|---|---|---|\n".to_owned();
    for setting in Config::settings() {
        let default = setting.default.map_or_else(|| "–".to_owned(), |text| format!("`{text}`"));
        let _ = writeln!(table, "| `{}` | `{}` | {default} | {} |", setting.name, setting.variable, setting.help);
    }
    table
}

/// A wrong setting in one line that names it, flag and variable: the operator sees what to change, and a log shows it whole.
pub fn explain(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join(", ")),
        _ => None,
    };
    let flag = context(ContextKind::InvalidArg).unwrap_or_default();
    let flag = flag.split_whitespace().next().unwrap_or_default();
    let variable = Config::settings().into_iter().find(|setting| setting.name == flag).map(|setting| setting.variable);
    let named = match variable {
        Some(variable) => format!("{flag} ({variable})"),
        None => flag.to_owned(),
    };
    let rendered = error.to_string();
    let first = rendered.lines().next().unwrap_or_default().trim_start_matches("error: ").trim_end_matches(':');
    let cause = std::error::Error::source(error).map(|source| format!(": {source}"));
    match (named.is_empty(), context(ContextKind::InvalidValue), cause) {
        (false, Some(value), Some(cause)) => format!("{named}: \"{value}\" is not valid{cause}"),
        (false, Some(value), None) => format!("{named}: \"{value}\" is not valid"),
        (false, None, _) if error.kind() == ErrorKind::MissingRequiredArgument => {
            format!("{named} is missing, and another setting needs it")
        }
        (false, None, _) => format!("{named}: {first}"),
        (true, ..) => first.to_owned(),
    }
}

fn not_empty(text: &str) -> Result<String, String> {
    if text.trim().is_empty() { Err("it is empty".to_owned()) } else { Ok(text.to_owned()) }
}

/// The parts of a list, without what is empty.
fn listed<T>(text: &str, read: impl Fn(&str) -> Result<T, String>) -> Result<Vec<T>, String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(read).collect()
}

fn addresses(text: &str) -> Result<Listed<IpAddr>, String> {
    listed(text, |part| part.parse().map_err(|_| format!("{part} is no IP address"))).map(Listed)
}

fn origins(text: &str) -> Result<Listed<String>, String> {
    listed(text, origin).map(Listed)
}

fn optional_address(text: &str) -> Result<OptionalAddress, String> {
    if text.is_empty() {
        return Ok(OptionalAddress(None));
    }
    text.parse().map(|address| OptionalAddress(Some(address))).map_err(|_| "it is no address with a port".to_owned())
}

fn some_days(text: &str) -> Result<Listed<u16>, String> {
    let mut days: Vec<u16> = listed(text, |part| match part.parse() {
        Ok(days) if days <= 366 => Ok(days),
        _ => Err("it is no list of numbers from 0 to 366".to_owned()),
    })?;
    days.retain(|days| *days > 0);
    Ok(Listed(days))
}

fn web_address(text: &str) -> Result<String, String> {
    exact_web_address(text).map(|text| text.trim_end_matches('/').to_owned())
}

/// An address that is compared as it is written: issuers differ by a slash at their end.
fn exact_web_address(text: &str) -> Result<String, String> {
    let address: Result<actix_web::http::Uri, _> = text.parse();
    match address {
        Ok(address) if matches!(address.scheme_str(), Some("http" | "https")) && address.host().is_some() => {
            Ok(text.to_owned())
        }
        _ => Err("it is no address that begins with http:// or https://".to_owned()),
    }
}

fn paper_address(text: &str) -> Result<String, String> {
    let of_one = text.replace("{resource}", "x").replace("{id}", "x");
    if !text.contains("{id}") || of_one.contains(['{', '}', ' ']) {
        return Err("it has no {id}, or something else in braces than {resource} and {id}".to_owned());
    }
    web_address(&of_one).map(|_| text.to_owned())
}

/// What stands behind a `#` is sent to no server, and so is in no log.
fn password_address(text: &str) -> Result<String, String> {
    let of_one = text.replace("{secret}", "x");
    let is_behind = text
        .split_once('#')
        .is_some_and(|(before, behind)| !before.contains("{secret}") && behind.matches("{secret}").count() == 1);
    if !is_behind || of_one.contains(['{', '}', ' ']) {
        return Err("it has no {secret} behind a #, or something else in braces".to_owned());
    }
    web_address(of_one.split('#').next().unwrap_or_default()).map(|_| text.to_owned())
}

/// As browsers write it: in small letters, and without the port that everybody means.
fn origin(text: &str) -> Result<String, String> {
    let address = web_address(text)?.to_ascii_lowercase();
    if address.matches('/').count() != 2 {
        return Err("an origin has no path".to_owned());
    }
    let usual = if address.starts_with("https:") { ":443" } else { ":80" };
    Ok(address.strip_suffix(usual).unwrap_or(&address).to_owned())
}

fn log_filter(text: &str) -> Result<String, String> {
    text.parse::<tracing_subscriber::EnvFilter>()
        .map(|_| text.to_owned())
        .map_err(|_| "it is no level and no directive".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    #[command(name = "tienbo")]
    struct Cli {
        #[command(flatten)]
        config: Config,
    }

    #[test]
    fn the_readme_lists_every_setting() {
        let readme = include_str!("../README.md");
        let table = readme.split("<!-- settings -->\n").nth(1).and_then(|rest| rest.split("<!-- /settings -->").next());
        assert_eq!(table, Some(settings_table().as_str()), "the table of settings in README.md");
    }

    #[test]
    fn every_setting_is_documented_and_has_a_variable_of_ours() {
        let settings = Config::settings();
        assert!(settings.len() > 10);
        for setting in settings {
            let expected = format!("TIENBO_{}", setting.name.trim_start_matches("--").replace('-', "_").to_uppercase());
            assert_eq!(setting.variable, expected);
            assert!(!setting.help.is_empty(), "{}", setting.name);
        }
    }

    #[test]
    fn the_defaults_are_good() {
        let config = Cli::try_parse_from(["tienbo"]).expect("the defaults").config;
        assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
        assert!(config.cors_origins.0.is_empty() && config.trusted_proxies.0.is_empty());
    }

    #[test]
    fn a_list_may_be_empty_and_is_read_whatever_stands_between() {
        let read =
            |arguments: [&str; 2]| Cli::try_parse_from(["tienbo"].into_iter().chain(arguments)).expect("a list").config;
        let none = read(["--trusted-proxies=", "--cors-origins="]);
        assert!(none.trusted_proxies.0.is_empty() && none.cors_origins.0.is_empty());
        let some =
            read(["--trusted-proxies=10.0.0.1, ::1,", "--cors-origins=https://A.example:443/ ,http://b.example:8080"]);
        assert_eq!(some.trusted_proxies.0.len(), 2);
        assert_eq!(some.cors_origins.0, ["https://a.example", "http://b.example:8080"]);
    }

    #[test]
    fn a_wrong_setting_is_one_line_that_names_it() {
        for (flag, value) in [
            ("--listen", "nowhere"),
            ("--database-threads", "0"),
            ("--database-url", ""),
            ("--access-token-minutes", "16"),
            ("--rate-limit-per-minute", "-1"),
            ("--public-rate-limit-per-minute", "-1"),
            ("--public-url", "ftp://x"),
            ("--cors-origins", "https://a.example/path"),
            ("--log-format", "xml"),
            ("--metrics-listen", "x"),
            ("--log", "a=b=c"),
            ("--remind-days-before", "7,x"),
            ("--remind-every-days", "-1"),
            ("--paper-url", "https://portal.example/"),
            ("--paper-url", "https://portal.example/{kind}/{id}"),
            ("--paper-url", "portal.example/{id}"),
            ("--password-url", "https://portal.example/password"),
            ("--password-url", "https://portal.example/password?s={secret}"),
            ("--password-url", "https://portal.example/{secret}#{secret}"),
            ("--password-url", "https://portal.example/password#{secret}{id}"),
            ("--password-url", "portal.example/password#{secret}"),
        ] {
            let error = Cli::try_parse_from(["tienbo", &format!("{flag}={value}")]).expect_err(flag);
            let line = explain(&error);
            assert_eq!(line.lines().count(), 1, "{line}");
            assert!(line.starts_with(flag) && line.contains("(TIENBO_"), "{line}");
        }
        let alone = Cli::try_parse_from(["tienbo", "--oidc-audience=x"]).expect_err("alone");
        assert!(explain(&alone).starts_with("--oidc-"), "{}", explain(&alone));
    }
}
