//! Consolidations: one report made of many, issued by the chair, and never changed afterwards.

pub mod api;
pub mod document;
pub mod model;
pub mod rules;
pub mod store;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::reports::access::may_read_consolidation;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Consolidation::RESOURCE,
    left: store::left,
    tables: &[
        Table::Held("consolidations"),
        Table::Held("consolidation_documents"),
        Table::Held("consolidation_items"),
    ],
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_consolidation,
    reminded: None,
    attached: false,
};
