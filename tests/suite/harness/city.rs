//! A city of its own for one test: its database, its running application, its clock and its people.

use serde_json::json;
use tienbo::kernel::clock::CivilClock;
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::policy::Caller;
use tienbo::kernel::sql::AnyConnection;
use tienbo::service::Service;
use ureq::Agent;

use super::application::Application;
use super::client::{Answer, Person, agent};
use super::database::{Database, Engine};
use super::papers::id_in;
use super::seed::{self, BEGINNING, Seed};

/// The city.
pub struct City {
    // In the order in which they end: the application before its database.
    application: Option<Application>,
    pub database: Database,
    pub engine: Engine,
    pub clock: CivilClock,
    seed: &'static Seed,
    agent: Agent,
}

impl City {
    /// A fresh one, on 1 February 2017 at nine in the morning.
    pub fn on(engine: Engine) -> Self {
        let (database, seed) = engine.seeded();
        let clock = CivilClock::standing_at(Instant::parse(BEGINNING).expect("an instant"));
        let application = Some(Application::start(&database.target, &clock));
        Self { application, database, engine, clock, seed, agent: agent() }
    }

    /// Stops the application and starts it again on the same database.
    pub fn restart(&mut self) {
        self.application = None;
        self.application = Some(Application::start(&self.database.target, &self.clock));
    }

    /// Stops the application for good; what it wrote is there.
    pub fn stop(&mut self) {
        self.application = None;
        if self.engine == Engine::Sqlite {
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }
    }

    /// Moves the civil clock.
    pub fn at(&self, instant: &str) {
        let instant = Instant::parse(instant).unwrap_or_else(|| panic!("{instant} is no instant"));
        assert!(self.clock.set(instant));
    }

    /// Another instance of the service before the same database, with other settings.
    pub fn another_instance_with(&self, config: tienbo::config::Config) -> Application {
        Application::start_with(&self.database.target, &self.clock, config)
    }

    /// Another instance of the service before the same database.
    pub fn another_instance(&self) -> Application {
        Application::start(&self.database.target, &self.clock)
    }

    fn running(&self) -> &Application {
        self.application.as_ref().expect("the application runs")
    }

    pub fn service(&self) -> &Service {
        &self.running().service
    }

    pub fn address(&self) -> std::net::SocketAddr {
        self.running().address
    }

    fn root(&self) -> String {
        format!("http://{}", self.address())
    }

    /// Nobody: no token at all.
    pub fn nobody(&self) -> Person {
        Person::new("nobody", &self.agent, self.root(), None)
    }

    /// Somebody with a token of the test's own making.
    pub fn stranger_with(&self, token: &str) -> Person {
        Person::new("somebody", &self.agent, self.root(), Some(token.to_owned()))
    }

    /// Somebody of the city, by login.
    pub fn by(&self, login: &str) -> Person {
        let (user, agency) = self.seat(login);
        self.acting(login, user, agency)
    }

    /// The same as the rules see them now, by the who-is-who that the application judges by.
    pub fn caller(&self, login: &str) -> Caller {
        let (user, agency) = self.seat(login);
        Caller::new(user, agency, self.clock.now().date(), self.service().db.directory())
    }

    fn seat(&self, login: &str) -> (Id, Id) {
        *self.seed.people.get(login).unwrap_or_else(|| panic!("nobody is called {login}"))
    }

    /// An account at an agency, whether the city began with it or not.
    pub fn acting(&self, name: &str, user: Id, agency: Id) -> Person {
        // On PostgreSQL who is who is read anew with the next request, and not with the change.
        if !self.service().db.directory().users.contains_key(&user) {
            self.admin().get("/me").is(200);
        }
        Person::new(name, &self.agent, self.root(), Some(token_of(self.service(), user, agency)))
    }

    /// The id of somebody's account.
    pub fn user(&self, login: &str) -> Id {
        self.seat(login).0
    }

    /// The id of an agency.
    pub fn agency(&self, name: &str) -> Id {
        *self.seed.agencies.get(name).unwrap_or_else(|| panic!("no agency is called {name}"))
    }

    /// Another city in the same installation: its committee and its administrator.
    pub fn found_another(&self) -> (Id, Person) {
        let (committee, admin) = seed::found_another(self.service());
        (committee, self.acting("other_admin", admin, committee))
    }

    pub fn admin(&self) -> Person {
        self.by("admin")
    }

    pub fn chair(&self) -> Person {
        self.by("chair")
    }

    pub fn auditor(&self) -> Person {
        self.by("auditor")
    }

    pub fn standing_lead(&self) -> Person {
        self.by("standing_lead")
    }

    pub fn standing_officer(&self) -> Person {
        self.by("standing_officer")
    }

    /// The lead of the Department of Justice, an agency like any other.
    pub fn lead(&self) -> Person {
        self.by("justice_lead")
    }

    /// An officer of the Department of Justice.
    pub fn officer(&self) -> Person {
        self.by("justice_officer")
    }

    /// A connection of the test's own, beside the application.
    pub fn connect(&self) -> AnyConnection {
        self.database.connect()
    }
}

/// A token such as signing in gives, without the price of Argon2.
pub fn token_of(service: &Service, user: Id, agency: Id) -> String {
    service.tokens.sign(&service.db.directory(), user, agency, Vec::new()).expect("a token").token
}

/// What was done with an object, as somebody of the city reads its history.
#[track_caller]
pub fn told(city: &City, who: &str, path: &str) -> Vec<String> {
    city.by(who).told(path)
}

/// Signs somebody in.
pub fn sign_in(city: &City, login: &str, password: &str) -> Answer {
    city.nobody().post("/auth/login", json!({"login": login, "password": password}))
}

/// Somebody holds another role from now on: the path of its grant.
#[track_caller]
pub fn is_also(city: &City, login: &str, role: &str, agency: &str) -> String {
    let grant = json!({"user_id": city.user(login), "agency_id": city.agency(agency), "role": role, "scope": "self",
        "valid_from": "2017-01-01"});
    format!("/grants/{}", city.admin().post("/grants", grant).is(201)["id"].as_str().expect("an id"))
}

/// Somebody of every role, at every agency.
const READERS: [&str; 15] = [
    "chair",
    "standing_lead",
    "standing_officer",
    "labour_lead",
    "justice_lead",
    "justice_officer",
    "district_lead",
    "district_officer",
    "commune_lead",
    "commune_officer",
    "auditor",
    "justice_auditor",
    "portal",
    "admin",
    "district_admin",
];

impl City {
    /// Who of everybody reads an object; all others do not know of it, in lists neither.
    pub fn is_read_by(&self, list: &str, path: &str, readers: &[&str]) {
        for who in READERS {
            let person = self.by(who);
            let reads = readers.contains(&who);
            let listed = person.get(&format!("{list}?limit=200")).ids().iter().any(|id| id == id_in(path));
            assert_eq!(listed, reads, "{who} {path}");
            let (object, history) = (person.get(path), person.get(&format!("{path}/transitions")));
            match (reads, who) {
                (false, _) => {
                    object.is_problem(404, "not_found");
                    history.is_problem(404, "not_found");
                }
                // It reads papers, and not what people did about them.
                (true, "portal") => {
                    object.is(200);
                    history.is_problem(403, "role_may_not");
                }
                (true, _) => {
                    object.is(200);
                    history.is(200);
                }
            }
        }
    }
}
