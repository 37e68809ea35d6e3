//! What the rules of a change look at. What stands in the way of a step is read for whoever could take that step, and for nobody
//! else: the table tells everybody else who may, and hundreds of agencies with their papers would be read for nothing.

use crate::agencies::changes::ending::Owing;
use crate::agencies::changes::model::AgencyChange;
use crate::agencies::changes::rules::{self, Judged};
use crate::agencies::changes::store;
use crate::agencies::changes::workflow::{AgencyChangeFacts, TRANSITIONS};
use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::instant::Instant;
use crate::kernel::owner::Owner;
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Blocker, Problem};

/// The steps that look at more than the change itself.
pub const GUARDED: &[&str] = &["approve", "execute", "revert"];

/// What is known of a change by itself, which is enough to say who may take a step.
pub fn bare(caller: &Caller, row: &store::Row, now: Instant) -> Result<AgencyChangeFacts, Problem> {
    Ok(AgencyChangeFacts {
        owner: Owner::of(&caller.directory, row.committee_id),
        state: row.state,
        has_come: row.effective_on <= caller.today,
        is_final: rules::is_final(row.executed_at, now),
        judged: Judged::default(),
        settled: Vec::new(),
        authors: from_column(&row.authors)?,
    })
}

/// The same with what stands in the way of some steps, as far as the caller could take them. `owing` is asked of what is owed; where
/// there is none, nothing is said of that.
pub fn facts(
    view: &mut View<'_>,
    row: &store::Row,
    change: &AgencyChange,
    steps: &[&str],
    owing: Option<Owing>,
) -> Result<AgencyChangeFacts, Problem> {
    let caller = view.caller.clone();
    let mut facts = bare(&caller, row, view.now)?;
    let is_open = |facts: &AgencyChangeFacts, names: &[&str]| {
        names.iter().any(|name| steps.contains(name) && TRANSITIONS.is_open_to(&caller, facts, name))
    };
    if is_open(&facts, &["approve", "execute"]) {
        facts.judged = judged(view, change, owing)?;
    }
    // Once its days are over nothing else matters: nobody clears the way for what cannot be taken back any more.
    if !facts.is_final && is_open(&facts, &["revert"]) {
        facts.settled = settled(view, change, owing)?;
    }
    Ok(facts)
}

/// What stands against carrying a change out.
fn judged(view: &mut View<'_>, change: &AgencyChange, owing: Option<Owing>) -> Result<Judged, Problem> {
    let undecided = match owing {
        Some(owing) => (owing.undecided)(view, change)?,
        None => Vec::new(),
    };
    let directory = &view.caller.directory;
    // Whoever takes over from what is dissolved has to be there still, too.
    let named = rules::with_heirs(directory, change);
    let later = rules::later_on(&named, &store::later_than(view.connection, change)?);
    Ok(Judged::of(directory, change, &later, &undecided, view.caller.today))
}

/// What stands against taking a change back.
fn settled(view: &mut View<'_>, change: &AgencyChange, owing: Option<Owing>) -> Result<Vec<Blocker>, Problem> {
    let (received, entwined) = match owing {
        Some(owing) => {
            let effects = store::effects(view.connection, change.id)?;
            ((owing.received)(view, change, &effects)?, (owing.entwined)(view.connection, change, &effects)?)
        }
        None => Default::default(),
    };
    let since = store::executed_since(view.connection, change)?;
    let later = rules::executed_after(change, &since, &entwined);
    Ok(rules::settled(&view.caller.directory, change, &later, &received))
}
