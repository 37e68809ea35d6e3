//! The log: one JSON object a line for machines, or text for people, always to the standard error. It never holds a token, a
//! password, a header or a body: nobody logs one (`kernel::http::root_span` says what is logged of a request).

mod lines;

use std::io::IsTerminal;

use tracing::Subscriber;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

use crate::config::{Config, LogFormat};
use crate::logging::lines::Lines;

/// Keeps the log going. Dropped at the end, it writes what is left.
pub struct Log(#[allow(dead_code, reason = "its end is what counts")] Lines);

/// Starts the log as the settings say. Only the first call counts.
pub fn start(config: &Config) -> Log {
    let lines = Lines::to(std::io::stderr());
    let writer = lines.writer();
    // The server tells of its threads with every start; whoever wants to read that says so.
    let filter =
        EnvFilter::try_new(format!("actix_server=warn,{}", config.log)).unwrap_or_else(|_| EnvFilter::new("info"));
    // A second subscriber is refused, which in tests is right.
    let _ = match config.log_format {
        LogFormat::Json => {
            let log = fmt().json().flatten_event(true).with_span_list(false).with_env_filter(filter);
            tracing::subscriber::set_global_default(log.with_writer(writer).finish())
        }
        LogFormat::Text => {
            let log = fmt().with_ansi(std::io::stderr().is_terminal()).with_env_filter(filter);
            tracing::subscriber::set_global_default(log.with_writer(writer).finish())
        }
    };
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map(ToString::to_string).unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("no text");
        tracing::error!(location, message, "a panic");
    }));
    Log(lines)
}

/// A log of what goes wrong inside, for work of which every step would be a line; what is refused is told by who asked.
pub fn quiet() -> impl Subscriber + Send + Sync {
    fmt().with_ansi(false).with_max_level(tracing::Level::ERROR).with_writer(std::io::stderr).finish()
}
