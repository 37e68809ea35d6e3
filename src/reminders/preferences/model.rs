//! What somebody wants by mail.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::kernel::id::Id;
use crate::kernel::journal::Record;
use crate::kernel::problem::Language;
use crate::kernel::text_enum::text_enum;
use crate::reminders::matter::Matter;

text_enum! {
    /// The language of letters.
    pub enum LetterLanguage {
        /// Vietnamese.
        Vietnamese => "vi",
        /// English.
        English => "en",
    }
}

impl From<LetterLanguage> for Language {
    fn from(language: LetterLanguage) -> Self {
        match language {
            LetterLanguage::Vietnamese => Self::Vietnamese,
            LetterLanguage::English => Self::English,
        }
    }
}

/// What somebody wants by mail. In the inbox all stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Preferences {
    /// Whose it is.
    #[serde(skip)]
    pub user: Id,
    /// 1 before anything was said, raised by one with every change.
    #[schema(minimum = 1)]
    pub version: i32,
    /// The language of letters.
    pub language: LetterLanguage,
    /// What no letter is wanted about.
    #[schema(max_items = 50)]
    pub no_mail_about: Vec<Matter>,
}

impl Preferences {
    /// Of somebody who has said nothing.
    pub fn unsaid(user: Id) -> Self {
        Self { user, version: 1, language: LetterLanguage::Vietnamese, no_mail_about: Vec::new() }
    }

    /// Whether a letter is wanted.
    pub fn wants(&self, matter: Matter) -> bool {
        !self.no_mail_about.contains(&matter)
    }

    /// The same as it is said now; none where that is what was said before.
    pub fn replaced(&self, by: &NewPreferences) -> Option<Self> {
        let mut no_mail_about = by.no_mail_about.clone();
        no_mail_about.sort();
        no_mail_about.dedup();
        let after = Self { language: by.language, no_mail_about, ..self.clone() };
        (after != *self).then(|| Self { version: self.version + 1, ..after })
    }
}

impl Record for Preferences {
    const RESOURCE: &'static str = "preferences";
    const WEIGHS: bool = false;

    fn id(&self) -> Id {
        self.user
    }

    fn version(&self) -> i32 {
        self.version
    }

    fn owner(&self) -> Option<Id> {
        None
    }
}

/// What is wanted by mail, as a whole.
#[derive(Clone, Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPreferences {
    /// The language of letters.
    pub language: LetterLanguage,
    /// What no letter is wanted about; none: everything is mailed.
    #[validate(length(max = 50))]
    #[schema(max_items = 50)]
    pub no_mail_about: Vec<Matter>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_new_is_no_change() {
        let unsaid = Preferences::unsaid(Id::fresh());
        assert!(Matter::ALL.iter().all(|it| unsaid.wants(*it)));
        let body =
            |language, no_mail_about: &[Matter]| NewPreferences { language, no_mail_about: no_mail_about.to_vec() };
        assert_eq!(unsaid.replaced(&body(LetterLanguage::Vietnamese, &[])), None);
        let twice = [Matter::Overdue, Matter::BeforeDue, Matter::Overdue];
        let said = unsaid.replaced(&body(LetterLanguage::English, &twice)).unwrap();
        assert_eq!((said.version, said.no_mail_about.len()), (2, 2));
        assert!(!said.wants(Matter::Overdue) && said.wants(Matter::Returned));
        assert_eq!(said.replaced(&body(LetterLanguage::English, &[Matter::Overdue, Matter::BeforeDue])), None);
    }
}
