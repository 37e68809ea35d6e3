//! Who reads inspections. A visit: whose plan it is, auditors and its team, and the inspected agency once it was first told of it,
//! whatever follows. A self-inspection: the agency itself; once it was first handed in, those for whom it was, auditors, and whoever
//! visits that agency.
//!
//! Roles open agencies, which is worked out once for a caller. Who is of a team is asked of the database each time: here of one object,
//! and as a subselect in lists.

use std::sync::Arc;

use diesel::prelude::*;
use uuid::Uuid;

use crate::inspections::inspections::model::{InspectionKind, InspectionState};
use crate::inspections::inspections::store::Row;
use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, Member, ReadRule, Within};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role::{self, Auditor};
use crate::schema::{inspection_members, inspections};

/// The rows of teams in which somebody is now.
macro_rules! of_teams {
    ($me:expr) => {
        $crate::schema::inspection_members::table
            .filter($crate::schema::inspection_members::user_id.eq($me.user))
            .filter($crate::schema::inspection_members::agency_id.eq($me.agency))
            .filter($crate::schema::inspection_members::left_at.is_null())
    };
}
pub(in crate::inspections) use of_teams;

/// Nobody: whoever sits in no team reads nothing as one.
pub const NOBODY: Member = Member { user: Id(Uuid::nil()), agency: Id(Uuid::nil()) };

diesel::alias!(pub(in crate::inspections) const VISITS: Alias<Visits> = inspections as visits);

/// The agencies that somebody visits.
macro_rules! agencies_visited {
    ($me:expr) => {{
        use diesel::prelude::*;
        use $crate::inspections::inspections::access::{VISITS, of_teams};
        use $crate::inspections::inspections::model::{InspectionKind, InspectionState};
        use $crate::schema::{inspection_members, inspections};
        VISITS
            .filter(VISITS.field(inspections::kind).eq(InspectionKind::Visit))
            .filter(VISITS.field(inspections::state).ne(InspectionState::Cancelled))
            .filter(VISITS.field(inspections::id).eq_any(of_teams!($me).select(inspection_members::inspection_id)))
            .select(VISITS.field(inspections::agency_id))
    }};
}
pub(in crate::inspections) use agencies_visited;

/// Of inspections those that may be read, as a condition: it says of all what `Sides::read` says of one. Lists and figures share it.
macro_rules! readable_inspections {
    ($reading:expr, $me:expr) => {{
        use diesel::prelude::*;
        use $crate::inspections::inspections::access::{agencies_visited, of_teams};
        use $crate::inspections::inspections::model::InspectionKind;
        use $crate::kernel::sql::{among_any, among_found};
        use $crate::schema::{inspection_members, inspections};
        let (owned, audited) = ($reading.owned.listed(), $reading.audited.listed());
        let inspected = $reading.inspected.listed();
        let for_owner = || among_any(inspections::owner_id, owned).or(among_any(inspections::owner_id, audited));
        let for_agency = || among_any(inspections::agency_id, inspected).or(among_any(inspections::agency_id, audited));
        let visit = for_owner()
            .or(inspections::notified_at.is_not_null().and(for_agency()))
            .or(among_found(inspections::id, of_teams!($me).select(inspection_members::inspection_id)));
        let handed_in = for_owner()
            .or(among_any(inspections::agency_id, audited))
            .or(among_found(inspections::agency_id, agencies_visited!($me)));
        let own =
            among_any(inspections::agency_id, inspected).or(inspections::first_signed_at.is_not_null().and(handed_in));
        inspections::kind
            .eq(InspectionKind::Visit)
            .and(visit)
            .or(inspections::kind.eq(InspectionKind::SelfInspection).and(own))
    }};
}
pub(in crate::inspections) use readable_inspections;

/// What roles open of inspections.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Those of the plans of these agencies.
    pub owned: Agencies,
    /// Those of the plans of these agencies, and of these agencies once they may read them, as an auditor.
    pub audited: Agencies,
    /// Those of which these agencies are the inspected.
    pub inspected: Agencies,
}

