//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::schema::{assignments, programmes, tasks};

/// What a caller may read in this chapter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Programmes of these agencies in every state.
    pub drafts: Agencies,
    /// Programmes of these agencies once issued: those above the caller, and those that he reaches.
    pub issued: Agencies,
    /// Assignments carried out by, or of tasks led by, these agencies.
    pub carried_out: Agencies,
}

/// Who keeps a programme reads it from its first draft on, with all that is done for it.
const KEPT: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_KEEPERS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_KEEPERS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..OF_KEEPERS },
];
const OF_KEEPERS: ReadRule = ReadRule {
    resources: "programmes, tasks, assignments, extensions",
    which: "programmes in every state, with all below them",
    within: Within::Reach,
    roles: &[],
};

/// What was issued is read below its issuer, and by those who reach the issuer.
const ISSUED: &[ReadRule] = &[
    ReadRule { within: Within::Above, roles: Role::ALL, ..OF_READERS },
    ReadRule { within: Within::Reach, roles: Role::ALL, ..OF_READERS },
];
const OF_READERS: ReadRule = ReadRule {
    resources: "programmes, tasks",
    which: "programmes once issued, with their tasks",
    within: Within::Reach,
    roles: &[],
};

/// What is carried out is read by those who do it or lead the task, and by the committee above them.
const CARRIED_OUT: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_DOERS },
    ReadRule { within: Within::Reach, roles: Role::OF_COMMITTEES, ..OF_DOERS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..OF_DOERS },
    ReadRule { within: Within::Reach, roles: &[Role::Portal], resources: "assignments", ..OF_DOERS },
];
const OF_DOERS: ReadRule = ReadRule {
    resources: "assignments, extensions",
    which: "what is carried out, and assignments of tasks that are led,",
    within: Within::Reach,
    roles: &[],
};

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[KEPT, ISSUED, CARRIED_OUT];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        // Whoever holds nothing at the agency that his token names is nobody there.
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants);
        Self { drafts: opened(KEPT), issued: opened(ISSUED), carried_out: opened(CARRIED_OUT) }
    }

    /// Whether a programme of an agency may be read: as a draft, or once it was issued.
    pub fn programme(&self, owner: Id, was_issued: bool) -> bool {
        self.drafts.contains(owner) || was_issued && self.issued.contains(owner)
    }

    /// Whether an assignment may be read.
    pub fn assignment(&self, owner: Id, agency: Id, lead: Id) -> bool {
        self.drafts.contains(owner) || self.carried_out.contains(agency) || self.carried_out.contains(lead)
    }
}

/// Keeps of a boxed query over programmes what the caller may read.
macro_rules! readable_programmes {
    ($query:expr, $reading:expr) => {{
        let (query, reading) = ($query, $reading);
        match (reading.drafts.listed(), reading.issued.listed()) {
            (None, _) => query,
            (Some(drafts), None) => query
                .filter($crate::kernel::sql::among(programmes::agency_id, drafts).or(programmes::number.is_not_null())),
            (Some(drafts), Some(issued)) => {
                query.filter($crate::kernel::sql::among(programmes::agency_id, drafts).or(
                    programmes::number.is_not_null().and($crate::kernel::sql::among(programmes::agency_id, issued)),
                ))
            }
        }
    }};
}
pub(super) use readable_programmes;

/// Keeps of a boxed query over assignments what the caller may read.
macro_rules! readable_assignments {
    ($query:expr, $reading:expr) => {{
        let (query, reading) = ($query, $reading);
        match (reading.drafts.listed(), reading.carried_out.listed()) {
            (Some(owners), Some(doers)) => query.filter(
                $crate::kernel::sql::among(assignments::owner_agency_id, owners)
                    .or($crate::kernel::sql::among(assignments::agency_id, doers))
                    .or($crate::kernel::sql::among(assignments::lead_agency_id, doers)),
            ),
            _ => query,
        }
    }};
}
pub(super) use readable_assignments;

/// Whether the caller may read a programme.
pub fn may_read_programme(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Option<String>)> = programmes::table
        .find(id)
        .select((programmes::agency_id, programmes::number))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(owner, number)| reading.programme(owner, number.is_some())))
}

/// Whether the caller may read a task: whoever may read its programme.
pub fn may_read_task(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let programme: Option<Id> = tasks::table.find(id).select(tasks::programme_id).first(view.connection).optional()?;
    match programme {
        Some(programme) => may_read_programme(view, programme),
        None => Ok(false),
    }
}

