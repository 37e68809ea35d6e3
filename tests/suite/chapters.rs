//! What chapters say of themselves is all there is: nothing that the database, the document or the journal holds was forgotten.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;
use tienbo::agencies::LeftKind;
use tienbo::chapters;
use tienbo::kernel::problem::Language;
use tienbo::kernel::sql::AnyConnection;
use tienbo::kernel::table::OF_KERNEL;
use tienbo::work::WorkKind;

use crate::harness::{City, both_databases};
use crate::imports::sources;

both_databases![every_table_is_declared_once];

fn every_table_is_declared_once(city: City) {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
    }
    let mut connection = city.database.connect();
    let query = match &connection {
        AnyConnection::Sqlite(_) => "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
        AnyConnection::Pg(_) => "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'",
    };
    let found: Vec<Found> = diesel::sql_query(query).load(&mut connection).unwrap();
    let found: BTreeSet<String> =
        found.into_iter().map(|it| it.name).filter(|it| it != "__diesel_schema_migrations").collect();
    let mut declared: BTreeMap<String, usize> = BTreeMap::new();
    for table in OF_KERNEL.iter().chain(chapters::resources().flat_map(|it| it.tables)) {
        *declared.entry(table.name().to_owned()).or_default() += 1;
    }
    assert!(declared.values().all(|times| *times == 1), "each by one resource: {declared:?}");
    assert_eq!(declared.into_keys().collect::<BTreeSet<String>>(), found);
}

#[test]
fn every_group_of_operations_is_described_and_every_description_is_used() {
    let document = tienbo::description::document(Language::English).unwrap();
    let names = |list: &serde_json::Value| -> Vec<String> {
        list.as_array().unwrap().iter().map(|it| it.as_str().unwrap_or_default().to_owned()).collect()
    };
    let paths = document["paths"].as_object().unwrap().values().flat_map(|it| it.as_object().unwrap().values());
    let used: BTreeSet<String> = paths.filter_map(|it| it.get("tags")).flat_map(names).collect();
    let declared: Vec<&str> = chapters::tags().map(|it| it.name).collect();
    assert_eq!(declared.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<String>>(), used);
    assert_eq!(declared.len(), used.len(), "each by one chapter");
    assert!(chapters::tags().all(|it| !it.about.is_empty() && it.about != it.name));
}

#[test]
fn a_resource_has_one_name_and_what_moves_is_called_as_it_is() {
    let names: Vec<&str> = chapters::resources().map(|it| it.name).collect();
    assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len(), "{names:?}");
    for resource in chapters::resources() {
        assert!(resource.workflow.is_none_or(|it| it.resource() == resource.name), "{}", resource.name);
    }
    let known: BTreeSet<&str> = names.into_iter().collect();
    for rule in chapters::rules() {
        assert!(known.contains(rule.resource) || rule.resource == "audit-entries", "{}.{}", rule.resource, rule.action);
    }
    for name in chapters::reads().flat_map(|it| it.resources.split(", ")) {
        assert!(known.contains(name) || name == "audit-entries", "{name}");
    }
}

#[test]
fn whatever_waits_is_of_a_kind_that_the_list_names() {
    let given: BTreeSet<&str> = chapters::WORK.iter().map(|it| it.kind).collect();
    let named: BTreeSet<&str> = WorkKind::ALL.iter().map(|it| it.as_str()).collect();
    assert_eq!(given, named);
    for work in chapters::WORK.iter() {
        assert!(chapters::resources().any(|it| it.name == work.kind), "{} is a resource", work.kind);
        assert_eq!(work.path.matches("{id}").count(), 1, "{}", work.path);
    }
}

#[test]
fn whatever_an_agency_leaves_is_of_a_resource_that_says_what_there_is() {
    for kind in LeftKind::ALL.iter().filter(|it| **it != LeftKind::PeopleWithoutGrant) {
        assert!(chapters::resources().any(|it| it.name == kind.resource()), "{kind}");
    }
}

/// What the journal can tell of is found by the way a record says its resource.
#[test]
fn whatever_goes_on_record_belongs_to_a_resource() {
    const SAYS: &str = "const RESOURCE: &'static str = \"";
    let known: BTreeSet<&str> = chapters::resources().map(|it| it.name).collect();
    let mut seen = 0;
    for path in sources() {
        let text = std::fs::read_to_string(&path).unwrap();
        for name in text.split(SAYS).skip(1).map(|rest| rest.split('"').next().unwrap_or_default()) {
            assert!(known.contains(name), "{}: {name} is no resource of any chapter", path.display());
            seen += 1;
        }
    }
    assert!(seen >= known.len() - 9, "the sources were read");
}
