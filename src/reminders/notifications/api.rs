//! The caller's inbox.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::kernel::call::Call;
use crate::kernel::db::{Db, View};
use crate::kernel::http::{Answer, Browsing, IfNoneMatch, PathId, detail};
use crate::kernel::id::Id;
use crate::kernel::page::Page;
use crate::kernel::problem::{Code, Language, Problem};
use crate::reminders::notifications::about::Entry;
use crate::reminders::notifications::model::{AllRead, Notification, NotificationFilter};
use crate::reminders::notifications::reasons::Reader;
use crate::reminders::notifications::store;
use crate::reminders::{Papers, Reminding};

/// Lists the caller's notifications, the newest first: reminders, and what steps told them.
///
/// Everybody who is signed in reads their own, whichever agency their token names.
#[utoipa::path(get, path = "/me/notifications", operation_id = "list_notifications", tag = "me", params(NotificationFilter),
    responses((status = 200, description = "One page of notifications", body = Page<Notification>)))]
pub async fn list(reminding: Data<Reminding>, browsing: Browsing<NotificationFilter>) -> Answer {
    let (language, papers) = (browsing.language(), reminding.papers);
    browsing
        .answer(move |view, filter, page| {
            let page = store::list(view, filter, page)?;
            let items = shown(view, papers, &page.items, language)?;
            Ok(Page { items, next: page.next, total: page.total })
        })
        .await
}

/// Reads one of the caller's notifications.
///
/// Everybody who is signed in reads their own.
#[utoipa::path(get, path = "/me/notifications/{id}", operation_id = "read_notification", tag = "me",
    params(("id" = Id, Path, description = "The notification")),
    responses((status = 200, description = "The notification", body = Notification)))]
pub async fn read(
    db: Data<Db>,
    reminding: Data<Reminding>,
    call: Call,
    request: HttpRequest,
    id: PathId<Id>,
    known: IfNoneMatch,
) -> Answer {
    let (language, papers) = (Language::of(request.headers()), reminding.papers);
    let notification = db.read(&call, move |view| {
        let entry = store::find(view.connection, view.caller.user, *id)?;
        one(view, papers, entry, language)
    });
    let notification = notification.await?;
    detail(&known, &notification, i64::from(notification.version))
}

/// Marks one of the caller's notifications as read.
///
/// Everybody who is signed in does so with their own. Once read it stays read, since the first time: to repeat it changes
/// nothing, and needs no key.
#[utoipa::path(post, path = "/me/notifications/{id}/read", operation_id = "mark_notification_read", tag = "me",
    params(("id" = Id, Path, description = "The notification")),
    responses((status = 200, description = "The notification as it is now", body = Notification)))]
pub async fn mark_read(
    db: Data<Db>,
    reminding: Data<Reminding>,
    call: Call,
    request: HttpRequest,
    id: PathId<Id>,
) -> Answer {
    let (language, papers) = (Language::of(request.headers()), reminding.papers);
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let entry = store::mark_read(tx.connection, tx.caller()?.user, *id, tx.now)?;
        let notification = one(&mut tx.view()?, papers, entry, language)?;
        tx.technical(&store::READ_MARKS, &notification)
    });
    Ok(HttpResponse::from(written.await?))
}

/// Marks all of the caller's notifications as read that have come until now.
///
/// Everybody who is signed in does so with their own. What was read before stays as it was; to repeat it changes nothing, and needs
/// no key.
#[utoipa::path(post, path = "/me/notifications/read", operation_id = "mark_all_notifications_read", tag = "me",
    responses((status = 200, description = "How many were unread", body = AllRead)))]
pub async fn mark_all_read(db: Data<Db>, call: Call) -> Answer {
    let call = call.unrepeatable();
    let mut all = AllRead { marked: 0 };
    // In parts, so that nobody who writes waits long.
    loop {
        let written = db.write(&call, move |tx| {
            let marked = store::mark_all_read(tx.connection, tx.caller()?.user, tx.now)?;
            tx.technical(&store::READ_MARKS, &marked)
        });
        let marked: i64 = written.await?.body.parse().map_err(|_| Problem::of(Code::Internal))?;
        all.marked += marked;
        if marked < store::MARKED_AT_ONCE {
            return Ok(HttpResponse::Ok().json(all));
        }
    }
}

/// What the caller sees of his own.
fn shown(
    view: &mut View<'_>,
    papers: Papers,
    entries: &[Entry],
    language: Language,
) -> Result<Vec<Notification>, Problem> {
    let caller = view.caller.clone();
    let reader = Reader { directory: &caller.directory, now: view.now, papers };
    let mut reasons = reader.reasons(view.connection, caller.user, entries)?;
    let mut reason = |entry: &Entry| entry.row.telling_id.and_then(|telling| reasons.remove(&telling));
    let named = reader.done_for(view.connection, caller.user, entries)?;
    let done_for = |entry: &Entry| named.get(&entry.about.object().1);
    Ok(entries.iter().map(|entry| entry.answer(reason(entry), done_for(entry), language)).collect())
}

fn one(view: &mut View<'_>, papers: Papers, entry: Entry, language: Language) -> Result<Notification, Problem> {
    let only = shown(view, papers, &[entry], language)?.pop();
    only.ok_or_else(|| Problem::of(Code::NotFound))
}
