//! What the rooms of the house hold, read from the sources as they stand: a rule is found behind one door.

use std::path::PathBuf;

use crate::imports::{root, sources};

/// A source file: its path below `src`, and its lines up to its tests, which stand at its end.
struct Source {
    path: String,
    lines: Vec<String>,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        let lines = text.lines().take_while(|line| *line != "#[cfg(test)]").map(str::to_owned).collect();
        Self { path: path.to_owned(), lines }
    }

    /// Every file of the program, without those that are tests.
    fn all() -> Vec<Self> {
        let read = |path: PathBuf| {
            let below = path.strip_prefix(root()).unwrap().to_string_lossy().into_owned();
            Self::new(&below, &std::fs::read_to_string(&path).unwrap())
        };
        let found: Vec<Self> = sources().into_iter().filter(|it| !it.ends_with("tests.rs")).map(read).collect();
        assert!(found.len() > 200, "the sources were read");
        found
    }

    /// Those of chapters: a chapter is a folder with a policy, other than the kernel's that all of them are judged by.
    fn of_chapters() -> Vec<Self> {
        let all = Self::all();
        let chapters: Vec<String> = all
            .iter()
            .filter_map(|it| it.path.strip_suffix("/policy.rs"))
            .filter(|it| *it != "kernel")
            .map(|it| format!("{it}/"))
            .collect();
        assert!(chapters.len() >= 8, "the chapters were found");
        all.into_iter().filter(|it| chapters.iter().any(|chapter| it.path.starts_with(chapter))).collect()
    }

    /// Whether it is `rules.rs`, or stands in a folder `rules`.
    fn is_in(&self, room: &str) -> bool {
        self.path.ends_with(&format!("/{room}.rs")) || self.path.contains(&format!("/{room}/"))
    }

    /// Where a line stands, and what it says.
    fn line(&self, index: usize) -> String {
        format!("src/{}:{}: {}", self.path, index + 1, self.lines[index].trim())
    }
}

/// Codes that tell of the request, of who asks, and of ourselves: no rule of the domain says them.
const TECHNICAL: &[&str] =
    &["Internal", "NotFound", "InvalidCredentials", "InvalidToken", "Overloaded", "TooManyAttempts"];

/// How a comment begins that says why a code stands outside the rules.
const WHY: &str = "// Judged here";

/// So many lines below such a comment it still speaks of them.
const SPEAKS_OF: usize = 3;

/// The codes of the domain that a line names.
fn domain_codes(line: &str) -> Vec<&str> {
    let code = line.split("//").next().unwrap_or_default();
    code.match_indices("Code::")
        .filter(|(at, _)| !code[..*at].ends_with(|before: char| before.is_alphanumeric() || before == '_'))
        .map(|(at, found)| &code[at + found.len()..])
        .map(|rest| &rest[..rest.find(|it: char| !it.is_alphanumeric()).unwrap_or(rest.len())])
        .filter(|name| !TECHNICAL.contains(name))
        .collect()
}

/// The lines of a file that judge where nobody looks for a rule. Handlers judge nothing. Elsewhere stand the codes of a table's
/// keys, and whatever says why: what a lock or a key decides would race anywhere else.
fn misplaced(source: &Source) -> Vec<String> {
    if ["policy", "workflow", "rules"].iter().any(|room| source.is_in(room)) {
        return Vec::new();
    }
    let (mut in_keys, mut explained, mut wrong) = (false, None, Vec::new());
    for (index, line) in source.lines.iter().enumerate() {
        in_keys = (in_keys || line.starts_with("const CONSTRAINTS:")) && line != "];";
        if line.trim_start().starts_with(WHY) {
            explained = Some(index);
        }
        let is_explained = explained.is_some_and(|at| index - at <= SPEAKS_OF) && !source.is_in("api");
        if !in_keys && !is_explained && !domain_codes(line).is_empty() {
            wrong.push(source.line(index));
        }
    }
    wrong
}

/// What a rule has no use for: what it looks at is passed in.
const IMPURE: &[&str] = &[
    "diesel",
    "actix",
    "tokio",
    "crate::schema",
    "kernel::clock",
    "kernel::db",
    "kernel::http",
    "kernel::sql",
    "AnyConnection",
    "Instant::of_machine",
    "SystemTime",
    "Utc::now",
    ".now()",
];

/// The lines of a rule that reach for a database, a request or a clock.
fn impure(source: &Source) -> Vec<String> {
    let is_impure = |line: &str| IMPURE.iter().any(|word| line.split("//").next().unwrap_or_default().contains(word));
    (0..source.lines.len()).filter(|index| is_impure(&source.lines[*index])).map(|index| source.line(index)).collect()
}

#[test]
fn a_rule_is_found_behind_one_door() {
    let wrong: Vec<String> = Source::of_chapters().iter().flat_map(misplaced).collect();
    assert!(wrong.is_empty(), "these belong into rules.rs, or say why not (`{WHY}: …`):\n{}", wrong.join("\n"));
}

#[test]
fn a_rule_looks_at_nothing_but_what_it_is_given() {
    let all = Source::of_chapters();
    let rules: Vec<&Source> = all.iter().filter(|it| it.is_in("rules") || it.is_in("workflow")).collect();
    assert!(rules.len() > 25, "the rules were found");
    let wrong: Vec<String> = rules.into_iter().flat_map(impure).collect();
    assert!(wrong.is_empty(), "a rule that reaches for a database, a request or a clock:\n{}", wrong.join("\n"));
}

#[test]
fn what_is_misplaced_is_seen() {
    let seen = |path: &str, text: &str| misplaced(&Source::new(path, text)).len();
    let judges = "    Err(Problem::of(Code::NumberTaken))\n";
    assert_eq!(seen("agencies/agencies/api.rs", judges), 1);
    assert_eq!(seen("agencies/agencies/store.rs", judges), 1);
    assert_eq!(seen("agencies/agencies/store/items.rs", judges), 1);
    assert_eq!(seen("agencies/agencies/loose.rs", judges), 1);
    assert_eq!(seen("agencies/agencies/rules.rs", judges), 0);
    assert_eq!(seen("agencies/agencies/rules/more.rs", judges), 0);
    let explained = format!("    // Judged here: the key decides.\n{judges}");
    assert_eq!(seen("agencies/agencies/store.rs", &explained), 0);
    assert_eq!(seen("agencies/agencies/api.rs", &explained), 1, "handlers judge nothing, whatever they say");
    let keys = format!("const CONSTRAINTS: &[Constraint] = &[\n    Unique {{ code: Code::IdTaken }},\n];\n{judges}");
    assert_eq!(seen("agencies/agencies/store.rs", &keys), 1, "the key's code may stand there, the other may not");
    for harmless in ["Problem::of(Code::NotFound)", "StatusCode::CONFLICT", "/// as [`Code::Blocked`]"] {
        assert_eq!(seen("agencies/agencies/api.rs", harmless), 0, "{harmless}");
    }
    let tested = format!("fn a() {{}}\n#[cfg(test)]\nmod tests {{\n{judges}}}\n");
    assert_eq!(seen("agencies/agencies/api.rs", &tested), 0, "tests name the codes that they expect");
    let reaches = |text: &str| impure(&Source::new("agencies/agencies/rules.rs", text)).len();
    assert_eq!(reaches("use crate::kernel::sql::AnyConnection;\nuse diesel::prelude::*;\n"), 2);
    assert_eq!(reaches("use crate::kernel::deadline;\n// as in diesel\n"), 0);
}