/// Whose plan it is. What another committee does below is its own.
pub const OWNED: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_OWNERS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_OWNERS },
];
const OF_OWNERS: ReadRule = ReadRule {
    resources: "inspections",
    which: "those of its plans: visits, and self-inspections once handed in,",
    within: Within::Reach,
    roles: &[],
};

/// Who audits.
pub const AUDITED: &[ReadRule] = &[ReadRule {
    resources: "inspections",
    which: "those of its plans, and those of it once it was told or has handed in,",
    within: Within::Reach,
    roles: &[Auditor],
}];

/// Who is inspected.
pub const INSPECTED: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_INSPECTED },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_INSPECTED },
    ReadRule { within: Within::Held, roles: Role::OF_STANDING, ..OF_INSPECTED },
];
const OF_INSPECTED: ReadRule = ReadRule {
    resources: "inspections",
    which: "its self-inspections, and visits to it once it was first told",
    within: Within::Reach,
    roles: &[],
};

/// Who is of a team.
pub const VISITED: &[ReadRule] = &[
    ReadRule { resources: "inspections", which: "visits", within: Within::Team, roles: Role::OF_BUSINESS },
    ReadRule {
        resources: "inspections",
        which: "self-inspections once handed in, of the agencies visited,",
        within: Within::Team,
        roles: Role::OF_BUSINESS,
    },
];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants);
        Self { owned: opened(OWNED), audited: opened(AUDITED), inspected: opened(INSPECTED) }
    }
}

/// As what a caller reads an inspection. What belongs to it, such as answers and reports, is opened to some of these at other times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sides {
    /// He is of the team now.
    pub of_team: bool,
    /// He acts for the owner of the plan.
    pub of_owner: bool,
    /// He audits the owner of the plan.
    pub audits_owner: bool,
    /// He audits the inspected agency.
    pub audits_agency: bool,
    /// He acts for the inspected agency.
    pub of_agency: bool,
    /// He is of the team of a visit to the agency that was not called off.
    pub visits_agency: bool,
}

impl Sides {
    /// What one object says, by roles and by the team that is on record.
    pub fn of(view: &mut View<'_>, row: &Row) -> Result<Self, Problem> {
        let mut sides = Self::of_roles(&view.caller, row.owner_id, row.agency_id);
        match row.kind {
            InspectionKind::Visit => sides.of_team = is_of_team(view, row.id)?,
            InspectionKind::SelfInspection => sides.visits_agency = is_visiting(view, row)?,
        }
        Ok(sides)
    }

    /// What roles open of the inspection of an agency by the plan of another, whoever is of a team.
    pub fn of_roles(caller: &Caller, owner: Id, agency: Id) -> Self {
        let reading = Reading::of(caller);
        Self {
            of_owner: reading.owned.contains(owner),
            audits_owner: reading.audited.contains(owner),
            audits_agency: reading.audited.contains(agency),
            of_agency: reading.inspected.contains(agency),
            ..Self::default()
        }
    }

    /// Whether the inspection itself may be read: `told` is whether the agency was told of a visit, or a self-inspection was handed in,
    /// at any time.
    pub fn read(self, kind: InspectionKind, told: bool) -> bool {
        let audits = self.audits_owner || told && self.audits_agency;
        match kind {
            InspectionKind::Visit => self.of_team || self.of_owner || audits || told && self.of_agency,
            InspectionKind::SelfInspection => self.of_agency || told && (self.of_owner || audits || self.visits_agency),
        }
    }

    /// Whether he sees how it came to what was told to him: those who read it from its first entry on.
    pub fn read_from_first(self, kind: InspectionKind) -> bool {
        self.read(kind, false)
    }
}

/// Whether the caller is of the team of a visit now.
pub fn is_of_team(view: &mut View<'_>, visit: Id) -> Result<bool, Problem> {
    let Some(me) = view.caller.teams_as() else { return Ok(false) };
    let own = of_teams!(me).filter(inspection_members::inspection_id.eq(visit));
    Ok(diesel::select(diesel::dsl::exists(own)).get_result(view.connection)?)
}

