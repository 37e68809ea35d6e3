//! Agencies: the tree of committees, departments, unions, districts and communes, and which of them is the standing agency
//! of a committee at a time.

mod api;
mod entering;
mod model;
pub mod policy;
mod store;

pub use entering::enter;
pub use model::{Agency, AgencyKind, Designation, NewAgency};
pub use store::{alive_under, founded_by_command, held_alive, id_of_code, read_into, there_are_none};

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![
        api::agencies::list,
        api::agencies::create,
        api::agencies::read,
        api::agencies::update,
        api::designations::list,
        api::designations::create,
    ]
}
