//! Difficulties over HTTP.

use std::collections::BTreeSet;

use actix_web::web::Data;

use crate::agencies::living_owner;
use crate::attachments;
use crate::difficulties::disclosed;
use crate::difficulties::facts::drafting;
use crate::difficulties::mentions::Mentioning;
use crate::difficulties::model::bodies::{DifficultyAction, DifficultyPatch, NewDifficulty};
use crate::difficulties::model::{Difficulty, DifficultyFilter, Mention};
use crate::difficulties::store::{self, Stored};
use crate::difficulties::workflow::TRANSITIONS;
use crate::difficulties::{joined, policy, rules, steps, told, work};
use crate::kernel::conflict::conflict_first;
use crate::kernel::db::Tx;
use crate::kernel::http::history::HistoryEntry;
use crate::kernel::http::{Answer, Browsing, Changing, Creating, NoFilter, PathId, Showing, Stepping};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record as _};
use crate::kernel::page::Page;
use crate::kernel::problem::Problem;

/// Lists difficulties, those first whose last day comes first.
///
/// A draft is listed for its own agency alone. Once raised, a difficulty is listed for that agency, for every agency that has or had the
/// turn, for the committee's chair and its standing agency, and for auditors. The portal and administrators see none.
#[utoipa::path(get, path = "/difficulties", operation_id = "list_difficulties", tag = "difficulties", params(DifficultyFilter),
    responses((status = 200, description = "One page of difficulties", body = Page<Difficulty>)))]
pub async fn list(browsing: Browsing<DifficultyFilter>) -> Answer {
    browsing.answer(store::list).await
}

/// Drafts a difficulty.
///
/// Officers and leads of the agency that raises it; of what the standing agency raises itself, also those who act as that. A restricted
/// text is disclosed to its author, to whoever leads the agency, and to whoever leads where the turn is or was; everybody else who reads
/// the difficulty has its SHA-256. The title is never restricted.
#[utoipa::path(post, path = "/difficulties", operation_id = "create_difficulty", tag = "difficulties", request_body = NewDifficulty,
    responses((status = 201, description = "The draft", body = Difficulty),
        (status = 409, description = "The id is in use, or the agency has ended")))]
pub async fn create(creating: Creating<NewDifficulty>, mentioning: Data<Mentioning>) -> Answer {
    creating
        .answer(move |tx, body| {
            let caller = tx.caller()?;
            rules::is_known(&caller.directory, body.agency_id)?;
            let authority = policy::CREATE.permit(&caller, &drafting(&caller, body.agency_id))?;
            living_owner(tx, body.agency_id)?;
            let mentioned = mentioning.judged(&mut tx.view()?, &body.mentions);
            let fitting = mentioned.and_then(|()| rules::committee_above(&caller.directory, body.agency_id));
            let committee = conflict_first(fitting, || store::free(tx.connection, body.id))?;
            let mut stored = Stored::draft(body, committee, tx.now);
            let text = disclosed::written(tx, &mut stored, &body.text)?;
            store::insert(tx.connection, &stored)?;
            if let Some(text) = text {
                disclosed::keep(tx, text, authority)?;
            }
            store::replace_mentions(tx.connection, stored.row.id, &body.mentions)?;
            tx.record(Change::created(&stored.answer(tx.now))?.beginning(stored.row.state).by(authority))
        })
        .await
}

/// Reads a difficulty, with its turns and with what the caller may do next.
///
/// Whoever may list it. Of the papers that it mentions those are shown that the caller may read.
#[utoipa::path(get, path = "/difficulties/{id}", operation_id = "read_difficulty", tag = "difficulties",
    params(("id" = Id, Path, description = "The difficulty")),
    responses((status = 200, description = "The difficulty", body = Difficulty)))]
pub async fn read(showing: Showing, mentioning: Data<Mentioning>) -> Answer {
    showing
        .answer(move |view, id| {
            let stored = store::find(view, id)?;
            let actions = work::next(view, &stored)?;
            let mentions = store::mentions_of(view.connection, id)?;
            let mentions = mentioning.shown(view, mentions)?;
            let files = attachments::attached_to_one(view.connection, Difficulty::RESOURCE, id)?;
            Ok(Difficulty {
                mentions: Some(mentions),
                attachments: Some(files),
                actions: Some(actions),
                ..stored.answer(view.now)
            })
        })
        .await
}

