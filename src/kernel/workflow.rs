//! A transition table, and all that is derived from it: enforcement, the `actions` of a detail read, the text in the API
//! description, the journal's action names, and the tests of every cell.

use std::fmt::Display;

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::{Authority, Caller, Rule, Seated, Who, any_of, refused, takers};
use crate::kernel::problem::{Blocker, Code, Problem};
use crate::kernel::telling::Place;
use crate::kernel::wording::Say;

/// An object that moves along a workflow, together with every fact its guards look at.
pub trait Subject: Seated + 'static {
    /// Its states.
    type State: Copy + Eq + Display + 'static;

    /// The state it is in.
    fn state(&self) -> Self::State;

    /// People who may not take a step marked [`Transition::apart`]: those whose work it judges. It is enough to name those of them as
    /// whom the caller acts ([`Caller::acts_as`]), and to name them where a step from this state is so marked.
    fn authors(&self) -> Vec<Id> {
        Vec::new()
    }
}

/// The body of a transition: what somebody wants done.
pub trait Action {
    /// Its name in the table.
    fn name(&self) -> &'static str;

    /// Why, where a reason is given.
    fn reason(&self) -> Option<&str>;
}

/// A condition beyond state and role: the blockers that stand in the way now. Pure; the facts are in the subject.
pub struct Guard<S> {
    /// The name in the description of the rules.
    pub name: &'static str,
    /// What stands in the way.
    pub blockers: fn(&S, Instant) -> Vec<Blocker>,
}

impl<S> Guard<S> {
    /// What the body of the step has to bring, judged by the rules of its resource: the description names it with the others.
    pub const fn of_body(name: &'static str) -> Self {
        Self { name, blockers: |_, _| Vec::new() }
    }
}

/// One row of a table.
pub struct Transition<S: Subject> {
    /// The states it starts from.
    pub from: &'static [S::State],
    /// The action's name in the body, in the journal and in delegations.
    pub action: &'static str,
    /// The state it leads to.
    pub to: S::State,
    /// Who may.
    pub who: Who,
    /// What must be true.
    pub needs: &'static [Guard<S>],
    /// Nobody judges his own work: the subject's authors may not, whatever their role.
    pub apart: bool,
}

/// The workflow of one resource.
pub struct Table<S: Subject> {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// The rows.
    pub rows: &'static [Transition<S>],
}

/// A table, whatever moves along it.
pub trait Workflow: Sync {
    /// The resource, as in paths.
    fn resource(&self) -> &'static str;

    /// Its steps by name, with who may take them; a step that starts from several states may come more than once.
    fn steps(&self) -> Vec<(&'static str, Who)>;

    /// The rows as lines of the API description: from, action, to, who, needs.
    fn describe(&self, say: Say) -> Vec<[String; 5]>;

    /// Its steps one by one: from, action, to.
    fn moves(&self) -> Vec<[String; 3]>;
}

impl<S: Subject<State: Sync>> Workflow for Table<S> {
    fn resource(&self) -> &'static str {
        self.resource
    }

    fn steps(&self) -> Vec<(&'static str, Who)> {
        self.rows.iter().map(|row| (row.action, row.who)).collect()
    }

    fn describe(&self, say: Say) -> Vec<[String; 5]> {
        Table::describe(self, say)
    }

    fn moves(&self) -> Vec<[String; 3]> {
        let of_row = |row: &Transition<S>| {
            row.from
                .iter()
                .map(|from| [from.to_string(), row.action.to_owned(), row.to.to_string()])
                .collect::<Vec<_>>()
        };
        self.rows.iter().flat_map(of_row).collect()
    }
}

/// What a caller may do next and, where not, why.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct NextAction {
    /// The action's name in the body of a transition.
    #[schema(example = "submit")]
    pub action: String,
    /// Whether this caller may take it now.
    pub allowed: bool,
    /// Why not; empty when allowed.
    pub blocked_by: Vec<Blocker>,
}

impl NextAction {
    /// The same under another name, where the rule is one of another resource than the object that shows it.
    #[must_use]
    pub fn called(self, name: &str) -> Self {
        Self { action: name.to_owned(), ..self }
    }

    /// What the policy says of one rule for this caller, and then what the rules of the object say.
    pub fn of(caller: &Caller, rule: &Rule, object: &dyn Seated, rules: Result<(), Problem>) -> Self {
        let judged = rule.permit(caller, object).and(rules);
        let blocked_by = judged.err().map(Problem::into_blockers).unwrap_or_default();
        Self { action: rule.action.to_owned(), allowed: blocked_by.is_empty(), blocked_by }
    }
}

/// A step that was allowed.
#[derive(Clone, Copy, Debug)]
pub struct Step<State> {
    /// The action's name.
    pub action: &'static str,
    /// The state before.
    pub from: State,
    /// The state after.
    pub to: State,
    /// By what right.
    pub authority: Authority,
}

