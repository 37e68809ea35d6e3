//! Who may do what with legal documents.

use crate::kernel::policy::{ReadRule, Rule, Seat, Who, Within};
use crate::kernel::role::Role::{Admin, StandingLead, StandingOfficer};

/// Documents belong to all, so who keeps them must reach the root of the tree.
const KEEPERS: Who = &[(Seat::Committee, &[Admin, StandingOfficer, StandingLead])];

/// Enter one.
pub const CREATE: Rule = Rule { resource: "legal-documents", action: "create", who: KEEPERS };
/// Correct one.
pub const UPDATE: Rule = Rule { resource: "legal-documents", action: "update", who: KEEPERS };
/// Remove one that nothing refers to.
pub const DELETE: Rule = Rule { resource: "legal-documents", action: "delete", who: KEEPERS };

/// All rules about reading in this chapter.
pub const READS: &[ReadRule] =
    &[ReadRule { resources: "legal-documents", which: "legal documents", within: Within::Everybody, roles: &[] }];

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, UPDATE, DELETE];
