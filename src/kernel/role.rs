//! What a person may be at an agency, and how far that reaches.

use crate::kernel::text_enum::text_enum;

text_enum! {
    /// What a person may be at an agency.
    pub enum Role {
        /// Head of a committee (Trưởng ban).
        Chair => "chair",
        /// Leads the standing agency (Cơ quan thường trực).
        StandingLead => "standing_lead",
        /// Works at the standing agency.
        StandingOfficer => "standing_officer",
        /// Leads an agency.
        AgencyLead => "agency_lead",
        /// Works at an agency.
        AgencyOfficer => "agency_officer",
        /// Reads all in scope, writes nothing.
        Auditor => "auditor",
        /// The portal's service account: reads papers that are out, and nothing of how they came to be.
        Portal => "portal",
        /// Keeps accounts, grants and catalogues; no business transition.
        Admin => "admin",
    }
}

impl Role {
    /// Those who act for a committee.
    pub const OF_COMMITTEES: &'static [Self] = &[Self::Chair, Self::StandingLead, Self::StandingOfficer];
    /// Those who act for a standing agency.
    pub const OF_STANDING: &'static [Self] = &[Self::StandingLead, Self::StandingOfficer];
    /// Those who act for any other agency.
    pub const OF_AGENCIES: &'static [Self] = &[Self::AgencyLead, Self::AgencyOfficer];

    /// Those who move something along: whoever reads alone, serves the portal or keeps accounts does not.
    pub const OF_BUSINESS: &'static [Self] =
        &[Self::Chair, Self::StandingLead, Self::StandingOfficer, Self::AgencyLead, Self::AgencyOfficer];

    /// Everybody but the portal.
    pub const BUT_THE_PORTAL: &'static [Self] = &[
        Self::Chair,
        Self::StandingLead,
        Self::StandingOfficer,
        Self::AgencyLead,
        Self::AgencyOfficer,
        Self::Auditor,
        Self::Admin,
    ];
    /// Those that a service account can hold.
    pub const OF_MACHINES: &'static [Self] = &[Self::Portal, Self::Auditor];

    /// Roles that reach the tree of the committee that designated their agency.
    pub fn is_standing(self) -> bool {
        matches!(self, Self::StandingLead | Self::StandingOfficer)
    }
}

text_enum! {
    /// How far a grant reaches.
    pub enum Scope {
        /// The agency alone.
        Own => "self",
        /// The agency and everything under it.
        Subtree => "subtree",
    }
}
