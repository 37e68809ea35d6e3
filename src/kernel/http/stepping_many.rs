//! Steps of many objects in one request: `POST /{resource}/transitions`. Reviewing thirty reports is one call, and each of them is what
//! it would have been alone: judged for the version that was read, taken in a transaction of its own, recorded by an entry of its own,
//! and answered by itself, in the order of the list.
//!
//! ```text
//! pub async fn transition(stepping: Stepping<LoanAction>) -> Answer {
//!     stepping.answer(take_step).await
//! }
//!
//! pub async fn transition_many(stepping: SteppingMany<LoanReview>) -> Answer {      // impl From<LoanReview> for LoanAction
//!     stepping.answer(take_step).await
//! }
//!
//! fn take_step(tx: &mut Tx<'_>, asked: &Asked<LoanAction>) -> Result<Done, Problem> { … }
//! ```
//!
//! - **Wrong shape, wrong request**: 400 for all of it, nothing was tried. So is whoever may not sign in at all, 401.
//! - **Repeatable**: under `Idempotency-Key: k` each step has the key `k/<id>`. Sent again, what was done is answered as the first time,
//!   and what was not is tried; the other items may differ.
//! - **In time**: a handler has fifteen seconds, so whatever is not reached in [`TIME`] is answered 503 `not_reached`, and one whose
//!   answer was still out then is `outcome_unknown`. Sent again under the same key both come to the same end.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant as Moment};

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use validator::{Validate, ValidationErrors};

use super::actions;
use super::answer::Answer;
use super::checks::Checks;
use super::etag::{IfMatch, etag};
use super::items::{ItemAnswer, Items, ToldProblem};
use super::requests::Creating;
use super::shape::Body;
use super::stepping::Asked;
use super::surface;
use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::{Db, Done, Tx, Written};
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Language, Problem};

/// So long after its arrival a request goes on to the next step.
const TIME: Duration = Duration::from_secs(10);

/// One step of many: of which object, for which version of it, and which step.
#[derive(Clone, Debug, ToSchema)]
pub struct StepOf<A> {
    /// The object.
    pub id: Id,
    /// The version of it that was read.
    #[schema(minimum = 1, maximum = 2_147_483_647)]
    pub version: i32,
    /// The step.
    pub step: A,
    /// What the item said, for its idempotency key.
    #[schema(ignore)]
    digest: [u8; 32],
}

/// The fields of an item as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields<A> {
    id: Id,
    version: i32,
    step: A,
}

impl<'de, A: DeserializeOwned> Deserialize<'de> for StepOf<A> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        // Its keys come sorted, so it does not matter in which order they were written.
        let digest = crypto::sha256(Value::Object(fields.clone()).to_string().as_bytes());
        let Fields { id, version, step } = actions::read(fields)?;
        Ok(Self { id, version, step, digest })
    }
}

impl<A: Validate> Validate for StepOf<A> {
    fn validate(&self) -> Result<(), ValidationErrors> {
        let checks = Checks::new().number("version", self.version, 1, i32::MAX);
        checks.nested("step", self.step.validate()).done()
    }
}

/// What became of many steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepsTaken {
    /// What became of each, in the order in which they were asked for; its key is the id.
    #[schema(max_items = 200)]
    pub items: Vec<ItemAnswer>,
}

/// A request for steps of many objects, each with an action `A`.
pub struct SteppingMany<A> {
    db: Data<Db>,
    call: Call,
    steps: Vec<StepOf<A>>,
    language: Language,
    instance: String,
}

impl<A> SteppingMany<A> {
    /// Takes each step in a transaction of its own, as `take` takes one that is asked for alone, and answers what became of it.
    pub async fn answer<Whole: From<A> + Send + 'static>(
        self,
        take: impl Fn(&mut Tx<'_>, &Asked<Whole>) -> Result<Done, Problem> + Clone + Send + 'static,
    ) -> Answer {
        let Self { db, call, steps, language, instance } = self;
        let began = Moment::now();
        let left = || TIME.checked_sub(began.elapsed());
        let one = |step: StepOf<A>, left: Duration| {
            let (db, call, take) = (db.clone(), of_item(&call, &step), take.clone());
            let StepOf { id, version, step, .. } = step;
            let asked = Asked::of(id, Whole::from(step), IfMatch::version(i64::from(version)));
            async move {
                let written = db.write(&call, move |tx| take(tx, &asked));
                // What is still out is done or not: whoever asks again under its key is told.
                let unknown = |_elapsed| Err(Problem::of(Code::OutcomeUnknown));
                tokio::time::timeout(left, written).await.unwrap_or_else(unknown)
            }
        };
        let told = |place: usize, problem: Problem| {
            let problem = problem.below(&format!("/items/{place}"));
            Ok::<_, Problem>((problem.status(), problem.seconds(), ToldProblem::of(&problem, language, &instance)?))
        };
        let items = each(steps, left, one, told).await?;
        Ok(HttpResponse::Ok().json(StepsTaken { items }))
    }
}

/// A problem as it is told: its status, and after how many seconds it may be gone.
type Told = (StatusCode, Option<u64>, ToldProblem);

