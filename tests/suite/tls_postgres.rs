//! PostgreSQL over TLS: a second server with certificates of its own, beside the one of the other tests.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant as Moment};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use tienbo::kernel::sql::{AnyConnection, Target};

use crate::engine_kit::count;
use crate::harness::{Authority, Engine, Identity, PASSWORD, Program, folder};

/// The names that the server's certificates are made out to.
const NAMES: &str = "DNS:db.example, IP:127.0.0.1";

/// The server, and the authority that vouches for it. It ends with this process, whose end closes its input.
struct Server {
    _process: Child,
    port: u16,
    data: String,
    authority: Authority,
}

impl Server {
    /// One server for all tests here, for one of them at a time: they change its certificate.
    fn lease() -> Option<MutexGuard<'static, Self>> {
        static SERVER: OnceLock<Mutex<Server>> = OnceLock::new();
        Engine::postgres_is_wanted()
            .then(|| SERVER.get_or_init(|| Mutex::new(Self::start())).lock().unwrap_or_else(|it| it.into_inner()))
    }

    fn start() -> Self {
        let authority = Authority::new();
        let identity = authority.vouch("ec", NAMES);
        let mut process = Command::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scripts/with-postgres"))
            .args(["sh", "-c", "echo \"$TIENBO_TEST_POSTGRES_URL\"; cat"])
            .env_remove("TIENBO_TEST_POSTGRES_URL")
            .env("TIENBO_TEST_POSTGRES_CERTIFICATE", &identity.certificate)
            .env("TIENBO_TEST_POSTGRES_KEY", &identity.key)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("scripts/with-postgres starts");
        let lines = BufReader::new(process.stdout.take().expect("its output")).lines();
        let url = lines.map_while(Result::ok).find(|line| line.starts_with("postgres://")).expect("a server");
        let port =
            url.rsplit(':').next().and_then(|rest| rest.split('/').next()).expect("a port").parse().expect("a port");
        let mut server = Self { _process: process, port, data: String::new(), authority };
        let mut administrator = server.administrator();
        server.data = text(&mut administrator, "SELECT current_setting('data_directory') AS text");
        administrator.batch_execute(&format!("CREATE ROLE guarded LOGIN CREATEDB PASSWORD '{PASSWORD}'")).unwrap();
        administrator.batch_execute("CREATE DATABASE guarded OWNER guarded").unwrap();
        server
    }

    /// Without TLS, as the tests' other server is spoken to.
    fn administrator(&self) -> AnyConnection {
        let url = format!("postgres://postgres@127.0.0.1:{}/postgres?sslmode=disable", self.port);
        Target::Postgres(url).connect().expect("the server answers")
    }

    /// The address of its database for the role that comes with a password over TLS alone.
    fn url(&self, host: &str, authority: &Authority) -> String {
        format!(
            "postgres://guarded:{}@{host}:{}/guarded?hostaddr=127.0.0.1&sslmode=verify-full&sslrootcert={}",
            PASSWORD.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>(),
            self.port,
            authority.certificate().display(),
        )
    }

    /// The same without binding the password's proof to the certificate, which no standard says how to do for Ed25519.
    fn unbound_url(&self, host: &str, authority: &Authority) -> String {
        format!("{}&channel_binding=disable", self.url(host, authority))
    }

    /// Shows another certificate from now on.
    fn show(&self, identity: &Identity, authority: &Authority) {
        // Written over, so that owner and mode stay.
        for (from, to) in [(&identity.certificate, "server.crt"), (&identity.key, "server.key")] {
            std::fs::write(format!("{}/{to}", self.data), std::fs::read(from).unwrap()).unwrap();
        }
        self.administrator().batch_execute("SELECT pg_reload_conf()").unwrap();
        let target = Target::Postgres(self.unbound_url("db.example", authority));
        let began = Moment::now();
        while let Err(error) = target.connect() {
            assert!(began.elapsed() < Duration::from_secs(10), "{error}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

fn text(connection: &mut AnyConnection, sql: &str) -> String {
    #[derive(diesel::QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    let row: Row = diesel::sql_query(sql).get_result(connection).unwrap();
    row.text
}

/// Why the program does not start on a database, in its one line.
fn refusal(url: &str) -> String {
    let ended = Program::in_an_empty_folder().with("TIENBO_DATABASE_URL", url).run(&["serve"]);
    let line = ended.refused();
    assert!(line.starts_with("--database-url (TIENBO_DATABASE_URL): cannot open the database: "), "{line}");
    assert!(!line.contains(PASSWORD), "{line}");
    line.to_owned()
}

#[test]
fn the_service_serves_over_tls_with_the_servers_certificate_verified() {
    let Some(server) = Server::lease() else { return };
    // The password's proof is bound to the server's certificate (SCRAM-SHA-256-PLUS, RFC 5929).
    let url = format!("{}&channel_binding=require", server.url("db.example", &server.authority));
    let program = Program::in_an_empty_folder().with("TIENBO_DATABASE_URL", &url);
    program.enter_administrator("quan.tri");
    let mut running = program.start(&["serve"]);
    running.ready(Duration::from_secs(30));
    running.person("quan.tri", PASSWORD).get("/agencies").is(200);
    let sessions = |condition: &str| {
        let sql = "SELECT count(*) AS number FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) \
                   WHERE usename = 'guarded' AND backend_type = 'client backend'";
        count(&mut server.administrator(), &format!("{sql} AND {condition}"))
    };
    assert!(sessions("ssl AND version = 'TLSv1.3'") > 0 && sessions("NOT ssl") == 0);
    running.stop();
}

#[test]
fn certificates_of_every_kind_are_verified_in_both_versions_of_tls() {
    let Some(server) = Server::lease() else { return };
    for kind in ["rsa:2048", "ed25519", "ec"] {
        let authority = Authority::of_kind(kind);
        server.show(&authority.vouch(kind, NAMES), &authority);
        for version in ["TLSv1.2", "TLSv1.3"] {
            for host in ["db.example", "127.0.0.1"] {
                let url = format!("{}&ssl_max_protocol_version={version}", server.unbound_url(host, &authority));
                let mut connection = Target::Postgres(url).connect().unwrap_or_else(|error| panic!("{kind}: {error}"));
                let spoken =
                    text(&mut connection, "SELECT version AS text FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
                assert_eq!(spoken, version, "{kind}");
            }
        }
    }
    server.show(&server.authority.vouch("ec", NAMES), &server.authority);
}

#[test]
fn a_stranger_is_refused_in_one_clear_line() {
    let Some(server) = Server::lease() else { return };
    let line = refusal(&server.url("db.example", &Authority::new()));
    assert!(line.contains("certificate verify failed"), "{line}");
    let line = refusal(&server.url("other.example", &server.authority));
    assert!(line.contains("does not match host name \"other.example\""), "{line}");
    let in_the_clear = server.url("db.example", &server.authority).replace("verify-full", "disable");
    assert!(refusal(&in_the_clear).contains("pg_hba.conf rejects connection"), "{line}");
    let nowhere = folder().join("nowhere.pem").display().to_string();
    let known = server.authority.certificate().display().to_string();
    let line = refusal(&server.url("db.example", &server.authority).replace(&known, &nowhere));
    assert!(line.contains("nowhere.pem"), "{line}");
}
