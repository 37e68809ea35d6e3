//! What is written down twice says the same twice: the document and the code, and the two databases and `schema.rs`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};
use tienbo::kernel::sql::{AnyConnection, migrate};

use tienbo::kernel::problem::Language;

use crate::harness::{City, Engine, Value, both_databases};

fn file(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn the_committed_document_is_what_the_code_says() {
    let committed: Value = serde_json::from_str(&file("openapi/openapi.json")).unwrap();
    let generated = tienbo::description::document(Language::English).unwrap();
    assert!(committed == generated, "openapi/openapi.json is out of date: cargo run -- openapi > openapi/openapi.json");
}

#[test]
fn migrations_have_the_same_names_in_both_folders() {
    let names = |folder: &str| -> BTreeSet<String> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        std::fs::read_dir(path).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(names("migrations/sqlite"), names("migrations/postgres"));
}

/// A column: its type in `schema.rs`, and whether it may be null.
type Columns = BTreeMap<(String, String), (String, bool)>;

/// What `schema.rs` declares, read as text: what a stranger reads.
fn declared() -> Columns {
    let mut columns = Columns::new();
    for source in ["src/schema.rs", "src/kernel/sql/schema.rs"] {
        let text = file(source);
        let mut table = String::new();
        for line in text.lines().map(str::trim) {
            if let Some((name, kind)) = line.strip_suffix(',').and_then(|line| line.split_once(" -> ")) {
                let nullable = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
                let column = (nullable.unwrap_or(kind).to_owned(), nullable.is_some());
                assert!(columns.insert((table.clone(), name.to_owned()), column).is_none(), "{table}.{name} twice");
            } else if line.ends_with(") {") && !line.starts_with("table!") {
                table = line.split_whitespace().next().unwrap().to_owned();
            }
        }
    }
    assert!(columns.len() > 100);
    columns
}

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    column_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

const SQLITE_COLUMNS: &str = "SELECT m.name AS table_name, c.name AS column_name, c.type AS kind, c.\"notnull\" = 0 AS nullable \
    FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
const POSTGRES_COLUMNS: &str = "SELECT table_name::text, column_name::text, data_type::text AS kind, is_nullable = 'YES' AS nullable \
    FROM information_schema.columns WHERE table_schema = 'public'";

/// What a migrated database has.
fn found(connection: &mut AnyConnection) -> Vec<Column> {
    let rows: Vec<Column> = match connection {
        AnyConnection::Sqlite(sqlite) => diesel::sql_query(SQLITE_COLUMNS).load(sqlite).unwrap(),
        AnyConnection::Pg(pg) => diesel::sql_query(POSTGRES_COLUMNS).load(pg).unwrap(),
    };
    rows.into_iter().filter(|it| it.table_name != "__diesel_schema_migrations").collect()
}

/// How a type of `schema.rs` is stored: on SQLite, on PostgreSQL.
const TYPES: &[(&str, &str, &str)] = &[
    ("SqlId", "BLOB", "uuid"),
    ("SqlInstant", "INTEGER", "timestamp with time zone"),
    ("Date", "TEXT", "date"),
    ("Text", "TEXT", "text"),
    ("Binary", "BLOB", "bytea"),
    ("Bool", "INTEGER", "boolean"),
    ("Integer", "INTEGER", "integer"),
    ("BigInt", "INTEGER", "bigint"),
];

#[derive(QueryableByName, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Index {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    index_name: String,
    #[diesel(sql_type = Bool)]
    is_unique: bool,
}

const SQLITE_INDEXES: &str = "SELECT m.name AS table_name, i.name AS index_name, i.\"unique\" = 1 AS is_unique \
    FROM sqlite_master m, pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'c'";
const POSTGRES_INDEXES: &str = "SELECT t.relname::text AS table_name, c.relname::text AS index_name, i.indisunique AS is_unique \
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid \
    JOIN pg_namespace n ON n.oid = t.relnamespace WHERE n.nspname = 'public' AND NOT i.indisprimary";

#[test]
fn both_databases_have_the_same_indexes() {
    if !Engine::postgres_is_wanted() {
        return;
    }
    let mut all = [Engine::Sqlite, Engine::Postgres].map(|engine| {
        let database = engine.empty();
        migrate::run(&database.target).unwrap();
        match &mut database.connect() {
            AnyConnection::Sqlite(sqlite) => diesel::sql_query(SQLITE_INDEXES).load::<Index>(sqlite).unwrap(),
            AnyConnection::Pg(pg) => diesel::sql_query(POSTGRES_INDEXES).load::<Index>(pg).unwrap(),
        }
    });
    all.iter_mut().for_each(|indexes| indexes.sort());
    assert!(all[0].len() > 20);
    assert_eq!(all[0], all[1]);
}

both_databases![the_schema_is_what_schema_rs_says, a_second_migration_finds_nothing_to_do];

fn the_schema_is_what_schema_rs_says(city: City) {
    let rows = found(&mut city.connect());
    let kind_of = |stored: &str, declared: &str| {
        TYPES.iter().any(|(name, sqlite, postgres)| {
            *name == declared && stored == if city.engine == Engine::Sqlite { *sqlite } else { *postgres }
        })
    };
    let declared = declared();
    let names: BTreeSet<(String, String)> =
        rows.iter().map(|it| (it.table_name.clone(), it.column_name.clone())).collect();
    assert_eq!(names, declared.keys().cloned().collect::<BTreeSet<_>>());
    for row in rows {
        let (kind, nullable) = &declared[&(row.table_name.clone(), row.column_name.clone())];
        let place = format!("{}.{}", row.table_name, row.column_name);
        assert!(kind_of(&row.kind, kind), "{place}: {} stored, {kind} declared", row.kind);
        assert_eq!(row.nullable, *nullable, "{place}: whether it may be null");
    }
}

fn a_second_migration_finds_nothing_to_do(city: City) {
    assert_eq!(migrate::run(&city.database.target).unwrap(), Vec::<String>::new());
    city.database.execute(
        "INSERT INTO __diesel_schema_migrations (version, run_on) VALUES ('29991231000000', '2999-12-31 00:00:00')",
    );
    let refused = migrate::run(&city.database.target).unwrap_err();
    assert!(refused.contains("29991231000000") && refused.lines().count() == 1, "{refused}");
}
