//! Who may read what in this chapter: one set of agencies per right, used on one object and in the SQL of lists alike.
//!
//! An obligation, and a submission once it left its agency, are read by the agency that owes, by its recipient, by the committee
//! with its standing agency, and by auditors in their scope. A draft is read by its own agency alone. Regimes and periods are
//! read by whoever stands under their committee or reaches it; consolidations by the committee, its standing agency and
//! auditors. The portal reads obligations, which say when a report was received and accepted, and consolidations once issued; no
//! report itself.

use std::sync::Arc;

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::reports::submissions::model::SubmissionState;
use crate::schema::{consolidations, obligations, report_periods, report_regimes, submissions};

/// What a caller may read in this chapter.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Everything that is owed under periods of these committees, and what they make of it.
    pub committees: Agencies,
    /// What these agencies owe, and what they receive.
    pub agencies: Agencies,
    /// That these agencies owe it, and whether it came: the same, and what the portal reaches.
    pub owing: Agencies,
    /// Consolidations of these committees once issued.
    pub issued: Agencies,
    /// Versions of these agencies that have not left them yet.
    pub drafts: Agencies,
    /// Regimes and periods of these committees.
    pub issuers: Agencies,
}

/// The committee, with its standing agency, reads what is owed under its periods.
const OWED_TO: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..OF_RECIPIENTS },
    ReadRule { within: Within::Committees, roles: &[Role::Auditor], ..OF_RECIPIENTS },
];
const OF_RECIPIENTS: ReadRule = ReadRule {
    resources: "obligations, submissions, consolidations",
    which: "what is owed under the periods, versions once submitted, and what is made of them,",
    within: Within::Reach,
    roles: &[],
};

/// An agency reads what it owes and what it receives.
const OWED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_DEBTORS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..OF_DEBTORS },
];
const OF_DEBTORS: ReadRule = ReadRule {
    resources: "obligations, submissions",
    which: "what is owed and what is received, and versions once submitted,",
    within: Within::Reach,
    roles: &[],
};

/// The portal reads what is owed, and whether it came, without what was said.
const OWED_IN_PUBLIC: &[ReadRule] = &[ReadRule {
    resources: "obligations",
    which: "what is owed and what is received",
    within: Within::Reach,
    roles: &[Role::Portal],
}];

/// And what a committee made of all reports, once that is out.
const ISSUED: &[ReadRule] = &[ReadRule {
    resources: "consolidations",
    which: "consolidations once issued",
    within: Within::Committees,
    roles: &[Role::Portal],
}];

/// A draft is its own agency's alone; what the standing agency owes itself is drafted by those who hold its roles.
const DRAFTED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..OF_AUTHORS },
    ReadRule { within: Within::Held, roles: Role::OF_STANDING, ..OF_AUTHORS },
];
const OF_AUTHORS: ReadRule = ReadRule {
    resources: "submissions",
    which: "versions that are not submitted yet",
    within: Within::Reach,
    roles: &[],
};

/// Regimes and periods are read below their committee, and by those who reach it.
const ASKED: &[ReadRule] = &[
    ReadRule { within: Within::Above, roles: Role::ALL, ..OF_ISSUERS },
    ReadRule { within: Within::Reach, roles: Role::ALL, ..OF_ISSUERS },
];
const OF_ISSUERS: ReadRule = ReadRule {
    resources: "report-regimes, report-periods",
    which: "regimes and periods",
    within: Within::Reach,
    roles: &[],
};

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[OWED_TO, OWED, OWED_IN_PUBLIC, ISSUED, DRAFTED, ASKED];

impl Reading {
    /// The rights of a caller, those of people who delegated something to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(Self::derived_for)
    }

    fn derived_for(caller: &Caller) -> Self {
        // Whoever holds nothing at the agency that his token names is nobody there.
        let grants = caller.reading_grants();
        let opened = |rules| Agencies::opened(rules, caller, &grants);
        Self {
            committees: opened(OWED_TO).all_committees(&caller.directory),
            agencies: opened(OWED),
            owing: opened(&[OWED, OWED_IN_PUBLIC].concat()),
            issued: opened(ISSUED),
            drafts: opened(DRAFTED),
            issuers: opened(ASKED),
        }
    }

    /// Whether an obligation may be read.
    pub fn obligation(&self, committee: Id, agency: Id, recipient: Id) -> bool {
        self.committees.contains(committee) || self.owing.contains(agency) || self.owing.contains(recipient)
    }

    /// Whether a submission that has not left its agency may be read.
    pub fn draft(&self, agency: Id) -> bool {
        self.drafts.contains(agency)
    }

    /// Whether a submission may be read: as a draft by its own agency alone.
    pub fn submission(&self, is_draft: bool, committee: Id, agency: Id, recipient: Id) -> bool {
        let has_to_do = || self.agencies.contains(agency) || self.agencies.contains(recipient);
        if is_draft { self.draft(agency) } else { self.committees.contains(committee) || has_to_do() }
    }

    /// Whether a consolidation of a committee may be read: before it is issued, or afterwards.
    pub fn consolidation(&self, committee: Id, was_issued: bool) -> bool {
        self.committees.contains(committee) || was_issued && self.issued.contains(committee)
    }

    /// Whether a regime or a period of a committee may be read.
    pub fn issued_by(&self, committee: Id) -> bool {
        self.issuers.contains(committee)
    }
}

