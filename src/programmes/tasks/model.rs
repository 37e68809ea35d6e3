//! What a task is.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::{Validate, ValidationError};

use crate::kernel::deadline::DueRule;
use crate::kernel::http::{dates, patch};
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::programmes::programmes::model::ProgrammeState;
use crate::sort_columns;

text_enum! {
    /// How a task falls due.
    pub enum TaskKind {
        /// A heading over other tasks: nobody's obligation.
        Group => "group",
        /// Once, by its date.
        OneOff => "one_off",
        /// Through its window, at whose end it falls due.
        Continuous => "continuous",
        /// Again on each of its occurrences.
        Periodic => "periodic",
    }
}

text_enum! {
    /// What part an agency has in a task.
    pub enum Part {
        /// Chủ trì.
        Lead => "lead",
        /// Phối hợp.
        Coordinating => "coordinating",
    }
}

/// A task of a programme, numbered as on paper.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Task {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The programme, in this revision.
    pub programme_id: Id,
    /// The identifier that the task had in the first revision that held it; assignments refer to this one.
    pub origin_id: Id,
    /// The number on paper; dashes are lettered a b c d đ e.
    #[schema(max_length = 40, example = "II.4.đ")]
    pub number: String,
    /// What is to be done.
    #[schema(max_length = 1_000, example = "Tổ chức các hoạt động kỷ niệm ngày 8/3 và 20/10")]
    pub title: String,
    /// More about it.
    #[schema(max_length = 10_000)]
    pub description: Option<String>,
    /// How it falls due.
    pub kind: TaskKind,
    /// The first day of its window.
    pub starts_on: Option<NaiveDate>,
    /// Its due date; for a periodic task the last one.
    pub due_on: Option<NaiveDate>,
    /// Whether the date itself is still in time.
    pub due_rule: DueRule,
    /// The due dates of a periodic task.
    #[schema(max_items = 60)]
    pub occurrences: Vec<NaiveDate>,
    /// What should come of it.
    #[schema(max_length = 2_000)]
    pub expected_output: Option<String>,
    /// The agency that leads.
    pub lead_agency_id: Option<Id>,
    /// The agencies that take part.
    #[schema(max_items = 200)]
    pub coordinating_agency_ids: Vec<Id>,
    /// A note, for instance which facts are assumed.
    #[schema(max_length = 2_000)]
    pub note: Option<String>,
    /// What the caller may do; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

/// A task together with the agency whose programme it belongs to, as the journal files it.
#[derive(Clone, Debug, Serialize)]
#[serde(transparent)]
pub struct OwnedTask {
    /// The public answer.
    pub task: Task,
    /// Whose programme.
    #[serde(skip)]
    pub owner: Id,
}

impl Record for OwnedTask {
    const RESOURCE: &'static str = "tasks";

    fn id(&self) -> Id {
        self.task.id
    }

    fn version(&self) -> i32 {
        self.task.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.owner)
    }
}

/// A section in Roman numbers to XXXIX or an item to 999, then perhaps an item, then perhaps a lettered dash: exactly what the document's
/// pattern says.
fn paper_number(number: &str) -> Result<(), ValidationError> {
    let parts: Vec<&str> = number.split('.').collect();
    let kinds: Option<String> =
        parts.iter().map(|part| text::paper_number_key(part).and_then(|key| key.chars().next())).collect();
    let section_fits = parts.first().is_some_and(|it| it.chars().all(|sign| "IVX0123456789".contains(sign)));
    let short = |part: &&str| part.chars().count() <= 3 || part.starts_with('X') || part.starts_with('V');
    match kinds.as_deref() {
        Some("1" | "12" | "13" | "123" | "2" | "22" | "23" | "223") if section_fits && parts.iter().all(short) => {
            Ok(())
        }
        _ => Err(ValidationError::new("pattern")),
    }
}

