//! What the chapters give the service together: the one place that knows all of them.

use diesel::prelude::*;

use crate::accounts::KnownActions;
use crate::kernel::db::{Hooks, View};
use crate::kernel::directory::Directory;
use crate::kernel::http::{BASE, Routes};
use crate::kernel::id::Id;
use crate::kernel::policy::{ReadRule, Rule};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::{accounts, agencies, attachments, audit, documents, programmes, reminders, reports, time};

/// What the kernel needs of the chapters.
pub const HOOKS: Hooks = Hooks { directory, replay };

/// Whose papers have a due date that people are reminded of.
pub const REMINDED: &[reminders::Source] = &[programmes::REMINDED, reports::REMINDED];

/// Whose papers have attachments.
pub const ATTACHED: &[attachments::Source] = &[programmes::ATTACHED];

/// Every operation of the service.
pub fn routes() -> Routes {
    accounts::routes()
        .merge(time::routes())
        .merge(agencies::routes())
        .merge(documents::routes())
        .merge(attachments::routes())
        .merge(programmes::routes())
        .merge(reminders::routes())
        .merge(reports::routes())
        .merge(audit::routes())
        .under(BASE)
        .merge(accounts::well_known_routes())
}

/// The policy of every chapter, beside the transitions.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    [
        accounts::RULES,
        agencies::policy::RULES,
        documents::policy::RULES,
        attachments::policy::RULES,
        programmes::policy::RULES,
        reminders::policy::RULES,
        reports::policy::RULES,
        audit::policy::RULES,
    ]
    .into_iter()
    .flatten()
}

/// Who may read what, of every chapter.
pub fn reads() -> impl Iterator<Item = &'static ReadRule> {
    [
        agencies::policy::READS,
        documents::policy::READS,
        accounts::READS,
        attachments::READS,
        reminders::READS,
        audit::policy::READS,
    ]
    .into_iter()
    .flatten()
    .chain(programmes::reads())
    .chain(reports::reads())
}

/// The workflows: the resource, and its rows as from, action, to, who, needs.
pub fn workflows() -> Vec<(&'static str, Vec<[String; 5]>)> {
    use accounts::{DELEGATIONS, GRANTS, SERVICE_ACCOUNTS, USERS};
    use programmes::{assignments, extensions, programmes as revisions};
    use reports::{consolidations, obligations, periods, submissions};
    vec![
        (revisions::workflow::TRANSITIONS.resource, revisions::workflow::TRANSITIONS.describe()),
        (assignments::workflow::TRANSITIONS.resource, assignments::workflow::TRANSITIONS.describe()),
        (extensions::workflow::TRANSITIONS.resource, extensions::workflow::TRANSITIONS.describe()),
        (periods::workflow::TRANSITIONS.resource, periods::workflow::TRANSITIONS.describe()),
        (obligations::workflow::TRANSITIONS.resource, obligations::workflow::TRANSITIONS.describe()),
        (submissions::workflow::TRANSITIONS.resource, submissions::workflow::TRANSITIONS.describe()),
        (consolidations::workflow::TRANSITIONS.resource, consolidations::workflow::TRANSITIONS.describe()),
        (USERS.resource, USERS.describe()),
        (SERVICE_ACCOUNTS.resource, SERVICE_ACCOUNTS.describe()),
        (GRANTS.resource, GRANTS.describe()),
        (DELEGATIONS.resource, DELEGATIONS.describe()),
    ]
}

/// What one person may delegate to another: the business of the committees, not the keeping of accounts.
pub fn known_actions() -> KnownActions {
    use programmes::{assignments, extensions, programmes as revisions};
    use reports::{consolidations, obligations, periods, submissions};
    KnownActions::default()
        .with_rules(agencies::policy::RULES)
        .with_rules(documents::policy::RULES)
        .with_rules(attachments::policy::RULES)
        .with_rules(programmes::policy::RULES)
        .with_rules(reminders::policy::RULES)
        .with_rules(reports::policy::RULES)
        .with_table(&revisions::workflow::TRANSITIONS)
        .with_table(&assignments::workflow::TRANSITIONS)
        .with_table(&extensions::workflow::TRANSITIONS)
        .with_table(&periods::workflow::TRANSITIONS)
        .with_table(&obligations::workflow::TRANSITIONS)
        .with_table(&submissions::workflow::TRANSITIONS)
        .with_table(&consolidations::workflow::TRANSITIONS)
}

fn directory(connection: &mut AnyConnection, version: i64) -> QueryResult<Directory> {
    let mut directory = Directory { version, ..Directory::default() };
    agencies::read_into(&mut directory, connection)?;
    accounts::read_into(&mut directory, connection)?;
    Ok(directory)
}

/// Whether the caller may still read an object whose earlier answer is about to be replayed. What no chapter claims is not
/// replayed.
fn replay(view: &mut View<'_>, resource: &str, id: Id) -> Result<bool, Problem> {
    match resource {
        "agencies" | "designations" | "legal-documents" | "indicators" | "reporting-routes" => Ok(true),
        "programmes" => programmes::may_read_programme(view, id),
        "tasks" => programmes::may_read_task(view, id),
        "assignments" => programmes::may_read_assignment(view, id),
        "extensions" => programmes::may_read_extension(view, id),
        "attachments" => attachments::may_replay(view, id),
        "reminders" => reminders::may_replay(view, id),
        "report-regimes" => reports::may_read_regime(view, id),
        "report-periods" => reports::may_read_period(view, id),
        "obligations" => reports::may_read_obligation(view, id),
        "submissions" => reports::may_read_submission(view, id),
        "consolidations" => reports::may_read_consolidation(view, id),
        _ => Ok(accounts::may_replay(view, resource, id)?.unwrap_or(false)),
    }
}
