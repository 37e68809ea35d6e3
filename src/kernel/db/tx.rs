//! A write in progress, and its exits: `record`, `refuse`, `technical`; and `unchanged`, to which `record` leads by itself where
//! there is nothing to record, as many items do of which none was saved. A closure of [`crate::kernel::db::Db::write`] must end in
//! a [`Done`], and only these make one, so a change of the record without a journal entry does not compile.

use std::sync::Arc;

use diesel::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::kernel::call::Call;
use crate::kernel::crypto;
use crate::kernel::db::shared::{DirectoryChange, Shared};
use crate::kernel::db::view::View;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::{self, Change, Entry, NewEntry, Record};
use crate::kernel::policy::Caller;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::sql::connection::AnyConnection;
use crate::kernel::sql::schema::{directory_version, journal_entries};
use crate::kernel::sql::{advisory_lock_named, insert_many};
use crate::kernel::table::Technical;
use crate::kernel::telling::{Telling, Told};

/// How a job ended well.
pub struct Done(pub(crate) Exit);

pub(crate) enum Exit {
    /// Answered with what the last entry tells.
    Recorded { status: u16 },
    /// Committed, and answered with a problem all the same.
    Refused(Problem),
    /// Committed outside the journal; the answer is the job's own.
    Technical { body: String, version: i32 },
    /// Undone, and answered with what was there before and still is.
    Unchanged(Written),
}

/// The answer to a write, after the commit.
#[derive(Clone, Debug)]
pub struct Written {
    /// 201 for something new, 200 otherwise, 204 when it is gone.
    pub status: u16,
    /// The public answer as JSON.
    pub body: String,
    /// The resource, as in paths; empty for a technical write.
    pub resource: String,
    /// The object.
    pub id: Option<Id>,
    /// Its version.
    pub version: i32,
    /// Nothing was written: the caller has what he had.
    pub unchanged: bool,
}

impl Written {
    /// The answer that the request behind an entry got.
    pub(crate) fn of_entry(entry: &Entry) -> Self {
        Self {
            status: status_of(&entry.action, entry.after.is_some()),
            body: entry.after.clone().unwrap_or_default(),
            resource: entry.resource.clone(),
            id: Some(entry.resource_id),
            version: entry.resource_version,
            unchanged: false,
        }
    }

    /// The answer, read back.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        serde_json::from_str(&self.body).map_err(|error| {
            tracing::error!(%error, "an answer could not be read back");
            Problem::of(Code::Internal)
        })
    }

    /// The answer on record, with what no record holds.
    pub fn with(self, field: &str, value: impl Serialize) -> Result<Self, Problem> {
        let mut answer: Map<String, Value> = self.read()?;
        let value = serde_json::to_value(value).map_err(|_| Problem::of(Code::Internal))?;
        answer.insert(field.to_owned(), value);
        Ok(Self { body: Value::from(answer).to_string(), ..self })
    }
}

fn status_of(action: &str, has_answer: bool) -> u16 {
    match action {
        _ if !has_answer => 204,
        "create" => 201,
        _ => 200,
    }
}

fn hash_of(text: &str) -> Vec<u8> {
    crypto::sha256(text.as_bytes()).to_vec()
}

