//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::agencies::{Agencies, Collector};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::policy::Role;
use crate::kernel::policy::Role::{AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};
use crate::kernel::problem::Problem;
use crate::schema::{assignments, extensions, programmes, tasks};

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

const COMMITTEE: &[Role] = &[Chair, StandingLead, StandingOfficer];
const AGENCY: &[Role] = &[AgencyLead, AgencyOfficer];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        let directory = &caller.directory;
        let is_committee = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee);
        let mut drafts = Collector::default();
        let mut issued = Collector::default();
        let mut carried_out = Collector::default();
        let grants = caller.reading_grants();
        // Whoever holds nothing at the agency that his token names is nobody there.
        if !grants.is_empty() {
            issued.add_all(directory.lineage(caller.agency));
        }
        for grant in grants {
            for (root, whole_tree) in directory.reach(&grant, caller.today) {
                let everything = whole_tree && directory.is_the_only_root(root);
                let reached = || if whole_tree { directory.subtree(root) } else { vec![root] };
                if everything {
                    issued.everything()
                } else {
                    issued.add_all(reached())
                }
                match grant.role {
                    Auditor if everything => {
                        drafts.everything();
                        carried_out.everything();
                    }
                    Auditor => {
                        drafts.add_all(reached());
                        carried_out.add_all(reached());
                    }
                    role if COMMITTEE.contains(&role) => {
                        let committees = directory.committees().filter(|id| directory.is_within(*id, root));
                        drafts.add_all(committees);
                        // They read assignments of agencies' own programmes too.
                        if everything { carried_out.everything() } else { carried_out.add_all(reached()) }
                    }
                    role if AGENCY.contains(&role) => {
                        let agencies: Vec<Id> = reached().into_iter().filter(|id| !is_committee(id)).collect();
                        drafts.add_all(agencies.clone());
                        carried_out.add_all(agencies);
                    }
                    _ => {}
                }
            }
        }
        Self { drafts: drafts.done(), issued: issued.done(), carried_out: carried_out.done() }
    }

    /// Whether a programme of an agency may be read: as a draft, or once it was issued.
    pub fn programme(&self, owner: Id, was_issued: bool) -> bool {
        self.drafts.contains(owner) || was_issued && self.issued.contains(owner)
    }

    /// Whether an extension may be read.
    pub fn extension(&self, owner: Id, agency: Id) -> bool {
        self.drafts.contains(owner) || self.carried_out.contains(agency)
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
            (Some(drafts), None) => {
                query.filter(programmes::agency_id.eq_any(drafts.to_vec()).or(programmes::number.is_not_null()))
            }
            (Some(drafts), Some(issued)) => query.filter(
                programmes::agency_id
                    .eq_any(drafts.to_vec())
                    .or(programmes::number.is_not_null().and(programmes::agency_id.eq_any(issued.to_vec()))),
            ),
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
                assignments::owner_agency_id
                    .eq_any(owners.to_vec())
                    .or(assignments::agency_id.eq_any(doers.to_vec()))
                    .or(assignments::lead_agency_id.eq_any(doers.to_vec())),
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

/// Whether the caller may read an extension: the agency that asks, and those who keep the programme.
pub fn may_read_extension(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Id)> = extensions::table
        .find(id)
        .select((extensions::owner_agency_id, extensions::agency_id))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(owner, agency)| reading.extension(owner, agency)))
}
