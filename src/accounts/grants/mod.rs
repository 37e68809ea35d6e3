//! Grants: roles that people hold at agencies, from when until when.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod workflow;

use chrono::NaiveDate;

use crate::accounts::rules::administration;
use crate::kernel::chapter::Resource;
use crate::kernel::chapter::found;
use crate::kernel::db::View;
use crate::kernel::held::Held;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::table::Table;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Grant::RESOURCE,
    left,
    tables: &[Table::Held("grants")],
    held: Some(&Held {
        table: "grants",
        rows: store::held,
        derived: &[],
        later: &[],
        acts: &[],
        left_out: false,
        unheld: &[],
    }),
    workflow: Some(&workflow::GRANTS),
    readable,
    reminded: None,
    attached: false,
    work: &[],
};

/// Whoever holds the last right to administrate holds it at a living agency.
fn left(view: &mut View<'_>, agency: Id, _: NaiveDate) -> Result<i64, Problem> {
    Ok(administration::ends_with(&view.caller.directory, view.caller.today, agency).into())
}

fn readable(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(store::find(view, id))
}
