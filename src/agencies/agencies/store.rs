//! The only place that touches the tables of agencies and designations.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::agencies::agencies::model::{Agency, AgencyColumn, AgencyFilter, AgencyKind, AgencyPatch, NewAgency};
use crate::agencies::agencies::rules;
use crate::kernel::chapter::Left;
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, advisory_lock_all_named, advisory_lock_named, among_any, any_of, insert_row, lock_row,
    lock_rows_but_keys, on_engine, rewrite_row, share_rows,
};
use crate::kernel::text;
use crate::kernel::validity::Validity;
use crate::schema::agencies;
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "agencies_pkey", columns: "agencies.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

fn broken(error: diesel::result::Error) -> Problem {
    Problem::from_database(error, CONSTRAINTS)
}

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = agencies, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct AgencyRow {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub code: String,
    pub name: String,
    pub short_name: Option<String>,
    pub kind: AgencyKind,
    pub parent_id: Option<Id>,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub lineage: String,
    pub name_key: String,
    pub search_text: String,
}

impl AgencyRow {
    /// A new agency below `parent`.
    pub fn new(new: &NewAgency, parent: &AgencyRow, now: Instant) -> Self {
        let id = new.id.unwrap_or_else(Id::fresh);
        Self {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            code: new.code.clone(),
            name: new.name.clone(),
            short_name: new.short_name.clone(),
            kind: new.kind,
            parent_id: Some(parent.id),
            valid_from: new.valid_from,
            valid_to: None,
            lineage: format!("{}{id}/", parent.lineage),
            name_key: String::new(),
            search_text: String::new(),
        }
        .indexed()
    }

    /// The agency after a change.
    pub fn patched(&self, change: &AgencyPatch, now: Instant) -> Self {
        let mut row = self.clone();
        patch::set(&mut row.code, change.code.clone());
        patch::set(&mut row.name, change.name.clone());
        patch::set(&mut row.short_name, change.short_name.clone());
        row.version += 1;
        row.updated_at = now;
        row.indexed()
    }

    /// The agency with another last day, or with none.
    pub fn lasting(&self, valid_to: Option<NaiveDate>, now: Instant) -> Self {
        Self { valid_to, version: self.version + 1, updated_at: now, ..self.clone() }
    }

    /// The agency under another name.
    pub fn named(&self, name: &str, short_name: Option<&str>, code: &str, now: Instant) -> Self {
        let (name, short_name, code) = (name.to_owned(), short_name.map(str::to_owned), code.to_owned());
        Self { name, short_name, code, version: self.version + 1, updated_at: now, ..self.clone() }.indexed()
    }

    /// From when until when there is such an agency.
    pub fn time(&self) -> Validity {
        Validity::new(self.valid_from, self.valid_to)
    }

    fn indexed(mut self) -> Self {
        self.name_key = text::sort_key(&self.name);
        let short_name = self.short_name.as_deref().unwrap_or_default();
        self.search_text = text::fold(&format!("{} {} {short_name}", self.code, self.name));
        self
    }

    /// What callers see.
    pub fn answer(&self) -> Agency {
        Agency {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            code: self.code.clone(),
            name: self.name.clone(),
            short_name: self.short_name.clone(),
            kind: self.kind,
            parent_id: self.parent_id,
            valid_from: self.valid_from,
            valid_to: self.valid_to,
            actions: None,
        }
    }
}

pub fn find(connection: &mut AnyConnection, id: Id) -> Result<AgencyRow, Problem> {
    agencies::table.find(id).first(connection).map_err(Problem::from)
}

pub fn lock(connection: &mut AnyConnection, id: Id) -> Result<AgencyRow, Problem> {
    let row: QueryResult<AgencyRow> = lock_row!(connection, agencies::table.find(id));
    row.map_err(Problem::from)
}

/// Locks some agencies in the order of their ids: nobody holds them as they are, and nobody else changes them.
pub fn lock_all(connection: &mut AnyConnection, ids: &[Id]) -> Result<(), Problem> {
    let some = agencies::table.filter(agencies::id.eq_any(ids.to_vec())).order(agencies::id).select(agencies::id);
    let rows: QueryResult<Vec<Id>> = lock_rows_but_keys!(connection, some);
    rows?;
    Ok(())
}

/// Some agencies by their ids.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<BTreeMap<Id, AgencyRow>, Problem> {
    let rows: Vec<AgencyRow> = agencies::table.filter(agencies::id.eq_any(ids)).load(connection)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Whoever enters one of some codes waits for the commit.
pub fn lock_codes(connection: &mut AnyConnection, codes: &BTreeSet<String>) -> Result<(), Problem> {
    Ok(advisory_lock_all_named(connection, codes.iter().map(|code| format!("agency-code:{code}")))?)
}

/// Stores many agencies of which it was judged that their codes are free, with these locked.
pub fn save_all<'a>(connection: &mut AnyConnection, rows: impl Iterator<Item = &'a AgencyRow>) -> Result<(), Problem> {
    for row in rows {
        rewrite_row!(connection, agencies::table, row.id, row).map_err(broken)?;
    }
    Ok(())
}

