//! `tienbo user`.

use std::io::{BufRead, IsTerminal, Write};
use std::process::{Command, Stdio};

use clap::{Args, Subcommand, ValueEnum};

use super::{beside, block_on, say};
use crate::accounts::passwords::Hasher;
use crate::accounts::{NewAdministrator, create_administrator};
use crate::config::DatabaseConfig;
use crate::kernel::crypto;

/// The variable that a password may come from.
const VARIABLE: &str = "TIENBO_PASSWORD";

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub enum UserCommand {
    /// Enter an administrator: the first of an installation, or one more
    ///
    /// The password is read from the standard input, or from TIENBO_PASSWORD; where both are empty one is made and printed.
    Create(NewUser),
}

/// An account to enter.
#[derive(Debug, Args)]
pub struct NewUser {
    /// The name to sign in with
    #[arg(long)]
    login: String,
    /// The name on the record
    #[arg(long)]
    full_name: String,
    /// The role; everybody else is entered through the API, where it is on record who did it
    #[arg(long, value_enum)]
    role: CommandRole,
    /// The code of the agency that is administrated, with everything below it
    #[arg(long)]
    agency: String,
    /// The name of that agency, to found it in an empty installation
    #[arg(long)]
    agency_name: Option<String>,
    #[command(flatten)]
    config: DatabaseConfig,
}

/// The role that a command gives.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum CommandRole {
    /// Keeps accounts, grants and catalogues
    Admin,
}

/// Runs one of them.
pub fn run(command: UserCommand) -> Result<(), String> {
    let UserCommand::Create(new) = command;
    let (password, made) = password()?;
    let administrator = NewAdministrator {
        login: new.login.clone(),
        full_name: new.full_name,
        password: password.clone(),
        agency_code: new.agency,
        agency_name: new.agency_name,
    };
    let id = block_on(async {
        let db = beside::open(&new.config, "user create")?;
        let hasher = Hasher::new().map_err(|problem| format!("cannot hash passwords: {problem}"))?;
        create_administrator(&db, &hasher, administrator).await
    })?;
    say(&format!("entered {} ({id})", new.login))?;
    if made { say(&format!("password {password}")) } else { Ok(()) }
}

/// The password, and whether it was made here.
fn password() -> Result<(String, bool), String> {
    let given = match std::env::var(VARIABLE) {
        Ok(password) => password,
        Err(_) => ask()?,
    };
    if !given.is_empty() {
        return Ok((given, false));
    }
    let made = crypto::random::<15>().map_err(|error| error.to_string())?;
    Ok((crypto::base64url(&made), true))
}

/// One line of the standard input; a person is asked, and does not see what they type.
fn ask() -> Result<String, String> {
    let failed = |error: std::io::Error| format!("cannot read the password: {error}");
    let person = std::io::stdin().is_terminal();
    if person {
        write!(std::io::stderr(), "Password (empty: one is made): ").map_err(failed)?;
        echo(false);
    }
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    if person {
        echo(true);
        writeln!(std::io::stderr()).map_err(failed)?;
    }
    read.map_err(failed)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Whether the terminal shows what is typed. Where it cannot be told so, it shows it.
fn echo(on: bool) {
    let mode = if on { "echo" } else { "-echo" };
    let _ = Command::new("stty").arg(mode).stdin(Stdio::inherit()).status();
}
