//! Agencies: the tree of committees, departments, unions, districts and communes, and which of them is the standing agency
//! of a committee at a time.

mod agencies;
mod designations;
pub mod policy;
mod snapshot;

pub use agencies::entering::enter;
pub use agencies::model::{Agency, AgencyKind, NewAgency};
pub use agencies::store::{alive_under, founded_by_command, held_alive, id_of_code, there_are_none};
pub use designations::model::Designation;
pub use snapshot::read_into;

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        agencies::api::list,
        agencies::api::create,
        agencies::api::read,
        agencies::api::update,
        designations::api::list,
        designations::api::create,
    ]
}
