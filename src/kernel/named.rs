//! Names by which a reader knows what identifiers stand for. They are looked up when somebody reads, and are in no answer that the
//! journal keeps: time and other objects change them.

use serde::Serialize;
use utoipa::ToSchema;

use crate::kernel::id::Id;

/// An agency, by what it is called now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AgencyName {
    /// Its identifier.
    pub id: Id,
    /// Its dotted identifier code.
    #[schema(max_length = 60, example = "H24.SLDTBXH")]
    pub code: String,
    /// Its name.
    #[schema(max_length = 300, example = "Sở Lao động - Thương binh và Xã hội")]
    pub name: String,
}

/// A programme, by what is on its cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProgrammeName {
    /// The identifier of the revision that is or was last in force.
    pub id: Id,
    /// The number on paper, once issued.
    #[schema(max_length = 100, example = "1016/CTr-BCĐ")]
    pub number: Option<String>,
    /// Its title.
    #[schema(max_length = 500, example = "Chương trình công tác năm 2017")]
    pub title: String,
}

impl ProgrammeName {
    /// Its number, where it has one, and its title.
    pub fn on_cover(&self) -> String {
        let parts: Vec<&str> = self.number.as_deref().into_iter().chain([self.title.as_str()]).collect();
        parts.join(" ")
    }
}

/// A plan of inspections, by what is on its cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct InspectionPlanName {
    /// Its identifier.
    pub id: Id,
    /// The number on paper, once approved.
    #[schema(max_length = 100, example = "12/KH-BVSTBPN")]
    pub number: Option<String>,
    /// Its title.
    #[schema(max_length = 500, example = "Kế hoạch kiểm tra công tác vì sự tiến bộ của phụ nữ năm 2017")]
    pub title: String,
}

/// The paper that something is done for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoneFor {
    /// A programme.
    Programme(ProgrammeName),
    /// A plan of inspections.
    Plan(InspectionPlanName),
}

impl DoneFor {
    /// The programme, where it is one.
    pub fn programme(&self) -> Option<&ProgrammeName> {
        match self {
            Self::Programme(name) => Some(name),
            Self::Plan(_) => None,
        }
    }

    /// The plan, where it is one.
    pub fn plan(&self) -> Option<&InspectionPlanName> {
        match self {
            Self::Programme(_) => None,
            Self::Plan(name) => Some(name),
        }
    }
}
