//! Obligations: who owes which report, by when, and what became of it.

pub mod api;
pub mod extendable;
pub mod model;
pub mod reminded;
pub mod rules;
pub mod store;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reports::access::may_read_obligation;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Obligation::RESOURCE,
    left: store::left,
    tables: &[Table::Held("obligations"), Table::Held("obligation_spells")],
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_obligation,
    reminded: Some(reminded::REMINDED),
    attached: false,
};
