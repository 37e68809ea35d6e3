//! A step along a workflow: `POST /{resource}/{id}/transitions`. What all of them do alike is here; a handler says what it
//! locks, what its rules look at, and what comes with the step.
//!
//! ```text
//! stepping
//!     .answer(|tx, asked| {
//!         let before = store::lock(&mut tx.view()?, asked.id)?;                            // 404
//!         let facts = store::facts(&mut tx.view()?, &before)?;
//!         let step = asked.judged(tx, &TRANSITIONS, &facts, before.version)?;              // 403, 412, 409, 422
//!         let after = before.in_state(step.to, tx.now);
//!         store::save(tx.connection, &after)?;
//!         tx.record(asked.change(&step, &before.answer(), &after.answer())?)               // the only way out
//!     })
//!     .await
//! ```

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};

use super::answer::{self, Answer};
use super::etag::IfMatch;
use super::requests::{Changing, Edit};
use super::shape::Body;
use crate::kernel::call::Call;
use crate::kernel::db::{Db, Done, Tx, View};
use crate::kernel::id::Id;
use crate::kernel::journal::{Change, Record};
use crate::kernel::problem::Problem;
use crate::kernel::workflow::{Action, Step, Subject, Table};

/// A request for a step, with the action `A` as its body.
pub struct Stepping<A> {
    db: Data<Db>,
    call: Call,
    asked: Arc<Asked<A>>,
}

/// The step that is asked for.
pub struct Asked<A> {
    /// The object.
    pub id: Id,
    /// What is to be done with it.
    pub action: A,
    expected: IfMatch,
}

impl<A: Send + Sync + 'static> Stepping<A> {
    /// What is asked for.
    pub fn asked(&self) -> &Asked<A> {
        &self.asked
    }

    /// Reads ahead of the step what would take too long inside it: whoever writes would wait. By the time of the step it may
    /// have changed, and nothing has been judged yet; so the step looks again at everything but what cannot change.
    pub async fn prepared<P: Send + 'static>(
        &self,
        prepare: impl FnOnce(&mut View<'_>, &Asked<A>) -> Result<P, Problem> + Send + 'static,
    ) -> Result<P, Problem> {
        let asked = self.asked.clone();
        self.db.read_slowly(&self.call, move |view| prepare(view, &asked)).await
    }

    /// Takes the step in one transaction, and answers with what is on record afterwards.
    pub async fn answer(
        self,
        take: impl Fn(&mut Tx<'_>, &Asked<A>) -> Result<Done, Problem> + Send + 'static,
    ) -> Answer {
        let Self { db, call, asked } = self;
        let read = asked.expected.clone();
        let written = db.write(&call, move |tx| take(tx, &asked)).await?;
        Ok(answer::of_change(written, &read))
    }
}

impl<A> Asked<A> {
    /// A step of an object, for the version of it that is expected.
    pub(super) fn of(id: Id, action: A, expected: IfMatch) -> Self {
        Self { id, action, expected }
    }
}

impl<A: Action> Asked<A> {
    /// Judges it: 403 before 412 before 409 before 422. `version` is the object's under the lock.
    pub fn judged<S: Subject>(
        &self,
        tx: &Tx<'_>,
        table: &Table<S>,
        subject: &S,
        version: i32,
    ) -> Result<Step<S::State>, Problem> {
        let fits = self.expected.check(i64::from(version));
        table.apply(&*tx.caller()?, subject, self.action.name(), tx.now, fits)
    }

    /// What goes on record, with the reason given.
    pub fn change<R: Record, S: std::fmt::Display>(
        &self,
        step: &Step<S>,
        before: &R,
        after: &R,
    ) -> Result<Change, Problem> {
        Ok(Change::moved(step, before, after)?.because(self.action.reason()))
    }
}

impl<A: Body> FromRequest for Stepping<A> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let changing = <Changing<A>>::from_request(request, payload);
        Box::pin(async move {
            let Changing { db, call, edit: Edit { id, body: action, expected } } = changing.await?;
            Ok(Self { db, call: call.weighing(false), asked: Arc::new(Asked { id, action, expected }) })
        })
    }
}
