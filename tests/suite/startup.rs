//! The command line as an operator meets it: the demo in one command, an empty service and its first administrator, and every
//! start that is refused, in one line that says why.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tienbo::config::Config;
use tienbo::kernel::instant::Instant;

use crate::engine_kit::{count, engines};
use crate::harness::{Database, Engine, PASSWORD, Person, Program, Value, agent, free_port, json};

/// An instant at which the demo's year has hardly begun: its people are there, and building it takes a moment.
const EARLY: &str = "--now=2017-01-09T08:00:00+07:00";
/// Unoptimised code on a machine that runs other tests too; what a release needs is held by `demo_year`.
const PATIENCE: Duration = Duration::from_secs(60);

const ADMINISTRATOR: [&str; 7] = [
    "user",
    "create",
    "--login=quan.tri",
    "--full-name=Quản trị viên",
    "--role=admin",
    "--agency=H24",
    "--agency-name=Ban vì sự tiến bộ của phụ nữ thành phố",
];

fn time(root: &str) -> Value {
    let text = agent().get(format!("{root}/api/v1/time")).call().unwrap().body_mut().read_to_string().unwrap();
    serde_json::from_str(&text).unwrap()
}

fn now(root: &str) -> Instant {
    Instant::parse(time(root)["now"].as_str().unwrap()).unwrap()
}

