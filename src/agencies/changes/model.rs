//! What an agency change is.

pub mod bodies;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::journal::Record;
use crate::kernel::sort::Sort;
use crate::kernel::text_enum::text_enum;
use crate::kernel::workflow::NextAction;
use crate::sort_columns;

text_enum! {
    /// Where an agency change stands.
    pub enum AgencyChangeState {
        /// It is written.
        Draft => "draft",
        /// The chair approved it; nothing of it holds yet.
        Approved => "approved",
        /// It holds.
        Executed => "executed",
        /// It held, and was taken back.
        Reverted => "reverted",
        /// It never held.
        Cancelled => "cancelled",
    }
}

text_enum! {
    /// What becomes of the reports that an agency owes when it ends.
    pub enum OpenObligations {
        /// Its heir files them.
        HeirFiles => "heir_files",
        /// Nobody does.
        Exempt => "exempt",
    }
}

/// What an agency was called until it was renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct NameBefore {
    /// Its name.
    #[schema(max_length = 300)]
    pub name: String,
    /// Its short name.
    #[schema(max_length = 100)]
    pub short_name: Option<String>,
    /// Its dotted identifier code.
    #[schema(max_length = 60)]
    pub code: String,
    /// From when on it was called so.
    pub valid_from: NaiveDate,
}

/// An agency that gets another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AgencyRename {
    /// The agency.
    pub agency_id: Id,
    /// Its name from then on.
    #[schema(max_length = 300)]
    pub name: String,
    /// Its short name from then on.
    #[schema(max_length = 100)]
    pub short_name: Option<String>,
    /// Its dotted identifier code from then on.
    #[schema(max_length = 60)]
    pub code: String,
    /// What it was called until then; null until the change is executed.
    pub before: Option<NameBefore>,
}

/// What becomes of one report that an agency owes when it ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ObligationException {
    /// The obligation.
    pub obligation_id: Id,
    /// What becomes of it.
    pub open_obligations: OpenObligations,
}

/// An agency that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AgencyEnd {
    /// The agency.
    pub agency_id: Id,
    /// Who takes over everything that is its own. Null until the change is executed where it is dissolved: then it is the agency above, or
    /// the standing agency of the committee above.
    pub heir_id: Option<Id>,
    /// Those that go on beside the heir.
    #[serde(default)]
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub successor_ids: Vec<Id>,
    /// What becomes of the reports that it owes; null while that is not decided.
    pub open_obligations: Option<OpenObligations>,
    /// Reports of which something else becomes.
    #[serde(default)]
    #[validate(length(max = 500))]
    #[schema(max_items = 500)]
    pub exceptions: Vec<ObligationException>,
}

/// A decision that renames agencies and lets them end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyChange {
    /// Its identifier.
    pub id: Id,
    /// Raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// When it was entered.
    pub created_at: Instant,
    /// When it was last changed.
    pub updated_at: Instant,
    /// The committee whose agencies change.
    pub committee_id: Id,
    /// The document that says so; null while there is none.
    pub legal_document_id: Option<Id>,
    /// The first day on which it holds.
    pub effective_on: NaiveDate,
    /// The agencies that get another name.
    #[schema(max_items = 500)]
    pub renames: Vec<AgencyRename>,
    /// The agencies that end the day before.
    #[schema(max_items = 500)]
    pub ends: Vec<AgencyEnd>,
    /// Where it stands.
    pub state: AgencyChangeState,
    /// When it was approved.
    pub approved_at: Option<Instant>,
    /// When it was executed.
    pub executed_at: Option<Instant>,
    /// When it was taken back.
    pub reverted_at: Option<Instant>,
    /// Why it was cancelled or taken back.
    #[schema(max_length = 2_000)]
    pub reason: Option<String>,
    /// The SHA-256 of what executing it did to other objects, which taking it back goes by; null before it was executed.
    #[schema(min_length = 64, max_length = 64, pattern = "^[0-9a-f]{64}$")]
    pub effects_sha256: Option<String>,
    /// What the caller may do next; only on a detail read.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_items = 20, nullable = false)]
    pub actions: Option<Vec<NextAction>>,
}

impl AgencyEnd {
    /// What becomes of one of the reports that it owes; none while that is not decided.
    pub fn decided(&self, obligation: Id) -> Option<OpenObligations> {
        let exception = self.exceptions.iter().find(|it| it.obligation_id == obligation);
        exception.map(|it| it.open_obligations).or(self.open_obligations)
    }
}

