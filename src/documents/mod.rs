//! Legal documents: laws, decisions and letters that programmes and plans rest on. Everybody reads them; who keeps them is
//! said in [`policy`].

mod api;
mod model;
pub mod policy;
mod store;

pub use model::LegalDocument;

use crate::kernel::http::Routes;
use crate::routes;

/// The operations of this chapter.
pub fn routes() -> Routes {
    routes![api::list, api::create, api::read, api::update, api::delete]
}

pub use store::all_known;
