//! Signing keys: made, published, withdrawn.

pub(crate) mod api;
mod encryption;
mod keeping;
pub(crate) mod model;
pub(crate) mod store;

pub use encryption::encryption_key;
pub use keeping::{ensure, rotate, withdraw};

use crate::accounts::policy;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::db::View;
use crate::kernel::held::{Held, Unheld};
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::SigningKey::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("signing_keys")],
    held: Some(&Held {
        table: "signing_keys",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: true,
        unheld: &[
            Unheld {
                table: "signing_keys",
                column: "sealed_private_key",
                why: "it is in no entry of the record; without its key from outside the database it opens nothing, and another signs nothing that the public half verifies",
            },
            Unheld {
                table: "signing_keys",
                column: "created_at",
                why: "no answer shows it, and nothing follows from it",
            },
        ],
    }),
    workflow: None,
    readable,
    reminded: None,
    attached: false,
    work: &[],
};

/// Whoever reads what belongs to nobody; the public halves are everybody's anyway.
fn readable(view: &mut View<'_>, _: Id) -> Result<bool, Problem> {
    Ok(policy::reads_what_is_nobodys(&view.caller))
}
