//! Many items of one object in one request, such as what a phone wrote down where there was no network:
//! `POST /{resource}/{id}/{items}`, without `If-Match`, since each item names the version that it is meant for. Each
//! is judged and answered by itself, all in one transaction. A body of the wrong shape is 400 for all of it.
//!
//! ```text
//! impl Item for NewMark {                                   // beside Deserialize, Validate, ToSchema and deny_unknown_fields
//!     const KEY: &'static str = "code";
//!     fn key(&self) -> String { self.code.clone() }
//!     fn version(&self) -> i32 { self.version }
//! }
//!
//! #[utoipa::path(post, path = "/sheets/{id}/marks", request_body = Items<NewMark>,
//!     responses((status = 200, description = "What became of each", body = MarkBatch)))]
//! pub async fn save_many(batching: Batching<NewMark>) -> Answer {
//!     batching
//!         .answer(|tx, asked| {
//!             let sheet = store::lock(&mut tx.view()?, asked.id)?;                         // 404, of all
//!             let authority = policy::MARK.permit(&*tx.caller()?, &sheet.facts())?;        // 403, of all
//!             rules::open(&sheet)?;                                                        // 409, of all
//!             let known = store::marks(tx.connection, sheet.id, &asked.keys())?;           // locked, in the order of their keys
//!             let now = tx.now;
//!             let judged = asked.judged(tx, |mark| {
//!                 let before = known.get(&mark.code).ok_or_else(not_found)?;               // 404, of this one; 403
//!                 mark.fits(before.version)?;                                              // 412
//!                 rules::agrees(&sheet, mark)?;                                            // 409, 422
//!                 let after = before.marked(mark, now);
//!                 Ok((Change::updated(&before.answer(), &after.answer())?, after))         // created, where it is new
//!             })?;
//!             store::save_marks(tx.connection, &judged.rows)?;
//!             judged.record(tx, authority, |id, items| MarkBatch { id, sheet_id: sheet.id, owner: sheet.owner, items })
//!         })
//!         .await
//! }
//! ```
//!
//! - **Judged before any statement can fail.** While items are judged the transaction is held, so a judge that writes
//!   does not compile; it looks at what was read before. Only of what was accepted is there a row to write. Whatever
//!   fails in the database, before or afterwards, fails all of it: nothing is there then, and the whole request is
//!   the problem.
//! - **Recorded.** Each saved item is an entry, and the batch is the main one: `MarkBatch`, a [`Record`], is the
//!   answer, 200, and what a repeated key replays, byte for byte: problems in the language of the first request too.
//!   `id` is that entry's, and under it the record shows it. The record's own id may be that of the object, which the
//!   batch then is read with, and needs no table.
//! - **What says nothing new** is 200 with the version that it has, is not written, and leaves no entry.
//! - **Nothing saved, nothing recorded.** Where every item was refused or says nothing new, all is undone, `id` is
//!   null, and the key is free again, as behind every other refusal. Sent again it is judged again: the same bytes
//!   where nothing has changed, and where something has, what is true then.
//! - **Locks.** An item that is not there yet has no row to lock: the root does, which is locked first. Items of
//!   several roots are locked in the order of [`AskedItems::keys`], by all who lock more than one, so that no two
//!   batches wait for each other.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::answer::Answer;
use super::etag::etag;
use super::items::{Item, ItemAnswer, Items, ToldProblem};
use super::query::PathId;
use super::requests::Creating;
use super::surface;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, Done, Tx};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record};
use crate::kernel::policy::Authority;
use crate::kernel::problem::{Code, Fault, Language, Problem};

/// What the journal calls it.
const ACTION: &str = "save_many";

/// A request with many items of one object.
pub struct Batching<I> {
    db: Data<Db>,
    call: Call,
    asked: AskedItems<I>,
}

/// The items that are asked for.
pub struct AskedItems<I> {
    /// The object whose they are.
    pub id: Id,
    /// The items, as they were sent.
    pub items: Vec<I>,
    language: Language,
    instance: String,
}

/// What is to be told of one item.
enum Verdict {
    /// It is saved, and this goes on record.
    Saved(Change),
    /// It says what is there already.
    Known(Change),
    /// It is not.
    Refused(ToldProblem, StatusCode),
}

/// What became of all items, before anything was written.
#[must_use = "nothing is on record before `record`"]
pub struct Judged<W> {
    /// What is to be written: of every item that is accepted and says something new, in the order in which they were
    /// sent.
    pub rows: Vec<W>,
    verdicts: Vec<(String, Verdict)>,
}

