//! `tienbo audit`.

use clap::Subcommand;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use super::{beside, say};
use crate::chapters;
use crate::config::Config;
use crate::kernel::crypto;
use crate::kernel::held::{self, Fault, Found};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::seal::{self, Head, Verdict};
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::journal_entries;

/// What can be done with the record.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk the chain of the record, and compare every row and every attachment with it; the first broken entry, or whatever is
    /// not as the record tells of it, is named, and the command fails
    Verify {
        /// A head that was kept elsewhere, as position:hash; it must still be in the chain
        #[arg(long, value_parser = head)]
        head: Option<Head>,
        #[command(flatten)]
        config: Config,
    },
    /// Print the head of the chain as position:hash, to be kept elsewhere
    Head {
        #[command(flatten)]
        config: Config,
    },
}

/// Runs one of them.
pub fn run(command: AuditCommand) -> Result<(), String> {
    let unreadable = |error: diesel::result::Error| format!("cannot read the record: {error}");
    match command {
        AuditCommand::Verify { head, config } => {
            let mut connection = beside::connect(&config)?;
            hold_still(&mut connection)?;
            let verdict = seal::verify(&mut connection, head.as_ref()).map_err(unreadable)?;
            report(&mut connection, verdict)
        }
        AuditCommand::Head { config } => {
            let mut connection = beside::connect(&config)?;
            let Head { position, hash } = seal::head(&mut connection).map_err(unreadable)?;
            say(&format!("{position}:{hash}"))
        }
    }
}

/// One state of the record for the whole walk, which takes as long as it takes.
fn hold_still(connection: &mut AnyConnection) -> Result<(), String> {
    if !connection.is_postgres() {
        return Ok(());
    }
    let settings = "SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
                    BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
    connection.batch_execute(settings).map_err(|error| format!("cannot read the record: {error}"))
}

fn report(connection: &mut AnyConnection, verdict: Verdict) -> Result<(), String> {
    match verdict {
        Verdict::Whole { head, unsealed } => {
            say(&format!("the record is whole: {} entries sealed, {unsealed} not yet", head.position))?;
            report_tables(connection, head.position + unsealed)?;
            say(&format!("{}:{}", head.position, head.hash))
        }
        Verdict::Broken { position, sequence, finding } => {
            let named = named(connection, sequence).map(|(resource, id)| format!(" ({resource} {id})"));
            Err(format!("broken at position {position}, sequence {sequence}{}: {finding}", named.unwrap_or_default()))
        }
        Verdict::HeadMissing { position, ends_at } if ends_at < position => Err(format!(
            "the record was cut off behind position {ends_at}: the head at position {position} is not in it any more"
        )),
        Verdict::HeadMissing { position, .. } => Err(format!(
            "the head at position {position} is not in the chain: the record was rewritten after it was kept"
        )),
    }
}

/// The chain vouches for what it says of every row, and so for the rows.
fn report_tables(connection: &mut AnyConnection, entries: i64) -> Result<(), String> {
    let unreadable = |problem: Problem| format!("cannot compare the tables with the record: {problem}");
    let bar = bar(entries, "comparing the tables with the record");
    let passed = |entries: i64| bar.set_position(u64::try_from(entries).unwrap_or_default());
    let Found { objects, mut faults } = held::verify(connection, &chapters::held(), passed).map_err(unreadable)?;
    bar.finish_and_clear();
    for (resource, part) in chapters::parts() {
        let stray = held::stray(connection, part).map_err(unreadable)?;
        let what = || format!("a part of it is left in {}, and it is gone", part.table);
        faults.extend(stray.map(|id| Fault { resource, id, what: what() }));
    }
    if faults.is_empty() {
        return say(&format!("the tables are as it tells: {objects} objects"));
    }
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    Err(lines.join("\n"))
}

/// What an operator sees of a walk that takes minutes; nothing where nobody looks.
fn bar(whole: i64, what: &'static str) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(whole).unwrap_or_default());
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} entries, {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar.set_message(what);
    bar
}

/// What an entry tells of, if it is still there.
fn named(connection: &mut AnyConnection, sequence: i64) -> Option<(String, Id)> {
    journal_entries::table
        .find(sequence)
        .select((journal_entries::resource, journal_entries::resource_id))
        .first(connection)
        .ok()
}

fn head(text: &str) -> Result<Head, String> {
    let read = text.split_once(':').and_then(|(position, hash)| {
        let position = position.parse().ok()?;
        crypto::is_sha256(hash).then(|| Head { position, hash: hash.to_owned() })
    });
    read.ok_or_else(|| "it is no position:hash as `tienbo audit head` prints it".to_owned())
}