/// Edits a draft.
///
/// Those who may draft one; a restricted text is replaced by its author and by whoever leads the agency. What is mentioned is replaced as
/// a whole.
#[utoipa::path(patch, path = "/difficulties/{id}", operation_id = "update_difficulty", tag = "difficulties", request_body = DifficultyPatch,
    params(("id" = Id, Path, description = "The difficulty")),
    responses((status = 200, description = "The draft as it is now", body = Difficulty)))]
pub async fn update(changing: Changing<DifficultyPatch>, mentioning: Data<Mentioning>) -> Answer {
    changing
        .answer(move |tx, edit| {
            let before = store::lock(&mut tx.view()?, edit.id)?;
            let caller = tx.caller()?;
            let authority = policy::UPDATE.permit(&caller, &before.facts(&caller))?;
            let text = match edit.body.text {
                Some(_) => disclosed::replaceable(tx, &before)?,
                None => None,
            };
            edit.fits(before.row.version)?;
            rules::is_draft(before.row.state)?;
            rules::stays(before.row.sensitivity, edit.body.sensitivity)?;
            let mut after = before.patched(&edit.body, tx.now);
            if let (Some(text), Some(words)) = (text, &edit.body.text) {
                disclosed::replace(tx, &mut after, text, words)?;
            }
            store::save(tx.connection, &before, &after)?;
            let mentions_others = mention_others(tx, **mentioning, edit.id, edit.body.mentions.as_deref())?;
            let (was, is) = (before.answer(tx.now), after.answer(tx.now));
            // What it mentions is in no answer of the record: that such an edit says the same there does not undo it.
            let change =
                if mentions_others { Change::changed("update", &was, &is)? } else { Change::updated(&was, &is)? };
            tx.record(change.by(authority))
        })
        .await
}

/// Puts other mentions in place of those that are there; whether they are others at all.
fn mention_others(
    tx: &mut Tx<'_>,
    mentioning: Mentioning,
    id: Id,
    mentions: Option<&[Mention]>,
) -> Result<bool, Problem> {
    let Some(mentions) = mentions else { return Ok(false) };
    mentioning.judged(&mut tx.view()?, mentions)?;
    let there: BTreeSet<Mention> = store::mentions_of(tx.connection, id)?.into_iter().collect();
    if mentions.iter().copied().collect::<BTreeSet<Mention>>() == there {
        return Ok(false);
    }
    store::replace_mentions(tx.connection, id, mentions)?;
    Ok(true)
}

/// Moves a difficulty along its workflow.
///
/// Who may is in the table "difficulties" of the description. `raise` gives the turn to whoever receives the agency's reports, `pass_up`
/// to whoever receives the holder's; `ask` to whoever raised it, `escalate` to the chair, `forward` to the standing agency; `inform`,
/// `decide`, `record_reply` and `separate` give it back to whoever dealt with it. Each hand-over begins a new turn: to acknowledge within
/// 5, 3 or 1 days where it was raised or passed up, to answer within 30, 15 or 5 (`low`, `normal`, `urgent`). What is joined to another
/// one is answered with it, and confirmed by whoever raised it.
#[utoipa::path(post, path = "/difficulties/{id}/transitions", operation_id = "transition_difficulty", tag = "difficulties", request_body = DifficultyAction,
    params(("id" = Id, Path, description = "The difficulty")),
    responses((status = 200, description = "The difficulty as it is now", body = Difficulty),
        (status = 409, description = "The state forbids it, the time to confirm runs, or the two cannot be joined")))]
pub async fn transition(stepping: Stepping<DifficultyAction>) -> Answer {
    stepping
        .answer(|tx, asked| {
            let (before, survivor) = steps::lock(tx, asked.id, &asked.action)?;
            let facts = before.facts(&*tx.caller()?);
            let step = asked.judged(tx, &TRANSITIONS, &facts, before.row.version)?;
            let after = steps::take(tx, &asked.action, (&before, survivor.as_ref()), &facts, &step)?;
            store::save(tx.connection, &before, &after)?;
            joined::follow(tx, &after, step.authority)?;
            told::tell(tx, &asked.action, &after)?;
            tx.record(asked.change(&step, &before.answer(tx.now), &after.answer(tx.now))?)
        })
        .await
}

/// Lists what happened to a difficulty, oldest first.
///
/// Whoever may read it.
#[utoipa::path(get, path = "/difficulties/{id}/transitions", operation_id = "list_difficulty_transitions", tag = "difficulties",
    params(("id" = Id, Path, description = "The difficulty")),
    responses((status = 200, description = "One page of its history", body = Page<HistoryEntry>)))]
pub async fn history(browsing: Browsing<NoFilter>, id: PathId<Id>) -> Answer {
    browsing.history(TRANSITIONS.resource, *id, store::find).await
}
