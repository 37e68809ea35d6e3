//! The threads that talk to the database, and who takes the place of one that waits for good.
//!
//! A server that hangs without dying, such as one whose processes were stopped, keeps its connections open and answers nothing: no
//! time-out of TCP ends that, and a thread that waits for a statement cannot be called back. So it is given up: another thread stands
//! at its post, with connections of a new pool, and the old one ends whenever it is answered after all.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Weak};
use std::time::Duration;

use parking_lot::{Mutex, RwLock};

use crate::kernel::sql::connection::Target;
use crate::kernel::sql::pool::{Manager, Pool, Pooled, lease};
use crate::kernel::sql::watch::Watch;

/// A statement that is not answered by then is given up, with its connection and its thread. PostgreSQL itself ends each after five
/// seconds.
const LONGEST_SILENCE: Duration = Duration::from_secs(30);
/// The posts are looked at so often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// So many threads may wait for good; after that nobody else takes their place.
const MOST_GIVEN_UP: usize = 64;
/// So long a job waits for a connection.
const CONNECTION_TIME: Duration = Duration::from_secs(3);

type Lease = r2d2::PooledConnection<Manager>;
type Work = Arc<dyn Fn(&Post) + Send + Sync>;

/// The pool at hand, and the next one after a server hung.
#[derive(Clone)]
pub(crate) struct Pools(Arc<PoolsInner>);

struct PoolsInner {
    target: Target,
    size: u32,
    current: RwLock<Pool>,
}

impl Pools {
    /// Opens the first.
    pub(crate) fn open(target: &Target, size: u32) -> Result<Self, String> {
        let first = builder(size).build(Manager::new(target.clone())).map_err(|error| error.to_string())?;
        Ok(Self(Arc::new(PoolsInner { target: target.clone(), size, current: RwLock::new(first) })))
    }

    /// The one at hand.
    pub(crate) fn current(&self) -> Pool {
        self.0.current.read().clone()
    }

    /// A connection for whoever stands at a post.
    pub(crate) fn lease(&self, post: &Post) -> Result<Lease, r2d2::Error> {
        lease(&self.current(), |pooled: &Pooled| post.watches(pooled.watch()))
    }

    /// What is idle in the pool at hand is as silent as what was given up, and what is leased takes up its places.
    fn replace(&self) {
        let next = builder(self.0.size).build_unchecked(Manager::new(self.0.target.clone()));
        *self.0.current.write() = next;
    }
}

fn builder(size: u32) -> r2d2::Builder<Manager> {
    r2d2::Pool::builder()
        .max_size(size)
        .min_idle(Some(1))
        // The default pings the server before every query.
        .test_on_check_out(false)
        .connection_timeout(CONNECTION_TIME)
}

/// Where one thread stands.
pub(crate) struct Post {
    name: String,
    work: Work,
    watch: Mutex<Option<Watch>>,
    relieved: AtomicBool,
    given_up: Arc<AtomicUsize>,
}

impl Post {
    /// Whether another has taken this one's place meanwhile: whoever stands here goes home.
    pub(crate) fn is_relieved(&self) -> bool {
        self.relieved.load(Ordering::SeqCst)
    }

    /// From now on the silence of this connection counts.
    pub(crate) fn watches(&self, watch: &Watch) {
        *self.watch.lock() = Some(watch.clone());
    }

    /// No connection is in use.
    pub(crate) fn rests(&self) {
        *self.watch.lock() = None;
    }

    fn is_silent(&self) -> bool {
        self.watch.lock().as_ref().and_then(Watch::silence).is_some_and(|it| it >= LONGEST_SILENCE)
    }

    fn stand(self: &Arc<Self>) -> Result<(), String> {
        let post = self.clone();
        std::thread::Builder::new()
            .name(self.name.clone())
            .spawn(move || {
                (post.work)(&post);
                if post.is_relieved() {
                    post.given_up.fetch_sub(1, Ordering::SeqCst);
                }
            })
            .map(drop)
            .map_err(|error| format!("cannot start a database thread: {error}"))
    }
}

