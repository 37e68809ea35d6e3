//! The file with the demo's accounts, which only its owner reads.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::kernel::sql::Target;

/// An account to sign in with.
#[derive(Clone, Debug, Serialize)]
pub struct Account {
    /// The login; of a machine what it is called in the demo's data.
    pub login: String,
    /// How whoever holds it shows who he is.
    #[serde(flatten)]
    pub shown: Shown,
    /// The role.
    pub role: String,
    /// The code of the agency at which the role is held.
    pub agency_code: String,
}

/// How somebody shows who he is.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Shown {
    /// A person, at `/auth/login`.
    Person {
        /// The password.
        password: String,
    },
    /// A machine, at `/auth/token`.
    Machine {
        /// Its identifier.
        client_id: String,
        /// Its secret.
        client_secret: String,
    },
}

/// Where the file lies: beside the SQLite database, or under `./data`.
pub fn path_for(target: &Target) -> PathBuf {
    let folder = match target {
        Target::Sqlite(path) => Path::new(path).parent().unwrap_or(Path::new("")),
        Target::Postgres(_) => Path::new("./data"),
    };
    folder.join("demo-accounts.json")
}

/// Writes the file anew.
pub fn write(path: &Path, accounts: &[Account]) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", path.display());
    let text = serde_json::to_string_pretty(accounts).map_err(|error| error.to_string())?;
    // Removed first: the mode counts only for a new file.
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(failed)?;
    writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(failed)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::kernel::id::Id;

    #[test]
    fn only_the_owner_reads_the_accounts_whoever_could_read_the_file_before() {
        let path = std::env::temp_dir().join(format!("tienbo-{}.json", Id::fresh()));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        write(&path, &[]).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::read_to_string(&path).unwrap(), "[]\n");
        fs::remove_file(&path).unwrap();
    }
}
