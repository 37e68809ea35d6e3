//! Whom to call about a paper.

use chrono::NaiveDate;

use crate::kernel::directory::Directory;
use crate::kernel::id::Id;
use crate::kernel::problem::Language;

/// Whom to call: whoever took the step, at which number, and the agency that stands for the committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Whoever reminded or took the step; none where the service reminded by itself.
    pub person: Option<String>,
    /// That person's number, where one is on record.
    pub phone: Option<String>,
    /// The standing agency of the committee; the committee itself where it has none.
    pub agency: String,
}

impl Contact {
    /// By who is who on a day.
    pub fn of(
        directory: &Directory,
        (person, phone): (Option<Id>, Option<&str>),
        committee: Id,
        today: NaiveDate,
    ) -> Self {
        let agency = directory.standing_agency(committee, today).unwrap_or(committee);
        let person = person.map(|user| directory.user_name(user)).filter(|name| !name.is_empty());
        let phone = phone.filter(|_| person.is_some()).map(str::to_owned);
        Self { person, phone, agency: directory.agency_name(agency) }
    }

    /// One line of a letter.
    pub fn line(&self, language: Language) -> String {
        let person: Vec<&str> = self.person.iter().chain(&self.phone).map(String::as_str).collect();
        let mut who = vec![person.join(", "), self.agency.clone()];
        who.retain(|it| !it.is_empty());
        let word = language.choose("Liên hệ", "Contact");
        format!("{word}: {}", who.join("; "))
    }
}