/// A task to enter in a draft.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewTask {
    /// A UUIDv7 of the client's choice; made by the service when absent.
    pub id: Option<Id>,
    /// The programme, a draft.
    pub programme_id: Id,
    /// The number on paper.
    #[validate(custom(function = paper_number))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = r"^(X{1,3}(IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3}|[1-9][0-9]{0,2})(\.[1-9][0-9]{0,2})?(\.[abcdđeghiklmnopqrstuvxy])?$",
        example = "II.4.đ"
    )]
    pub number: String,
    /// What is to be done.
    #[validate(length(min = 1, max = 1_000))]
    #[schema(min_length = 1, max_length = 1_000, example = "Tổ chức tập huấn nghiệp vụ")]
    pub title: String,
    /// More about it.
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub description: Option<String>,
    /// How it falls due.
    pub kind: TaskKind,
    /// The first day of its window.
    pub starts_on: Option<NaiveDate>,
    /// Its due date; not for a periodic task.
    pub due_on: Option<NaiveDate>,
    /// Whether the date itself is still in time; on or before when absent.
    pub due_rule: Option<DueRule>,
    /// The due dates of a periodic task.
    #[serde(default)]
    #[validate(length(max = 60))]
    #[schema(max_items = 60)]
    pub occurrences: Vec<NaiveDate>,
    /// What should come of it.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub expected_output: Option<String>,
    /// The agency that leads.
    pub lead_agency_id: Option<Id>,
    /// The agencies that take part.
    #[serde(default)]
    #[validate(length(max = 200))]
    #[schema(max_items = 200)]
    pub coordinating_agency_ids: Vec<Id>,
    /// A note.
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: Option<String>,
}

/// What to change in a draft; absent fields stay.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TaskPatch {
    /// The number on paper.
    #[validate(custom(function = paper_number))]
    #[schema(
        min_length = 1,
        max_length = 40,
        pattern = r"^(X{1,3}(IX|IV|V?I{0,3})|IX|IV|VI{0,3}|I{1,3}|[1-9][0-9]{0,2})(\.[1-9][0-9]{0,2})?(\.[abcdđeghiklmnopqrstuvxy])?$",
        nullable = false
    )]
    pub number: Option<String>,
    /// What is to be done.
    #[validate(length(min = 1, max = 1_000))]
    #[schema(min_length = 1, max_length = 1_000, nullable = false)]
    pub title: Option<String>,
    /// More about it; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 10_000))]
    #[schema(min_length = 1, max_length = 10_000)]
    pub description: Option<Option<String>>,
    /// How it falls due.
    #[schema(nullable = false)]
    pub kind: Option<TaskKind>,
    /// The first day of its window; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    pub starts_on: Option<Option<NaiveDate>>,
    /// Its due date; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    pub due_on: Option<Option<NaiveDate>>,
    /// Whether the date itself is still in time.
    #[schema(nullable = false)]
    pub due_rule: Option<DueRule>,
    /// The due dates of a periodic task.
    #[validate(length(max = 60))]
    #[schema(max_items = 60, nullable = false)]
    pub occurrences: Option<Vec<NaiveDate>>,
    /// What should come of it; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000, example = "Ít nhất hai lớp tập huấn")]
    pub expected_output: Option<Option<String>>,
    /// The agency that leads; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    pub lead_agency_id: Option<Option<Id>>,
    /// The agencies that take part.
    #[validate(length(max = 200))]
    #[schema(max_items = 200, nullable = false)]
    pub coordinating_agency_ids: Option<Vec<Id>>,
    /// A note; null removes it.
    #[serde(default, deserialize_with = "patch::nullable")]
    #[validate(length(min = 1, max = 2_000))]
    #[schema(min_length = 1, max_length = 2_000)]
    pub note: Option<Option<String>>,
}

sort_columns! {
    /// The orders of a list of tasks.
    pub enum TaskColumn { Number = "number", DueOn = "due_on" }
}

/// Which tasks to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct TaskFilter {
    /// Of any of these programmes.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub programme_id: Vec<Id>,
    /// Any of these agencies leads or takes part.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub agency_id: Vec<Id>,
    /// Of any of these kinds.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub kind: Vec<TaskKind>,
    /// The programme is in any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<ProgrammeState>,
    /// Due on this date or later.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_from: Option<NaiveDate>,
    /// Due before this date.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_before: Option<NaiveDate>,
    /// Text in number, title or description, with or without diacritics.
    #[validate(length(min = 1, max = 100))]
    #[param(min_length = 1, max_length = 100)]
    pub q: Option<String>,
    /// The order; tasks without a date come last by `due_on`.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<TaskColumn>,
}
