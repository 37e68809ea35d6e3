//! What the rules say of a cell, without a request: who reads comes first, then the transition table, and then what the
//! detail read would tell. They are asked with the running application's own who-is-who, so that both speak of one city.

use tienbo::kernel::policy::Caller;
use tienbo::kernel::problem::Code;
use tienbo::kernel::workflow::{Subject, Table};

use super::grid::{Row, Verdict};
use crate::harness::City;

/// Makes an object in a state, as the rules see it for a caller.
pub type InState<'a, S> = Box<dyn Fn(&Caller, &str) -> S + 'a>;
/// Whether a caller reads an object.
pub type Reads<'a, S> = Box<dyn Fn(&Caller, &S) -> bool + 'a>;

/// One kind of object as its rules see it.
pub struct Rules<'a, S: Subject> {
    /// How it moves.
    pub table: &'static Table<S>,
    /// One in a state, in whose way nothing stands but state and role.
    pub subject: InState<'a, S>,
    /// Who reads it.
    pub reads: Reads<'a, S>,
}

impl<S: Subject> Rules<'_, S> {
    /// Every cell of these rows is what the rules say.
    pub fn say(&self, city: &City, grid: &[Row<'_>]) {
        for Row { state, action, cells } in grid {
            for (who, expected) in cells {
                let verdict = self.judge(&city.caller(who), state, action, city);
                assert_eq!(verdict, *expected, "{state} {action} {who}, by the rules");
            }
        }
    }

    fn judge(&self, caller: &Caller, state: &str, action: &str, city: &City) -> Verdict {
        let subject = (self.subject)(caller, state);
        assert_eq!(subject.state().to_string(), state);
        if !(self.reads)(caller, &subject) {
            return Verdict::NotFound;
        }
        let now = city.clock.now();
        let verdict = match self.table.apply(caller, &subject, action, now, Ok(())).map_err(|problem| problem.code()) {
            Ok(_) => Verdict::Done,
            Err(Code::RoleMayNot) => Verdict::RoleMayNot,
            Err(Code::StateForbids) => Verdict::StateForbids,
            Err(other) => panic!("{state} {action}: {other:?}"),
        };
        let actions = self.table.actions(caller, &subject, now);
        let told = actions.into_iter().find(|it| it.action == action).unwrap_or_else(|| panic!("no action {action}"));
        assert_eq!(told.allowed, verdict == Verdict::Done, "{state} {action}");
        let blockers: Vec<Code> = told.blocked_by.iter().map(|it| it.code).collect();
        assert_eq!(blockers, verdict.blockers(), "{state} {action}");
        verdict
    }
}
