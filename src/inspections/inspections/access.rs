//! Who reads inspections. A visit: whose plan it is, auditors and its team, and the inspected agency once it was first told of it,
//! whatever follows. A self-inspection: the agency itself; once it was first handed in, those for whom it was, auditors, and whoever
//! visits that agency for them. That one was never handed in is a finding of theirs for whom it was, and they and auditors read it.
//!
//! Roles open agencies, which is worked out once for a caller. Who is of a team is asked of the database each time: here of one object,
//! and as a subselect in lists.

use std::sync::Arc;

use diesel::prelude::*;
use uuid::Uuid;

use crate::inspections::inspections::model::{InspectionKind, InspectionState};
use crate::inspections::inspections::store::row::{Known, Row};
use crate::inspections::waiting::judged_at;
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

diesel::alias! {
    pub(in crate::inspections) const VISITS: Alias<Visits> = inspections as visits;
    pub(in crate::inspections) const LOOKED_AT: Alias<LookedAt> = inspections as looked_at;
}

/// The self-inspections of agencies that somebody visits for the same owner, while that visit is open.
macro_rules! looked_at_on_visits {
    ($me:expr) => {{
        use diesel::prelude::*;
        use $crate::inspections::inspections::access::{LOOKED_AT, VISITS, of_teams};
        use $crate::inspections::inspections::model::{InspectionKind, InspectionState};
        use $crate::schema::{inspection_members, inspections};
        let of_the_agency = VISITS
            .field(inspections::agency_id)
            .eq(LOOKED_AT.field(inspections::agency_id))
            .and(VISITS.field(inspections::owner_id).eq(LOOKED_AT.field(inspections::owner_id)));
        VISITS
            .inner_join(LOOKED_AT.on(of_the_agency))
            .filter(VISITS.field(inspections::kind).eq(InspectionKind::Visit))
            .filter(VISITS.field(inspections::state).eq_any(InspectionState::OPEN))
            .filter(VISITS.field(inspections::id).eq_any(of_teams!($me).select(inspection_members::inspection_id)))
            .filter(LOOKED_AT.field(inspections::kind).eq(InspectionKind::SelfInspection))
            .select(LOOKED_AT.field(inspections::id))
    }};
}
pub(in crate::inspections) use looked_at_on_visits;

