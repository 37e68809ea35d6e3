//! The people that the tables of this chapter are tried with.

use crate::kernel::role::Role::{
    self, Admin, AgencyLead, AgencyOfficer, Auditor, Chair, Portal, StandingLead, StandingOfficer,
};
use crate::kernel::role::Scope::{self, Own, Subtree};
use crate::kernel::sample::City;

/// Login, role, the agency at which it is held and which the token names, and how far it reaches.
pub type Somebody = (&'static str, Role, &'static str, Scope);

/// Somebody of every role, at every agency that could have to do with it.
const EVERYBODY: [Somebody; 13] = [
    ("standing_officer", StandingOfficer, "labour", Own),
    ("standing_lead", StandingLead, "labour", Own),
    ("chair", Chair, "committee", Subtree),
    ("labour_lead", AgencyLead, "labour", Own),
    ("justice_officer", AgencyOfficer, "justice", Own),
    ("justice_lead", AgencyLead, "justice", Own),
    ("district_officer", AgencyOfficer, "district", Own),
    ("district_lead", AgencyLead, "district", Own),
    ("commune_officer", AgencyOfficer, "commune", Own),
    ("commune_lead", AgencyLead, "commune", Own),
    ("auditor", Auditor, "committee", Subtree),
    ("portal", Portal, "committee", Subtree),
    ("admin", Admin, "committee", Subtree),
];

/// Everybody, and more of them.
pub fn people(more: &[Somebody]) -> impl Iterator<Item = Somebody> {
    EVERYBODY.into_iter().chain(more.iter().copied())
}

/// The city with all of them in it.
pub fn city(more: &[Somebody]) -> City {
    let mut city = City::new();
    for (login, role, agency, scope) in people(more) {
        city.grant(login, role, agency, scope);
    }
    city
}
