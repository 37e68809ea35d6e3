//! What the caller wants by mail.

use crate::kernel::http::{Answer, Changing, Showing};
use crate::reminders::preferences::model::{NewPreferences, Preferences};
use crate::reminders::preferences::store::{self, PREFERENCES};

/// Reads what the caller wants by mail.
///
/// Everybody who is signed in reads their own.
#[utoipa::path(get, path = "/me/preferences", operation_id = "read_preferences", tag = "me",
    responses((status = 200, description = "What is wanted by mail", body = Preferences)))]
pub async fn read(showing: Showing<()>) -> Answer {
    showing.answer(|view, ()| store::of(view.connection, view.caller.user)).await
}

/// Says what the caller wants by mail, as a whole.
///
/// Everybody who is signed in says so for themselves. What is not wanted by mail lies in the inbox all the same. Letters that wait
/// already are judged by it when they leave.
#[utoipa::path(put, path = "/me/preferences", operation_id = "replace_preferences", tag = "me", request_body = NewPreferences,
    responses((status = 200, description = "What is wanted by mail now", body = Preferences)))]
pub async fn replace(changing: Changing<NewPreferences, ()>) -> Answer {
    changing
        .answer(|tx, edit| {
            let before = store::lock(tx.connection, tx.caller()?.user)?;
            edit.fits(before.version)?;
            let after = before.replaced(&edit.body);
            if let Some(after) = &after {
                store::save(tx.connection, after)?;
            }
            tx.technical_beside(&PREFERENCES, after.as_ref().unwrap_or(&before))
        })
        .await
}
