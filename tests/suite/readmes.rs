//! The README in Vietnamese is the English one in other words: whatever a reader types or sets is the same, at the same place. So the tour
//! that the contract's checks take is the tour of both.

const ENGLISH: &str = include_str!("../../README.md");
const VIETNAMESE: &str = include_str!("../../README.vi.md");

/// The blocks of code of a page, each with how many headings stand above it and whether it is of the tour.
fn blocks(page: &str) -> Vec<(usize, bool, String)> {
    let (mut headings, mut of_tour, mut inside) = (0, false, None::<String>);
    let mut found = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            match inside.take() {
                Some(block) => found.push((headings, of_tour, block)),
                None => inside = Some(format!("{line}\n")),
            }
        } else if let Some(block) = &mut inside {
            block.push_str(line);
            block.push('\n');
        } else {
            headings += usize::from(line.starts_with('#'));
            of_tour = (of_tour || line == "<!-- tour -->") && line != "<!-- /tour -->";
        }
    }
    assert!(inside.is_none(), "every block ends");
    found
}

/// The settings of a page: flag, variable and default.
fn settings(page: &str) -> Vec<&str> {
    let rows = page.lines().filter(|line| line.starts_with("| `--"));
    rows.map(|line| line.rsplit_once(" | ").map_or(line, |(row, _)| row)).collect()
}

#[test]
fn both_readmes_show_the_same_commands_at_the_same_places() {
    let (english, vietnamese) = (blocks(ENGLISH), blocks(VIETNAMESE));
    assert!(english.iter().filter(|(_, of_tour, _)| *of_tour).count() > 10, "the page was read");
    for (ours, theirs) in vietnamese.iter().zip(&english) {
        assert_eq!(ours, theirs);
    }
    assert_eq!(vietnamese.len(), english.len());
}

#[test]
fn both_readmes_name_the_same_settings() {
    assert!(settings(ENGLISH).len() > 20, "the page was read");
    assert_eq!(settings(VIETNAMESE), settings(ENGLISH));
}

#[test]
fn each_readme_leads_to_the_other() {
    let beginning = |page: &str| page.lines().take(3).collect::<Vec<_>>().join("\n");
    assert!(beginning(ENGLISH).contains("(README.vi.md)"));
    assert!(beginning(VIETNAMESE).contains("(README.md)"));
}