/// Whether the caller may read an assignment: its agency, the task's lead agency, and those who keep the programme.
pub fn may_read_assignment(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Id, Id)> = assignments::table
        .find(id)
        .select((assignments::owner_agency_id, assignments::agency_id, assignments::lead_agency_id))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(owner, agency, lead)| reading.assignment(owner, agency, lead)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;
    use std::sync::Arc;

    use chrono::NaiveDate;

    use super::*;
    use crate::kernel::directory::{AgencySeat, DesignationSeat, Directory, GrantSeat};
    use crate::kernel::role::Role::{
        Admin, AgencyLead, AgencyOfficer, Auditor, Chair, Portal, StandingLead, StandingOfficer,
    };
    use crate::kernel::role::Scope;
    use crate::kernel::role::Scope::{Own, Subtree};

    /// A city with its standing agency, the Department of Labour; Health with a ward below it; and another city.
    const AGENCIES: [(char, Option<char>); 5] =
        [('C', None), ('L', Some('C')), ('H', Some('C')), ('W', Some('H')), ('O', None)];

    struct World {
        ids: HashMap<char, Id>,
        directory: Directory,
        today: NaiveDate,
    }

    impl World {
        fn of(letters: &str) -> Self {
            let today = NaiveDate::from_ymd_opt(2017, 3, 6).unwrap();
            let ids: HashMap<char, Id> = letters.chars().map(|letter| (letter, Id::fresh())).collect();
            let agencies = AGENCIES.iter().filter(|(letter, _)| letters.contains(*letter)).map(|(letter, parent)| {
                let is_committee = parent.is_none();
                let parent = parent.map(|parent| ids[&parent]);
                (
                    ids[letter],
                    AgencySeat {
                        parent,
                        code: String::new(),
                        name: letter.to_string(),
                        is_committee,
                        valid_from: today,
                        valid_to: None,
                        heir: None,
                    },
                )
            });
            let designations =
                vec![DesignationSeat { committee: ids[&'C'], agency: ids[&'L'], valid_from: today, valid_to: None }];
            let directory = Directory { agencies: agencies.collect(), designations, ..Directory::default() };
            Self { ids, directory, today }
        }

        fn reading(&self, role: Role, at: char, scope: Scope) -> Arc<Reading> {
            let (user, agency) = (Id::fresh(), self.ids[&at]);
            let grant = GrantSeat { id: Id::fresh(), agency, role, scope, valid_from: self.today, valid_to: None };
            let directory = Directory { grants: HashMap::from([(user, vec![grant])]), ..self.directory.clone() };
            Reading::of(&Caller::new(user, agency, self.today, Arc::new(directory)))
        }

        fn letters(&self, agencies: &Agencies) -> String {
            let found = AGENCIES
                .iter()
                .map(|(letter, _)| letter)
                .filter(|it| self.ids.get(it).is_some_and(|id| agencies.contains(*id)));
            found.collect()
        }
    }

    #[test]
    fn every_role_reads_what_its_rows_open_and_nothing_else() {
        let world = World::of("CLHWO");
        let mut used: Vec<Role> = Vec::new();
        // role, where, how far: what is kept, what was issued, what is carried out, by the agencies whose it is.
        for (role, at, scope, kept, issued, carried_out) in [
            (Chair, 'C', Subtree, "C", "CLHW", "CLHW"),
            (Chair, 'C', Own, "C", "C", "C"),
            (StandingLead, 'L', Own, "C", "CLHW", "CLHW"),
            (StandingOfficer, 'L', Own, "C", "CLHW", "CLHW"),
            (StandingLead, 'H', Own, "", "CH", ""),
            (AgencyLead, 'H', Own, "H", "CH", "H"),
            (AgencyLead, 'H', Subtree, "HW", "CHW", "HW"),
            (AgencyOfficer, 'H', Own, "H", "CH", "H"),
            (AgencyOfficer, 'W', Own, "W", "CHW", "W"),
            (AgencyOfficer, 'C', Subtree, "LHW", "CLHW", "LHW"),
            (Auditor, 'C', Subtree, "CLHW", "CLHW", "CLHW"),
            (Auditor, 'H', Own, "H", "CH", "H"),
            (Portal, 'C', Subtree, "", "CLHW", "CLHW"),
            (Portal, 'C', Own, "", "C", "C"),
            (Portal, 'H', Own, "", "CH", "H"),
            (Portal, 'H', Subtree, "", "CHW", "HW"),
            (Admin, 'C', Subtree, "", "CLHW", ""),
        ] {
            let reading = world.reading(role, at, scope);
            let found = [&reading.drafts, &reading.issued, &reading.carried_out].map(|it| world.letters(it));
            assert_eq!(found, [kept, issued, carried_out], "{role:?} at {at}, {scope:?}");
            used.push(role);
        }
        assert!(Role::ALL.iter().all(|role| used.contains(role)), "every role has a row");
    }

    #[test]
    fn every_row_opens_something_that_no_other_row_opens_to_its_roles() {
        let world = World::of("CLHWO");
        for (rules, set) in [(KEPT, 0), (ISSUED, 1), (CARRIED_OUT, 2)] {
            for rule in rules {
                let others: Vec<ReadRule> = rules.iter().filter(|it| !std::ptr::eq(*it, rule)).copied().collect();
                let tells = rule.roles.iter().any(|role| {
                    AGENCIES.iter().any(|(at, _)| {
                        let (user, agency) = (Id::fresh(), world.ids[at]);
                        let grant = GrantSeat {
                            id: user,
                            agency,
                            role: *role,
                            scope: Own,
                            valid_from: world.today,
                            valid_to: None,
                        };
                        let caller = Caller::new(user, agency, world.today, Arc::new(world.directory.clone()));
                        let grants = [grant];
                        Agencies::opened(rules, &caller, &grants) != Agencies::opened(&others, &caller, &grants)
                    })
                });
                assert!(tells, "{set}: {rule:?}");
            }
        }
    }

    #[test]
    fn whoever_reaches_the_one_root_needs_no_list() {
        let world = World::of("CLHW");
        let auditor = world.reading(Auditor, 'C', Subtree);
        assert_eq!([&auditor.drafts, &auditor.issued, &auditor.carried_out], [&Agencies::All; 3]);
        let lead = world.reading(StandingLead, 'L', Own);
        assert_eq!((&lead.issued, &lead.carried_out), (&Agencies::All, &Agencies::All));
        assert_eq!(world.letters(&lead.drafts), "C");
    }
}
