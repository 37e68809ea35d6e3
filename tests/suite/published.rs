//! Migrations are append-only: `migrations/published.txt` has the SHA-256 of each file, as `sha256sum` writes it.

use std::collections::BTreeSet;
use std::path::Path;

use crate::harness::sha256;

const LIST: &str = include_str!("../../migrations/published.txt");

/// What is wrong with a folder by a list, one line for each file.
fn wrongs(folder: &Path, list: &str) -> Vec<String> {
    let mut wrongs = Vec::new();
    let mut listed = BTreeSet::new();
    for line in list.lines() {
        let (digest, name) = line.split_once("  ").expect("a digest and a file");
        listed.insert(name.to_owned());
        let what = match std::fs::read(folder.join(name)) {
            Err(_) => "is gone",
            Ok(bytes) if sha256(&bytes) != digest => "was changed",
            Ok(_) => continue,
        };
        wrongs.push(format!("migrations/{name} {what}: published migrations are append-only: write a new one"));
    }
    for name in files(folder).difference(&listed) {
        wrongs.push(format!("migrations/{name} is new: add its line to migrations/published.txt (sha256sum)"));
    }
    wrongs
}

/// The files in the folders of a folder, by their paths below it.
fn files(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.parent() != Some(folder) {
                found.insert(path.strip_prefix(folder).expect("below it").to_str().expect("a name").to_owned());
            }
        }
    }
    found
}

#[test]
fn no_published_migration_changes() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    assert!(LIST.lines().count() > 20, "the list is read");
    assert_eq!(wrongs(&folder, LIST), Vec::<String>::new());
}

#[test]
fn what_is_changed_gone_renamed_or_new_is_told() {
    let folder = crate::harness::folder().join("migrations");
    let file = |name: &str| folder.join(name).join("up.sql");
    for name in ["sqlite/1_one", "sqlite/2_two", "postgres/1_one"] {
        std::fs::create_dir_all(folder.join(name)).unwrap();
        std::fs::write(file(name), name).unwrap();
    }
    let line = |name: &str| format!("{}  {name}/up.sql\n", sha256(name.as_bytes()));
    let list = ["postgres/1_one", "sqlite/1_one", "sqlite/2_two"].map(line).concat();
    assert_eq!(wrongs(&folder, &list), Vec::<String>::new());
    let told = |what: &str| wrongs(&folder, &list).iter().filter(|it| it.contains(what)).count();
    std::fs::write(file("sqlite/1_one"), "another").unwrap();
    assert_eq!(told("sqlite/1_one/up.sql was changed: published migrations are append-only: write a new one"), 1);
    std::fs::rename(folder.join("sqlite/2_two"), folder.join("sqlite/3_two")).unwrap();
    assert_eq!(told("sqlite/2_two/up.sql is gone: published migrations are append-only: write a new one"), 1);
    assert_eq!(told("sqlite/3_two/up.sql is new"), 1);
    assert_eq!(wrongs(&folder, &list).len(), 3);
}
