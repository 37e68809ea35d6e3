//! What may become a part of the program, held against the lock file.

const LOCK: &str = include_str!("../../Cargo.lock");

fn values(key: &str) -> Vec<&'static str> {
    let opening = format!("{key} = \"");
    LOCK.lines().filter_map(|line| line.strip_prefix(opening.as_str())?.strip_suffix('"')).collect()
}

/// The lock file names some packages that no feature turns on; the tree has what is compiled.
fn tree(arguments: &[&str]) -> String {
    let what = ["tree", "--locked", "--offline", "--edges", "normal,build"];
    let tree = std::process::Command::new(env!("CARGO")).args(what).args(arguments).output().expect("cargo runs");
    String::from_utf8_lossy(&tree.stdout).into_owned()
}

/// Licences that ask for no more than their notice.
const LICENCES: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_licence_is_permissive() {
    let packages = tree(&["--prefix", "none", "--format", "{l}|{p}"]);
    assert!(packages.lines().count() > 100, "the tree is read");
    for line in packages.lines() {
        let (licence, package) = line.split_once('|').expect("a licence and a package");
        let mut words =
            licence.split([' ', '/', '(', ')']).filter(|word| !matches!(*word, "" | "AND" | "OR")).peekable();
        assert!(words.peek().is_some(), "{package} has no licence");
        for word in words {
            assert!(LICENCES.contains(&word), "{package}: {licence}");
        }
    }
}

#[test]
fn one_library_does_cryptography_and_none_of_the_machines_own_is_needed() {
    let users_of = |package: &str| tree(&["--invert", package]);
    assert!(users_of("aws-lc-rs").contains("tienbo") && users_of("openssl-sys").contains("pq-sys"), "the tree is read");
    // OpenSSL is here for libpq alone, through openssl-sys.
    for unwanted in ["ring", "sha2", "native-tls", "openssl"] {
        assert_eq!(users_of(unwanted), "", "{unwanted} came with a dependency");
    }
}

#[test]
fn every_dependency_comes_from_the_registry() {
    let sources = values("source");
    assert!(sources.len() > 100, "the list is read");
    for source in sources {
        assert_eq!(source, "registry+https://github.com/rust-lang/crates.io-index");
    }
}
