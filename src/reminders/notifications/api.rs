//! The caller's inbox.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::http::{Answer, Browsing, IfNoneMatch, PathId, detail};
use crate::kernel::id::Id;
use crate::kernel::page::Page;
use crate::kernel::problem::Language;
use crate::reminders::notifications::model::{Notification, NotificationFilter};
use crate::reminders::notifications::store;

/// Lists the caller's notifications, the newest first.
///
/// Everybody who is signed in reads their own, whichever agency their token names.
#[utoipa::path(get, path = "/me/notifications", operation_id = "list_notifications", tag = "me", params(NotificationFilter),
    responses((status = 200, description = "One page of notifications", body = Page<Notification>)))]
pub async fn list(browsing: Browsing<NotificationFilter>) -> Answer {
    let language = browsing.language();
    browsing.answer(move |view, filter, page| store::list(view, filter, page, language)).await
}

/// Reads one of the caller's notifications.
///
/// Everybody who is signed in reads their own.
#[utoipa::path(get, path = "/me/notifications/{id}", operation_id = "read_notification", tag = "me",
    params(("id" = Id, Path, description = "The notification")),
    responses((status = 200, description = "The notification", body = Notification)))]
pub async fn read(db: Data<Db>, call: Call, request: HttpRequest, id: PathId<Id>, known: IfNoneMatch) -> Answer {
    let language = Language::of(request.headers());
    let entry = db.read(&call, move |view| store::find(view.connection, view.caller.user, *id));
    let notification = store::answer(&entry.await?, language);
    detail(&known, &notification, i64::from(notification.version))
}

/// Marks one of the caller's notifications as read.
///
/// Everybody who is signed in does so with their own. Once read it stays read, since the first time: to repeat it changes
/// nothing, and needs no key.
#[utoipa::path(post, path = "/me/notifications/{id}/read", operation_id = "mark_notification_read", tag = "me",
    params(("id" = Id, Path, description = "The notification")),
    responses((status = 200, description = "The notification as it is now", body = Notification)))]
pub async fn mark_read(db: Data<Db>, call: Call, request: HttpRequest, id: PathId<Id>) -> Answer {
    let language = Language::of(request.headers());
    let call = call.unrepeatable();
    let written = db.write(&call, move |tx| {
        let entry = store::mark_read(tx.connection, tx.caller()?.user, *id, tx.now)?;
        tx.technical(&store::READ_MARKS, &store::answer(&entry, language))
    });
    Ok(HttpResponse::from(written.await?))
}
