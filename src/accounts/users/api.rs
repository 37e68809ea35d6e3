//! People.

use actix_web::web::Data;

use crate::accounts::password_links::inviting::Fresh;
use crate::accounts::password_links::rules::invitable;
use crate::accounts::password_links::url::Linking;
use crate::accounts::passwords::Hasher;
use crate::accounts::policy;
use crate::accounts::rules::{addresses, administration, another_says_as_what, passwords, room_for_account};
use crate::accounts::sessions::store as tokens;
use crate::accounts::sessions::throttle;
use crate::accounts::users::model::{
    AccountAction, AccountKind, AccountState, EnteredUser, NewPassword, NewUser, User, UserFilter, UserPatch,
};
use crate::accounts::users::moving;
use crate::accounts::users::reached::unreached;
use crate::accounts::users::store as users;
use crate::accounts::users::workflow::{AccountSubject, USERS};
use crate::kernel::agencies::not_ended;
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::{Tx, View, Written};
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Asked, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping, no_store};
use crate::kernel::id::Id;
use crate::kernel::journal::Change;
use crate::kernel::page::Page;
use crate::kernel::policy::{Authority, Caller};
use crate::kernel::problem::Problem;
use crate::kernel::sql::lock_administration;
use crate::kernel::token::Tokens;
use crate::kernel::workflow::{NextAction, Step, Table};

/// Lists people.
///
/// Administrators and auditors see those of the agencies within their reach, everybody sees themselves. `mail_undeliverable=true` asks for
/// those whom no letter reaches: a mail server refused the last one for good, and the address is still the same.
#[utoipa::path(get, path = "/users", tag = "users", params(UserFilter),
    responses((status = 200, description = "One page of people", body = Page<User>)))]
pub async fn list(browsing: Browsing<UserFilter>) -> Answer {
    browsing
        .answer(|view, filter, page| {
            let page = users::list(view, AccountKind::Person, filter, page)?;
            let ids: Vec<Id> = page.items.iter().map(|row| row.id).collect();
            let unreached = unreached(view.connection, &ids)?;
            Ok(page.map(|row| row.shown(&unreached)))
        })
        .await
}

/// Enters a person.
///
/// Administrators of the agency may. The person can sign in once a role is granted. A password that is set here the person changes
/// before anything else. Without one the person is invited to set one by a link, which is good once and for seven days: where
/// letters leave and there is an address, a letter takes it there; otherwise the answer shows it this once. `Idempotency-Key` is ignored
/// where somebody is invited, since no record may hold the link; an `id` of one's own tells a repetition.
#[utoipa::path(post, path = "/users", tag = "users", request_body = NewUser,
    responses((status = 201, description = "The person on record, and the invitation of whoever has no password", body = EnteredUser)))]
pub async fn create(
    hasher: Data<Hasher>,
    tokens: Data<Tokens>,
    linking: Data<Linking>,
    mut creating: Creating<NewUser>,
) -> Answer {
    // Only who may make the service hash makes it hash.
    let body = &creating.body;
    let (id, agency_id, login) = (body.id, body.agency_id, body.login.clone());
    let password = body.password.clone();
    let accepted = password.as_deref().map_or(Ok(()), |it| passwords::accept(it, &body.login, "/password"));
    let rules = Problem::of_all([accepted, addresses::usable(body.email.as_deref())]);
    let permitted = move |view: &mut View<'_>| {
        policy::permit_at(&policy::CREATE_USER, &view.caller, agency_id)?;
        room_for_account(&view.caller.directory, agency_id)?;
        conflict_first(rules, || users::free_person(view.connection, id, &login))
    };
    creating.db.read(&creating.call, permitted).await?;
    let Some(password) = password else { return invited(&linking, creating).await };
    let hash = hasher.hash(&password).await?;
    creating.call = creating.call.with_body(digest(&tokens, &creating.body));
    creating
        .answer(move |tx, body| {
            let (row, authority) = entered(tx, body, Some(&hash))?;
            tx.record(Change::created(&row.answer())?.beginning(row.state).by(authority))
        })
        .await
}

/// Enters a person without a password, with a link to set one.
async fn invited(linking: &Linking, Creating { db, call, body }: Creating<NewUser>) -> Answer {
    let fresh = Fresh::new()?;
    let (making, call) = (fresh.clone(), call.unrepeatable());
    let written = db.write(&call, move |tx| {
        let (row, authority) = entered(tx, &body, None)?;
        making.make(tx, &row)?;
        let told = row.answer();
        tx.note(Change::created(&told)?.beginning(row.state).by(authority));
        tx.record(Change::changed("invite", &told, &told)?.by(authority))
    });
    let written = written.await?;
    let invitation = fresh.told(&db, linking, &written)?;
    Ok(no_store(Written { status: 201, ..written.with("invitation", invitation)? }.into()))
}

