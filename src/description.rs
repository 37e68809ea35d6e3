//! The introduction of the API's document: what the service is, and its rules as tables, made from the tables that enforce
//! them. Auditors read it as the description of the rules.

use std::fmt::Write;

use crate::chapters;
use crate::kernel::workflow::describe_who;

const INTRODUCTION: &str = "\
The yearly work programme of a Committee for the Advancement of Women, from its draft to the last verified assignment, and the \
periodic reports that the agencies under it owe.

**Reports.** Opening a period makes one obligation for every agency that owes its report. Three facts about an obligation are \
never mixed: its state, its timeliness and its content; all follow from what was submitted and when the server received it.

**Signing in.** `POST /api/v1/auth/login` gives an access token for 15 minutes and a refresh token. A token names one active \
agency; what its holder may do there is looked up with every request, so a revoked grant takes effect at once. Whoever was given a \
password by an administrator changes it before anything else (`PUT /api/v1/me/password`): until then all but `GET /api/v1/me`, the inbox \
and the change itself is 403 `password_change_needed`.

**Changing.** State is never set by PATCH: it moves by `POST …/transitions`, and `GET` on the same path is the history. A detail \
read lists under `actions` what its caller may do next and, where not, why. Changes need the `ETag` that was read in `If-Match`. \
Every POST takes an `Idempotency-Key`, with which it can be repeated safely.

**Files** that show what was done are declared with their size and SHA-256 (`POST /api/v1/attachments`), sent in parts of 256 KiB that \
can be sent again one by one, and then named by an update of progress in `attachment_ids`. From there on whoever may read the \
assignment reads them, and nobody changes them; the lead of the agency that sent one can erase its bytes, with a reason, and what is on \
record of it stays.

**Lists** come in pages: `next` in the body, and as a `Link`, is where the next one begins. A page has an `ETag`; under `If-None-Match` a page that is as it was is 304 without a body.

**Keeping a copy.** Every list takes `updated_since`: only what changed at that instant or later, the earliest change first, unless `sort` names another order. One round: read `GET /api/v1/time`, then every page of every list with `updated_since` two minutes before the time read at the beginning of the round before, and put each item in the place of the one with its `id`. Two minutes, because a change is dated when its request begins and is there when it is committed; what comes twice is the same twice. The first round asks for any early instant. A task also comes when its programme is issued, and what the public sees of an event when that changes. Answers of an inspection and the items of a consolidation stay in their own places, and entries of a history in the order in which they were written. What a copy misses: what was deleted, and what the reader may no longer read, until there is a feed of changes; what a role that is granted, a team that is joined or another paper's step opens, until it changes itself; names beside ids, which are those of today; parts of a file that arrive, and files of what is listed that are erased. Time alone changes, and dates nothing anew: what is early, late, pending or overdue, whether an obligation is upcoming or open and results are owed, which actions are allowed, and whether an entry is sealed. Whoever needs these works them out of the dates beside them, or reads the list as a whole from time to time.

**The portal** (role `portal`, a service account) reads papers that are out, in its scope: agencies and their designations, legal documents, indicators, issued programmes with their tasks, assignments, regimes, periods, obligations, issued consolidations and announced Action Months; and events, like everybody, below `/public/v1`. Drafts do not exist for it, nor do reports, people, inspections and files; histories, reminders and words of progress are 403.

**Errors** are `application/problem+json` with a stable `code`, in Vietnamese or English by `Accept-Language`.

**Order.** 400 for two `Authorization` headers; 401; 403 for a password that has to be changed; 413, 415 and 400; 428; then 404, 403, \
412, 409 and 422: the first that holds is the answer.

**What is not there.** Another agency's object and one that never was get the same answer, 404.

**Time.** Instants are in UTC; dates are judged in Asia/Ho_Chi_Minh. A due date *before 15 June* is kept until 14 June 24:00.
";

const READS: &str = "\
## Who may read what

What no row opens to a caller does not exist for them. Reach is where a role is held, with all below where its scope is the \
subtree; the standing roles reach the whole tree of the committee that designated their agency. Whoever was delegated something \
reads what the delegator reads, but for what an auditor or an administrator does. A programme counts by the agency that issues \
it; an assignment also by the agency that carries it out and by the one that leads its task, an extension also by the agency \
that asks.

| resources | which | of whom | who |
|---|---|---|---|
";

/// The whole introduction, in Markdown.
pub fn description() -> String {
    format!("{INTRODUCTION}\n{}", rules_markdown())
}

/// The policy as tables: who may do what, and how each resource moves.
pub fn rules_markdown() -> String {
    let mut text = String::from(READS);
    for rule in chapters::reads() {
        row(&mut text, &rule.describe().each_ref().map(String::as_str));
    }
    text.push_str("\n## Who may do what\n\n| resource | action | who |\n|---|---|---|\n");
    for rule in chapters::rules() {
        row(&mut text, &[rule.resource, rule.action, &describe_who(rule.who)]);
    }
    for workflow in chapters::workflows() {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "\n## How {} move\n\n| from | action | to | who | needs |\n|---|---|---|---|---|\n",
            workflow.resource()
        );
        for cells in workflow.describe() {
            row(&mut text, &cells.each_ref().map(String::as_str));
        }
    }
    text
}

fn row(text: &mut String, cells: &[&str]) {
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::extensions;
    use crate::kernel::policy::ReadRule;

    #[test]
    fn every_rule_and_every_transition_is_a_row() {
        let text = rules_markdown();
        for rule in chapters::reads() {
            assert!(text.contains(&format!("| {} |", rule.describe().join(" | "))), "{rule:?}");
        }
        for rule in chapters::rules() {
            assert!(
                text.contains(&format!("| {} | {} |", rule.resource, rule.action)),
                "{}.{}",
                rule.resource,
                rule.action
            );
        }
        for workflow in chapters::workflows() {
            let resource = workflow.resource();
            assert!(text.contains(&format!("## How {resource} move")));
            for [from, action, to, ..] in workflow.describe() {
                assert!(text.contains(&format!("| {from} | {action} | {to} |")), "{resource}: {from} {action}");
            }
        }
    }

    #[test]
    fn who_reads_extensions_is_told_by_the_lines_that_name_them() {
        let told: BTreeSet<_> =
            chapters::reads().filter(|rule| rule.resources.contains("extensions")).map(opens).collect();
        let judged: BTreeSet<_> = extensions::READS.iter().copied().flatten().map(opens).collect();
        assert_eq!(told, judged);
    }

    fn opens(rule: &ReadRule) -> [String; 2] {
        let [_, _, within, who] = rule.describe();
        [within, who]
    }

    #[test]
    fn the_document_has_no_dangling_reference() {
        let document =
            crate::openapi::document(&chapters::routes(), chapters::tags(), &description()).expect("a document");
        assert_eq!(crate::openapi::dangling_references(&document), Vec::<String>::new());
    }
}
