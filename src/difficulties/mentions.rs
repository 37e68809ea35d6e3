//! What a difficulty mentions: papers of other chapters, each shown to whoever reads both ends.

use crate::difficulties::model::Mention;
use crate::difficulties::rules;
use crate::kernel::chapter::ReadingOf;
use crate::kernel::db::View;
use crate::kernel::problem::Problem;
use crate::kernel::table::Technical;

/// Which papers difficulties mention.
pub const MENTIONS: Technical = Technical {
    table: "difficulty_mentions",
    why: "a mention shows to whoever reads both ends, which no entry of the record could tell; nothing follows from it",
};

/// What handlers share: whether a caller may read a paper, whichever chapter keeps it.
#[derive(Clone, Copy)]
pub struct Mentioning(pub ReadingOf);

impl Mentioning {
    fn shows(self, view: &mut View<'_>, mention: &Mention) -> Result<bool, Problem> {
        (self.0)(view, mention.resource.as_str(), mention.id)
    }

    /// 422 at those that the caller may not read, or that are named before.
    pub fn judged(self, view: &mut View<'_>, mentions: &[Mention]) -> Result<(), Problem> {
        let known: Result<Vec<bool>, Problem> = mentions.iter().map(|it| self.shows(view, it)).collect();
        rules::can_be_mentioned(mentions, &known?)
    }

    /// Those that the caller may read.
    pub fn shown(self, view: &mut View<'_>, mentions: Vec<Mention>) -> Result<Vec<Mention>, Problem> {
        let mut shown = Vec::with_capacity(mentions.len());
        for mention in mentions {
            if self.shows(view, &mention)? {
                shown.push(mention);
            }
        }
        Ok(shown)
    }
}