impl<I: Item> Batching<I> {
    /// Judges and saves the items in one transaction, and answers with what became of each.
    pub async fn answer(
        self,
        save: impl Fn(&mut Tx<'_>, &AskedItems<I>) -> Result<Done, Problem> + Send + 'static,
    ) -> Answer {
        let Self { db, call, asked } = self;
        Ok(db.write(&call, move |tx| save(tx, &asked)).await?.into())
    }
}

impl<I: Item> AskedItems<I> {
    /// The keys in their order, each once: the order in which rows are locked.
    pub fn keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = self.items.iter().map(Item::key).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// Judges each item by itself: what goes on record and the row to write, or its problem. The transaction is held
    /// meanwhile, so that nothing can be written. What is no answer to one item ends it for all: a database that
    /// failed, a caller who was barred.
    pub fn judged<W>(
        &self,
        _held: &mut Tx<'_>,
        mut judge: impl FnMut(&I) -> Result<(Change, W), Problem>,
    ) -> Result<Judged<W>, Problem> {
        let mut judged = Judged { rows: Vec::new(), verdicts: Vec::with_capacity(self.items.len()) };
        let mut seen = HashSet::new();
        for (place, item) in self.items.iter().enumerate() {
            let key = item.key();
            let verdict = if seen.insert(key.clone()) { judge(item) } else { Err(repeated::<I>()) };
            let verdict = match verdict {
                Ok((change, row)) if change.stays.is_none() => {
                    judged.rows.push(row);
                    Verdict::Saved(change)
                }
                Ok((change, _)) => Verdict::Known(change),
                Err(problem) if is_of_all(&problem) => return Err(problem),
                Err(problem) => {
                    let problem = problem.below(&format!("/items/{place}"));
                    let told = ToldProblem::of(&problem, self.language, &self.instance)?;
                    Verdict::Refused(told, problem.status())
                }
            };
            judged.verdicts.push((key, verdict));
        }
        Ok(judged)
    }
}

fn repeated<I: Item>() -> Problem {
    Problem::of_place(format!("/{}", I::KEY), Code::ItemRepeated)
}

fn is_of_all(problem: &Problem) -> bool {
    problem.fault() != Fault::None || problem.status().is_server_error() || problem.status() == StatusCode::UNAUTHORIZED
}

impl<W> Judged<W> {
    /// The rows, to be written, and the rest, to be recorded.
    pub fn taken(mut self) -> (Vec<W>, Self) {
        (std::mem::take(&mut self.rows), self)
    }

    /// Goes on record, and the way out: `tell` makes the answer, with the id under which the record shows it; none
    /// where nothing was saved.
    pub fn record<R: Record>(
        self,
        tx: &mut Tx<'_>,
        by: Authority,
        tell: impl FnOnce(Option<Id>, Vec<ItemAnswer>) -> R,
    ) -> Result<Done, Problem> {
        let mut saved = Vec::new();
        let mut answers = Vec::with_capacity(self.verdicts.len());
        for (key, verdict) in self.verdicts {
            let answer = ItemAnswer::of(key);
            answers.push(match verdict {
                Verdict::Refused(problem, status) => {
                    ItemAnswer { status: status.as_u16(), problem: Some(problem), ..answer }
                }
                Verdict::Known(change) => as_it_is(answer, change.stays, change.before.as_deref()),
                Verdict::Saved(change) => {
                    let answer = as_it_is(answer, Some(change.version), change.after.as_deref());
                    saved.push(change.by(by));
                    answer
                }
            });
        }
        if saved.is_empty() {
            return tx.nothing_done(&tell(None, answers));
        }
        let batch = Change::opened(ACTION, &tell(Some(tx.main_entry()), answers))?.by(by);
        saved.into_iter().for_each(|change| tx.note(change));
        tx.record(batch)
    }
}

/// The ETag of an item is that of its own answer. One that is gone has none.
fn as_it_is(answer: ItemAnswer, version: Option<i32>, body: Option<&str>) -> ItemAnswer {
    let etag = version.zip(body).map(|(version, body)| etag(i64::from(version), body.as_bytes()));
    ItemAnswer { version: version.filter(|_| etag.is_some()), etag, ..answer }
}

impl<I: Item> FromRequest for Batching<I> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let id = PathId::<Id>::from_request(request, payload);
        let creating = Creating::<Items<I>>::from_request(request, payload);
        let (language, instance) = (Language::of(request.headers()), surface::shown(request.path()).to_owned());
        Box::pin(async move {
            let id = id.await?.0;
            let Creating { db, call, body: Items { items } } = creating.await?;
            Ok(Self { db, call, asked: AskedItems { id, items, language, instance } })
        })
    }
}
