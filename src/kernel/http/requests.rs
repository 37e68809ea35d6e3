//! The shapes of a request that writes, each one extractor, so that the checks of every operation come in the same
//! order: 401 before 413, 415 and 400, and these before 428. (What comes before 401 is in [`super::who_first`].)

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::{Bytes, Data};
use actix_web::{FromRequest, HttpRequest};
use serde::de::DeserializeOwned;

use super::answer::{self, Answer};
use super::body::{self, Patience};
use super::etag::IfMatch;
use super::json::Json;
use super::query::PathId;
use super::reads::db_of;
use super::shape::Body;
use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::{Db, Done, Tx, View};
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;

type Extracting<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

/// A POST that makes something; repeatable under an `Idempotency-Key`.
pub struct Creating<T> {
    /// The database, for what has to be done before the write.
    pub db: Data<Db>,
    /// The head of the request, bound to its body.
    pub call: Call,
    /// The body.
    pub body: T,
}

/// A PATCH or a PUT of an object: it names the version that it is meant for. `P` is what the path names, where that is more than
/// the object's id.
pub struct Changing<T, P = Id> {
    /// The database, for what has to be done before the write.
    pub db: Data<Db>,
    /// The head of the request, bound to its body.
    pub call: Call,
    /// What is asked for.
    pub edit: Edit<T, P>,
}

/// A PUT of bytes as they are (`application/octet-stream`), for a version of the object that they belong to. `P` is what the
/// path names.
pub struct Sending<P> {
    db: Data<Db>,
    call: Call,
    edit: Arc<Edit<Bytes, P>>,
}

/// A DELETE.
pub struct Removing {
    db: Data<Db>,
    call: Call,
    edit: Edit<()>,
}

/// A change that is asked for.
#[derive(Clone, Debug)]
pub struct Edit<T, P = Id> {
    /// The object, or whatever else the path names.
    pub id: P,
    /// The body.
    pub body: T,
    pub(super) expected: IfMatch,
}

impl<T, P> Edit<T, P> {
    /// 412 where it is meant for another version than this one, which is the object's under the lock. Asked after 404 and 403.
    pub fn fits(&self, version: i32) -> Result<(), Problem> {
        self.expected.check(i64::from(version))
    }
}

/// Writes in one transaction, and answers with what is on record afterwards.
async fn written<E: Send + 'static>(
    db: &Db,
    call: &Call,
    asked: E,
    write: impl Fn(&mut Tx<'_>, &E) -> Result<Done, Problem> + Send + 'static,
) -> Answer {
    Ok(db.write(call, move |tx| write(tx, &asked)).await?.into())
}

impl<T: Send + 'static> Creating<T> {
    /// Makes it in one transaction, and answers with what is on record afterwards.
    pub async fn answer(self, create: impl Fn(&mut Tx<'_>, &T) -> Result<Done, Problem> + Send + 'static) -> Answer {
        written(&self.db, &self.call, self.body, create).await
    }
}

impl<T: Send + 'static, P: Send + 'static> Changing<T, P> {
    /// Makes the change in one transaction, and answers with what is on record afterwards.
    pub async fn answer(
        self,
        change: impl Fn(&mut Tx<'_>, &Edit<T, P>) -> Result<Done, Problem> + Send + 'static,
    ) -> Answer {
        let (read, edit) = (self.edit.expected.clone(), self.edit);
        let written = self.db.write(&self.call, move |tx| change(tx, &edit)).await?;
        Ok(answer::of_change(written, &read))
    }
}

impl<P: Send + Sync + 'static> Sending<P> {
    /// Looks at what is there ahead of the write. Nothing has been judged yet, and it may change until then.
    pub async fn looked<T: Send + 'static>(
        &self,
        look: impl FnOnce(&mut View<'_>, &Edit<Bytes, P>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let edit = self.edit.clone();
        self.db.read(&self.call, move |view| look(view, &edit)).await
    }

    /// The same for what takes long.
    pub async fn prepared<T: Send + 'static>(
        &self,
        prepare: impl FnOnce(&mut View<'_>, &Edit<Bytes, P>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let edit = self.edit.clone();
        self.db.read_slowly(&self.call, move |view| prepare(view, &edit)).await
    }

    /// Keeps the bytes in one transaction, and answers with what is on record afterwards.
    pub async fn answer(
        &self,
        keep: impl Fn(&mut Tx<'_>, &Edit<Bytes, P>) -> Result<Done, Problem> + Send + 'static,
    ) -> Answer {
        written(&self.db, &self.call, self.edit.clone(), move |tx, edit| keep(tx, edit)).await
    }
}

impl Removing {
    /// Removes the object in one transaction, and answers that it is gone.
    pub async fn answer(
        self,
        remove: impl Fn(&mut Tx<'_>, &Edit<()>) -> Result<Done, Problem> + Send + 'static,
    ) -> Answer {
        written(&self.db, &self.call, self.edit, remove).await
    }
}

impl<T: Body> FromRequest for Creating<T> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (call, json) = (Call::from_request(request, payload), Json::<T>::from_request(request, payload));
        let db = db_of(request);
        Box::pin(async move {
            let call = call.await?;
            let Json(body, digest) = json.await?;
            Ok(Self { db: db?, call: call.with_body(digest).weighing(true), body })
        })
    }
}

/// What cannot have succeeded has no answer to be replayed.
fn repeatable(call: Call, expected: &IfMatch) -> Call {
    if expected.is_ours() { call } else { call.unrepeatable() }
}

impl<T: Body, P: DeserializeOwned + 'static> FromRequest for Changing<T, P> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let id = PathId::<P>::from_request(request, payload);
        let (creating, expected) = (Creating::<T>::from_request(request, payload), IfMatch::of(request));
        Box::pin(async move {
            let id = id.await?.0;
            let Creating { db, call, body } = creating.await?;
            let expected = expected?;
            Ok(Self { db, call: repeatable(call, &expected), edit: Edit { id, body, expected } })
        })
    }
}

impl<P: DeserializeOwned + 'static> FromRequest for Sending<P> {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let id = PathId::<P>::from_request(request, payload);
        let call = Call::from_request(request, payload);
        let body = body::read(request, payload, "application/octet-stream", Patience::ForItsRate);
        let (db, expected) = (db_of(request), IfMatch::of(request));
        Box::pin(async move {
            let id = id.await?.0;
            let call = call.await?;
            let body = body.await?;
            let expected = expected?;
            let call = repeatable(call.with_body(crypto::sha256(&body)), &expected).weighing(true);
            Ok(Self { db: db?, call, edit: Arc::new(Edit { id, body, expected }) })
        })
    }
}

impl FromRequest for Removing {
    type Error = Problem;
    type Future = Extracting<Self>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let id = PathId::<Id>::from_request(request, payload);
        let call = Call::from_request(request, payload);
        let (db, expected) = (db_of(request), IfMatch::of(request));
        Box::pin(async move {
            let (id, call) = (id.await?.0, call.await?);
            Ok(Self { db: db?, call, edit: Edit { id, body: (), expected: expected? } })
        })
    }
}
