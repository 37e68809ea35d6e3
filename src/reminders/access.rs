//! Who reads which reminders: those they went to, those who wait for what is owed, and whoever reads everything there.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::{self, Acts};
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::role::Role::{AgencyLead, AgencyOfficer, Chair, StandingLead, StandingOfficer};
use crate::schema::reminders;

/// What a caller may read: reminders to these agencies, and of what they wait for.
#[derive(Clone, Debug)]
pub struct Reading(pub Agencies);

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[
    ReadRule { within: Within::Reach, roles: Role::OF_COMMITTEES, ..REMINDERS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..REMINDERS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..REMINDERS },
];
const REMINDERS: ReadRule = ReadRule {
    resources: "reminders",
    which: "reminders that went to them, and of what is owed to them,",
    within: Within::Reach,
    roles: &[],
};

impl Reading {
    /// The rights of a caller, those lent to him included.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(|caller| Self(Agencies::opened(READS, caller, &caller.reading_grants())))
    }
}

/// Whether the caller may read a reminder. What was made by hand in one request has no page: it is its maker's, while he is still somebody
/// who may remind, and is read by those who read each reminder that went out with it, as those who wait for what is owed or look at it all.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Id)> = reminders::table
        .find(id)
        .select((reminders::agency_id, reminders::keeper_id))
        .first(view.connection)
        .optional()?;
    if let Some((agency, keeper)) = found {
        let reading = Reading::of(&view.caller);
        return Ok(reading.0.contains(agency) || reading.0.contains(keeper));
    }
    let made = Acts { resources: &["reminders"], objects: &[id], actions: &["remind"] };
    let is_his = !journal::authors_among(view.connection, &[view.caller.user], made)?.is_empty();
    if is_his && may_remind(view) {
        return Ok(true);
    }
    let Some((maker, at)) = journal::done_by(view.connection, "reminders", id, "remind")? else { return Ok(false) };
    let keepers: Vec<Id> = reminders::table
        .filter(reminders::made_at.eq(at))
        .filter(reminders::made_by.eq(maker))
        .select(reminders::keeper_id)
        .load(view.connection)?;
    let reading = Reading::of(&view.caller);
    Ok(!keepers.is_empty() && keepers.into_iter().all(|keeper| reading.0.contains(keeper)))
}

fn may_remind(view: &View<'_>) -> bool {
    view.caller.holds_anywhere(&[StandingOfficer, StandingLead, AgencyOfficer, AgencyLead, Chair])
        || view.caller.directory.delegations.contains_key(&view.caller.user)
}
