//! Difficulties page by page, of those that a caller may read.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::row::Row;
use super::turned;
use crate::difficulties::access::{Reading, readable_difficulties};
use crate::difficulties::model::{Difficulty, DifficultyColumn, DifficultyFilter, DifficultyState};
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::Problem;
use crate::kernel::sql::{any_of, on_engine};
use crate::listed;
use crate::schema::difficulties::{self, table};

/// What a row holds that can be long.
const TEXTS: &[&str] = &["text", "answer"];

/// One page of what the caller may read.
pub fn list(view: &mut View<'_>, filter: &DifficultyFilter, page: &PageRequest) -> Result<Page<Difficulty>, Problem> {
    let (connection, reading, now) = (&mut *view.connection, Reading::of(&view.caller), view.now);
    let today = now.date();
    let found = on_engine!(connection, native => {
        let filtered = || {
            let mut query = table.filter(readable_difficulties!(reading)).into_boxed();
            query = any_of(query, difficulties::agency_id, &filter.agency_id);
            if !filter.holder_agency_id.is_empty() {
                query = query.filter(difficulties::holder_id.eq_any(filter.holder_agency_id.iter().map(|id| Some(*id))));
            }
            query = any_of(query, difficulties::state, &filter.state);
            query = any_of(query, difficulties::severity, &filter.severity);
            let turning = difficulties::state.eq_any(DifficultyState::TURNING);
            match filter.overdue {
                None => {}
                Some(true) => query = query.filter(turning.and(difficulties::last_day.lt(today))),
                Some(false) => {
                    let still = difficulties::state.ne_all(DifficultyState::TURNING);
                    query = query.filter(still.or(difficulties::last_day.ge(today)));
                }
            }
            if let Some(before) = filter.due_before {
                query = query.filter(difficulties::last_day.lt(before));
            }
            query
        };
        listed!(native, page, filtered => Row, difficulties.updated_at, filter.sort => {
            DifficultyColumn::LastDay => last_day: NaiveDate,
            DifficultyColumn::CreatedAt => created_at: Instant,
        }, texts: TEXTS)
    });
    let ids: Vec<Id> = found.items.iter().map(|row| row.id).collect();
    let mut turns = turned::running(view.connection, &ids)?;
    Ok(found.map(|row| row.listed(turns.remove(&row.id), now)))
}