impl AgencyChange {
    /// Every agency that it names, whether that ends, gets another name or goes on with what others were, in the order of their ids.
    pub fn agencies(&self) -> Vec<Id> {
        let renamed = self.renames.iter().map(|it| it.agency_id);
        let ended = self
            .ends
            .iter()
            .flat_map(|it| std::iter::once(it.agency_id).chain(it.heir_id).chain(it.successor_ids.iter().copied()));
        let mut found: Vec<Id> = renamed.chain(ended).collect();
        found.sort();
        found.dedup();
        found
    }

    /// Whether it renames or ends an agency that another names, or the other way round. That both have the same heir is nothing between
    /// them.
    pub fn touches(&self, other: &Self) -> bool {
        let changes = |one: &Self, agencies: &[Id]| {
            let renamed = one.renames.iter().map(|it| it.agency_id);
            renamed.chain(one.ends.iter().map(|it| it.agency_id)).any(|it| agencies.binary_search(&it).is_ok())
        };
        changes(self, &other.agencies()) || changes(other, &self.agencies())
    }

    /// The agencies that end, in the order of their ids.
    pub fn ending(&self) -> Vec<Id> {
        let mut found: Vec<Id> = self.ends.iter().map(|it| it.agency_id).collect();
        found.sort();
        found
    }
}

impl Record for AgencyChange {
    const RESOURCE: &'static str = "agency-changes";
    const IN_DIRECTORY: bool = true;

    fn id(&self) -> Id {
        self.id
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        Some(self.committee_id)
    }
}

sort_columns! {
    /// The orders of a list of agency changes.
    pub enum AgencyChangeColumn { EffectiveOn = "effective_on", CreatedAt = "created_at" }
}

/// Which agency changes to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AgencyChangeFilter {
    /// Of any of these committees.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub committee_id: Vec<Id>,
    /// In any of these states.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub state: Vec<AgencyChangeState>,
    /// The order.
    #[serde(default)]
    #[param(inline)]
    pub sort: Sort<AgencyChangeColumn>,
}

text_enum! {
    /// What sort of thing an agency leaves when it ends.
    pub enum LeftKind {
        /// Accounts' roles there.
        Grants => "grants",
        /// What was lent to others there.
        Delegations => "delegations",
        /// Agencies right below.
        Agencies => "agencies",
        /// As a standing agency.
        Designations => "designations",
        /// Being drafted, or in force.
        Programmes => "programmes",
        /// That it leads.
        Tasks => "tasks",
        /// To do, or that it gave to others.
        Assignments => "assignments",
        /// Asked for, or to decide on.
        Extensions => "extensions",
        /// Of its reports, or of reports to it.
        ReportingRoutes => "reporting-routes",
        /// In which it owes a report.
        ReportPeriods => "report-periods",
        /// Owed, or received by it.
        Obligations => "obligations",
        /// Under way.
        Submissions => "submissions",
        /// Under way.
        Consolidations => "consolidations",
        /// Sent up, and not answered.
        EventPlans => "event-plans",
        /// Planned, or not reported yet.
        Events => "events",
        /// Being written.
        Checklists => "checklists",
        /// Under way.
        InspectionPlans => "inspection-plans",
        /// Under way.
        Visits => "visits",
        /// Under way.
        SelfInspections => "self-inspections",
        /// Of inspections under way, with somebody for it.
        Teams => "teams",
        /// Under way.
        InspectionReports => "inspection-reports",
        /// Not settled.
        Recommendations => "recommendations",
        /// Raised and not over, or whose turn it is.
        Difficulties => "difficulties",
        /// People who would hold no role anywhere.
        PeopleWithoutGrant => "people-without-grant",
    }
}

impl LeftKind {
    /// Whether it is over with an agency, so that whoever takes over leaves nothing of it in turn.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Grants
                | Self::Delegations
                | Self::Agencies
                | Self::Designations
                | Self::ReportingRoutes
                | Self::Teams
        )
    }

    /// The resource that says what there is of it. Each has its name, but three sorts of inspections.
    pub fn resource(self) -> &'static str {
        match self {
            Self::Visits | Self::SelfInspections | Self::Teams => "inspections",
            _ => self.as_str(),
        }
    }
}

/// How much of one sort agencies leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftCount {
    /// What sort of thing.
    pub kind: LeftKind,
    /// How many.
    #[schema(minimum = 0)]
    pub count: i64,
}

/// What the agencies leave that end by a change, as it is now.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AgencyChangePreview {
    /// Of each sort how much there is, in the order of the kinds.
    #[schema(max_items = 50)]
    pub left: Vec<LeftCount>,
}

/// Something that an agency leaves when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LeftThing {
    /// Which one: the object, or the person who would hold no role.
    pub id: Id,
    /// The agency whose it is: one that ends, or one that ended before and whose that one holds; of a person that of the account.
    pub agency_id: Id,
}
