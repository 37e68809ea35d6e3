//! What issuing does to assignments, worked out without a database: which to make, which to cancel. Those of kept tasks go on
//! untouched, but for the part that the text gives their agency.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use crate::kernel::deadline::DueRule;
use crate::kernel::id::Id;
use crate::programmes::tasks::model::{Part, TaskKind};

/// A task of the revision that is being issued.
#[derive(Clone, Debug)]
pub struct PlannedTask {
    /// The identity that it keeps through the revisions.
    pub origin: Id,
    /// How it falls due.
    pub kind: TaskKind,
    /// Its due dates: one, or a periodic task's occurrences.
    pub due_on: Vec<NaiveDate>,
    /// Whether a date itself is still in time.
    pub due_rule: DueRule,
    /// Who takes part.
    pub agencies: Vec<(Id, Part)>,
}

impl PlannedTask {
    /// The agency that leads.
    pub fn lead(&self) -> Option<Id> {
        self.agencies.iter().find(|(_, part)| *part == Part::Lead).map(|(agency, _)| *agency)
    }
}

/// An assignment of an earlier revision.
#[derive(Clone, Debug)]
pub struct KnownAssignment {
    /// The assignment.
    pub id: Id,
    /// The task.
    pub origin: Id,
    /// The agency.
    pub agency: Id,
    /// Its part.
    pub part: Part,
    /// The due date on paper.
    pub due_on: NaiveDate,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// The assignment that it took the place of.
    pub predecessor: Option<Id>,
}

/// An assignment to make.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAssignment {
    /// The task.
    pub origin: Id,
    /// The agency.
    pub agency: Id,
    /// Its part.
    pub part: Part,
    /// The due date on paper.
    pub due_on: NaiveDate,
    /// Whether the date itself is still in time.
    pub due_rule: DueRule,
}

/// What to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Assignments to make.
    pub make: Vec<NewAssignment>,
    /// Assignments to cancel.
    pub cancel: Vec<Id>,
    /// Assignments of agencies that now lead where they coordinated, or the other way round, with their new part.
    pub recast: Vec<(Id, Part)>,
}

/// Works out what issuing a revision does.
pub fn plan(tasks: &[PlannedTask], known: &[KnownAssignment]) -> Plan {
    let by_id: HashMap<Id, &KnownAssignment> = known.iter().map(|it| (it.id, it)).collect();
    // An assignment that was reassigned stands for the agency that the programme names.
    let named_agency = |assignment: &KnownAssignment| {
        std::iter::successors(Some(assignment), |it| it.predecessor.and_then(|id| by_id.get(&id).copied()))
            .take(known.len() + 1)
            .last()
            .map_or(assignment.agency, |first| first.agency)
    };
    let live: Vec<&KnownAssignment> = known.iter().filter(|it| !it.cancelled).collect();
    let periodic: HashSet<Id> = tasks.iter().filter(|it| it.kind == TaskKind::Periodic).map(|it| it.origin).collect();
    // A task that falls due once keeps its assignment even where the amendment moves the date; see the decision on revisions.
    let slot =
        |origin: Id, agency: Id, due_on: NaiveDate| (origin, agency, periodic.contains(&origin).then_some(due_on));
    let held: HashSet<_> = live.iter().map(|it| slot(it.origin, named_agency(it), it.due_on)).collect();
    let mut wanted = HashMap::new();
    let mut make = Vec::new();
    for task in tasks.iter().filter(|it| it.kind != TaskKind::Group) {
        for (agency, part) in &task.agencies {
            for due_on in &task.due_on {
                let slot = slot(task.origin, *agency, *due_on);
                let is_new = !wanted.contains_key(&slot);
                wanted.entry(slot).or_insert(*part);
                if is_new && !held.contains(&slot) {
                    make.push(NewAssignment {
                        origin: task.origin,
                        agency: *agency,
                        part: *part,
                        due_on: *due_on,
                        due_rule: task.due_rule,
                    });
                }
            }
        }
    }
    let part_of = |it: &KnownAssignment| wanted.get(&slot(it.origin, named_agency(it), it.due_on)).copied();
    let cancel = live.iter().filter(|it| part_of(it).is_none()).map(|it| it.id).collect();
    let recast = live.iter().filter_map(|it| Some((it.id, part_of(it).filter(|part| *part != it.part)?))).collect();
    Plan { make, cancel, recast }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn task(origin: Id, agencies: &[Id]) -> PlannedTask {
        PlannedTask {
            origin,
            kind: TaskKind::OneOff,
            due_on: vec![day("2017-09-30")],
            due_rule: DueRule::OnOrBefore,
            agencies: agencies.iter().map(|id| (*id, Part::Lead)).collect(),
        }
    }

    fn known(origin: Id, agency: Id) -> KnownAssignment {
        let (id, due_on) = (Id::fresh(), day("2017-09-30"));
        KnownAssignment { id, origin, agency, part: Part::Lead, due_on, cancelled: false, predecessor: None }
    }

    #[test]
    fn a_first_issue_makes_one_for_every_agency_and_occurrence() {
        let (origin, agency) = (Id::fresh(), Id::fresh());
        let mut periodic = task(origin, &[agency, Id::fresh()]);
        periodic.kind = TaskKind::Periodic;
        periodic.due_on = vec![day("2017-06-15"), day("2017-12-15")];
        let heading = PlannedTask { kind: TaskKind::Group, ..task(Id::fresh(), &[agency]) };
        let plan = plan(&[periodic, heading], &[]);
        assert_eq!((plan.make.len(), plan.cancel.len()), (4, 0));
    }

    #[test]
    fn kept_tasks_go_on_untouched_even_when_reassigned_and_dropped_ones_are_cancelled() {
        let (kept, gone, agency) = (Id::fresh(), Id::fresh(), Id::fresh());
        let mut refused = known(kept, agency);
        refused.cancelled = true;
        let mut successor = known(kept, Id::fresh());
        successor.predecessor = Some(refused.id);
        let dropped = known(gone, agency);
        let plan = plan(&[task(kept, &[agency])], &[refused, successor, dropped.clone()]);
        assert_eq!(plan, Plan { make: Vec::new(), cancel: vec![dropped.id], recast: Vec::new() });
    }

    #[test]
    fn an_agency_that_changes_its_part_keeps_its_assignment() {
        let (origin, rises, falls) = (Id::fresh(), Id::fresh(), Id::fresh());
        let mut amended = task(origin, &[rises, falls]);
        amended.agencies = vec![(rises, Part::Lead), (falls, Part::Coordinating)];
        let coordinated = KnownAssignment { part: Part::Coordinating, ..known(origin, rises) };
        let led = known(origin, falls);
        let plan = plan(&[amended], &[coordinated.clone(), led.clone()]);
        assert_eq!((plan.make, plan.cancel), (Vec::new(), Vec::new()));
        assert_eq!(plan.recast, [(coordinated.id, Part::Lead), (led.id, Part::Coordinating)]);
    }

    #[test]
    fn an_agency_that_joins_gets_one_and_one_that_leaves_loses_it() {
        let (origin, stays, leaves, joins) = (Id::fresh(), Id::fresh(), Id::fresh(), Id::fresh());
        let left = known(origin, leaves);
        let plan = plan(&[task(origin, &[stays, joins])], &[known(origin, stays), left.clone()]);
        assert_eq!(plan.make.iter().map(|it| it.agency).collect::<Vec<_>>(), [joins]);
        assert_eq!(plan.cancel, [left.id]);
    }
}
