//! Names as who is who has them, and the present one as the agency has it.

use crate::agencies::agencies::store as agencies;
use crate::agencies::names::model::DatedAgencyName;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;

/// By their first days; nobody else has these words in his cursor.
const ORDER: &str = "name_valid_from";

/// One page of what an agency is and was called, earliest first; 404 where there is none.
pub fn list(view: &mut View<'_>, agency: Id, page: &PageRequest) -> Result<Page<DatedAgencyName>, Problem> {
    let row = agencies::find(view.connection, agency)?;
    let former = view.caller.directory.former_names.get(&agency).cloned().unwrap_or_default();
    let (mut valid_from, mut agency_change_id) = (row.valid_from, None);
    let mut names = Vec::with_capacity(former.len() + 1);
    for it in former {
        valid_from = it.valid_to.succ_opt().unwrap_or(it.valid_to);
        names.push(DatedAgencyName {
            name: it.name,
            short_name: it.short_name,
            code: it.code,
            valid_from: it.valid_from,
            valid_to: Some(it.valid_to),
            agency_change_id,
        });
        agency_change_id = Some(it.change);
    }
    names.push(DatedAgencyName {
        name: row.name,
        short_name: row.short_name,
        code: row.code,
        valid_from,
        valid_to: row.valid_to,
        agency_change_id,
    });
    Page::of_all(names, page, ORDER, |it| (it.valid_from.to_string(), agency.0))
}
