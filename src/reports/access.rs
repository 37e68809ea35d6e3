//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.
//!
//! An obligation, and a submission once it left its agency, are read by the agency that owes, by its recipient, by the committee
//! with its standing agency, and by auditors in their scope. A draft is read by its own agency alone. Regimes and periods are
//! read by whoever stands under their committee or reaches it.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::agencies::{Agencies, Collector};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::Caller;
use crate::kernel::policy::Role::{AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};
use crate::kernel::problem::Problem;
use crate::schema::{obligations, report_periods, report_regimes};

/// What a caller may read in this chapter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Everything that is owed under periods of these committees.
    pub committees: Agencies,
    /// What these agencies owe, and what they receive.
    pub agencies: Agencies,
    /// Versions of these agencies that have not left them yet.
    pub drafts: Agencies,
    /// Regimes and periods of these committees.
    pub issuers: Agencies,
}

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        let directory = &caller.directory;
        let is_committee = |id: &Id| directory.agencies.get(id).is_some_and(|seat| seat.is_committee);
        let [mut committees, mut agencies, mut drafts, mut issuers] = std::array::from_fn(|_| Collector::default());
        let grants = caller.reading_grants();
        // Whoever holds nothing at the agency that his token names is nobody there.
        if !grants.is_empty() {
            issuers.add_all(directory.lineage(caller.agency));
        }
        for grant in grants {
            for (root, whole_tree) in directory.reach(&grant, caller.today) {
                let everything = whole_tree && directory.is_the_only_root(root);
                let reached = if whole_tree { directory.subtree(root) } else { vec![root] };
                let ruled = reached.iter().copied().filter(is_committee);
                if everything {
                    issuers.everything()
                } else {
                    issuers.add_all(ruled.clone())
                }
                match grant.role {
                    Auditor | Chair | StandingLead | StandingOfficer => {
                        if everything {
                            committees.everything();
                            agencies.everything();
                        }
                        committees.add_all(ruled);
                        if grant.role == Auditor {
                            agencies.add_all(reached);
                        } else if grant.role.is_standing() {
                            // What the standing agency owes itself is drafted by those who hold its roles.
                            drafts.add_all([grant.agency]);
                        }
                    }
                    AgencyLead | AgencyOfficer => {
                        let own = reached.iter().copied().filter(|id| !is_committee(id));
                        agencies.add_all(own.clone());
                        drafts.add_all(own);
                    }
                    _ => {}
                }
            }
        }
        Self {
            committees: committees.done(),
            agencies: agencies.done(),
            drafts: drafts.done(),
            issuers: issuers.done(),
        }
    }

    /// Whether an obligation may be read, and a submission that left its agency.
    pub fn obligation(&self, committee: Id, agency: Id, recipient: Id) -> bool {
        self.committees.contains(committee) || self.agencies.contains(agency) || self.agencies.contains(recipient)
    }

    /// Whether a submission that has not left its agency may be read.
    pub fn draft(&self, agency: Id) -> bool {
        self.drafts.contains(agency)
    }

    /// Whether a regime or a period of a committee may be read.
    pub fn issued_by(&self, committee: Id) -> bool {
        self.issuers.contains(committee)
    }
}

/// Keeps of a boxed query what is owed by, to or under whom the caller may read of. The three columns are given: obligations,
/// submissions and consolidations have them alike.
macro_rules! readable {
    ($query:expr, $reading:expr, $committee:expr, $agency:expr, $recipient:expr) => {{
        let (query, reading) = ($query, $reading);
        match (reading.committees.listed(), reading.agencies.listed()) {
            (Some([]), Some(agencies)) => {
                query.filter($agency.eq_any(agencies.to_vec()).or($recipient.eq_any(agencies.to_vec())))
            }
            (Some(committees), Some(agencies)) => query.filter(
                $committee
                    .eq_any(committees.to_vec())
                    .or($agency.eq_any(agencies.to_vec()))
                    .or($recipient.eq_any(agencies.to_vec())),
            ),
            _ => query,
        }
    }};
}
pub(super) use readable;

/// Whether the caller may read an obligation.
pub fn may_read_obligation(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Id, Id)> = obligations::table
        .find(id)
        .select((obligations::committee_id, obligations::agency_id, obligations::recipient_id))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(committee, agency, recipient)| reading.obligation(committee, agency, recipient)))
}

/// Whether the caller may read a regime.
pub fn may_read_regime(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<Id> =
        report_regimes::table.find(id).select(report_regimes::committee_id).first(view.connection).optional()?;
    Ok(found.is_some_and(|committee| Reading::of(&view.caller).issued_by(committee)))
}

/// Whether the caller may read a period.
pub fn may_read_period(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<Id> =
        report_periods::table.find(id).select(report_periods::committee_id).first(view.connection).optional()?;
    Ok(found.is_some_and(|committee| Reading::of(&view.caller).issued_by(committee)))
}
