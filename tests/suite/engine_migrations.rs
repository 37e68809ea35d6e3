//! The schema's history.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel_migrations::{FileBasedMigrations, MigrationHarness};
use tienbo::kernel::sql::{AnyConnection, migrate};

use crate::engine_kit::*;

/// Every object of the schema and its definition.
fn schema(house: &House) -> BTreeMap<String, String> {
    #[derive(QueryableByName)]
    struct Object {
        #[diesel(sql_type = diesel::sql_types::Text)]
        name: String,
        #[diesel(sql_type = diesel::sql_types::Text)]
        definition: String,
    }
    let query = match house.kind {
        Engine::Sqlite => {
            "SELECT name, coalesce(sql, '') AS definition FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' \
             AND tbl_name <> '__diesel_schema_migrations'"
        }
        Engine::Postgres => {
            "SELECT table_name || '.' || column_name AS name, data_type || is_nullable AS definition \
             FROM information_schema.columns WHERE table_schema = 'public' AND table_name <> '__diesel_schema_migrations' \
             UNION ALL SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' \
             AND tablename <> '__diesel_schema_migrations' \
             UNION ALL SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace \
             AND conrelid <> '__diesel_schema_migrations'::regclass \
             UNION ALL SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        }
    };
    let objects: Vec<Object> = diesel::sql_query(query).load(&mut house.connect()).unwrap();
    objects.into_iter().map(|it| (it.name, it.definition)).collect()
}

fn folder(kind: Engine) -> FileBasedMigrations {
    let name = if kind == Engine::Sqlite { "sqlite" } else { "postgres" };
    FileBasedMigrations::from_path(format!("{}/migrations/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn each_kind(check: fn(Engine)) {
    engines().for_each(check);
}

#[test]
fn a_database_from_the_future_is_refused() {
    each_kind(|kind| {
        let house = House::new(kind);
        assert_eq!(migrate::run(&house.target), Ok(Vec::new()), "nothing is missing");
        house.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000001')");
        let before = schema(&house);
        let refused = migrate::run(&house.target).unwrap_err();
        assert!(refused.contains("99990101000001") && refused.contains("newer"), "{refused}");
        assert!(!refused.contains('\n'), "one line");
        assert_eq!(schema(&house), before);
    });
}

/// What the record's lists filter by, each with the place in the record that they are sorted by.
#[test]
fn whatever_the_record_is_filtered_by_has_an_index() {
    each_kind(|kind| {
        let definitions: Vec<String> = schema(&House::new(kind)).into_values().collect();
        for column in ["actor_id", "owner_agency_id", "actor_agency_id", "occurred_at", "resource_id"] {
            let wanted = format!("({column}, sequence)");
            assert!(definitions.iter().any(|it| it.contains("journal_entries") && it.contains(&wanted)), "{column}");
        }
    });
}

#[test]
fn a_search_by_time_reads_that_time_alone() {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = diesel::sql_types::Text)]
        detail: String,
    }
    let house = House::new(Engine::Sqlite);
    let plan = "EXPLAIN QUERY PLAN SELECT * FROM journal_entries WHERE occurred_at >= 1 AND occurred_at < 2 \
                ORDER BY sequence DESC LIMIT 51";
    let steps: Vec<Step> = diesel::sql_query(plan).load(&mut house.connect()).unwrap();
    assert!(steps.iter().any(|it| it.detail.contains("journal_entries_occurred_at")), "the index is used");
}

#[test]
fn of_several_migrators_at_once_one_does_it_all() {
    each_kind(|kind| {
        let house = House::empty(kind);
        let applied: Vec<usize> = std::thread::scope(|scope| {
            let migrators: Vec<_> =
                (0..4).map(|_| scope.spawn(|| migrate::run(&house.target).unwrap().len())).collect();
            migrators.into_iter().map(|it| it.join().unwrap()).collect()
        });
        let all = House::new(kind);
        let expected = all.count("SELECT count(*) AS number FROM __diesel_schema_migrations");
        assert_eq!(applied.iter().max().copied(), usize::try_from(expected).ok());
        assert_eq!(applied.iter().filter(|it| **it > 0).count(), 1, "{applied:?}");
    });
}

#[test]
fn every_way_down_undoes_the_way_up() {
    each_kind(|kind| {
        let house = House::empty(kind);
        let mut steps = vec![{
            // The table of the migrations themselves comes with the first look.
            match &mut house.connect() {
                AnyConnection::Sqlite(it) => assert!(it.has_pending_migration(folder(kind)).unwrap()),
                AnyConnection::Pg(it) => assert!(it.has_pending_migration(folder(kind)).unwrap()),
            }
            schema(&house)
        }];
        let step = |up: bool| {
            let done = match &mut house.connect() {
                AnyConnection::Sqlite(it) if up => it.run_next_migration(folder(kind)).map(|_| ()),
                AnyConnection::Pg(it) if up => it.run_next_migration(folder(kind)).map(|_| ()),
                AnyConnection::Sqlite(it) => it.revert_last_migration(folder(kind)).map(|_| ()),
                AnyConnection::Pg(it) => it.revert_last_migration(folder(kind)).map(|_| ()),
            };
            done.map(|()| schema(&house))
        };
        while let Ok(schema) = step(true) {
            steps.push(schema);
        }
        assert!(steps.len() > 3, "there are migrations");
        let last = steps.pop().unwrap();
        assert!(!last.is_empty());
        for expected in steps.into_iter().rev() {
            assert_eq!(step(false).unwrap(), expected);
        }
        assert!(!migrate::run(&house.target).unwrap().is_empty());
        assert_eq!(schema(&house), last, "and up again");
    });
}
