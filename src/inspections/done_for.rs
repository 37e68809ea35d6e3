//! What inspections, their reports and recommendations are done for: their plan, by its name, for those who read it.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::inspections::plans::store as plans;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::named::DoneFor;
use crate::kernel::problem::Problem;
use crate::schema::{inspection_reports, inspections, recommendations};

/// The plans of some inspections.
pub fn of_inspections(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, DoneFor>, Problem> {
    let of_them = inspections::table.filter(inspections::id.eq_any(ids));
    let of = of_them.select((inspections::id, inspections::plan_id)).load(view.connection)?;
    named(view, of)
}

/// The plans of some reports of visits.
pub fn of_reports(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, DoneFor>, Problem> {
    let of_them = inspection_reports::table.filter(inspection_reports::id.eq_any(ids));
    let of = of_them.select((inspection_reports::id, inspection_reports::plan_id)).load(view.connection)?;
    named(view, of)
}

/// The plans of the visits that some recommendations come from.
pub fn of_recommendations(view: &mut View<'_>, ids: &[Id]) -> Result<HashMap<Id, DoneFor>, Problem> {
    let of_them = recommendations::table.filter(recommendations::id.eq_any(ids));
    let of = of_them.select((recommendations::id, recommendations::plan_id)).load(view.connection)?;
    named(view, of)
}

/// Of objects with their plans those whose plan the caller may read.
fn named(view: &mut View<'_>, of: Vec<(Id, Id)>) -> Result<HashMap<Id, DoneFor>, Problem> {
    let ids: Vec<Id> = of.iter().map(|(_, plan)| *plan).collect();
    let plans = plans::named_to(view, &ids)?;
    let name = |(id, plan): (Id, Id)| Some((id, DoneFor::Plan(plans.get(&plan)?.clone())));
    Ok(of.into_iter().filter_map(name).collect())
}
