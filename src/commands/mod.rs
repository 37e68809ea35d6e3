//! The commands, one file each. A command that fails says why in one line on the standard error.

mod audit;
mod backup;
mod beside;
mod demo;
mod health;
mod key;
mod migrate;
mod openapi;
mod serve;
mod user;

use std::ffi::OsString;
use std::io::Write;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};

use crate::config::{self, Config, DatabaseConfig};

/// The yearly programme of a Committee for the Advancement of Women as live obligations
#[derive(Debug, Parser)]
#[command(name = "tienbo", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the API
    Serve {
        #[command(flatten)]
        config: Config,
    },
    /// Build the demo of 2017 where it is missing, and serve it in its own time
    Demo(demo::Arguments),
    /// Bring the database up to date and stop
    Migrate {
        #[command(flatten)]
        config: DatabaseConfig,
    },
    /// Print the API description
    Openapi,
    /// Keep accounts
    #[command(subcommand)]
    User(user::UserCommand),
    /// Keep the keys that sign tokens
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Check the record
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Copy a SQLite database while it is in use
    Backup(backup::Arguments),
    /// Ask a service whether it is ready
    Health(health::Arguments),
}

/// Reads the command line and runs the command.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    match Cli::try_parse_from(arguments) {
        Ok(Cli { command }) => match dispatch(command) {
            Ok(()) => ExitCode::SUCCESS,
            Err(line) => refuse(&line, 1),
        },
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
            _ => refuse(&config::explain(&error), 2),
        },
    }
}

fn dispatch(command: Command) -> Result<(), String> {
    match command {
        Command::Serve { config } => serve::run(&config),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Migrate { config } => migrate::run(&config),
        Command::Openapi => openapi::run(),
        Command::User(command) => user::run(command),
        Command::Key(command) => key::run(command),
        Command::Audit(command) => audit::run(command),
        Command::Backup(arguments) => backup::run(&arguments),
        Command::Health(arguments) => health::run(&arguments),
    }
}

fn refuse(line: &str, code: u8) -> ExitCode {
    // Nobody is left to tell where even the standard error is closed.
    let _ = writeln!(std::io::stderr(), "tienbo: {}", line.replace('\n', " "));
    ExitCode::from(code)
}

/// Prints a line of what was asked for.
fn say(line: &str) -> Result<(), String> {
    writeln!(std::io::stdout(), "{line}").map_err(|error| format!("cannot print: {error}"))
}

/// Runs what needs a runtime.
fn block_on<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    actix_web::rt::System::new().block_on(work)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn refused(arguments: &[&str]) -> String {
        let error = Cli::try_parse_from(["tienbo"].iter().chain(arguments)).expect_err("refused");
        config::explain(&error)
    }

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn a_wrong_argument_is_one_line_that_names_it() {
        for (arguments, named) in [
            (vec!["serve", "--listen=x"], "--listen (TIENBO_LISTEN)"),
            (vec!["demo", "--now=yesterday"], "--now"),
            (vec!["demo", "--story=2025", "--scale=city"], "--story"),
            (vec!["user", "create", "--login=a", "--full-name=A", "--role=chair", "--agency=X"], "--role"),
            (vec!["audit", "verify", "--head=12"], "--head"),
            (vec!["health", "--url=https://x"], "--url"),
        ] {
            let line = refused(&arguments);
            assert_eq!(line.lines().count(), 1, "{line}");
            assert!(line.starts_with(named), "{line}");
        }
    }

    #[test]
    fn a_demo_begins_in_the_year_that_it_tells() {
        for (arguments, fits) in [
            (vec!["--now=2017-01-01T00:00:00+07:00"], true),
            (vec!["--now=2016-12-31T23:59:59+07:00"], false),
            (vec!["--now=2025-07-01T00:00:00+07:00"], false),
            (vec!["--story=2025", "--now=2025-07-01T00:00:00+07:00"], true),
            (vec!["--story=2025", "--now=2017-01-01T00:00:00+07:00"], false),
        ] {
            let cli = Cli::try_parse_from(["tienbo", "demo"].iter().chain(&arguments)).expect("arguments");
            let Command::Demo(demo) = cli.command else { panic!("another command") };
            assert_eq!(demo.fit().is_ok(), fits, "{arguments:?}");
        }
    }

    /// The settings in the help of each command.
    fn settings_of(command: &clap::Command, path: &str, found: &mut Vec<(String, Vec<String>)>) {
        let path = format!("{path} {}", command.get_name()).trim().to_owned();
        if command.get_subcommands().next().is_none() {
            let ours = |it: &&clap::Arg| it.get_env().is_some_and(|name| name != "TIENBO_HEALTH_URL");
            let shown = command.get_arguments().filter(ours).filter_map(|it| it.get_long().map(str::to_owned));
            found.push((path, shown.collect()));
        } else {
            command.get_subcommands().for_each(|it| settings_of(it, &path, found));
        }
    }

    #[test]
    fn the_help_of_a_command_shows_the_settings_that_it_uses_and_no_others() {
        let (mut found, all) = (Vec::new(), Config::settings());
        settings_of(&Cli::command(), "", &mut found);
        assert!(found.len() > 10, "{found:?}");
        for (command, shown) in found {
            let shown: Vec<&str> = shown.iter().map(String::as_str).collect();
            match command.strip_prefix("tienbo ").unwrap_or_default() {
                "serve" | "demo" => assert_eq!(shown.len(), all.len(), "{command}"),
                "openapi" | "health" => assert!(shown.is_empty(), "{command}: {shown:?}"),
                "key rotate" | "key withdraw" => assert_eq!(shown, ["database-url", "key-encryption-key-file"]),
                _ => assert_eq!(shown, ["database-url"], "{command}"),
            }
        }
    }

    #[test]
    fn serve_takes_no_setting_that_shifts_a_clock() {
        let command = Cli::command();
        let serve = command.find_subcommand("serve").expect("serve");
        for argument in serve.get_arguments().filter_map(|argument| argument.get_long()) {
            assert!(
                !argument.contains("now") && !argument.contains("clock") && !argument.contains("time"),
                "{argument}"
            );
        }
    }
}
