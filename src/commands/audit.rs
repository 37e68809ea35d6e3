//! `tienbo audit`.

use clap::Subcommand;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;

use super::{beside, say};
use crate::attachments::{self, Files};
use crate::config::Config;
use crate::extensions::{self, Subjects};
use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::seal::{self, Head, Verdict};
use crate::kernel::sql::AnyConnection;
use crate::kernel::sql::schema::journal_entries;

/// What can be done with the record.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// Walk the chain of the record, and compare the attachments and what extensions are for with it; the first broken entry,
    /// file or extension is named, and the command fails
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
            report_extensions(connection)?;
            report_files(connection)?;
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

/// The chain vouches for what it says of extensions, which no foreign key ties to what they are for.
fn report_extensions(connection: &mut AnyConnection) -> Result<(), String> {
    match extensions::verify(connection).map_err(|problem| format!("cannot read the extensions: {problem}"))? {
        Subjects::Whole => Ok(()),
        Subjects::Altered(id) => Err(format!("extensions {id}: what it is for is not as the record tells of it")),
    }
}

/// The chain vouches for what it says of files, and so for the files.
fn report_files(connection: &mut AnyConnection) -> Result<(), String> {
    match attachments::verify(connection).map_err(|problem| format!("cannot read the attachments: {problem}"))? {
        Files::Whole(number) => say(&format!("the attachments are as they were sent: {number}")),
        Files::Altered(id) => Err(format!("attachments {id}: the file is not as the record tells of it")),
    }
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
