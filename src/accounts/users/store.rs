//! The table of people and service accounts.

use std::collections::HashMap;

use diesel::dsl::{exists, not};
use diesel::prelude::*;

use crate::accounts::policy;
use crate::accounts::service_accounts::model::{NewServiceAccount, ServiceAccount};
use crate::accounts::users::model::{AccountKind, AccountState, NewUser, User, UserColumn, UserFilter, UserPatch};
use crate::kernel::conflict::free_id;
use crate::kernel::db::View;
use crate::kernel::directory::UserSeat;
use crate::kernel::folded::{Folded, refolded};
use crate::kernel::held::{Kept, Stretch, rows_of};
use crate::kernel::http::patch;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::Member;
use crate::kernel::problem::{Code, Constraint, Problem};
use crate::kernel::sql::{AnyConnection, any_of, insert_row, lock_row, rewrite_row};
use crate::kernel::text;
use crate::schema::mail_failures;
use crate::schema::users::{self, table};
use crate::{containing, listed};

const CONSTRAINTS: &[Constraint] = &[
    Constraint::Unique { name: "users_pkey", columns: "users.id", code: Code::IdTaken },
    Constraint::Unique { name: "users_login", columns: "users.login", code: Code::LoginTaken },
    Constraint::ForeignKey(Code::UnknownReference),
];

#[derive(Clone, Queryable, Insertable, AsChangeset)]
#[diesel(table_name = users, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct Row {
    pub id: Id,
    pub version: i32,
    pub created_at: Instant,
    pub updated_at: Instant,
    pub kind: AccountKind,
    pub login: String,
    pub full_name: String,
    pub email: Option<String>,
    pub agency_id: Id,
    pub state: AccountState,
    pub password_hash: Option<String>,
    pub secret_hash: Option<Vec<u8>>,
    pub generation: i32,
    pub name_key: String,
    pub search_text: String,
    /// Somebody else set the password: its owner changes it before anything else.
    pub password_is_given: bool,
    pub position: Option<String>,
    pub phone: Option<String>,
    /// Who entered the address, and for which agency; none where it is the person's own word.
    pub email_given_by: Option<Id>,
    pub email_given_for: Option<Id>,
}

/// What a person can be reached by, and below a signature.
#[derive(Clone, Debug, Default)]
pub struct Particulars {
    /// The position.
    pub position: Option<String>,
    /// The telephone number.
    pub phone: Option<String>,
    /// The mail address.
    pub email: Option<String>,
}

impl Row {
    /// A person; without a password until he sets one himself.
    pub fn person(new: &NewUser, password_hash: Option<&str>, now: Instant) -> Self {
        let id = new.id.unwrap_or_else(Id::fresh);
        let mut row = Self::bare(id, AccountKind::Person, new.login.clone(), new.full_name.clone(), new.agency_id, now);
        row.email = new.email.clone();
        row.position = new.position.clone();
        row.phone = new.phone.clone();
        row.password_hash = password_hash.map(str::to_owned);
        row
    }

    /// A service account. No person can have a login of this form.
    pub fn service(new: &NewServiceAccount, id: Id, secret_hash: &[u8], now: Instant) -> Self {
        let mut row = Self::bare(id, AccountKind::Service, service_login(id), new.name.clone(), new.agency_id, now);
        row.secret_hash = Some(secret_hash.to_vec());
        row
    }

    fn bare(id: Id, kind: AccountKind, login: String, full_name: String, agency_id: Id, now: Instant) -> Self {
        Self {
            id,
            version: 1,
            created_at: now,
            updated_at: now,
            kind,
            login,
            full_name,
            email: None,
            agency_id,
            state: AccountState::Active,
            password_hash: None,
            secret_hash: None,
            generation: 1,
            name_key: String::new(),
            search_text: String::new(),
            password_is_given: false,
            position: None,
            phone: None,
            email_given_by: None,
            email_given_for: None,
        }
        .indexed()
    }

