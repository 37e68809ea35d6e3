//! Whom to call about a paper.

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::Language;

/// Whom to call: whoever took the step, and the agency that stands for the committee. Telephone numbers have their place here, beside
/// the names that they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Whoever reminded or took the step; none where the service reminded by itself.
    pub person: Option<String>,
    /// The standing agency of the committee; the committee itself where it has none.
    pub agency: String,
}

impl Contact {
    /// By who is who on a day.
    pub fn of(directory: &Directory, person: Option<Id>, committee: Id, today: NaiveDate) -> Self {
        let agency = directory.standing_agency(committee, today).unwrap_or(committee);
        let person = person.map(|user| directory.user_name(user)).filter(|name| !name.is_empty());
        Self { person, agency: directory.agency_name(agency) }
    }

    /// One line of a letter.
    pub fn line(&self, language: Language) -> String {
        let who: Vec<&str> = self.person.iter().chain([&self.agency]).map(String::as_str).collect();
        let word = if language == Language::Vietnamese { "Liên hệ" } else { "Contact" };
        format!("{word}: {}", who.join("; "))
    }
}
