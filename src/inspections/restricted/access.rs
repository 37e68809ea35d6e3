//! Who reads restricted text and files, and what is on record of those who did.

use crate::attachments::{self, Inspecting, Keeper};
use crate::inspections::answers::access::{self as answers, was_shown};
use crate::inspections::answers::model::InspectionAnswer;
use crate::inspections::answers::sheet::Answering;
use crate::inspections::inspections::access::Sides;
use crate::inspections::inspections::model::InspectionKind;
use crate::inspections::inspections::store::{self as inspections, Row};
use crate::inspections::inspections::workflow::Seats;
use crate::inspections::policy;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::policy::{Caller, Member, Seat, Seated};
use crate::kernel::problem::{Code, Problem};
use crate::restricted::{self, Restricting, Whose};

/// What is restricted, as the rules see it.
#[derive(Clone, Debug)]
pub struct Restricted<'a> {
    /// Who has to do with the inspection.
    pub seats: &'a Seats,
    /// Who wrote or sent it.
    pub author: Option<Id>,
    /// Whoever asks.
    pub asker: Member,
    /// Whether the inspected agency sees it already: of a visit, once its report was sent there.
    pub is_told: bool,
}

impl<'a> Restricted<'a> {
    /// What somebody wrote or sent, asked for by a caller.
    pub fn of(seats: &'a Seats, author: Option<Id>, caller: &Caller, is_told: bool) -> Self {
        Self { seats, author, asker: caller.member(), is_told }
    }
}

impl Seated for Restricted<'_> {
    fn agency_at(&self, seat: Seat) -> Option<Id> {
        match seat {
            Seat::Person => (self.author == Some(self.asker.user)).then_some(self.asker.agency),
            Seat::Own => self.seats.agency_at(Seat::Own).filter(|_| self.is_told),
            // Where a standing agency is inspected its own lead sits at the committee, and waits to be told as any other.
            Seat::Assignee => self.seats.agency_at(Seat::StandingOwn).filter(|_| self.is_told),
            _ => self.seats.agency_at(seat),
        }
    }

    fn people_at(&self, seat: Seat) -> Vec<Member> {
        self.seats.people_at(seat)
    }
}

/// Whether the inspected agency sees what was found: of a visit, once its report was first sent there.
pub fn is_told(view: &mut View<'_>, row: &Row) -> Result<bool, Problem> {
    match row.kind {
        InspectionKind::SelfInspection => Ok(true),
        InspectionKind::Visit => was_shown(view.connection, row),
    }
}

/// What is restricted of inspections: findings, and files that show them.
pub const RESTRICTING: Restricting = Restricting {
    resources: &[InspectionAnswer::RESOURCE, attachments::NAME],
    may_read,
    sees_all_readers: sees_readers,
};

fn may_read(view: &mut View<'_>, whose: &Whose) -> Result<bool, Problem> {
    match whose.inspection {
        Some(inspection) => answers::may_read(view, inspection),
        None => Ok(false),
    }
}

fn sees_readers(view: &mut View<'_>, whose: &Whose) -> Result<bool, Problem> {
    let Some(inspection) = whose.inspection else { return Ok(false) };
    let row = inspections::find(view, inspection)?;
    let seats = inspections::seats(view, &row)?;
    sees_all_readers(view, &row, &seats)
}

/// Whether the caller reads of everybody who read something of an inspection: auditors, and those to whom all of it is disclosed.
pub fn sees_all_readers(view: &mut View<'_>, row: &Row, seats: &Seats) -> Result<bool, Problem> {
    let sides = Sides::of(view, row)?;
    let is_told = is_told(view, row)?;
    let restricted = Restricted::of(seats, None, &view.caller, is_told);
    Ok(sides.audits_owner || sides.audits_agency || policy::DISCLOSE.permit(&view.caller, &restricted).is_ok())
}

/// What the attachments ask about evidence.
pub const EVIDENCE: Inspecting = Inspecting { may_send: may_send_evidence, keeper, is_disclosed };

/// Whoever says what was found in an inspection sends evidence of it: nothing else could be made of that.
fn may_send_evidence(view: &mut View<'_>, inspection: Id) -> Result<bool, Problem> {
    let row = match inspections::find(view, inspection) {
        Err(problem) if problem.code() == Code::NotFound => return Ok(false),
        other => other?,
    };
    let seats = inspections::seats(view, &row)?;
    policy::SAVE_ANSWER.permit(&view.caller, &Answering { seats: &seats, kind: row.kind })?;
    Ok(true)
}

/// Whose paper evidence of an inspection belongs to.
fn keeper(view: &mut View<'_>, inspection: Id) -> Result<Option<Keeper>, Problem> {
    let row = inspections::find(view, inspection)?;
    Ok(keeper_of(&inspections::seats(view, &row)?, row.kind))
}

/// Of a visit those who judge for the owner of its plan; of a self-inspection the agency, whose people sit at the committee where it is
/// the standing agency.
fn keeper_of(seats: &Seats, kind: InspectionKind) -> Option<Keeper> {
    let at = |seat: Seat| seats.agency_at(seat).map(|agency| Keeper { seat, agency });
    match kind {
        InspectionKind::Visit => {
            // What the standing agency owes itself is in no hands but the chair's, of the committee that carries the visit out.
            let chair = seats.agency_at(Seat::StandingOwn).map(|agency| Keeper { seat: Seat::Assignee, agency });
            at(Seat::Committee).or_else(|| at(Seat::Recipient)).or(chair)
        }
        InspectionKind::SelfInspection => Some(match seats.agency_at(Seat::StandingOwn) {
            Some(agency) => Keeper { seat: Seat::Committee, agency },
            None => Keeper { seat: Seat::Recipient, agency: seats.agency },
        }),
    }
}