/// Stores many agencies, locked, that got another last day and nothing else: all that got the same one by one statement.
pub fn save_lasting<'a>(
    connection: &mut AnyConnection,
    rows: impl Iterator<Item = &'a AgencyRow>,
    now: Instant,
) -> Result<(), Problem> {
    let mut of_days: BTreeMap<Option<NaiveDate>, Vec<Id>> = BTreeMap::new();
    for row in rows {
        of_days.entry(row.valid_to).or_default().push(row.id);
    }
    for (valid_to, ids) in of_days {
        diesel::update(agencies::table.filter(agencies::id.eq_any(ids)))
            .set((
                agencies::valid_to.eq(valid_to),
                agencies::updated_at.eq(now),
                agencies::version.eq(agencies::version + 1),
            ))
            .execute(connection)
            .map_err(broken)?;
    }
    Ok(())
}

/// Which of some agencies are alive on a day, held as they are until the commit: the snapshot of who is who may be older
/// than a change that another transaction is about to commit.
pub fn held_alive(connection: &mut AnyConnection, ids: &[Id], on: NaiveDate) -> Result<HashSet<Id>, Problem> {
    type Validity = (Id, NaiveDate, Option<NaiveDate>);
    // In one order, so that no two transactions wait for each other.
    let rows: QueryResult<Vec<Validity>> = share_rows!(
        connection,
        agencies::table.filter(agencies::id.eq_any(ids.to_vec())).order(agencies::id).select((
            agencies::id,
            agencies::valid_from,
            agencies::valid_to
        ))
    );
    let alive = rows?.into_iter().filter(|(_, from, to)| *from <= on && to.is_none_or(|to| on <= to));
    Ok(alive.map(|(id, ..)| id).collect())
}

