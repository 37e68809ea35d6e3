//! This chapter's part of who is who.

use std::collections::HashMap;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::agencies::model::AgencyKind;
use super::changes;
use crate::kernel::directory::{AgencySeat, DesignationSeat, Directory, Heir};
use crate::kernel::id::Id;
use crate::kernel::sql::AnyConnection;
use crate::schema::{agencies, designations};

/// The columns of an agency that the policy looks at.
type SeatColumns = (Id, Option<Id>, String, String, AgencyKind, NaiveDate, Option<NaiveDate>);

/// The columns of a designation that the policy looks at.
type DesignationColumns = (Id, Id, NaiveDate, Option<NaiveDate>);

/// Reads agencies with their heirs and former names, and designations into the snapshot of who is who.
pub fn read_into(directory: &mut Directory, connection: &mut AnyConnection) -> QueryResult<()> {
    let rows: Vec<SeatColumns> = agencies::table
        .select((
            agencies::id,
            agencies::parent_id,
            agencies::code,
            agencies::name,
            agencies::kind,
            agencies::valid_from,
            agencies::valid_to,
        ))
        .load(connection)?;
    let mut heirs: HashMap<Id, Heir> = changes::store::heirs(connection)?;
    directory.agencies = rows
        .into_iter()
        .map(|(id, parent, code, name, kind, valid_from, valid_to)| {
            let is_committee = kind == AgencyKind::CityCommittee;
            let heir = heirs.remove(&id);
            (id, AgencySeat { parent, code, name, is_committee, valid_from, valid_to, heir })
        })
        .collect();
    directory.settle();
    directory.former_names = changes::store::former_names(connection)?;
    let rows: Vec<DesignationColumns> = designations::table
        .select((designations::committee_id, designations::agency_id, designations::valid_from, designations::valid_to))
        .load(connection)?;
    directory.designations = rows
        .into_iter()
        .map(|(committee, agency, valid_from, valid_to)| DesignationSeat { committee, agency, valid_from, valid_to })
        .collect();
    Ok(())
}
