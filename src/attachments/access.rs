//! Who may read which attachments: the agency that sent them, and whoever may read what they are attached to.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Role, Within};
use crate::kernel::problem::Problem;
use crate::schema::attachments;

/// Something of another chapter that attachments belong to.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    /// The resource, as in paths.
    pub resource: &'static str,
    /// Whether the caller may read one of them.
    pub may_read: fn(&mut View<'_>, Id) -> Result<bool, Problem>,
}

/// What handlers know of the papers that files are attached to.
#[derive(Clone, Copy, Debug)]
pub struct Attaching(pub &'static [Source]);

impl Attaching {
    /// Whether the caller may read what a file is attached to.
    pub fn may_read(self, view: &mut View<'_>, resource: &str, subject: Id) -> Result<bool, Problem> {
        match self.0.iter().find(|it| it.resource == resource) {
            Some(source) => (source.may_read)(view, subject),
            None => Ok(false),
        }
    }
}

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..SENT },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..SENT },
    ReadRule { which: "attachments of what they may read", within: Within::Concerned, roles: Role::ALL, ..SENT },
];
const SENT: ReadRule =
    ReadRule { resources: "attachments", which: "attachments that were sent", within: Within::Reach, roles: &[] };

/// What a caller may read whatever it is attached to: what these agencies sent.
#[derive(Clone, Debug)]
pub struct Reading(pub Agencies);

impl Reading {
    /// The rights of a caller, those lent to him included.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(|caller| Self(Agencies::opened(READS, caller, &caller.reading_grants())))
    }
}

/// Whether the caller may still get the answer to an earlier request of his.
pub fn may_replay(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let agency: Option<Id> =
        attachments::table.find(id).select(attachments::agency_id).first(view.connection).optional()?;
    Ok(agency.is_some_and(|agency| Reading::of(&view.caller).0.contains(agency)))
}
