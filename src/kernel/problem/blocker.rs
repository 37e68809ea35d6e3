//! Why an action is not possible now.

use serde::Serialize;
use utoipa::ToSchema;

use super::Code;
use crate::kernel::id::Id;

/// One thing that stands in the way of an action.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Blocker {
    /// What is wrong.
    pub code: Code,
    /// Where, in the words of the object itself: the number of a task, the name of a field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200, example = "II.4.đ")]
    pub at: Option<String>,
    /// The object that is in the way, where the caller may read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Id>,
}

impl Blocker {
    /// A blocker of the object as a whole.
    pub fn of(code: Code) -> Blocker {
        Blocker { code, at: None, id: None }
    }

    /// What a guard of the object as a whole says: a blocker where it is wrong.
    pub fn when(wrong: bool, code: Code) -> Vec<Blocker> {
        if wrong { vec![Blocker::of(code)] } else { Vec::new() }
    }

    /// A blocker at one place of the object.
    pub fn at(code: Code, at: impl Into<String>) -> Blocker {
        Blocker { code, at: Some(at.into()), id: None }
    }

    /// Another object is in the way; its id, where the caller may read it.
    pub fn another(code: Code, id: Option<Id>) -> Blocker {
        Blocker { code, at: None, id }
    }
}
