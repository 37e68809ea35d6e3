//! The key-encryption key: what opens the private halves of the signing keys, in a file outside the database.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::kernel::crypto;
use crate::kernel::id::Id;

/// What everybody but the owner may do with a file.
const OF_OTHERS: u32 = 0o077;

/// 32 bytes as base64url in a file that only its owner may touch. Made when the file is missing: whole or not at all, so that of
/// several that start at once one makes it and all read it. A file that others may read, and one that holds no key, are errors,
/// in a line to print.
pub fn encryption_key(path: &Path) -> Result<[u8; 32], String> {
    if let Some(key) = read(path)? {
        return Ok(key);
    }
    make(path)?;
    read(path)?.ok_or_else(|| format!("the key-encryption key {} went away", path.display()))
}

/// The key in a file; none where there is no file.
fn read(path: &Path) -> Result<Option<[u8; 32]>, String> {
    let shown = path.display();
    let failed = |error: std::io::Error| format!("cannot read the key-encryption key {shown}: {error}");
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    // Of the file that is open, and not of one that takes its place meanwhile.
    let about = file.metadata().map_err(failed)?;
    let mode = about.permissions().mode() & 0o7777;
    if about.is_file() && mode & OF_OTHERS != 0 {
        return Err(format!(
            "the key-encryption key {shown} is open to others than its owner (mode {mode:04o}): whoever reads it can sign as \
             anybody; run `chmod 600 {shown}`"
        ));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed)?;
    let key = std::str::from_utf8(&bytes)
        .ok()
        .and_then(|text| crypto::from_base64url(text.trim()))
        .and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    key.map(Some).ok_or_else(|| format!("{shown} does not hold a key-encryption key: 32 bytes as base64url"))
}

/// Makes a key in a file beside, and gives it the name unless another has it meanwhile.
fn make(path: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot create the key-encryption key {}: {error}", path.display());
    let key = crypto::random::<32>().map_err(|error| error.to_string())?;
    let beside = beside(path);
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut file| writeln!(file, "{}", crypto::base64url(&key)).and_then(|()| file.sync_all()));
    let named = written.and_then(|()| name(&beside, path));
    // It has another name now, or none is wanted; where it cannot be removed it holds a key that opens nothing.
    let _ = fs::remove_file(&beside);
    named.map_err(failed)
}

/// A link takes no name that is taken already: whoever comes second reads what the first has made.
fn name(beside: &Path, path: &Path) -> std::io::Result<()> {
    match fs::hard_link(beside, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
        // Its name has to last as the key does.
        Ok(()) => match path.parent().filter(|it| !it.as_os_str().is_empty()) {
            Some(folder) => File::open(folder)?.sync_all(),
            None => File::open(".")?.sync_all(),
        },
    }
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}", Id::fresh()));
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fresh_path() -> PathBuf {
        std::env::temp_dir().join(format!("tienbo-{}.key", Id::fresh()))
    }

    #[test]
    fn the_key_encryption_key_is_made_once_and_only_its_owner_reads_it() {
        let path = fresh_path();
        let made = encryption_key(&path).unwrap();
        assert_eq!(encryption_key(&path).unwrap(), made);
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        for mode in [0o640, 0o604, 0o620, 0o644] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            let line = encryption_key(&path).unwrap_err();
            assert!(line.contains("chmod 600") && line.lines().count() == 1, "{line}");
        }
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        assert_eq!(encryption_key(&path).unwrap(), made);
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_is_no_key_is_said_to_be_none() {
        let path = fresh_path();
        encryption_key(&path).unwrap();
        for text in [&b""[..], b"short", b"\xff\xfe", &[b'A'; 44]] {
            fs::write(&path, text).unwrap();
            assert!(encryption_key(&path).unwrap_err().contains("does not hold a key"), "{text:?}");
        }
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn all_that_start_at_once_have_the_same_key() {
        let path = fresh_path();
        let keys: Vec<[u8; 32]> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..8).map(|_| scope.spawn(|| encryption_key(&path).unwrap())).collect();
            all.into_iter().map(|it| it.join().unwrap()).collect()
        });
        assert!(keys.iter().all(|it| *it == keys[0]));
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let beside = |entry: std::io::Result<fs::DirEntry>| {
            let found = entry.unwrap().file_name().to_string_lossy().into_owned();
            found.starts_with(&name) && found != name
        };
        assert!(!fs::read_dir(std::env::temp_dir()).unwrap().any(beside), "nothing is left beside it");
        fs::remove_file(&path).unwrap();
    }
}
