//! The chapters: the one place that knows all of them, by what each says of itself.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use diesel::prelude::*;

use crate::kernel::chapter::{Chapter, Naming, Resource, Tag, Telling, Told};
use crate::kernel::db::{Hooks, View};
use crate::kernel::directory::Directory;
use crate::kernel::folded::Folded;
use crate::kernel::held;
use crate::kernel::http::{BASE, Routes};
use crate::kernel::id::Id;
use crate::kernel::named::DoneFor;
use crate::kernel::policy::{ReadRule, Rule};
use crate::kernel::problem::Problem;
use crate::kernel::sql::AnyConnection;
use crate::kernel::table::{PartOf, Table};
use crate::kernel::work::Work;
use crate::kernel::workflow::Workflow;
use crate::{
    accounts, agencies, attachments, audit, difficulties, documents, events, extensions, inspections, organisation,
    programmes, reminders, reports, restricted, time, work,
};

/// All of them, in the order in which the document shows what they do.
pub const CHAPTERS: &[Chapter] = &[
    accounts::CHAPTER,
    work::CHAPTER,
    time::CHAPTER,
    agencies::CHAPTER,
    documents::CHAPTER,
    attachments::CHAPTER,
    programmes::CHAPTER,
    extensions::CHAPTER,
    reminders::CHAPTER,
    reports::CHAPTER,
    events::CHAPTER,
    events::CALENDARS,
    inspections::CHAPTER,
    difficulties::CHAPTER,
    organisation::CHAPTER,
    restricted::CHAPTER,
    audit::CHAPTER,
];

/// What the kernel needs of the chapters.
pub const HOOKS: Hooks = Hooks {
    directory,
    replay: readable,
    tell: reminders::tell,
    mail: reminders::mail_link,
    moved: reminders::mail_moved,
    by_mail: false,
};

/// What the reminders ask of everybody's papers.
pub fn papers() -> reminders::Papers {
    reminders::Papers { owed: &REMINDED, readable, done_for, waiting: reports::recipients_of }
}

/// Whose papers have a due date that people are reminded of.
pub static REMINDED: LazyLock<Vec<reminders::DuePapers>> =
    LazyLock::new(|| resources().filter_map(reminders::DuePapers::of).collect());

/// Whose papers can be given more time.
pub const EXTENDABLE: &[extensions::Extendable] = &[programmes::EXTENDABLE, reports::EXTENDABLE];

/// Whose papers have attachments.
pub static ATTACHED: LazyLock<Vec<Resource>> =
    LazyLock::new(|| resources().filter(|it| it.attached).copied().collect());

/// What the attachments ask of inspections.
pub const INSPECTING: attachments::Inspecting = inspections::EVIDENCE;

/// Whose papers have something restricted.
const RESTRICTING: &[restricted::Restricting] = &[inspections::RESTRICTING, difficulties::RESTRICTING];

/// Which papers difficulties mention, and who reads those.
pub const MENTIONING: difficulties::Mentioning = difficulties::Mentioning(readable);

/// Which difficulties reports and answers name, and who reads those.
pub const NAMING: reports::NamingDifficulties = reports::NamingDifficulties(difficulties::may_read);

/// What waits for people, resource by resource.
pub static WORK: LazyLock<Vec<Work>> = LazyLock::new(|| resources().flat_map(|it| it.work).copied().collect());

/// What agency changes ask of what agencies owe.
pub const OWING: agencies::Owing = reports::OWING;

/// What agencies leave that end, resource by resource.
pub static ENDING: LazyLock<Vec<Resource>> = LazyLock::new(|| resources().copied().collect());

/// What the record asks of whatever it tells of.
pub const TOLD: audit::Objects = audit::Objects { readable, told, names, reads: reads_of };

/// Every operation of the service.
pub fn routes() -> Routes {
    let below = CHAPTERS.iter().fold(Routes::default(), |routes, chapter| routes.merge((chapter.routes)()));
    let well_known = CHAPTERS.iter().filter_map(|it| it.well_known);
    well_known.fold(below.under(BASE), |routes, of_chapter| routes.merge(of_chapter()))
}

/// The resources of every chapter.
pub fn resources() -> impl Iterator<Item = &'static Resource> {
    CHAPTERS.iter().flat_map(|it| it.resources)
}

/// Names of resources that there are no more: old journals tell of them still, and whoever reads one asks for them by these.
const FORMER: &[&str] = &[];

/// The names of all resources that a journal can tell of, in their order.
pub fn names() -> Vec<&'static str> {
    let mut names: Vec<&str> = resources().map(|it| it.name).chain(FORMER.iter().copied()).collect();
    names.sort_unstable();
    names
}

/// How the rows of every resource are held against the journal.
pub fn held() -> Vec<held::Resource> {
    resources().filter_map(|it| Some((it.name, it.held?))).collect()
}