/// 409, with the states in which the step can be taken.
fn out_of_state<State: Display>(states: impl Iterator<Item = State>) -> Problem {
    let mut names: Vec<String> = Vec::new();
    for name in states.map(|state| state.to_string()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let names = names.join(", ");
    Problem::of(Code::StateForbids)
        .detail(format!("Thực hiện được ở trạng thái: {names}"), format!("It can be taken from: {names}"))
}

impl<S: Subject> Table<S> {
    /// Judges one action: 403 before 412 before 409 before 422. `version_fits` is what the precondition check said.
    pub fn apply(
        &self,
        caller: &Caller,
        subject: &S,
        action: &str,
        now: Instant,
        version_fits: Result<(), Problem>,
    ) -> Result<Step<S::State>, Problem> {
        let rows: Vec<&Transition<S>> = self.rows.iter().filter(|row| row.action == action).collect();
        let state = subject.state();
        let authorised = |row: &&Transition<S>| caller.authority(self.resource, row.action, row.who, subject);
        let here = rows.iter().find(|row| row.from.contains(&state));
        if !rows.iter().any(|row| authorised(row).is_some()) {
            return Err(refused(here.or(rows.first()).map_or(&[], |row| row.who), subject));
        }
        let authority = match here {
            Some(row) => Some(authorised(row).ok_or_else(|| refused(row.who, subject))?),
            None => None,
        };
        if let (Some(row), Some(authority)) = (here, authority) {
            self.apart(row, caller, subject, authority)?;
        }
        version_fits?;
        let (Some(row), Some(authority)) = (here, authority) else {
            return Err(out_of_state(rows.iter().flat_map(|row| row.from)));
        };
        let blockers = Self::blockers(row, subject, now);
        if !blockers.is_empty() {
            return Err(Problem::blocked(blockers));
        }
        Ok(Step { action: row.action, from: state, to: row.to, authority })
    }

    /// Whether a caller has the right to take a step from where the subject is. What its guards look at is worth reading for him
    /// alone: nobody else is told what stands in the way.
    pub fn is_open_to(&self, caller: &Caller, subject: &S, action: &str) -> bool {
        let mut here = self.rows.iter().filter(|row| row.action == action && row.from.contains(&subject.state()));
        here.any(|row| caller.authority(self.resource, row.action, row.who, subject).is_some())
    }

    /// The rights that others lent the caller for an action, in the state in which the subject is.
    pub fn lent(&self, caller: &Caller, subject: &S, action: &str) -> Vec<Authority> {
        let here = self.rows.iter().filter(|row| row.action == action && row.from.contains(&subject.state()));
        here.flat_map(|row| caller.lent(self.resource, row.action, row.who, subject)).collect()
    }

    /// A step that was allowed, taken by the right of somebody who lent it; 403 where it judges that person's work.
    pub fn taken_by(
        &self,
        caller: &Caller,
        subject: &S,
        step: Step<S::State>,
        by: Authority,
    ) -> Result<Step<S::State>, Problem> {
        for row in self.rows.iter().filter(|row| row.action == step.action && row.from.contains(&step.from)) {
            self.apart(row, caller, subject, by)?;
        }
        Ok(Step { authority: by, ..step })
    }

    fn apart(&self, row: &Transition<S>, caller: &Caller, subject: &S, by: Authority) -> Result<(), Problem> {
        let authors = if row.apart { subject.authors() } else { Vec::new() };
        let own = authors.contains(&caller.user) || by.on_behalf_of.is_some_and(|user| authors.contains(&user));
        if own { Err(Problem::of(Code::SeparationOfDuties)) } else { Ok(()) }
    }

    /// Whether any step from a state is for others than the authors. Who these are is asked for in no other state.
    pub fn sets_apart(&self, state: S::State) -> bool {
        self.rows.iter().any(|row| row.apart && row.from.contains(&state))
    }

    fn blockers(row: &Transition<S>, subject: &S, now: Instant) -> Vec<Blocker> {
        row.needs.iter().flat_map(|guard| (guard.blockers)(subject, now)).collect()
    }

    /// Every action of the table for this caller now, each once, in the table's order.
    pub fn actions(&self, caller: &Caller, subject: &S, now: Instant) -> Vec<NextAction> {
        let mut names: Vec<&'static str> = Vec::new();
        for row in self.rows {
            if !names.contains(&row.action) {
                names.push(row.action);
            }
        }
        names.into_iter().map(|action| self.next_action(caller, subject, action, now)).collect()
    }

    /// Where those are who may take some steps, whatever stands in the way of them now: whom another step tells of it.
    pub fn takers(&self, actions: &[&str], object: &dyn Seated) -> Vec<Place> {
        let mut places = Vec::new();
        for row in self.rows.iter().filter(|row| actions.contains(&row.action)) {
            for place in takers(self.resource, row.action, row.who, object) {
                if !places.contains(&place) {
                    places.push(place);
                }
            }
        }
        places
    }

    fn next_action(&self, caller: &Caller, subject: &S, action: &'static str, now: Instant) -> NextAction {
        let blocked_by = match self.apply(caller, subject, action, now, Ok(())) {
            Ok(_) => Vec::new(),
            Err(problem) => problem.into_blockers(),
        };
        NextAction { action: action.to_owned(), allowed: blocked_by.is_empty(), blocked_by }
    }

    /// The rows as lines of the API description: from, action, to, who, needs.
    pub fn describe(&self, say: Say) -> Vec<[String; 5]> {
        self.rows
            .iter()
            .map(|row| {
                let from: Vec<String> = row.from.iter().map(ToString::to_string).collect();
                let mut needs: Vec<&str> = row.needs.iter().map(|guard| say(guard.name)).collect();
                if row.apart {
                    needs.push(say("somebody other than the authors"));
                }
                [
                    from.join(", "),
                    row.action.to_owned(),
                    row.to.to_string(),
                    describe_who(row.who, say),
                    needs.join(", "),
                ]
            })
            .collect()
    }
}

/// A rule's `who` in words.
pub fn describe_who(who: Who, say: Say) -> String {
    who.iter()
        .map(|(seat, roles)| format!("{} {}", any_of(roles, say), say(seat.describe())))
        .collect::<Vec<_>>()
        .join("; ")
}

#[cfg(test)]
mod tests;