/// Takes one after the other while there is time left. Whoever is barred, 401, is so for all of them: the request fails with the first.
async fn each<A, Taking: Future<Output = Result<Written, Problem>>>(
    steps: Vec<StepOf<A>>,
    left: impl Fn() -> Option<Duration>,
    take: impl Fn(StepOf<A>, Duration) -> Taking,
    told: impl Fn(usize, Problem) -> Result<Told, Problem>,
) -> Result<Vec<ItemAnswer>, Problem> {
    let (mut seen, mut barred) = (HashSet::new(), None);
    let mut items = Vec::with_capacity(steps.len());
    for (place, step) in steps.into_iter().enumerate() {
        let key = step.id.to_string();
        let outcome = match (seen.insert(step.id), &barred, left()) {
            (false, ..) => Err(Problem::of_place("/id", Code::ItemRepeated)),
            (_, Some(problem), _) => Err(Problem::clone(problem)),
            (.., None) => Err(Problem::of(Code::NotReached)),
            (.., Some(left)) => take(step, left).await.map_err(|problem| match problem.code() {
                // Of the version that an item names nothing is said in its step.
                Code::StaleVersion => stale(),
                _ => problem.below("/step"),
            }),
        };
        let answer = ItemAnswer::of(key);
        items.push(match outcome {
            Ok(written) => {
                let etag = etag(i64::from(written.version), written.body.as_bytes());
                ItemAnswer { etag: Some(etag), version: Some(written.version), ..answer }
            }
            Err(problem) if bars(&problem) && place == 0 => return Err(problem),
            Err(problem) => {
                barred = barred.or(bars(&problem).then(|| problem.clone()));
                let (status, retry_after, problem) = told(place, problem)?;
                ItemAnswer { status: status.as_u16(), retry_after, problem: Some(problem), ..answer }
            }
        });
    }
    Ok(items)
}

/// An item names the version in its own field; there is no `If-Match` that could be looked for.
fn stale() -> Problem {
    Problem::of(Code::StaleVersion).at_because(
        "/version",
        Code::StaleVersion,
        "Bản ghi đã thay đổi so với phiên bản nêu trong version",
        "The record has changed since the version named in version",
    )
}

/// Whether it is the caller who is refused, and not a step.
fn bars(problem: &Problem) -> bool {
    problem.status() == StatusCode::UNAUTHORIZED || problem.code() == Code::PasswordChangeNeeded
}

/// The call of one item: under its own key, bound to what it says.
fn of_item<A>(call: &Call, step: &StepOf<A>) -> Call {
    let key = call.key.as_ref().map(|key| key.of_item(step.id));
    Call { key, ..call.clone() }.with_body(step.digest)
}

impl<A: Body> FromRequest for SteppingMany<A> {
    type Error = Problem;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Problem>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let creating = Creating::<Items<StepOf<A>>>::from_request(request, payload);
        let (language, instance) = (Language::of(request.headers()), surface::shown(request.path()).to_owned());
        Box::pin(async move {
            let Creating { db, call, body: Items { items: steps } } = creating.await?;
            Ok(Self { db, call: call.weighing(false), steps, language, instance })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    fn step(id: Id) -> StepOf<()> {
        StepOf { id, version: 1, step: (), digest: [0; 32] }
    }

    fn written() -> Written {
        let (body, resource) = ("{}".to_owned(), "loans".to_owned());
        Written { status: 200, body, resource, id: None, version: 2, unchanged: false }
    }

    fn told(place: usize, problem: Problem) -> Result<Told, Problem> {
        let problem = problem.below(&format!("/items/{place}"));
        Ok((problem.status(), problem.seconds(), ToldProblem::of(&problem, Language::English, "/")?))
    }

    /// What becomes of some steps, of which each does what it is told to; there is time for so many.
    async fn became(ids: &[Id], time_for: usize, does: impl Fn(Id) -> Result<Written, Problem>) -> Vec<(u16, String)> {
        let tried = RefCell::new(0);
        let left = || (*tried.borrow() < time_for).then_some(TIME);
        let take = |step: StepOf<()>, _| {
            *tried.borrow_mut() += 1;
            std::future::ready(does(step.id))
        };
        let items = each(ids.iter().copied().map(step).collect(), left, take, told).await;
        let shown = |item: ItemAnswer| {
            let problem = serde_json::to_value(&item.problem).expect("a problem");
            (item.status, problem["code"].as_str().unwrap_or_default().to_owned())
        };
        items.expect("an answer to each").into_iter().map(shown).collect()
    }

    #[actix_web::test]
    async fn what_is_not_reached_says_so_and_when_to_come_back() {
        let ids: Vec<Id> = (0..4).map(|_| Id::fresh()).collect();
        let found = became(&ids, 2, |_| Ok(written())).await;
        let late = || (503, "not_reached".to_owned());
        assert_eq!(found, [(200, String::new()), (200, String::new()), late(), late()]);
        assert!(Problem::of(Code::NotReached).seconds().is_some());
    }

    #[actix_web::test]
    async fn each_is_answered_by_itself_and_named_once() {
        let ids: Vec<Id> = (0..3).map(|_| Id::fresh()).collect();
        let asked = [ids[0], ids[1], ids[0], ids[2]];
        let does = |id: Id| if id == ids[1] { Err(Problem::of(Code::StaleVersion)) } else { Ok(written()) };
        let found = became(&asked, 9, does).await;
        let codes: Vec<&str> = found.iter().map(|(_, code)| code.as_str()).collect();
        assert_eq!(codes, ["", "stale_version", "item_repeated", ""]);
    }

    #[actix_web::test]
    async fn whoever_is_barred_is_so_for_the_rest() {
        let ids: Vec<Id> = (0..3).map(|_| Id::fresh()).collect();
        let does = |id: Id| if id == ids[0] { Ok(written()) } else { Err(Problem::of(Code::InvalidToken)) };
        let found = became(&ids, 2, does).await;
        assert_eq!(found.iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 401, 401]);
        let take = |_, _| std::future::ready(Err(Problem::of(Code::InvalidToken)));
        let all = each(ids.iter().copied().map(step).collect(), || Some(TIME), take, told).await;
        assert_eq!(all.expect_err("of all").code(), Code::InvalidToken);
    }
}
