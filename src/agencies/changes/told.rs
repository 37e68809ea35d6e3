//! Whom the steps of an agency change tell at once. What papers become by it tells of itself.

use std::collections::BTreeSet;

use crate::agencies::changes::model::bodies::AgencyChangeAction as Action;
use crate::agencies::changes::model::{AgencyChange, AgencyEnd};
use crate::agencies::changes::store::Row;
use crate::agencies::changes::workflow::{AgencyChangeFacts, TRANSITIONS};
use crate::agencies::policy;
use crate::kernel::column::from_column;
use crate::kernel::db::Tx;
use crate::kernel::id::Id;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::kernel::telling::{Occasion, Place, Telling};

/// Tells whoever carries it out that it waits, those who write that it is theirs again, and those who take over that they do.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &AgencyChangeFacts, after: &Row) -> Result<(), Problem> {
    let (occasion, whom) = match action {
        Action::Approve {} => (Occasion::HandedOver, TRANSITIONS.takers(&["execute"], facts)),
        Action::Reopen { .. } => (Occasion::SentBack, policy::UPDATE_CHANGE.takers(facts)),
        Action::Cancel { .. } => (Occasion::Cancelled, policy::UPDATE_CHANGE.takers(facts)),
        Action::Execute {} => (Occasion::Concluded, going_on(after)?),
        Action::Revert { .. } => (Occasion::Withdrawn, going_on(after)?),
    };
    let paper = (AgencyChange::RESOURCE, after.id);
    tx.tell(Telling::of(occasion, paper, after.title(), after.committee_id, whom));
    Ok(())
}

/// Those who work and lead where an agency goes on with what another was.
fn going_on(row: &Row) -> Result<Vec<Place>, Problem> {
    let ends: Vec<AgencyEnd> = from_column(&row.ends)?;
    let agencies: BTreeSet<Id> =
        ends.into_iter().flat_map(|it| it.heir_id.into_iter().chain(it.successor_ids)).collect();
    let place = |agency| Place { agency, roles: Role::OF_AGENCIES.to_vec(), actions: Vec::new(), only: None };
    Ok(agencies.into_iter().map(place).collect())
}
