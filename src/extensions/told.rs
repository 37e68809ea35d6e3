//! Whom the decision on more time tells at once.

use super::extendable::Extendable;
use super::model::{Extension, ExtensionAction as Action};
use super::store::Stored;
use super::workflow::{ExtensionFacts, TRANSITIONS};
use crate::kernel::db::Tx;
use crate::kernel::deadline;
use crate::kernel::journal::Record as _;
use crate::kernel::problem::Problem;
use crate::kernel::telling::{Occasion, Telling};

/// Tells those who ask what was decided. It is called as the first of its papers is.
pub fn tell(
    tx: &mut Tx<'_>,
    kind: &Extendable,
    action: &Action,
    facts: &ExtensionFacts,
    after: &Stored,
) -> Result<(), Problem> {
    let occasion = match action {
        Action::Grant { .. } => Occasion::Approved,
        Action::Refuse { .. } => Occasion::Refused,
        Action::Withdraw { .. } => return Ok(()),
    };
    let (directory, papers) = (tx.caller()?.directory.clone(), &after.about.ids);
    let first = papers.get(..1).unwrap_or_default();
    let title = (kind.titles)(tx.connection, &directory, first)?.into_values().next().unwrap_or_default();
    let title = match papers.len() {
        0 | 1 => format!("Đề nghị gia hạn {title}"),
        several => format!("Đề nghị gia hạn {title} (và {} việc khác)", several - 1),
    };
    let (paper, whom) = ((Extension::RESOURCE, after.row.id), TRANSITIONS.takers(&["withdraw"], facts));
    let telling = Telling::of(occasion, paper, title, facts.papers.owner, whom);
    // Where it was refused, the day that stands is what there is to know.
    let last_day = after.row.granted_until.unwrap_or_else(|| deadline::last_day(facts.papers.due_at));
    tx.tell(Telling { last_day: Some(last_day), ..telling });
    Ok(())
}