/// The person as a row, by the right of whoever asks.
fn entered(tx: &mut Tx<'_>, body: &NewUser, hash: Option<&str>) -> Result<(users::Row, Authority), Problem> {
    let caller = tx.caller()?;
    let authority = policy::permit_at(&policy::CREATE_USER, &caller, body.agency_id)?;
    room_for_account(&*tx.counting("accounts")?, body.agency_id)?;
    let row = users::Row::person(body, hash, tx.now);
    let row = if hash.is_some() { row.whose_password_is_given() } else { row };
    let row = row.whose_address_is_given(caller.member());
    users::insert(tx.connection, &row)?;
    throttle::forget_all(tx.connection, &row.login)?;
    Ok((row, authority))
}

/// A bare digest of the body would be a fast hash of the password, kept beside the slow one.
fn digest(tokens: &Tokens, body: &NewUser) -> [u8; 32] {
    let all = serde_json::json!([
        body.id,
        body.login,
        body.full_name,
        body.position,
        body.email,
        body.phone,
        body.agency_id,
        body.password
    ]);
    tokens.keyed_digest(all.to_string().as_bytes())
}

/// Reads a person.
///
/// Administrators and auditors with reach to the person's agency may, and the person.
#[utoipa::path(get, path = "/users/{id}", tag = "users", params(("id" = Id, Path, description = "The person")),
    responses((status = 200, description = "The person", body = User)))]
pub async fn read(showing: Showing) -> Answer {
    showing
        .answer(|view, id| {
            let row = users::find(view, AccountKind::Person, id)?;
            let caller = &view.caller;
            let reach = policy::covers_account(caller, row.id);
            let mut actions = USERS.actions(caller, &subject(&row, caller), view.now);
            actions.push(NextAction::of(caller, &policy::UPDATE_USER, &row.agency_id, Ok(())));
            let invitation = reach.clone().and_then(|()| invitable(row.state));
            actions.push(NextAction::of(caller, &policy::RESET_PASSWORD, &row.agency_id, reach));
            actions.push(NextAction::of(caller, &policy::INVITE, &row.agency_id, invitation));
            let unreached = unreached(view.connection, &[row.id])?;
            Ok(User { actions: Some(actions), ..row.shown(&unreached) })
        })
        .await
}

/// Corrects a person's particulars, or moves the person to another agency.
///
/// Administrators of the agency may; to move somebody, of both agencies; to change the address, those whose reach covers all
/// that the person may do. Roles stay as they are granted. Once the address is another, no link is good that was made before to set a
/// password, and where letters leave, one to the address before says so.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", request_body = UserPatch,
    params(("id" = Id, Path, description = "The person")),
    responses((status = 200, description = "The person as they are now", body = User)))]
pub async fn update(changing: Changing<UserPatch>) -> Answer {
    changing
        .answer(|tx, edit| {
            let caller = tx.caller()?;
            let before = users::lock(&mut tx.view()?, AccountKind::Person, edit.id)?;
            let authority = policy::UPDATE_USER.permit(&caller, &before.agency_id)?;
            let moves_to = edit.body.agency_id.filter(|agency| *agency != before.agency_id);
            let known = |agency: &Id| caller.directory.agencies.contains_key(agency);
            if let Some(agency) = moves_to.filter(known) {
                policy::UPDATE_USER.permit(&caller, &agency)?;
            }
            let after = before.patched(&edit.body, tx.now);
            // Whoever reads somebody's mail can take the account over; and what stands below signatures and in letters is no smaller matter.
            let of_person =
                |row: &users::Row| (row.full_name.clone(), row.position.clone(), row.phone.clone(), row.email.clone());
            if of_person(&after) != of_person(&before) {
                policy::covers_account(&caller, before.id)?;
            }
            let signs_as = |row: &users::Row| (row.full_name.clone(), row.position.clone());
            another_says_as_what(&caller, before.id, signs_as(&after) != signs_as(&before))?;
            edit.fits(before.version)?;
            if let Some(agency) = moves_to {
                not_ended(&caller.directory, agency, caller.today, "/agency_id")?;
            }
            if moves_to.is_some_and(|agency| !known(&agency)) {
                return Err(Problem::unknown("/agency_id"));
            }
            if after.email != before.email {
                addresses::usable(after.email.as_deref())?;
                moving::tell(tx, &before)?;
            }
            let is_given = after.email != before.email;
            let after = if is_given { after.whose_address_is_given(caller.member()) } else { after };
            users::save(tx.connection, &after)?;
            tx.record(Change::updated(&before.answer(), &after.answer())?.by(authority))
        })
        .await
}

