//! `docs/promises.md` says of each promise where it is held: the tests that it names are there.

use std::path::Path;

const PAGE: &str = include_str!("../../docs/promises.md");

#[test]
fn every_test_that_a_promise_names_is_there() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite");
    let named: Vec<&str> = PAGE.split('`').skip(1).step_by(2).filter(|it| it.contains("::")).collect();
    assert!(named.len() > 40, "the page was read");
    for name in named {
        let (file, test) = name.split_once("::").unwrap();
        let source = std::fs::read_to_string(folder.join(format!("{file}.rs")));
        let source = source.unwrap_or_else(|_| panic!("{name}: there is no such file"));
        assert!(source.contains(&format!("fn {test}(")), "{name}: there is no such test");
    }
}