/// Of inspections those that may be read, as a condition: it says of all what `Sides::read` says of one. Lists and figures share it.
macro_rules! readable_inspections {
    ($reading:expr, $me:expr) => {{
        use diesel::prelude::*;
        use $crate::inspections::inspections::access::{looked_at_on_visits, of_teams};
        use $crate::inspections::inspections::model::{InspectionKind, InspectionState};
        use $crate::kernel::sql::{among_any, among_found};
        use $crate::schema::{inspection_members, inspections};
        let (owned, audited) = ($reading.owned.listed(), $reading.audited.listed());
        let inspected = $reading.inspected.listed();
        let for_owner = || among_any(inspections::owner_id, owned).or(among_any(inspections::owner_id, audited));
        let for_agency = || among_any(inspections::agency_id, inspected).or(among_any(inspections::agency_id, audited));
        let visit = for_owner()
            .or(inspections::notified_at.is_not_null().and(for_agency()))
            .or(among_found(inspections::id, of_teams!($me).select(inspection_members::inspection_id)));
        let told = || for_owner().or(among_any(inspections::agency_id, audited));
        let handed_in = told().or(among_found(inspections::id, looked_at_on_visits!($me)));
        let own = among_any(inspections::agency_id, inspected)
            .or(inspections::first_signed_at.is_not_null().and(handed_in))
            .or(inspections::state.eq(InspectionState::NotHandedIn).and(told()));
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
    /// Those of the plans of these agencies; to a committee also of those below it that would judge themselves by now.
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
    which: "those of its plans: visits, and self-inspections once handed in, or found not to have been when the plan was closed,",
    within: Within::Reach,
    roles: &[],
};

/// Who audits.
pub const AUDITED: &[ReadRule] = &[ReadRule {
    resources: "inspections",
    which: "those of its plans, and those of it once it was told, has handed in or has failed to,",
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
        which: "self-inspections once handed in, of the agencies visited for the same owner while that visit is open,",
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
        let owned = judged_at(caller, opened(OWNED));
        Self { owned, audited: opened(AUDITED), inspected: opened(INSPECTED) }
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
    /// His token names the agency that holds what is the inspected one's.
    pub acts_for_agency: bool,
    /// He is of the team of an open visit to the agency, for the same owner.
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
            acts_for_agency: caller.acts_for(agency),
            ..Self::default()
        }
    }

    /// Whether the inspection itself may be read, by how much of it is known.
    pub fn read(self, kind: InspectionKind, known: Known) -> bool {
        let is_told = known == Known::All;
        match kind {
            InspectionKind::Visit => {
                let is_whose = self.of_team || self.of_owner || self.audits_owner;
                is_whose || is_told && (self.of_agency || self.audits_agency)
            }
            InspectionKind::SelfInspection => {
                let for_whom = self.of_owner || self.audits_owner || self.audits_agency;
                self.of_agency || known != Known::Nothing && for_whom || is_told && self.visits_agency
            }
        }
    }

    /// Whether he sees how it came to what was told to him: those who read it from its first entry on.
    pub fn read_from_first(self, kind: InspectionKind) -> bool {
        self.read(kind, Known::Nothing)
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
        .filter(inspections::state.eq_any(InspectionState::OPEN))
        .filter(inspections::agency_id.eq(row.agency_id))
        .filter(inspections::owner_id.eq(row.owner_id))
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

    /// When somebody reads what: at once, once it is known that nothing was handed in, once the agency was told or has handed in, or
    /// never.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum When {
        AtOnce,
        Missing,
        Handed,
        Never,
    }
    use When::{AtOnce, Handed, Missing, Never};

    fn when(sides: Sides, kind: InspectionKind) -> When {
        let read = |known: Known| sides.read(kind, known);
        match (read(Known::Nothing), read(Known::Missing), read(Known::All)) {
            (true, true, true) => AtOnce,
            (false, true, true) => Missing,
            (false, false, true) => Handed,
            (false, false, false) => Never,
            _ => panic!("what is told hides nothing"),
        }
    }

    #[test]
    fn every_role_reads_what_its_rows_open_and_nothing_else() {
        // role, where, how far; whose plan, who is inspected; when a visit, when a self-inspection.
        for (role, at, scope, owner, agency, visit, own) in [
            (Chair, "committee", Subtree, "committee", "justice", AtOnce, Missing),
            (Chair, "committee", Subtree, "district", "commune", Never, Never),
            (StandingLead, "labour", Own, "committee", "justice", AtOnce, Missing),
            (StandingOfficer, "labour", Own, "committee", "commune", AtOnce, Missing),
            (StandingOfficer, "labour", Own, "district", "commune", Never, Never),
            // The standing agency inspects itself; its people read what it writes at once.
            (StandingOfficer, "labour", Own, "committee", "labour", AtOnce, AtOnce),
            (StandingLead, "justice", Own, "committee", "labour", Never, Never),
            (AgencyLead, "justice", Own, "committee", "justice", Handed, AtOnce),
            (AgencyOfficer, "justice", Own, "committee", "justice", Handed, AtOnce),
            (AgencyOfficer, "justice", Own, "committee", "commune", Never, Never),
            (AgencyLead, "district", Own, "committee", "commune", Never, Never),
            (AgencyLead, "district", Subtree, "committee", "commune", Handed, AtOnce),
            (AgencyLead, "district", Own, "district", "commune", AtOnce, Missing),
            (AgencyOfficer, "district", Own, "district", "commune", AtOnce, Missing),
            (AgencyOfficer, "commune", Own, "district", "commune", Handed, AtOnce),
            (Auditor, "committee", Subtree, "committee", "justice", AtOnce, Missing),
            (Auditor, "committee", Subtree, "district", "commune", AtOnce, Missing),
            (Auditor, "justice", Own, "committee", "justice", Handed, Missing),
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
        assert_eq!((when(visiting, Visit), when(visiting, SelfInspection)), (Never, Handed));
    }
}