    pub fn patched(&self, change: &UserPatch, now: Instant) -> Self {
        let mut row = self.changed(now);
        patch::set(&mut row.full_name, change.full_name.clone());
        patch::set(&mut row.position, change.position.clone());
        patch::set(&mut row.email, change.email.clone());
        patch::set(&mut row.phone, change.phone.clone());
        patch::set(&mut row.agency_id, change.agency_id);
        row.indexed()
    }

    /// The same with what the person says of himself; what is absent stays.
    pub fn reached_by(&self, email: Option<Option<String>>, phone: Option<Option<String>>, now: Instant) -> Self {
        let mut row = self.changed(now);
        patch::set(&mut row.email, email);
        patch::set(&mut row.phone, phone);
        if row.email == self.email { row } else { row.whose_address_is_his_word() }
    }

    /// The same where somebody else entered the address.
    pub fn whose_address_is_given(self, by: Member) -> Self {
        Self { email_given_by: Some(by.user), email_given_for: Some(by.agency), ..self }
    }

    /// The same where the person has said that the address is his, or has used what was sent there.
    pub fn whose_address_is_his_word(self) -> Self {
        Self { email_given_by: None, email_given_for: None, ..self }
    }

    /// Who entered the address, where that was somebody else.
    pub fn address_given(&self) -> Option<Member> {
        self.email_given_by.zip(self.email_given_for).map(|(user, agency)| Member { user, agency })
    }

    /// The same in another state. Either way, tokens from before are void.
    pub fn in_state(&self, state: AccountState, now: Instant) -> Self {
        Self { state, generation: self.generation + 1, ..self.changed(now) }
    }

    /// The same with another password, of the owner's own; tokens from before are void.
    pub fn with_password(&self, password_hash: &str, now: Instant) -> Self {
        let password_hash = Some(password_hash.to_owned());
        Self { password_hash, generation: self.generation + 1, password_is_given: false, ..self.changed(now) }
    }

    /// The same where somebody else set the password.
    pub fn whose_password_is_given(self) -> Self {
        Self { password_is_given: true, ..self }
    }

    /// The same with another secret; tokens from before are void.
    pub fn with_secret(&self, secret_hash: &[u8], now: Instant) -> Self {
        Self { secret_hash: Some(secret_hash.to_vec()), generation: self.generation + 1, ..self.changed(now) }
    }

    fn changed(&self, now: Instant) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }

    fn indexed(mut self) -> Self {
        self.name_key = text::sort_key(&self.full_name);
        self.search_text = text::fold(&format!("{} {}", self.login, self.full_name));
        self
    }

    pub fn answer(&self) -> User {
        User {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            login: self.login.clone(),
            full_name: self.full_name.clone(),
            position: self.position.clone(),
            email: self.email.clone(),
            phone: self.phone.clone(),
            agency_id: self.agency_id,
            state: self.state,
            mail_undeliverable_since: None,
            actions: None,
        }
    }

    /// What readers see: since when no letter reaches the person, besides.
    pub fn shown(&self, unreached: &HashMap<Id, Instant>) -> User {
        User { mail_undeliverable_since: Some(unreached.get(&self.id).copied()), ..self.answer() }
    }

    pub fn service_answer(&self) -> ServiceAccount {
        ServiceAccount {
            id: self.id,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
            client_id: self.id,
            name: self.full_name.clone(),
            agency_id: self.agency_id,
            state: self.state,
            actions: None,
        }
    }
}

/// An account of either kind.
pub fn find_any(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    table.find(id).first(connection).map_err(Problem::from)
}

/// An account of one kind, whoever asks.
pub fn find_of(connection: &mut AnyConnection, kind: AccountKind, id: Id) -> Result<Row, Problem> {
    find_any(connection, id).and_then(|row| of_kind(row, kind))
}

/// An account of one kind; 404 where the caller may not read it.
pub fn find(view: &mut View<'_>, kind: AccountKind, id: Id) -> Result<Row, Problem> {
    let row = find_of(view.connection, kind, id)?;
    readable(view, row)
}

pub fn find_by_login(connection: &mut AnyConnection, login: &str) -> Result<Option<Row>, Problem> {
    table.filter(users::login.eq(login)).first(connection).optional().map_err(Problem::from)
}