/// The tables whose rows are parts of those of another, with the resource whose they are.
pub fn parts() -> impl Iterator<Item = (&'static str, &'static PartOf)> {
    resources().flat_map(|it| it.tables.iter().map(|table| (it.name, table))).filter_map(|(name, table)| match table {
        Table::Part(part) => Some((name, *part)),
        Table::Held(_) | Table::Beside(_) => None,
    })
}

/// The tables that keep what their texts are found, sorted and told apart by.
pub fn folded() -> Vec<&'static Folded> {
    CHAPTERS.iter().flat_map(|it| it.folded).copied().collect()
}

/// The policy of every chapter, beside the transitions.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    CHAPTERS.iter().flat_map(|it| it.rules)
}

/// Who may read what, of every chapter.
pub fn reads() -> impl Iterator<Item = &'static ReadRule> {
    CHAPTERS.iter().flat_map(|it| it.reads).copied().flatten()
}

/// How the resources move.
pub fn workflows() -> impl Iterator<Item = &'static dyn Workflow> {
    resources().filter_map(|it| it.workflow)
}

/// What the groups of operations are about.
pub fn tags() -> impl Iterator<Item = &'static Tag> {
    CHAPTERS.iter().flat_map(|it| it.tags)
}

fn directory(connection: &mut AnyConnection, version: i64) -> QueryResult<Directory> {
    let mut directory = Directory { version, ..Directory::default() };
    for read_into in CHAPTERS.iter().filter_map(|it| it.directory) {
        read_into(&mut directory, connection)?;
    }
    Ok(directory)
}

/// How much the record tells of the objects of a resource, where that is not everything to everybody who reads them: of what was drafted
/// in private it tells others how it came to be, as soon as they read what it became (decision 0022), but of these.
const DRAFTED: &[(&str, Telling)] = inspections::DRAFTED;

fn told(view: &mut View<'_>, resource: &str, id: Id) -> Result<Told, Problem> {
    match DRAFTED.iter().find(|(name, _)| *name == resource) {
        Some((_, telling)) => telling(view, id),
        None => Ok(Told::Everything),
    }
}

/// What is done for another paper, chapter by chapter.
const DONE_FOR: &[&[(&str, Naming)]] = &[programmes::DONE_FOR, inspections::DONE_FOR];

/// What some objects are done for, of those where the caller may read that. More time is asked for what the first of its papers is done for.
fn done_for(view: &mut View<'_>, resource: &str, ids: &[Id]) -> Result<HashMap<Id, DoneFor>, Problem> {
    if resource != extensions::work::KIND {
        let naming = DONE_FOR.iter().copied().flatten().find(|(name, _)| *name == resource);
        return naming.map_or_else(|| Ok(HashMap::new()), |(_, naming)| naming(view, ids));
    }
    let mut asked: BTreeMap<String, Vec<(Id, Id)>> = BTreeMap::new();
    for (extension, (kind, paper)) in extensions::first_papers(view.connection, ids)? {
        asked.entry(kind).or_default().push((extension, paper));
    }
    let mut found = HashMap::new();
    for (kind, asked) in asked {
        let papers: Vec<Id> = asked.iter().map(|(_, paper)| *paper).collect();
        let named = done_for(view, &kind, &papers)?;
        let name = |(extension, paper): (Id, Id)| Some((extension, named.get(&paper)?.clone()));
        found.extend(asked.into_iter().filter_map(name));
    }
    Ok(found)
}

/// The lines about reading a resource, those that name it, right by right.
fn reads_of(resource: &str) -> Vec<Vec<ReadRule>> {
    let names = |rule: &ReadRule| rule.resources.split(", ").any(|name| name == resource);
    let rights = CHAPTERS.iter().flat_map(|it| it.reads);
    let naming = rights.map(|rules| rules.iter().copied().filter(names).collect::<Vec<ReadRule>>());
    naming.filter(|rules| !rules.is_empty()).collect()
}

/// Whether the caller may read an object: one whose earlier answer is about to be replayed, or one that the record tells of.
/// Of what is no resource nothing is shown.
fn readable(view: &mut View<'_>, resource: &str, id: Id) -> Result<bool, Problem> {
    // A file is read through what it belongs to, and the attachments know nobody's papers.
    if resource == attachments::NAME {
        return attachments::may_read_told(view, id, attachments::Papers(&ATTACHED));
    }
    // And so is what is restricted, by those who keep that.
    if resource == restricted::TEXTS.name {
        return restricted::may_read_text(view, id, RESTRICTING);
    }
    if resource == restricted::DISCLOSURES.name {
        return restricted::may_read_disclosure(view, id, RESTRICTING);
    }
    match resources().find(|it| it.name == resource) {
        Some(resource) => (resource.readable)(view, id),
        None => Ok(false),
    }
}