/// All posts.
pub(crate) struct Crew {
    pools: Pools,
    posts: Mutex<Vec<Arc<Post>>>,
    given_up: Arc<AtomicUsize>,
}

impl Crew {
    /// Nobody yet. Where the database is a server, the posts are looked at from now on.
    pub(crate) fn new(pools: Pools) -> Result<Arc<Self>, String> {
        let is_server = matches!(pools.0.target, Target::Postgres(_));
        let crew = Arc::new(Self { pools, posts: Mutex::default(), given_up: Arc::default() });
        if is_server {
            let watched = Arc::downgrade(&crew);
            std::thread::Builder::new()
                .name("db-watch".into())
                .spawn(move || look(&watched))
                .map_err(|error| format!("cannot start a database thread: {error}"))?;
        }
        Ok(crew)
    }

    /// Puts a thread at a new post. The work may be begun again by another.
    pub(crate) fn post(&self, name: String, work: impl Fn(&Post) + Send + Sync + 'static) -> Result<(), String> {
        let post = self.new_post(name, Arc::new(work));
        post.stand()?;
        self.posts.lock().push(post);
        Ok(())
    }

    fn new_post(&self, name: String, work: Work) -> Arc<Post> {
        Arc::new(Post {
            name,
            work,
            watch: Mutex::default(),
            relieved: AtomicBool::new(false),
            given_up: self.given_up.clone(),
        })
    }

    /// Relieves those whose server is silent.
    fn look(&self) {
        let mut posts = self.posts.lock();
        if !posts.iter().any(|it| it.is_silent()) {
            return;
        }
        tracing::error!(
            "the database has not answered for thirty seconds: its connections are given up, and new ones opened"
        );
        self.pools.replace();
        for post in posts.iter_mut().filter(|it| it.is_silent()) {
            if self.given_up.load(Ordering::SeqCst) >= MOST_GIVEN_UP {
                tracing::error!("too many threads wait for a silent database: no other takes their place");
                return;
            }
            let next = self.new_post(post.name.clone(), post.work.clone());
            match next.stand() {
                Ok(()) => {
                    self.given_up.fetch_add(1, Ordering::SeqCst);
                    post.relieved.store(true, Ordering::SeqCst);
                    *post = next;
                }
                Err(error) => tracing::error!(error, "nobody takes the place of a thread that waits"),
            }
        }
    }
}

fn look(watched: &Weak<Crew>) {
    // It ends with the database.
    while let Some(crew) = watched.upgrade() {
        crew.look();
        drop(crew);
        std::thread::sleep(LOOK_EVERY);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    #[test]
    fn another_takes_the_place_of_whoever_waits_for_good_and_he_goes_home_when_he_is_answered() {
        let pools = Pools::open(&Target::Sqlite(":memory:".to_owned()), 2).expect("a pool");
        let crew = Crew::new(pools).expect("a crew");
        let (stood, standing) = mpsc::channel();
        let (answer, answered) = mpsc::channel::<()>();
        let answered = Mutex::new(Some(answered));
        let work = move |post: &Post| {
            stood.send(()).expect("somebody looks");
            if let Some(answered) = answered.lock().take() {
                post.watches(&Watch::silent_since_long_ago());
                stood.send(()).expect("somebody looks");
                let _ = answered.recv();
                post.rests();
            }
        };
        crew.post("db-test".to_owned(), work).expect("a post");
        for _ in 0..2 {
            standing.recv().expect("he stands and waits");
        }
        crew.look();
        standing.recv().expect("another stands");
        assert_eq!(crew.given_up.load(Ordering::SeqCst), 1);
        crew.look();
        answer.send(()).expect("he is answered");
        while crew.given_up.load(Ordering::SeqCst) > 0 {
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}
