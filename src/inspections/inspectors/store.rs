//! Inspectors as who is who has them: nothing is asked of the database.

use std::collections::HashSet;

use crate::inspections::access::committees_named_from;
use crate::inspections::inspectors::model::{InspectorFilter, NamedInspector};
use crate::inspections::interest::inspectors;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::page::{Page, PageRequest};
use crate::kernel::policy::{Caller, Member};
use crate::kernel::problem::Problem;
use crate::kernel::text;

/// By name; nobody else has this word in his cursor.
const ORDER: &str = "name";

/// Where somebody stands in the list.
type Key = (String, Id);

/// Those whom a caller can name, each with an agency that he can act for.
fn named_by(caller: &Caller) -> impl Iterator<Item = Member> {
    let committees = committees_named_from(caller).into_iter();
    committees.flat_map(move |committee| inspectors(&caller.directory, committee, caller.today))
}

/// The people whom a caller finds there: whoever names somebody in a paper of another chapter names one of these.
pub fn people_named_by(caller: &Caller) -> HashSet<Id> {
    named_by(caller).map(|it| it.user).collect()
}

/// One page of those whom the caller can name.
pub fn list(
    view: &mut View<'_>,
    filter: &InspectorFilter,
    page: &PageRequest,
) -> Result<Page<NamedInspector>, Problem> {
    let directory = view.caller.directory.clone();
    let searched = filter.q.as_deref().map(text::fold);
    let is_asked_for = |it: &NamedInspector| {
        let is_there = filter.agency_id.is_empty() || filter.agency_id.contains(&it.agency_id);
        is_there && searched.as_deref().is_none_or(|q| text::fold(&it.name).contains(q))
    };
    let mut found: Vec<NamedInspector> = named_by(&view.caller)
        .map(|it| NamedInspector { user_id: it.user, name: directory.user_name(it.user), agency_id: it.agency })
        .filter(is_asked_for)
        .collect();
    found.sort();
    found.dedup();
    let key = |it: &NamedInspector| -> Key { (text::sort_key(&it.name), it.agency_id) };
    let mut keyed: Vec<(Key, NamedInspector)> = found.into_iter().map(|it| (key(&it), it)).collect();
    keyed.sort();
    Ok(Page::of_all(keyed, page, ORDER, |(key, it)| (key.clone(), it.user_id.0))?.map(|(_, it)| it))
}
