//! Service accounts: machines that sign in with a secret.

pub mod api;
pub mod model;

use crate::accounts::users::model::AccountKind;
use crate::accounts::users::store as users;
use crate::accounts::users::workflow::SERVICE_ACCOUNTS;
use crate::kernel::chapter::found;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::db::View;
use crate::kernel::held::{Held, Unheld};
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::ServiceAccount::RESOURCE,
    left: nothing_left,
    tables: &[],
    held: Some(&Held {
        table: "users",
        rows: users::held_services,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[Unheld {
            table: "users",
            column: "secret_hash",
            why: "secrets are in no entry of the record; whoever changes one is found by whoever cannot sign in any more",
        }],
    }),
    workflow: Some(&SERVICE_ACCOUNTS),
    readable,
    reminded: None,
    attached: false,
    work: &[],
};

fn readable(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(users::find(view, AccountKind::Service, id))
}
