//! What can be told of inspections.

use chrono::NaiveDate;

use crate::inspections::answers::model::AnswerBody;
use crate::inspections::inspections::model::{InspectionAction, InspectionKind};
use crate::inspections::recommendations::model::RecommendationAction;
use crate::inspections::reports::model::InspectionReportAction;
use crate::kernel::id::Id;
use crate::kernel::instant::Instant;
use crate::kernel::problem::{Code, Problem};

/// What became of the inspections of one agency by the plans of one owner.
#[derive(Clone, Debug)]
pub struct Tale {
    /// What was done, in the order of time.
    pub deeds: Vec<Deed>,
}

/// Which inspection: what a plan asks of an agency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The approved plan.
    pub plan: Id,
    /// The agency.
    pub agency: Id,
    /// Who looks.
    pub kind: InspectionKind,
}

/// What somebody did.
#[derive(Clone, Debug)]
pub struct Deed {
    /// When, by the civil clock.
    pub at: Instant,
    /// Who.
    pub user: Id,
    /// At which agency.
    pub acting_at: Id,
    /// About which inspection, or what follows from it.
    pub about: Asked,
    /// What.
    pub act: Act,
}

/// What can be done about an inspection and what follows from it.
#[derive(Clone, Debug)]
pub enum Act {
    /// Moves it along; its team stays as the plan named it, and what is called off has not begun.
    Step(Box<InspectionAction>),
    /// Answers items, by code: one after the other, none of it restricted, without figures and files.
    Answer(Vec<(String, AnswerBody)>),
    /// Says of everything that the visit carries what its agency has said of it.
    Judge,
    /// Begins its report.
    Begin {
        /// What it says in short.
        summary: String,
        /// What was found.
        findings: String,
        /// What follows from it.
        conclusion: String,
    },
    /// Writes a recommendation to the inspected agency into that, under the next number.
    Recommend {
        /// What has to be done.
        text: String,
        /// The day by which.
        due_on: NaiveDate,
    },
    /// Moves the report along; without files, to its conclusion.
    Report(Box<InspectionReportAction>),
    /// Moves a recommendation along; without files, and to no other agency.
    Follow {
        /// Its number.
        number: i32,
        /// What is done.
        action: Box<RecommendationAction>,
    },
}

/// What cannot be told is a fault of whoever tells it.
pub fn broken(what: &'static str) -> Problem {
    tracing::error!(what, "nothing can be told");
    Problem::of(Code::Internal)
}
