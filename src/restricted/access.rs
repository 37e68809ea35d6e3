//! Who reads what is on record of restricted texts, and of those who read them: whoever keeps what they belong to says so.

use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::problem::Problem;
use crate::restricted::model::Whose;
use crate::restricted::store;

/// What a chapter gives out whose papers have something restricted.
#[derive(Clone, Copy)]
pub struct Restricting {
    /// The resources to which it belongs there, as in paths.
    pub resources: &'static [&'static str],
    /// Whether the caller may read what is on record of it; not the text.
    pub may_read: fn(&mut View<'_>, &Whose) -> Result<bool, Problem>,
    /// Whether he reads of everybody who read it, and not of himself alone.
    pub sees_all_readers: fn(&mut View<'_>, &Whose) -> Result<bool, Problem>,
}

fn keeper(keepers: &'static [Restricting], whose: &Whose) -> Option<&'static Restricting> {
    keepers.iter().find(|it| it.resources.contains(&whose.resource.as_str()))
}

/// Whether the caller may read what is on record of a restricted text; not the text.
pub fn may_read_text(view: &mut View<'_>, id: Id, keepers: &'static [Restricting]) -> Result<bool, Problem> {
    let Some(whose) = store::whose_text(view.connection, id)? else { return Ok(false) };
    match keeper(keepers, &whose) {
        Some(keeper) => (keeper.may_read)(view, &whose),
        None => Ok(false),
    }
}

/// Whether the caller may read that somebody read something: its reader, and those who read of all of them.
pub fn may_read_disclosure(view: &mut View<'_>, id: Id, keepers: &'static [Restricting]) -> Result<bool, Problem> {
    let Some(disclosure) = store::disclosure(view.connection, id)? else { return Ok(false) };
    let whose = disclosure.whose();
    let Some(keeper) = keeper(keepers, &whose) else { return Ok(false) };
    if !(keeper.may_read)(view, &whose)? {
        return Ok(false);
    }
    Ok(disclosure.reader_id == view.caller.user || (keeper.sees_all_readers)(view, &whose)?)
}