#[test]
fn one_command_in_an_empty_folder_is_a_demo_that_everybody_can_sign_in_to() {
    let program = Program::in_an_empty_folder();
    let mut demo = program.start(&["demo", EARLY]);
    demo.ready(PATIENCE);

    let file = program.file("data/demo-accounts.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600, "only its owner reads it");
    let all: Vec<BTreeMap<String, String>> = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    let (accounts, machines): (Vec<_>, Vec<_>) = all.into_iter().partition(|it| it.contains_key("password"));
    let of = |field: &str| accounts.iter().map(|it| it[field].clone()).collect::<BTreeSet<_>>();
    let fields: BTreeSet<&str> = accounts.iter().flatten().map(|(name, _)| name.as_str()).collect();
    assert_eq!(fields, ["agency_code", "login", "password", "role"].into());
    let every_role =
        ["admin", "agency_lead", "agency_officer", "auditor", "chair", "standing_lead", "standing_officer"];
    assert_eq!(of("role"), every_role.map(str::to_owned).into(), "every role that a person can hold");
    for role in ["agency_lead", "agency_officer"] {
        let agencies: BTreeSet<_> =
            accounts.iter().filter(|it| it["role"] == role).map(|it| &it["agency_code"]).collect();
        assert!(agencies.len() >= 2, "{role} at {agencies:?}");
    }
    assert_eq!(of("password").len(), of("login").len(), "everybody has a password of their own");
    assert!(of("password").iter().all(|it| it.len() >= 20));

    let mut signed_in = BTreeSet::new();
    for account in
        accounts.iter().filter(|it| signed_in.insert(it["role"].clone()) || it["role"] == "agency_lead").take(9)
    {
        let person = demo.person(&account["login"], &account["password"]);
        let me = person.get("/me").is(200);
        assert_eq!(me["login"], account["login"]);
        assert!(me["roles"].as_array().unwrap().contains(&json!(account["role"])), "{me}");
        let agency = person.get(&format!("/agencies/{}", me["agency"]["id"].as_str().unwrap())).is(200);
        assert_eq!(agency["code"], account["agency_code"]);
    }
    let [portal] = &machines[..] else { panic!("{machines:?}") };
    assert_eq!(
        (portal["login"].as_str(), portal["role"].as_str(), portal.len()),
        ("portal", "portal", 5),
        "{portal:?}"
    );
    let basic = STANDARD.encode(format!("{}:{}", portal["client_id"], portal["client_secret"]));
    let machine = demo.nobody().with("authorization", format!("Basic {basic}"));
    let form = Some(b"grant_type=client_credentials&scope=portal".to_vec());
    let asked = machine.with("content-type", "application/x-www-form-urlencoded").send("POST", "/auth/token", form);
    let token = asked.is(200)["access_token"].as_str().unwrap().to_owned();
    assert_eq!(demo.bearer(&token).get("/me").is(200)["roles"], json!(["portal"]));
    demo.sign_in(&accounts[0]["login"], "sai mật khẩu").is_problem(401, "invalid_credentials");

    let said = demo.out();
    let addresses: Vec<&str> = said.split_whitespace().filter(|word| word.starts_with("http://")).collect();
    assert_eq!(addresses, [format!("{}/api/v1", demo.root), format!("{}/docs/", demo.root)]);
    assert_eq!(agent().get(addresses[1]).call().unwrap().status(), 200);
    let shown = said.split_whitespace().find(|word| word.ends_with("demo-accounts.json")).unwrap();
    assert_eq!(program.folder.join(shown).canonicalize().unwrap(), file.canonicalize().unwrap());
    demo.stop();
}

#[test]
fn a_second_start_of_the_demo_goes_on_where_the_first_stopped() {
    let program = Program::in_an_empty_folder();
    let mut demo = program.start(&["demo", EARLY]);
    demo.ready(PATIENCE);
    let file = program.file("data/demo-accounts.json");
    let written = std::fs::read(&file).unwrap();
    let accounts: Vec<Value> = serde_json::from_slice(&written).unwrap();
    let auditor = accounts.iter().find(|it| it["role"] == "auditor").unwrap();
    let (login, password) = (auditor["login"].as_str().unwrap(), auditor["password"].as_str().unwrap());
    let person = demo.person(login, password);
    let token = person.token().to_owned();
    let seen = person.get("/programmes").items();
    assert!(!seen.is_empty());
    // A sign-in is an entry itself.
    let entries = |person: &Person| {
        let total = |filter: &str| {
            let answer = person.get(&format!("/audit-entries?count=true&limit=1{filter}")).is(200);
            answer["total"].as_i64().unwrap()
        };
        total("") - total("&resource=sign-ins")
    };
    let written_before = entries(&person);

    // Another one on the same file would spoil both.
    let line = program.run(&["demo"]).refused().to_owned();
    assert!(line.contains(&format!("tienbo demo, process {}", demo.process())), "{line}");

    let stopped_at = now(&demo.root);
    demo.stop();
    for (arguments, named) in [(vec!["demo", EARLY], "--now"), (vec!["serve"], "demo database")] {
        let line = program.run(&arguments).refused().to_owned();
        assert!(line.contains(named), "{line}");
    }

    let mut again = program.start(&["demo"]);
    again.ready(Duration::from_secs(15));
    let resumed_at = now(&again.root);
    assert!(stopped_at <= resumed_at, "{stopped_at} {resumed_at}");
    // It stood still: only what the two starts took lies between.
    assert!(resumed_at < stopped_at.plus_seconds(20), "{stopped_at} {resumed_at}");
    assert_eq!(std::fs::read(&file).unwrap(), written, "the accounts are the same");
    again.person(login, password);
    let person = again.bearer(&token);
    assert_eq!(person.get("/programmes").items(), seen);
    assert_eq!(entries(&person), written_before, "nothing was done anew");
    // Killed this time: its clock does not go back either.
    let killed_at = now(&again.root);
    again.kill();
    let mut third = program.start(&["demo"]);
    third.ready(Duration::from_secs(15));
    assert!(now(&third.root).plus_seconds(2) >= killed_at, "at most the last second is lived twice");
    third.stop();
}

#[test]
fn a_demo_that_was_interrupted_while_it_was_built_is_built_anew() {
    let program = Program::in_an_empty_folder();
    let building = program.start(&["demo", EARLY]);
    let began = std::time::Instant::now();
    while !program.file("data/tienbo.sqlite3.building-wal").exists() && began.elapsed() < PATIENCE {
        std::thread::sleep(Duration::from_millis(2));
    }
    building.kill();
    assert!(!program.file("data/tienbo.sqlite3").exists(), "half a demo never takes its place");
    let mut demo = program.start(&["demo", EARLY]);
    demo.ready(PATIENCE);
    assert!(program.file("data/demo-accounts.json").exists());
    demo.stop();
}

#[test]
fn a_demo_does_not_move_into_real_data() {
    let program = Program::in_an_empty_folder();
    program.run_with(&ADMINISTRATOR, &[("TIENBO_PASSWORD", PASSWORD)]).went_well();
    let line = program.run(&["demo"]).refused().to_owned();
    assert!(line.contains("--database-url (TIENBO_DATABASE_URL)"), "{line}");
}

#[test]
fn on_postgres_two_demos_that_start_at_once_build_one() {
    if !Engine::postgres_is_wanted() {
        return;
    }
    let database = Engine::Postgres.empty();
    let program = Program::in_an_empty_folder().on(&database.target);
    let mut first = program.start(&["demo", EARLY]);
    let address = format!("127.0.0.1:{}", free_port());
    // It waits until the first has built the demo, which it then serves too.
    wait_until_building(&database);
    let mut second = program.start(&["demo", &format!("--listen={address}")]);
    second.root = format!("http://{address}");
    second.ready(2 * PATIENCE);
    let accounts: Vec<Value> =
        serde_json::from_slice(&std::fs::read(program.file("data/demo-accounts.json")).unwrap()).unwrap();
    let auditor = accounts.iter().find(|it| it["role"] == "auditor").unwrap();
    let (login, password) = (auditor["login"].as_str().unwrap(), auditor["password"].as_str().unwrap());
    let committees = second.person(login, password).get("/agencies?kind=city_committee").items();
    assert_eq!(committees.len(), 1);
    first.ready(PATIENCE);
    assert_eq!(first.person(login, password).get("/agencies?kind=city_committee").items(), committees);
    let line = program.run(&["serve"]).refused().to_owned();
    assert!(line.contains("demo database"), "{line}");
}

/// Each setting with values that are wrong.
const WRONG: &[(&str, &[&str])] = &[
    ("--listen", &["", "nowhere", "127.0.0.1", "127.0.0.1:65536"]),
    ("--database-url", &["", "postgres://nobody@127.0.0.1:1/nothing?connect_timeout=2", "/proc/none/tienbo.sqlite3"]),
    ("--database-threads", &["", "0", "65", "four"]),
    ("--database-queue", &["0", "10001", "-1"]),
    ("--metrics-listen", &["9090", "localhost"]),
    ("--public-url", &["", "ftp://x", "x.example"]),
    ("--rate-limit-per-minute", &["", "-1", "1.5", "many", "4294967296"]),
    ("--public-rate-limit-per-minute", &["", "-1", "1.5", "many", "4294967296"]),
    ("--agency-storage-mebibytes", &["", "-1", "1.5", "many", "4294967296"]),
    ("--trusted-proxies", &["proxy", "10.0.0.0/8", "10.0.0.1,x"]),
    ("--cors-origins", &["*", "https://a.example/path"]),
    ("--log-format", &["", "xml"]),
    ("--log", &["a=b=c"]),
    ("--key-encryption-key-file", &["", ".", "wrong.key", "/proc/none/key"]),
    ("--access-token-minutes", &["0", "16", "15m"]),
    ("--oidc-issuer", &["", "x.example"]),
    ("--oidc-audience", &[""]),
    ("--oidc-token-type", &[""]),
    ("--oidc-jwks-file", &[""]),
    ("--remind-days-before", &["7,x", "-1"]),
    ("--remind-every-days", &["", "-1", "often"]),
    ("--smtp-url", &["", "http://mail.example", "smtp://"]),
    ("--smtp-password-file", &["/proc/none/password"]),
    ("--smtp-ca-file", &["/proc/none/authorities.pem", "wrong.key"]),
    ("--mail-from", &["", "nobody"]),
    ("--paper-url", &["", "https://portal.example/", "https://portal.example/{kind}/{id}", "portal.example/{id}"]),
    (
        "--password-url",
        &["", "https://portal.example/password", "https://portal.example/?s={secret}", "portal.example/#{secret}"],
    ),
];

#[test]
fn every_wrong_setting_stops_the_start_with_one_line_that_names_it() {
    // The settings of mail want each other, so they are all there, and one at a time is wrong.
    let program = Program::in_an_empty_folder()
        .with("TIENBO_SMTP_URL", "smtp://nobody@127.0.0.1:1")
        .with("TIENBO_MAIL_FROM", "nhac-han@haiphong.example");
    std::fs::write(program.file("wrong.key"), "not a key").unwrap();
    for setting in Config::settings() {
        let (_, values) = WRONG.iter().find(|(name, _)| *name == setting.name).expect(&setting.name);
        for value in *values {
            let flag = format!("{}={value}", setting.name);
            for ended in [program.run(&["serve", &flag]), program.run_with(&["serve"], &[(&setting.variable, value)])] {
                let line = ended.refused();
                assert!(line.contains(&setting.name) && line.contains(&setting.variable), "{flag}: {line}");
            }
        }
    }
    let ended = program.run_with(&["demo", EARLY], &[("TIENBO_LISTEN", "nowhere")]);
    assert!(ended.refused().contains("TIENBO_LISTEN"), "every command minds its settings");
    assert!(program.run(&["serve", "--nonsense=1"]).refused().contains("--nonsense"));
}

#[test]
fn a_setting_that_does_not_fit_the_machine_is_named_too() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    for (variable, flag) in [("TIENBO_LISTEN", "--listen"), ("TIENBO_METRICS_LISTEN", "--metrics-listen")] {
        let program = Program::in_an_empty_folder().with(variable, &address);
        let ended = program.run(&["serve", "--log=error"]);
        let line = ended.refused();
        assert!(line.contains(variable) && line.contains(flag) && line.contains(&address), "{line}");
    }
    for (variable, value) in [
        ("TIENBO_OIDC_ISSUER", "https://sso.example"),
        ("TIENBO_OIDC_AUDIENCE", "tienbo"),
        ("TIENBO_OIDC_JWKS_FILE", "keys.json"),
    ] {
        let ended = Program::in_an_empty_folder().with(variable, value).run(&["serve"]);
        assert!(ended.refused().contains("TIENBO_OIDC_"), "{variable} alone: the one that is missing is named");
    }
    let program = Program::in_an_empty_folder()
        .with("TIENBO_OIDC_ISSUER", "https://sso.example")
        .with("TIENBO_OIDC_AUDIENCE", "tienbo")
        .with("TIENBO_OIDC_JWKS_FILE", "missing.json");
    assert!(program.run(&["serve"]).refused().contains("TIENBO_OIDC_JWKS_FILE"));
}

