//! The caller.

use actix_web::web::Data;

use crate::accounts::delegations::store as delegations;
use crate::accounts::grants::store as grants;
use crate::accounts::me::model::{ActiveAgency, Me, MePatch, PasswordChange};
use crate::accounts::passwords::Hasher;
use crate::accounts::rules::{self, addresses, passwords};
use crate::accounts::sessions::families::{self as sessions, Session};
use crate::accounts::sessions::model::SignedIn;
use crate::accounts::sessions::signing::{secret, signed_in};
use crate::accounts::sessions::store;
use crate::accounts::sessions::throttle::{self, Counted, Tried};
use crate::accounts::users::model::AccountKind;
use crate::accounts::users::moving;
use crate::accounts::users::store as users;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Changing, Creating, IfNoneMatch, detail};
use crate::kernel::journal::Change;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::token::Tokens;

/// Tells who the caller is, and by what right.
///
/// Everybody who is signed in may.
#[utoipa::path(get, path = "/me", operation_id = "read_me", tag = "me", responses((status = 200, description = "The caller", body = Me)))]
pub async fn read(db: Data<Db>, call: Call, known: IfNoneMatch) -> Answer {
    let (me, version) = db.read(&call, me_of).await?;
    detail(&known, &me, i64::from(version))
}

/// Who the caller is, and the version of the account.
fn me_of(view: &mut View<'_>) -> Result<(Me, i32), Problem> {
    let caller = view.caller.clone();
    let row = users::find_any(view.connection, caller.user)?;
    let agency = ActiveAgency { id: caller.agency, name: caller.directory.agency_name(caller.agency) };
    let grants = grants::active_of(view.connection, row.id)?;
    let delegations = delegations::active_of(view.connection, row.id)?;
    let me = Me {
        id: row.id,
        login: row.login,
        full_name: row.full_name,
        position: row.position,
        email: row.email,
        phone: row.phone,
        must_change_password: row.password_is_given,
        agency,
        roles: caller.roles(),
        grants: grants.iter().map(grants::Row::answer).collect(),
        delegations: delegations.iter().map(delegations::Row::answer).collect::<Result<_, _>>()?,
    };
    Ok((me, row.version))
}

/// Says how the caller is reached: mail address and telephone number.
///
/// Every person who is signed in may. Another address needs the present password: whoever reads somebody's mail can take the account
/// over. Wrong attempts count as those to change the password do. Once the address is another, no link is good that was made before to
/// set a password, and where letters leave, one to the address before says so. The answer is what reading says now.
#[utoipa::path(patch, path = "/me", operation_id = "update_me", tag = "me", request_body = MePatch,
    responses((status = 200, description = "The caller as they are now", body = Me)))]
pub async fn update(
    hasher: Data<Hasher>,
    tokens: Data<Tokens>,
    Changing { db, call, edit }: Changing<MePatch, ()>,
) -> Answer {
    let (known, call) = (edit.clone(), call.unrepeatable());
    let judged = db.read(&call, move |view| {
        let own = users::find_any(view.connection, view.caller.user)?;
        rules::only_people(own.kind)?;
        known.fits(own.version)?;
        let wanted = own.reached_by(known.body.email.clone(), None, view.now).email;
        let moves = wanted != own.email;
        if moves {
            addresses::usable(wanted.as_deref())?;
            passwords::shown(known.body.current_password.as_deref())?;
        }
        Ok((own, moves))
    });
    let (own, moves) = judged.await?;
    let tried = Tried::to_change_password(&tokens, &own.login, call.network);
    let present = edit.body.current_password.clone().filter(|_| moves);
    let counted = match present {
        Some(present) => Some(shown(&db, &call, (&tried, &hasher), &own, &present).await?),
        None => None,
    };
    let written = db.write(&call, move |tx| {
        let before = users::lock(&mut tx.view()?, AccountKind::Person, own.id)?;
        edit.fits(before.version)?;
        let after = before.reached_by(edit.body.email.clone(), edit.body.phone.clone(), tx.now);
        if after.email != before.email {
            // The password was looked at for the address and the generation that were there then.
            let counted = counted.filter(|_| before.generation == own.generation);
            let counted = counted.ok_or_else(|| Problem::of(Code::InvalidToken))?;
            throttle::forgive(tx, &tried, counted)?;
            moving::tell(tx, &before)?;
        }
        users::save(tx.connection, &after)?;
        tx.record(Change::updated(&before.answer(), &after.answer())?)
    });
    written.await?;
    let (me, version) = db.read(&call, me_of).await?;
    detail(&IfNoneMatch::default(), &me, i64::from(version))
}

/// Whoever moves his letters, or sets another password, knows the present one: an attempt that is counted, and is given back with what is
/// written.
async fn shown(
    db: &Db,
    call: &Call,
    (tried, hasher): (&Tried, &Hasher),
    own: &users::Row,
    present: &str,
) -> Result<Counted, Problem> {
    let (counted, turn) = throttle::admit(db, call, tried, hasher).await?;
    let is_right = turn.verify(present, own.password_hash.clone()).await?;
    if !is_right {
        throttle::refused(db, call, tried).await?;
    }
    passwords::known(is_right)?;
    Ok(counted)
}

/// Sets a new password for the caller.
///
/// Every person who is signed in may; the present password takes the place of `If-Match`. All tokens of the person are void
/// from then on, this one too, but for those of the answer. Wrong attempts count as those to sign in do, apart from these. Whoever
/// has a password that somebody else set does this before anything else.
#[utoipa::path(put, path = "/me/password", operation_id = "change_own_password", tag = "me", request_body = PasswordChange,
    responses((status = 200, description = "The new password holds; new tokens", body = SignedIn)))]
pub async fn password(
    hasher: Data<Hasher>,
    tokens: Data<Tokens>,
    Creating { db, call, body }: Creating<PasswordChange>,
) -> Answer {
    let own = db.read(&call, |view| users::find_any(view.connection, view.caller.user)).await?;
    rules::only_people(own.kind)?;
    passwords::accept(&body.new_password, &own.login, "/new_password")?;
    passwords::another(&body.new_password, &body.current_password)?;
    let tried = Tried::to_change_password(&tokens, &own.login, call.network);
    let counted = shown(&db, &call, (&tried, &hasher), &own, &body.current_password).await?;
    let hash = match hasher.hash(&body.new_password).await {
        Ok(hash) => hash,
        Err(problem) => {
            throttle::give_back(&db, &call, counted).await?;
            return Err(problem);
        }
    };
    let refresh_token = secret()?;
    let first = sessions::hash_of(&refresh_token);
    let session = Session { user: own.id, agency: call.bearer()?.agency, generation: own.generation + 1, scope: None };
    let opened = session.clone();
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let before = users::lock(&mut tx.view()?, AccountKind::Person, own.id)?;
        if before.generation != own.generation {
            return Err(Problem::of(Code::InvalidToken));
        }
        let after = before.with_password(&hash, tx.now);
        users::save(tx.connection, &after)?;
        store::revoke_all_of(tx.connection, after.id, tx.machine_now)?;
        sessions::open(tx, &opened, &first)?;
        throttle::forgive(tx, &tried, counted)?;
        throttle::remember(tx, &tried)?;
        tx.record(Change::changed("change_password", &before.answer(), &after.answer())?)
    });
    written.await?;
    signed_in(&db, &tokens, session, refresh_token).await
}
