//! What a reminder is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text::sort_key;
use crate::kernel::text_enum::text_enum;
use crate::reminders::schedule::Occasion;
use crate::sort_columns;

/// A reminder that went out.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Reminder {
    /// Its identifier.
    pub id: Id,
    /// What it reminds of: the resource, as in paths.
    #[schema(max_length = 60, example = "assignments")]
    pub resource: String,
    /// Which object.
    pub subject_id: Id,
    /// What that was called then.
    #[schema(max_length = 1_100)]
    pub title: String,
    /// The agency that owes it.
    pub agency_id: Id,
    /// The agency that waits for it: the committee, the agency whose own programme it is, or the recipient.
    pub keeper_id: Id,
    /// Why it went out.
    pub occasion: Occasion,
    /// The day it belongs to.
    pub for_on: NaiveDate,
    /// The last day on which the object was on time then.
    pub last_day: NaiveDate,
    /// The last day asked for inside the house, where it was earlier.
    pub internal_on: Option<NaiveDate>,
    /// When it went out.
    pub made_at: Instant,
    /// Who asked for it; null where the service did it by itself.
    pub made_by: Option<Id>,
    /// How many people it reached.
    #[schema(minimum = 0)]
    pub notified: i32,
}

impl Record for Reminder {
    const RESOURCE: &'static str = "reminders";
    const WEIGHS: bool = false;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        1
    }

    fn owner(&self) -> Option<Id> {
        Some(self.agency_id)
    }
}

/// Whom to remind now, in exactly one of nine ways.
#[derive(Clone, Debug, Default, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewReminders {
    /// Everybody who still owes a report of this period to the caller's agency.
    pub period_id: Option<Id>,
    /// Those who owe these reports.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub obligation_ids: Option<Vec<Id>>,
    /// Those who carry these assignments out.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub assignment_ids: Option<Vec<Id>>,
    /// Those who owe what came of these events.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub event_ids: Option<Vec<Id>>,
    /// Everybody who has not handed in the self-inspection that this plan asks for.
    pub plan_id: Option<Id>,
    /// Those who owe these self-inspections.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub inspection_ids: Option<Vec<Id>>,
    /// Those whose comment on these reports of visits is awaited.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub inspection_report_ids: Option<Vec<Id>>,
    /// Those who have to do these recommendations.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub recommendation_ids: Option<Vec<Id>>,
    /// Those whose turn it is to do something about these difficulties.
    #[validate(length(min = 1, max = 5_000))]
    #[schema(min_items = 1, max_items = 5_000)]
    pub difficulty_ids: Option<Vec<Id>>,
}

text_enum! {
    /// Why an object was left out.
    pub enum WhySkipped {
        /// It was reminded of today already.
        RemindedToday => "reminded_today",
        /// Nothing is owed any more.
        NothingOwed => "nothing_owed",
        /// More time was given, and it is not over: whoever reminds all does not mean those.
        ExtensionRuns => "extension_runs",
    }
}

/// An object that nobody was reminded of.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct Skipped {
    /// Which object.
    pub subject_id: Id,
    /// Why.
    pub why: WhySkipped,
}

/// What came of reminding by hand.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
pub struct Reminded {
    /// The objects that were reminded of, once each.
    #[schema(max_items = 5_000)]
    pub made: Vec<Id>,
    /// The objects that were not, and why.
    #[schema(max_items = 5_000)]
    pub skipped: Vec<Skipped>,
    /// How many people that reached, each counted for every object: 0 where nobody will know of it.
    #[serde(default)]
    #[schema(minimum = 0, required = true)]
    pub notified: i32,
    /// Those of the objects made that reached nobody.
    #[serde(default)]
    #[schema(max_items = 5_000, required = true)]
    pub unreached: Vec<Id>,
    /// The agencies that were reminded, those that nobody could be reached at too, in the order of their names.
    #[serde(default)]
    #[schema(max_items = 5_000, required = true)]
    pub agencies: Vec<ReachedAgency>,
}

/// An agency that was reminded, and whom that reached.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
pub struct ReachedAgency {
    /// The agency.
    pub agency_id: Id,
    /// Its name.
    #[schema(max_length = 300, example = "Sở Tư pháp")]
    pub name: String,
    /// Of how many objects it was reminded.
    #[schema(minimum = 1)]
    pub made: i32,
    /// How many people that reached, each counted for every object: 0 where nobody there will know of it.
    #[schema(minimum = 0)]
    pub notified: i32,
}

impl Reminded {
    /// Counts what one agency was reminded of, with what it was before.
    pub fn count(&mut self, more: ReachedAgency) {
        match self.agencies.iter_mut().find(|it| it.agency_id == more.agency_id) {
            Some(known) => {
                known.made += more.made;
                known.notified += more.notified;
            }
            None => self.agencies.push(more),
        }
    }

    /// What came of a further part.
    pub fn add(&mut self, part: Self) {
        self.made.extend(part.made);
        self.skipped.extend(part.skipped);
        self.notified += part.notified;
        self.unreached.extend(part.unreached);
        part.agencies.into_iter().for_each(|it| self.count(it));
    }

    /// The same with the agencies in the order of their names.
    pub fn in_order(mut self) -> Self {
        self.agencies.sort_by_cached_key(|it| (sort_key(&it.name), it.agency_id));
        self
    }
}

sort_columns! {
    /// The orders of a list of reminders.
    pub enum ReminderColumn { MadeAt = "made_at" }
}

/// Which reminders to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReminderFilter {
    /// Of any of these objects.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub subject_id: Vec<Id>,
    /// To any of these agencies.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// For any of these reasons.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub occasion: Vec<Occasion>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ReminderColumn>,
}

/// In which order to list the reminders of one object.
#[derive(Clone, Copy, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReminderOrder {
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<ReminderColumn>,
}
