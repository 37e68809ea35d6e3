//! A read in progress, by a caller or by nobody in particular.

use std::sync::Arc;

use crate::kernel::db::callers::Callers;
use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::policy::Caller;
use crate::kernel::sql::AnyConnection;

/// A read in progress: a connection, and who asks.
pub struct View<'a> {
    /// The connection.
    pub connection: &'a mut AnyConnection,
    /// Who asks.
    pub caller: Arc<Caller>,
    /// The civil time of the request.
    pub now: Instant,
}

/// A read in progress without a caller: what it finds is for everybody.
pub struct PublicView<'a> {
    /// The connection.
    pub connection: &'a mut AnyConnection,
    /// The civil time of the request.
    pub now: Instant,
    /// Who is who.
    pub directory: Arc<Directory>,
    pub(crate) callers: &'a Callers,
}

impl PublicView<'_> {
    /// The same read as somebody sees it today who acts for an agency and vouched for this read once, such as whoever made the
    /// address of a feed. None where he could not sign in for it today: his account is disabled, the agency has ended, or he
    /// holds no role there any more. What others lent him opens nothing by itself, as at sign-in.
    pub fn as_seen_by(&mut self, user: Id, agency: Id) -> Option<View<'_>> {
        let today = self.now.date();
        let is_enabled = self.directory.users.get(&user).is_some_and(|it| !it.disabled);
        if !is_enabled || !self.directory.is_alive(agency, today) {
            return None;
        }
        let caller = self.callers.of(user, agency, today, &self.directory);
        let holds_any = caller.grants().next().is_some();
        holds_any.then(|| View { connection: self.connection, caller, now: self.now })
    }
}
