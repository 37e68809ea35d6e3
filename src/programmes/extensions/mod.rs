//! Extensions: more time, asked for and decided.

pub mod api;
pub mod model;
pub mod store;
pub mod workflow;

use crate::kernel::chapter::Resource;
use crate::kernel::journal::Record as _;
use crate::kernel::table::Table;
use crate::programmes::access::may_read_extension;

/// The resource.
pub const RESOURCE: Resource = Resource {
    name: model::Extension::RESOURCE,
    tables: &[Table::Held("extensions"), Table::Held("extension_assignments"), Table::Held("extension_obligations")],
    workflow: Some(&workflow::TRANSITIONS),
    readable: may_read_extension,
    reminded: None,
    attached: false,
};
