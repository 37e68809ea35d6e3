//! The rules of a group of operations as Markdown, in either language.

use std::fmt::Write;

use super::diagram::{in_words, path};
use crate::chapters;
use crate::kernel::chapter::Tag;
use crate::kernel::wording::Say;
use crate::kernel::workflow::{Workflow, describe_who};

/// The groups by name, each a link to its place on the page.
pub fn contents(say: Say) -> String {
    let links: Vec<String> = chapters::tags().map(|tag| format!("[{0}](#/{0})", tag.name)).collect();
    format!("**{}** {}\n", say("Contents."), links.join(" · "))
}

/// What a group is about, and its rules.
pub fn of_group(tag: &Tag, say: Say) -> String {
    let mut text = format!("{}\n", say(tag.about));
    reads(&mut text, tag, say);
    rules(&mut text, tag, say);
    for workflow in chapters::workflows().filter(|it| tag.tells_of(it.resource())) {
        moves(&mut text, workflow, say);
    }
    text
}

fn reads(text: &mut String, tag: &Tag, say: Say) {
    let rows: Vec<[String; 4]> = chapters::reads()
        .filter(|rule| rule.resources.split(", ").any(|resource| tag.tells_of(resource)))
        .map(|rule| rule.describe(say))
        .collect();
    table(text, say("Who may read what"), &["resources", "which", "of whom", "who"].map(say), &rows);
}

fn rules(text: &mut String, tag: &Tag, say: Say) {
    let rows: Vec<[String; 3]> = chapters::rules()
        .filter(|rule| tag.tells_of(rule.resource))
        .map(|rule| [rule.resource.to_owned(), rule.action.to_owned(), describe_who(rule.who, say)])
        .collect();
    table(text, say("Who may do what"), &["resource", "action", "who"].map(say), &rows);
}

fn moves(text: &mut String, workflow: &dyn Workflow, say: Say) {
    let title = format!("{}: {}", say("How it moves"), workflow.resource());
    table(text, &title, &["from", "action", "to", "who", "needs"].map(say), &workflow.describe(say));
    let _ = writeln!(text, "\n[![{}]({path})]({path})", in_words(workflow, say), path = path(workflow.resource()));
}

/// A table with its title, where there is anything in it.
fn table<const WIDTH: usize>(text: &mut String, title: &str, head: &[&str; WIDTH], rows: &[[String; WIDTH]]) {
    if rows.is_empty() {
        return;
    }
    // Writing to a String cannot fail.
    let _ = write!(text, "\n#### {title}\n\n| {} |\n|{}\n", head.join(" | "), "---|".repeat(WIDTH));
    for cells in rows {
        let _ = writeln!(text, "{}", row(cells));
    }
}

/// A line of a table. Some phrases lead on to the next cell by a comma, which would stand at the end of theirs.
fn row<const WIDTH: usize>(cells: &[String; WIDTH]) -> String {
    format!("| {} |", cells.each_ref().map(|cell| cell.strip_suffix(',').unwrap_or(cell)).join(" | "))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::extensions;
    use crate::kernel::policy::ReadRule;
    use crate::kernel::wording::as_written;

    fn groups_with(line: &str) -> usize {
        chapters::tags().filter(|tag| of_group(tag, as_written).contains(line)).count()
    }

    #[test]
    fn every_rule_and_every_transition_is_a_row_of_its_group() {
        for rule in chapters::reads() {
            assert!(groups_with(&row(&rule.describe(as_written))) >= 1, "{rule:?}");
        }
        for rule in chapters::rules() {
            let line = format!("| {} | {} |", rule.resource, rule.action);
            assert_eq!(groups_with(&line), 1, "{line}");
        }
        for workflow in chapters::workflows() {
            let resource = workflow.resource();
            assert_eq!(groups_with(&format!("#### How it moves: {resource}\n")), 1, "{resource}");
            for cells in workflow.describe(as_written) {
                let line = row(&cells);
                assert_eq!(groups_with(&line).min(1), 1, "{resource}: {line}");
            }
        }
    }

    #[test]
    fn no_cell_ends_with_a_comma() {
        assert_eq!(row(&["plans, once sent,".to_owned(), "all".to_owned()]), "| plans, once sent | all |");
        assert_eq!(groups_with(", |"), 0);
    }

    #[test]
    fn who_reads_extensions_is_told_by_the_lines_that_name_them() {
        let told: BTreeSet<_> =
            chapters::reads().filter(|rule| rule.resources.contains("extensions")).map(opens).collect();
        let judged: BTreeSet<_> = extensions::READS.iter().copied().flatten().map(opens).collect();
        assert_eq!(told, judged);
    }

    fn opens(rule: &ReadRule) -> [String; 2] {
        let [_, _, within, who] = rule.describe(as_written);
        [within, who]
    }
}