/// Bars a person from the service, or lets them in again.
///
/// Administrators of the agency may whose reach covers all that the person may do. All tokens of the person are void from
/// then on; an administrator of the whole tree remains.
#[utoipa::path(post, path = "/users/{id}/transitions", operation_id = "transition_user", tag = "users", request_body = AccountAction,
    params(("id" = Id, Path, description = "The person")),
    responses((status = 200, description = "The person as they are now", body = User)))]
pub async fn transition(stepping: Stepping<AccountAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let (before, step) = judged(tx, asked, AccountKind::Person, &USERS)?;
            let after = before.in_state(step.to, tx.now);
            users::save(tx.connection, &after)?;
            tokens::revoke_all_of(tx.connection, after.id, tx.machine_now)?;
            tx.record(asked.change(&step, &before.answer(), &after.answer())?)
        })
        .await
}

/// The account, held, and the step that is allowed of it: people and machines move alike.
pub fn judged(
    tx: &mut Tx<'_>,
    asked: &Asked<AccountAction>,
    kind: AccountKind,
    table: &Table<AccountSubject>,
) -> Result<(users::Row, Step<AccountState>), Problem> {
    lock_administration(tx.connection)?;
    tx.judge_anew()?;
    let before = users::lock(&mut tx.view()?, kind, asked.id)?;
    let subject = subject(&before, &*tx.caller()?);
    subject.covered()?;
    let step = asked.judged(tx, table, &subject, before.version)?;
    Ok((before, step))
}

/// Lists what was done to a person's account.
///
/// Whoever reads the person may.
#[utoipa::path(get, path = "/users/{id}/transitions", operation_id = "list_user_transitions", tag = "users",
    params(("id" = Id, Path, description = "The person")),
    responses((status = 200, description = "One page of the history, oldest first", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(USERS.resource, *id, |view, id| users::find(view, AccountKind::Person, id)).await
}

/// Sets a new password for a person.
///
/// Administrators of the agency may whose reach covers every role of the person, and of whoever delegated to the person. All
/// tokens of the person are void from then on, and attempts to sign in that failed count no more. The person changes the
/// password before anything else.
#[utoipa::path(put, path = "/users/{id}/password", operation_id = "reset_user_password", tag = "users", request_body = NewPassword,
    params(("id" = Id, Path, description = "The person")),
    responses((status = 200, description = "The person as they are now", body = User)))]
pub async fn password(hasher: Data<Hasher>, mut changing: Changing<NewPassword>) -> Answer {
    // Only who may make the service hash makes it hash.
    let known = changing.edit.clone();
    let permitted = move |view: &mut View<'_>| {
        let row = users::find(view, AccountKind::Person, known.id)?;
        may_reset(&view.caller, &row)?;
        known.fits(row.version)?;
        Ok(row.login)
    };
    let login = changing.db.read(&changing.call, permitted).await?;
    passwords::accept(&changing.edit.body.password, &login, "/password")?;
    let hash = hasher.hash(&changing.edit.body.password).await?;
    changing.call = changing.call.unrepeatable();
    changing
        .answer(move |tx, edit| {
            let caller = tx.caller()?;
            let before = users::lock(&mut tx.view()?, AccountKind::Person, edit.id)?;
            let authority = may_reset(&caller, &before)?;
            edit.fits(before.version)?;
            let after = before.with_password(&hash, tx.now).whose_password_is_given();
            users::save(tx.connection, &after)?;
            throttle::forget_all(tx.connection, &after.login)?;
            tokens::revoke_all_of(tx.connection, after.id, tx.machine_now)?;
            tx.record(Change::changed("reset_password", &before.answer(), &after.answer())?.by(authority))
        })
        .await
}

fn may_reset(caller: &Caller, row: &users::Row) -> Result<Authority, Problem> {
    let authority = policy::RESET_PASSWORD.permit(caller, &row.agency_id)?;
    policy::covers_account(caller, row.id)?;
    Ok(authority)
}

/// An account as its workflow sees it.
pub fn subject(row: &users::Row, caller: &Caller) -> AccountSubject {
    AccountSubject {
        agency: row.agency_id,
        state: row.state,
        is_last_administrator: administration::is_last_administrator(caller, row.id),
        is_beyond_reach: policy::covers_account(caller, row.id).is_err(),
    }
}
