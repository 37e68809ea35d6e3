//! Throwaway databases: each is a copy of one that was migrated and seeded once in this process.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use tienbo::kernel::id::Id;
use tienbo::kernel::sql::{AnyConnection, Target};

use super::seed::{self, Seed};

const POSTGRES: &str = "TIENBO_TEST_POSTGRES_URL";
const SQLITE_ONLY: &str = "TIENBO_TEST_SQLITE_ONLY";

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    /// Whether the PostgreSQL half of a test shall run. To leave it out takes a word of its own: a machine without a server
    /// must not look as if all had passed.
    pub fn postgres_is_wanted() -> bool {
        if std::env::var_os(POSTGRES).is_some() {
            return true;
        }
        assert!(
            std::env::var(SQLITE_ONLY).as_deref() == Ok("1"),
            "{POSTGRES} is not set: run the tests as `scripts/with-postgres cargo test`, or leave PostgreSQL out with {SQLITE_ONLY}=1"
        );
        false
    }

    /// An empty database without any table.
    pub fn empty(self) -> Database {
        match self {
            Self::Sqlite => {
                let path = folder().join(format!("{}.sqlite3", Id::fresh()));
                Database { target: Target::Sqlite(path.display().to_string()) }
            }
            Self::Postgres => {
                let name = format!("tienbo_suite_{}", Id::fresh().0.simple());
                administer(&format!("CREATE DATABASE {name}"));
                Database { target: Target::Postgres(url_of(&name)) }
            }
        }
    }

    /// A copy of the seeded database.
    pub fn seeded(self) -> (Database, &'static Seed) {
        static TEMPLATES: [OnceLock<(Database, Seed)>; 2] = [OnceLock::new(), OnceLock::new()];
        let (template, seed) = TEMPLATES[self as usize].get_or_init(|| {
            let template = self.template();
            let seed = seed::sow(&template.target);
            if self == Self::Sqlite {
                template.execute("PRAGMA wal_checkpoint(TRUNCATE)");
            }
            (template, seed)
        });
        (template.copied(), seed)
    }

    fn template(self) -> Database {
        if self == Self::Sqlite {
            return self.empty();
        }
        forget_templates_of_the_dead();
        let name = format!("tienbo_template_{}", std::process::id());
        administer(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        administer(&format!("CREATE DATABASE {name}"));
        Database { target: Target::Postgres(url_of(&name)) }
    }
}

/// A database that is gone when this is dropped. (Templates live as long as the process.)
pub struct Database {
    pub target: Target,
}

impl Database {
    pub fn connect(&self) -> AnyConnection {
        self.target.connect().expect("the test database opens")
    }

    pub fn execute(&self, sql: &str) {
        self.connect().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
    }

    /// Another one with the same in it; nobody may be connected to this one.
    pub fn copied(&self) -> Database {
        match &self.target {
            Target::Sqlite(path) => {
                let copy = Engine::Sqlite.empty();
                let Target::Sqlite(to) = &copy.target else { unreachable!() };
                std::fs::copy(path, to).expect("the template is copied");
                copy
            }
            Target::Postgres(url) => {
                let name = format!("tienbo_suite_{}", Id::fresh().0.simple());
                let template = name_in(url);
                administer(&format!("CREATE DATABASE {name} TEMPLATE {template}"));
                Database { target: Target::Postgres(url_of(&name)) }
            }
        }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match &self.target {
            Target::Sqlite(path) => {
                for suffix in ["", "-wal", "-shm"] {
                    drop(std::fs::remove_file(format!("{path}{suffix}")));
                }
            }
            Target::Postgres(url) => administer(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_in(url))),
        }
    }
}

/// The folder of this process, in the system's temporary one. What earlier processes left behind is removed.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let prefix = "tienbo-suite-";
        for entry in std::fs::read_dir(std::env::temp_dir()).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.strip_prefix(prefix).is_some_and(is_dead) {
                drop(std::fs::remove_dir_all(entry.path()));
            }
        }
        let folder = std::env::temp_dir().join(format!("{prefix}{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a temporary folder");
        folder
    })
}

fn is_dead(process: &str) -> bool {
    process.parse::<u32>().is_ok() && !Path::new("/proc").join(process).exists()
}

fn forget_templates_of_the_dead() {
    use diesel::prelude::*;

    #[derive(diesel::QueryableByName)]
    struct Name {
        #[diesel(sql_type = diesel::sql_types::Text)]
        datname: String,
    }

    let AnyConnection::Pg(mut connection) = administrator() else { unreachable!() };
    let names: Vec<Name> =
        diesel::sql_query("SELECT datname::text FROM pg_database WHERE datname LIKE 'tienbo\\_template\\_%'")
            .load(&mut connection)
            .expect("the databases are listed");
    for Name { datname } in names {
        if is_dead(datname.trim_start_matches("tienbo_template_")) {
            administer(&format!("DROP DATABASE IF EXISTS {datname} WITH (FORCE)"));
        }
    }
}

fn administrator() -> AnyConnection {
    let url = std::env::var(POSTGRES).expect(POSTGRES);
    let mut connection = Target::Postgres(url).connect().expect("the PostgreSQL server of the tests answers");
    // Copying a template takes longer than a request may.
    connection.batch_execute("SET statement_timeout = '60s'; SET lock_timeout = '60s'").expect("set");
    connection
}

fn administer(sql: &str) {
    administrator().batch_execute(sql).unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// The server's address with another database in it.
fn url_of(name: &str) -> String {
    let url = std::env::var(POSTGRES).expect(POSTGRES);
    let (address, options) =
        url.split_once('?').map_or((url.as_str(), String::new()), |(it, rest)| (it, format!("?{rest}")));
    let (scheme, rest) = address.split_once("://").expect("an address with a scheme");
    let server = rest.split('/').next().unwrap_or_default();
    format!("{scheme}://{server}/{name}{options}")
}

fn name_in(url: &str) -> &str {
    let address = url.split('?').next().unwrap_or_default();
    address.rsplit('/').next().unwrap_or_default()
}
