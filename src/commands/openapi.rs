//! `tienbo openapi`.

use super::say;
use crate::chapters;
use crate::description::description;
use crate::openapi::document;

/// Prints the API description, as `openapi/openapi.json` holds it.
pub fn run() -> Result<(), String> {
    let failed = |error| format!("cannot describe the API: {error}");
    let document = document(&chapters::routes(), chapters::tags(), &description()).map_err(failed)?;
    say(&serde_json::to_string_pretty(&document).map_err(failed)?)
}