/// The kind of every agency there is, or was.
pub fn kinds(connection: &mut AnyConnection) -> Result<HashMap<Id, AgencyKind>, Problem> {
    let rows: Vec<(Id, AgencyKind)> = agencies::table.select((agencies::id, agencies::kind)).load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The agencies under a committee that are of some kinds and alive on a day, only some where these are named, with their kinds, held as
/// they are until the commit: one that is ending at this moment is given nothing. No committee is among them.
pub fn alive_under(
    connection: &mut AnyConnection,
    committee: Id,
    kinds: &[AgencyKind],
    only: Option<&[Id]>,
    on: NaiveDate,
) -> Result<Vec<(Id, AgencyKind)>, Problem> {
    let rows: QueryResult<Vec<(Id, AgencyKind)>> = share_rows!(
        connection,
        agencies::table
            .filter(among_any(agencies::id, only))
            .filter(agencies::lineage.like(format!("%/{committee}/%")))
            .filter(agencies::kind.eq_any(kinds))
            .filter(agencies::kind.ne(AgencyKind::CityCommittee))
            .filter(agencies::valid_from.le(on))
            .filter(agencies::valid_to.is_null().or(agencies::valid_to.ge(on)))
            .order(agencies::id)
            .select((agencies::id, agencies::kind))
    );
    Ok(rows?)
}

pub fn insert(connection: &mut AnyConnection, row: &AgencyRow) -> Result<(), Problem> {
    code_is_free(connection, row)?;
    insert_row!(connection, agencies::table, row).map(drop).map_err(broken)
}

pub fn save(connection: &mut AnyConnection, row: &AgencyRow) -> Result<(), Problem> {
    code_is_free(connection, row)?;
    rewrite_row!(connection, agencies::table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id or the code of a new agency is in use.
pub fn free(connection: &mut AnyConnection, row: &AgencyRow) -> Result<(), Problem> {
    free_id!(connection, agencies, Some(row.id))?;
    code_is_free(connection, row)
}

/// A code belongs to one agency at a time. Two that enter it at the same moment meet at the lock of the code's word.
pub fn code_is_free(connection: &mut AnyConnection, row: &AgencyRow) -> Result<(), Problem> {
    advisory_lock_named(connection, &format!("agency-code:{}", row.code))?;
    let others: Vec<(NaiveDate, Option<NaiveDate>)> = agencies::table
        .filter(agencies::code.eq(&row.code))
        .filter(agencies::id.ne(row.id))
        .select((agencies::valid_from, agencies::valid_to))
        .load(connection)?;
    let others: Vec<Validity> = others.into_iter().map(|(from, to)| Validity::new(from, to)).collect();
    rules::code_is_free(row.time(), &others)
}

pub fn list(view: &mut View<'_>, filter: &AgencyFilter, page: &PageRequest) -> Result<Page<Agency>, Problem> {
    let connection = &mut *view.connection;
    let filtered = || {
        let mut query = agencies::table.into_boxed();
        query = any_of(query, agencies::kind, &filter.kind);
        if let Some(parent) = filter.parent_id {
            query = query.filter(agencies::parent_id.eq(parent));
        }
        if let Some(under) = filter.under_id {
            query = query.filter(agencies::lineage.like(format!("%/{under}/%")));
        }
        if let Some(date) = filter.alive_on {
            query = query
                .filter(agencies::valid_from.le(date))
                .filter(agencies::valid_to.is_null().or(agencies::valid_to.ge(date)));
        }
        if let Some(q) = &filter.q {
            query = query.filter(containing!(agencies::search_text, q));
        }
        query
    };
    let found = listed!(connection, page, filtered => AgencyRow, agencies.updated_at, filter.sort => {
        AgencyColumn::Name => name_key: String,
        AgencyColumn::Code => code: String,
    });
    Ok(found.map(|row| row.answer()))
}

/// The first committee of an empty installation, entered by a command and by nobody who is signed in.
pub fn founded_by_command(
    connection: &mut AnyConnection,
    code: &str,
    name: &str,
    now: Instant,
) -> Result<Agency, Problem> {
    let id = Id::named(now, code);
    let row = AgencyRow {
        id,
        version: 1,
        created_at: now,
        updated_at: now,
        code: code.to_owned(),
        name: name.to_owned(),
        short_name: None,
        kind: AgencyKind::CityCommittee,
        parent_id: None,
        valid_from: chrono::NaiveDate::from_ymd_opt(1990, 1, 1).unwrap_or_default(),
        valid_to: None,
        lineage: format!("/{id}/"),
        name_key: String::new(),
        search_text: String::new(),
    }
    .indexed();
    insert(connection, &row)?;
    Ok(row.answer())
}

/// The agency that has a code on a date.
pub fn id_of_code(connection: &mut AnyConnection, code: &str, on: NaiveDate) -> Result<Option<Id>, Problem> {
    Ok(agencies::table
        .filter(agencies::code.eq(code))
        .filter(agencies::valid_from.le(on))
        .filter(agencies::valid_to.is_null().or(agencies::valid_to.ge(on)))
        .select(agencies::id)
        .first(connection)
        .optional()?)
}

/// Whether the installation is still empty.
pub fn there_are_none(connection: &mut AnyConnection) -> Result<bool, Problem> {
    let any: Option<Id> = agencies::table.select(agencies::id).first(connection).optional()?;
    Ok(any.is_none())
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "agencies",
    keys: &["name_key", "search_text"],
    apart: None,
    next: |connection, after| {
        refolded!(
            connection, after, agencies => AgencyRow, |row| Ok(row.indexed()),
            [name_key, search_text]
        )
    },
};

/// The rows of a part of the table, as the journal would tell of them.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<AgencyRow> = rows_of!(agencies, part).load(connection)?;
    let parents: Vec<Id> = rows.iter().filter_map(|row| row.parent_id).collect();
    let lineages: HashMap<Id, String> = lineages_of(connection, &parents)?;
    let stands_there = |row: &AgencyRow| {
        let above = row.parent_id.map(|parent| lineages.get(&parent).cloned().unwrap_or_default());
        row.lineage == format!("{}{}/", above.unwrap_or_else(|| "/".to_owned()), row.id)
    };
    let searched = |row: &AgencyRow| {
        let it = row.clone().indexed();
        row.name_key == it.name_key && row.search_text == it.search_text
    };
    let kept = |row: &AgencyRow| {
        let kept = Kept::of(row.id, &row.answer())?.with("where it stands", stands_there(row));
        Ok(kept.with("what it is found by", searched(row)))
    };
    rows.iter().map(kept).collect()
}

/// The agencies that have or had a code, and all below them; empty where none has.
pub fn below_code(connection: &mut AnyConnection, code: &str) -> Result<HashSet<Id>, Problem> {
    let tops: Vec<Id> = agencies::table.filter(agencies::code.eq(code)).select(agencies::id).load(connection)?;
    let mut found = HashSet::new();
    for top in tops {
        let below = agencies::table.filter(agencies::lineage.like(format!("%/{top}/%"))).select(agencies::id);
        found.extend(below.load::<Id>(connection)?);
    }
    Ok(found)
}

/// The ways from the top down to some agencies, `/id/id/`.
pub fn lineages_of(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    let rows: Vec<(Id, String)> =
        agencies::table.filter(agencies::id.eq_any(ids)).select((agencies::id, agencies::lineage)).load(connection)?;
    Ok(rows.into_iter().collect())
}

/// The agencies right below those that end which live on after a day.
pub fn children_left(view: &mut View<'_>, ending: &[Id], last_day: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(&mut *view.connection, native => {
        agencies::table
            .filter(agencies::parent_id.eq_any(ending))
            .filter(agencies::valid_to.is_null().or(agencies::valid_to.gt(last_day)))
            .filter(agencies::id.ne_all(ending))
            .order(agencies::id)
            .select((agencies::id, agencies::parent_id.assume_not_null()))
            .load(native)?
    });
    Ok(Left::of_each("agencies", rows))
}