/// An account of either kind, locked: the root of its grants and tokens.
pub fn lock_any(connection: &mut AnyConnection, id: Id) -> Result<Row, Problem> {
    let row: QueryResult<Row> = lock_row!(connection, table.find(id));
    row.map_err(Problem::from)
}

/// The same, locked.
pub fn lock(view: &mut View<'_>, kind: AccountKind, id: Id) -> Result<Row, Problem> {
    let row = lock_any(view.connection, id).and_then(|row| of_kind(row, kind))?;
    readable(view, row)
}

/// An account of either kind that a body names, locked: the root of its grants and tokens. 404 where the caller may not read it.
pub fn lock_named(view: &mut View<'_>, id: Id) -> Result<Row, Problem> {
    let row = lock_any(view.connection, id)?;
    readable(view, row)
}

fn readable(view: &View<'_>, row: Row) -> Result<Row, Problem> {
    policy::readable(&view.caller, row.agency_id, &[row.id])?;
    Ok(row)
}

fn of_kind(row: Row, kind: AccountKind) -> Result<Row, Problem> {
    if row.kind == kind { Ok(row) } else { Err(Problem::of(Code::NotFound)) }
}

pub fn insert(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    insert_row!(connection, table, row).map(drop).map_err(broken)
}

pub fn save(connection: &mut AnyConnection, row: &Row) -> Result<(), Problem> {
    rewrite_row!(connection, table, row.id, row).map(drop).map_err(broken)
}

/// 409 where the id of a new account is in use.
pub fn free(connection: &mut AnyConnection, id: Option<Id>) -> Result<(), Problem> {
    free_id!(connection, users, id)
}

/// 409 where the id or the login of a new person is in use.
pub fn free_person(connection: &mut AnyConnection, id: Option<Id>, login: &str) -> Result<(), Problem> {
    free(connection, id)?;
    let same: i64 = table.filter(users::login.eq(login)).count().get_result(connection)?;
    // Judged here: the key of the table decides, and this only looks for what it would say.
    if same == 0 { Ok(()) } else { Err(Problem::of_place("/login", Code::LoginTaken)) }
}

fn broken(error: diesel::result::Error) -> Problem {
    let problem = Problem::from_database(error, CONSTRAINTS);
    // Judged here: what the database refused says no place in the body.
    match problem.code() {
        Code::LoginTaken => problem.at("/login", Code::LoginTaken),
        Code::UnknownReference => problem.at("/agency_id", Code::UnknownReference),
        _ => problem,
    }
}

/// The accounts of one kind that belong to one of the agencies, and the reader's own.
pub fn list(
    view: &mut View<'_>,
    kind: AccountKind,
    filter: &UserFilter,
    page: &PageRequest,
) -> Result<Page<Row>, Problem> {
    let (agencies, own) = (policy::readable_agencies(&view.caller), view.caller.user);
    let connection = &mut *view.connection;
    let filtered = || {
        let mut query = table
            .filter(users::kind.eq(kind))
            .filter(users::agency_id.eq_any(agencies.clone()).or(users::id.eq(own)))
            .into_boxed();
        query = any_of(query, users::agency_id, &filter.agency_id);
        query = any_of(query, users::state, &filter.state);
        if let Some(q) = &filter.q {
            query = query.filter(containing!(users::search_text, q));
        }
        let refused = exists(
            mail_failures::table
                .filter(mail_failures::id.eq(users::id))
                .filter(users::email.eq(mail_failures::address.nullable())),
        );
        query = match filter.mail_undeliverable {
            None => query,
            Some(true) => query.filter(refused),
            Some(false) => query.filter(not(refused)),
        };
        query
    };
    Ok(listed!(connection, page, filtered => Row, users.updated_at, filter.sort => {
        UserColumn::Name => name_key: String,
    }))
}

