//! What may become a part of the program, held against the lock file.

const LOCK: &str = include_str!("../../Cargo.lock");

fn values(key: &str) -> Vec<&'static str> {
    let opening = format!("{key} = \"");
    LOCK.lines().filter_map(|line| line.strip_prefix(opening.as_str())?.strip_suffix('"')).collect()
}

#[test]
fn one_library_does_cryptography_and_none_of_the_machines_own_is_needed() {
    // The lock file names some that no feature turns on; the tree has what is compiled.
    let users_of = |package: &str| {
        let arguments = ["tree", "--locked", "--offline", "--edges", "normal,build", "--invert", package];
        let tree = std::process::Command::new(env!("CARGO")).args(arguments).output().expect("cargo runs");
        String::from_utf8_lossy(&tree.stdout).into_owned()
    };
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
