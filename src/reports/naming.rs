//! Difficulties that papers name: each once, and none that whoever writes may not read. Who reads one is asked of whoever keeps them.

use std::collections::BTreeSet;

use crate::kernel::chapter::Readable;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::reports::submissions::model::SectionText;
use crate::reports::submissions::rules::naming;

/// What handlers share: whether a caller may read a difficulty.
#[derive(Clone, Copy)]
pub struct NamingDifficulties(pub Readable);

impl NamingDifficulties {
    /// Those of some difficulties that the caller may read.
    pub fn known(self, view: &mut View<'_>, named: impl Iterator<Item = Id>) -> Result<BTreeSet<Id>, Problem> {
        let mut known = BTreeSet::new();
        for id in named.collect::<BTreeSet<Id>>() {
            if (self.0)(view, id)? {
                known.insert(id);
            }
        }
        Ok(known)
    }

    /// 422 at those that sections name twice, or that the caller may not read. What the report named `before` stays.
    pub fn judged(self, view: &mut View<'_>, sections: &[SectionText], before: &[SectionText]) -> Result<(), Problem> {
        let there: BTreeSet<Id> = before.iter().flat_map(|it| &it.difficulty_ids).copied().collect();
        let named = sections.iter().flat_map(|it| &it.difficulty_ids).copied();
        let mut known = self.known(view, named.filter(|id| !there.contains(id)))?;
        known.extend(there);
        naming::of_sections(sections, &known)
    }
}
