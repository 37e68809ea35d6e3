//! More time for what is owed: what the workflow of extensions needs of obligations, and does to them.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use crate::kernel::db::Tx;
use crate::kernel::db::View;
use crate::kernel::deadline;
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::AnyConnection;
use crate::reports::obligations::model::ObligationState;
use crate::reports::obligations::store::{self, Stored};
use crate::reports::parties::Parties;

/// Obligations that more time is asked for.
#[derive(Clone, Debug)]
pub struct Extensible(Vec<Stored>);

impl Extensible {
    /// Those of some ids, locked in the order of their ids so that two requests cannot wait for each other; 404 where the caller
    /// may not read one.
    pub fn lock(view: &mut View<'_>, ids: &[Id]) -> Result<Self, Problem> {
        let ids: BTreeSet<Id> = ids.iter().copied().collect();
        ids.into_iter().map(|id| store::lock(view, id)).collect::<Result<_, _>>().map(Self)
    }

    /// The same as they are, whoever may read them: the extension that names them was read already.
    pub fn read(connection: &mut AnyConnection, ids: &[Id]) -> Result<Self, Problem> {
        ids.iter().map(|id| store::read(connection, *id)).collect::<Result<_, _>>().map(Self)
    }

    /// Their ids, in order.
    pub fn ids(&self) -> Vec<Id> {
        self.0.iter().map(|it| it.row.id).collect()
    }

    /// Who has to do with the first of them on the day of a request.
    pub fn parties(&self, view: &View<'_>) -> Option<Parties> {
        self.0.first().map(|it| it.row.parties(&view.caller.directory, view.caller.today))
    }

    /// Who drafted or signed a version of one of them.
    pub fn authors(&self, connection: &mut AnyConnection) -> Result<Vec<Id>, Problem> {
        store::authors(connection, &self.ids())
    }

    /// Whether they are not all of one agency to one recipient, on whom one person can decide.
    pub fn differ(&self) -> bool {
        let kin = |it: &Stored| (it.row.agency_id, it.row.recipient_id, it.row.committee_id);
        self.0.windows(2).any(|pair| matches!(pair, [one, other] if kin(one) != kin(other)))
    }

    /// Whether one of them is not owed any more, or was received: its timeliness is settled.
    pub fn something_settled(&self) -> bool {
        self.0.iter().any(|it| it.row.state != ObligationState::Open || it.row.received_at.is_some())
    }

    /// More time is later than what each of them has.
    pub fn later_than_due(&self, until: NaiveDate) -> Result<(), Problem> {
        let ends = deadline::end_of(until);
        if self.0.iter().any(|it| ends <= it.row.effective_due_at) {
            return Err(Problem::of_place("/until", Code::UntilNotLater));
        }
        Ok(())
    }

    /// Gives the time. The base is kept.
    pub fn extend(&self, tx: &mut Tx<'_>, until: NaiveDate, by: Authority) -> Result<(), Problem> {
        let directory = tx.caller()?.directory.clone();
        for before in &self.0 {
            let after = before.with(before.row.extended(until, tx.now));
            store::keep(tx.connection, before, &after, tx.now)?;
            let (old, new) = (before.answer(&directory, tx.now), after.answer(&directory, tx.now));
            tx.note(Change::changed("extend", &old, &new)?.by(by));
        }
        Ok(())
    }
}
