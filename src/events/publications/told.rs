//! Whom the decision on a publication tells at once.

use crate::events::events::model::Event;
use crate::events::events::store::Row as EventRow;
use crate::events::policy::UPDATE_EVENT;
use crate::events::publications::model::PublicationAction as Action;
use crate::events::publications::workflow::{PublicationFacts, TRANSITIONS};
use crate::kernel::db::Tx;
use crate::kernel::journal::Record as _;
use crate::kernel::telling::{Occasion, Telling};

/// Tells those who ask for it and those who write the event. It is the event that is told of: a publication has no address of its own.
pub fn tell(tx: &mut Tx<'_>, action: &Action, facts: &PublicationFacts, event: &EventRow) {
    let occasion = match action {
        Action::Approve {} => Occasion::Approved,
        Action::Refuse { .. } => Occasion::Refused,
        Action::Withdraw { .. } => Occasion::Withdrawn,
        Action::Request { .. } | Action::Recall {} => return,
    };
    let mut whom = TRANSITIONS.takers(&["request"], facts);
    whom.extend(UPDATE_EVENT.takers(facts));
    let title = format!("Công bố hoạt động: {}", event.title);
    tx.tell(Telling::of(occasion, (Event::RESOURCE, event.id), title, facts.organiser.committee, whom));
}
