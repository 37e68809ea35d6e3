//! Who reads recommendations: the readers of the report that it was written into; once it is open, also the agency that has to do it,
//! which does not read the report, and the team of a visit that carries it.

use crate::inspections::inspections::access::Reading;
use crate::inspections::recommendations::store::row::Row;
use crate::inspections::reports::access::{opens_drafts, opens_shown};
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::role::Role::{self, Auditor};

/// Of recommendations those that may be read, as a condition: it says of all what `opens` and teams say of one. Lists and figures share it.
macro_rules! readable_recommendations {
    ($reading:expr, $acting_for:expr, $me:expr) => {{
        use diesel::prelude::*;
        use $crate::inspections::inspections::access::of_teams;
        use $crate::inspections::recommendations::model::RecommendationState;
        use $crate::inspections::reports::access::shown_reports;
        use $crate::kernel::sql::{among, among_any, among_found};
        use $crate::schema::{carried_recommendations, inspection_members, inspection_reports, recommendations};
        let (owned, audited) = ($reading.owned.listed(), $reading.audited.listed());
        let inspected = $reading.inspected.listed();
        let open = || recommendations::state.ne(RecommendationState::Proposed);
        let of_owner = || among_any(recommendations::owner_id, owned);
        let of_report = of_owner()
            .or(among_any(recommendations::owner_id, audited))
            .or(among_any(recommendations::inspected_id, audited))
            .or(among_any(recommendations::inspected_id, inspected));
        let held_to =
            among_any(recommendations::agency_id, inspected).or(among_any(recommendations::agency_id, audited));
        let shown = inspection_reports::table.filter(shown_reports!()).select(inspection_reports::id);
        let visits = || of_teams!($me).select(inspection_members::inspection_id);
        let carried = carried_recommendations::table
            .filter(carried_recommendations::inspection_id.eq_any(visits()))
            .select(carried_recommendations::recommendation_id);
        let of_others = || diesel::dsl::not(among(recommendations::inspected_id, $acting_for));
        let of_team =
            among_found(recommendations::inspection_id, visits()).or(among_found(recommendations::id, carried));
        of_owner()
            .and(of_others())
            .or(of_report.and(open().or(recommendations::report_id.eq_any(shown))))
            .or(held_to.and(open()))
            .or(of_team.and(open().or(of_others())))
    }};
}
pub(in crate::inspections) use readable_recommendations;

/// Whose plan it is.
pub const OWNED: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_OWNERS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_OWNERS },
];
const OF_OWNERS: ReadRule = ReadRule {
    resources: "recommendations",
    which: "those of its plans, with the reports that they are in,",
    within: Within::Reach,
    roles: &[],
};

/// Auditors of the owner or of one of the agencies.
pub const AUDITED: &[ReadRule] = &[ReadRule {
    resources: "recommendations",
    which: "those of its plans and those about it, with their reports, and those that it has to do, once open,",
    within: Within::Reach,
    roles: &[Auditor],
}];

/// Who was inspected, and who has to do it.
pub const CONCERNED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_CONCERNED },
    ReadRule { within: Within::Held, roles: Role::OF_STANDING, ..OF_CONCERNED },
];
const OF_CONCERNED: ReadRule = ReadRule {
    resources: "recommendations",
    which: "those about it, with their reports, and those that it has to do, once open,",
    within: Within::Reach,
    roles: &[],
};

/// Who is of a team.
pub const CARRIED: &[ReadRule] = &[ReadRule {
    resources: "recommendations",
    which: "those of visits, and those that visits carry,",
    within: Within::Team,
    roles: Role::OF_BUSINESS,
}];

/// Whether roles open a recommendation; `report_is_shown` is whether its report was sent, and is no draft again.
pub fn opens(reading: &Reading, caller: &Caller, row: &Row, report_is_shown: bool) -> bool {
    let of_report = opens_drafts(reading, caller, row.owner_id, row.inspected_id)
        || report_is_shown && opens_shown(reading, row.owner_id, row.inspected_id);
    of_report || row.is_open() && held_to_by_roles(caller, row.agency_id)
}

/// Whether roles open to a caller what an agency has to do, after it was concluded.
pub fn held_to_by_roles(caller: &Caller, agency: Id) -> bool {
    let reading = Reading::of(caller);
    reading.inspected.contains(agency) || reading.audited.contains(agency)
}