fn is_visiting(view: &mut View<'_>, row: &Row) -> Result<bool, Problem> {
    let Some(me) = view.caller.teams_as() else { return Ok(false) };
    let visits = inspections::table
        .filter(inspections::kind.eq(InspectionKind::Visit))
        .filter(inspections::state.ne(InspectionState::Cancelled))
        .filter(inspections::agency_id.eq(row.agency_id))
        .filter(inspections::id.eq_any(of_teams!(me).select(inspection_members::inspection_id)));
    Ok(diesel::select(diesel::dsl::exists(visits)).get_result(view.connection)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspections::inspections::model::InspectionKind::{SelfInspection, Visit};
    use crate::kernel::role::Role::{Admin, AgencyLead, AgencyOfficer, Chair, Portal, StandingLead, StandingOfficer};
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::City;

    /// When somebody reads what: at once, once the agency was told or has handed in, or never.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum When {
        AtOnce,
        Told,
        Never,
    }
    use When::{AtOnce, Never, Told};

    fn when(sides: Sides, kind: InspectionKind) -> When {
        match (sides.read(kind, false), sides.read(kind, true)) {
            (true, true) => AtOnce,
            (false, true) => Told,
            (false, false) => Never,
            (true, false) => panic!("what is told hides nothing"),
        }
    }

    #[test]
    fn every_role_reads_what_its_rows_open_and_nothing_else() {
        // role, where, how far; whose plan, who is inspected; when a visit, when a self-inspection.
        for (role, at, scope, owner, agency, visit, own) in [
            (Chair, "committee", Subtree, "committee", "justice", AtOnce, Told),
            (Chair, "committee", Subtree, "district", "commune", Never, Never),
            (StandingLead, "labour", Own, "committee", "justice", AtOnce, Told),
            (StandingOfficer, "labour", Own, "committee", "commune", AtOnce, Told),
            (StandingOfficer, "labour", Own, "district", "commune", Never, Never),
            // The standing agency inspects itself; its people read what it writes at once.
            (StandingOfficer, "labour", Own, "committee", "labour", AtOnce, AtOnce),
            (StandingLead, "justice", Own, "committee", "labour", Never, Never),
            (AgencyLead, "justice", Own, "committee", "justice", Told, AtOnce),
            (AgencyOfficer, "justice", Own, "committee", "justice", Told, AtOnce),
            (AgencyOfficer, "justice", Own, "committee", "commune", Never, Never),
            (AgencyLead, "district", Own, "committee", "commune", Never, Never),
            (AgencyLead, "district", Subtree, "committee", "commune", Told, AtOnce),
            (AgencyLead, "district", Own, "district", "commune", AtOnce, Told),
            (AgencyOfficer, "district", Own, "district", "commune", AtOnce, Told),
            (AgencyOfficer, "commune", Own, "district", "commune", Told, AtOnce),
            (Auditor, "committee", Subtree, "committee", "justice", AtOnce, Told),
            (Auditor, "committee", Subtree, "district", "commune", AtOnce, Told),
            (Auditor, "justice", Own, "committee", "justice", Told, Told),
            (Auditor, "justice", Own, "committee", "commune", Never, Never),
            (Portal, "committee", Subtree, "committee", "justice", Never, Never),
            (Admin, "committee", Subtree, "committee", "justice", Never, Never),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, scope);
            let caller = city.caller("somebody", at, "2017-03-06");
            let sides = Sides::of_roles(&caller, city.id(owner), city.id(agency));
            let found = (when(sides, Visit), when(sides, SelfInspection));
            assert_eq!(found, (visit, own), "{role:?} at {at}, {scope:?}: {owner} inspects {agency}");
        }
    }

    #[test]
    fn a_team_reads_its_visit_at_once_and_what_the_agency_handed_in() {
        let of_team = Sides { of_team: true, ..Sides::default() };
        let visiting = Sides { visits_agency: true, ..Sides::default() };
        assert_eq!((when(of_team, Visit), when(of_team, SelfInspection)), (AtOnce, Never));
        assert_eq!((when(visiting, Visit), when(visiting, SelfInspection)), (Never, Told));
    }
}