/// A write in progress.
pub struct Tx<'a> {
    /// The connection, inside the transaction.
    pub connection: &'a mut AnyConnection,
    /// The civil time of the request: when its head arrived.
    pub now: Instant,
    /// The machine's time.
    pub machine_now: Instant,
    caller: Option<Arc<Caller>>,
    shared: &'a Arc<Shared>,
    call: &'a Call,
    answer_id: Id,
    entries: Vec<NewEntry>,
    touches_directory: bool,
    charges: Vec<(Id, i64)>,
    /// The agencies that keep what the entries tell of.
    weighing: Vec<Id>,
    tellings: Vec<Telling>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(
        connection: &'a mut AnyConnection,
        caller: Option<Arc<Caller>>,
        shared: &'a Arc<Shared>,
        call: &'a Call,
        answer_id: Id,
    ) -> Self {
        Self {
            connection,
            now: call.arrived,
            machine_now: Instant::of_machine(),
            caller,
            shared,
            call,
            answer_id,
            entries: Vec::new(),
            touches_directory: false,
            charges: Vec::new(),
            weighing: Vec::new(),
            tellings: Vec::new(),
        }
    }

    /// Who writes.
    pub fn caller(&self) -> Result<Arc<Caller>, Problem> {
        self.caller.clone().ok_or_else(|| Problem::of(Code::Unauthenticated))
    }

    /// From here on the caller is judged by what is on record now, after a lock that others may have held; 401 once barred.
    pub fn judge_anew(&mut self) -> Result<(), Problem> {
        let directory = self.directory()?;
        self.caller = Some(Arc::new(self.caller()?.judged_by(directory)?));
        Ok(())
    }

    /// Goes to another person's act at another instant, where time stands: what a demo tells of in one transaction took place in
    /// many. Whoever acts is judged as on that day. Refused where time runs: nobody ever acts there but whose token it is.
    pub fn relive(&mut self, user: Id, agency: Id, at: Instant) -> Result<(), Problem> {
        if !self.shared.clock.stands() {
            tracing::error!("the past is told where time stands, and nowhere else");
            return Err(Problem::of(Code::Internal));
        }
        let directory = match &self.caller {
            Some(caller) => caller.directory.clone(),
            None => self.directory()?,
        };
        if directory.users.get(&user).is_none_or(|it| it.disabled) {
            return Err(Problem::of(Code::InvalidToken));
        }
        self.caller = Some(self.shared.callers.of(user, agency, at.date(), &directory));
        self.now = at;
        Ok(())
    }

    /// Somebody has just shown who he is: from here on he acts himself, for an agency. For signing in, and for
    /// setting a password by a link.
    pub fn is_shown_to_be(&mut self, user: Id, agency: Id) -> Result<(), Problem> {
        let directory = self.directory()?;
        self.caller = Some(Arc::new(Caller::new(user, agency, self.now.date(), directory)));
        Ok(())
    }

    /// The same moment as a reader sees it.
    pub fn view(&mut self) -> Result<View<'_>, Problem> {
        let caller = self.caller()?;
        Ok(View { connection: self.connection, caller, now: self.now })
    }

    /// Who is who, as this transaction sees it.
    pub fn directory(&mut self) -> Result<Arc<crate::kernel::directory::Directory>, Problem> {
        Ok(self.shared.directory_inside(self.connection)?)
    }

    /// Until the commit nobody else makes another of what is counted under this name; answers who is who, as counted from then on.
    pub fn counting(&mut self, name: &str) -> Result<Arc<crate::kernel::directory::Directory>, Problem> {
        advisory_lock_named(self.connection, &format!("how many: {name}"))?;
        self.directory()
    }

    /// The entry that tells of something beside the main change, in the same transaction.
    pub fn note(&mut self, change: Change) {
        self.push(change, Id::fresh());
    }

    /// People are told of what is recorded here, as soon as it is: in this transaction, and if it is recorded at all.
    pub fn tell(&mut self, telling: Telling) {
        self.tellings.push(telling);
    }

    /// Whether letters leave.
    pub fn mails(&self) -> bool {
        self.shared.hooks.by_mail
    }

    /// A letter with a link that sets a password is entered, whatever this write comes to tell. The link is made when it leaves.
    pub fn mail_link(&mut self, link: Id, address: &str) -> Result<(), Problem> {
        (self.shared.hooks.mail)(self.connection, link, address, self.machine_now)
    }

    /// A letter is entered to the address that a person had before, whatever this write comes to tell.
    pub fn mail_moved(&mut self, user: Id, address: &str) -> Result<(), Problem> {
        (self.shared.hooks.moved)(self.connection, user, address, self.machine_now)
    }

    /// The main change, and the way out: the answer is what the entry tells. Where it says what was said before and nothing else
    /// was noted, whatever was written is undone: no version, no entry, no author, and the key is free again.
    pub fn record(&mut self, change: Change) -> Result<Done, Problem> {
        if let (Some(version), true) = (change.stays, self.entries.is_empty()) {
            return Ok(Self::unchanged(change, version));
        }
        let status = status_of(&change.action, change.after.is_some());
        let id = self.answer_id;
        self.push(change, id);
        Ok(Done(Exit::Recorded { status }))
    }

    /// The entry that will tell of the main change.
    pub(crate) fn main_entry(&self) -> Id {
        self.answer_id
    }

    /// The way out where there was nothing to do after all: whatever was written and noted is undone, the key is free again, and
    /// the answer is the job's own.
    pub(crate) fn nothing_done<R: Record>(&mut self, answer: &R) -> Result<Done, Problem> {
        let body = serde_json::to_string(answer).map_err(|_| Problem::of(Code::Internal))?;
        let resource = R::RESOURCE.to_owned();
        Ok(Done(Exit::Unchanged(Written { status: 200, body, resource, id: None, version: 0, unchanged: true })))
    }

    fn unchanged(change: Change, version: i32) -> Done {
        Done(Exit::Unchanged(Written {
            status: 200,
            body: change.before.unwrap_or_default(),
            resource: change.resource.to_owned(),
            id: Some(change.id),
            version,
            unchanged: true,
        }))
    }

    /// Commits the change and answers the problem all the same: a reused refresh token revokes its family and is still 401.
    pub fn refuse(&mut self, problem: Problem, change: Option<Change>) -> Result<Done, Problem> {
        if let Some(change) = change {
            self.note(change);
        }
        Ok(Done(Exit::Refused(problem)))
    }

    /// Commits a change to a table outside the journal.
    pub fn technical(&mut self, _table: &Technical, body: &impl serde::Serialize) -> Result<Done, Problem> {
        Self::outside(body, 0)
    }

    /// The same beside an object whose version stays, and which is the answer.
    pub fn technical_beside<R: Record>(&mut self, _table: &Technical, object: &R) -> Result<Done, Problem> {
        Self::outside(object, object.version())
    }

    fn outside(body: &impl serde::Serialize, version: i32) -> Result<Done, Problem> {
        let body = serde_json::to_string(body).map_err(|_| Problem::of(Code::Internal))?;
        Ok(Done(Exit::Technical { body, version }))
    }

    fn push(&mut self, change: Change, id: Id) {
        self.touches_directory |= change.in_directory;
        let caller = self.caller.as_ref();
        let keeper = change.keeper(caller.map(|it| it.agency));
        if change.weighs {
            self.weighing.extend(keeper);
        }
        let authority = change.authority;
        self.entries.push(NewEntry {
            id,
            era: self.shared.era,
            occurred_at: self.now,
            recorded_at: self.machine_now,
            actor_id: caller.map(|it| it.user),
            on_behalf_of_id: authority.and_then(|it| it.on_behalf_of),
            actor_agency_id: caller.map(|it| it.agency),
            actor_role: authority.map(|it| it.role.as_str().to_owned()),
            owner_agency_id: change.owner,
            resource: change.resource.to_owned(),
            resource_id: change.id,
            resource_version: change.version,
            action: change.action,
            from_state: change.from,
            to_state: change.to,
            reason: change.reason,
            before_sha256: change.before.as_deref().map(hash_of),
            after_sha256: change.after.as_deref().map(hash_of),
            before: change.before,
            after: change.after,
            request_id: Some(self.call.request_id.clone()),
            keeper,
        });
    }

    /// An agency keeps so many bytes more than the entries say, or fewer; none where all that counts is that it is asked whether there
    /// is room.
    pub fn charge(&mut self, agency: Id, bytes: i64) {
        self.charges.push((agency, bytes));
    }

    /// 409 where an agency keeps as much as it may, and the request would have it keep more. Asked last, so that nobody learns of it
    /// what another problem would not have told.
    fn has_room(&self, exit: &Exit) -> Result<(), Problem> {
        let keeps_more = self.call.weighs && !matches!(exit, Exit::Refused(_) | Exit::Unchanged(_));
        let storage = &self.shared.storage;
        if keeps_more
            && self.weighing.iter().chain(self.charges.iter().map(|(agency, _)| agency)).any(|it| storage.is_full(*it))
        {
            return Err(Problem::of(Code::QuotaReached));
        }
        Ok(())
    }

    /// Writes what is told into the inboxes, each with the newest entry of this transaction about its object.
    fn tell_all(&mut self) -> Result<(), Problem> {
        if self.tellings.is_empty() {
            return Ok(());
        }
        let directory = match &self.caller {
            Some(caller) => caller.directory.clone(),
            None => self.directory()?,
        };
        let about =
            |telling: &Telling| self.entries.iter().rev().find(|it| it.resource_id == telling.id).map(|it| it.id);
        let tellings: Vec<(Telling, Option<Id>)> = std::mem::take(&mut self.tellings)
            .into_iter()
            .map(|telling| {
                let entry = about(&telling);
                (telling, entry)
            })
            .collect();
        let hooks = self.shared.hooks;
        let told = Told {
            tellings: &tellings,
            step: self.answer_id,
            by: self.caller.as_ref().map(|it| it.user),
            directory: &directory,
            now: self.now,
            machine_now: self.machine_now,
            by_mail: hooks.by_mail,
        };
        (hooks.tell)(self.connection, &told)
    }

    /// Writes the entries; the answer is that of the entry with the answer's id. Where who is who has changed, what comes
    /// with it lives until the commit.
    pub(crate) fn finish(mut self, exit: Exit) -> Result<(Result<Written, Problem>, Option<DirectoryChange>), Problem> {
        self.has_room(&exit)?;
        if let Exit::Recorded { .. } = exit {
            self.tell_all()?;
        }
        let answer = match exit {
            Exit::Refused(problem) => Err(problem),
            Exit::Technical { body, version } => {
                Ok(Written { status: 200, body, resource: String::new(), id: None, version, unchanged: false })
            }
            Exit::Unchanged(written) => Ok(written),
            Exit::Recorded { status } => self
                .entries
                .iter()
                .find(|it| it.id == self.answer_id)
                .map(|it| Written {
                    status,
                    body: it.after.clone().unwrap_or_default(),
                    resource: it.resource.clone(),
                    id: Some(it.resource_id),
                    version: it.resource_version,
                    unchanged: false,
                })
                .ok_or_else(|| Problem::of(Code::Internal)),
        };
        let changing = self.touches_directory.then(|| self.shared.directory_is_changing());
        if changing.is_some() {
            diesel::update(directory_version::table)
                .set(directory_version::version.eq(directory_version::version + 1))
                .execute(self.connection)?;
        }
        let entries = journal::thinned(self.connection, self.entries)?;
        // A commit that fails from here on leaves the count a little too high.
        let told = entries.iter().filter_map(|entry| Some((entry.keeper?, entry.bytes())));
        for (agency, bytes) in told.chain(self.charges) {
            self.shared.storage.charge(agency, bytes);
        }
        insert_many!(self.connection, journal_entries::table, entries)?;
        Ok((answer, changing))
    }
}
