//! What the operator does with accounts beside the service.

use validator::{Validate, ValidationErrors};

use super::passwords::Hasher;
use super::rules::passwords;
use crate::accounts::grants::model::{GrantState, NewGrant};
use crate::accounts::grants::store as grants;
use crate::accounts::users::model::NewUser;
use crate::accounts::users::store as users;
use crate::agencies;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, Tx};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::problem::{Code, Language, Problem};
use crate::kernel::role::{Role, Scope};

/// An administrator to enter by a command: the first of an installation, or one more when all others are gone.
#[derive(Clone)]
pub struct NewAdministrator {
    /// The login.
    pub login: String,
    /// The name on the record.
    pub full_name: String,
    /// The password.
    pub password: String,
    /// The code of the agency that is administrated, with everything below it.
    pub agency_code: String,
    /// The name of that agency, where it shall be founded: only while there is no agency at all.
    pub agency_name: Option<String>,
}

/// Enters the administrator and answers with the account's id. The error is the line to print.
pub async fn create_administrator(db: &Db, hasher: &Hasher, new: NewAdministrator) -> Result<Id, String> {
    let said = |problem: Problem| said(&problem);
    let user = NewUser {
        id: Some(Id::fresh()),
        login: new.login.clone(),
        full_name: new.full_name.clone(),
        position: None,
        email: None,
        phone: None,
        agency_id: Id::fresh(),
        password: Some(new.password.clone()),
    };
    user.validate().map_err(|errors| misshapen(&errors))?;
    passwords::accept(&new.password, &new.login, "password").map_err(said)?;
    let hash = hasher.hash(&new.password).await.map_err(said)?;
    let call = Call::of_command("user create", db.clock().now());
    let written = db.write_as_system(&call, move |tx| {
        let known = agencies::id_of_code(tx.connection, &new.agency_code, tx.now.date())?;
        let agency_id = match (known, &new.agency_name) {
            (Some(id), _) => id,
            (None, Some(name)) if agencies::there_are_none(tx.connection)? => {
                let agency = agencies::founded_by_command(tx.connection, &new.agency_code, name, tx.now)?;
                tx.note(Change::created(&agency)?);
                agency.id
            }
            // Judged here: an operator is told in a line of text, and no request can ask for this.
            (None, _) => return Err(Problem::of(Code::UnknownReference)),
        };
        let row = users::Row::person(&NewUser { agency_id, ..user.clone() }, Some(&hash), tx.now);
        users::insert(tx.connection, &row)?;
        let grant = NewGrant {
            id: None,
            user_id: row.id,
            agency_id,
            role: Role::Admin,
            scope: Scope::Subtree,
            valid_from: tx.now.date(),
            valid_to: None,
        };
        let grant = grants::Row::new(&grant, tx.now);
        grants::insert(tx.connection, &grant)?;
        tx.note(Change::created(&grant.answer())?.beginning(GrantState::Active));
        tx.record(Change::created(&row.answer())?.beginning(row.state))
    });
    // Judged here: the same for what the database refused.
    let written = written.await.map_err(|problem| match problem.code() {
        Code::UnknownReference => {
            "there is no agency with this code; name one that exists, or give a name to found it \
                                   in an empty installation"
                .to_owned()
        }
        _ => said(problem),
    })?;
    written.id.ok_or_else(|| "the account was not entered".to_owned())
}

/// Tells, where time stands, that people have changed the passwords that they were given: those of a demo, each at an agency. The
/// passwords stay what they are, which only the demo's file of accounts tells: to hash each twice more would double the time that a
/// demo takes to build.
pub async fn tell_of_own_passwords(db: &Db, people: Vec<(Id, Id)>) -> Result<(), Problem> {
    let call = Call::of_command("demo", db.clock().now());
    let Some((last, others)) = people.split_last().map(|(last, others)| (*last, others.to_vec())) else {
        return Ok(());
    };
    let told = db.write_as_system(&call, move |tx| {
        for person in &others {
            let change = own_password(tx, *person)?;
            tx.note(change);
        }
        let change = own_password(tx, last)?;
        tx.record(change)
    });
    told.await.map(drop)
}

fn own_password(tx: &mut Tx<'_>, (user, agency): (Id, Id)) -> Result<Change, Problem> {
    tx.relive(user, agency, tx.now)?;
    let before = users::lock_any(tx.connection, user)?;
    let kept = before.password_hash.clone().unwrap_or_default();
    let after = before.with_password(&kept, tx.now);
    users::save(tx.connection, &after)?;
    Change::changed("change_password", &before.answer(), &after.answer())
}

fn said(problem: &Problem) -> String {
    problem.code().title(Language::English).to_owned()
}

fn misshapen(errors: &ValidationErrors) -> String {
    let mut fields: Vec<String> = errors.errors().keys().map(ToString::to_string).collect();
    fields.sort();
    format!("not valid: {}", fields.join(", "))
}