#[test]
fn a_flag_wins_over_its_variable() {
    let program = Program::in_an_empty_folder();
    let listen = program.address.clone();
    let program = program.with("TIENBO_LISTEN", &format!("127.0.0.1:{}", free_port()));
    let mut service = program.start(&["serve", &format!("--listen={listen}")]);
    service.root = format!("http://{listen}");
    service.ready(PATIENCE);
    service.stop();
}

#[test]
fn no_setting_shifts_the_clock_of_a_real_service() {
    let program = Program::in_an_empty_folder();
    for flag in ["--now=2017-06-14T23:59:30+07:00", "--clock=2017-06-14T23:59:30+07:00", "--date=2017-06-14", "--demo"]
    {
        let name = flag.split('=').next().unwrap();
        assert!(program.run(&["serve", flag]).refused().contains(name), "{flag}");
    }
    let program =
        program.with("TIENBO_NOW", "2017-06-14T23:59:30+07:00").with("TIENBO_DEMO_NOW", "2017-06-14T23:59:30+07:00");
    let mut service = program.start(&["serve"]);
    service.ready(PATIENCE);
    let told = time(&service.root);
    assert_eq!(told["is_demo"], false);
    let off = Instant::of_machine().0 - now(&service.root).0;
    assert!(off.abs() < 5_000_000, "{off} microseconds from the machine's clock");
}

