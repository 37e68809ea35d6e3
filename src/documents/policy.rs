//! Who may do what with legal documents.

use crate::kernel::policy::Role::{Admin, StandingLead, StandingOfficer};
use crate::kernel::policy::{Rule, Seat, Who};

/// Documents belong to all, so who keeps them must reach the root of the tree.
const KEEPERS: Who = &[(Seat::Committee, &[Admin, StandingOfficer, StandingLead])];

/// Enter one.
pub const CREATE: Rule = Rule { resource: "legal-documents", action: "create", who: KEEPERS };
/// Correct one.
pub const UPDATE: Rule = Rule { resource: "legal-documents", action: "update", who: KEEPERS };
/// Remove one that nothing refers to.
pub const DELETE: Rule = Rule { resource: "legal-documents", action: "delete", who: KEEPERS };

/// All rules of this chapter.
pub const RULES: &[Rule] = &[CREATE, UPDATE, DELETE];
