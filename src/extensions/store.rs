//! Extensions, and what they are for.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::prelude::*;

use super::access::Reading;
use super::extendable::PaperFacts;
use super::model::{About, Extension, ExtensionColumn, ExtensionFilter, ExtensionState, NewExtension};
use super::workflow::ExtensionFacts;
use crate::kernel::agencies::Agencies;
use crate::kernel::chapter::Left;
use crate::kernel::column::{from_column, to_column};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::held::{Kept, Stretch, people, rows_of};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{
    AnyConnection, among, any_of, in_words, insert_many, insert_row, lock_row, of_agencies, on_engine, rewrite_row,
};
use crate::listed;
use crate::schema::{extension_subjects, extensions};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "extensions_pkey", columns: "extensions.id", code: Code::IdTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Debug, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = extensions, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub agency_id: Id,
    pub owner_agency_id: Id,
    pub until: NaiveDate,
    pub reason: String,
    pub state: ExtensionState,
    pub granted_until: Option<NaiveDate>,
    pub decided_at: Option<Instant>,
    pub authors: String,
}

#[derive(Clone, Debug, Queryable, Insertable)]
#[diesel(table_name = extension_subjects)]
struct SubjectRow {
    extension_id: Id,
    resource: String,
    subject_id: Id,
}

/// An extension with what it is for.
#[derive(Clone, Debug)]
pub struct Stored {
    pub row: Row,
    pub about: About,
}

impl Stored {
    /// A new one, which awaits its decision.
    pub fn asked(
        new: &NewExtension,
        about: About,
        papers: &PaperFacts,
        askers: &[Id],
        now: Instant,
    ) -> Result<Self, Problem> {
        let row = Row {
            id: new.id.unwrap_or_else(Id::fresh),
            version: 1,
            created_at: now,
            updated_at: now,
            agency_id: papers.agency,
            owner_agency_id: papers.owner,
            until: new.until,
            reason: new.reason.clone(),
            state: ExtensionState::Asked,
            granted_until: None,
            decided_at: None,
            authors: to_column(&askers)?,
        };
        Ok(Self { row, about })
    }

    /// What its rules look at.
    pub fn facts(&self, papers: PaperFacts) -> Result<ExtensionFacts, Problem> {
        let row = &self.row;
        Ok(ExtensionFacts { agency: row.agency_id, state: row.state, askers: from_column(&row.authors)?, papers })
    }

    /// What callers see.
    pub fn answer(&self) -> Extension {
        let row = &self.row;
        Extension {
            id: row.id,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
            agency_id: row.agency_id,
            owner_agency_id: row.owner_agency_id,
            assignment_ids: self.about.assignment_ids(),
            obligation_ids: self.about.obligation_ids(),
            until: row.until,
            reason: row.reason.clone(),
            state: row.state,
            granted_until: row.granted_until,
            decided_at: row.decided_at,
            attachments: None,
            actions: None,
        }
    }

    /// The same in the state that a decision leads to.
    pub fn decided(&self, state: ExtensionState, granted_until: Option<NaiveDate>, now: Instant) -> Self {
        let row = Row {
            version: self.row.version + 1,
            updated_at: now,
            state,
            granted_until,
            decided_at: Some(now),
            ..self.row.clone()
        };
        Self { row, ..self.clone() }
    }
}

/// Rows with what they are for.
fn with_subjects(connection: &mut AnyConnection, rows: Vec<Row>) -> Result<Vec<Stored>, Problem> {
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let subjects: Vec<SubjectRow> = extension_subjects::table
        .filter(extension_subjects::extension_id.eq_any(&ids))
        .order((extension_subjects::extension_id, extension_subjects::subject_id))
        .load(connection)?;
    let about = |id: Id| {
        let of_it = || subjects.iter().filter(|it| it.extension_id == id);
        About {
            resource: of_it().next().map(|it| it.resource.clone()).unwrap_or_default(),
            ids: of_it().map(|it| it.subject_id).collect(),
        }
    };
    Ok(rows.into_iter().map(|row| Stored { about: about(row.id), row }).collect())
}

/// One extension; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: Row = extensions::table.find(id).first(view.connection)?;
    readable(view, row)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, id: Id) -> Result<Stored, Problem> {
    let row: QueryResult<Row> = lock_row!(view.connection, extensions::table.find(id));
    readable(view, row?)
}

fn readable(view: &mut View<'_>, row: Row) -> Result<Stored, Problem> {
    if !Reading::of(&view.caller).extension(row.owner_agency_id, row.agency_id) {
        return Err(Problem::of(Code::NotFound));
    }
    with_subjects(view.connection, vec![row])?.pop().ok_or_else(|| Problem::of(Code::NotFound))
}

