//! The set-up before the year: the committee and its administrator by command, everything else through the API.

use serde_json::{Value, json};

use super::accounts_file::{Account, Shown};
use super::application::Reply;
use super::data::{self, Agencies, Person, Saved, Signatory};
use super::replay::{Actor, Replay};
use crate::accounts::{NewAdministrator, create_administrator};
use crate::kernel::crypto;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::service::Service;

/// The administrator who sets the database up, and is disabled when the replay is over.
pub const ADMINISTRATOR: &str = "setup";

/// 1 February 2016, 00:00 in Hải Phòng.
pub const BEGINNING: Instant = Instant(1_454_259_600_000_000);

/// Sets everything up; the accounts that people and machines can sign in with.
pub async fn set_up(service: &Service, replay: &mut Replay) -> Result<Vec<Account>, String> {
    let agencies = data::agencies()?;
    found_all(service, replay, &agencies).await?;
    let data::People { people, signatories, service_accounts } = data::people()?;
    let code_of = |name: &str| {
        let agency = agencies.agencies.iter().find(|agency| agency.save == name);
        agency.and_then(|agency| agency.body.get("code")).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let mut accounts = enter_all(replay, &people, &code_of).await?;
    for signatory in &signatories {
        enter_signatory(replay, signatory).await?;
    }
    for account in service_accounts {
        let body = json!({
            "name": account.name, "agency_id": format!("{{{}}}", account.agency), "role": account.role,
            "scope": account.scope,
        });
        let reply = replay.change(ADMINISTRATOR, "POST", "/service-accounts", &body).await?;
        replay.known.save_answer(Some(&account.save), "/service-accounts", &reply.body);
        let text = |field: &str| reply.body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let shown = Shown::Machine { client_id: text("client_id"), client_secret: text("client_secret") };
        let agency_code = code_of(&account.agency);
        accounts.push(Account { login: account.save, shown, role: account.role, agency_code });
    }
    Ok(accounts)
}

/// Founds the first of some agencies, and enters the others below it with their designations.
pub async fn found_all(service: &Service, replay: &mut Replay, data: &Agencies) -> Result<(), String> {
    found(service, replay, data.agencies.first()).await?;
    for Saved { save, body } in data.agencies.iter().skip(1) {
        let reply = replay.change(ADMINISTRATOR, "POST", "/agencies", &Value::Object(body.clone())).await?;
        replay.known.save_answer(Some(save), "/agencies", &reply.body);
    }
    for designation in &data.designations {
        let path = format!("/agencies/{}/designations", designation.committee_id);
        replay.change(ADMINISTRATOR, "POST", &path, &Value::Object(designation.body.clone())).await?;
    }
    Ok(())
}

/// Enters people with their roles, each with a password of their own.
pub async fn enter_all(
    replay: &mut Replay,
    people: &[Person],
    code_of: impl Fn(&str) -> String,
) -> Result<Vec<Account>, String> {
    let mut accounts = Vec::new();
    for (number, person) in people.iter().enumerate() {
        let password = password()?;
        enter(replay, person, number, &password).await.map_err(|error| format!("{}: {error}", person.login))?;
        accounts.extend(person.grants.iter().map(|grant| Account {
            login: person.login.clone(),
            shown: Shown::Person { password: password.clone() },
            role: grant.role.clone(),
            agency_code: code_of(&grant.agency),
        }));
    }
    replay.tell_of_own_passwords(people.iter().map(|it| it.login.as_str())).await?;
    Ok(accounts)
}

/// Nobody can sign in as the set-up's administrator any more.
pub async fn retire(replay: &mut Replay, successor: &str) -> Result<(), String> {
    let path = format!("/users/{{user:{ADMINISTRATOR}}}/transitions");
    let body = json!({"action": "disable", "reason": "Tài khoản chỉ dùng để khởi tạo bản demo."});
    replay.change(successor, "POST", &path, &body).await.map(drop)
}

/// The committee, which no request can found, and the administrator.
async fn found(service: &Service, replay: &mut Replay, committee: Option<&Saved>) -> Result<(), String> {
    let committee = committee.ok_or("demo/agencies.json: there is no committee")?;
    let text = |field: &str| committee.body.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let administrator = NewAdministrator {
        login: ADMINISTRATOR.to_owned(),
        full_name: "Khởi tạo (demo)".to_owned(),
        password: password()?,
        agency_code: text("code"),
        agency_name: Some(text("name")),
    };
    let user = create_administrator(&service.db, &service.hasher, administrator).await?;
    let directory = service.db.refresh_directory().await.map_err(|problem| problem.to_string())?;
    let agency = directory.users.get(&user).map(|seat| seat.agency).ok_or("the administrator has no agency")?;
    replay.known.save(&committee.save, agency);
    replay.introduce(ADMINISTRATOR, Actor { user, agency, roles: vec!["admin".to_owned()] });
    let short_name = json!({"short_name": text("short_name")});
    replay.change(ADMINISTRATOR, "PATCH", &format!("/agencies/{agency}"), &short_name).await.map(drop)
}

async fn enter(replay: &mut Replay, person: &Person, number: usize, password: &str) -> Result<(), String> {
    // Nobody has such a number.
    let phone = format!("0225 555 {:04}", number + 101);
    let body = json!({
        "login": person.login, "full_name": person.full_name, "position": person.position, "phone": phone,
        "password": password, "agency_id": format!("{{{}}}", person.agency),
    });
    let user = user(&replay.change(ADMINISTRATOR, "POST", "/users", &body).await?)?;
    for grant in &person.grants {
        let body = json!({
            "user_id": user, "agency_id": format!("{{{}}}", grant.agency), "role": grant.role, "scope": grant.scope,
            "valid_from": grant.valid_from,
        });
        replay.change(ADMINISTRATOR, "POST", "/grants", &body).await?;
    }
    let active = person.grants.first().map_or(&person.agency, |grant| &grant.agency);
    let roles = person.grants.iter().filter(|grant| grant.agency == *active).map(|grant| grant.role.clone()).collect();
    let agency = replay.known.saved(active)?;
    replay.introduce(&person.login, Actor { user, agency, roles });
    Ok(())
}

/// Enters somebody whose name stands on a paper. Nobody learns the password, and no file of accounts tells of it.
async fn enter_signatory(replay: &mut Replay, signatory: &Signatory) -> Result<(), String> {
    let Signatory { login, full_name, position, agency } = signatory;
    let body = json!({
        "login": login, "full_name": full_name, "position": position, "password": password()?,
        "agency_id": format!("{{{agency}}}"),
    });
    let user = user(&replay.send(data::SIGNATORIES, ADMINISTRATOR, "POST", "/users", &body).await?)?;
    let agency = replay.known.saved(agency)?;
    replay.introduce(login, Actor { user, agency, roles: Vec::new() });
    replay.tell_of_own_passwords(std::iter::once(login.as_str())).await
}

/// Who was entered.
fn user(reply: &Reply) -> Result<Id, String> {
    let id = reply.body.get("id").and_then(Value::as_str).unwrap_or_default();
    id.parse().map_err(|_| "the answer has no id".to_owned())
}

/// 120 bits that can be copied from a file.
fn password() -> Result<String, String> {
    crypto::random::<15>().map(|bytes| crypto::base64url(&bytes)).map_err(|error| error.to_string())
}