/// What is on record of some people beside their names.
pub fn particulars(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, Particulars>, Problem> {
    type Told = (Id, Option<String>, Option<String>, Option<String>);
    let columns = (users::id, users::position, users::phone, users::email);
    let mut found = HashMap::new();
    for some in ids.chunks(500) {
        let rows: Vec<Told> = table.filter(users::id.eq_any(some)).select(columns).load(connection)?;
        found.extend(rows.into_iter().map(|(id, position, phone, email)| (id, Particulars { position, phone, email })));
    }
    Ok(found)
}

/// The addresses of those of these people who gave one.
pub fn addresses(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    Ok(particulars(connection, ids)?.into_iter().filter_map(|(id, it)| Some((id, it.email?))).collect())
}

/// The positions on record of some people.
pub fn positions(connection: &mut AnyConnection, ids: &[Id]) -> Result<HashMap<Id, String>, Problem> {
    Ok(particulars(connection, ids)?.into_iter().filter_map(|(id, it)| Some((id, it.position?))).collect())
}

pub fn seats(connection: &mut AnyConnection) -> QueryResult<HashMap<Id, UserSeat>> {
    type Seat = (Id, AccountKind, String, String, Id, AccountState, i32, bool);
    let columns = (
        users::id,
        users::kind,
        users::login,
        users::full_name,
        users::agency_id,
        users::state,
        users::generation,
        users::password_is_given,
    );
    let rows: Vec<Seat> = table.select(columns).load(connection)?;
    let seat = |(id, kind, login, name, agency, state, generation, password_is_given): Seat| {
        let (disabled, is_machine) = (state == AccountState::Disabled, kind == AccountKind::Service);
        (id, UserSeat { login, name, agency, disabled, generation, is_machine, password_is_given })
    };
    Ok(rows.into_iter().map(seat).collect())
}

/// The people of a part of the table, as the journal would tell of them.
pub fn held_people(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let kept = |row: &Row| {
        let ended = part.story(row.id).iter().filter(|line| ENDING.contains(&line.action.as_str())).count();
        let kept = Kept::of(row.id, &row.answer())?.with("its secret", row.secret_hash.is_none());
        Ok(kept.with("which tokens are good", i64::from(row.generation) == 1 + ended as i64))
    };
    held(connection, AccountKind::Person, part, kept)
}

/// The service accounts of a part of the table, as the journal would tell of them.
pub fn held_services(connection: &mut AnyConnection, part: &Stretch<'_>) -> Result<Vec<Kept>, Problem> {
    let kept = |row: &Row| {
        let bare = row.email.is_none()
            && row.position.is_none()
            && row.phone.is_none()
            && row.password_hash.is_none()
            && row.login == service_login(row.id);
        let ended = part.story(row.id).iter().filter(|line| ENDING.contains(&line.action.as_str())).count();
        let kept = Kept::of(row.id, &row.service_answer())?.with("how it signs in", bare);
        Ok(kept.with("which tokens are good", i64::from(row.generation) == 1 + ended as i64))
    };
    held(connection, AccountKind::Service, part, kept)
}

/// What its rows keep of their texts.
pub const FOLDED: &Folded = &Folded {
    table: "users",
    keys: &["name_key", "search_text"],
    apart: None,
    next: |connection, after| {
        refolded!(
            connection, after, users => Row, |row| Ok(row.indexed()),
            [name_key, search_text]
        )
    },
};

/// What ends every token of before.
const ENDING: [&str; 6] =
    ["change_password", "reset_password", "set_password_by_link", "renew_secret", "disable", "enable"];

fn held(
    connection: &mut AnyConnection,
    kind: AccountKind,
    part: &Stretch<'_>,
    kept: impl Fn(&Row) -> Result<Kept, Problem>,
) -> Result<Vec<Kept>, Problem> {
    let rows: Vec<Row> = rows_of!(users, part).filter(users::kind.eq(kind)).load(connection)?;
    let searched = |row: &Row| {
        let it = row.clone().indexed();
        row.name_key == it.name_key && row.search_text == it.search_text
    };
    rows.iter().map(|row| Ok(kept(row)?.with("what it is found by", searched(row)))).collect()
}

/// What stands in the place of a login where nobody signs in with a password.
fn service_login(id: Id) -> String {
    format!("service:{id}")
}