/// Some, by their ids, whoever may read them.
pub fn of_ids(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<Stored>, Problem> {
    let rows: Vec<Row> = extensions::table.filter(extensions::id.eq_any(ids)).load(connection)?;
    with_subjects(connection, rows)
}

/// An extension, and a paper that it is for: the resource and the object.
pub type PaperOf = (Id, (String, Id));

/// The first of the papers that each of some is for, with the resource whose it is.
pub fn first_papers(connection: &mut AnyConnection, ids: &[Id]) -> Result<Vec<PaperOf>, Problem> {
    let first = |it: Stored| Some((it.row.id, (it.about.resource, *it.about.ids.first()?)));
    Ok(of_ids(connection, ids)?.into_iter().filter_map(first).collect())
}

/// Those that await the decision of some agencies, each with a paper of one kind that it is for.
pub fn asked(connection: &mut AnyConnection, owners: &Agencies, resource: &str) -> Result<Vec<(Id, Id)>, Problem> {
    let rows: Vec<(Id, Id)> = on_engine!(connection, native => {
        let awaiting = extension_subjects::table
            .inner_join(extensions::table)
            .filter(in_words("extensions.state = 'asked'"))
            .filter(extension_subjects::resource.eq(resource))
            .select((extensions::id, extension_subjects::subject_id))
            .into_boxed();
        of_agencies(awaiting, extensions::owner_agency_id, owners.listed()).load(native)?
    });
    Ok(rows)
}

/// Enters an extension.
pub fn insert(connection: &mut AnyConnection, stored: &Stored) -> Result<(), Problem> {
    let broken = |error| Problem::from_database(error, CONSTRAINTS);
    insert_row!(connection, extensions::table, &stored.row).map_err(broken)?;
    let about = &stored.about;
    let subject =
        |id: &Id| SubjectRow { extension_id: stored.row.id, resource: about.resource.clone(), subject_id: *id };
    let subjects: Vec<SubjectRow> = about.ids.iter().map(subject).collect();
    insert_many!(connection, extension_subjects::table, subjects).map(drop).map_err(broken)
}

/// Stores a decision.
pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, extensions::table, row.id, row)?;
    Ok(())
}

/// 409 where the id is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, extensions, id)
}

/// 409 where one of these papers waits for the answer to an earlier request.
pub fn not_asked_yet(connection: &mut AnyConnection, about: &About) -> Result<(), Problem> {
    let awaiting = extension_subjects::table
        .inner_join(extensions::table)
        .filter(extension_subjects::subject_id.eq_any(&about.ids))
        .filter(extension_subjects::resource.eq(&about.resource))
        .filter(extensions::state.eq(ExtensionState::Asked));
    let asked = diesel::select(diesel::dsl::exists(awaiting)).get_result(connection)?;
    // Judged here: the papers are locked, so nobody asks for them meanwhile.
    if asked { Err(Problem::of(Code::AlreadyAsked)) } else { Ok(()) }
}

/// The rows of a part of the table with what they are for, as the journal would tell of them. No foreign key ties these to papers,
/// which belong to other chapters.
pub fn held(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(extensions, part).load(connection)?;
    let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
    let counts: Vec<(Id, i64)> = extension_subjects::table
        .filter(extension_subjects::extension_id.eq_any(&ids))
        .group_by((extension_subjects::extension_id, extension_subjects::resource))
        .select((extension_subjects::extension_id, diesel::dsl::count_star()))
        .load(connection)?;
    let kept = |stored: &Stored| {
        let id = stored.row.id;
        let askers: BTreeSet<Id> = from_column(&stored.row.authors)?;
        let of_one_kind = counts.iter().filter(|(of, _)| *of == id).count() == 1;
        Ok(Kept::of(id, &stored.answer())?
            .with("what it is for", of_one_kind)
            .with("who asked for it", askers == people(part.story(id), &["create"])))
    };
    with_subjects(connection, rows)?.iter().map(kept).collect()
}

/// One page of what the caller may read: extensions that the agencies within his reach asked for, or that concern what they keep.
pub fn list(view: &mut View<'_>, filter: &ExtensionFilter, page: &PageRequest) -> Result<Page<Extension>, Problem> {
    let (connection, reading) = (&mut *view.connection, Reading::of(&view.caller));
    let filtered = || {
        let mut query = extensions::table.into_boxed();
        if let (Some(owners), Some(askers)) = (reading.kept.listed(), reading.asked.listed()) {
            query = query.filter(among(extensions::owner_agency_id, owners).or(among(extensions::agency_id, askers)));
        }
        for (resource, paper) in filter.papers() {
            let for_it = extension_subjects::table
                .filter(extension_subjects::subject_id.eq(paper))
                .filter(extension_subjects::resource.eq(resource))
                .select(extension_subjects::extension_id);
            query = query.filter(extensions::id.eq_any(for_it));
        }
        query = any_of(query, extensions::agency_id, &filter.agency_id);
        query = any_of(query, extensions::state, &filter.state);
        query
    };
    let found = listed!(connection, page, filtered => Row, extensions.updated_at, filter.sort => {
        ExtensionColumn::CreatedAt => created_at: Instant,
    });
    let Page { items, next, total } = found;
    let items = with_subjects(connection, items)?.iter().map(Stored::answer).collect();
    Ok(Page { items, next, total })
}

/// What agencies that end asked for, or decide on.
pub fn left(view: &mut View<'_>, ending: &[Id], _: NaiveDate) -> Result<Vec<Left>, Problem> {
    let rows: Vec<(Id, Id, Id)> = on_engine!(&mut *view.connection, native => {
        extensions::table
            .filter(extensions::agency_id.eq_any(ending).or(extensions::owner_agency_id.eq_any(ending)))
            .filter(extensions::state.eq(ExtensionState::Asked))
            .order(extensions::id)
            .select((extensions::id, extensions::agency_id, extensions::owner_agency_id))
            .load(native)?
    });
    Ok(Left::of_either("extensions", ending, rows))
}
