//! What a plan of inspections must be, beside who may and beside its workflow.
//!
//! What is wrong whenever it is written is refused then; what depends on the day (who is there, who holds which role, who
//! has an interest) is judged when the plan is submitted, and again when it is approved.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};

use crate::agencies::AgencyKind;
use crate::inspections::interest::{has_interest, is_inspector};
use crate::inspections::plans::model::{InspectionPlanState, PlannedSelfInspections, PlannedVisit};
use crate::kernel::bound::Bound;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::on_paper::{on_paper, planned_from};
use crate::kernel::problem::{Code, Problem};

/// So many agencies inspect themselves by one plan at most: approving makes all of it at once.
pub const MOST_SELF_INSPECTIONS: usize = 1_000;

/// So many places are told of each thing that is wrong.
const MOST_TOLD: usize = 100;

/// A plan is edited while it is a draft.
pub fn is_draft(state: InspectionPlanState) -> Result<(), Problem> {
    if state == InspectionPlanState::Draft { Ok(()) } else { Err(Problem::of(Code::StateForbids)) }
}

/// A plan is approved for its year: from the year before on, when it is prepared, and today at the latest.
pub fn approved_in_time(approved_on: NaiveDate, year: i32, today: NaiveDate) -> Result<(), Problem> {
    on_paper("/approved_on", approved_on, planned_from(year), today)
}

/// Inspections ask by a checklist of the owner, or of an agency above it.
/// `of` is whose it is; none where the caller reads no such checklist.
pub fn checklist_fits(directory: &Directory, owner: Id, of: Option<Id>) -> Result<(), Problem> {
    let fits = of.is_some_and(|it| directory.is_within(owner, it));
    if fits { Ok(()) } else { Err(Problem::unknown("/checklist_id")) }
}

/// Whether an agency can be inspected by a plan of another: it stands below, and is no committee.
fn can_be_inspected(directory: &Directory, owner: Id, agency: Id) -> bool {
    agency != owner && directory.can_carry_out(agency, owner)
}

/// Whose plan it is, of which year, and who is who.
#[derive(Clone, Copy, Debug)]
pub struct Frame<'a> {
    /// Who is who.
    pub directory: &'a Directory,
    /// The agency whose it is.
    pub owner: Id,
    /// Its year.
    pub year: i32,
}

/// Each agency stands once, below the owner, each visit's window lies in the year, and nobody is named twice for a visit.
/// 422 at every place that is wrong.
pub fn fitting(
    frame: Frame<'_>,
    visits: &[PlannedVisit],
    self_inspections: Option<&PlannedSelfInspections>,
) -> Result<(), Problem> {
    let (mut wrong, mut visited) = (Vec::new(), HashSet::new());
    for (place, visit) in visits.iter().enumerate() {
        if !visited.insert(visit.agency_id) {
            wrong.push((format!("/visits/{place}/agency_id"), Code::AgencyRepeated));
        }
        let of_it = wrong_in_visit(frame, visit).into_iter();
        wrong.extend(of_it.map(|(below, code)| (format!("/visits/{place}{below}"), code)));
    }
    if let Some(planned) = self_inspections {
        let of_them = wrong_in_self_inspections(frame, planned).into_iter();
        wrong.extend(of_them.map(|(below, code)| (format!("/self_inspections{below}"), code)));
    }
    Problem::of_all(wrong.into_iter().map(|(pointer, code)| Err(Problem::of_place(pointer, code))))
}

fn wrong_in_visit(frame: Frame<'_>, visit: &PlannedVisit) -> Vec<(String, Code)> {
    let Frame { directory, owner, year } = frame;
    let mut wrong = Vec::new();
    if !directory.agencies.contains_key(&visit.agency_id) {
        wrong.push(("/agency_id".to_owned(), Code::UnknownReference));
    } else if !can_be_inspected(directory, owner, visit.agency_id) {
        wrong.push(("/agency_id".to_owned(), Code::NotBelowOwner));
    }
    wrong.extend(wrong_window(year, visit.from, visit.to));
    let mut named = HashSet::new();
    for (place, inspector) in visit.people() {
        if !named.insert(inspector.user_id) {
            wrong.push((place, Code::MemberRepeated));
        } else if !directory.users.contains_key(&inspector.user_id) {
            wrong.push((format!("{place}/user_id"), Code::UnknownReference));
        } else if !directory.agencies.contains_key(&inspector.agency_id) {
            wrong.push((format!("{place}/agency_id"), Code::UnknownReference));
        }
    }
    wrong
}

fn wrong_window(year: i32, from: NaiveDate, to: NaiveDate) -> Option<(String, Code)> {
    if to < from {
        Some(("/to".to_owned(), Code::WindowReversed))
    } else if from.year() != year {
        Some(("/from".to_owned(), Code::OutsideYear))
    } else if to.year() != year {
        Some(("/to".to_owned(), Code::OutsideYear))
    } else {
        None
    }
}

