//! What a consolidation is compiled from. Reading what thousands of reports say takes too long for a write, so it is done
//! before, see [`read`]; the write reads what is official under the lock of the period, and of the figures only those that
//! became official in between.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::kernel::column::from_column;
use crate::kernel::db::View;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Record as _};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{AnyConnection, on_engine};
use crate::kernel::text;
use crate::reports::consolidations::rules::compilation::{Counted, Figures, Owed, Received, Version};
use crate::reports::consolidations::store as consolidations;
use crate::reports::consolidations::workflow::TRANSITIONS;
use crate::reports::indicators::store as indicators;
use crate::reports::obligations::model::ObligationState;
use crate::reports::periods::store as periods;
use crate::reports::submissions::model::{ReportContent, Submission, SubmissionState};
use crate::schema::{obligations, submissions};

/// So many contents are held at once: one may be as large as a body.
const AT_ONCE: usize = 50;

/// The figures of versions, by version. A version is frozen, so they hold whenever they were read.
pub type Read = HashMap<Id, Figures>;

/// Reads the figures of every version that is official now, ahead of the write; nothing where the caller could not compile.
pub fn read(view: &mut View<'_>, consolidation: Id) -> Result<Read, Problem> {
    let row = consolidations::find(view, consolidation)?;
    let facts = consolidations::facts(view, &row)?;
    if TRANSITIONS.apply(&view.caller, &facts, "compile", view.now, Ok(())).is_err() {
        return Ok(Read::new());
    }
    let official: Vec<Id> = obligations::table
        .filter(obligations::period_id.eq(row.period_id))
        .filter(obligations::state.ne(ObligationState::Cancelled))
        .filter(obligations::official_id.is_not_null())
        .select(obligations::official_id.assume_not_null())
        .load(view.connection)?;
    unread(view.connection, official, &Read::new())
}

type OwedColumns = (Id, Id, ObligationState, Option<String>, Option<Id>, Option<i32>, Option<String>);

/// What is owed in a period and not cancelled, in the order of the agencies' names, with what is official of it, or else what was
/// received.
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
    let mut received = received(connection, period)?;
    let owed = |(obligation, agency, state, reason, submission, number, sha256): OwedColumns| Owed {
        obligation,
        agency,
        exempt: (state == ObligationState::Exempt).then(|| reason.unwrap_or_default()),
        official: match (submission, number, sha256) {
            (Some(submission), Some(number), Some(sha256)) => Some(Version { submission, number, sha256 }),
            _ => None,
        },
        received: received.remove(&obligation),
    };
    let mut all: Vec<Owed> = rows.into_iter().map(owed).collect();
    all.sort_by_cached_key(|it| (text::sort_key(&directory.agency_name(it.agency)), it.agency));
    Ok(all)
}

/// Received, and neither accepted nor taken back.
const NOT_ACCEPTED: [SubmissionState; 3] =
    [SubmissionState::Submitted, SubmissionState::UnderReview, SubmissionState::Returned];

type ReceivedColumns = (Id, Id, i32, String, SubmissionState, Instant);

/// Of each report in a period that has no official version, the newest one that was received and not taken back.
fn received(connection: &mut AnyConnection, period: Id) -> Result<HashMap<Id, Received>, Problem> {
    let rows: Vec<ReceivedColumns> = on_engine!(connection, native => {
        submissions::table
            .inner_join(obligations::table.on(obligations::id.eq(submissions::obligation_id)))
            .filter(submissions::period_id.eq(period))
            .filter(submissions::state.eq_any(NOT_ACCEPTED))
            .filter(obligations::official_id.is_null())
            .order((submissions::obligation_id, submissions::number))
            .select((
                submissions::obligation_id,
                submissions::id,
                submissions::number,
                submissions::sha256.assume_not_null(),
                submissions::state,
                submissions::received_at.assume_not_null(),
            ))
            .load(native)?
    });
    // The last of each is the newest.
    let newest: HashMap<Id, ReceivedColumns> = rows.into_iter().map(|row| (row.0, row)).collect();
    let moved_on = newest.values().filter(|row| row.4 != SubmissionState::Submitted);
    let moved_on: Vec<Id> = moved_on.map(|row| row.1).collect();
    let since = journal::standing_since(connection, Submission::RESOURCE, &moved_on)?;
    let received = |(obligation, submission, number, sha256, state, received_at): ReceivedColumns| {
        let standing = (state, since.get(&submission).copied().unwrap_or(received_at));
        (obligation, Received { version: Version { submission, number, sha256 }, standing })
    };
    Ok(newest.into_values().map(received).collect())
}

/// What a period counts, in its order, with what that is called now.
pub fn counted(connection: &mut AnyConnection, period: &periods::Row) -> Result<Vec<Counted>, Problem> {
    let codes = period.indicators()?;
    let known = indicators::of_codes(connection, &codes)?;
    let mut known: HashMap<String, indicators::Row> = known.into_iter().map(|row| (row.code.clone(), row)).collect();
    let counted = codes.iter().filter_map(|code| known.remove(code)).map(|row| Counted {
        code: row.code,
        name: row.name,
        unit: row.unit,
        aggregation: row.aggregation,
    });
    Ok(counted.collect())
}

/// Reads the figures of some versions that were not read before.
pub fn unread(
    connection: &mut AnyConnection,
    versions: impl IntoIterator<Item = Id>,
    before: &Read,
) -> Result<Read, Problem> {
    let versions: Vec<Id> = versions.into_iter().filter(|id| !before.contains_key(id)).collect();
    let mut read = Read::new();
    for some in versions.chunks(AT_ONCE) {
        for (id, (nil, content)) in contents(connection, some)? {
            let budget = content.budget.iter().map(|line| line.amount).sum();
            read.insert(id, Figures { nil, values: content.values, budget });
        }
    }
    Ok(read)
}

/// Whether a version declares that there is nothing to report, and what it says.
type Said = (bool, ReportContent);

/// What some versions say.
pub fn contents(connection: &mut AnyConnection, versions: &[Id]) -> Result<HashMap<Id, Said>, Problem> {
    let rows: Vec<(Id, bool, String)> = on_engine!(connection, native => {
        submissions::table
            .filter(submissions::id.eq_any(versions.to_vec()))
            .select((submissions::id, submissions::nil, submissions::content))
            .load(native)?
    });
    let said = |(id, nil, content): (Id, bool, String)| Ok((id, (nil, from_column::<ReportContent>(&content)?)));
    rows.into_iter().map(said).collect()
}
