//! Makes the reminders of a day, once, by the civil clock. It may be stopped at any moment and run on any number of
//! instances: what is made is found, and the day is marked when it is done.

use crate::reminders::DuePapers;
use chrono::{Days, NaiveDate};

use super::Reminding;
use super::making::{self, PART};
use crate::kernel::call::Call;
use crate::kernel::db::Db;
use crate::kernel::due::Part;
use crate::kernel::id::Id;
use crate::kernel::problem::{Code, Problem};
use crate::kernel::settings;
use crate::kernel::table::SETTINGS;
use crate::reminders::notifications::store::READ_MARKS;

/// The last day whose reminders are made.
const THROUGH: &str = "reminders.through";
/// So many subjects are read at once.
const READ: usize = 500;

/// The scheduler.
pub struct Scheduler {
    db: Db,
    reminding: Reminding,
    through: Option<NaiveDate>,
}

impl Scheduler {
    /// Has not looked yet.
    pub fn new(db: Db, reminding: Reminding) -> Self {
        Self { db, reminding, through: None }
    }

    /// Makes what is missing up to today. After a stop, the newest alone of what was missed goes out for each subject; a
    /// database without a mark begins today. How many were made.
    pub async fn run(&mut self) -> Result<usize, Problem> {
        let today = self.db.clock().now().date();
        if self.through.is_some_and(|through| through >= today) {
            return Ok(0);
        }
        let through = match self.marked().await? {
            Some(marked) if marked >= today => {
                self.through = Some(marked);
                return Ok(0);
            }
            Some(marked) => marked,
            None => day_before(today),
        };
        let made = self.make(through, today).await?;
        self.mark(today).await?;
        self.through = Some(today);
        Ok(made)
    }

    /// Makes what belongs to today alone, and marks nothing: for the replay of a year day by day, whose end is marked once.
    pub async fn run_day(&self) -> Result<usize, Problem> {
        let today = self.db.clock().now().date();
        self.make(day_before(today), today).await
    }

    /// Notes that everything up to a day is made.
    pub async fn mark(&self, day: NaiveDate) -> Result<(), Problem> {
        let call = Call::of_command("reminders", self.db.clock().now());
        let marked = self.db.write_as_system(&call, move |tx| {
            making::lock(tx.connection)?;
            let before = settings::get(tx.connection, THROUGH)?.and_then(|text| text.parse::<NaiveDate>().ok());
            if before.is_none_or(|before| before < day) {
                settings::set(tx.connection, THROUGH, &day.to_string())?;
            }
            tx.technical(&SETTINGS, &())
        });
        marked.await.map(drop)
    }

    async fn marked(&self) -> Result<Option<NaiveDate>, Problem> {
        let text = self.db.read_as_system(|connection| Ok(settings::get(connection, THROUGH)?)).await?;
        Ok(text.and_then(|text| text.parse().ok()))
    }

    async fn make(&self, through: NaiveDate, today: NaiveDate) -> Result<usize, Problem> {
        let mut made = 0;
        for owed in self.reminding.papers.owed {
            let mut after = None;
            loop {
                let (asked_for, next) = self.asked_for(owed, through, today, after).await?;
                for part in asked_for.chunks(PART) {
                    made += self.make_part(*owed, part.to_vec(), through).await?;
                }
                match next {
                    Some(id) => after = Some(id),
                    None => break,
                }
            }
        }
        Ok(made)
    }

    /// Of the next subjects those that the schedule asks for, and where to go on.
    async fn asked_for(
        &self,
        owed: &DuePapers,
        through: NaiveDate,
        today: NaiveDate,
        after: Option<Id>,
    ) -> Result<(Vec<Id>, Option<Id>), Problem> {
        let (scan, schedule) = (owed.papers.scan, self.reminding.schedule.clone());
        let directory = self.db.refresh_directory().await?;
        let notice = Days::new(u64::from(schedule.longest_notice()));
        let wanted_by = today.checked_add_days(notice).unwrap_or(today);
        let part = Part { wanted_by, today, after, limit: READ as i64 };
        let read = self.db.read_as_system(move |connection| {
            let found = scan(connection, &directory, &part)?;
            let next = found.last().filter(|_| found.len() >= READ).map(|due| due.id);
            let asked_for = found.iter().filter(|due| schedule.newest(due, through, today).is_some());
            Ok((asked_for.map(|due| due.id).collect(), next))
        });
        read.await
    }

    /// One job of the writer, short enough that nobody waits for it.
    async fn make_part(&self, owed: DuePapers, ids: Vec<Id>, through: NaiveDate) -> Result<usize, Problem> {
        let (call, reminding) = (Call::of_command("reminders", self.db.clock().now()), self.reminding.clone());
        let written = self.db.write_as_system(&call, move |tx| {
            let made = making::by_schedule(tx, &reminding, &owed, &ids, through)?;
            // The entries of the journal are noted one by one.
            tx.technical(&READ_MARKS, &made)
        });
        written.await?.body.parse().map_err(|_| Problem::of(Code::Internal))
    }
}

fn day_before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}