fn wrong_in_self_inspections(frame: Frame<'_>, planned: &PlannedSelfInspections) -> Vec<(String, Code)> {
    let Frame { directory, owner, year } = frame;
    let (mut wrong, mut kinds, mut excluded) = (Vec::new(), HashSet::new(), HashSet::new());
    for (place, kind) in planned.kinds.iter().enumerate() {
        if *kind == AgencyKind::CityCommittee {
            wrong.push((format!("/kinds/{place}"), Code::WrongAgencyKind));
        } else if !kinds.insert(*kind) {
            wrong.push((format!("/kinds/{place}"), Code::CodeRepeated));
        }
    }
    for (place, agency) in planned.excluded.iter().enumerate() {
        let code = if !excluded.insert(*agency) {
            Code::AgencyRepeated
        } else if !directory.agencies.contains_key(agency) {
            Code::UnknownReference
        } else if !can_be_inspected(directory, owner, *agency) {
            Code::NotBelowOwner
        } else {
            continue;
        };
        wrong.push((format!("/excluded/{place}"), code));
    }
    if planned.due_on.year() != year {
        wrong.push(("/due_on".to_owned(), Code::OutsideYear));
    }
    wrong
}

/// The agencies of some that inspect themselves by a plan.
pub fn inspecting_themselves(owner: Id, planned: Option<&PlannedSelfInspections>, of: &[(Id, AgencyKind)]) -> Vec<Id> {
    let Some(planned) = planned else { return Vec::new() };
    let excluded: HashSet<&Id> = planned.excluded.iter().collect();
    let takes = |(agency, kind): &&(Id, AgencyKind)| {
        *agency != owner && planned.kinds.contains(kind) && !excluded.contains(agency)
    };
    of.iter().filter(takes).map(|(agency, _)| *agency).collect()
}

/// What stands against what a plan holds, as it is today. Places are pointers into the plan.
#[derive(Clone, Debug)]
pub struct Judged {
    /// Whether its checklist is in force.
    pub checklist_in_force: bool,
    /// Whether nobody would be inspected.
    pub is_empty: bool,
    /// Whether more agencies than one plan has room for would inspect themselves.
    pub has_too_many: bool,
    /// Visits of agencies that are not there.
    pub ended: Vec<String>,
    /// People who cannot act for the agency that they are named with.
    pub strangers: Vec<String>,
    /// People who have to do with the inspected agency.
    pub conflicts: Vec<String>,
    /// Windows of visits that are over.
    pub over: Vec<String>,
    /// Whether the day is over by which agencies inspect themselves.
    pub is_overdue: bool,
}

impl Judged {
    /// Of a plan that nobody is about to put in force.
    pub fn not_asked() -> Self {
        Self {
            checklist_in_force: true,
            is_empty: false,
            has_too_many: false,
            ended: Vec::new(),
            strangers: Vec::new(),
            conflicts: Vec::new(),
            over: Vec::new(),
            is_overdue: false,
        }
    }

    /// Of a plan, by who is who on a day, where so many agencies inspect themselves until `due_on`.
    pub fn of(
        frame: Frame<'_>,
        visits: &[PlannedVisit],
        self_inspections: usize,
        due_on: Option<NaiveDate>,
        checklist_in_force: bool,
        today: NaiveDate,
    ) -> Self {
        let mut judged = Self {
            checklist_in_force,
            is_empty: visits.is_empty() && self_inspections == 0,
            has_too_many: self_inspections > MOST_SELF_INSPECTIONS,
            is_overdue: due_on.is_some_and(|day| day < today),
            ..Self::not_asked()
        };
        for (place, visit) in visits.iter().enumerate() {
            judged.look_at(frame, &format!("/visits/{place}"), visit, today);
        }
        for told in [&mut judged.ended, &mut judged.strangers, &mut judged.conflicts, &mut judged.over] {
            told.truncate(MOST_TOLD);
        }
        judged
    }

    fn look_at(&mut self, frame: Frame<'_>, place: &str, visit: &PlannedVisit, today: NaiveDate) {
        let Frame { directory, owner, .. } = frame;
        if !directory.is_alive(visit.agency_id, today) {
            self.ended.push(format!("{place}/agency_id"));
        }
        if visit.to < today {
            self.over.push(format!("{place}/to"));
        }
        for (below, inspector) in visit.people() {
            let place = format!("{place}{below}");
            if !is_inspector(directory, owner, inspector.member(), today) {
                self.strangers.push(place.clone());
            }
            if has_interest(directory, owner, visit.agency_id, inspector.user_id, today) {
                self.conflicts.push(place);
            }
        }
    }
}

/// What is left of something that a plan asked of an agency, and that was not cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Somebody still has to do it.
    Open,
    /// It is done, or was handed in.
    Done,
}

