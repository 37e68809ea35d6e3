//! Lists of inspections.

use chrono::NaiveDate;
use diesel::dsl::not;
use diesel::prelude::*;

use super::row::Row;
use super::team::{MemberRow, teams};
use crate::inspections::inspections::access::{NOBODY, Reading, looked_at_on_visits, of_teams, readable_inspections};
use crate::inspections::inspections::model::{Inspection, InspectionColumn, InspectionFilter};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::sql::{among_any, among_found, any_of, on_engine};
use crate::listed;
use crate::schema::inspection_members;
use crate::schema::inspections::{self, table};

/// Of these roles somebody reads much of what there is: an index in the order of the list is best for him.
const READS_MUCH: &[Role] = &[Role::Chair, Role::StandingLead, Role::StandingOfficer, Role::Auditor];

/// One page of what the caller may read: the condition says of all what `Sides::read` says of one.
pub fn list(view: &mut View<'_>, filter: &InspectionFilter, page: &PageRequest) -> Result<Page<Inspection>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let me = view.caller.teams_as().unwrap_or(NOBODY);
    // Whoever acts for one agency reads a few rows among those of a country: they are looked up by whose they are, not walked to.
    let reads_little = !view.caller.holds_anywhere(READS_MUCH);
    // In the words of each database: where a subselect stands beside other conditions, these differ.
    let found = on_engine!(connection, native => {
        let filtered = || {
            let of_my_teams = || of_teams!(me).select(inspection_members::inspection_id);
            let mut query = table.into_boxed().filter(readable_inspections!(reading, me));
            if reads_little {
                let reached = among_any(inspections::owner_id, reading.owned.listed())
                    .or(among_any(inspections::agency_id, reading.inspected.listed()))
                    .or(among_found(inspections::id, of_my_teams()))
                    .or(among_found(inspections::id, looked_at_on_visits!(me)));
                query = query.filter(reached);
            }
            query = any_of(query, inspections::plan_id, &filter.plan_id);
            query = any_of(query, inspections::agency_id, &filter.agency_id);
            query = any_of(query, inspections::owner_id, &filter.owner_agency_id);
            query = any_of(query, inspections::kind, &filter.kind);
            query = any_of(query, inspections::state, &filter.state);
            query = any_of(query, inspections::year, &filter.year);
            if let Some(from) = filter.due_from {
                query = query.filter(inspections::last_day.ge(from));
            }
            if let Some(before) = filter.due_before {
                query = query.filter(inspections::last_day.lt(before));
            }
            match filter.mine {
                Some(true) => query.filter(inspections::id.eq_any(of_my_teams())),
                Some(false) => query.filter(not(inspections::id.eq_any(of_my_teams()))),
                None => query,
            }
        };
        listed!(native, page, filtered => Row, inspections.updated_at, filter.sort => {
            InspectionColumn::LastDay => last_day: NaiveDate,
            InspectionColumn::CreatedAt => created_at: Instant,
        })
    });
    let ids: Vec<Id> = found.items.iter().map(|row| row.id).collect();
    let teams = teams(connection, &ids)?;
    let of = |row: &Row| -> &[MemberRow] { teams.get(&row.id).map(Vec::as_slice).unwrap_or_default() };
    let directory = view.caller.directory.clone();
    Ok(found.map(|row| row.answer(of(&row)).named(&directory)))
}
