//! Who reads reports of visits. A draft: those who write it, which are whose plan it is and the team. Once it was first sent, and while
//! it is not a draft again, also auditors and the inspected agency. Nobody reads a draft about the agency that he acts for.

use crate::inspections::inspections::access::{Reading, is_of_team};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role::{self, Auditor};

/// Of reports those that were sent, and are no drafts again, as a condition: it says of all what `Row::is_shown` says of one.
macro_rules! shown_reports {
    () => {{
        use diesel::prelude::*;
        use $crate::inspections::reports::model::ReportState;
        use $crate::schema::inspection_reports;
        inspection_reports::first_sent_at
            .is_not_null()
            .and(inspection_reports::state.ne_all([ReportState::Draft, ReportState::Discarded]))
    }};
}
pub(in crate::inspections) use shown_reports;

/// Whose plan it is.
pub const OWNED: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_OWNERS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_OWNERS },
];
const OF_OWNERS: ReadRule = ReadRule {
    resources: "inspection-reports, carried-recommendations",
    which: "those of its plans, drafts too unless they are about the agency that the caller acts for,",
    within: Within::Reach,
    roles: &[],
};

/// Auditors of the owner or of the agency.
pub const AUDITED: &[ReadRule] = &[ReadRule {
    resources: "inspection-reports, carried-recommendations",
    which: "those of its plans and those about it, sent and not drafts again,",
    within: Within::Reach,
    roles: &[Auditor],
}];

/// Who was inspected.
pub const INSPECTED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_INSPECTED },
    ReadRule { within: Within::Held, roles: Role::OF_STANDING, ..OF_INSPECTED },
];
const OF_INSPECTED: ReadRule = ReadRule {
    resources: "inspection-reports, carried-recommendations",
    which: "those about it, sent and not drafts again,",
    within: Within::Reach,
    roles: &[],
};

/// Who is of the team.
pub const WRITTEN: &[ReadRule] = &[ReadRule {
    resources: "inspection-reports, carried-recommendations",
    which: "those of visits, drafts too,",
    within: Within::Team,
    roles: Role::OF_BUSINESS,
}];

/// Whether roles open drafts of reports of an owner about an agency.
pub fn opens_drafts(reading: &Reading, caller: &Caller, owner: Id, inspected: Id) -> bool {
    reading.owned.contains(owner) && !caller.acts_for(inspected)
}

/// Whether the caller reads drafts of a report of a visit to an agency as one of its team.
pub fn writes_drafts(view: &mut View<'_>, visit: Id, inspected: Id) -> Result<bool, Problem> {
    Ok(!view.caller.acts_for(inspected) && is_of_team(view, visit)?)
}

/// Whether roles open what was shown of an owner about an agency.
pub fn opens_shown(reading: &Reading, owner: Id, inspected: Id) -> bool {
    reading.owned.contains(owner)
        || reading.audited.contains(owner)
        || reading.audited.contains(inspected)
        || reading.inspected.contains(inspected)
}

/// Whether roles open to a caller what is written of an owner about an agency, shown to that agency or not.
pub fn read_by_roles(caller: &Caller, owner: Id, inspected: Id, is_shown: bool) -> bool {
    let reading = Reading::of(caller);
    opens_drafts(&reading, caller, owner, inspected) || is_shown && opens_shown(&reading, owner, inspected)
}
