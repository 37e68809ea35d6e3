//! One SQLite file, one service. The lock is on a file beside the database, never on the database itself: closing that would
//! drop SQLite's own locks.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt as _;

use crate::kernel::sql::Target;

/// Held while the process lives, or until it is dropped; nothing on PostgreSQL, which many instances share.
#[derive(Debug)]
pub struct Lock(#[allow(dead_code, reason = "the lock lasts as long as the file is open")] Option<File>);

impl Lock {
    /// Takes the lock for a command, or says in one line who holds it.
    pub fn take(target: &Target, command: &str) -> Result<Self, String> {
        let Target::Sqlite(database) = target else { return Ok(Self(None)) };
        let path = format!("{database}.lock");
        let failed = |error: std::io::Error| {
            format!("--database-url (TIENBO_DATABASE_URL): cannot lock the database: {path}: {error}")
        };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(database, &path)),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        file.set_len(0).map_err(failed)?;
        writeln!(file, "tienbo {command}, process {}", std::process::id()).map_err(failed)?;
        Ok(Self(Some(file)))
    }
}

fn held(database: &str, path: &str) -> String {
    let holder = std::fs::read_to_string(path).unwrap_or_default();
    let holder = match holder.trim() {
        "" => "another process",
        known => known,
    };
    format!("the database {database} is in use by {holder}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::id::Id;

    #[test]
    fn a_second_one_is_told_in_one_line_who_holds_the_lock() {
        let path = std::env::temp_dir().join(format!("tienbo-{}.sqlite3", Id::fresh()));
        let target = Target::Sqlite(path.display().to_string());
        let first = Lock::take(&target, "serve").unwrap();
        let line = Lock::take(&target, "demo").unwrap_err();
        assert_eq!(line.lines().count(), 1);
        assert!(line.ends_with(&format!("is in use by tienbo serve, process {}", std::process::id())), "{line}");
        drop(first);
        assert!(Lock::take(&target, "demo").is_ok());
        std::fs::remove_file(format!("{}.lock", path.display())).unwrap();
    }
}
