//! The city that every test finds: entered once, over HTTP, by its first administrator.

use std::collections::BTreeMap;

use diesel::connection::SimpleConnection as _;
use serde_json::json;
use tienbo::accounts::passwords::Hasher;
use tienbo::accounts::{NewAdministrator, create_administrator};
use tienbo::agencies::founded_by_command;
use tienbo::kernel::call::Call;
use tienbo::kernel::clock::CivilClock;
use tienbo::kernel::id::Id;
use tienbo::kernel::instant::Instant;
use tienbo::kernel::journal::Change;
use tienbo::kernel::sql::migrate;
use tienbo::kernel::sql::{AnyConnection, Target};
use tienbo::service::Service;

use super::application::Application;
use super::city::token_of;
use super::client::{Person, agent};

/// When a test begins.
pub const BEGINNING: &str = "2017-02-01T09:00:00+07:00";

/// The password of everybody.
pub const PASSWORD: &str = "mưa xuân trên bến Bính";

/// Who and what is there, by name.
pub struct Seed {
    pub agencies: BTreeMap<&'static str, Id>,
    pub people: BTreeMap<&'static str, (Id, Id)>,
}

/// Name, code, kind, name of the agency above, what it is called.
const AGENCIES: &[(&str, &str, &str, &str, &str)] = &[
    ("labour", "H24.01", "department", "committee", "Sở Lao động - Thương binh và Xã hội"),
    ("justice", "H24.02", "department", "committee", "Sở Tư pháp"),
    ("culture", "H24.03", "department", "committee", "Sở Văn hoá và Thể thao"),
    ("district", "H24.11", "district", "committee", "Quận Hồng Bàng"),
    ("commune", "H24.11.01", "commune", "district", "Phường Hoàng Văn Thụ"),
];

/// Login, role, agency, scope. Two people of a role tell separation of duties from the role itself.
const PEOPLE: &[(&str, &str, &str, &str)] = &[
    ("chair", "chair", "committee", "subtree"),
    ("auditor", "auditor", "committee", "subtree"),
    ("second_admin", "admin", "committee", "subtree"),
    ("standing_lead", "standing_lead", "labour", "self"),
    ("standing_lead_2", "standing_lead", "labour", "self"),
    ("standing_officer", "standing_officer", "labour", "self"),
    ("standing_officer_2", "standing_officer", "labour", "self"),
    ("labour_lead", "agency_lead", "labour", "self"),
    ("labour_officer", "agency_officer", "labour", "self"),
    ("justice_lead", "agency_lead", "justice", "self"),
    ("justice_lead_2", "agency_lead", "justice", "self"),
    ("justice_officer", "agency_officer", "justice", "self"),
    ("justice_auditor", "auditor", "justice", "self"),
    ("culture_lead", "agency_lead", "culture", "self"),
    ("culture_officer", "agency_officer", "culture", "self"),
    ("district_lead", "agency_lead", "district", "subtree"),
    ("district_officer", "agency_officer", "district", "self"),
    ("district_admin", "admin", "district", "subtree"),
    ("commune_lead", "agency_lead", "commune", "self"),
    ("commune_officer", "agency_officer", "commune", "self"),
    ("disabled", "standing_lead", "labour", "self"),
];

/// Migrates and fills an empty database.
pub fn sow(target: &Target) -> Seed {
    migrate::run(target).expect("the migrations run");
    let clock = CivilClock::standing_at(Instant::parse("2017-01-03T08:00:00+07:00").expect("an instant"));
    let application = Application::start(target, &clock);
    let admin = found(&application);
    let directory = application.service.db.directory();
    let committee = *directory.agencies.keys().next().expect("the committee");
    let root = format!("http://{}", application.address);
    let by = Person::new("admin", &agent(), root, Some(token_of(&application.service, admin, committee)));

    let mut agencies = BTreeMap::from([("committee", committee)]);
    for (name, code, kind, parent, title) in AGENCIES {
        let id = Id::fresh();
        let parent = agencies[parent];
        let body = json!({"id": id, "code": code, "name": title, "kind": kind, "parent_id": parent,
            "valid_from": "2000-01-01"});
        by.post("/agencies", body).is(201);
        agencies.insert(name, id);
    }
    let designation = json!({"agency_id": agencies["labour"], "valid_from": "2008-01-01"});
    by.post(&format!("/agencies/{committee}/designations"), designation).is(201);

    let mut people = BTreeMap::from([("admin", (admin, committee))]);
    for (login, role, agency, scope) in PEOPLE {
        let (id, agency) = (Id::fresh(), agencies[agency]);
        let person =
            json!({"id": id, "login": login, "full_name": name_of(login), "agency_id": agency, "password": PASSWORD});
        by.post("/users", person).is(201);
        let grant =
            json!({"user_id": id, "agency_id": agency, "role": role, "scope": scope, "valid_from": "2017-01-01"});
        by.post("/grants", grant).is(201);
        people.insert(login, (id, agency));
    }
    for (login, agency, scope) in [("portal", "labour", "self"), ("city_portal", "committee", "subtree")] {
        let (id, agency) = (Id::fresh(), agencies[agency]);
        let machine = json!({"id": id, "name": name_of(login), "agency_id": agency, "role": "portal", "scope": scope});
        by.post("/service-accounts", machine).is(201);
        people.insert(login, (id, agency));
    }
    own_passwords(&mut target.connect().expect("the test database opens"));
    let (disabled, _) = people["disabled"];
    by.transition(&format!("/users/{disabled}"), json!({"action": "disable", "reason": "Nghỉ hưu"})).is(200);
    Seed { agencies, people }
}

/// As if everybody had changed the password that an administrator gave: two hashes more for each, and another generation.
pub fn own_passwords(connection: &mut AnyConnection) {
    connection
        .batch_execute("UPDATE users SET password_is_given = FALSE; UPDATE directory_version SET version = version + 1")
        .expect("everybody has a password of his own");
}

/// The name on the record.
pub fn name_of(login: &str) -> String {
    format!("Nguyễn Thị {}", login.replace('_', " "))
}

fn found(application: &Application) -> Id {
    actix_web::rt::System::new().block_on(administrator(&application.service, "admin", "H24", Some(COMMITTEE)))
}

const COMMITTEE: &str = "Ban vì sự tiến bộ của phụ nữ thành phố Hải Phòng";

/// An administrator, as the command enters one; with a name, the committee is founded too.
async fn administrator(service: &Service, login: &str, code: &str, founds: Option<&str>) -> Id {
    let new = NewAdministrator {
        login: login.to_owned(),
        full_name: name_of(login),
        password: PASSWORD.to_owned(),
        agency_code: code.to_owned(),
        agency_name: founds.map(str::to_owned),
    };
    let hasher = Hasher::new().expect("a hasher");
    let id = create_administrator(&service.db, &hasher, new).await.expect("an administrator");
    service.db.refresh_directory().await.expect("who is who");
    id
}

/// Founds the committee of another city in the same installation: the committee, and its administrator.
pub fn found_another(service: &Service) -> (Id, Id) {
    let clock = service.db.clock().now();
    actix_web::rt::System::new().block_on(async {
        let call = Call::of_command("another city", clock);
        let founding = service.db.write_as_system(&call, move |tx| {
            let agency =
                founded_by_command(tx.connection, "H30", "Ban vì sự tiến bộ của phụ nữ tỉnh Hải Dương", tx.now)?;
            tx.record(Change::created(&agency)?)
        });
        let committee = founding.await.expect("a second committee").id.expect("its id");
        (committee, administrator(service, "other_admin", "H30", None).await)
    })
}
