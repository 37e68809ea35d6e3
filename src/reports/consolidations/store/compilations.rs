//! What a consolidation is compiled from. Reading what thousands of reports say takes too long for a write, so it is done
//! before, see [`read`]; the write reads what is official under the lock of the period, and of the figures only those that
//! became official in between.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, on_engine};
use crate::kernel::text;
use crate::reports::consolidations::rules::compilation::{Figures, Official, Owed};
use crate::reports::consolidations::store as consolidations;
use crate::reports::consolidations::workflow::TRANSITIONS;
use crate::reports::obligations::model::ObligationState;
use crate::reports::submissions::model::ReportContent;
use crate::schema::{obligations, submissions};

/// So many contents are held at once: one may be as large as a body.
const AT_ONCE: usize = 50;

/// The figures of versions, by version. A version is frozen, so they hold whenever they were read.
pub type Read = HashMap<Id, Figures>;

/// Reads the figures of every version that is official now, ahead of the write; nothing where the caller could not compile.
pub fn read(view: &mut View<'_>, consolidation: Id) -> Result<Read, Problem> {
    // Whatever stands in the way is told by the step itself, which also knows whether it is a repetition.
    let Ok(row) = consolidations::find(view, consolidation) else { return Ok(Read::new()) };
    let facts = consolidations::facts(view, &row)?;
    if TRANSITIONS.apply(&view.caller, &facts, "compile", view.now, Ok(())).is_err() {
        return Ok(Read::new());
    }
    let owed = owed(view.connection, row.period_id, &view.caller.directory)?;
    unread(view.connection, &owed, &Read::new())
}

type OwedColumns = (Id, Id, ObligationState, Option<String>, Option<Id>, Option<i32>, Option<String>);

/// What is owed in a period and not cancelled, in the order of the agencies' names, with what is official of it.
pub fn owed(connection: &mut AnyConnection, period: Id, directory: &Directory) -> Result<Vec<Owed>, Problem> {
    let rows: Vec<OwedColumns> = on_engine!(connection, native => {
        obligations::table
            .left_join(submissions::table.on(obligations::official_id.eq(submissions::id.nullable())))
            .filter(obligations::period_id.eq(period))
            .filter(obligations::state.ne(ObligationState::Cancelled))
            .select((
                obligations::id,
                obligations::agency_id,
                obligations::state,
                obligations::exempt_reason,
                submissions::id.nullable(),
                submissions::number.nullable(),
                submissions::sha256.nullable(),
            ))
            .load(native)?
    });
    let owed = |(obligation, agency, state, reason, submission, number, sha256): OwedColumns| Owed {
        obligation,
        agency,
        exempt: (state == ObligationState::Exempt).then(|| reason.unwrap_or_default()),
        official: match (submission, number, sha256) {
            (Some(submission), Some(number), Some(sha256)) => Some(Official { submission, number, sha256 }),
            _ => None,
        },
    };
    let mut all: Vec<Owed> = rows.into_iter().map(owed).collect();
    all.sort_by_cached_key(|it| (text::sort_key(&directory.agency_name(it.agency)), it.agency));
    Ok(all)
}

/// Reads the figures of what is official and was not read before.
pub fn unread(connection: &mut AnyConnection, owed: &[Owed], before: &Read) -> Result<Read, Problem> {
    let official = owed.iter().filter_map(|it| it.official.as_ref().map(|it| it.submission));
    let versions: Vec<Id> = official.filter(|id| !before.contains_key(id)).collect();
    let mut read = Read::new();
    for some in versions.chunks(AT_ONCE) {
        for (id, content) in contents(connection, some)? {
            let budget = content.budget.iter().map(|line| line.amount).sum();
            read.insert(id, Figures { values: content.values, budget });
        }
    }
    Ok(read)
}

/// What some versions say.
pub fn contents(connection: &mut AnyConnection, versions: &[Id]) -> Result<HashMap<Id, ReportContent>, Problem> {
    let rows: Vec<(Id, String)> = on_engine!(connection, native => {
        submissions::table
            .filter(submissions::id.eq_any(versions.to_vec()))
            .select((submissions::id, submissions::content))
            .load(native)?
    });
    rows.into_iter().map(|(id, content)| Ok((id, from_column::<ReportContent>(&content)?))).collect()
}