#[test]
fn a_second_serve_on_one_file_is_told_who_holds_it() {
    let program = Program::in_an_empty_folder();
    let mut service = program.start(&["serve"]);
    service.ready(PATIENCE);
    let other = format!("--listen=127.0.0.1:{}", free_port());
    for command in ["serve", "demo", "migrate"] {
        let arguments = if command == "migrate" { vec![command] } else { vec![command, &other] };
        let line = program.run(&arguments).refused().to_owned();
        assert!(line.contains(&format!("tienbo serve, process {}", service.process())), "{command}: {line}");
    }
    service.ready(PATIENCE);
    // Its lock ends with it, however it ends.
    service.kill();
    let mut next = program.start(&["serve"]);
    next.ready(Duration::from_secs(5));
    next.stop();
}

/// Waits until somebody holds the builders' lock in a PostgreSQL database.
fn wait_until_building(database: &Database) {
    let mut connection = database.connect();
    let locks = "SELECT count(*) AS number FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database \
         WHERE locktype = 'advisory' AND objid = 7453927 AND datname = current_database()";
    let began = std::time::Instant::now();
    while count(&mut connection, locks) == 0 {
        assert!(began.elapsed() < PATIENCE, "nobody builds");
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn made_by_a_newer_one(engine: Engine) -> (Program, Database) {
    let database = engine.empty();
    let program = Program::in_an_empty_folder().on(&database.target);
    program.run(&["migrate"]).went_well();
    database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('20991231000000')");
    (program, database)
}

#[test]
fn a_database_from_the_future_is_refused_and_left_alone() {
    for engine in engines() {
        let (program, database) = made_by_a_newer_one(engine);
        for arguments in [vec!["serve"], vec!["demo"], vec!["migrate"], ADMINISTRATOR.to_vec()] {
            let ended = program.run_with(&arguments, &[("TIENBO_PASSWORD", PASSWORD)]);
            let line = ended.refused();
            assert!(line.contains("20991231000000") && line.contains("newer"), "{arguments:?}: {line}");
        }
        database.execute("DELETE FROM __diesel_schema_migrations WHERE version = '20991231000000'");
        let mut service = program.start(&["serve"]);
        service.ready(PATIENCE);
        service.stop();
    }
}

#[test]
fn an_empty_service_gets_its_first_administrator_from_the_command_line() {
    for engine in engines() {
        let database = engine.empty();
        let program = Program::in_an_empty_folder().on(&database.target);
        let mut service = program.start(&["serve"]);
        service.ready(PATIENCE);
        let says_how = |log: &str| log.contains("tienbo user create --role=admin --login=");
        assert!(says_how(&service.err()), "{}", service.err());
        for (login, password) in [("admin", "admin"), ("setup", "setup"), ("quan.tri", PASSWORD)] {
            service.sign_in(login, password).is_problem(401, "invalid_credentials");
        }
        assert!(!program.file("data/demo-accounts.json").exists());

        // Beside the service: it takes effect with the next request.
        program.run_with(&ADMINISTRATOR, &[("TIENBO_PASSWORD", PASSWORD)]).went_well();
        let admin = service.person("quan.tri", PASSWORD);
        let me = admin.get("/me").is(200);
        assert_eq!((&me["full_name"], &me["roles"]), (&json!("Quản trị viên"), &json!(["admin"])));
        let agencies = admin.get("/agencies").items();
        assert_eq!((agencies.len(), &agencies[0]["code"]), (1, &json!("H24")));
        let department = json!({"code": "H24.01", "name": "Sở Tư pháp", "kind": "department",
            "parent_id": agencies[0]["id"], "valid_from": "2017-01-01"});
        admin.post("/agencies", department).is(201);

        // One more, with a password that the command makes.
        let second =
            ["user", "create", "--login=quan.tri.2", "--full-name=Người thứ hai", "--role=admin", "--agency=H24"];
        let ended = program.run(&second);
        let made = ended.went_well().out.lines().find_map(|line| line.strip_prefix("password ")).unwrap().to_owned();
        service.person("quan.tri.2", &made);
        assert!(
            program.run_with(&second, &[("TIENBO_PASSWORD", PASSWORD)]).refused().to_lowercase().contains("login"),
            "it is taken"
        );
        let weak = ["user", "create", "--login=yeu", "--full-name=Yếu", "--role=admin", "--agency=H24"];
        program.run_with(&weak, &[("TIENBO_PASSWORD", "ngắn")]).refused();
        service.sign_in("yeu", "ngắn").is_problem(401, "invalid_credentials");
        service.stop();
        // It is said while there is none, and no longer.
        let mut again = program.start(&["serve"]);
        again.ready(PATIENCE);
        assert!(!says_how(&again.err()), "{}", again.err());
        again.stop();
    }
}

fn mode(path: &std::path::Path) -> u32 {
    std::fs::metadata(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).permissions().mode() & 0o777
}

#[test]
fn what_the_service_makes_is_its_owners_alone_whatever_the_umask() {
    for command in [&["serve"][..], &["demo", EARLY]] {
        let program = Program::in_an_empty_folder();
        let mut service = program.start_command(program.command_under("umask 000", command));
        service.ready(PATIENCE);
        let data = program.file("data");
        assert_eq!(mode(&data), 0o700);
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&data).unwrap() {
            let path = entry.unwrap().path();
            assert_eq!(mode(&path), 0o600, "{}", path.display());
            names.push(path.file_name().unwrap().to_string_lossy().into_owned());
        }
        for name in
            ["tienbo.sqlite3", "tienbo.sqlite3-wal", "tienbo.sqlite3-shm", "tienbo.sqlite3.lock", "key-encryption.key"]
        {
            assert!(names.iter().any(|it| it == name), "{name} of {names:?}");
        }
        let mut backup = program.start_command(program.command_under("umask 000", &["backup", "kept.sqlite3"]));
        assert!(backup.wait(PATIENCE).success(), "{}", backup.err());
        assert_eq!(mode(&program.file("kept.sqlite3")), 0o600);
        service.stop();
    }
    // Commands beside it make them likewise.
    let program = Program::in_an_empty_folder();
    let mut migrate = program.start_command(program.command_under("umask 000", &["migrate"]));
    assert!(migrate.wait(PATIENCE).success(), "{}", migrate.err());
    assert_eq!(mode(&program.file("data/tienbo.sqlite3")), 0o600);
}

#[test]
fn a_key_file_that_others_may_read_or_that_is_no_key_stops_the_start() {
    let program = Program::in_an_empty_folder();
    let mut service = program.start(&["serve"]);
    service.ready(PATIENCE);
    service.stop();
    let key = program.file("data/key-encryption.key");
    let text = std::fs::read(&key).unwrap();
    let chmod = |mode: u32| std::fs::set_permissions(&key, std::fs::Permissions::from_mode(mode)).unwrap();
    for wrong in [0o640, 0o604, 0o660, 0o644] {
        chmod(wrong);
        let line = program.run(&["serve"]).refused().to_owned();
        assert!(line.contains("TIENBO_KEY_ENCRYPTION_KEY_FILE") && line.contains("chmod 600"), "{line}");
        assert!(program.run(&["key", "rotate"]).refused().contains("chmod 600"));
    }
    chmod(0o600);
    for wrong in [&b""[..], b"\n", b"secret", &text[..40], &[&text[..], &text[..]].concat()] {
        std::fs::write(&key, wrong).unwrap();
        let line = program.run(&["serve"]).refused().to_owned();
        assert!(line.contains("TIENBO_KEY_ENCRYPTION_KEY_FILE") && line.contains("does not hold a key"), "{line}");
    }
    std::fs::write(&key, text).unwrap();
    let mut service = program.start(&["serve"]);
    service.ready(PATIENCE);
    service.stop();
}

#[test]
fn three_first_starts_at_once_on_one_key_file_all_start() {
    for engine in engines() {
        // On PostgreSQL they share the database too: instances that start for the first time.
        let shared = engine.empty();
        let folder = Program::in_an_empty_folder();
        let key = folder.file("keys/the.key").display().to_string();
        let programs: Vec<Program> = (0..3)
            .map(|_| {
                let program = Program::in_an_empty_folder().with("TIENBO_KEY_ENCRYPTION_KEY_FILE", &key);
                if engine == Engine::Postgres { program.on(&shared.target) } else { program }
            })
            .collect();
        let mut running: Vec<_> = programs.iter().map(|it| it.start(&["serve", "--log=error"])).collect();
        for service in &mut running {
            service.ready(PATIENCE);
        }
        let files: Vec<_> = std::fs::read_dir(folder.file("keys")).unwrap().map(|it| it.unwrap().file_name()).collect();
        assert_eq!(files, ["the.key"], "nothing is left beside it");
        if engine == Engine::Postgres {
            let keys = count(&mut shared.connect(), "SELECT count(*) AS number FROM signing_keys");
            assert_eq!(keys, 1, "one key signs for all of them");
        }
        running.into_iter().for_each(|it| it.stop());
        // What they wrote, the file opens.
        let mut again = programs[2].start(&["serve", "--log=error"]);
        again.ready(PATIENCE);
        again.stop();
    }
}
