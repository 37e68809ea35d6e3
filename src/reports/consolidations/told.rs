//! Whom the steps of a consolidation tell at once.

use crate::kernel::db::Tx;
use crate::kernel::journal::Record as _;
use crate::kernel::telling::{Occasion, Telling};
use crate::reports::consolidations::model::{Consolidation, ConsolidationAction as Action};
use crate::reports::consolidations::store::Row;
use crate::reports::consolidations::workflow::{ConsolidationFacts, TRANSITIONS};

/// Tells whoever issues that it waits, and those who compile that it is theirs again.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &ConsolidationFacts, after: &Row) {
    let (occasion, next): (Occasion, &[&str]) = match action {
        Action::Submit {} => (Occasion::HandedOver, &["issue"]),
        Action::Return { .. } => (Occasion::SentBack, &["compile", "submit"]),
        _ => return,
    };
    let (paper, whom) = ((Consolidation::RESOURCE, after.id), TRANSITIONS.takers(next, facts));
    tx.tell(Telling::of(occasion, paper, after.title.clone(), after.committee_id, whom));
}
