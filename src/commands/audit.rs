//! `tienbo audit`.

use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{BufReader, BufWriter};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use diesel::connection::SimpleConnection as _;
use diesel::prelude::*;
use indicatif::{ProgressBar, ProgressStyle};

use super::{beside, say};
use crate::agencies;
use crate::attachments;
use crate::chapters;
use crate::config::DatabaseConfig;
use crate::kernel::crypto;
use crate::kernel::held::{self, Fault, Found};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::seal::bundle::{self, Checked};
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
        /// Follow the chain of a bundle that `tienbo audit export` wrote instead; no database is needed
        #[arg(long)]
        bundle: Option<PathBuf>,
        #[command(flatten)]
        config: DatabaseConfig,
    },
    /// Write the sealed record into a bundle, which `tienbo audit verify --bundle` follows without any database
    Export {
        /// Where to; it must not be there yet
        #[arg(long)]
        to: PathBuf,
        /// The code of an agency: what belongs to it and to those below it, or was done for them and belongs to nobody, is written in
        /// full, the rest by its digests; so is what tells of evidence of inspections
        #[arg(long)]
        agency: Option<String>,
        #[command(flatten)]
        config: DatabaseConfig,
    },
    /// Print the head of the chain as position:hash, to be kept elsewhere
    Head {
        #[command(flatten)]
        config: DatabaseConfig,
    },
}

/// Runs one of them.
pub fn run(command: AuditCommand) -> Result<(), String> {
    let unreadable = |error: diesel::result::Error| format!("cannot read the record: {error}");
    match command {
        AuditCommand::Verify { head, bundle: Some(bundle), .. } => verify_bundle(&bundle, head.as_ref()),
        AuditCommand::Export { to, agency, config } => {
            let mut connection = beside::connect(&config)?;
            export(&mut connection, &to, agency)
        }
        AuditCommand::Verify { head, bundle: None, config } => {
            let mut connection = beside::connect(&config)?;
            hold_still(&mut connection)?;
            let bar =
                bar(seal::head(&mut connection).map_err(unreadable)?.position, "following the chain of the record");
            let passed = |entries: i64| bar.set_position(u64::try_from(entries).unwrap_or_default());
            let verdict = seal::verify(&mut connection, head.as_ref(), passed).map_err(unreadable)?;
            bar.finish_and_clear();
            report(&mut connection, verdict)
        }
        AuditCommand::Head { config } => {
            let mut connection = beside::connect(&config)?;
            let Head { position, hash } = seal::head(&mut connection).map_err(unreadable)?;
            say(&format!("{position}:{hash}"))
        }
    }
}

/// Writes a bundle. Its file is its owner's alone, and appears whole or not at all.
fn export(connection: &mut AnyConnection, to: &Path, agency: Option<String>) -> Result<(), String> {
    let within: Option<HashSet<Id>> = match &agency {
        None => None,
        Some(code) => Some(agencies::below_code(connection, code).map_err(|problem| problem.to_string())?),
    };
    if within.as_ref().is_some_and(HashSet::is_empty) {
        return Err("there is no agency of that code".to_owned());
    }
    hold_still(connection)?;
    let is_within = |id: Option<Id>| within.as_ref().is_some_and(|it| id.is_some_and(|id| it.contains(&id)));
    let unwritable = |error: std::io::Error| format!("cannot write {}: {error}", to.display());
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to).map_err(unwritable)?;
    let entries = seal::head(connection).map_err(|error| error.to_string())?.position;
    let bar = bar(entries, "writing the record");
    let written = bundle::export(
        connection,
        &mut BufWriter::new(&file),
        agency,
        |connection, entry| {
            if within.is_none() {
                return Ok(true);
            }
            // Whose an object is decides; whoever acted, only where it is nobody's.
            let keeper = entry.owner_agency_id.or(entry.actor_agency_id);
            Ok(is_within(keeper) && !attachments::tells_of_evidence(connection, entry)?)
        },
        |entries| bar.set_position(u64::try_from(entries).unwrap_or_default()),
    );
    bar.finish_and_clear();
    let written = written.map_err(|error| error.to_string()).and_then(|head| {
        file.sync_all().map_err(unwritable)?;
        say(&format!("{}:{}", head.position, head.hash))
    });
    if written.is_err() {
        // Half a bundle would be taken for one.
        drop(std::fs::remove_file(to));
    }
    written
}

fn verify_bundle(path: &Path, head: Option<&Head>) -> Result<(), String> {
    let file = File::open(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let Checked { entries, digests, left_out, apart, head: last } =
        bundle::check(BufReader::new(file), head).map_err(|fault| fault.to_string())?;
    say(&format!("the bundle is whole: {entries} entries in full, {digests} by their digests"))?;
    if left_out > 0 {
        say(&format!(
            "{left_out} entries of the first form are left out, and {apart} stand before them: no head vouches for these"
        ))?;
    }
    let Head { position, hash } = last.ok_or("the bundle has no head")?;
    say(&format!("{position}:{hash}"))
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
        faults.extend(held::misspelt_in(connection, resource, part.table, part.by).map_err(unreadable)?);
    }
    if faults.is_empty() {
        return say(&format!("the tables are as it tells: {objects} objects"));
    }
    let lines: Vec<String> = faults.iter().map(Fault::to_string).collect();
    Err(lines.join("; "))
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
