//! People, and service accounts where the two are alike: one table, two kinds.

pub mod api;
pub mod model;
pub mod moving;
pub mod reached;
pub mod store;
pub mod workflow;

use crate::accounts::users::model::AccountKind;
use crate::kernel::chapter::found;
use crate::kernel::chapter::{Resource, nothing_left};
use crate::kernel::db::View;
use crate::kernel::held::{Held, Unheld};
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::User::RESOURCE,
    left: nothing_left,
    tables: &[Table::Held("users"), Table::Beside(&reached::MAIL_FAILURES)],
    held: Some(&Held {
        table: "users",
        rows: store::held_people,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[
            Unheld {
                table: "users",
                column: "password_hash",
                why: "secrets are in no entry of the record; whoever changes one is found by whoever cannot sign in any more",
            },
            Unheld {
                table: "users",
                column: "email_given_by",
                why: "whose word an address is shows in the entry that changed it; without it no link goes to more than he reaches",
            },
            Unheld { table: "users", column: "email_given_for", why: "the agency of the same" },
            Unheld {
                table: "users",
                column: "password_is_given",
                why: "it asks for a step that its owner can take at any time, and grants nothing",
            },
        ],
    }),
    workflow: Some(&workflow::USERS),
    readable,
    reminded: None,
    attached: false,
    work: &[],
};

fn readable(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(store::find(view, AccountKind::Person, id))
}
