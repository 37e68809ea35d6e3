//! Threads that read: a bounded queue, a connection from the pool per job, a panic caught per job.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded};
use diesel::connection::SimpleConnection as _;
use tokio::sync::oneshot;

use crate::kernel::db::crew::{Crew, Pools, Post};
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::connection::AnyConnection;

/// Whoever waits for a job longer has been forgotten: what the service does by itself goes on. Requests are given up long before.
pub(crate) const LONGEST_JOB: Duration = Duration::from_secs(120);

/// A job whose caller may have gone.
pub(crate) struct ReadJob(Run, Abandoned);

type Run = Box<dyn FnOnce(Result<&mut AnyConnection, Problem>) + Send>;
type Abandoned = Box<dyn Fn() -> bool + Send>;

impl ReadJob {
    pub(crate) fn new<T: Send + 'static>(
        sender: oneshot::Sender<Result<T, Problem>>,
        job: impl FnOnce(&mut AnyConnection) -> Result<T, Problem> + Send + 'static,
    ) -> Self {
        // The sender is asked whether anybody still waits before the work, and is used up by the answer after it.
        let sender = std::sync::Arc::new(parking_lot::Mutex::new(Some(sender)));
        let watched = sender.clone();
        let lock = |it: &parking_lot::Mutex<Option<oneshot::Sender<_>>>| it.lock().take();
        Self(
            Box::new(move |connection| {
                let answer = connection.and_then(|connection| {
                    catch_unwind(AssertUnwindSafe(|| job(connection))).unwrap_or_else(|_| Err(panicked()))
                });
                if let Some(sender) = lock(&sender) {
                    // The caller may have gone meanwhile: nobody is left to tell.
                    let _ = sender.send(answer);
                }
            }),
            Box::new(move || {
                let guard = watched.lock();
                guard.as_ref().is_none_or(oneshot::Sender::is_closed)
            }),
        )
    }
}

/// A panic is our fault and the caller's 500; its text goes to the log through the panic hook.
pub(crate) fn panicked() -> Problem {
    tracing::error!("a database job panicked");
    Problem::of(Code::Internal)
}

/// When PostgreSQL plans the statements of a lane.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Planning {
    /// As it sees fit, mostly once for all values: what is short costs less than its plan.
    AsItSeesFit,
    /// Each time for the values at hand: what reads much takes twice as long by a plan that knows none of them.
    EachTime,
}

impl Planning {
    /// Sets it for one job, or back. Whether that went well shows in the job itself.
    fn set(self, connection: &mut AnyConnection, statement: &str) {
        if let (Self::EachTime, AnyConnection::Pg(pg)) = (self, connection) {
            let _ = pg.batch_execute(statement);
        }
    }
}

/// A queue with its threads.
pub(crate) struct Lane(Sender<ReadJob>);

impl Lane {
    pub(crate) fn start(
        name: &str,
        threads: usize,
        queue: usize,
        planning: Planning,
        (crew, pools): (&Crew, &Pools),
    ) -> Result<Self, String> {
        let (sender, receiver) = bounded::<ReadJob>(queue);
        for number in 1..=threads {
            let (receiver, pools) = (receiver.clone(), pools.clone());
            crew.post(format!("db-{name}-{number}"), move |post| serve(&receiver, planning, &pools, post))?;
        }
        Ok(Self(sender))
    }

    pub(crate) fn push(&self, job: ReadJob) -> Result<(), Problem> {
        self.0.try_send(job).map_err(|error| match error {
            TrySendError::Full(_) => Problem::of(Code::Overloaded).retry_after(1),
            TrySendError::Disconnected(_) => Problem::of(Code::Internal),
        })
    }

    pub(crate) fn queued(&self) -> usize {
        self.0.len()
    }
}

fn serve(jobs: &Receiver<ReadJob>, planning: Planning, pools: &Pools, post: &Post) {
    while !post.is_relieved() {
        let Ok(ReadJob(run, abandoned)) = jobs.recv() else { return };
        if abandoned() {
            continue;
        }
        match pools.lease(post) {
            Ok(mut pooled) => {
                planning.set(pooled.connection(), "SET plan_cache_mode = force_custom_plan");
                run(Ok(pooled.connection()));
                planning.set(pooled.connection(), "RESET plan_cache_mode");
            }
            Err(error) => {
                tracing::error!(%error, "no database connection");
                run(Err(Problem::of(Code::Overloaded).retry_after(2)));
            }
        }
        post.rests();
    }
}
