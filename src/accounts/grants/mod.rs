//! Grants: roles that people hold at agencies, from when until when.

pub mod api;
pub mod model;
pub mod rules;
pub mod store;
pub mod workflow;

use std::collections::HashSet;

use chrono::NaiveDate;

use crate::kernel::chapter::{Left, Resource, found};
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

/// Roles that are held at agencies that end, which last after a day.
fn left(view: &mut View<'_>, ending: &[Id], last_day: NaiveDate) -> Result<Vec<Left>, Problem> {
    let ending: HashSet<Id> = ending.iter().copied().collect();
    let grants = view.caller.directory.grants.values().flatten();
    let lasting = grants.filter(|it| ending.contains(&it.agency) && it.valid_to.is_none_or(|to| to > last_day));
    let mut rows: Vec<(Id, Id)> = lasting.map(|it| (it.id, it.agency)).collect();
    rows.sort();
    Ok(Left::of_each("grants", rows))
}

fn readable(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    found(store::find(view, id))
}
