//! An item of the list.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use validator::Validate;

use crate::kernel::deadline::{DueRule, Timeliness};
use crate::kernel::directory::Directory;
use crate::kernel::http::{BASE, dates};
use crate::kernel::id::Id;
use crate::kernel::named::{AgencyName, ProgrammeName};
use crate::kernel::text_enum::text_enum;
use crate::kernel::work::Waits;

text_enum! {
    /// What sort of thing waits: the resource, as in paths.
    pub enum WorkKind {
        /// To take on, to do, to verify, or to decide on after a refusal.
        Assignments => "assignments",
        /// Reports that are owed and nobody has begun.
        Obligations => "obligations",
        /// Reports to write, to sign, to look at and to accept.
        Submissions => "submissions",
        /// To compile, to issue, to send.
        Consolidations => "consolidations",
        /// Requests for more time, to decide on.
        Extensions => "extensions",
        /// To confirm, to hold, to report.
        Events => "events",
        /// To send up, or to acknowledge.
        EventPlans => "event-plans",
        /// Of events, to approve.
        Publications => "publications",
        /// To submit, or to issue.
        Programmes => "programmes",
        /// To approve, or to carry out.
        AgencyChanges => "agency-changes",
        /// To publish.
        Checklists => "checklists",
        /// To submit, or to approve.
        InspectionPlans => "inspection-plans",
        /// Visits of whose team one is or that one plans, self-inspections to fill in, to sign, to take note of.
        Inspections => "inspections",
        /// Of visits: to write, to comment on, to conclude.
        InspectionReports => "inspection-reports",
        /// To do, or to verify.
        Recommendations => "recommendations",
        /// On the committees of agencies, to put in force.
        CommitteeDecisions => "committee-decisions",
        /// Whose turn it is, and whether an answer is one.
        Difficulties => "difficulties",
    }
}

/// Something that waits for the caller.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct WorkItem {
    /// What sort of thing it is.
    pub kind: WorkKind,
    /// Which one. A publication has the identifier of its event.
    pub id: Id,
    /// Its version, which a step names, also among many in one request.
    #[schema(minimum = 1)]
    pub version: i32,
    /// Where it is read, with what stands in the way of the other actions.
    #[schema(
        max_length = 200,
        pattern = r"^/api/v1/[a-z-]+/[0-9a-f-]{36}(/publication)?$",
        example = "/api/v1/assignments/01890a5d-ac96-774b-bcce-b302099a8057"
    )]
    pub href: String,
    /// What it is called: the task, the period, the event, the plan; a recommendation by how it begins.
    #[schema(max_length = 1_000, example = "Tổ chức các hoạt động kỷ niệm ngày 8/3 và 20/10")]
    pub title: String,
    /// Whose it is: the agency that has to do it, or did.
    pub agency: AgencyName,
    /// The programme that it is done for.
    pub programme: Option<ProgrammeName>,
    /// Its number on paper: of an assignment that of the task, of an inspection that of its plan.
    #[schema(max_length = 100, example = "II.4.đ")]
    pub number: Option<String>,
    /// The first day of the window of a visit, for its report too: visits of one plan are told apart by agency and window. Null for
    /// whatever else waits.
    pub window_from: Option<NaiveDate>,
    /// The last day of that window.
    pub window_to: Option<NaiveDate>,
    /// The last day in Vietnam on which it is on time, extensions counted; null where nothing falls due. What is signed or looked at has
    /// that of the report that it is, and a request for more time that of the first of its papers.
    pub last_day: Option<NaiveDate>,
    /// The date on paper.
    pub due_on: Option<NaiveDate>,
    /// How that limits: `before` it, or up to and including it.
    pub due_rule: Option<DueRule>,
    /// Where it stands.
    #[schema(max_length = 40, pattern = "^[a-z_]+$", example = "accepted")]
    pub state: String,
    /// Whether it is on time as it stands now; null where nothing falls due or nobody is judged by it.
    pub timeliness: Option<Timeliness>,
    /// The names of what the caller may do next with it.
    #[schema(max_items = 40, value_type = Vec<WorkAction>)]
    pub actions: Vec<String>,
}

/// The name of an action, as a detail read has it; a type for the document alone, which bounds each name.
#[derive(ToSchema)]
#[schema(max_length = 40, pattern = "^[a-z_]+$", example = "report_done")]
pub struct WorkAction(#[allow(dead_code, reason = "never made")] String);

impl WorkItem {
    /// What a caller sees of something that waits for him.
    pub fn of(kind: WorkKind, path: &str, waits: Waits, directory: &Directory) -> Self {
        let paper = waits.paper;
        let (window_from, window_to) = paper.window.unzip();
        Self {
            kind,
            id: waits.id,
            version: waits.version,
            href: format!("{BASE}{}", path.replace("{id}", &waits.id.to_string())),
            title: paper.title,
            agency: directory.agency_named(paper.agency),
            programme: paper.programme,
            number: paper.number,
            window_from,
            window_to,
            last_day: paper.last_day,
            due_on: paper.due.map(|(day, _)| day),
            due_rule: paper.due.map(|(_, rule)| rule),
            state: waits.state,
            timeliness: paper.timeliness,
            actions: waits.actions,
        }
    }
}

/// Which of what waits to list.
#[derive(Clone, Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct WorkFilter {
    /// Of any of these sorts.
    #[serde(default)]
    #[validate(length(max = 20))]
    #[param(max_items = 20)]
    pub kind: Vec<WorkKind>,
    /// With a last day before this one; what has none is left out.
    #[serde(default, deserialize_with = "dates::optional")]
    pub due_before: Option<NaiveDate>,
}