/// Whether a disclosure opens a file to the caller now.
fn is_disclosed(view: &mut View<'_>, disclosure: Id, file: Id) -> Result<bool, Problem> {
    let Some(found) = restricted::disclosure(view.connection, disclosure)? else { return Ok(false) };
    let is_of_it = found.resource == attachments::NAME && found.subject_id == file;
    Ok(is_of_it && found.reader_id == view.caller.user && restricted::is_open(found.created_at, view.now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inspections::inspections::model::TeamPart;
    use crate::kernel::owner::Owner;
    use crate::kernel::policy::Rule;
    use crate::kernel::role::Role::{self, AgencyLead, AgencyOfficer, Auditor, Chair, StandingLead, StandingOfficer};
    use crate::kernel::role::Scope::{Own, Subtree};
    use crate::kernel::sample::City;

    /// Whether somebody in a role may, of what an author wrote about an inspected agency.
    fn may(rule: &Rule, who: (Role, &str), part: Option<TeamPart>, wrote: bool, owner: &str, is_told: bool) -> bool {
        let mut city = City::new();
        let (role, at) = who;
        let scope = if matches!(role, Chair | Auditor) { Subtree } else { Own };
        city.grant("somebody", role, at, scope);
        let user = city.id("somebody");
        let caller = city.caller("somebody", at, "2017-03-06");
        let owner = Owner { agency: city.id(owner), of_committee: owner == "committee" };
        let member = Member { user, agency: city.id(at) };
        let team = part.map(|part| (member, part)).into_iter().collect();
        let inspected = if owner.of_committee { "justice" } else { "commune" };
        let seats =
            Seats { owner, agency: city.id(inspected), standing: Some(city.id("labour")), team, interested: vec![] };
        let author = if wrote { user } else { Id::fresh() };
        rule.permit(&caller, &Restricted::of(&seats, Some(author), &caller, is_told)).is_ok()
    }

    #[test]
    fn a_text_is_disclosed_to_its_author_the_leader_the_leads_and_the_chair() {
        let lead = Some(TeamPart::Leader);
        let member = Some(TeamPart::Member);
        // who, in which part, whether he wrote it, whose plan it is, whether the agency was told: whether he reads it.
        for (who, part, wrote, owner, is_told, reads) in [
            ((AgencyOfficer, "district"), member, true, "committee", false, true),
            ((AgencyOfficer, "district"), member, false, "committee", false, false),
            ((AgencyOfficer, "district"), lead, false, "committee", false, true),
            ((AgencyOfficer, "district"), None, true, "committee", false, true),
            ((StandingLead, "labour"), None, false, "committee", false, true),
            ((Chair, "committee"), None, false, "committee", false, true),
            ((StandingOfficer, "labour"), None, false, "committee", true, false),
            ((AgencyLead, "justice"), None, false, "committee", false, false),
            ((AgencyLead, "justice"), None, false, "committee", true, true),
            ((AgencyOfficer, "justice"), None, false, "committee", true, false),
            ((AgencyLead, "district"), None, false, "committee", true, false),
            ((Auditor, "committee"), None, false, "committee", true, false),
            ((AgencyLead, "district"), None, false, "district", false, true),
            ((AgencyOfficer, "district"), None, false, "district", false, false),
            ((AgencyLead, "commune"), None, false, "district", false, false),
            ((AgencyLead, "commune"), None, false, "district", true, true),
            ((StandingLead, "labour"), None, false, "district", true, false),
        ] {
            let found = may(&policy::DISCLOSE, who, part, wrote, owner, is_told);
            assert_eq!(found, reads, "{who:?}, {part:?}, {wrote}, {owner}, {is_told}");
        }
    }

    #[test]
    fn evidence_is_kept_by_whose_paper_it_belongs_to() {
        let city = City::new();
        let seats = |owner: &str, agency: &str| Seats {
            owner: Owner { agency: city.id(owner), of_committee: owner == "committee" },
            agency: city.id(agency),
            standing: Some(city.id("labour")),
            team: Vec::new(),
            interested: Vec::new(),
        };
        use InspectionKind::{SelfInspection, Visit};
        for (owner, agency, kind, seat, at) in [
            ("committee", "justice", Visit, Seat::Committee, "committee"),
            ("committee", "labour", Visit, Seat::Assignee, "committee"),
            ("district", "commune", Visit, Seat::Recipient, "district"),
            ("committee", "justice", SelfInspection, Seat::Recipient, "justice"),
            ("committee", "labour", SelfInspection, Seat::Committee, "committee"),
            ("district", "commune", SelfInspection, Seat::Recipient, "commune"),
        ] {
            let found = keeper_of(&seats(owner, agency), kind);
            assert_eq!(found, Some(Keeper { seat, agency: city.id(at) }), "{owner} {agency} {kind}");
        }
    }

    #[test]
    fn a_text_is_replaced_by_its_author_and_the_leader() {
        let (lead, member) = (Some(TeamPart::Leader), Some(TeamPart::Member));
        for (who, part, wrote, replaces) in [
            ((AgencyOfficer, "district"), member, true, true),
            ((AgencyOfficer, "district"), member, false, false),
            ((AgencyOfficer, "district"), lead, false, true),
            ((StandingLead, "labour"), None, false, false),
            ((Chair, "committee"), None, false, false),
            ((AgencyLead, "justice"), None, false, false),
        ] {
            let found = may(&policy::REPLACE_TEXT, who, part, wrote, "committee", true);
            assert_eq!(found, replaces, "{who:?}, {part:?}, {wrote}");
        }
    }
}