/// What an agency has of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct There {
    /// Its visit, where there is one.
    pub visit: Option<Place>,
    /// Its self-inspection, where there is one.
    pub self_inspection: Option<Place>,
}

/// What is added to an approved plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Addition<'a> {
    /// A visit.
    Visit(&'a PlannedVisit),
    /// An agency that inspects itself.
    SelfInspection(Id),
}

/// One of the two is added at a time.
pub fn one_addition(visit: Option<&PlannedVisit>, self_agency: Option<Id>) -> Result<Addition<'_>, Problem> {
    match (visit, self_agency) {
        (Some(visit), None) => Ok(Addition::Visit(visit)),
        (None, Some(agency)) => Ok(Addition::SelfInspection(agency)),
        _ => Err(Problem::of(Code::OneSubject)),
    }
}

const VISITS: Bound =
    Bound { most: 100, vietnamese: "cuộc kiểm tra trong một kế hoạch", english: "visits of one plan" };
const EXCLUDED: Bound = Bound {
    most: 200,
    vietnamese: "cơ quan được miễn tự kiểm tra trong một kế hoạch",
    english: "agencies that need not inspect themselves by one plan",
};

/// Room for one visit more.
pub fn room_for_visit(there: usize) -> Result<(), Problem> {
    VISITS.room(there)
}

/// Room for one agency more that need not inspect itself.
pub fn room_to_exclude(there: usize) -> Result<(), Problem> {
    EXCLUDED.room(there)
}

/// Room for one agency more that inspects itself.
pub fn room_for_self_inspection(there: usize) -> Result<(), Problem> {
    if there < MOST_SELF_INSPECTIONS { Ok(()) } else { Err(Problem::of(Code::TooManySelfInspections)) }
}

/// A visit that is added is judged as those of a plan that is approved: 409 for an agency that has ended, 422 at every place
/// that is wrong.
pub fn added_visit(frame: Frame<'_>, visit: &PlannedVisit, there: There, today: NaiveDate) -> Result<(), Problem> {
    let Frame { directory, owner, .. } = frame;
    if directory.has_ended(visit.agency_id, today) {
        return Err(Problem::of_place("/visit/agency_id", Code::AgencyNotAlive));
    }
    let mut wrong = wrong_in_visit(frame, visit);
    if there.visit.is_some() {
        wrong.push(("/agency_id".to_owned(), Code::AgencyRepeated));
    }
    if visit.to < today && visit.from <= visit.to {
        wrong.push(("/to".to_owned(), Code::WindowOver));
    }
    if wrong.is_empty() {
        for (place, inspector) in visit.people() {
            if !is_inspector(directory, owner, inspector.member(), today) {
                wrong.push((place, Code::NotAnInspector));
            } else if has_interest(directory, owner, visit.agency_id, inspector.user_id, today) {
                wrong.push((place, Code::ConflictOfInterest));
            }
        }
    }
    Problem::of_all(wrong.into_iter().map(|(place, code)| Err(Problem::of_place(format!("/visit{place}"), code))))
}

/// An agency that inspects itself from now on is below the owner and of one of the kinds that the plan names, and does not do
/// so yet. `kind` is that of an agency which is there.
pub fn added_self_inspection(
    frame: Frame<'_>,
    planned: Option<PlannedSelfInspections>,
    agency: Id,
    kind: Option<AgencyKind>,
    there: There,
) -> Result<PlannedSelfInspections, Problem> {
    let wrong = |code| Problem::of_place("/self_agency_id", code);
    if !frame.directory.agencies.contains_key(&agency) {
        return Err(Problem::unknown("/self_agency_id"));
    }
    let kind = kind.ok_or_else(|| wrong(Code::AgencyNotAlive))?;
    let planned = planned.ok_or_else(|| wrong(Code::FieldNotApplicable))?;
    if !can_be_inspected(frame.directory, frame.owner, agency) {
        Err(wrong(Code::NotBelowOwner))
    } else if !planned.kinds.contains(&kind) {
        Err(wrong(Code::WrongAgencyKind))
    } else if there.self_inspection.is_some() {
        Err(wrong(Code::AgencyRepeated))
    } else {
        Ok(planned)
    }
}

/// What is asked from now on is in force.
pub fn checklist_is_there(in_force: Option<Id>) -> Result<Id, Problem> {
    in_force.ok_or_else(|| Problem::of(Code::NotInForce))
}

/// An agency is dropped that has a visit by the plan, or a self-inspection which is not signed, or was given back.
pub fn something_to_drop(is_planned: bool, there: There) -> Result<(), Problem> {
    let is_there = is_planned || there.visit.is_some() || there.self_inspection == Some(Place::Open);
    if is_there { Ok(()) } else { Err(Problem::of_place("/agency_id", Code::AgencyNotPlanned)) }
}

#[cfg(test)]
mod tests;
