//! Who reads which extensions: the agency that asks, and those for whom it does what it asks time for.

use std::sync::Arc;

use diesel::prelude::*;

use crate::kernel::agencies::Agencies;
use crate::kernel::db::View;
use crate::kernel::id::Id;
use crate::kernel::policy::{Caller, ReadRule, Within};
use crate::kernel::problem::Problem;
use crate::kernel::role::Role;
use crate::schema::extensions;

/// What a caller may read.
#[derive(Clone, Debug)]
pub struct Reading {
    /// What concerns papers of these agencies.
    pub kept: Agencies,
    /// What these agencies asked for.
    pub asked: Agencies,
}

/// Whoever keeps the papers reads what is asked about them.
const KEPT: &[ReadRule] = &[
    ReadRule { within: Within::Committees, roles: Role::OF_COMMITTEES, ..EXTENSIONS },
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..EXTENSIONS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..EXTENSIONS },
];

/// What an agency asks for is read there, and by the committee above it.
const ASKED: &[ReadRule] = &[
    ReadRule { within: Within::Agencies, roles: Role::OF_AGENCIES, ..EXTENSIONS },
    ReadRule { within: Within::Reach, roles: Role::OF_COMMITTEES, ..EXTENSIONS },
    ReadRule { within: Within::Reach, roles: &[Role::Auditor], ..EXTENSIONS },
];
const EXTENSIONS: ReadRule =
    ReadRule { resources: "extensions", which: "extensions", within: Within::Reach, roles: &[] };

/// All rules about reading in this chapter.
pub const READS: &[&[ReadRule]] = &[KEPT, ASKED];

impl Reading {
    /// The rights of a caller, those lent to him included: he must see what he acts on.
    pub fn of(caller: &Caller) -> Arc<Self> {
        caller.derived(|caller| {
            let grants = caller.reading_grants();
            let opened = |rules| Agencies::opened(rules, caller, &grants);
            Self { kept: opened(KEPT), asked: opened(ASKED) }
        })
    }

    /// Whether an extension may be read.
    pub fn extension(&self, owner: Id, agency: Id) -> bool {
        self.kept.contains(owner) || self.asked.contains(agency)
    }
}

/// Whether the caller may read an extension.
pub fn may_read(view: &mut View<'_>, id: Id) -> Result<bool, Problem> {
    let found: Option<(Id, Id)> = extensions::table
        .find(id)
        .select((extensions::owner_agency_id, extensions::agency_id))
        .first(view.connection)
        .optional()?;
    let reading = Reading::of(&view.caller);
    Ok(found.is_some_and(|(owner, agency)| reading.extension(owner, agency)))
}
