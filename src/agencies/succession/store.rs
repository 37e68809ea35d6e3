//! The succession as who is who has it.

use std::collections::BTreeSet;

use crate::agencies::succession::model::AgencySuccession;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Problem};

/// By their first days; nobody else has these words in his cursor.
const ORDER: &str = "succession_valid_from";

/// One page of what became of an agency and of what it came from, earliest first; 404 where there is none.
pub fn list(view: &View<'_>, agency: Id, page: &PageRequest) -> Result<Page<AgencySuccession>, Problem> {
    let directory = &view.caller.directory;
    if !directory.agencies.contains_key(&agency) {
        return Err(Problem::of(Code::NotFound));
    }
    let mut kin: BTreeSet<Id> = directory.successors(agency).into_iter().collect();
    kin.extend(directory.predecessors(agency));
    kin.insert(agency);
    let step = |id: Id| {
        let heir = directory.agencies.get(&id)?.heir.as_ref()?;
        Some(AgencySuccession {
            agency: directory.agency_named(id),
            heir: directory.agency_named(heir.agency),
            successors: heir.others.iter().map(|it| directory.agency_named(*it)).collect(),
            valid_from: heir.from,
            agency_change_id: heir.change,
        })
    };
    let mut steps: Vec<AgencySuccession> = kin.into_iter().filter_map(step).collect();
    steps.sort_by_key(|it| (it.valid_from, it.agency.id));
    Page::of_all(steps, page, ORDER, |it| (it.valid_from.to_string(), it.agency.id.0))
}
