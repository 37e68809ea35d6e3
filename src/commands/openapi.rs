//! `tienbo openapi`.

use super::say;
use crate::description::document;
use crate::kernel::problem::Language;

/// Prints the API description, as `openapi/openapi.json` holds it.
pub fn run() -> Result<(), String> {
    let failed = |error| format!("cannot describe the API: {error}");
    let document = document(Language::English).map_err(failed)?;
    say(&serde_json::to_string_pretty(&document).map_err(failed)?)
}
