//! Sign-ins on the record: who signed in, and at whom attempts were refused. Nothing of what was typed is in it.

pub mod model;
pub mod rules;
pub mod store;
pub mod telling;

use crate::accounts::policy;
use crate::accounts::users::store as users;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::SignIn::RESOURCE,
    left: nothing_left,
    tables: &[Table::Beside(&store::networks::NETWORKS), Table::Beside(&store::notices::NOTICES)],
    held: None,
    workflow: None,
    readable,
    reminded: None,
    attached: false,
    work: &[],
};

/// Those of an account are read by whoever reads the account, those of a network by who reads what belongs to nobody.
fn readable(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    match users::find_any(view.connection, id) {
        Ok(row) => Ok(policy::readable(&view.caller, row.agency_id, &[row.id]).is_ok()),
        Err(problem) if problem.code() == Code::NotFound => Ok(policy::reads_what_is_nobodys(&view.caller)),
        Err(problem) => Err(problem),
    }
}