/// Keeps of a boxed query what is owed by, to or under whom the caller may read of: under committees, by or to agencies. The three
/// columns are given: obligations and submissions have them alike.
macro_rules! readable {
    ($query:expr, $under:expr, $by_or_to:expr, $committee:expr, $agency:expr, $recipient:expr) => {{
        let query = $query;
        match ($under.listed(), $by_or_to.listed()) {
            (Some([]), Some(agencies)) => query.filter(
                $crate::kernel::sql::among($agency, agencies).or($crate::kernel::sql::among($recipient, agencies)),
            ),
            (Some(committees), Some(agencies)) => query.filter(
                $crate::kernel::sql::among($committee, committees)
                    .or($crate::kernel::sql::among($agency, agencies))
                    .or($crate::kernel::sql::among($recipient, agencies)),
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

/// Whether the caller may read a submission.
pub fn may_read_submission(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(SubmissionState, Id, Id, Id)> = submissions::table
        .find(id)
        .select((submissions::state, submissions::committee_id, submissions::agency_id, submissions::recipient_id))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(state, committee, agency, recipient)| {
        reading.submission(state.is_draft(), committee, agency, recipient)
    }))
}

/// Whether the caller may read a consolidation.
pub fn may_read_consolidation(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Option<NaiveDate>)> = consolidations::table
        .find(id)
        .select((consolidations::committee_id, consolidations::issued_on))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(committee, issued_on)| reading.consolidation(committee, issued_on.is_some())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::role::Role::{
        Admin, AgencyLead, AgencyOfficer, Auditor, Chair, Portal, StandingLead, StandingOfficer,
    };
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::City;

    /// Who owes to whom under the committee's periods: to its standing agency, and the commune to its district.
    const OWED: [(&str, &str); 4] =
        [("labour", "labour"), ("justice", "labour"), ("district", "labour"), ("commune", "district")];

    #[test]
    fn every_role_reads_what_its_rows_open_and_nothing_else() {
        let all: &[&str] = &["labour", "justice", "district", "commune"];
        let (nothing, district): (&[&str], &[&str]) = (&[], &["district", "commune"]);
        let mut used: Vec<Role> = Vec::new();
        // role, where, how far: whose obligations, whose reports once submitted, whose drafts; consolidations before they are issued
        // and afterwards; regimes and periods.
        for (role, at, scope, owed, reports, drafts, compiled, issued, periods) in [
            (Chair, "committee", Subtree, all, all, nothing, true, true, true),
            (Chair, "committee", Own, all, all, nothing, true, true, true),
            (StandingLead, "labour", Own, all, all, &["labour"], true, true, true),
            (StandingOfficer, "labour", Own, all, all, &["labour"], true, true, true),
            (StandingLead, "justice", Own, nothing, nothing, &["justice"], false, false, true),
            (AgencyLead, "justice", Own, &["justice"], &["justice"], &["justice"], false, false, true),
            (AgencyLead, "district", Own, district, district, &["district"], false, false, true),
            (AgencyLead, "district", Subtree, district, district, district, false, false, true),
            (AgencyOfficer, "commune", Own, &["commune"], &["commune"], &["commune"], false, false, true),
            (Auditor, "committee", Subtree, all, all, nothing, true, true, true),
            (Auditor, "committee", Own, all, all, nothing, true, true, true),
            (Auditor, "district", Own, district, district, nothing, false, false, true),
            (Portal, "committee", Subtree, all, nothing, nothing, false, true, true),
            (Portal, "committee", Own, nothing, nothing, nothing, false, true, true),
            (Portal, "justice", Own, &["justice"], nothing, nothing, false, false, true),
            (Portal, "district", Own, district, nothing, nothing, false, false, true),
            (Portal, "commune", Own, &["commune"], nothing, nothing, false, false, true),
            (Portal, "elsewhere", Subtree, nothing, nothing, nothing, false, false, false),
            (Admin, "committee", Subtree, nothing, nothing, nothing, false, false, true),
        ] {
            let mut city = City::new();
            city.grant("somebody", role, at, scope);
            let reading = Reading::of(&city.caller("somebody", at, "2017-03-06"));
            let committee = city.id("committee");
            let those = |reads: &dyn Fn(Id, Id) -> bool| -> Vec<&str> {
                let read = OWED.iter().filter(|(agency, recipient)| reads(city.id(agency), city.id(recipient)));
                read.map(|(agency, _)| *agency).collect()
            };
            let what = format!("{role:?} at {at}, {scope:?}");
            assert_eq!(those(&|agency, recipient| reading.obligation(committee, agency, recipient)), owed, "{what}");
            let submitted = |agency, recipient| reading.submission(false, committee, agency, recipient);
            assert_eq!(those(&submitted), reports, "{what}");
            assert_eq!(those(&|agency, _| reading.draft(agency)), drafts, "{what}");
            let consolidations = [false, true].map(|was_issued| reading.consolidation(committee, was_issued));
            assert_eq!((consolidations, reading.issued_by(committee)), ([compiled, issued], periods), "{what}");
            used.push(role);
        }
        assert!(Role::ALL.iter().all(|role| used.contains(role)), "every role has a row");
    }
}
